"""The lines of a table as Qt's views, selections and screen readers know them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, tzinfo
from typing import Any, Generic

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from supervisor.words import _, ngettext, number
from ui.widgets.table.arrangement import Arrangement, Line, runs
from ui.widgets.table.column import Column, R
from ui.widgets.tip import plain_tip

MANY_RUNS = 64  # of rows that come or go at once: beyond, the whole is told anew

_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_SPOKEN = int(Qt.ItemDataRole.AccessibleTextRole)
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


def rows_counted(count: int) -> str:
    """ "5 rows"."""
    return ngettext("{count} row", "{count} rows", count).format(count=number(count))


class LinesModel(QAbstractTableModel, Generic[R]):
    """The lines of an arrangement; a text is made when somebody looks, and kept until its row changes."""

    def __init__(
        self, columns: Sequence[Column[R]], arrangement: Arrangement[R], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.columns = columns
        self.arrangement = arrangement
        self.now: datetime | None = None
        self.zone: tzinfo = UTC
        self.counted: Callable[[int], str] = rows_counted
        self._texts: dict[object, list[str | None]] = {}
        self._heads: dict[str, str] = {}
        self._running = [number for number, column in enumerate(columns) if column.running]

    # -- what stands where ----------------------------------------------------------------------------------

    def row(self, number: int) -> R | None:
        """The row on line *number*; None on the heading of a group."""
        line = self.arrangement.lines[number]
        return None if line.head else self.arrangement.rows.get(line.key)

    def text(self, number: int, column: int) -> str:
        """What the cell says; a group's heading says all in its first column."""
        line = self.arrangement.lines[number]
        if line.head:
            return self.head(line.group) if column == 0 else ""
        texts = self._texts.get(line.key)
        if texts is None:
            texts = self._texts[line.key] = [None] * len(self.columns)
        text = texts[column]
        if text is None:
            row = self.arrangement.rows.get(line.key)
            text = "" if row is None else self.columns[column].text_of(row, self.now, self.zone)
            texts[column] = text
        return text

    def head(self, group: str) -> str:
        """A group's title, count and figures."""
        said = self._heads.get(group)
        if said is None:
            said = self._heads[group] = " · ".join(part for part in self.head_parts(group) if part)
        return said

    def head_parts(self, group: str) -> tuple[str, str, str]:
        """Title, count and what else is said of a group."""
        grouping, keys = self.arrangement.grouping, self.arrangement.members.get(group, [])
        rows = [self.arrangement.rows[key] for key in keys if key in self.arrangement.rows]
        words = grouping.words(rows) if grouping is not None and grouping.words is not None else ""
        return group or _("None"), self.counted(len(rows)), words

    # -- what changes ---------------------------------------------------------------------------------------

    def forget(self, keys: Iterable[object]) -> None:
        """The rows of *keys* say something else."""
        for key in keys:
            self._texts.pop(key, None)

    def running_changed(self, first: int, last: int) -> list[tuple[int, int]]:
        """A second has passed: the running cells between two lines that say something else by now."""
        found = []
        for place in range(first, last + 1):
            texts = self._texts.get(self.arrangement.lines[place].key)
            if texts is None:
                continue
            for column in self._running:
                was, texts[column] = texts[column], None
                if was is not None and self.text(place, column) != was:
                    found.append((place, column))
        return found

    def heads_changed(self, first: int, last: int) -> list[int]:
        """The lines from *first* to *last* that are headings and say something else by now."""
        found = []
        for place in range(first, last + 1):
            line = self.arrangement.lines[place]
            if line.head:
                was = self._heads.pop(line.group, None)
                if self.head(line.group) != was:
                    found.append(place)
        return found

    def forget_all(self) -> None:
        """Everything may be said otherwise: another language, other definitions."""
        self._texts.clear()
        self._heads.clear()

    def tell(self, first: int, last: int) -> None:
        """The lines from *first* to *last* say something else."""
        self.dataChanged.emit(self.index(first, 0), self.index(last, len(self.columns) - 1))

    def rearrange(self, new: list[Line]) -> None:
        """Show *new* instead: rows come, go and move; selections hold on to their rows."""
        arrangement, old = self.arrangement, self.arrangement.lines
        self._heads.clear()
        if new == old:
            arrangement.adopt(new)
            return
        wanted, known = set(new), set(old)
        going = list(runs([number for number, line in enumerate(old) if line not in wanted]))
        coming = list(runs([number for number, line in enumerate(new) if line not in known]))
        if len(going) + len(coming) > MANY_RUNS or not old or not new:
            self.beginResetModel()
            arrangement.adopt(new)
            self._drop_texts()
            self.endResetModel()
            return
        for first, last in reversed(going):
            self.beginRemoveRows(_NOWHERE, first, last)
            old = old[:first] + old[last + 1 :]
            arrangement.adopt(old)
            self.endRemoveRows()
        staying = [line for line in new if line in known]
        if staying != old:
            self._move(old, staying)
        for first, last in coming:
            self.beginInsertRows(_NOWHERE, first, last)
            staying = staying[:first] + new[first : last + 1] + staying[first:]
            arrangement.adopt(staying)
            self.endInsertRows()
        arrangement.adopt(new)
        self._drop_texts()

    def _move(self, old: list[Line], new: list[Line]) -> None:
        self.layoutAboutToBeChanged.emit()
        places = {line: number for number, line in enumerate(new)}
        before = self.persistentIndexList()
        after = [self.index(places[old[index.row()]], index.column()) for index in before]
        self.arrangement.adopt(new)
        self.changePersistentIndexList(before, after)
        self.layoutChanged.emit()

    def _drop_texts(self) -> None:
        rows = self.arrangement.rows
        if len(self._texts) > 2 * len(rows) + 100:
            self._texts = {key: texts for key, texts in self._texts.items() if key in rows}

    # -- Qt -------------------------------------------------------------------------------------------------

    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.arrangement.lines)

    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        if role not in (_DISPLAY, _SPOKEN, _TOOL_TIP) or not index.isValid():
            return None
        number, column = index.row(), index.column()
        if role == _DISPLAY:
            return self.text(number, column)
        if role == _TOOL_TIP:
            return plain_tip(self.about(number, column))
        text = self.text(number, column)
        if self.arrangement.lines[number].head:
            return text
        return f"{_(self.columns[column].title)}: {text}"

    def about(self, number: int, column: int) -> str:
        """What is said of the cell where the mouse points, beyond its text; "" when there is no more."""
        row, of = self.row(number), self.columns[column]
        return "" if row is None or of.about is None else of.about(row)

    def title(self, column: int) -> str:
        """A column's heading, its unit in it."""
        of = self.columns[column]
        return f"{_(of.title)} ({_(of.unit)})" if of.unit else _(of.title)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = _DISPLAY) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == _DISPLAY:
            return self.title(section)
        if role == _TOOL_TIP:
            return _(self.columns[section].tip) or None
        return None
