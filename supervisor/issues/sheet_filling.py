"""What goes on a department's sheet: what is ready for it, and, as reminders, what it has had and still owes.

Read from the issues as they are now; a draft is told so each time it is looked at. Only sending keeps what a
line says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from supervisor.clock import BusinessDays
from supervisor.issues import department_store, store
from supervisor.issues.clock import Frame, Light, Reading, read
from supervisor.issues.department import Department
from supervisor.issues.issue import Issue
from supervisor.issues.sheet import SheetLine, SheetState
from supervisor.issues.sheet_told import OWED, Held, ToSend
from supervisor.issues.sheet_words import answer_words, clock_words, evidence_words
from supervisor.issues.speaker import Speaker
from supervisor.issues.states import ClockKind, State
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.issue_tables import issue as issue_table
from supervisor.storage.issue_tables import issue_sheet, issue_sheet_line


def to_send(db: Connection, *, besides: str = "") -> ToSend:
    """What every department's sheet would have on it now. *besides*: the id of a draft whose own lines count
    as being on no sheet."""
    departments = {one.id: one for one in department_store.all_departments(db)}
    drafted = _drafted(db, besides)
    wanted = select(issue_table.c.id).where(
        issue_table.c.state.in_([state.value for state in (State.READY, *sorted(OWED))])
    )
    ready: dict[str, list[Issue]] = {}
    owed: dict[str, list[Issue]] = {}
    held = []
    for one in store.all_issues(db, db.execute(wanted).scalars().all()):
        if one.state is State.READY:
            why = held_back(one, departments, drafted)
            if why is not None:
                held.append((one, why))
            else:
                ready.setdefault(one.facts.department, []).append(one)
        elif one.facts.department and not one.facts.internal:
            owed.setdefault(one.facts.department, []).append(one)
    return ToSend(
        {key: tuple(sorted(found, key=_order)) for key, found in ready.items()},
        {key: tuple(sorted(found, key=_order)) for key, found in owed.items()},
        tuple(sorted(held, key=lambda pair: _order(pair[0]))),
    )


def held_back(
    issue: Issue, departments: Mapping[str, Department], drafted: Iterable[int] = ()
) -> Held | None:
    """Why *issue*, which is ready, goes on no sheet; None where it does."""
    department = departments.get(issue.facts.department)
    if issue.facts.internal:
        return Held.INTERNAL
    if issue.standing.ruling_wanted:
        return Held.RULING
    if department is None:
        return Held.NO_DEPARTMENT
    if department.retired:
        return Held.RETIRED
    return Held.DRAFTED if issue.id in drafted else None


def fits(issue: Issue, department: Department, *, reminder: bool) -> bool:
    """Whether *issue* belongs on a sheet to *department* now, as what it was put on for."""
    if reminder:
        owed = issue.state in OWED and issue.facts.department == department.id
        return owed and not issue.facts.internal
    ready = issue.state is State.READY and issue.facts.department == department.id
    return ready and held_back(issue, {department.id: department}) is None


# -- lines --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Telling:
    """What lines are told with: the centre's *days*, what clocks need, names of departments, and *now*."""

    days: BusinessDays
    frame: Frame
    departments: Mapping[str, Department]
    now: datetime

    def name(self, department: str) -> str:
        """What the department is called; its id where there is none any more."""
        found = self.departments.get(department)
        return found.name if found is not None else department


def telling(db: Connection, now: datetime) -> Telling:
    """What lines are told with, as it is kept now."""
    departments = {one.id: one for one in department_store.all_departments(db)}
    return Telling(load_centre(db).days, store.frame(db), departments, now)


def lines_of(
    db: Connection, sheet: str, issues: Sequence[tuple[Issue, bool]], tell: Telling, department: str
) -> tuple[SheetLine, ...]:
    """Lines of *sheet* about *issues* (with whether each is a reminder), in that order, saying what is so
    now."""
    firsts = first_sent(db, [one.id for one, _reminder in issues], department, tell.days)
    return tuple(
        _line(db, sheet, place, one, reminder, firsts.get(one.id), tell)
        for place, (one, reminder) in enumerate(issues, start=1)
    )


def first_sent(db: Connection, issues: Sequence[int], department: str, days: BusinessDays) -> dict[int, date]:
    """The day on which each of *issues* went to *department* first, where a sheet took it there."""
    rows = db.execute(
        select(issue_sheet_line.c.issue, issue_sheet.c.sent_at)
        .join(issue_sheet, issue_sheet.c.id == issue_sheet_line.c.sheet)
        .where(
            issue_sheet.c.department == department,
            issue_sheet.c.sent_at.is_not(None),
            issue_sheet_line.c.issue.in_(issues),
        )
    )
    found: dict[int, date] = {}
    for issue, sent_at in rows:
        day = days.day(sent_at)
        found[issue] = min(found.get(issue, day), day)
    return found


def readings(issue: Issue, frame: Frame, now: datetime) -> tuple[Reading, ...]:
    """How the clocks stand by which the department is judged now, the one whose limit comes first before
    others."""
    found = [
        read(clock, frame.calendar(clock.calendar), now)
        for clock in issue.standing.clocks
        if clock.is_running and clock.kind is not ClockKind.VERIFICATION
    ]
    return tuple(sorted(found, key=lambda one: one.limit))


def is_overdue(issue: Issue, frame: Frame, now: datetime) -> bool:
    """Whether the department is late with it."""
    return any(one.light is Light.RED for one in readings(issue, frame, now))


def _line(
    db: Connection, sheet: str, place: int, issue: Issue, reminder: bool, sent: date | None, tell: Telling
) -> SheetLine:
    text, facts = issue.text, issue.facts
    stands = next(iter(readings(issue, tell.frame, tell.now)), None)
    replies = [one for one in store.replies(db, issue.id) if one.department == facts.department]
    today = tell.days.day(tell.now)
    speak = Speaker(tell.name, tell.days.zone)
    return SheetLine(
        id=f"{sheet}|{issue.id}",
        sheet=sheet,
        place=place,
        issue=issue.id,
        issue_version=issue.version,
        number=issue.number,
        title=issue.title,
        state=issue.state.value,
        reminder=reminder,
        description=text.description,
        impact=text.impact,
        severity=int(facts.severity),
        first_sent=(sent or _first_clock(issue, tell.days)) if reminder else sent,
        limit=stands.limit if stands is not None else None,
        said=clock_words(stands, tell.days.zone, today) if stands is not None else "",
        evidence=tuple(said for one in store.evidence(db, issue.id) if (said := evidence_words(one, speak))),
        answer=answer_words(replies[-1].answer) if replies else "",
        category=facts.category,
        symptom=text.symptom,
        affected_a_week=facts.affected_a_week,
        first_seen=facts.first_seen,
        last_seen=facts.last_seen,
        joining=tuple(map(tell.name, facts.joining)),
    )


def _first_clock(issue: Issue, days: BusinessDays) -> date | None:
    """When its first clock began: the day on which it was sent, where no sheet tells."""
    started = [clock.started for clock in issue.standing.clocks]
    return days.day(min(started)) if started else None


def _drafted(db: Connection, besides: str) -> frozenset[int]:
    rows = db.execute(
        select(issue_sheet_line.c.issue)
        .join(issue_sheet, issue_sheet.c.id == issue_sheet_line.c.sheet)
        .where(
            issue_sheet.c.state == SheetState.DRAFT.value,
            issue_sheet_line.c.reminder.is_(False),
            issue_sheet.c.id != besides,
        )
    )
    return frozenset(rows.scalars())


def _order(issue: Issue) -> tuple[int, str, int]:
    """The worst first, then as they were numbered."""
    return int(issue.facts.severity), issue.number, issue.id
