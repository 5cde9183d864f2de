"""The alarms' own report: rates, floods, chattering, what stands and what comes again."""

from __future__ import annotations

import json
from datetime import timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from supervisor.alarms.alarm import Alarm, Scene, Symptom
from supervisor.alarms.place import AlarmKey, Place
from supervisor.alarms.report import (
    AlarmReport,
    RuleUse,
    alarm_document,
    alarm_report,
    report_document,
    rule_uses,
    week_of,
)
from supervisor.clock import BusinessDays
from supervisor.wallboard.levels import Level
from supervisor.wallboard.metrics import Rate
from tests.alarms.floors import NINE, PBX, later

DAYS = BusinessDays(ZoneInfo("UTC"))
HOUR = 3600.0


def alarm(
    opened: float,
    closed: float | None = None,
    *,
    name: str = "a",
    peak: Level = Level.ATTENTION,
    acknowledged: float | None = None,
    silent: bool = False,
    rules: tuple[str, ...] = ("many",),
) -> Alarm:
    place = Place.queue((PBX, name))
    symptoms = tuple(Symptom(one, "waiting", place, peak, later(opened), silent=silent) for one in rules)
    return Alarm(
        int(opened),
        AlarmKey("waits", place),
        peak,
        peak,
        symptoms,
        Scene(),
        later(opened),
        later(opened),
        None if closed is None else later(closed),
        None if acknowledged is None else later(acknowledged),
        None if acknowledged is None else "mei",
    )


def report(*alarms: Alarm, hours: float = 1) -> AlarmReport:
    return alarm_report(alarms, later(0), later(hours * HOUR), DAYS)


def test_the_mean_is_over_the_whole_period_and_the_worst_over_any_ten_minutes() -> None:
    found = report(alarm(0, 60), alarm(590, 650), alarm(1100, 1200), alarm(1150, 1200), alarm(1180, 1200))
    assert (found.activations, found.mean) == (5, 5 / 6)
    assert (found.worst, found.worst_at) == (4, later(590))
    assert (found.over_one, found.floods) == (Rate(2, 6), Rate(0, 6))
    assert found.is_bearable


def test_more_than_ten_in_ten_minutes_are_a_flood() -> None:
    found = report(*(alarm(600 + n, 1000, name=str(n)) for n in range(11)))
    assert (found.floods, found.worst, found.is_bearable) == (Rate(1, 6), 11, False)
    assert found.frequent_share == Rate(10, 11)


def test_the_same_alarm_three_times_in_half_an_hour_chatters() -> None:
    calm = [alarm(n * 1000, n * 1000 + 10, name="calm") for n in range(2)]
    busy = [alarm(n * 800, n * 800 + 10, name="busy") for n in range(3)]
    slow = [alarm(n * 900, n * 900 + 10, name="slow") for n in range(3)]
    found = report(*calm, *busy, *slow)
    assert [(each.key.place.name, each.times, each.at) for each in found.chattering] == [
        ("busy", 3, later(0))
    ]


def test_what_stood_before_the_period_is_no_activation_and_stands_from_its_begin() -> None:
    found = report(alarm(-100, 100), alarm(60, 1860), alarm(3000))
    assert found.activations == 2
    assert [(each.seconds, each.is_open) for each in found.longest] == [
        (1800, False),
        (600, True),
        (100, False),
    ]


def test_what_stands_for_more_than_a_day_is_counted() -> None:
    assert report(alarm(0), alarm(10, 20), hours=25).stale == 1


def test_notes_are_counted_apart() -> None:
    found = report(alarm(0, 10, silent=True), alarm(5, 10))
    assert (found.activations, found.notes) == (1, 1)


def test_how_long_people_take_to_acknowledge() -> None:
    found = report(
        *(alarm(n * 60, 3000, name=str(n), acknowledged=n * 60 + 10 * (n + 1)) for n in range(10)), alarm(700)
    )
    assert found.acknowledged == Rate(10, 11)
    assert found.to_acknowledge_s == (60, 100)
    assert report(alarm(0)).to_acknowledge_s is None


def test_levels_are_counted_by_the_highest_that_an_alarm_had() -> None:
    found = report(alarm(0, peak=Level.ACTION), alarm(1), alarm(2))
    assert found.by_level == ((Level.ACTION, 1), (Level.ATTENTION, 2))


def test_every_day_of_the_period_has_its_count() -> None:
    found = report(alarm(0), alarm(20 * HOUR), alarm(21 * HOUR), hours=40)
    assert [(str(day), count) for day, count in found.per_day] == [
        ("2026-11-20", 1),
        ("2026-11-21", 2),
        ("2026-11-22", 0),
    ]


def test_a_period_without_alarms_is_no_error() -> None:
    found = report()
    assert (found.activations, found.mean, found.worst, found.worst_at) == (0, 0, 0, None)
    empty = alarm_report((), NINE, NINE, DAYS)
    assert (empty.mean, empty.over_one.value, empty.per_day) == (None, None, ())


def test_a_week_begins_on_monday_at_the_hour_of_the_business_day() -> None:
    begins, ends = week_of(NINE.date(), DAYS)
    assert (begins.isoformat(), ends - begins) == ("2026-11-16T00:00:00+00:00", timedelta(days=7))


def uses(*alarms: Alarm, hours: float = 24) -> dict[str, RuleUse]:
    found = rule_uses(alarms, {"many": "Many wait", "long": "A long wait"}, later(0), later(hours * HOUR))
    return {use.rule: use for use in found}


def test_a_rule_is_told_by_what_became_of_its_alarms() -> None:
    found = uses(
        alarm(-50, 50),  # stood, and is no activation of this time
        alarm(0, 600, acknowledged=30),
        alarm(700, 760),
        alarm(900, 930),
        alarm(5000, 5010, silent=True),
    )["many"]
    assert (found.name, found.alarms, found.notes, found.share) == ("Many wait", 3, 1, Rate(3, 3))
    assert (found.per_day, found.in_half_hour, found.chatters, found.stale) == (3.0, 3, True, 0)
    assert (found.acknowledged, found.nobody_acted, found.stood_s) == (Rate(1, 3), 2, 50.0)


def test_what_never_rang_is_told_and_what_is_gone_is_called_as_it_was() -> None:
    found = uses(alarm(0, rules=("gone", "many")), hours=25)
    assert [(use.rule, use.alarms) for use in found.values()] == [("many", 1), ("gone", 1), ("long", 0)]
    assert (found["long"].stood_s, found["long"].acknowledged.value) == (None, None)
    assert (found["gone"].name, found["many"].stale) == ("gone", 1)


def test_documents_are_json() -> None:
    one = alarm(0, 10, acknowledged=5)
    assert json.loads(json.dumps(report_document(report(one))))["activations"] == 1
    assert json.loads(json.dumps(alarm_document(one)))["place"]["name"] == "a"


@given(st.lists(st.tuples(st.integers(0, 7200), st.integers(1, 4000), st.sampled_from("abc")), max_size=40))
def test_the_report_does_not_depend_on_the_order_and_its_counts_agree(
    made: list[tuple[int, int, str]],
) -> None:
    alarms = [alarm(opened, opened + lasted, name=name) for opened, lasted, name in made]
    found = report(*alarms, hours=2)
    assert report_document(found)["activations"] == sum(count for _, count in found.per_day)
    assert found.activations == sum(count for _, count in found.by_level)
    assert found.activations == sum(each.times for each in found.frequent)
    of_rules = rule_uses(alarms, {}, later(0), later(2 * HOUR))
    assert found.activations == sum(use.alarms for use in of_rules)  # each has one rule
    assert max((use.in_half_hour for use in of_rules), default=0) <= found.activations
    assert found.worst <= found.activations
    again = report(*reversed(alarms), hours=2)
    assert (again.activations, again.worst, again.over_one, again.floods) == (
        found.activations,
        found.worst,
        found.over_one,
        found.floods,
    )
