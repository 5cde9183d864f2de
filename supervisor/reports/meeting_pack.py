"""What a meeting's pack is made of, read from the centre's database."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from supervisor.issues.question import IssueQuestion
from supervisor.meetings.actions import ActionLine, actions
from supervisor.meetings.closing import versions
from supervisor.meetings.meant import meant
from supervisor.meetings.meeting import MeetingState
from supervisor.meetings.minutes import Minutes
from supervisor.meetings.reading import past_of
from supervisor.meetings.sitting import Sitting
from supervisor.meetings.store import all_meetings, sitting
from supervisor.meetings.wording import meeting_name
from supervisor.reports.asked import Asked
from supervisor.reports.issue_tables import TOLD, Listed, Saying, read, saying


@dataclass(frozen=True)
class Pack:
    """What goes into it. *minutes*: the latest version, None before the meeting was closed; *before*: the
    meeting of the series that was closed last before it, with *acts* of that one, and *older* actions that
    are still open; *issues* are the open ones that its departments know of."""

    sitting: Sitting
    minutes: Minutes | None
    before: Sitting | None
    acts: tuple[ActionLine, ...]
    older: tuple[ActionLine, ...]
    issues: tuple[Listed, ...]
    say: Saying

    @property
    def name(self) -> str:
        """How the meeting is called."""
        return self.say.text(meeting_name(self.sitting.meeting, self.sitting.series.name))


def read_pack(db: Connection, asked: Asked) -> Pack:
    """The pack of the order's meeting as it stands now. Raises UnknownNameError."""
    one = meant(all_meetings(db), asked.order.meeting or "next", asked.zone)
    now = sitting(db, one.id, at=asked.now)
    kept = versions(db, one.id) if one.state is MeetingState.CLOSED else ()
    past = past_of(db, one)
    before = sitting(db, past.last.id, at=asked.now) if past.last is not None else None
    acts = actions(db, at=asked.now, meeting=before.meeting.id) if before is not None else ()
    told = {line.action.id for line in acts}
    open_ids = {action.id for action in past.open_actions} - told
    still = actions(db, at=asked.now, open_only=True) if open_ids else ()
    question = IssueQuestion(states=TOLD, departments=now.series.departments, internal=False)
    return Pack(
        now,
        kept[-1] if kept else None,
        before,
        acts,
        tuple(line for line in still if line.action.id in open_ids),
        read(db, question, asked.now, asked.who),
        saying(db, asked),
    )
