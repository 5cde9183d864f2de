from __future__ import annotations

from datetime import timedelta

import pytest
from msgspec.structs import replace

from supervisor.errors import ChangedMeanwhileError, IssueError, NameTakenError
from supervisor.issues import store as issue_store
from supervisor.issues.effect_answer import EffectAnswer, EffectQuestion, EffectState
from supervisor.issues.evidence import Figure
from supervisor.issues.issue import Criterion, Measured
from supervisor.meetings import attendance_store, closing, figures, series_store, store
from supervisor.meetings.meeting import Attendance, Came, MeetingState, OutcomeKind
from supervisor.meetings.series import Section, Series
from supervisor.storage import step_titles, undo
from supervisor.storage.database import Database
from tests.issues.rows import an_issue
from tests.meetings.centre import (
    ANNA,
    AT,
    CHAIR,
    LEE,
    QIN,
    TO_ANSWERED,
    WEEK,
    a_series,
    an_action,
    an_open_issue,
    begun,
    closed,
    items,
    note,
    planned,
    running,
)

LATER = AT + timedelta(minutes=1)


def undone(centre: Database) -> None:
    """What was done last, taken back."""
    with centre.write() as db:
        found = undo.last(db)
        assert found is not None
        undo.revert(db, found.id, at=LATER)


def test_a_meeting_is_planned_with_number_agenda_and_invitations_and_undone_as_one(centre: Database) -> None:
    with centre.write() as db:
        series = a_series(db)
        an_open_issue(db, "Bills are late", *TO_ANSWERED)
        an_open_issue(db, "No signal", "make_ready", department="net")
        first = planned(db, series)
        second = planned(db, series, AT + WEEK)

    with centre.read() as db:
        found = store.sitting(db, first.id, at=AT)
        assert (first.text.number, second.text.number) == (1, 2)
        assert [item.section for item in found.items] == [Section.TO_ACCEPT, Section.NEW]
        assert [one.person for one in found.attendance] == ["Li Ming", "Zhou", "Wu"]
        assert found.looks[found.items[0].id].department == "Billing"
        assert [one.id for one in store.all_meetings(db, series.id)] == [second.id, first.id]
    undone(centre)
    with centre.read() as db:
        assert [one.id for one in store.all_meetings(db)] == [first.id]
        assert step_titles.title(undo.last(db)) == "Plan Coordination, no. 1 (2026-03-02)"  # type: ignore[arg-type]


def test_what_somebody_did_to_an_agenda_stays_when_it_is_brought_up_to_date(centre: Database) -> None:
    with centre.write() as db:
        series = a_series(db)
        for title in ("one", "two", "three"):
            an_open_issue(db, title, "make_ready")
        meeting = planned(db, series)
        there = items(db, meeting)
        store.remove_items(db, meeting.id, [there["two"].id], acting=ANNA, at=AT)
        store.order(db, meeting.id, [there["three"].id, there["one"].id], acting=ANNA, at=AT)
        store.add_items(db, meeting.id, titles=["Holiday duty"], acting=ANNA, at=AT)
        one = replace(items(db, meeting)["one"], minutes=20, speaker="Zhou")
        store.change_item(db, one, acting=ANNA, at=AT)
    with centre.write() as db:
        an_open_issue(db, "four", "make_ready")
        store.refresh(db, meeting.id, acting=ANNA, at=LATER)

    with centre.read() as db:
        found = items(db, meeting)
        assert list(found) == ["three", "one", "four", "Holiday duty"]
        assert (found["one"].minutes, found["one"].speaker) == (20, "Zhou")
    with centre.write() as db:  # whoever puts it back has it back
        two = there["two"].issue
        store.add_items(db, meeting.id, [two], acting=ANNA, at=LATER)
        store.refresh(db, meeting.id, acting=ANNA, at=LATER)
        assert "two" in items(db, meeting)


def test_taking_an_item_off_can_be_undone_and_it_is_the_same_item_again(sqlite: Database) -> None:
    with sqlite.write() as db:
        meeting = planned(db, a_series(db))
        store.add_items(db, meeting.id, titles=["Holiday duty"], acting=ANNA, at=AT)
    with sqlite.write() as db:
        there = items(db, meeting)["Holiday duty"]
        store.remove_items(db, meeting.id, [there.id], acting=ANNA, at=AT)
    undone(sqlite)

    with sqlite.read() as db:
        assert items(db, meeting)["Holiday duty"].id == there.id
        assert store.get(db, meeting.id).text.removed_titles == ()


def test_an_item_of_which_something_came_stays_on_the_agenda(sqlite: Database) -> None:
    with sqlite.write() as db:
        an_open_issue(db, "one", "make_ready")
        meeting = running(db, a_series(db))
        there = items(db, meeting)["one"]
        an_action(db, there)

        with pytest.raises(IssueError):
            store.remove_items(db, meeting.id, [there.id], acting=ANNA, at=AT)


def test_who_saves_an_item_that_somebody_else_saved_is_told(sqlite: Database) -> None:
    with sqlite.write() as db:
        an_open_issue(db, "one", "make_ready")
        meeting = planned(db, a_series(db))
        mine = items(db, meeting)["one"]
        store.change_item(db, replace(mine, minutes=9), acting=ANNA, at=AT)

        with pytest.raises(ChangedMeanwhileError):
            store.change_item(db, replace(mine, minutes=11), acting=QIN, at=AT)


def test_time_that_was_spent_adds_up_and_stands_in_no_ones_way(sqlite: Database) -> None:
    with sqlite.write() as db:
        an_open_issue(db, "one", "make_ready")
        meeting = planned(db, a_series(db))
        item = items(db, meeting)["one"]
        store.spend(db, {item.id: 30.0}, at=AT)  # it does not run yet
        begun(db, meeting)
        store.change_item(db, replace(item, notes="talk"), acting=ANNA, at=AT)
        store.spend(db, {item.id: 40.0}, at=AT)
        store.spend(db, {item.id: 2.5}, at=AT)
    undone(sqlite)

    with sqlite.read() as db:
        found = items(db, meeting)["one"]
        assert (found.spent_s, found.notes) == (42.5, "")


def test_the_room_sees_what_was_said_last_time_and_what_is_still_promised(sqlite: Database) -> None:
    with sqlite.write() as db:
        series = a_series(db)
        an_open_issue(db, "Bills are late", *TO_ANSWERED)
        first = running(db, series)
        there = items(db, first)["Bills are late"]
        note(db, there, OutcomeKind.DECISION, "Nothing is sent twice")
        an_action(db, there, "Show the record")
        closed(db, first)
        second = running(db, series, AT + WEEK)
        closed(db, second)  # not its turn
        third = planned(db, series, AT + 2 * WEEK)

        found = store.sitting(db, third.id, at=third.starts_at)

    look = found.looks[found.items[0].id]
    assert look.times == found.items[0].times == 3
    assert look.said_last is not None
    assert (look.said_last.number, f"{look.said_last.day}") == (1, "2026-03-02")
    assert [one.text for one in look.said_last.outcomes] == ["Nothing is sent twice", "Show the record"]
    assert [one.text for one in look.actions] == ["Show the record"]
    assert look.reading is not None
    assert (look.answer, look.answer_owner) == ("m", "Zhou")


def test_a_meeting_changes_and_is_cancelled_only_before_it_is_over(sqlite: Database) -> None:
    with sqlite.write() as db:
        series = a_series(db)
        meeting = planned(db, series)
        text = replace(meeting.text, place="Room 5", number=99, closings=7)
        moved = replace(meeting, starts_at=AT + timedelta(hours=3), text=text)
        meeting = store.change(db, moved, acting=ANNA, at=AT)[1]
        assert (meeting.text.place, meeting.text.number, meeting.text.closings) == ("Room 5", 1, 0)
        off = store.cancel(db, meeting.id, meeting.version, "Fire drill", acting=ANNA, at=AT)[1]

        assert (off.state, off.text.note) == (MeetingState.CANCELLED, "Fire drill")
        with pytest.raises(IssueError):
            store.begin(db, off.id, off.version, acting=ANNA, at=AT)
        with pytest.raises(IssueError):
            store.refresh(db, off.id, acting=ANNA, at=AT)
        again = store.plan(db, series.id, off.starts_at, acting=ANNA, at=AT)[1]
        assert again.text.number == 2


def test_two_meetings_of_a_series_never_begin_at_once(sqlite: Database) -> None:
    with sqlite.write() as db:
        series = a_series(db)
        planned(db, series)

        with pytest.raises(IssueError):
            planned(db, series)


def test_who_may_not_prepare_meetings_is_told_so(sqlite: Database) -> None:
    with sqlite.write() as db:
        series = a_series(db)
        meeting = planned(db, series)

        for acting in (LEE, QIN):
            with pytest.raises(IssueError, match="Manager"):
                store.plan(db, series.id, AT + WEEK, acting=acting, at=AT)
            with pytest.raises(IssueError):
                store.refresh(db, meeting.id, acting=acting, at=AT)
        store.refresh(db, meeting.id, acting=CHAIR, at=AT)
        store.begin(db, meeting.id, meeting.version, acting=QIN, at=AT)


def test_the_room_sees_what_was_stated_of_the_effect_until_the_history_is_asked(sqlite: Database) -> None:
    with sqlite.write() as db:
        issue = an_open_issue(db, "Bills are late", *TO_ANSWERED)
        for shown in ("0.9 times as many", "0.4 times as many"):
            figure = Figure("effect", "Effect: bills", 0.4, shown, target="Target reached")
            issue_store.add_evidence(db, issue.id, [(figure, "")], acting=ANNA, at=AT)
        other = Figure("share", "Answer rate", 0.9, "90 %")
        issue_store.add_evidence(db, issue.id, [(other, "")], acting=ANNA, at=LATER)
        meeting = running(db, a_series(db))
        sitting = store.sitting(db, meeting.id, at=AT)
        (look,) = sitting.looks.values()
        assert look.figures[0].startswith("Effect: bills: 0.")
        assert look.figures[1] == "Target reached"
        assert closing.preview(db, meeting.id, at=AT).items[0].figures == look.figures

    asked = EffectQuestion(Criterion(Measured.CATEGORY, "Bills", AT.date(), AT.date()), AT.date())
    found = figures.seen(sitting, {issue.id: EffectAnswer(asked, EffectState.NOT_DONE)})
    (look,) = found.looks.values()
    assert look.figures == ("No measure is in force yet; the baseline is counted.",)


def test_what_is_asked_of_the_history_is_each_issue_with_a_criterion(sqlite: Database) -> None:
    criterion = Criterion(Measured.CATEGORY, "Bills", AT.date(), AT.date())
    with sqlite.write() as db:
        measured = an_open_issue(db, "measured", *TO_ANSWERED, criterion=criterion)
        an_open_issue(db, "not measured", *TO_ANSWERED)
        meeting = running(db, a_series(db))

        asked = figures.questions(db, meeting.id, AT.date())

    assert list(asked) == [measured.id]
    assert asked[measured.id].owner == "Zhou"


def test_a_text_that_is_too_long_is_refused_and_what_was_there_stays(sqlite: Database) -> None:
    with sqlite.write() as db:
        meeting = running(db, a_series(db))
        store.add_items(db, meeting.id, titles=["Holiday duty"], acting=ANNA, at=AT)
        item = items(db, meeting)["Holiday duty"]
        with pytest.raises(IssueError):
            note(db, item, OutcomeKind.DECISION, "x" * 20_001)
        with pytest.raises(IssueError):
            store.change_item(db, replace(item, speaker="x" * 301), acting=ANNA, at=AT)
        with pytest.raises(IssueError):
            store.add_items(db, meeting.id, titles=["x" * 301], acting=ANNA, at=AT)

        assert list(items(db, meeting)) == ["Holiday duty"]


def test_an_issue_whose_making_was_undone_leaves_an_item_that_says_so(sqlite: Database) -> None:
    with sqlite.write() as db:
        meeting = planned(db, a_series(db))
    with sqlite.write() as db:
        draft = issue_store.add(db, an_issue(0, "By mistake"), acting=ANNA, at=AT)[1]
        made = undo.last(db)
    with sqlite.write() as db:
        store.add_items(db, meeting.id, [draft.id], acting=ANNA, at=AT)
        assert made is not None
        undo.revert(db, made.id, at=LATER)

        assert list(items(db, meeting)) == ["(an issue that is no longer there)"]


# -- who came -----------------------------------------------------------------------------------------------


def test_a_department_with_open_items_of_which_nobody_came_is_named(centre: Database) -> None:
    with centre.write() as db:
        series = a_series(db)
        an_open_issue(db, "Bills are late", *TO_ANSWERED)
        an_open_issue(db, "No signal", "make_ready", department="net")
        meeting = running(db, series)
        assert store.sitting(db, meeting.id, at=AT).missing == ()  # nobody said yet who came
        li, zhou, wu = attendance_store.attendance(db, meeting.id)
        marks = [
            replace(li, came=Came.CAME),
            replace(zhou, came=Came.SUBSTITUTE, substitute="He"),
            replace(wu, came=Came.ABSENT),
            Attendance("", meeting.id, "Guest", "shop", Came.CAME),
        ]
        attendance_store.mark_attendance(db, meeting.id, marks, acting=QIN, at=AT)

    with centre.read() as db:
        assert store.sitting(db, meeting.id, at=AT).missing == ("net",)
        assert len(attendance_store.attendance(db, meeting.id)) == 4
    undone(centre)
    with centre.read() as db:
        assert {one.came for one in attendance_store.attendance(db, meeting.id)} == {Came.INVITED}


def test_a_substitute_has_a_name(sqlite: Database) -> None:
    with sqlite.write() as db:
        meeting = running(db, a_series(db))
        li = attendance_store.attendance(db, meeting.id)[0]

        with pytest.raises(IssueError, match="instead of Li Ming"):
            attendance_store.mark_attendance(
                db, meeting.id, [replace(li, came=Came.SUBSTITUTE)], acting=QIN, at=AT
            )


# -- series -------------------------------------------------------------------------------------------------


def test_a_series_is_kept_as_it_is_and_its_name_is_its_own(centre: Database) -> None:
    with centre.write() as db:
        kept = a_series(db, departments=("bill", "net"), length=45, note="In turn")
    with centre.write() as db:
        assert series_store.get(db, kept.id) == kept
        with pytest.raises(NameTakenError):
            series_store.save(db, Series("", " coordination "), acting=ANNA, at=AT)
        with pytest.raises(IssueError):
            series_store.save(db, replace(kept, length=1000), acting=ANNA, at=AT)
        with pytest.raises(IssueError):
            series_store.save(db, kept, acting=QIN, at=AT)


def test_a_series_that_had_a_meeting_is_retired_and_not_removed(sqlite: Database) -> None:
    with sqlite.write() as db:
        used = a_series(db)
        unused = series_store.save(db, Series("", "Other"), acting=CHAIR, at=AT)[1]
        planned(db, used)
        series_store.remove(db, unused, acting=ANNA, at=AT)
        with pytest.raises(IssueError):
            series_store.remove(db, used, acting=ANNA, at=AT)
        series_store.save(db, replace(used, retired=True), acting=ANNA, at=AT)

        with pytest.raises(IssueError):
            planned(db, used, AT + WEEK)
        assert [one.id for one in series_store.all_series(db)] == [used.id]


def test_the_next_meetings_of_a_series_keep_to_the_holidays(sqlite: Database) -> None:
    with sqlite.write() as db:
        series = a_series(db)
        found = series_store.next_starts(db, series, AT + timedelta(days=28), 2)  # Monday, the 30th of March

    assert [f"{start:%m-%d %H:%M}" for start in found] == [
        "03-30 06:00",
        "04-07 06:00",
    ]  # Qingming is the 6th
