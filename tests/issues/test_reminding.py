from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import msgspec
import pytest

from supervisor.issues.clock import Clock, Frame, Pause, Waiting
from supervisor.issues.department import Department, Reach
from supervisor.issues.issue import Facts, Issue, Standing, Text
from supervisor.issues.letters import Letter, late_words, letters, usual
from supervisor.issues.reminding import Reminder, Why, reminders, rung_day
from supervisor.issues.states import ClockKind, State
from supervisor.settings.issues import (
    PLACES,
    USUAL_LADDER,
    Reminding,
    Way,
    Wording,
    words_wrong,
)
from supervisor.workdays.calendar import WorkCalendar

ZONE = ZoneInfo("Asia/Shanghai")
CALENDAR = WorkCalendar("centre", "Own", ZONE)
FRAME = Frame({"": CALENDAR})
BILLING = Department(
    "d1", "Billing", Reach("Ms Li", "li@example.com", head="Mr Wu", head_mail="wu@example.com")
)


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """In March 2026, whose 2nd is a Monday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=ZONE).astimezone(UTC)


def issue(id: int = 1, *, clock: Clock | None = None, department: str = "d1") -> Issue:
    running = clock or Clock(ClockKind.ANSWER, at(2, 10), days=3)  # until Thursday the 5th, 18:00
    return Issue(
        id, f"WT-2026-{id:05}-0", "Wrong bills", State.SENT, Text(), Facts(department=department),
        Standing(clocks=(running,)), at(2, 9), "anna", at(2, 10), None, 3,
    )  # fmt: skip


def due(
    now: datetime, *issues: Issue, told: frozenset[str] = frozenset(), **more: bool
) -> tuple[Reminder, ...]:
    return reminders(issues or (issue(),), {"d1": BILLING}, FRAME, USUAL_LADDER, told, now, **more)


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (at(4, 8, 59), []),
        (at(4, 9, 0), [-1]),
        (at(5, 9, 0), [0]),
        (at(5, 20, 0), []),  # closed: it waits
        (at(6, 9, 0), [1]),
        (at(8, 12, 0), []),  # Sunday
        (at(12, 9, 0), [5]),
    ],
)
def test_each_step_comes_on_its_working_day_and_in_working_hours(now: datetime, days: list[int]) -> None:
    assert [one.rung.days for one in due(now)] == days


def test_of_steps_that_nobody_looked_at_only_the_last_is_told() -> None:
    assert [one.rung.days for one in due(at(11, 10))] == [1]


def test_a_step_is_told_once_and_again_for_a_new_limit() -> None:
    (first,) = due(at(6, 9))
    assert due(at(6, 11), told=frozenset({first.key})) == ()
    later = issue(clock=Clock(ClockKind.ANSWER, at(2, 10), on=at(9, 0).astimezone(ZONE).date()))
    assert [one.rung.days for one in due(at(10, 9), later, told=frozenset({first.key}))] == [1]


def test_a_dry_run_tells_what_would_be_sent_when_departments_open() -> None:
    assert [one.rung.days for one in due(at(8, 12), at_any_hour=True)] == [1]


def test_a_paused_clock_reminds_nobody_until_its_pause_is_over() -> None:
    clock = Clock(ClockKind.ANSWER, at(2, 10), days=3)
    pause = Pause(at(3, 9), "bank", Waiting.THIRD, "the bank", expected=at(10, 12))
    paused = issue(clock=msgspec.structs.replace(clock, pauses=(pause,)))
    assert due(at(6, 10), paused) == ()
    over = due(at(10, 14), paused)
    assert [(one.why, one.rung.way) for one in over] == [(Why.PAUSE_OVER, Way.DESK)]


def test_a_clock_that_stopped_reminds_nobody() -> None:
    stopped = msgspec.structs.replace(Clock(ClockKind.ANSWER, at(2, 10), days=3), stopped=at(3, 9))
    assert due(at(6, 10), issue(clock=stopped)) == ()


def test_nobody_writes_to_a_department_about_our_own_verifying() -> None:
    checking = Clock(ClockKind.VERIFICATION, at(2, 10), days=3)
    assert [one.rung.way for one in due(at(5, 10), issue(clock=checking))] == [Way.DESK]
    assert due(at(6, 10), issue(clock=checking)) == ()
    assert [one.rung.way for one in due(at(12, 10), issue(clock=checking))] == [Way.MANAGER]


@pytest.mark.parametrize(("days", "day"), [(-1, 4), (0, 5), (1, 6), (2, 9), (-4, 27)])
def test_steps_count_working_days(days: int, day: int) -> None:
    assert rung_day(CALENDAR, at(5, 18), days).day == day


def made(
    *found: Reminder, reminding: Reminding | None = None, department: Department = BILLING
) -> tuple[Letter, ...]:
    return letters(
        found,
        {"d1": department},
        reminding or Reminding(language="en"),
        centre="Centre",
        sender="Anna",
        zone=ZONE,
    )


def test_one_letter_a_department_and_step_names_all_its_issues() -> None:
    (letter,) = made(*due(at(6, 9), issue(1), issue(2)))
    assert (letter.to, letter.copy, letter.lacks) == (("li@example.com",), ("wu@example.com",), "")
    assert letter.subject == "Centre: 2 issues of Billing are overdue"
    for said in (
        "Dear Ms Li",
        "WT-2026-00001-0 · Wrong bills",
        "WT-2026-00002-0",
        "overdue by 1 working day",
        "Anna",
    ):
        assert said in letter.body


def test_a_department_without_an_address_is_named_and_nothing_is_lost() -> None:
    (letter,) = made(*due(at(6, 9)), department=Department("d1", "Billing"))
    assert letter.to == ()
    assert letter.lacks == "Billing has no address to write to."


def test_managers_get_what_is_five_days_late_with_its_department() -> None:
    (letter,) = made(*due(at(12, 9)), reminding=Reminding(True, "en", ("boss@example.com",)))
    assert letter.to == ("boss@example.com",)
    assert "Billing" in letter.body


def test_own_words_take_the_place_of_the_usual_ones() -> None:
    (one,) = due(at(6, 9))
    own = in_words(one, Wording("{count} for {department}", "{lines}!"))
    (letter,) = made(own)
    assert letter.subject == "1 for Billing"
    assert letter.body.endswith("!")


def in_words(one: Reminder, words: Wording) -> Reminder:
    return replace(one, rung=replace(one.rung, en=words))


@pytest.mark.parametrize("way", [Way.CONTACT, Way.HEAD, Way.MANAGER])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_usual_words_are_good_in_both_languages(way: Way, language: str) -> None:
    assert words_wrong(usual(way, language)) is None


@pytest.mark.parametrize(
    "words",
    [
        Wording("x", "{password}"),
        Wording("{", "x"),
        Wording("a\nBcc: b", "x"),
        Wording("", "x"),
        Wording("{0}", "x"),
    ],
)
def test_words_that_cannot_be_filled_in_are_refused(words: Wording) -> None:
    assert words_wrong(words) is not None


def test_words_reach_nothing_but_the_places() -> None:
    assert words_wrong(Wording("{lines.__class__}", "x")) is not None
    assert words_wrong(Wording("{" + PLACES[0] + "}", "{lines}")) is None


def test_lateness_is_said_in_words() -> None:
    assert [late_words(n) for n in (-2, -1, 0, 1, 5)] == [
        "2 working days left",
        "1 working day left",
        "due today",
        "overdue by 1 working day",
        "overdue by 5 working days",
    ]


def test_a_step_that_is_for_the_desk_is_no_letter() -> None:
    assert made(*due(at(5, 9))) == ()
