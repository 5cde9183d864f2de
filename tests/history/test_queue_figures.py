"""What queues came to: against the recordings' truth, a plain count, and the laws that figures hold to."""

from __future__ import annotations

import math
import pickle
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from supervisor.facts.contact import Entry, Outcome
from supervisor.history.definition import AnswerRate, Definition, OfferedBy, ServiceLevel
from supervisor.history.derive import derive_stale
from supervisor.history.derive_rules import derive_rules
from supervisor.history.figures import Figures, LineKind
from supervisor.history.log_reading import read_logs
from supervisor.history.period import Every, Period
from supervisor.history.queue_figures import QueueQuestion, queue_figures
from supervisor.people.person import Group, GroupKind, QueueSkill
from supervisor.people.roll import Roll
from supervisor.settings.centre import CentreSettings, QueueThreshold
from supervisor.storage.database import Database, open_history
from supervisor.storage.history_tables import history_metadata
from tests.history.past import NOW, answered, gone, ms, sheet_slots, write
from tests.history.recorded import RECORDINGS, RUNS, truth

SHANGHAI = CentreSettings()
BERLIN = CentreSettings(time_zone="Europe/Berlin")
NIGHT = CentreSettings(time_zone="Europe/Berlin", day_start=time(4, 0))
NEW_YORK = CentreSettings(time_zone="America/New_York")
NOBODY = Roll()
DAY = date(2026, 3, 10)


def asked(
    history: Database, question: QueueQuestion, settings: CentreSettings = SHANGHAI, roll: Roll = NOBODY
) -> Figures:
    with history.read() as db:
        return queue_figures(db, roll, settings, question)


def whole(day: date = DAY, **more: object) -> QueueQuestion:
    return QueueQuestion(Period(day, day), **more)  # type: ignore[arg-type]


def at(*when: int, zone: str = "Asia/Shanghai") -> datetime:
    return datetime(*when, tzinfo=ZoneInfo(zone))  # type: ignore[arg-type,misc]


def noon(minute: int = 0) -> datetime:
    return at(2026, 3, 10, 12, minute)


# -- the recordings -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("run", RUNS)
def test_a_recording_comes_to_its_truth_number_by_number(history: Database, run: str) -> None:
    read_logs(history, "pbx", [RECORDINGS / run / "queue_log"], at=NOW, who="anna")
    derive_stale(history, derive_rules(SHANGHAI))
    told = truth(run)
    day = SHANGHAI.days.day(datetime.fromtimestamp(told["first"], UTC))
    found = asked(history, whole(day, definition=Definition(threshold_s=20, within=(20, 30), short_s=5)))
    late = asked(history, whole(day, definition=Definition(threshold_s=30)))
    place = {line.name: line_at for line_at, line in enumerate(found.lines) if line.kind is LineKind.QUEUE}
    assert place.keys() == {queue for queue, of in told["queues"].items() if of["offered"]}
    for queue, of in {**told["queues"], "": told["totals"]}.items():
        if queue and queue not in place:
            continue
        line = place[queue] if queue else 0
        ours = found.row(line, 0)
        same = {
            "offered": ours["offered"],
            "answered": ours["answered"],
            "abandoned": ours["abandoned"],
            "timed_out": ours["timed_out"],
            "exit_key": ours["left_by_key"],
            "exit_empty": ours["left_empty"],
            "withdrawn": ours["withdrawn"],
            "unfinished_waiting": (ours["unfinished"] or 0) + (ours["lost"] or 0),
            "answered_within_20s": ours["within_20"],
            "answered_within_30s": ours["within_30"],
            "abandoned_within_5s": ours["abandoned_short"],
            "abandoned_within_20s": ours["abandoned_in_time"],
            "abandoned_within_30s": late.row(line, 0)["abandoned_in_time"],
            "wait_answered_sum_s": ours["wait_answered_s"],
            "wait_answered_max_s": ours["longest_wait_answered_s"],
            "wait_abandoned_max_s": ours["longest_wait_abandoned_s"],
            "talk_ended": ours["talks"],
            "talk_sum_s": ours["talk_s"],
            "ring_no_answer": ours["rings_not_answered"],
        }
        assert {name: same[name] for name in same if name in of} == {
            name: of[name] for name in same if name in of
        }, queue
        for name, theirs in (
            ("mean_wait_s", "wait_answered_mean_s"),
            ("mean_wait_abandoned_s", "wait_abandoned_mean_s"),
            ("mean_talk_s", "talk_mean_s"),
        ):
            mine = ours[name]
            assert (None if mine is None else round(mine, 3)) == of.get(theirs, mine and round(mine, 3)), name


# -- a plain count ------------------------------------------------------------------------------------------

OUTCOMES = (*[Outcome.ANSWERED] * 5, *[Outcome.ABANDONED] * 3, *Outcome)


@st.composite
def days_of(draw: st.DrawFn) -> list[Entry]:
    """Up to 40 stays within five days around the change of Berlin's clocks in March."""
    begin = datetime(2026, 3, 27, 12, tzinfo=UTC)
    found = []
    for number in range(draw(st.integers(0, 40))):
        moment = begin + timedelta(seconds=draw(st.integers(0, 5 * 86_400)), milliseconds=number)
        outcome = draw(st.sampled_from(OUTCOMES))
        took = outcome is Outcome.ANSWERED
        found.append(
            Entry(
                f"c{draw(st.integers(0, 12))}",
                draw(st.sampled_from(["q1", "q2"])),
                ms(moment),
                outcome,
                wait_s=None if outcome is Outcome.WAITING else float(draw(st.integers(0, 60))),
                login="anna" if took else "",
                talk_s=float(draw(st.integers(0, 300))) if took else None,
                hold_s=float(draw(st.integers(0, 9))) if took else None,
                over=outcome is not Outcome.WAITING,
            )
        )
    return found


def naive(
    entries: Sequence[Entry], low: datetime, high: datetime, settings: CentreSettings, by: Definition
) -> dict[str, float | None]:
    """One line of figures by counting the stays that entered from *low* until before *high*."""
    limit = by.threshold_s or settings.default_threshold_s
    short_s = settings.short_abandon_s if by.short_s is None else by.short_s
    mine = [one for one in entries if ms(low) <= one.entered_ms < ms(high)]

    def count(*outcomes: Outcome, within: float = math.inf) -> int:
        return sum(
            one.outcome in outcomes and (one.wait_s is not None or within == math.inf)
            and (one.wait_s or 0) <= within
            for one in mine
        )  # fmt: skip

    firsts: dict[tuple[date, str, str], int] = {}
    took: set[tuple[date, str, str]] = set()
    for one in sorted(entries, key=lambda one: one.entered_ms):
        day = settings.days.day(datetime.fromtimestamp(one.entered_ms / 1000, UTC))
        firsts.setdefault((day, one.queue, one.contact), one.entered_ms)
        if one.outcome is Outcome.ANSWERED:
            took.add((day, one.queue, one.contact))
    here = {key for key, entered in firsts.items() if ms(low) <= entered < ms(high)}
    n_answered, n_abandoned = count(Outcome.ANSWERED), count(Outcome.ABANDONED)
    settled = len(mine) - count(Outcome.WAITING)
    short, late = count(Outcome.ABANDONED, within=short_s), count(Outcome.ABANDONED, within=limit)
    in_time = count(Outcome.ANSWERED, within=limit)
    part, of = {
        ServiceLevel.WITHOUT_SHORT: (in_time, settled - short),
        ServiceLevel.OFFERED: (in_time, settled),
        ServiceLevel.WITHOUT_ABANDONED: (in_time, settled - late),
        ServiceLevel.WITH_ABANDONED: (in_time + late, settled),
        ServiceLevel.ANSWERED: (in_time, n_answered),
    }[by.service_level]
    by_contact = by.offered_by is OfferedBy.CONTACT
    offered = len(here) if by_contact else len(mine)
    answers = len(here & took) if by_contact else n_answered
    rate_of = offered - count(Outcome.WAITING) - (short if by.answer_rate is AnswerRate.WITHOUT_SHORT else 0)
    waits = sorted(int(one.wait_s or 0) for one in mine if one.outcome is Outcome.ANSWERED)
    talks = [one.talk_s or 0 for one in mine if one.talk_s is not None]

    def nearest(share: float) -> float | None:
        return waits[max(0, math.ceil(round(share * len(waits), 9)) - 1)] if waits else None

    def over(part: float, whole: float) -> float | None:
        return part / whole if whole > 0 else None

    return {
        "offered": offered,
        "answered": answers,
        "abandoned": n_abandoned,
        "abandoned_short": short,
        "timed_out": count(Outcome.TIMED_OUT),
        "left_by_key": count(Outcome.KEY),
        "left_empty": count(Outcome.EMPTY),
        "withdrawn": count(Outcome.WITHDRAWN),
        "lost": count(Outcome.LOST),
        "left_unknown": count(Outcome.UNKNOWN),
        "unfinished": count(Outcome.WAITING),
        "in_time": in_time,
        "abandoned_in_time": late,
        "within_10": count(Outcome.ANSWERED, within=10),
        "answer_rate": over(answers, rate_of),
        "service_level": over(part, of),
        "abandonment": over(n_abandoned - short, settled - short),
        "mean_wait_s": over(sum(waits), len(waits)),
        "median_wait_s": nearest(0.5),
        "p90_wait_s": nearest(0.9),
        "longest_wait_s": max((one.wait_s for one in mine if one.wait_s is not None), default=None),
        "mean_talk_s": over(sum(talks), len(talks)),
        "mean_handle_s": over(sum(talks) + sum(one.hold_s or 0 for one in mine), len(talks)),
    }


def apart(entries: Sequence[Entry]) -> list[Entry]:
    """Those of which no other of the contact is near: two near ones are one stay, told twice."""
    kept: list[Entry] = []
    for one in sorted(entries, key=lambda one: one.entered_ms):
        near = (other for other in kept if (other.contact, other.queue) == (one.contact, one.queue))
        if all(one.entered_ms - other.entered_ms > 60_000 for other in near):
            kept.append(one)
    return kept


def emptied(database: Database) -> None:
    with database.write() as db:
        for table in reversed(history_metadata.sorted_tables):
            db.execute(table.delete())


@pytest.mark.parametrize("settings", [BERLIN, NIGHT, NEW_YORK, SHANGHAI], ids=lambda of: str(of.days.zone))
@hypothesis_settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(
    entries=days_of(),
    every=st.sampled_from(list(Every)),
    level=st.sampled_from(list(ServiceLevel)),
    rate=st.sampled_from(list(AnswerRate)),
    offered=st.sampled_from(list(OfferedBy)),
    threshold=st.sampled_from([None, 10, 30]),
)
def test_figures_are_what_a_plain_count_says(
    sqlite_url: str,
    settings: CentreSettings,
    entries: list[Entry],
    every: Every,
    level: ServiceLevel,
    rate: AnswerRate,
    offered: OfferedBy,
    threshold: int | None,
) -> None:
    by = Definition(level, rate, offered, threshold, within=(10,))
    entries = apart(entries)
    with open_history(sqlite_url) as history:
        emptied(history)
        write(history, settings, entries)
        period = Period(date(2026, 3, 27), date(2026, 4, 2))
        found = asked(history, QueueQuestion(period, every, by), settings)
    days = {settings.days.day(datetime.fromtimestamp(one.entered_ms / 1000, UTC)) for one in entries}
    for line, bucket, row in found.rows():
        mine = [one for one in entries if line.kind is LineKind.TOTAL or one.queue == line.name]
        told = naive(mine, bucket.begins, bucket.ends, settings, by)
        if not any(bucket.first <= day <= bucket.last for day in days):
            assert all(value is None for value in row.values())
            continue
        for name, value in told.items():
            assert row[name] == (value if value is None else pytest.approx(value)), (name, bucket)


@hypothesis_settings(
    max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(entries=days_of(), every=st.sampled_from(list(Every)), by=st.sampled_from(list(OfferedBy)))
def test_any_pieces_add_up_to_the_whole(
    sqlite_url: str, entries: list[Entry], every: Every, by: OfferedBy
) -> None:
    period = Period(date(2026, 3, 26), date(2026, 4, 2))
    definition = Definition(offered_by=by, within=(10, 20))
    with open_history(sqlite_url) as history:
        emptied(history)
        write(history, BERLIN, entries)
        pieces = asked(history, QueueQuestion(period, every, definition), BERLIN)
        all_ = asked(history, QueueQuestion(period, Every.WHOLE, definition), BERLIN)
    assert pieces.lines == all_.lines
    for column in all_.columns:
        if column.unit == "share" or column.name.startswith(("mean_", "median_", "p90_", "longest_")):
            continue
        for line in range(len(all_.lines)):
            known = [value for value in pieces.of(column.name)[line].tolist() if value == value]
            assert sum(known) == pytest.approx(all_.value(column.name, line) or 0), column.name


# -- definitions --------------------------------------------------------------------------------------------


def test_one_log_has_five_service_levels(history: Database) -> None:
    stays = [answered(f"a{n}", "q", noon(n // 10), 10) for n in range(70)]
    stays += [answered(f"l{n}", "q", noon(20 + n), 60) for n in range(20)]
    stays += [gone(f"g{n}", "q", noon(40 + n), 3 if n < 4 else 15) for n in range(10)]
    write(history, SHANGHAI, stays)
    levels = {
        level: asked(history, whole(definition=Definition(level))).value("service_level")
        for level in ServiceLevel
    }
    assert levels == {
        ServiceLevel.OFFERED: pytest.approx(70 / 100),
        ServiceLevel.WITHOUT_ABANDONED: pytest.approx(70 / 90),
        ServiceLevel.WITH_ABANDONED: pytest.approx(80 / 100),
        ServiceLevel.WITHOUT_SHORT: pytest.approx(70 / 96),
        ServiceLevel.ANSWERED: pytest.approx(70 / 90),
    }


def test_the_boundary_of_a_threshold_is_in_time_and_a_queue_has_its_own(history: Database) -> None:
    write(history, SHANGHAI, [answered("a", "slow", noon(), 30), answered("b", "fast", noon(), 30)])
    settings = CentreSettings(thresholds=(QueueThreshold("pbx", "slow", 30),))
    found = asked(history, whole(), settings)
    in_time = {line.name: found.value("in_time", place) for place, line in enumerate(found.lines)}
    assert in_time == {"": 1, "slow": 1, "fast": 0}
    assert "each queue’s own threshold" in found.definitions["service_level"]
    assert (
        "30 seconds"
        in asked(history, whole(definition=Definition(threshold_s=30))).definitions["service_level"]
    )


def test_a_contact_that_comes_back_counts_once_by_contact_and_twice_by_entry(history: Database) -> None:
    write(
        history,
        SHANGHAI,
        [answered("a", "q", noon(), 5), answered("a", "q", noon(40), 5), gone("b", "q", noon(50), 9)],
    )
    entries = asked(history, whole())
    contacts = asked(history, whole(definition=Definition(offered_by=OfferedBy.CONTACT)))
    assert (entries.value("offered"), entries.value("answered")) == (3, 2)
    assert (contacts.value("offered"), contacts.value("answered")) == (2, 1)
    assert contacts.value("answer_rate") == pytest.approx(1 / 2)


def test_nothing_offered_has_no_rate_and_nothing_told_has_no_figure(history: Database) -> None:
    write(history, SHANGHAI, [answered("a", "q", noon(), 5)])
    found = asked(history, QueueQuestion(Period(DAY, DAY + timedelta(days=1)), Every.HOUR))
    quiet, next_day = 3, 30
    assert found.value("offered", 0, quiet) == 0
    assert found.value("answer_rate", 0, quiet) is None
    assert found.value("mean_wait_s", 0, quiet) is None
    assert found.value("offered", 0, next_day) is None


def test_skills_and_all_add_their_queues_and_never_average(history: Database) -> None:
    write(
        history,
        SHANGHAI,
        [*(answered(f"a{n}", "q1", noon(n), 10) for n in range(9)), answered("b", "q2", noon(), 40)],
    )
    roll = Roll(
        groups=[Group("s", GroupKind.SKILL, "Billing")],
        skills=[QueueSkill("pbx", "q1", "s"), QueueSkill("pbx", "q2", "s")],
    )
    found = asked(history, whole(), roll=roll)
    assert [(line.kind, line.name) for line in found.lines] == [
        (LineKind.TOTAL, ""),
        (LineKind.SKILL, "Billing"),
        (LineKind.QUEUE, "q1"),
        (LineKind.QUEUE, "q2"),
    ]
    assert [found.value("service_level", line) for line in range(4)] == [0.9, 0.9, 1.0, 0.0]
    assert found.value("mean_wait_s") == 13
    only = asked(history, whole(skills=("s",), with_skills=False, with_total=False), roll=roll)
    assert [line.name for line in only.lines] == ["q1", "q2"]
    assert asked(history, whole(queues=(("pbx", "q2"),))).value("offered") == 1


# -- days ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("settings", "day", "hours"),
    [(BERLIN, date(2026, 10, 25), 25), (NEW_YORK, date(2026, 11, 1), 25), (BERLIN, date(2026, 3, 29), 23)],
)
def test_each_hour_of_a_day_on_which_clocks_change_is_counted_once(
    history: Database, settings: CentreSettings, day: date, hours: int
) -> None:
    begin = settings.days.begins(day)
    write(
        history,
        settings,
        [
            answered(f"c{hour}.{n}", "q", begin + timedelta(hours=hour, minutes=n), 1)
            for hour in range(hours)
            for n in range(hour + 1)
        ],
    )
    found = asked(history, QueueQuestion(Period(day, day), Every.HOUR), settings)
    assert found.of("offered")[0].tolist() == list(range(1, hours + 1))
    days = asked(history, QueueQuestion(Period(day, day), Every.DAY), settings)
    assert days.value("offered") == hours * (hours + 1) // 2


def test_a_night_shift_is_one_day_where_days_begin_at_four(history: Database) -> None:
    begin = at(2026, 3, 28, 22, zone="Europe/Berlin").astimezone(UTC)
    stays = [answered(f"c{n}", "q", begin + timedelta(hours=n), 1) for n in range(8)]
    write(history, NIGHT, stays)  # clocks go forward at two: 22, 23, 0, 1, 3, 4, 5, 6
    period = Period(date(2026, 3, 28), date(2026, 3, 29))
    assert asked(history, QueueQuestion(period, Every.DAY), NIGHT).of("offered")[0].tolist() == [5, 3]


# -- sheets -------------------------------------------------------------------------------------------------


def test_a_sheet_of_intervals_gives_sums_and_leaves_unknown_what_it_cannot_know(history: Database) -> None:
    sheet_slots(
        history,
        "cms",
        [
            (noon(), "q", {"entries": 10, "answered": 8, "abandoned": 2, "wait_answered_s": 80.0,
                           "talks": 8, "talk_s": 800.0, "in_time": 6, "threshold_s": 20}),
            (noon(30), "q", {"entries": 5, "answered": 5, "wait_answered_s": 20.0,
                             "talks": 5, "talk_s": 500.0, "in_time": 5, "threshold_s": 20}),
        ],
    )  # fmt: skip
    found = asked(history, whole(definition=Definition(ServiceLevel.OFFERED, within=(20, 30))))
    assert (found.value("offered"), found.value("answered"), found.value("abandoned")) == (15, 13, 2)
    assert found.value("service_level") == pytest.approx(11 / 15)
    assert found.value("mean_wait_s") == pytest.approx(100 / 13)
    assert found.value("mean_talk_s") == 100
    assert found.value("within_20") == 11
    for unknown in ("within_30", "median_wait_s", "p90_wait_s", "longest_wait_s", "abandoned_short"):
        assert found.value(unknown) is None, unknown
    assert asked(history, whole()).value("service_level") is None  # the short abandons are not known
    assert asked(history, whole(definition=Definition(threshold_s=15))).value("in_time") is None


def test_a_queue_that_a_log_and_a_sheet_tell_is_not_added_up(history: Database) -> None:
    write(history, SHANGHAI, [answered("a", "q", noon(), 5)])
    sheet_slots(
        history, "cms", [(noon(), "q", {"entries": 1, "answered": 1}), (noon(), "other", {"entries": 7})]
    )
    found = asked(history, whole())
    offered = {
        (line.source, line.name): found.value("offered", place) for place, line in enumerate(found.lines)
    }
    assert offered == {("", ""): 8, ("cms", "q"): 1, ("cms", "other"): 7, ("pbx", "q"): 1}


def test_an_answer_travels_to_another_process_and_back(history: Database) -> None:
    write(history, SHANGHAI, [answered("a", "q", noon(), 5)])
    question = whole(definition=Definition(within=(10,)))
    found = asked(history, pickle.loads(pickle.dumps(question)))  # noqa: S301
    again = pickle.loads(pickle.dumps(found))  # noqa: S301
    assert (again.lines, again.columns, again.buckets) == (found.lines, found.columns, found.buckets)
    assert again.row(0, 0)["offered"] == 1
