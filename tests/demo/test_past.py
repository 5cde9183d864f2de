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
from supervisor.demo.judging import form_of, judged
from supervisor.demo.other_systems import CREDITED, Counted, counted_elsewhere
from supervisor.demo.past import write_past
from supervisor.demo.people import SKILL_OF_QUEUE, SKILLS, colleagues
from supervisor.demo.targets import credits, targets
from supervisor.demo.weaknesses import HARD_MIX, NEW, SECOND_LOGIN, SHARED_TEAMS, SINGLE, Past
from supervisor.events import Channel
from supervisor.facts.contact import Entry, Outcome
from supervisor.people.person import GroupKind
from supervisor.people.store import read_roll
from supervisor.performance.credit import credits_between
from supervisor.performance.kpi import BY_ID, KPIS, Of, ratio
from supervisor.performance.target import Verdict, judge, limits, problem, target_for
from supervisor.performance.target_store import all_targets
from supervisor.quality.evaluation import score
from supervisor.settings.tenure import USUAL_BANDS
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
        elsewhere += [
            Counted(
                "quality",
                one.person.removeprefix("demo-"),
                one.channel,
                counts=score(form_of(one.channel)[1], one.judgement.answers).counts,
            )
            for one in judged(told, COLLEAGUES, PAST, seed=1, language="en")
        ]
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
    wanted = 1.30 / usual.pace
    for kind in ("Bill", "Tariff"):
        measured = mean_talk_s(entries, slow, kind) / mean_talk_s(entries, usual, kind)
        assert measured == pytest.approx(wanted, rel=0.2)


def test_the_hard_mix_looks_slow_and_is_quick(lately: tuple[list[Entry], list[Counted]]) -> None:
    entries, _ = lately
    hard = agent("billing1", 2)
    shares: dict[str, int] = defaultdict(int)
    for entry in entries:
        if entry.login == hard.login:
            shares[entry.type] += 1
    assert shares["Fault"] + shares["Contract"] > 0.3 * sum(shares.values())
    assert PAST.traits(hard, TODAY - timedelta(days=5)).talk * hard.pace < 1


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


def test_no_day_loses_its_counts_to_the_night_before_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("supervisor.demo.past.KEPT_DAYS", 1)
    url = f"sqlite:///{tmp_path}/demo.db"
    create_demo(url, at=datetime(2026, 11, 22, 3, tzinfo=UTC), language="en")
    wanted = list(days(TODAY - timedelta(days=5), 5))
    while write_past(url, first=wanted[0], most=2):
        pass
    with open_history(url) as history, history.read() as db:
        summed_by_day = select(history_count.c.day, func.sum(history_count.c.n_answered)).group_by(
            history_count.c.day
        )
        counted = {day: number for day, number in db.execute(summed_by_day) if number}
        kept = db.execute(select(func.min(history_entry.c.entered_ms))).scalar_one()
    for day in wanted:
        entries, _ = drawn([day])
        answered = sum(entry.outcome is Outcome.ANSWERED for entry in entries)
        assert counted[day] == pytest.approx(answered, rel=0.02), (
            day
        )  # those of about midnight are the next's
    assert kept >= DAYS.begins(wanted[0]).timestamp() * 1000


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
    assert write_past(url, first=TODAY - timedelta(days=4))  # the night before a day belongs to it

    with open_history(url) as history, history.read() as db:
        drawn_entries, _ = drawn([first])
        begins = int(DAYS.begins(first).timestamp() * 1000)
        kept = select(func.count()).where(
            history_entry.c.entered_ms.between(begins - 600_000, begins + 86_400_000 - 1)
        )
        assert db.execute(kept).scalar_one() >= len(drawn_entries)
        oldest = TODAY - timedelta(days=3)
        gone = int(DAYS.ends(oldest).timestamp() * 1000) - 3_600_000
        forgotten = history_entry.c.entered_ms.between(int(DAYS.begins(oldest).timestamp() * 1000), gone)
        assert db.execute(select(func.count()).where(forgotten)).scalar_one() == 0
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


# Targets


def kpi_values(told: tuple[list[Entry], list[Counted]]) -> dict[str, dict[str, float]]:
    """Each colleague's KPIs, by employee number, as far as the systems tell their sums."""
    sums: dict[str, dict[str, float]] = {one.number: defaultdict(float) for one in COLLEAGUES}
    by_login = {one.agent.login: one.number for one in COLLEAGUES}
    for entry in told[0]:
        if entry.outcome is Outcome.ANSWERED and entry.login in by_login:
            own = sums[by_login[entry.login]]
            own["n_answered"] += 1
            own["talk_s"] += entry.talk_s or 0
            own["hold_s"] += entry.hold_s or 0
            own["acw_s"] += entry.acw_s or 0
            own["n_held"] += bool(entry.hold_s)
            own["n_transfer"] += entry.ended_by == "transfer"
    for counted in told[1]:
        for name, value in counted.counts.items():
            sums[counted.number][name] += value
    return {
        number: {
            kpi.id: found.value for kpi in KPIS if (found := ratio(kpi, own)) and found.value is not None
        }
        for number, own in sums.items()
    }


def test_every_kpi_has_a_target_for_everybody() -> None:
    rows = targets(PAST.begins)
    assert not [problem(row) for row in rows if problem(row)]
    for kpi in KPIS:
        for skill in SKILLS:
            for band in USUAL_BANDS:
                for channel in Channel:
                    for_whom = {"skill": f"demo-skill-{skill}", "band": band.id, "channel": channel.value}
                    for month in (PAST.begins, TODAY):
                        assert target_for(rows, kpi.id, **for_whom, month=month), (kpi.id, for_whom)


def test_some_three_people_in_ten_miss(lately: tuple[list[Entry], list[Counted]]) -> None:
    rows, values = targets(PAST.begins), kpi_values(lately)
    missed: dict[str, int] = defaultdict(int)
    judged: dict[str, int] = defaultdict(int)
    for colleague in COLLEAGUES:
        skill = SKILL_OF_QUEUE[colleague.agent.queues[0]]
        if PAST.place(colleague.agent) in NEW:
            continue
        for kpi, value in values[colleague.number].items():
            if BY_ID[kpi].of is not Of.AGENT:
                continue
            row = target_for(rows, kpi, skill=f"demo-skill-{skill}", band="Tenured", channel="", month=TODAY)
            assert row is not None
            verdict = judge(BY_ID[kpi], row.target, value)
            judged[kpi] += 1
            missed[kpi] += verdict is not Verdict.MET
    shares = {kpi: round(missed[kpi] / judged[kpi], 2) for kpi in judged}
    assert 0.22 < sum(missed.values()) / sum(judged.values()) < 0.38, shares
    assert all(0.05 < share < 0.6 for share in shares.values()), shares


def test_new_people_are_led_to_their_pace() -> None:
    rows = targets(PAST.begins)
    old, new = (
        target_for(rows, "att", skill="demo-skill-billing", band=band, channel="", month=TODAY)
        for band in ("Tenured", "New")
    )
    assert old is not None
    assert new is not None
    assert old.target.high is not None
    allowed = [limits(BY_ID["att"], new.target, week)[1] for week in (0, 3, 6, 52)]
    assert allowed == pytest.approx(
        [1.5 * old.target.high, 1.25 * old.target.high, 1.125 * old.target.high, old.target.high], rel=0.01
    )


def test_the_demo_has_targets_and_hours_of_teaching_however_often_it_begins(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/demo.db"
    for _time in range(2):
        create_demo(url, at=datetime(2026, 11, 22, 3, tzinfo=UTC), language="en")
    with open_centre(url) as centre, centre.read() as db:
        assert {row.cell for row in all_targets(db)} == {row.cell for row in targets(PAST.begins)}
        given = credits_between(db, PAST.begins, TODAY)
        roll = read_roll(db)
    assert {(one.person, one.month): one.seconds for one in given} == {
        (one.person, one.month): one.seconds for one in credits(COLLEAGUES, PAST)
    }
    teachers = {number(team, nth) for team, nth in CREDITED}
    assert {roll.persons[one.person].number for one in given} == teachers
    assert sorted(one.seconds for one in given)[-1] < 36 * 3600


def test_who_is_slow_for_a_reason_stands_out_whatever_their_pace(
    lately: tuple[list[Entry], list[Counted]],
) -> None:
    entries, _ = lately
    team = [one for one in PEOPLE if one.team.key in ("billing1", "billing2") and PAST.place(one) not in NEW]

    def rank(one: Agent, kind: str | None = None) -> float:
        """The share of the others who talk shorter."""
        own = mean_talk_s(entries, one, kind)
        others = [mean_talk_s(entries, other, kind) for other in team if other != one]
        return sum(other < own for other in others) / len(others)

    hard, slow = agent("billing1", 2), agent("billing1", 0)
    assert rank(slow) > 0.9
    assert rank(hard) > 0.5
    assert rank(hard, "Bill") < 0.5
    assert rank(hard, "Tariff") < 0.5
