"""Where reading a sheet begins: the file, our own form, and the ways to read sheets that are kept."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.imports.mapping import SHAPE_LABELS, Mapping, Shape
from supervisor.words import _, mark, ngettext, number
from ui import theme
from ui.imports import work
from ui.imports.desk import DataDesk
from ui.jobs import Job
from ui.steps import take_back
from ui.widgets.export_dialog import ExportDialog
from ui.widgets.icon import icon
from ui.widgets.leaving import Format, Leaving, places_of
from ui.widgets.table import Column, DeskTable, Kind
from ui.widgets.table.flow import Flow


class StartPage(QWidget):
    """`chosen` tells the file. Del forgets the way to read that is selected; it can be taken back."""

    chosen = Signal(object)  # Path

    def __init__(self, desk: DataDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.asked_where: ExportDialog | None = None
        self._shape: Shape | None = None
        self.about = QLabel(self)
        self.about.setWordWrap(True)
        self.choose = QPushButton(self)
        self.choose.setProperty("role", "primary")
        self.form = QPushButton(self)
        self.kept = QLabel(self)
        self.kept.setProperty("role", "lead")
        self.export = QPushButton(self)
        self.take_in = QPushButton(self)
        self.forget = QPushButton(self)
        self.forget.setIcon(icon("delete-outline"))
        self.table: DeskTable[Mapping] = DeskTable(
            "data.mappings",
            [
                Column("name", mark("Name"), lambda one: one.name, stretch=True, width=200),
                Column("source", mark("Source"), lambda one: one.source, width=160),
                Column("shape", mark("What a row is"), lambda one: _(SHAPE_LABELS[one.shape]), width=260),
                Column(
                    "columns",
                    mark("Columns"),
                    lambda one: sum(1 for column in one.columns if column.role),
                    Kind.NUMBER,
                    width=90,
                ),
                Column("version", mark("Version"), lambda one: one.version, Kind.NUMBER, width=90),
            ],
            key=lambda one: one.name,
            title=mark("Ways to read sheets"),
            compact=True,
            machine=desk.machine,
            parent=self,
        )
        self._lay_out()
        self.choose.clicked.connect(self.ask)
        self.form.clicked.connect(self.ask_form)
        self.export.clicked.connect(self.ask_export)
        self.take_in.clicked.connect(self.ask_take_in)
        self.forget.clicked.connect(self.forget_selected)
        self.table.filled.connect(self.ask_take_in)
        self.table.current_changed.connect(lambda _one: self._say_buttons())
        desk.known_changed.connect(self.show_known)
        desk.exports(self.table)
        self.show_known()
        self.retranslate()

    def _lay_out(self) -> None:
        first, ways = Flow(theme.SPACE_S), Flow(theme.SPACE_S)
        for button in (self.choose, self.form):
            first.addWidget(button)
        for button in (self.export, self.take_in, self.forget):
            ways.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.about)
        column.addLayout(first)
        column.addSpacing(theme.SPACE_M)
        head = QHBoxLayout()
        head.addWidget(self.kept)
        head.addStretch(1)
        column.addLayout(head)
        column.addLayout(ways)
        column.addWidget(self.table, 1)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.choose.setFocus(event.reason())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Delete and self.forget.isEnabled():
            self.forget_selected()
        else:
            super().keyPressEvent(event)

    def want(self, shape: Shape | None) -> None:
        """A sheet of *shape* is wanted; None: of any."""
        self._shape = shape
        self._say_about()

    # -- files ----------------------------------------------------------------------------------------------

    def ask(self) -> None:
        """Ask which file."""
        from ui.imports.desk import sheet_filters

        self._desk.ask_files(
            self,
            _("Read a sheet"),
            sheet_filters(),
            lambda files: self.chosen.emit(files[0]) if files else None,
        )

    def ask_form(self) -> None:
        """Ask where to write the form."""
        title = _("Form for counts")
        self.asked_where = self._desk.ask_where(
            self, Leaving("import form", title, places_of(title), "{report}"), self._write_form, _form_said
        )

    def _write_form(self, path: Path) -> Job:
        return self._desk.compute(work.write_form, path, self._desk.today, self._desk.language)

    def ask_export(self) -> None:
        """Ask where to write the ways to read: the selected ones, else all."""
        title = _("Ways to read sheets")
        leaving = Leaving(
            "import ways", title, places_of(title), "{report}", (Format.AS_IS,), suffix=".json", opens=False
        )
        self.asked_where = self._desk.ask_where(self, leaving, self._write_ways, _ways_said)

    def _write_ways(self, path: Path) -> Job:
        wanted = self.table.selected() or list(self._desk.known.mappings)
        return self._desk.compute(work.write_mappings, path, wanted)

    def ask_take_in(self) -> None:
        """Ask for a file of ways to read."""
        self._desk.ask_files(
            self,
            _("Import ways to read"),
            [_("Ways to read sheets (*.json)"), _("All files (*)")],
            lambda files: self.take_ways_in(files[0]) if files else None,
        )

    def take_ways_in(self, path: Path) -> None:
        """Keep the ways to read that the file holds."""
        self._desk.compute(work.read_mappings, path).then(self._keep)

    def _keep(self, found: tuple[Mapping, ...]) -> None:
        at, who = self._desk.centre.live.clock.now(), self._desk.centre.who
        job = self._desk.centre.jobs.write(work.keep_mappings, found, at=at, who=who)
        job.then(self._kept)

    def _kept(self, result: tuple[object, tuple[Mapping, ...]]) -> None:
        said = _("Kept: {names}").format(names=_(", ").join(one.name for one in result[1]))
        self._desk.noticed.emit(said, None)
        self._desk.read()

    def forget_selected(self) -> None:
        """Forget the way to read on which the keyboard stands."""
        one = self.table.current
        if one is None:
            return
        at, who = self._desk.centre.live.clock.now(), self._desk.centre.who
        job = self._desk.centre.jobs.write(work.forget_mapping, one.name, at=at, who=who)
        job.then(partial(self._forgotten, one.name))

    def _forgotten(self, name: str, result: tuple[object, int | None]) -> None:
        step = result[1]

        def undo() -> None:
            at = self._desk.centre.live.clock.now()
            self._desk.centre.jobs.write(take_back, step, at=at).then(lambda _changes: self._desk.read())

        said = _("The way to read “{name}” is forgotten.").format(name=name)
        self._desk.noticed.emit(said, undo if step is not None else None)
        self._desk.read()

    # -- words ----------------------------------------------------------------------------------------------

    def show_known(self) -> None:
        """The ways to read that are kept may be others."""
        self.table.show_rows(self._desk.known.mappings)
        self._say_buttons()

    def _say_buttons(self) -> None:
        self.export.setEnabled(bool(self._desk.known.mappings))
        self.forget.setEnabled(self.table.current is not None)

    def _say_about(self) -> None:
        said = _(
            "Choose a workbook (xlsx, xls, xlsb, ods), a text file or a web page of any system, or drop it "
            "here. Before anything is written you see what each row would come to."
        )
        if self._shape is not None:
            said += " " + _("It is read as: {kind}.").format(kind=_(SHAPE_LABELS[self._shape]))
        self.about.setText(said)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self._say_about()
        self.choose.setText(_("Choose a file…"))
        self.form.setText(_("Write the form…"))
        self.form.setToolTip(_("An empty workbook with a column for each count, for figures kept by hand"))
        self.kept.setText(_("Ways to read sheets"))
        self.export.setText(_("Export…"))
        self.export.setToolTip(_("The selected ones, or all, into a file for another centre"))
        self.take_in.setText(_("Import…"))
        self.forget.setText(_("Forget"))
        self.table.say_empty(
            _("No way to read a sheet is kept yet. What columns mean is kept when a sheet is read first."),
            _("Import ways to read…"),
        )

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _form_said(path: Path) -> str:
    return _("The form is in {path}. Filled in, it is read without a question.").format(path=path)


def _ways_said(written: tuple[Path, int]) -> str:
    path, count = written
    said = ngettext("{n} way to read sheets is in {path}.", "{n} ways to read sheets are in {path}.", count)
    return said.format(n=number(count), path=path)
