"""A filled template as a grid, sheet by sheet, to be looked at: nothing leaves."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QTableWidget,
    QTableWidgetItem,
    QTabWidget,
    QVBoxLayout,
    QWidget,
)

from supervisor.words import _, ngettext, number
from ui import theme
from ui.reports.templates_work import Page

WIDEST = 320


class TemplatePreview(QDialog):
    """Esc closes it."""

    def __init__(self, title: str, pages: Sequence[Page], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.resize(980, 620)
        self.note = QLabel(self)
        self.note.setProperty("role", "small")
        self.note.setWordWrap(True)
        self.note.setText(
            _("As it would be filled now. Formulas (–), colours and pictures show when it is opened.")
        )
        self.sheets = QTabWidget(self)
        self.sheets.setAccessibleName(_("Sheets"))
        for page in pages:
            self.sheets.addTab(self._grid(page), page.name)
        self.shut = QPushButton(_("Close"), self)
        self.shut.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(self.shut)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_L, theme.SPACE_L, theme.SPACE_L)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.note)
        column.addWidget(self.sheets, 1)
        column.addLayout(row)

    def _grid(self, page: Page) -> QWidget:
        whole = QWidget(self)
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, theme.SPACE_S, 0, 0)
        wide = max((len(cells) for cells in page.cells), default=0)
        table = QTableWidget(len(page.cells), wide, whole)
        table.setAccessibleName(page.name)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        for row, cells in enumerate(page.cells):
            for at, text in enumerate(cells):
                if text:
                    item = QTableWidgetItem(text)
                    item.setToolTip(text)
                    table.setItem(row, at, item)
        table.resizeColumnsToContents()
        for at in range(wide):
            table.setColumnWidth(at, min(WIDEST, table.columnWidth(at)))
        column.addWidget(table, 1)
        hidden = page.rows - len(page.cells)
        if hidden > 0:
            said = ngettext("{n} more row is not shown here.", "{n} more rows are not shown here.", hidden)
            column.addWidget(QLabel(said.format(n=number(hidden)), whole))
        return whole
