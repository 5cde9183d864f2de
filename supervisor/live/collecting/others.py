"""The other collectors of our sources, as their signs of life in the database tell."""

from __future__ import annotations

from datetime import datetime, timedelta

from supervisor.clock import monotonic
from supervisor.live.collecting.workplace import Workplace
from supervisor.live.sign import Role, Sign, all_signs

FRESH_S = 3.0  # each gives a sign a second; whoever gave none for longer is not counted on


class Others:
    """By when their signs change here, for their clocks are not ours."""

    def __init__(self, place: Workplace, sources: tuple[str, ...]) -> None:
        self._place = place
        self._sources = set(sources)
        self._seen: dict[str, tuple[Sign, float]] = {}
        self._looked = False

    def look(self) -> None:
        """See who is there, on the thread of the database. Raises DatabaseError."""
        with self._place.journal.db.read() as db:
            signs = all_signs(db)
        now, now_s = self._place.clock.now(), monotonic()
        seen: dict[str, tuple[Sign, float]] = {}
        for sign in signs:
            if sign.collector == self._place.name or set(sign.sources) != self._sources:
                continue
            known = self._seen.get(sign.collector)
            if known is not None and known[0].at == sign.at:
                seen[sign.collector] = (sign, known[1])
            elif known is None and not self._looked and not sign.is_alive(now):
                seen[sign.collector] = (sign, now_s - FRESH_S - 1.0)
            else:
                seen[sign.collector] = (sign, now_s)
        self._seen, self._looked = seen, True

    def _there(self) -> list[Sign]:
        now_s = monotonic()
        return [sign for sign, seen_s in self._seen.values() if now_s - seen_s <= FRESH_S]

    def hears_all(self, *, for_s: float = 0.0, standing_by: bool = False) -> bool:
        """Whether one of them hears all of our sources, and has for *for_s* seconds; *standing_by*: one that
        would take over."""
        return any(
            _covers(sign, for_s * self._place.speed)
            for sign in self._there()
            if not standing_by or sign.role is Role.STAND_BY
        )

    def works(self) -> bool:
        """Whether one of them works, as far as anybody knows."""
        return any(sign.role is Role.WORKING for sign in self._there())


def _covers(sign: Sign, for_s: float) -> bool:
    since: datetime | None = sign.covers_since
    return since is not None and sign.at - since >= timedelta(seconds=for_s)
