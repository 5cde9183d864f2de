"""The catalogue of live metrics over the scopes of a small floor."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from supervisor.events import (
    AgentChanged,
    AgentSeen,
    AgentState,
    ContactAbandoned,
    ContactAnswered,
    ContactLeft,
    ContactOffered,
    LiveEvent,
    QueueGone,
    QueueSeen,
)
from supervisor.live.board import EMPTY
from supervisor.live.fold import fold
from supervisor.live.rules import CountingRules
from supervisor.settings.breaks import BreakCode, BreakKind
from supervisor.wallboard.breaks import break_codes
from supervisor.wallboard.catalogue import CATALOGUE, Side
from supervisor.wallboard.scope import CENTRE, Scope, ScopeKind, Sight, sights
from supervisor.words import DASH

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
RULES = CountingRules()
CODES = break_codes((BreakCode("lunch", BreakKind.MEAL, 60),))
SALES = Scope.queue(("pbx", "sales"))


def floor(*later: LiveEvent) -> dict[Scope, Sight]:
    """Anna serves both queues and is at lunch beyond its limit; one of sales gave up, one waits."""
    at = NOON - timedelta(minutes=5)
    events = [
        QueueSeen("pbx", at, "sales"),
        QueueSeen("pbx", at, "help"),
        AgentSeen("pbx", at, "1", "Anna", ("sales", "help"), "North"),
        AgentChanged("pbx", at, "1", AgentState.BREAK, "lunch"),
        ContactOffered("pbx", at, "a", "sales"),
        ContactOffered("pbx", at, "b", "sales"),
        ContactOffered("pbx", at, "c", "sales"),
        ContactAnswered("pbx", at + timedelta(seconds=10), "a", "sales", "1", 10.0),
        ContactAbandoned("pbx", at + timedelta(seconds=40), "b", "sales", 40.0),
        *later,
    ]
    board, _ = fold(EMPTY, events, RULES)
    begins = RULES.days.begins(RULES.days.day(NOON))
    return sights(board, NOON, begins, CODES)


def value(name: str, scope: Scope) -> float | None:
    return CATALOGUE[name].of(floor()[scope]).value


def test_the_centre_adds_up_its_queues_and_counts_each_person_once() -> None:
    assert value("waiting", CENTRE) == 1
    assert value("on_break", CENTRE) == 1
    assert value("overruns", CENTRE) == 1
    assert value("on_break", SALES) == 1


def test_what_a_queue_counted_before_it_went_stays_in_the_day_of_the_centre_alone() -> None:
    at = NOON - timedelta(minutes=4)
    gone = floor(ContactLeft("pbx", at, "c", "sales", 60.0), QueueGone("pbx", at, "sales"))
    assert SALES not in gone
    centre = gone[CENTRE]
    assert CATALOGUE["answered.today"].of(centre).value == 1
    assert CATALOGUE["answered.recent"].of(centre).value == 0
    assert CATALOGUE["waiting"].of(centre).value == 0


def test_a_rate_carries_its_count() -> None:
    figure = CATALOGUE["answer_rate.recent"].of(floor()[SALES])
    assert (figure.value, figure.n) == (0.5, 2)


def test_a_team_has_people_but_no_queue_of_its_own() -> None:
    north = Scope.team("North")
    assert value("overruns", north) == 1
    assert value("waiting", north) is None
    assert CATALOGUE["waiting"].said(CATALOGUE["waiting"].of(floor()[north])) == DASH


def test_nothing_offered_is_no_rate_at_all() -> None:
    help_queue = Scope.queue(("pbx", "help"))
    assert value("answer_rate.today", help_queue) is None
    assert value("longest_wait", help_queue) is None


def test_every_metric_has_a_value_or_says_that_it_knows_none() -> None:
    for metric in CATALOGUE.values():
        for scope, sight in floor().items():
            figure = metric.of(sight)
            assert metric.said(figure)
            if scope.kind is ScopeKind.TEAM and ScopeKind.TEAM not in metric.scopes:
                assert figure.value is None, metric.name
    assert {metric.worse for metric in CATALOGUE.values()} == set(Side)
