"""What is counted of the facts, business day by business day: slots of queues, counts and states of agents.

Whoever changes facts marks the hours that they belong to (`mark_stale`) in the same transaction, and calls
`derive_stale` when it is done; the watch process does so, too, every few minutes. A day is derived whole, in
one transaction, from the facts that stand: however often, and in whatever order they came.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import Connection, select
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.clock import BusinessDays
from supervisor.settings.breaks import BreakCode
from supervisor.settings.centre import CentreSettings
from supervisor.storage.database import Database
from supervisor.storage.history_tables import history_stale

HOUR_MS = 3_600_000

SHORT_S = 10.0
"""A contact whose talk is shorter is a short one (kpi.md §2.1)."""


@dataclass(frozen=True)
class DeriveRules:
    """By what facts are counted. *short_s*: talks below it are short contacts."""

    days: BusinessDays
    break_codes: tuple[BreakCode, ...]
    short_s: float = SHORT_S


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
    hours = sorted({at // HOUR_MS for at in at_ms})
    if not hours:
        return
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    new = dialect.insert(history_stale)
    # DO UPDATE and not DO NOTHING: it takes hold of a mark that is there, so that whoever derives that hour
    # meanwhile waits for these facts, or these wait for it and mark the hour again
    again = new.on_conflict_do_update(index_elements=["source", "hour"], set_={"hour": new.excluded.hour})
    db.execute(again, [{"source": source, "hour": hour} for hour in hours])


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

    *report* is told how many days are done, of how many; *cancelled* is asked between two days: the rest
    stays stale. Raises DatabaseError.
    """
    raise NotImplementedError
