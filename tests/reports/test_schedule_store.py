"""What is due is made once, whoever looks; what nobody made in time is made up for or noted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import msgspec
import pytest

from supervisor.errors import ChangedMeanwhileError, ReportError, UnknownNameError
from supervisor.reports import schedule_store
from supervisor.reports.order import Order
from supervisor.reports.schedule import LATE_RUNS, Every, Schedule
from supervisor.reports.schedule_store import GIVEN_UP, Outcome
from supervisor.reports.scheduled import make_due
from supervisor.storage import undo
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import Database, open_centre
from tests.clashing import let_clash, met

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
DAILY = Schedule("", "Day report", Order("day"), Every.DAY, "/reports", NOW)


def kept(centre: Database, schedule: Schedule = DAILY, at: datetime = NOW) -> Schedule:
    with centre.write() as db:
        return schedule_store.save(db, schedule, at=at, who="li")[1]


def due(centre: Database, now: datetime) -> list[tuple[datetime, bool]]:
    with centre.read() as db:
        return [(at, missed) for _one, at, missed in schedule_store.due(db, load_centre(db), now)]


def claimed(centre: Database, schedule: Schedule, due_at: datetime, at: datetime) -> bool:
    with centre.write() as db:
        return schedule_store.claim(db, schedule.id, due_at, at=at, outcome=Outcome())


def ended(centre: Database, schedule: Schedule, due_at: datetime, outcome: Outcome) -> None:
    with centre.write() as db:
        schedule_store.end(db, schedule.id, due_at, outcome, at=due_at)


def test_a_time_is_claimed_by_one_alone_and_then_due_no_more(centre: Database) -> None:
    one, tomorrow = kept(centre), NOW + timedelta(days=1)
    [(at, _missed)] = due(centre, tomorrow)
    assert claimed(centre, one, at, tomorrow)
    assert not claimed(centre, one, at, tomorrow)
    assert due(centre, tomorrow) == []
    ended(centre, one, at, Outcome("/reports/day.xlsx", 12))
    assert due(centre, tomorrow) == []
    with centre.read() as db:
        [run] = schedule_store.runs(db, one.id)
    assert (run.outcome.path, run.due_at) == ("/reports/day.xlsx", at)


def test_a_time_whose_claim_met_another_writer_is_made_once_all_the_same(postgresql_url: str) -> None:
    with open_centre(postgresql_url) as centre:
        one = kept(centre, msgspec.structs.replace(DAILY, folder="/nowhere"))
        let_clash(postgresql_url, "export_run")
        [run] = make_due(lambda _done, _all: None, postgresql_url, now=NOW + timedelta(days=1), who="li")
        assert run.outcome.failed  # there is no such folder
        assert met(postgresql_url, "export_run") > 2  # a claim that met another, the claim, the end
        with centre.read() as db:
            assert len(schedule_store.runs(db, one.id)) == 1


def test_what_was_killed_is_made_again_after_a_while(centre: Database) -> None:
    one, tomorrow = kept(centre), NOW + timedelta(days=1)
    [(at, _missed)] = due(centre, tomorrow)
    assert claimed(centre, one, at, tomorrow)
    later = tomorrow + GIVEN_UP + timedelta(minutes=1)
    assert [again for again, _missed in due(centre, later)] == [at]
    assert claimed(centre, one, at, later)


def test_of_many_missed_times_the_last_are_made_up_for(centre: Database) -> None:
    kept(centre)
    found = due(centre, NOW + timedelta(days=20))
    assert len(found) == 20
    assert [missed for _at, missed in found] == [True] * (20 - LATE_RUNS) + [False] * LATE_RUNS


def test_switched_on_anew_nothing_is_made_up_for(centre: Database) -> None:
    one = kept(centre)
    off = kept(centre, msgspec.structs.replace(one, on=False))
    much_later = NOW + timedelta(days=40)
    kept(centre, msgspec.structs.replace(off, on=True), at=much_later)
    assert due(centre, much_later) == []
    assert len(due(centre, much_later + timedelta(days=1))) == 1


def test_a_schedule_is_changed_as_it_was_read_and_taken_back(centre: Database) -> None:
    one = kept(centre)
    renamed = kept(centre, msgspec.structs.replace(one, name="Floor"))
    with pytest.raises(ChangedMeanwhileError), centre.write() as db:
        schedule_store.save(db, one, at=NOW, who="wang")
    with centre.write() as db:
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=NOW)
        assert [each.name for each in schedule_store.all_schedules(db)] == ["Day report"]
        with pytest.raises(ChangedMeanwhileError):
            schedule_store.remove(db, one.id, renamed.version, at=NOW, who="li")


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"name": "  "}, ReportError),
        ({"folder": ""}, ReportError),
        ({"order": Order("weather")}, UnknownNameError),
    ],
)
def test_a_schedule_that_cannot_be_is_refused(
    sqlite_url: str, wrong: dict[str, object], error: type[Exception]
) -> None:
    from supervisor.storage.database import open_centre

    with open_centre(sqlite_url) as centre, pytest.raises(error), centre.write() as db:
        schedule_store.save(db, msgspec.structs.replace(DAILY, **wrong), at=NOW, who="li")
