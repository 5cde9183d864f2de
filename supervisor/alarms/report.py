"""How the alarms themselves do: how many, how bunched, which again and again, and what became of them.

An alarm system wears out the people it calls. The measures are those of process industry (EEMUA 191,
ISA-18.2, IEC 62682): activations per 10 minutes, floods, chattering, standing and frequent alarms. Notes,
which make no sound, are counted apart.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from supervisor.alarms.alarm import Alarm
from supervisor.alarms.place import AlarmKey
from supervisor.clock import BusinessDays
from supervisor.wallboard.levels import Level
from supervisor.wallboard.metrics import Rate
from supervisor.wallboard.report import instant

PERIOD = timedelta(minutes=10)
BEARABLE = 1
"""Alarms in a period that one person bears for long (EEMUA 191: "very likely acceptable")."""
FLOOD = 10
"""A period with more is a flood: nobody can answer them all."""
CHATTER = 3
"""The same alarm so many times within CHATTER_WITHIN chatters."""
CHATTER_WITHIN = timedelta(minutes=30)
STALE = timedelta(hours=24)
"""What stands for longer no longer calls anybody."""
LISTED = 10


@dataclass(frozen=True)
class Frequent:
    """A cause and place that opened *times* times; *share* of all activations is theirs."""

    key: AlarmKey
    times: int
    share: Rate
    last: Alarm


@dataclass(frozen=True)
class Chatter:
    """A cause and place that opened at most *times* times within half an hour, first from *at* on."""

    key: AlarmKey
    times: int
    at: datetime
    last: Alarm


@dataclass(frozen=True)
class Stood:
    """An alarm and how long it stood within the period of the report, in seconds; *is_open* then still."""

    alarm: Alarm
    seconds: float
    is_open: bool


@dataclass(frozen=True)
class RuleUse:
    """What became of a rule: *alarms* that opened in which it had a part (as they were seen last), *notes*
    without sound apart. *share* of all activations; *per_day* of the whole days and parts of days looked at.
    *in_half_hour*: the most at one place within half an hour; *stale*: how many stood for longer than a day;
    *acknowledged*: taken on ÷ alarms; *stood_s*: median of how long they stood, None where none did."""

    rule: str
    name: str
    alarms: int
    notes: int
    share: Rate
    per_day: float | None
    in_half_hour: int
    stale: int
    acknowledged: Rate
    stood_s: float | None

    @property
    def chatters(self) -> bool:
        """Whether the same place rang again and again."""
        return self.in_half_hour >= CHATTER

    @property
    def nobody_acted(self) -> int:
        """Alarms that went by themselves, or stand, without anybody having taken them on."""
        return self.acknowledged.whole - self.acknowledged.part


@dataclass(frozen=True)
class AlarmReport:
    """The alarms that opened from *since* up to *until*, in figures; rates keep their counts.

    *mean* is activations per 10 minutes, *worst* the most in any 10 minutes, from *worst_at* on; *over_one*
    and *floods* are shares of the whole 10-minute periods with more than one alarm and with more than ten.
    *by_level* counts each alarm at the highest level that it had. *to_acknowledge_s*: median and 90th
    percentile of the seconds until somebody took an alarm on, None when nobody did; *acknowledged* counts
    those taken on ÷ all that opened.
    """

    since: datetime
    until: datetime
    activations: int
    notes: int
    mean: float | None
    worst: int
    worst_at: datetime | None
    over_one: Rate
    floods: Rate
    per_day: tuple[tuple[date, int], ...]
    by_level: tuple[tuple[Level, int], ...]
    frequent: tuple[Frequent, ...]
    chattering: tuple[Chatter, ...]
    longest: tuple[Stood, ...]
    stale: int
    acknowledged: Rate
    to_acknowledge_s: tuple[float, float] | None

    @property
    def is_bearable(self) -> bool:
        """Whether the mean is what one person bears for long."""
        return self.mean is None or self.mean <= BEARABLE

    @property
    def frequent_share(self) -> Rate:
        """The share of all activations that the listed frequent ones make."""
        return Rate(sum(each.times for each in self.frequent), self.activations)


def alarm_report(
    alarms: Iterable[Alarm], since: datetime, until: datetime, days: BusinessDays
) -> AlarmReport:
    """The report over *alarms* (those that were there from *since* up to *until*, in any order).

    *until* may lie in the running week: it is then the present instant, and nothing after it is counted.
    """
    there = sorted(alarms, key=lambda each: (each.opened_at, each.id))
    began = [each for each in there if since <= each.opened_at < until]
    counted = [each for each in began if not each.silent]
    times = [each.opened_at for each in counted]
    periods = max(0, (until - since) // PERIOD)
    in_period = Counter((at - since) // PERIOD for at in times)
    whole = [count for period, count in in_period.items() if period < periods]
    worst, worst_at = _worst(times)
    spans = (until - since) / PERIOD
    keys: dict[AlarmKey, list[Alarm]] = {}
    for each in counted:
        keys.setdefault(each.key, []).append(each)
    stood = [_stood(each, since, until) for each in there]
    stood.sort(key=lambda each: -each.seconds)
    waits = sorted(
        (each.acknowledged_at - each.worse_at).total_seconds()
        for each in counted
        if each.acknowledged_at is not None and each.acknowledged_at >= each.worse_at
    )
    return AlarmReport(
        since,
        until,
        len(counted),
        len(began) - len(counted),
        len(counted) / spans if spans > 0 else None,
        worst,
        worst_at,
        Rate(sum(count > BEARABLE for count in whole), periods),
        Rate(sum(count > FLOOD for count in whole), periods),
        _per_day(counted, since, until, days),
        tuple(
            (level, sum(each.peak is level for each in counted)) for level in (Level.ACTION, Level.ATTENTION)
        ),
        _frequent(keys, len(counted)),
        _chattering(keys),
        tuple(stood[:LISTED]),
        sum(each.seconds > STALE.total_seconds() for each in stood),
        Rate(sum(each.acknowledged_at is not None for each in counted), len(counted)),
        (_quantile(waits, 0.5), _quantile(waits, 0.9)) if waits else None,
    )


def rule_uses(
    alarms: Iterable[Alarm], rules: Mapping[str, str], since: datetime, until: datetime
) -> tuple[RuleUse, ...]:
    """How each rule did with *alarms* (those that were there from *since* up to *until*), those that rang
    most first. *rules* are the names, by id, of all that were watched: those that never rang are told, too;
    one that is gone is called as it was then. An alarm of several rules is counted with each.
    """
    names = dict(rules)
    began: dict[str, list[Alarm]] = {rule: [] for rule in rules}
    stood: dict[str, list[Stood]] = {rule: [] for rule in rules}
    activations = 0
    for each in sorted(alarms, key=lambda one: (one.opened_at, one.id)):
        of = {symptom.rule: symptom.name for symptom in each.symptoms} or {each.cause: each.cause}
        is_new = since <= each.opened_at < until
        activations += is_new and not each.silent
        for rule, name in of.items():
            names.setdefault(rule, name or rule)
            stood.setdefault(rule, []).append(_stood(each, since, until))
            began.setdefault(rule, []).extend([each] if is_new else [])
    days = (until - since) / timedelta(days=1)
    found = []
    for rule, held in began.items():
        counted = [each for each in held if not each.silent]
        ranked = sorted(each.seconds for each in stood[rule])
        found.append(
            RuleUse(
                rule,
                names[rule],
                len(counted),
                len(held) - len(counted),
                Rate(len(counted), activations),
                len(counted) / days if days > 0 else None,
                _most_at_a_place(counted),
                sum(seconds > STALE.total_seconds() for seconds in ranked),
                Rate(sum(each.acknowledged_at is not None for each in counted), len(counted)),
                _quantile(ranked, 0.5) if ranked else None,
            )
        )
    return tuple(sorted(found, key=lambda use: (-use.alarms, -use.notes, use.name, use.rule)))


def _most_at_a_place(alarms: Sequence[Alarm]) -> int:
    """The most of *alarms* (in order) that opened at one place within half an hour."""
    by_key: dict[AlarmKey, list[datetime]] = {}
    for each in alarms:
        by_key.setdefault(each.key, []).append(each.opened_at)
    return max((_bunch(times)[0] for times in by_key.values()), default=0)


def _bunch(times: Sequence[datetime]) -> tuple[int, datetime]:
    """The most of *times* (in order, not empty) within CHATTER_WITHIN, and when that was first."""
    most, at = 0, times[0]
    for place, begin in enumerate(times):
        within = bisect_left(times, begin + CHATTER_WITHIN) - place
        if within > most:
            most, at = within, begin
    return most, at


def week_of(day: date, days: BusinessDays) -> tuple[datetime, datetime]:
    """When the week that holds business day *day* begins and ends: Monday to Monday."""
    monday = day - timedelta(days=day.weekday())
    return days.begins(monday), days.begins(monday + timedelta(days=7))


def _worst(times: Sequence[datetime]) -> tuple[int, datetime | None]:
    """The most that came within one PERIOD, wherever it begins, and when that was first."""
    best, at = 0, None
    first = 0
    for last, time in enumerate(times):
        while time - times[first] >= PERIOD:
            first += 1
        if last - first + 1 > best:
            best, at = last - first + 1, times[first]
    return best, at


def _per_day(
    counted: Sequence[Alarm], since: datetime, until: datetime, days: BusinessDays
) -> tuple[tuple[date, int], ...]:
    found = Counter(days.day(each.opened_at) for each in counted)
    if until <= since:
        return ()
    day, last = days.day(since), days.day(until - timedelta(microseconds=1))
    listed = []
    while day <= last:
        listed.append((day, found[day]))
        day += timedelta(days=1)
    return tuple(listed)


def _frequent(keys: dict[AlarmKey, list[Alarm]], all_of_them: int) -> tuple[Frequent, ...]:
    ranked = sorted(keys.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        Frequent(key, len(held), Rate(len(held), all_of_them), held[-1]) for key, held in ranked[:LISTED]
    )


def _chattering(keys: dict[AlarmKey, list[Alarm]]) -> tuple[Chatter, ...]:
    found = []
    for key, held in keys.items():
        most, at = _bunch([each.opened_at for each in held])
        if most >= CHATTER:
            found.append(Chatter(key, most, at, held[-1]))
    return tuple(sorted(found, key=lambda each: (-each.times, each.at, each.key)))


def _stood(alarm: Alarm, since: datetime, until: datetime) -> Stood:
    is_open = alarm.closed_at is None or alarm.closed_at >= until
    end = until if alarm.closed_at is None else min(alarm.closed_at, until)
    return Stood(alarm, max(0.0, (end - max(alarm.opened_at, since)).total_seconds()), is_open)


def _quantile(ranked: Sequence[float], share: float) -> float:
    """The value that *share* of *ranked*, which is not empty, do not pass: one that occurred."""
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]


def report_document(report: AlarmReport) -> dict[str, Any]:
    """The report as plain data: instants are ISO 8601 in UTC, shares 0 to 1, null is nothing to divide by."""

    def place(key: AlarmKey) -> dict[str, Any]:
        return {"cause": key.cause, "place": _place(key)}

    return {
        "since": instant(report.since),
        "until": instant(report.until),
        "activations": report.activations,
        "notes": report.notes,
        "per_10_min": None if report.mean is None else round(report.mean, 4),
        "worst_10_min": report.worst,
        "worst_10_min_at": instant(report.worst_at),
        "periods": report.over_one.whole,
        "periods_over_1": report.over_one.part,
        "floods": report.floods.part,
        "per_day": {day.isoformat(): count for day, count in report.per_day},
        "by_level": {level.name.lower(): count for level, count in report.by_level},
        "frequent": [{**place(each.key), "times": each.times} for each in report.frequent],
        "chattering": [
            {**place(each.key), "times_in_30_min": each.times, "at": instant(each.at)}
            for each in report.chattering
        ],
        "longest_standing": [
            {**place(each.alarm.key), "seconds": round(each.seconds, 3), "open": each.is_open}
            for each in report.longest
        ],
        "over_24_hours": report.stale,
        "acknowledged": report.acknowledged.part,
        "to_acknowledge_s": None
        if report.to_acknowledge_s is None
        else {"median": report.to_acknowledge_s[0], "p90": report.to_acknowledge_s[1]},
    }


def alarm_document(alarm: Alarm) -> dict[str, Any]:
    """One alarm as plain data, for scripts and other programs."""
    return {
        "id": alarm.id,
        "cause": alarm.cause,
        "place": _place(alarm.key),
        "level": alarm.level.name.lower(),
        "peak": alarm.peak.name.lower(),
        "opened_at": instant(alarm.opened_at),
        "closed_at": instant(alarm.closed_at),
        "worse_at": instant(alarm.worse_at),
        "acknowledged_at": instant(alarm.acknowledged_at),
        "acknowledged_by": alarm.acknowledged_by,
        "held_since": instant(alarm.held_since),
        "shelved_until": instant(alarm.shelved_until),
        "silent": alarm.silent,
        "symptoms": [
            {
                "rule": symptom.rule,
                "metric": symptom.metric,
                "place": _place(AlarmKey(alarm.cause, symptom.place)),
                "level": symptom.level.name.lower(),
                "value": symptom.value,
                "n": symptom.n,
                "limit": symptom.limit,
                "worst": symptom.worst,
                "since": instant(symptom.since),
            }
            for symptom in alarm.symptoms
        ],
    }


def _place(key: AlarmKey) -> dict[str, str]:
    place = key.place
    return {"kind": str(place.kind), "source": place.source, "name": place.name}
