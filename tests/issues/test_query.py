from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, update

from supervisor.issues import query
from supervisor.issues.clock import Clock, Extension, Light, Pause, Waiting
from supervisor.issues.issue import Counters, Origin, Severity
from supervisor.issues.line import IssueLine, grouped, most_urgent
from supervisor.issues.question import By, IssueQuestion
from supervisor.issues.states import ClockKind, State
from supervisor.storage.database import Database, open_centre
from supervisor.storage.issue_tables import issue, issue_department, issue_reply, ivr_node
from supervisor.storage.meeting_tables import meeting, meeting_item, meeting_series
from tests.issues.rows import NOW, an_issue, put

TODAY = date(2024, 5, 15)  # a Wednesday


def day(number: int, hour: int = 10) -> datetime:
    """In May 2024 in Shanghai, as UTC."""
    return datetime(2024, 5, number, hour, tzinfo=UTC) - timedelta(hours=8)


def fill(database: Database) -> None:
    answer, solution = ClockKind.ANSWER, ClockKind.SOLUTION
    late = Clock(answer, day(6), days=3)
    waits = Pause(day(14), "parts", Waiting.THIRD, "the maker", day(30))
    more = Extension(day(13), "Li", "holidays", date(2024, 6, 3))
    with database.write() as db:
        for id, name in (("net", "Networks"), ("bill", "Billing")):
            db.execute(
                insert(issue_department).values(id=id, name=name, retired=False, document={}, version=1)
            )
        db.execute(
            insert(ivr_node).values(
                id="n1", place=1, key="1", title="Bills", retired=False, document={}, version=1
            )
        )
        put(
            db,
            an_issue(
                1, state=State.DRAFT, made_at=day(1), severity=Severity.CRITICAL, origin=Origin.IVR, node="n1"
            ),
            an_issue(2, state=State.SENT, department="net", clocks=(late,), category="Signal", made_by="ben"),
            an_issue(
                3,
                state=State.CONFIRMED,
                department="bill",
                clocks=(Clock(answer, day(13), days=4, pauses=(waits,)),),
                tags=("May", "price"),
                joining=("net", "gone"),
                watchers=("anna",),
                made_by="ben",
            ),
            an_issue(
                4,
                state=State.WORKING,
                department="bill",
                clocks=(
                    Clock(solution, day(6), on=TODAY, extensions=(more,)),
                    Clock(answer, day(2), days=3, stopped=day(6)),
                ),
                promised_first=date(2024, 5, 10),
                promised=TODAY,
                counters=Counters(returns=1, meetings=3),
                internal=True,
                changed_at=day(14),
            ),
            an_issue(
                5, state=State.CLOSED, department="net", made_at=day(2), closed_at=day(9, 23), recurrence_of=1
            ),
        )
        for place, (at, progress) in enumerate(((day(7), "first"), (day(9), "  second\n line "))):
            db.execute(
                insert(issue_reply).values(
                    id=f"r{place}",
                    issue=2,
                    department="net",
                    at=at,
                    who="anna",
                    document={"answer": {"progress": progress}},
                    version=1,
                )
            )
        db.execute(insert(meeting_series).values(id="s", name="s", retired=False, document={}, version=1))
        db.execute(
            insert(meeting).values(id="m", series="s", starts_at=NOW, state="planned", document={}, version=1)
        )
        db.execute(
            insert(meeting_item).values(
                id="i", meeting="m", place=1, issue=3, section="new", document={}, version=1
            )
        )


@pytest.fixture(scope="module")
def full(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = shutil.copy(_sqlite_template / "template.db", tmp_path_factory.mktemp("query") / "floor.db")
    with open_centre(f"sqlite:///{path}") as database:
        fill(database)
        yield database


def lines(database: Database, **asked: Any) -> dict[int, IssueLine]:
    with database.read() as db:
        return {line.id: line for line in query.lines(db, IssueQuestion(**asked), NOW, "anna")}


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({}, {1, 2, 3, 4, 5}),
        ({"states": (State.SENT, State.CLOSED)}, {2, 5}),
        ({"departments": ("bill",)}, {3, 4}),
        ({"departments": ("",)}, {1}),
        ({"categories": ("Signal",)}, {2}),
        ({"severities": (Severity.CRITICAL,)}, {1}),
        ({"lights": (Light.RED, Light.PAUSED)}, {2, 3}),
        ({"lights": (Light.TODAY,)}, {4}),
        ({"tags": ("price", "none")}, {3}),
        ({"origins": (Origin.IVR,)}, {1}),
        ({"nodes": ("n1",)}, {1}),
        ({"text": "networks"}, {2, 5}),
        ({"text": "issue 3"}, {3}),
        ({"mine": True}, {1, 4, 5}),
        ({"watching": True}, {3}),
        ({"mine": True, "watching": True, "states": (State.CONFIRMED, State.DRAFT)}, {1, 3}),
        ({"internal": True}, {4}),
        ({"internal": False, "departments": ("bill",)}, {3}),
        ({"returned": True}, {4}),
        ({"extension_asked": True}, {4}),
        ({"made_since": date(2024, 5, 1), "made_until": date(2024, 5, 1)}, {1}),
        ({"changed_until": date(2024, 5, 14)}, {4}),
        ({"closed_since": date(2024, 5, 9)}, {5}),  # at eleven in the evening of the centre
        ({"closed_since": date(2024, 5, 10)}, set()),
        ({"meeting": "m"}, {3}),
        ({"recurrence_of": 1}, {5}),
        ({"ids": (1, 5, 99)}, {1, 5}),
        ({"ids": ()}, set()),
    ],
)
def test_all_that_is_asked_must_hold(full: Database, asked: dict[str, Any], ids: set[int]) -> None:
    assert set(lines(full, **asked)) == ids


def test_a_line_says_how_its_most_urgent_clock_stands(full: Database) -> None:
    found = lines(full)
    two, three, four = found[2], found[3], found[4]
    assert two.reading is not None
    # since Thursday the 9th: Friday, the make-up Saturday, Monday, Tuesday and today
    assert (two.light, two.reading.days_left, two.is_overdue) == (Light.RED, -5, True)
    assert (two.answered_at, two.answer) == (day(9), "second line")
    assert three.light is Light.PAUSED
    assert (three.party, three.pause_ends) == ("the maker", day(30))
    assert three.joining == ("Networks", "gone")
    assert four.reading is not None
    assert four.reading.kind is ClockKind.SOLUTION
    assert (four.promised_first, four.promised) == (date(2024, 5, 10), TODAY)
    assert four.extension_until == date(2024, 6, 3)
    assert found[1].reading is None
    assert (found[1].age_days, found[5].age_days) == (14, 7)
    assert (found[1].node_title, found[2].department_name) == ("Bills", "Networks")


def test_the_most_urgent_come_first(full: Database) -> None:
    assert list(lines(full)) == [2, 4, 3, 1, 5]


def test_of_too_many_the_newest_are_read_and_all_are_counted(full: Database) -> None:
    with full.read() as db:
        found = query.lines(db, IssueQuestion(), NOW, most=2)
        assert {line.id for line in found} == {4, 5}
        assert query.count(db, IssueQuestion(departments=("net",))) == 2
        assert query.tags(db) == ("May", "price")
        assert not query.is_empty(db)


def test_what_a_later_version_wrote_is_left_out_and_the_rest_is_listed(sqlite: Database) -> None:
    with sqlite.write() as db:
        put(db, an_issue(1), an_issue(2), an_issue(3))
        db.execute(update(issue).where(issue.c.id == 1).values(state="pondered"))
        db.execute(update(issue).where(issue.c.id == 2).values(facts={"severity": 9}))
    assert set(lines(sqlite)) == {3}


def test_groups_stand_in_the_order_of_their_kind_and_count_what_is_overdue(full: Database) -> None:
    found = most_urgent(list(lines(full).values()))
    keys = {by: [group.key for group in grouped(found, by)] for by in By}
    assert keys == {
        By.STATE: ["draft", "sent", "confirmed", "working", "closed"],
        By.DEPARTMENT: ["bill", "net", ""],
        By.LIGHT: ["red", "today", "paused", ""],
        By.SEVERITY: ["1", "3"],
        By.CATEGORY: ["Signal", ""],
    }
    by_department = {group.key: group for group in grouped(found, By.DEPARTMENT)}
    assert by_department["net"].overdue == 1
    assert [line.id for line in by_department["bill"].lines] == [4, 3]


def test_the_same_lines_are_read_from_a_server(postgresql_url: str, full: Database) -> None:
    with open_centre(postgresql_url) as database:
        fill(database)
        assert lines(database) == lines(full)
        assert set(lines(database, text="networks", states=(State.SENT,), internal=False)) == {2}
        assert set(lines(database, closed_since=date(2024, 5, 9))) == {5}
