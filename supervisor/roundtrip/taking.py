"""Taking in chosen rows of a returned file: all of them or none, as one step that can be undone."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

import msgspec
from sqlalchemy import Connection

from supervisor.errors import ChangedMeanwhileError, MoveRefusedError, ReturnedFileError
from supervisor.issues import sheet_store, store
from supervisor.issues.event import Acting, Event, EventKind, Source
from supervisor.issues.event_store import append
from supervisor.issues.evidence import ImportRow
from supervisor.issues.moves import Given
from supervisor.issues.reply import Reply
from supervisor.issues.rows import hold
from supervisor.issues.sheet import Sheet
from supervisor.issues.states import Role, State
from supervisor.roundtrip import comment
from supervisor.roundtrip import store as files
from supervisor.roundtrip.judge import judge, places
from supervisor.roundtrip.new_issue import new_issue
from supervisor.roundtrip.now import Now
from supervisor.roundtrip.now_reading import KEPT_AS, read_now
from supervisor.roundtrip.returned import FileState, ReturnedFile
from supervisor.roundtrip.store import Returned, Taking
from supervisor.roundtrip.verdict import Choices, Preview, RowFinding, RowVerdict
from supervisor.roundtrip.wording import read_before_words, row_words
from supervisor.storage import undo
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue_sheet
from supervisor.storage.report_tables import returned_file
from supervisor.storage.undo import Doing
from supervisor.words import _, mark, said_in

AREA = Changes({"returned_files", "issues", "sheets"})
"""What changes when rows are taken in, or taken back."""

Told: TypeAlias = Callable[[int, int], object]
"""Hears how many of how many rows are done."""

STEP = "take_in_sheet"
"""The step that takes rows in; among its facts the id of the "file"."""

HOW = mark("Sheet that came back")
"""By which way an answer came that stood in a file."""


_TAKES = frozenset({Role.LIAISON, Role.IMPORT})


@dataclass(frozen=True)
class Taken:
    """What was taken in from a file (its id): rows by key, and of these the numbers of issues that were
    *answered*, got a *comment*, were *reopened*, and of those that were *made*. *incomplete*: answered, but
    something is missing still. *preview*: as it was judged."""

    file: str
    rows: tuple[str, ...]
    answered: tuple[str, ...] = ()
    commented: tuple[str, ...] = ()
    reopened: tuple[str, ...] = ()
    made: tuple[str, ...] = ()
    incomplete: tuple[str, ...] = ()
    preview: Preview | None = None


def takeable(preview: Preview, choices: Choices) -> frozenset[str]:
    """The keys of all rows of which something would be taken without a choice between them: not those of
    wrong numbers, of no issue (unless one shall be made), nor of two that contradict each other."""
    return frozenset(
        row.key
        for row in preview.rows
        if row.key not in preview.taken
        and (row.replies or row.kept or row.key in choices.make)
        and (row.verdict is not RowVerdict.TWICE or row.key in choices.rows)
        and _has_place(row, choices)
    )


def take(
    db: Connection,
    returned: Returned,
    file: ReturnedFile,
    looked: Preview,
    choices: Choices,
    *,
    expected: str = "",
    acting: Acting,
    at: datetime,
    told: Told = lambda _done, _total: None,
) -> tuple[Changes, Taken]:
    """Take in the rows of *choices* from *file*, which is kept as *returned* and was *looked* at. *told*
    hears after each row how many are done, of how many.

    Raises, having written nothing, ReturnedFileError where nothing is chosen, all of it was taken already, or
    another department's sheet is not confirmed; ChangedMeanwhileError where a chosen row is judged otherwise
    now than when it was looked at; what `store.reply` and `store.move` raise (MoveRefusedError).
    """
    returned = files.get(db, returned.id)
    if not acting.roles & _TAKES:
        raise MoveRefusedError(file.name, _("Sheets that came back are not for your role to take in."))
    _check_chosen(db, returned, choices)
    sent, now = read_now(db, file, at=at, expected=expected)
    hold(db, [one.id for one in now.issues.values()])
    if db.dialect.name == "postgresql":  # whoever held them may have changed them meanwhile
        sent, now = read_now(db, file, at=at, expected=expected)
    today = load_centre(db).days.day(at)
    preview = judge(file, sent, now, choices, today=today, id=returned.id)
    wanted = [row for row in preview.rows if row.key in choices.rows and row.key not in returned.taken]
    _check_same(wanted, looked, preview)
    if any(row.asks_department for row in wanted):
        raise ReturnedFileError(
            file.name, _("Some of its rows are of another department. Say first that this is right.")
        )
    chosen = [row for row in wanted if _has_place(row, choices)]
    if not chosen:
        raise ReturnedFileError(
            file.name, _("No row is chosen that can be taken in: their numbers must be right first.")
        )
    sheet = sheet_store.get(db, preview.sheet) if preview.sheet else None
    facts = {"name": file.name, "file": returned.id, "count": str(len(chosen))}
    doing_it = _Taking(db, file, now, sheet, choices, acting, at)
    with undo.step(db, STEP, facts, AREA, at=at, who=acting.who) as doing:
        for done, row in enumerate(chosen, 1):
            doing_it.take(doing, row)
            told(done, len(chosen))
        if sheet is not None and returned.hash not in sheet.text.files_back:
            doing.save(issue_sheet, sheet.id)
            text = msgspec.structs.replace(sheet.text, files_back=(*sheet.text.files_back, returned.hash))
            sheet_store.write(db, msgspec.structs.replace(sheet, text=text))
        doing.save(returned_file, returned.id)
        keys = tuple(row.key for row in chosen)
        with said_in(returned.told.language):
            said = judge(file, sent, now, choices, today=today, id=returned.id)
            results = {
                row.key: row_words(row, row.key in keys) for row in said.rows if row.key not in returned.taken
            }
        taking = Taking(at, acting.who, keys)
        new = files.with_results(returned.told, results, (*returned.told.takings, taking))
        files.write(db, returned, FileState.TAKEN, new)
    return AREA, doing_it.taken(returned.id, keys, preview)


def _check_chosen(db: Connection, returned: Returned, choices: Choices) -> None:
    last = returned.last
    if choices.rows and last is not None and choices.rows <= returned.taken:
        why = read_before_words(last.at, last.who, load_centre(db).days.zone)
        raise ReturnedFileError(returned.name, why)
    if not choices.rows:
        raise ReturnedFileError(returned.name, _("No row is chosen."))


def _check_same(wanted: list[RowFinding], looked: Preview, preview: Preview) -> None:
    before, now = dict(looked.seen), dict(preview.seen)
    for row in wanted:
        if before.get(row.key) != now[row.key]:
            raise ChangedMeanwhileError(mark("answer"), row.number or row.row.row)


def _has_place(row: RowFinding, choices: Choices) -> bool:
    """Whether there is an issue, or will be one, to which a row goes."""
    if row.verdict is RowVerdict.NEW:
        return row.key in choices.make
    return row.verdict is not RowVerdict.WRONG_NUMBER


class _Taking:
    """Rows being taken in, and what came of them."""

    def __init__(
        self,
        db: Connection,
        file: ReturnedFile,
        now: Now,
        sheet: Sheet | None,
        choices: Choices,
        acting: Acting,
        at: datetime,
    ) -> None:
        self._db, self._file, self._now, self._sheet = db, file, now, sheet
        self._choices, self._acting, self._at = choices, acting, at
        self._told: dict[str, dict[str, None]] = {
            name: {} for name in ("answered", "commented", "reopened", "made", "incomplete")
        }

    def take(self, doing: Doing, row: RowFinding) -> None:
        """Do what a row asks for."""
        if row.verdict is RowVerdict.NEW:
            self._make(row)
            return
        if row.asks_reopen and row.key in self._choices.reopen:
            self._reopen(row)
        if row.replies:
            self._reply(row)
        if row.kept:
            self._note(doing, row)

    def taken(self, id: str, keys: tuple[str, ...], preview: Preview) -> Taken:
        """What came of all rows."""
        told = {name: tuple(numbers) for name, numbers in self._told.items()}
        return Taken(id, keys, **told, preview=preview)

    def _reply(self, row: RowFinding) -> None:
        """As the department's own act, entered by whoever sits here."""
        sheet = self._sheet.id if self._sheet is not None else ""
        said = Reply(
            uuid.uuid4().hex[:12],
            row.issue,
            row.department,
            row.answer,
            self._at,
            self._acting.who,
            self._contact(row.department),
            _(HOW),
            sheet,
            self._file.name[:300],
            row.row.row,
        )
        acting = self._from(row, places(row), row.department)
        store.reply(self._db, said, acting=acting, at=self._at)
        self._told["answered"][row.number] = None
        if row.verdict is RowVerdict.INCOMPLETE:
            self._told["incomplete"][row.number] = None

    def _note(self, doing: Doing, row: RowFinding) -> None:
        """What has no place in the answer, as a remark that names its cells."""
        cells = tuple(dict.fromkeys(one.place for one in row.kept if one.place))
        acting = self._from(row, cells, row.department)
        facts = {
            "text": comment.words_of(row.kept),
            KEPT_AS: [[one.field, one.text] for one in row.kept],
        }
        event = Event(
            0,
            row.issue,
            self._at,
            acting.who,
            EventKind.NOTED,
            department=acting.department,
            facts=facts,
            source=acting.source,
        )
        append(self._db, [event], doing)
        self._told["commented"][row.number] = None

    def _reopen(self, row: RowFinding) -> None:
        """What the department wrote is newer than the closing: that is why it is opened again."""
        issue = store.get(self._db, row.issue)
        day = load_centre(self._db).days.day(self._at)
        said = _("Row {row} of {file}").format(row=row.row.row, file=self._file.name)
        acting = self._from(row, places(row), "")
        if issue.state is State.REJECTED:
            name, given = "restore", Given(changed=said)
        else:
            name, given = "reopen", Given(newer_evidence=day, reason=said)
        store.move(self._db, issue.id, issue.version, name, given, acting=acting, at=self._at)
        evidence = ImportRow(self._file.name, row.row.sheet, row.row.row)
        store.add_evidence(self._db, issue.id, [(evidence, "")], acting=acting, at=self._at)
        self._told["reopened"][row.number] = None

    def _make(self, row: RowFinding) -> None:
        """A draft of what stands in a row without an issue; the row is its evidence."""
        department = self._now.sheet_department
        new = new_issue(row.row, department, who=self._acting.who, at=self._at)
        evidence = ImportRow(self._file.name, row.row.sheet, row.row.row)
        acting = self._from(row, places(row), "")
        _changes, kept = store.add(self._db, new, [(evidence, "")], acting=acting, at=self._at)
        self._told["made"][kept.number] = None

    def _from(self, row: RowFinding, cells: tuple[str, ...], department: str) -> Acting:
        sheet = self._sheet.id if self._sheet is not None else ""
        source = Source(self._file.name, sheet, row.row.row, cells=cells)
        return Acting(self._acting.who, self._acting.roles, department, source)

    def _contact(self, department: str) -> str:
        """Who answered there, as far as anybody knows."""
        if self._sheet is not None and self._sheet.department == department:
            text = self._sheet.text
            if told := text.signing.by or text.head.contact:
                return told
        reach = next((one.reach for one in self._now.departments if one.id == department), None)
        return reach.contact if reach is not None else ""


def results_of(preview: Preview, returned: Returned | None) -> Mapping[str, str]:
    """What became of each row, by key: as it was kept, and of rows that were never taken as they stand."""
    found = {row.key: row_words(row, False) for row in preview.rows}
    return found | returned.told.results if returned is not None else found
