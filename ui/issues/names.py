"""What the whole window knows of issues and meetings: their names for the finder, and what is due today."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.rights.act import Act
from supervisor.words import _, ngettext, number
from ui.asking import Reading
from ui.centre import OpenCentre

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

HEEDED = frozenset({"issues", "meetings", "reminders"})
SETTLE_MS = 300
SHOWN = 3  # issues that a notice names


@dataclass(frozen=True)
class Name:
    """An issue (*number* and *title*), by id."""

    id: int
    number: str
    title: str


@dataclass(frozen=True)
class MeetingName:
    """A meeting that is not over, by id."""

    id: str
    title: str
    starts_at: datetime


@dataclass(frozen=True)
class Names:
    """Issues, the newest first, meetings that are to come, and what was shown at the desk since it was
    asked."""

    issues: tuple[Name, ...] = ()
    meetings: tuple[MeetingName, ...] = ()
    due: tuple[tuple[datetime, str, str], ...] = ()  # when it was shown, number and title; the first first


class IssueNames(QObject):
    """Keeps `names` as they are; `due` says in words what is to be seen to, once for each."""

    due = Signal(str)

    def __init__(self, centre: OpenCentre, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.names = Names()
        self._centre = centre
        self._since = centre.live.clock.now()
        self._reading = Reading(centre, self._take)
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self.read)
        centre.changed.connect(self._heed)
        centre.rights_changed.connect(self.read)

    def read(self) -> None:
        """Read them again; whoever may not see issues is told of none."""
        if self._centre.rights.may(Act.SEE_ISSUES):
            self._reading.read(_read, self._since)
        else:
            self.names = Names()

    def _heed(self, areas: frozenset[str]) -> None:
        if areas & HEEDED and not self._settle.isActive():
            self._settle.start()

    def _take(self, names: Names) -> None:
        self.names = names
        due = [
            one for one in names.due if one[0] > self._since
        ]  # it may have been asked before the last came
        if not due:
            return
        self._since = due[-1][0]  # not now: another one may have been shown since these were read
        said = _(", ").join(
            _("{number} {title}").format(number=number_, title=title) for _at, number_, title in due[:SHOWN]
        )
        count = len(due)
        words = ngettext("{n} issue is due: {issues}", "{n} issues are due: {issues}", count)
        if count > SHOWN:
            said = _("{issues} …").format(issues=said)
        self.due.emit(words.format(n=number(count), issues=said))


def _read(db: Connection, since: datetime) -> Names:
    from sqlalchemy import select

    from supervisor.issues.reminded import Told
    from supervisor.meetings.meeting import MeetingState
    from supervisor.storage.issue_tables import issue, issue_reminder
    from supervisor.storage.meeting_tables import meeting, meeting_series

    issues = db.execute(select(issue.c.id, issue.c.number, issue.c.title).order_by(issue.c.id.desc()))
    over = (MeetingState.CLOSED, MeetingState.CANCELLED)
    meetings = db.execute(
        select(meeting.c.id, meeting_series.c.name, meeting.c.starts_at)
        .join(meeting_series, meeting_series.c.id == meeting.c.series)
        .where(meeting.c.state.not_in(over))
        .order_by(meeting.c.starts_at)
    )
    shown = db.execute(
        select(issue_reminder.c.at, issue_reminder.c.document)
        .where(issue_reminder.c.outcome == Told.SHOWN, issue_reminder.c.at > since)
        .order_by(issue_reminder.c.at)
    ).all()
    return Names(
        tuple(Name(*row) for row in issues),
        tuple(MeetingName(*row) for row in meetings),
        tuple((at, one.get("number", ""), one.get("title", "")) for at, one in shown),
    )
