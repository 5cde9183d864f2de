from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest
from msgspec.structs import replace

from supervisor.errors import ChangedMeanwhileError, IssueError
from supervisor.meetings import actions, store
from supervisor.meetings.actions import ActionState
from supervisor.storage import undo
from supervisor.storage.database import Database
from tests.meetings.centre import (
    ANNA,
    AT,
    TO_WORKING,
    a_series,
    an_action,
    an_open_issue,
    closed,
    items,
    running,
)

FRIDAY, SATURDAY, TUESDAY = date(2026, 3, 6), date(2026, 3, 7), date(2026, 3, 10)


def on(day: date) -> datetime:
    return AT + (day - AT.date())


def test_actions_come_the_longest_overdue_first_and_say_what_they_belong_to(centre: Database) -> None:
    with centre.write() as db:
        issue = an_open_issue(db, "Bills are late", *TO_WORKING)
        meeting = running(db, a_series(db))
        store.add_items(db, meeting.id, titles=["Holiday duty"], acting=ANNA, at=AT)
        there = items(db, meeting) | {}
        duty = there["Holiday duty"]
        bills = store.add_items(db, meeting.id, [issue.id], acting=ANNA, at=AT)[1]
        item = bills[0] if bills else there["Bills are late"]
        an_action(db, item, "later", due=TUESDAY + timedelta(days=1))
        an_action(db, item, "first", due=FRIDAY, owner="Wu", owner_department="net")
        an_action(db, duty, "today", due=TUESDAY)
        done = an_action(db, duty, "done", due=FRIDAY)
        closed(db, meeting)
    with centre.write() as db:
        last = next(one.action for one in actions.actions(db, at=on(FRIDAY)) if one.action.id == done.id)
        actions.finish(db, last, SATURDAY, "All is done", acting=ANNA, at=on(TUESDAY))

    with centre.read() as db:
        found = actions.actions(db, at=on(TUESDAY))
        assert [(one.action.text, one.state) for one in found] == [
            ("first", ActionState.OVERDUE),
            ("today", ActionState.TODAY),
            ("later", ActionState.OPEN),
            ("done", ActionState.DONE_LATE),
        ]
        first = found[0]
        assert (first.department, first.issue_number, first.title) == ("Network", issue.number, issue.title)
        assert (first.series, first.meeting_number, first.meeting_day) == ("Coordination", 1, AT.date())
        assert first.days_over == 2  # Monday and Tuesday
        assert found[1].title == "Holiday duty"
        assert [one.action.text for one in actions.actions(db, at=on(TUESDAY), owner=" ZHOU")] == [
            "today",
            "later",
            "done",
        ]
        assert [one.action.text for one in actions.actions(db, at=on(TUESDAY), department="net")] == ["first"]
        assert len(actions.actions(db, at=on(TUESDAY), meeting=meeting.id, open_only=True)) == 3
        assert actions.owners(db) == ("Wu", "Zhou")


def test_an_action_that_was_due_on_friday_is_a_day_over_on_saturday(sqlite: Database) -> None:
    with sqlite.write() as db:
        an_open_issue(db, "Bills are late", *TO_WORKING)
        meeting = running(db, a_series(db))
        an_action(db, items(db, meeting)["Bills are late"], due=FRIDAY)

        (line,) = actions.actions(db, at=on(SATURDAY))
    assert (line.state, line.days_over) == (ActionState.OVERDUE, 1)


def test_what_was_done_is_said_and_can_be_undone(sqlite: Database) -> None:
    with sqlite.write() as db:
        an_open_issue(db, "Bills are late", *TO_WORKING)
        meeting = running(db, a_series(db))
        action = an_action(db, items(db, meeting)["Bills are late"])
        with pytest.raises(IssueError):
            actions.finish(db, action, FRIDAY, " ", acting=ANNA, at=on(FRIDAY))
        with pytest.raises(IssueError):
            actions.finish(db, action, SATURDAY, "Done", acting=ANNA, at=on(FRIDAY))
        stale = replace(action, version=7)
        with pytest.raises(ChangedMeanwhileError):
            actions.finish(db, stale, FRIDAY, "Done", acting=ANNA, at=on(FRIDAY))
    with sqlite.write() as db:
        done = actions.finish(db, action, FRIDAY, " Shown ", acting=ANNA, at=on(FRIDAY))[1]
        assert (done.done_on, done.result) == (FRIDAY, "Shown")
        step = undo.last(db)
    with sqlite.write() as db:
        assert step is not None
        undo.revert(db, step.id, at=on(FRIDAY))
        assert actions.actions(db, at=on(FRIDAY))[0].state is ActionState.OPEN
