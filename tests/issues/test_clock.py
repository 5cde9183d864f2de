"""The clocks of an issue: what they show in known cases, and laws that hold whatever happens."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.errors import MoveRefusedError
from supervisor.issues import clock, running
from supervisor.issues.clock import Clock, Frame, Light, Pause, Waiting, act, limit_of, read
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.issues.issue import Issue
from supervisor.issues.moves import Given, missing, moved
from supervisor.issues.states import MOVES, Act, ClockKind, State
from supervisor.workdays.calendar import Day, DayKind, WorkCalendar
from supervisor.workdays.working_time import close_of, working_s
from tests.issues.rows import an_issue

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOLIDAY = date(2026, 3, 4)  # a Wednesday off, its Saturday worked
DAYS = {
    HOLIDAY: Day(HOLIDAY, DayKind.REST),
    date(2026, 3, 7): Day(date(2026, 3, 7), DayKind.WORK),
}
CALENDAR = WorkCalendar("centre", "Centre", SHANGHAI, days=DAYS, provisional=frozenset({2027}))
FRAME = Frame({"": CALENDAR})
ANNA = Acting("anna", EVERYTHING)
HOUR, DAY = 3600.0, timedelta(days=1)
KINDS = ClockKind


def at(day: int, hour: int = 10, minute: int = 0) -> datetime:
    """A time of day of March 2026 in Shanghai; the 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=SHANGHAI).astimezone(UTC)


def started(days: int | None = 3, on: date | None = None, **more: Any) -> Clock:
    return Clock(KINDS.ANSWER, at(2), days=days, on=on, **more)


def issue_at(state: State, *clocks: Clock) -> Issue:
    return an_issue(
        1, state=state, department="bill", category="Bills", no_evidence_because="x", made_at=at(2),
        clocks=clocks,
    )  # fmt: skip


# -- known cases --------------------------------------------------------------------------------------------


def test_a_limit_in_days_is_the_close_of_the_working_day_and_knows_days_off_and_made_up_ones() -> None:
    assert limit_of(started(1), CALENDAR, at(2)) == at(3, 18)
    assert limit_of(started(2), CALENDAR, at(2)) == at(5, 18)  # the 4th is off
    assert limit_of(started(4), CALENDAR, at(2)) == at(7, 18)  # a Saturday, made up
    assert limit_of(started(None, HOLIDAY), CALENDAR, at(2)) == at(5, 18)  # a day off: the next


def test_of_days_and_a_day_the_earlier_counts_but_never_before_the_close_of_the_first_day() -> None:
    assert limit_of(started(4, date(2026, 3, 5)), CALENDAR, at(2)) == at(5, 18)
    assert limit_of(started(1, date(2026, 3, 5)), CALENDAR, at(2)) == at(3, 18)
    assert limit_of(started(None, date(2026, 2, 1)), CALENDAR, at(2)) == at(2, 18)


def test_the_light_goes_from_green_to_red_and_says_how_many_working_days() -> None:
    one = started(None, date(2026, 3, 13))
    shown = [(when, (found := read(one, CALENDAR, when)).light, found.days_left) for when in (
        at(3), at(12, 9), at(13, 9), at(13, 18), at(13, 19), at(14, 9), at(16, 9), at(17, 9),
    )]  # fmt: skip
    assert shown == [
        (at(3), Light.GREEN, 8),  # 5, 6, 7 (made up), 9 to 13
        (at(12, 9), Light.AMBER, 1),
        (at(13, 9), Light.TODAY, 0),
        (at(13, 18), Light.TODAY, 0),
        (at(13, 19), Light.RED, -1),
        (at(14, 9), Light.RED, -1),
        (at(16, 9), Light.RED, -1),
        (at(17, 9), Light.RED, -2),
    ]


def test_a_quarter_of_the_time_left_is_amber() -> None:
    one = started(None, date(2026, 4, 30))
    whole = working_s(CALENDAR, at(2), limit_of(one, CALENDAR, at(2)))
    lights = {}
    for days in range(60):
        found = read(one, CALENDAR, at(2) + days * DAY)
        if found.days_left > 1:
            lights[found.left_s / whole] = found.light
    assert all((light is Light.AMBER) == (share <= 0.25) for share, light in lights.items())
    assert set(lights.values()) == {Light.AMBER, Light.GREEN}


def test_a_pause_moves_the_limit_by_the_working_time_that_it_took_and_ends_by_itself() -> None:
    pause = Pause(at(3, 9), "figures are missing", expected=at(5, 12))
    one = started(3, pauses=(pause,))
    assert limit_of(started(3), CALENDAR, at(3)) == at(6, 18)
    assert read(one, CALENDAR, at(3, 15)).light is Light.PAUSED
    assert limit_of(one, CALENDAR, at(3, 12)) == at(7, 12)  # three hours later than on the 6th at 18
    after = read(one, CALENDAR, at(6, 9))  # nobody ended it: it took a day and three hours
    assert after.light is not Light.PAUSED
    assert after.limit == at(9, 12)
    assert after.elapsed_s == 7 * HOUR + 5 * HOUR
    ended = started(3, pauses=(msgspec.structs.replace(pause, until=at(3, 11)),))
    assert read(ended, CALENDAR, at(6, 9)).limit == at(7, 11)


def test_a_pause_hides_no_delay() -> None:
    late = started(1, pauses=(Pause(at(9), "r", expected=at(20)),))
    found = read(late, CALENDAR, at(10))
    assert found.light is Light.RED
    assert found.days_left == read(late, CALENDAR, at(9)).days_left


def test_a_limit_in_a_year_that_is_not_published_is_provisional_until_the_clock_stops() -> None:
    one = started(None, date(2027, 1, 15))
    assert read(one, CALENDAR, at(3)).provisional
    (stopped,) = act((one,), KINDS.ANSWER, Act.STOP, at=at(3), frame=FRAME)
    assert not read(stopped, CALENDAR, at(3)).provisional


def test_a_verdict_stays_when_the_calendar_changes_and_a_running_clock_follows() -> None:
    (stopped,) = act((started(2),), KINDS.ANSWER, Act.STOP, at=at(5, 17), frame=FRAME)
    going = started(2)
    other = WorkCalendar("centre", "Centre", SHANGHAI, version=2)  # nobody is off on the 4th
    assert (read(going, CALENDAR, at(5)).limit, read(going, other, at(5)).limit) == (at(5, 18), at(4, 18))
    assert read(stopped, CALENDAR, at(20)) == read(stopped, other, at(30))
    assert stopped.verdicts[-1].calendar_version == 1
    assert read(stopped, other, at(30)).in_time is True


def test_a_stopped_clock_that_goes_on_leaves_out_what_lay_between() -> None:
    clocks = act((started(3),), KINDS.ANSWER, Act.STOP, at=at(3, 18), frame=FRAME)
    (again,) = act(clocks, KINDS.ANSWER, Act.RESUME, at=at(9, 9), frame=FRAME)
    found = read(again, CALENDAR, at(9, 12))
    assert found.elapsed_s == (7 + 8 + 3) * HOUR
    assert found.limit == at(10, 18)  # not the 6th: three working days, the 5th to the 7th, lay between
    assert again.verdicts == clocks[0].verdicts


def test_what_does_not_apply_changes_nothing() -> None:
    (one,) = act((), KINDS.ANSWER, Act.START, at=at(2), frame=FRAME, on=date(2026, 3, 9))
    for what in (Act.START, Act.RESUME):
        assert act((one,), KINDS.ANSWER, what, at=at(3), frame=FRAME) == (one,)
    (dropped,) = act((one,), KINDS.ANSWER, Act.DROP, at=at(3), frame=FRAME)
    for what in (Act.STOP, Act.DROP, Act.RESUME):
        assert act((dropped,), KINDS.ANSWER, what, at=at(4), frame=FRAME) == (dropped,)
    assert act((), KINDS.ANSWER, Act.STOP, at=at(4), frame=FRAME) == ()
    assert read(dropped, CALENDAR, at(20)).in_time is None
    assert read(dropped, CALENDAR, at(20)).light is Light.OVER
    assert read(dropped, CALENDAR, at(20)) == read(dropped, CALENDAR, at(3))


# -- pauses, later days, other limits -----------------------------------------------------------------------


def pause_of(**more: Any) -> Pause:
    usual: dict[str, Any] = {"since": at(3), "reason": "r", "waiting": Waiting.CENTRE, "expected": at(6)}
    return Pause(**usual | more)


def test_a_pause_needs_a_reason_an_end_and_somebody_else_who_is_waited_for() -> None:
    answering, solving = issue_at(State.SENT, started()), issue_at(State.WORKING, _solution())
    third = {"waiting": Waiting.THIRD, "party": "The carrier"}

    def pause(one: Issue, **more: Any) -> Issue:
        own = frozenset({"bill", "Billing"})
        return running.paused(one, pause_of(**more), own, acting=ANNA, at=at(3))[0]

    for wrong in (
        {"reason": " "},
        {"expected": None},
        {"expected": at(3)},
        {"since": at(4)},
        {"since": at(2, 9)},
        third,
    ):
        with pytest.raises(MoveRefusedError):
            pause(answering, **wrong)
    for wrong in ({}, third | {"party": " "}, third | {"party": "billing"}):
        with pytest.raises(MoveRefusedError):
            pause(solving, **wrong)
    for fine in (pause(answering), pause(solving, **third)):
        (one,) = fine.standing.clocks
        assert read(one, CALENDAR, at(4)).light is Light.PAUSED
        with pytest.raises(MoveRefusedError):  # it is paused already
            running.paused(fine, pause_of(), frozenset(), acting=ANNA, at=at(3))
        after, _event = running.pause_ended(fine, acting=ANNA, at=at(5))
        assert read(after.standing.clocks[0], CALENDAR, at(5)).light is not Light.PAUSED
        with pytest.raises(MoveRefusedError):
            running.pause_ended(after, acting=ANNA, at=at(5))
    for none in (issue_at(State.DRAFT), issue_at(State.DONE)):
        with pytest.raises(MoveRefusedError):
            pause(none)


def _solution() -> Clock:
    return Clock(KINDS.SOLUTION, at(2), on=date(2026, 3, 6), first_on=date(2026, 3, 6))


def test_a_later_day_is_asked_for_before_the_limit_and_ruled_on_and_the_first_stays() -> None:
    one = issue_at(State.WORKING, _solution())
    one = msgspec.structs.replace(
        one,
        standing=msgspec.structs.replace(
            one.standing, promised=date(2026, 3, 6), promised_first=date(2026, 3, 6)
        ),
    )
    later = date(2026, 3, 13)

    def ask(when: datetime, until: date = later, reason: str = "parts are late") -> Issue:
        return running.extension_asked(one, until, reason, acting=ANNA, at=when, frame=FRAME)[0]

    for wrong in ((at(6, 19),), (at(5), date(2026, 3, 6)), (at(5), later, " ")):
        with pytest.raises(MoveRefusedError):
            ask(*wrong)
    asked = ask(at(6, 18))
    with pytest.raises(MoveRefusedError):
        running.extension_asked(asked, later, "again", acting=ANNA, at=at(6, 18), frame=FRAME)
    rule = {"acting": ANNA, "at": at(9), "frame": FRAME}
    refused, _event = running.extension_ruled(asked, False, **rule)  # type: ignore[arg-type]
    granted, _event = running.extension_ruled(asked, True, **rule)  # type: ignore[arg-type]
    assert limit_of(refused.standing.clocks[0], CALENDAR, at(9)) == at(6, 18)
    assert limit_of(granted.standing.clocks[0], CALENDAR, at(9)) == at(13, 18)
    assert (granted.standing.promised_first, granted.standing.promised) == (date(2026, 3, 6), later)
    assert granted.standing.clocks[0].first_on == date(2026, 3, 6)
    assert (granted.standing.counters.extensions, refused.standing.counters.extensions) == (1, 0)
    with pytest.raises(MoveRefusedError):
        running.extension_ruled(granted, True, **rule)  # type: ignore[arg-type]


def test_only_pauses_after_a_day_was_agreed_move_it() -> None:
    one = issue_at(State.SENT, started(3, pauses=(Pause(at(2, 11), "r", expected=at(3, 18)),)))
    fresh, event = running.promised(one, date(2026, 3, 10), "settled", acting=ANNA, at=at(5), frame=FRAME)
    assert limit_of(fresh.standing.clocks[0], CALENDAR, at(9)) == at(10, 18)
    assert event.facts["on"] == "2026-03-10"
    with pytest.raises(MoveRefusedError):
        running.promised(one, date(2026, 3, 4), "", acting=ANNA, at=at(5), frame=FRAME)


# -- laws ---------------------------------------------------------------------------------------------------

ENDS = ("merge", "reject", "drop")  # seldom: little comes after them
GOES_ON = tuple(move for move in MOVES if move.name not in (*ENDS, "return"))
ACTS = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *(move.name for move in MOVES),
                *3 * ["pause", "end", "ask", "grant", "refuse", "promise"],
                *2 * [move.name for move in GOES_ON],
            ]
        ),
        st.integers(0, 60),  # hours since the last
    ),
    min_size=5,
    max_size=30,
)


def _given(now: datetime) -> Given:
    today = now.astimezone(SHANGHAI).date()
    return Given(
        reason="r", department="net", sheet="s", wished=today + 4 * DAY, when=now, how="mail", who="Li",
        return_reason="unclear", proposed_department="Net", cause="c", measure="m", owner="Li",
        planned=today + 9 * DAY, decision="d", done_what="w", in_force=today, finding="f", still_wrong="s",
        newer_evidence=today, survivor=2, risk_carrier="Wu", review_date=today, changed="c",
    )  # fmt: skip


def _one(issue: Issue, name: str, now: datetime) -> Issue:
    """*issue* after *name*, or as it was where that is refused."""
    own: frozenset[str] = frozenset()
    current = running.current(issue)
    try:
        match name:
            case "pause":
                waiting = Waiting.CENTRE if current and current.kind is KINDS.ANSWER else Waiting.THIRD
                pause = Pause(now, "r", waiting, "carrier", now + timedelta(hours=30))
                return running.paused(issue, pause, own, acting=ANNA, at=now)[0]
            case "end":
                return running.pause_ended(issue, acting=ANNA, at=now)[0]
            case "ask":
                until = now.date() + 20 * DAY
                return running.extension_asked(issue, until, "r", acting=ANNA, at=now, frame=FRAME)[0]
            case "grant" | "refuse":
                return running.extension_ruled(issue, name == "grant", acting=ANNA, at=now, frame=FRAME)[0]
            case "promise":
                on = now.date() + 3 * DAY
                return running.promised(issue, on, "r", acting=ANNA, at=now, frame=FRAME)[0]
            case _:
                return moved(issue, name, _given(now), acting=ANNA, at=now, frame=FRAME)[0]
    except MoveRefusedError:
        return issue


def _lived(acts: list[tuple[str, int]]) -> list[tuple[datetime, Issue]]:
    """What becomes of an issue that was sent; steps towards the end are likelier than chance has them."""
    now, issue = at(2), issue_at(State.DRAFT)
    found = [(now, issue)]
    for name, hours in [("make_ready", 0), ("send", 0), *acts]:
        now += timedelta(hours=hours)
        after = _one(issue, name, now)
        if after is issue:  # refused: go on by whatever may be done here
            fine = [move for move in GOES_ON if issue.state in move.since]
            fine = [move for move in fine if not missing(issue, move, _given(now), evidence=0)]
            after = _one(issue, fine[hours % len(fine)].name, now) if fine else issue
        issue = after
        found.append((now, issue))
    return found


@settings(max_examples=60)
@given(ACTS)
def test_clocks_keep_their_laws_whatever_happens(acts: list[tuple[str, int]]) -> None:
    seen: dict[tuple[ClockKind, int], Clock] = {}
    for now, issue in _lived(acts):
        for one in issue.standing.clocks:
            whole = working_s(CALENDAR, one.started, min(now, one.stopped or now))
            elapsed, paused = clock.elapsed_s(one, CALENDAR, now), clock.paused_s(one, CALENDAR, now)
            assert 0 <= elapsed <= whole + 1e-6
            assert elapsed + paused == pytest.approx(whole)  # what was not waited for was worked
            apart = sum(working_s(CALENDAR, each.since, min(each.ends(now), one.stopped or now))
                        for each in one.pauses)  # fmt: skip
            assert paused == pytest.approx(apart)  # pauses add up: no two overlap
            assert limit_of(one, CALENDAR, now) >= close_of(CALENDAR, one.started.astimezone(SHANGHAI).date())
            key = one.kind, one.run
            if key in seen:  # what was judged stays, and nothing of the past is lost
                before = seen[key]
                assert one.verdicts[: len(before.verdicts)] == before.verdicts
                assert one.started == before.started
                assert one.first_on == before.first_on
                assert len(one.pauses) >= len(before.pauses)
            seen[key] = one
        kinds = [each.kind for each in issue.standing.clocks if each.is_running]
        assert len(kinds) == len(set(kinds))  # one run of a kind at a time
        assert not {KINDS.ANSWER, KINDS.SOLUTION} <= set(kinds)
        assert issue.is_open or not kinds


@settings(max_examples=40)
@given(ACTS, st.integers(0, 400))
def test_looking_at_a_clock_does_not_change_what_it_shows_later(
    acts: list[tuple[str, int]], hours: int
) -> None:
    """A clock has no memory but what happened: read once at the end it shows what it shows to whoever looked
    all the while, and to whoever knows it from the database alone."""
    lived = _lived(acts)
    now, issue = lived[-1]
    later = now + timedelta(hours=hours)
    for one in issue.standing.clocks:
        for step in range(0, hours, 24):
            read(one, CALENDAR, now + timedelta(hours=step))
        kept = msgspec.convert(msgspec.to_builtins(one), Clock)
        assert read(kept, CALENDAR, later) == read(one, CALENDAR, later)


@settings(max_examples=40)
@given(ACTS, st.lists(st.integers(1, 30), min_size=2, max_size=6))
def test_what_a_running_clock_has_and_has_left_is_one_time_however_it_is_cut(
    acts: list[tuple[str, int]], steps: list[int]
) -> None:
    now, issue = _lived(acts)[-1]
    for one in issue.standing.clocks:
        if not one.is_running:
            continue
        first = read(one, CALENDAR, now)
        at_last = now
        for hours in steps:
            at_last += timedelta(hours=hours)
            found = read(one, CALENDAR, at_last)
            assert found.elapsed_s >= first.elapsed_s - 1e-6  # it never runs backwards
            assert found.limit >= first.limit  # and a limit never comes nearer by itself
            assert found.elapsed_s + found.left_s == pytest.approx(first.elapsed_s + first.left_s)
            first = found
