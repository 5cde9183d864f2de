from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from supervisor.errors import UnknownNameError
from supervisor.meetings import actions, attendance_store, store
from supervisor.meetings.closing import versions
from supervisor.meetings.meeting import Came, OutcomeKind
from supervisor.meetings.paper import minutes_text
from supervisor.meetings.series import Template
from supervisor.reports.asked import asked
from supervisor.reports.meeting import book
from supervisor.reports.order import Order
from supervisor.storage.database import open_centre
from supervisor.workbook.book import Book, Text
from tests.meetings.centre import (
    ANNA,
    AT,
    QIN,
    TO_ANSWERED,
    TO_WORKING,
    WEEK,
    a_series,
    an_action,
    an_open_issue,
    closed,
    items,
    note,
    planned,
    running,
)
from tests.reports.reading import rows, texts, total

NEXT = AT + WEEK
LATE = AT + timedelta(days=60)
NAMES = ("Zhou", "Wu", "Li Ming", "qin", "He")


@pytest.fixture(scope="module")
def url(module_url: str) -> str:
    """A meeting that was closed, with a decision and two actions, one of them done, and the next one."""
    with open_centre(module_url) as centre, centre.write() as db:
        an_open_issue(db, "Bills are late", *TO_ANSWERED)
        an_open_issue(db, "Zhou finds no signal", *TO_WORKING, department="net")
        an_open_issue(db, "Secret", "make_ready", internal=True)
        an_open_issue(db, "Only a draft")
        series = a_series(db, template=Template(other=("Next weeks",)), length=10)
        first = running(db, series)
        there = items(db, first)
        note(db, there["Bills are late"], OutcomeKind.DECISION, "Nothing is sent twice")
        an_action(db, there["Bills are late"], "Show Wu the record")
        done = an_action(db, there["Next weeks"], "Book the room")
        people = attendance_store.attendance(db, first.id)
        came = {"Li Ming": Came.CAME, "Zhou": Came.SUBSTITUTE, "Wu": Came.ABSENT}
        marks = [replace(one, came=came[one.person], substitute="He") for one in people]
        attendance_store.mark_attendance(db, first.id, marks, acting=QIN, at=AT)
        closed(db, first)
        kept = next(one.action for one in actions.actions(db, at=NEXT) if one.action.id == done.id)
        actions.finish(db, kept, AT.date() + timedelta(days=1), "booked", acting=ANNA, at=NEXT)
        planned(db, series, NEXT)
    return module_url


def made(url: str, which: str, *, named: bool = True) -> Book:
    return book(asked(url, Order("meeting", meeting=which, named=named), who="anna", now=LATE))


def test_the_agenda_stands_in_its_order_with_what_was_said_last(url: str) -> None:
    found = made(url, "next")
    with open_centre(url) as centre, centre.read() as db:
        one = next(one for one in store.all_meetings(db) if one.starts_at == NEXT)
        now = store.sitting(db, one.id, at=LATE)
    agenda = rows(found, "agenda")
    assert [row["Matter"] for row in agenda] == [now.looks[item.id].title for item in now.items]
    assert sum(row["Minutes planned"] for row in agenda) == total(found, "agenda")["Minutes planned"]
    assert total(found, "agenda")["Minutes planned"] == now.budget.planned
    bills = next(row for row in agenda if row["Matter"] == "Bills are late")
    assert (bills["Time"], bills["Times on the agenda"]) == ("10:00", 2)
    assert "Decision: Nothing is sent twice" in bills["Said last time"]
    assert bills["Open actions"] == "Zhou: Show Wu the record, by 2026-03-09"
    assert not any(one.name == "whatnext" for one in found.tables)


def test_departments_see_what_they_know_of_and_each_has_its_sheet(url: str) -> None:
    found = made(url, "next")
    listed = [row["Title"] for row in rows(found, "issues")]
    assert sorted(listed) == ["Bills are late", "Zhou finds no signal"]
    assert [sheet.name for sheet in found.sheets if sheet.list and sheet.list.name.startswith("dep")] == [
        "Billing",
        "Network",
    ]
    late = rows(found, "overdue")
    assert {row["Title"] for row in late} == {
        row["Title"] for row in rows(found, "issues") if row["Stands"] == "Overdue"
    }
    assert late
    assert total(found, "totals")["All"] == len(listed)


def test_of_last_time_each_decision_and_action_stands_with_what_became_of_it(url: str) -> None:
    found = rows(made(url, "next"), "lasttime")
    assert [(row["Kind of outcome"], row["In words"], row["Status"], row["Result"]) for row in found] == [
        ("Decision", "Nothing is sent twice", "", ""),
        ("Action", "Show Wu the record", "Overdue", ""),
        ("Action", "Book the room", "Done", "booked"),
    ]
    assert made(url, "last").sheets[-2].name == "Last time"
    assert "No meeting of this series was closed before." in list(texts(made(url, "last")))


def test_once_it_is_closed_the_frozen_minutes_stand_in_the_place_of_the_agenda(url: str) -> None:
    found = made(url, "last")
    with open_centre(url) as centre, centre.read() as db:
        first = next(one for one in store.all_meetings(db) if one.starts_at == AT)
        paper = minutes_text(versions(db, first.id)[-1], LATE.date())
    sheet = found.sheets[0]
    assert (sheet.name, sheet.upright) == ("Minutes", True)
    lines = {line for part in sheet.parts if isinstance(part, Text) for line in part.lines}
    for part in paper.parts:
        assert part.table is not None or {part.heading, *part.lines} - {""} <= lines
    assert paper.stamp in lines
    assert len(paper.parts) > 4
    assert [row["Does what"] for row in rows(found, "whatnext")] == ["Show Wu the record", "Book the room"]
    assert [row["By when"] for row in rows(found, "whatnext")] == [date(2026, 3, 9)] * 2
    assert len(rows(found, "outcomes")) == 3
    assert not any(one.name == "agenda" for one in found.tables)


def test_who_came_is_counted_by_department(url: str) -> None:
    found = made(url, "last")
    assert {
        row["Department"]: (row["Invited"], row["Came"], row["Substitute"], row["Absent"])
        for row in rows(found, "attendance")
    } == {
        "The centre": (1, 1, 0, 0),
        "Billing": (1, 0, 1, 0),
        "Network": (1, 0, 0, 1),
    }
    assert {row["Person"] for row in rows(found, "people")} == {"Li Ming", "Zhou", "Wu"}
    assert "Nobody came, though issues are open: Network" in list(texts(found))


@pytest.mark.parametrize("which", ["next", "last"])
def test_without_names_nobody_is_named_anywhere(url: str, which: str) -> None:
    assert any("Zhou" in said for said in texts(made(url, which)))
    for said in texts(made(url, which, named=False)):
        words = said.replace(",", " ").replace("(", " ").replace(":", " ").split()
        assert not set(words) & {"Zhou", "Wu", "Li", "Ming", "qin", "He"}, said


def test_a_meeting_that_there_is_not_is_refused(sqlite_url: str) -> None:
    with pytest.raises(UnknownNameError):
        made(sqlite_url, "next")
