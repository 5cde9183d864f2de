"""What the Templates tab has done in the work process: looked at, tried, begun."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from sqlalchemy import Connection

from supervisor.errors import FileError, TemplateError
from supervisor.reports.asked import Asked, asked
from supervisor.reports.book_of import book_of
from supervisor.reports.catalogue import report_of
from supervisor.reports.order import Ask, Order
from supervisor.reports.schedule import Every, of_last
from supervisor.storage.changes import Changes
from supervisor.templates import store
from supervisor.templates.filling import fill, places_of, problems
from supervisor.templates.parts import lost_parts
from supervisor.templates.starter import write_starter
from supervisor.templates.template import Lost, Template
from supervisor.words import DASH, _, said_in
from supervisor.workbook.book import Book
from ui.jobs import Report

MOST_BYTES = 20 << 20
SHOWN_ROWS = 80
SHOWN_COLUMNS = 30


@dataclass(frozen=True)
class Looked:
    """A file that could be a template: *content*, its columns' fields, what would be lost, what does not fit
    the report."""

    path: Path
    content: bytes
    fields: tuple[str, ...]
    lost: tuple[Lost, ...]
    wrong: tuple[str, ...]


@dataclass(frozen=True)
class Page:
    """A sheet of a filled template as text, cut to what can be looked at; *rows*: how many there are."""

    name: str
    cells: tuple[tuple[str, ...], ...]
    rows: int


def look(told: Report, url: str, path: Path, order: Order, who: str, now: datetime) -> Looked:
    """Look at *path* as a template for *order*. Raises TemplateError, FileError."""
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TemplateError(path.name, _("It is larger than {n} MB.").format(n=MOST_BYTES >> 20))
        content = path.read_bytes()
    except OSError as error:
        raise FileError(str(path), "denied", error.strerror or str(error)) from error
    places = places_of(path.name, content)
    lost = lost_parts(path.name, content)
    names = tuple(dict.fromkeys(name for place in places for name in (*place.names, place.each) if name))
    with said_in(order.language):
        book = _book(told, url, order, who, now)
    return Looked(path, content, names, lost, problems(path.name, content, book))


def try_out(told: Report, url: str, template: Template, who: str, now: datetime) -> tuple[Page, ...]:
    """What *template* looks like filled with the report as it would be now, for the eyes alone: nothing
    leaves. Raises TemplateError."""
    import openpyxl

    from supervisor.storage.database import open_centre

    with open_centre(url) as centre, centre.read() as db:
        content = store.content(db, template)
    order = Order(template.report, language=template.language)
    with said_in(order.language), tempfile.TemporaryDirectory() as folder:
        wanted = _asked(told, url, order, who, now)
        path = Path(folder) / "filled.xlsx"
        book = book_of(report_of(order.report), wanted)
        fill(template.file.name, content, book, path, wanted.zone)
        made = openpyxl.load_workbook(path)
        return tuple(_page(sheet) for sheet in made.worksheets)


def begin(told: Report, url: str, path: Path, order: Order, who: str, now: datetime) -> Path:
    """Write a template to begin with. Raises FileError."""
    with said_in(order.language):
        write_starter(path, _book(told, url, order, who, now))
    return path


def take_in(
    db: Connection, looked: Looked, *, name: str, report: str, language: str, at: datetime, who: str
) -> tuple[Changes, Template]:
    """Keep the file that was looked at; on the database's thread."""
    return store.take_in(
        db,
        looked.path.name,
        looked.content,
        name=name,
        report=report,
        language=language,
        at=at,
        who=who,
    )


def _asked(told: Report, url: str, order: Order, who: str, now: datetime) -> Asked:
    """*order* with what it must be told: the last whole month, yesterday, the next meeting."""
    found = asked(url, order, who=who, now=now, told=told)
    order = of_last(order, Every.MONTH, found.today)
    match report_of(order.report).asks:
        case Ask.MEETING:
            order = msgspec.structs.replace(order, meeting=_meeting(found))
        case Ask.PERSON:
            order = msgspec.structs.replace(order, person=_person(found))
    return replace(found, order=order)


def _meeting(found: Asked) -> str:
    from supervisor.meetings.store import all_meetings

    with found.centre() as db:
        return next((one.id for one in all_meetings(db)), "")


def _person(found: Asked) -> str:
    from supervisor.people.store import read_roll

    with found.centre() as db:
        return next(iter(read_roll(db).persons), "")


def _book(told: Report, url: str, order: Order, who: str, now: datetime) -> Book:
    return book_of(report_of(order.report), _asked(told, url, order, who, now))


def _page(sheet: Any) -> Page:
    rows = sheet.iter_rows(max_row=SHOWN_ROWS, max_col=SHOWN_COLUMNS)
    return Page(sheet.title, tuple(tuple(map(_shown, cells)) for cells in rows), sheet.max_row)


def _shown(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if cell.data_type == "f":
        return DASH  # computed when a spreadsheet opens it
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d}" if value.hour == value.minute == 0 else f"{value:%Y-%m-%d %H:%M}"
    return f"{value:.6g}" if isinstance(value, float) else str(value)
