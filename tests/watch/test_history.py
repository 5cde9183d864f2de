"""The watch process keeps the history: logs as they grow, what is heard live, and what follows from both."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from supervisor.app import keepers, log_path_of
from supervisor.events import ContactOffered
from supervisor.facts.contact import Outcome, Told
from supervisor.history import batch as batches
from supervisor.history.batch import Kind
from supervisor.history.names import Names
from supervisor.history.stale import mark_batch_stale
from supervisor.history.waits import Waits
from supervisor.live.board import EMPTY
from supervisor.live.collecting.parting import tell_removed
from supervisor.live.feed import Feed, Heartbeat
from supervisor.live.rules import rules_of
from supervisor.settings.centre import CentreSettings
from supervisor.storage import areas
from supervisor.storage.database import Database
from supervisor.storage.history_tables import (
    history_count,
    history_entry,
    history_slot,
    history_span,
    history_state,
)
from supervisor.storage.sources import add_source, remove_source
from supervisor.watch.history import DERIVE_EVERY, HistoryKeeper
from supervisor.watch.keeper import Seen
from tests.audit.heard import PBX, heard, written
from tests.history.recorded import RECORDINGS, RUNS, truth


def last(run: str) -> datetime:
    return heard(run)[-1][-1].at


def seen(at: datetime, **settings: Any) -> Seen:
    of = CentreSettings(**settings)
    feeds: Mapping[str, Feed] = {}
    return Seen(at, EMPTY, feeds, of, rules_of(of), {})


def added(centre: Database, log: Path | None = None, kind: str = "asterisk") -> None:
    options = {"host": "pbx"} | ({} if log is None else {"queue_log": str(log)})
    with centre.write() as db:
        add_source(db, PBX, kind, options, secret_env="X", at=last("restart"), who="lee")


def log_bytes(run: str) -> bytes:
    return (RECORDINGS / run / "queue_log").read_bytes()


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """Where the log is, in a folder of its own."""
    (tmp_path / "log").mkdir()
    return tmp_path / "log" / "queue_log"


def rows(history: Database, table: Any) -> list[tuple[Any, ...]]:
    with history.read() as db:
        return [tuple(row) for row in db.execute(select(table).order_by(*table.primary_key.columns))]


def named(history: Database) -> dict[int, str]:
    with history.read() as db:
        return {number: text for number, (_kind, _of, text) in Names().read(db).items()}


def is_true(history: Database, run: str) -> None:
    """The totals of *run*, by queue and by agent, are those of its truth."""
    names = named(history)
    with history.read() as db:
        slots = list(db.execute(select(history_slot)))
        counts = list(db.execute(select(history_count)))
        entries = list(db.execute(select(history_entry)))
    for queue, of in truth(run)["queues"].items():
        mine = [slot for slot in slots if names[slot.queue] == queue]
        waits = Waits.total(slot.waits for slot in mine)
        found = {
            "offered": sum(slot.entries for slot in mine),
            "answered": sum(slot.answered for slot in mine),
            "abandoned": sum(slot.abandoned for slot in mine),
            "timed_out": sum(slot.timed_out for slot in mine),
            "exit_key": sum(slot.keyed for slot in mine),
            "unfinished_waiting": sum(slot.lost for slot in mine),
            "wait_answered_sum_s": sum(slot.wait_answered_s for slot in mine),
            "answered_within_20s": waits.within(20),
        }
        assert found == {name: of.get(name, 0) for name in found}, queue
    for agent, of in truth(run)["agents"].items():
        mine = [count for count in counts if names[count.login] == agent]
        assert sum(count.n_answered or 0 for count in mine) == of["answered"], agent
    assert len(entries) == truth(run)["totals"]["offered"]
    lines = (line.split(b"|") for line in log_bytes(run).splitlines() if b"|ENTERQUEUE|" in line)
    joined = Counter((line[1].decode(), line[2].decode()) for line in lines)
    assert Counter((row.contact, names[row.queue]) for row in entries) == joined


def sign_ins(history: Database) -> set[tuple[str, str, int, int | None]]:
    """Agent, queue, begin and end in POSIX seconds, as the log told them."""
    names = named(history)
    with history.read() as db:
        signed = select(history_span).where(history_span.c.state == "signed_in", history_span.c.batch == 0)
        return {
            (
                names[row.login],
                names[row.queue],
                row.began_ms // 1000,
                None if row.ended_ms is None else row.ended_ms // 1000,
            )
            for row in db.execute(signed)
        }


@pytest.mark.parametrize("run", RUNS)
def test_contacts_told_live_and_by_the_log_are_one_row_and_the_totals_are_true(
    centre: Database, journal: Database, history: Database, log: Path, run: str
) -> None:
    said = log_bytes(run)
    log.write_bytes(said[:10_000])  # in the middle of a line
    added(centre, log)
    events = heard(run)
    half = len(events) // 2
    written(journal, events[:half])
    keeper = HistoryKeeper(log_path_of)
    keeper.keep(seen(events[half][0].at), centre)
    written(journal, events[half:])
    whole = said.index(b"\n", 12_000) + 1
    log.with_name("queue_log.0").write_bytes(said[:whole])  # written on, and rotated away
    log.write_bytes(said[whole:])

    keeper.keep(seen(last(run) + DERIVE_EVERY), centre)

    is_true(history, run)
    with history.read() as db:
        assert {row.told for row in db.execute(select(history_entry))} == {int(Told.LIVE | Told.LOG)}
        kinds = Counter(one.kind for one in batches.batches(db))
    assert kinds == {Kind.LIVE: 1, Kind.FOLLOWED: 1}
    assert sign_ins(history) == {
        (agent, one["queue"], one["start"], one["end"])
        for agent, of in truth(run)["agents"].items()
        for one in of["login_spans"]
    }


def test_any_number_of_runs_over_the_same_journal_and_log_give_the_same_rows(
    centre: Database, journal: Database, history: Database, log: Path
) -> None:
    log.write_bytes(log_bytes("restart"))
    added(centre, log)
    written(journal, heard("restart"))
    HistoryKeeper(log_path_of).keep(seen(last("restart")), centre)
    tables = (history_entry, history_span, history_slot, history_count, history_state)
    before = [rows(history, table) for table in tables]
    with centre.read() as db:
        versions = areas.versions(db)

    for later in (1, 2):
        HistoryKeeper(log_path_of).keep(seen(last("restart") + later * DERIVE_EVERY), centre)

    assert [rows(history, table) for table in tables] == before
    assert versions["history"] == 1


def test_a_centre_without_a_log_has_its_history_from_what_was_heard(
    centre: Database, journal: Database, history: Database
) -> None:
    added(centre)
    written(journal, heard("small-basic"))

    HistoryKeeper(log_path_of).keep(seen(last("small-basic")), centre)

    names = named(history)
    with history.read() as db:
        slots = list(db.execute(select(history_slot)))
        counts = list(db.execute(select(history_count)))
        states = list(db.execute(select(history_state)))
    totals = truth("small-basic")["totals"]
    assert sum(slot.entries for slot in slots) == totals["offered"]
    assert sum(slot.answered for slot in slots) == totals["answered"]
    assert sum(slot.abandoned for slot in slots) == totals["abandoned"]
    for agent, of in truth("small-basic")["agents"].items():
        mine = [count for count in counts if names[count.login] == agent]
        assert sum(count.n_answered or 0 for count in mine) == of["answered"], agent
        (day,) = (count for count in mine if not count.queue)
        assert day.signed_s > 0
        assert day.ready_s is not None
        # who is paused while on a contact is away only after it; the log tells whole seconds
        breaks = {names[row.code]: row.seconds for row in states if names[row.login] == agent and row.code}
        said = of["pause_s_by_reason_any_queue"]
        for code in said.keys() - {"Auto-Pause"}:
            assert breaks.get(code, 0.0) <= said[code] + 2.5, agent


def test_what_a_removed_source_told_at_the_end_is_taken_too(
    centre: Database, journal: Database, history: Database
) -> None:
    added(centre)
    events = heard("small-basic")
    half, end = len(events) // 2, last("small-basic")
    kept = written(journal, events[:half])
    kept.beat(Heartbeat(PBX, "c", end))
    keeper = HistoryKeeper(log_path_of)
    keeper.keep(seen(end), centre)
    with centre.write() as db:
        remove_source(db, PBX, at=end, who="lee")
    written(journal, events[half : half + 20])  # the collector has not noticed yet

    keeper.keep(seen(end + timedelta(minutes=1)), centre)
    assert any(row.outcome == Outcome.WAITING for row in entries(history))
    assert tell_removed(kept, tuple, seen(end).rules, end)
    keeper.keep(seen(end + timedelta(minutes=2)), centre)

    assert Counter(row.outcome == Outcome.LOST for row in entries(history))[True] > 0
    assert not any(row.outcome == Outcome.WAITING for row in entries(history))
    said = sum(type(event) is ContactOffered for group in events[: half + 20] for event in group)
    assert len(entries(history)) == said
    with history.read() as db:
        assert {row.ended_ms is None for row in db.execute(select(history_span))} == {False}


def entries(history: Database) -> list[Any]:
    with history.read() as db:
        return list(db.execute(select(history_entry)))


def test_a_day_that_was_taken_back_stays_away(centre: Database, journal: Database, history: Database) -> None:
    added(centre)
    written(journal, heard("small-basic"))
    HistoryKeeper(log_path_of).keep(seen(last("small-basic")), centre)
    with history.write() as db:
        (one,) = batches.batches(db)
        mark_batch_stale(db, one.id)
        batches.undo(db, one.id, at=last("small-basic"))

    HistoryKeeper(log_path_of).keep(seen(last("small-basic") + DERIVE_EVERY), centre)

    assert not rows(history, history_entry)
    assert not rows(history, history_state)


def test_a_log_that_is_not_there_ends_nothing(
    centre: Database, journal: Database, history: Database, tmp_path: Path
) -> None:
    added(centre, tmp_path / "queue_log")
    written(journal, heard("small-basic"))

    HistoryKeeper(log_path_of).keep(seen(last("small-basic")), centre)

    assert len(rows(history, history_entry)) == 85


def test_it_looks_every_half_minute_and_derives_every_five(
    centre: Database, journal: Database, history: Database
) -> None:
    added(centre)
    events = heard("small-basic")
    keeper = HistoryKeeper(log_path_of)
    written(journal, events[:100])
    start = last("small-basic")
    keeper.keep(seen(start), centre)
    derived = rows(history, history_slot)
    written(journal, events[100:])

    keeper.keep(seen(start + timedelta(seconds=20)), centre)
    taken = len(rows(history, history_entry))
    keeper.keep(seen(start + timedelta(seconds=40)), centre)

    assert taken < len(rows(history, history_entry))
    assert rows(history, history_slot) == derived
    keeper.keep(seen(start + DERIVE_EVERY), centre)
    assert rows(history, history_slot) != derived


def test_the_watch_process_keeps_the_history_aside() -> None:
    (keeper,) = (keeper for keeper in keepers() if keeper.name == HistoryKeeper.NAME)

    assert keeper.aside


@pytest.mark.parametrize("off_s", [-32, 9, 120])
@pytest.mark.parametrize("run", RUNS)
def test_an_exchange_whose_clock_is_off_has_each_contact_once(
    centre: Database, journal: Database, history: Database, log: Path, run: str, off_s: int
) -> None:
    lines = log_bytes(run).splitlines(keepends=True)
    said = [str(int(line[:10]) + off_s).encode() + line[10:] for line in lines]
    added(centre, log)
    events = heard(run)
    half = len(events) // 2
    log.write_bytes(b"".join(said[: len(said) // 2]))
    written(journal, events[:half])
    keeper = HistoryKeeper(log_path_of)
    keeper.keep(seen(events[half][0].at), centre)
    written(journal, events[half:])
    log.write_bytes(b"".join(said))
    keeper.keep(seen(last(run) + DERIVE_EVERY), centre)
    is_true(history, run)

    HistoryKeeper(log_path_of).keep(seen(last(run) + 3 * DERIVE_EVERY), centre)  # who knows nothing yet

    is_true(history, run)
    with history.read() as db:
        assert {row.told for row in db.execute(select(history_entry))} == {int(Told.LIVE | Told.LOG)}
