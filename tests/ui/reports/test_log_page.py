"""The log: who took what, when, and where to; nothing of it goes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from sqlalchemy import Connection

from supervisor.reports.log import Facts, note_export, note_failed
from supervisor.storage.changes import Changes
from tests.ui.exporting import export_to
from tests.ui.reports.conftest import NOW, Seat
from ui.reports.log_page import title_of
from ui.widgets.table.export import Exporter


def take(db: Connection, what: str, title: str, path: str, *, personal: bool = True) -> tuple[Changes, int]:
    facts = Facts(title=title, path=path, rows=7)
    return note_export(db, what=what, who="Wang Wei", at=NOW, personal=personal, facts=facts)


def test_before_anything_left_the_way_leads_to_making_a_report(seat: Seat) -> None:
    page = seat.log()
    assert "No file has left the program yet." in page.table.empty.findChildren(type(page.help))[0].text()
    seat.qtbot.mouseClick(page.table.empty.button, Qt.MouseButton.LeftButton)
    assert seat.screen.current == "make"


def test_what_left_is_listed_with_what_became_of_it(seat: Seat) -> None:
    page = seat.log()
    QAbstractItemModelTester(page.table.model, page.table.model)
    noted: list[tuple[Changes, int]] = []
    seat.centre.jobs.write(take, "review", "月度运营分析", str(seat.folder / "gone.xlsx")).then(noted.append)
    seat.centre.jobs.write(take, "agents", "Agents", str(seat.folder / "a.csv"), personal=False)
    seat.qtbot.waitUntil(lambda: bool(noted))
    seat.centre.jobs.write(note_failed, noted[0][1], who="Wang Wei", at=NOW, why="The disk was full.")
    table = page.table
    seat.qtbot.waitUntil(lambda: any(one.failed for one in table.arrangement.rows.values()))
    rows = list(table.arrangement.shown_rows())
    assert sorted(title_of(one) for one in rows) == ["Agents", "Monthly review"]  # in the language in use
    table.choose("kind", ["table"])
    assert [title_of(one) for one in table.arrangement.shown_rows()] == ["Agents"]
    table.choose("kind", [])
    table.look_for("disk")
    (row,) = table.arrangement.shown_rows()
    assert row.facts.rows == 7
    table.opened.emit(row)
    assert seat.said == ["The disk was full."]


def test_the_log_itself_leaves_as_a_table_and_notes_that(seat: Seat) -> None:
    page = seat.log()
    seat.centre.jobs.write(take, "review", "", str(seat.folder / "a.xlsx"))
    seat.qtbot.waitUntil(lambda: len(page.table.arrangement.rows) == 1)
    seat.qtbot.keyClick(page.table.view, Qt.Key.Key_E, Qt.KeyboardModifier.ControlModifier)
    exporter = page.table.findChild(Exporter)
    assert isinstance(exporter, Exporter)
    said = export_to(exporter.dialog, seat.folder / "log.xlsx", seat.qtbot)
    assert said.startswith("1 row written to ")
    seat.qtbot.waitUntil(lambda: len(page.table.arrangement.rows) == 2)
