"""Time of which a source that usually tells something told nothing, and logs with lines missing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import func, select

from supervisor.datacheck.finding import Example, Finding, Kind
from supervisor.datacheck.look import HOUR_MS, LOOK_BACK_HOURS, Look, listed
from supervisor.facts.own import is_own
from supervisor.storage.history_tables import history_count, history_entry, history_segment, history_slot

LOOK_BACK = timedelta(hours=LOOK_BACK_HOURS)

USUAL_DAY = 0.5
"""A source usually tells something of a weekday when it did so on this share of them at least, and twice."""

USUAL_HOUR, USUAL_CONTACTS = 0.9, 10.0
"""And of an hour: on this share of the other days on which it told anything, with so many contacts each.
Where ten are expected, none comes by chance once in twenty thousand hours."""

LEAST_WEEKS = 4
HOLE_MS = 30 * 60_000
"""A shorter time between two files of a log is quiet, not missing."""


def gaps(look: Look) -> list[Finding]:
    """Silent days and hours of each source, and holes in logs."""
    hours = _hours(look)
    days = _days(look, hours)
    return [
        *listed(Kind.SILENT_DAY, _silent_days(look, days)),
        *listed(Kind.SILENT_HOUR, _silent_hours(look, hours, days)),
        *listed(Kind.LOG_HOLE, _holes(look)),
    ]


def _hours(look: Look) -> dict[str, Counter[int]]:
    """Contacts by source and hour since 1970, from LOOK_BACK before the first day on."""
    begin = look.begin_ms // HOUR_MS - LOOK_BACK_HOURS
    entry, slot = history_entry.c, history_slot.c
    hour = (entry.entered_ms - entry.entered_ms % HOUR_MS) / HOUR_MS
    found: dict[str, Counter[int]] = defaultdict(Counter)
    contacts = select(entry.source, hour.label("hour"), func.count().label("n")).where(look.uncounted())
    for row in look.db.execute(contacts.group_by(entry.source, "hour")):
        found[look.text(row.source)][int(row.hour)] = row.n
    quarter = (slot.slot - slot.slot % 4) / 4
    within = (slot.slot >= begin * 4) & (slot.slot < look.end_ms // HOUR_MS * 4)
    counted = select(slot.source, quarter.label("hour"), func.sum(slot.entries).label("n")).where(within)
    for row in look.db.execute(counted.group_by(slot.source, "hour")):
        if row.n:
            source, at = look.text(row.source), int(row.hour)
            found[source][at] = max(found[source][at], row.n)
    return found


def _days(look: Look, hours: dict[str, Counter[int]]) -> dict[str, set[date]]:
    """The business days of which each source told anything."""
    of = look.settings.days
    found: dict[str, set[date]] = defaultdict(set)
    for source, counted in hours.items():
        found[source] = {of.day(datetime.fromtimestamp(hour * 3600, UTC)) for hour in counted}
    count = history_count.c
    within = (count.day >= look.first_day - LOOK_BACK) & (count.day <= look.last_day) & (count.span == "D")
    for row in look.db.execute(select(count.source, count.day).where(within).distinct()):
        found[look.text(row.source)].add(row.day)
    return found


def _silent_days(look: Look, days: dict[str, set[date]]) -> Iterable[Example]:
    last = min(look.last_day, look.today - timedelta(days=1))
    for source, told in sorted(days.items()):
        if is_own(source):  # contacts are judged days later, or not at all
            continue
        first = max(look.first_day, min(told))
        asked = _between(first, last)
        usual = {
            weekday
            for weekday in range(7)
            if (of := [day in told for day in asked if day.weekday() == weekday])
            and sum(of) >= max(2, USUAL_DAY * len(of))
        }
        for day in asked:
            if day not in told and day.weekday() in usual:
                yield Example(source=source, day=day)


def _silent_hours(
    look: Look, hours: dict[str, Counter[int]], days: dict[str, set[date]]
) -> Iterable[Example]:
    """Runs of silent hours, each as one: *at_ms* to *other_ms*, *n* hours."""
    of = look.settings.days
    for source, counted in sorted(hours.items()):
        seen: dict[tuple[int, int], list[int]] = defaultdict(list)
        where: dict[int, tuple[int, int]] = {}
        for day in sorted(day for day in days[source] if look.first_day <= day <= look.last_day):
            first, end = (round(at.timestamp()) // 3600 for at in (of.begins(day), of.ends(day)))
            for hour in range(first, min(end, look.end_ms // HOUR_MS)):
                local = of.local(datetime.fromtimestamp(hour * 3600, UTC))
                where[hour] = day.weekday(), local.hour
                seen[where[hour]].append(counted.get(hour, 0))
        usual = {
            slot
            for slot, told in seen.items()
            if len(told) >= LEAST_WEEKS
            and sum(n > 0 for n in told) >= USUAL_HOUR * (len(told) - 1)  # the silent one itself is none
            and sum(told) >= USUAL_CONTACTS * (len(told) - 1)
        }
        silent = [hour for hour, slot in sorted(where.items()) if slot in usual and not counted.get(hour)]
        for begin, last in _runs(silent):
            at = datetime.fromtimestamp(begin * 3600, UTC)
            yield Example(
                source=source,
                day=of.day(at),
                at_ms=begin * HOUR_MS,
                other_ms=(last + 1) * HOUR_MS,
                n=float(last + 1 - begin),
            )


def _holes(look: Look) -> Iterable[Example]:
    """Between two stretches of a log that were read: *at_ms* to *other_ms*."""
    segment = history_segment.c
    within = (segment.last_ms >= look.begin_ms) & (segment.first_ms < look.end_ms)
    until: dict[str, int] = {}
    for row in look.db.execute(
        select(segment.source, segment.first_ms, segment.last_ms)
        .where(within)
        .order_by(segment.source, segment.first_ms)
    ):
        before = until.get(row.source)
        if before is not None and row.first_ms - before >= HOLE_MS:
            at = datetime.fromtimestamp(before / 1000, UTC)
            yield Example(
                source=row.source,
                day=look.settings.days.day(at),
                at_ms=before,
                other_ms=row.first_ms,
            )
        until[row.source] = max(row.last_ms, before or row.last_ms)


def _between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def _runs(hours: list[int]) -> Iterable[tuple[int, int]]:
    first = last = None
    for hour in hours:
        if first is not None and last is not None and hour == last + 1:
            last = hour
            continue
        if first is not None and last is not None:
            yield first, last
        first = last = hour
    if first is not None and last is not None:
        yield first, last
