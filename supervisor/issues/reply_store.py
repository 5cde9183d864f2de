"""What departments answered, in the centre's database, and what follows from it."""

from __future__ import annotations

import uuid
from datetime import datetime

import msgspec
from sqlalchemy import Connection, insert

from supervisor.errors import ChangedMeanwhileError
from supervisor.issues import moves
from supervisor.issues.clock import Frame
from supervisor.issues.clock_store import frame
from supervisor.issues.department_store import all_departments, called
from supervisor.issues.event import Acting, Event, EventKind
from supervisor.issues.event_store import AREA
from supervisor.issues.issue import Issue
from supervisor.issues.moves import Given
from supervisor.issues.reply import Answer, Reply
from supervisor.issues.rows import ReplyDocument, get, write
from supervisor.issues.states import MOVE, Need, Role, State
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue_reply as table
from supervisor.words import _, mark

_AT_DEPARTMENT = (State.SENT, State.RECEIVED, State.CONFIRMED)
_ENTERS = frozenset({Role.LIAISON, Role.IMPORT, Role.DEPARTMENT})


def reply(db: Connection, said: Reply, *, acting: Acting, at: datetime) -> tuple[Changes, Issue]:
    """Keep a reply (new: version 0; with id "" it has one made) and do what follows from it, each an event of
    its own: signed for, confirmed or returned, answered, done. An answer without owner or date leaves the
    issue signed for; the event of the reply says what is "missing".

    Raises MoveRefusedError where somebody without a role that enters replies does it, or it is of a time
    that cannot be.
    """
    said = said if said.id else msgspec.structs.replace(said, id=uuid.uuid4().hex)
    issue = get(db, said.issue)
    if not acting.roles & _ENTERS:
        raise moves.refused(issue, _("Answers of departments are not for your role to enter."))
    then = moves.happened(issue, said.at if said.at < at else None, at)
    acting = msgspec.structs.replace(acting, department=acting.department or said.department)
    proposed = called(all_departments(db), said.answer.proposed) if said.answer.proposed else None
    after, happened = follow(
        issue, said, proposed.id if proposed else "", acting=acting, then=then, at=at, frame=frame(db)
    )
    facts = {"number": issue.number}
    with undo.step(db, "reply_to_issue", facts, AREA, at=at, who=acting.who) as doing:
        doing.save(table, said.id)
        document = ReplyDocument(said.answer, said.said_by, said.how, said.file, said.row)
        values = {
            "id": said.id,
            "issue": said.issue,
            "department": said.department,
            "sheet": said.sheet,
            "at": then,
            "who": acting.who,
            "document": msgspec.to_builtins(document),
            "version": 1,
        }
        if doing.before.get((table.name, said.id)) is not None:
            raise ChangedMeanwhileError(mark("answer"), issue.number)
        db.execute(insert(table).values(**values))
        kept = write(db, doing, after, happened)
    return AREA, kept


def follow(
    issue: Issue, said: Reply, proposed: str, *, acting: Acting, then: datetime, at: datetime, frame: Frame
) -> tuple[Issue, tuple[Event, ...]]:
    """*issue* after what *said* says, and what happened, the reply first. Pure; *proposed*: the id of the
    department that they say it is, "" where none is called so."""
    answer, now = said.answer, issue
    done: list[Event] = []

    def move(name: str, given: Given) -> None:
        nonlocal now
        given = msgspec.structs.replace(given, when=then, how=said.how, who=said.said_by)
        now, event = moves.moved(now, name, given, acting=acting, at=at, frame=frame)
        done.append(event)

    given = Given(
        cause=answer.cause,
        measure=answer.measure,
        owner=answer.owner,
        planned=answer.planned or answer.done_on,
    )
    lacking: tuple[Need, ...] = ()
    theirs = answer.ours is not False
    joins = said.department in issue.facts.joining and said.department != issue.facts.department
    if joins:  # heard, but it is not its to answer
        pass
    elif issue.state in _AT_DEPARTMENT:
        # Nobody can be asked why while a file is read: without a reason nothing goes back by it.
        told_why = not said.file or bool((answer.remark or answer.cause).strip())
        if not theirs and answer.proposed.strip() and proposed != issue.facts.department and told_why:
            move(
                "return",
                Given(
                    return_reason="not_ours",
                    proposed_department=answer.proposed,
                    department=proposed,
                    reason=answer.remark or answer.cause,
                ),
            )
        else:
            lacking = () if theirs else (Need.PROPOSED_DEPARTMENT if told_why else Need.REASON,)
            if now.state is State.SENT:
                now, event = _signed(now, said, acting, then, at, frame)
                done.append(event)
            if answer.ours and now.state is State.RECEIVED and said.said_by.strip():
                move("confirm", Given())
            if theirs and _answers(answer):
                lacking = moves.missing(now, MOVE["answer"], given, evidence=0)
                if not lacking:
                    move("answer", given)
    what = answer.progress.strip() or answer.measure.strip() or now.text.correction
    today = then.astimezone(frame.calendar("").zone).date()
    if (
        not joins
        and now.state is State.WORKING
        and answer.done_on is not None
        and what
        and answer.done_on <= today
    ):
        move("finish", Given(done_what=what, in_force=answer.done_on))
    facts = {
        "reply": said.id,
        "answer": msgspec.to_builtins(answer),
        "said_by": said.said_by,
        "how": said.how,
    }
    if said.sheet:
        facts["sheet"] = said.sheet
    if lacking:
        facts["missing"] = [need.value for need in lacking]
    if then != at:
        facts["entered"] = msgspec.to_builtins(at)
    role = moves.role_of(acting, _ENTERS).value
    first = Event(
        0, issue.id, then, acting.who, EventKind.REPLIED, role, said.department, facts, acting.source
    )
    if now is issue:
        standing = msgspec.structs.replace(issue.standing, moved_at=then)
        now = msgspec.structs.replace(issue, standing=standing, changed_at=at)
    return now, (first, *done)


def _signed(
    issue: Issue, said: Reply, acting: Acting, then: datetime, at: datetime, frame: Frame
) -> tuple[Issue, Event]:
    """Whoever answers has it: signed for by that."""
    given = Given(when=then, how=said.how.strip() or ("sheet" if said.sheet else "reply"), who=said.said_by)
    return moves.moved(issue, "receive", given, acting=acting, at=at, frame=frame)


def _answers(answer: Answer) -> bool:
    """Whether anything of an answer was filled in."""
    return bool(
        answer.cause.strip() or answer.measure.strip() or answer.owner.strip() or answer.planned is not None
    )
