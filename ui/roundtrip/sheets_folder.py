"""Several communication sheets go out as workbooks at once, into one folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QStandardPaths, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from supervisor.reports.naming import file_name
from supervisor.words import _, language, ngettext, number
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.roundtrip import work
from ui.roundtrip.sheet_workbook import WHAT
from ui.roundtrip.work import FolderMade
from ui.widgets.table import memory

_MEMORY = "sheets folder"


class SheetsFolder(QObject):
    """Asks for the folder, and has them written."""

    noticed = Signal(str, object)

    def __init__(self, centre: OpenCentre, machine: Machine, parent: QWidget) -> None:
        super().__init__(parent)
        self._centre, self._machine, self._parent = centre, machine, parent
        self.dialog: QFileDialog | None = None

    def ask_where_to(self, sheets: Sequence[tuple[str, str]]) -> None:
        """Ask into which folder *sheets* go: each its id, and what it is called."""
        kept = memory.recall(self._machine, _MEMORY).get("folder")
        documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        folder = kept if isinstance(kept, str) and Path(kept).is_dir() else documents
        dialog = QFileDialog(self._parent, _("Write the workbooks into a folder"), folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.write(sheets, Path(name)))
        self.dialog = dialog
        dialog.open()

    def write(self, sheets: Sequence[tuple[str, str]], folder: Path) -> None:
        """Have them written into *folder*, in the language in use."""
        memory.keep(self._machine, _MEMORY, {"folder": str(folder)})
        named = tuple((id, file_name("{name}", {"name": called, "report": called})) for id, called in sheets)
        job = self._centre.jobs.compute_aside(
            work.write_sheets,
            self._centre.url,
            named,
            folder,
            what=WHAT,
            title=_("Communication sheet"),
            who=self._centre.who,
            at=self._centre.live.clock.now(),
            language=language(),
            protect=memory.recall(self._machine, WHAT).get("protect") is True,
        )
        job.then(self._was_written)

    def _was_written(self, result: FolderMade) -> None:
        self._centre.jobs.look()
        count = len(result.made)
        said = ngettext(
            "{n} workbook was written into {folder}.", "{n} workbooks were written into {folder}.", count
        )
        told = said.format(n=number(count), folder=result.folder)
        self.noticed.emit(" ".join((told, *result.refused)), None)
