"""What left the program: who took which figures, when and where to."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QLabel, QMenu, QVBoxLayout, QWidget

from supervisor.reports.catalogue import BY_NAME
from supervisor.words import _, mark, moment, ngettext, number
from ui import theme
from ui.asking import Reading
from ui.reports import known
from ui.reports.desk import ReportsDesk
from ui.widgets.lead import Lead
from ui.widgets.signs import OF_STATE
from ui.widgets.table import Column, DeskTable, Facet, Grouping, Kind, Look
from ui.widgets.table.export import Exporter

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from supervisor.reports.log import Exported

REPORT, TABLE = "report", "table"
KINDS = ((REPORT, mark("Report")), (TABLE, mark("Table")))
NAMES = (("yes", mark("With names")),)


class LogPage(QWidget):
    """Enter opens the file where it is still there; the row's menu leads to its folder."""

    make_wanted = Signal()

    def __init__(self, desk: ReportsDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._reading = Reading(desk.centre, self.show_log)
        self._is_stale = True
        self.help = QLabel(self)
        self.help.setProperty("role", "muted")
        self.help.setWordWrap(True)
        self.table: DeskTable[Exported] = DeskTable(
            "reports.log",
            self._columns(),
            key=lambda one: one.id,
            title=mark("Log of exports"),
            facets=[
                Facet("kind", mark("Kind"), lambda one: (_kind(one),), fixed=KINDS),
                Facet("names", mark("Names"), lambda one: ("yes" if one.personal else "",), fixed=NAMES),
                Facet("who", mark("Who"), lambda one: (one.who,)),
                Facet("what", mark("What"), lambda one: (title_of(one),)),
            ],
            groupings=[
                Grouping("who", mark("Who"), lambda one: (one.who,)),
                Grouping("what", mark("What"), lambda one: (title_of(one),)),
            ],
            sort=[("at", True)],
            search=lambda one: " ".join((title_of(one), one.who, one.facts.path, one.failed)),
            menu=self._fill_menu,
            faded=lambda one: bool(one.failed),
            counted=lambda count: ngettext("{n} file", "{n} files", count).format(n=number(count)),
            machine=desk.machine,
            parent=self,
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_M)
        column.setSpacing(theme.SPACE_S)
        column.addWidget(self.help)
        column.addWidget(self.table, 1)
        self.table.opened.connect(self._open)
        self.table.filled.connect(self.make_wanted)
        desk.changed.connect(self._heed)
        exporter = Exporter(self.table, desk.centre.jobs, zone=lambda: desk.zone, who=desk.centre.who)
        exporter.noticed.connect(desk.noticed)
        exporter.refused.connect(desk.centre.jobs.refused)
        Lead(self, self.table)
        self.retranslate()

    def _columns(self) -> list[Column[Exported]]:
        desk = self._desk
        return [
            Column(
                "at",
                mark("When"),
                lambda one: one.at,
                Kind.TIME,
                text=lambda one: moment(one.at, desk.zone, desk.today),
                width=130,
            ),
            Column("what", mark("What"), title_of, width=190, stretch=True),
            Column("who", mark("Who"), lambda one: one.who, width=110),
            Column("rows", mark("Rows"), lambda one: one.facts.rows, Kind.NUMBER, width=70),
            Column(
                "names",
                mark("Names"),
                lambda one: _("with names") if one.personal else "",
                tip=mark("Whether figures of people left together with their names."),
                width=110,
            ),
            Column(
                "file",
                mark("File"),
                lambda one: Path(one.facts.path).name,
                about=lambda one: one.facts.path,
                width=220,
                stretch=True,
            ),
            Column(
                "folder", mark("Folder"), lambda one: str(Path(one.facts.path).parent), width=200, hidden=True
            ),
            Column(
                "outcome",
                mark("Outcome"),
                lambda one: _("no file") if one.failed else _("written"),
                about=lambda one: one.failed,
                look=lambda one: Look(OF_STATE[theme.State.WARN], theme.State.WARN) if one.failed else None,
                width=100,
            ),
            Column("why", mark("Why not"), lambda one: one.failed or None, width=200, hidden=True),
            Column(
                "schedule",
                mark("By schedule"),
                lambda one: _("by itself") if one.facts.schedule else "",
                width=100,
                hidden=True,
            ),
            Column(
                "machine", mark("Computer"), lambda one: one.facts.machine or None, width=120, hidden=True
            ),
        ]

    # -- reading --------------------------------------------------------------------------------------------

    def arrive(self) -> None:
        """The page comes into sight."""
        if self._is_stale:
            self.read()

    def read(self) -> None:
        """Read the log again."""
        self._is_stale = False
        self._reading.read(known.read_log)

    def show_log(self, log: tuple[Exported, ...]) -> None:
        """Show these lines."""
        self.table.tick(self._desk.now)
        self.table.use_zone(self._desk.zone)
        self.table.show_rows(log)
        self.table.tick(self._desk.now)

    def _heed(self, changes: frozenset[str]) -> None:
        if "exports" in changes:
            self._is_stale = True
            if self.isVisible():
                self.read()

    # -- a line ---------------------------------------------------------------------------------------------

    def _fill_menu(self, one: Exported, menu: QMenu) -> None:
        path = Path(one.facts.path)
        menu.addAction(_("Show in folder"), lambda: _show(path.parent)).setEnabled(path.parent.is_dir())
        menu.addAction(_("Copy the path"), lambda: QGuiApplication.clipboard().setText(str(path)))

    def _open(self, one: Exported) -> None:
        path = Path(one.facts.path)
        if path.is_file():
            _show(path)
        else:
            gone = _("{file} is not there any more, or on another computer.").format(file=path.name)
            self._desk.noticed.emit(one.failed or gone, None)

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.help.setText(
            _("Every file that left the program: who took it, what and when. Nothing is ever removed here.")
        )
        self.table.say_empty(
            _("No file has left the program yet. Each one is noted here: who took it, what and when."),
            _("Make a report"),
        )

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()


def title_of(one: Exported) -> str:
    """What it is called: a report in the language in use, a table as it was called."""
    report = BY_NAME.get(one.what)
    return _(report.title) if report is not None else one.facts.title or one.what


def _kind(one: Exported) -> str:
    return REPORT if one.what in BY_NAME else TABLE


def _show(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
