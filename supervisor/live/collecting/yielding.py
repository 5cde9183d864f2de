"""Giving way: who works and does not hear a source lets another work who hears it.

A link may be cut where nobody but we notices, and without a word. So a source that is silent is asked for a
sign of life, and two kinds of loss are told apart. A source that is only silent is waited for (`DEAF_S`). One
that is known to be lost says so, with guesses about the contacts that were on their way then; while another
seems to hear it, they are held back (`HELD_S`): either that one hears it still and we give way, also when it
has come back to us meanwhile, for the other has missed nothing; or it is lost to both, and everything is told
as it was said. Nobody gives way to one who has not heard everything for some time (`STEADY_S`), so that links
that come and go do not drive two collectors to and fro.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence

from supervisor.clock import monotonic
from supervisor.errors import DatabaseError
from supervisor.events import SourceDown
from supervisor.live.collecting.hearing import Hearing
from supervisor.live.collecting.others import Others
from supervisor.live.collecting.reach import Reach
from supervisor.live.collecting.workplace import Workplace
from supervisor.live.listened import Listened
from supervisor.sources.source import Said

log = logging.getLogger(__name__)

PROBE_S = 0.75  # of silence, after which a source is asked
LOOKS_S = 0.25  # between two looks whether one is silent
COVERS_S = 2.5  # of silence, after which a source does not count as heard,
DEAF_S = 5.0  # and after which we give way: by then an other that hears it no more has told so
HELD_S = 4.0  # how long the loss of a source is not told while another seems to hear it: the same, in signs
STEADY_S = 5.0  # how long another must have heard everything
TAKES_S = 8.0  # within which another takes over, if it ever does
AGAIN_S = 60.0  # after which we try again to give way where nobody took over


class YieldError(Exception):
    """We give way."""


class Yielding:
    """Of one collector; on SQLite, where nobody stands by, it does nothing."""

    def __init__(self, place: Workplace, hearing: Hearing, reach: Reach) -> None:
        self._place = place
        self._hearing = hearing
        self._reach = reach
        self.others = Others(place, hearing.names)
        self._held: dict[str, list[Sequence[Said]]] = {}
        self._held_s = 0.0  # since when
        self._gave_way_s: float | None = None  # and nobody has taken over yet
        self._not_before_s = 0.0
        self._gave_way = False

    @property
    def gave_way(self) -> bool:
        """Whether we stand by because we gave way, and do not hear everything yet."""
        return self._gave_way and not self.hears_all

    @property
    def hears_all(self) -> bool:
        """Whether we hear every source that is not at its end, and nothing of it is doubtful."""
        return all(
            source.ended or (source.is_settled and source.silence_s < COVERS_S) for source in self._hearing
        )

    async def keep_asking(self) -> None:
        """Ask sources that are silent for a sign of life."""
        while self._place.is_shared:
            await asyncio.sleep(LOOKS_S)
            for source in self._hearing:
                if source.answering is not None and source.connected and source.silence_s >= PROBE_S:
                    source.answering.probe()

    # -- while we work ------------------------------------------------------------------------------------

    def holds(self, source: Listened, group: Sequence[Said]) -> bool:
        """Whether what *source* said is not to be told now: it tells of the source's loss, or comes after."""
        if source.name not in self._held:
            lost = any(isinstance(said, SourceDown) for said in group)
            if not lost or source.answering is None or not self._may_give_way():
                return False
            if not self._held:
                self._held_s = monotonic()
            self._held[source.name] = []
        self._held[source.name].append(group)
        return True

    def released(self) -> Iterable[tuple[Listened, Sequence[Said]]]:
        """What was held back, in the order in which each source said it; it is held no more."""
        held, self._held = self._held, {}
        return [(source, group) for source in self._hearing for group in held.get(source.name, ())]

    async def is_due(self) -> bool:
        """Whether we give way now: looked at each second."""
        if not self._place.is_shared:
            return False
        try:
            await self._place.on_sql(self.others.look)
        except DatabaseError:
            return False  # the beat tells of that
        deaf = [source.name for source in self._hearing if source.silence_s >= DEAF_S]
        if self._held and monotonic() - self._held_s >= HELD_S:
            deaf += self._held
        if not deaf or not self._may_give_way():
            return False
        log.warning("%s: not heard here, but by another collector: this one gives way", ", ".join(deaf))
        return True

    @property
    def is_in_vain(self) -> bool:
        """Whether something is held back that had better be told: nobody hears it."""
        return bool(self._held) and not self._may_give_way()

    def _may_give_way(self) -> bool:
        return (
            self._place.is_shared
            and not self._reach.is_away
            and self._place.ending_s is None
            and monotonic() >= self._not_before_s
            and self.others.hears_all(for_s=STEADY_S, standing_by=True)
        )

    def give_way(self) -> None:
        """We do."""
        self._gave_way = True
        self._gave_way_s = monotonic()

    # -- while we stand by --------------------------------------------------------------------------------

    def may_take(self) -> bool:
        """Whether it is for us to take over, if the sources are free."""
        if not self._place.is_shared:
            return True
        if self._gave_way_s is not None:
            if not self.others.works() and self.others.hears_all():
                if monotonic() - self._gave_way_s < TAKES_S:
                    return False
                log.warning("nobody took over: this one tries again")
                self._not_before_s = monotonic() + AGAIN_S
                return True
            self._gave_way_s = None
        return self.hears_all or not self.others.hears_all()

    def takes_over(self) -> None:
        """We work from now on."""
        self._gave_way, self._gave_way_s = False, None
