"""The pages of the centre, to be chosen, ordered, doubled, taken away, brought in and carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.words import _
from ui import theme
from ui.widgets.icon import icon

WIDTH = 208
MOST_WIDTH = 280  # at any size of text: the page beside it needs the room more


@dataclass(frozen=True)
class Listed:
    """A page as the list names it: *shipped* ones cannot be changed, *unsaved* ones bear a mark."""

    id: str
    title: str
    shipped: bool = False
    unsaved: bool = False


class PageList(QWidget):
    """Delete takes the page away, Alt+Up and Alt+Down (or the mouse) change the order."""

    chosen = Signal(str)
    new_wanted = Signal(bool)  # upright
    copy_wanted = Signal(str)
    delete_wanted = Signal(str)
    order_wanted = Signal(list)  # of ids
    import_wanted = Signal()
    export_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pages: tuple[Listed, ...] = ()
        self._title = QLabel(self)
        self._title.setProperty("role", "lead")
        self.list = _List(self)
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.currentItemChanged.connect(self._choose)
        self.list.model().rowsMoved.connect(self._tell_order)
        self.list.moved.connect(self._tell_order)
        self.list.delete_pressed.connect(self._ask_delete)
        self.add = QPushButton(self)
        self.add.setIcon(icon("plus"))
        self._add_menu = QMenu(self)
        self.add.setMenu(self._add_menu)
        self.more = QToolButton(self)
        self.more.setIcon(icon("dots-horizontal"))
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._more_menu = QMenu(self)
        self.more.setMenu(self._more_menu)
        self._add_menu.aboutToShow.connect(self._fill_add)
        self._more_menu.aboutToShow.connect(self._fill_more)
        head = QHBoxLayout()
        head.addWidget(self._title, 1)
        head.addWidget(self.more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addWidget(self.add)
        theme.watch.changed.connect(self._heed_look)
        self._heed_look()
        self.retranslate()

    def _heed_look(self) -> None:
        self.setFixedWidth(min(theme.current().px(WIDTH), MOST_WIDTH))
        side = theme.current().px(theme.ICON)
        for one in (self.list, self.add, self.more):
            one.setIconSize(QSize(side, side))

    @property
    def current(self) -> str:
        """The id of the page that is chosen; "" when there is none."""
        item = self.list.currentItem()
        return str(item.data(Qt.ItemDataRole.UserRole)) if item is not None else ""

    def show_pages(self, pages: Sequence[Listed], current: str) -> None:
        """Show *pages* with *current* chosen; nobody is told."""
        if tuple(pages) == self._pages and current == self.current:
            return
        self._pages = tuple(pages)
        blocked = self.list.blockSignals(True)
        self.list.clear()
        for page in pages:
            item = QListWidgetItem(self._said(page))
            item.setData(Qt.ItemDataRole.UserRole, page.id)
            if page.shipped:
                item.setIcon(icon("lock-outline"))
                item.setToolTip(_("Comes with the program. A copy of it can be changed."))
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsDragEnabled)
            else:
                item.setIcon(icon("monitor-dashboard"))
            item.setSizeHint(QSize(0, theme.current().px(theme.ROW_HEIGHT)))
            self.list.addItem(item)
            if page.id == current:
                self.list.setCurrentItem(item)
        self.list.blockSignals(blocked)

    @staticmethod
    def _said(page: Listed) -> str:
        title = page.title or _("Without a title")
        return _("{title} · not saved").format(title=title) if page.unsaved else title

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(item.data(Qt.ItemDataRole.UserRole))

    def _tell_order(self, *_what: object) -> None:
        shipped = {page.id for page in self._pages if page.shipped}
        ids = [self.list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(self.list.count())]
        self._pages = ()  # what is shown is no longer what was given
        self.order_wanted.emit([page_id for page_id in ids if page_id not in shipped])

    def _ask_delete(self) -> None:
        page = next((page for page in self._pages if page.id == self.current), None)
        if page is not None and not page.shipped:
            self.delete_wanted.emit(page.id)

    def _fill_add(self) -> None:
        self._add_menu.clear()
        self._add_menu.addAction(_("Empty page"), partial(self.new_wanted.emit, False))
        self._add_menu.addAction(_("Empty page, upright"), partial(self.new_wanted.emit, True))
        self._add_menu.addSeparator()
        for page in self._pages:
            title = _("Copy of {title}").format(title=page.title)
            self._add_menu.addAction(title, partial(self.copy_wanted.emit, page.id))

    def _fill_more(self) -> None:
        self._more_menu.clear()
        self._more_menu.addAction(_("Bring in a file…"), self.import_wanted.emit)
        carry = self._more_menu.addAction(_("Write to a file…"), self.export_wanted.emit)
        carry.setEnabled(bool(self._pages))
        self._more_menu.addSeparator()
        page = next((page for page in self._pages if page.id == self.current), None)
        gone = self._more_menu.addAction(_("Delete this page"), self._ask_delete)
        gone.setEnabled(page is not None and not page.shipped)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self._title.setText(_("Pages"))
        self.list.setAccessibleName(_("Pages"))
        self.add.setText(_("New page"))
        self.more.setToolTip(_("More"))
        self.more.setAccessibleName(_("More about pages"))
        pages, self._pages = self._pages, ()
        if pages:
            self.show_pages(pages, self.current)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


class _List(QListWidget):
    """A list whose rows go up and down with Alt and the arrows."""

    moved = Signal()
    delete_pressed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        row = self.currentRow()
        if event.key() == Qt.Key.Key_Delete:
            self.delete_pressed.emit()
        elif by and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            item = self.item(row)
            other = self.item(row + by)
            draggable = Qt.ItemFlag.ItemIsDragEnabled
            if item is not None and other is not None and item.flags() & other.flags() & draggable:
                blocked = self.blockSignals(True)
                self.insertItem(row + by, self.takeItem(row))
                self.setCurrentRow(row + by)
                self.blockSignals(blocked)
                self.moved.emit()
        else:
            super().keyPressEvent(event)
