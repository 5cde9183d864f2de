"""What a check looks at, and how the rows that a question finds become findings."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Select, and_, false, func, select
from sqlalchemy.sql.elements import ColumnElement

from supervisor.datacheck.finding import EXAMPLES, Example, Finding, Kind
from supervisor.people.roll import Roll
from supervisor.settings.centre import CentreSettings
from supervisor.storage.history_tables import history_count, history_entry, history_stale

HOUR_MS = 3_600_000
LOOK_BACK_HOURS = 31 * 24
"""So long before the time a source may have begun to tell."""

NAMED = ("source", "queue", "login", "other")
"""Columns of a question that hold the number of a name, or text already."""


@dataclass(frozen=True)
class Look:
    """The history (*db*, read) from *first_day* to *last_day*, by the people of *roll*, at *now*.

    *names*: number to kind, source and text of every name of the history.
    """

    db: Connection
    roll: Roll
    settings: CentreSettings
    first_day: date
    last_day: date
    now: datetime
    names: Mapping[int, tuple[str, str, str]]

    @property
    def begin_ms(self) -> int:
        """When the first day begins."""
        return _ms(self.settings.days.begins(self.first_day))

    @property
    def end_ms(self) -> int:
        """When the last day is over, or now, whatever is earlier."""
        return min(self.now_ms, _ms(self.settings.days.ends(self.last_day)))

    @property
    def now_ms(self) -> int:
        """Now."""
        return _ms(self.now)

    @property
    def today(self) -> date:
        """The business day that it is."""
        return self.settings.days.day(self.now)

    def text(self, number: int) -> str:
        """The name that has this number; "" for none."""
        return self.names[number][2] if number in self.names else ""

    def entries(self) -> ColumnElement[bool]:
        """Contacts that entered within the time."""
        return (history_entry.c.entered_ms >= self.begin_ms) & (history_entry.c.entered_ms < self.end_ms)

    def uncounted(self) -> ColumnElement[bool]:
        """Those among them of hours of which slots and counts do not tell yet."""
        hour = history_stale.c.hour
        first, last = self.db.execute(
            select(func.min(hour), func.max(hour)).where(
                hour >= self.begin_ms // HOUR_MS - LOOK_BACK_HOURS, hour < -(-self.end_ms // HOUR_MS)
            )
        ).one()
        if first is None:
            return false()
        at_ms = history_entry.c.entered_ms
        until = min(self.end_ms, (last + 1) * HOUR_MS)
        return and_(at_ms >= first * HOUR_MS, at_ms < until)

    def counts(self) -> ColumnElement[bool]:
        """Counts of days (or of months that begin) within the time."""
        return (history_count.c.day >= self.first_day) & (history_count.c.day <= self.last_day)

    def gather(self, kind: Kind, found: Select[Any], order: str) -> list[Finding]:
        """A finding for each source that *found* has rows of: all are counted, the first by *order* kept.

        The columns of *found* are called as the fields of `Example`; numbers of names become names.
        """
        rows = found.subquery()
        many = func.count().over(partition_by=rows.c.source).label("_many")
        place = func.row_number().over(partition_by=rows.c.source, order_by=rows.c[order]).label("_place")
        numbered = select(rows, many, place).subquery()
        first = select(numbered).where(numbered.c._place <= EXAMPLES).order_by(numbered.c.source, "_place")
        by_source: dict[str, list[Example]] = defaultdict(list)
        counts: dict[str, int] = {}
        for row in self.db.execute(first).mappings():
            example = self._example(row)
            by_source[example.source].append(example)
            counts[example.source] = row["_many"]
        return [
            Finding(kind, counts[source], source, tuple(examples)) for source, examples in by_source.items()
        ]

    def _example(self, row: Mapping[Any, Any]) -> Example:
        told = {name: value for name, value in row.items() if not name.startswith("_") and value is not None}
        for name in NAMED:
            if isinstance(told.get(name), int):
                told[name] = self.text(told[name])
        for name in ("n", "other_n"):
            if name in told:
                told[name] = float(told[name])
        return Example(**told)


def listed(kind: Kind, examples: Iterable[Example]) -> list[Finding]:
    """A finding for each source of *examples*, which are all that there are."""
    by_source: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        by_source[example.source].append(example)
    return [Finding(kind, len(all_), source, tuple(all_[:EXAMPLES])) for source, all_ in by_source.items()]


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
