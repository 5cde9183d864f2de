"""Coaching: talks with single people about their figures, what is due first, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShowEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from supervisor.errors import SupervisorError
from supervisor.rights.act import Act
from supervisor.rights.look import What, look_at
from supervisor.sentences.error import sentence
from supervisor.training import wording
from supervisor.training.coaching import DUE_LABELS, RESULT_LABELS, Due, LogEntry, Talk, due_of
from supervisor.words import DASH, _, day, mark, ngettext, number
from ui.looking import when_noted
from ui.rights import guard
from ui.theme import State
from ui.training import work
from ui.training.desk import TrainingDesk
from ui.training.talk_view import TalkView
from ui.training.work import Listed
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Facet, Grouping, Kind, Look
from ui.widgets.table_page import TablePage

SETTLED = "settled"
LOOKS = {
    Due.OVERDUE: Look(Sign.SQUARE, State.CRITICAL),
    Due.TODAY: Look(Sign.TRIANGLE, State.WARN),
}


@dataclass(frozen=True)
class TalkRow:
    """A talk, with whom in words, and how its follow-up stands (None: nothing is left to do)."""

    talk: Talk
    name: str
    due: Due | None

    @property
    def order(self) -> tuple[int, int]:
        """What is due the longest comes first, what is settled last, the latest of it first."""
        talk = self.talk
        if self.due is None:
            return 2, -talk.held_on.toordinal()
        if talk.follow_up_on is None:
            return 1, talk.held_on.toordinal()
        return 0, talk.follow_up_on.toordinal()


class CoachingPage(TablePage):
    """Enter opens a talk beside the table; Ctrl+N begins one."""

    def __init__(self, desk: TrainingDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.new = QPushButton(self._main)
        self.table: DeskTable[TalkRow] = DeskTable(
            "training.talks",
            _columns(desk),
            key=lambda row: row.talk.id,
            title=mark("Coaching"),
            facets=[
                Facet(
                    "due",
                    mark("State"),
                    lambda row: (row.due.value if row.due else SETTLED,),
                    fixed=(
                        *((one.value, DUE_LABELS[one]) for one in Due),
                        (SETTLED, mark("Settled")),
                    ),
                ),
                Facet("coach", mark("Coach"), lambda row: (row.talk.coach,)),
            ],
            groupings=[
                Grouping("person", mark("Person"), lambda row: (row.name,)),
                Grouping("kpi", mark("KPI"), lambda row: (_kpi(row),)),
                Grouping("coach", mark("Coach"), lambda row: (row.talk.coach,)),
            ],
            sort=[("due", False)],
            search=lambda row: " ".join((row.name, _kpi(row), row.talk.coach, row.talk.said.aim)),
            menu=self._fill_menu,
            faded=lambda row: row.due is None,
            counted=lambda count: ngettext("{n} talk", "{n} talks", count).format(n=number(count)),
            machine=desk.machine,
            parent=self._main,
        )
        drawer = self.stand(desk, self.new, people=True)
        self.view = TalkView(drawer)
        guard(desk.centre, Act.DECIDE, self.view.save, self.view.remove)
        drawer.pages.addWidget(self.view)
        self._wire()
        guard(desk.centre, Act.DECIDE, self.new)
        self.retranslate()
        self.show_listed(desk.listed)

    def _wire(self) -> None:
        desk = self._desk
        desk.read_again.connect(self.show_listed)
        self.table.opened.connect(self.open)
        self.table.current_changed.connect(self._move_on)
        self.table.filled.connect(self.begin)
        self.new.clicked.connect(lambda: self.begin())
        self.view.save_asked.connect(self._save)
        self.view.remove_asked.connect(self._remove)
        self.view.given_up.connect(self.split.close_drawer)
        self.key(QKeySequence.StandardKey.New, lambda: self.begin())

    # -- what is shown --------------------------------------------------------------------------------------

    def show_listed(self, listed: Listed) -> None:
        """Show the talks."""
        today = self._desk.today
        self.table.tick(self._desk.centre.live.clock.now())
        rows = [TalkRow(one, listed.called(one.person), due_of(one, today)) for one in listed.talks]
        self.table.show_rows(rows)
        self.view.show_listed(listed)
        shown = self.view.talk
        if shown is not None and self.split.is_open and shown.version and not self.view.is_dirty:
            again = next((row for row in rows if row.talk.id == shown.id), None)
            if again is None:
                self.split.close_drawer()
            elif again.talk != shown:
                self._show(again)

    def open(self, row: TalkRow) -> None:
        """Show *row* beside the table."""
        self._show(row)
        self.split.open_drawer(focus=True)

    def begin(self, persons: Sequence[str] = (), kpi: str = "", course: str = "") -> None:
        """A new talk, with each of *persons*."""
        self.view.begin(self._desk.today, self._desk.centre.who, persons=persons, kpi=kpi, course=course)
        many = len(persons) > 1
        self.split.drawer.show_page(self.view, _("New talks") if many else _("A new talk"))
        self.split.open_drawer(focus=True)
        first = self.view.notes if persons else self.view.person
        first.setFocus(Qt.FocusReason.OtherFocusReason)
        if len(persons) == 1:
            self._read_log(persons[0])

    def _move_on(self, row: TalkRow | None) -> None:
        if row is not None and self.split.is_open and not self.view.is_dirty:
            self._show(row)

    def _show(self, row: TalkRow) -> None:
        talk, today = row.talk, self._desk.today
        self.view.show_talk(talk, today)
        under = _(" · ").join(
            (day(talk.held_on, today), _kpi(row)) if talk.kpi else (day(talk.held_on, today),)
        )
        self.split.drawer.show_page(self.view, row.name, under)
        self._read_log(talk.person)

    def _read_log(self, person: str) -> None:
        centre = self._desk.centre
        if centre.url:
            job = centre.jobs.read(work.read_log, person, self._desk.today)
            job.then(partial(self._note_log, person))

    def _note_log(self, person: str, entries: tuple[LogEntry, ...]) -> None:
        centre = self._desk.centre
        show = partial(self._show_log, person, entries)
        when_noted(centre, look_at(What.TALKS, (person,)), show, centre.jobs.refused.emit)

    def _show_log(self, person: str, entries: tuple[LogEntry, ...]) -> None:
        talk = self.view.talk
        if talk is not None and talk.person == person:
            self.view.show_log(entries)

    # -- hands ----------------------------------------------------------------------------------------------

    def _save(self, talks: tuple[Talk, ...]) -> None:
        names = _(", ").join(self._desk.listed.called(one.person) for one in talks)
        if len(talks) == 1:
            talk = talks[0]
            self._desk.do(
                _("The talk with {name} was saved.").format(name=names),
                work.save_talk,
                talk,
                then=partial(self._saved, replace(talk, version=talk.version + 1)),
                failed=self._refuse,
            )
            return
        self._desk.do(
            ngettext("{n} talk was saved.", "{n} talks were saved.", len(talks)).format(n=number(len(talks))),
            work.save_talks,
            talks,
            then=self.split.close_drawer,
            failed=self._refuse,
        )

    def _saved(self, talk: Talk) -> None:
        self._show(TalkRow(talk, self._desk.listed.called(talk.person), None))

    def _remove(self, talk: Talk) -> None:
        name = self._desk.listed.called(talk.person)
        self._desk.do(
            _("The talk with {name} was removed.").format(name=name),
            work.remove_talk,
            talk,
            then=self.split.close_drawer,
            failed=self._refuse,
        )

    def _refuse(self, error: SupervisorError) -> None:
        self.view.refuse(sentence(error))

    def _fill_menu(self, row: TalkRow, menu: QMenu) -> None:
        guard(
            self._desk.centre,
            Act.DECIDE,
            menu.addAction(
                _("New talk with this person…"), partial(self.begin, (row.talk.person,), row.talk.kpi)
            ),
        )
        guard(
            self._desk.centre,
            Act.DECIDE,
            menu.addAction(_("Remove the talk"), partial(self._remove, row.talk)),
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._desk.read()

    # -- words ----------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.help.setText(_("What was agreed with single people, and is to be looked at again; due first."))
        self.new.setText(_("New talk…"))
        self.new.setToolTip(_("Ctrl+N"))
        self.table.say_empty(_("No talk is noted."), _("New talk…"))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.table.refresh()


def _kpi(row: TalkRow) -> str:
    return wording.kpi_name(row.talk.kpi) if row.talk.kpi else DASH


def _columns(desk: TrainingDesk) -> list[Column[TalkRow]]:
    def due(row: TalkRow) -> str:
        return _(DUE_LABELS[row.due]) if row.due is not None else _("Settled")

    def result(row: TalkRow) -> str:
        said = row.talk.said
        return _(RESULT_LABELS[said.result]) if row.talk.done else ""

    return [
        Column(
            "due",
            mark("State"),
            due,
            sort=lambda row: row.order,
            look=lambda row: LOOKS.get(row.due) if row.due is not None else None,
            width=110,
        ),
        Column("follow", mark("Follow-up"), lambda row: row.talk.follow_up_on, Kind.DAY, width=96),
        Column("person", mark("Person"), lambda row: row.name, width=120),
        Column("kpi", mark("KPI"), _kpi, width=150),
        Column(
            "aim",
            mark("What was agreed"),
            lambda row: row.talk.said.aim,
            about=lambda row: "\n".join(part for part in (row.talk.said.notes, row.talk.said.aim) if part),
            width=220,
            stretch=True,
        ),
        Column("result", mark("What came of it"), result, width=120),
        Column("coach", mark("Coach"), lambda row: row.talk.coach, width=100, quiet=True),
        Column(
            "held", mark("Day of the talk"), lambda row: row.talk.held_on, Kind.DAY, width=104, quiet=True
        ),
        Column(
            "course",
            mark("Course"),
            lambda row: found.course.title if (found := desk.listed.course(row.talk.course)) else "",
            width=130,
            quiet=True,
            hidden=True,
        ),
    ]
