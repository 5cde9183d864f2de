"""What a file of evaluations would change, row by row, before anything is written."""

from __future__ import annotations

from PySide6.QtCore import Signal
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

from supervisor.quality.sheet_reading import EvaluationSheet, SheetRow, Verdict
from supervisor.words import _, day, mark, ngettext, number, share
from ui import theme
from ui.quality.work import Known

VERDICT_WORDS = {
    Verdict.NEW: mark("New"),
    Verdict.CHANGED: mark("Changed"),
    Verdict.SAME: mark("As it is"),
    Verdict.BAD: mark("Left out"),
}
HEADERS = (
    mark("Row"),
    mark("Verdict"),
    mark("Full name"),
    mark("Day"),
    mark("Rater"),
    mark("Score"),
    mark("Why"),
)
_GRAVITY = {verdict: place for place, verdict in enumerate((Verdict.BAD, Verdict.CHANGED, Verdict.NEW))}


class SheetPreview(QDialog):
    """The rows of a file, those that cannot be taken first; `taken` comes when the others are wanted."""

    taken = Signal()

    def __init__(self, read: EvaluationSheet, known: Known, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Import evaluations"))
        self.resize(920, 560)
        self.summary = QLabel(_summary(read), self)
        self.summary.setWordWrap(True)
        self.unread = QLabel(self)
        self.unread.setWordWrap(True)
        self.unread.setProperty("role", "small")
        self.unread.setText(_("Columns that are not read: {names}").format(names=_(", ").join(read.unread)))
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
            for column, text in enumerate(_texts(one, known)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                self.table.setItem(place, column, item)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(len(HEADERS) - 1, QHeaderView.ResizeMode.Stretch)
        many = len(read.good)
        take = ngettext("Take in {n} evaluation", "Take in {n} evaluations", many).format(n=number(many))
        self.take = QPushButton(take, self)
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
        self.finished.connect(self.deleteLater)

    def _take(self) -> None:
        self.taken.emit()
        self.accept()


def _summary(read: EvaluationSheet) -> str:
    return _("{file}: {new} new, {changed} changed, {same} as they are, {bad} left out.").format(
        file=read.file,
        new=number(read.count(Verdict.NEW)),
        changed=number(read.count(Verdict.CHANGED)),
        same=number(read.count(Verdict.SAME)),
        bad=number(read.count(Verdict.BAD)),
    )


def _texts(one: SheetRow, known: Known) -> tuple[str, ...]:
    found = one.evaluation
    said = ("", "", "", "")
    if found is not None:
        said = (known.called(found.person), day(found.contact_day), found.rater, share(one.share))
    return number(one.number), _(VERDICT_WORDS[one.verdict]), *said, one.problem
