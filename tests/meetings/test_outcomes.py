from __future__ import annotations

from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from supervisor.errors import IssueError, MoveRefusedError
from supervisor.issues import store as issue_store
from supervisor.issues.event import EventKind
from supervisor.issues.issue import Origin
from supervisor.issues.moves import Given
from supervisor.issues.states import State
from supervisor.meetings import outcome_store, store
from supervisor.meetings.meeting import OutcomeKind
from supervisor.storage import undo
from supervisor.storage.database import Database
from supervisor.storage.step_titles import title
from tests.issues.rows import an_issue
from tests.meetings.centre import (
    ANNA,
    AT,
    LEE,
    QIN,
    TO_ANSWERED,
    WEEK,
    a_series,
    an_action,
    an_open_issue,
    closed,
    items,
    note,
    planned,
    running,
)

LATER = AT + timedelta(hours=1)


def test_an_accepted_answer_moves_the_issue_on_and_both_are_one_step(centre: Database) -> None:
    with centre.write() as db:
        issue = an_open_issue(db, "Bills are late", *TO_ANSWERED)
        meeting = running(db, a_series(db))
        item = items(db, meeting)["Bills are late"]
    with centre.write() as db:
        kept = note(db, item, OutcomeKind.ACCEPTED, "Good", acting=QIN)

    with centre.read() as db:
        after = issue_store.get(db, issue.id)
        told = issue_store.events(db, issue.id)[-1]
        assert after.state is State.WORKING
        assert (told.kind, told.who, told.role) == (EventKind.MOVED, "qin", "chair")
        assert told.source.meeting == meeting.id
        step = undo.last(db)
        assert step is not None
        assert title(step) == f"“Answer accepted”: {issue.number}"
    with centre.write() as db:
        undo.revert(db, step.id, at=LATER)
    with centre.read() as db:
        assert outcome_store.outcomes(db, meeting.id) == ()
        assert issue_store.get(db, issue.id).state is State.ANSWERED
        assert issue_store.events(db, issue.id)[-1].kind is EventKind.UNDONE
    with centre.write() as db:
        undo.redo(db, step.id, at=LATER)
    with centre.read() as db:
        (again,) = outcome_store.outcomes(db, meeting.id)
        assert replace(again, version=kept.version) == kept


def test_an_answer_that_is_not_enough_goes_back_with_the_reason(sqlite: Database) -> None:
    with sqlite.write() as db:
        issue = an_open_issue(db, "Bills are late", *TO_ANSWERED)
        item = items(db, running(db, a_series(db)))["Bills are late"]
        with pytest.raises(IssueError):
            note(db, item, OutcomeKind.ASK_AGAIN)
        note(db, item, OutcomeKind.ASK_AGAIN, "That was not asked", acting=QIN)

        assert issue_store.get(db, issue.id).state is State.RECEIVED


def test_a_new_limit_is_promised_and_the_first_stays_visible(sqlite: Database) -> None:
    with sqlite.write() as db:
        issue = an_open_issue(db, "Bills are late", *TO_ANSWERED, "accept")
        meeting = running(db, a_series(db))
        item = items(db, meeting)["Bills are late"]
        later = date(2026, 4, 20)
        with pytest.raises(IssueError):
            note(db, item, OutcomeKind.NEW_LIMIT, "parts are missing")
        note(db, item, OutcomeKind.NEW_LIMIT, "parts are missing", due=later, acting=QIN)
        standing = issue_store.get(db, issue.id).standing

        assert (standing.promised_first, standing.promised) == (date(2026, 4, 1), later)


def test_a_ruling_says_whose_an_issue_is_that_was_returned_twice(sqlite: Database) -> None:
    with sqlite.write() as db:
        twice = ("make_ready", "send", "return", "send", "return")
        issue = an_open_issue(db, "No signal", *twice[:3])
        issue = issue_store.edit(
            db,
            issue,
            replace(issue, facts=replace(issue.facts, department="net")),
            acting=ANNA,
            at=AT,
        )[1]
        send = Given(sheet="s2", wished=date(2026, 3, 9))
        back = Given(return_reason="not_ours", proposed_department="Billing")
        for name, given in (("send", send), ("return", back)):
            issue = issue_store.move(db, issue.id, issue.version, name, given, acting=ANNA, at=AT)[1]
        assert issue.standing.ruling_wanted
        item = items(db, running(db, a_series(db)))["No signal"]
        with pytest.raises(IssueError):
            note(db, item, OutcomeKind.RULING, "They have the mast")
        note(db, item, OutcomeKind.RULING, "They have the mast", department="shop", acting=QIN)
        after = issue_store.get(db, issue.id)

        assert (after.facts.department, after.standing.ruling_wanted) == ("shop", False)


def test_the_meeting_closes_what_was_verified_and_refuses_what_was_not(sqlite: Database) -> None:
    with sqlite.write() as db:
        done = an_open_issue(db, "done", *TO_ANSWERED, "accept", "finish", "verify")
        half = an_open_issue(db, "half", *TO_ANSWERED)
        meeting = running(db, a_series(db))
        there = items(db, meeting)
        note(db, there["done"], OutcomeKind.CLOSED, acting=QIN)
        assert issue_store.get(db, done.id).state is State.CLOSED

    with sqlite.write() as db, pytest.raises(MoveRefusedError):
        note(db, there["half"], OutcomeKind.CLOSED, acting=QIN)
    with sqlite.read() as db:
        assert issue_store.get(db, half.id).state is State.ANSWERED
        assert len(outcome_store.outcomes(db, meeting.id)) == 1


def test_decisions_and_actions_stand_in_the_history_of_the_issue(sqlite: Database) -> None:
    with sqlite.write() as db:
        issue = an_open_issue(db, "Bills are late", *TO_ANSWERED)
        meeting = running(db, a_series(db))
        item = items(db, meeting)["Bills are late"]
        note(db, item, OutcomeKind.DECISION, "Nothing is sent twice")
        action = an_action(db, item, "Show the record")
        changed = replace(action, owner="He", due=action.due + WEEK if action.due else None)
        outcome_store.change(db, changed, acting=QIN, at=AT)

        told = [one for one in issue_store.events(db, issue.id) if one.kind is EventKind.DISCUSSED]
        assert [one.facts["outcome"] for one in told] == [
            "Nothing is sent twice",
            "Zhou: Show the record (2026-03-09)",
            "He: Show the record (2026-03-16)",
        ]
        assert {one.source.meeting for one in told} == {meeting.id}


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (OutcomeKind.DECISION, {"text": "  "}),
        (OutcomeKind.ACTION, {"text": "Show it", "due": date(2026, 3, 9)}),
        (OutcomeKind.ACTION, {"text": "Show it", "owner": "Zhou"}),
        (OutcomeKind.ACTION, {"text": "", "owner": "Zhou", "due": date(2026, 3, 9)}),
        (OutcomeKind.ACTION, {"text": "Show it", "owner": "Zhou", "due": date(2026, 3, 1)}),
    ],
)
def test_an_action_has_an_owner_and_a_day_to_come(
    sqlite: Database, kind: OutcomeKind, more: dict[str, object]
) -> None:
    with sqlite.write() as db:
        meeting = running(db, a_series(db))
        store.add_items(db, meeting.id, titles=["Holiday duty"], acting=ANNA, at=AT)
        item = items(db, meeting)["Holiday duty"]

        with pytest.raises(IssueError):
            note(db, item, kind, **more)  # type: ignore[arg-type]
        assert outcome_store.outcomes(db, meeting.id) == ()


def test_a_matter_that_is_no_issue_has_decisions_and_actions_alone(sqlite: Database) -> None:
    with sqlite.write() as db:
        meeting = running(db, a_series(db))
        store.add_items(db, meeting.id, titles=["Holiday duty"], acting=ANNA, at=AT)
        item = items(db, meeting)["Holiday duty"]
        note(db, item, OutcomeKind.DECISION, "As last year")

        with pytest.raises(IssueError):
            note(db, item, OutcomeKind.ACCEPTED, "Good")


def test_what_was_decided_cannot_be_not_discussed(sqlite: Database) -> None:
    with sqlite.write() as db:
        an_open_issue(db, "Bills are late", *TO_ANSWERED)
        meeting = running(db, a_series(db))
        item = items(db, meeting)["Bills are late"]
        silent = note(db, item, OutcomeKind.NOT_DISCUSSED)
        outcome_store.remove(db, silent, acting=QIN, at=AT)
        note(db, item, OutcomeKind.DECISION, "Nothing is sent twice")

        with pytest.raises(IssueError):
            note(db, item, OutcomeKind.NOT_DISCUSSED)


def test_what_moved_an_issue_is_undone_and_not_removed(sqlite: Database) -> None:
    with sqlite.write() as db:
        an_open_issue(db, "Bills are late", *TO_ANSWERED)
        item = items(db, running(db, a_series(db)))["Bills are late"]
        moved = note(db, item, OutcomeKind.ACCEPTED, "Good")

        with pytest.raises(IssueError):
            outcome_store.remove(db, moved, acting=QIN, at=AT)


def test_nothing_is_noted_before_the_meeting_runs_nor_after_it_by_no_one(sqlite: Database) -> None:
    with sqlite.write() as db:
        an_open_issue(db, "Bills are late", *TO_ANSWERED)
        series = a_series(db)
        item = items(db, planned(db, series))["Bills are late"]
        with pytest.raises(IssueError):
            note(db, item, OutcomeKind.DECISION, "Too early")
        meeting = running(db, series, AT + WEEK)
        item = items(db, meeting)["Bills are late"]
        with pytest.raises(IssueError):
            note(db, item, OutcomeKind.DECISION, "Not mine", acting=LEE)
        closed(db, meeting)

        with pytest.raises(IssueError):
            note(db, item, OutcomeKind.DECISION, "Too late", acting=QIN)


def test_a_new_issue_comes_from_the_meeting_and_stands_on_its_agenda_as_one_step(centre: Database) -> None:
    with centre.write() as db:
        meeting = running(db, a_series(db))
    with centre.write() as db:
        _changes, (issue, item) = outcome_store.new_issue(
            db, meeting.id, an_issue(0, "The lift is loud"), acting=QIN, at=AT
        )
        assert (issue.state, issue.facts.origin, item.issue) == (State.DRAFT, Origin.MEETING, issue.id)
        step = undo.last(db)
    with centre.write() as db:
        assert step is not None
        undo.revert(db, step.id, at=LATER)
        assert items(db, meeting) == {}
        assert issue_store.all_issues(db, [issue.id]) == ()
