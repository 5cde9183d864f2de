"""Wall pages and announcements, made in the window and kept in a real database."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from supervisor.pages import edit
from supervisor.pages.page import FigurePart, PicturePart
from supervisor.pages.store import all_announcements, all_pages, save_page
from supervisor.storage import areas
from supervisor.storage.database import open_centre
from tests.ui.exporting import export_to
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.pages.editor.screen import PagesScreen

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def centre(open_floor: Callable[..., OpenCentre]) -> OpenCentre:
    return open_floor(at=NOON)


@pytest.fixture
def screen(centre: OpenCentre, machine: Machine, qtbot: QtBot) -> PagesScreen:
    made = PagesScreen(centre, machine)
    qtbot.addWidget(made)
    made.resize(1260, 700)
    made.show()
    qtbot.waitUntil(lambda: bool(made.pages.current))
    return made


def stored(centre: OpenCentre) -> list[str]:
    with open_centre(centre.url) as database, database.read() as db:
        return [one.page.title for one in all_pages(db)]


def make_page(screen: PagesScreen, qtbot: QtBot, title: str) -> None:
    screen._new(False)
    qtbot.keyClicks(screen.layout_.title, title)  # its first title is selected
    qtbot.mouseClick(screen.layout_.kinds["figure"], LEFT)
    with qtbot.waitSignal(screen.noticed):
        qtbot.keyClick(screen.layout_.title, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def test_a_page_is_made_saved_and_taken_back(screen: PagesScreen, centre: OpenCentre, qtbot: QtBot) -> None:
    undo: list[Callable[[], None]] = []
    screen.noticed.connect(lambda _said, take_back: undo.append(take_back))
    make_page(screen, qtbot, "Morning")
    assert stored(centre) == ["Morning"]
    assert not screen.layout_.save.isEnabled()
    undo[0]()
    qtbot.waitUntil(lambda: stored(centre) == [])


def test_a_shipped_page_is_looked_at_and_a_copy_is_changed(screen: PagesScreen, qtbot: QtBot) -> None:
    screen.show_page("day")
    assert not screen.layout_.canvas.isEnabled()
    qtbot.mouseClick(screen.layout_.copy_button, LEFT)
    assert screen.layout_.canvas.isEnabled()
    draft = screen.layout_.draft
    assert draft is not None
    assert draft.page.title == "Copy of The day"
    assert draft.is_changed


def test_steps_are_taken_back_and_done_again_before_anything_is_saved(
    screen: PagesScreen, qtbot: QtBot
) -> None:
    screen._new(False)
    for kind in ("figure", "clock"):
        qtbot.mouseClick(screen.layout_.kinds[kind], LEFT)
    draft = screen.layout_.draft
    assert draft is not None
    assert [part.kind for part in draft.page.parts] == ["figure", "clock"]
    qtbot.mouseClick(screen.layout_.undo_button, LEFT)
    draft = screen.layout_.draft
    assert draft is not None
    assert [part.kind for part in draft.page.parts] == ["figure"]
    qtbot.mouseClick(screen.layout_.redo_button, LEFT)
    assert screen.layout_.draft is not None
    assert len(screen.layout_.draft.page.parts) == 2


def test_a_draft_waits_while_another_page_is_looked_at(screen: PagesScreen, qtbot: QtBot) -> None:
    screen._new(False)
    qtbot.mouseClick(screen.layout_.kinds["clock"], LEFT)
    kept = screen.layout_.draft
    assert kept is not None
    screen.show_page("queues")
    screen.show_page(kept.page.id)
    assert screen.layout_.draft == kept


def test_two_seats_and_one_page_both_are_kept(screen: PagesScreen, centre: OpenCentre, qtbot: QtBot) -> None:
    make_page(screen, qtbot, "Shared")
    qtbot.waitUntil(lambda: bool(screen._versions))
    with open_centre(centre.url) as database, database.write() as db:
        (theirs,) = all_pages(db)
        save_page(
            db,
            edit.change(theirs.page, theirs.page.parts[0].id, FigurePart("ready")),
            version=1,
            at=NOON,
            who="other",
        )
    qtbot.mouseClick(screen.layout_.kinds["clock"], LEFT)
    screen.save()
    qtbot.waitUntil(lambda: isinstance(screen.dialog, QMessageBox))
    assert isinstance(screen.dialog, QMessageBox)
    with qtbot.waitSignal(screen.noticed):
        screen.dialog.buttons()[0].click()
    qtbot.waitUntil(lambda: stored(centre) == ["Shared", "Copy of Shared"])


def test_pages_go_to_a_file_and_come_back(
    screen: PagesScreen, centre: OpenCentre, qtbot: QtBot, tmp_path: Path
) -> None:
    make_page(screen, qtbot, "Carried")
    qtbot.waitUntil(lambda: bool(screen._versions))
    file = tmp_path / "our.wallpages"
    with qtbot.waitSignal(screen.noticed):
        export_to(screen.ask_export(), file, qtbot)
    with qtbot.waitSignal(screen.noticed):
        screen.bring_in(file)
    qtbot.waitUntil(lambda: stored(centre) == ["Carried", "Carried (2)"])


def test_a_file_that_holds_no_pages_changes_nothing(
    screen: PagesScreen, centre: OpenCentre, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "other.wallpages"
    file.write_bytes(b"PK\x03\x04 nothing of the kind")
    with qtbot.waitSignal(centre.jobs.refused):
        screen.bring_in(file)
    assert stored(centre) == []


def test_a_picture_is_kept_and_shown(
    screen: PagesScreen, centre: OpenCentre, qtbot: QtBot, tmp_path: Path
) -> None:
    screen._new(False)
    qtbot.mouseClick(screen.layout_.kinds["picture"], LEFT)
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    image.fill(QColor(Qt.GlobalColor.red))
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert image.save(buffer, "PNG")
    file = tmp_path / "logo.png"
    file.write_bytes(bytes(content.data()))
    screen.keep_picture(screen.layout_.canvas.part_id, file)

    def shown() -> bool:
        draft = screen.layout_.draft
        return draft is not None and any(
            isinstance(part.shows, PicturePart) and part.shows.digest for part in draft.page.parts
        )

    qtbot.waitUntil(shown)
    with qtbot.waitSignal(centre.jobs.refused):
        screen.keep_picture(screen.layout_.canvas.part_id, tmp_path / "missing.png")


def test_an_announcement_is_written_saved_and_taken_back(
    screen: PagesScreen, centre: OpenCentre, qtbot: QtBot
) -> None:
    editor = screen.announcements
    screen.tabs.setCurrentIndex(1)
    undo: list[Callable[[], None]] = []
    screen.noticed.connect(lambda _said, take_back: undo.append(take_back))
    qtbot.mouseClick(editor.new_button, LEFT)
    editor.save()
    assert "Write what is to be announced." in editor.form._text_field.problem
    qtbot.keyClicks(editor.form.text, "# Fire drill at 15:00")
    qtbot.mouseClick(editor.save_button, LEFT)
    qtbot.waitUntil(lambda: bool(undo))

    def kept() -> list[str]:
        with open_centre(centre.url) as database, database.read() as db:
            return [one.text for one in all_announcements(db)]

    assert kept() == ["# Fire drill at 15:00"]
    undo[0]()
    qtbot.waitUntil(lambda: kept() == [])


def test_what_another_seat_saves_appears(screen: PagesScreen, centre: OpenCentre, qtbot: QtBot) -> None:
    with open_centre(centre.url) as database, database.write() as db:
        save_page(db, edit.blank("Theirs"), version=0, at=NOON, who="other")
        areas.note(db, {"pages"})
    titles = lambda: [screen.pages.list.item(row).text() for row in range(screen.pages.list.count())]  # noqa: E731
    qtbot.waitUntil(lambda: "Theirs" in titles())
