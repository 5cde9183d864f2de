"""What lists of accounts have done elsewhere: files read, written and taken in by the work process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from supervisor import words
from supervisor.imports.account_list import (
    NAME,
    TITLES,
    AccountList,
    AccountRow,
    Centre,
    TakenIn,
    differences,
    read_file,
)
from supervisor.imports.columns import Verdict
from supervisor.rights.account import Account
from supervisor.rights.places import Places
from supervisor.words import DASH, _
from ui.jobs import Report

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint, workbooks in the work process
    from sqlalchemy import Connection

    from supervisor.workbook.writing import Written


@dataclass(frozen=True)
class ListRow:
    """Row *number* of a file as the preview shows it: what becomes of it, and *what* changes or is wrong, in
    words."""

    number: int
    verdict: Verdict
    login: str
    name: str
    what: str


@dataclass(frozen=True)
class ListRead:
    """A file of accounts as it was read, and its *rows* for the eye, those that must be looked at first."""

    found: AccountList
    rows: tuple[ListRow, ...]


_FIRST = (Verdict.BAD, Verdict.CHANGED, Verdict.NEW, Verdict.SAME)


def read_list(
    report: Report, url: str, path: Path, today: date, zone: str, language: str, *, bring_back: bool
) -> ListRead:
    """What the file at *path* would change; nothing is written."""
    from supervisor.storage.database import open_centre

    words.use_language(language)
    with open_centre(url) as database, database.read() as db:
        centre = Centre.of(db, today, ZoneInfo(zone), bring_back=bring_back)
    return shown(read_file(path, centre), centre)


def shown(found: AccountList, centre: Centre) -> ListRead:
    """*found* for the eye."""
    ordered = sorted(found.rows, key=lambda one: (_FIRST.index(one.verdict), one.number))
    return ListRead(found, tuple(_row(row, centre) for row in ordered))


def _row(row: AccountRow, centre: Centre) -> ListRow:
    is_new = row.verdict is Verdict.NEW
    told = [
        _("{title}: {text}").format(title=title, text=new if is_new else f"{old or DASH} → {new or DASH}")
        for title, old, new in differences(row, centre)
        if not (is_new and title == _(TITLES[NAME]))  # it has a column
    ]
    name = row.account.name if row.account is not None else row.name
    what = row.why or " ".join(part for part in (_("; ").join(told), row.remark) if part)
    return ListRow(row.number, row.verdict, row.login, name, what)


def take_in(
    report: Report,
    url: str,
    found: AccountList,
    sheet: Path | None,
    *,
    at: datetime,
    zone: str,
    centre: str,
    language: str,
) -> TakenIn:
    """Take the list in, all of it or nothing. *sheet*: where start passwords are written, for its owner
    alone, and made up where the file gives none; None: none are made."""
    from supervisor.imports import account_taking
    from supervisor.rights.own import login
    from supervisor.storage.database import open_centre

    words.use_language(language)
    with open_centre(url) as database:
        with database.read() as db:
            who = login(db)
        return account_taking.take_in(
            database, found, sheet, at=at, who=who, zone=ZoneInfo(zone), centre=centre, told=report
        )


def was_taken_in(db: Connection, found: AccountList) -> bool:
    """Whether *found* stands in the database: asked when taking it in was ended in mid-air. Waits until what
    was under way there is over."""
    from supervisor.rights.accounts import held

    stand = held(db)
    for row in found.rows:
        now = stand.get(row.login)
        if row.verdict is Verdict.NEW and now is not None:
            return True
        if row.verdict is Verdict.CHANGED and row.old is not None:
            return now is not None and now.version != row.old.version
    return False


def write_form(
    report: Report,
    path: Path,
    accounts: tuple[Account, ...],
    places: Places,
    zone: str,
    made: tuple[str, str],
    language: str,
) -> Written:
    """The workbook in which a list is filled in."""
    from supervisor.imports.account_sheet import write

    words.use_language(language)
    return write(path, accounts, places, ZoneInfo(zone), made)


def write_overview(
    report: Report,
    path: Path,
    accounts: tuple[Account, ...],
    places: Places,
    *,
    at: datetime,
    zone: str,
    who: str,
    centre: str,
    named: bool,
    language: str,
) -> Written:
    """The workbook of who may see what."""
    from supervisor.reports.who_sees import book
    from supervisor.workbook.writing import write_book

    words.use_language(language)
    made = book(accounts, places, at=at, zone=ZoneInfo(zone), who=who, centre=centre, named=named)
    return write_book(path, made, ZoneInfo(zone), report)
