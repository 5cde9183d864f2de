"""A sheet is read step by step: its columns, what its rows would come to, what was done, and taken back."""

from __future__ import annotations

from pathlib import Path

import xlsxwriter
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from supervisor.history.batch import Batch, batches
from supervisor.imports.mapping import Shape
from supervisor.imports.verdict import Found, Standing, Verdict
from supervisor.storage.database import open_centre, open_history
from tests.imports import made
from tests.ui.exporting import export_to
from tests.ui.imports.conftest import Seat, drop
from ui.imports.wizard import Wizard

Key = Qt.Key


def columns_of(seat: Seat, path: Path) -> Wizard:
    """The step of the columns, with the file dropped on the page."""
    wizard = seat.wizard
    drop(wizard, path)
    seat.wait(lambda: wizard.page is wizard.columns)
    return wizard


def preview_of(seat: Seat, path: Path, source: str = "acd") -> Wizard:
    wizard = columns_of(seat, path)
    wizard.columns.source.setFocus()
    seat.qtbot.keyClicks(wizard.columns.source, source)
    seat.click(wizard.columns.go_on)
    seat.wait(lambda: wizard.page is wizard.preview)
    return wizard


def shown(wizard: Wizard) -> str:
    """The name of the step in sight."""
    steps = ("start", "columns", "preview", "report")
    return next(name for name in steps if getattr(wizard, name) is wizard.page)


def imports_of(seat: Seat) -> tuple[Batch, ...]:
    """Those that stand, as the database says."""
    with open_history(seat.centre.url) as history, history.read() as db:
        return batches(db)


def people_sheet(path: Path) -> None:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    for row, cells in enumerate(
        (("姓名", "工号", "班组"), ("李静", "0013", "一组"), ("张伟", "0014", "二组"))
    ):
        sheet.write_row(row, 0, cells)
    book.close()


def broken(path: Path) -> None:
    """Three good rows, one with a time that nobody understands."""
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    rows = (
        ("日期", "工号", "姓名", "接听量", "通话时长"),
        ("2026-03-02", "0012", "王淼", 81, "3:22:10"),
        ("2026-03-02", "0013", "李静", 64, "2:51:09"),
        ("2026-03-02", "0014", "张伟", 77, "4:7x"),
        ("2026-03-02", "0015", "陈晨", 70, "3:01:00"),
    )
    for row, cells in enumerate(rows):
        sheet.write_row(row, 0, cells)
    book.close()


def test_a_sheet_is_read_and_taken_back(seat: Seat, tmp_path: Path) -> None:
    told = made.acd(tmp_path / "座席日报.xlsx")
    wizard = columns_of(seat, tmp_path / "座席日报.xlsx")
    QAbstractItemModelTester(wizard.columns.table.model)
    assert "Say which system" in wizard.columns.problem.text()
    assert not wizard.columns.go_on.isEnabled()
    seat.qtbot.waitUntil(wizard.columns.source.hasFocus)
    seat.qtbot.keyClicks(wizard.columns.source, "acd")
    assert not wizard.columns.problem.isVisible()
    seat.click(wizard.columns.go_on)
    seat.wait(lambda: wizard.page is wizard.preview)
    page = wizard.preview
    QAbstractItemModelTester(page.table.model)
    assert page.takes == len(told.by) == 35
    assert page.buttons["new"].text() == "new (35)"
    assert "The total in the sheet agrees" in page.summary.text()
    seat.qtbot.waitUntil(page.apply.hasFocus)
    seat.key(page.apply, Key.Key_Space)
    seat.wait(lambda: wizard.page is wizard.report)
    assert "35 new" in wizard.report.said.text()
    page_ = seat.list
    seat.wait(lambda: page_.table.arrangement.rows)
    (row,) = page_.table.arrangement.rows.values()
    assert (row.source, row.file) == ("acd", "座席日报.xlsx")
    wizard = seat.wizard
    seat.click(wizard.report.undo)
    seat.wait(wizard.report.back.isVisible)
    assert "Rows removed: 35;" in wizard.report.back.text()
    assert not wizard.report.undo.isVisible()
    seat.wait(lambda: [one.state for one in seat.screen.desk.known.batches] == ["undone"])


def test_the_next_sheet_of_the_kind_goes_straight_to_its_rows_and_shows_old_and_new(
    seat: Seat, tmp_path: Path
) -> None:
    made.acd(tmp_path / "march.xlsx")
    made.acd(tmp_path / "corrected.xlsx", correct={(1, 2): 7})
    wizard = preview_of(seat, tmp_path / "march.xlsx")
    seat.click(wizard.preview.apply)
    seat.wait(lambda: wizard.page is wizard.report)
    seat.click(wizard.report.another)
    assert wizard.page is wizard.start
    drop(wizard, tmp_path / "corrected.xlsx")
    seat.wait(lambda: wizard.page is wizard.preview)
    page = wizard.preview
    seat.click(page.buttons["changed"])
    rows = list(page.table.arrangement.shown_rows())
    assert {row.line.verdict for row in rows} == {Verdict.CHANGED}
    assert "→ 7" in page.table.as_text(rows)
    taken = page.takes
    seat.click(page.keep_old)
    assert page.takes == taken - len(rows)
    assert page.apply.text() == f"Take {page.takes} rows in"


def test_the_same_file_again_is_known_and_is_read_only_when_that_is_said(seat: Seat, tmp_path: Path) -> None:
    made.acd(tmp_path / "march.xlsx")
    wizard = preview_of(seat, tmp_path / "march.xlsx")
    seat.click(wizard.preview.apply)
    seat.wait(lambda: wizard.page is wizard.report)
    drop(wizard, tmp_path / "march.xlsx")
    seat.wait(lambda: wizard.page is wizard.preview)
    assert "already read" in wizard.preview.notes.text()
    assert not wizard.preview.apply.isEnabled()
    seat.click(wizard.preview.again)
    assert wizard.preview.apply.isEnabled()


def test_no_other_file_comes_between_the_columns_of_one_and_its_rows(seat: Seat, tmp_path: Path) -> None:
    broken(tmp_path / "day.xlsx")
    made.acd(tmp_path / "march.xlsx")
    wizard = columns_of(seat, tmp_path / "day.xlsx")
    seat.qtbot.keyClicks(wizard.columns.source, "acd")
    with open_centre(seat.centre.url) as database, database.write():  # the way to read it is not kept yet
        seat.click(wizard.columns.go_on)
        assert wizard.line.is_busy
        drop(wizard, tmp_path / "march.xlsx")
    seat.wait(lambda: wizard.page is wizard.preview)
    assert wizard.title.text() == "day.xlsx"


def test_a_row_is_left_by_space_and_only_the_others_are_taken(seat: Seat, tmp_path: Path) -> None:
    made.acd(tmp_path / "march.xlsx")
    wizard = preview_of(seat, tmp_path / "march.xlsx")
    table = wizard.preview.table
    table.view.setFocus()
    first = next(iter(table.arrangement.shown_rows()))
    table.select(first.key)
    seat.key(table.view, Key.Key_Space)
    assert wizard.preview.takes == 34
    seat.key(table.view, Key.Key_Space)
    assert wizard.preview.takes == 35
    seat.key(table.view, Key.Key_Space)
    seat.click(wizard.preview.apply)
    seat.wait(lambda: wizard.page is wizard.report)
    assert "34 rows were taken" in wizard.report.said.text()


def test_what_a_column_is_can_be_said_by_typing(seat: Seat, tmp_path: Path) -> None:
    broken(tmp_path / "day.xlsx")
    page = columns_of(seat, tmp_path / "day.xlsx").columns
    place = next(row.place for row in page.table.arrangement.rows.values() if row.column.title == "接听量")
    page.table.select(place)
    seat.key(page.table.view, Key.Key_Return)
    seat.qtbot.waitUntil(page.editor.role.hasFocus)
    line = page.editor.role.lineEdit()
    assert line is not None
    line.selectAll()
    seat.qtbot.keyClicks(line, "contacts off")
    completer = page.editor.role.completer()
    assert completer is not None
    popup = completer.popup()
    assert popup is not None
    seat.key(popup, Key.Key_Down)
    seat.key(popup, Key.Key_Return)
    assert page.mapping is not None
    assert page.mapping.columns[place].role == "n_offered"


def test_rows_that_are_wrong_are_saved_corrected_and_read_alone(seat: Seat, tmp_path: Path) -> None:
    from supervisor.imports.document import open_document

    broken(tmp_path / "day.xlsx")
    wizard = preview_of(seat, tmp_path / "day.xlsx")
    page = wizard.preview
    seat.click(page.buttons["not_understood"])
    (row,) = page.table.arrangement.shown_rows()
    assert "4:7x" in page.table.as_text([row])
    seat.click(page.save)
    export_to(wizard.asked_where, tmp_path / "to correct.xlsx", seat.qtbot)
    seat.done("1 row to correct is in")
    with open_document(tmp_path / "to correct.xlsx") as document:
        assert any(
            "4:7x" in str(cell) for one in document.grid(document.sheets[0].name).rows() for cell in one.cells
        )
    seat.click(page.apply)
    seat.wait(lambda: wizard.page is wizard.report)
    assert "1 row was left out" in wizard.report.said.text()
    drop(wizard, tmp_path / "to correct.xlsx")
    seat.wait(lambda: wizard.page is wizard.preview)
    assert page.takes == 0
    assert not page.apply.isEnabled()


def test_an_unknown_name_is_said_to_be_somebody_and_remembered(seat: Seat, tmp_path: Path) -> None:
    broken(tmp_path / "day.xlsx")
    wizard = preview_of(seat, tmp_path / "day.xlsx")
    page = wizard.preview
    seat.click(page.buttons["names"])
    names = page.names

    def said(text: str) -> Found:
        return next(one for one in names.table.arrangement.rows.values() if one.text == text)

    assert said("0012").standing is Standing.RECOGNISED
    assert said("0013").standing is Standing.UNKNOWN
    names.table.select(("agent", "0013"))
    seat.click(names.one.new)
    seat.wait(lambda: said("0013").is_now == "+" and not wizard.line.is_busy)
    names.table.select(("agent", "0015"))
    seat.click(names.one.nobody)
    seat.wait(lambda: said("0015").standing is Standing.IGNORED)
    seat.wait(lambda: not wizard.line.is_busy)
    seat.click(page.apply)
    seat.wait(lambda: wizard.page is wizard.report)
    assert "3 names are remembered" in wizard.report.said.text()
    assert seat.who("acd", "0012") == "王淼"
    assert seat.who("acd", "0013") == "李静"
    assert seat.who("acd", "0015") is None


def test_people_are_read_from_a_sheet_and_taken_back(seat: Seat, tmp_path: Path) -> None:
    people_sheet(tmp_path / "people.xlsx")
    seat.screen.read_sheet(Shape.PEOPLE)
    assert "People" in seat.wizard.start.about.text()
    wizard = preview_of(seat, tmp_path / "people.xlsx", "hr")
    assert wizard.preview.takes == 2
    seat.click(wizard.preview.apply)
    seat.wait(lambda: wizard.page is wizard.report)
    assert sorted(seat.people().values()) == sorted(["王淼", "李静", "张伟"])
    seat.click(wizard.report.undo)
    seat.wait(wizard.report.back.isVisible)
    assert list(seat.people().values()) == ["王淼"]


def test_a_file_that_is_no_sheet_is_refused_in_words(seat: Seat, tmp_path: Path) -> None:
    (tmp_path / "picture.xlsx").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(500))
    wizard = seat.wizard
    drop(wizard, tmp_path / "picture.xlsx")
    seat.qtbot.waitUntil(lambda: bool(seat.refused))
    assert wizard.page is wizard.start
    assert not wizard.line.is_busy
    seat.refused.clear()


def test_escape_ends_what_is_under_way_and_then_goes_a_step_back(seat: Seat, tmp_path: Path) -> None:
    made.acd(tmp_path / "march.xlsx")
    wizard = preview_of(seat, tmp_path / "march.xlsx")
    with open_history(seat.centre.url) as history, history.write():  # nobody else writes meanwhile
        seat.click(wizard.preview.apply)
        assert wizard.line.isVisible()
        seat.key(wizard, Key.Key_Escape)
        assert not wizard.line.cancel.isEnabled()
    seat.done("Nothing was written")
    assert not wizard.line.is_busy
    assert shown(wizard) == "preview"
    with seat.qtbot.waitSignal(seat.screen.desk.known_changed):
        seat.screen.desk.read()
    assert seat.screen.desk.known.batches == ()
    seat.key(wizard, Key.Key_Escape)
    assert shown(wizard) == "columns"
    seat.key(wizard, Key.Key_Escape)
    assert shown(wizard) == "start"


def test_escape_comes_too_late_for_rows_that_are_written_and_says_so(seat: Seat, tmp_path: Path) -> None:
    made.acd(tmp_path / "march.xlsx")
    wizard = preview_of(seat, tmp_path / "march.xlsx")
    with open_centre(seat.centre.url) as database, database.write():  # their names wait for this
        seat.click(wizard.preview.apply)
        seat.wait(lambda: imports_of(seat))
        seat.key(wizard, Key.Key_Escape)
    seat.wait(lambda: wizard.page is wizard.report)
    assert wizard.report.undo.isVisible()
    assert "1 name is remembered" in wizard.report.said.text()


def test_another_sheet_waits_for_the_one_that_is_being_written(seat: Seat, tmp_path: Path) -> None:
    made.acd(tmp_path / "march.xlsx")
    wizard = preview_of(seat, tmp_path / "march.xlsx")
    with open_history(seat.centre.url) as history, history.write():
        seat.click(wizard.preview.apply)
        seat.screen.desk.file_wanted.emit()
        assert wizard.line.is_busy
    seat.wait(lambda: wizard.page is wizard.report)


def test_the_form_is_written_and_read_without_a_question(seat: Seat, tmp_path: Path) -> None:
    wizard = seat.wizard
    seat.click(wizard.start.form)
    export_to(wizard.start.asked_where, tmp_path / "form.xlsx", seat.qtbot)
    seat.done("The form is in")
    drop(wizard, tmp_path / "form.xlsx")
    seat.wait(lambda: wizard.page is wizard.preview)
    assert wizard.preview.takes == 0


def test_ways_to_read_travel_in_a_file_and_are_forgotten_and_taken_back(seat: Seat, tmp_path: Path) -> None:
    broken(tmp_path / "day.xlsx")
    wizard = preview_of(seat, tmp_path / "day.xlsx")
    seat.key(wizard, Key.Key_Escape)
    seat.key(wizard, Key.Key_Escape)
    start = wizard.start
    seat.wait(lambda: start.table.arrangement.rows)
    (name,) = start.table.arrangement.rows
    start.ask_export()
    export_to(start.asked_where, tmp_path / "ways.json", seat.qtbot)
    seat.done("1 way to read sheets is in")
    start.table.select(name)
    seat.key(start.table.view, Key.Key_Delete)
    undo = seat.done("is forgotten")
    seat.wait(lambda: not start.table.arrangement.rows)
    undo()
    seat.wait(lambda: start.table.arrangement.rows)
    start.table.select(name)
    seat.click(start.forget)
    seat.wait(lambda: not start.table.arrangement.rows)
    start.take_ways_in(tmp_path / "ways.json")
    seat.done("Kept: ")
    seat.wait(lambda: list(start.table.arrangement.rows) == [name])
