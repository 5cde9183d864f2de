"""What a table shows, written into a file by the work process; with progress, and an end at any time."""

from __future__ import annotations

import logging
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QStandardPaths, QTimer, Signal
from PySide6.QtWidgets import QFileDialog

from supervisor.errors import FileError, SupervisorError
from supervisor.words import DASH, _, moment, ngettext
from supervisor.workbook.cell import Heading, Kind, Value
from supervisor.workbook.file import BESIDE
from supervisor.workbook.table import SUFFIXES, Written, write_table
from ui.jobs import Job, Jobs, Report
from ui.widgets.table.table import DeskTable

log = logging.getLogger(__name__)

ROWS_A_TURN = 150  # read from the table between two turns of the screen


class Exporter(QObject):
    """Makes "Export…" of *table* work, in *jobs*' work process.

    *about* gives what the file says of itself (name, sentence) beside filter, time and zone; *people* marks
    rows that are about persons, whose export is logged. `noticed` says what was done; errors go to `refused`.
    """

    noticed = Signal(str, object)  # what was done, and None: a file is not taken back
    refused = Signal(object)  # SupervisorError

    def __init__(
        self,
        table: DeskTable[Any],
        jobs: Jobs,
        *,
        zone: Callable[[], ZoneInfo],
        about: Callable[[], Sequence[tuple[str, str]]] = lambda: (),
        people: bool = False,
        who: str = "",
    ) -> None:
        super().__init__(table)
        self._table = table
        self._jobs = jobs
        self._zone = zone
        self._about = about
        self._people = people
        self._who = who
        self._job: Job | None = None
        self._spool: Path | None = None
        self._file: Any = None
        self._rows: Iterator[list[Value]] | None = None
        self._target = Path()
        self._count = 0
        self.dialog: QFileDialog | None = None
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._read_some)
        table.export_asked.connect(self.ask)
        table.bar.export_ended.connect(self.cancel)

    def ask(self) -> None:
        """Ask where to; the table can be used meanwhile."""
        if self._spool is not None or self.dialog is not None:
            return
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = QFileDialog(self._table, _("Export"), folder)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([_("Workbook (*.xlsx)"), _("Text, separated by commas (*.csv)")])
        dialog.setDefaultSuffix("xlsx")
        dialog.filterSelected.connect(
            lambda chosen: dialog.setDefaultSuffix("csv" if ".csv" in chosen else "xlsx")
        )
        dialog.selectFile(self.file_name())
        dialog.fileSelected.connect(lambda name: self.write(Path(name)))
        dialog.finished.connect(self._forget_dialog)
        self.dialog = dialog
        dialog.open()

    def file_name(self) -> str:
        """A name that says what and when, good on every system."""
        now = self._table.now
        when = f" {now.astimezone(self._zone()):%Y-%m-%d %H.%M}" if now else ""
        title = "".join(c for c in _(self._table.title) if c not in '\\/:*?"<>|').strip(" .")[:60]
        return f"{title or self._table.name}{when}.xlsx"

    def write(self, path: Path) -> None:
        """Write what the table now shows to *path*."""
        if path.suffix.casefold() not in SUFFIXES:
            path = path.with_name(f"{path.name}.xlsx")
        self._target = path
        self._count = 0
        columns = self._table.shown_columns()
        number, name = tempfile.mkstemp(prefix="supervisor-export-")
        self._spool = Path(name)
        self._file = os.fdopen(number, "wb")
        self._rows = iter(self._values(columns))
        self._table.bar.show_progress((0, 0))
        self._turn.start()

    def cancel(self) -> None:
        """End the writing; what stood at its place is as it was."""
        self._turn.stop()
        if self._job is not None:
            self._job.cancel()
            _clear_beside(self._target)
        self._finish()

    # -- reading the table, some rows a turn -----------------------------------------------------------------

    def _values(self, columns: list[int]) -> Iterator[list[Value]]:
        table = self._table
        of, now = [table.columns[number] for number in columns], table.now
        for row in list(table.arrangement.shown_rows()):
            yield [column.value_of(row, now) for column in of]

    def _read_some(self) -> None:
        assert self._rows is not None  # noqa: S101
        some = [row for _turn, row in zip(range(ROWS_A_TURN), self._rows, strict=False)]
        self._count += len(some)
        if some:
            pickle.dump(some, self._file)
            return
        self._turn.stop()
        self._file.close()
        table = self._table
        headings = [
            Heading(table.model.title(number), Kind(column.kind.value), column.digits)
            for number in table.shown_columns()
            for column in (table.columns[number],)
        ]
        self._job = self._jobs.compute(
            write_spooled,
            str(self._spool),
            str(self._target),
            _(table.title),
            headings,
            self._sentences(),
            self._zone().key,
        ).then(self._done, self._failed)
        self._job.progressed.connect(lambda done, total: table.bar.show_progress((done, total)))

    def _sentences(self) -> list[tuple[str, str]]:
        """What the file says of itself."""
        table, zone = self._table, self._zone()
        filters = [f"“{' '.join(table.arrangement.words)}”"] if table.arrangement.words else []
        for facet in table.facets:
            values = table.arrangement.chosen.get(facet.name)
            if values:
                titles = dict(facet.fixed)
                said = sorted(
                    _(titles[v]) if v in titles else facet.words(v) if facet.words else v for v in values
                )
                filters.append(f"{_(facet.title)}: {', '.join(said)}")
        known, shown = len(table.arrangement.rows), table.arrangement.shown
        lines = [
            (_("Time"), moment(table.now, zone) if isinstance(table.now, datetime) else DASH),
            (_("Time zone"), zone.key),
            (_("Filter"), "; ".join(filters) or _("none")),
            (_("Rows"), _("{shown} of {known} rows").format(shown=shown, known=known)),
            *self._about(),
        ]
        lines += [
            (table.model.title(number), _(table.columns[number].tip))
            for number in table.shown_columns()
            if table.columns[number].tip
        ]
        return lines

    # -- what came of it -------------------------------------------------------------------------------------

    def _done(self, written: Written) -> None:
        said = ngettext("{count} row written to {path}", "{count} rows written to {path}", written.rows)
        said = said.format(count=written.rows, path=written.path)
        if written.cut:
            said += " " + ngettext(
                "{count} text was too long for a cell and was cut.",
                "{count} texts were too long for a cell and were cut.",
                written.cut,
            ).format(count=written.cut)
        if self._people:
            log.info(
                "exported %s rows about people (%s) to %s by %s",
                written.rows,
                self._table.name,
                written.path,
                self._who or "this user",
            )
        self._finish()
        self.noticed.emit(said, None)

    def _failed(self, error: SupervisorError) -> None:
        self._finish()
        self.refused.emit(error)

    def _finish(self) -> None:
        self._job = None
        self._rows = None
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._spool is not None:
            with suppress(OSError):
                self._spool.unlink(missing_ok=True)
            self._spool = None
        self._table.bar.show_progress(None)

    def _forget_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


def write_spooled(
    report: Report,
    spool: str,
    path: str,
    title: str,
    headings: Sequence[Heading],
    about: Sequence[tuple[str, str]],
    zone: str,
) -> Written:
    """In the work process: the rows that the screen left in *spool*, written to *path*."""
    rows: list[list[Value]] = []
    try:
        with open(spool, "rb") as file:
            while True:
                try:
                    rows += pickle.load(file)  # noqa: S301 - our own file, readable by this user alone
                except EOFError:
                    break
    except OSError as error:
        raise FileError(spool, "denied", str(error)) from error
    return write_table(Path(path), title, headings, rows, about, ZoneInfo(zone), report)


def _clear_beside(target: Path) -> None:
    """What a writer that was ended in mid-air left beside its target."""
    for left in target.parent.glob(f"{BESIDE}*{target.suffix}"):
        with suppress(OSError):
            left.unlink()
