from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from supervisor.alarms import store
from supervisor.alarms.report import alarm_report
from supervisor.reports.alarms import book
from supervisor.reports.asked import asked
from supervisor.reports.order import Order
from supervisor.settings.centre import CentreSettings
from supervisor.storage.centre import alarm_event
from supervisor.storage.database import open_centre
from supervisor.workbook.book import Book
from tests.alarms.floors import NINE, Desk, later, rule, waiting
from tests.reports.reading import rows, table, texts

NOW = NINE + timedelta(hours=5)
DAY = CentreSettings().days.day(NINE)


@pytest.fixture(scope="module")
def url(module_url: str) -> str:
    """A queue whose alarm came four times within half an hour; Mei took the first two on."""
    with open_centre(module_url) as centre:
        with centre.write() as db:
            store.save_rule(db, rule(cooldown_s=0), version=0, at=NINE, who="root")
        desk = Desk(rule(cooldown_s=0))
        for n in range(4):
            for when, number in ((n * 300, 20), (n * 300 + 60 * (n + 1), 0)):
                seen = len(desk.happened)
                desk.look(when, waiting(number))
                with centre.write() as db:
                    store.apply(db, desk.happened[seen:])
                    if number and n < 2:
                        (open_,) = store.open_alarms(db, later(when))
                        store.acknowledge(db, [open_.id], who="Mei Lin", at=later(when + 20))
    return module_url


def made(url: str, *, named: bool = True) -> Book:
    return book(asked(url, Order("alarms", since=DAY, until=DAY, named=named), who="root", now=NOW))


def test_every_alarm_stands_with_how_long_and_who(url: str) -> None:
    found = rows(made(url), "alarms")
    with open_centre(url) as centre, centre.read() as db:
        opened = db.execute(select(func.count()).where(alarm_event.c.kind == "opened")).scalar_one()
    assert len(found) == opened == 4
    assert [(row["Stood"], row["Until acknowledged"], row["Who acted"]) for row in found] == [
        (60, 20, "Mei Lin"),
        (120, 20, "Mei Lin"),
        (180, None, ""),
        (240, None, ""),
    ]


def test_rules_are_told_with_their_counts_and_those_that_never_rang(url: str) -> None:
    found = {row["Rule"]: row for row in rows(made(url), "rules")}
    mine = found["Many wait"]
    assert (mine["Alarms"], mine["Acknowledged"], mine["Nobody acted"]) == (4, 2, 2)
    assert mine["Acknowledged, share"] == mine["Acknowledged"] / mine["Alarms"]
    assert (mine["Most in half an hour"], mine["Verdict"]) == (4, "chatters")
    assert found["Source not heard"]["Verdict"] == "never rang"


def test_the_whole_agrees_with_the_report_on_the_screen(url: str) -> None:
    days = CentreSettings().days
    since, until = days.begins(DAY), NOW
    with open_centre(url) as centre, centre.read() as db:
        report = alarm_report(store.history(db, since, until), since, until, days)
    found = made(url)
    figures = {row["Figure"]: row for row in rows(found, "figures")}
    assert figures["Alarms"]["Value"] == report.activations
    assert figures["Per 10 minutes, on average"]["Value"] == report.mean
    taken = figures["Acknowledged"]
    assert (taken["Numerator"], taken["Denominator"], taken["Value"]) == (2, 4, 0.5)
    assert sum(row["Alarms"] for row in rows(found, "perday")) == report.activations
    assert [row["Times"] for row in rows(found, "frequent")] == [4]


def test_without_names_nobody_is_named_and_how_many_acted_is_told(url: str) -> None:
    found = made(url, named=False)
    assert not any("Mei" in said for said in texts(found))
    assert [row["How many acted"] for row in rows(found, "alarms")] == [1, 1, 0, 0]
    assert "Who acted" not in [heading.title for heading in table(found, "alarms").headings]
