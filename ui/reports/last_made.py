"""What was made of a report last: when, by whom, how large, where it lies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.words import _, moment, ngettext, number
from ui import theme
from ui.widgets.flow_row import FlowRow

if TYPE_CHECKING:
    from supervisor.reports.log import Exported


class LastMade(QWidget):
    """A line each, with a way to the file where it is still there."""

    def __init__(self, zone: ZoneInfo, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone = zone
        self.title, self.nothing = QLabel(self), QLabel(self)
        self.title.setProperty("role", "strong")
        self.nothing.setProperty("role", "muted")
        self.nothing.setWordWrap(True)
        self._lines: list[QWidget] = []
        self._shown: tuple[Exported, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_XS)
        self._column.addWidget(self.title)
        self._column.addWidget(self.nothing)
        self.retranslate()

    def show_made(self, made: Sequence[Exported]) -> None:
        """Show these, the latest first."""
        self._shown = tuple(made)
        for line in self._lines:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        self._lines = [self._line(one) for one in self._shown]
        for line in self._lines:
            self._column.addWidget(line)
        self.nothing.setVisible(not self._lines)

    def _line(self, one: Exported) -> QWidget:
        line = FlowRow(self)
        said = QLabel(said_of(one, self._zone), line)
        said.setTextFormat(Qt.TextFormat.PlainText)
        said.setToolTip(one.facts.path)
        line.add(said)
        path = Path(one.facts.path)
        if not one.failed and path.is_file():
            for word, target in ((_("Open"), path), (_("Show in folder"), path.parent)):
                button = QPushButton(word, line)
                button.setProperty("role", "link")
                button.setAccessibleDescription(one.facts.path)
                button.clicked.connect(partial(_open, target))
                line.add(button)
                said.setMinimumHeight(button.sizeHint().height())  # its words stand beside the button's
        return line

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.title.setText(_("Made last"))
        self.nothing.setText(_("It was never made here."))
        self.show_made(self._shown)


def said_of(one: Exported, zone: ZoneInfo) -> str:
    """When, by whom and how large, in words."""
    what = ngettext("{n} row", "{n} rows", one.facts.rows).format(n=number(one.facts.rows))
    if one.failed:
        what = _("no file")
    parts = (moment(one.at, zone), one.who, what, _("with names") if one.personal else "")
    return _(" · ").join(part for part in parts if part)


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
