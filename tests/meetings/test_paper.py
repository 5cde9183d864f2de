from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from msgspec.structs import replace

from supervisor.meetings import attendance_store, closing, store
from supervisor.meetings.meeting import Came, OutcomeKind
from supervisor.meetings.paper import Paper, PaperKind, agenda_text, minutes_text, plain
from supervisor.meetings.series import Template
from supervisor.storage.database import Database
from tests.meetings.centre import (
    ANNA,
    AT,
    QIN,
    TO_ANSWERED,
    a_series,
    an_action,
    an_open_issue,
    closed,
    items,
    note,
    running,
)

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 3, 2)


def columns(paper: Paper) -> list[tuple[str, ...]]:
    return [part.table.columns for part in paper.parts if part.table is not None]


def test_an_agenda_says_what_when_and_how_long_and_minutes_who_does_what_by_when(sqlite: Database) -> None:
    with sqlite.write() as db:
        an_open_issue(db, "Bills are late", *TO_ANSWERED)
        an_open_issue(db, "No signal", "make_ready", department="net")
        meeting = running(db, a_series(db, template=Template(other=("Next weeks",)), length=10))
        there = items(db, meeting)
        agenda = agenda_text(store.sitting(db, meeting.id, at=AT), ZONE, TODAY)
        note(db, there["Bills are late"], OutcomeKind.DECISION, "Nothing is sent twice")
        an_action(db, there["Bills are late"], "Show the record")
        people = attendance_store.attendance(db, meeting.id)
        came = {"Li Ming": Came.CAME, "Zhou": Came.SUBSTITUTE, "Wu": Came.ABSENT}
        marks = [replace(one, came=came[one.person], substitute="He") for one in people]
        attendance_store.mark_attendance(db, meeting.id, marks, acting=QIN, at=AT)
        looked = closing.preview(db, meeting.id, at=AT)
        minutes = minutes_text(closed(db, meeting, QIN), TODAY)

    assert (agenda.kind, minutes.kind) == (PaperKind.AGENDA, PaperKind.MINUTES)
    assert not set(columns(agenda)) & set(columns(minutes))
    assert agenda.parts[0].heading == "Answered: to be accepted"
    rows = [row for part in agenda.parts if part.table for row in part.table.rows]
    assert [(row[0], row[2], row[5]) for row in rows] == [
        ("10:00", "Bills are late", "5 min"),
        ("10:05", "No signal", "5 min"),
        ("10:10", "Next weeks", "5 min"),
    ]
    assert dict(agenda.facts)["Planned"] == "15 min: 5 min more than the meeting has"
    assert "Zhou" not in plain(agenda).replace("Invited: Li Ming, Zhou, Wu", "")

    table = minutes.parts[0].table
    assert table is not None
    assert table.rows[0][:3] == ("Zhou (Billing)", "Show the record", "2026-03-09")
    facts = dict(minutes.facts)
    assert facts["Substitutes"] == "He for Zhou (Billing)"
    assert facts["Nobody came, though issues are open"] == "Network"
    said = plain(minutes)
    assert "Decision: Nothing is sent twice" in said
    assert "Not discussed" in said
    assert minutes.stamp == "Version 1, closed 2026-03-02 11:00 by qin"
    assert minutes_text(looked, TODAY).stamp == "Not closed yet"
    assert all(sum(part.table.widths) == 1 for part in (*agenda.parts, *minutes.parts) if part.table)


def test_further_versions_say_why_they_were_made(sqlite: Database) -> None:
    with sqlite.write() as db:
        meeting = running(db, a_series(db))
        closed(db, meeting)
        now = store.get(db, meeting.id)
        later = AT + timedelta(days=1)
        closing.reopen(db, now.id, now.version, "a slip", acting=ANNA, at=later)
        second = closed(db, meeting)
        first = closing.versions(db, meeting.id)[0]

    assert "a slip" not in plain(minutes_text(first, TODAY))
    assert minutes_text(second, TODAY).stamp.endswith("Opened again by anna: a slip")
