"""Calendars in the database: steps, versions, what cannot be removed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert

from supervisor.errors import CalendarError, ChangedMeanwhileError, NameTakenError, UnknownNameError
from supervisor.sentences.error import sentence
from supervisor.storage import undo
from supervisor.storage.centre_settings import save_centre
from supervisor.storage.database import Database, open_centre
from supervisor.storage.issue_tables import issue_department
from supervisor.storage.step_titles import title
from supervisor.workdays.calendar import Day, DayKind, WorkCalendar
from supervisor.workdays.store import (
    CENTRE,
    add_calendar,
    calendars,
    change_calendar,
    change_days,
    remove_calendar,
)

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
OUTING = date(2026, 11, 27)
BILLING = WorkCalendar("", "Billing", ZoneInfo("Asia/Shanghai"), country="CN")


@pytest.fixture
def sqlite_centre(sqlite_url: str) -> Iterator[Database]:
    database = open_centre(sqlite_url)
    yield database
    database.close()


def stands(centre: Database, id: str = CENTRE) -> WorkCalendar:
    with centre.read() as db:
        return calendars(db)[id]


def tell(centre: Database, id: str, version: int, *days: Day) -> None:
    with centre.write() as db:
        change_days(db, id, version, {each.day: each for each in days}, at=NOW, who="li")


def take_back(centre: Database) -> str:
    with centre.write() as db:
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=NOW)
        return title(step)


def do_again(centre: Database) -> None:
    with centre.write() as db:
        step = undo.last_undone(db)
        assert step is not None
        undo.redo(db, step.id, at=NOW)


def added(centre: Database, calendar: WorkCalendar = BILLING) -> WorkCalendar:
    with centre.write() as db:
        _changes, id = add_calendar(db, calendar, at=NOW, who="li")
    return stands(centre, id)


def rest(day: date = OUTING, note: str = "Works outing") -> Day:
    return Day(day, DayKind.REST, "hand", note)


def test_the_first_change_writes_the_usual_calendar_down_and_undo_takes_it_away(centre: Database) -> None:
    before = stands(centre)
    tell(centre, CENTRE, 0, rest())

    after = stands(centre)
    assert (before.version, after.version) == (0, 1)
    assert not after.is_working(OUTING)
    assert {**after.days, OUTING: None} == {**before.days, OUTING: None}
    assert (after.week, after.country, after.provisional) == (before.week, before.country, before.provisional)

    assert take_back(centre) == "Change days of calendar “The centre” (1)"
    assert stands(centre) == before
    do_again(centre)
    assert not stands(centre).is_working(OUTING)


def test_many_days_are_one_step_and_each_raises_the_version(sqlite_centre: Database) -> None:
    centre = sqlite_centre
    made = added(centre)
    tell(centre, made.id, 1, rest(), Day(date(2026, 11, 28), DayKind.HALF, "hand"))
    assert stands(centre, made.id).version == 2
    assert len(stands(centre, made.id).days) == 2

    with centre.write() as db:
        change_days(db, made.id, 2, {OUTING: None}, at=NOW, who="li")
    assert stands(centre, made.id).is_working(OUTING)
    take_back(centre)
    take_back(centre)

    assert stands(centre, made.id).days == {}
    assert stands(centre, made.id).version > 3  # a version is never given twice


def test_days_that_are_told_already_are_no_step(sqlite_centre: Database) -> None:
    centre = sqlite_centre
    tell(centre, CENTRE, 0, rest())
    tell(centre, CENTRE, 1, rest())
    assert stands(centre).version == 1


def test_who_read_an_older_version_is_refused_and_nothing_is_written(centre: Database) -> None:
    tell(centre, CENTRE, 0, rest())
    with pytest.raises(ChangedMeanwhileError):
        tell(centre, CENTRE, 0, rest(date(2026, 11, 30)))
    assert stands(centre).is_working(date(2026, 11, 30))
    with pytest.raises(UnknownNameError):
        tell(centre, "nowhere", 1, rest())


def test_hours_name_and_country_are_changed_and_put_back(sqlite_centre: Database) -> None:
    centre = sqlite_centre
    made = added(centre)
    week = (*(((time(8), time(0)),) for _day in range(6)), ())
    wanted = replace(made, name="Billing office", week=week, country="", provisional=frozenset({2027}))
    with centre.write() as db:
        change_calendar(db, wanted, at=NOW, who="li")
    assert stands(centre, made.id) == replace(wanted, version=2)
    take_back(centre)
    assert replace(stands(centre, made.id), version=1) == made


def test_a_year_can_be_provisional_no_longer_without_another_day(sqlite_centre: Database) -> None:
    centre = sqlite_centre
    with centre.write() as db:
        change_days(db, CENTRE, 0, {}, at=NOW, who="li", provisional=())
    assert not stands(centre).provisional


def test_two_calendars_of_one_name_or_without_one_are_refused(sqlite_centre: Database) -> None:
    centre = sqlite_centre
    added(centre)
    with pytest.raises(NameTakenError):
        added(centre, replace(BILLING, name=" billing "))
    with pytest.raises(CalendarError) as refused:
        added(centre, replace(BILLING, name="  "))
    assert "Give it a name." in sentence(refused.value)


def test_a_calendar_is_removed_with_its_days_and_comes_back_with_them(centre: Database) -> None:
    made = added(centre, replace(BILLING, days={OUTING: rest()}))
    with centre.write() as db:
        remove_calendar(db, made.id, made.version, at=NOW, who="li")
    with centre.read() as db:
        assert made.id not in calendars(db)
    assert take_back(centre) == "Remove calendar “Billing”"
    assert set(stands(centre, made.id).days) == {OUTING}


def test_a_calendar_that_a_department_goes_by_stays_and_so_does_the_centres(sqlite_centre: Database) -> None:
    centre = sqlite_centre
    made = added(centre)
    row = {"id": "it", "name": "IT", "calendar": made.id, "retired": False, "document": {}, "version": 1}
    with centre.write() as db:
        db.execute(insert(issue_department).values(row))
    for id, version, why in ((made.id, 1, "IT"), (CENTRE, 0, "own calendar")):
        with pytest.raises(CalendarError, match=why), centre.write() as db:
            remove_calendar(db, id, version, at=NOW, who="li")


def test_the_usual_calendar_follows_the_centres_time_zone(sqlite_centre: Database) -> None:
    centre = sqlite_centre
    with centre.write() as db:
        save_centre(db, "time_zone", "Europe/Berlin", at=NOW, who="li")
    assert (stands(centre).country, stands(centre).zone.key) == ("DE", "Europe/Berlin")
    assert stands(centre, "") == stands(centre)
