"""The drawer at the right of a list: details beside it, never over it. Esc closes, Alt+Left goes back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSplitter,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.words import _
from ui import theme
from ui.machine import Machine
from ui.widgets.attuned import AttunedFrame
from ui.widgets.icon import icon
from ui.widgets.lead import Lead
from ui.widgets.roomy import Roomy, ShownAlone
from ui.widgets.table import memory

FIRST_WIDTH = 460
LEAST_WIDTH = 320
LEAST_LIST = 360


class Drawer(AttunedFrame):
    """Title, a line under it, and one page at a time."""

    close_asked = Signal()
    back_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "side")
        self.back = QToolButton(self)
        self.back.setIcon(icon("arrow-left"))
        self.back.clicked.connect(self.back_asked)
        self.back.hide()
        self.title = QLabel(self)
        self.title.setProperty("role", "lead")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        self.under = QLabel(self)
        self.under.setProperty("role", "muted")
        self.under.setTextFormat(Qt.TextFormat.PlainText)
        self.under.setWordWrap(True)
        self.shut = QToolButton(self)
        self.shut.setIcon(icon("close"))
        self.shut.clicked.connect(self.close_asked)
        self.pages = ShownAlone(self)
        self._lead = Lead(self, self.pages)
        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_S)
        head.addWidget(self.back, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.title)
        words.addWidget(self.under)
        head.addLayout(words, 1)
        head.addWidget(self.shut, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_M, theme.SPACE_M)
        column.setSpacing(theme.SPACE_M)
        column.addLayout(head)
        column.addWidget(Roomy(self.pages, self), 1)
        back = QShortcut(QKeySequence("Alt+Left"), self, self._go_back)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self._fit()
        self._say()

    def show_page(self, page: QWidget, title: str, under: str = "", *, back: bool = False) -> None:
        """Show *page*, one of `pages`, under *title*; *back* when there is a page to go back to."""
        self.pages.setCurrentWidget(page)
        self._lead.part = page
        self.say_title(title, under)
        self.back.setVisible(back)

    def say_title(self, title: str, under: str = "") -> None:
        """Name what is shown."""
        if self.title.text() != title:
            self.title.setText(title)
            self.setAccessibleName(title)
        if self.under.text() != under:
            self.under.setText(under)
        self.under.setVisible(bool(under))

    @property
    def can_go_back(self) -> bool:
        return not self.back.isHidden()

    def _go_back(self) -> None:
        if self.can_go_back:
            self.back_asked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close_asked.emit()
        else:
            super().keyPressEvent(event)

    def _say(self) -> None:
        for button, said in ((self.back, _("Back (Alt+Left)")), (self.shut, _("Close (Esc)"))):
            button.setToolTip(said)
            button.setAccessibleName(said)

    def _fit(self) -> None:
        size = theme.current().px(theme.ICON)
        for button in (self.back, self.shut):
            button.setIconSize(QSize(size, size))


class WithDrawer(QSplitter):
    """A list, and, when asked for, the drawer at its right; its width is remembered under *name*.

    Where large text leaves no room for both, the drawer stands in the list's place until it is closed.
    """

    closed = Signal()

    def __init__(
        self, main: QWidget, name: str, machine: Machine | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._main = main
        self._name = f"drawer {name}"
        self._machine = machine
        kept = memory.recall(machine, self._name).get("width")
        self._width = kept if isinstance(kept, int) and kept >= LEAST_WIDTH else FIRST_WIDTH
        self.drawer = Drawer(self)
        self.drawer.hide()
        self.addWidget(main)
        self.addWidget(self.drawer)
        self.setChildrenCollapsible(False)
        self.setStretchFactor(0, 1)
        self.setStretchFactor(1, 0)
        self.setProperty("role", "with-drawer")
        self.setHandleWidth(5)
        main.setMinimumWidth(LEAST_LIST)
        self.drawer.setMinimumWidth(LEAST_WIDTH)
        self.splitterMoved.connect(self._keep)
        self.drawer.close_asked.connect(self.close_drawer)

    @property
    def is_open(self) -> bool:
        return not self.drawer.isHidden()

    def open_drawer(self, *, focus: bool = False) -> None:
        """Show the drawer; the keyboard stays in the list unless *focus*."""
        if not self.is_open:
            self.drawer.show()
            self._spread()
        if focus or (self.isVisible() and self._main.isHidden()):
            self.drawer.setFocus(Qt.FocusReason.OtherFocusReason)

    def close_drawer(self) -> None:
        """Hide the drawer; the keyboard goes back to the list."""
        if self.is_open:
            self._main.show()
            self.drawer.hide()
            self._main.setFocus(Qt.FocusReason.OtherFocusReason)
            self.closed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.is_open:
            self.close_drawer()
        elif event.key() == Qt.Key.Key_Left and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            if self.is_open and self.drawer.can_go_back:
                self.drawer.back_asked.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.is_open:
            self._spread()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange and self.is_open:
            self._spread()

    def _spread(self) -> None:
        self._main.setVisible(self.width() >= theme.current().px(LEAST_LIST + LEAST_WIDTH))
        wanted = theme.current().px(self._width)
        room = max(LEAST_WIDTH, self.width() - LEAST_LIST - self.handleWidth())
        drawer = min(wanted, room)
        self.setSizes([self.width() - self.handleWidth() - drawer, drawer])

    def _keep(self) -> None:
        self._width = max(LEAST_WIDTH, round(self.drawer.width() / theme.current().text_scale))
        memory.keep(self._machine, self._name, {"width": self._width})
