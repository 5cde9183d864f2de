"""One meeting: its agenda, who comes, its papers; begun, shown to the room, closed."""

from __future__ import annotations

import dataclasses
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QScreen, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QTabWidget, QVBoxLayout, QWidget

from supervisor.errors import SupervisorError
from supervisor.issues.issue import Facts, Issue, Origin, Standing, Text
from supervisor.issues.states import State as IssueState
from supervisor.meetings.meeting import (
    MEETING_LABELS,
    OUTCOME_LABELS,
    Item,
    Meeting,
    MeetingState,
    OutcomeKind,
)
from supervisor.meetings.wording import meeting_name
from supervisor.reports.order import Order
from supervisor.rights.act import Act
from supervisor.sentences.error import sentence
from supervisor.words import _, mark, moment, ngettext, number
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.meetings import sayings, work
from ui.meetings.add_line import AddLine
from ui.meetings.agenda_table import AgendaTable
from ui.meetings.attendance_view import AttendanceView
from ui.meetings.item_view import ItemView
from ui.meetings.live_figures import LiveFigures
from ui.meetings.meeting_form import MeetingForm, ReasonForm, missing_said
from ui.meetings.minutes_view import MinutesView
from ui.meetings.note_bar import ISSUE, Note
from ui.meetings.paper_out import PaperOut
from ui.meetings.room import RoomWindow
from ui.meetings.room_item import Sentence
from ui.meetings.told import department_of
from ui.meetings.work import Told
from ui.rights import guard
from ui.theme import State
from ui.widgets.drawer import WithDrawer
from ui.widgets.flow_row import FlowRow
from ui.widgets.lead import Lead
from ui.widgets.report_export import ReportButton

if TYPE_CHECKING:
    from supervisor.meetings.paper import Paper
    from supervisor.meetings.sitting import Sitting

STORE = "supervisor.meetings.store"
ATTENDANCE = "supervisor.meetings.attendance_store"
OUTCOMES = "supervisor.meetings.outcome_store"
CLOSING = "supervisor.meetings.closing"


class MeetingView(QWidget):
    """F11 shows the room's screen, Ctrl+R fetches what is new, Ctrl+I adds to the agenda, Ctrl+E changes when
    and where. `back_asked` leads to the list."""

    back_asked = Signal()
    told_wanted = Signal()  # read it again

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.told: Told | None = None
        self.room: RoomWindow | None = None
        self._wanted = ""  # what the reason is for
        self.out = PaperOut(desk, self)
        self.back, self.title, self.about = QPushButton(self), QLabel(self), QLabel(self)
        self.back.setProperty("role", "link")
        self.title.setProperty("role", "title")
        self.about.setProperty("role", "muted")
        for label in (self.title, self.about):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.budget = Sentence(self)
        self.bar = FlowRow(self)
        self.begin, self.show_room, self.close_it, self.refresh = (QPushButton(self) for _one in range(4))
        self.change, self.cancel, self.reopen, self.papers = (QPushButton(self) for _one in range(4))
        for button in (
            self.begin,
            self.show_room,
            self.close_it,
            self.refresh,
            self.change,
            self.papers,
            self.reopen,
            self.cancel,
        ):
            self.bar.add(button)
        self.menu = QMenu(self.papers)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.papers.setMenu(self.menu)
        self.pack = ReportButton(
            desk.centre,
            desk.machine,
            "meeting",
            mark("Meeting pack…"),
            self._pack_order,
            self,
            about=lambda: self.title.text(),
        )
        self.pack.noticed.connect(desk.noticed)
        self.bar.add(self.pack)
        self._main = QWidget(self)
        self.tabs = QTabWidget(self._main)
        self.agenda = AgendaTable(desk, self.tabs)
        self.add = AddLine(desk, self.tabs)
        self.hint = QLabel(self.tabs)
        self.hint.setProperty("role", "small")
        self.hint.setWordWrap(True)
        self.attendance = AttendanceView(desk, self.tabs)
        self.minutes = MinutesView(desk, self.tabs)
        self.figures = LiveFigures(desk, self)
        self.figures.came.connect(self._show_figures)
        self._lay_out()
        self._wire()
        guard(
            desk.centre,
            Act.RUN_MEETINGS,
            self.begin,
            self.close_it,
            self.refresh,
            self.change,
            self.cancel,
            self.reopen,
        )
        self.retranslate()

    def _lay_out(self) -> None:
        agenda = QWidget(self.tabs)
        inner = QVBoxLayout(agenda)
        inner.setContentsMargins(0, theme.SPACE_S, 0, 0)
        inner.setSpacing(theme.SPACE_S)
        inner.addWidget(self.agenda, 1)
        inner.addWidget(self.add)
        inner.addWidget(self.hint)
        for page in (agenda, self.attendance, self.minutes):
            self.tabs.addTab(page, "")
        column = QVBoxLayout(self._main)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tabs, 1)
        self.split = WithDrawer(self._main, "meetings.meeting", self._desk.machine, self)
        drawer = self.split.drawer
        self.item = ItemView(self._desk, drawer)
        self.form = MeetingForm(self._desk.zone, drawer)
        self.reason = ReasonForm(drawer)
        for view in (self.item, self.form, self.reason):
            drawer.pages.addWidget(view)
        head = QHBoxLayout()
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.about)
        head.addLayout(words, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.SPACE_S)
        whole.addLayout(head)
        whole.addWidget(self.bar)
        whole.addWidget(self.budget)
        whole.addWidget(self.split, 1)
        self._leads = Lead(self._main, self.agenda), Lead(agenda, self.agenda), Lead(self, self.agenda)

    def _wire(self) -> None:
        self.back.clicked.connect(self.back_asked)
        self._desk.centre.closing.connect(self.end)  # a room's screen would outlive the console
        self.begin.clicked.connect(self._begin)
        self.show_room.clicked.connect(self.open_room)
        self.refresh.clicked.connect(self._refresh)
        self.change.clicked.connect(self._change)
        self.cancel.clicked.connect(self._ask_cancel)
        self.close_it.clicked.connect(self._ask_close)
        self.reopen.clicked.connect(self._ask_reopen)
        self.agenda.remove_asked.connect(self._remove)
        self.agenda.opened.connect(self._open_item)
        self.agenda.item_chosen.connect(self._move_on)
        self.agenda.agenda.item_changed.connect(self._save_item)
        self.agenda.agenda.order_asked.connect(self._order)
        self.add.issue_asked.connect(lambda id: self._add((id,), ()))
        self.add.matter_asked.connect(lambda title: self._add((), (title,)))
        self.attendance.marked.connect(self._mark)
        self.attendance.removed.connect(self._uninvite)
        self.item.changed.connect(self._save_item)
        self.item.removed.connect(self._remove)
        self.item.issue_asked.connect(self._desk.issue_wanted)
        self.item.outcome_removed.connect(self._remove_outcome)
        self.form.save_asked.connect(self._save_meeting)
        self.form.given_up.connect(self.split.close_drawer)
        self.reason.done_asked.connect(self._do_reason)
        self.reason.given_up.connect(self.split.close_drawer)
        for keys, slot in (
            ("F11", self.open_room),
            ("Ctrl+R", self._refresh),
            ("Ctrl+I", self._focus_add),
            ("Ctrl+E", self._change),
            ("Ctrl+P", lambda: self.papers.showMenu()),
            ("Ctrl+PgDown", lambda: self._turn(1)),
            ("Ctrl+PgUp", lambda: self._turn(-1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    def _pack_order(self) -> Order | None:
        return Order("meeting", meeting=self.meeting.id) if self.meeting is not None else None

    # -- what is shown --------------------------------------------------------------------------------------

    @property
    def sitting(self) -> Sitting | None:
        """What is shown."""
        return self.told.sitting if self.told is not None else None

    @property
    def meeting(self) -> Meeting | None:
        return self.told.sitting.meeting if self.told is not None else None

    def show_told(self, told: Told) -> None:
        """Show a meeting; another than before begins at its agenda."""
        before = self.meeting
        told = dataclasses.replace(told, sitting=_as_it_stood(self.figures.onto(told.sitting)))
        self.told = told
        sitting, meeting = told.sitting, told.sitting.meeting
        if before is None or before.id != meeting.id:
            self.split.close_drawer()
            self.tabs.setCurrentIndex(0)
        state = meeting.state
        preparing = state in (MeetingState.PLANNED, MeetingState.RUNNING)
        if preparing:
            self.figures.look(meeting.id)
        self.agenda.show_sitting(sitting, writable=preparing)
        self.attendance.show_sitting(sitting, writable=preparing)
        self.minutes.show_told(told)
        self.add.setVisible(preparing)
        self.hint.setVisible(preparing)
        if self.split.is_open and self.split.drawer.pages.currentWidget() is self.item:
            if self.item.item is not None and any(one.id == self.item.item.id for one in sitting.items):
                self.item.show_item(sitting, self.item.item.id)
            else:
                self.split.close_drawer()
        asking = self.split.is_open and self.split.drawer.pages.currentWidget() is self.reason
        if asking and self._wanted == "close":
            self.reason.lines.setText("\n".join(self._missing(sitting)))  # it may be told meanwhile
        if self.room is not None:
            self.room.show_sitting(sitting)
        self._say_head()
        for button, shown in (
            (self.begin, state is MeetingState.PLANNED),
            (self.show_room, preparing),
            (self.close_it, state is MeetingState.RUNNING),
            (self.refresh, state is MeetingState.PLANNED),
            (self.change, preparing),
            (self.cancel, state is MeetingState.PLANNED),
            (self.reopen, state is MeetingState.CLOSED),
        ):
            button.setVisible(shown)
        primary = self.begin if state is MeetingState.PLANNED else self.show_room
        for button in (self.begin, self.show_room):
            button.setProperty("role", "primary" if button is primary else "")
            button.style().polish(button)

    def _show_figures(self) -> None:
        if self.told is not None:
            self.show_told(self.told)

    def _say_head(self) -> None:
        sitting = self.sitting
        if sitting is None:
            return
        meeting, zone = sitting.meeting, self._desk.zone
        text = meeting.text
        self.title.setText(meeting_name(meeting, sitting.series.name))
        parts = (
            _(MEETING_LABELS[meeting.state]),
            moment(meeting.starts_at, zone, self._desk.today),
            text.place,
            _("chair: {name}").format(name=text.chair) if text.chair else "",
            _("minutes: {name}").format(name=text.minute_taker) if text.minute_taker else "",
        )
        self.about.setText(_(" · ").join(part for part in parts if part))
        budget = sitting.budget
        count = ngettext("{n} item", "{n} items", len(sitting.items)).format(n=number(len(sitting.items)))
        said = _("{items}, {planned} of {length}").format(
            items=count,
            planned=sayings.minutes_said(budget.planned),
            length=sayings.minutes_said(budget.length),
        )
        px = theme.current().px(theme.BODY)
        if budget.over > 0:
            late = sayings.over_said(budget.over)
            said = _("{said}: {over}").format(said=said, over=late)
            self.budget.say(said, State.CRITICAL, px)
        else:
            self.budget.say(said, None, px)
        if not sitting.items and meeting.state is MeetingState.PLANNED:
            self.hint.setText(
                _("Nothing is on the agenda. Fetch what is due (Ctrl+R), or add an issue or another matter.")
            )
        else:
            self.hint.setText(
                _(
                    "Alt+↑ and Alt+↓ move an item, Delete takes it off, F2 changes minutes and speaker, "
                    "Enter shows all of it."
                )
            )

    def _turn(self, by: int) -> None:
        self.tabs.setCurrentIndex((self.tabs.currentIndex() + by) % self.tabs.count())
        page = self.tabs.currentWidget()
        (self.agenda if self.tabs.currentIndex() == 0 else page).setFocus(Qt.FocusReason.OtherFocusReason)

    def _open_item(self, id: str) -> None:
        sitting = self.sitting
        if sitting is None:
            return
        self._show_item(id)
        self.split.open_drawer(focus=False)

    def _show_item(self, id: str) -> None:
        sitting = self.sitting
        if sitting is None:
            return
        self.item.show_item(sitting, id)
        place = next((at for at, one in enumerate(sitting.items, 1) if one.id == id), 0)
        self.split.drawer.show_page(self.item, _("Item {n}").format(n=number(place)))

    def _move_on(self, id: str) -> None:
        if id and self.split.is_open and self.split.drawer.pages.currentWidget() is self.item:
            self._show_item(id)

    # -- the room -------------------------------------------------------------------------------------------

    def open_room(self) -> None:
        """Show the room's screen, on the second screen where there is one."""
        sitting = self.sitting
        if sitting is None or sitting.meeting.state in (MeetingState.CLOSED, MeetingState.CANCELLED):
            return
        if self.room is not None:
            self.room.activateWindow()
            return
        self.room = RoomWindow(self._desk)
        self.room.note_asked.connect(self._note)
        self.room.spent.connect(self._spend)
        self.room.closed.connect(self._room_closed)
        self.room.show_sitting(sitting)
        self.room.open_on(self._screen())

    def _screen(self) -> QScreen | None:
        here = self.screen()
        others = [one for one in QGuiApplication.screens() if one is not here]
        return others[0] if others else here

    def _room_closed(self) -> None:
        room, self.room = self.room, None
        if room is not None:
            room.deleteLater()
        self.activateWindow()
        self.agenda.setFocus(Qt.FocusReason.OtherFocusReason)

    def end(self) -> None:
        """The page goes away."""
        if self.room is not None:
            self.room.close()

    def _note(self, item: str, note: Note) -> None:
        sitting = self.sitting
        if sitting is None:
            return
        acting = self._desk.acting()
        if note.kind == ISSUE:
            title = note.text[:200]
            now = self._desk.now
            issue = Issue(
                0,
                "",
                title,
                IssueState.DRAFT,
                Text(),
                Facts(origin=Origin.MEETING),
                Standing(),
                now,
                self._desk.centre.who,
                now,
            )
            said = _("The issue “{title}” was made, and is on the agenda.").format(title=title)
            self._do_in_room(said, OUTCOMES, "new_issue", sitting.meeting.id, issue, acting=acting)
            return
        kind = OutcomeKind(note.kind)
        said = _("Noted: {what}").format(what=_(OUTCOME_LABELS[kind]))
        self._do_in_room(
            said,
            OUTCOMES,
            "note",
            item,
            kind,
            note.text,
            owner=note.owner,
            owner_department=department_of(sitting, note.owner),
            due=note.due,
            department=note.department,
            acting=acting,
        )

    def _do_in_room(self, said: str, *args: Any, **kwargs: Any) -> None:
        self._desk.do(said, *args, then=self._noted, failed=self._not_noted, **kwargs)

    def _noted(self, _result: object) -> None:
        if self.room is not None:
            self.room.kept()
        self.told_wanted.emit()

    def _not_noted(self, error: SupervisorError) -> None:
        if self.room is not None:
            self.room.refused(sentence(error))
        else:
            self._desk.noticed.emit(sentence(error), None)

    def _spend(self, spent: dict[str, float]) -> None:
        if self._desk.centre.url:
            self._desk.centre.jobs.write(work.spend, spent, at=self._desk.now)

    # -- hands ----------------------------------------------------------------------------------------------

    def _do(self, said: str, store: str, name: str, *args: Any, **kwargs: Any) -> None:
        self._desk.do(said, store, name, *args, acting=self._desk.acting(), **kwargs)

    def _begin(self) -> None:
        meeting = self.meeting
        if meeting is not None and meeting.state is MeetingState.PLANNED:
            self._do(
                _("The meeting has begun."), STORE, "begin", meeting.id, meeting.version, then=self._begun
            )

    def _begun(self, meeting: Meeting) -> None:
        told = self.told
        if told is not None and told.sitting.meeting.id == meeting.id:
            self.show_told(replace_meeting(told, meeting))
            self.open_room()
        self.told_wanted.emit()

    def _refresh(self) -> None:
        meeting = self.meeting
        if meeting is not None and meeting.state is MeetingState.PLANNED:
            self._do(_("The agenda was brought up to date."), STORE, "refresh", meeting.id)

    def _add(self, issues: tuple[int, ...], titles: tuple[str, ...]) -> None:
        meeting = self.meeting
        if meeting is not None:
            said = _("Added to the agenda.")
            self._do(said, STORE, "add_items", meeting.id, issues, titles, then=self._added)

    def _added(self, items: tuple[Item, ...]) -> None:
        if items:
            self.agenda.choose(items[-1].id)

    def _focus_add(self) -> None:
        self.tabs.setCurrentIndex(0)
        self.add.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _remove(self, id: str) -> None:
        meeting = self.meeting
        if meeting is not None and meeting.state in (MeetingState.PLANNED, MeetingState.RUNNING):
            self._do(_("Taken off the agenda."), STORE, "remove_items", meeting.id, (id,))

    def _order(self, ids: list[str], moved: str) -> None:
        meeting = self.meeting
        if meeting is not None:
            self.agenda.choose(moved)
            self._do(_("The order of the agenda was changed."), STORE, "order", meeting.id, tuple(ids))

    def _save_item(self, item: Item) -> None:
        self._do(_("The item was changed."), STORE, "change_item", item)

    def _remove_outcome(self, outcome: object) -> None:
        self._do(_("Taken off the minutes."), OUTCOMES, "remove", outcome)

    def _mark(self, marks: tuple[Any, ...]) -> None:
        meeting = self.meeting
        if meeting is not None:
            self._do(_("Noted who came."), ATTENDANCE, "mark_attendance", meeting.id, marks)

    def _uninvite(self, mark: Any) -> None:
        said = _("{name} is no longer on the list.").format(name=mark.person)
        self._do(said, ATTENDANCE, "uninvite", mark)

    # -- forms in the drawer --------------------------------------------------------------------------------

    def _change(self) -> None:
        meeting = self.meeting
        if meeting is None or meeting.state not in (MeetingState.PLANNED, MeetingState.RUNNING):
            return
        self.form.show_meeting(meeting)
        self.split.drawer.show_page(self.form, _("When and where"))
        self.split.open_drawer(focus=True)
        self.form.day.setFocus(Qt.FocusReason.OtherFocusReason)

    def _save_meeting(self, meeting: Meeting) -> None:
        self._do(
            _("The meeting was changed."),
            STORE,
            "change",
            meeting,
            then=lambda _kept: self.split.close_drawer(),
            failed=lambda error: self.form.refuse(sentence(error)),
        )

    def _ask_close(self) -> None:
        sitting = self.sitting
        if sitting is None or sitting.meeting.state is not MeetingState.RUNNING:
            return
        self._ask("close", _("Close the meeting"), self._missing(sitting), _("Close and freeze the minutes"))

    def _missing(self, sitting: Sitting) -> list[str]:
        missing = missing_said(sitting, self._desk.today)
        frozen = _("Closing freezes the minutes as they stand. What is open comes to the next meeting.")
        return [*(missing or [_("Nothing is missing.")]), "", frozen]

    def _ask_reopen(self) -> None:
        line = _(
            "A closed meeting is opened again by the manager. Closing it then makes a further version; the "
            "minutes that went out stay as they are."
        )
        self._ask("reopen", _("Open again"), [line], _("Open again"), reason=True)

    def _ask_cancel(self) -> None:
        lines = [_("The meeting does not take place. What is on its agenda comes to the next one.")]
        self._ask("cancel", _("Call the meeting off"), lines, _("Call it off"), reason=True)

    def _ask(self, what: str, title: str, lines: list[str], do: str, *, reason: bool = False) -> None:
        self._wanted = what
        self.reason.ask(lines, do, _("Not now"), reason=reason)
        self.split.drawer.show_page(self.reason, title)
        self.split.open_drawer(focus=True)
        self.reason.begin()

    def _do_reason(self, why: str) -> None:
        meeting = self.meeting
        if meeting is None:
            return
        how: dict[str, Any] = {
            "then": lambda _result: self._reasoned(),
            "failed": lambda error: self.reason.refuse(sentence(error)),
        }
        match self._wanted:
            case "close":
                if self.room is not None:
                    self.room.close()
                said = _("The meeting is closed.")
                figures = self.figures.said(meeting.id)
                self._settle(said, CLOSING, "close", meeting.id, meeting.version, figures, **how)
            case "reopen":
                said = _("The meeting is open again.")
                self._settle(said, CLOSING, "reopen", meeting.id, meeting.version, why, **how)
            case "cancel":
                said = _("The meeting was called off.")
                self._do(said, STORE, "cancel", meeting.id, meeting.version, why, **how)

    def _settle(self, said: str, store: str, name: str, *args: Any, then: Any, failed: Any) -> None:
        """Do what is no step: nobody takes it back by Ctrl+Z."""
        desk = self._desk
        job = desk.centre.jobs.write(work.settle, store, name, *args, acting=desk.acting(), at=desk.now)

        def done(result: object) -> None:
            desk.noticed.emit(said, None)
            then(result)

        job.then(done, failed)

    def _reasoned(self) -> None:
        closed = self._wanted == "close"
        self.split.close_drawer()
        self.told_wanted.emit()
        if closed:
            self.tabs.setCurrentWidget(self.minutes)

    # -- papers ---------------------------------------------------------------------------------------------

    def paper(self) -> Paper | None:
        """What print and copy are about: what is looked at; else the last minutes, or the agenda."""
        told = self.told
        if told is None:
            return None
        if self.tabs.currentWidget() is self.minutes and self.minutes.paper is not None:
            return self.minutes.paper
        return told.versions[-1][1] if told.versions else told.agenda

    def _fill_menu(self) -> None:
        self.menu.clear()
        told, paper = self.told, self.paper()
        if told is None or paper is None:
            return
        what = _("Agenda") if paper.kind.value == "agenda" else _("Minutes")
        for said, slot in (
            (_("{paper}: print…"), partial(self.out.print, paper)),
            (_("{paper}: save as PDF…"), partial(self.out.ask_pdf, paper)),
            (_("{paper}: copy as text"), partial(self.out.copy_text, paper)),
            (_("{paper}: copy as Markdown"), partial(self.out.copy_markdown, paper)),
            (_("{paper}: write a mail"), partial(self.out.mail, paper, self._mails())),
        ):
            self.menu.addAction(said.format(paper=what), slot)
        self.menu.addSeparator()
        self.menu.addAction(
            _("Save as calendar file…"), partial(self.out.ask_calendar, told.calendar_name, told.calendar)
        )
        if told.sitting.meeting.state is MeetingState.PLANNED:
            id = told.sitting.meeting.id
            self.menu.addAction(_("Make the sheets for it…"), lambda: self._desk.sheets_wanted.emit(id))

    def _mails(self) -> tuple[str, ...]:
        sitting = self.sitting
        return tuple(one.mail for one in sitting.attendance if one.mail) if sitting is not None else ()

    # -- Qt -------------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape or (
            event.key() == Qt.Key.Key_Left and event.modifiers() & Qt.KeyboardModifier.AltModifier
        ):
            self.back_asked.emit()
        else:
            super().keyPressEvent(event)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for button, said, keys in (
            (self.back, _("← Meetings"), "Esc"),
            (self.begin, _("Begin the meeting"), ""),
            (self.show_room, _("The room’s screen"), "F11"),
            (self.close_it, _("Close the meeting…"), ""),
            (self.refresh, _("Fetch what is due"), "Ctrl+R"),
            (self.change, _("When and where…"), "Ctrl+E"),
            (self.cancel, _("Call it off…"), ""),
            (self.reopen, _("Open again…"), ""),
            (self.papers, _("Print and send"), "Ctrl+P"),
        ):
            button.setText(said)
            button.setToolTip(keys)
        for at, said in enumerate((_("Agenda"), _("Who comes"), _("Papers"))):
            self.tabs.setTabText(at, said)
        self.tabs.tabBar().setAccessibleName(_("Parts of the meeting"))
        self.agenda.setAccessibleName(_("Agenda"))
        self._say_head()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.told_wanted.emit()  # its papers are in the other language
        elif event.type() is QEvent.Type.StyleChange:
            self._say_head()


def _as_it_stood(sitting: Sitting) -> Sitting:
    """*sitting*; of a closed one without its clocks, which go on: its minutes tell how they stood."""
    if sitting.meeting.state is not MeetingState.CLOSED:
        return sitting
    looks = {id: dataclasses.replace(look, reading=None) for id, look in sitting.looks.items()}
    return dataclasses.replace(sitting, looks=looks)


def replace_meeting(told: Told, meeting: Meeting) -> Told:
    """*told* with the meeting as it is now."""
    return dataclasses.replace(told, sitting=dataclasses.replace(told.sitting, meeting=meeting))
