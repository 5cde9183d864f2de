"""The items of a form, edited in place: sections and items in one table, in their order."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QAbstractTableModel, QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from supervisor.quality.form import ANSWER_KIND_LABELS, SEVERITY_LABELS, AnswerKind
from supervisor.words import _, mark
from ui import theme
from ui.quality.form_draft import (
    ANSWER,
    APPLIES,
    CLASS,
    EN,
    FINE,
    NO,
    POINTS,
    YES,
    ZH,
    FormDraft,
    Line,
    number_in,
    written,
)

Index = QModelIndex | QPersistentModelIndex
TITLES = {
    ZH: mark("Chinese name"),
    EN: mark("English name"),
    CLASS: mark("Class"),
    POINTS: mark("Points"),
    ANSWER: mark("Answered with"),
    FINE: mark("Fine from"),
    APPLIES: mark("May not apply"),
}
TIPS = {
    CLASS: mark("A fatal error makes the whole form worth nothing; a critical one hurts the customer."),
    POINTS: mark("What can be reached; 0 where the item only counts as an error."),
    FINE: mark(
        "Of items that are answered with points: with fewer it is an error. Empty: with less than all."
    ),
    APPLIES: mark("Whether “does not apply” is an answer, too; its points then do not count."),
}
WIDTHS = {ZH: 190, EN: 190, CLASS: 104, POINTS: 64, ANSWER: 104, FINE: 74, APPLIES: 96}


class ItemsModel(QAbstractTableModel):
    """The lines of a draft."""

    written = Signal(int, object)  # row, the Line as it is now

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.draft = FormDraft()
        self.writable = True

    def show_draft(self, draft: FormDraft, *, writable: bool) -> None:
        """Show the lines of *draft*."""
        same = len(draft.lines) == len(self.draft.lines) and writable == self.writable
        if same:
            self.draft = draft
            if draft.lines:
                last = self.index(len(draft.lines) - 1, len(TITLES) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.draft, self.writable = draft, writable
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.draft.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(TITLES)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if orientation is Qt.Orientation.Vertical:
            return section + 1 if role == Qt.ItemDataRole.DisplayRole else None
        if role == Qt.ItemDataRole.DisplayRole:
            return _(TITLES[section])
        if role == Qt.ItemDataRole.ToolTipRole and section in TIPS:
            return _(TIPS[section])
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        found = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.writable and self._has(index):
            found |= Qt.ItemFlag.ItemIsEditable
        return found

    def _has(self, index: Index) -> bool:
        """Whether the line has anything in the column."""
        line = self.draft.lines[index.row()]
        if line.is_section:
            return index.column() in (ZH, EN)
        return index.column() != FINE or line.kind is AnswerKind.GRADED

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.draft.lines):
            return None
        line, column = self.draft.lines[index.row()], index.column()
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return _shown(line, column) if self._has(index) else ""
            case Qt.ItemDataRole.EditRole:
                return _value(line, column)
            case Qt.ItemDataRole.FontRole:
                return theme.desk_font(theme.BODY, QFont.Weight.DemiBold) if line.is_section else None
            case Qt.ItemDataRole.ForegroundRole:
                return self._ink(line, column)
            case Qt.ItemDataRole.TextAlignmentRole:
                right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                return right if column in (POINTS, FINE) else None
        return None

    def _ink(self, line: Line, column: int) -> QColor | None:
        if column in (POINTS, FINE) and not line.is_section:
            text = _value(line, column)
            if text.strip() and number_in(text) is None:
                return theme.colour(theme.current().critical)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        if role != Qt.ItemDataRole.EditRole or not index.isValid() or not self._has(index):
            return False
        line = self.draft.lines[index.row()]
        if str(value) == _value(line, index.column()):
            return False
        self.written.emit(index.row(), written(line, index.column(), str(value)))
        return True


def choices(column: int) -> Mapping[str, str]:
    """What may stand in a column, by its value; {} where it is written."""
    if column == CLASS:
        return {one.value: _(label) for one, label in SEVERITY_LABELS.items()}
    if column == ANSWER:
        return {one.value: _(label) for one, label in ANSWER_KIND_LABELS.items()}
    if column == APPLIES:
        return {NO: _("no"), YES: _("yes")}
    return {}


def _value(line: Line, column: int) -> str:
    return {
        ZH: line.zh,
        EN: line.en,
        CLASS: line.severity.value,
        POINTS: line.points,
        ANSWER: line.kind.value,
        FINE: line.fine_from,
        APPLIES: YES if line.may_not_apply else NO,
    }[column]


def _shown(line: Line, column: int) -> str:
    value = _value(line, column)
    if column == APPLIES and value == NO:
        return ""
    return choices(column).get(value, value)


class _Choices(QStyledItemDelegate):
    """A cell with few possible words is chosen from a list; the others are written."""

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        offered = choices(index.column())
        if not offered:
            return super().createEditor(parent, option, index)
        box = QComboBox(parent)
        for value, said in offered.items():
            box.addItem(said, value)
        box.activated.connect(lambda _at: self._choose(box))
        return box

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(max(0, editor.findData(index.data(Qt.ItemDataRole.EditRole))))
        else:
            super().setEditorData(editor, index)

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        text = editor.currentData() if isinstance(editor, QComboBox) else editor.property("text") or ""
        if isinstance(model, ItemsModel):
            model.setData(index, text)

    def _choose(self, box: QComboBox) -> None:
        self.commitData.emit(box)
        self.closeEditor.emit(box)


class ItemTable(QTableView):
    """Arrows move, F2 or typing edits, Tab leaves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines = ItemsModel(self)
        self.setModel(self.lines)
        self.setItemDelegate(_Choices(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
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
        self.fit()

    def fit(self) -> None:
        """Rows and columns as large as their text needs; what is left goes to the names."""
        style, header = theme.current(), self.horizontalHeader()
        self.verticalHeader().setDefaultSectionSize(style.px(theme.ROW_HEIGHT))
        widths = {one: max(style.px(width), header.sectionSizeHint(one)) for one, width in WIDTHS.items()}
        left = max(0, self.viewport().width() - sum(widths.values()))
        for column, width in widths.items():
            self.setColumnWidth(column, width + (left // 2 if column in (ZH, EN) else 0))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.LanguageChange):
            self.fit()
