"""Returned files for commands and windows: looked at, taken in, taken back. Each asks the centre at a URL, in
a work process as well as here; what goes in and comes out is frozen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Connection

from supervisor.errors import ReturnedFileError, UnknownNameError
from supervisor.issues.event import Acting
from supervisor.issues.evidence import FILE_LIMIT
from supervisor.roundtrip import heading_store, store, taking, undoing
from supervisor.roundtrip.judge import NO_CHOICES, judge
from supervisor.roundtrip.now import Now
from supervisor.roundtrip.now_reading import read_now, sheet_of
from supervisor.roundtrip.reading import read_file
from supervisor.roundtrip.result_book import result_book
from supervisor.roundtrip.returned import FileState, ReturnedFile
from supervisor.roundtrip.sent import Sent
from supervisor.roundtrip.store import Returned
from supervisor.roundtrip.taking import Taken, Told, results_of, takeable
from supervisor.roundtrip.undoing import TakenBack
from supervisor.roundtrip.verdict import Choices, Preview
from supervisor.roundtrip.wording import read_before_words
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import open_centre
from supervisor.words import _, language, mark, said_in
from supervisor.workbook.book import Book
from supervisor.workbook.cell import clean

__all__ = ["Choices", "Preview", "Taken", "TakenBack", "takeable"]

_CHINESE = re.compile(r"[\u4e00-\u9fff]")


def content_of(path: Path) -> bytes:
    """What is in the file at *path*. Raises ReturnedFileError where it cannot be had, or is far too large."""
    try:
        with path.open("rb") as file:
            return file.read(FILE_LIMIT + 1)  # of one that is too large enough to be refused
    except OSError as error:
        why = _("It is not there, or may not be read: {detail}").format(detail=error.strerror or str(error))
        raise ReturnedFileError(path.name, why) from error


def look(
    url: str,
    name: str,
    content: bytes,
    *,
    who: str,
    at: datetime,
    choices: Choices = NO_CHOICES,
    expected: str = "",
    keep: bool = True,
) -> Preview:
    """What the file called *name* would do, row by row. It is kept as it came, unless not *keep* (a trial).
    *expected*: the id of the department whose file it is believed to be.

    Raises ReturnedFileError for what cannot be read, DatabaseError.
    """
    name = plain_name(name)
    with open_centre(url) as centre:
        with centre.read() as db:
            file = _read(db, name, content)
            preview, sent = _judged(db, file, choices, at, expected)
        if keep:
            language = language_of(file, sent)
            centre.change(store.keep, content, file, preview, language, who=who, at=at)
    return preview


def look_again(
    url: str, id: str, *, at: datetime, choices: Choices = NO_CHOICES, expected: str = ""
) -> Preview:
    """What the file that is kept as *id* would do now, after *choices*. Raises UnknownNameError,
    KeptFileError, ReturnedFileError."""
    with open_centre(url) as centre, centre.read() as db:
        returned = store.get(db, id)
        file = _read(db, returned.name, store.content(db, returned))
        return _judged(db, file, choices, at, expected)[0]


def take(
    url: str,
    looked: Preview,
    choices: Choices,
    *,
    acting: Acting,
    at: datetime,
    expected: str = "",
    told: Told = lambda _done, _total: None,
) -> Taken:
    """Take in the rows of *choices* from a file that was *looked* at and kept; *told* hears how far it is.
    Raises what `taking.take` raises; then nothing was written."""
    with open_centre(url) as centre:
        with centre.read() as db:
            returned = store.get(db, looked.id)
            file = _read(db, returned.name, store.content(db, returned))
        _changes, taken = centre.change(
            taking.take, returned, file, looked, choices, expected=expected, acting=acting, at=at, told=told
        )
    return taken


def take_back(url: str, id: str, *, acting: Acting, at: datetime) -> TakenBack:
    """Undo what was taken in last from the file *id*. Raises what `undoing.take_back` raises."""
    with open_centre(url) as centre:
        _changes, back = centre.change(undoing.take_back, id, acting=acting, at=at)
    return back


def explain(
    url: str, id: str, said: Mapping[str, str | None], *, who: str, at: datetime, everybody: bool = False
) -> None:
    """Remember what renamed headings of the file *id* stand for (a field; "" not to be read; None: forget),
    for its department, or for *everybody*. It is read by that from now on."""

    def remember(db: Connection) -> None:
        department = "" if everybody else store.get(db, id).told.department
        heading_store.remember(db, department, said, who=who, at=at)

    with open_centre(url) as centre:
        centre.change(remember)


def headings(url: str, id: str) -> ReturnedFile:
    """The file *id* as it is read now, with its headings: which of them are not known."""
    with open_centre(url) as centre, centre.read() as db:
        returned = store.get(db, id)
        return _read(db, returned.name, store.content(db, returned))


def files(db: Connection) -> tuple[Returned, ...]:
    """Every file that came back, the latest first, with its state and counts."""
    return store.all_files(db)


def result(url: str, id: str, *, who: str, at: datetime) -> Book:
    """The workbook that tells the department what became of the rows of file *id*, in the file's language."""
    with open_centre(url) as centre, centre.read() as db:
        returned = store.get(db, id)
        file = _read(db, returned.name, store.content(db, returned))
        return _result(db, file, returned, who, at)


def trial_result(url: str, name: str, content: bytes, *, who: str, at: datetime) -> Book:
    """The same of a file that is not kept: what would become of its rows."""
    with open_centre(url) as centre, centre.read() as db:
        return _result(db, _read(db, name, content), None, who, at)


def plain_name(name: str) -> str:
    """*name* without folders, and without what no database keeps."""
    return clean(name.replace("\\", "/").rsplit("/", 1)[-1]).strip() or _("File")


def language_of(file: ReturnedFile, sent: Sent | None) -> str:
    """In which language the department reads: the one in which it was written to, else that of its headings,
    else the one in use."""
    if sent is not None and sent.language:
        return sent.language
    said = "".join(one.text for one in file.headings)
    if not said:
        return language()
    return "zh_CN" if _CHINESE.search(said) else "en"


def _result(db: Connection, file: ReturnedFile, returned: Returned | None, who: str, at: datetime) -> Book:
    sent, now = read_now(db, file, at=at)
    code = returned.told.language if returned is not None and returned.told.language else None
    code = code or language_of(file, sent)
    with said_in(code):
        preview = judge(file, sent, now, today=load_centre(db).days.day(at))
        results = results_of(preview, returned)
    return result_book(file, preview, results, now, code, who=who, at=at)


def _judged(
    db: Connection, file: ReturnedFile, choices: Choices, at: datetime, expected: str
) -> tuple[Preview, Sent | None]:
    sent, now = read_now(db, file, at=at, expected=expected)
    id = store.id_of(file.hash)
    preview = judge(file, sent, now, choices, today=load_centre(db).days.day(at), id=id)
    returned = store.find(db, id)
    return (_with_past(preview, returned, now) if returned is not None else preview), sent


def _with_past(preview: Preview, returned: Returned, now: Now) -> Preview:
    """*preview* with what was done with the very same file before."""
    last = returned.last
    said = ""
    if last is not None:
        said = read_before_words(last.at, last.who, now.zone)
    elif returned.state is FileState.UNDONE and (back := returned.told.takings[-1]).undone_at is not None:
        said = _("It was taken in once, and taken back by {who}. It can be taken in again.").format(
            who=back.undone_by
        )
    return replace(preview, taken=returned.taken, read_before=said)


def _read(db: Connection, name: str, content: bytes) -> ReturnedFile:
    """The file by what headings stand for in its department."""
    known = heading_store.headings(db)
    file = _parsed(name, content, tuple(sorted(known.items())))
    department = sheet_of(db, file)[1]
    own = heading_store.headings(db, department) if department else known
    return file if own == known else _parsed(name, content, tuple(sorted(own.items())))


@lru_cache(maxsize=4)
def _parsed(name: str, content: bytes, known: tuple[tuple[str, str], ...]) -> ReturnedFile:
    """Read once, though it is looked at again after every choice."""
    return read_file(name, content, dict(known))


def known_as(db: Connection, typed: str) -> Returned:
    """The returned file with that id, or the latest with that name. Raises UnknownNameError."""
    found = store.find(db, typed)
    if found is None:
        found = next((one for one in store.all_files(db) if one.name == typed), None)
    if found is None:
        raise UnknownNameError(mark("file"), typed)
    return found
