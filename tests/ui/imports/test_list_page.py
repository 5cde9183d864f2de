"""The list of imports, one of them in the drawer, and taking it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from sqlalchemy import insert

from supervisor.history import batch as batches
from supervisor.history.batch import Kind, State
from supervisor.history.names import Names
from supervisor.storage.database import open_history
from supervisor.storage.history_tables import history_bad, history_count
from tests.ui.imports.conftest import NOW, Seat
from ui.centre import OpenCentre
from ui.imports.list_page import ListPage

DAY = date(2026, 11, 2)
COLUMNS = ("day", "span", "source", "login", "channel", "queue", "type", "n_answered")


@pytest.fixture
def imported(centre: OpenCentre) -> None:
    """Import 1 tells of two agents, import 2 corrects one of them; a day came live."""
    with open_history(centre.url) as history, history.write() as db:
        names = Names()
        source = names.number(db, "source", "", "acd")
        logins = [names.number(db, "login", "acd", login) for login in ("8001", "8002")]
        nothing = names.number(db, "queue", "acd", "")
        for number, rows in enumerate(([(0, 40), (1, 50)], [(1, 55)]), start=1):
            made = batches.begin(db, Kind.TABLE, "acd", at=NOW, who="zhou", file=f"day {number}.xlsx")
            written = batches.write(
                db,
                history_count,
                COLUMNS,
                [(DAY, "D", source, logins[who], "voice", nothing, nothing, count) for who, count in rows],
                made,
            )
            facts = {
                "rows": len(rows),
                "left_out": 1,
                "rows_new": written.new,
                "rows_changed": written.changed,
            }
            batches.note(db, made, state=State.DONE, at=NOW, facts={**facts, "rows_same": 0})
        bad = {"batch": 1, "file": "day 1.xlsx", "line": 7, "sheet": "Days", "column": "Talk time"}
        db.execute(insert(history_bad).values(**bad, value="4:7x", problem="no_login"))
        live = batches.begin(db, Kind.LIVE, "pbx", at=NOW, who="collector")
        batches.note(db, live, state=State.DONE, at=NOW)


@pytest.fixture
def page(imported: None, seat: Seat) -> ListPage:
    page = seat.list
    seat.screen.desk.read()
    seat.wait(lambda: page.table.arrangement.rows)
    page.table.view.setFocus()
    return page


def test_what_came_by_itself_is_shown_only_when_it_is_asked_for(seat: Seat, page: ListPage) -> None:
    QAbstractItemModelTester(page.table.model)
    assert [row.id for row in page.table.arrangement.shown_rows()] == [2, 1]
    seat.click(page.all_kinds)
    assert [row.id for row in page.table.arrangement.shown_rows()] == [3, 2, 1]


def test_enter_opens_an_import_with_what_it_left_out(seat: Seat, page: ListPage) -> None:
    page.table.select(1)
    seat.key(page.table.view, Qt.Key.Key_Return)
    one = page.one
    seat.wait(lambda: one.bad.arrangement.rows)
    (bad,) = one.bad.arrangement.rows.values()
    assert (bad.line, bad.value, bad.problem) == (7, "4:7x", "There is no name or number of an agent.")
    assert "Rows taken: 2" in one.report.text()
    assert one.undo_words.text().startswith("Takes 2 new rows away and restores 0 changed ones.")


def test_what_a_later_import_changed_is_left_alone_and_listed(seat: Seat, page: ListPage) -> None:
    page.show_import(1)
    seat.qtbot.waitUntil(page.one.undo.hasFocus)
    seat.key(page.one.undo, Qt.Key.Key_Space)
    seat.done("Import 1 was taken back.")
    assert page.one.result.text() == (
        "Taken back. Rows removed: 1; as they were before: 0."
        " 1 row was left alone, because a later import changed it."
    )
    (left,) = page.one.left.arrangement.rows.values()
    assert left.by == 2
    assert "8002" in left.row
    seat.wait(lambda: [one.state for one in seat.screen.desk.known.batches if one.id == 1] == [State.UNDONE])
    assert not page.one.undo.isVisible()


def test_a_day_that_was_heard_live_is_not_taken_back(seat: Seat, page: ListPage) -> None:
    page.show_import(3)
    assert page.all_kinds.isChecked()
    assert not page.one.undo.isVisible()


def test_without_imports_the_page_says_so_and_leads_to_a_sheet(
    open_floor: Callable[..., OpenCentre], seat: Seat
) -> None:
    page = seat.list
    assert page.table.empty.isVisible()
    seat.click(page.table.empty.button)
    assert seat.screen.current == "sheet"
