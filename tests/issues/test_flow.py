"""How many issues come, go and stay."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from supervisor.issues.clock import Frame
from supervisor.issues.flow import AGES, ages, flow
from supervisor.issues.issue import Issue, Severity
from supervisor.issues.line import Names, line_of
from supervisor.issues.states import State
from supervisor.workdays.calendar import WorkCalendar
from tests.issues.rows import an_issue

ZONE = ZoneInfo("Asia/Shanghai")
MONTHS = tuple(date(2026, month, 1) for month in range(1, 7))
FRAME = Frame({"": WorkCalendar("centre", "Centre", ZONE)})
JANUARY = datetime(2026, 1, 1, tzinfo=ZONE)


def issue(made: int, over: int | None = None, state: State = State.CLOSED) -> Issue:
    """Made so many days after New Year, ended so many days after that."""
    at = JANUARY + timedelta(days=made)
    closed = None if over is None else at + timedelta(days=over)
    found = an_issue(1, "An issue")
    return replace(found, state=State.SENT if closed is None else state, made_at=at, closed_at=closed)


@settings(max_examples=25)
@given(st.lists(st.tuples(st.integers(0, 170), st.none() | st.integers(0, 200)), max_size=30))
def test_what_is_open_at_the_end_is_what_was_open_and_came_less_what_went(
    found: list[tuple[int, int | None]],
) -> None:
    told = flow([issue(made, over) for made, over in found], MONTHS, ZONE)
    open_ = 0
    for one in told:
        open_ += one.made - one.closed
        assert one.open == open_
        assert 0 <= one.rejected <= one.closed


def test_an_issue_counts_in_the_month_of_the_centres_own_day() -> None:
    late = datetime(2026, 1, 31, 17, tzinfo=UTC)  # an hour after midnight in Shanghai
    told = flow([replace(issue(0), made_at=late, closed_at=None, state=State.SENT)], MONTHS, ZONE)
    assert [one.made for one in told[:2]] == [0, 1]


def test_drafts_and_merged_ones_neither_come_nor_go() -> None:
    drafts = [replace(issue(1), state=State.DRAFT), issue(1, 2, State.MERGED)]
    assert {one.made + one.closed + one.open for one in flow(drafts, MONTHS, ZONE)} == {0}
    assert flow([issue(1, 2, State.REJECTED)], MONTHS, ZONE)[0].rejected == 1


def test_every_open_issue_is_of_one_age() -> None:
    now = JANUARY + timedelta(days=200)
    lines = [line_of(issue(made), FRAME, now, Names()) for made in range(0, 200, 3)]
    groups = ages(lines)
    assert sum(one.count for one in groups) == len(lines)
    assert [one.until for one in groups] == [*AGES, None]
    for group in groups:
        within = [one for one in lines if group.since <= one.age_days <= (group.until or 10_000)]
        assert group.count == len(within)
        assert group.by_severity[Severity.NOTICEABLE] == len(within)


def test_closed_ones_have_no_age() -> None:
    now = JANUARY + timedelta(days=200)
    assert not sum(one.count for one in ages([line_of(issue(1, 5), FRAME, now, Names())]))
