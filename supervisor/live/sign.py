"""Signs of life of collectors: which of them works, which stands by, and since when each could take over."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.storage.journal_tables import collector_sign

ALIVE_S = 10.0  # a collector that gave no sign for longer is not there
FORGOTTEN = timedelta(days=1)  # the sign of one that is gone stays so long: "until when" is worth knowing


class Role(StrEnum):
    """What a collector does for its sources."""

    WORKING = "working"  # it writes the journal
    STAND_BY = "stand_by"  # it listens, and would take over


@dataclass(frozen=True)
class Sign:
    """The last sign of life, at *at*, of the collector *collector* on the machine *host*, by its own clock.

    *since*: since when it has its role. *covers_since*: since when it has heard all of its *sources* itself
    without a break; None while it does not. *problem*: what is wrong with it, in marked words, or "".
    """

    collector: str
    host: str
    site: str
    sources: tuple[str, ...]
    role: Role
    since: datetime
    at: datetime
    covers_since: datetime | None = None
    version: str = ""
    problem: str = ""

    def is_alive(self, now: datetime) -> bool:
        """Whether it was there a moment ago; one from the future was, too: clocks differ."""
        return (now - self.at).total_seconds() <= ALIVE_S


def put_sign(db: Connection, sign: Sign) -> None:
    """Note the sign in place of the collector's last one."""
    dialect: Any = postgresql if db.dialect.name == "postgresql" else sqlite
    row = {
        "collector": sign.collector,
        "host": sign.host,
        "site": sign.site,
        "sources": json.dumps(sign.sources, ensure_ascii=False),
        "role": sign.role.value,
        "since": sign.since,
        "at": sign.at,
        "covers_since": sign.covers_since,
        "version": sign.version,
        "problem": sign.problem,
    }
    new = dialect.insert(collector_sign)
    others = {name: new.excluded[name] for name in row if name != "collector"}
    db.execute(new.on_conflict_do_update(index_elements=["collector"], set_=others), row)


def take_back_sign(db: Connection, collector: str) -> None:
    """The collector ends on purpose."""
    db.execute(delete(collector_sign).where(collector_sign.c.collector == collector))


def forget_signs(db: Connection, now: datetime) -> None:
    """Forget collectors that have been gone for long."""
    db.execute(delete(collector_sign).where(collector_sign.c.at < now - FORGOTTEN))


def all_signs(db: Connection) -> tuple[Sign, ...]:
    """The signs of all collectors, those that work first, then by machine."""
    found = [
        Sign(
            row.collector,
            row.host,
            row.site,
            _names(row.sources),
            Role.WORKING if row.role == Role.WORKING else Role.STAND_BY,
            row.since,
            row.at,
            row.covers_since,
            row.version,
            row.problem,
        )
        for row in db.execute(select(collector_sign))
    ]
    return tuple(sorted(found, key=lambda sign: (sign.role is not Role.WORKING, sign.host, sign.collector)))


def signs_of(signs: Iterable[Sign]) -> Mapping[str, tuple[Sign, ...]]:
    """The signs by source, in their order."""
    of: dict[str, list[Sign]] = {}
    for sign in signs:
        for source in sign.sources:
            of.setdefault(source, []).append(sign)
    return {source: tuple(found) for source, found in of.items()}


def _names(said: str) -> tuple[str, ...]:
    try:
        found = json.loads(said)
    except ValueError:
        return ()
    return tuple(name for name in found if isinstance(name, str)) if isinstance(found, list) else ()


class Roll:
    """Which collectors are there, as a seat sees it: by when it saw their signs change, whatever their clocks
    show. Signs that were there before the seat began to look are believed by their dates at first."""

    def __init__(self) -> None:
        self._seen: dict[str, tuple[Sign, float]] = {}
        self._began_s: float | None = None

    def take(self, signs: Iterable[Sign], now: datetime, steady_s: float) -> None:
        """The database holds *signs* when the seat's clocks read *now* and, the steady one, *steady_s*."""
        seen: dict[str, tuple[Sign, float]] = {}
        for sign in signs:
            known = self._seen.get(sign.collector)
            if known is not None and known[0].at == sign.at:
                seen[sign.collector] = (sign, known[1])
            elif known is None and self._began_s is None and not sign.is_alive(now):
                seen[sign.collector] = (sign, steady_s - ALIVE_S - 1.0)
            else:
                seen[sign.collector] = (sign, steady_s)
        self._seen, self._began_s = seen, steady_s

    def there(self, steady_s: float) -> tuple[Sign, ...]:
        """Those that gave a sign of life within ALIVE_S, in the order of `all_signs`."""
        return tuple(sign for sign, seen_s in self._seen.values() if steady_s - seen_s <= ALIVE_S)

    def gone(self, steady_s: float) -> tuple[Sign, ...]:
        """Those that were killed, or cannot reach the database."""
        return tuple(sign for sign, seen_s in self._seen.values() if steady_s - seen_s > ALIVE_S)
