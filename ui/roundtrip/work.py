"""What the pages of returned sheets have done elsewhere: files looked at, taken in, taken back and told of in
the work process; the list of them on the database's thread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from supervisor import words
from supervisor.issues.event import Acting
from supervisor.roundtrip.returned import Heading
from supervisor.roundtrip.verdict import Choices, Preview
from supervisor.sentences.error import sentence
from ui.jobs import Report

if TYPE_CHECKING:  # the database thread and the work process alone load it
    from sqlalchemy import Connection

    from supervisor.roundtrip.sent import Sent
    from supervisor.roundtrip.store import Returned
    from supervisor.roundtrip.taking import Taken
    from supervisor.roundtrip.undoing import TakenBack
    from supervisor.workbook.table import Written


@dataclass(frozen=True)
class FilesRead:
    """The list: every file that came back, the latest first, and the names of departments by id."""

    files: tuple[Returned, ...] = ()
    departments: Mapping[str, str] = field(default_factory=dict)

    def department(self, id: str) -> str:
        """The department's name; its id where there is none any more."""
        return self.departments.get(id, id)

    def file(self, id: str) -> Returned | None:
        """The file *id*; None where it is not among them."""
        return next((one for one in self.files if one.id == id), None)


@dataclass(frozen=True)
class Opened:
    """A file that was looked at: what each row would do after which *choices*, its *headings*, how it is
    kept. *again*: it had been handed in before. *takeable*: keys of the rows of which something would be
    taken."""

    preview: Preview
    returned: Returned
    headings: tuple[Heading, ...] = ()
    choices: Choices = field(default_factory=Choices)
    takeable: frozenset[str] = frozenset()
    again: bool = False


@dataclass(frozen=True)
class Refused:
    """A file that could not be read (its name), and why, as a sentence."""

    name: str
    why: str


def read_files(db: Connection) -> FilesRead:
    """The list as it stands."""
    from supervisor.issues.department_store import all_departments
    from supervisor.roundtrip import asking

    return FilesRead(asking.files(db), {one.id: one.name for one in all_departments(db)})


def read_exports(db: Connection, sheet: str) -> tuple[Sent, ...]:
    """Every workbook that was made of the sheet (id), the latest first."""
    from supervisor.roundtrip.export import exports_of

    return exports_of(db, sheet)


# -- in the work process ------------------------------------------------------------------------------------


def look(
    report: Report, url: str, paths: Sequence[Path], *, who: str, at: datetime, language: str
) -> tuple[Opened | Refused, ...]:
    """Look at files and keep them as they came."""
    from supervisor.errors import SupervisorError
    from supervisor.roundtrip import asking

    words.use_language(language)
    found: list[Opened | Refused] = []
    for done, path in enumerate(paths):
        report(done, len(paths))
        try:
            preview = asking.look(url, path.name, asking.content_of(path), who=who, at=at)
            opened = _opened(url, preview, Choices())
            found.append(_again(opened) if opened.returned.at != at else opened)
        except SupervisorError as error:
            found.append(Refused(path.name, sentence(error)))
    report(len(paths), len(paths))
    return tuple(found)


def look_again(_report: Report, url: str, id: str, choices: Choices, at: datetime, language: str) -> Opened:
    """What the kept file *id* would do now, after *choices*."""
    from supervisor.roundtrip import asking

    words.use_language(language)
    return _opened(url, asking.look_again(url, id, at=at, choices=choices), choices)


def take(
    report: Report,
    url: str,
    looked: Preview,
    choices: Choices,
    *,
    acting: Acting,
    at: datetime,
    language: str,
) -> Taken:
    """Take in the rows of *choices*, as one step."""
    from supervisor.roundtrip import asking

    words.use_language(language)
    return asking.take(url, looked, choices, acting=acting, at=at, told=report)


def take_back(
    _report: Report, url: str, id: str, *, acting: Acting, at: datetime, language: str
) -> TakenBack:
    """Undo what was taken in last from the file *id*."""
    from supervisor.roundtrip import asking

    words.use_language(language)
    return asking.take_back(url, id, acting=acting, at=at)


def explain(
    _report: Report,
    url: str,
    id: str,
    said: Mapping[str, str | None],
    *,
    everybody: bool,
    who: str,
    at: datetime,
    language: str,
) -> Opened:
    """Remember what headings of the file *id* stand for, and read it by that."""
    from supervisor.roundtrip import asking

    words.use_language(language)
    asking.explain(url, id, said, who=who, at=at, everybody=everybody)
    return _opened(url, asking.look_again(url, id, at=at), Choices())


def write_result(_report: Report, url: str, id: str, path: Path, *, who: str, at: datetime) -> Written:
    """Write what became of the rows of the file *id*, for its department."""
    from supervisor.roundtrip import asking
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre
    from supervisor.workbook.writing import write_book

    with open_centre(url) as centre, centre.read() as db:
        zone = load_centre(db).days.zone
    return write_book(path, asking.result(url, id, who=who, at=at), zone)


def write_sheet(
    _report: Report, url: str, sheet: str, path: Path, *, who: str, at: datetime, language: str, protect: bool
) -> ExportMade:
    """Write the communication sheet (id) as a workbook."""
    from supervisor.roundtrip import export
    from supervisor.storage.database import open_centre

    words.use_language(language)
    with open_centre(url) as centre, centre.write() as db:
        _changes, sent, written = export.write_sheet(
            db, sheet, path, who=who, at=at, language=language, protect=protect
        )
    return ExportMade(written.path, sent)


def write_sheets(
    report: Report,
    url: str,
    sheets: Sequence[tuple[str, str]],
    folder: Path,
    *,
    what: str,
    title: str,
    who: str,
    at: datetime,
    language: str,
    protect: bool,
) -> FolderMade:
    """Write several sheets (id, and the name of the file) into *folder*, each under a name that is free; the
    log has a line for each, as *what* called *title*."""
    from supervisor.errors import SupervisorError
    from supervisor.reports.naming import free
    from supervisor.storage.database import open_centre
    from ui.widgets import export_log

    words.use_language(language)
    made: list[ExportMade] = []
    refused: list[str] = []
    for done, (sheet, name) in enumerate(sheets):
        report(done, len(sheets))
        path = free(folder / name)
        with open_centre(url) as centre, centre.write() as db:
            _changes, line = export_log.note(
                db, what=what, title=title, who=who, personal=True, path=path, rows=0
            )
        try:
            one = write_sheet(report, url, sheet, path, who=who, at=at, language=language, protect=protect)
            made.append(one)
        except SupervisorError as error:
            why = sentence(error)
            refused.append(why)
            with open_centre(url) as centre, centre.write() as db:
                export_log.note_gone(db, line, who=who, why=why)
    return FolderMade(folder, tuple(made), tuple(refused))


@dataclass(frozen=True)
class FolderMade:
    """Workbooks that were written into *folder*, and why others were not (sentences)."""

    folder: Path
    made: tuple[ExportMade, ...]
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExportMade:
    """A workbook that was written: where it stands, and what is in it."""

    path: Path
    sent: Sent


def _opened(url: str, preview: Preview, choices: Choices) -> Opened:
    from supervisor.roundtrip import asking, store
    from supervisor.storage.database import open_centre

    file = asking.headings(url, preview.id)
    with open_centre(url) as centre, centre.read() as db:
        returned = store.get(db, preview.id)
    return Opened(preview, returned, file.headings, choices, asking.takeable(preview, choices))


def _again(opened: Opened) -> Opened:
    from dataclasses import replace

    return replace(opened, again=True)
