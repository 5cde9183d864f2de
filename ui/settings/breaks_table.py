"""The break codes: what each source's word means, and how long such a break may last."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from supervisor.settings.breaks import BreakCode, BreakKind
from supervisor.words import _, mark
from ui import theme

KIND_WORDS = {
    BreakKind.BREAK: mark("Short break"),
    BreakKind.MEAL: mark("Meal"),
    BreakKind.MEETING: mark("Meeting"),
    BreakKind.COACHING: mark("Coaching"),
    BreakKind.TRAINING: mark("Training"),
    BreakKind.WELLBEING: mark("Wellbeing"),
    BreakKind.FORCED: mark("By the system"),
    BreakKind.SIGN_IN: mark("Signing in"),
}
CODE, CHINESE, ENGLISH, KIND, LIMIT = range(5)
HEADERS = (
    mark("Code"),
    mark("Chinese name"),
    mark("English name"),
    mark("Kind"),
    mark("Limit, min"),
)
ROWS_IN_SIGHT = 8


class BreaksTable(QWidget):
    """A row for each code; what is wrong with the rows is said below them."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = QTableWidget(0, len(HEADERS), self)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.setTabKeyNavigation(False)  # Tab leaves the table, the arrows move in it
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(KIND, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(LIMIT, QHeaderView.ResizeMode.ResizeToContents)
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self._title = QLabel(self)
        self._help = QLabel(self)
        self._help.setProperty("role", "small")
        self._help.setWordWrap(True)
        self._problem = QLabel(self)
        self._problem.setProperty("role", "error")
        self._problem.setWordWrap(True)
        self._problem.hide()
        self.add = QPushButton(self)
        self.remove = QPushButton(self)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACE_S)
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        for part in (self._title, self._help, self.table, self._problem):
            column.addWidget(part)
        column.addLayout(buttons)
        self.table.itemChanged.connect(self._item_edited)
        self.table.itemSelectionChanged.connect(self._show_removable)
        self._say()
        self._show_removable()

    @property
    def problem(self) -> str:
        """What is wrong, as it is shown; "" when nothing is."""
        return "" if self._problem.isHidden() else self._problem.text()

    def show_codes(self, codes: tuple[BreakCode, ...]) -> None:
        """Put *codes* into the rows; nobody is told that they were edited."""
        self.table.blockSignals(True)
        self.table.setRowCount(0)
        for code in codes:
            self._append(code)
        self.table.blockSignals(False)
        self._fit()
        self._show_removable()
        self.judge()

    def codes(self) -> tuple[BreakCode, ...]:
        """What stands in the rows; only to be asked when `judge` found it good."""
        found = []
        for row in range(self.table.rowCount()):
            kind = self._kind(row).currentData()
            minutes = _minutes(self._text(row, LIMIT))
            limit = None if minutes is None else round(minutes * 60)
            found.append(
                BreakCode(
                    self._text(row, CODE), kind, limit, self._text(row, CHINESE), self._text(row, ENGLISH)
                )
            )
        return tuple(found)

    def judge(self) -> bool:
        """Whether all rows are good; what is wrong with the first bad one stands below the table."""
        said = self._wrong()
        self._problem.setText(said)
        self._problem.setVisible(bool(said))
        return not said

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
            self.judge()
        elif event.type() is QEvent.Type.StyleChange:
            self._fit()
        super().changeEvent(event)

    def _say(self) -> None:
        self._title.setText(_("Break codes"))
        self._help.setText(
            _("What the sources’ words for breaks mean. A break beyond its limit is shown as an overrun.")
        )
        self.table.setHorizontalHeaderLabels([_(word) for word in HEADERS])
        self.table.setAccessibleName(_("Break codes"))
        self.add.setText(_("Add a code"))
        self.remove.setText(_("Remove the code"))
        for row in range(self.table.rowCount()):
            kind = self._kind(row)
            for place in range(kind.count()):
                kind.setItemText(place, _(KIND_WORDS[kind.itemData(place)]))
        self._fit()

    def _fit(self) -> None:
        height = theme.current().px(theme.ROW_HEIGHT + 4)
        self.table.verticalHeader().setDefaultSectionSize(height)
        self.table.setMinimumHeight(height * (ROWS_IN_SIGHT + 1))
        widest = [self._kind(row).sizeHint().width() for row in range(min(1, self.table.rowCount()))]
        if widest:
            self.table.horizontalHeader().resizeSection(KIND, widest[0] + theme.SPACE_M)

    def _append(self, code: BreakCode) -> int:
        row = self.table.rowCount()
        self.table.insertRow(row)
        limit = "" if code.limit_s is None else f"{code.limit_s / 60:g}"
        for column, text in ((CODE, code.code), (CHINESE, code.name_zh), (ENGLISH, code.name_en)):
            self.table.setItem(row, column, QTableWidgetItem(text))
        item = QTableWidgetItem(limit)
        item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.table.setItem(row, LIMIT, item)
        kinds = QComboBox()
        kinds.setProperty("role", "cell")
        for kind, word in KIND_WORDS.items():
            kinds.addItem(_(word), kind)
        kinds.setCurrentIndex(kinds.findData(code.kind))
        kinds.setAccessibleName(_("Kind"))
        kinds.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        kinds.currentIndexChanged.connect(self.edited)
        self.table.setCellWidget(row, KIND, kinds)
        return row

    def _add(self) -> None:
        self.table.blockSignals(True)
        row = self._append(BreakCode("", BreakKind.BREAK, 600))
        self.table.blockSignals(False)
        self.table.setCurrentCell(row, CODE)
        if (item := self.table.item(row, CODE)) is not None:
            self.table.editItem(item)
        self.edited.emit()

    def _remove(self) -> None:
        row = self.table.currentRow()
        if row >= 0:
            self.table.removeRow(row)
            self.judge()
            self.edited.emit()

    def _item_edited(self, _item: QTableWidgetItem) -> None:
        self.judge()
        self.edited.emit()

    def _show_removable(self) -> None:
        self.remove.setEnabled(self.table.currentRow() >= 0 and bool(self.table.selectedItems()))

    def _kind(self, row: int) -> QComboBox:
        kinds = self.table.cellWidget(row, KIND)
        assert isinstance(kinds, QComboBox)  # noqa: S101
        return kinds

    def _text(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return item.text().strip() if item is not None else ""

    def _wrong(self) -> str:
        seen: dict[str, int] = {}
        for row in range(self.table.rowCount()):
            code, limit = self._text(row, CODE), self._text(row, LIMIT)
            if not code:
                return _("Row {n}: enter the code as the source says it, or remove the row.").format(
                    n=row + 1
                )
            if code.casefold() in seen:
                return _(
                    "Row {n}: “{code}” stands in row {other} already; upper and lower case are alike."
                ).format(n=row + 1, code=code, other=seen[code.casefold()] + 1)
            seen[code.casefold()] = row
            minutes = _minutes(limit)
            if limit and (minutes is None or not 0 < minutes <= 1440):
                return _("Row {n}: “{limit}” is no limit; enter minutes, or nothing for no limit.").format(
                    n=row + 1, limit=limit
                )
        return ""


def _minutes(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
