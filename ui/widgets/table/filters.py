"""Filters above a table: chips that are always there, and lists to choose from."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QEvent, QObject, QPoint, QSortFilterProxyModel, Qt, Signal
from PySide6.QtGui import QKeyEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QLineEdit, QListView, QPushButton, QVBoxLayout, QWidget

from supervisor.words import _, pgettext
from ui import theme
from ui.widgets.table.column import Facet, R

LIST_WIDTH, LIST_HEIGHT = 260, 340
SEARCH_FROM = 9  # values: fewer are found by looking
_VALUE = Qt.ItemDataRole.UserRole + 1


class FacetChips(QObject):
    """The values that a facet always offers, each a button that stays pressed; they are its `buttons`."""

    chosen = Signal(object)  # frozenset[str]

    def __init__(self, facet: Facet[R], parent: QWidget) -> None:
        super().__init__(parent)
        self._facet = facet
        self._buttons: dict[str, QPushButton] = {}
        for value, _title in facet.fixed:
            button = QPushButton(parent)
            button.setCheckable(True)
            button.setProperty("role", "chip")
            button.clicked.connect(self._tell)
            self._buttons[value] = button
        self.say()

    @property
    def buttons(self) -> list[QPushButton]:
        return list(self._buttons.values())

    @property
    def values(self) -> frozenset[str]:
        return frozenset(value for value, button in self._buttons.items() if button.isChecked())

    def show_values(self, values: Iterable[str]) -> None:
        wanted = set(values)
        for value, button in self._buttons.items():
            button.setChecked(value in wanted)

    def say(self) -> None:
        for value, title in self._facet.fixed:
            self._buttons[value].setText(_(title))
            said = _("Show only: {what}").format(what=f"{_(self._facet.title)}, {_(title)}")
            self._buttons[value].setAccessibleName(said)

    def _tell(self) -> None:
        self.chosen.emit(self.values)


class FacetButton(QPushButton):
    """Opens the list of a facet's values; says what is chosen."""

    chosen = Signal(object)  # frozenset[str]

    def __init__(
        self, facet: Facet[R], counts: Callable[[], dict[str, int]], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._facet = facet
        self._counts = counts
        self._values: frozenset[str] = frozenset()
        self._list: FacetList | None = None
        self.setProperty("role", "chip")
        self.clicked.connect(self.open_list)
        self.say()

    @property
    def values(self) -> frozenset[str]:
        return self._values

    @property
    def buttons(self) -> list[QPushButton]:
        return [self]

    @property
    def open_popup(self) -> FacetList | None:
        """The list, while it is open."""
        return self._list

    def show_values(self, values: Iterable[str]) -> None:
        self._values = frozenset(values)
        self.say()

    def word(self, value: str) -> str:
        """How *value* is said."""
        return (self._facet.words(value) if self._facet.words else value) or pgettext("filter", "none")

    def say(self) -> None:
        title = _(self._facet.title)
        if len(self._values) == 1:
            title = f"{title}: {self.word(next(iter(self._values)))}"
        elif self._values:
            title = f"{title}: {len(self._values)}"
        if len(title) > 36:
            title = f"{title[:35]}…"
        self.setText(f"{title} ▾")
        self.setAccessibleName(_("Filter by {what}").format(what=_(self._facet.title)))
        self.setAccessibleDescription(", ".join(sorted(self.word(value) for value in self._values)))
        self.setProperty("on", bool(self._values))
        self.style().unpolish(self)
        self.style().polish(self)

    def open_list(self) -> None:
        """Open the list below the button."""
        counts = self._counts()
        order = sorted(counts, key=lambda value: self.word(value).casefold())
        self._list = FacetList([(v, self.word(v), counts[v]) for v in order], self._values, self)
        self._list.changed.connect(self._take)
        self._list.destroyed.connect(self._forget_list)
        self._list.open_at(self.mapToGlobal(QPoint(0, self.height() + theme.SPACE_XS)))

    def _take(self, values: frozenset[str]) -> None:
        self.show_values(values)
        self.chosen.emit(self._values)

    def _forget_list(self) -> None:
        self._list = None


class FacetList(QFrame):
    """Values with their counts, to be ticked; many can be searched. Esc or a click elsewhere closes it."""

    changed = Signal(object)  # frozenset[str]

    def __init__(self, values: list[tuple[str, str, int]], chosen: frozenset[str], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setProperty("role", "drawer")
        self.search = QLineEdit(self)
        self.search.setPlaceholderText(_("Find"))
        self.search.setAccessibleName(_("Find"))
        self.search.setVisible(len(values) >= SEARCH_FROM)
        self.list = QListView(self)
        self.list.setUniformItemSizes(True)
        self.list.setAccessibleName(parent.accessibleName())
        self._items = QStandardItemModel(self)
        for value, word, count in values:
            item = QStandardItem(f"{word}   {count}")
            item.setData(value, _VALUE)
            item.setCheckable(True)
            item.setEditable(False)
            item.setCheckState(Qt.CheckState.Checked if value in chosen else Qt.CheckState.Unchecked)
            self._items.appendRow(item)
        self._found = QSortFilterProxyModel(self)
        self._found.setSourceModel(self._items)
        self._found.setFilterCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.list.setModel(self._found)
        self._clear = QPushButton(_("Clear"), self)
        self._clear.setProperty("role", "link")
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.SPACE_S,) * 4)
        column.setSpacing(theme.SPACE_S)
        for widget in (self.search, self.list, self._clear):
            column.addWidget(widget)
        self._items.itemChanged.connect(self._tell)
        self.search.textChanged.connect(self._found.setFilterFixedString)
        self.search.installEventFilter(self)
        self.list.clicked.connect(self._toggle)
        self._clear.clicked.connect(self._clear_all)
        scale = theme.current().px
        rows = min(len(values), 9)
        self.resize(scale(LIST_WIDTH), min(scale(LIST_HEIGHT), scale(34) * rows + scale(110)))

    def open_at(self, at: QPoint) -> None:
        """Show the list at *at*, inside the screen."""
        room = self.screen().availableGeometry()
        x = min(at.x(), room.right() - self.width())
        y = min(at.y(), room.bottom() - self.height())
        self.move(max(room.left(), x), max(room.top(), y))
        self.show()
        (self.search if self.search.isVisible() else self.list).setFocus(Qt.FocusReason.PopupFocusReason)
        self.list.setCurrentIndex(self._found.index(0, 0))

    @property
    def values(self) -> frozenset[str]:
        items = (self._items.item(row) for row in range(self._items.rowCount()))
        return frozenset(item.data(_VALUE) for item in items if item.checkState() is Qt.CheckState.Checked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if (
            watched is self.search
            and event.type() is QEvent.Type.KeyPress
            and isinstance(event, QKeyEvent)
            and event.key() == Qt.Key.Key_Down
        ):
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
            return True
        return super().eventFilter(watched, event)  # type: ignore[arg-type]

    def _toggle(self, index: object) -> None:
        """A click beside the box ticks it too."""
        item = self._items.itemFromIndex(self._found.mapToSource(index))  # type: ignore[arg-type]
        at = self.list.viewport().mapFromGlobal(self.cursor().pos())
        if at.x() > theme.current().px(28):
            on = item.checkState() is Qt.CheckState.Checked
            item.setCheckState(Qt.CheckState.Unchecked if on else Qt.CheckState.Checked)

    def _clear_all(self) -> None:
        self._items.blockSignals(True)
        for row in range(self._items.rowCount()):
            self._items.item(row).setCheckState(Qt.CheckState.Unchecked)
        self._items.blockSignals(False)
        self.list.viewport().update()
        self._tell()

    def _tell(self) -> None:
        self.changed.emit(self.values)
