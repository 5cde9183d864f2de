"""The dialog of whatever leaves: what it offers, what it remembers, and where the keyboard goes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from supervisor.errors import FileError
from supervisor.words import language, said_in
from tests.ui.exporting import export_to, fill_in
from ui import theme
from ui.machine import Machine
from ui.widgets.export_dialog import OneExport
from ui.widgets.leaving import Chosen, Format, Leaving, Taking, TakingHere, places_of

Key = Qt.Key


def places(code: str) -> dict[str, str]:
    with said_in(code):
        return places_of({"zh_CN": "报告", "en": "Report"}[language()], month="2026-10")


def leaving(**more: object) -> Leaving:
    return Leaving("report x", "Report", places("en"), "{report} {month}", **more)  # type: ignore[arg-type]


class Desk:
    """Whoever sits before a dialog; *written*: what was chosen each time."""

    def __init__(self, machine: Machine, folder: Path, qtbot: QtBot) -> None:
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.window.show()
        self.out = OneExport(machine, self.window)
        self.folder, self.qtbot = folder, qtbot
        self.written: list[Chosen] = []
        self.refuse: Callable[[Path], FileError | None] = lambda _path: None

    def take(self, chosen: Chosen) -> Taking:
        def write() -> str:
            if (error := self.refuse(chosen.path)) is not None:
                raise error
            self.written.append(chosen)
            chosen.path.write_text("")
            return f"Written to {chosen.path.name}"

        return TakingHere(write, chosen.path)


@pytest.fixture
def desk(machine: Machine, tmp_path: Path, qtbot: QtBot) -> Iterator[Desk]:
    folder = tmp_path / "files"
    folder.mkdir()
    made = Desk(machine, folder, qtbot)
    yield made
    if made.out.dialog is not None:
        made.out.dialog.reject()


def test_only_what_can_be_chosen_is_shown(desk: Desk) -> None:
    dialog = desk.out.ask(leaving(), desk.take)
    assert not dialog.format.isVisible()
    assert not dialog.language.isVisible()
    assert not dialog.named.isVisible()
    assert not dialog.every_row.isVisible()
    dialog.reject()
    dialog = desk.out.ask(
        leaving(
            formats=(Format.WORKBOOK, Format.TEXT), guards=True, languages=True, personal=True, rows=(3, 9)
        ),
        desk.take,
    )
    assert dialog.format.isVisible()
    assert dialog.named.isVisible()
    assert dialog.every_row.text() == "All rows (9)"
    assert not dialog.guard.isVisible()
    dialog.choose_format(Format.TEXT)
    assert dialog.guard.isVisible()


def test_the_name_is_said_in_the_language_of_the_file(desk: Desk) -> None:
    dialog = desk.out.ask(leaving(languages=True, places_in=places), desk.take)
    assert dialog.place.called.text() == "Report 2026-10"
    dialog.language.setFocus()
    desk.qtbot.keyClick(dialog.language, Key.Key_Up)
    assert dialog.place.called.text() == "报告 2026-10"
    export_to(dialog, desk.folder / "a.xlsx", desk.qtbot)
    assert desk.written[0].language == "zh_CN"
    again = desk.out.ask(leaving(languages=True, places_in=places), desk.take)
    assert again.place.called.text() == "报告 2026-10"


def test_nothing_is_written_where_there_is_no_folder_or_no_such_place(desk: Desk) -> None:
    dialog = desk.out.ask(leaving(), desk.take)
    dialog.place.folder.setText(str(desk.folder / "gone"))
    assert dialog.place.where.problem == "There is no such folder."
    assert not dialog.write.isEnabled()
    dialog.place.folder.setText(str(desk.folder))
    assert dialog.write.isEnabled()
    desk.qtbot.mouseClick(dialog.place.more, Qt.MouseButton.LeftButton)
    desk.qtbot.keyClicks(dialog.place.pattern, " {week}")
    assert dialog.place.made_by.problem == "There is no place {week}."
    assert not dialog.write.isEnabled()
    dialog.place.insert.menu().aboutToShow.emit()
    actions = dialog.place.insert.menu().actions()
    assert "Its month, as 2026-10: 2026-10" in [action.text() for action in actions]


def test_where_a_folder_is_shut_another_one_is_offered(desk: Desk, tmp_path: Path) -> None:
    desk.refuse = lambda path: (
        FileError(str(path), "denied", "Permission denied") if path.parent == desk.folder else None
    )
    dialog = desk.out.ask(leaving(), desk.take)
    fill_in(dialog, desk.folder / "a.xlsx", desk.qtbot)
    desk.qtbot.keyClick(dialog.place.called, Key.Key_Return)
    desk.qtbot.waitUntil(lambda: not dialog.problem.isHidden())
    assert "Permission denied" in dialog.problem.text()
    assert dialog.instead.text().startswith("Write it into ")
    assert dialog.instead.hasFocus()


def test_the_file_is_opened_afterwards_where_that_is_wanted(desk: Desk) -> None:
    opened: list[QUrl] = []

    class Opener(QObject):
        @Slot(QUrl)
        def open(self, url: QUrl) -> None:
            opened.append(url)

    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "open")
    try:
        dialog = desk.out.ask(leaving(), desk.take)
        dialog.opened.setFocus()
        desk.qtbot.keyClick(dialog.opened, Key.Key_Space)
        fill_in(dialog, desk.folder / "a.xlsx", desk.qtbot)
        desk.qtbot.keyClick(dialog.place.called, Key.Key_Return)
        desk.qtbot.waitUntil(lambda: desk.out.dialog is None)  # nothing is left to say
        assert [url.toLocalFile() for url in opened] == [str(desk.folder / "a.xlsx")]
    finally:
        QDesktopServices.unsetUrlHandler("file")


def test_esc_leaves_it_and_nothing_is_written(desk: Desk) -> None:
    dialog = desk.out.ask(leaving(), desk.take)
    desk.qtbot.keyClick(dialog.place.called, Key.Key_Escape)
    assert desk.out.dialog is None
    assert desk.written == []


@pytest.mark.parametrize("scale", [1.0, 2.0])
def test_tab_comes_to_everything_and_the_dialog_fits_the_screen(
    desk: Desk, dressed: QApplication, scale: float
) -> None:
    theme.use("dark", text_scale=scale)
    dialog = desk.out.ask(
        leaving(formats=(Format.WORKBOOK, Format.TEXT), languages=True, personal=True, rows=(3, 9)), desk.take
    )
    dialog.place.folder.setText(str(desk.folder))
    dialog.activateWindow()
    wanted = [
        *(dialog.place.called, dialog.place.more, dialog.place.folder, dialog.place.choose),
        *(dialog.format, dialog.language, dialog.named, dialog.opened, dialog.leave, dialog.write),
    ]
    dialog.place.called.setFocus()
    came_to = []
    for _turn in range(20):
        came_to.append(dialog.focusWidget())
        desk.qtbot.keyClick(dialog.focusWidget(), Key.Key_Tab)
    assert [one for one in wanted if one not in came_to] == []
    room = dialog.screen().availableSize()
    assert dialog.width() <= room.width()
    assert dialog.height() <= room.height()
