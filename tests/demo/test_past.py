"""The demo's past: what is written down to be wrong in it is wrong in it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from supervisor.clock import BusinessDays
from supervisor.demo.centre import SOURCE, create_demo
from supervisor.demo.drawn import drawn_day
from supervisor.demo.other_systems import Counted, counted_elsewhere
from supervisor.demo.past import write_past
from supervisor.demo.people import colleagues
from supervisor.demo.weaknesses import HARD_MIX, NEW, SECOND_LOGIN, SHARED_TEAMS, SINGLE, Past
from supervisor.facts.contact import Entry, Outcome
from supervisor.people.person import GroupKind
from supervisor.people.store import read_roll
from supervisor.sources.simulated.people import Agent, agents
from supervisor.storage.database import open_centre, open_history
from supervisor.storage.history_tables import history_count, history_entry, history_slot

TODAY = date(2026, 11, 22)
DAYS = BusinessDays(ZoneInfo("Asia/Shanghai"))
PEOPLE = agents(1)
PAST = Past(PEOPLE, TODAY)
COLLEAGUES = colleagues(PEOPLE, PAST, 1)


def agent(team: str, nth: int) -> Agent:
    return next(one for one in PEOPLE if PAST.place(one) == (team, nth))


def days(first: date, count: int) -> Iterator[date]:
    for later in range(count):
        yield first + timedelta(days=later)


def drawn(some: Iterable[date]) -> tuple[list[Entry], list[Counted]]:
    entries: list[Entry] = []
    elsewhere: list[Counted] = []
    for day in some:
        told = drawn_day(PEOPLE, PAST, DAYS, day, seed=1, language="en")
        entries += told.entries
        elsewhere += counted_elsewhere(told, COLLEAGUES, PAST, seed=1, language="en")
    return entries, elsewhere


@pytest.fixture(scope="module")
def lately() -> tuple[list[Entry], list[Counted]]:
    return drawn(days(TODAY - timedelta(days=13), 13))


def mean_talk_s(entries: Iterable[Entry], one: Agent, kind: str | None = None) -> float:
    talks = [
        entry.talk_s
        for entry in entries
        if entry.login == one.login and entry.talk_s is not None and kind in (None, entry.type)
    ]
    return sum(talks) / len(talks)


def summed(counted: Iterable[Counted], numbers: Iterable[str], of: str, type: str | None = None) -> float:
    wanted = set(numbers)
    return sum(one.counts.get(of, 0) for one in counted if one.number in wanted and type in (None, one.type))


def numbers(team: str) -> list[str]:
    return [one.number for one in COLLEAGUES if one.agent.team.key == team]


def number(team: str, nth: int) -> str:
    return next(one.number for one in COLLEAGUES if PAST.place(one.agent) == (team, nth))


def test_the_page_about_the_demo_tells_every_weakness() -> None:
    page = (Path(__file__).parents[2] / "docs" / "demo.md").read_text()
    for weakness in (*SINGLE, HARD_MIX):
        assert weakness.words in page


def test_a_day_is_drawn_the_same_twice() -> None:
    assert drawn([TODAY - timedelta(days=5)]) == drawn([TODAY - timedelta(days=5)])


def test_a_usual_day_is_one_that_a_centre_could_show(lately: tuple[list[Entry], list[Counted]]) -> None:
    entries, _ = lately
    answered = [entry for entry in entries if entry.outcome is Outcome.ANSWERED]
    in_time = sum(entry.wait_s is not None and entry.wait_s <= 20 for entry in answered)
    assert 0.90 < len(answered) / len(entries) < 0.98
    assert 0.70 < in_time / len(entries) < 0.90
    assert all(entry.entered_ms <= (entry.left_ms or 0) <= (entry.ended_ms or 0) for entry in entries)


def test_the_slow_agent_is_slow_on_every_type(lately: tuple[list[Entry], list[Counted]]) -> None:
    entries, _ = lately
    slow, usual = agent("billing1", 0), agent("billing1", 5)
    ratio = 1.30 * slow.pace / usual.pace
    for kind in ("Bill", "Tariff"):
        measured = mean_talk_s(entries, slow, kind) / mean_talk_s(entries, usual, kind)
        assert measured == pytest.approx(ratio, rel=0.2)


def test_the_hard_mix_looks_slow_and_is_quick(lately: tuple[list[Entry], list[Counted]]) -> None:
    entries, _ = lately
    hard = agent("billing1", 2)
    shares: dict[str, int] = defaultdict(int)
    for entry in entries:
        if entry.login == hard.login:
            shares[entry.type] += 1
    assert shares["Fault"] + shares["Contract"] > 0.3 * sum(shares.values())
    assert PAST.traits(hard, TODAY - timedelta(days=5)).talk < 1


def test_what_a_skill_group_shares_shows_in_all_of_it_and_only_lately(
    lately: tuple[list[Entry], list[Counted]],
) -> None:
    _, now = lately
    _, before = drawn(days(TODAY - timedelta(days=90), 10))

    def resolved(counted: list[Counted], team: str) -> float:
        eligible = summed(counted, numbers(team), "n_fcr_eligible", "Fault")
        return summed(counted, numbers(team), "n_fcr_ok", "Fault") / eligible

    for team in SHARED_TEAMS:
        assert resolved(now, team) == pytest.approx(0.70, abs=0.04)
        assert resolved(before, team) == pytest.approx(0.82, abs=0.05)


def test_single_people_have_what_the_page_says(lately: tuple[list[Entry], list[Counted]]) -> None:
    _, counted = lately
    hurried = number("billing1", 1)
    share = summed(counted, [hurried], "n_fcr_ok") / summed(counted, [hurried], "n_fcr_eligible")
    others = [one for one in numbers("billing1") if one != hurried]
    usual = summed(counted, others, "n_fcr_ok") / summed(counted, others, "n_fcr_eligible")
    assert share < usual - 0.03

    orders = number("plans", 0)
    rest = [one for one in numbers("plans") if one != orders]
    assert summed(counted, [orders], "n_dispatch") / summed(counted, [orders], "n_fcr_eligible") > (
        1.5 * summed(counted, rest, "n_dispatch") / summed(counted, rest, "n_fcr_eligible")
    )


def test_in_the_month_of_the_outage_everybody_waits_and_complains() -> None:
    outage, complaints = drawn(days(date(2026, 9, 7), 4))
    quiet, usual = drawn(days(date(2026, 10, 12), 4))

    def given_up(entries: list[Entry]) -> float:
        return sum(entry.outcome is Outcome.ABANDONED for entry in entries) / len(entries)

    everybody = [one.number for one in COLLEAGUES]
    assert given_up(outage) > 1.8 * given_up(quiet)
    assert summed(complaints, everybody, "n_complaint") > 1.5 * summed(usual, everybody, "n_complaint")


def test_people_come_go_and_work_under_two_logins() -> None:
    new = agent(*NEW[0])
    assert [PAST.works(new, TODAY - timedelta(days=ago)) for ago in (30, 45, 60)] == [True, False, True]
    twice = agent(*SECOND_LOGIN[:2])
    assert {PAST.login(twice, TODAY - timedelta(days=ago)) for ago in range(10)} == {twice.login, "7001"}


def test_the_past_is_written_once_goes_on_where_it_was_cut_off_and_knows_who_was_who(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("supervisor.demo.past.KEPT_DAYS", 2)
    url = f"sqlite:///{tmp_path}/demo.db"
    create_demo(url, at=datetime(2026, 11, 22, 3, tzinfo=UTC), language="en")
    first = TODAY - timedelta(days=2)

    assert write_past(url, first=first, most=1)
    assert write_past(url, first=first)
    assert not write_past(url, first=first)
    assert write_past(url, first=TODAY - timedelta(days=3))

    with open_history(url) as history, history.read() as db:
        drawn_entries, _ = drawn([first])
        begins = int(DAYS.begins(first).timestamp() * 1000)
        kept = select(func.count()).where(
            history_entry.c.entered_ms.between(begins - 600_000, begins + 86_400_000 - 1)
        )
        assert db.execute(kept).scalar_one() >= len(drawn_entries)
        oldest = TODAY - timedelta(days=3)
        gone = int(DAYS.ends(oldest).timestamp() * 1000) - 3_600_000
        assert db.execute(select(func.count()).where(history_entry.c.entered_ms < gone)).scalar_one() == 0
        counted = select(func.sum(history_count.c.n_answered)).where(history_count.c.day == oldest)
        assert db.execute(counted).scalar_one() > 3000
        slots = select(func.sum(history_slot.c.entries)).where(history_slot.c.slot < gone // 900_000)
        assert db.execute(slots).scalar_one() > 3000
    with open_centre(url) as centre, centre.read() as db:
        roll = read_roll(db)
    login = agent(*NEW[0]).login
    before, after = (roll.who(SOURCE, login, TODAY - timedelta(days=ago)) for ago in (60, 10))
    assert before is not None
    assert after is not None
    assert before.id != after.id
    assert roll.groups_of(after.id, GroupKind.SKILL, TODAY)
    assert roll.groups_of(after.id, GroupKind.DEPARTMENT, TODAY)
