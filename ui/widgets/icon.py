"""Icons of one family (Material Design, outline), drawn from the font that QtAwesome brings.

QtAwesome itself loads a dozen fonts before it shows the first icon, a third of a second of the screen's
thread; here its one font is read, and an icon is drawn in the colour of the look in force whenever it is
painted, so that a change of the look needs no new icons.
"""

from __future__ import annotations

import json
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap

from ui import theme

_FONT = "materialdesignicons6-webfont-*.ttf"
_NAMES = "materialdesignicons6-webfont-charmap-*.json"


def icon(name: str) -> QIcon:
    """The icon *name* ("account-multiple-outline"): muted, in the text's colour when on or pointed at.

    Raises KeyError for a name that the family does not have.
    """
    return QIcon(_Glyph(_glyphs()[name]))


class _Glyph(QIconEngine):
    """One character of the icon font."""

    def __init__(self, character: str) -> None:
        super().__init__()
        self._character = character

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        look = theme.current()
        lively = state is QIcon.State.On or mode in (QIcon.Mode.Active, QIcon.Mode.Selected)
        colour = look.faint if mode is QIcon.Mode.Disabled else look.text if lively else look.muted
        face = QFont(_family())
        face.setPixelSize(rect.height())
        painter.save()
        painter.setFont(face)
        painter.setPen(theme.colour(colour))
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._character)
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made


@cache
def _fonts() -> Path:
    found = find_spec("qtawesome")  # finds it without loading it
    if found is None or found.origin is None:
        raise ModuleNotFoundError("qtawesome")
    return Path(found.origin).parent / "fonts"


@cache
def _family() -> str:
    loaded = QFontDatabase.addApplicationFont(str(next(_fonts().glob(_FONT))))
    return QFontDatabase.applicationFontFamilies(loaded)[0]


@cache
def _glyphs() -> dict[str, str]:
    codes = json.loads(next(_fonts().glob(_NAMES)).read_text(encoding="utf-8"))
    return {name: chr(int(code, 16)) for name, code in codes.items()}
