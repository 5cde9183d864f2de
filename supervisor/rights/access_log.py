"""Who looked at whose figures, and when: a line a look, written before the figures are shown. It only grows.

A look is what a person did: a page that was opened, a list that was asked for, a command. That a page paints
itself again is none (`ui/looking.py` holds it back), and what is looked at again and again within minutes is
read as one look with a count (`looks`): the table may only be added to, so it is the reader who folds.

What is kept is what this program showed. Whoever asks the database with another program meets the same grants
and the same row-level security, but leaves no line here; for those there is PostgreSQL's own log.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
from sqlalchemy import Connection, delete, insert, select

from supervisor.rights.look import Look, What
from supervisor.storage.rights_tables import access_log

TOGETHER = timedelta(minutes=10)
"""The same look again within this time is the same look."""

KEPT_DAYS = 1096
"""How long lines are kept where nobody says otherwise: three years."""

LEAST_KEPT_DAYS = 183
"""Nobody may have lines forgotten that are younger."""

MOST = 20_000  # lines that are read for one answer


class Looked(msgspec.Struct, frozen=True):
    """*who* looked from *first* to *last*, *times* times. *id* is that of the last line."""

    id: int
    who: str
    first: datetime
    last: datetime
    times: int
    look: Look


class _Changed(msgspec.Struct):
    did: str = ""
    login: str = ""
    facts: Any = None


def note_look(db: Connection, look: Look, *, at: datetime, who: str) -> None:
    """Note that *who* is about to see these figures. On a shared centre the database takes no other name
    than that of whoever is logged in."""
    document = msgspec.to_builtins(look)
    what = document.pop("what")
    line = insert(access_log).values(at=at, who=who, what=what, document=document)
    db.execute(line.inline())  # its number is not asked back: who may add to the log need not read it


def looks(
    db: Connection, *, since: datetime | None = None, who: str = "", person: str = "", most: int = MOST
) -> tuple[Looked, ...]:
    """What was looked at, the latest first: *since* then, by *who*, at the figures of *person* (then also
    wherever more people were seen than could be named)."""
    wanted = select(access_log).order_by(access_log.c.id.desc()).limit(most)
    if since is not None:
        wanted = wanted.where(access_log.c.at >= since)
    if who:
        wanted = wanted.where(access_log.c.who == who)
    found: list[Looked] = []
    open_: dict[tuple[str, Look], int] = {}  # where in found a look stands that may go on
    for row in db.execute(wanted):
        look = _look(row.what, row.document)
        if look is None or (person and not look.is_wide and person not in look.people):
            continue
        place = open_.get((row.who, look))
        if place is not None and found[place].first - row.at <= TOGETHER:
            one = found[place]
            found[place] = msgspec.structs.replace(one, first=min(one.first, row.at), times=one.times + 1)
            continue
        open_[row.who, look] = len(found)
        found.append(Looked(row.id, row.who, row.at, row.at, 1, look))
    return tuple(found)


def forget_looks(db: Connection, before: datetime, *, now: datetime) -> int:
    """Forget the lines of before then; how many they were. The database lets nobody do it but its owner.

    Raises ValueError where *before* is less than LEAST_KEPT_DAYS ago: a trail that can be wiped is none.
    """
    if now - before < timedelta(days=LEAST_KEPT_DAYS):
        raise ValueError(f"lines of the last {LEAST_KEPT_DAYS} days stay")
    return db.execute(delete(access_log).where(access_log.c.at < before)).rowcount


def _look(what: str, document: object) -> Look | None:
    """The look that a line tells of; None for one of a newer version that this one cannot read."""
    try:
        if what == What.ACCOUNT:
            told = msgspec.convert(document, _Changed)
            facts = msgspec.json.encode(told.facts).decode() if told.facts is not None else ""
            return Look(What.ACCOUNT, about=told.login, did=told.did, facts=facts)
        return msgspec.convert({**dict(document), "what": what}, Look)  # type: ignore[call-overload]
    except (msgspec.ValidationError, TypeError, ValueError):
        return None
