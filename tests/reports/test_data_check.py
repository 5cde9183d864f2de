from __future__ import annotations

from collections import Counter

import pytest
from sqlalchemy import func, select

from supervisor.datacheck import report, wording
from supervisor.datacheck.check import check, look_at
from supervisor.datacheck.finding import DataCheck, Severity
from supervisor.people import store as people
from supervisor.people.person import Person
from supervisor.reports.asked import Asked, asked
from supervisor.reports.data_check import book
from supervisor.reports.order import Order
from supervisor.storage.database import open_centre, open_history
from supervisor.storage.history_tables import data_check
from supervisor.workbook.book import Book
from tests.datacheck.planted import FIRST, LAST, NOW, Facts, at, days
from tests.reports.reading import rows, table, texts, total

NAMES = ("Anna", "7001", "1001", "2002")


@pytest.fixture(scope="module")
def url(module_url: str) -> str:
    """A busy month with a contact that stands twice, a login that nobody knows, and Anna without a team."""
    with open_centre(module_url) as centre, centre.write() as db:
        people.add_person(db, Person("p1", "Anna", "7001"), at=NOW, who="li")
        people.assign_login(db, "pbx", "1001", "p1", at=NOW, who="li")
    with open_history(module_url) as history, history.write() as db:
        facts = Facts(db)
        facts.busy(days(FIRST, LAST, range(2)))
        facts.entry(at(days()[7], 10), "twice")
        facts.entry(at(days()[7], 10, 0, 2), "twice")
        facts.count(days()[7], login="2002", n_answered=3)
    return module_url


def at_once(url: str, *, named: bool = True) -> Asked:
    return asked(url, Order("data-check", since=FIRST, until=LAST, named=named), who="li", now=NOW)


def checked(url: str) -> DataCheck:
    """The same check, as the command makes it."""
    wanted = at_once(url)
    with open_centre(url) as centre, centre.read() as db:
        roll = people.read_roll(db)
    with open_history(url) as history, history.read() as db:
        return check(look_at(db, roll, wanted.settings, FIRST, LAST, now=NOW), who="li")


def test_findings_and_examples_are_those_of_the_check(url: str) -> None:
    found: Book = book(at_once(url))
    result = checked(url)
    assert result.findings
    assert [(row["What"], row["Source"], row["How many"]) for row in rows(found, "findings")] == [
        (wording.title(one.kind), one.source, one.count) for one in result.findings
    ]
    assert len(rows(found, "examples")) == len(report.rows(result, at_once(url).zone))
    whole = total(found, "sources")
    assert whole["Found in all"] == sum(one.count for one in result.findings)
    assert whole["Wrong figures"] == result.count(Severity.WRONG)
    by_kind: Counter[str] = Counter()
    for one in result.findings:
        by_kind[wording.title(one.kind)] += one.count
    assert {row["What"]: row["How many"] for row in rows(found, "kinds")} == by_kind


def test_making_the_report_keeps_no_check(url: str) -> None:
    book(at_once(url))
    with open_history(url) as history, history.read() as db:
        assert db.execute(select(func.count()).select_from(data_check)).scalar_one() == 0


def test_without_names_neither_people_nor_logins_can_be_told(url: str) -> None:
    assert any("Anna" in said for said in texts(book(at_once(url))))
    found = book(at_once(url, named=False))
    for said in texts(found):
        assert not any(name in said for name in NAMES), said
    assert not {"Person", "Login"} & {heading.title for heading in table(found, "examples").headings}
    assert rows(found, "findings") == rows(book(at_once(url)), "findings")
