"""The dialog of whatever leaves, as a person goes through it."""

from __future__ import annotations

from pathlib import Path
from threading import Event
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from ui.widgets import report_work
from ui.widgets.export_dialog import ExportDialog


def export_to(dialog: ExportDialog | None, path: Path, qtbot: QtBot) -> str:
    """Have the file written to *path*; what the dialog says when it is done. The dialog is left."""
    assert dialog is not None
    fill_in(dialog, path, qtbot)
    qtbot.keyClick(dialog.place.called, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: dialog.taken is not None or not dialog.problem.isHidden())
    assert dialog.taken is not None, dialog.problem.text()
    said = dialog.outcome.text()
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    return said


def fill_in(dialog: ExportDialog, path: Path, qtbot: QtBot) -> None:
    """Type the name of the file, and its folder."""
    dialog.place.folder.setText(str(path.parent))
    dialog.place.called.setFocus()
    dialog.place.called.selectAll()
    qtbot.keyClicks(dialog.place.called, path.stem)
    assert dialog.place.path == path


def make_for_ever(*asked: Any, **how: Any) -> None:
    """In place of `report_work.make`, in the work process: all is written, and never put where it belongs."""
    from supervisor.workbook import writing

    writing.prove = lambda *_written: Event().wait()
    report_work.make(*asked, **how)
