"""What reading a sheet has done, and taking it back."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.imports.seen import Result
from supervisor.words import _, moment, ngettext, number
from ui import theme
from ui.imports import work
from ui.imports.desk import DataDesk
from ui.imports.list_page import taken_back_words
from ui.imports.work import TakenBack
from ui.steps import take_back
from ui.widgets.progress_line import ProgressLine
from ui.widgets.table.flow import Flow


class ReportPage(QWidget):
    """`another_wanted`: the next sheet. `save_wanted`: the rows that were left out, as a workbook."""

    another_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, desk: DataDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._result: Result | None = None
        self._undone: TakenBack | None = None
        self._people_undone = False
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.setProperty("role", "good")
        self.back = QLabel(self)
        self.back.setWordWrap(True)
        self.back.setProperty("role", "notice")
        self.line = ProgressLine(self)
        self.undo = QPushButton(self)
        self.show_import = QPushButton(self)
        self.save = QPushButton(self)
        self.another = QPushButton(self)
        self.another.setProperty("role", "primary")
        buttons = Flow(theme.SPACE_S)
        for button in (self.another, self.show_import, self.save, self.undo):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.said)
        column.addWidget(self.back)
        column.addWidget(self.line)
        column.addLayout(buttons)
        column.addStretch(1)
        self.undo.clicked.connect(self.take_back)
        self.another.clicked.connect(self.another_wanted)
        self.save.clicked.connect(self.save_wanted)
        self.show_import.clicked.connect(self._show_import)
        self.line.busy.connect(lambda busy: self.undo.setEnabled(not busy))
        self.retranslate()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.another.setFocus(event.reason())

    def show_result(self, result: Result) -> None:
        """Say what was done."""
        self._result, self._undone, self._people_undone = result, None, False
        self._say()

    def take_back(self) -> None:
        """Take back what was read."""
        result = self._result
        if result is None or self.line.is_busy:
            return
        if result.batch is None:
            at = self._desk.centre.live.clock.now()
            self._desk.centre.jobs.write(take_back, result.step, at=at).then(self._people_back)
            return
        job = self._desk.compute(work.undo, self._desk.centre.url, result.batch, self._desk.centre.who)
        self.line.follow(_("Taking back…"), job, self._was_undone, self._desk.refuse)
        self.line.cancel.hide()

    def _was_undone(self, done: TakenBack) -> None:
        self._undone = done
        self._say()
        self.another.setFocus(Qt.FocusReason.OtherFocusReason)
        self._desk.read()

    def _people_back(self, _changes: object) -> None:
        self._people_undone = True
        self._say()
        self.another.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_import(self) -> None:
        if self._result is None:
            return
        number_ = self._result.batch or (self._result.before.id if self._result.before else 0)
        if number_:
            self._desk.import_wanted.emit(number_)

    def _say(self) -> None:
        result = self._result
        if result is None:
            return
        self.said.setText("\n".join(self._report(result)))
        known = result.batch is not None or result.before is not None
        self.show_import.setVisible(known)
        gone = self._undone is not None or self._people_undone
        self.undo.setVisible((result.batch is not None or result.step is not None) and not gone)
        self.save.setVisible(bool(result.left_out))
        self.back.setVisible(gone)
        if self._undone is not None:
            self.back.setText(taken_back_words(self._undone))
        elif self._people_undone:
            self.back.setText(_("Taken back: everybody is as before."))

    def _report(self, result: Result) -> list[str]:
        if result.before is not None:
            at = moment(result.before.begun_at, self._desk.zone)
            said = _("The same file was already read {at}, as import {number}. Nothing was done.")
            return [said.format(at=at, number=result.before.id)]
        if not result.rows:
            return [_("No row could be taken. Nothing was written.")]
        lines = []
        if result.batch is not None:
            told = _("Import {number}: {new} new, {changed} changed, {same} as they were.")
            written = result.written
            lines.append(
                told.format(
                    number=result.batch,
                    new=number(written.new),
                    changed=number(written.changed),
                    same=number(written.same),
                )
            )
        lines.append(
            ngettext("{n} row was taken.", "{n} rows were taken.", result.rows).format(n=number(result.rows))
        )
        if result.left_out:
            lines.append(
                ngettext(
                    "{n} row was left out because something is wrong with it.",
                    "{n} rows were left out because something is wrong with them.",
                    result.left_out,
                ).format(n=number(result.left_out))
            )
        if result.names:
            lines.append(
                ngettext("{n} name is remembered.", "{n} names are remembered.", result.names).format(
                    n=number(result.names)
                )
            )
        return lines

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.undo.setText(_("Undo import"))
        self.show_import.setText(_("Show the import"))
        self.save.setText(_("Save the rows to correct…"))
        self.another.setText(_("Read another sheet"))
        self._say()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
