"""Start passwords of accounts that a list makes: as the file gives them or made up, and the one sheet on
which they stand, for its owner alone.
"""

from __future__ import annotations

import csv
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, tzinfo
from pathlib import Path

from supervisor.errors import FileError
from supervisor.imports.account_list import AccountList
from supervisor.rights.password import made_up
from supervisor.words import _, moment
from supervisor.workbook.book import About, Book, Sheet, Table
from supervisor.workbook.cell import Heading
from supervisor.workbook.file import BESIDE, file_error
from supervisor.workbook.writing import write_book


@dataclass(frozen=True)
class StartPassword:
    """The password with which somebody logs in for the first time."""

    login: str
    name: str
    password: str = field(repr=False)


def start_passwords(of: AccountList, *, make_up: bool) -> tuple[StartPassword, ...]:
    """What accounts that begin get, in the order of the list: what the file gives, and for the others one
    that is made up, if *make_up*; else those log in by certificate or Kerberos."""
    return tuple(
        StartPassword(row.login, row.account.name, row.password or made_up())
        for row in of.beginning
        if row.account is not None and (row.password or make_up)
    )


def by_login(given: Sequence[StartPassword]) -> Mapping[str, str]:
    """Only the passwords, by log-in name."""
    return {one.login: one.password for one in given}


def keep(path: Path, given: Sequence[StartPassword], *, centre: str, at: datetime, zone: tzinfo) -> None:
    """Write *given* to *path*, which must be new and which nobody else can read: a sheet to print, or, when
    it ends in .csv, text. Raises FileError."""
    try:
        content = (
            _text(given) if path.suffix.casefold() == ".csv" else _printable(path, given, centre, at, zone)
        )
        kept = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(kept, "wb") as file:
            file.write(content)
    except FileExistsError as error:
        said = _("there is such a file already, and passwords are written over none")
        raise FileError(str(path), "denied", said) from error
    except OSError as error:
        raise file_error(path, error) from error


def _text(given: Sequence[StartPassword]) -> bytes:
    from io import StringIO

    told = StringIO(newline="")
    writer = csv.writer(told)
    writer.writerow((_("Log-in name"), _("Name"), _("Password")))
    writer.writerows((one.login, one.name, one.password) for one in given)
    return told.getvalue().encode("utf-8-sig")


def _printable(path: Path, given: Sequence[StartPassword], centre: str, at: datetime, zone: tzinfo) -> bytes:
    table = Table(
        "start_passwords",
        [Heading(_("Log-in name")), Heading(_("Name")), Heading(_("Password"))],
        [(one.login, one.name, one.password) for one in given],
        note=_(
            "Hand each one over by itself, and have it changed at the first log-in, on the page “What may I "
            "do?”. The database keeps no password: nobody can look one up again. Destroy this sheet then."
        ),
        ids=(0, 2),
    )
    title = _("Start passwords")
    about = About(title, centre=centre, made_at=moment(at, zone), zone=str(zone))
    book = Book(title, (Sheet(title, (table,), title=title, upright=True),), about, cover=False)
    # a folder of its own: what is not whole yet is nobody else's to read either
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f"{BESIDE}{path.stem[:40]}-") as folder:
        made = Path(folder) / "passwords.xlsx"
        write_book(made, book, zone)
        return made.read_bytes()
