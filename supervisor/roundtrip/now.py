"""What stands in the database while a returned file is judged: all that a verdict depends on, read once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, tzinfo

from supervisor.issues.department import Department
from supervisor.issues.issue import Issue
from supervisor.issues.reply import Answer
from supervisor.roundtrip.sent import Sent, SentRow
from supervisor.roundtrip.verdict import NO_ANSWER
from supervisor.workdays.calendar import WorkCalendar


@dataclass(frozen=True)
class ReadBefore:
    """A file that rows were taken in from: the *export* it was written as ("" unknown), when that was *sent*,
    and when and by whom the file was *read*."""

    export: str
    sent: datetime | None
    read: datetime
    who: str


@dataclass(frozen=True)
class Now:
    """*issues* by number: those that the file names, those that its export sent, and those in which they live
    on. *answers*: what a department (id) said last of an issue (id). *exports*: all that hold one of the
    issues, the latest last. *read*: files of the department that were taken in. *calendars* by id of the
    department, the centre's own under "". *promises*: the first day by which a customer was promised a call,
    by issue. *noted*: (field, text) of what was kept as a comment before, by issue. *sheet*: id of the sheet
    that the file names ("" none), *sheet_department* whose it is; *guessed*: it names none, and most of its
    rows were sent there. *expected*: whose file whoever looks at it believes it to be ("" anybody's)."""

    zone: tzinfo
    issues: Mapping[str, Issue] = field(default_factory=dict)
    answers: Mapping[tuple[int, str], Answer] = field(default_factory=dict)
    departments: tuple[Department, ...] = ()
    exports: tuple[Sent, ...] = ()
    read: tuple[ReadBefore, ...] = ()
    calendars: Mapping[str, WorkCalendar] = field(default_factory=dict)
    promises: Mapping[int, date] = field(default_factory=dict)
    noted: Mapping[int, frozenset[tuple[str, str]]] = field(default_factory=dict)
    numbers: tuple[str, ...] = ()  # of all issues of the department: a slip of the pen may mean one of them
    sheet: str = ""
    sheet_department: str = ""
    guessed: bool = False
    expected: str = ""
    _rows: dict[tuple[str, datetime, str], dict[int, SentRow]] = field(default_factory=dict, compare=False)

    def base(self, sent: Sent | None, issue: int) -> SentRow | None:
        """The row of *issue* in an export."""
        if sent is None:
            return None
        key = (sent.number, sent.at, sent.department)
        if key not in self._rows:
            self._rows[key] = {row.issue: row for row in sent.rows}
        return self._rows[key].get(issue)

    def survivor(self, of: Issue) -> Issue:
        """The issue in which *of* lives on: itself, unless it was merged."""
        if of.standing.merged_into is None:
            return of
        by_id = {one.id: one for one in self.issues.values()}
        seen: set[int] = set()
        while of.standing.merged_into in by_id and of.id not in seen:
            seen.add(of.id)
            assert of.standing.merged_into is not None  # noqa: S101  # it is a key
            of = by_id[of.standing.merged_into]
        return of

    def answer(self, issue: int, department: str) -> Answer:
        """What *department* said last of *issue*; nothing where it said nothing."""
        return self.answers.get((issue, department), NO_ANSWER)

    def department(self, id: str) -> str:
        """The name of the department *id*; its id where it is gone."""
        return next((one.name for one in self.departments if one.id == id), id)

    def calendar(self, department: str) -> WorkCalendar | None:
        """By which working days *department* (id) works."""
        return self.calendars.get(department) or self.calendars.get("")
