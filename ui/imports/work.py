"""What the data page has done elsewhere: files read, judged and written, and the facts checked, in the work
process; ways to read sheets on the database thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, Any

from supervisor import words
from supervisor.datacheck.finding import DataCheck
from supervisor.datacheck.mend import Mend, Plan
from supervisor.datacheck.store import Due
from supervisor.history.batch import Batch, Left
from supervisor.history.log_reading import LogReport, Progress
from supervisor.imports.mapping import Mapping
from supervisor.imports.seen import Choices, Opened, Preview, Result
from ui.jobs import Report

if TYPE_CHECKING:  # the database thread and the work process alone load it
    from sqlalchemy import Connection

    from supervisor.storage.changes import Changes

WHOLE = 1000
"""Pieces of a work that has several parts."""
READING = 700
"""Of them, what reading a log takes; the rest is counting."""
MS_SINCE_2000 = 946_684_800_000
"""Whole numbers above it are instants."""
Person = tuple[str, str]  # id, and what a person reads


@dataclass(frozen=True)
class Known:
    """What the page shows of the past: imports, the newest first; people and skill groups that names in a
    sheet may be, ways to read sheets, names of sources."""

    batches: tuple[Batch, ...] = ()
    people: tuple[Person, ...] = ()
    skills: tuple[Person, ...] = ()
    mappings: tuple[Mapping, ...] = ()
    sources: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bad:
    """A row or a line that was left out: where it stands, and why, in words."""

    place: int
    file: str
    sheet: str
    line: int | None
    column: str
    value: str
    problem: str


@dataclass(frozen=True)
class LeftAlone:
    """A row that stayed when its import was taken back: import *by* has changed it since."""

    place: int
    row: str
    by: int


@dataclass(frozen=True)
class TakenBack:
    """What taking import *number* back did."""

    number: int
    removed: int
    restored: int
    left_count: int
    left: tuple[LeftAlone, ...] = ()


@dataclass(frozen=True)
class Checked:
    """Checks that are kept, the newest first, and whether the next one is due."""

    checks: tuple[DataCheck, ...] = ()
    due: Due = field(default_factory=lambda: Due(False, None))


@dataclass(frozen=True)
class Mended:
    """What mending did: *batch* of the history can be taken back; people's steps are undone on their page."""

    mend: Mend
    count: int
    batch: int = 0


def known(report: Report, url: str) -> Known:
    """What there is; in the work process."""
    from supervisor.history.batch import batches
    from supervisor.imports.store import mappings
    from supervisor.people.person import GroupKind
    from supervisor.people.store import read_roll
    from supervisor.storage.database import open_centre, open_history
    from supervisor.storage.sources import all_sources

    with open_centre(url) as centre, open_history(url) as history:
        with centre.read() as db:
            roll, kept = read_roll(db), mappings(db)
            records = [record.name for record in all_sources(db)]
        with history.read() as db:
            found = batches(db)
    people = sorted(
        (person.id, " · ".join(part for part in (person.name, person.number) if part))
        for person in roll.persons.values()
    )
    skills = [(group.id, group.name) for group in roll.groups.values() if group.kind is GroupKind.SKILL]
    told = (*records, *(one.source for one in found), *(one.source for one in kept))
    return Known(
        found,
        tuple(sorted(people, key=lambda one: one[1])),
        tuple(sorted(skills, key=lambda one: one[1])),
        kept,
        tuple(dict.fromkeys(name for name in told if name)),
    )


def bad_rows(report: Report, url: str, number: int, language: str) -> tuple[Bad, ...]:
    """What import *number* left out (the first 1000)."""
    from supervisor.history.batch import bad_lines
    from supervisor.storage.database import open_history

    words.use_language(language)
    with open_history(url) as history, history.read() as db:
        return tuple(
            Bad(
                *(row.id, row.file, row.sheet, row.line, row.column, row.value),
                _problem(row.problem, row.column, row.value),
            )
            for row in bad_lines(db, number)
        )


def _problem(word: str, column: str, value: str) -> str:
    from supervisor.history.log_taking import UNREADABLE
    from supervisor.imports.verdict import Problem, Verdict, problem_sentence

    if word == UNREADABLE:
        return words._("The line makes no sense.")
    if word == Verdict.TWICE_DIFFERENT:
        return words._("Row {row} says something else of the same.").format(row=value or words.DASH)
    return problem_sentence(Problem(word, column, value=value))


def undo(report: Report, url: str, number: int, who: str) -> TakenBack:
    """Take import *number* back."""
    from supervisor.imports.apply import undo as take_back
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre, open_history

    done = take_back(url, number, who=who)
    with open_centre(url) as centre, centre.read() as db:
        zone = load_centre(db).days.zone
    with open_history(url) as history, history.read() as db:
        left = tuple(LeftAlone(place, _row(db, one, zone), one.by) for place, one in enumerate(done.left))
    return TakenBack(number, done.removed, done.restored, done.left_count, left)


_NAMED = frozenset({"source", "login", "queue", "type"})  # columns that hold the number of a name


def _row(db: Connection, left: Left, zone: tzinfo) -> str:
    """A row that was left alone, as people say it: its day or instant, and the names in its key."""
    from supervisor.history.batch import FACTS
    from supervisor.history.names import Names

    names = Names()
    table = next(table for table in FACTS if table.name == left.table)
    said = []
    for column, value in zip(table.primary_key.columns, left.key, strict=True):
        if column.name in _NAMED:
            said.append(names.text(db, int(value)))
        elif isinstance(value, int) and value > MS_SINCE_2000:
            said.append(words.moment(datetime.fromtimestamp(value / 1000, UTC), zone))
        elif value not in ("", 0, "D"):
            said.append(str(value))
    return " · ".join(part for part in said if part)


# -- sheets -------------------------------------------------------------------------------------------------


def look(report: Report, path: Path, url: str, source: str) -> Opened:
    """Open *path* and see what it is."""
    from supervisor.imports.preview import look as look_at

    return look_at(report, path, url, source=source)


def preview(report: Report, path: Path, mapping: Mapping, url: str, choices: Choices) -> Preview:
    """What reading *path* would come to; writes nothing."""
    from supervisor.imports.preview import preview as judged

    return judged(report, path, mapping, url, choices=choices)


def apply(
    report: Report,
    url: str,
    path: Path,
    mapping: Mapping,
    choices: Choices,
    who: str,
    digest: str,
    wanted: Path,
) -> Result:
    """Write what can be taken of *path*, whole or not at all; not at all when the file *wanted* is gone
    before it is written."""
    from supervisor.imports.apply import apply as write

    return write(
        *(report, url, path, mapping, choices),
        who=who,
        digest=digest,
        cancelled=lambda: not wanted.exists(),
    )


def save_problems(
    report: Report, path: Path, mapping: Mapping, url: str, out: Path, choices: Choices, language: str
) -> tuple[Path | None, int]:
    """The rows to correct as a workbook; where it is, and how many."""
    from supervisor.imports.problems import save

    words.use_language(language)
    saved = save(report, path, mapping, url, out, choices=choices)
    return saved.path, saved.rows


def write_form(report: Report, path: Path, today: date, language: str) -> Path:
    """The program's own form, empty."""
    from supervisor.imports.form import write

    words.use_language(language)
    return write(path, today)


def write_mappings(report: Report, path: Path, mappings: Sequence[Mapping]) -> tuple[Path, int]:
    """Ways to read sheets in a file; where, and how many."""
    from supervisor.imports.mapping import to_file

    to_file(path, mappings)
    return path, len(mappings)


def read_mappings(report: Report, path: Path) -> tuple[Mapping, ...]:
    """The ways to read sheets of a file."""
    from supervisor.imports.mapping import from_file

    return from_file(path)


def keep_mappings(
    db: Connection, mappings: Sequence[Mapping], *, at: datetime, who: str
) -> tuple[Changes, tuple[Mapping, ...]]:
    """Keep *mappings*, each as a step; as they are kept now. On the database thread."""
    from supervisor.imports.store import save
    from supervisor.storage.changes import Changes

    areas, kept = Changes(), []
    for one in mappings:
        changes, saved = save(db, one, at=at, who=who)
        areas = Changes(areas | changes)
        kept.append(saved)
    return areas, tuple(kept)


def forget_mapping(db: Connection, name: str, *, at: datetime, who: str) -> tuple[Changes, int | None]:
    """Forget a way to read sheets; the step that takes it back. On the database thread."""
    from supervisor.imports.store import remove
    from ui.steps import step

    return step(db, remove, name, at=at, who=who)


# -- logs ---------------------------------------------------------------------------------------------------


def read_logs(
    report: Report, url: str, source: str, files: Sequence[Path], who: str, wanted: Path
) -> LogReport:
    """Read the log *files* of *source*, and count what is new. It ends at the next good place when the file
    *wanted* is gone: what was read by then is kept."""
    from supervisor.history.derive import derive_stale
    from supervisor.history.derive_rules import derive_rules
    from supervisor.history.log_reading import read_logs as read
    from supervisor.history.names import Names
    from supervisor.storage.areas import note
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre, open_history

    def cancelled() -> bool:
        return not wanted.exists()

    def tell(progress: Progress) -> None:
        report(READING * progress.done // max(1, progress.total), WHOLE)

    with open_centre(url) as centre, open_history(url) as history:
        with centre.read() as db:
            settings = load_centre(db)
        told = read(
            *(history, source, list(files)),
            at=settings.clock().now(),
            who=who,
            progress=tell,
            cancelled=cancelled,
        )
        with history.write() as db:
            here = Names().number(db, "source", "", source)
        derive_stale(
            history,
            derive_rules(settings),
            sources=[here],
            cancelled=cancelled,
            report=lambda done, total: report(READING + (WHOLE - READING) * done // max(1, total), WHOLE),
        )
        if told.lines:
            with centre.write() as db:
                note(db, ["history"])
    return told


# -- the data check -----------------------------------------------------------------------------------------


def checked(report: Report, url: str, today: date) -> Checked:
    """The checks that are kept, and whether the next one is due."""
    from supervisor.datacheck.store import checks, due
    from supervisor.storage.database import open_history

    with open_history(url) as history, history.read() as db:
        return Checked(checks(db), due(db, today))


def check(report: Report, url: str, first: date, last: date, who: str) -> DataCheck:
    """Check the facts of these days, and keep what was found."""
    from supervisor.datacheck.check import check as look_for
    from supervisor.datacheck.store import checks, save

    with _Looking(url, first, last) as looking:
        with looking.history.read() as db:
            result = look_for(looking.at(db), who=who, report=report)
        with looking.history.write() as db:
            number = save(db, result)
            return next(one for one in checks(db) if one.id == number)


def plan(report: Report, url: str, first: date, last: date, mend: Mend) -> Plan:
    """What *mend* would do; writes nothing."""
    from supervisor.datacheck.mend import plan as planned

    with _Looking(url, first, last) as looking, looking.history.read() as db:
        return planned(looking.at(db), mend)


def mend(report: Report, url: str, first: date, last: date, mend: Mend, who: str) -> Mended:
    """Do it, and count anew what is counted of it."""
    from supervisor.datacheck.mend import OF_PEOPLE, mend_history, mend_people
    from supervisor.datacheck.mend import plan as planned
    from supervisor.history.derive import derive_stale
    from supervisor.history.derive_rules import derive_rules
    from supervisor.storage.areas import note

    with _Looking(url, first, last) as looking:
        if mend in OF_PEOPLE:
            with looking.centre.write() as people, looking.history.read() as db:
                would = planned(looking.at(db), mend)
                mend_people(looking.at(db), people, mend, at=looking.now, who=who)
                note(people, ["people"])
            return Mended(mend, would.count)
        with looking.history.write() as db:
            done = mend_history(looking.at(db), mend, at=looking.now, who=who)
        derive_stale(looking.history, derive_rules(looking.settings), report=report)
        with looking.centre.write() as db:
            note(db, ["history"])
    return Mended(mend, done.count, done.batch)


class _Looking:
    """The databases of a centre, open, and how its facts of some days are looked at."""

    def __init__(self, url: str, first: date, last: date) -> None:
        from supervisor.people.store import read_roll
        from supervisor.storage.centre_settings import load_centre
        from supervisor.storage.database import open_centre, open_history

        self._first, self._last = first, last
        self.centre, self.history = open_centre(url), open_history(url)
        with self.centre.read() as db:
            self._roll, self.settings = read_roll(db), load_centre(db)
        self.now = self.settings.clock().now()

    def at(self, db: Connection) -> Any:
        from supervisor.datacheck.check import look_at

        return look_at(db, self._roll, self.settings, self._first, self._last, now=self.now)

    def __enter__(self) -> _Looking:
        return self

    def __exit__(self, *_error: object) -> None:
        self.history.close()
        self.centre.close()
