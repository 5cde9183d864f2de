"""Targets edited in place, pasted from a spreadsheet, taken back, and to and from workbooks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox, QLineEdit

from supervisor.performance import target_sheet as sheet
from supervisor.performance.target import Cell, Glide, Target, TargetRow
from tests.ui.exporting import export_to
from tests.ui.people.conftest import Seat
from ui.people.targets_page import TargetsPage
from ui.people.targets_work import Wanted

CSAT = TargetRow(Cell("csat"), Target(low=0.88))
AHT = TargetRow(Cell("aht", "billing", "New", "voice", date(2026, 11, 1)), Target(high=600))


@pytest.fixture
def page(seat: Seat) -> TargetsPage:
    found = seat.screen.show_tab("targets")
    assert isinstance(found, TargetsPage)
    seat.wait(lambda: found.empty.isVisible())
    found.save([Wanted(None, CSAT), Wanted(None, AHT)])
    seat.done("2 targets were changed.")
    seat.wait(lambda: found.model.rowCount() == 2)
    return found


def targets(page: TargetsPage) -> dict[str, Target]:
    return {row.cell.kpi: row.target for row in page.model.saved}


def row_of(page: TargetsPage, kpi: str) -> int:
    return next(place for place, line in enumerate(page.model.lines) if line.row.cell.kpi == kpi)


def choose(page: TargetsPage, row: int, column: int) -> None:
    page.view.setFocus()
    index = page.model.index(row, column)
    page.view.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)


def paste(page: TargetsPage, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    page.paste()


def test_the_model_answers_as_a_model_should(page: TargetsPage) -> None:
    QAbstractItemModelTester(page.model, page.model)
    page.model.add(TargetRow(Cell("fcr"), Target()))
    page.model.remove([2])


def test_a_written_figure_is_saved_at_once_and_taken_back(seat: Seat, page: TargetsPage) -> None:
    choose(page, row_of(page, "csat"), sheet.LOW)
    seat.qtbot.keyClicks(page.view, "9")
    seat.wait(lambda: isinstance(QGuiApplication.focusObject(), QLineEdit))  # not for a moment nothing
    field = QGuiApplication.focusObject()
    seat.qtbot.keyClicks(field, "0")
    seat.qtbot.keyClick(field, Qt.Key.Key_Return)
    undo = seat.done("1 target was changed.")
    seat.wait(lambda: targets(page)["csat"].low == 0.9)
    undo()
    seat.wait(lambda: targets(page)["csat"].low == 0.88)


def test_ctrl_z_takes_a_change_of_targets_back(seat: Seat, page: TargetsPage) -> None:
    page.model.write(row_of(page, "csat"), sheet.LOW, [["91%"]])
    seat.wait(lambda: targets(page)["csat"].low == 0.91)
    choose(page, 0, 0)
    seat.qtbot.keyClick(page.view, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    seat.wait(lambda: targets(page)["csat"].low == 0.88)


def test_what_cannot_stand_is_refused_with_its_cell(page: TargetsPage) -> None:
    assert not page.model.write(row_of(page, "csat"), sheet.LOW, [["often"]])
    assert "At least" in page.problem.text()
    assert "often" in page.problem.text()
    assert targets(page)["csat"].low == 0.88


def test_a_target_without_its_figure_cannot_be(page: TargetsPage) -> None:
    assert not page.model.write(row_of(page, "csat"), sheet.LOW, [[""]])
    assert page.problem.isVisible()


def test_a_range_is_pasted_as_one_step(seat: Seat, page: TargetsPage) -> None:
    row = row_of(page, "aht")
    choose(page, row, sheet.LOW)
    paste(page, "\t500\ts\t10\t900\t3\n")
    seat.done("1 target was changed.")
    seat.wait(lambda: targets(page)["aht"].high == 500)
    assert targets(page)["aht"].glide == Glide(900, 3)
    assert targets(page)["aht"].margin == 10


def test_rows_pasted_below_the_last_are_new_targets(seat: Seat, page: TargetsPage) -> None:
    choose(page, 0, 0)
    page.view.selectAll()
    page.copy()
    text = QGuiApplication.clipboard().text().replace("Satisfaction", "Quality score")
    page.view.clearSelection()
    paste(page, text + "\n" + text.splitlines()[-1].replace("Quality score", "Adherence"))
    seat.wait(lambda: {"qa_score", "adherence"} <= targets(page).keys())


def test_a_new_row_is_saved_when_it_is_whole(seat: Seat, page: TargetsPage) -> None:
    page.kpi.setCurrentIndex(page.kpi.findData("csat"))
    page.skill.setCurrentIndex(page.skill.findData("billing"))
    seat.qtbot.mouseClick(page.add, Qt.MouseButton.LeftButton)
    row = page.model.rowCount() - 1
    assert page.model.lines[row].row.cell == Cell("csat", "billing")
    page.model.write(row, sheet.BAND, [["Tenured"]])
    assert "not saved yet" in page.problem.text()
    page.model.write(row, sheet.LOW, [["90"]])
    seat.wait(lambda: any(one.cell == Cell("csat", "billing", "Tenured") for one in page.model.saved))
    assert all(line.old is not None for line in page.model.lines)


def test_a_cell_with_few_words_offers_them(seat: Seat, page: TargetsPage) -> None:
    index = page.model.index(row_of(page, "aht"), sheet.SKILL)
    page.view.edit(index)
    seat.wait(lambda: page.view.findChild(QComboBox) is not None)
    box = page.view.findChild(QComboBox)
    assert isinstance(box, QComboBox)
    assert [box.itemText(place) for place in range(box.count())] == ["all", "Billing"]


def test_filters_show_what_holds_for_them(page: TargetsPage) -> None:
    page.band.setCurrentIndex(page.band.findData("Tenured"))
    page.band.activated.emit(page.band.currentIndex())
    assert [line.row.cell.kpi for line in page.model.lines] == ["csat"]
    assert page.count.text() == "1 of 2"


def test_chosen_rows_are_removed_and_come_back(seat: Seat, page: TargetsPage) -> None:
    choose(page, row_of(page, "csat"), sheet.KPI)
    seat.qtbot.keyClick(page.view, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    undo = seat.done("1 target was changed.")
    seat.wait(lambda: "csat" not in targets(page))
    undo()
    seat.wait(lambda: "csat" in targets(page))


def test_targets_go_out_to_a_workbook_and_come_back_changed(
    seat: Seat, page: TargetsPage, tmp_path: Path
) -> None:
    path = tmp_path / "targets.xlsx"
    page.ask_where_to()
    said = export_to(page.out.dialog, path, seat.qtbot)
    assert said == "2 targets were written to targets.xlsx."
    import openpyxl

    book = openpyxl.load_workbook(path)
    rows = book.active
    assert rows is not None
    low = [cell.value for cell in rows[1]].index("At least") + 1
    csat = next(row for row in range(2, 4) if rows.cell(row, 1).value == "Satisfaction")
    rows.cell(csat, low).value = 0.93
    book.save(path)
    page.read_file(path)
    seat.wait(lambda: page.preview is not None)
    assert page.preview is not None
    assert "0 new, 1 changed, 1 as they are" in page.preview.summary.text()
    seat.qtbot.mouseClick(page.preview.take, Qt.MouseButton.LeftButton)
    seat.wait(lambda: targets(page)["csat"].low == 0.93)


def test_a_file_without_targets_is_refused_in_words(seat: Seat, page: TargetsPage, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Name,Team\nAnna,Red\n", encoding="utf-8")
    page.read_file(path)
    seat.wait(lambda: "no table of targets" in page.problem.text())
