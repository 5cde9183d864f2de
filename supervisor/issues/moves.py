"""Moving an issue: what must be given, what changes, what is written down. Pure: time and calendars are
arguments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

import msgspec

from supervisor.issues.clock import Frame
from supervisor.issues.event import Acting, Event
from supervisor.issues.issue import CauseKind, Issue
from supervisor.issues.states import Move, Need

_Text = Annotated[str, msgspec.Meta(max_length=20_000)]
_Line = Annotated[str, msgspec.Meta(max_length=300)]
_Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class Given(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is said with a move; which of it must be is the move's `needs`. What the issue has already
    (department, category, cause …) need not be said again."""

    reason: _Text = ""
    department: str = ""  # id: where it goes (send), whose it is proposed to be (return)
    category: _Line = ""  # where the issue has none yet
    no_evidence_because: _Line = ""
    sheet: str = ""  # id
    wished: date | None = None
    meeting_on: date | None = None  # the answer's clock ends there at the latest
    when: _Aware | None = None  # when the department did it; None: now
    how: _Line = ""
    who: _Line = ""
    return_reason: str = ""
    proposed_department: str = ""
    cause: _Text = ""
    cause_kind: CauseKind | None = None
    measure: _Text = ""
    owner: _Line = ""
    planned: date | None = None
    decision: _Text = ""
    done_what: _Text = ""
    in_force: date | None = None
    finding: _Text = ""
    effective: bool | None = None
    still_wrong: _Text = ""
    newer_evidence: date | None = None
    survivor: int | None = None
    risk_carrier: _Line = ""
    review_date: date | None = None
    changed: _Text = ""


RETURN_REASONS: dict[str, str] = {}
"""Why a department gives an issue back: id and (marked) words. CORE fills it."""


def missing(issue: Issue, move: Move, given: Given, *, evidence: int) -> tuple[Need, ...]:
    """What must still be given before *move*; *evidence*: how many pieces the issue has."""
    raise NotImplementedError


def moved(
    issue: Issue, name: str, given: Given, *, acting: Acting, at: datetime, frame: Frame, evidence: int = 0
) -> tuple[Issue, Event]:
    """*issue* after the move *name*, its version as it was, and the event to be kept.

    Raises MoveRefusedError where the state, the roles, or what is missing forbid it: nothing is changed then.
    """
    raise NotImplementedError
