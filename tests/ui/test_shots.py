"""The pictures: every page in every language, look and text size, with no word cut off."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QHeaderView,
    QLabel,
    QScrollArea,
    QTabBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.seen import seen_of
from ui import language, shots, theme
from ui.__main__ import main
from ui.machine import Machine
from ui.window import MainWindow

SIZE = QSize(1366, 768)
OF_THEIR_OWN = {  # not in the console's window
    *("wall", "walls", "wallboard-public", "crash", "replay-wall"),
    *("calendars-published", "calendars-import", "menu-import", "issue-conflict"),
    *("reports-export", "export-table", "what-may-i-do", "own-password", "not-saved"),
    *("log-in", "log-in-first", "log-in-kerberos"),
    *("accounts-list", "accounts-list-preview", "accounts-list-done"),
}
SHOWN = [name for name in shots.SHOTS if not name.startswith("wall-") and name not in OF_THEIR_OWN]


@pytest.fixture
def machine(machine: Machine) -> Machine:
    machine._keep = False
    return machine


def test_the_same_picture_is_taken_every_time(machine: Machine, tmp_path: Path) -> None:
    for name in ("wallboard", "sources"):
        for turn in "ab":
            shots.take(name, tmp_path / f"{name}-{turn}.png", SIZE, machine)
        one, other = (QImage(str(tmp_path / f"{name}-{turn}.png")) for turn in "ab")
        assert one.size() == SIZE
        assert one == other


def test_looks_and_languages_differ_to_the_eye(machine: Machine, tmp_path: Path) -> None:
    shots.take("wallboard", tmp_path / "dark.png", SIZE, machine)
    theme.use("light")
    shots.take("wallboard", tmp_path / "light.png", SIZE, machine)
    dark, light = (QImage(str(tmp_path / f"{name}.png")) for name in ("dark", "light"))
    assert dark.pixelColor(SIZE.width() - 3, SIZE.height() - 3).lightness() < 40
    assert light.pixelColor(SIZE.width() - 3, SIZE.height() - 3).lightness() > 200


@pytest.mark.parametrize("name", sorted((set(shots.SHOTS) - set(SHOWN)) | {"floor", "first-start", "review"}))
def test_every_page_has_its_picture(name: str, machine: Machine, tmp_path: Path) -> None:
    """Those that the console's window shows are looked at with their words, where they share a window."""
    shots.take(name, tmp_path / "page.png", SIZE, machine)
    assert not _is_blank(QImage(str(tmp_path / "page.png")))


def _is_blank(picture: QImage) -> bool:
    seen: set[int] = set()
    wide, high = min(640, picture.width()), min(380, picture.height())  # a dialog may be smaller
    for x, y in product(range(0, wide, 7), range(0, high, 7)):
        seen.add(picture.pixelColor(x, y).rgb())
        if len(seen) > 3:
            return picture.isNull()
    return True


def test_a_picture_that_cannot_be_written_is_told(machine: Machine, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot be written"):
        shots.take("first-start", tmp_path / "nowhere" / "page.png", SIZE, machine)


def test_the_names_of_the_pages_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--page", "list"]) == 0
    assert capsys.readouterr().out.split() == list(shots.SHOTS)


def _standing(name: str) -> shots.Shot:
    """What a picture takes for granted, without where it looks: pages with the same share a window."""
    shot = shots.SHOTS[name]
    return replace(shot, page="" if not shot.page else "wallboard", journalled=False, then=_look)


def _look(window: MainWindow) -> QWidget:
    return window


@pytest.mark.long
@pytest.mark.parametrize(("spoken", "scale"), [("en", 1.0), ("zh_CN", 1.0), ("en", 2.0), ("zh_CN", 2.0)])
def test_no_word_is_cut_off_and_no_page_outgrows_the_screen(
    spoken: str, scale: float, machine: Machine, dressed: QApplication, qtbot: QtBot
) -> None:
    language.use(spoken)
    theme.use("dark", text_scale=scale)
    wrong = {}
    for standing in dict.fromkeys(map(_standing, SHOWN)):
        names = [name for name in SHOWN if _standing(name) == standing]
        kept = any(shots.SHOTS[name].journalled for name in names)
        with ExitStack() as ends:  # also of what fails: a centre that stays open keeps this process alive
            centre = shots.demo_centre(replace(standing, journalled=kept)) if standing.page else None
            if centre is not None:
                ends.callback(centre.close)
            window = MainWindow(machine)
            qtbot.addWidget(window)
            ends.callback(window.close)
            ends.callback(window.leave_centre)
            if centre is None:
                window.show_first_start()
            else:
                window.show_centre(centre)
            window.resize(SIZE)
            with qtbot.waitExposed(window):
                window.show()
            for name in names:
                if shots.SHOTS[name].page:
                    window.show_page(shots.SHOTS[name].page)
                shots.SHOTS[name].then(window)
                shots.settle()
                if said := _amiss(window):
                    wrong[name] = said
                elif (spoken, scale) == ("en", 1.0) and _is_blank(window.grab().toImage()):
                    wrong[name] = ["the picture is blank"]
                window.resize(SIZE)
    assert not wrong


def _amiss(window: MainWindow) -> list[str]:
    """What is cut off, scrolls sideways or is larger than the screen."""
    seen = seen_of(window)
    cut = [told for widget in seen for told in _cut(widget)]
    wide = [_name(one) for one in seen if isinstance(one, QScrollArea) and _scrolls_sideways(one)]
    outgrown = [] if window.size() == SIZE else [f"the window: {window.width()} × {window.height()}"]
    return cut + wide + outgrown


def _cut(widget: QWidget) -> list[str]:
    """The words of *widget* that have not all the room they need."""
    match widget:
        case QLabel() if not widget.text():
            return []
        case QLabel() if widget.wordWrap():
            enough = widget.heightForWidth(widget.width()) <= widget.height() + 1
            return [] if enough else [widget.text()]
        case QLabel() | QAbstractButton() if isinstance(widget, QLabel) or widget.text():
            return [] if widget.sizeHint().width() <= widget.width() + 1 else [widget.text()]
        case QTabBar() if widget.count():
            last = widget.count() - 1
            return [] if widget.tabRect(last).right() < widget.width() else [widget.tabText(last)]
        case QComboBox():
            shown = widget.fontMetrics().horizontalAdvance(widget.currentText())
            return [] if shown + 24 <= widget.width() else [widget.currentText()]
        case QTableView():
            header = widget.horizontalHeader()
            return [
                str(header.model().headerData(column, Qt.Orientation.Horizontal))
                for column in range(header.count())
                if _is_cut(header, column)
            ]
    return []


def _is_cut(header: QHeaderView, column: int) -> bool:
    return header.sectionSizeHint(column) > header.sectionSize(column) + 1


def _scrolls_sideways(area: QScrollArea) -> bool:
    inside = area.widget()
    return inside is not None and inside.minimumSizeHint().width() > area.viewport().width()


def _name(area: QScrollArea) -> str:
    inside = area.widget()
    wants = inside.minimumSizeHint().width() if inside else 0
    return f"{type(area.parentWidget()).__name__}: {wants} > {area.viewport().width()}"
