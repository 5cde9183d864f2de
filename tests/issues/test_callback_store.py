from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from supervisor.errors import ChangedMeanwhileError, IssueError
from supervisor.issues.callback import Callback, Promise, due, lines
from supervisor.issues.callback_store import all_callbacks, change, made, promise, remove, tried
from supervisor.issues.clock import Light
from supervisor.storage import undo
from supervisor.storage.database import Database
from supervisor.storage.step_titles import title
from supervisor.workdays.calendar import WorkCalendar

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar("centre", "Own", ZONE)
LI = Promise("138 0013 8000", "the refund", "anna", "anna")


def at(day: int, hour: int) -> datetime:
    """In March 2026, whose 2nd is a Monday."""
    return datetime(2026, 3, day, hour, tzinfo=ZONE).astimezone(UTC)


def promised(centre: Database, said: Promise = LI, day: int = 5) -> Callback:
    with centre.write() as db:
        due_at = due(CALENDAR, at(day, 10), 2)
        return promise(db, said, at(day, 10), due_at, at=at(day, 10), who="anna")[1]


def test_two_days_are_working_days_and_end_when_the_centre_closes() -> None:
    assert due(CALENDAR, at(5, 10), 2) == at(9, 18)  # Thursday, Monday
    assert due(CALENDAR, at(5, 10), 2, on=date(2026, 3, 6)) == at(6, 18)
    assert due(CALENDAR, at(5, 10), 2, on=date(2026, 3, 1)) == at(5, 18)  # no day before today


@pytest.mark.parametrize(
    ("now", "light", "days"),
    [
        (at(5, 11), Light.GREEN, 2),
        (at(6, 11), Light.AMBER, 1),
        (at(9, 11), Light.TODAY, 0),
        (at(9, 19), Light.RED, -1),
        (at(11, 11), Light.RED, -2),
    ],
)
def test_its_clock_goes_from_calm_to_late(now: datetime, light: Light, days: int) -> None:
    (line,) = lines([Callback("a", LI, at(5, 10), at(9, 18))], CALENDAR, now)
    assert (line.light, line.days_left) == (light, days)


def test_a_call_that_was_made_keeps_its_verdict(centre: Database) -> None:
    kept = promised(centre)
    with centre.write() as db:
        made(db, kept, "paid back", when=at(9, 17), at=at(10, 9), who="bert")
        (found,) = all_callbacks(db)
        (line,) = lines([found], CALENDAR, at(30, 9))
        assert (line.light, line.in_time, found.promise.done_by) == (Light.OVER, True, "bert")
        assert all_callbacks(db, open_only=True) == ()
        with pytest.raises(IssueError):
            made(db, found, "again", at=at(10, 10), who="bert")


def test_a_try_in_vain_is_kept_with_the_promise_and_comes_back_with_undo(centre: Database) -> None:
    kept = promised(centre)
    with centre.write() as db:
        tried(db, kept, at=at(6, 9), who="anna")
        assert all_callbacks(db)[0].promise.attempts == (at(6, 9),)
        step = undo.last(db)
        assert step is not None
        assert title(step) == "Note a try to call 138 0013 8000"
        undo.revert(db, step.id, at=at(6, 10))
        assert all_callbacks(db)[0].promise.attempts == ()


def test_nobody_saves_over_what_another_saved(centre: Database) -> None:
    kept = promised(centre)
    with centre.write() as db:
        change(db, kept, at=at(6, 9), who="anna")
    with centre.write() as db, pytest.raises(ChangedMeanwhileError):
        remove(db, kept, at=at(6, 10), who="bert")


@pytest.mark.parametrize("when", [at(4, 9), at(11, 9)])
def test_a_call_is_made_after_its_promise_and_not_in_the_future(centre: Database, when: datetime) -> None:
    kept = promised(centre)
    with centre.write() as db, pytest.raises(IssueError):
        made(db, kept, "", when=when, at=at(10, 9), who="anna")


def test_a_promise_needs_somebody_to_call(centre: Database) -> None:
    with pytest.raises(IssueError):
        promised(centre, Promise("  "))
