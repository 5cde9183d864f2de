"""`supervisor meetings`: from an agenda to minutes that were closed."""

from __future__ import annotations

from pathlib import Path

import pytest

from supervisor.meetings.meeting import Meeting, OutcomeKind
from supervisor.storage.database import open_centre
from tests.commands.command_line import documents, run
from tests.meetings.centre import TO_ANSWERED, a_series, an_action, an_open_issue, items, note, running


@pytest.fixture
def meeting(sqlite_url: str) -> Meeting:
    """One that is under way, with a decision and an action."""
    with open_centre(sqlite_url) as centre, centre.write() as db:
        an_open_issue(db, "Bills are late", *TO_ANSWERED)
        found = running(db, a_series(db))
        item = items(db, found)["Bills are late"]
        note(db, item, OutcomeKind.DECISION, "Nothing is sent twice")
        an_action(db, item, "Show the record")
    return found


def test_a_meeting_is_listed_shown_closed_and_its_minutes_stay(sqlite_url: str, meeting: Meeting) -> None:
    at = ("--database", sqlite_url)
    ((listed,),) = documents(run("meetings", "list", "--json", *at))
    assert (listed["id"], listed["state"], listed["number"]) == (meeting.id, "running", 1)
    (agenda,) = documents(run("meetings", "agenda", "next", "--json", *at))
    assert [(one["title"], one["section"]) for one in agenda["items"]] == [("Bills are late", "to_accept")]
    assert "10:00" in run("meetings", "agenda", *at).stdout

    (closed,) = documents(run("meetings", "close", "1", "--series", "coordination", "--json", *at))
    assert closed["version"] == 1
    assert [one["kind"] for one in closed["items"][0]["outcomes"]] == ["decision", "action"]
    (kept,) = documents(run("meetings", "minutes", "last", "--json", *at))
    assert kept == closed
    assert "Who does what by when" in run("meetings", "minutes", *at).stdout
    ((action,),) = documents(run("meetings", "actions", "--owner", "zhou", "--json", *at))
    assert (action["text"], action["state"]) == ("Show the record", "overdue")
    again = run("meetings", "close", meeting.id, *at)
    assert again.exit_code == 1
    assert "closed" in again.stderr


def test_a_meeting_that_there_is_not_names_those_that_there_are(sqlite_url: str, meeting: Meeting) -> None:
    result = run("meetings", "agenda", "7", "--database", sqlite_url)

    assert result.exit_code == 1
    assert meeting.id in result.stderr
    assert run("meetings", "minutes", meeting.id, "--database", sqlite_url).exit_code == 1


def test_a_calendar_file_is_written_where_it_is_wanted(
    sqlite_url: str, meeting: Meeting, tmp_path: Path
) -> None:
    out = tmp_path / "meeting.ics"
    run("meetings", "ics", meeting.id, "--out", str(out), "--database", sqlite_url)

    assert out.read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")
    nowhere = tmp_path / "nowhere" / "x.ics"
    refused = run("meetings", "ics", meeting.id, "--out", str(nowhere), "--database", sqlite_url)
    assert refused.exit_code == 1
    assert "nothing was written" in refused.stderr
