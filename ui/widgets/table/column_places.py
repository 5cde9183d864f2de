"""Where the columns of a table stand: which are in sight, in which order, how wide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, Generic

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from supervisor.words import _
from ui import theme
from ui.widgets.table.column import R
from ui.widgets.table.model import LinesModel
from ui.widgets.table.view import LinesView

MOST_STRETCH = 1.5  # of its width a column that stretches may grow,
MOST_ROOM = 0.5  # and then every column: figures stay near their names


class ColumnPlaces(QObject, Generic[R]):
    """The columns of *model* in *view*. `changed` comes when they are wanted otherwise, `fitted` when each
    has got its width."""

    changed = Signal()
    fitted = Signal()

    def __init__(self, model: LinesModel[R], view: LinesView[R]) -> None:
        super().__init__(view)
        self._model, self._view, self._header = model, view, view.header
        self._widths: dict[str, int] = {}  # as somebody dragged them, at text scale 1
        self._fitting = False
        self._header.sectionResized.connect(self._keep_width)
        self._header.sectionMoved.connect(self.changed)

    def shown(self) -> list[int]:
        """The columns in sight, in their order."""
        header = self._header
        order = [header.logicalIndex(place) for place in range(header.count())]
        return [column for column in order if not header.isSectionHidden(column)]

    def show(self, column: int, shown: bool) -> None:
        """Show a column, or hide it; the last one stays."""
        if not shown and self.shown() == [column]:
            return
        self._view.setColumnHidden(column, not shown)
        self.fit()
        self.changed.emit()

    def reset(self) -> None:
        """Every column as it was at first: place, width, shown or not."""
        for number, column in enumerate(self._model.columns):
            self._header.moveSection(self._header.visualIndex(number), number)
            self._view.setColumnHidden(number, column.hidden)
        self._widths.clear()
        self.fit()
        self.changed.emit()

    def move(self, column: int, by: int) -> None:
        """One place on among the columns in sight."""
        header, shown = self._header, self.shown()
        place = shown.index(column) + by
        if 0 <= place < len(shown):
            header.moveSection(header.visualIndex(column), header.visualIndex(shown[place]))

    def fill_menu(self, menu: QMenu) -> None:
        """Offer to show and hide each column."""
        for number, column in enumerate(self._model.columns):
            action = menu.addAction(_(column.title))
            action.setCheckable(True)
            action.setChecked(not self._view.isColumnHidden(number))
            action.toggled.connect(partial(self.show, number))
        menu.addSeparator()
        menu.addAction(_("As they were at first"), self.reset)

    # -- widths ---------------------------------------------------------------------------------------------

    def fit(self) -> None:
        """Every column as wide as it asks for; what is left goes to those that stretch, then to all."""
        header, columns, scale = self._header, self._model.columns, theme.current().px
        wanted: dict[int, int] = {}
        for number in self.shown():
            column = columns[number]
            kept = self._widths.get(column.name)
            wanted[number] = scale(kept) if kept else max(scale(column.width), header.least_width(number))
        left = self._view.viewport().width() - sum(wanted.values())
        dragged = {n for n in wanted if columns[n].name in self._widths}
        grown = [n for n in wanted if columns[n].stretch and n not in dragged]
        left = _spread(wanted, grown, left, MOST_STRETCH)
        _spread(wanted, [n for n in wanted if n not in dragged], left, MOST_ROOM)
        self._fitting = True
        for number, width in wanted.items():
            if header.sectionSize(number) != width:
                header.resizeSection(number, width)
        self._fitting = False
        self.fitted.emit()

    def _keep_width(self, column: int, _old: int, new: int) -> None:
        if not self._fitting and new > 0:
            self._widths[self._model.columns[column].name] = round(new / theme.current().text_scale)

    # -- memory ---------------------------------------------------------------------------------------------

    def recall(self, kept: Mapping[str, Any]) -> None:
        """Put them where they stood when *kept* was made, as far as there are such columns still."""
        header, names = self._header, {column.name: n for n, column in enumerate(self._model.columns)}
        hidden = kept.get("hidden")
        for number, column in enumerate(self._model.columns):
            gone = column.name in hidden if isinstance(hidden, list) else column.hidden
            known = column.name in kept.get("known", names)
            self._view.setColumnHidden(number, gone if known else column.hidden)
        order = kept.get("order")
        if isinstance(order, list):
            for place, number in enumerate(names[name] for name in order if name in names):
                header.moveSection(header.visualIndex(number), place)
        widths = kept.get("widths")
        if isinstance(widths, dict):
            self._widths = {str(k): v for k, v in widths.items() if k in names and isinstance(v, int)}

    def memory(self) -> dict[str, Any]:
        """What `recall` needs."""
        header, columns = self._header, self._model.columns
        return {
            "order": [columns[header.logicalIndex(place)].name for place in range(header.count())],
            "known": [column.name for column in columns],
            "hidden": [c.name for n, c in enumerate(columns) if self._view.isColumnHidden(n)],
            "widths": self._widths,
        }


def _spread(widths: dict[int, int], columns: Sequence[int], left: int, most: float) -> int:
    """Give *left* pixels to *columns*, each at most *most* of its width; what then is left."""
    for place, number in enumerate(columns):
        if left > 0:
            more = min(left // (len(columns) - place), round(widths[number] * most))
            widths[number] += more
            left -= more
    return left
