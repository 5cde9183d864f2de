"""`supervisor replay`: what it prints is the floor of then, and nobody takes it for the present."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from supervisor.demo.centre import create_demo
from supervisor.live.journal import Journal
from supervisor.live.rules import rules_of
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import open_centre, open_journal
from tests.commands.command_line import documents, run


@pytest.fixture(scope="session")
def _made(_session_folder: Path) -> Path:
    create_demo(f"sqlite:///{_session_folder}/replayed.db", at=datetime.now(UTC), language="en")
    return _session_folder


@pytest.fixture
def url(_made: Path, tmp_path: Path) -> str:
    for part in ("", "-journal"):
        shutil.copy(_made / f"replayed{part}.db", tmp_path / f"replayed{part}.db")
    return f"sqlite:///{tmp_path}/replayed.db"


def test_a_moment_of_the_morning_is_the_board_of_the_journal(url: str) -> None:
    with open_centre(url) as database, database.read() as db:
        settings = load_centre(db)
    rules = rules_of(settings)
    assert settings.demo_clock is not None
    local = rules.days.local(settings.demo_clock.shows)
    at = local.replace(hour=9, minute=30, second=0, microsecond=0)
    (report,) = documents(run("replay", "--at", f"{at:%Y-%m-%d %H:%M}", "--json", "--database", url))
    with open_journal(url) as journal:
        board = Journal(journal).moments.board_at(at, rules)
    assert board is not None
    assert report["replay"] is True
    assert datetime.fromisoformat(report["as_of"]) == at
    assert {queue["name"]: queue["offered"] for queue in report["queues"]} == {
        line.name: line.today.offered for line in board.queues.values()
    }


def test_without_a_day_it_is_today_and_in_words_it_says_that_it_is_a_replay(url: str) -> None:
    said = run("replay", "--at", "09:30", "--database", url)
    assert said.exit_code == 0, said.output
    assert said.stdout.startswith("REPLAY: the floor as it was on ")
    assert "at 09:30:00." in said.stdout
    assert "Billing" in said.stdout


def test_a_moment_before_the_journal_says_when_it_begins(url: str) -> None:
    said = run("replay", "--at", "2001-01-01 10:00", "--database", url)
    assert said.exit_code == 1
    assert "the journal begins on" in said.stderr


def test_an_empty_journal_says_so(sqlite_url: str) -> None:
    said = run("replay", "--at", "10:00", "--database", sqlite_url)
    assert said.exit_code == 1
    assert "the journal is empty" in said.stderr


def test_the_future_is_the_present(url: str) -> None:
    later = datetime.now(UTC) + timedelta(days=400)
    (then,) = documents(run("replay", "--at", later.isoformat(), "--json", "--database", url))
    assert datetime.fromisoformat(then["as_of"]) < later - timedelta(days=300)


def test_what_is_no_moment_is_told(url: str) -> None:
    said = run("replay", "--at", "half past ten", "--database", url)
    assert said.exit_code == 2
    assert "2026-11-21 10:30" in said.stderr
