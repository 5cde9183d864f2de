"""The pictures: every page in every language, look and text size, with no word cut off."""

from __future__ import annotations

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
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from ui import language, shots, theme
from ui.__main__ import main
from ui.machine import Machine
from ui.window import MainWindow

SIZE = QSize(1366, 768)
DESK = [
    name for name in shots.SHOTS if not name.startswith("wall-") and name not in ("wall", "wallboard-public")
]


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


@pytest.mark.parametrize("name", sorted(set(shots.SHOTS) - {"wallboard", "sources"}))
def test_every_page_has_its_picture(name: str, machine: Machine, tmp_path: Path) -> None:
    shots.take(name, tmp_path / "page.png", SIZE, machine)
    picture = QImage(str(tmp_path / "page.png"))
    assert not picture.isNull()
    assert len({picture.pixelColor(x, y).rgb() for x in range(0, 640, 7) for y in range(0, 380, 7)}) > 3


def test_a_picture_that_cannot_be_written_is_told(machine: Machine, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="cannot be written"):
        shots.take("first-start", tmp_path / "nowhere" / "page.png", SIZE, machine)


def test_the_names_of_the_pages_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--page", "list"]) == 0
    assert capsys.readouterr().out.split() == list(shots.SHOTS)


@pytest.fixture(
    params=[("en", 1.0), ("zh_CN", 1.0), ("en", 2.0), ("zh_CN", 2.0)], ids=lambda one: f"{one[0]}-{one[1]:g}"
)
def said(request: pytest.FixtureRequest, dressed: QApplication) -> tuple[str, float]:
    """A language and a text size in force."""
    spoken, scale = request.param
    language.use(spoken)
    theme.use("dark", text_scale=scale)
    return request.param  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "name", ["sources-dead", "sources-add", "settings", "wallboard-dead", "agents", "first-start"]
)
@pytest.mark.usefixtures("said")
def test_no_word_is_cut_off(name: str, machine: Machine, qtbot: QtBot) -> None:
    shot = shots.SHOTS[name]
    window = MainWindow(machine)
    qtbot.addWidget(window)
    centre = shots.demo_centre(shot) if shot.page else None
    if centre is None:
        window.show_first_start()
    else:
        window.current = shot.page
        window.show_centre(centre)
    window.resize(SIZE)
    with qtbot.waitExposed(window):
        window.show()
    shot.then(window)
    shots.settle()
    cut = [told for widget in window.findChildren(QWidget) if widget.isVisible() for told in _cut(widget)]
    wide = [
        _name(area)
        for area in window.findChildren(QScrollArea)
        if area.isVisible() and _scrolls_sideways(area)
    ]
    window.leave_centre()
    window.close()
    if centre is not None:
        centre.close()
    assert not cut
    assert not wide
    assert window.width() == SIZE.width()


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
