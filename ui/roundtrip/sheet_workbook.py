"""A communication sheet goes out as a workbook: which were made of it, and one more."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.issues.sheet import Sheet
from supervisor.words import _, language, moment, ngettext, number
from ui import theme
from ui.asking import Reading
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.roundtrip import work
from ui.widgets.attuned import AttunedFrame
from ui.widgets.export_dialog import OneExport
from ui.widgets.flow_row import FlowRow
from ui.widgets.leaving import Chosen, Leaving, Taken, Taking, places_of
from ui.widgets.noted import Note, TakingNoted
from ui.widgets.table import memory

if TYPE_CHECKING:
    from supervisor.roundtrip.sent import Sent

WHAT = "sheet-workbook"
"""Its name in the log of exports, and under which its choices are remembered."""
SHOWN = 5
"""Exports that are told one by one."""


class SheetWorkbook(AttunedFrame):
    """Enter or the button asks where it goes, Esc closes."""

    noticed = Signal(str, object)
    cancelled = Signal()

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "drawer")
        self._centre, self._machine = centre, machine
        self.sheet: Sheet | None = None
        self._department, self._rows = "", 0
        self._exports: tuple[Sent, ...] = ()
        self._is_read = False
        self._reading = Reading(centre, self.show_exports)
        self.export = OneExport(machine, self)
        self.help, self.made = QLabel(self), QLabel(self)
        self.help.setProperty("role", "muted")
        for label in (self.help, self.made):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        self.protect = QCheckBox(self)
        self.protect.setChecked(memory.recall(machine, WHAT).get("protect") is True)
        self.write, self.leave = QPushButton(self), QPushButton(self)
        self.write.setProperty("role", "primary")
        buttons = FlowRow(self)
        buttons.add(self.write)
        buttons.add(self.leave)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_S)
        for widget in (self.help, self.made, self.protect, buttons):
            column.addWidget(widget)
        self.write.clicked.connect(self.ask)
        self.leave.clicked.connect(self.cancelled)
        self.protect.toggled.connect(lambda on: memory.keep(machine, WHAT, {"protect": on}))
        self.export.noticed.connect(self.noticed)
        self._say()

    def begin(self, sheet: Sheet, department: str, rows: int) -> None:
        """Show what was made of *sheet* with so many *rows*, to *department* (its name)."""
        if self.sheet is None or self.sheet.id != sheet.id:
            self._exports, self._is_read = (), False
        self.sheet, self._department, self._rows = sheet, department, rows
        self._tell()
        self.read()
        self.write.setFocus(Qt.FocusReason.OtherFocusReason)

    def read(self) -> None:
        """Read again what was made of it."""
        if self.sheet is not None:
            self._reading.read(work.read_exports, self.sheet.id)

    def show_exports(self, exports: tuple[Sent, ...]) -> None:
        """Show the workbooks that were made, the latest first."""
        self._exports, self._is_read = exports, True
        self._tell()

    def ask(self) -> None:
        """Ask where the workbook goes."""
        sheet = self.sheet
        if sheet is None:
            return
        title = _("Communication sheet")
        now = self._centre.live.clock.now().astimezone(self._centre.zone)
        leaving = Leaving(
            WHAT,
            title,
            places_of(title, when=now, department=self._department, name=sheet.number),
            "{name} {department}",
            about=_("{number} · {department}").format(number=sheet.number, department=self._department),
            languages=True,
        )
        self.export.ask(leaving, partial(self._take, sheet, title))

    def _take(self, sheet: Sheet, title: str, chosen: Chosen) -> Taking:
        centre = self._centre
        note = Note(WHAT, title, centre.who, personal=True, rows=self._rows)
        begin = partial(
            centre.jobs.compute_aside,
            work.write_sheet,
            centre.url,
            sheet.id,
            chosen.path,
            who=centre.who,
            at=centre.live.clock.now(),
            language=chosen.language or language(),
            protect=self.protect.isChecked(),
        )
        taking = TakingNoted(centre.jobs, note, chosen.path, begin, _said)
        taking.done.connect(self._was_written)
        return taking

    def _was_written(self, _taken: Taken) -> None:
        self._centre.jobs.look()
        self.read()

    def _tell(self) -> None:
        zone = self._centre.zone
        lines = [
            _("{export}, {when}, by {who}").format(export=one.number, when=moment(one.at, zone), who=one.who)
            for one in self._exports[:SHOWN]
        ]
        if more := len(self._exports) - len(lines):
            lines.append(ngettext("{n} more", "{n} more", more).format(n=number(more)))
        if lines:
            said = _("Workbooks made of it so far:")
            self.made.setText("\n".join((said, *lines)))
        else:
            self.made.setText(_("No workbook was made of it yet.") if self._is_read else "")
        self.made.setVisible(bool(self.made.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)

    def _say(self) -> None:
        self.help.setText(
            _(
                "The department fills in the workbook and sends it back; hand it in under “Returned sheets”. "
                "What is in it is kept, so that its answers are compared with what they were asked."
            )
        )
        self.protect.setText(_("Lock what is not to be filled in (nobody can sort it then)"))
        self.write.setText(_("Write the workbook…"))
        self.leave.setText(_("Close"))
        self._tell()

    def _fit(self) -> None:
        """Nothing in it is of a size of its own."""


def _said(made: Any) -> str:
    count = len(made.sent.rows)
    said = ngettext(
        "{n} issue was written to {path}, export {export}.",
        "{n} issues were written to {path}, export {export}.",
        count,
    )
    return said.format(n=number(count), path=made.path, export=made.sent.number)
