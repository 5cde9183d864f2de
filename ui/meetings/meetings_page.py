"""Meetings by series, the next first; one meeting with its agenda, what came of it, and its minutes."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from supervisor.meetings.meeting import MEETING_LABELS, Meeting, MeetingState
from supervisor.meetings.series import Every, Series
from supervisor.meetings.wording import meeting_name
from supervisor.rights.act import Act
from supervisor.words import _, mark, moment, ngettext, number
from ui import theme
from ui.asking import Reading
from ui.issues.desk import IssuesDesk
from ui.meetings import sayings, work
from ui.meetings.told import Listed, MeetingRow
from ui.meetings.work import Told
from ui.rights import guard
from ui.theme import State
from ui.widgets.lead import Lead
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Facet, Grouping, Kind, Look
from ui.widgets.table.export import Exporter

if TYPE_CHECKING:
    from ui.meetings.meeting_view import MeetingView

HEEDED = frozenset({"meetings", "issues", "departments", "work_calendars"})


class MeetingsPage(QWidget):
    """Enter opens a meeting, Esc leads back, Ctrl+N plans the next one of a series."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._opened = ""
        self.listed = Listed()
        self._reading = Reading(desk.centre, self.show_listed)
        self._reading_one = Reading(desk.centre, self._show_read)
        self.stack = QStackedWidget(self)
        self.list = QWidget(self.stack)
        self.help = QLabel(self.list)
        self.help.setProperty("role", "muted")
        self.help.setWordWrap(True)
        self.plan = QPushButton(self.list)
        self.plan.setProperty("role", "primary")
        self.table: DeskTable[MeetingRow] = DeskTable(
            "meetings.meetings",
            self._columns(),
            key=lambda row: row.meeting.id,
            title=mark("Meetings"),
            facets=[
                Facet(
                    "state",
                    mark("State"),
                    lambda row: (row.meeting.state.value,),
                    fixed=tuple((one.value, MEETING_LABELS[one]) for one in MeetingState),
                )
            ],
            groupings=[Grouping("series", mark("Series"), lambda row: (row.series.name,))],
            group="series",
            sort=[("when", False)],
            search=self._search,
            menu=self._fill_menu,
            faded=lambda row: row.meeting.state in (MeetingState.CLOSED, MeetingState.CANCELLED),
            counted=lambda count: ngettext("{n} meeting", "{n} meetings", count).format(n=number(count)),
            machine=desk.machine,
            parent=self.list,
        )
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_S)
        head.addWidget(self.help, 1)
        head.addWidget(self.plan, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self.list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        self.stack.addWidget(self.list)
        self._view: MeetingView | None = None
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self.stack)
        self._leads = Lead(self.list, self.table), Lead(self, self.list)
        self._wire()
        guard(desk.centre, Act.RUN_MEETINGS, self.plan)
        self.retranslate()

    def _wire(self) -> None:
        desk = self._desk
        desk.changed.connect(self._heed)
        self.table.opened.connect(lambda row: self.open(row.meeting.id))
        self.table.filled.connect(self._fill)
        self.plan.clicked.connect(self.plan_next)
        keys = QShortcut(QKeySequence(QKeySequence.StandardKey.New), self, self.plan_next)
        keys.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        exporter = Exporter(self.table, desk.centre.jobs, zone=lambda: desk.zone)
        exporter.noticed.connect(desk.noticed)
        exporter.refused.connect(desk.centre.jobs.refused)

    # -- reading --------------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The page is about to be shown."""
        self.read()

    def read(self) -> None:
        """Read the list, and the meeting that is open, again."""
        if self._opened:  # first: the room waits for it
            self._reading_one.read(work.read_told, self._opened, self._desk.now)
        self._reading.read(work.read_listed, self._desk.now)

    def _heed(self, changes: frozenset[str]) -> None:
        room = self._view is not None and self._view.room is not None
        if changes & HEEDED and (self.isVisible() or room):
            self.read()

    # -- the list -------------------------------------------------------------------------------------------

    def show_listed(self, listed: Listed) -> None:
        """Show the meetings."""
        self.listed = listed
        self.table.tick(self._desk.now)
        self.table.show_rows(listed.meetings)
        current = [one for one in listed.series if not one.retired]
        self.plan.setVisible(bool(current))
        if current:
            self.table.say_empty(
                _("No meeting is planned yet. Plan the next one of a series: its agenda is made by itself."),
                _("Plan the next meeting…"),
            )
        else:
            self.table.say_empty(
                _("There is no series of meetings yet. Say first when you meet, and with whom."),
                _("Go to the series"),
            )

    def _fill(self) -> None:
        if any(not one.retired for one in self.listed.series):
            self.plan_next()
        else:
            self._desk.tab_wanted.emit("series")

    def plan_next(self) -> None:
        """Plan the next meeting; of several series one is asked for."""
        current = [one for one in self.listed.series if not one.retired]
        if len(current) == 1:
            self._plan(current[0])
        elif current:
            menu = QMenu(self)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            for one in current:
                start = self._next_start(one)
                when = moment(start, self._desk.zone, self._desk.today) if start else _("day by hand")
                said = _("{series}: {when}").format(series=one.name, when=when)
                menu.addAction(said, partial(self._plan, one))
            menu.popup(self.plan.mapToGlobal(self.plan.rect().bottomLeft()))
            menu.setActiveAction(menu.actions()[0])

    def _next_start(self, series: Series) -> datetime | None:
        """When its next meeting is that nobody planned yet."""
        planned = {
            row.meeting.starts_at.astimezone(self._desk.zone).date()
            for row in self.listed.meetings
            if row.series.id == series.id and row.meeting.state is not MeetingState.CANCELLED
        }
        starts = self.listed.starts.get(series.id, ())
        return next((one for one in starts if one.astimezone(self._desk.zone).date() not in planned), None)

    def _plan(self, series: Series) -> None:
        start = self._next_start(series)
        if start is None:
            if series.pattern.every is not Every.BY_HAND:
                self._desk.noticed.emit(_("The next meetings of this series are planned already."), None)
                return
            start = self._desk.now.replace(minute=0, second=0, microsecond=0)
        self._desk.do(
            _("The next meeting of “{series}” is planned, with its agenda.").format(series=series.name),
            "supervisor.meetings.store",
            "plan",
            series.id,
            start,
            acting=self._desk.acting(),
            then=self._planned,
        )

    def _planned(self, meeting: Meeting) -> None:
        self.open(meeting.id)

    # -- one meeting ----------------------------------------------------------------------------------------

    @property
    def view(self) -> MeetingView:
        """One meeting; made when it is first looked at."""
        if self._view is None:
            from ui.meetings.meeting_view import MeetingView

            self._view = MeetingView(self._desk, self.stack)
            self._view.back_asked.connect(self.show_list)
            self._view.told_wanted.connect(self.read)
            self.stack.addWidget(self._view)
        return self._view

    def open(self, id: str) -> None:
        """Show the meeting *id*."""
        self._opened = id
        self._reading_one.read(work.read_told, id, self._desk.now)

    def _show_read(self, told: Told) -> None:
        if told.sitting.meeting.id == self._opened:
            self.show_told(told)

    def show_told(self, told: Told) -> None:
        """Show one meeting."""
        self._opened = told.sitting.meeting.id
        view = self.view
        view.show_told(told)
        if self.stack.currentWidget() is not view:
            self.stack.setCurrentWidget(view)
            self._leads[1].part = view
            if self.isVisible():
                view.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_list(self) -> None:
        """Back to the list."""
        opened, self._opened = self._opened, ""
        self.stack.setCurrentWidget(self.list)
        self._leads[1].part = self.list
        self.table.select(opened)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.read()

    # -- words ----------------------------------------------------------------------------------------------

    def _fill_menu(self, row: MeetingRow, menu: QMenu) -> None:
        menu.addAction(_("Open"), partial(self.open, row.meeting.id))
        guard(
            self._desk.centre, Act.RUN_MEETINGS, menu.addAction(_("Plan the next meeting…"), self.plan_next)
        )

    def _search(self, row: MeetingRow) -> str:
        text = row.meeting.text
        return " ".join((self._called(row), row.series.name, text.place, text.chair, text.minute_taker))

    def _called(self, row: MeetingRow) -> str:
        return meeting_name(row.meeting, row.series.name)

    def _order(self, row: MeetingRow) -> tuple[int, float]:
        """What runs, then what is next, then what was, the latest first."""
        at = row.meeting.starts_at.timestamp()
        match row.meeting.state:
            case MeetingState.RUNNING:
                return 0, at
            case MeetingState.PLANNED:
                return 1, at
        return 2, -at

    def _columns(self) -> list[Column[MeetingRow]]:
        def state_look(row: MeetingRow) -> Look | None:
            return Look(Sign.DISC, State.OK) if row.meeting.state is MeetingState.RUNNING else None

        def minutes(row: MeetingRow) -> str:
            said = _("{planned} of {length}").format(
                planned=number(row.minutes), length=number(row.meeting.text.length)
            )
            if not row.over or row.meeting.state is not MeetingState.PLANNED:
                return said
            return _("{said}, {n} over").format(said=said, n=number(row.over))

        def minutes_look(row: MeetingRow) -> Look | None:
            over = row.over and row.meeting.state is MeetingState.PLANNED
            return Look(Sign.SQUARE, State.CRITICAL) if over else None

        def minutes_about(row: MeetingRow) -> str:
            return sayings.over_said(row.over)

        return [
            Column(
                "when",
                mark("When"),
                lambda row: row.meeting.starts_at,
                Kind.TIME,
                text=lambda row: moment(row.meeting.starts_at, self._desk.zone),
                sort=self._order,
                width=140,
            ),
            Column("name", mark("Meeting"), self._called, width=220, stretch=True),
            Column(
                "state",
                mark("State"),
                lambda row: _(MEETING_LABELS[row.meeting.state]),
                look=state_look,
                width=100,
            ),
            Column("items", mark("Agenda items"), lambda row: row.items, Kind.NUMBER, width=70),
            Column(
                "minutes",
                mark("Min."),
                lambda row: row.minutes,
                Kind.NUMBER,
                text=minutes,
                look=minutes_look,
                about=minutes_about,
                tip=mark("Planned for the items, of the length of the meeting"),
                width=150,
            ),
            Column(
                "actions",
                mark("Open actions"),
                lambda row: row.open_actions,
                Kind.NUMBER,
                tip=mark("Agreed in this meeting, and not done yet"),
                width=110,
            ),
            Column("place", mark("Venue"), lambda row: row.meeting.text.place, width=120, quiet=True),
            Column("chair", mark("Chair"), lambda row: row.meeting.text.chair, width=96, quiet=True),
            Column(
                "closings",
                mark("Versions"),
                lambda row: row.meeting.text.closings or None,
                Kind.NUMBER,
                tip=mark("How often the minutes were closed"),
                width=84,
                quiet=True,
                hidden=True,
            ),
        ]

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.help.setText(
            _("What was agreed stands in the minutes; what stays open comes to the next meeting by itself.")
        )
        self.plan.setText(_("Plan the next meeting…"))
        self.plan.setToolTip("Ctrl+N")
        self.show_listed(self.listed)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
            self.table.refresh()
