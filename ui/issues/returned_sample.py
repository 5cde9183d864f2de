"""Sheets that came back, for pictures: one with a row of every kind, and a list of files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import msgspec

from supervisor.issues.evidence import File
from supervisor.issues.issue import Issue
from supervisor.issues.number import ISSUE, number
from supervisor.issues.reply import Answer
from supervisor.issues.states import State
from supervisor.roundtrip.judge import judge
from supervisor.roundtrip.layout import SHEET_COLUMNS
from supervisor.roundtrip.now import Now
from supervisor.roundtrip.returned import (
    FileCell,
    FileNote,
    FileRow,
    FileState,
    Heading,
    NoteKind,
    ReturnedFile,
    Scalar,
)
from supervisor.roundtrip.sent import Sent, SentRow
from supervisor.roundtrip.store import Returned, Taking, Told
from supervisor.roundtrip.taking import takeable
from supervisor.roundtrip.verdict import Choices, RowVerdict
from supervisor.words import _, language
from supervisor.workdays.calendar import WorkCalendar
from ui.issues.sample import WHO, ZONE, said, sample_departments, sample_issues
from ui.roundtrip.work import FilesRead, Opened

DEPARTMENT = "market"
_NAME = ("市场部答复.xlsx", "Marketing answers.xlsx")
_RENAMED = ("完成时限", "To be done by")
_EXTRA = ("内部备注", "Internal note")
_FIRST = 8
_LETTERS = {column.field: chr(ord("A") + at) for at, column in enumerate(SHEET_COLUMNS)}


def sample_opened(now: datetime, choices: Choices | None = None) -> Opened:
    """A file with a row of every kind."""
    issues, exported, rows, answers = _asked(now)
    today = now.astimezone(ZONE).date()
    headings = [
        Heading(said(_RENAMED) if one.field == "planned" else _(one.title), _LETTERS[one.field], one.field)
        for one in SHEET_COLUMNS
    ]
    file = ReturnedFile(
        said(_NAME),
        "a" * 64,
        18_400,
        "xlsx",
        exported.number,
        exported.sheet_number,
        (*headings, Heading(said(_EXTRA), "S")),
        _FIRST - 1,
        rows,
        (
            FileNote(NoteKind.PICTURES, 1, ("K9",)),
            FileNote(NoteKind.HIDDEN_ROWS, 2, ("11", "12")),
            FileNote(NoteKind.UNREAD_COLUMNS, 1, (said(_EXTRA),)),
            FileNote(NoteKind.UNREAD_SHEETS, 1, (said(("草稿", "Draft")),)),
        ),
    )
    stands = Now(
        ZONE,
        {one.number: one for one in issues},
        answers,
        sample_departments(),
        calendars={"": WorkCalendar("centre", "", ZONE)},
        numbers=tuple(one.number for one in issues),
        sheet="sheet17",
        sheet_department=DEPARTMENT,
    )
    choices = choices or Choices()
    preview = judge(file, exported, stands, choices, today=today, id="f0")
    counts = {one.value: preview.count(one) for one in RowVerdict if preview.count(one)}
    return Opened(
        preview,
        _file("f0", file.name, now - timedelta(minutes=4), FileState.READ, len(rows), counts),
        file.headings,
        choices,
        takeable(preview, choices),
    )


def sample_files(now: datetime) -> FilesRead:
    """A list: just handed in, taken in, taken back."""
    opened = sample_opened(now)
    changes, comment, nothing, conflict = (
        one.value
        for one in (
            RowVerdict.CHANGES,
            RowVerdict.COMMENT_ONLY,
            RowVerdict.NOTHING,
            RowVerdict.CONFLICT,
        )
    )
    names = {one.id: one.name for one in sample_departments()}
    more = (
        ("f1", "network", FileState.TAKEN, 3, 9, {changes: 7, nothing: 2}),
        ("f2", "billing", FileState.TAKEN, 5, 6, {changes: 4, conflict: 1, comment: 1}),
        ("f3", "field", FileState.UNDONE, 26, 4, {changes: 4}),
        ("f4", "shops", FileState.TAKEN, 30, 12, {changes: 10, nothing: 2}),
    )
    files = [opened.returned]
    for at, (id, department, state, hours, rows, counts) in enumerate(more):
        name = said(("{name}答复.xlsx", "{name} answers.xlsx")).format(name=names[department])
        when = now - timedelta(hours=hours)
        files.append(_file(id, name, when, state, rows, counts, department, at + 12))
    return FilesRead(tuple(files), names)


def _file(
    id: str,
    name: str,
    at: datetime,
    state: FileState,
    rows: int,
    counts: dict[str, int],
    department: str = DEPARTMENT,
    sheet: int = 17,
) -> Returned:
    takings: tuple[Taking, ...] = ()
    if state is not FileState.READ:
        keys = tuple(f"row{row}" for row in range(rows - counts.get(RowVerdict.NOTHING.value, 0)))
        takings = (Taking(at + timedelta(minutes=6), said(WHO), keys),)
        if state is FileState.UNDONE:
            back = msgspec.structs.replace(takings[0], undone_at=at + timedelta(hours=1), undone_by=said(WHO))
            takings = (back,)
    told = Told(
        File(name, "a" * 64, 18_400),
        "xlsx",
        number("DC", at.year, sheet),
        f"sheet{sheet}",
        number("GT", at.year, sheet),
        department,
        language(),
        rows,
        counts,
        takings,
    )
    return Returned(id, "a" * 64, at, said(WHO), state, told, 1)


def _asked(
    now: datetime,
) -> tuple[tuple[Issue, ...], Sent, tuple[FileRow, ...], dict[tuple[int, str], Answer]]:
    """What was asked, how it was sent, what came back, and what was said meanwhile."""
    kinds = (State.SENT, State.RECEIVED, State.CONFIRMED)
    found = [one for one in sample_issues(now) if one.state in kinds][:9]
    found.append(next(one for one in sample_issues(now) if one.state is State.CLOSED))
    issues = tuple(
        msgspec.structs.replace(
            one,
            number=number(ISSUE, one.made_at.year, one.id),
            facts=msgspec.structs.replace(one.facts, department=DEPARTMENT),
        )
        for one in found
    )
    today = now.astimezone(ZONE).date()
    owner = said(("陈思", "Chen Si"))
    whole: dict[str, Scalar] = {
        "ours": said(("是", "Yes")),
        "cause": said(("规则上线时漏配", "Left out when the rule went live")),
        "measure": said(("补充配置，逐户核对", "Set it up, check every customer")),
        "owner": owner,
        "planned": _workday(today + timedelta(days=14)),
    }
    told = Answer(
        True,
        whole["cause"] if isinstance(whole["cause"], str) else "",
        said(("下月公示新规则", "Publish the new rule next month")),
        owner,
    )
    rest = today + timedelta(days=(5 - today.weekday()) % 7 + 7)
    soon: dict[str, Scalar] = {"planned": said(("尽快", "as soon as possible"))}
    replies: list[dict[str, Scalar]] = [
        whole,
        whole | {"planned": rest},
        whole | {"measure": said(("本周内短信告知客户", "Tell customers by text message this week"))},
        {"ours": whole["ours"], "cause": said(("正在查", "Being looked into"))},
        whole | soon,
        {},
        whole | {"title": said(("（已改名）", "(renamed)"))},
        {"measure": None},
        whole,
        whole | {"progress": said(("又有两户反映", "Two more customers told us"))},
    ]
    before = {2: told, 7: told}  # what was said: of the third meanwhile, of the eighth before it was sent
    sent_rows = tuple(
        SentRow(
            one.id,
            one.number,
            one.version,
            {"number": one.number, "title": one.title},
            told if at == 7 else Answer(),
        )
        for at, one in enumerate(issues)
    )
    exported = Sent(
        number("DC", today.year, 17),
        "sheet17",
        number("GT", today.year, 17),
        DEPARTMENT,
        now - timedelta(days=4),
        said(WHO),
        1,
        language(),
        sent_rows,
    )
    rows = [
        _row(_FIRST + at, sent.values, _answered(sent.answer) | reply)
        for at, (sent, reply) in enumerate(zip(sent_rows, replies, strict=True))
    ]
    twice = sent_rows[8]
    more = whole | {"measure": said(("先暂停该业务", "Stop the service first"))}
    rows.append(_row(_FIRST + 10, twice.values, more))
    wrong = issues[0].number[:-1] + ("3" if issues[0].number[-1] != "3" else "4")
    rows.append(_row(_FIRST + 11, {"number": wrong, "title": issues[0].title}, whole))
    new: dict[str, Scalar] = {
        "title": said(("活动短信发给已退订客户", "Advertisements reach customers who declined"))
    }
    rows.append(_row(_FIRST + 12, {}, new | {"cause": whole["cause"]}))
    extra = {said(_EXTRA): FileCell(said(("等总部批复", "Waits for head office")), place=f"S{_FIRST}")}
    rows[0] = replace(rows[0], extra=extra)
    answers = {(issues[at].id, DEPARTMENT): answer for at, answer in before.items()}
    return issues, exported, tuple(rows), answers


def _answered(answer: Answer) -> dict[str, Scalar]:
    if answer.ours is None:
        return {}
    return {
        "ours": said(("是", "Yes")),
        "cause": answer.cause,
        "measure": answer.measure,
        "owner": answer.owner,
    }


def _row(row: int, sent: dict[str, str], reply: dict[str, Scalar]) -> FileRow:
    values: dict[str, Scalar] = {**sent, **reply}
    return FileRow(
        said(("沟通单", "Sheet")),
        row,
        {
            name: FileCell(value, place=f"{_LETTERS[name]}{row}")
            for name, value in values.items()
            if value is not None
        },
    )


def _workday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))
