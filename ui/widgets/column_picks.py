"""Which columns leave: a list with ticks, found by a part of their name."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.words import _, number
from ui import theme
from ui.widgets.leaving import ColumnOffer

_NAME = Qt.ItemDataRole.UserRole
_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class ColumnPicks(QWidget):
    """Space ticks, typing above finds; All and None are of those that are found. `changed` tells."""

    changed = Signal()

    def __init__(self, offers: Sequence[ColumnOffer], ticked: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self._offers = tuple(offers)
        self._named = True
        self._title, self._count = QLabel(_("Columns"), self), QLabel(self)
        self._count.setProperty("role", "muted")
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.search.setPlaceholderText(_("Find a column"))
        self.search.setAccessibleName(_("Find a column"))
        self.list = QListWidget(self)
        self.list.setAccessibleName(_("Columns"))
        self.list.setUniformItemSizes(True)
        self.all, self.none = QPushButton(_("All"), self), QPushButton(_("None"), self)
        for button, said in ((self.all, _("Tick all columns")), (self.none, _("Tick no column"))):
            button.setProperty("role", "link")
            button.setAccessibleName(said)
            button.setToolTip(said)
        for offer in self._offers:
            item = QListWidgetItem(offer.title, self.list)
            item.setData(_NAME, offer.name)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(_ON if offer.name in ticked else _OFF)
        self.list.setCurrentRow(0)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addWidget(self._count, 1)
        head.addWidget(self.all)
        head.addWidget(self.none)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        column.addLayout(head)
        column.addWidget(self.search)
        column.addWidget(self.list, 1)
        self.search.textChanged.connect(self._find)
        self.search.installEventFilter(self)
        self.list.itemChanged.connect(lambda _item: self._tell())
        self.all.clicked.connect(partial(self._tick_all, _ON))
        self.none.clicked.connect(partial(self._tick_all, _OFF))
        self._say_count()

    @property
    def ticked(self) -> tuple[str, ...]:
        """The names of the columns that leave, in order."""
        return tuple(
            item.data(_NAME) for item in self._items() if item.checkState() is _ON and self._may(item)
        )

    def allow_names(self, named: bool) -> None:
        """Without names no column leaves that tells who somebody is."""
        self._named = named
        with QSignalBlocker(self.list):
            for item in self._items():
                flags = item.flags()
                may = self._may(item)
                item.setFlags(
                    flags | Qt.ItemFlag.ItemIsEnabled if may else flags & ~Qt.ItemFlag.ItemIsEnabled
                )
                item.setToolTip("" if may else _("It tells who somebody is."))
        self._tell()

    def _may(self, item: QListWidgetItem) -> bool:
        return self._named or not self._offers[self.list.row(item)].naming

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _tick_all(self, state: Qt.CheckState) -> None:
        with QSignalBlocker(self.list):
            for item in self._items():
                if not item.isHidden():
                    item.setCheckState(state)
        self._tell()

    def _find(self, text: str) -> None:
        words = text.casefold().split()
        for item in self._items():
            item.setHidden(not all(word in item.text().casefold() for word in words))
        if (current := self.list.currentItem()) is None or current.isHidden():
            shown = next((item for item in self._items() if not item.isHidden()), None)
            self.list.setCurrentRow(self.list.row(shown) if shown is not None else -1)

    def _tell(self) -> None:
        self._say_count()
        self.changed.emit()

    def _say_count(self) -> None:
        said = _("{shown} of {all}").format(shown=number(len(self.ticked)), all=number(len(self._offers)))
        self._count.setText(said)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.search and event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Down:
                self.list.setFocus(Qt.FocusReason.OtherFocusReason)
                return True
            if event.key() == Qt.Key.Key_Escape and self.search.text():
                self.search.clear()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.list.currentItem() is not None:
                item = self.list.currentItem()  # ticked, not exported: the dialog's button is not meant
                item.setCheckState(_OFF if item.checkState() is _ON else _ON)
                return True
        return super().eventFilter(watched, event)
