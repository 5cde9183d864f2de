"""Courses, effects and talks as documents for other programs: plain JSON, values in the KPI's unit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from supervisor.training.coaching import Due, LogEntry, Talk
from supervisor.training.course import Course, Participant
from supervisor.training.outcome import CourseOutcome, PersonOutcome


def course_document(course: Course, number: int, today: date) -> dict[str, Any]:
    """A course; *number* is its place in the order in which courses were registered."""
    first, last = course.window
    terms = msgspec.to_builtins(course.terms)
    kept = ("category", "types", "trainer", "room", "seats", "note", "seed")
    return {
        "number": number,
        "id": course.id,
        "title": course.title,
        "kpi": course.kpi,
        "state": course.state_on(today).value,
        "first_day": course.first_day.isoformat(),
        "last_day": course.last_day.isoformat(),
        "effect_first_day": first.isoformat(),
        "effect_last_day": last.isoformat(),
        "compared_with": course.terms.against.value,
        "success": msgspec.to_builtins(course.terms.success),
        "registered_late": course.terms.late,
        "registered_at": course.registered_at.isoformat() if course.registered_at else None,
        "registered_by": course.registered_by,
        **{name: terms.get(name) for name in kept},
    }


def participant_document(one: Participant, names: Mapping[str, str]) -> dict[str, Any]:
    """Somebody on a course, on its waiting list or compared with it."""
    return {
        "person": one.unit.person,
        "name": names.get(one.unit.person, one.unit.person),
        "skill": one.unit.skill,
        "channel": one.unit.channel,
        "arm": one.arm.value,
        "reason": msgspec.to_builtins(one.reason),
        "forecast": msgspec.to_builtins(one.forecast),
        "attended": one.attended,
        "passed": one.passed,
    }


def outcome_document(outcome: CourseOutcome, number: int, today: date) -> dict[str, Any]:
    """The effect of a course, with everybody who is behind it."""
    return {
        **course_document(outcome.course, number, today),
        "days_over": outcome.days_over,
        "provisional": outcome.provisional,
        "verdict": outcome.verdict.value if outcome.verdict else None,
        "reached": outcome.reached,
        "raw_change": _rounded(outcome.raw),
        "expected_change": _rounded(outcome.expected),
        "shared_change": _rounded(outcome.shared),
        "effect": _rounded(outcome.effect),
        "low": _rounded(outcome.low),
        "high": _rounded(outcome.high),
        "detectable": _rounded(outcome.detectable),
        "trained": outcome.trained,
        "compared": outcome.compared,
        "problems": list(outcome.problems),
        "people": [_person(one) for one in outcome.people],
    }


def _person(one: PersonOutcome) -> dict[str, Any]:
    return {
        "person": one.unit.person,
        "name": one.name,
        "number": one.number,
        "skill": one.unit.skill,
        "channel": one.unit.channel,
        "arm": one.arm.value,
        "counted": one.counted,
        "before": _rounded(one.before),
        "forecast": _rounded(one.forecast),
        "after": _rounded(one.after),
        "after_low": _rounded(one.after_low),
        "after_high": _rounded(one.after_high),
        "n_before": one.n_before,
        "n_after": one.n_after,
        "off": one.off,
        "talk_proposed": one.propose,
    }


def talk_document(talk: Talk, name: str, how: Due | None) -> dict[str, Any]:
    """A talk, and how its follow-up stands."""
    return {
        "id": talk.id,
        "person": talk.person,
        "name": name,
        "kpi": talk.kpi or None,
        "held_on": talk.held_on.isoformat(),
        "coach": talk.coach,
        "follow_up_on": talk.follow_up_on.isoformat() if talk.follow_up_on else None,
        "due": how.value if how else None,
        "done": talk.done,
        "course": talk.course or None,
        **msgspec.to_builtins(talk.said),
    }


def log_document(entry: LogEntry) -> dict[str, Any]:
    """An entry of somebody's log."""
    return {
        "day": entry.day.isoformat(),
        "kind": entry.kind.value,
        "id": entry.id,
        "what": entry.what,
        "kpi": entry.kpi or None,
        "who": entry.who,
        "more": entry.more,
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 6)
