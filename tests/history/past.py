"""A past made by hand: facts written and derived, and rows of sheets."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from supervisor.facts.agent_time import Mark
from supervisor.facts.contact import Entry, Outcome, Ring, Told
from supervisor.history import batch as batches
from supervisor.history import entries as told
from supervisor.history.batch import Kind
from supervisor.history.derive import derive_stale
from supervisor.history.derive_rules import derive_rules
from supervisor.history.names import Names
from supervisor.settings.centre import CentreSettings
from supervisor.storage.database import Database
from supervisor.storage.history_tables import history_count, history_slot

NOW = datetime(2026, 11, 22, tzinfo=UTC)


def ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def write(
    history: Database,
    settings: CentreSettings,
    entries: Sequence[Entry] = (),
    rings: Sequence[Ring] = (),
    marks: Sequence[Mark] = (),
    *,
    source: str = "pbx",
    by: Told = Told.LOG,
) -> int:
    """Facts of *source* as one batch, derived by the centre's *settings*; the batch's number."""
    names = Names()
    with history.write() as db:
        number = batches.begin(db, Kind.LOG, source, at=NOW, who="anna")
        told.write(db, names, source, entries, by, number)
        told.write_rings(db, names, source, rings, by, number)
        told.write_marks(db, names, source, marks, number)
        batches.note(db, number, state=batches.State.DONE, at=NOW)
    derive_stale(history, derive_rules(settings))
    return number


def answered(
    contact: str, queue: str, at: datetime, wait_s: float, login: str = "anna", talk_s: float | None = 100.0
) -> Entry:
    return Entry(
        contact,
        queue,
        ms(at),
        Outcome.ANSWERED,
        left_ms=ms(at) + round(wait_s * 1000),
        wait_s=wait_s,
        login=login,
        ring_s=2.0,
        talk_s=talk_s,
        over=True,
    )


def gone(
    contact: str, queue: str, at: datetime, wait_s: float, outcome: Outcome = Outcome.ABANDONED
) -> Entry:
    return Entry(
        contact, queue, ms(at), outcome, left_ms=ms(at) + round(wait_s * 1000), wait_s=wait_s, over=True
    )


def sheet_counts(
    history: Database, source: str, rows: Sequence[tuple[date, str, str, str, dict[str, Any]]]
) -> int:
    """A sheet of *rows* (day, span, login, channel, counts) as one import; its number."""
    names = Names()
    fields = sorted({name for *_key, counts in rows for name in counts})
    with history.write() as db:
        number = batches.begin(db, Kind.TABLE, source, at=NOW, who="anna")
        of = names.number(db, "source", "", source)
        logins = names.numbers(db, "login", source, [login for _day, _span, login, _channel, _counts in rows])
        batches.write(
            db,
            history_count,
            ["day", "span", "source", "login", "channel", "queue", "type", *fields],
            [
                (day, span, of, logins[login], channel, 0, 0, *(counts.get(name) for name in fields))
                for day, span, login, channel, counts in rows
            ],
            number,
        )
        batches.note(db, number, state=batches.State.DONE, at=NOW)
    return number


def sheet_slots(
    history: Database, source: str, rows: Sequence[tuple[datetime, str, dict[str, float | None]]]
) -> int:
    """A sheet of queue intervals (when, queue, counts) as one import; its number."""
    names = Names()
    fields = sorted({name for *_key, counts in rows for name in counts})
    with history.write() as db:
        number = batches.begin(db, Kind.TABLE, source, at=NOW, who="anna")
        of = names.number(db, "source", "", source)
        queues = names.numbers(db, "queue", source, [queue for _at, queue, _counts in rows])
        batches.write(
            db,
            history_slot,
            ["slot", "source", "queue", "channel", *fields],
            [
                (ms(at) // 900_000, of, queues[queue], "voice", *(counts.get(name, 0) for name in fields))
                for at, queue, counts in rows
            ],
            number,
        )
        batches.note(db, number, state=batches.State.DONE, at=NOW)
    return number
