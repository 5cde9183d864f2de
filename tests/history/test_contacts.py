"""The single contacts behind a figure, one contact whole, and where in the week the work falls."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from supervisor.facts.contact import Entry, Outcome, Ring
from supervisor.history.contacts import (
    ContactPage,
    ContactQuestion,
    Sort,
    contact,
    contacts,
    day_curve,
    heat,
)
from supervisor.history.period import Period
from supervisor.history.queue_figures import QueueQuestion
from supervisor.people.person import LoginUse, Person
from supervisor.people.roll import Roll
from supervisor.settings.centre import CentreSettings
from supervisor.storage.database import Database
from tests.history.past import answered, gone, ms, write

SHANGHAI = CentreSettings()
BERLIN = CentreSettings(time_zone="Europe/Berlin")
DAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
PERIOD = Period(DAY, DAY + timedelta(days=1))
ROLL = Roll(
    [Person("p1", "Anna"), Person("p2", "Ben")],
    logins=[
        LoginUse("1", "pbx", "desk", "p1", until=DAY + timedelta(days=1)),
        LoginUse("2", "pbx", "desk", "p2", since=DAY + timedelta(days=1)),
    ],
)


def later(minutes: int) -> datetime:
    return NOON + timedelta(minutes=minutes)


@pytest.fixture
def past(history: Database) -> Database:
    numbered = Entry("n", "q2", ms(later(50)), Outcome.KEY, wait_s=7.0, number="13800138000", over=True)
    write(
        history,
        SHANGHAI,
        [
            answered("a", "q1", NOON, 5, "desk", 60.0),
            answered("a", "q2", later(10), 8, "desk", 30.0),
            gone("b", "q1", later(20), 40),
            answered("c", "q1", later(24 * 60), 1, "desk", 20.0),
            gone("w", "q1", later(30), 3, Outcome.TIMED_OUT),
            numbered,
        ],
        [Ring("a", "q2", "late", ms(later(10)) + 4000, 4.0, "no_answer")],
    )
    return history


def page(past: Database, **asked: object) -> ContactPage:
    with past.read() as db:
        return contacts(db, ROLL, SHANGHAI.days, ContactQuestion(PERIOD, **asked))  # type: ignore[arg-type]


def names(found: ContactPage) -> list[str]:
    return [line.contact for line in found.lines]


def test_contacts_come_newest_first_and_page_by_page(past: Database) -> None:
    found = page(past)
    assert names(found) == ["c", "n", "w", "b", "a", "a"]
    assert found.total == 6
    pages = [page(past, page=number, page_size=4) for number in (0, 1, 2)]
    assert [name for one in pages for name in names(one)] == names(found)


def test_each_filter_keeps_what_it_says(past: Database) -> None:
    assert names(page(past, queues=(("pbx", "q2"),))) == ["n", "a"]
    assert names(page(past, outcomes=(Outcome.ABANDONED, Outcome.TIMED_OUT))) == ["w", "b"]
    assert names(page(past, login=("pbx", "desk"))) == ["c", "a", "a"]
    assert names(page(past, person="p1")) == ["a", "a"]
    assert names(page(past, person="p2")) == ["c"]
    assert names(page(past, person="nobody")) == []
    assert names(page(past, wait_over_s=5)) == ["n", "b", "a"]
    assert names(page(past, channels=("chat",))) == []
    assert names(page(past, since=later(20), until=later(30))) == ["b"]
    assert names(page(past, named=(("pbx", "b"), ("pbx", "n"), ("other", "w")))) == ["n", "b"]
    assert names(page(past, named=())) == []
    for number in ("138001", "8000"):
        assert names(page(past, number=number)) == ["n"]
    assert names(page(past, number="%")) == []


def test_a_list_is_sorted_by_wait_or_talk_what_is_unknown_last(past: Database) -> None:
    assert names(page(past, sort=Sort.WAIT))[:2] == ["b", "a"]
    assert names(page(past, sort=Sort.TALK)) == ["a", "a", "c", "n", "w", "b"]
    assert names(page(past, sort=Sort.TALK, descending=False))[:3] == ["c", "a", "a"]


def test_a_line_names_the_person_of_that_day(past: Database) -> None:
    assert [(line.contact, line.agent) for line in page(past, login=("pbx", "desk")).lines] == [
        ("c", "Ben"),
        ("a", "Anna"),
        ("a", "Anna"),
    ]


def test_one_contact_has_all_its_stays_and_rings(past: Database) -> None:
    with past.read() as db:
        found = contact(db, ROLL, SHANGHAI.days, "pbx", "a", NOON)
        assert contact(db, ROLL, SHANGHAI.days, "pbx", "unheard", NOON) is None
        assert contact(db, ROLL, SHANGHAI.days, "other", "a", NOON) is None
    assert found is not None
    assert [(stay.queue, stay.outcome, stay.talk_s) for stay in found.stays] == [
        ("q1", Outcome.ANSWERED, 60),
        ("q2", Outcome.ANSWERED, 30),
    ]
    assert [(ring.queue, ring.agent, ring.ring_s) for ring in found.rings] == [("q2", "late", 4)]


def test_the_heat_map_has_each_contact_in_its_hour_of_the_week(past: Database) -> None:
    with past.read() as db:
        found = heat(db, ROLL, SHANGHAI, QueueQuestion(PERIOD))
    offered = found.values["offered"]
    assert (offered[1, 12], offered[2, 12], offered.sum()) == (5, 1, 6)
    assert found.values["answer_rate"][2, 12] == 1
    assert found.days[1].tolist() == [1] * 24
    assert found.days[3].tolist() == [0] * 24


def test_the_day_curve_puts_days_on_one_another_from_the_business_days_begin(past: Database) -> None:
    with past.read() as db:
        found = day_curve(db, ROLL, SHANGHAI, QueueQuestion(PERIOD), 30)
    assert len(found.starts) == 48
    assert found.days == 2
    at = found.starts.index(12 * 60)
    assert found.values["offered"][at] == 4
    assert found.values["offered"][at + 1] == 2


def test_an_hour_that_comes_twice_is_one_place_on_the_wall_clock(history: Database) -> None:
    begin = BERLIN.days.begins(date(2026, 10, 25))
    stays = [answered(f"c{hour}", "q", begin + timedelta(hours=hour), 1) for hour in range(25)]
    write(history, BERLIN, stays)
    with history.read() as db:
        asked = QueueQuestion(Period(date(2026, 10, 25), date(2026, 10, 25)))
        found = heat(db, Roll(), BERLIN, asked)
        curve = day_curve(db, Roll(), BERLIN, asked, 60)
    assert found.values["offered"][6].tolist() == [1, 1, 2, *[1] * 21]
    assert found.days[6].tolist() == [1] * 24
    assert curve.values["offered"].tolist() == [1, 1, 2, *[1] * 21]
