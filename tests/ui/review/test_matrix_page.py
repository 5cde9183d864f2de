"""The matrix by keys and mouse: whom it shows together, what it says of a cell, and where it leads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import QPoint, Qt, QUrl
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QMenu

from supervisor.performance.amount import amount
from supervisor.performance.kpi import BY_ID
from supervisor.review.derivation import derive
from supervisor.review.matrix import EVERYBODY, matrix
from supervisor.review.monthly import MonthlyReview
from supervisor.workbook.table import write_table
from tests.ui.review.conftest import Seat
from ui.review import matrix_file, matrix_words
from ui.review.matrix_model import FIXED, NAME, TEAM, Sorting
from ui.review.matrix_page import MatrixPage
from ui.review.sample import sample_matrix
from ui.review.work import MatrixPacked, MatrixTold
from ui.theme import State

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier


def page_of(seat: Seat) -> MatrixPage:
    page = seat.screen.page("matrix")
    assert isinstance(page, MatrixPage)
    return page


def names(page: MatrixPage) -> list[str]:
    model = page.table.model
    return [model.fixed(row)[NAME] for row in model.lines if row >= 0]


def test_only_people_of_one_skill_group_and_channel_stand_together(seat: Seat) -> None:
    page = page_of(seat)
    QAbstractItemModelTester(page.table.model)
    group = None
    seen = set()
    for line in range(page.table.model.rowCount()):
        heading = page.table.model.group(line)
        if heading is not None:
            assert heading.key not in seen
            seen.add(group := heading.key)
            continue
        who = page.table.model.standing(line)
        assert who is not None
        assert (who.unit.skill, who.unit.channel) == group
    assert len(seen) == 3


def test_a_heading_adds_sums_and_divides_then(seat: Seat, review: MonthlyReview) -> None:
    model = page_of(seat).table.model
    for figure in matrix(review).groups:
        at = next(at for at, group in enumerate(model.groups) if group.key == (figure.skill, figure.channel))
        column = [kpi.id for kpi in model.kpis].index(figure.kpi)
        assert model.pooled(at, column).value == pytest.approx(figure.values[-1])


def test_a_filter_leaves_those_it_names_and_says_how_many(seat: Seat) -> None:
    page = page_of(seat)
    page.bar.chips["teams"].chosen.emit(frozenset({"t0"}))
    shown = [page.table.model.standing(line) for line in range(page.table.model.rowCount())]
    assert {who.team for who in shown if who is not None} == {"t0"}
    count = page.table.model.shown
    assert f"{count} of 40 people" in page.note.text()
    assert page.bar.words() == "Team: Red"

    page.bar.search.setFocus()
    seat.qtbot.keyClicks(page.bar.search, names(page)[0])
    seat.qtbot.waitUntil(lambda: page.table.model.shown == 1)
    assert seat.screen.desk.which.teams == {"t0"}
    seat.qtbot.keyClick(page.bar.search, Key.Key_Down)
    assert page.table.figures.hasFocus()
    seat.qtbot.keyClick(page.table.figures, Key.Key_F, CTRL)
    assert page.bar.search.hasFocus()
    seat.qtbot.keyClick(page.bar.search, Key.Key_Escape)
    assert page.table.model.shown == count


def test_the_order_of_a_figure_stays_within_the_group_and_bears_no_numbers(seat: Seat) -> None:
    page = page_of(seat)
    header = page.table.figures.header
    fcr = len(FIXED) + [kpi.id for kpi in page.table.model.kpis].index("fcr")
    at = QPoint(header.sectionViewportPosition(fcr) + 20, header.height() // 2)
    seat.qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)

    assert page.table.model.sorting == Sorting("fcr", False)
    matrix_ = page.table.model.matrix
    assert matrix_ is not None
    for group in page.table.model.groups:
        values = [matrix_.columns[fcr - len(FIXED)].value[-1][row] for row in group.rows]
        known = [value for value in values if value == value]
        assert known == sorted(known)
        assert values[: len(known)] == known  # the unknown ones come last
    page.table.figures.setFocus()
    page.table.select(seat.review.units[0].unit, "fcr")
    seat.qtbot.keyClick(page.table.figures, Key.Key_Down, CTRL | Qt.KeyboardModifier.ShiftModifier)
    assert page.table.model.sorting == Sorting("fcr", True)
    assert page.table.current[0] == seat.review.units[0]  # the keyboard stays with the person
    assert page.table.model.title(NAME) == "Full name"
    assert not any(page.table.model.text(1, column).startswith("1.") for column in range(len(FIXED)))


def test_the_keyboard_walks_from_names_to_figures_and_opens_both(seat: Seat) -> None:
    page, desk = page_of(seat), seat.screen.desk
    view = page.table.figures
    view.setFocus()
    page.table.select(seat.review.units[0].unit, "fcr")

    seat.qtbot.keyClick(view, Key.Key_Left)
    assert view.currentIndex().column() == len(FIXED) - 1  # in the part that stays
    seat.qtbot.keyClick(view, Key.Key_Return)
    assert seat.screen.current == "person"
    assert desk.unit == seat.review.units[0].unit

    seat.screen.show_tab("matrix")
    assert view.hasFocus()
    seat.qtbot.keyClick(view, Key.Key_Right)
    seat.qtbot.keyClick(view, Key.Key_Down)
    seat.qtbot.keyClick(view, Key.Key_Return)
    assert (desk.unit, desk.kpi) == (seat.review.units[1].unit, "fcr")
    assert seat.screen.split.is_open
    seat.qtbot.keyClick(view, Key.Key_Escape)
    assert not seat.screen.split.is_open
    assert view.hasFocus()
    seat.qtbot.keyClick(view, Key.Key_Return, CTRL)
    assert seat.screen.current == "person"


def test_a_heading_folds_and_unfolds_its_people(seat: Seat) -> None:
    page = page_of(seat)
    view, model = page.table.figures, page.table.model
    before = model.rowCount()
    view.setFocus()
    view.setCurrentIndex(model.index(0, len(FIXED)))
    seat.qtbot.keyClick(view, Key.Key_Return)
    assert model.rowCount() == before - len(model.groups[0].rows)
    assert model.shown == 40
    seat.qtbot.keyClick(view, Key.Key_Return)
    assert model.rowCount() == before


def test_a_cell_says_in_words_what_its_sign_says(seat: Seat, review: MonthlyReview) -> None:
    table = matrix(review)
    words = {State.CRITICAL: "every month of the rule", State.WARN: "target missed"}
    signs = set()
    for at, column in enumerate(table.columns):
        kpi = BY_ID[column.kpi]
        for row in range(len(table.rows)):
            cell = table.cell(row, at)
            said, sign = matrix_words.spoken(kpi, cell), matrix_words.sign_of(cell)
            if cell.values[-1] is None:
                assert said.endswith("nothing known")
            elif sign is not None:
                assert words[sign] in said
            else:
                assert "missed" not in said
                assert "rule" not in said
            signs.add(sign)
    assert signs == {State.CRITICAL, State.WARN, None}
    model = page_of(seat).table.model
    spoken = QAccessible.queryAccessibleInterface(page_of(seat).table.figures).focusChild()
    assert spoken is not None
    assert spoken.text(QAccessible.Text.Name).startswith(
        f"{names(page_of(seat))[0]}. First-contact resolution"
    )
    about = model.about(1, len(FIXED))
    cell = table.cell(model.lines[1], 0)
    for part in (amount(BY_ID["fcr"], cell.values[-1]), "95 %", "at least 84.5 %", BY_ID["fcr"].meaning):
        assert part in about


def test_what_is_copied_bears_its_titles(seat: Seat) -> None:
    page = page_of(seat)
    view = page.table.figures
    view.setFocus()
    page.table.select(seat.review.units[0].unit)
    seat.qtbot.keyClick(view, Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    seat.qtbot.keyClick(view, Key.Key_C, CTRL)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0].split("\t")[:5] == ["Full name", "Team", "Tenure", "Work", "First-contact resolution"]
    assert [line.split("\t")[NAME] for line in lines[1:]] == names(page)[:2]


def test_a_column_is_chosen_and_remembered(seat: Seat) -> None:
    page = page_of(seat)
    page.columns.menu().aboutToShow.emit()
    action = next(
        one for one in page.columns.menu().actions() if one.isCheckable() and one.text() == "Satisfaction"
    )
    assert action.isChecked()
    action.trigger()
    assert page._kpis is not None
    assert "csat" not in page._kpis
    page.show_told(sample_matrix(seat.review, page._kpis))
    assert "csat" not in [kpi.id for kpi in page.table.model.kpis]
    again = MatrixPage(seat.screen.desk, seat.screen)
    assert again._kpis == page._kpis
    again.deleteLater()


def test_who_is_filtered_away_comes_back_by_one_button(seat: Seat) -> None:
    page = page_of(seat)
    assert not page.everybody.isVisible()
    seat.screen.desk.filter(replace(EVERYBODY, text="nobody of this name"))
    assert "Nobody fits the filters." in page.note.text()
    seat.qtbot.mouseClick(page.everybody, Qt.MouseButton.LeftButton)
    assert page.table.model.shown == 40
    assert page.bar.search.text() == ""


def test_where_nothing_is_wanted_the_way_leads_to_targets(seat: Seat) -> None:
    page = page_of(seat)
    assert not page.to_targets.isVisible()
    told = sample_matrix(seat.review)
    page.show_told(MatrixTold(told.matrix, tuple(replace(offer, wanted_of=0) for offer in told.offers)))
    with seat.qtbot.waitSignal(seat.screen.targets_wanted):
        seat.qtbot.mouseClick(page.to_targets, Qt.MouseButton.LeftButton)


def test_where_nothing_is_known_the_way_leads_to_an_import(seat: Seat) -> None:
    page = page_of(seat)
    told = sample_matrix(seat.review)
    page.show_told(replace(told, matrix=replace(told.matrix, rows=())))
    assert page.empty.isVisible()
    with seat.qtbot.waitSignal(seat.screen.import_wanted):
        seat.qtbot.mouseClick(page.empty.button, Qt.MouseButton.LeftButton)


def test_the_months_are_turned_by_keys(seat: Seat) -> None:
    screen = seat.screen
    assert screen.month.currentText() == "2026-10"
    seat.qtbot.keyClick(page_of(seat).table.figures, Key.Key_Left, CTRL)
    assert screen.desk.month == date(2026, 9, 1)
    assert screen.month.currentText() == "2026-09"
    seat.qtbot.keyClick(page_of(seat).table.figures, Key.Key_Right, CTRL)
    assert screen.desk.looked.month is None  # the newest whole month, also when another has passed


def test_a_file_holds_the_sums_and_without_names_nobody(review: MonthlyReview, tmp_path: Path) -> None:
    found = matrix(review, EVERYBODY, ["fcr"])
    for named in (True, False):
        headings, rows = matrix_file.table(found, [BY_ID["fcr"]], named=named)
        path = tmp_path / f"{named}.xlsx"
        write_table(path, "Review", headings, rows, (), ZoneInfo("UTC"))
        sheet = list(load_workbook(path).worksheets[0].iter_rows(values_only=True))
        titles = [str(title) for title in sheet[0]]
        above, below = (
            titles.index(f"First-contact resolution, {what}") for what in ("numerator", "denominator")
        )
        value = titles.index("First-contact resolution, 2026-10")
        for row in sheet[1:]:
            if isinstance(row[value], int | float):
                assert row[value] == pytest.approx(float(str(row[above])) / float(str(row[below])))
        told = {str(text) for row in sheet for text in row}
        assert (review.units[0].name in told) is named
        assert (review.units[0].number in told) is named


def test_the_menu_leads_to_the_person_and_to_how_it_came_about(seat: Seat) -> None:
    page = page_of(seat)
    page.table.select(seat.review.units[2].unit, "aht")
    page.table.menu_asked.emit(QPoint(0, 0))
    menu = page.findChildren(QMenu)[-1]
    texts = [action.text() for action in menu.actions()]
    assert texts[:2] == ["The person (Ctrl+Enter)", "How this came about (Enter)"]
    menu.actions()[1].trigger()
    assert seat.screen.split.is_open
    assert seat.screen.desk.kpi == "aht"
    menu.close()


def test_teams_are_in_order_too(seat: Seat) -> None:
    page = page_of(seat)
    page.table.sort_by(Sorting(TEAM, True))
    first = [page.table.model.fixed(row)[TEAM] for row in page.table.model.groups[0].rows]
    assert first == sorted(first, reverse=True)


def test_an_answer_is_unpacked_in_turns_and_the_same_one_changes_nothing(seat: Seat) -> None:
    page = page_of(seat)
    told = sample_matrix(seat.review)
    packed = MatrixPacked.of(told)
    *waits, whole = packed.unpack()
    assert not any(waits)
    assert whole is not None
    assert (whole.matrix.rows, whole.offers) == (told.matrix.rows, told.offers)

    page._take(packed)
    seat.qtbot.waitUntil(lambda: not page._turn.isActive())
    assert page._told is not told
    shown = page._told
    page._take(MatrixPacked.of(told))
    assert page._told is shown
    assert not page._turn.isActive()


def test_a_derivation_leads_on_to_the_contacts_of_each_month(seat: Seat) -> None:
    unit = seat.review.units[1].unit
    told = seat.screen.derivation
    seat.screen.show_derivation(unit, "fcr")
    told.show_derivation(derive(seat.review, "fcr", unit))
    text = told.toPlainText()
    for part in ("What was counted", "Months in a row", "Answer", "2026-10"):
        assert part in text
    assert seat.screen.split.drawer.title.text() == "First-contact resolution"

    with seat.qtbot.waitSignal(seat.screen.contacts_wanted) as wanted:
        told.anchorClicked.emit(QUrl("contacts:2"))
    asked, about = wanted.args
    assert (asked.person, asked.period.first) == (unit.person, date(2026, 10, 1))
    assert about.startswith("First-contact resolution")


def test_the_heading_stays_over_its_people_and_can_be_used_there(seat: Seat) -> None:
    page = page_of(seat)
    view, model = page.table.figures, page.table.model
    high = view.pen.height
    page.table.names.verticalScrollBar().setValue(5 * high + 3)
    assert view.verticalScrollBar().value() == 5 * high + 3  # both parts go together
    assert view._staying() == (0, 0)
    assert view.indexAt(QPoint(20, high // 2)).row() == 0

    view.setCurrentIndex(model.index(3, len(FIXED)))
    assert view.verticalScrollBar().value() == 2 * high  # not under the heading
    second = model.heads[1]
    view.verticalScrollBar().setValue(second * high - high // 2)
    assert view._staying() == (0, high // 2 - high)  # the next one pushes it out

    view.verticalScrollBar().setValue(4 * high + 1)
    seat.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, high // 2))
    assert model.groups[0].key in model.folded
