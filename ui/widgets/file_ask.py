"""Asks which file is to be read; the window can be used meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from supervisor.words import _
from ui.widgets.export_place import documents


def ask_for_file(
    parent: QWidget, title: str, chosen: Callable[[Path], object], filters: Sequence[str] = ()
) -> QFileDialog:
    """Ask for one file, *chosen* is called with it; *filters* are the kinds offered, none: sheets."""
    dialog = QFileDialog(parent, title, str(documents()))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setNameFilters(
        [*(filters or (_("Sheets (*.xlsx *.xls *.xlsb *.ods *.csv *.txt)"),)), _("All files (*)")]
    )
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()
    return dialog
