"""Sheets as they went out and as they come back, made without a file: for tests of what is judged."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from supervisor.issues.department import Department
from supervisor.issues.issue import Issue
from supervisor.issues.number import ISSUE, number
from supervisor.issues.reply import Answer
from supervisor.issues.states import State
from supervisor.roundtrip.judge import NO_CHOICES, judge
from supervisor.roundtrip.layout import REPLY_COLUMNS, SHEET_COLUMNS
from supervisor.roundtrip.now import Now
from supervisor.roundtrip.returned import FileCell, FileRow, Heading, ReturnedFile, Scalar
from supervisor.roundtrip.sent import Sent, SentRow
from supervisor.roundtrip.verdict import NO_ANSWER, Choices, Preview, RowFinding
from supervisor.roundtrip.writing import cell_text
from supervisor.workdays.calendar import WorkCalendar
from tests.issues.rows import an_issue

SENT_AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # Monday, ten in the morning in Shanghai
TODAY = date(2026, 11, 26)
ZONE = ZoneInfo("Asia/Shanghai")
LETTERS = {column.field: chr(ord("A") + at) for at, column in enumerate(SHEET_COLUMNS)}
REPLY = tuple(column.field for column in REPLY_COLUMNS)
NAMES = (Department("bill", "Billing"), Department("net", "Network"), Department("shop", "Shops"))
FULL = {
    "ours": "Yes",
    "cause": "A rule",
    "measure": "Change it",
    "owner": "Wang Lei",
    "planned": date(2026, 12, 8),
}


def wt(count: int) -> str:
    """The number of an issue."""
    return number(ISSUE, 2026, count)


def sent_issue(id: int, **parts: Any) -> Issue:
    """An issue that Billing was sent."""
    parts = {"department": "bill", "state": State.SENT, "number": wt(id)} | parts
    return an_issue(id, f"Issue {id}", **parts)


def sent_row(of: Issue, answer: Answer = NO_ANSWER, **values: str) -> SentRow:
    """How an issue stood on the sheet."""
    told = {"number": of.number, "title": of.title, "description": "What they say\nand more", "state": "New"}
    return SentRow(of.id, of.number, of.version, told | values, answer)


def an_export(*rows: SentRow, number: str = "DC-2026-00001-6", at: datetime = SENT_AT, **parts: Any) -> Sent:
    """An export of Billing's sheet."""
    told = {"sheet": "s1", "sheet_number": "GT-2026-00001-0", "department": "bill", "who": "lin"} | parts
    return Sent(number=number, at=at, schema=1, language="en", rows=rows, **told)


def a_cell(value: Scalar | FileCell, name: str, row: int) -> FileCell:
    """A cell with its place."""
    cell = value if isinstance(value, FileCell) else FileCell(value)
    return replace(cell, place=f"{LETTERS.get(name, 'Z')}{row}")


def a_row(
    of: SentRow | str, row: int = 7, extra: Mapping[str, Any] | None = None, **reply: Scalar | FileCell
) -> FileRow:
    """A row as it was sent, with what the department wrote over it; None empties a cell."""
    values: dict[str, Any] = {"number": of} if isinstance(of, str) else dict(of.values)
    if not isinstance(of, str):
        values |= {name: cell_text(getattr(of.answer, name)) for name in REPLY}
        values["version"] = float(of.version)
    values |= reply
    cells = {name: a_cell(value, name, row) for name, value in values.items() if value not in (None, "")}
    more = {heading: a_cell(value, heading, row) for heading, value in (extra or {}).items()}
    return FileRow("Sheet", row, cells, more)


def a_file(
    *rows: FileRow, sent: Sent | None = None, columns: tuple[str, ...] = (), **parts: Any
) -> ReturnedFile:
    """A file with these rows; *columns*: the fields that it has, all without."""
    headings = tuple(
        Heading(column.title, LETTERS[column.field], column.field)
        for column in SHEET_COLUMNS
        if not columns or column.field in columns
    )
    hash = hashlib.sha256(repr(rows).encode()).hexdigest()
    told = {"export": sent.number, "sheet_number": sent.sheet_number} if sent is not None else {}
    return ReturnedFile(
        "back.xlsx", hash, 100, "xlsx", headings=headings, title_row=6, rows=rows, **told | parts
    )


def stands(*issues: Issue, answers: Mapping[tuple[int, str], Answer] | None = None, **parts: Any) -> Now:
    """The database."""
    told = {"departments": NAMES, "sheet": "s1", "sheet_department": "bill"} | parts
    calendar = WorkCalendar("centre", "The centre", ZONE)
    by_number = {one.number: one for one in issues}
    return Now(ZONE, by_number, answers or {}, calendars={"": calendar}, **told)


@dataclass(frozen=True)
class Case:
    """One issue that was sent, what came back of it, and what stands now."""

    base: Answer = NO_ANSWER
    now: Answer = NO_ANSWER
    reply: Mapping[str, Any] = field(default_factory=dict)
    extra: Mapping[str, Any] = field(default_factory=dict)
    issue: Issue = field(default_factory=lambda: sent_issue(1))
    choices: Choices = NO_CHOICES
    stands: Mapping[str, Any] = field(default_factory=dict)

    @property
    def preview(self) -> Preview:
        """It judged."""
        row = sent_row(self.issue, self.base)
        sent = an_export(row)
        now = stands(self.issue, answers={(self.issue.id, "bill"): self.now}, **self.stands)
        file = a_file(a_row(row, extra=self.extra, **self.reply), sent=sent)
        return judge(file, sent, now, self.choices, today=TODAY)

    @property
    def row(self) -> RowFinding:
        """Its only row."""
        (row,) = self.preview.rows
        return row


KEY = "Sheet|7"
