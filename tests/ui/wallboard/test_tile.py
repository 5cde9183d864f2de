"""What a tile says, in words and figures, and what stands behind each figure."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from supervisor import words
from supervisor.events import AgentState
from supervisor.live.feed import Feed
from supervisor.wallboard.breaks import overruns
from supervisor.wallboard.levels import Targets, judge_queue
from supervisor.wallboard.metrics import queue_figures
from tests.ui.wallboard.floors import CODES, DEAD, DEFINITIONS, LATE, LIVE, NOW, PBX, RULES, Floor, key
from ui.theme import State
from ui.wallboard.definitions import true_at
from ui.wallboard.tile import Slot, TileView, Told, explain, explain_all, tile_view


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = words.language()
    words.use_language("en")
    yield
    words.use_language(before)


def told(floor: Floor, queue: str = "billing", feed: Feed = LIVE[PBX]) -> Told:
    at = true_at(feed, NOW)
    began = DEFINITIONS.day_began(floor.board, NOW)
    figures = queue_figures(floor.board.queues[key(queue)], at, began)
    targets = Targets()
    over = overruns(floor.board, NOW, CODES).get(key(queue), 0)
    judged = judge_queue(figures, targets)
    return Told(figures, judged, targets, over, feed, DEFINITIONS.zone, began, RULES.short_abandon_s)


def view(floor: Floor, queue: str = "billing", feed: Feed = LIVE[PBX]) -> TileView:
    facts = told(floor, queue, feed)
    last = DEFINITIONS.quarter(floor.board, NOW)
    return tile_view(
        facts.figures, facts.judged, facts.over, feed, facts.zone, target=0.93, quarter=(0, last)
    )


def test_a_queue_that_nobody_called_shows_a_dash_and_no_counts() -> None:
    tile = view(Floor("billing"))

    assert (tile.rate.value, tile.rate.counts) == ("–", "")
    assert (tile.service.value, tile.longest, tile.waiting) == ("–", "–", "0")
    assert tile.state is None


def test_a_rate_stands_with_its_counts_and_its_period() -> None:
    floor = Floor("billing")
    floor.answered("billing", 402)
    floor.abandoned("billing", 38)

    tile = view(floor)

    assert (tile.rate.value, tile.rate.words, tile.rate.counts) == ("91.4 %", "answered today", "402 / 440")


def test_the_last_half_hour_is_shown_only_where_it_differs_by_three_points() -> None:
    floor = Floor("billing", "sales")
    for queue, lost in (("billing", 2), ("sales", 1)):
        floor.answered(queue, 100)
        floor.answered(queue, 28, ago_s=600)
        floor.abandoned(queue, lost, ago_s=600)

    assert view(floor, "sales").recent is None  # 99.2 % and 96.6 %
    recent = view(floor, "billing").recent  # 98.5 % and 93.3 %
    assert recent is not None
    assert (recent.value, recent.words, recent.counts) == ("93.3 %", "last 30 min", "28 / 30")


def test_a_low_rate_of_few_contacts_takes_no_colour() -> None:
    floor = Floor("billing")
    floor.answered("billing", 20, ago_s=600)
    floor.abandoned("billing", 9, ago_s=600)

    assert view(floor).state is None
    floor.abandoned("billing", 1, ago_s=600)
    assert view(floor).state is State.CRITICAL


def test_the_figure_that_is_the_reason_takes_the_colour_and_the_badge_says_the_word() -> None:
    floor = Floor("billing", threshold_s=20)
    floor.agent("1", "Anna", AgentState.HANDLING, queues=("billing",))
    floor.waiting("billing", 30)

    tile = view(floor)

    assert (tile.state, tile.sign, tile.badge) == (State.WARN, "▲", "attention")
    assert tile.longest_state is State.WARN
    assert tile.recent_state is None


def test_customers_who_wait_with_nobody_signed_in_call_for_action() -> None:
    floor = Floor("billing")
    floor.waiting("billing", 3)

    assert (view(floor).state, view(floor).badge) == (State.CRITICAL, "act now")


def test_a_break_beyond_its_limit_is_counted_on_the_tile() -> None:
    floor = Floor("billing")
    floor.agent("1", "Anna", AgentState.BREAK, for_s=1801, code="LUNCH", queues=("billing",))
    floor.agent("2", "Ben", AgentState.BREAK, for_s=1799, code="LUNCH", queues=("billing",))
    floor.agent("3", "Cem", AgentState.BREAK, for_s=9999, code="TRAINING", queues=("billing",))

    tile = view(floor)

    assert (tile.on_break, tile.over, tile.over_words) == (3, 1, "1 over")


@pytest.mark.parametrize(
    ("feeds", "badge", "time"), [(LATE, "late", "14:02:50"), (DEAD, "no data", "14:02:09")]
)
def test_figures_that_are_not_live_say_since_when_and_take_no_state(
    feeds: dict[str, Feed], badge: str, time: str
) -> None:
    floor = Floor("billing")
    floor.answered("billing", 10)
    floor.waiting("billing", 300)

    tile = view(floor, feed=feeds[PBX])

    assert not tile.live
    assert (tile.state, tile.sign, tile.badge) == (State.STALE, "◌", badge)
    assert tile.rate.words == f"as of {time}"
    assert tile.rate.value == "100.0 %"  # the last value is kept
    assert tile.longest_state is None


def test_a_wait_stops_where_the_source_was_last_heard() -> None:
    floor = Floor("billing")
    floor.waiting("billing", 300)

    assert view(floor).longest == "5:00"
    assert view(floor, feed=DEAD[PBX]).longest == "3:49"


def test_every_rate_explains_its_formula_period_counts_and_age() -> None:
    floor = Floor("billing")
    floor.answered("billing", 402)
    floor.abandoned("billing", 38)

    said = explain(Slot.ANSWER_RATE, told(floor))

    assert said == (
        "Answered ÷ (offered − still waiting), by arrival, today since 00:00: 402 / 440. As of 14:03:20."
    )


def test_the_service_level_says_which_of_the_many_it_is() -> None:
    floor = Floor("billing", threshold_s=15)
    floor.answered("billing", 40)

    assert explain(Slot.SERVICE_LEVEL, told(floor)).startswith(
        "Answered within 15 s ÷ (settled − abandoned within 5 s + waiting longer than 15 s), by arrival"
    )


def test_a_rate_of_few_contacts_says_how_far_chance_alone_moves_it() -> None:
    floor = Floor("billing")
    floor.answered("billing", 8)
    floor.abandoned("billing", 2)

    assert "Fewer than 30 contacts: chance alone moves it between 49.0 % and 94.3 %" in explain(
        Slot.ANSWER_RATE, told(floor)
    )


def test_nothing_to_divide_by_is_explained_too() -> None:
    assert "nothing to divide by yet, so “–”" in explain(Slot.ANSWER_RATE, told(Floor("billing")))


def test_the_state_is_explained_by_its_reasons_worst_first() -> None:
    floor = Floor("billing")
    floor.waiting("billing", 100)
    floor.answered("billing", 20, ago_s=600)
    floor.abandoned("billing", 20, ago_s=600)

    assert explain(Slot.NAME, told(floor)) == (
        "Customers wait and nobody is signed in. A customer has waited 1:40, more than three times 20 s. "
        "50.0 % answered in the last 30 minutes (20 / 40), far below the target of 93.0 %."
    )


def test_the_explanation_of_an_old_figure_names_its_time() -> None:
    floor = Floor("billing")
    floor.answered("billing", 40)

    assert explain(Slot.NAME, told(floor, feed=DEAD[PBX])) == (
        "pbx is not heard: the figures are those of 14:02:09."
    )
    assert explain(Slot.ANSWER_RATE, told(floor, feed=DEAD[PBX])).endswith("As of 14:02:09.")


@pytest.mark.parametrize("language", words.LANGUAGES)
def test_nothing_is_left_unexplained_in_either_language(language: str) -> None:
    words.use_language(language)
    floor = Floor("billing")
    floor.answered("billing", 40)
    floor.waiting("billing", 50)

    lines = explain_all(told(floor))

    assert len(lines) == 7
    assert all(title and text and "{" not in text for title, text in lines)
    assert all(explain(slot, told(floor)) for slot in Slot)


def test_quarters_with_few_contacts_have_bars_but_no_rate() -> None:
    floor = Floor("billing")
    floor.answered("billing", 4, ago_s=7200)
    floor.answered("billing", 5, ago_s=3600)

    counted = [quarter for quarter in view(floor).course if quarter[0]]

    assert counted == [(4, None), (5, 1.0)]


def test_two_equal_views_of_a_queue_are_equal_so_that_nothing_is_painted() -> None:
    floor = Floor("billing")
    floor.answered("billing", 40)

    assert view(floor) == view(floor)


def test_the_summary_says_everything_that_is_painted() -> None:
    floor = Floor("billing")
    floor.answered("billing", 402)
    floor.abandoned("billing", 38)
    floor.agent("1", "Anna", AgentState.BREAK, for_s=1801, code="LUNCH", queues=("billing",))
    floor.waiting("billing", 161)

    tile = view(floor)

    assert tile.summary() == (
        "billing, act now, 1 waiting, longest wait 2:41, 91.4 % answered today 402 / 440, 91.2 % within 20 s "
        "402 / 441, 0 ready, 0 handling, 1 break, 1 over."
    )
    said = tile.summary()
    assert all(text in said for text in tile.texts() if text != tile.sign)
