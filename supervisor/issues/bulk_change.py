"""Changing many issues at once: what is set, which moves one text is enough for, what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from supervisor.issues.issue import Issue, Severity
from supervisor.issues.moves import Given
from supervisor.issues.states import MOVES, Move, Need

MOST = 500
"""Issues that are changed by one step."""


class BulkChange(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is set in each of them; None and nothing: it stays. Tags are added and taken away one by one."""

    department: str | None = None  # id
    severity: Severity | None = None
    category: str | None = None
    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    internal: bool | None = None


@dataclass(frozen=True)
class Refused:
    """An issue that stays as it is, and *why*, a sentence."""

    id: int
    number: str
    why: str


@dataclass(frozen=True)
class Outcome:
    """The ids of those that were changed (or were so already), and those that were not."""

    done: tuple[int, ...] = ()
    refused: tuple[Refused, ...] = ()


def changed(issue: Issue, what: BulkChange) -> Issue:
    """*issue* with *what* set."""
    facts = issue.facts
    tags = [tag for tag in facts.tags if tag not in what.remove_tags]
    tags += [tag for tag in what.add_tags if tag not in tags]
    return msgspec.structs.replace(
        issue,
        facts=msgspec.structs.replace(
            facts,
            department=facts.department if what.department is None else what.department,
            severity=facts.severity if what.severity is None else what.severity,
            category=facts.category if what.category is None else what.category.strip(),
            tags=tuple(tags),
            internal=facts.internal if what.internal is None else what.internal,
        ),
    )


_TEXTS = frozenset(
    {Need.REASON, Need.DECISION, Need.CHANGED, Need.FINDING, Need.STILL_WRONG, Need.HOW, Need.WHO}
)
_THERE = frozenset({Need.DEPARTMENT, Need.CATEGORY, Need.EVIDENCE, Need.WHEN})
"""What an issue has already, or is now."""


def text_of(move: Move) -> Need | None:
    """What must be said once for all of them; None where nothing must be."""
    return next((need for need in move.needs if need in _TEXTS), None)


def _is_for_many(move: Move) -> bool:
    texts = [need for need in move.needs if need in _TEXTS]
    return len(texts) <= 1 and set(move.needs) <= _TEXTS | _THERE


FOR_MANY: tuple[Move, ...] = tuple(move for move in MOVES if _is_for_many(move))
"""The moves for which one text is enough, whatever the issue; all others are done one by one."""


def given(move: Move, text: str, at: datetime) -> Given:
    """What is said with *move* of each: *text* where it must be, and that it is now."""
    said: dict[str, object] = {need.value: text.strip() for need in (text_of(move),) if need is not None}
    if Need.WHEN in move.needs:
        said["when"] = at
    return msgspec.convert(said, Given)
