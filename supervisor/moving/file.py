"""The centre in files that moves: read only, each of its three files as it stood at one moment."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Table
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from supervisor.errors import CentreSetupError, DatabaseError
from supervisor.live.lock import SourceLock
from supervisor.moving.kinds import MEND, Sum, is_bytes, is_text, misfit_sql, sums, unkept_sql
from supervisor.moving.plan import Sums
from supervisor.storage.database import Database, history_url, journal_url
from supervisor.storage.failure import shown_url, told
from supervisor.storage.history_tables import history_entry, history_mark, history_ring, history_span
from supervisor.storage.rooms import JOURNAL, ROOMS, Room
from supervisor.words import _

MONTHS = {
    history_entry.name: "entered_ms",
    history_ring.name: "at_ms",
    history_mark.name: "at_ms",
    history_span.name: "began_ms",
}
"""The large tables, which are parted and proved by month, and the column that says of when a row is."""

_WRITTEN_NUL = re.compile(r"(?<!\\)((?:\\\\)*)\\u0000")
_STEPS = 20_000  # of SQLite's machine, between two looks whether the move is called off


@dataclass(frozen=True)
class Look:
    """What a table holds: counts and sums; by column, how many values fit nowhere (*misfits*), and how many
    texts go changed (*mended*)."""

    sums: Sums
    misfits: dict[str, int]
    mended: dict[str, int]


class CalledOff(Exception):  # no error: somebody wished it
    """The move was called off while the file was looked through."""


class CentreFile:
    """The three files of one centre. Nothing is written to them; what others write meanwhile is not seen."""

    def __init__(self, url: str, called_off: Callable[[], bool] = lambda: False) -> None:
        """Raises CentreSetupError when *url* is no centre of this version in files."""
        self.url = shown_url(url)
        self._files: dict[str, sqlite3.Connection] = {}
        self._versions: dict[str, int] = {}
        try:
            self._at = self._paths(url)
            for room, path in zip(ROOMS, self._at, strict=True):
                self._files[room.name] = self._open(room, path, called_off)
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        for file in self._files.values():
            file.close()

    def __enter__(self) -> CentreFile:
        return self

    def __exit__(self, *_args: object) -> None:
        self.close()

    def changed(self) -> bool:
        """Whether somebody has written to one of the files since they were opened."""
        found = False
        for name, file in self._files.items():
            file.rollback()
            found = found or _version(file) != self._versions[name]
        return found

    def sources(self) -> list[tuple[str, str, dict[str, Any], str | None]]:
        """Name, kind, options and the variable of the password of every source."""
        asked = "SELECT name, kind, options, secret_env FROM source ORDER BY name"
        return [
            (name, kind, json.loads(options), env) for name, kind, options, env in self.ask("centre", asked)
        ]

    def ask(self, room: str, question: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """The rows that *room*'s file answers *question* with. Raises CalledOff, DatabaseError."""
        with told(self.url), _heeded():
            return self._files[room].execute(question, values).fetchall()

    def look(self, room: str, table: Table) -> Look:
        """What *table* holds, and what of it does not fit; in one reading, or two where texts go changed."""
        columns = list(table.columns)
        texts = [column for column in columns if is_text(column)]
        asked = [f'total("{c.name}" IS NOT NULL AND ({misfit_sql(c)}))' for c in columns]
        asked += [f"total({unkept_sql(column)})" for column in texts]
        found = self._by_month(room, table, [*asked, *(one.sqlite for one in all_sums(table, ()))])
        totals = [sum(int(row[2 + place]) for row in found) for place in range(len(asked))]
        misfits = {c.name: count for c, count in zip(columns, totals[: len(columns)], strict=True) if count}
        mended = {c.name: count for c, count in zip(texts, totals[len(columns) :], strict=True) if count}
        rows = [(*row[:2], *row[2 + len(asked) :]) for row in found]
        if mended and not misfits:
            rows = self._by_month(room, table, [one.sqlite for one in all_sums(table, mended)])
        sums = {row[0]: tuple(int(number or 0) for number in row[1:]) for row in rows if row[1]}
        return Look(sums, misfits, mended)

    def _by_month(self, room: str, table: Table, asked: Sequence[str]) -> list[tuple[Any, ...]]:
        """Month, count, and what was *asked*, by month where *table* is parted."""
        month = MONTHS.get(table.name)
        by = f"strftime('%Y-%m', {month} / 1000, 'unixepoch')" if month else "''"
        found = self.ask(room, f"SELECT {by}, count(*), {', '.join(asked)} FROM {table.name} GROUP BY 1")  # noqa: S608
        return [row for row in found if row[1]]

    def seen(self) -> list[list[Any]]:
        """By what one knows that nobody wrote to the files since: sizes and times, of what waits, too."""
        files = [file for path in self._at for file in (path, path.with_name(f"{path.name}-wal"))]
        stats = {file.name: file.stat() for file in files if file.exists()}
        return [[name, stat.st_size, stat.st_mtime_ns] for name, stat in stats.items() if stat.st_size]

    def last_given(self, room: str, table: str) -> int:
        """The highest number that the counter of *table* ever gave: it is never given again."""
        found = self.ask(room, "SELECT seq FROM sqlite_sequence WHERE name = ?", (table,))
        return int(found[0][0]) if found else 0

    def parts(
        self, room: str, table: Table, after: Sequence[Any] | None, mended: Collection[str], rows: int
    ) -> Iterator[list[tuple[Any, ...]]]:
        """The rows of *table*, all columns, in the order of its key, those after the key *after*; so many
        *rows* at a time. May be read in another thread, while nothing else is asked."""
        key = [f'"{column.name}"' for column in table.primary_key.columns]
        columns = ", ".join(
            f'{MEND}("{c.name}")' if c.name in mended else f'"{c.name}"' for c in table.columns
        )
        later = "" if after is None else f"WHERE ({', '.join(key)}) > ({', '.join('?' * len(key))})"
        question = f"SELECT {columns} FROM {table.name} {later} ORDER BY {', '.join(key)}"  # noqa: S608
        with told(self.url), _heeded():
            found = self._files[room].execute(question, tuple(after or ()))
            while part := found.fetchmany(rows):
                yield part

    def held(self) -> SourceLock:
        """The lock that keeps collectors away from this centre. Raises AlreadyCollectedError."""
        journal = Database(journal_url(self.url), JOURNAL)
        try:
            return SourceLock(journal, [name for name, *_ in self.sources()])
        finally:
            journal.close()

    def _paths(self, url: str) -> list[Path]:
        try:
            parsed = make_url(url)
        except ArgumentError as error:
            raise DatabaseError(self.url, "unsupported", "not a database URL") from error
        if parsed.get_backend_name() != "sqlite" or not parsed.database:
            why = _("It is no centre in files: only such a one can be moved. Name it as sqlite:///FILE.")
            raise CentreSetupError(self.url, why)
        paths = [Path(str(parsed.database))]
        paths += [Path(str(beside(url).database)) for beside in (journal_url, history_url)]
        missing = [str(path) for path in paths if not path.exists()]
        if missing:
            why = _("There is no file {files}. Look where the centre is, and try again.").format(
                files=", ".join(missing)
            )
            raise CentreSetupError(self.url, why)
        return paths

    def _open(self, room: Room, path: Path, called_off: Callable[[], bool]) -> sqlite3.Connection:
        with told(self.url):
            file = sqlite3.connect(
                f"{path.absolute().as_uri()}?mode=ro",
                uri=True,
                isolation_level=None,
                timeout=10,
                check_same_thread=False,
            )
            self._files[room.name] = file  # closed with the others should it be no good
            file.create_function(MEND, 1, _mended, deterministic=True)
            file.set_progress_handler(lambda: int(called_off()), _STEPS)
            self._versions[room.name] = _version(file)
            file.execute("BEGIN")
            there = file.execute(
                "SELECT 1 FROM sqlite_master WHERE name = ?", (room.version_table,)
            ).fetchone()
            found = there and file.execute(f"SELECT version_num FROM {room.version_table}").fetchone()  # noqa: S608
        if not found:
            why = _("{file} is a file of another program.").format(file=path)
            raise CentreSetupError(self.url, why)
        if found[0] != room.head:
            why = _(
                "{file} was written by another version of this program. Open it once with this one, which "
                "keeps a copy and brings it up to date, then move it."
            ).format(file=path)
            raise CentreSetupError(self.url, why)
        return file


def all_sums(table: Table, mended: Collection[str]) -> list[Sum]:
    """What is summed of *table*, column by column."""
    return [one for column in table.columns for one in sums(column, mended=column.name in mended)]


def places(table: Table) -> dict[str, range]:
    """Where the sums of each column stand in `Sums`; at 0 is the count of rows."""
    found, at = {}, 1
    for column in table.columns:
        found[column.name] = range(at, at := at + len(sums(column)))
    return found


def size(table: Table, found: Sums) -> tuple[int, int]:
    """Rows and bytes of *table*, of its counts and sums: texts by their length, all else eight bytes each."""
    rows = sum(numbers[0] for numbers in found.values())
    long = [column.name for column in table.columns if is_text(column) or is_bytes(column)]
    at = places(table)
    lengths = sum(numbers[at[name][1]] for numbers in found.values() for name in long)
    return rows, rows * 8 * (len(table.columns) - len(long)) + lengths


@contextmanager
def _heeded() -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_INTERRUPT:
            raise CalledOff from error
        raise


def _version(file: sqlite3.Connection) -> int:
    version: int = file.execute("PRAGMA data_version").fetchone()[0]
    return version


def _mended(text: Any) -> Any:
    """*text* as PostgreSQL can keep it: "�" where the character NUL stands, also as JSON writes it."""
    if not isinstance(text, str):
        return text
    return _WRITTEN_NUL.sub(r"\1" + "\ufffd", text.replace("\0", "\ufffd"))
