"""Tells what the sources say: folds it into the board and keeps it for the writer."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from msgspec.structs import replace

from supervisor.clock import monotonic
from supervisor.events import FullState, LiveEvent, SourceDown, SourceUp, Unusable
from supervisor.live.audit import corrections
from supervisor.live.collecting.backlog import Backlog
from supervisor.live.collecting.boards import Boards
from supervisor.live.collecting.workplace import Workplace
from supervisor.live.listened import Listened
from supervisor.live.outbox import BATCH_EVENTS, readable
from supervisor.live.slices import fold_soundly
from supervisor.live.unwritten import Unwritten
from supervisor.sources.source import Heard, Said

log = logging.getLogger(__name__)

LAGS_S = 10.0  # by which one who took over may come to know what the one before it had journalled


class Teller:
    """Of a collector that works."""

    def __init__(
        self, place: Workplace, boards: Boards, backlog: Backlog, too_much: Callable[[], None]
    ) -> None:
        """*too_much* is called when more waits than may."""
        self._place = place
        self._boards = boards
        self._backlog = backlog
        self._too_much = too_much
        self._before: dict[str, Unwritten] = {}
        self._began_s = 0.0

    def begin(self, before: dict[str, Unwritten]) -> None:
        """We work from now on, after another whose journal was followed in *before*, by source."""
        self._before, self._began_s = before, monotonic()

    def take(self, source: Listened, group: Iterable[Said]) -> None:
        """Tell what *source* said together; of a full state what the board has otherwise."""
        events: list[LiveEvent] = []
        for said in group:
            if isinstance(said, Heard):
                continue
            if not isinstance(said, FullState):
                events.append(said)
                continue
            self.put(source, self._fresh(source, events))
            try:
                full = replace(said, after_gap=said.after_gap or source.gap)
                self.put(source, corrections(self._boards.said, full, self._place.rules.excluded))
            except Exception as error:
                log.exception("the full state of %s could not be compared", source.name)
                self.put(source, [_unusable(source.name, self._place.clock.now(), said, error)])
            source.gap = False
            events = []
        self.put(source, self._fresh(source, events))

    def _fresh(self, source: Listened, events: list[LiveEvent]) -> list[LiveEvent]:
        """*events* without what the one before us has journalled: we may be the later ones to hear it, or to
        know what became of a contact that had left its queue before it was our turn."""
        if not self._before:
            return events
        now_s = monotonic()
        if now_s - self._began_s > LAGS_S:
            self._before = {}
            return events
        return self._before[source.name].fresh(events, now_s)

    def put(self, source: Listened, events: Sequence[LiveEvent]) -> None:
        """Tell *events* of *source*."""
        for start in range(0, len(events), BATCH_EVENTS):
            some = source.in_order(list(events[start : start + BATCH_EVENTS]), self._boards.said)
            self._put_some(source, some)

    def mark_down(self, source: Listened, reason: str) -> None:
        """Tell, if the board has it otherwise, that we no longer hear *source*."""
        line = self._boards.said.sources.get(source.name)
        if line is None or line.up:
            said_until = source.last_at  # these are our words: a source that can go on does so from its own
            self.put(source, [SourceDown(source.name, self._place.clock.now(), reason)])
            source.last_at = said_until

    def tell_link(self, source: Listened, link: SourceUp | SourceDown | None, now: datetime) -> None:
        """Tell that *source* is heard, or is not, where the board has it otherwise; *link* is what it said
        of that last."""
        line = self._boards.said.sources.get(source.name)
        if source.connected and (line is None or not line.up):
            product = link.product if isinstance(link, SourceUp) else ""
            self.put(source, [SourceUp(source.name, now, product)])
        elif not source.connected and line is not None and line.up and source.reason:
            self.put(source, [link if isinstance(link, SourceDown) else SourceDown(source.name, now)])

    def _put_some(self, source: Listened, events: Sequence[LiveEvent]) -> None:
        """Fold *events* and keep them for the writer; a bad one among them is counted and left out."""
        rules, before = self._place.rules, self._boards.said
        sound, refused = readable(events)
        board, _, unfolded = fold_soundly(before, sound, rules)
        if refused or unfolded:
            refused += unfolded
            for event, error in refused:
                log.error("an event of %s is left out: %.500r", source.name, event, exc_info=error)
            bad = {id(event) for event, _ in refused}
            sound = [event for event in sound if id(event) not in bad]
            now = self._place.clock.now()
            sound += [_unusable(source.name, now, event, error) for event, error in refused]
            board, _, _ = fold_soundly(before, sound, rules)
        self._backlog.outbox.put(source.name, sound)
        self._boards.said = board
        source.happened(max(event.at for event in sound))
        self._place.wake.set()
        self._backlog.make_room()
        if self._backlog.is_too_much:
            self._too_much()


def _unusable(source: str, at: datetime, what: object, error: Exception) -> Unusable:
    return Unusable(source, at, f"{type(what).__name__} ({type(error).__name__})")
