"""The desk table: a bar, the rows, their sum, and what is said when there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo
from functools import partial
from typing import Any, Generic

from PySide6.QtCore import QEvent, QItemSelectionModel, QPoint, Qt, Signal
from PySide6.QtGui import QGuiApplication, QHideEvent, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QMenu, QScrollBar, QStackedWidget, QVBoxLayout, QWidget

from supervisor.words import _
from ui import theme
from ui.machine import Machine
from ui.widgets.empty_state import EmptyState
from ui.widgets.lead import Lead
from ui.widgets.table import memory
from ui.widgets.table.arrangement import Arrangement, Line, Sorting, memory_of, remember
from ui.widgets.table.bar import TableBar
from ui.widgets.table.column import Column, Facet, Grouping, Key, R
from ui.widgets.table.column_places import ColumnPlaces
from ui.widgets.table.model import LinesModel
from ui.widgets.table.view import LinesView, TotalStrip

CALM_SECONDS = 8  # without a hand in the table, before rows may be put in order anew


class DeskTable(QWidget, Generic[R]):
    """Rows in columns. See the package's docstring for how it is used."""

    opened = Signal(object)  # the row: Enter or a double click
    current_changed = Signal(object)  # the row that the keyboard stands on, or None
    hovered = Signal(object)  # the row that the mouse points at, or None
    filled = Signal()  # the button of the empty state was pressed
    export_asked = Signal()
    arranged = Signal()  # rows came, went or moved

    def __init__(
        self,
        name: str,
        columns: Sequence[Column[R]],
        *,
        key: Callable[[R], Key],
        title: str = "",
        facets: Sequence[Facet[R]] = (),
        groupings: Sequence[Grouping[R]] = (),
        group: str = "",
        sort: Sequence[tuple[str, bool]] = (),
        search: Callable[[R], str] | None = None,
        total: Callable[[Sequence[R]], R | None] | None = None,
        menu: Callable[[R, QMenu], None] | None = None,
        faded: Callable[[R], bool] | None = None,
        counted: Callable[[int], str] | None = None,
        compact: bool = False,
        searched: bool = True,
        machine: Machine | None = None,
        parent: QWidget | None = None,
    ) -> None:
        """*title* is marked; *group* and *sort* (column, descending) hold until the person chooses. Rows that
        are *faded* are of the past: their source is not heard. *counted* says how many ("5 agents").
        *compact*: for a drawer. Not *searched*: the page looks for names itself, for all its parts."""
        super().__init__(parent)
        self.name = name
        self.title = title
        self.columns = tuple(columns)
        self.facets = tuple(facets)
        self.groupings = tuple(groupings)
        self.now: datetime | None = None
        self._machine = machine
        self._total = total
        self._menu = menu
        self._empty_words = ("", "")
        self._quiet = CALM_SECONDS  # seconds since somebody worked in the table
        self.arrangement: Arrangement[R] = Arrangement(columns, key, facets, search)
        self.model: LinesModel[R] = LinesModel(self.columns, self.arrangement, self)
        self.view: LinesView[R] = LinesView(self.model, self)
        self.view.faded = faded
        self.bar = TableBar(self.facets, self.groupings, self.arrangement.values, self, compact=compact)
        if counted is not None:
            self.bar.counted = self.model.counted = counted
        self._searched = searched
        self.bar.search.setVisible(searched)
        self.empty = EmptyState(self)
        self.strip = TotalStrip(self.view, self)
        self.strip.setVisible(total is not None)
        self._scroll = QScrollBar(Qt.Orientation.Horizontal, self)
        self._lay_out()
        self._places: ColumnPlaces[R] = ColumnPlaces(self.model, self.view)
        self._wire()
        self._lead = Lead(self, self.view)
        self.arrangement.sort_by(Sorting(*by) for by in sort)
        self.arrangement.group_by(next((by for by in self.groupings if by.name == group), None))
        self._recall()
        self._arrange(sort=True)
        self.say()

    def _lay_out(self) -> None:
        self._stack = QStackedWidget(self)
        rows = QWidget(self._stack)
        column = QVBoxLayout(rows)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.view, 1)
        column.addWidget(self.strip)
        column.addWidget(self._scroll)
        self._stack.addWidget(rows)
        self._stack.addWidget(self.empty)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.SPACE_S)
        whole.addWidget(self.bar)
        whole.addWidget(self._stack, 1)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # below the sum
        inner = self.view.horizontalScrollBar()
        inner.rangeChanged.connect(self._fit_scroll)
        inner.valueChanged.connect(self._scroll.setValue)
        self._scroll.valueChanged.connect(inner.setValue)
        self._scroll.hide()

    def _wire(self) -> None:
        view, bar, header = self.view, self.bar, self.view.header
        view.opened.connect(self._open)
        view.fold_asked.connect(self._fold)
        view.menu_asked.connect(self._open_menu)
        view.worked_in.connect(self._note_work)
        view.copy_asked.connect(self.copy)
        view.resized.connect(self._places.fit)
        view.hovered.connect(lambda line: self.hovered.emit(self.model.row(line) if line >= 0 else None))
        view.selectionModel().currentRowChanged.connect(self._tell_current)
        header.sort_asked.connect(self._sort_column)
        header.menu_asked.connect(self._open_header_menu)
        self._places.changed.connect(self._keep)
        self._places.fitted.connect(self.strip.update)
        bar.find_asked.connect(self.look_for)
        bar.facet_asked.connect(self.choose)
        bar.group_asked.connect(self.group_by)
        bar.columns_asked.connect(self._open_columns)
        bar.sort_again_asked.connect(self.sort_again)
        bar.export_asked.connect(self.export_asked)
        bar.left.connect(lambda: self.view.setFocus(Qt.FocusReason.OtherFocusReason))
        self.empty.button.clicked.connect(self._press_empty)
        find = ((QKeySequence(QKeySequence.StandardKey.Find), bar.start_search),) if self._searched else ()
        for keys, slot in (
            *find,
            (QKeySequence("F5"), self.sort_again),
            (QKeySequence("Ctrl+E"), self.export_asked.emit),
            (QKeySequence("Ctrl+Shift+Up"), partial(self._sort_current, False)),
            (QKeySequence("Ctrl+Shift+Down"), partial(self._sort_current, True)),
        ):
            shortcut = QShortcut(keys, self, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    @property
    def machine(self) -> Machine | None:
        """Where what is chosen here is remembered; None: nowhere."""
        return self._machine

    # -- rows -----------------------------------------------------------------------------------------------

    def show_rows(self, rows: Iterable[R]) -> None:
        """Show these rows and no others."""
        first = not self.arrangement.rows
        changed = self.arrangement.show(rows)
        self._take(changed)
        if self.arrangement.dirty or first:
            self._arrange(sort=first or not self._is_worked_in)
        self._show_total()

    def change(self, rows: Iterable[R], gone: Iterable[Key] = ()) -> None:
        """These rows are new or say something else, those of the keys *gone* are no more.

        What is in sight is repainted; rows come, go and move with the next `tick`.
        """
        self._take(self.arrangement.change(rows, gone))

    def tick(self, now: datetime) -> None:
        """A second has passed: running texts in sight go on, and what came in the second finds its place."""
        self.now = self.model.now = now
        self._quiet = min(CALM_SECONDS, self._quiet + 1)
        resort = self.arrangement.stale and not self._is_worked_in
        if self.arrangement.dirty or resort:
            self._arrange(sort=resort)
        self.bar.show_stale(self.arrangement.stale and self._is_worked_in)
        if not self.isVisible():
            return
        first, last = self.view.in_sight()
        for number, column in self.model.running_changed(first, last):
            self.view.redraw_cell(number, column)
        if self.arrangement.grouping is not None:
            self.view.redraw_lines(self.model.heads_changed(first, last))
        self._show_total()

    def replace_column(self, number: int, column: Column[R]) -> None:
        """Another meaning for a column that stays where it is and keeps its name."""
        columns = list(self.columns)
        columns[number] = column
        self.columns = self.model.columns = tuple(columns)
        self.arrangement.columns[column.name] = column
        self.arrangement.renew_keys()
        self.model.forget_all()

    def touch(self, keys: Iterable[Key]) -> None:
        """The rows of *keys* are the same, and look otherwise or fit other filters: time has passed."""
        keys = list(keys)
        self.arrangement.judge_again(keys)
        self._take(keys)

    def use_zone(self, zone: tzinfo) -> None:
        """Times of day are those of *zone*."""
        if zone is not self.model.zone:
            self.model.zone = zone
            self.refresh()

    def refresh(self) -> None:
        """Every row may say something else: other definitions, another language."""
        self.model.forget_all()
        self.arrangement.search_anew()
        self._arrange(sort=False)
        self.view.viewport().update()
        self._show_total()

    def row(self, key: Key) -> R | None:
        """The row of *key*; None when there is none."""
        return self.arrangement.rows.get(key)

    def _take(self, changed: list[Key]) -> None:
        self.model.forget(changed)
        if not changed or not self.isVisible():
            return
        first, last = self.view.in_sight()
        due, lines = set(changed), self.arrangement.lines
        for number in range(first, last + 1):
            if not lines[number].head and lines[number].key in due:
                self.model.tell(number, number)

    # -- arranging ------------------------------------------------------------------------------------------

    @property
    def _is_worked_in(self) -> bool:
        return self._quiet < CALM_SECONDS

    def _note_work(self) -> None:
        self._quiet = 0

    def _arrange(self, *, sort: bool) -> None:
        bar = self.view.verticalScrollBar()
        first, _last = self.view.in_sight()
        lines = self.arrangement.lines
        anchor: Line | None = lines[first] if bar.value() > 0 and first < len(lines) else None
        offset = bar.value() - first * self.view.pen.row_height
        kept = self._selected_lines(), self._current_line()
        new = self.arrangement.arrange(sort=sort)
        moved = new != lines
        self.model.rearrange(new)
        if moved:
            self._reselect(*kept)
            if anchor is not None and (found := _place(self.arrangement, anchor)) is not None and not sort:
                bar.setValue(found * self.view.pen.row_height + offset)
            self.view.viewport().update()
        self.bar.show_count(self.arrangement.shown, len(self.arrangement.rows))
        self.bar.show_stale(self.arrangement.stale and self._is_worked_in)
        if self.view.header.show_sorting(self.arrangement.sorting):
            self._places.fit()
        self._show_empty()
        self.arranged.emit()

    def _selected_lines(self) -> list[Line]:
        lines = self.arrangement.lines
        return [lines[index.row()] for index in self.view.selectionModel().selectedRows()]

    def _current_line(self) -> Line | None:
        number = self.view.currentIndex().row()
        return self.arrangement.lines[number] if 0 <= number < len(self.arrangement.lines) else None

    def _reselect(self, lines: list[Line], current: Line | None) -> None:
        """After everything was told anew: the same rows are selected, where they now stand."""
        chosen = self.view.selectionModel()
        if chosen.hasSelection() or chosen.currentIndex().isValid() or not (lines or current):
            return
        flag = QItemSelectionModel.SelectionFlag
        for line in lines:
            if (place := _place(self.arrangement, line)) is not None:
                chosen.select(self.model.index(place, 0), flag.Select | flag.Rows)
        if current is not None and (place := _place(self.arrangement, current)) is not None:
            chosen.setCurrentIndex(self.model.index(place, 0), flag.Current)

    def look_for(self, text: str) -> None:
        """Only rows in which every word of *text* stands."""
        if self.bar.search.text() != text:
            self.bar.search.blockSignals(True)
            self.bar.search.setText(text)
            self.bar.search.blockSignals(False)
        if text.casefold().split() != self.arrangement.words:
            self.arrangement.find(text)
            self._filtered()

    def choose(self, facet: str, values: Iterable[str]) -> None:
        """Only rows that have one of *values* of the facet; none: any."""
        self.arrangement.choose(facet, values)
        self.bar.show_facet(facet, self.arrangement.chosen.get(facet, ()))
        self._filtered()
        self._keep()

    def set_filter(self, predicate: Callable[[R], bool] | None) -> None:
        """Only rows for which *predicate* holds, beside what the person filters by; None: all."""
        self.arrangement.keep_only(predicate)
        self._filtered()

    def clear_filters(self) -> None:
        """Everything that the person filters by is taken back."""
        self.bar.clear_filters()
        self.arrangement.find("")
        for facet in self.facets:
            self.arrangement.choose(facet.name, ())
        self._filtered()
        self._keep()

    def group_by(self, name: str) -> None:
        """Let rows stand together by the grouping *name*; "": in one list."""
        self.arrangement.group_by(next((by for by in self.groupings if by.name == name), None))
        self.bar.show_group(name)
        self._filtered()
        self._keep()

    def sort_by(self, *sorting: tuple[str, bool]) -> None:
        """Put rows in order by (column, descending), the first one first."""
        self.arrangement.sort_by(Sorting(*by) for by in sorting)
        self._arrange(sort=True)
        self._keep()

    def sort_again(self) -> None:
        """Put rows in order by the values that they have now."""
        self._arrange(sort=True)

    def _filtered(self) -> None:
        self._arrange(sort=self.arrangement.stale)
        self._show_total()

    def _sort_column(self, column: int, within: bool) -> None:
        """A click: ascending (figures: the largest first), then the other way, then not at all."""
        of = self.columns[column]
        if not of.sortable:
            return
        first = of.is_figure
        sorting = list(self.arrangement.sorting)
        old = next((by for by in sorting if by.column == of.name), None)
        if old is None:
            new = [Sorting(of.name, first)]
        elif old.descending == first:
            new = [Sorting(of.name, not first)]
        else:
            new = []
        if within:
            place = sorting.index(old) if old is not None else len(sorting)
            sorting[place : place + (old is not None)] = new
        else:
            sorting = new
        self.sort_by(*sorting)

    def _sort_current(self, descending: bool) -> None:
        column = self.view.currentIndex().column()
        if column >= 0 and self.columns[column].sortable:
            self.sort_by((self.columns[column].name, descending))

    def _fold(self, number: int) -> None:
        line = self.arrangement.lines[number]
        self.arrangement.folded ^= {line.group}
        self._arrange(sort=False)

    # -- rows and the reader --------------------------------------------------------------------------------

    @property
    def current(self) -> R | None:
        """The row that the keyboard stands on."""
        line = self._current_line()
        return None if line is None or line.head else self.arrangement.rows.get(line.key)

    def select(self, key: Key) -> bool:
        """Stand on the row of *key* and bring it into sight; False when it is not shown."""
        if self.arrangement.dirty:
            self._arrange(sort=False)
        places = self.arrangement.places.get(key)
        if not places and (row := self.arrangement.rows.get(key)) is not None and self.arrangement.grouping:
            self.arrangement.folded -= set(self.arrangement.grouping.of(row))
            self._arrange(sort=False)
            places = self.arrangement.places.get(key)
        if not places:
            return False
        self.view.selectRow(places[0])
        self.view.scrollTo(self.model.index(places[0], max(0, self.view.currentIndex().column())))
        return True

    def hover(self, key: Key | None) -> None:
        """Light the row of *key* (None: none), as a chart beside the table points at it; emits nothing."""
        places = self.arrangement.places.get(key) if key is not None else None
        self.view.show_hover(places[0] if places else -1)

    def selected(self) -> list[R]:
        """The selected rows as they stand; a selected heading stands for its group."""
        arrangement = self.arrangement
        numbers = sorted(index.row() for index in self.view.selectionModel().selectedRows())
        keys: dict[Key, None] = {}
        for number in numbers:
            line = arrangement.lines[number]
            members = arrangement.members.get(line.group, ()) if line.head else (line.key,)  # a group may go
            keys |= dict.fromkeys(members)
        return [arrangement.rows[key] for key in keys if key in arrangement.rows]

    def shown_columns(self) -> list[int]:
        """The columns in sight, in their order."""
        return self._places.shown()

    def as_text(self, rows: Iterable[R]) -> str:
        """Headings, then a line a row, columns separated by tabs."""
        shown = self.shown_columns()
        lines = [[self.model.title(column) for column in shown]]
        for row in rows:
            texts = [self.columns[c].text_of(row, self.now, self.model.zone) for c in shown]
            lines.append([" ".join(text.split()) for text in texts])
        return "\n".join("\t".join(line) for line in lines)

    def copy(self) -> None:
        """The selected rows, or all, with their headings on the clipboard."""
        rows = self.selected() or list(self.arrangement.shown_rows())
        QGuiApplication.clipboard().setText(self.as_text(rows))

    def _open(self, number: int) -> None:
        row = self.model.row(number)
        if row is not None:
            self.opened.emit(row)

    def _tell_current(self) -> None:
        self.current_changed.emit(self.current)

    # -- menus ----------------------------------------------------------------------------------------------

    def _open_menu(self, at: QPoint) -> None:
        self.make_menu().popup(at)

    def make_menu(self) -> QMenu:
        """What can be done with the row that the keyboard stands on, and with its column."""
        menu = self._new_menu()
        row = self.current
        if row is not None:
            menu.addAction(_("Open"), partial(self.opened.emit, row)).setShortcut(QKeySequence("Return"))
            if self._menu is not None:
                self._menu(row, menu)
            menu.addSeparator()
        menu.addAction(_("Copy"), self.copy).setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        column = self.view.currentIndex().column()
        if column >= 0:
            self._add_column_actions(menu, column)
        menu.addSeparator()
        self._places.fill_menu(menu.addMenu(_("Columns")))
        menu.addAction(_("Export…"), self.export_asked.emit).setShortcut(QKeySequence("Ctrl+E"))
        return menu

    def _new_menu(self) -> QMenu:
        menu = QMenu(self)
        menu.aboutToHide.connect(menu.deleteLater)
        self._note_work()
        return menu

    def _open_header_menu(self, column: int, at: QPoint) -> None:
        menu = self._new_menu()
        if column >= 0:
            self._add_column_actions(menu, column)
            menu.addAction(_("Hide this column"), partial(self._places.show, column, False))
            menu.addSeparator()
        self._places.fill_menu(menu)
        menu.popup(at)

    def _open_columns(self, at: QPoint) -> None:
        menu = self._new_menu()
        self._places.fill_menu(menu)
        menu.popup(at)

    def _add_column_actions(self, menu: QMenu, column: int) -> None:
        of = self.columns[column]
        title = _(of.title)
        if of.sortable:
            up = menu.addAction(
                _("Sort by {column}, smallest first").format(column=title)
                if of.is_figure
                else _("Sort by {column}, first to last").format(column=title),
                partial(self.sort_by, (of.name, False)),
            )
            down = menu.addAction(
                _("Sort by {column}, largest first").format(column=title)
                if of.is_figure
                else _("Sort by {column}, last to first").format(column=title),
                partial(self.sort_by, (of.name, True)),
            )
            up.setShortcut(QKeySequence("Ctrl+Shift+Up"))
            down.setShortcut(QKeySequence("Ctrl+Shift+Down"))
            if self.arrangement.sorting:
                menu.addAction(
                    _("Then by {column}").format(column=title), partial(self._sort_column, column, True)
                )
        menu.addAction(_("Move to the left"), partial(self._places.move, column, -1))
        menu.addAction(_("Move to the right"), partial(self._places.move, column, 1))

    def show_column(self, column: int, shown: bool) -> None:
        """Show a column, or hide it; the last one stays."""
        self._places.show(column, shown)

    def reset_columns(self) -> None:
        """Every column as it was at first: place, width, shown or not."""
        self._places.reset()

    def _fit_scroll(self, least: int, most: int) -> None:
        self._scroll.setRange(least, most)
        self._scroll.setPageStep(self.view.horizontalScrollBar().pageStep())
        self._scroll.setSingleStep(theme.SPACE_XXL)
        self._scroll.setVisible(most > least)

    # -- memory ---------------------------------------------------------------------------------------------

    def _recall(self) -> None:
        kept = memory.recall(self._machine, self.name)
        remember(self.arrangement, kept, self.groupings)
        self._places.recall(kept)
        for name in self.bar.chips:
            self.bar.show_facet(name, self.arrangement.chosen.get(name, ()))
        self.bar.show_group(self.arrangement.grouping.name if self.arrangement.grouping else "")

    def _keep(self) -> None:
        if self._machine is None:
            return
        kept = {**self._places.memory(), **memory_of(self.arrangement)}
        memory.keep(self._machine, self.name, kept)

    # -- words and sizes ------------------------------------------------------------------------------------

    def say_empty(self, sentence: str, button: str = "") -> None:
        """What is said (both translated) when there is no row at all, and the button that fills the table."""
        self._empty_words = (sentence, button)
        self._show_empty()

    def _show_empty(self) -> None:
        known, shown = bool(self.arrangement.rows), bool(self.arrangement.shown)
        self.bar.setVisible(known or self.arrangement.is_filtered)
        if shown:
            self._stack.setCurrentIndex(0)
            self._lead.part = self.view
            return
        if known and self.arrangement.is_filtered:
            self.empty.say(_("No row fits these filters."), _("Clear the filters"))
        else:
            self.empty.say(self._empty_words[0] or _("There is nothing here yet."), self._empty_words[1])
        has_button = bool(self.empty.button.text())
        self.empty.button.setVisible(has_button)
        focused = self.view.hasFocus()
        self._stack.setCurrentIndex(1)
        self._lead.part = self.empty.button if has_button else self.bar.search
        if focused and has_button:
            self.empty.button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _press_empty(self) -> None:
        if self.arrangement.rows and self.arrangement.is_filtered:
            self.clear_filters()
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.filled.emit()

    def total_row(self) -> R | None:
        """The sum of the rows that the filters leave; None where there is none."""
        if self._total is None:
            return None
        rows = list(self.arrangement.shown_rows())
        return self._total(rows) if rows else None

    def _show_total(self) -> None:
        if self._total is None:
            return
        row = self.total_row()
        texts = [""] * len(self.columns)
        faded = row is not None and self.view.faded is not None and self.view.faded(row)
        if row is not None:
            texts = [column.text_of(row, self.now, self.model.zone) for column in self.columns]
        spoken = ", ".join(f"{self.model.title(c)} {texts[c]}" for c in self.shown_columns() if texts[c])
        self.strip.show_texts(texts, spoken, faded=faded)

    def say(self) -> None:
        """Say everything again, in the language now in use."""
        self.bar.say()
        self.view.setAccessibleName(_(self.title))
        self._show_empty()
        self.refresh()
        self._places.fit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.say()
        elif event.type() is QEvent.Type.StyleChange:
            self.view.restyle()
            self.strip.restyle()
            self.bar.fit()
            self._places.fit()
        super().changeEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self._keep()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.arrangement.words:
            self.look_for("")
        else:
            super().keyPressEvent(event)


def _place(arrangement: Arrangement[Any], line: Line) -> int | None:
    """Where *line* now stands; a row that left its group, where it stands first."""
    if line.head:
        return next((n for n, other in enumerate(arrangement.lines) if other == line), None)
    places = arrangement.places.get(line.key, ())
    return next((n for n in places if arrangement.lines[n] == line), next(iter(places), None))
