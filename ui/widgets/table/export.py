"""What a table shows, written into a file by the work process; with progress, and an end at any time."""

from __future__ import annotations

import os
import pickle
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence, Sized
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from random import SystemRandom
from typing import Any
from zoneinfo import ZoneInfo

from PySide6.QtCore import QObject, QTimer, Signal

from supervisor.errors import FileError, SupervisorError
from supervisor.people.nameless import Nameless
from supervisor.reports.naming import file_name
from supervisor.words import DASH, _, moment
from supervisor.workbook.cell import Heading, Kind, Value
from supervisor.workbook.table import SUFFIXES, Written, write_table
from ui.jobs import Job, Jobs, Report
from ui.widgets.export_dialog import ExportDialog
from ui.widgets.leaving import (
    Chosen,
    ColumnOffer,
    Format,
    Leaving,
    Taken,
    Taking,
    places_of,
    rows_said,
)
from ui.widgets.noted import Note, TakingNoted
from ui.widgets.table.column import Column
from ui.widgets.table.table import DeskTable

ROWS_A_TURN = 150  # read from the table between two turns of the screen
PATTERN = "{report} {today} {time}"
NAMING = frozenset(
    {"name", "number", "login", "logins", "agent", "person", "who", "owner", "rater", "coach", "trainer"}
)
"""Columns of tables about people that tell who somebody is."""


class Exporter(QObject):
    """Makes "Export…" of *table* work, in *jobs*' work process; every file is logged.

    *about* gives what the file says of itself (name, sentence) beside filter, time and zone; *people* marks
    rows that are about persons: their names can be left out, the columns of *naming* with them. `noticed`
    says what was done; errors of `write` go to `refused`, those of the dialog are told in it.
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
        naming: frozenset[str] = NAMING,
        who: str = "",
    ) -> None:
        super().__init__(table)
        self._table, self._jobs = table, jobs
        self._zone, self._about = zone, about
        self._people, self._naming = people, naming
        self._who = who
        self._taking: TakingOfTable | None = None
        self.dialog: ExportDialog | None = None
        table.export_asked.connect(self.ask)
        table.bar.export_ended.connect(self.cancel)

    def ask(self) -> None:
        """Ask what leaves and where to; a dialog that was left while it writes comes back."""
        if self.dialog is None:
            if self._taking is not None:
                return
            self.dialog = dialog = ExportDialog(self.leaving(), self._take, self._table.machine, self._table)
            dialog.noticed.connect(self.noticed)
            dialog.begun.connect(lambda: self._table.bar.show_progress((0, 0)))
            dialog.progressed.connect(lambda done, total: self._table.bar.show_progress((done, total)))
            dialog.ended.connect(lambda: self._table.bar.show_progress(None))
            dialog.finished.connect(self._forget_dialog)
        self.dialog.open()

    def leaving(self) -> Leaving:
        """What may be chosen of the table."""
        table, shown = self._table, set(self._table.shown_columns())
        order = [*table.shown_columns(), *(n for n in range(len(table.columns)) if n not in shown)]
        return Leaving(
            f"table {table.name}",
            self._title,
            self._places(),
            PATTERN,
            (Format.WORKBOOK, Format.TEXT),
            personal=self._people,
            guards=True,
            columns=[
                ColumnOffer(
                    table.columns[number].name,
                    table.model.title(number),
                    number in shown,
                    naming=self._people and table.columns[number].name in self._naming,
                )
                for number in order
            ],
            rows=(table.arrangement.shown, len(table.arrangement.rows)),
        )

    @property
    def _title(self) -> str:
        return _(self._table.title) or self._table.name

    def _places(self) -> dict[str, str]:
        now = self._table.now
        return places_of(self._title, when=now.astimezone(self._zone()) if now is not None else None)

    def file_name(self) -> str:
        """A name that says what and when, good on every system."""
        return file_name(PATTERN, self._places())

    def write(self, path: Path) -> None:
        """Write what the table now shows to *path*."""
        if path.suffix.casefold() not in SUFFIXES:
            path = path.with_name(f"{path.name}.xlsx")
        shown = tuple(self._table.columns[number].name for number in self._table.shown_columns())
        bar = self._table.bar
        self._taking = taking = self._take(
            Chosen(path, Format(path.suffix.casefold().lstrip(".")), columns=shown)
        )
        taking.setParent(self)
        taking.progressed.connect(lambda done, total: bar.show_progress((done, total)))
        taking.done.connect(self._done)
        taking.failed.connect(self._failed)
        bar.show_progress((0, 0))

    def cancel(self) -> None:
        """End the writing; what stood at its place is as it was."""
        if self._taking is not None:
            self._taking.cancel()
            self._finish()
        elif self.dialog is not None:
            self.dialog.cancel()

    def _take(self, chosen: Chosen) -> TakingOfTable:
        return TakingOfTable(
            self._table,
            self._jobs,
            chosen,
            self._sentences(chosen),
            self._zone().key,
            personal=self._people,
            naming=self._naming,
            who=self._who or self._jobs.login(),
        )

    def _sentences(self, chosen: Chosen) -> list[tuple[str, str]]:
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
        if chosen.every_row:
            filters = []
        known, shown = len(table.arrangement.rows), table.arrangement.shown
        shown = known if chosen.every_row else shown
        lines = [
            (_("Time"), moment(table.now, zone) if isinstance(table.now, datetime) else DASH),
            (_("Time zone"), zone.key),
            (_("Filter"), "; ".join(filters) or _("none")),
            (_("Rows"), _("{shown} of {known} rows").format(shown=shown, known=known)),
            *self._about(),
        ]
        if self._people and (whose := self._jobs.whose()):
            lines.insert(0, (_("People"), whose))
        if self._people and not chosen.named:
            left_out = _("Left out, and the order is by chance. Who knows a small team may know.")
            lines.append((_("Names"), left_out))
        lines += [
            (table.model.title(number), _(column.tip))
            for number, column in enumerate(table.columns)
            if column.name in chosen.columns and column.tip
        ]
        return lines

    # -- what came of it -------------------------------------------------------------------------------------

    def _done(self, taken: Taken) -> None:
        self._finish()
        self.noticed.emit(taken.said, None)

    def _failed(self, error: SupervisorError) -> None:
        self._finish()
        self.refused.emit(error)

    def _finish(self) -> None:
        if self._taking is not None:
            self._taking.deleteLater()
            self._taking = None
        self._table.bar.show_progress(None)

    def _forget_dialog(self) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None


class TakingOfTable(Taking):
    """Reads the rows from the table, some a turn; notes that they leave; has the work process write them."""

    def __init__(
        self,
        table: DeskTable[Any],
        jobs: Jobs,
        chosen: Chosen,
        about: Sequence[tuple[str, str]],
        zone: str,
        *,
        personal: bool,
        naming: frozenset[str],
        who: str,
    ) -> None:
        super().__init__()
        self._table, self._jobs, self._chosen = table, jobs, chosen
        self._about, self._zone, self._who = about, zone, who
        self._named = chosen.named or not personal
        self._personal = personal and chosen.named
        self._naming = [column for column in table.columns if column.name in naming]
        self._writing: TakingNoted | None = None
        self._count = 0
        numbers = {column.name: number for number, column in enumerate(table.columns)}
        kept = [name for name in chosen.columns if self._named or name not in naming]
        self._columns = [numbers[name] for name in kept if name in numbers]
        number, name = tempfile.mkstemp(prefix="supervisor-export-")
        self._spool = Path(name)
        self._file = os.fdopen(number, "wb")
        self._rows = self._values()
        self._turn = QTimer(self)
        self._turn.setInterval(0)
        self._turn.timeout.connect(self._read_some)
        self._turn.start()
        jobs.stopping.connect(self.cancel)

    def cancel(self) -> None:
        self._turn.stop()
        if self._writing is not None:
            self._writing.cancel()
        self._clear()

    # -- reading ---------------------------------------------------------------------------------------------

    def _values(self) -> Iterator[list[Value]]:
        table, now = self._table, self._table.now
        arrangement = table.arrangement
        rows: list[Any] = list(
            arrangement.every_row() if self._chosen.every_row else arrangement.shown_rows()
        )
        of: list[Column[Any]] = [table.columns[number] for number in self._columns]
        if self._named:
            for row in rows:
                yield [column.value_of(row, now) for column in of]
            return
        SystemRandom().shuffle(rows)  # an order by name or figures tells
        known = {column.text_of(row, now, table.model.zone) for row in rows for column in self._naming}
        nameless = Nameless(known - {DASH, ""})
        for row in rows:
            values = (column.value_of(row, now) for column in of)
            yield [nameless.said(value) if isinstance(value, str) else value for value in values]

    def _read_some(self) -> None:
        some = [row for _turn, row in zip(range(ROWS_A_TURN), self._rows, strict=False)]
        self._count += len(some)
        if some:
            pickle.dump(some, self._file)
            return
        self._turn.stop()
        self._file.close()
        self._write()

    # -- writing ---------------------------------------------------------------------------------------------

    def _write(self) -> None:
        note = Note(self._table.name, _(self._table.title), self._who, self._personal, self._count)
        target = self._chosen.path
        self._writing = TakingNoted(
            self._jobs,
            note,
            target,
            self._give,
            lambda written: rows_said(written.rows, written.path, written.cut),
        )
        self._writing.setParent(self)
        self._writing.progressed.connect(self.progressed)
        self._writing.done.connect(self._was_done)
        self._writing.failed.connect(self._was_refused)

    def _give(self) -> Job:
        table = self._table
        headings = [
            Heading(table.model.title(number), Kind(column.kind.value), column.digits)
            for number in self._columns
            for column in (table.columns[number],)
        ]
        return self._jobs.compute(
            write_spooled,
            self._spool,
            self._count,
            self._chosen.path,
            _(table.title),
            headings,
            self._about,
            self._zone,
            guard=self._chosen.guard,
        )

    def _was_done(self, taken: Taken) -> None:
        self._clear()
        self.done.emit(taken)

    def _was_refused(self, error: SupervisorError) -> None:
        self._clear()
        self.failed.emit(error)

    def _clear(self) -> None:
        self._writing = None
        self._file.close()
        with suppress(OSError):
            self._spool.unlink(missing_ok=True)


class Spooled(Iterable[Sequence[Value]], Sized):
    """The *count* rows that the screen left in the file *path*; read as they are gone through, so that
    hundreds of thousands need no room."""

    def __init__(self, path: Path, count: int) -> None:
        self._path, self._count = path, count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Sequence[Value]]:
        try:
            with self._path.open("rb") as file:
                while True:
                    try:
                        yield from pickle.load(file)  # noqa: S301 - our own, readable by this user alone
                    except EOFError:
                        return
        except OSError as error:
            raise FileError(str(self._path), "denied", str(error)) from error


def write_spooled(
    report: Report,
    spool: Path,
    count: int,
    path: Path,
    title: str,
    headings: Sequence[Heading],
    about: Sequence[tuple[str, str]],
    zone: str,
    *,
    guard: bool,
) -> Written:
    """In the work process: the rows that the screen left in *spool*, written to *path*."""
    rows = Spooled(spool, count)
    return write_table(path, title, headings, rows, about, ZoneInfo(zone), report, guard=guard)
