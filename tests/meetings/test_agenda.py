"""The rules of an agenda, without a database: which part an issue comes under, and what is carried over."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from msgspec.structs import replace

from supervisor.issues.clock import Clock, Frame, Pause
from supervisor.issues.issue import Issue, Severity
from supervisor.issues.states import ClockKind, State
from supervisor.meetings.agenda import (
    Line,
    Past,
    budget,
    fitting,
    matter,
    proposed,
    put_in,
    refreshed,
    was_discussed,
)
from supervisor.meetings.meeting import Item, Meeting, MeetingState, MeetingText, Outcome, OutcomeKind
from supervisor.meetings.series import Section, Series, Template
from supervisor.workdays.calendar import WorkCalendar
from tests.issues.rows import an_issue

NOW = datetime(2026, 11, 18, 6, 0, tzinfo=UTC)  # a Wednesday, 14:00 in Shanghai
BEFORE = NOW - timedelta(days=14)
LONG_AGO = NOW - timedelta(days=60)
FRAME = Frame({"": WorkCalendar("centre", "Centre", ZoneInfo("Asia/Shanghai"))})
SERIES = Series("s", "Coordination")
LAST = Meeting("m1", "s", BEFORE, MeetingState.CLOSED, MeetingText(number=1, began_at=BEFORE))
NOTHING_LEFT = Past(LAST)


def issue(id: int, state: State, **parts: Any) -> Issue:
    usual: dict[str, Any] = {"made_at": LONG_AGO, "department": "bill"}
    return an_issue(id, state=state, **usual | parts)


def clock(kind: ClockKind, days_ago: int, days: int = 3, **more: Any) -> Clock:
    return Clock(kind, NOW - timedelta(days=days_ago), days=days, **more)


def lines(*issues: Issue, past: Past = NOTHING_LEFT, series: Series = SERIES) -> tuple[Line, ...]:
    return proposed(series, issues, past, now=NOW, frame=FRAME)


def parts(*issues: Issue, past: Past = NOTHING_LEFT) -> dict[int, Section]:
    return {line.issue: line.section for line in lines(*issues, past=past)}


LATE = issue(1, State.WORKING, clocks=(clock(ClockKind.SOLUTION, 30, 5),))
TWICE = issue(2, State.READY, ruling_wanted=True)
ANSWERED = issue(3, State.ANSWERED, clocks=(clock(ClockKind.SOLUTION, 1, 20),))
SILENT = issue(4, State.CONFIRMED, clocks=(clock(ClockKind.ANSWER, 1),))
NEW = issue(5, State.READY, made_at=NOW - timedelta(days=3))
DONE = issue(6, State.DONE, clocks=(clock(ClockKind.VERIFICATION, 2, 30),))
CALM = issue(7, State.WORKING, clocks=(clock(ClockKind.SOLUTION, 2, 20),))


def test_each_issue_comes_under_the_part_that_fits() -> None:
    assert parts(LATE, TWICE, ANSWERED, SILENT, NEW, DONE) == {
        1: Section.OVERDUE,
        2: Section.RETURNED_TWICE,
        3: Section.TO_ACCEPT,
        4: Section.NO_ANSWER,
        5: Section.NEW,
        6: Section.TO_VERIFY,
    }


def test_the_parts_stand_in_their_order_whatever_order_the_issues_have() -> None:
    found = lines(DONE, NEW, SILENT, ANSWERED, TWICE, LATE)

    assert [line.issue for line in found] == [1, 2, 3, 4, 5, 6]


def test_an_issue_that_fits_several_parts_comes_once_under_the_first() -> None:
    both = issue(8, State.ANSWERED, clocks=(clock(ClockKind.SOLUTION, 30, 5),), made_at=NOW)

    assert fitting(both, BEFORE, NOW, FRAME) == (Section.OVERDUE, Section.TO_ACCEPT, Section.NEW)
    assert parts(both) == {8: Section.OVERDUE}


def test_an_issue_that_is_under_way_and_in_time_is_left_alone() -> None:
    assert parts(CALM) == {}


def test_a_paused_clock_makes_nothing_overdue() -> None:
    since = NOW - timedelta(days=29)
    paused = clock(ClockKind.SOLUTION, 30, 5, pauses=(Pause(since, "parts"),))

    assert parts(issue(1, State.WORKING, clocks=(paused,))) == {}


@pytest.mark.parametrize("state", [State.DRAFT, State.CLOSED, State.REJECTED, State.MERGED])
def test_drafts_and_what_is_over_do_not_come(state: State) -> None:
    assert parts(issue(1, state, made_at=NOW)) == {}


def test_what_departments_may_not_see_does_not_come() -> None:
    assert parts(replace(NEW, facts=replace(NEW.facts, internal=True))) == {}


def test_what_is_verified_waits_for_the_chair() -> None:
    assert parts(issue(1, State.VERIFIED)) == {1: Section.TO_VERIFY}


def test_at_the_first_meeting_all_is_new() -> None:
    assert parts(CALM, past=Past()) == {7: Section.NEW}


def test_what_was_a_draft_at_the_meeting_before_is_new_and_what_was_seen_is_not() -> None:
    ready = issue(1, State.READY)

    assert parts(ready) == {1: Section.NEW}
    assert parts(ready, past=Past(LAST, times={"issue 1": 1})) == {}


def test_only_the_departments_and_severities_of_the_series_come() -> None:
    of_net = replace(SERIES, departments=("net",), template=Template(least_severe=2))
    theirs = issue(1, State.ANSWERED, department="net", severity=Severity.SERIOUS)
    joined = issue(2, State.ANSWERED, joining=("net",), severity=Severity.CRITICAL)
    slight = issue(3, State.ANSWERED, department="net", severity=Severity.SLIGHT)

    assert [line.issue for line in lines(theirs, joined, slight, ANSWERED, series=of_net)] == [2, 1]


def test_a_part_that_the_template_leaves_out_gives_its_issues_to_the_next_that_fits() -> None:
    series = replace(SERIES, template=Template(sections=(Section.TO_ACCEPT, Section.NEW)))
    late = issue(8, State.ANSWERED, clocks=(clock(ClockKind.SOLUTION, 30, 5),))

    assert [(one.issue, one.section) for one in lines(late, DONE, series=series)] == [(8, Section.TO_ACCEPT)]


def test_the_longest_overdue_comes_first_then_the_worst() -> None:
    longer = issue(9, State.WORKING, clocks=(clock(ClockKind.SOLUTION, 40, 5),))
    worse = issue(10, State.ANSWERED, severity=Severity.CRITICAL)

    assert [line.issue for line in lines(LATE, longer, ANSWERED, worse)] == [9, 1, 10, 3]


# -- carried over -------------------------------------------------------------------------------------------


def item(id: str, of: int = 0, **more: Any) -> Item:
    return Item(id, "m1", 1, Section.NEW, of, **more)


def action(of: str, issue: int = 0) -> Outcome:
    return Outcome("o", "m1", of, OutcomeKind.ACTION, BEFORE, "qin", issue, "Do it", "Zhou")


def past(*items: Item, actions: tuple[Outcome, ...] = (), times: int = 1) -> Past:
    return Past(
        LAST,
        items,
        actions,
        {matter(one): times for one in items},
        {matter(one): one.title for one in items if not one.issue},
        {one.id: matter(one) for one in items},
    )


def test_what_was_not_discussed_is_carried_over_with_its_count() -> None:
    (line,) = lines(CALM, past=past(item("i", 7, discussed=False), times=3))

    assert (line.section, line.times, line.carried_from) == (Section.CARRIED, 4, "m1")


def test_what_was_discussed_and_has_no_open_action_is_not_carried_over() -> None:
    assert lines(CALM, past=past(item("i", 7, discussed=True))) == ()


def test_an_open_action_carries_even_a_closed_issue_over() -> None:
    closed = issue(7, State.CLOSED)
    held = item("i", 7, discussed=True)

    assert [line.issue for line in lines(closed, past=past(held, actions=(action("i", 7),)))] == [7]
    assert lines(closed, past=past(replace(held, discussed=False))) == ()


def test_what_fits_a_part_comes_there_and_says_that_it_is_carried_over() -> None:
    (line,) = lines(ANSWERED, past=past(item("i", 3, discussed=False)))

    assert (line.section, line.carried_from, line.times) == (Section.TO_ACCEPT, "m1", 2)


def test_other_matters_are_carried_over_too_and_keep_their_thread() -> None:
    (line,) = lines(past=past(item("i", title="Holiday duty", discussed=None)))

    assert (line.section, line.title, line.thread) == (Section.CARRIED, "Holiday duty", "i")
    again = past(item("j", title="Holiday duty", discussed=True, thread="i"), actions=(action("j"),))
    assert [one.thread for one in lines(past=again)] == ["i"]
    assert lines(past=past(item("i", title="Holiday duty", discussed=True))) == ()


def test_a_line_that_stands_on_every_agenda_comes_once_although_it_is_carried_over() -> None:
    series = replace(SERIES, template=Template(other=("Next weeks",)))

    fresh = lines(series=series)
    carried = lines(series=series, past=past(item("i", title="next  weeks", discussed=False)))

    assert [(one.section, one.title, one.times) for one in fresh] == [(Section.OTHER, "Next weeks", 1)]
    assert [(one.section, one.carried_from, one.times) for one in carried] == [(Section.OTHER, "m1", 2)]


def test_what_came_of_an_item_tells_whether_it_was_discussed() -> None:
    decided = replace(action("i"), kind=OutcomeKind.DECISION)
    silent = replace(action("i"), kind=OutcomeKind.NOT_DISCUSSED)

    assert was_discussed(item("i"), (decided,))
    assert was_discussed(item("i", discussed=False), (silent, decided))
    assert was_discussed(item("i", notes="long talk"), ())
    assert was_discussed(item("i", discussed=True), ())
    assert not was_discussed(item("i", discussed=True), (silent,))
    assert not was_discussed(item("i", discussed=False, notes="postponed"), ())
    assert not was_discussed(item("i"), ())


# -- what somebody did by hand stays ------------------------------------------------------------------------

NEXT = Meeting("m2", "s", NOW)


def agenda(*found: Line, items: tuple[Item, ...] = (), meeting: Meeting = NEXT) -> tuple[Item, ...]:
    ids = count(len(items) + 1)
    return refreshed(meeting, items, found, lambda: f"n{next(ids)}")


def order(items: tuple[Item, ...]) -> list[int]:
    return [one.issue for one in items]


def test_bringing_up_to_date_twice_changes_nothing() -> None:
    found = lines(LATE, ANSWERED, NEW)
    once = agenda(*found)

    assert agenda(*found, items=once) == once
    assert [one.place for one in once] == [1, 2, 3]


def test_what_fits_no_more_goes_and_what_is_new_comes_in_its_part() -> None:
    once = agenda(*lines(ANSWERED, DONE))
    again = agenda(*lines(LATE, DONE), items=once)

    assert order(again) == [1, 6]
    assert again[1].id == once[1].id


def test_what_was_taken_off_stays_off() -> None:
    meeting = replace(NEXT, text=MeetingText(removed=(3,), removed_titles=("Next  Weeks",)))
    other = Line(Section.OTHER, title="Next weeks")

    assert order(agenda(*lines(LATE, ANSWERED), other, meeting=meeting)) == [1]


def test_what_was_added_stays_though_no_rule_wants_it() -> None:
    added = Item("h", "m2", 1, Section.OTHER, 7, by_hand=True)

    assert order(agenda(*lines(LATE), items=(added,))) == [1, 7]


def test_minutes_speaker_and_notes_stay() -> None:
    (once,) = agenda(*lines(ANSWERED))
    mine = replace(once, minutes=12, speaker="He", notes="ask twice")

    assert agenda(*lines(ANSWERED), items=(mine,)) == (mine,)
    assert agenda(items=(mine,)) == (mine,)  # somebody wrote to it: it is not taken away in silence


def test_an_order_made_by_hand_stays_and_what_is_new_follows_its_part() -> None:
    once = agenda(*lines(LATE, ANSWERED, DONE))
    turned = tuple(
        replace(one, place=place) for place, one in enumerate((once[2], once[0], once[1]), 1)
    )  # done, overdue, to accept
    ordered = replace(NEXT, text=MeetingText(ordered=True))

    again = agenda(*lines(LATE, ANSWERED, SILENT, DONE), items=turned, meeting=ordered)

    assert order(again) == [6, 1, 3, 4]


def test_a_further_matter_is_put_at_the_end_of_its_part() -> None:
    once = agenda(*lines(LATE, ANSWERED, DONE))

    found = put_in(once, Item("h", "m2", 0, Section.TO_ACCEPT, 9))

    assert order(found) == [1, 3, 9, 6]
    assert [one.place for one in found] == [1, 2, 3, 4]


def test_an_agenda_that_takes_longer_than_the_meeting_says_by_how_much() -> None:
    items = tuple(Item(str(place), "m2", place, Section.NEW, place, minutes=25) for place in (1, 2, 3))

    over, fits = budget(items, 60, NOW), budget(items[:2], 60, NOW)

    assert (over.planned, over.over, fits.over) == (75, 15, 0)
    assert over.starts["3"] == NOW + timedelta(minutes=50)
