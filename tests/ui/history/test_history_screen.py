"""The past looked at by keys and mouse: the figures that the history gives, and the contacts behind them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from supervisor.history.period import Every
from supervisor.history.queue_figures import QueueQuestion, queue_figures
from supervisor.people.store import read_roll
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import open_centre, open_history
from tests.ui.history.conftest import TODAY, Seat
from ui.history.agents_page import AgentsPage
from ui.history.asked import Asked, Days
from ui.history.contacts_page import ContactsPage
from ui.history.heat_map import HeatMap
from ui.history.queues_page import QueuesPage
from ui.history.week_page import WeekPage

Key = Qt.Key


def queues(seat: Seat) -> QueuesPage:
    page = seat.screen.show_tab("queues")
    assert isinstance(page, QueuesPage)
    seat.wait(lambda: page.table.arrangement.rows and page.curve._points)
    return page


def contacts(seat: Seat) -> ContactsPage:
    page = seat.screen.page("contacts")
    assert isinstance(page, ContactsPage)
    seat.wait(lambda: page.table.arrangement.rows and not page._asking.is_asking)
    return page


def test_the_table_says_what_the_history_says(seat: Seat, demo_url: str) -> None:
    page = queues(seat)
    QAbstractItemModelTester(page.table.model)
    with open_centre(demo_url) as centre, centre.read() as db:
        roll, settings = read_roll(db), load_centre(db)
    asked = QueueQuestion(Asked(Days.LAST_7).period(TODAY))
    with open_history(demo_url) as history, history.read() as db:
        figures = queue_figures(db, roll, settings, asked)
    shown = {row.key: row.values for row in page.table.arrangement.rows.values()}
    assert len(shown) == len(figures.lines) > 12
    for place, line in enumerate(figures.lines):
        assert shown[line.kind.value, line.source, line.id, line.name] == figures.row(place, 0)


def test_another_line_has_another_curve(seat: Seat) -> None:
    page = queues(seat)
    everything = page.curve._points
    page.table.view.setFocus()

    seat.qtbot.keyClick(page.table.view, Key.Key_Down)

    seat.wait(lambda: page.whose.text() != "All queues" and page.curve._points != everything)
    known = [point.value for point in page.curve._points if point.value is not None]
    assert len(known) == 2


def test_from_a_line_to_its_contacts_and_back(seat: Seat) -> None:
    page = queues(seat)
    row = next(row for row in page.table.arrangement.rows.values() if row.name == "Billing")
    page.table.select(row.key)
    page.table.view.setFocus()

    seat.qtbot.keyClick(page.table.view, Key.Key_Return)

    behind = contacts(seat)
    assert seat.screen.current == "contacts"
    assert behind.about.text() == "Billing"
    assert behind._page.total == row.values["entries"]
    assert {line.queue for line in behind._page.lines} == {"Billing"}
    seat.qtbot.keyClick(behind.table.view, Key.Key_Left, Qt.KeyboardModifier.AltModifier)
    seat.wait(lambda: seat.screen.current == "queues")


def test_from_a_point_of_the_curve_to_the_contacts_of_that_day(seat: Seat) -> None:
    page = queues(seat)
    place = next(
        at for at, bucket in enumerate(page._series.buckets) if bucket.first == TODAY - timedelta(days=2)
    )
    page.curve.setFocus()
    seat.qtbot.keyClick(page.curve, Key.Key_Home)
    for _step in range(place):
        seat.qtbot.keyClick(page.curve, Key.Key_Right)

    seat.qtbot.keyClick(page.curve, Key.Key_Return)

    behind = contacts(seat)
    zone = seat.screen.desk.zone
    assert {line.entered.astimezone(zone).date() for line in behind._page.lines} == {date(2026, 11, 21)}


def test_one_contact_is_told_from_its_queue_to_its_end(seat: Seat) -> None:
    seat.screen.show_tab("contacts")
    page = contacts(seat)
    line = next(line for line in page._page.lines if line.outcome == "answered" and line.hold_s)
    page.table.select((line.source, line.contact, line.queue, line.entered))
    page.table.view.setFocus()

    seat.qtbot.keyClick(page.table.view, Key.Key_Return)

    seat.wait(lambda: page.split.is_open and len(page.contact.table.arrangement.rows) >= 4)
    told = [row.what for row in page.contact.table.arrangement.rows.values()]
    assert told[0] == f"Entered {line.queue}"
    assert "Answered, after waiting" in told
    seat.wait(lambda: not page.contact._asking.is_asking)
    QTest.keyClick(page.contact.table.view, Key.Key_Escape)
    seat.wait(lambda: not page.split.is_open)


def test_contacts_are_filtered_and_turned_page_by_page(seat: Seat) -> None:
    seat.screen.show_tab("contacts")
    page = contacts(seat)
    total = page._page.total
    assert total is not None
    seat.qtbot.mouseClick(page.on, Qt.MouseButton.LeftButton)
    seat.wait(lambda: page._page.page == 1)
    assert page.place.text() == f"501–1,000 of {total:,}"

    page.outcome.setCurrentIndex(page.outcome.findData("abandoned"))
    page.outcome.activated.emit(page.outcome.currentIndex())

    seat.wait(lambda: page._page.total != total)
    assert {line.outcome for line in page._page.lines} == {"abandoned"}
    number = page._page.lines[0].number
    page.number.setFocus()
    seat.qtbot.keyClicks(page.number, number)
    seat.qtbot.keyClick(page.number, Key.Key_Return)
    seat.wait(lambda: {line.number for line in page._page.lines} == {number})


def test_the_week_is_walked_through_and_opened_by_keys(seat: Seat) -> None:
    page = seat.screen.show_tab("week")
    assert isinstance(page, WeekPage)
    seat.wait(lambda: page.stack.currentWidget() is page.map)
    page.map.setFocus()
    page.map.choose(5, 10)
    seat.qtbot.keyClick(page.map, Key.Key_Right)
    assert page.map.current == (5, 11)  # Saturday
    assert "Sat, 11:00–12:00" in page.map.accessibleDescription()

    seat.qtbot.keyClick(page.map, Key.Key_Return)

    behind = contacts(seat)
    hours = {line.entered.astimezone(seat.screen.desk.zone).hour for line in behind._page.lines}
    assert hours == {11}


def test_everybody_is_there_and_one_person_day_by_day(seat: Seat) -> None:
    page = seat.screen.show_tab("agents")
    assert isinstance(page, AgentsPage)
    seat.wait(lambda: page._told.lines)
    table = page.table
    assert table is not None
    assert len(table.arrangement.rows) > 80
    row = max(table.arrangement.rows.values(), key=lambda row: row.values["n_answered"] or 0)
    table.select(row.key)
    table.view.setFocus()

    seat.qtbot.keyClick(table.view, Key.Key_Return)

    seat.wait(lambda: page.person.days.arrangement.rows)
    days = page.person.days.arrangement.rows.values()
    assert sum(day.values["n_answered"] or 0 for day in days) == row.values["n_answered"]
    assert page.person.states.arrangement.rows
    assert page.person.spans.arrangement.rows


def test_the_days_before_and_after(seat: Seat) -> None:
    queues(seat)
    bar = seat.screen.bar
    before = seat.screen.desk.asked.period(TODAY)
    bar.earlier()
    assert seat.screen.desk.asked.period(TODAY).last == before.first - timedelta(days=1)
    bar.later()
    bar.later()
    assert seat.screen.desk.asked.period(TODAY) == before


def test_a_long_time_is_cut_by_day_and_says_so(seat: Seat) -> None:
    queues(seat)
    said: list[str] = []
    seat.screen.noticed.connect(lambda words, _undo: said.append(words))
    seat.screen.desk.ask(Asked(Days.LAST_90))
    bar = seat.screen.bar

    bar.every.setCurrentIndex(bar.every.findData(Every.HALF.value))
    bar.every.activated.emit(bar.every.currentIndex())

    assert seat.screen.desk.asked.every is Every.DAY
    assert said
    assert bar.every.currentData() == Every.DAY.value


def test_what_was_asked_is_remembered(seat: Seat) -> None:
    from ui.history.desk import HistoryDesk

    seat.screen.desk.ask(Asked(Days.LAST_MONTH, every=Every.WEEK))
    again = HistoryDesk(seat.centre, seat.screen._machine)
    assert again.asked == Asked(Days.LAST_MONTH, every=Every.WEEK)
    again.deleteLater()


@pytest.mark.usefixtures("dressed")
def test_a_cell_without_facts_is_no_pale_cell(qtbot: object) -> None:
    heat = HeatMap()
    values = [[None if hour < 8 else float(hour) for hour in range(24)] for _day in range(7)]
    values[3][12] = None
    heat.show_values("Offered", values, lambda value: "–" if value is None else f"{value:.0f}")
    heat.resize(900, 360)
    assert heat._cell_at(QPointF(heat._cell(0, 8).center())) == (0, 8)  # hours nobody knows are left out
    heat.choose(3, 12)
    assert heat.accessibleDescription() == "Thu, 12:00–13:00: –"
    heat.deleteLater()
