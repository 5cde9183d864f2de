"""`supervisor data check`: what it finds, what it would mend, and what it has mended."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from supervisor.history import batch as batches
from supervisor.storage.database import Database
from tests.commands.command_line import documents, run
from tests.datacheck.planted import NOW, Facts, at

DAY = date(2026, 8, 11)
SPAN = ("--from", "2026-08-03", "--to", "2026-08-30")


@pytest.fixture
def faulty(history: Database) -> None:
    with history.write() as db:
        batches.begin(db, batches.Kind.LOG, "pbx", at=NOW, who="li")
        batches.note(db, 1, state=batches.State.DONE, at=NOW)
        facts = Facts(db)
        facts.entry(at(DAY), "c1")
        facts.entry(at(DAY, second=1), "c1")


def test_a_history_without_facts_has_nothing_wrong(database_url: str) -> None:
    (said,) = documents(run("data", "check", *SPAN, "--json", "--database", database_url))
    assert said["findings"] == []
    assert "Nothing was found" in run("data", "check", *SPAN, "--database", database_url).stdout


@pytest.mark.usefixtures("faulty")
def test_wrong_figures_are_told_and_end_with_1(database_url: str, tmp_path: Path) -> None:
    book = tmp_path / "check.xlsx"
    result = run("data", "check", *SPAN, "--out", str(book), "--database", database_url)
    assert result.exit_code == 1
    assert "1 × Contacts that stand twice (pbx)" in result.stdout
    assert "supervisor data check --mend duplicates" in result.stdout
    assert book.exists()


@pytest.mark.usefixtures("faulty")
def test_what_would_be_mended_is_said_before_and_done_with_yes(database_url: str) -> None:
    ask = ("data", "check", *SPAN, "--mend", "duplicates", "--database", database_url)
    assert "Nothing was changed yet" in run(*ask).stdout
    (before,) = documents(run(*ask, "--json"))
    assert (before["count"], before["done"], before["batch"]) == (1, False, 0)
    assert "supervisor import undo 2" in run(*ask, "--yes").stdout
    assert run(*ask).stdout == "There is nothing to do.\n"


def test_a_mend_that_there_is_not_names_those_that_there_are(database_url: str) -> None:
    result = run("data", "check", "--mend", "everything", "--database", database_url)
    assert result.exit_code == 1
    assert "duplicates, contacts, spans, times, logins, memberships" in result.stderr
