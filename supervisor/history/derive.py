"""What is counted of the facts, business day by business day: slots of queues, counts and states of agents.

Whoever changes facts marks the hours that they belong to (`stale.mark_stale`) in the same transaction, and
calls `derive_stale` when it is done; the watch process does so, too, every few minutes. A day is derived
whole, in one transaction, from the facts that stand: however often, and in whatever order they came.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.history.derive_rules import DeriveRules
from supervisor.history.stale import mark_all_stale, stale
from supervisor.storage.database import Database
from supervisor.storage.history_tables import history_rule

_RULES = "derived by"


@dataclass(frozen=True)
class Derived:
    """What `derive_stale` did: (source, day) pairs derived, and those left alone because their contacts are
    no longer kept."""

    days: int = 0
    left_alone: int = 0


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
        wanted = stale(db, rules.days)
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
