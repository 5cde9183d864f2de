"""Boards that are kept, and those that are not any more."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from supervisor.live.board import EMPTY
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.storage.journal_tables import snapshot
from tests.live.floor import RULES, at
from tests.live.journalled import DAY, END, write


def snapshots(journal: Journal) -> list[datetime]:
    with journal.db.read() as db:
        return list(db.execute(select(snapshot.c.at).order_by(snapshot.c.at)).scalars())


def test_old_snapshots_are_thinned_to_one_in_half_an_hour(kept: Journal) -> None:
    for minute in range(180):
        kept.save_snapshot(EMPTY, minute + 1, RULES, at(60 * minute))
    kept_at = snapshots(kept)
    recent = [moment for moment in kept_at if moment >= at(60 * 164)]
    assert recent == [at(60 * minute) for minute in range(164, 180)]
    assert [moment for moment in kept_at if moment < at(60 * 164)] == [at(1800 * half) for half in range(6)]


def test_the_newest_snapshot_is_kept_through_a_quiet_time(kept: Journal) -> None:
    ids = write(kept, DAY.events)
    kept.save_snapshot(EMPTY, ids[0], RULES, at(0))
    kept.save_snapshot(fold(EMPTY, DAY.events, RULES)[0], ids[-1], RULES, at(60))
    for hour in range(1, 4):
        kept.save_snapshot(fold(EMPTY, DAY.events, RULES)[0], ids[-1], RULES, at(3600 * hour))
    assert kept.moments.resume(RULES, END).folded == 0
    assert snapshots(kept) == [at(0), at(60)]
