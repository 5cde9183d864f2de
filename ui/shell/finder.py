"""Ctrl+K: finds any queue, agent, page or command by a few letters of its name."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from supervisor.words import _
from ui import theme
from ui.widgets.icon import icon

SHOWN = 50  # more than anybody reads; the next letter finds the rest


@dataclass(frozen=True)
class Target:
    """Something that can be found: *title* in large, *kind* in words beside it, *go* takes the user there.

    *also* holds further words to find it by (a login, a team).
    """

    title: str
    kind: str
    icon: str
    go: Callable[[], object]
    also: str = ""


def best(targets: Iterable[Target], wanted: str) -> list[Target]:
    """The targets that hold every word of *wanted*, best first: beginning of the title, of a word, anywhere.

    Equally good ones keep their order; no words find everything.
    """
    needles = wanted.casefold().split()
    found: list[tuple[int, int, Target]] = []
    for place, target in enumerate(targets):
        title = target.title.casefold()
        rank = 0
        for needle in needles:
            at = title.find(needle)
            if at == 0:
                continue
            if at > 0:
                rank += 1 if not title[at - 1].isalnum() else 2
            elif needle in target.also.casefold():
                rank += 3
            else:
                break
        else:
            found.append((rank, place, target))
    found.sort(key=lambda entry: entry[:2])
    return [target for _rank, _place, target in found]


class _Row(QStyledItemDelegate):
    """A title, and its kind at the right."""

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        kind = index.data(Qt.ItemDataRole.UserRole)
        painter.save()
        painter.setFont(theme.desk_font(theme.SMALL))
        painter.setPen(theme.colour(theme.current().muted))
        room = option.rect.adjusted(0, 0, -theme.SPACE_M, 0)
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, kind)
        painter.restore()


class Finder(QFrame):
    """A line to type in and what it finds, laid over the window; Enter goes there, Esc goes away."""

    closed = Signal()

    def __init__(self, targets: Callable[[], list[Target]], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "finder")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._all_targets = targets
        self._over = parent
        self._targets: list[Target] = []
        self._found: list[Target] = []
        self.line = QLineEdit(self)
        self.line.setProperty("role", "finder")
        self.list = QListView(self)
        self.list.setProperty("role", "finder")
        self.list.setUniformItemSizes(True)
        self.list.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the arrows move it while the line is typed in
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMouseTracking(True)
        self._model = QStandardItemModel(self)
        self.list.setModel(self._model)
        self.list.setItemDelegate(_Row(self.list))
        self._nothing = QLabel(self)
        self._nothing.setProperty("role", "muted")
        self._nothing.setMargin(theme.SPACE_L)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_S, theme.SPACE_S, theme.SPACE_S, theme.SPACE_S)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        column.addWidget(self._nothing)
        self.line.textChanged.connect(self._find)
        self.line.installEventFilter(self)
        self.list.clicked.connect(lambda index: self._go(index.row()))
        parent.installEventFilter(self)
        self._say()
        self.hide()

    def open(self) -> None:
        """Ask for what is wanted, over the whole window."""
        self._targets = self._all_targets()
        self.line.clear()
        self._find("")
        self._place()
        self.show()
        self.raise_()
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_finder(self) -> None:
        """Go away; the focus returns to where it was."""
        if self.isVisible():
            self.hide()
            self._targets = self._found = []
            self._model.clear()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._over:
            if isinstance(event, QResizeEvent) and self.isVisible():
                self._place()
        elif watched is self.line and self.isVisible():
            if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
                return self._key(event)
            if event.type() is QEvent.Type.FocusOut:
                self.close_finder()
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _say(self) -> None:
        self.line.setPlaceholderText(_("Queue, agent, page or command"))
        self.line.setAccessibleName(_("Find"))
        self.list.setAccessibleName(_("Found"))
        self._nothing.setText(_("Nothing by that name."))

    def _place(self) -> None:
        window = self._over
        width = min(window.width() - 2 * theme.SPACE_XXL, theme.current().px(600))
        height = min(window.height() - 2 * theme.SPACE_XXL, theme.current().px(420))
        self.setGeometry(
            (window.width() - width) // 2, min(72, (window.height() - height) // 2), width, height
        )

    def _find(self, wanted: str) -> None:
        self._found = best(self._targets, wanted)[:SHOWN]
        self._model.clear()
        height = theme.current().px(theme.ROW_HEIGHT)
        for target in self._found:
            item = QStandardItem(icon(target.icon), target.title)
            item.setData(f"{target.title}, {target.kind}", Qt.ItemDataRole.AccessibleTextRole)
            item.setData(target.kind, Qt.ItemDataRole.UserRole)
            item.setSizeHint(QSize(0, height))
            self._model.appendRow(item)
        self.list.setCurrentIndex(self._model.index(0, 0))
        self.list.setVisible(bool(self._found))
        self._nothing.setVisible(not self._found)

    def _key(self, event: QKeyEvent) -> bool:
        match event.key():
            case Qt.Key.Key_Escape:
                self.close_finder()
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._go(self.list.currentIndex().row())
            case Qt.Key.Key_Down | Qt.Key.Key_Tab:
                self._move(1)
            case Qt.Key.Key_Up | Qt.Key.Key_Backtab:
                self._move(-1)
            case Qt.Key.Key_PageDown:
                self._move(8)
            case Qt.Key.Key_PageUp:
                self._move(-8)
            case _:
                return False
        return True

    def _move(self, by: int) -> None:
        if self._found:
            row = max(0, min(len(self._found) - 1, self.list.currentIndex().row() + by))
            self.list.setCurrentIndex(self._model.index(row, 0))

    def _go(self, row: int) -> None:
        if 0 <= row < len(self._found):
            go = self._found[row].go
            self.close_finder()
            go()
