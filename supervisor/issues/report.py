"""Issues as documents for other programs: stable names, times as ISO 8601, unknown as null."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import msgspec

from supervisor.issues.clock import Frame, Reading, read
from supervisor.issues.event import Event
from supervisor.issues.evidence import Evidence
from supervisor.issues.issue import Issue
from supervisor.issues.line import IssueLine
from supervisor.issues.link import Link
from supervisor.issues.moves import Given, missing
from supervisor.issues.reply import Reply
from supervisor.issues.states import Role, moves_from


def line_document(line: IssueLine) -> dict[str, Any]:
    """A line of the list."""
    return {
        "number": line.number,
        "title": line.title,
        "state": line.state.value,
        "severity": int(line.severity),
        "department": line.department or None,
        "department_name": line.department_name or None,
        "category": line.category or None,
        "clock": None if line.reading is None else reading_document(line.reading),
        "promised_first": _plain(line.promised_first),
        "promised": _plain(line.promised),
        "counters": _plain_all(line.counters),
        "tags": list(line.tags),
        "internal": line.internal,
        "made_at": _plain(line.made_at),
        "made_by": line.made_by,
        "changed_at": _plain(line.changed_at),
        "closed_at": _plain(line.closed_at),
        "version": line.version,
    }


def reading_document(reading: Reading) -> dict[str, Any]:
    """How a clock stands: seconds of working time, working days (negative: overdue)."""
    return {
        "kind": reading.kind.value,
        "light": reading.light.value,
        "limit": _plain(reading.limit),
        "elapsed_s": round(reading.elapsed_s),
        "left_s": round(reading.left_s),
        "days_left": reading.days_left,
        "provisional": reading.provisional,
        "in_time": reading.in_time,
    }


def issue_document(
    issue: Issue, frame: Frame, now: datetime, roles: frozenset[Role], *, evidence: int
) -> dict[str, Any]:
    """All of *issue* as it stands at *now*, and what somebody with *roles* may do next and must give for it;
    *evidence*: how many pieces it has."""
    clocks = [
        reading_document(read(one, frame.calendar(one.calendar), now)) | {"run": one.run}
        for one in issue.standing.clocks
    ]
    standing = _plain_all(issue.standing)
    standing.pop("clocks")
    may = [
        {
            "move": move.name,
            "needs": [need.value for need in missing(issue, move, Given(), evidence=evidence)],
        }
        for move in moves_from(issue.state, roles)
    ]
    return {
        "id": issue.id,
        "number": issue.number,
        "title": issue.title,
        "state": issue.state.value,
        "text": _plain_all(issue.text),
        "facts": _plain_all(issue.facts),
        "standing": standing,
        "clocks": clocks,
        "made_at": _plain(issue.made_at),
        "made_by": issue.made_by,
        "changed_at": _plain(issue.changed_at),
        "closed_at": _plain(issue.closed_at),
        "version": issue.version,
        "may": may,
    }


def event_document(event: Event) -> dict[str, Any]:
    """One thing that happened."""
    return _plain_all(event)


def evidence_document(piece: Evidence) -> dict[str, Any]:
    """A piece of evidence; its matter says its kind."""
    return _plain_all(piece)


def reply_document(reply: Reply) -> dict[str, Any]:
    """What a department answered."""
    return _plain_all(reply)


def link_document(link: Link) -> dict[str, Any]:
    """What two issues have to do with each other."""
    return _plain_all(link)


def _plain(value: Any) -> Any:
    return None if value is None else msgspec.to_builtins(value)


def _plain_all(of: msgspec.Struct) -> dict[str, Any]:
    """Every field of *of*, those at their defaults too: whoever reads it need not know them."""
    told: dict[str, Any] = {}
    for name in of.__struct_fields__:
        value = getattr(of, name)
        if isinstance(value, msgspec.Struct) and not value.__struct_config__.tag:
            told[name] = _plain_all(value)
        else:
            told[name] = _plain(value)
    return told
