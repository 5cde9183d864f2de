"""The question in one row: days, how finely they are cut, which queues, by which definitions."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

from PySide6.QtCore import QDate, QEvent, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QComboBox, QDateEdit, QLabel, QMenu, QToolButton, QWidget

from supervisor.history.definition import (
    ANSWER_RATES,
    OFFERED,
    SERVICE_LEVELS,
    AnswerRate,
    Definition,
    OfferedBy,
    ServiceLevel,
)
from supervisor.words import _, ngettext
from ui import theme
from ui.history.asked import DAYS_WORDS, EVERY_WORDS, Asked, Days
from ui.history.desk import HistoryDesk
from ui.widgets.table.flow import Flow

THRESHOLDS = (10, 15, 20, 30, 45, 60)


class QuestionBar(QWidget):
    """What is chosen here is asked at once."""

    changed = Signal()

    def __init__(self, desk: HistoryDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._filling = False
        self.days = QComboBox(self)
        self.first = _date_edit(self)
        self.until = QLabel("–", self)
        self.last = _date_edit(self)
        self.every = QComboBox(self)
        self.queues = _menu_button(self)
        self.definition = _menu_button(self)
        self.until.setMinimumHeight(theme.current().px(theme.ROW_HEIGHT))
        row = Flow(theme.SPACE_S, self)
        for widget in (
            *(self.days, self.first, self.until, self.last, self.every),
            *(self.queues, self.definition),
        ):
            row.addWidget(widget)
        self.days.activated.connect(self._choose_days)
        self.every.activated.connect(self._choose_every)
        self.first.dateChanged.connect(self._choose_dates)
        self.last.dateChanged.connect(self._choose_dates)
        self.queues.menu().aboutToShow.connect(self._fill_queues)
        self.definition.menu().aboutToShow.connect(self._fill_definition)
        desk.asked_changed.connect(self.show_asked)
        desk.known_changed.connect(self.show_asked)
        self.retranslate()

    # -- what is shown --------------------------------------------------------------------------------------

    def show_asked(self) -> None:
        """Show the question in force."""
        asked, today = self._desk.asked, self._desk.today
        self._filling = True
        self.days.setCurrentIndex(self.days.findData(asked.days.value))
        self.every.setCurrentIndex(self.every.findData(asked.every.value))
        period = asked.period(today)
        for edit, day in ((self.first, period.first), (self.last, period.last)):
            edit.setMaximumDate(QDate(today.year, today.month, today.day))
            edit.setDate(QDate(day.year, day.month, day.day))
        self._filling = False
        self.queues.setText(self._queues_words())
        self.definition.setText(
            _("Service level: {formula}").format(formula=_(SERVICE_LEVELS[asked.definition.service_level]))
        )

    def _queues_words(self) -> str:
        asked = self._desk.asked
        chosen = len(asked.queues or ()) + len(asked.skills or ())
        words = [ngettext("{n} queue", "{n} queues", chosen).format(n=chosen)] if chosen else []
        if asked.channels:
            words.append(_(", ").join(asked.channels))
        return " · ".join(words) or _("All queues")

    # -- days -----------------------------------------------------------------------------------------------

    def _choose_days(self, _place: int) -> None:
        days = Days(self.days.currentData())
        asked = self._desk.asked
        if days is Days.CHOSEN:
            period = asked.period(self._desk.today)
            self._ask(replace(asked, days=days, first=period.first, last=period.last))
            self.first.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._ask(replace(asked, days=days))

    def _choose_dates(self) -> None:
        if not self._filling:
            first, last = _day(self.first), _day(self.last)
            self._ask(replace(self._desk.asked, days=Days.CHOSEN, first=first, last=last))

    def _choose_every(self, _place: int) -> None:
        chosen = next(every for every in EVERY_WORDS if every.value == self.every.currentData())
        self._ask(replace(self._desk.asked, every=chosen))
        if self._desk.asked.every is not chosen:
            self._desk.noticed.emit(_("So many days are cut by day: a finer line could not be seen."), None)
            self.show_asked()

    def earlier(self) -> None:
        """The same number of days, just before."""
        self._step(-1)

    def later(self) -> None:
        """The same number of days, just after; not beyond today."""
        self._step(1)

    def _step(self, by: int) -> None:
        period = self._desk.asked.period(self._desk.today)
        length = timedelta(days=len(period.days)) * by
        last = min(period.last + length, self._desk.today)
        first = last - timedelta(days=len(period.days) - 1)
        self._ask(replace(self._desk.asked, days=Days.CHOSEN, first=first, last=last))

    def _ask(self, asked: Asked) -> None:
        if not self._filling:
            self._desk.ask(asked)
            self.changed.emit()

    # -- queues ---------------------------------------------------------------------------------------------

    def _fill_queues(self) -> None:
        menu, known, asked = self.queues.menu(), self._desk.known, self._desk.asked
        menu.clear()
        everything = menu.addAction(_("All queues"))
        everything.setCheckable(True)
        everything.setChecked(not (asked.queues or asked.skills or asked.channels))
        everything.triggered.connect(
            lambda: self._ask(replace(self._desk.asked, queues=None, skills=None, channels=None))
        )
        if known.skills:
            menu.addSection(_("Skill groups"))
            for id, name in known.skills:
                self._checked(menu, name, id in (asked.skills or ()), partial(self._turn, "skills", id))
        menu.addSection(_("Queues"))
        many = len({source for source, _name in known.queues}) > 1
        for queue in known.queues:
            said = f"{queue[1]} ({queue[0]})" if many else queue[1]
            self._checked(menu, said, queue in (asked.queues or ()), partial(self._turn, "queues", queue))
        if len(known.channels) > 1:
            menu.addSection(_("Channels"))
            for channel in known.channels:
                chosen = channel in (asked.channels or ())
                self._checked(menu, channel, chosen, partial(self._turn, "channels", channel))

    def _turn(self, of: str, value: object, on: bool) -> None:
        now = [one for one in (getattr(self._desk.asked, of) or ()) if one != value]
        change: dict[str, Any] = {of: tuple([*now, value] if on else now) or None}
        self._ask(replace(self._desk.asked, **change))

    @staticmethod
    def _checked(menu: QMenu, said: str, on: bool, then: Callable[[bool], None]) -> QAction:
        action = menu.addAction(said.replace("&", "&&"))
        action.setCheckable(True)
        action.setChecked(on)
        action.triggered.connect(then)
        return action

    # -- definitions ----------------------------------------------------------------------------------------

    def _fill_definition(self) -> None:
        menu, of = self.definition.menu(), self._desk.asked.definition
        menu.clear()
        menu.addSection(_("Service level"))
        self._choices(
            menu,
            [(_(said), one) for one, said in SERVICE_LEVELS.items()],
            of.service_level,
            lambda one: replace(self._now, service_level=ServiceLevel(str(one))),
        )
        menu.addSection(_("Answer rate"))
        self._choices(
            menu,
            [(_(said), one) for one, said in ANSWER_RATES.items()],
            of.answer_rate,
            lambda one: replace(self._now, answer_rate=AnswerRate(str(one))),
        )
        menu.addSection(_("Offered"))
        self._choices(
            menu,
            [(_(said), one) for one, said in OFFERED.items()],
            of.offered_by,
            lambda one: replace(self._now, offered_by=OfferedBy(str(one))),
        )
        menu.addSection(_("In time"))
        limits = [(ngettext("{n} second", "{n} seconds", n).format(n=n), n) for n in THRESHOLDS]
        self._choices(
            menu,
            [(_("each queue’s own threshold"), None), *limits],
            of.threshold_s,
            lambda one: replace(self._now, threshold_s=one if isinstance(one, int) else None),
        )

    @property
    def _now(self) -> Definition:
        return self._desk.asked.definition

    def _choices(
        self,
        menu: QMenu,
        choices: Sequence[tuple[str, object]],
        chosen: object,
        defined: Callable[[object], Definition],
    ) -> None:
        group = QActionGroup(menu)

        def choose(value: object, _on: bool) -> None:
            self._ask(replace(self._desk.asked, definition=defined(value)))

        for said, value in choices:
            group.addAction(self._checked(menu, said, value == chosen, partial(choose, value)))

    # -- words ----------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self._filling = True
        for box, words in ((self.days, DAYS_WORDS), (self.every, EVERY_WORDS)):
            box.clear()
            for one, said in words.items():
                box.addItem(_(said), one.value)
        self._filling = False
        self.days.setAccessibleName(_("Days"))
        self.first.setAccessibleName(_("From"))
        self.last.setAccessibleName(_("To"))
        self.every.setAccessibleName(_("How finely the days are cut"))
        self.queues.setAccessibleName(_("Queues that are asked for"))
        self.definition.setAccessibleName(_("Definitions"))
        self.definition.setToolTip(_("By which definitions the figures are counted"))
        self.show_asked()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _date_edit(parent: QWidget) -> QDateEdit:
    edit = QDateEdit(parent)
    edit.setCalendarPopup(True)
    edit.setDisplayFormat("yyyy-MM-dd")
    edit.setKeyboardTracking(False)
    edit.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return edit


def _menu_button(parent: QWidget) -> QToolButton:
    button = QToolButton(parent)
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setMenu(QMenu(button))
    return button


def _day(edit: QDateEdit) -> date:
    chosen = edit.date()
    return date(chosen.year(), chosen.month(), chosen.day())
