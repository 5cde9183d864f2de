"""Facts as they should be, and faults planted among them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, insert

from supervisor.datacheck.check import check, look_at
from supervisor.datacheck.finding import DataCheck, Finding, Kind
from supervisor.history import partitions
from supervisor.history.names import Names
from supervisor.history.stale import mark_stale
from supervisor.people.person import Group, GroupKind, LoginUse, Membership, Person, QueueSkill
from supervisor.people.roll import Roll
from supervisor.settings.centre import CentreSettings
from supervisor.storage.database import Database
from supervisor.storage.history_tables import (
    history_count,
    history_entry,
    history_mark,
    history_ring,
    history_segment,
    history_span,
    history_stray,
)

SETTINGS = CentreSettings(time_zone="Asia/Shanghai")
FIRST, LAST = date(2026, 8, 3), date(2026, 8, 30)  # four weeks from a Monday on
TODAY = date(2026, 9, 2)
NOW = datetime(2026, 9, 2, 6, tzinfo=UTC)


def at(day: date, hour: int = 10, minute: int = 0, second: float = 0) -> int:
    """An instant of the centre's wall clock, in ms."""
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=SETTINGS.days.zone)
    return round((local.timestamp() + second) * 1000)


def roll(**changes: Any) -> Roll:
    """Anna in team Red, on login 1001 at the log and in the sheet; queue support is skill Support."""
    parts: dict[str, Any] = {
        "persons": [Person("p1", "Anna", "7001", date(2025, 1, 1))],
        "groups": [Group("g1", GroupKind.TEAM, "Red"), Group("s1", GroupKind.SKILL, "Support")],
        "memberships": [Membership("m1", "p1", "g1")],
        "logins": [LoginUse("l1", "pbx", "1001", "p1"), LoginUse("l2", "sheet", "Anna", "p1")],
        "skills": [QueueSkill("pbx", "support", "s1")],
    }
    return Roll(**(parts | changes))


@dataclass
class Facts:
    """What is written into a history, by one batch."""

    db: Connection
    names: Names = field(default_factory=Names)
    months: set[tuple[int, int]] = field(default_factory=set)
    stale: set[tuple[int, int]] = field(default_factory=set)

    def name(self, kind: Any, source: str, text: str) -> int:
        return self.names.number(self.db, kind, source, text)

    def entry(
        self, entered_ms: int, contact: str, *, source: str = "pbx", queue: str = "support", **more: Any
    ) -> None:
        login = self.name("login", source, more.pop("login", "1001"))
        row = {
            "entered_ms": entered_ms,
            "contact": contact,
            "outcome": "answered",
            "left_ms": entered_ms + 10_000,
            "wait_s": 10.0,
            "talk_s": 100.0,
            "ended_ms": entered_ms + 110_000,
            "over": 1,
            "told": 2,
            "batch": 1,
        }
        at_source = {"source": self.name("source", "", source), "queue": self.name("queue", source, queue)}
        self._add(history_entry, entered_ms, {**row, **at_source, "login": login, **more})
        if (hour := (at_source["source"], entered_ms // 3_600_000)) not in self.stale:
            mark_stale(self.db, hour[0], [entered_ms])  # as whoever writes facts does
            self.stale.add(hour)

    def ring(self, at_ms: int, contact: str, *, source: str = "pbx") -> None:
        row = {"at_ms": at_ms, "contact": contact, "outcome": "no_answer", "told": 2, "batch": 1}
        self._add(history_ring, at_ms, row | self._agent(source, "1001"))

    def span(
        self, began_ms: int, ended_ms: int | None, state: str = "signed_in", *, code: str = "", **more: Any
    ) -> None:
        row = {"began_ms": began_ms, "ended_ms": ended_ms, "state": state, "told": 1, "batch": 1}
        where = {**self._agent("pbx", "1001"), "code": self.name("code", "pbx", code)}
        self._add(history_span, began_ms, {**row, **where, **more})

    def mark(self, at_ms: int, what: str) -> None:
        row = {"at_ms": at_ms, "seq": 0, "what": what, "code": 0, "batch": 1}
        self._add(history_mark, at_ms, row | self._agent("pbx", "1001"))

    def count(self, day: date, *, source: str = "pbx", login: str = "1001", **fields: Any) -> None:
        queue = self.name("queue", source, fields.pop("queue", ""))
        channel = fields.pop("channel", "")
        row = {"day": day, "span": "D", "channel": channel, "queue": queue, "type": 0, "batch": 1}
        at_source = {"source": self.name("source", "", source), "login": self.name("login", source, login)}
        self.db.execute(insert(history_count).values(**row, **at_source, **fields))

    def stray(self, at_ms: int, contact: str) -> None:
        self.db.execute(
            insert(history_stray).values(
                source="pbx", contact=contact, at_ms=at_ms, line="…|CONNECT", batch=1
            )
        )

    def segment(self, first_ms: int, last_ms: int) -> None:
        self.db.execute(
            insert(history_segment).values(
                source="pbx", first_ms=first_ms, last_ms=last_ms, first_lines={}, last_lines={}
            )
        )

    def busy(self, days: Iterable[date], hours: Iterable[int] = (9, 10, 11), each: int = 12) -> None:
        """Days as they should be."""
        for day in days:
            for hour in hours:
                for n in range(each):
                    self.entry(at(day, hour, 3 * n, 20), f"{day:%m%d}.{hour}.{n}")

    def _agent(self, source: str, login: str) -> dict[str, int]:
        return {
            "source": self.name("source", "", source),
            "login": self.name("login", source, login),
            "queue": self.name("queue", source, "support"),
        }

    def _add(self, table: Table, at_ms: int, row: dict[str, Any]) -> None:
        month = partitions.month_of(at_ms)
        if month not in self.months:
            partitions.ensure(self.db, at_ms, at_ms)
            self.months.add(month)
        self.db.execute(insert(table).values(**row))


def days(first: date = FIRST, last: date = LAST, weekdays: Iterable[int] = range(7)) -> list[date]:
    """The days from *first* to *last* that are such weekdays."""
    every = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return [day for day in every if day.weekday() in weekdays]


def checked(history: Database, people: Roll | None = None, **settings: Any) -> DataCheck:
    """The check of FIRST to LAST."""
    with history.read() as db:
        centre = replace(SETTINGS, **settings)
        look = look_at(db, roll() if people is None else people, centre, FIRST, LAST, now=NOW)
        return check(look, who="li")


def of(kind: Kind, result: DataCheck) -> Finding | None:
    """What was found of *kind* (at one source)."""
    found = [one for one in result.findings if one.kind is kind]
    assert len(found) <= 1, found
    return found[0] if found else None
