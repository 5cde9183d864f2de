"""Meetings as documents for other programs."""

from __future__ import annotations

from typing import Any

import msgspec

from supervisor.issues.clock import Reading
from supervisor.meetings.actions import ActionLine
from supervisor.meetings.meeting import Attendance, Meeting, Outcome
from supervisor.meetings.minutes import Minutes
from supervisor.meetings.sitting import Sitting


def meeting_document(meeting: Meeting, series: str) -> dict[str, Any]:
    """A meeting of the series called *series*; times are ISO 8601."""
    text = meeting.text
    return {
        "id": meeting.id,
        "series": series,
        "number": text.number,
        "title": text.title,
        "starts_at": meeting.starts_at.isoformat(),
        "state": meeting.state.value,
        "place": text.place,
        "chair": text.chair,
        "minute_taker": text.minute_taker,
        "length_minutes": text.length,
        "minutes_versions": text.closings,
    }


def agenda_document(sitting: Sitting) -> dict[str, Any]:
    """A meeting with its agenda, who is invited, and what came of it so far."""
    budget = sitting.budget
    items = []
    for item in sitting.items:
        look = sitting.looks[item.id]
        items.append(
            {
                "place": item.place,
                "section": item.section.value,
                "issue": look.number or None,
                "title": look.title,
                "department": look.department or None,
                "state": look.issue.state.value if look.issue is not None else None,
                "clocks": [_clock(one) for one in look.readings],
                "minutes": item.minutes,
                "starts_at": budget.starts[item.id].isoformat(),
                "speaker": item.speaker,
                "times": item.times,
                "carried_from": item.carried_from or None,
                "open_actions": [outcome_document(one) for one in look.actions],
                "outcomes": [outcome_document(one) for one in sitting.outcomes.get(item.id, ())],
            }
        )
    return meeting_document(sitting.meeting, sitting.series.name) | {
        "planned_minutes": budget.planned,
        "over_minutes": budget.over,
        "invited": [_person(one, sitting.departments.get(one.department, "")) for one in sitting.attendance],
        "absent_with_open_items": [sitting.departments.get(id, id) for id in sitting.missing],
        "items": items,
    }


def minutes_document(minutes: Minutes) -> dict[str, Any]:
    """A version of minutes, every word as it was frozen."""
    return {
        "version": minutes.number,
        "closed_at": minutes.closed_at.isoformat(),
        "closed_by": minutes.closed_by,
        "reopened_because": minutes.reason or None,
        "meeting": meeting_document(minutes.meeting, minutes.series),
        "attendance": [_person(one.mark, one.department) for one in minutes.attendance],
        "absent_with_open_items": list(minutes.missing),
        "items": [
            {
                "section": then.item.section.value,
                "issue": then.number or None,
                "title": then.title,
                "discussed": then.item.discussed,
                "carried": then.carried,
                "times": then.times,
                "state": then.state or None,
                "department": then.department or None,
                "owner": then.owner or None,
                "promised_first": msgspec.to_builtins(then.promised_first),
                "promised": msgspec.to_builtins(then.promised),
                "clocks": [msgspec.to_builtins(one) for one in then.clocks],
                "figures": list(then.figures),
                "notes": then.item.notes,
                "outcomes": [outcome_document(one) for one in then.outcomes],
            }
            for then in minutes.items
        ],
    }


def action_document(line: ActionLine) -> dict[str, Any]:
    """An action with what it belongs to."""
    return outcome_document(line.action) | {
        "state": line.state.value,
        "department": line.department or None,
        "issue": line.issue_number or None,
        "title": line.title,
        "series": line.series,
        "meeting_number": line.meeting_number,
        "meeting_day": line.meeting_day.isoformat(),
        "working_days_over": line.days_over,
    }


def outcome_document(outcome: Outcome) -> dict[str, Any]:
    """What came of an item."""
    return {
        "kind": outcome.kind.value,
        "text": outcome.text,
        "owner": outcome.owner or None,
        "due": msgspec.to_builtins(outcome.due),
        "done_on": msgspec.to_builtins(outcome.done_on),
        "result": outcome.result or None,
        "noted_at": outcome.at.isoformat(),
        "noted_by": outcome.who,
    }


def _person(mark: Attendance, department: str) -> dict[str, Any]:
    return {
        "person": mark.person,
        "department": department or None,
        "came": mark.came.value,
        "substitute": mark.substitute or None,
    }


def _clock(reading: Reading) -> dict[str, Any]:
    return {
        "clock": reading.kind.value,
        "light": reading.light.value,
        "limit": reading.limit.isoformat(),
        "working_days_left": reading.days_left,
        "provisional": reading.provisional,
    }
