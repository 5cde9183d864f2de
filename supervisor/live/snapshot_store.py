"""Folded boards that are kept, so that nobody has to begin at midnight: written, thinned, and the best found
for a moment and a set of rules."""

from __future__ import annotations

import logging
import math
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, LargeBinary, delete, func, insert, literal, select, update

from supervisor.live import board as boards
from supervisor.live.board import Board, ContactKey
from supervisor.live.counts import NOTHING
from supervisor.live.names import Named
from supervisor.live.reading import Reading
from supervisor.live.rules import CountingRules
from supervisor.live.tape import Place
from supervisor.live.veil import Veil
from supervisor.live.veil_store import write_names
from supervisor.storage.database import Database
from supervisor.storage.journal_tables import journal_batch, snapshot

log = logging.getLogger(__name__)

DENSE = timedelta(minutes=15)  # snapshots of the last quarter hour all stay,
SPARSE = timedelta(minutes=30)  # older ones one in each half hour: board_at folds no more than that


def save(
    db: Database, board: Board, batch_id: int, rules: CountingRules, at: datetime, veil: Veil | None
) -> None:
    """Keep *board*, folded from every batch up to *batch_id* under *rules*, as of *at*, behind *veil*.

    One of the same batch and rules gets this board and stays of its own, earlier instant; old ones are
    thinned on the way.
    """
    private: bytes | None = None
    names: tuple[Named, ...] = ()
    if veil is not None:
        board, private = veil.board(board)
        names = veil.names()
    saved = zlib.compress(boards.save(board), 1)  # an eighth of the size for 4 ms a megabyte
    made = {"day": board.day, "board": saved, "veiled": veil is not None, "private": private}
    there = (snapshot.c.rules == rules.fingerprint) & (snapshot.c.batch_id == batch_id)

    def write(connection: Connection) -> None:
        write_names(connection, names)
        found = connection.execute(update(snapshot).where(there).values(made))
        if not found.rowcount:
            row = {"at": at, "batch_id": batch_id, "rules": rules.fingerprint}
            connection.execute(insert(snapshot).values(**made, **row))
        _thin(connection, at - DENSE, batch_id)

    db.change(write)


def has(db: Database, rules: CountingRules) -> bool:
    """Whether a board that was counted under *rules* is kept, and this seat may read it."""
    kept = select(snapshot.c.id).where(snapshot.c.rules == rules.fingerprint).limit(1)
    with db.read() as connection:
        return connection.execute(kept).first() is not None


def best(
    db: Database, reading: Reading, rules: CountingRules, begins: datetime, until: datetime | None
) -> Place | None:
    """The snapshot to begin with: the latest under *rules*, or, if that is later, the latest from before
    the day began at *begins* under any rules, since a new day counts anew. One that was made before
    somebody was excluded will do, if it is older than the first word of whoever was: a ghost that is
    taken out costs its own hours, not the day. Only those that hold nothing later than *until*; None
    when there is none that this version can read."""
    reading.begin()
    listed = select(snapshot.c.id, snapshot.c.rules, snapshot.c.at, snapshot.c.batch_id).order_by(
        snapshot.c.batch_id.desc(), snapshot.c.id.desc()
    )
    if until is not None:
        listed = listed.where(snapshot.c.at <= until)
    first_words: dict[frozenset[ContactKey], float] = {}
    with db.read() as connection:
        for found in connection.execute(listed).all():
            added = rules.added_to(found.rules)
            if added is not None and added not in first_words:
                first_words[added] = _first_word(connection, added, begins)
            ours = added is not None and found.batch_id < first_words[added]
            if not ours and found.at > begins:
                continue
            row = connection.execute(select(*reading.snapshot).where(snapshot.c.id == found.id)).one()
            try:
                board = reading.board(row)
            except (msgspec.DecodeError, zlib.error):
                log.info("snapshot %s was made by another version and is left out", found.id)
                continue
            if until is not None and board.at is not None and board.at > until:
                continue
            if ours:
                return Place(board, found.batch_id, at=board.at)
            if board.at is None or board.at <= begins:
                return Place(_uncounted(board, rules), found.batch_id, at=board.at)
    return None


def _first_word(db: Connection, keys: Iterable[ContactKey], begins: datetime) -> float:
    """The first batch that may speak of one of the contacts *keys*, since the day before the one that
    began at *begins*: who waited then may be on a board of today. Infinity when none does."""
    first = math.inf
    within = func.instr if db.dialect.name == "sqlite" else func.pg_catalog.position
    for source, contact, _queue in keys:
        said = msgspec.json.encode(contact)
        found = db.execute(
            select(func.min(journal_batch.c.id)).where(
                journal_batch.c.source == source,
                journal_batch.c.last_at >= begins - timedelta(days=1),
                within(journal_batch.c.events, literal(said, LargeBinary)) > 0,
            )
        ).scalar_one()
        first = min(first, math.inf if found is None else found)
    return first


def _uncounted(board: Board, rules: CountingRules) -> Board:
    """The state of *board* with nothing counted yet: what another set of rules may begin with."""
    queues = {
        key: replace(
            line,
            threshold_s=rules.threshold_s(line.source, line.name, line.source_threshold_s),
            today=NOTHING,
            quarters={},
            minutes={},
        )
        for key, line in board.queues.items()
    }
    return replace(board, day=None if board.at is None else rules.days.day(board.at), queues=queues)


def _thin(db: Connection, edge: datetime, newest: int) -> None:
    """Of the snapshots older than *edge* keep the first in each half hour (and set of rules), and those of
    batch *newest*, however old: after a quiet time there is none better."""
    old = db.execute(
        select(snapshot.c.id, snapshot.c.rules, snapshot.c.at)
        .where(snapshot.c.at < edge, snapshot.c.batch_id != newest)
        .order_by(snapshot.c.at, snapshot.c.id)
    ).all()
    kept: set[tuple[str, int]] = set()
    gone: list[int] = []
    for found in old:
        place = (found.rules, int(found.at.timestamp() // SPARSE.total_seconds()))
        if place in kept:
            gone.append(found.id)
        kept.add(place)
    if gone:
        db.execute(delete(snapshot).where(snapshot.c.id.in_(gone)))
