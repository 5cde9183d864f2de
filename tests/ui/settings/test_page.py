"""The settings page: this computer at once, the centre as one step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QTimeEdit
from pytestqt.qtbot import QtBot

from supervisor.settings.breaks import BreakKind
from supervisor.storage.centre_settings import change_centre
from supervisor.storage.database import open_centre
from ui import language, theme
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.settings.breaks_table import CODE, LIMIT
from ui.settings.page import SettingsPage

NOW = datetime(2026, 11, 23, 2, 42, 7, tzinfo=UTC)
CLICK = Qt.MouseButton.LeftButton


@pytest.fixture
def centre(open_floor: Callable[..., OpenCentre]) -> OpenCentre:
    return open_floor(at=NOW)


@pytest.fixture
def page(centre: OpenCentre, machine: Machine, qtbot: QtBot) -> Iterator[SettingsPage]:
    def readable() -> str:
        return f"readable to {machine.settings.viewing_distance_m:g} m"

    made = SettingsPage(centre, machine, readable)
    made.resize(1200, 800)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    made.close()
    made.deleteLater()


def type_over(qtbot: QtBot, editor: object, text: str) -> None:
    editor.setFocus()  # type: ignore[attr-defined]
    editor.selectAll()  # type: ignore[attr-defined]
    qtbot.keyClicks(editor, text)


def test_nothing_is_unsaved_on_a_page_that_was_only_looked_at(page: SettingsPage) -> None:
    assert page.form.changes() == {}
    assert page.unsaved.isHidden()


def test_a_choice_of_this_computer_is_in_force_at_once(
    page: SettingsPage, machine: Machine, qtbot: QtBot
) -> None:
    look = page.this_computer.fields["theme"].editor
    look.setFocus()
    qtbot.keyClicks(look, "Light")
    assert machine.settings.theme == "light"


def test_the_sentence_about_the_wall_follows_the_distance(
    page: SettingsPage, machine: Machine, qtbot: QtBot
) -> None:
    field = page.this_computer.fields["viewing_distance_m"].editor
    assert isinstance(field, QDoubleSpinBox)
    type_over(qtbot, field, "12")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert machine.settings.viewing_distance_m == 12
    assert page.this_computer.readable.text() == "readable to 12 m"


def test_what_the_menu_changed_stands_in_the_field(page: SettingsPage, machine: Machine) -> None:
    machine.change({"text_scale": 150})
    assert page.this_computer.fields["text_scale"].value() == 150


def test_a_database_address_with_a_password_is_refused_at_the_field(
    page: SettingsPage, machine: Machine, qtbot: QtBot
) -> None:
    field = page.this_computer.fields["database"]
    type_over(qtbot, field.editor, "postgresql://reader:secret@db/centre")
    page.this_computer.fields["language"].editor.setFocus()
    assert "without a password" in field.problem
    assert machine.settings.database == ""


def test_the_centre_is_saved_as_one_step_and_taken_back_as_one(
    page: SettingsPage, centre: OpenCentre, qtbot: QtBot
) -> None:
    type_over(qtbot, page.form.fields["centre_name"].editor, "East centre")
    day_start = page.form.fields["day_start"].editor
    assert isinstance(day_start, QTimeEdit)
    day_start.setTime(day_start.time().addSecs(4 * 3600))
    assert page.unsaved.isVisible()
    assert "2 changes" in page.unsaved.text
    assert centre.kept.settings.centre_name == ""
    with qtbot.waitSignal(page.noticed) as noticed:
        qtbot.mouseClick(page.unsaved.save, CLICK)
    qtbot.waitUntil(lambda: centre.kept.settings.centre_name == "East centre")
    assert centre.kept.settings.day_start == time(4)
    assert page.unsaved.isHidden()
    noticed.args[1]()
    qtbot.waitUntil(lambda: centre.kept.settings.centre_name == "")
    assert centre.kept.settings.day_start == time(0)
    assert page.form.fields["centre_name"].value() == ""


def test_discarding_brings_back_what_is_in_force(page: SettingsPage, qtbot: QtBot) -> None:
    type_over(qtbot, page.form.fields["centre_name"].editor, "North")
    qtbot.mouseClick(page.unsaved.discard, CLICK)
    assert page.form.fields["centre_name"].value() == ""
    assert page.unsaved.isHidden()


def test_shares_are_shown_in_percent_and_kept_as_shares(
    page: SettingsPage, centre: OpenCentre, qtbot: QtBot
) -> None:
    target = page.form.fields["answer_rate_target"].editor
    assert isinstance(target, QDoubleSpinBox)
    assert target.text() == "93.0 %"
    target.setValue(91.5)
    qtbot.mouseClick(page.unsaved.save, CLICK)
    qtbot.waitUntil(lambda: centre.kept.settings.answer_rate_target == 0.915)


def test_the_counting_follows_what_was_saved(page: SettingsPage, centre: OpenCentre, qtbot: QtBot) -> None:
    zone = page.form.fields["time_zone"].editor
    assert isinstance(zone, QComboBox)
    zone.setCurrentIndex(zone.findData("Europe/Berlin"))
    qtbot.mouseClick(page.unsaved.save, CLICK)
    qtbot.waitUntil(lambda: str(centre.kept.rules.days.zone) == "Europe/Berlin")


def test_break_codes_are_edited_in_their_rows(page: SettingsPage, centre: OpenCentre, qtbot: QtBot) -> None:
    breaks = page.form.breaks
    first = breaks.codes()[0]
    breaks.table.item(0, LIMIT).setText("45")  # type: ignore[union-attr]
    breaks._kind(0).setCurrentIndex(breaks._kind(0).findData(BreakKind.COACHING))
    qtbot.mouseClick(page.unsaved.save, CLICK)
    qtbot.waitUntil(lambda: centre.kept.settings.break_codes[0].limit_s == 2700)
    saved = centre.kept.settings.break_codes[0]
    assert (saved.code, saved.kind) == (first.code, BreakKind.COACHING)


def test_a_limit_that_is_none_and_a_code_that_stands_twice_are_refused_in_words(
    page: SettingsPage, centre: OpenCentre, qtbot: QtBot
) -> None:
    breaks = page.form.breaks
    breaks.table.item(1, LIMIT).setText("ten")  # type: ignore[union-attr]
    assert breaks.problem.startswith("Row 2:")
    breaks.table.item(1, LIMIT).setText("10")  # type: ignore[union-attr]
    assert breaks.problem == ""
    breaks.table.item(1, CODE).setText(breaks._text(0, CODE).upper())  # type: ignore[union-attr]
    assert "stands in row 1 already" in breaks.problem
    qtbot.mouseClick(page.unsaved.save, CLICK)
    assert page.unsaved.isVisible()
    assert breaks.table.hasFocus()


def test_a_code_can_be_added_and_removed_by_the_keyboard(page: SettingsPage, qtbot: QtBot) -> None:
    breaks = page.form.breaks
    before = breaks.table.rowCount()
    breaks.add.setFocus()
    qtbot.keyClick(breaks.add, Qt.Key.Key_Space)
    assert breaks.table.rowCount() == before + 1
    assert page.form.breaks.problem == "" or "Row" in page.form.breaks.problem
    breaks.table.setCurrentCell(before, CODE)
    breaks.table.selectRow(before)
    qtbot.mouseClick(breaks.remove, CLICK)
    assert breaks.table.rowCount() == before
    assert page.form.changes() == {}


def test_saving_over_somebody_else_is_refused_and_what_was_typed_stays(
    page: SettingsPage, centre: OpenCentre, qtbot: QtBot
) -> None:
    centre._look.stop()  # it is saved before it is looked at what others did
    type_over(qtbot, page.form.fields["centre_name"].editor, "Mine")
    with open_centre(centre.url) as database, database.write() as db:
        change_centre(db, {"centre_name": "Theirs"}, at=NOW, who="other")
    qtbot.mouseClick(page.unsaved.save, CLICK)
    qtbot.waitUntil(page.unsaved.save.isEnabled)
    assert "Someone else saved" in page.unsaved.text
    assert page.form.fields["centre_name"].value() == "Mine"


def test_what_somebody_else_changes_while_it_is_edited_is_told_before_it_is_written_over(
    page: SettingsPage, centre: OpenCentre, qtbot: QtBot
) -> None:
    type_over(qtbot, page.form.fields["centre_name"].editor, "Mine")
    with open_centre(centre.url) as database, database.write() as db:
        change_centre(db, {"centre_name": "Theirs"}, at=NOW, who="other")
    qtbot.waitUntil(lambda: centre.kept.settings.centre_name == "Theirs")
    assert "Someone else changed this meanwhile: Name of the centre" in page.unsaved.text
    assert page.form.fields["centre_name"].value() == "Mine"
    qtbot.mouseClick(page.unsaved.discard, CLICK)
    assert page.form.fields["centre_name"].value() == "Theirs"
    assert not page.unsaved.isVisible()


def test_what_is_typed_while_it_is_saved_is_no_quarrel_with_oneself(
    page: SettingsPage, centre: OpenCentre, qtbot: QtBot
) -> None:
    name = page.form.fields["centre_name"].editor
    type_over(qtbot, name, "Mine")
    qtbot.mouseClick(page.unsaved.save, CLICK)
    qtbot.keyClicks(name, " too")
    qtbot.waitUntil(lambda: centre.kept.settings.centre_name == "Mine")
    assert "Someone" not in page.unsaved.text
    assert page.form.changes() == {"centre_name": "Mine too"}


def test_everything_is_said_in_the_other_language_too(page: SettingsPage, qtbot: QtBot) -> None:
    language.use("zh_CN")
    theme.use("dark")
    qtbot.waitUntil(lambda: page.unsaved.save.text() == "保存")
    assert page.form.breaks.table.horizontalHeaderItem(0).text() != "Code"  # type: ignore[union-attr]
    words = [page.this_computer.fields["theme"].editor.itemText(place) for place in range(3)]  # type: ignore[attr-defined]
    assert "Dark" not in words
