"""Changing many issues as one step that is undone at once: each is changed whole or stays as it is."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from sqlalchemy import Connection

from supervisor.errors import IssueError, MoveRefusedError, SupervisorError
from supervisor.issues import bulk_change, store
from supervisor.issues.bulk_change import MOST, BulkChange, Outcome, Refused
from supervisor.issues.event import Acting
from supervisor.issues.issue import Issue
from supervisor.issues.rows import hold
from supervisor.issues.states import MOVE
from supervisor.sentences.error import sentence
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import issue as table
from supervisor.words import _, number


def change(
    db: Connection, ids: Sequence[int], what: BulkChange, *, acting: Acting, at: datetime
) -> tuple[Changes, Outcome]:
    """Set *what* in the issues of *ids*, as they are now. Those in which it cannot be are named with why.

    Raises IssueError for more than `MOST`.
    """

    def edit(issue: Issue) -> None:
        store.edit(db, issue, bulk_change.changed(issue, what), acting=acting, at=at)

    return _each(db, ids, "change_issues", {}, edit, acting=acting, at=at)


def move(
    db: Connection, ids: Sequence[int], name: str, text: str, *, acting: Acting, at: datetime
) -> tuple[Changes, Outcome]:
    """Do the move *name*, one of `FOR_MANY`, with the issues of *ids*; *text* is said of each. Those with
    which it cannot be done are named with why. Raises IssueError for more than `MOST`."""
    of = MOVE[name]
    given = bulk_change.given(of, text, at)

    def do(issue: Issue) -> None:
        theirs = issue.facts.department if of.of_department else acting.department
        for_whom = Acting(acting.who, acting.roles, theirs, acting.source)
        store.move(db, issue.id, issue.version, name, given, acting=for_whom, at=at)

    return _each(db, ids, "move_issues", {"move": of.title}, do, acting=acting, at=at)


def _each(
    db: Connection,
    ids: Sequence[int],
    name: str,
    facts: dict[str, str],
    do: Callable[[Issue], None],
    *,
    acting: Acting,
    at: datetime,
) -> tuple[Changes, Outcome]:
    ids = tuple(dict.fromkeys(ids))
    if len(ids) > MOST:
        raise IssueError(_("The issues"), _("At most {n} can be changed at once.").format(n=number(MOST)))
    hold(db, ids)
    there = {issue.id: issue for issue in store.all_issues(db, ids)}
    done: list[int] = []
    refused: list[Refused] = []
    facts = facts | {"count": ""}
    with undo.step(db, name, facts, store.AREA, at=at, who=acting.who) as step:
        step.save_all(table, [id for id in ids if id in there])
        for id in ids:
            if id not in there:
                refused.append(Refused(id, "", _("It is no longer there.")))
                continue
            told = len(step.told)
            try:
                with db.begin_nested():  # each whole, or not at all
                    do(there[id])
            except SupervisorError as error:
                del step.told[told:]
                refused.append(Refused(id, there[id].number, _why(error)))
            else:
                done.append(id)
        facts["count"] = str(len(done))  # read when the step ends
    return store.AREA if done else Changes(), Outcome(tuple(done), tuple(refused))


def _why(error: SupervisorError) -> str:
    return error.why if isinstance(error, MoveRefusedError | IssueError) else sentence(error)
