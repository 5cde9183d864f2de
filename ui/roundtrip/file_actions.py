"""What can be done with a returned file as a whole: a button each, and why one must wait."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.words import _, ngettext, number
from ui import theme
from ui.roundtrip.file_desk import FileDesk
from ui.roundtrip.headings_form import renamed
from ui.widgets.flow_row import FlowRow


class FileActions(QWidget):
    """Those that have no use for the file are not there; while something is done with it none can be used."""

    def __init__(self, desk: FileDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.take, self.undo, self.result = (QPushButton(self) for _at in range(3))
        self.every, self.headings = QPushButton(self), QPushButton(self)
        self.take.setProperty("role", "primary")
        self.why = QLabel(self)
        self.why.setProperty("role", "muted")
        self.why.setTextFormat(Qt.TextFormat.PlainText)
        self.why.setWordWrap(True)
        row = FlowRow(self)
        for button in (self.take, self.every, self.headings, self.result, self.undo):
            row.add(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(row)
        column.addWidget(self.why)
        self.undo.clicked.connect(lambda: desk.take_back())
        self.retranslate()

    def show_file(self) -> None:
        """Offer what has a use for the file, as it is judged and decided now."""
        desk, opened = self._desk, self._desk.opened
        count = len(desk.taking)
        self.take.setText(ngettext("Take in {n} row", "Take in {n} rows", count).format(n=number(count)))
        why = desk.waits_for if count else ""
        self.why.setText(why)
        self.why.setVisible(bool(why))
        self.take.setEnabled(bool(count) and not why and not desk.is_busy)
        for button in (self.every, self.undo, self.headings, self.result):
            button.setEnabled(not desk.is_busy)
        if opened is None:
            self.take.hide()
            self.every.hide()
            return
        rows = opened.preview.rows
        self.take.setVisible(any(desk.deciding.is_offered(opened, row) for row in rows))
        self.every.setVisible(bool(opened.takeable))
        left = opened.takeable & desk.deciding.left
        self.every.setText(_("Check all") if left else _("Check none"))
        self.headings.setVisible(bool(renamed(opened.headings)))
        self.undo.setVisible(opened.returned.last is not None)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.take.setToolTip(_("Ctrl+Enter"))
        self.undo.setText(_("Take back"))
        self.undo.setToolTip(_("Undo what was taken in from this file; what was changed later stays."))
        self.result.setText(_("Result for the department…"))
        self.result.setToolTip(_("A workbook that tells them what became of each row"))
        self.headings.setText(_("Renamed headings…"))
        self.show_file()
