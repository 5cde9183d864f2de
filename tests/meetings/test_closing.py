from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from random import Random
from threading import Thread

import pytest
from msgspec.structs import replace
from sqlalchemy import event, select, update

from supervisor.errors import ChangedMeanwhileError, IssueError
from supervisor.issues import department_store
from supervisor.issues import store as issue_store
from supervisor.issues.event import EventKind
from supervisor.issues.moves import Given
from supervisor.meetings import actions, attendance_store, closing, outcome_store, store
from supervisor.meetings.meeting import Came, MeetingState, OutcomeKind
from supervisor.meetings.paper import minutes_text, plain
from supervisor.storage import undo
from supervisor.storage.centre import undo_step
from supervisor.storage.database import Database
from supervisor.storage.issue_tables import issue as issue_table
from supervisor.storage.issue_tables import issue_event
from supervisor.storage.meeting_tables import meeting as meeting_table
from supervisor.storage.meeting_tables import meeting_item, meeting_minutes, meeting_outcome
from supervisor.workdays import store as workdays
from supervisor.workdays.calendar import Day, DayKind
from tests.meetings.centre import (
    ANNA,
    AT,
    CHAIR,
    QIN,
    TO_ANSWERED,
    TO_WORKING,
    WEEK,
    a_series,
    an_action,
    an_open_issue,
    begun,
    closed,
    counted,
    items,
    note,
    planned,
    running,
)

LATER = AT + timedelta(hours=2)
TODAY = date(2026, 3, 2)


class PowerCutError(Exception):
    """The machine goes off."""


def test_closing_freezes_how_everything_stands(centre: Database) -> None:
    with centre.write() as db:
        issue = an_open_issue(db, "Bills are late", *TO_ANSWERED)
        an_open_issue(db, "No signal", "make_ready", department="net")
        meeting = running(db, a_series(db))
        there = items(db, meeting)
        note(db, there["Bills are late"], OutcomeKind.ACCEPTED, "Good", acting=QIN)
        an_action(db, there["Bills are late"], "Show the record")
        people = attendance_store.attendance(db, meeting.id)
        marks = [replace(one, came=Came.ABSENT if one.person == "Wu" else Came.CAME) for one in people]
        attendance_store.mark_attendance(db, meeting.id, marks, acting=QIN, at=AT)
    with centre.write() as db:
        now = store.get(db, meeting.id)
        figures = {issue.id: ("0.4 times as many",)}
        closing.close(db, now.id, now.version, figures, acting=QIN, at=LATER)

    with centre.read() as db:
        (minutes,) = closing.versions(db, meeting.id)
        told = [one for one in issue_store.events(db, issue.id) if one.kind is EventKind.DISCUSSED]
        assert store.get(db, meeting.id).state is MeetingState.CLOSED
        assert store.sitting(db, meeting.id, at=LATER).closings == (1,)
        assert counted(db, issue) == 1
    assert (minutes.number, minutes.closed_by, minutes.missing) == (1, "qin", ("Network",))
    bills, signal = minutes.items
    assert (bills.state, bills.department, bills.owner, bills.measure) == ("working", "Billing", "Zhou", "m")
    assert (bills.promised, bills.figures, bills.carried) == (date(2026, 4, 1), ("0.4 times as many",), True)
    assert [clock.kind for clock in bills.clocks] == ["sign_for", "answer", "solution"]
    assert [one.kind for one in bills.outcomes] == [OutcomeKind.ACCEPTED, OutcomeKind.ACTION]
    assert (signal.item.discussed, signal.carried) == (False, True)
    assert told[-1].source.meeting == meeting.id


def test_old_minutes_keep_their_text_whatever_happens_afterwards(sqlite: Database) -> None:
    with sqlite.write() as db:
        issue = an_open_issue(db, "Bills are late", *TO_WORKING)
        series = a_series(db)
        meeting = running(db, series)
        action = an_action(db, items(db, meeting)["Bills are late"], "Show the record")
        before = closed(db, meeting)
        text = plain(minutes_text(before, TODAY))
        assert "Billing" in text
        assert "Under way" in text
    with sqlite.write() as db:
        billing = department_store.get(db, "bill")
        department_store.change(db, replace(billing, name="Accounts"), acting=ANNA, at=LATER)
        now = issue_store.get(db, issue.id)
        finish = Given(done_what="mended", in_force=TODAY)
        moved = issue_store.move(db, now.id, now.version, "finish", finish, acting=ANNA, at=LATER)[1]
        issue_store.edit(db, moved, replace(moved, title="Other words"), acting=ANNA, at=LATER)
        kept = outcome_store.outcomes(db, meeting.id)[0]
        assert kept.id == action.id
        actions.finish(db, kept, TODAY, "Shown", acting=ANNA, at=LATER)
        own = workdays.calendars(db)[""]
        days = {day: Day(day, DayKind.REST, "hand") for day in (date(2026, 3, 3), date(2026, 3, 4))}
        workdays.change_days(db, own.id, own.version, days, at=LATER, who="anna")

    with sqlite.read() as db:
        (after,) = closing.versions(db, meeting.id)
    assert after == before
    assert plain(minutes_text(after, TODAY)) == text


def test_only_a_manager_opens_a_meeting_again_and_closing_it_makes_a_further_version(
    centre: Database,
) -> None:
    with centre.write() as db:
        issue = an_open_issue(db, "Bills are late", *TO_ANSWERED)
        meeting = running(db, a_series(db))
        note(db, items(db, meeting)["Bills are late"], OutcomeKind.DECISION, "First words")
        first = closed(db, meeting)
    with centre.write() as db:
        now = store.get(db, meeting.id)
        for acting in (QIN, CHAIR):
            with pytest.raises(IssueError):
                closing.reopen(db, now.id, now.version, "a slip", acting=acting, at=LATER)
        with pytest.raises(IssueError):
            closing.reopen(db, now.id, now.version, " ", acting=ANNA, at=LATER)
        closing.reopen(db, now.id, now.version, "a slip", acting=ANNA, at=LATER)
    with centre.write() as db:
        (outcome,) = outcome_store.outcomes(db, meeting.id)
        outcome_store.change(db, replace(outcome, text="Second words"), acting=QIN, at=LATER)
        second = closed(db, meeting)

    with centre.read() as db:
        kept = closing.versions(db, meeting.id)
        assert kept == (first, second)
        assert counted(db, issue) == 1  # one meeting, however often its minutes were closed
    assert [one.items[0].outcomes[0].text for one in kept] == ["First words", "Second words"]
    assert (second.number, second.reason, second.reopened_by) == (2, "a slip", "anna")


def test_a_correction_that_an_item_was_not_discussed_takes_the_count_back(sqlite: Database) -> None:
    with sqlite.write() as db:
        issue = an_open_issue(db, "Bills are late", *TO_ANSWERED)
        meeting = running(db, a_series(db))
        decision = note(db, items(db, meeting)["Bills are late"], OutcomeKind.DECISION, "Words")
        closed(db, meeting)
        assert counted(db, issue) == 1
        now = store.get(db, meeting.id)
        closing.reopen(db, now.id, now.version, "wrong item", acting=ANNA, at=LATER)
        decision = outcome_store.outcomes(db, meeting.id)[0]
        outcome_store.remove(db, decision, acting=QIN, at=LATER)
        closed(db, meeting)

        assert counted(db, issue) == 0


def test_what_was_done_before_the_closing_cannot_be_undone_after_it(sqlite: Database) -> None:
    with sqlite.write() as db:
        meeting = running(db, a_series(db))
        store.add_items(db, meeting.id, titles=["Holiday duty"], acting=ANNA, at=AT)
    with sqlite.write() as db:
        item = items(db, meeting)["Holiday duty"]
        store.change_item(db, replace(item, notes="talk"), acting=ANNA, at=AT)
    with sqlite.write() as db:
        note(db, item, OutcomeKind.DECISION, "As last year")
    with sqlite.write() as db:
        li = attendance_store.attendance(db, meeting.id)[0]
        attendance_store.mark_attendance(db, meeting.id, [replace(li, came=Came.CAME)], acting=ANNA, at=AT)
    with sqlite.write() as db:
        closed(db, meeting)
        minutes = closing.versions(db, meeting.id)

    with sqlite.read() as db:
        names = ["note_outcome", "change_agenda_item", "mark_meeting_attendance", "begin_meeting"]
        wanted = select(undo_step.c.id).where(undo_step.c.name.in_(names))
        steps = list(db.execute(wanted).scalars())
    assert len(steps) == 4
    for step in steps:
        with sqlite.write() as db, pytest.raises(ChangedMeanwhileError):
            undo.revert(db, step, at=LATER)
    with sqlite.read() as db:
        assert closing.versions(db, meeting.id) == minutes


def test_a_closing_that_is_cut_off_leaves_nothing_half_done(sqlite: Database) -> None:
    """Cut off before its first statement that writes, then before its second, and so on to the last."""
    tables = (issue_table, issue_event, meeting_table, meeting_item, meeting_outcome, meeting_minutes)

    def all_rows() -> dict[str, list[str]]:
        with sqlite.read() as db:
            return {table.name: sorted(map(repr, db.execute(select(table)))) for table in tables}

    with sqlite.write() as db:
        issue = an_open_issue(db, "Bills are late", *TO_ANSWERED)
        meeting = running(db, a_series(db))
        an_action(db, items(db, meeting)["Bills are late"])
    before, left = all_rows(), 0

    def cut(_conn: object, _cursor: object, statement: str, *_more: object) -> None:
        nonlocal left
        if statement.startswith(("INSERT", "UPDATE", "DELETE")):
            left -= 1
            if left == 0:
                raise PowerCutError

    event.listen(sqlite.engine, "before_cursor_execute", cut)
    try:
        for cuts in range(1, 100):
            left = cuts
            try:
                with sqlite.write() as db:
                    closed(db, meeting)
            except PowerCutError:
                assert all_rows() == before
            else:
                break
    finally:
        event.remove(sqlite.engine, "before_cursor_execute", cut)

    assert cuts > 10  # meeting, item, outcome, three who were invited, minutes, issue, its event, areas
    with sqlite.read() as db:
        assert len(closing.versions(db, meeting.id)) == 1
        assert counted(db, issue) == 1


def test_two_who_close_at_once_make_one_version(sqlite: Database) -> None:
    with sqlite.write() as db:
        meeting = running(db, a_series(db))
        now = store.get(db, meeting.id)
        closing.close(db, now.id, now.version, acting=QIN, at=LATER)

        with pytest.raises(ChangedMeanwhileError):
            closing.close(db, now.id, now.version, acting=CHAIR, at=LATER)
        assert len(closing.versions(db, meeting.id)) == 1


def test_what_is_noted_while_somebody_closes_is_in_the_minutes_or_refused(centre: Database) -> None:
    with centre.write() as db:
        meeting = running(db, a_series(db))
        store.add_items(db, meeting.id, titles=["Holiday duty"], acting=ANNA, at=AT)
        item = items(db, meeting)["Holiday duty"]
    said: list[str] = []

    def note_too_late() -> None:
        try:
            with centre.write() as db:
                note(db, item, OutcomeKind.DECISION, "Too late", acting=QIN)
        except IssueError as error:
            said.append(error.why)

    other = Thread(target=note_too_late)
    with centre.write() as db:
        closed(db, meeting)
        other.start()  # waits for us, or comes after us
    other.join(30)

    assert said == ["The meeting is: Held and closed. That cannot be done with it now."]
    with centre.read() as db:
        assert outcome_store.outcomes(db, meeting.id) == ()


# -- carried over, meeting after meeting --------------------------------------------------------------------


def test_over_five_meetings_each_item_is_carried_as_long_as_it_must_be(sqlite: Database) -> None:
    with sqlite.write() as db:
        series = a_series(db)
        calm = an_open_issue(db, "calm", *TO_WORKING)  # an action, done between the third and the fourth
        an_open_issue(db, "silent", *TO_WORKING)  # discussed at the third meeting at last
        seen = []
        for week in range(5):
            meeting = planned(db, series, AT + week * WEEK)
            if week == 0:
                store.add_items(db, meeting.id, titles=["Holiday duty"], acting=ANNA, at=AT)
            begun(db, meeting)
            there = items(db, meeting, meeting.starts_at)
            seen.append({title: item.times for title, item in there.items()})
            if week == 0:
                action = an_action(db, there["calm"], due=date(2026, 5, 1))
            elif "calm" in there:
                note(db, there["calm"], OutcomeKind.DECISION, "Wait on")
            if week == 2:
                note(db, there["silent"], OutcomeKind.DECISION, "Heard")
            if week == 3:
                note(db, there["Holiday duty"], OutcomeKind.DECISION, "As last year")
            closed(db, meeting)
            if week == 2:
                now = next(one for one in actions.actions(db, at=meeting.starts_at, open_only=True))
                assert now.action.id == action.id
                done = meeting.starts_at + timedelta(days=1)
                actions.finish(db, now.action, done.date(), "Done", acting=ANNA, at=done)

        assert seen == [
            {"calm": 1, "silent": 1, "Holiday duty": 1},
            {"calm": 2, "silent": 2, "Holiday duty": 2},
            {"calm": 3, "silent": 3, "Holiday duty": 3},
            {"Holiday duty": 4},
            {},
        ]
        assert counted(db, calm) == 3


@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_carried_over_agrees_with_a_count_of_its_own(sqlite: Database, seed: int) -> None:
    """Eight meetings of one day, at which chance decides what is said; nothing becomes overdue meanwhile."""
    chance = Random(seed)
    with sqlite.write() as db:
        series = a_series(db)
        wanted = {an_open_issue(db, f"c{n}", *TO_WORKING).id for n in range(6)}  # at first all is new
    times: Counter[int] = Counter()
    promised: Counter[int] = Counter()
    for hour in range(8):
        with sqlite.write() as db:
            meeting = planned(db, series, AT + timedelta(hours=hour))
            there = {item.issue: item for item in items(db, meeting).values()}
            assert set(there) == wanted
            times.update(list(there))
            assert {issue: item.times for issue, item in there.items()} == {one: times[one] for one in there}
            begun(db, meeting)
            silent = set()
            for issue, item in there.items():
                match chance.randrange(4):
                    case 0:
                        note(db, item, OutcomeKind.DECISION, "So be it")
                    case 1:
                        an_action(db, item)
                        promised[issue] += 1
                    case 2:
                        note(db, item, OutcomeKind.NOT_DISCUSSED)
                        silent.add(issue)
                    case _:
                        silent.add(issue)
            for line in actions.actions(db, at=meeting.starts_at, open_only=True):
                if chance.random() < 0.4:
                    later = meeting.starts_at + timedelta(minutes=50)
                    actions.finish(db, line.action, TODAY, "Done", acting=ANNA, at=later)
                    promised[line.action.issue] -= 1
            closed(db, meeting)
            wanted = silent | {issue for issue, open_ones in promised.items() if open_ones}


def test_an_action_that_is_open_again_brings_its_matter_back(sqlite: Database) -> None:
    with sqlite.write() as db:
        series = a_series(db)
        an_open_issue(db, "calm", *TO_WORKING)
        meeting = running(db, series)
        an_action(db, items(db, meeting)["calm"])
        closed(db, meeting)
        (line,) = actions.actions(db, at=AT)
        done = actions.finish(db, line.action, TODAY, "Done", acting=ANNA, at=LATER)[1]
        actions.reopen(db, done, acting=ANNA, at=LATER)
        again = planned(db, series, AT + WEEK)

        assert list(items(db, again)) == ["calm"]


def test_what_is_carried_over_comes_onto_an_agenda_that_stood_already(centre: Database) -> None:
    with centre.write() as db:
        series = a_series(db)
        for title in ("silent", "decided", "promised"):
            an_open_issue(db, title, *TO_WORKING)
        meeting = running(db, series)
        following = planned(db, series, AT + WEEK)  # while the first one still runs
        store.remove_items(db, following.id, [items(db, following)["promised"].id], acting=ANNA, at=AT)
        promised = items(db, meeting)["promised"].issue
        store.add_items(db, following.id, [promised], acting=ANNA, at=AT)  # by hand
        there = items(db, meeting)
        store.change_item(db, replace(items(db, following)["silent"], speaker="Wu"), acting=ANNA, at=AT)
        note(db, there["decided"], OutcomeKind.DECISION, "So be it")
        an_action(db, there["promised"])
        closed(db, meeting)

    with centre.read() as db:
        found = items(db, following)
    assert {title: (item.times, item.carried_from) for title, item in found.items()} == {
        "silent": (2, meeting.id),
        "promised": (2, meeting.id),
    }
    assert found["silent"].speaker == "Wu"


def test_a_cancelled_meeting_loses_nothing(sqlite: Database) -> None:
    with sqlite.write() as db:
        series = a_series(db)
        an_open_issue(db, "calm", *TO_WORKING)
        closed(db, running(db, series))  # not discussed
        off = planned(db, series, AT + WEEK)
        store.cancel(db, off.id, off.version, "", acting=ANNA, at=AT)
        third = planned(db, series, AT + 2 * WEEK)

        assert {title: item.times for title, item in items(db, third).items()} == {"calm": 2}


def test_minutes_that_a_later_version_wrote_are_left_alone(
    sqlite: Database, caplog: pytest.LogCaptureFixture
) -> None:
    with sqlite.write() as db:
        meeting = running(db, a_series(db))
        closed(db, meeting)
        db.execute(update(meeting_minutes).values(document={"later": True}))

        assert closing.versions(db, meeting.id) == ()
    assert "cannot be read" in caplog.text
