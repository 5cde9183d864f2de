from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from supervisor.issues import query
from supervisor.issues.question import IssueQuestion
from supervisor.issues.states import OPEN
from supervisor.reports.asked import Asked, asked
from supervisor.reports.issues import book
from supervisor.reports.order import Order
from supervisor.storage.database import open_centre
from supervisor.storage.issue_tables import issue
from supervisor.workbook.book import Book, Chart
from tests.issues.acting import departments, gone
from tests.meetings.centre import AT, TO_ANSWERED, TO_WORKING, an_open_issue
from tests.reports.reading import rows, table, texts, total

LATER = AT + timedelta(days=60)
OWNER = "Zhou"  # as `an_open_issue` answers


@pytest.fixture(scope="module")
def url(module_url: str) -> str:
    """Issues of three departments in several states; one of none."""
    with open_centre(module_url) as centre, centre.write() as db:
        departments(db)
        an_open_issue(db, "Bills are late", *TO_ANSWERED, affected_a_week=12.5)
        an_open_issue(db, f"{OWNER} says: no signal", *TO_WORKING, department="net", joining=("shop",))
        an_open_issue(db, "=HYPERLINK(1)", "make_ready", department="shop")
        an_open_issue(db, "Nobody's", department="")
        gone(
            db,
            an_open_issue(db, "Ended", *TO_WORKING, "finish"),
            "verify",
            "close",
            at=AT + timedelta(days=2),
        )
    return module_url


def made(url: str, query: str = "everything", *, named: bool = True, department: str = "") -> Book:
    return book(asked_at(url, Order("issues", query=query, department=department, named=named)))


def asked_at(url: str, order: Order) -> Asked:
    return asked(url, order, who="anna", now=LATER)


def test_every_issue_stands_once_in_all_and_once_with_its_department(url: str) -> None:
    found = made(url)
    with open_centre(url) as centre, centre.read() as db:
        kept = set(db.execute(select(issue.c.number)).scalars())
        lines = {line.number: line for line in query.lines(db, IssueQuestion(), LATER)}
    everything = rows(found, "issues")
    assert Counter(row["Number"] for row in everything) == Counter(kept)
    apart = [one.name for one in found.tables if one.name.startswith("department")]
    by_department = [row["Number"] for name in apart for row in rows(found, name)]
    assert len(apart) == 4
    assert Counter(by_department) == Counter(kept)
    for row in everything:
        line = lines[row["Number"]]
        assert (row["Age"], row["Promised now"]) == (line.age_days, line.promised)
        assert row["Days left"] == (line.reading.days_left if line.reading else None)
    dates = {row["Number"]: row for row in rows(found, "dates")}
    assert {n: row["Days overdue"] for n, row in dates.items() if row["Days overdue"] is not None} == {
        n: -line.reading.days_left for n, line in lines.items() if line.reading and line.is_overdue
    }
    assert any(line.is_overdue for line in lines.values())


def test_totals_are_what_the_database_counts_and_shares_have_their_two_numbers(url: str) -> None:
    found = made(url)
    with open_centre(url) as centre, centre.read() as db:
        by_id = Counter(db.execute(select(issue.c.department)).scalars())
        states = Counter(db.execute(select(issue.c.state)).scalars())
    by_name = {"bill": "Billing", "net": "Network", "shop": "Shops", "": "No department yet"}
    assert {row["Department"]: row["All"] for row in rows(found, "totals")} == {
        by_name[id]: n for id, n in by_id.items()
    }
    whole = total(found, "totals")
    assert whole["All"] == sum(by_id.values())
    assert whole["Unsettled"] == sum(n for state, n in states.items() if state in OPEN)
    for row in (*rows(found, "totals"), whole):
        assert row["Overdue"] + row["Not overdue"] == row["Unsettled"]
        assert row["Overdue of open"] == (row["Overdue"] / row["Unsettled"] if row["Unsettled"] else None)
    assert any(isinstance(part, Chart) for part in found.sheets[0].parts)


def test_one_department_alone_has_one_list_and_no_column_that_says_the_same_in_each_row(url: str) -> None:
    found = made(url, "open", department="Billing")
    assert [row["Title"] for row in rows(found, "issues")] == ["Bills are late"]
    assert "Department" not in [heading.title for heading in table(found, "issues").headings]
    assert not any(one.name.startswith("department") for one in found.tables)
    assert found.about.filter == "Open issues, Billing"


def test_without_names_nobody_is_named_anywhere(url: str) -> None:
    assert any(OWNER in said for said in texts(made(url)))
    found = made(url, named=False)
    for said in texts(found):
        for name in (OWNER, "Li", "anna"):
            assert name not in said.split(), said
    assert "[name] says: no signal" in [row["Title"] for row in rows(found, "issues")]
    assert len(rows(found, "issues")) == len(rows(made(url), "issues"))
