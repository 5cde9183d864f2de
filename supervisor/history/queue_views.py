"""One period's queues seen in several ways at once, and the plain sums of long periods.

A report asks the same quarter hours by day, channel, skill group and time of day. They are read once; in a
large centre reading them takes most of it. Loaded by work processes and commands alone: it takes numpy.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Generic, NamedTuple, TypeVar

import numpy as np
from numpy.typing import NDArray

from supervisor.history import queue_figures as queues
from supervisor.history import slots
from supervisor.history.asking import Past
from supervisor.history.definition import Definition, OfferedBy
from supervisor.history.names import Names
from supervisor.history.period import SLOT_S, Every, Period, buckets, slot_after
from supervisor.history.queue_figures import QueueQuestion
from supervisor.live.rules import rules_of

Floats = NDArray[np.float64]
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True)
class View(Generic[K]):
    """Figures of each of *keys*, by column name of a queue answer; NaN unknown."""

    keys: tuple[K, ...]
    values: Mapping[str, Floats]

    def rows(self) -> dict[K, dict[str, float | None]]:
        """All figures of each key."""
        told = {name: values.tolist() for name, values in self.values.items()}
        return {
            key: {name: None if of[at] != of[at] else of[at] for name, of in told.items()}
            for at, key in enumerate(self.keys)
        }


@dataclass(frozen=True)
class QueueViews:
    """All queues of a period: *whole* (its one key is ""), by business *days*, by *channels* and *skills*
    (ids, "" none), by *queues* (source, queue; each as its own source tells it), by half-hours of the wall
    clock (*clock*: minutes since midnight, from the beginning of the business day on), by weekday and hour
    (*heat*), and by each half-hour that had any contact (*halves*: when it began). *told*: so many days are
    known of; *hours*: how often each hour of a weekday was, of these. *definitions* as people read them."""

    whole: View[str]
    days: View[date]
    channels: View[str]
    skills: View[str]
    queues: View[tuple[str, str]]
    clock: View[int]
    heat: View[tuple[int, int]]
    halves: View[datetime]
    told: int
    hours: Mapping[tuple[int, int], int]
    definitions: Mapping[str, str]


def queue_views(past: Past, period: Period, definition: Definition) -> QueueViews:
    """All queues of *period* as `queue_figures` counts them."""
    rules = rules_of(past.settings)
    days = rules.days
    asked = QueueQuestion(period, definition=definition)
    rows = queues.read_rows(past.history, past.roll, days, asked)
    by = queues.judged(rows, rules, definition)
    counts = ~queues.told_again(rows, days)
    numbers = sorted(set(rows.slot.tolist()))
    begun = {slot: datetime.fromtimestamp(slot * SLOT_S, UTC) for slot in numbers}
    local = {slot: days.local(at) for slot, at in begun.items()}

    def view(keys: tuple[K, ...], of_row: slots.Ints, *, apart: bool = False) -> View[K]:
        found = slots.cells(rows, of_row if apart else np.where(counts, of_row, -1), len(keys), by)
        columns, values = queues.columns_of(found, definition, len(keys))
        return View(keys, {column.name: values[at] for at, column in enumerate(columns)})

    def by_slot(key_of: Callable[[int], K], keys: tuple[K, ...]) -> View[K]:
        place = {key: at for at, key in enumerate(keys)}
        of_slot = np.array([place[key_of(slot)] for slot in numbers], dtype=np.int64)
        at = np.searchsorted(np.array(numbers, dtype=np.int64), rows.slot)
        return view(keys, of_slot[at] if len(of_slot) else at)

    pieces = buckets(period, Every.DAY, days)
    of_source = queues.told(past.history, rows, pieces, days)
    known = [any(of[at] for of in of_source.values()) for at in range(len(pieces))]
    by_day = by_slot(lambda slot: days.day(begun[slot]), period.days)
    for values in by_day.values.values():
        values[~np.array(known, dtype=np.bool_)] = np.nan
    channels = tuple(sorted(set(rows.channel)))
    at_channel = {name: at for at, name in enumerate(channels)}
    of_channel = np.array([at_channel[name] for name in rows.channel], dtype=np.int64)
    skill_of = [past.roll.skill_of(source, queue) for source, queue in rows.keys]
    skills = tuple(sorted({skill.id if skill else "" for skill in skill_of}))
    of_skill = np.array([skills.index(skill.id if skill else "") for skill in skill_of], dtype=np.int64)
    begin = past.settings.day_start.hour * 60 + past.settings.day_start.minute // 30 * 30
    clock = tuple((begin + 30 * at) % (24 * 60) for at in range(48))
    halves = tuple(sorted({_at(slot // 2 * 2) for slot in numbers}))
    hours: dict[tuple[int, int], int] = {}
    for at, piece in enumerate(pieces):
        if known[at]:
            length = int((piece.ends - piece.begins).total_seconds()) // SLOT_S
            first = slot_after(piece.begins)
            of_day = {days.local(_at(first + quarter)) for quarter in range(length)}
            for key in {(one.date(), one.hour, one.weekday()) for one in of_day}:
                hours[key[2], key[1]] = hours.get((key[2], key[1]), 0) + 1
    return QueueViews(
        whole=view(("",), np.zeros(len(rows), dtype=np.int64)),
        days=by_day,
        channels=view(channels, of_channel),
        skills=view(skills, of_skill[rows.key] if len(rows) else rows.key),
        queues=view(rows.keys, rows.key, apart=True),
        clock=by_slot(lambda slot: (local[slot].hour * 60 + local[slot].minute) // 30 * 30, clock),
        heat=by_slot(
            lambda slot: (local[slot].weekday(), local[slot].hour),
            tuple((weekday, hour) for weekday in range(7) for hour in range(24)),
        ),
        halves=by_slot(lambda slot: _at(slot // 2 * 2), halves),
        told=sum(known),
        hours=hours,
        definitions=queues.named(rules, definition, rows.keys),
    )


def _at(slot: int) -> datetime:
    return datetime.fromtimestamp(slot * SLOT_S, UTC)


class QueueSums(NamedTuple):
    """Contacts once a queue and day: *offered*, of them *answered*, and *unfinished* ones."""

    offered: float
    answered: float
    unfinished: float


def sums_by_day(past: Past, period: Period) -> dict[date, QueueSums]:
    """The contacts of all queues day by day, of the days that have any; the database adds them up where every
    quarter hour is derived from single contacts, which no other source can tell again."""
    days = past.settings.days
    low, high = slot_after(days.begins(period.first)), slot_after(days.ends(period.last))
    if _is_told_by_sheets(past, low, high):
        asked = QueueQuestion(period, Every.DAY, _BY_CONTACT, with_skills=False, with_queues=False)
        found = queues.queue_figures(past.history, past.roll, past.settings, asked)
        rows = (found.row(0, at) for at in range(len(found.buckets))) if found.lines else ()
        return {
            bucket.first: QueueSums(row["offered"] or 0.0, row["answered"] or 0.0, row["unfinished"] or 0.0)
            for bucket, row in zip(found.buckets, rows, strict=False)
            if row["offered"] is not None
        }
    made: dict[date, list[float]] = {}
    of = past.history.exec_driver_sql(
        "SELECT slot, SUM(contacts), SUM(contacts_answered), SUM(waiting) FROM history_slot"  # noqa: S608
        f" WHERE slot >= {int(low)} AND slot < {int(high)} GROUP BY slot"
    )
    for slot, *sums in of:
        so_far = made.setdefault(days.day(_at(slot)), [0.0, 0.0, 0.0])
        for at, more in enumerate(sums):
            so_far[at] += float(more or 0)
    return {day: QueueSums(*sums) for day, sums in made.items()}


def sums_by_skill(past: Past, period: Period) -> dict[str, QueueSums]:
    """The same by skill group's id ("" none), and of all queues under the key "*"."""
    days = past.settings.days
    low, high = slot_after(days.begins(period.first)), slot_after(days.ends(period.last))
    made: dict[str, list[float]] = {}

    def add(key: str, *sums: float | None) -> None:
        for of in (key, ALL):
            so_far = made.setdefault(of, [0.0, 0.0, 0.0])
            for at, more in enumerate(sums):
                so_far[at] += float(more or 0)

    if _is_told_by_sheets(past, low, high):
        views = queue_views(past, period, _BY_CONTACT)
        for skill, row in views.skills.rows().items():
            add(skill, row["offered"], row["answered"], row["unfinished"])
    else:
        names = Names().read(past.history)
        of_queue = past.history.exec_driver_sql(
            "SELECT queue, SUM(contacts), SUM(contacts_answered), SUM(waiting) FROM history_slot"  # noqa: S608
            f" WHERE slot >= {int(low)} AND slot < {int(high)} GROUP BY queue"
        )
        for queue, *sums in of_queue:
            group = past.roll.skill_of(*names[queue][1:]) if queue in names else None
            add(group.id if group else "", *sums)
    return {key: QueueSums(*sums) for key, sums in made.items()}


ALL = "*"
_BY_CONTACT = Definition(offered_by=OfferedBy.CONTACT)


def _is_told_by_sheets(past: Past, low: int, high: int) -> bool:
    found = past.history.exec_driver_sql(
        f"SELECT 1 FROM history_slot WHERE slot >= {int(low)} AND slot < {int(high)}"  # noqa: S608
        " AND waits IS NULL LIMIT 1"
    )
    return found.first() is not None
