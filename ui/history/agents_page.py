"""People in the past: everybody's figures in one table, and beside it one person day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QEvent
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QTabWidget, QVBoxLayout, QWidget

from supervisor.history.agent_figures import AgentQuestion, SignIn
from supervisor.history.contacts import ContactQuestion
from supervisor.history.figures import Column as Figure
from supervisor.history.figures import Line, LineKind, Unit, title
from supervisor.history.period import Bucket, Every, Period
from supervisor.history.whose import Filter
from supervisor.rights.look import Look, What, look_at
from supervisor.words import _, mark, ngettext, number
from supervisor.words import day as day_words
from ui import theme
from ui.asking import Asking
from ui.history import work
from ui.history.columns import FigureRow, figure_columns, name_column
from ui.history.desk import HistoryDesk
from ui.history.queues_page import why_empty
from ui.history.work import PersonTold, Told, Values
from ui.widgets.drawer import WithDrawer
from ui.widgets.lead import Lead
from ui.widgets.table import Column, DeskTable, Kind
from ui.widgets.table.export import Exporter

SHOWN = (
    *("n_answered", "n_rona", "mean_talk_s", "mean_hold_s", "mean_acw_s", "mean_handle_s"),
    *("signed_s", "ready_s", "break_s"),
)


class AgentsPage(QWidget):
    """Enter opens a person; from there, and from the menu, to the contacts."""

    def __init__(self, desk: HistoryDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._told = Told()
        self._figures: tuple[Figure, ...] = ()
        self._stale = True
        self.notes = QLabel(self)
        self.notes.setProperty("role", "muted")
        self.notes.setWordWrap(True)
        self.waiting = QLabel(self)
        self.waiting.setProperty("role", "muted")
        self.waiting.hide()
        self.table: DeskTable[FigureRow] | None = None
        self._asking = Asking(desk.centre, self)
        self._main = QWidget(self)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_S)
        head.addWidget(self.notes, 1)
        head.addWidget(self.waiting)
        self._rows = QVBoxLayout(self._main)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(theme.SPACE_S)
        self._rows.addLayout(head)
        self.split = WithDrawer(self._main, "history.agents", desk.machine, self)
        self.person = PersonView(desk, self.split.drawer)
        self.split.drawer.pages.addWidget(self.person)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self.split)
        self._main_lead, self._lead = Lead(self._main, self.waiting), Lead(self, self.waiting)
        self._asking.busy.connect(self.waiting.setVisible)
        desk.asked_changed.connect(self.ask)
        desk.facts_changed.connect(self.ask)
        self.show_told(self._told)
        self.retranslate()

    # -- questions ------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Have the question in force answered: now, or when the page is seen."""
        self._stale = True
        if self.isVisible():
            self._ask_now()

    def _ask_now(self) -> None:
        self._stale = False
        asked = self._desk.asked
        whose = Filter(skills=asked.skills, channels=asked.channels)
        period = asked.period(self._desk.today)
        self._asking.ask(
            self.show_told,
            work.ask_agents,
            AgentQuestion(period, whose=whose),
            looked=lambda told: _look(period, (line for line, _values in told.lines)),
        )
        self._say()
        if self.split.is_open:
            self.person.ask()

    def show_told(self, told: Told) -> None:
        """Show everybody. Which columns there are depends on what was told."""
        self._told = told
        figures = tuple(figure for figure in told.columns if figure.unit is not Unit.SQUARES)
        if self.table is None or figures != self._figures:
            self._figures = figures
            self._make_table()
        assert self.table is not None  # noqa: S101
        self.table.show_rows([FigureRow(line, values) for line, values in told.lines])
        self._say()

    def _make_table(self) -> None:
        if self.table is not None:
            self.table.hide()  # without a parent it would be a window of its own until it is gone
            self._rows.removeWidget(self.table)
            self.table.deleteLater()
        table: DeskTable[FigureRow] = DeskTable(
            "history.agents",
            [name_column(mark("Person")), *figure_columns(self._figures, SHOWN, {})],
            key=lambda row: row.key,
            title=mark("People"),
            sort=[("name", False)],
            search=lambda row: f"{row.name} {row.line.source}",
            menu=self._fill_menu,
            faded=lambda row: row.line.kind is LineKind.LOGIN,
            counted=lambda count: ngettext("{n} person", "{n} people", count).format(n=number(count)),
            machine=self._desk.machine,
            parent=self._main,
        )
        self.table = table
        self._rows.addWidget(table, 1)
        self._main_lead.part = self._lead.part = table
        table.opened.connect(self._open)
        table.current_changed.connect(self._move_on)
        table.filled.connect(self._desk.import_wanted)
        exporter = Exporter(
            table,
            self._desk.centre.jobs,
            zone=lambda: self._desk.zone,
            about=self._about_file,
            people=True,
            who=self._desk.centre.who,
        )
        exporter.noticed.connect(self._desk.noticed)
        exporter.refused.connect(self._desk.centre.jobs.refused)

    # -- hands ----------------------------------------------------------------------------------------------

    def _open(self, row: FigureRow) -> None:
        self._show(row)
        self.split.open_drawer(focus=True)

    def _move_on(self, row: FigureRow | None) -> None:
        if row is not None and self.split.is_open:
            self._show(row)

    def _show(self, row: FigureRow) -> None:
        period = self._desk.asked.period(self._desk.today)
        self.person.show_person(row)
        self.split.drawer.show_page(
            self.person, row.name, f"{day_words(period.first)} – {day_words(period.last)}"
        )

    def _contacts(self, row: FigureRow) -> None:
        period = self._desk.asked.period(self._desk.today)
        self._desk.show_contacts(contacts_of(row, ContactQuestion(period)), row.name)

    def _fill_menu(self, row: FigureRow, menu: QMenu) -> None:
        menu.addAction(_("Open"), partial(self._open, row))
        menu.addAction(_("Show the contacts"), partial(self._contacts, row))

    def _about_file(self) -> list[tuple[str, str]]:
        period = self._desk.asked.period(self._desk.today)
        return [(_("Days"), f"{day_words(period.first)} – {day_words(period.last)}")]

    # -- words ----------------------------------------------------------------------------------------------

    def _say(self) -> None:
        unknown = sum(line.kind is LineKind.LOGIN for line, _values in self._told.lines)
        words = []
        if unknown:
            said = ngettext(
                "Behind {n} login nobody is known: say who it is on the page People.",
                "Behind {n} logins nobody is known: say who they are on the page People.",
                unknown,
            )
            words.append(said.format(n=number(unknown)))
        if self._told.notes:
            words.append(
                _("Told by two sources, and counted once: {what}").format(what=_("; ").join(self._told.notes))
            )
        self.notes.setText(" ".join(words))
        if self.table is not None:
            self.table.say_empty(*why_empty(self._desk, self._asking, _("Nobody has facts on these days.")))

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale:
            self._ask_now()

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.waiting.setText(_("Counting…"))
        self._figures = ()
        self.show_told(self._told)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


@dataclass(frozen=True)
class DayRow:
    """One day of a person."""

    bucket: Bucket
    values: Values


@dataclass(frozen=True)
class StateRow:
    """How long the person was in a state, or on a kind of break."""

    figure: Figure
    said: str
    seconds: float
    times: float | None


class PersonView(QWidget):
    """The page of the drawer: days, states and breaks, sign-ins."""

    def __init__(self, desk: HistoryDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._row: FigureRow | None = None
        self._asking = Asking(desk.centre, self)
        self.parts = QTabWidget(self)
        self.days: DeskTable[DayRow] = DeskTable(
            "history.person.days",
            [
                Column("day", mark("Day"), lambda row: row.bucket.first, Kind.DAY, width=100),
                *self._day_columns(),
            ],
            key=lambda row: row.bucket.first,
            title=mark("Days"),
            sort=[("day", True)],
            compact=True,
            machine=desk.machine,
            parent=self,
        )
        self.states: DeskTable[StateRow] = DeskTable(
            "history.person.states",
            [
                Column("what", mark("State"), lambda row: row.said, stretch=True, width=140),
                Column("seconds", mark("Time"), lambda row: row.seconds, Kind.DURATION, width=90),
                Column("times", mark("Times"), lambda row: row.times, Kind.NUMBER, width=70),
            ],
            key=lambda row: row.figure.name,
            title=mark("States and breaks"),
            sort=[("seconds", True)],
            compact=True,
            machine=desk.machine,
            parent=self,
        )
        self.spans: DeskTable[SignIn] = DeskTable(
            "history.person.spans",
            [
                Column(
                    "began",
                    mark("Signed in"),
                    lambda row: row.began,
                    Kind.TIME,
                    text=lambda row: f"{row.began.astimezone(desk.zone):%m-%d %H:%M}",
                    width=110,
                ),
                Column(
                    "ended",
                    mark("Signed out"),
                    lambda row: row.ended,
                    Kind.TIME,
                    text=lambda row: (
                        _("still there")
                        if row.ended is None
                        else f"{row.ended.astimezone(desk.zone):%m-%d %H:%M}"
                    ),
                    width=110,
                ),
                Column(
                    "length",
                    mark("Length"),
                    lambda row: None if row.ended is None else (row.ended - row.began).total_seconds(),
                    Kind.DURATION,
                    width=80,
                ),
                Column("queue", mark("Queue"), lambda row: row.queue, stretch=True, width=90),
            ],
            key=lambda row: (row.source, row.queue, row.began),
            title=mark("Sign-ins"),
            sort=[("began", True)],
            compact=True,
            machine=desk.machine,
            parent=self,
        )
        for table in (self.days, self.states, self.spans):
            self.parts.addTab(table, "")
        self.days.opened.connect(self._open_day)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.parts)
        Lead(self, self.parts)
        self.retranslate()

    @staticmethod
    def _day_columns() -> list[Column[DayRow]]:
        def column(name: str, heading: str, kind: Kind) -> Column[DayRow]:
            return Column(name, heading, lambda row: row.values.get(name), kind, width=86)

        return [
            column("n_answered", mark("Contacts"), Kind.NUMBER),
            column("mean_handle_s", mark("Mean handle time"), Kind.DURATION),
            column("signed_s", mark("Signed in"), Kind.DURATION),
            column("break_s", mark("On break"), Kind.DURATION),
        ]

    def show_person(self, row: FigureRow) -> None:
        """Show a line of the table, day by day."""
        if self._row is None or row.key != self._row.key:
            for table in (self.days, self.states, self.spans):
                table.show_rows([])
        self._row = row
        self.ask()

    def ask(self) -> None:
        """Have the days read."""
        row = self._row
        if row is None or row.line.kind is not LineKind.PERSON:
            return
        asked = AgentQuestion(
            self._desk.asked.period(self._desk.today),
            Every.DAY,
            Filter(persons=(row.line.id,), unknown=False),
            spans=True,
        )
        self._asking.ask(
            self.show_told,
            work.ask_person,
            asked,
            looked=lambda _told: _look(asked.period, (row.line,)),
        )

    def show_told(self, told: PersonTold) -> None:
        """Show an answer."""
        here = [
            DayRow(bucket, values) for bucket, values in told.days if any(value for value in values.values())
        ]
        self.days.show_rows(here)
        self.states.show_rows(_states(told))
        self.spans.show_rows(told.sign_ins)

    def _open_day(self, row: DayRow) -> None:
        if self._row is None:
            return
        question = ContactQuestion(
            self._desk.asked.period(self._desk.today), row.bucket.begins, row.bucket.ends
        )
        words = f"{self._row.name}, {row.bucket.first:%Y-%m-%d}"
        self._desk.show_contacts(contacts_of(self._row, question), words)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for place, said in enumerate((_("Days"), _("States and breaks"), _("Sign-ins"))):
            self.parts.setTabText(place, said)
        for table, said in (
            (self.days, _("Nothing is known of these days.")),
            (self.states, _("No source told how the time was spent.")),
            (self.spans, _("No sign-ins are kept of these days.")),
        ):
            table.say_empty(said)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _states(told: PersonTold) -> list[StateRow]:
    sums: dict[str, float] = {}
    for _bucket, values in told.days:
        for name, value in values.items():
            if value is not None:
                sums[name] = sums.get(name, 0.0) + value
    return [
        StateRow(figure, title(figure), sums[figure.name], sums.get(f"times:{figure.name}"))
        for figure in told.columns
        if figure.name.startswith(("state:", "break:")) and figure.name in sums
    ]


def contacts_of(row: FigureRow, question: ContactQuestion) -> ContactQuestion:
    """*question* of the contacts that the person, or the login, of *row* answered."""
    if row.line.kind is LineKind.PERSON:
        return replace(question, person=row.line.id)
    return replace(question, login=(row.line.source, row.line.name))


def _look(period: Period, lines: Iterable[Line]) -> Look:
    """Whose figures are seen; behind whom nobody is known, by source and login."""
    people = (one.id or f"{one.source}/{one.name}" for one in lines)
    return look_at(What.AGENTS, people, about=f"{period.first} – {period.last}")
