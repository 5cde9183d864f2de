"""A usual week: one figure by weekday and hour, and the contacts behind each cell."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from supervisor.history.contacts import ContactQuestion
from supervisor.history.figures import title, written
from supervisor.words import _, ngettext
from ui import theme
from ui.asking import Asking
from ui.history import work
from ui.history.columns import derivation
from ui.history.desk import HistoryDesk
from ui.history.figure_box import FIGURES, FigureBox, adds_up, needed
from ui.history.heat_map import NAMES, HeatMap
from ui.history.queues_page import contacts_of, why_empty
from ui.history.work import Week
from ui.widgets.empty_state import EmptyState
from ui.widgets.lead import Lead
from ui.widgets.table import memory


class WeekPage(QWidget):
    """Counts are those of a usual day: the sum of such hours, divided by how many there were."""

    def __init__(self, desk: HistoryDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._week = Week()
        self._stale = True
        kept = memory.recall(desk.machine, "history.week").get("figure", "offered")
        self.figure = FigureBox(str(kept), self)
        self.about = QLabel(self)
        self.about.setProperty("role", "muted")
        self.waiting = QLabel(self)
        self.waiting.setProperty("role", "muted")
        self.waiting.hide()
        self.map = HeatMap(self)
        self.empty = EmptyState(self)
        self.stack = QStackedWidget(self)
        self.stack.addWidget(self.map)
        self.stack.addWidget(self.empty)
        self._asking = Asking(desk.centre, self)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_M)
        for widget in (self.figure, self.about, self.waiting):
            head.addWidget(widget)
        head.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_M)
        column.addLayout(head)
        column.addWidget(self.stack, 1)
        Lead(self, self.map)
        self.figure.activated.connect(self._choose_figure)
        self.map.opened.connect(self._open_cell)
        self.empty.button.clicked.connect(desk.import_wanted)
        self._asking.busy.connect(self.waiting.setVisible)
        desk.asked_changed.connect(self.ask)
        desk.facts_changed.connect(self.ask)
        self.retranslate()

    # -- questions ------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Have the question in force answered: now, or when the page is seen."""
        self._stale = True
        if self.isVisible():
            self._ask_now()

    def _ask_now(self) -> None:
        self._stale = False
        question = self._desk.asked.question(self._desk.today)
        self._asking.ask(self.show_week, work.ask_week, question, needed(self.figure.figure.name))
        self._say()

    def show_week(self, week: Week) -> None:
        """Show an answer."""
        self._week = week
        figure = self.figure.figure
        shown = (
            tuple(tuple(self._usual(weekday, hour) for hour in range(24)) for weekday in range(7))
            if figure.name in week.values
            else ()
        )
        self.map.show_values(title(figure), shown, lambda value: self._written(value), self._about)
        self.stack.setCurrentWidget(self.map if shown else self.empty)
        self._say()

    def _usual(self, weekday: int, hour: int) -> float | None:
        figure = self.figure.figure
        value = self._week.values[figure.name][weekday][hour]
        days = self._week.days[weekday][hour]
        if not days:
            return None
        return value / days if value is not None and adds_up(figure) else value

    def _written(self, value: float | None) -> str:
        figure = self.figure.figure
        whole = value is not None and adds_up(figure) and value >= 10
        return written(figure, round(value) if whole and value is not None else value)

    def _about(self, weekday: int, hour: int) -> str:
        figure, days = self.figure.figure, self._week.days[weekday][hour]
        here = {name: of[weekday][hour] for name, of in self._week.values.items()}
        lines = [derivation(figure, here, FIGURES, self._week.definitions)]
        if adds_up(figure):
            lines.append(
                ngettext("{sum} in all, on {n} day", "{sum} in all, on {n} days", days).format(
                    sum=written(figure, here.get(figure.name)), n=days
                )
            )
        else:
            lines.append(ngettext("{n} day", "{n} days", days).format(n=days))
        return "\n".join(line for line in lines if line)

    # -- hands ----------------------------------------------------------------------------------------------

    def _choose_figure(self, _place: int) -> None:
        memory.keep(self._desk.machine, "history.week", {"figure": self.figure.figure.name})
        self.ask()
        self.show_week(self._week)  # a picture, or what is known of it already

    def _open_cell(self, weekday: int, hour: int) -> None:
        """The contacts of the newest such hour."""
        period, zone = self._desk.asked.period(self._desk.today), self._desk.zone
        days = self._desk.centre.days
        day = next((day for day in reversed(period.days) if day.weekday() == weekday), None)
        if day is None:
            return
        local = datetime.combine(day, time(hour), zone)
        if (
            days.day(local.astimezone(UTC)) not in period
        ):  # hours before the day's beginning are the next day's
            local += timedelta(days=1)
        begins = local.astimezone(UTC)
        question = ContactQuestion(period, begins, begins + timedelta(hours=1))
        words = _("{day}, {begin}–{end}").format(
            day=f"{_(NAMES[local.weekday()])} {local:%Y-%m-%d}",
            begin=f"{hour:02}:00",
            end=f"{(hour + 1) % 24:02}:00",
        )
        self._desk.show_contacts(contacts_of(question, self._desk, None), words)

    # -- words ----------------------------------------------------------------------------------------------

    def _say(self) -> None:
        figure = self.figure.figure
        self.about.setText(
            _("a usual hour of each weekday") if adds_up(figure) else _("all such hours together")
        )
        said, button = why_empty(self._desk, self._asking, _("No queue has facts on these days."))
        self.empty.say(said, button)
        self.empty.button.setVisible(bool(button))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._ask_now()

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.figure.retranslate()
        self.waiting.setText(_("Counting…"))
        self.show_week(self._week)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.ask()
        super().changeEvent(event)
