from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from supervisor.facts.agent_time import Mark, What
from supervisor.people import store as people
from supervisor.people.person import Person
from supervisor.reports.asked import asked
from supervisor.reports.book_of import book_of
from supervisor.reports.catalogue import report_of
from supervisor.reports.order import Order
from supervisor.settings.breaks import BreakCode, BreakKind
from supervisor.settings.centre import CentreSettings
from supervisor.storage.centre_settings import save_centre
from supervisor.storage.database import open_centre, open_history
from supervisor.workbook.book import Book, Chart
from tests.history.logs import PBX, RECORDINGS, read
from tests.history.past import answered, gone, ms, write
from tests.reports.reading import rows, table, texts, total

DAY = date(2026, 11, 20)
NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)


def made(url: str, day: date = DAY, *, named: bool = True) -> Book:
    return book_of(report_of("day"), asked(url, Order("day", since=day, named=named), who="anna", now=NOW))


def test_a_recorded_day_agrees_with_its_truth_queue_by_queue(sqlite_url: str) -> None:
    truth = json.loads((RECORDINGS / "small-basic" / "truth.json").read_text())
    with open_history(sqlite_url) as history:
        read(history, RECORDINGS / "small-basic" / "queue_log")
    begins = datetime.fromtimestamp(truth["first"], UTC)
    found = made(sqlite_url, CentreSettings().days.day(begins))
    times = {row["Queue"]: row for row in rows(found, "queuetimes")}
    queues = {row["Queue"]: row | times[row["Queue"]] for row in rows(found, "queues")}
    assert set(queues) == {name for name, told in truth["queues"].items() if told["offered"]}
    for name, row in queues.items():
        told = truth["queues"][name]
        assert (row["Offered"], row["Answered"], row["Abandoned"]) == (
            told["offered"],
            told["answered"],
            told["abandoned"],
        )
        assert row["Short abandons"] == told["abandoned_within_5s"]
        assert row["In the service level"] == told["answered_within_20s"]
        assert row["Of the service level"] == told["offered"] - told["abandoned_within_5s"]
        assert row["Talks ended"] == told["talk_ended"]
        if told["answered"]:
            assert row["Mean wait"] == pytest.approx(told["wait_answered_mean_s"], abs=0.001)
            assert row["Service level"] == row["In the service level"] / row["Of the service level"]
        assert (
            row["Offered"]
            == row["Answered"] + row["Abandoned"] + row["Left otherwise"] + row["Not settled yet"]
        )
        halves = [each for each in rows(found, "queuehalves") if each["Queue"] == name]
        assert sum(each["Offered"] for each in halves) == told["offered"]
        assert max(each["Longest wait"] or 0 for each in halves) == row["Longest wait"]
    assert Counter(row["Queue"] for row in rows(found, "abandoned")) == Counter(
        {name: told["abandoned"] for name, told in truth["queues"].items() if told["abandoned"]}
    )
    for heading in ("Offered", "Answered", "Abandoned"):
        whole = sum(row[heading] for row in queues.values())
        assert total(found, "queues")[heading] == whole
        assert sum(row[heading] for row in rows(found, "halfhours")) == whole


def at(hour: int, minute: int = 0) -> datetime:
    """On that day by the centre's wall clock."""
    return datetime(2026, 11, 20, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.fixture(scope="module")
def url(module_url: str) -> str:
    """Anna, known by name, 50 minutes on a break of which 40 are allowed; 1002, whom nobody knows, 10."""
    settings = CentreSettings(
        break_codes=(
            BreakCode("rest", BreakKind.BREAK, 600, "休息", "Rest", allowance_s=2400),
            BreakCode("wellbeing", BreakKind.WELLBEING, 900, "放松", "Wellbeing", allowance_s=60),
        )
    )
    with open_centre(module_url) as centre, centre.write() as db:
        save_centre(db, "break_codes", settings.break_codes, at=NOW, who="anna")
        people.add_person(db, Person("p1", "Anna Lee", "70011"), at=NOW, who="anna")
        people.assign_login(db, PBX, "1001", "p1", at=NOW, who="anna")
    marks: list[Mark] = []
    for login, minutes in (("1001", 50), ("1002", 10)):
        for when, what, code in (
            (at(9), What.ADD, ""),
            (at(10), What.PAUSE, "rest"),
            (at(10, minutes), What.UNPAUSE, ""),
            (at(12), What.PAUSE, "wellbeing"),
            (at(12, 30), What.UNPAUSE, ""),
            (at(17), What.REMOVE, ""),
        ):
            marks.append(Mark(ms(when), len(marks), login, "bills", what, code))
    lost = gone("c2", "bills", at(9, 40), 33.0)
    lost.number = "13800138000"
    with open_history(module_url) as history:
        write(
            history,
            settings,
            [answered("c1", "bills", at(9, 10), 12.0, "1001"), lost, gone("c3", "bills", at(11), 3.0)],
            marks=marks,
        )
    return module_url


def test_breaks_stand_against_what_is_allowed_and_wellbeing_against_nobody(url: str) -> None:
    found = made(url)
    assert [
        (
            row["Agent"],
            row["Break code"],
            row["Times"],
            row["Time on breaks"],
            row["Left of it"],
            row["Over it"],
            row["State"],
        )
        for row in rows(found, "breakagents")
    ] == [("Anna Lee", "Rest", 1, 3000, 0, 600, "over it"), ("1002", "Rest", 1, 600, 1800, None, "")]
    codes = {row["Break code"]: row for row in rows(found, "breakcodes")}
    assert (codes["Rest"]["Agents"], codes["Rest"]["Time on breaks"], codes["Rest"]["Agents over it"]) == (
        2,
        3600,
        1,
    )
    assert codes["Wellbeing"]["Agents over it"] is None


def test_each_who_gave_up_stands_with_wait_and_number(url: str) -> None:
    found = rows(made(url), "abandoned")
    assert [(row["Waited"], row["Short abandon"], row["Customer’s number"]) for row in found] == [
        (33.0, "", "13800138000"),
        (3.0, "short", ""),
    ]


def test_without_names_neither_agents_nor_customers_can_be_told(url: str) -> None:
    found = made(url, named=False)
    assert not any(one.name == "breakagents" for one in found.tables)
    assert "Customer’s number" not in [heading.title for heading in table(found, "abandoned").headings]
    for said in texts(found):
        for name in ("Anna", "70011", "1001", "1002", "13800138000"):
            assert name not in said
    assert rows(found, "breakcodes") == rows(made(url), "breakcodes")


def test_the_curve_is_drawn_of_its_own_cells_and_holds_a_quiet_half_hour(url: str) -> None:
    found = made(url)
    halves = rows(found, "halfhours")
    assert [(row["Half-hour from"], row["Offered"]) for row in halves] == [
        ("09:00", 1),
        ("09:30", 1),
        ("10:00", 0),
        ("10:30", 0),
        ("11:00", 1),
    ]
    assert halves[2]["Service level"] is None
    drawn = _chart(found)
    titles = [heading.title for heading in table(found, drawn.table).headings]
    assert [titles[one.column] for one in drawn.series] == ["Offered", "Answered", "Service level", "Target"]
    assert [one.second for one in drawn.series] == [False, False, True, True]


def _chart(found: Book) -> Chart:
    parts: list[Any] = [part for sheet in found.sheets for part in sheet.parts]
    return next(part for part in parts if isinstance(part, Chart))
