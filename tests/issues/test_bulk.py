from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from supervisor.errors import IssueError
from supervisor.issues import bulk, store
from supervisor.issues.bulk_change import FOR_MANY, MOST, BulkChange, Outcome
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.issues.issue import Severity
from supervisor.issues.states import MOVE, State
from supervisor.storage import undo
from supervisor.storage.database import Database
from supervisor.storage.issue_tables import issue_event
from supervisor.storage.step_titles import title
from tests.issues.rows import NOW, an_issue, put

ANNA = Acting("anna", EVERYTHING)
LATER = NOW + timedelta(hours=1)


def fill(database: Database) -> None:
    with database.write() as db:
        put(
            db,
            an_issue(1, "one", tags=("old", "x"), state=State.VERIFIED),
            an_issue(2, "two", state=State.VERIFIED, department="net"),
            an_issue(3, "three", state=State.SENT, department="net"),
        )


def test_what_is_set_is_set_in_all_and_undone_at_once(centre: Database) -> None:
    fill(centre)
    what = BulkChange(
        severity=Severity.SERIOUS,
        category="Bills",
        add_tags=("new", "x"),
        remove_tags=("old",),
        internal=True,
    )
    with centre.write() as db:
        before = store.all_issues(db)
        _, outcome = bulk.change(db, [1, 2, 3], what, acting=ANNA, at=LATER)
    with centre.read() as db:
        facts = [issue.facts for issue in store.all_issues(db)]
        step = undo.last(db, "anna")
    assert outcome == Outcome((1, 2, 3))
    assert [one.tags for one in facts] == [("x", "new"), ("new", "x"), ("new", "x")]
    assert {(one.severity, one.category, one.internal) for one in facts} == {(2, "Bills", True)}
    assert step is not None
    assert title(step) == "Change issues together (3)"
    with centre.write() as db:
        undo.revert(db, step.id, at=LATER)
        assert [issue.facts for issue in store.all_issues(db)] == [issue.facts for issue in before]
        kinds = [event.kind.value for event in store.events(db, 1)]
    assert kinds == ["edited", "undone"]


def test_those_that_cannot_are_named_and_stay_whole(sqlite: Database) -> None:
    fill(sqlite)
    with sqlite.write() as db:
        what = BulkChange(department="legal", severity=Severity.CRITICAL)
        put(db, an_issue(4, state=State.READY))
        _, outcome = bulk.change(db, [3, 4, 99], what, acting=ANNA, at=LATER)
        assert outcome.done == (4,)
        assert [(one.id, one.number) for one in outcome.refused] == [(3, "WT-2024-00003-X"), (99, "")]
        assert "returned" in outcome.refused[0].why
        assert store.get(db, 3).facts.severity is Severity.NOTICEABLE
        assert store.get(db, 4).facts.department == "legal"
        assert store.events(db, 3) == ()


def test_many_are_moved_with_one_reason_and_undone_at_once(sqlite: Database) -> None:
    fill(sqlite)
    with sqlite.write() as db:
        _, outcome = bulk.move(db, [1, 2, 3], "close", "", acting=ANNA, at=LATER)
        assert outcome.done == (1, 2)
        assert [one.id for one in outcome.refused] == [3]
        assert [issue.state for issue in store.all_issues(db)] == [State.CLOSED, State.CLOSED, State.SENT]
        step = undo.last(db, "anna")
        assert step is not None
        assert title(step) == "Close: issues together (2)"
        undo.revert(db, step.id, at=LATER)
        assert [issue.state for issue in store.all_issues(db)] == [State.VERIFIED, State.VERIFIED, State.SENT]


def test_what_a_department_did_is_noted_as_its_own(sqlite: Database) -> None:
    fill(sqlite)
    with sqlite.write() as db:
        _, outcome = bulk.move(db, [3], "receive", "telephone", acting=ANNA, at=LATER)
        assert outcome.refused == ()
        (event,) = store.events(db, 3)
        assert (event.who, event.department, event.facts["given"]["how"]) == ("anna", "net", "telephone")


def test_where_all_are_refused_nothing_is_written(sqlite: Database) -> None:
    fill(sqlite)
    with sqlite.write() as db:
        changes, outcome = bulk.move(db, [1, 2, 3], "restore", "new facts", acting=ANNA, at=LATER)
        assert not changes
        assert len(outcome.refused) == 3
        assert undo.last(db, "anna") is None
        assert db.execute(select(func.count()).select_from(issue_event)).scalar_one() == 0


def test_too_many_at_once_are_refused(sqlite: Database) -> None:
    with sqlite.write() as db, pytest.raises(IssueError):
        bulk.change(db, range(MOST + 1), BulkChange(internal=True), acting=ANNA, at=LATER)


def test_moves_that_need_more_than_one_text_are_done_one_by_one() -> None:
    names = {move.name for move in FOR_MANY}
    assert names.isdisjoint({"send", "answer", "finish", "reject", "merge", "reopen", "return"})
    assert names <= set(MOVE)
