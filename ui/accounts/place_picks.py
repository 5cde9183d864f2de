"""Teams or departments to tick, found by a part of their name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from supervisor.words import _, ngettext, number
from ui import theme

_ID = Qt.ItemDataRole.UserRole
_ON, _OFF = Qt.CheckState.Checked, Qt.CheckState.Unchecked
LINES = 5
SEARCHED = 8  # from so many on, a name can be looked for


class PlacePicks(QWidget):
    """Space ticks."""

    changed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """*title* is marked."""
        super().__init__(parent)
        self._title = title
        self.label = QLabel(self)
        self.search = QLineEdit(self)
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget(self)
        self.list.setUniformItemSizes(True)
        self.label.setBuddy(self.list)
        self.none = QLabel(self)
        self.none.setProperty("role", "small")
        self.none.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        for widget in (self.label, self.search, self.list, self.none):
            column.addWidget(widget)
        self.search.textChanged.connect(self._find)
        self.list.itemChanged.connect(lambda _item: self._was_ticked())
        self._fit()
        self._say()

    @property
    def chosen(self) -> frozenset[str]:
        """The ids that are ticked."""
        return frozenset(item.data(_ID) for item in self._items() if item.checkState() is _ON)

    def offer(self, places: Sequence[tuple[str, str]], chosen: Iterable[str] = ()) -> None:
        """Offer (name, id); *chosen* are ticked, and stand there also where they are not offered any more."""
        wanted = frozenset(chosen)
        known = {id for _said, id in places}
        rows = [*places, *((id, id) for id in sorted(wanted - known))]
        with QSignalBlocker(self.list):
            self.list.clear()
            for said, id in rows:
                item = QListWidgetItem(said, self.list)
                item.setData(_ID, id)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(_ON if id in wanted else _OFF)
        self.search.setVisible(len(rows) >= SEARCHED)
        self.list.setVisible(bool(rows))
        self.none.setVisible(not rows)
        self._find(self.search.text())
        self._fit()
        self._say()

    def choose(self, chosen: Iterable[str]) -> None:
        """Tick these and no others."""
        wanted = frozenset(chosen)
        with QSignalBlocker(self.list):
            for item in self._items():
                item.setCheckState(_ON if item.data(_ID) in wanted else _OFF)
        self._say()

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(at) for at in range(self.list.count())]

    def _was_ticked(self) -> None:
        self._say()
        self.changed.emit()

    def _find(self, text: str) -> None:
        wanted = text.strip().casefold()
        for item in self._items():
            item.setHidden(
                bool(wanted) and wanted not in item.text().casefold() and item.checkState() is _OFF
            )

    def _say(self) -> None:
        count = len(self.chosen)
        title = _(self._title)
        if count:
            chosen = ngettext("{n} ticked", "{n} ticked", count).format(n=number(count))
            self.label.setText(_("{title} ({count})").format(title=title, count=chosen))
        else:
            self.label.setText(title)
        self.list.setAccessibleName(title)
        self.search.setPlaceholderText(_("Find by name"))
        self.search.setAccessibleName(_("{title}: find by name").format(title=title))
        self.none.setText(_("There are none in this centre yet."))

    def _fit(self) -> None:
        lines = max(1, min(LINES, self.list.count()))
        self.list.setFixedHeight(theme.current().px(26 * lines + 8))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        elif event.type() is QEvent.Type.StyleChange:
            self._fit()
