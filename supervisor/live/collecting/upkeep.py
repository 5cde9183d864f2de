"""What a collector that works sees to beside its sources: snapshots, ended days, the journal's oldest end."""

from __future__ import annotations

import asyncio
import logging
from datetime import date, timedelta

from supervisor.errors import DatabaseError
from supervisor.live.collecting.boards import Boards
from supervisor.live.collecting.reach import RETRY_S, Reach
from supervisor.live.collecting.workplace import Workplace
from supervisor.live.past import SETTLES, keep_ended_days
from supervisor.live.sign import forget_signs
from supervisor.live.tape import Batch

log = logging.getLogger(__name__)

SNAPSHOT_EVERY_S = 60.0
PRUNE_EVERY_S = 3600.0


class Upkeep:
    """Of one journal."""

    def __init__(
        self, place: Workplace, boards: Boards, reach: Reach, sources: tuple[str, ...], keep: timedelta
    ) -> None:
        """The journal goes back as long as *keep*."""
        self._place = place
        self._boards = boards
        self._reach = reach
        self._sources = sources
        self._keep = keep
        self._snapshot_s = self._prune_s = 0.0
        self._past_kept: date | None = None  # the day before which every day is written
        self._keeping: asyncio.Task[None] | None = None
        self._pruning: asyncio.Task[None] | None = None

    def begin(self, now_s: float) -> None:
        """We work from *now_s* on."""
        self._snapshot_s = self._prune_s = now_s

    async def do_what_is_due(self, now_s: float) -> None:
        """Keep a snapshot; begin whatever takes longer."""
        if now_s >= self._snapshot_s and self._boards.written is not None and not self._reach.retry_s:
            self._snapshot_s = now_s + SNAPSHOT_EVERY_S
            await self.snapshot()
        if self._is_day_over() and (self._keeping is None or self._keeping.done()):
            self._keeping = asyncio.create_task(self._keep_days())
        if now_s >= self._prune_s and (self._pruning is None or self._pruning.done()):
            self._prune_s = now_s + PRUNE_EVERY_S
            self._pruning = asyncio.create_task(self._prune())

    async def end(self) -> None:
        """Wait for what is under way."""
        for task in (self._keeping, self._pruning):
            if task is not None:
                await task

    # -- snapshots ----------------------------------------------------------------------------------------

    async def snapshot(self) -> None:
        """Keep the board as of the newest batch, other collectors' batches included."""
        boards, place = self._boards, self._place
        try:
            while foreign := await place.on_sql(self._foreign):
                boards.fold_foreign([event for batch in foreign for event in batch.events])
            if boards.written is not None and boards.foreign_id:
                await place.on_sql(
                    place.journal.save_snapshot,
                    *(boards.written, boards.foreign_id, place.rules, place.clock.now()),
                )
        except DatabaseError as error:
            log.warning("no snapshot could be written (%s: %s)", error.reason, error.detail)

    def _foreign(self) -> list[Batch]:
        """Some more batches of other collectors, of our sources too: one that was cut off may have told late
        what only it had heard. Whatever stands in the journal up to `foreign_id` is either one of these or
        one of ours, and ours are confirmed while nothing is flying."""
        journal, boards = self._place.journal, self._boards
        newest = journal.last_id()
        batches = journal.batches_after(boards.foreign_id, 8, not_by=self._place.name)
        boards.foreign_id = batches[-1].id if batches else max(newest, boards.foreign_id)
        return batches

    # -- what is over -------------------------------------------------------------------------------------

    def _is_day_over(self) -> bool:
        """Whether a business day has ended that is not written yet; always true at the start."""
        today = self._place.rules.days.day(self._place.clock.now() - SETTLES)
        return not self._reach.retry_s and today != self._past_kept

    async def _keep_days(self) -> None:
        """Write what the queues counted on days that are over: at the day's end, and at the next start."""
        rules, now = self._place.rules, self._place.clock.now()
        try:
            written = await asyncio.to_thread(keep_ended_days, self._place.journal, rules, self._sources, now)
        except DatabaseError as error:
            log.warning("the days that are over could not be written (%s: %s)", error.reason, error.detail)
            await asyncio.sleep(RETRY_S[1])
        else:
            self._past_kept = rules.days.day(now - SETTLES)
            for day in written:
                log.info("the queues' counts of %s are written", day)

    async def _prune(self) -> None:
        before = self._place.clock.now() - self._keep
        try:
            gone = await asyncio.to_thread(
                self._place.journal.prune, before, called_off=lambda: self._place.ending_s is not None
            )
            await asyncio.to_thread(self._forget_signs)
        except DatabaseError as error:
            log.warning("the journal could not be pruned (%s: %s)", error.reason, error.detail)
        else:
            log.info("%s batches from before %s were pruned", gone, before)

    def _forget_signs(self) -> None:
        with self._place.journal.db.write() as db:
            forget_signs(db, self._place.clock.now())
