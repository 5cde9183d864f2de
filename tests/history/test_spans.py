from __future__ import annotations

import itertools
import random
from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from supervisor.facts.agent_time import Mark, Span, State, What
from supervisor.history.spans import seconds, spans_of, union
from tests.history.recorded import INTERFACES, RUNS, facts, truth

P, U, A, R, S = What.PAUSE, What.UNPAUSE, What.ADD, What.REMOVE, What.START


def marks(*said: tuple[Any, ...]) -> list[Mark]:
    """(second, what, queue, code) of one agent, in order."""
    return [
        Mark(second * 1000, seq, "" if what is S else "anna", queue, what, code)
        for seq, (second, what, queue, code) in enumerate(said)
    ]


def breaks(spans: list[Span]) -> list[tuple[str, str, int, int | None]]:
    return [
        (
            span.queue,
            span.code,
            span.began_ms // 1000,
            None if span.ended_ms is None else span.ended_ms // 1000,
        )
        for span in spans
        if span.state is State.BREAK
    ]


# -- as recorded ----


def named(run: str) -> list[Mark]:
    return [replace(mark, login=INTERFACES.get(mark.login, mark.login)) for mark in facts(run).marks]


@pytest.mark.parametrize("run", RUNS)
def test_breaks_and_log_ins_of_a_recording_are_its_truth_number_by_number(run: str) -> None:
    found = named(run)
    random.Random(4).shuffle(found)
    spans = spans_of(found)
    end_ms = truth(run)["recording_end"] * 1000

    for agent, told in truth(run)["agents"].items():
        of_agent = [span for span in spans if span.login == agent]
        paused = [span for span in of_agent if span.state is State.BREAK]
        by_queue: dict[str, dict[str, float]] = defaultdict(dict)
        for queue, code in {(span.queue, span.code) for span in paused}:
            of = [span for span in paused if (span.queue, span.code) == (queue, code)]
            by_queue[queue][code] = seconds(union(of, 0, end_ms))
        by_code = {
            code: seconds(union([span for span in paused if span.code == code], 0, end_ms))
            for code in {span.code for span in paused}
        }
        signed = [
            {
                "queue": span.queue,
                "start": span.began_ms // 1000,
                "end": span.ended_ms and span.ended_ms // 1000,
            }
            for span in of_agent
            if span.state is State.SIGNED_IN
        ]
        assert by_queue == told["pause_s_by_queue_and_reason"], agent
        assert by_code == told["pause_s_by_reason_any_queue"], agent
        assert seconds(union(paused, 0, end_ms)) == told["pause_s_any_queue"], agent
        assert signed == told["login_spans"], agent


# -- laws ----


@st.composite
def many_marks(draw: st.DrawFn) -> list[Mark]:
    count = draw(st.integers(0, 30))
    found = []
    at = 0
    for seq in range(count):
        at += draw(st.integers(0, 3)) * 1000
        what = draw(st.sampled_from(list(What)))
        login = "" if what is S else draw(st.sampled_from(["anna", "ben"]))
        queue = "" if what is S else draw(st.sampled_from(["q1", "q2", ""]))
        found.append(Mark(at, seq, login, queue, what, draw(st.sampled_from(["", "lunch", "rest"]))))
    return found


@given(many_marks(), st.randoms(use_true_random=False))
def test_the_order_in_which_marks_come_does_not_matter(found: list[Mark], chance: random.Random) -> None:
    mixed = list(found)
    chance.shuffle(mixed)

    assert spans_of(mixed) == spans_of(found)


@given(many_marks(), st.integers(0, 90_000))
def test_marks_before_an_instant_and_those_after_it_give_what_all_give(found: list[Mark], at_ms: int) -> None:
    before = spans_of(mark for mark in found if mark.at_ms < at_ms)
    still = [span for span in before if span.ended_ms is None]
    after = spans_of((mark for mark in found if mark.at_ms >= at_ms), still)

    both = [span for span in before if span.ended_ms is not None] + after
    assert sorted(both, key=repr) == sorted(spans_of(found), key=repr)


@given(many_marks())
def test_an_agent_is_on_one_break_at_a_time_in_each_queue(found: list[Mark]) -> None:
    of: dict[tuple[str, str], list[Span]] = defaultdict(list)
    for span in spans_of(found):
        if span.state is State.BREAK:
            of[span.login, span.queue].append(span)
    for spans in of.values():
        for one, next_ in itertools.pairwise(spans):
            assert one.ended_ms is not None
            assert one.ended_ms <= next_.began_ms


@given(many_marks(), st.integers(0, 40_000), st.integers(0, 40_000))
def test_a_union_is_as_long_as_the_seconds_that_any_of_them_covers(
    found: list[Mark], begins_ms: int, lasts_ms: int
) -> None:
    spans = [span for span in spans_of(found) if span.state is State.BREAK and span.login == "anna"]
    ends_ms = begins_ms + lasts_ms

    stretches = union(spans, begins_ms, ends_ms)

    covered = sum(
        any(span.began_ms <= at and (span.ended_ms is None or at < span.ended_ms) for span in spans)
        for at in range(begins_ms, ends_ms, 500)
    )
    assert abs(seconds(stretches) * 1000 - covered * 500) <= 500 * (len(stretches) + 1)
    assert all(one.ends_ms < other.begins_ms for one, other in itertools.pairwise(stretches))


# -- one by one ----


def test_another_reason_ends_the_earlier_one_and_the_same_goes_on() -> None:
    said = marks((0, P, "q", "rest"), (5, P, "q", "rest"), (10, P, "q", "lunch"), (30, U, "q", ""))

    assert breaks(spans_of(said)) == [("q", "rest", 0, 10), ("q", "lunch", 10, 30)]


def test_the_end_of_a_break_that_never_began_tells_nothing() -> None:
    assert spans_of(marks((5, U, "q", "Auto-Unpause"))) == []


def test_a_removal_ends_the_break_and_the_membership() -> None:
    said = marks((0, A, "q", ""), (5, P, "q", "rest"), (9, R, "q", ""), (12, U, "q", ""))

    spans = spans_of(said)

    assert breaks(spans) == [("q", "rest", 5, 9)]
    assert [(span.began_ms, span.ended_ms) for span in spans if span.state is State.SIGNED_IN] == [(0, 9000)]


def test_a_start_ends_the_breaks_of_those_who_are_always_members_alone() -> None:
    said = marks(
        (0, A, "dynamic", ""),
        (5, P, "dynamic", "rest"),
        (5, P, "static", "rest"),
        (20, S, "", ""),
        (30, U, "dynamic", ""),
    )

    assert breaks(spans_of(said)) == [("dynamic", "rest", 5, 30), ("static", "rest", 5, 20)]
