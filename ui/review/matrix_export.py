"""What the matrix shows, written into a file by the work process: with names, or without."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QMenu, QPushButton, QWidget

from supervisor.errors import SupervisorError
from supervisor.words import _, language, ngettext
from supervisor.workbook.table import SUFFIXES, Written
from ui.review import matrix_file
from ui.review.desk import ReviewDesk
from ui.review.matrix_table import MatrixTable
from ui.widgets.icon import icon


class ExportButton(QPushButton):
    """Asks where to; every export of figures of people is logged."""

    def __init__(
        self,
        desk: ReviewDesk,
        table: MatrixTable,
        about: Callable[[], Sequence[tuple[str, str]]],
        parent: QWidget,
    ) -> None:
        """*about* gives what the file says of itself (name, sentence)."""
        super().__init__(parent)
        self._desk, self._table, self._about = desk, table, about
        self.dialog: QFileDialog | None = None
        self.setIcon(icon("tray-arrow-up"))
        self.setMenu(QMenu(self))
        self.menu().aboutToShow.connect(self._fill)
        self._say()

    def _fill(self) -> None:
        menu = self.menu()
        menu.clear()
        for said, named in ((_("With names…"), True), (_("Without names…"), False)):
            menu.addAction(said, partial(self.ask_where_to, named)).setEnabled(bool(self._table.model.shown))

    def ask_where_to(self, named: bool) -> None:
        """Ask for the file."""
        if self.dialog is not None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self, _("Export"), folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Workbook (*.xlsx)"), _("Text, separated by commas (*.csv)")])
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix("csv" if ".csv" in chosen else "xlsx")
        )
        dialog.selectFile(_("Review {month}").format(month=f"{self._desk.month:%Y-%m}") + ".xlsx")
        dialog.fileSelected.connect(lambda name: self.write(Path(name), named=named))
        dialog.finished.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.open()

    def write(self, path: Path, *, named: bool) -> None:
        """Write what is shown to *path*; the work process does it."""
        desk = self._desk
        if not desk.centre.url:
            return  # a picture
        if path.suffix.casefold() not in SUFFIXES:
            path = path.with_name(f"{path.name}.xlsx")
        desk.note_export(self._table.model.shown, path, named=named)
        desk.centre.jobs.compute(
            matrix_file.write,
            desk.centre.url,
            desk.question,
            desk.which,
            tuple(kpi.id for kpi in self._table.model.kpis),
            path,
            self._about(),
            named=named,
            bands=desk.known.bands,
            zone=desk.zone.key,
            language=language(),
        ).then(self._was_written, self._was_not_written)

    def _was_written(self, written: Written) -> None:
        said = ngettext("{count} row written to {path}", "{count} rows written to {path}", written.rows)
        self._desk.noticed.emit(said.format(count=written.rows, path=written.path), None)

    def _was_not_written(self, error: SupervisorError) -> None:
        self._desk.centre.jobs.refused.emit(error)

    def _forget_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    def _say(self) -> None:
        self.setText(_("Export…"))
        self.setToolTip(_("Write what is shown into a file, with the sums behind it (Ctrl+E)"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)
