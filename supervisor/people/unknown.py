"""Logins that did something, and nobody said who stands behind them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Connection, func, select

from supervisor.facts.own import is_own
from supervisor.live.board import Board
from supervisor.people.likeness import Likeness, Suggestion
from supervisor.people.person import holds
from supervisor.people.roll import Roll
from supervisor.rights.own import sees
from supervisor.storage.history_tables import history_count, history_name, history_state


@dataclass(frozen=True)
class Seen:
    """A login (a name in a sheet) that a source told of: what the source calls it, in which team, "" where it
    does not say, and the first and last day of which there are facts (None: not one yet)."""

    source: str
    login: str
    name: str = ""
    team: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.source, self.login


@dataclass(frozen=True)
class Unknown:
    """A login without a person. *partly*: somebody is known, but not on all days of which there are facts."""

    seen: Seen
    suggestions: tuple[Suggestion, ...] = ()
    partly: bool = False


def seen_in_history(db: Connection) -> list[Seen]:
    """All logins of the history with the days of their facts; *db* is a read of the history's room. Without
    their days where whoever asks may know logins, but nobody's figures."""
    days: dict[int, tuple[date, date]] = {}
    for table in (history_count, history_state) if sees(db, "history_count", "history_state") else ():
        of = select(table.c.login, func.min(table.c.day), func.max(table.c.day)).group_by(table.c.login)
        for login, first, last in db.execute(of):
            known = days.get(login)
            days[login] = (min(first, known[0]), max(last, known[1])) if known else (first, last)
    logins = select(history_name).where(history_name.c.kind == "login").order_by(history_name.c.id)
    nothing = (None, None)
    return [Seen(row.source, row.text, "", "", *days.get(row.id, nothing)) for row in db.execute(logins)]


def queues_in_history(db: Connection) -> list[tuple[str, str]]:
    """All queues (and sheets' words for skills) of the history, by source; *db* as above."""
    queues = select(history_name).where(history_name.c.kind == "queue").order_by(history_name.c.id)
    return [(row.source, row.text) for row in db.execute(queues) if not is_own(row.source)]


def seen_on_board(board: Board) -> list[Seen]:
    """The agents that sources told of today, with their names and teams."""
    return [
        Seen(line.source, line.login, line.name if line.name != line.login else "", line.team)
        for line in board.agents.values()
    ]


def joined(*told: Iterable[Seen]) -> list[Seen]:
    """Each login once, with everything that was told of it."""
    found: dict[tuple[str, str], Seen] = {}
    for seen in (one for many in told for one in many):
        old = found.get(seen.key)
        if old is None:
            found[seen.key] = seen
            continue
        first = [day for day in (old.first, seen.first) if day is not None]
        last = [day for day in (old.last, seen.last) if day is not None]
        found[seen.key] = replace(
            old,
            name=old.name or seen.name,
            team=old.team or seen.team,
            first=min(first, default=None),
            last=max(last, default=None),
        )
    return list(found.values())


def unknown(roll: Roll, seen: Iterable[Seen]) -> list[Unknown]:
    """Those of *seen* behind whom *roll* has nobody, each with who it may be."""
    likeness = None
    found = []
    for one in seen:
        uses = roll.logins.get(one.key, ())
        partly = bool(uses)
        if partly and all(
            day is None or any(holds(use.since, use.until, day) for use in uses)
            for day in (one.first, one.last)
        ):
            continue
        if likeness is None:  # it takes its time, and mostly everybody is known
            likeness = Likeness(roll)
        found.append(Unknown(one, likeness.suggestions(one.login, one.name), partly))
    return found
