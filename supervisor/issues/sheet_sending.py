"""A sheet goes out, is signed for and is answered: each a single step for it and for all its issues."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, delete, insert, select

from supervisor.errors import IssueError
from supervisor.issues import department_store, store
from supervisor.issues.event import Acting
from supervisor.issues.issue import Issue
from supervisor.issues.moves import Given
from supervisor.issues.reply import Answer, Reply
from supervisor.issues.rows import hold
from supervisor.issues.sheet import Sending, Sheet, SheetState, Signing
from supervisor.issues.sheet_store import as_read, kept_lines, line_values, told, write
from supervisor.issues.sheet_told import OUT, Entered, Told, lacking
from supervisor.issues.states import State
from supervisor.storage import undo
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue_sheet, issue_sheet_line
from supervisor.storage.report_tables import sheet_export
from supervisor.words import _

AREA = Changes({"sheets", "issues"})
"""What changes when a sheet is sent, signed for or answered."""


def send(
    db: Connection,
    sheet: Sheet,
    sending: Sending,
    *,
    seen: Collection[tuple[int, int]] | None = None,
    acting: Acting,
    at: datetime,
) -> tuple[Changes, Sheet]:
    """Send the draft *sheet*: what it says is kept as it is now, and every issue that is new on it is moved
    by "send", so that its clocks start. *seen*: what whoever sends it has looked at (`Told.seen`).

    Raises, having written nothing, IssueError where it is no draft, says nothing, has no wished day to come
    or is no longer as it was seen; MoveRefusedError for an issue that cannot be sent; ChangedMeanwhileError.
    """
    hold(db, [line.issue for line in kept_lines(db, sheet.id)])
    if as_read(db, sheet).state is not SheetState.DRAFT:
        raise IssueError(sheet.number, _("It was sent already, or is void."))
    now = told(db, sheet.id, at)
    settings = load_centre(db)
    if not now.lines:
        raise IssueError(sheet.number, _("Nothing is on it. Put issues on it, or void it."))
    wished = sheet.text.wished
    if wished is None:
        raise IssueError(sheet.number, _("Say by which day answers are wished."))
    if wished < settings.days.day(at):
        raise IssueError(sheet.number, _("The day by which answers are wished is over. Choose another."))
    if seen is not None and frozenset(seen) != now.seen:
        raise IssueError(
            sheet.number, _("Its issues were changed since you looked at it. Look at it again, then send it.")
        )
    sending = msgspec.structs.replace(
        sending,
        issued_by=sending.issued_by or acting.who,
        file_hash=sending.file_hash or _written(db, now),
    )
    text = msgspec.structs.replace(now.sheet.text, sending=sending)
    facts = {"number": sheet.number, "name": text.head.department}
    with undo.step(db, "send_sheet", facts, AREA, at=at, who=acting.who) as step:
        step.save(issue_sheet, sheet.id)
        lines = issue_sheet_line
        step.save_all(lines, [line.id for line in kept_lines(db, sheet.id)])
        frozen = write(db, msgspec.structs.replace(now.sheet, text=text, state=SheetState.SENT, sent_at=at))
        db.execute(delete(lines).where(lines.c.sheet == sheet.id))  # those that no longer belong there, too
        for line in now.lines:
            db.execute(insert(lines).values(id=line.id, version=line.version + 1, **line_values(line)))
        for line in now.lines:
            if not line.reminder:
                given = Given(
                    sheet=sheet.id,
                    department=sheet.department,
                    wished=wished,
                    meeting_on=text.head.meeting_on,
                )
                store.move(db, line.issue, line.issue_version, "send", given, acting=acting, at=at)
    return AREA, frozen


def sign(
    db: Connection, sheet: Sheet, signing: Signing, *, acting: Acting, at: datetime
) -> tuple[Changes, Sheet]:
    """Say that the department signed for *sheet*: all its issues that are only sent are moved by "receive".

    Raises IssueError where it is not out or was signed for, where who, when or how is missing, or the time
    cannot be; MoveRefusedError; ChangedMeanwhileError.
    """
    hold(db, [line.issue for line in kept_lines(db, sheet.id)])
    found = as_read(db, sheet)
    if found.state is not SheetState.SENT or found.sent_at is None:
        raise IssueError(sheet.number, _("It is not out, or was signed for already."))
    when = signing.at or at
    if timedelta() < found.sent_at - when < timedelta(minutes=1):
        when = found.sent_at  # told by the minute
    if not signing.by.strip() or not signing.how.strip():
        raise IssueError(sheet.number, _("Say who signed for it, and how that came to be known."))
    if not found.sent_at <= when <= at:
        raise IssueError(
            sheet.number, _("It was signed for between when it was sent and now. Correct the time.")
        )
    signing = msgspec.structs.replace(signing, at=when)
    text = msgspec.structs.replace(found.text, signing=signing)
    facts = {"number": sheet.number, "name": signing.by}
    theirs = _of_department(acting, sheet)
    with undo.step(db, "sign_sheet", facts, AREA, at=at, who=acting.who) as step:
        step.save(issue_sheet, sheet.id)
        signed = write(db, msgspec.structs.replace(found, text=text, state=SheetState.SIGNED))
        given = Given(sheet=sheet.id, when=when, how=signing.how, who=signing.by)
        own = [line.issue for line in kept_lines(db, sheet.id) if not line.reminder]
        for one in store.all_issues(db, own):
            if one.state is State.SENT and one.facts.department == sheet.department:
                store.move(db, one.id, one.version, "receive", given, acting=theirs, at=at)
    return AREA, signed


def answer(
    db: Connection,
    sheet: Sheet,
    answers: Mapping[int, Answer],
    *,
    said_by: str = "",
    how: str = "",
    acting: Acting,
    at: datetime,
) -> tuple[Changes, tuple[Entered, ...]]:
    """Enter what the department answered to issues (ids) of *sheet*, as one step; empty answers and those
    that were entered already are passed over. An answer without owner or day leaves its issue signed for,
    and `Entered` says what is missing.

    Raises IssueError where the sheet is not out or an issue is not on it; what `store.reply` raises.
    """
    hold(db, answers)
    found = as_read(db, sheet)
    if found.state not in OUT:
        raise IssueError(sheet.number, _("It was not sent: nobody can have answered it."))
    on = {line.issue for line in kept_lines(db, sheet.id)}
    there = {issue.id: issue for issue in store.all_issues(db, answers)}
    new = {
        id: one
        for id, one in answers.items()
        if one != Answer()
        and (one != last_answer(db, sheet, id) or (id in there and _asked_again(there[id], one)))
    }
    for id in new:
        if id not in on:
            raise IssueError(store.get(db, id).number, _("It is not on this sheet."))
    if not new:
        return Changes(), ()
    name = department_store.get(db, sheet.department).name
    facts = {"number": sheet.number, "name": name, "count": str(len(new))}
    theirs = _of_department(acting, sheet)
    entered = []
    with undo.step(db, "answer_sheet", facts, AREA, at=at, who=acting.who):
        for id, one in new.items():
            said = Reply(
                uuid.uuid4().hex[:12],
                id,
                sheet.department,
                one,
                at,
                acting.who,
                said_by,
                how,
                sheet.id,
            )
            _changes, issue = store.reply(db, said, acting=theirs, at=at)
            entered.append(Entered(issue, lacking(issue, one)))
    return AREA, tuple(entered)


def _written(db: Connection, now: Told) -> str:
    """The hash of the workbook that was written last of a draft, where it says what goes out *now*; ""
    where none does."""
    rows = db.execute(
        select(sheet_export.c.document)
        .where(sheet_export.c.sheet == now.sheet.id)
        .order_by(sheet_export.c.at.desc(), sheet_export.c.id.desc())
        .limit(1)
    )
    for document in rows.scalars():
        if {(row["issue"], row["version"]) for row in document["rows"]} == now.seen:
            return str(document.get("hash", ""))
    return ""


def _asked_again(issue: Issue, said: Answer) -> bool:
    """Whether an answer that is whole is still wanted: it was not enough, and the department stands by it."""
    return (
        issue.state in (State.RECEIVED, State.CONFIRMED)
        and said.ours is not False
        and not lacking(issue, said)
    )


def last_answer(db: Connection, sheet: Sheet, issue: int) -> Answer | None:
    """What was entered last as the department's answer to *issue* on *sheet*; None when nothing was."""
    found = [one.answer for one in store.replies(db, issue) if one.sheet == sheet.id]
    return found[-1] if found else None


def _of_department(acting: Acting, sheet: Sheet) -> Acting:
    """As the department's own act, entered by whoever sits here."""
    source = msgspec.structs.replace(acting.source, sheet=acting.source.sheet or sheet.id)
    return msgspec.structs.replace(acting, department=sheet.department, source=source)
