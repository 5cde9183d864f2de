"""What a file is called and where it goes: a name made by a pattern, and a folder."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, QStandardPaths, Qt, Signal
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
    """`path` is where the file goes. `changed` tells that it is another.

    For a file that is written now, `called` has the name as the pattern makes it, and what is typed there is
    the name of this once; the pattern is shown when it is wanted. For files that are yet to come there is the
    pattern alone.
    """

    changed = Signal()

    def __init__(
        self,
        places: Mapping[str, str],
        pattern: str,
        machine: Machine | None,
        parent: QWidget,
        *,
        once: bool = False,
    ) -> None:
        """*places* fill the pattern (names as in reports/naming.py). *once*: one file, now."""
        super().__init__(parent)
        self._places, self._machine, self._once = dict(places), machine, once
        self._suffix = ".xlsx"
        self._typed = ""  # the name of this once
        self.called, self.pattern = QLineEdit(self), QLineEdit(pattern, self)
        self.folder = QLineEdit(str(usual_folder(machine)), self)
        self.more, self.insert, self.choose = QPushButton(self), QPushButton(self), QPushButton(self)
        self.insert.setMenu(QMenu(self))
        self.insert.menu().aboutToShow.connect(self._fill_menu)
        self.name = Field(mark("File name"), self.called, parent=self)
        self.made_by = Field(
            mark("Name pattern") if once else mark("File name"),
            self.pattern,
            mark("What stands in braces is filled in each time."),
            self,
        )
        self.where = Field(mark("Folder"), self.folder, parent=self)
        self.preview, self.there = QLabel(self), QLabel(self)
        self.preview.setProperty("role", "muted")
        self.there.setProperty("role", "notice")
        for label in (self.preview, self.there):
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
        self.other = QPushButton(self)
        self.other.setProperty("role", "link")
        self.dialog: QFileDialog | None = None
        self._lay_out()
        self.called.textEdited.connect(self._type)
        self.pattern.textChanged.connect(lambda _text: self._fill_in())
        self.folder.textChanged.connect(lambda _text: self._show())
        self.more.clicked.connect(self.show_pattern)
        self.choose.clicked.connect(self._ask_folder)
        self.other.clicked.connect(self.take_free_name)
        self._say()
        self._fill_in()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        bottom = Qt.AlignmentFlag.AlignBottom
        for field, button in ((self.name, self.more), (self.made_by, None), (self.where, self.choose)):
            row = QHBoxLayout()
            row.setSpacing(theme.SPACE_S)
            row.addWidget(field, 1)
            if button is not None:
                row.addWidget(button, 0, bottom)
            column.addLayout(row)
            if field is self.made_by:
                below = QHBoxLayout()
                below.setSpacing(theme.SPACE_S)
                below.addWidget(self.preview, 1)
                below.addWidget(self.insert)
                column.addLayout(below)
                column.addWidget(self.there)
                column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeft)
                column.addSpacing(theme.SPACE_S)
        for widget in (self.made_by, self.insert):
            widget.setVisible(not self._once)
        for widget in (self.name, self.more):
            widget.setVisible(self._once)

    # -- where the file goes --------------------------------------------------------------------------------

    @property
    def path(self) -> Path:
        """Where the file goes."""
        folder = Path(self.folder.text().strip()).expanduser()
        if self._typed:
            return folder / file_name(self._typed, {}, self._suffix)
        return folder / file_name(self.pattern.text(), self._places, self._suffix)

    @property
    def is_there(self) -> bool:
        """Whether a file stands there already."""
        return self.path.is_file()

    @property
    def problem(self) -> str:
        """Why nothing can be written there, in words; "" when it can."""
        return self.made_by.problem or self.where.problem

    def show_places(self, places: Mapping[str, str]) -> None:
        """The pattern is filled with these from now on."""
        self._places = dict(places)
        self._fill_in()

    def end_with(self, suffix: str) -> None:
        """The file is of another kind."""
        self._suffix = suffix
        self._show()

    def take_free_name(self) -> None:
        """Another name that nothing has, here."""
        self.go_to(free(self.path))
        self.called.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to(self, path: Path) -> None:
        """That very file, this once."""
        self._typed = path.stem
        self.called.setText(path.stem)
        self.folder.setText(str(path.parent))
        self._show()

    def show_pattern(self) -> None:
        """Show by what the name is made."""
        for widget in (self.made_by, self.insert):
            widget.show()
        self.more.hide()
        self.pattern.setFocus(Qt.FocusReason.OtherFocusReason)

    def keep(self) -> None:
        """Remember the folder."""
        memory.keep(self._machine, MEMORY, {"folder": str(self.path.parent)})

    # -- what the person does -------------------------------------------------------------------------------

    def _type(self, text: str) -> None:
        self._typed = text.strip()
        self._show()

    def _fill_in(self) -> None:
        """The name as the pattern makes it."""
        self._typed = ""
        with QSignalBlocker(self.called):
            self.called.setText(self.path.stem)
        self._show()

    def _fill_menu(self) -> None:
        menu = self.insert.menu()
        menu.clear()
        for name, words in PLACES.items():
            if name in self._places or not self._once:
                said = _("{place}: {value}").format(place=_(words), value=self._places.get(name, "") or DASH)
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
        self.made_by.show_problem(said if unknown else "")
        if unknown and self._once:
            self.show_pattern()
        gone = not typed or not path.parent.is_dir()
        self.where.show_problem(_("There is no such folder.") if gone else "")
        self.preview.setText(path.name)
        there = self._once and not gone and self.is_there
        for widget in (self.there, self.other):
            widget.setVisible(there)
        if there:
            self.there.setText(_("A file of this name is there already: it will be replaced."))
            self.other.setText(_("Call it “{name}” instead").format(name=free(path).name))
        self.changed.emit()

    def _say(self) -> None:
        self.more.setText(_("Pattern…"))
        self.more.setToolTip(_("By what the name is made each time"))
        self.insert.setText(_("Insert…"))
        self.insert.setToolTip(_("Put a place into the name that is filled in each time"))
        self.choose.setText(_("Choose…"))
        self.choose.setToolTip(_("Choose the folder"))
        self.choose.setAccessibleName(_("Choose the folder"))


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
