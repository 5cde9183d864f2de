"""Where a gap comes from: parts of handle time, types of contact, what a whole group shares, what people
have in common."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from supervisor.evidence.cause import Fact, Sign
from supervisor.evidence.panel import CellKey, Panel
from supervisor.evidence.procedure import weigh
from supervisor.evidence.unit import Kind, Unit
from supervisor.review.cause import levers, profile, shared_profile
from supervisor.review.entries import Nature, training_list
from supervisor.review.monthly import MonthlyReview, ReviewQuestion
from tests.review.made import MONTHS, OCTOBER, UNITS, panel, review, standing

TYPES = ("query", "bill", "fault")
MIX = (0.5, 0.3, 0.2)
SECONDS = {"att": (100, 140, 220), "mean_hold": (10, 20, 40), "acw": (25, 30, 45)}
OWN_MIX = (0.4, 0.3, 0.3)
OWN = {"att": (118, 168, 262), "mean_hold": (11, 34, 70), "acw": (25, 29, 47)}
CONTACTS = 1000.0


def by_type(kpi: str, seconds: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> Panel:
    """Eight people with *seconds* (people, types) a contact; the last gets other contacts than the rest."""
    mix = np.array([MIX] * 7 + [OWN_MIX])
    whole = panel(kpi, Kind.TIME, (1.0,) * 8, CONTACTS)
    n = np.broadcast_to(CONTACTS * mix[:, None, :], (8, 3, 3)).copy()
    x = n * seconds[:, None, :]
    return replace(whole, types=TYPES, n=n, x=x, x2=2 * x * x / n)


@pytest.fixture(scope="module")
def handling() -> MonthlyReview:
    each = {name: np.array([SECONDS[name]] * 7 + [OWN[name]], dtype=np.float64) for name in SECONDS}
    parts = [by_type(name, seconds) for name, seconds in each.items()]
    aht = by_type("aht", sum(each.values()) + np.array([[at % 3] for at in range(8)]))
    return review(replace(aht, high=np.full((8, 3), 200.0)), *parts)


def test_handle_time_is_split_against_the_peers_without_a_rest(handling: MonthlyReview) -> None:
    found = profile(handling, "aht", UNITS[7])

    time = found.time
    assert time is not None
    assert (time.own, time.peers) == (pytest.approx(244.6), pytest.approx(185.5))
    assert time.mix == pytest.approx(19.75)
    assert time.talk.seconds == pytest.approx(27.0)
    assert time.hold.seconds == pytest.approx(12.15)
    assert time.after_contact.seconds == pytest.approx(0.2)
    assert [fact.fact for fact in found.facts] == [Fact.TALK_EVERYWHERE, Fact.MIX, Fact.HOLD]
    assert (found.signs["aht"], found.signs["att"]) == (Sign.HIGH, Sign.HIGH)
    assert profile(handling, "aht", UNITS[0]).signs["aht"] is not Sign.HIGH


def test_without_a_part_told_there_is_no_split(handling: MonthlyReview) -> None:
    evidence = {kpi: found for kpi, found in handling.evidence.items() if kpi != "acw"}
    found = profile(replace(handling, evidence=evidence), "aht", UNITS[7])
    assert (found.time, found.facts) == (None, ())


def resolved(kpi: str = "fcr", low: float = 0.84) -> Panel:
    """Six of a skill group that solves few faults, six of another at the same kinds of contact."""
    units = tuple(Unit(f"p{at:02}", "tech" if at < 6 else "desk", "voice") for at in range(12))
    shares = np.array([[0.90, 0.88, 0.60]] * 6 + [[0.90, 0.88, 0.80]] * 6)
    shares += 0.01 * (np.arange(12) % 3 - 1)[:, None]
    shares[5, 2] = 0.80  # one of them knows faults
    n = np.broadcast_to(np.array([200.0, 200.0, 300.0]), (12, 3, 3)).copy()
    made = panel(kpi, Kind.RATE, (0.5,) * 8, 1)
    return replace(
        made,
        units=units,
        types=TYPES,
        cells=(CellKey("desk", "voice", "Tenured"), CellKey("tech", "voice", "Tenured")),
        n=n,
        x=np.rint(n * shares[:, None, :]),
        cell=np.array([[1] * 3] * 6 + [[0] * 3] * 6),
        low=np.full((12, 3), low),
        high=np.full((12, 3), np.nan),
        margin=np.zeros((12, 3)),
    )


@pytest.fixture(scope="module")
def two_groups() -> MonthlyReview:
    return review_of(resolved())


def review_of(made: Panel) -> MonthlyReview:
    usual = standing(UNITS[0])
    units = tuple(
        replace(usual, unit=unit, name=unit.person, team="north" if at % 2 else "south")
        for at, unit in enumerate(made.units)
    )
    question = ReviewQuestion(OCTOBER, date(2026, 11, 22), months=3)
    return MonthlyReview(question, MONTHS, units, {made.kpi: weigh(made)})


def test_what_a_group_shares_is_held_against_the_same_contacts_of_others(two_groups: MonthlyReview) -> None:
    (found,) = training_list(two_groups).lists
    tech = next(cell for cell in found.cells if cell.skill == "tech")
    assert tech.nature is Nature.COMMON

    cause = shared_profile(two_groups, "fcr", tech)

    assert cause.types is not None
    assert cause.types.makers == ("fault",)
    assert cause.types.parts[0].contribution == pytest.approx(-300 / 700 * 0.17, abs=0.02)
    assert {unit.person for unit in cause.invited} == {f"p{at:02}" for at in range(5)}, "p05 knows faults"


def test_a_persons_own_gap_is_held_against_the_own_group(two_groups: MonthlyReview) -> None:
    types = profile(two_groups, "fcr", Unit("p05", "tech", "voice")).types
    assert types is not None
    assert types.gap > 0
    assert "fault" not in types.makers


def test_a_grouping_that_explains_what_differs_is_named_first() -> None:
    made = resolved()
    shares = np.where((np.arange(12) % 2)[:, None, None] > 0, 0.90, 0.80)
    found = review_of(replace(made, x=made.n * shares, n=made.n))

    told = levers(found, "fcr")

    assert told[0].by == "team"
    assert told[0].share > 0.9
    assert "batch" not in {one.by for one in told}, "nobody's joining is known"
