"""A page that is a table: a line says what it is, buttons begin something, a drawer stands beside it."""

from __future__ import annotations

from typing import Any, Protocol
from zoneinfo import ZoneInfo

from PySide6.QtCore import Qt, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from ui import theme
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.widgets.drawer import Drawer, WithDrawer
from ui.widgets.lead import Lead
from ui.widgets.table import DeskTable
from ui.widgets.table.export import Exporter

BESIDE = 2  # so many buttons leave the line room at their left while the drawer is open


class Desk(Protocol):
    """What the tabs of a place share."""

    @property
    def centre(self) -> OpenCentre: ...
    @property
    def machine(self) -> Machine: ...
    @property
    def zone(self) -> ZoneInfo: ...
    @property
    def noticed(self) -> SignalInstance: ...


class TablePage(QWidget):
    """Whoever inherits it makes `table` in `_main`, and calls `stand`; `help` is the line above.

    The page and what is left of the drawer lead the keyboard to the table.
    """

    table: DeskTable[Any]
    split: WithDrawer

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._main = QWidget(self)
        self.help = QLabel(self._main)
        self.help.setProperty("role", "muted")
        self.help.setWordWrap(True)

    def stand(self, desk: Desk, *buttons: QPushButton, people: bool = False) -> Drawer:
        """Put the table below the line and *buttons*, and a drawer beside it, which is returned; have
        "Export…" work. *people*: its rows are about persons."""
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_S)
        if len(buttons) <= BESIDE:
            head.addWidget(self.help, 1)
        else:
            head.addStretch(1)
        for button in buttons:
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self._main)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        if len(buttons) > BESIDE:
            column.addWidget(self.help)
        column.addLayout(head)
        column.addWidget(self.table, 1)
        self.split = WithDrawer(self._main, self.table.name, desk.machine, self)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        whole.addWidget(self.split)
        self._leads: tuple[Lead, ...] = (Lead(self._main, self.table), Lead(self, self.table))
        self._exporter = Exporter(
            self.table, desk.centre.jobs, zone=lambda: desk.zone, people=people, who=desk.centre.who
        )
        self._exporter.noticed.connect(desk.noticed)
        self._exporter.refused.connect(desk.centre.jobs.refused)
        return self.split.drawer

    def pile(self, *views: QWidget) -> QStackedWidget:
        """Let each of *views* take the place of table and drawer (`split`) while it is shown, and lead the
        keyboard to it; the pile."""
        pages, whole = QStackedWidget(self), self.layout()
        assert whole is not None  # noqa: S101 – since `stand`
        whole.removeWidget(self.split)
        for page in (self.split, *views):
            pages.addWidget(page)
        whole.addWidget(pages)
        pages.currentChanged.connect(lambda _place: self._lead_to(pages.currentWidget()))
        return pages

    def _lead_to(self, top: QWidget | None) -> None:
        self._leads[1].part = self.table if top is None or top is self.split else top

    def key(self, keys: str | QKeySequence.StandardKey, slot: Any) -> None:
        """Have *keys* call *slot* wherever the keyboard is on the page."""
        made = QShortcut(QKeySequence(keys), self, slot)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
