"""What a file is called and where it goes: a pattern, shown filled in, and a folder."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths, Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMenu,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.reports.naming import PLACES, file_name, free, unknown_places
from supervisor.words import DASH, _, mark
from ui import theme
from ui.machine import Machine
from ui.widgets.field import Field
from ui.widgets.table import memory

MEMORY = "export"
"""What every export remembers: the folder."""


class ExportPlace(QWidget):
    """`path` is where the file goes. `changed` tells that it is another."""

    changed = Signal()

    def __init__(
        self,
        places: Mapping[str, str],
        pattern: str,
        machine: Machine | None,
        parent: QWidget,
        *,
        replaces: bool = True,
    ) -> None:
        """*places* fill the pattern (names as in reports/naming.py). Not *replaces*: a name that is taken
        already is never written over, so that nothing needs to be said of it."""
        super().__init__(parent)
        self._places, self._machine, self._replaces = dict(places), machine, replaces
        self._suffix = ".xlsx"
        self.pattern, self.folder = QLineEdit(pattern, self), QLineEdit(str(usual_folder(machine)), self)
        self.insert, self.choose = QPushButton(_("Insert…"), self), QPushButton(_("Choose…"), self)
        self.insert.setToolTip(_("Put a place into the name that is filled in each time"))
        self.choose.setToolTip(_("Choose the folder"))
        self.choose.setAccessibleName(_("Choose the folder"))
        self.insert.setMenu(QMenu(self))
        self.insert.menu().aboutToShow.connect(self._fill_menu)
        self.name = Field(mark("File name"), self.pattern, parent=self)
        self.where = Field(mark("Folder"), self.folder, parent=self)
        self.preview = QLabel(self)
        self.preview.setProperty("role", "muted")
        self.preview.setTextFormat(Qt.TextFormat.PlainText)
        self.preview.setWordWrap(True)
        self.there = QLabel(self)
        self.there.setProperty("role", "notice")
        self.there.setWordWrap(True)
        self.other = QPushButton(self)
        self.other.setProperty("role", "link")
        self.other.clicked.connect(self.take_free_name)
        self.dialog: QFileDialog | None = None
        self._lay_out()
        self.pattern.textChanged.connect(lambda _text: self._show())
        self.folder.textChanged.connect(lambda _text: self._show())
        self.choose.clicked.connect(self._ask_folder)
        self._show()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        for field, button in ((self.name, self.insert), (self.where, self.choose)):
            row = QHBoxLayout()
            row.setSpacing(theme.SPACE_S)
            row.addWidget(field, 1)
            row.addWidget(button, 0, Qt.AlignmentFlag.AlignBottom)
            column.addLayout(row)
            if field is self.name:
                column.addWidget(self.preview)
                column.addWidget(self.there)
                column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeft)
                column.addSpacing(theme.SPACE_S)

    @property
    def path(self) -> Path:
        """Where the file goes."""
        folder = Path(self.folder.text().strip()).expanduser()
        return folder / file_name(self.pattern.text(), self._places, self._suffix)

    @property
    def is_there(self) -> bool:
        """Whether a file stands there already."""
        return self.path.is_file()

    @property
    def problem(self) -> str:
        """Why nothing can be written there, in words; "" when it can."""
        return self.name.problem or self.where.problem

    def end_with(self, suffix: str) -> None:
        """The file is of another kind."""
        self._suffix = suffix
        self._show()

    def show_places(self, places: Mapping[str, str]) -> None:
        """The pattern is filled with these from now on."""
        self._places = dict(places)
        self._show()

    def take_free_name(self) -> None:
        """Another name that nothing has, here."""
        self.pattern.setText(free(self.path).stem)

    def go_to(self, path: Path) -> None:
        """That very file, whatever the pattern was."""
        self.folder.setText(str(path.parent))
        self.pattern.setText(path.stem)

    def keep(self) -> None:
        """Remember the folder."""
        memory.keep(self._machine, MEMORY, {"folder": str(self.path.parent)})

    def _fill_menu(self) -> None:
        menu = self.insert.menu()
        menu.clear()
        for name, words in PLACES.items():
            if name in self._places:
                said = _("{place}: {value}").format(place=_(words), value=self._places[name] or DASH)
                menu.addAction(said, partial(self._insert, name))

    def _insert(self, place: str) -> None:
        self.pattern.insert(f"{{{place}}}")
        self.pattern.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_folder(self) -> None:
        self.dialog = dialog = QFileDialog(self, _("Folder"), str(self.path.parent))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.open()

    def _show(self) -> None:
        path, typed = self.path, self.folder.text().strip()
        unknown = unknown_places(self.pattern.text())
        said = _("There is no place {names}.").format(names=", ".join(f"{{{one}}}" for one in unknown))
        self.name.show_problem(said if unknown else "")
        gone = not typed or not path.parent.is_dir()
        self.where.show_problem(_("There is no such folder.") if gone else "")
        self.preview.setText(path.name)
        there = self._replaces and not gone and self.is_there
        self.there.setVisible(there)
        self.other.setVisible(there)
        if there:
            self.there.setText(_("A file of this name is there already: it will be replaced."))
            self.other.setText(_("Call it “{name}” instead").format(name=free(path).name))
        self.changed.emit()


def usual_folder(machine: Machine | None) -> Path:
    """Where the last file went; else the documents, else home."""
    kept = memory.recall(machine, MEMORY).get("folder")
    if isinstance(kept, str) and kept and Path(kept).is_dir():
        return Path(kept)
    return documents()


def documents() -> Path:
    """The person's documents; home where there are none."""
    found = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return found if found.is_dir() else Path.home()
