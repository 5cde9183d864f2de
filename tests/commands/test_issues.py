"""`supervisor issues …`: filed, listed, shown and moved, for people and for programs."""

from __future__ import annotations

from pathlib import Path

import pytest

from supervisor.issues import store
from supervisor.issues.states import State
from supervisor.storage.database import open_centre
from tests.commands.command_line import documents, run
from tests.issues.acting import departments, draft_issue, gone


@pytest.fixture
def url(sqlite_url: str) -> str:
    """A centre with a draft and an issue that was answered."""
    with open_centre(sqlite_url) as centre, centre.write() as db:
        departments(db)
        draft_issue(db)
        gone(
            db,
            draft_issue(db, "Network is slow", department="net"),
            "make_ready",
            "send",
            "receive",
            "answer",
        )
    return sqlite_url


def test_issues_are_listed_for_people_and_for_programs(url: str) -> None:
    shown = run("issues", "list", "--database", url).output
    assert "Network is slow" in shown
    assert "Overdue by" in shown
    (told,) = documents(run("issues", "list", "--json", "--database", url))
    assert [(one["title"], one["state"]) for one in told] == [
        ("Network is slow", "answered"),
        ("Bills are late", "draft"),
    ]
    assert told[0]["clock"]["light"] == "red"
    assert told[0]["clock"]["days_left"] < 0
    assert told[1]["clock"] is None
    for option, value in (("--state", "answered"), ("--department", "network"), ("--text", "slow")):
        (told,) = documents(run("issues", "list", option, value, "--json", "--database", url))
        assert [one["department_name"] for one in told] == ["Network"]
    assert "There is no such issue." in run("issues", "list", "--clock", "paused", "--database", url).output
    wrong = run("issues", "list", "--state", "lost", "--database", url)
    assert wrong.exit_code == 2
    assert "verified" in wrong.stderr


def test_an_issue_is_shown_with_all_that_belongs_to_it(url: str) -> None:
    (told,) = documents(run("issues", "show", "wt 2026 00002 3", "--json", "--database", url))
    assert (told["state"], told["text"]["cause"], told["facts"]["department"]) == ("answered", "c", "net")
    assert [one["kind"] for one in told["clocks"]] == ["sign_for", "answer", "solution"]
    assert [event["kind"] for event in told["events"]] == ["made", *["moved"] * 4]
    assert {"move": "accept", "needs": ["decision"]} in told["may"]
    shown = run("issues", "show", "2", "--as", "chair", "--database", url).output
    assert "WT-2026-00002-3  Network is slow: Answer given" in shown
    assert "Network" in shown
    assert "accept" in shown
    assert "merge" not in shown
    told_wrong = run("issues", "show", "WT-2026-00002-4", "--database", url)
    assert told_wrong.exit_code == 1
    assert "WT-2026-00002-3 is meant" in told_wrong.stderr


def test_an_issue_is_filed_with_a_file_and_moved(url: str, tmp_path: Path) -> None:
    file = tmp_path / "list.txt"
    file.write_text("three customers", encoding="utf-8")
    words = ("Bills are wrong", "--category", "Bills", "--department", "billing", "--severity", "2")
    (told,) = documents(run("issues", "add", *words, "--file", str(file), "--json", "--database", url))
    assert (told["state"], told["facts"]["severity"]) == ("draft", 2)
    number = told["number"]
    assert {"move": "make_ready", "needs": []} in told["may"]
    assert "Ready to send" in run("issues", "move", number, "make_ready", "--database", url).output
    give = ("--give", "sheet=s9", "--give", "wished=2099-03-05")
    (told,) = documents(run("issues", "move", number, "send", *give, "--json", "--database", url))
    assert told["state"] == "sent"
    assert told["facts"]["wished"] == "2099-03-05"
    with open_centre(url) as centre, centre.read() as db:
        assert store.by_number(db, number).state is State.SENT


def test_a_move_that_may_not_be_says_why_and_writes_nothing(url: str) -> None:
    for arguments, why in (
        (("2", "close"), "cannot be done"),
        (("2", "accept"), "the decision"),
        (("2", "accept", "--as", "manager", "--give", "decision=d"), "not for your role"),
        (("2", "accept", "--for", "Network", "--give", "decision=d"), "on behalf of a department"),
        (("2", "dance"), "ask_again"),
        (("99", "close"), "99"),
    ):
        result = run("issues", "move", *arguments, "--database", url)
        assert result.exit_code == 1
        assert why in result.stderr
    for give in ("decision", "mood=good", "planned=soon"):
        result = run("issues", "move", "2", "accept", "--give", give, "--database", url)
        assert result.exit_code == 2
    with open_centre(url) as centre, centre.read() as db:
        assert store.get(db, 2).state is State.ANSWERED


def test_two_issues_are_merged_by_their_numbers(url: str) -> None:
    run("issues", "move", "1", "merge", "--give", "survivor=WT-2026-00002-3", "--database", url)
    (told,) = documents(run("issues", "show", "1", "--json", "--database", url))
    assert (told["state"], told["standing"]["merged_into"]) == ("merged", 2)
    assert "WT-2026-00002-3" in run("issues", "show", "1", "--database", url).output
