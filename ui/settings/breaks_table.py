"""The break codes: what each source's word means, how long it may last, how much of it a shift has."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHeaderView,
    QTableWidgetItem,
    QWidget,
)

from supervisor.settings.breaks import COUNTING, KIND_LABELS, BreakCode, BreakKind
from supervisor.words import _, mark
from ui import theme
from ui.settings.edit_table import EditTable

CODE, CHINESE, ENGLISH, KIND, LIMIT, ALLOWANCE, CAP, COUNTS = range(8)
HEADERS = (
    mark("Code"),
    mark("Chinese"),
    mark("English"),
    mark("Kind"),
    mark("Limit, min"),
    mark("Shift, min"),
    mark("At once"),
    mark("Counts"),
)
TIPS = {
    LIMIT: mark("How long one such break may last; longer is an overrun. Empty: as long as it likes."),
    ALLOWANCE: mark(
        "How long all such breaks of one person may last in a shift. Empty: as long as they like."
    ),
    CAP: mark("How many people of one team may be on such a break at once. Empty: any number."),
    COUNTS: mark(
        "Whether blocked times and the number at once per team hold for it. Work and wellbeing count against "
        "nobody."
    ),
}
FIGURES = (LIMIT, ALLOWANCE, CAP)
ROWS_IN_SIGHT = 8


class BreaksTable(EditTable):
    """A row for each code; what is wrong with the rows is said below them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(len(HEADERS), parent)
        self.table.verticalHeader().hide()
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(KIND, QHeaderView.ResizeMode.Fixed)
        for narrow in (*FIGURES, COUNTS):
            header.setSectionResizeMode(narrow, QHeaderView.ResizeMode.ResizeToContents)
        self.add, self.remove = self.first, self.second
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.table.itemChanged.connect(self._item_edited)
        self.table.itemSelectionChanged.connect(self._show_removable)
        self._say()
        self._show_removable()

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
            kind = BreakKind(self._kind(row).currentData())  # Qt gives a plain str back
            cap = _minutes(self._text(row, CAP))
            found.append(
                BreakCode(
                    self._text(row, CODE),
                    kind,
                    self._seconds(row, LIMIT),
                    self._text(row, CHINESE),
                    self._text(row, ENGLISH),
                    self._counts(row, kind),
                    self._seconds(row, ALLOWANCE),
                    None if cap is None else round(cap),
                )
            )
        return tuple(found)

    def _seconds(self, row: int, column: int) -> int | None:
        minutes = _minutes(self._text(row, column))
        return None if minutes is None else round(minutes * 60)

    def _counts(self, row: int, kind: BreakKind) -> bool | None:
        """As it was set; None where it is as the kind usually does and nobody said otherwise."""
        item = self.table.item(row, COUNTS)
        if item is None:
            return None
        was = item.data(Qt.ItemDataRole.UserRole)
        ticked = item.checkState() is Qt.CheckState.Checked
        if kind is BreakKind.WELLBEING or was is ticked:
            return was if isinstance(was, bool) else None
        return None if ticked == (kind in COUNTING) else ticked

    def _say(self) -> None:
        self.title.setText(_("Break codes"))
        self.help.setText(
            _(
                "What the sources’ words for breaks mean. A break beyond its limit is shown as an overrun. A "
                "shift is the business day until there is a roster."
            )
        )
        self.table.setHorizontalHeaderLabels([_(word) for word in HEADERS])
        for column, tip in TIPS.items():
            if (item := self.table.horizontalHeaderItem(column)) is not None:
                item.setToolTip(_(tip))
        self.table.setAccessibleName(_("Break codes"))
        self.add.setText(_("Add a code"))
        self.remove.setText(_("Remove the code"))
        for row in range(self.table.rowCount()):
            kind = self._kind(row)
            for place in range(kind.count()):
                kind.setItemText(place, _(KIND_LABELS[kind.itemData(place)]))
        self._fit()

    def _fit(self) -> None:
        height = theme.current().px(theme.ROW_HEIGHT + 4)
        self.table.verticalHeader().setDefaultSectionSize(height)
        self.table.setMinimumHeight(height * (ROWS_IN_SIGHT + 1))
        widest = [self._kind(row).sizeHint().width() for row in range(min(1, self.table.rowCount()))]
        header = self.table.horizontalHeader()
        if widest:
            header.resizeSection(KIND, widest[0] + theme.SPACE_M)
        names = max(header.fontMetrics().horizontalAdvance(_(HEADERS[at])) for at in (CODE, CHINESE, ENGLISH))
        header.setMinimumSectionSize(names + 2 * theme.SPACE_M)  # or the columns that stretch are cut

    def _append(self, code: BreakCode) -> int:
        row = self.table.rowCount()
        self.table.insertRow(row)
        for column, text in ((CODE, code.code), (CHINESE, code.name_zh), (ENGLISH, code.name_en)):
            self.table.setItem(row, column, QTableWidgetItem(text))
        cap = "" if code.team_cap is None else str(code.team_cap)
        for column, text in (
            (LIMIT, _said(code.limit_s)),
            (ALLOWANCE, _said(code.allowance_s)),
            (CAP, cap),
        ):
            item = QTableWidgetItem(text)
            item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            self.table.setItem(row, column, item)
        counts = QTableWidgetItem()
        counts.setFlags(_TICKED)
        counts.setData(Qt.ItemDataRole.UserRole, code.counts)
        counts.setCheckState(Qt.CheckState.Checked if code.is_counted else Qt.CheckState.Unchecked)
        self.table.setItem(row, COUNTS, counts)
        kinds = QComboBox(self.table.viewport())
        kinds.setProperty("role", "cell")
        for kind, word in KIND_LABELS.items():
            kinds.addItem(_(word), kind)
        kinds.setCurrentIndex(kinds.findData(code.kind))
        kinds.setAccessibleName(_("Kind"))
        kinds.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        kinds.currentIndexChanged.connect(self._kind_edited)
        self.table.setCellWidget(row, KIND, kinds)
        self._show_rules(row)
        return row

    def _show_rules(self, row: int) -> None:
        """Wellbeing has no rule that could be held against anybody: its cells cannot be filled."""
        free = self._kind(row).currentData() == BreakKind.WELLBEING
        for column in (ALLOWANCE, CAP, COUNTS):
            item = self.table.item(row, column)
            if item is not None:
                usual = _TICKED if column == COUNTS else _EDITED
                item.setFlags(Qt.ItemFlag.ItemIsSelectable if free else usual)
                if free and column == COUNTS:
                    item.setCheckState(Qt.CheckState.Unchecked)

    def _kind_edited(self) -> None:
        """Another kind counts as that kind usually does."""
        self.table.blockSignals(True)
        for row in range(self.table.rowCount()):
            if self._kind(row) is self.sender():
                ticked = self._kind(row).currentData() in COUNTING
                item = self.table.item(row, COUNTS)
                if item is not None:
                    item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
                    item.setData(Qt.ItemDataRole.UserRole, None)
                self._show_rules(row)
        self.table.blockSignals(False)
        self.table.viewport().update()
        self.edited.emit()

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
            allowance = self._text(row, ALLOWANCE)
            minutes = _minutes(allowance)
            if allowance and (minutes is None or not 0 < minutes <= 1440):
                return _(
                    "Row {n}: “{value}” is no time per shift; enter minutes, or nothing for any."
                ).format(n=row + 1, value=allowance)
            if (cap := self._text(row, CAP)) and not (cap.isdecimal() and 0 < int(cap) <= 1000):
                return _("Row {n}: “{value}” is no number of people; enter 1 to 1000, or nothing.").format(
                    n=row + 1, value=cap
                )
        return ""


_TICKED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
_EDITED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable


def _said(seconds: int | None) -> str:
    return "" if seconds is None else f"{seconds / 60:g}"


def _minutes(text: str) -> float | None:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return None
