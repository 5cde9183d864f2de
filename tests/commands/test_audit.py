"""`supervisor audit`: the demo's day, and what it says when something is wrong."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from msgspec.structs import replace

from supervisor.audit.store import latest
from supervisor.demo.centre import SOURCE, create_demo
from supervisor.events import ContactEnded, LiveEvent
from supervisor.live.entry import entry
from supervisor.live.journal import Journal
from supervisor.storage.database import open_centre, open_journal
from supervisor.storage.journal_tables import journal_batch
from tests.audit.heard import heard
from tests.commands.command_line import documents, run
from tests.sources.asterisk.listings import RECORDINGS

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)


@pytest.fixture
def demo(tmp_path: Path) -> str:
    return create_demo(f"sqlite:///{tmp_path}/demo.db", at=NOON, language="en")


def test_the_demos_day_is_reconciled_and_kept_for_the_screens(demo: str) -> None:
    (told,) = documents(run("audit", "--database", demo, "--json"))
    assert (told["source"], told["differences"], told["logged"]) == (SOURCE, 0, True)
    assert told["compared"] > 1000
    assert all(sums["ours"] == sums["theirs"] for sums in told["queues"])
    with open_centre(demo) as centre, centre.read() as db:
        assert latest(db)[SOURCE].compared == told["compared"]


def test_a_person_reads_one_line_and_a_table(demo: str) -> None:
    result = run("audit", "--database", demo)
    assert result.exit_code == 0
    assert "demo: Reconciled" in result.stdout
    assert "difference 0" in result.stdout
    assert "Billing" in result.stdout


def test_a_difference_is_named_and_ends_with_an_error(demo: str) -> None:
    with open_journal(demo) as database:
        journal = Journal(database)
        ended = [
            event
            for batch in journal.batches_after(0, 10_000)
            for event in batch.events
            if isinstance(event, ContactEnded)
        ][-50]
        with database.write() as db:  # somebody's disk lost it
            for row in db.execute(journal_batch.select()).all():
                if ended.contact.encode() in row.events:
                    kept = [
                        event
                        for batch in journal.batches_after(row.id - 1, 1)
                        for event in batch.events
                        if event != ended
                    ]
                    again = entry(SOURCE, kept, sequence=row.sequence)
                    db.execute(
                        journal_batch.update().where(journal_batch.c.id == row.id).values(events=again.events)
                    )
    result = run("audit", "--database", demo)
    assert result.exit_code == 1
    assert "Ghost: the talk is over" in result.stdout
    assert ended.contact in result.stdout


def test_a_recording_is_compared_with_the_log_that_lies_beside_it(sqlite_url: str) -> None:
    run(
        "source",
        "add",
        "replay",
        "tape",
        str(RECORDINGS / "restart" / "ami.bytes.gz"),
        "--database",
        sqlite_url,
    )
    with open_journal(sqlite_url) as database:
        Journal(database).append_all(
            [
                entry("tape", [_named(event) for event in batch], sequence=number)
                for number, batch in enumerate(heard("restart"), 1)
            ],
            collector="c",
        )
    (told,) = documents(run("audit", "--source", "tape", "--database", sqlite_url, "--json"))
    assert (told["compared"], told["differences"], told["explained"]) == (108, 0, 1)


def _named(event: LiveEvent) -> LiveEvent:
    return replace(event, source="tape")


def test_a_source_without_a_log_is_checked_by_itself(sqlite_url: str) -> None:
    run(
        *("source", "add", "asterisk", "pbx", "--host", "pbx", "--username", "wall"),
        *("--password-env", "X"),
        "--database",
        sqlite_url,
    )
    with open_journal(sqlite_url) as database:
        Journal(database).append_all(
            [entry("pbx", batch, sequence=number) for number, batch in enumerate(heard("restart"), 1)],
            collector="c",
        )
    result = run("audit", "--day", "2026-11-22", "--database", sqlite_url)
    assert "without a log, difference 0" in result.stdout


def test_where_the_log_is_can_be_said_later_and_a_wrong_path_is_told_at_once(
    sqlite_url: str, tmp_path: Path
) -> None:
    run(
        *("source", "add", "asterisk", "pbx", "--host", "pbx", "--username", "wall"),
        *("--password-env", "X"),
        "--database",
        sqlite_url,
    )
    missing = run("source", "log", "pbx", str(tmp_path / "queue_log"), "--database", sqlite_url)
    assert missing.exit_code == 1
    assert "is not there" in missing.stderr
    there = run("source", "log", "pbx", str(RECORDINGS / "restart" / "queue_log"), "--database", sqlite_url)
    assert there.exit_code == 0
    gone = run("source", "log", "pbx", "--database", sqlite_url)
    assert "read no more" in gone.stdout
