"""Sheets for pictures: one in each state, to the departments of the sample."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from supervisor.issues.clock import read
from supervisor.issues.department import Department
from supervisor.issues.issue import Issue
from supervisor.issues.number import number
from supervisor.issues.reply import Answer
from supervisor.issues.sheet import Head, Sending, Sheet, SheetLine, SheetState, SheetText, Signing
from supervisor.issues.sheet_told import (
    OWED,
    UNANSWERED,
    Held,
    Listed,
    MeetingName,
    Told,
    ToSend,
)
from supervisor.issues.sheet_words import clock_words
from supervisor.issues.states import ClockKind, State
from ui.issues.sample import WHO, ZONE, said, sample_departments, sample_frame, sample_issues
from ui.issues.sheets_work import SheetRead, SheetsRead

if TYPE_CHECKING:
    from supervisor.issues.workload import Load

CENTRE = ("客户服务中心", "Customer service centre")
MEETING = ("跨部门协调会", "Coordination meeting")
COVERING = (
    "客户向我们反映了以下问题。请贵部门在{day}前研究并答复：是否属于本部门、原因、措施、责任人和计划完成日。",
    "Customers have told us of the following. We ask you to look into it and to answer by {day}: whether it "
    "is yours, what the cause is, what is done about it, by whom and until when.",
)


def sample_sheets(now: datetime) -> SheetsRead:
    """The list: sheets of three meetings, and what is ready to go out."""
    made = []
    today = now.astimezone(ZONE).date()
    sheets = (
        ("billing", SheetState.DRAFT, 0, 2, 3, 0, 0),
        ("market", SheetState.SENT, 0, 3, 2, 0, 1),
        ("it", SheetState.SENT, 0, 2, 4, 0, 2),
        ("network", SheetState.SIGNED, 1, 4, 1, 3, 1),
        ("field", SheetState.SIGNED, 1, 3, 2, 1, 2),
        ("roaming", SheetState.BACK, 1, 2, 1, 2, 0),
        ("shops", SheetState.BACK, 2, 3, 0, 3, 0),
        ("legal", SheetState.VOID, 2, 1, 0, 0, 0),
    )
    departments = {one.id: one for one in sample_departments()}
    for at, (id, state, ago, lines, reminders, answered, overdue) in enumerate(sheets):
        sheet = _sheet(departments[id], state, len(sheets) - at + 10, ago, now)
        made.append(Listed(sheet, lines, reminders, answered, overdue))
    issues = sample_issues(now)
    ready: dict[str, list[Issue]] = {}
    owed: dict[str, list[Issue]] = {}
    held = []
    for one in issues:
        if one.state is State.READY and one.standing.ruling_wanted:
            held.append((one, Held.RULING))
        elif one.state is State.READY:
            ready.setdefault(one.facts.department, []).append(one)
        elif one.state in OWED:
            owed.setdefault(one.facts.department, []).append(one)
    found = ToSend(
        {id: tuple(some) for id, some in ready.items()},
        {id: tuple(some) for id, some in owed.items()},
        tuple(held),
    )
    return SheetsRead(tuple(made), found, _meetings(today))


def sample_nothing_sent(now: datetime) -> SheetsRead:
    """A centre that has sent no sheet yet."""
    return replace(sample_sheets(now), sheets=())


def sample_loads(now: datetime) -> dict[str, Load]:
    """What each department has in hand."""
    from supervisor.issues.workload import Load

    found: dict[str, Load] = {}
    for at, one in enumerate(sample_issues(now)):
        if one.is_open and one.state is not State.DRAFT and one.facts.department:
            before = found.get(one.facts.department, Load())
            found[one.facts.department] = Load(before.open + 1, before.overdue + (at % 5 == 0))
    return found


def sample_draft(now: datetime) -> SheetRead:
    """A sheet in preparation."""
    department = next(one for one in sample_departments() if one.id == "billing")
    issues = sample_issues(now)
    mine = [one for one in issues if one.facts.department == department.id]
    new = [one for one in issues if one.state is State.READY and not one.standing.ruling_wanted][:2]
    old = [one for one in mine if one.state in OWED]
    sheet = _sheet(department, SheetState.DRAFT, 18, 0, now)
    return _read(sheet, new, old, now)


def sample_signed(now: datetime) -> SheetRead:
    """A sheet that was signed for, one line answered, one of the others half."""
    department = next(one for one in sample_departments() if one.id == "network")
    issues = sample_issues(now)
    new = [one for one in issues if one.state in UNANSWERED][:3]
    new += [one for one in issues if one.state is State.ANSWERED][:1]
    old = [one for one in issues if one.state is State.WORKING][:2]
    sheet = _sheet(department, SheetState.SIGNED, 15, 1, now)
    read_ = _read(sheet, new, old, now)
    today = now.astimezone(ZONE).date()
    answered, half = new[-1], new[1]
    answers = {
        answered.id: Answer(
            True,
            said(("系统规则与公示不一致", "The system’s rule is not what was published")),
            said(("修正规则并重新公示", "Correct the rule and publish it anew")),
            said(("李强", "Li Qiang")),
            today + timedelta(days=12),
        ),
        half.id: Answer(
            True,
            said(("夜间网关维护", "The gateway is maintained at night")),
            said(("调整维护时段", "Move the hours of maintenance")),
        ),
    }
    return replace(read_, answers=answers)


def sample_sent(now: datetime) -> dict[Sheet, tuple[SheetLine, ...]]:
    """What a department's reader sees: two sheets that went out, with their lines."""
    first = sample_signed(now).told
    department = next(one for one in sample_departments() if one.id == "network")
    issues = [one for one in sample_issues(now) if one.state is State.ANSWERED][:2]
    second = _read(_sheet(department, SheetState.BACK, 11, 2, now), issues, (), now).told
    return {one.sheet: one.lines for one in (first, second)}


def _read(sheet: Sheet, new: Sequence[Issue], old: Sequence[Issue], now: datetime) -> SheetRead:
    today = now.astimezone(ZONE).date()
    lines = [_line(sheet, at, one, at > len(new), now) for at, one in enumerate((*new, *old), start=1)]
    frame = sample_frame(today)
    late = [
        one.id
        for one in (*new, *old)
        for clock in one.standing.clocks
        if clock.is_running and read(clock, frame.calendar(""), now).light.value == "red"
    ]
    told = Told(
        sheet,
        tuple(lines),
        issues={one.id: one for one in (*new, *old)},
        overdue=frozenset(late),
        unanswered=frozenset(one.id for one in new if one.state in UNANSWERED),
    )
    return SheetRead(told, {}, _meetings(today))


def _line(sheet: Sheet, place: int, issue: Issue, reminder: bool, now: datetime) -> SheetLine:
    today = now.astimezone(ZONE).date()
    frame = sample_frame(today)
    running = [clock for clock in issue.standing.clocks if clock.is_running]
    stands = read(running[0], frame.calendar(""), now) if running else None
    worked = stands is not None and running[0].kind is ClockKind.SOLUTION
    measure = said(("修正规则并重新公示", "Correct the rule and publish it anew"))
    contacts = said(("{n} 通联络，2026-11-02 至 2026-11-20", "{n} contacts, 2026-11-02 to 2026-11-20"))
    return SheetLine(
        f"{sheet.id}|{issue.id}",
        sheet.id,
        place,
        issue.id,
        issue.version,
        issue.number,
        issue.title,
        issue.state.value,
        reminder,
        issue.text.description,
        said(("每周约 40 位客户再次来电", "About 40 customers a week call again")) if place % 2 else "",
        int(issue.facts.severity),
        today - timedelta(days=14) if reminder else None,
        stands.limit if stands is not None else None,
        clock_words(stands, ZONE, today) if stands is not None and reminder else "",
        (contacts.format(n=20 + 7 * place),),
        measure if reminder and worked else "",
        issue.facts.category,
        affected_a_week=40.0 if place % 2 else None,
        first_seen=today - timedelta(days=21),
        last_seen=today - timedelta(days=3),
        version=1,
    )


def _sheet(department: Department, state: SheetState, count: int, ago: int, now: datetime) -> Sheet:
    """To *department*, for the meeting *ago* fortnights before the next one."""
    today = now.astimezone(ZONE).date()
    on = _next(today) - timedelta(days=14 * ago)
    wished = on - timedelta(days=2)
    out = state not in (SheetState.DRAFT, SheetState.VOID)
    sent = datetime.combine(on - timedelta(days=10), time(10, 20), ZONE) if out else None
    contact = department.reach.contact
    signing = Signing()
    if sent is not None and state is not SheetState.SENT:
        signing = Signing(contact, sent + timedelta(hours=4), said(("电话", "Telephone")))
    return Sheet(
        f"sheet{count}",
        number("GT", today.year, count),
        department.id,
        state,
        SheetText(
            said(COVERING).format(day=wished.isoformat()),
            wished,
            Head(department.name, contact, said(CENTRE), _named(on), on),
            sending=Sending(contact, said(("电子邮件", "E-mail")), issued_by=said(WHO)) if out else Sending(),
            signing=signing,
        ),
        f"meeting{ago}",
        sent_at=sent,
        version=1,
    )


def _meetings(today: date) -> tuple[MeetingName, ...]:
    on = _next(today)
    return tuple(
        MeetingName(f"meeting{-at}", _named(on + timedelta(days=14 * at)), on + timedelta(days=14 * at))
        for at in range(2)
    )


def _next(today: date) -> date:
    """A Thursday, a week on."""
    return today + timedelta(days=(3 - today.weekday()) % 7 + 7)


def _named(on: date) -> str:
    return said((f"{MEETING[0]}，{on.isoformat()}", f"{MEETING[1]}, {on.isoformat()}"))
