"""A file of issues, row by row: what it would add as drafts, what is there already, what cannot be taken.

A row is known again by its title, category and day: the same file twice adds nothing. What looks like an open
issue under other words is said, and taken all the same: only a person can tell.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from supervisor.imports.columns import Columns, Verdict, columns_of
from supervisor.imports.document import open_document
from supervisor.imports.grid import Cell, Grid, note_sentence, place
from supervisor.imports.header import body, title_key
from supervisor.imports.values import Refused, Unit, read, sentence
from supervisor.issues.department import Department
from supervisor.issues.evidence import ImportRow
from supervisor.issues.issue import SEVERITY_LABELS, Facts, Issue, Origin, Severity, Standing, Text
from supervisor.issues.states import State
from supervisor.words import _, everywhere, mark

TITLE, DESCRIPTION, CATEGORY, PRODUCT, SEVERITY, DEPARTMENT, IMPACT = range(7)
CAUSE, CONTAINMENT, FIRST, LAST, AFFECTED, WISHED, TAGS = range(7, 14)
TITLES = (
    mark("Title"),
    mark("What customers say"),
    mark("Category"),
    mark("Product"),
    mark("Severity"),
    mark("Responsible department"),
    mark("Impact"),
    mark("Cause"),
    mark("What agents say until then"),
    mark("First seen"),
    mark("Last seen"),
    mark("Customers affected a week"),
    mark("Answer wished by"),
    mark("Tags"),
)
"""The columns of the file; only the first must be there."""
_OTHERS = {
    TITLE: (
        "issue",
        "problem",
        "subject",
        "summary",
        "问题",
        "问题标题",
        "标题",
        "主题",
        "问题名称",
        "问题概述",
        "事项",
    ),
    DESCRIPTION: (
        "description",
        "details",
        "问题描述",
        "描述",
        "详细描述",
        "具体情况",
        "客户反映",
        "问题详情",
        "内容",
    ),
    CATEGORY: ("type", "business", "类别", "业务类别", "业务类型", "问题分类", "分类", "问题类别"),
    PRODUCT: ("service", "产品", "业务", "涉及产品"),
    SEVERITY: ("priority", "严重程度", "优先级", "紧急程度", "级别", "等级"),
    DEPARTMENT: ("department", "owner", "部门", "责任部门", "归属部门", "主责部门", "处理部门", "承办部门"),
    IMPACT: ("影响", "影响范围", "影响情况"),
    CAUSE: ("reason", "原因", "原因分析", "问题原因"),
    CONTAINMENT: ("workaround", "临时措施", "应答口径", "临时口径", "统一口径"),
    FIRST: (
        "date",
        "reported",
        "日期",
        "提出日期",
        "首次发现",
        "发现日期",
        "反映日期",
        "登记日期",
        "发现时间",
    ),
    LAST: ("最近发现", "最后发现", "最近日期"),
    AFFECTED: ("volume", "per week", "每周量", "周均量", "影响客户数", "涉及客户数"),
    WISHED: ("due", "deadline", "要求答复日期", "答复期限", "要求完成日期", "期限", "希望答复日期"),
    TAGS: ("labels", "标签", "关键词"),
}
_SEVERITY_WORDS = {
    Severity.CRITICAL: (
        "1",
        "critical",
        "urgent",
        "highest",
        "p1",
        "紧急",
        "特急",
        "重大",
        "致命",
        "一级",
        "很高",
    ),
    Severity.SERIOUS: ("2", "serious", "high", "major", "p2", "高", "严重", "较大", "二级", "重要"),
    Severity.NOTICEABLE: ("3", "noticeable", "medium", "normal", "p3", "中", "一般", "普通", "三级"),
    Severity.SLIGHT: ("4", "slight", "low", "minor", "p4", "低", "轻微", "较小", "四级", "次要"),
}
_SEVERITIES = {
    title_key(said): severity
    for severity, words in _SEVERITY_WORDS.items()
    for said in (*words, *everywhere(SEVERITY_LABELS[severity]))
}
LONGEST_TITLE = 200


@dataclass(frozen=True)
class IssueRow:
    """Row *number* of the file: the draft that it would add (None: it cannot be taken), *problem* a
    sentence about that, or about what is odd in a row that can."""

    number: int
    verdict: Verdict
    issue: Issue | None = None
    problem: str = ""


@dataclass(frozen=True)
class IssueSheet:
    """A file of issues as it was read. *unread* are titles of columns that are not ours, *problem* a
    sentence where it holds no such table."""

    file: str
    rows: tuple[IssueRow, ...] = ()
    unread: tuple[str, ...] = ()
    problem: str = ""
    sheet: str = ""

    @property
    def good(self) -> tuple[tuple[Issue, ImportRow], ...]:
        """The drafts that it would add, each with the row that it comes from."""
        return tuple(
            (row.issue, ImportRow(self.file, self.sheet, row.number))
            for row in self.rows
            if row.issue is not None and row.verdict is Verdict.NEW
        )

    def count(self, verdict: Verdict) -> int:
        """How many rows would do that."""
        return sum(row.verdict is verdict for row in self.rows)


@dataclass(frozen=True)
class There:
    """What the centre has already: departments, and issues by title, category and first day. *likely*
    gives the number of an open issue that a title is like, "" where there is none."""

    departments: Sequence[Department]
    keys: frozenset[tuple[str, str, date | None]]
    likely: Callable[[str], str] = lambda _title: ""


def read_file(path: Path, there: There, *, at: datetime, who: str) -> IssueSheet:
    """What the file at *path* (any kind of sheet) would add. Raises ImportFileError."""
    with open_document(path) as document:
        return read_grid(document.grid(), there, at=at, who=who, file=path.name)


def read_grid(grid: Grid, there: There, *, at: datetime, who: str, file: str = "") -> IssueSheet:
    """The same of a sheet that is open."""
    columns = columns_of(grid, TITLES, _OTHERS)
    if columns is None or TITLE not in columns.places:
        wrong = _("There are no issues in it: no column “{title}”.").format(title=_(TITLES[TITLE]))
        return IssueSheet(file, problem=wrong, sheet=grid.sheet)
    names = {title_key(name): one.id for one in there.departments for name in (one.name, *one.words)}
    seen = set(there.keys)
    rows = []
    for line in body(grid, columns.header):
        row = _row(line.number, line.cells, columns, names, there, at=at, who=who)
        if row.issue is not None:
            key = key_of(row.issue)
            if key in seen:
                row = IssueRow(row.number, Verdict.SAME, row.issue, _("It is there already."))
            seen.add(key)
        rows.append(row)
    rows += [  # nothing goes without a word
        IssueRow(note.row, Verdict.BAD, problem=note_sentence(note))
        for note in grid.notes.first
        if note.what == "left_out" and note.row is not None
    ]
    return IssueSheet(file, tuple(rows), columns.unread, sheet=grid.sheet)


def key_of(issue: Issue) -> tuple[str, str, date | None]:
    """By what an issue of a file is known again."""
    return title_key(issue.title), title_key(issue.facts.category), issue.facts.first_seen


class _Bad(Exception):
    """A cell that cannot be taken; what is wrong, as a sentence."""


def _row(
    number: int,
    cells: Sequence[Cell],
    columns: Columns,
    names: Mapping[str, str],
    there: There,
    *,
    at: datetime,
    who: str,
) -> IssueRow:
    title = columns.text(cells, TITLE)
    if not title:
        return IssueRow(number, Verdict.BAD, problem=_("It has no title."))
    notes = []
    if len(title) > LONGEST_TITLE:
        notes.append(_("Its title is too long; the rest stands in the text."))
    try:
        first, last, wished = (_day(cells, columns, number, at_) for at_ in (FIRST, LAST, WISHED))
        affected = _number(cells, columns, number)
        severity = _severity(columns.text(cells, SEVERITY))
    except _Bad as bad:
        return IssueRow(number, Verdict.BAD, problem=str(bad))
    said = columns.text(cells, DEPARTMENT)
    department = names.get(title_key(said), "")
    if said and not department:
        notes.append(_("There is no department “{name}”: choose one later.").format(name=said))
    if like := there.likely(title):
        notes.append(_("It may be the same as {number}.").format(number=like))
    description = "\n\n".join(
        part
        for part in (title if len(title) > LONGEST_TITLE else "", _long(cells, columns, DESCRIPTION))
        if part
    )
    issue = Issue(
        0,
        "",
        title[:LONGEST_TITLE],
        State.DRAFT,
        Text(
            description=description[:20_000],
            impact=_long(cells, columns, IMPACT)[:20_000],
            cause=_long(cells, columns, CAUSE)[:20_000],
            containment=_long(cells, columns, CONTAINMENT)[:20_000],
        ),
        Facts(
            category=columns.text(cells, CATEGORY)[:300],
            product=columns.text(cells, PRODUCT)[:300],
            origin=Origin.IMPORT,
            severity=severity,
            department=department,
            first_seen=first,
            last_seen=last,
            affected_a_week=affected,
            wished=wished,
            tags=_tags(columns.text(cells, TAGS)),
        ),
        Standing(),
        at,
        who,
        at,
    )
    return IssueRow(number, Verdict.NEW, issue, " ".join(notes))


def _long(cells: Sequence[Cell], columns: Columns, column: int) -> str:
    """A text of several lines, as it stands."""
    cell = columns.cell(cells, column)
    if isinstance(cell, str):
        lines = [
            " ".join(line.split()) for line in cell.replace("\r\n", "\n").replace("\r", "\n").split("\n")
        ]
        return "\n".join(lines).strip().removeprefix("'")
    return columns.text(cells, column)


def _day(cells: Sequence[Cell], columns: Columns, number: int, column: int) -> date | None:
    cell = columns.cell(cells, column)
    found = read(cell, Unit.DATE) if cell is not None else None
    if isinstance(found, Refused):
        raise _Bad(sentence(found, place(number, columns.places[column])))
    return found if isinstance(found, date) else None


def _number(cells: Sequence[Cell], columns: Columns, number: int) -> float | None:
    cell = columns.cell(cells, AFFECTED)
    found = read(cell, Unit.NUMBER) if cell is not None else None
    if isinstance(found, Refused):
        raise _Bad(sentence(found, place(number, columns.places[AFFECTED])))
    return found if isinstance(found, float) else None


def _severity(said: str) -> Severity:
    if not said:
        return Severity.NOTICEABLE
    found = _SEVERITIES.get(title_key(said.removesuffix(".0")))
    if found is None:
        expected = _(", ").join(_(label) for label in SEVERITY_LABELS.values())
        raise _Bad(_("“{said}” is no severity. Expected: {expected}.").format(said=said, expected=expected))
    return found


def _tags(said: str) -> tuple[str, ...]:
    parts: Iterable[str] = (part.strip() for part in said.replace("，", ",").replace("、", ",").split(","))
    return tuple(dict.fromkeys(part[:300] for part in parts if part))
