"""What a file of targets would change, row by row, before anything is written."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from supervisor.performance import target_sheet as sheet
from supervisor.performance.target_edit import Editing
from supervisor.performance.target_sheet import SheetRow, TargetSheet, Verdict
from supervisor.words import DASH, _, mark, ngettext, number
from ui import theme

VERDICT_WORDS = {
    Verdict.NEW: mark("New"),
    Verdict.CHANGED: mark("Changed"),
    Verdict.SAME: mark("As it is"),
    Verdict.BAD: mark("Left out"),
}
HEADERS = (mark("Row"), mark("Verdict"), mark("Target"), mark("What changes"))
_GRAVITY = {verdict: place for place, verdict in enumerate((Verdict.BAD, Verdict.CHANGED, Verdict.NEW))}


class TargetsPreview(QDialog):
    """The rows of a file, those that cannot be taken first; `taken` comes when the others are wanted."""

    taken = Signal()

    def __init__(self, read: TargetSheet, editing: Editing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Import targets"))
        self.resize(920, 560)
        self.summary = QLabel(_summary(read), self)
        self.summary.setWordWrap(True)
        self.unread = QLabel(self)
        self.unread.setWordWrap(True)
        self.unread.setProperty("role", "small")
        self.unread.setText(_("Columns that are not read: {names}").format(names=", ".join(read.unread)))
        self.unread.setVisible(bool(read.unread))
        rows = sorted(read.rows, key=lambda one: (_GRAVITY.get(one.verdict, 9), one.number))
        self.table = QTableWidget(len(rows), len(HEADERS), self)
        self.table.setHorizontalHeaderLabels([_(title) for title in HEADERS])
        self.table.setAccessibleName(_("Rows of the file"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        self.table.verticalHeader().hide()
        for place, one in enumerate(rows):
            for column, text in enumerate(_texts(one, editing)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(place, column, item)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(HEADERS) - 1, QHeaderView.ResizeMode.Stretch)
        many = len(read.good)
        self.take = QPushButton(
            ngettext("Take in {n} target", "Take in {n} targets", many).format(n=number(many)), self
        )
        self.take.setProperty("role", "primary")
        self.take.setEnabled(bool(many))
        self.leave = QPushButton(_("Cancel"), self)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.take)
        page = QVBoxLayout(self)
        page.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        page.setSpacing(theme.SPACE_M)
        for widget in (self.summary, self.unread):
            page.addWidget(widget)
        page.addWidget(self.table, 1)
        page.addLayout(buttons)
        self.take.clicked.connect(self._take)
        self.leave.clicked.connect(self.reject)

    def _take(self) -> None:
        self.taken.emit()
        self.accept()


def _summary(read: TargetSheet) -> str:
    return _("{file}: {new} new, {changed} changed, {same} as they are, {bad} left out.").format(
        file=read.file,
        new=number(read.count(Verdict.NEW)),
        changed=number(read.count(Verdict.CHANGED)),
        same=number(read.count(Verdict.SAME)),
        bad=number(read.count(Verdict.BAD)),
    )


def _texts(one: SheetRow, editing: Editing) -> tuple[str, str, str, str]:
    what = ""
    if one.row is not None:
        cell = (sheet.KPI, sheet.SKILL, sheet.BAND, sheet.CHANNEL, sheet.SINCE)
        what = " · ".join(text for column in cell if (text := editing.text(one.row, column)))
    changes = one.problem
    if one.verdict is Verdict.CHANGED:
        changes = "; ".join(
            f"{_(each.title)} {each.old or DASH} → {each.new or DASH}" for each in one.differences
        )
    elif one.verdict is Verdict.NEW and one.row is not None:
        told = sheet.texts(one.row)
        changes = "; ".join(
            f"{_(sheet.TITLES[column])} {told[column]}"
            for column in (sheet.LOW, sheet.HIGH, sheet.MARGIN, sheet.START)
            if told[column]
        )
    return number(one.number), _(VERDICT_WORDS[one.verdict]), what, changes
