"""What is counted of the facts, business day by business day: slots of queues, counts and states of agents.

Whoever changes facts marks the hours that they belong to (`mark_stale`) in the same transaction, and calls
`derive_stale` when it is done; the watch process does so, too, every few minutes. A day is derived whole, in
one transaction, from the facts that stand: however often, and in whatever order they came.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

import msgspec
from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.clock import BusinessDays
from supervisor.facts.own import OWN_PREFIX
from supervisor.settings.breaks import BreakCode
from supervisor.settings.centre import CentreSettings
from supervisor.storage.database import Database
from supervisor.storage.history_tables import (
    history_count,
    history_entry,
    history_mark,
    history_name,
    history_ring,
    history_rule,
    history_span,
    history_stale,
    history_state,
)

HOUR_MS = 3_600_000

SHORT_S = 10.0
"""A contact whose talk is shorter is a short one (kpi.md §2.1)."""

_RULES = "derived by"


@dataclass(frozen=True)
class DeriveRules:
    """By what facts are counted. *short_s*: talks below it are short contacts."""

    days: BusinessDays
    break_codes: tuple[BreakCode, ...]
    short_s: float = SHORT_S

    @property
    def text(self) -> str:
        """What of them the derived rows depend on."""
        kinds = sorted((code.code.casefold(), code.kind.value) for code in self.break_codes)
        said = (self.days.zone.key, self.days.start.isoformat(), self.short_s, kinds)
        return msgspec.json.encode(said).decode()


@dataclass(frozen=True)
class Derived:
    """What `derive_stale` did: (source, day) pairs derived, and those left alone because their contacts are
    no longer kept."""

    days: int = 0
    left_alone: int = 0


def derive_rules(settings: CentreSettings) -> DeriveRules:
    """The rules that the centre's settings make."""
    return DeriveRules(settings.days, settings.break_codes)


def mark_stale(db: Connection, source: int, at_ms: Iterable[int]) -> None:
    """Note, in the caller's transaction, that facts of *source* (its number) at these instants changed."""
    _mark(db, {(source, at // HOUR_MS) for at in at_ms})


def mark_batch_stale(db: Connection, batch: int) -> None:
    """Note that the facts of *batch* are about to be taken back: to be called in the same transaction, before
    `batch.undo`."""
    _mark(
        db,
        {
            (row[0], row[1])
            for table, at in _FACTS
            for row in db.execute(
                select(table.c.source, at.op("/")(HOUR_MS)).where(table.c.batch == batch).distinct()
            )
        },
    )


def mark_all_stale(db: Connection, days: BusinessDays) -> None:
    """Note that everything is to be derived anew, as far as its facts are kept."""
    hours = {
        (row[0], row[1])
        for table, at in _FACTS
        for row in db.execute(select(table.c.source, at.op("/")(HOUR_MS)).distinct())
    }
    own = select(history_name.c.id).where(
        history_name.c.source == "", history_name.c.text.startswith(OWN_PREFIX)
    )
    for table in (history_count, history_state):  # days that have no facts any more by the new rules
        derived = (table.c.batch == 0) & table.c.source.not_in(
            own
        )  # what is our own follows from no facts here
        for row in db.execute(select(table.c.source, table.c.day).where(derived).distinct()):
            hours.add((row.source, int(days.begins(row.day).timestamp()) // 3600 + 1))
    _mark(db, hours)


def _mark(db: Connection, hours: Collection[tuple[int, int]]) -> None:
    if not hours:
        return
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    new = dialect.insert(history_stale)
    # DO UPDATE and not DO NOTHING: it takes hold of a mark that is there, so that whoever derives that hour
    # meanwhile waits for these facts, or these wait for it and mark the hour again
    again = new.on_conflict_do_update(index_elements=["source", "hour"], set_={"hour": new.excluded.hour})
    db.execute(again, [{"source": source, "hour": hour} for source, hour in sorted(hours)])


def stale(db: Connection, rules: DeriveRules) -> dict[int, list[date]]:
    """The business days, in order, of each source (its number) whose facts were changed since."""
    found: dict[int, set[date]] = {}
    for row in db.execute(select(history_stale.c.source, history_stale.c.hour)):
        of = found.setdefault(row.source, set())
        for at_ms in (row.hour * HOUR_MS, (row.hour + 1) * HOUR_MS - 1):  # a day may begin within an hour
            of.add(rules.days.day(datetime.fromtimestamp(at_ms / 1000, UTC)))
    return {source: sorted(days) for source, days in sorted(found.items())}


def derive_stale(
    history: Database,
    rules: DeriveRules,
    *,
    sources: Collection[int] | None = None,
    cancelled: Callable[[], bool] | None = None,
    report: Callable[[int, int], None] | None = None,
) -> Derived:
    """Derive anew every stale business day of *sources* (numbers; None: of all), one transaction a day.

    When *rules* are not those that the history was derived by last, all days that have facts are stale.
    *report* is told how many days are done, of how many; *cancelled* is asked between two days: the rest
    stays stale. Raises DatabaseError.
    """
    from supervisor.history.derived_day import DayOf  # numpy: only who derives loads it

    _heed(history, rules)
    with history.read() as db:
        wanted = stale(db, rules)
    wanted = {source: days for source, days in wanted.items() if sources is None or source in sources}
    done = left_alone = 0
    total = sum(len(days) for days in wanted.values())
    for source, days in wanted.items():
        day_of = DayOf(source, rules)
        with history.read() as db:
            waiting = sorted({*days, *day_of.also(db, days)})
        total += len(waiting) - len(days)
        while waiting:
            if cancelled is not None and cancelled():
                return Derived(done, left_alone)
            day = heapq.heappop(waiting)
            with history.write() as db:
                result = day_of.derive(db, day)
            done, left_alone = done + (not result.left_alone), left_alone + result.left_alone
            if result.then is not None and result.then not in waiting:
                heapq.heappush(waiting, result.then)
                total += 1
            if report is not None:
                report(done + left_alone, total)
    return Derived(done, left_alone)


def _heed(history: Database, rules: DeriveRules) -> None:
    with history.read() as db:
        by = db.execute(select(history_rule.c.value).where(history_rule.c.name == _RULES)).scalar()
    if by == rules.text:
        return
    with history.write() as db:
        if by is not None:
            mark_all_stale(db, rules.days)
            db.execute(delete(history_rule).where(history_rule.c.name == _RULES))
        dialect = postgresql if db.dialect.name == "postgresql" else sqlite
        now = dialect.insert(history_rule).values(name=_RULES, value=rules.text)
        db.execute(now.on_conflict_do_nothing())


_FACTS = (
    (history_entry, history_entry.c.entered_ms),
    (history_ring, history_ring.c.at_ms),
    (history_mark, history_mark.c.at_ms),
    (history_span, history_span.c.began_ms),
)
