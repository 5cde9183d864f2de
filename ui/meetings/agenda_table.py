"""The agenda of a meeting as a table: put into order by dragging or Alt+Up and Alt+Down, edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from msgspec.structs import replace
from PySide6.QtCore import (
    QAbstractTableModel,
    QByteArray,
    QEvent,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QHeaderView, QTableView, QWidget

from supervisor.issues.clock_wording import short_words
from supervisor.meetings.meeting import OUTCOME_LABELS, Item
from supervisor.meetings.series import SECTION_LABELS
from supervisor.meetings.wording import clock_said
from supervisor.words import DASH, _, clock_time, mark, number
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.issues.lights import LOOKS
from ui.meetings import sayings
from ui.widgets.tip import plain_tip

if TYPE_CHECKING:
    from supervisor.meetings.agenda import Look
    from supervisor.meetings.sitting import Sitting

Index = QModelIndex | QPersistentModelIndex
PLACE, START, PART, TITLE, TIMES, DEPARTMENT, CLOCK, MINUTES, SPEAKER, CAME = range(10)
TITLES = {
    PLACE: mark("No."),
    START: mark("Begins"),
    PART: mark("Agenda part"),
    TITLE: mark("Matter"),
    TIMES: mark("Times"),
    DEPARTMENT: mark("Department"),
    CLOCK: mark("Clock"),
    MINUTES: mark("Min."),
    SPEAKER: mark("Speaker"),
    CAME: mark("Outcome"),
}
WIDTHS = {
    PLACE: 40,
    START: 66,
    PART: 190,
    TITLE: 200,
    TIMES: 56,
    DEPARTMENT: 130,
    CLOCK: 160,
    MINUTES: 66,
    SPEAKER: 90,
    CAME: 120,
}
MIME = "application/x-supervisor-agenda-row"
MOST_MINUTES = 600


class AgendaModel(QAbstractTableModel):
    """The items of a sitting, in their order."""

    item_changed = Signal(object)  # Item as it shall be
    order_asked = Signal(object, str)  # ids in their new order, the id that was moved

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.sitting: Sitting | None = None
        self.writable = False

    @property
    def items(self) -> Sequence[Item]:
        return self.sitting.items if self.sitting is not None else ()

    def show_sitting(self, sitting: Sitting, *, writable: bool, edited: int = -1) -> None:
        """Show the items of *sitting*; the row that is *edited* is not said to be another, or what is typed
        there would be gone."""
        same = [one.id for one in self.items] == [one.id for one in sitting.items]
        if same and writable == self.writable:
            self.sitting = sitting
            for row in range(len(sitting.items)):
                if row != edited:
                    self.dataChanged.emit(self.index(row, 0), self.index(row, len(TITLES) - 1))
            return
        self.beginResetModel()
        self.sitting, self.writable = sitting, writable
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.items)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation is Qt.Orientation.Horizontal:
            return _(TITLES[section])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled if self.writable else Qt.ItemFlag.NoItemFlags
        if self.writable:
            found |= Qt.ItemFlag.ItemIsDragEnabled
            own_title = index.column() == TITLE and not self.items[index.row()].issue
            if index.column() in (MINUTES, SPEAKER) or own_title:
                found |= Qt.ItemFlag.ItemIsEditable
        return found

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.items):
            return None
        item, column = self.items[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._shown(item, index.row(), column)
            case Qt.ItemDataRole.EditRole:
                return {MINUTES: str(item.minutes), SPEAKER: item.speaker, TITLE: item.title}.get(column)
            case Qt.ItemDataRole.ToolTipRole:
                if column == CLOCK and self.sitting is not None:
                    return plain_tip(self._clock(self.sitting.looks.get(item.id)))
                return plain_tip(self._shown(item, index.row(), column))
            case Qt.ItemDataRole.ForegroundRole:
                if column == CLOCK and (state := self._clock_state(item)) is not None:
                    return theme.colour(theme.current().state_text(state))
                if column in (PLACE, START, PART, TIMES):
                    return theme.colour(theme.current().muted)
            case Qt.ItemDataRole.TextAlignmentRole:
                if column in (PLACE, TIMES, MINUTES):
                    return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            case Qt.ItemDataRole.AccessibleTextRole:
                said = self._shown(item, index.row(), column)
                return f"{_(TITLES[column])}: {said}" if said else _(TITLES[column])
        return None

    def _clock(self, look: Look | None, *, short: bool = False) -> str:
        if look is None or look.reading is None:
            return ""
        reading, zone, today = look.reading, self._desk.zone, self._desk.today
        if not short:
            return clock_said(reading, zone, today)
        sign, said = LOOKS[reading.light].sign, short_words(reading)
        return f"{sign.value} {said}" if sign is not None else said

    def _clock_state(self, item: Item) -> theme.State | None:
        sitting = self.sitting
        look = sitting.looks.get(item.id) if sitting is not None else None
        state = sayings.LIGHT_STATE[look.reading.light] if look is not None and look.reading else None
        return None if state is theme.State.OK else state  # what is well is quiet

    def _shown(self, item: Item, row: int, column: int) -> str:
        sitting = self.sitting
        if sitting is None:
            return ""
        look = sitting.looks.get(item.id)
        said = {
            PLACE: lambda: number(row + 1),
            START: lambda: clock_time(sitting.budget.starts.get(item.id), self._desk.zone),
            PART: lambda: _(SECTION_LABELS[item.section]),
            TITLE: lambda: look.title if look is not None else item.title,
            TIMES: lambda: number(item.times),
            DEPARTMENT: lambda: look.department if look is not None else "",
            CLOCK: lambda: self._clock(look, short=True),
            MINUTES: lambda: number(item.minutes),
            SPEAKER: lambda: item.speaker,
        }.get(column)
        if said is not None:
            return said()
        outcomes = sitting.outcomes.get(item.id, ())
        if outcomes:
            return _(", ").join(dict.fromkeys(_(OUTCOME_LABELS[one.kind]) for one in outcomes))
        if item.discussed is not None:
            return _("Discussed") if item.discussed else _("Not discussed")
        return DASH

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid():
            return False
        item, text = self.items[index.row()], str(value).strip()
        if index.column() == MINUTES:
            if not text.isdigit() or not 0 <= int(text) <= MOST_MINUTES:
                return False
            changed = replace(item, minutes=int(text))
        elif index.column() == SPEAKER:
            changed = replace(item, speaker=text[:300])
        elif index.column() == TITLE and text and not item.issue:
            changed = replace(item, title=text[:300])
        else:
            return False
        if changed == item:
            return False
        self.item_changed.emit(changed)
        return True

    # -- order ----------------------------------------------------------------------------------------------

    def move(self, row: int, to: int) -> None:
        """Ask for the item of *row* to stand at *to*."""
        ids = [one.id for one in self.items]
        if not self.writable or not 0 <= row < len(ids):
            return
        to = max(0, min(to, len(ids) - 1))
        if to != row:
            moved = ids.pop(row)
            ids.insert(to, moved)
            self.order_asked.emit(ids, moved)

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return [MIME]

    def mimeData(self, indexes: Any) -> QMimeData:
        found = QMimeData()
        rows = sorted({index.row() for index in indexes})
        found.setData(MIME, QByteArray(str(rows[0] if rows else -1).encode()))
        return found

    def dropMimeData(
        self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index
    ) -> bool:
        if not data.hasFormat(MIME):
            return False
        since = int(bytes(data.data(MIME).data()))
        to = row if row >= 0 else parent.row() if parent.isValid() else len(self.items)
        self.move(since, to - 1 if to > since and row >= 0 else to)
        return False  # the order comes back from the database; the view removes nothing


class AgendaTable(QTableView):
    """Alt+Up and Alt+Down move an item, Delete takes it off, F2 or typing edits, Enter opens its issue."""

    remove_asked = Signal(str)
    opened = Signal(str)  # the item's id
    item_chosen = Signal(str)  # that the keyboard stands on; "" for none

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.agenda = AgendaModel(desk, self)
        self.setModel(self.agenda)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setDragDropOverwriteMode(False)
        self.setDefaultDropAction(Qt.DropAction.MoveAction)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        self.verticalHeader().hide()
        self.selectionModel().currentRowChanged.connect(lambda *_which: self.item_chosen.emit(self.here))
        self._wanted = ""
        self._waiting: tuple[Sitting, bool] | None = None  # until nothing is typed any more
        self.fit()

    def show_sitting(self, sitting: Sitting, *, writable: bool) -> None:
        """Show the agenda; the keyboard stays on its item."""
        before = self.currentIndex().row()
        if self.state() is QAbstractItemView.State.EditingState:
            same = [one.id for one in self.agenda.items] == [one.id for one in sitting.items]
            self._waiting = None if same else (sitting, writable)
            if same:
                self.agenda.show_sitting(sitting, writable=writable, edited=before)
            return
        here, column = self._wanted or self.here, max(0, self.currentIndex().column())
        self._wanted = ""
        self.agenda.show_sitting(sitting, writable=writable)
        ids = [one.id for one in sitting.items]
        row = ids.index(here) if here in ids else min(max(0, before), len(ids) - 1)
        if row >= 0:
            self.setCurrentIndex(self.agenda.index(row, column))
        self.fit()

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self.show_sitting(waiting[0], writable=waiting[1])

    @property
    def here(self) -> str:
        """The id of the item that the keyboard stands on; "" for none."""
        row = self.currentIndex().row()
        return self.agenda.items[row].id if 0 <= row < len(self.agenda.items) else ""

    def choose(self, item: str) -> None:
        """Put the keyboard on *item*, now or when it comes."""
        ids = [one.id for one in self.agenda.items]
        if item in ids:
            self.setCurrentIndex(self.agenda.index(ids.index(item), max(0, self.currentIndex().column())))
        else:
            self._wanted = item

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, alt = event.key(), event.modifiers() & Qt.KeyboardModifier.AltModifier
        row = self.currentIndex().row()
        if self.state() is QAbstractItemView.State.EditingState:
            event.accept()  # an editor passes Enter on
        elif alt and key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.agenda.move(row, row + (1 if key == Qt.Key.Key_Down else -1))
        elif key == Qt.Key.Key_Delete and self.here:
            self.remove_asked.emit(self.here)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.here:
            self.opened.emit(self.here)
        else:
            super().keyPressEvent(event)

    def fit(self) -> None:
        """Rows and columns as large as their text needs; what is left goes to the title."""
        style, header = theme.current(), self.horizontalHeader()
        self.verticalHeader().setDefaultSectionSize(style.px(theme.ROW_HEIGHT))
        widths = {one: max(style.px(width), header.sectionSizeHint(one)) for one, width in WIDTHS.items()}
        left = max(0, self.viewport().width() - sum(widths.values()))
        for column, width in widths.items():
            self.setColumnWidth(column, width + (left if column == TITLE else 0))

    def resizeEvent(self, event: Any) -> None:
        super().resizeEvent(event)
        self.fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LanguageChange):
            self.fit()
