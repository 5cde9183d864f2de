"""Where a gap comes from: worked examples, and parts that add up whatever the figures are."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.evidence.cause import (
    Fact,
    Sign,
    TypeCount,
    TypeTimes,
    chances_worse,
    contributions,
    handle_time_gap,
    reading,
)


def told(shares: list[float], seconds: list[tuple[float, float, float]]) -> dict[str, TypeTimes]:
    return {
        f"type {at}": TypeTimes(1000 * share, *(1000 * share * one for one in times))
        for at, (share, times) in enumerate(zip(shares, seconds, strict=True), 1)
    }


PEERS = told([0.5, 0.3, 0.2], [(100, 10, 25), (140, 20, 30), (220, 40, 45)])
OWN = told([0.4, 0.3, 0.3], [(118, 11, 25), (168, 34, 29), (262, 70, 47)])
KNOWN = pytest.approx


def test_a_handle_time_is_split_into_mix_talk_hold_and_after_contact_work() -> None:
    found = handle_time_gap(OWN, PEERS)
    assert found is not None
    assert (found.own, found.peers, found.gap) == KNOWN((244.6, 185.5, 59.1))
    parts = (found.mix, found.talk.seconds, found.hold.seconds, found.after_contact.seconds)
    assert parts == KNOWN((19.75, 27.0, 12.15, 0.2))
    times = {one.type: one.time for one in found.by_type}
    assert times == {"type 1": KNOWN(8.55), "type 2": KNOWN(12.3), "type 3": KNOWN(18.5)}
    assert [one.type for one in found.by_type] == ["type 3", "type 2", "type 1"]


def test_it_is_read_as_talk_everywhere_hold_on_one_type_and_contacts_that_are_harder() -> None:
    gap = handle_time_gap(OWN, PEERS)
    assert gap is not None
    found = {one.fact: one.types for one in reading(gap)}
    assert list(found) == [Fact.TALK_EVERYWHERE, Fact.MIX, Fact.HOLD]
    assert found[Fact.HOLD] == ("type 3",)


def test_talk_that_is_long_on_one_type_alone_names_it() -> None:
    own = PEERS | {"type 3": TypeTimes(200, 200 * 300, 200 * 40, 200 * 45)}
    gap = handle_time_gap(own, PEERS)
    assert gap is not None
    assert [(one.fact, one.types) for one in reading(gap)] == [(Fact.TALK_ON_TYPES, ("type 3",))]


def scaled(factor: float) -> dict[str, TypeTimes]:
    return {
        type: TypeTimes(one.contacts, factor * one.talk_s, factor * one.hold_s, factor * one.after_contact_s)
        for type, one in PEERS.items()
    }


def test_who_is_short_in_everything_and_resolves_less_is_rushing() -> None:
    gap = handle_time_gap(scaled(0.8), PEERS)
    assert gap is not None
    assert [one.fact for one in reading(gap, resolution=Sign.LOW)] == [Fact.RUSHING]
    assert reading(gap, resolution=Sign.HIGH) == ()


def test_who_takes_long_and_resolves_more_to_content_customers_is_left_alone() -> None:
    gap = handle_time_gap(scaled(1.2), PEERS)
    assert gap is not None
    assert reading(gap, resolution=Sign.HIGH, satisfaction=Sign.HIGH)[0].fact is Fact.LONG_BUT_GOOD
    assert reading(gap, resolution=Sign.HIGH)[0].fact is Fact.TALK_EVERYWHERE


def test_without_contacts_on_a_side_there_is_no_gap() -> None:
    assert handle_time_gap({}, PEERS) is None
    assert handle_time_gap(OWN, {"type 1": TypeTimes(0, 0, 0, 0)}) is None


seconds = st.floats(0, 2000)
times = st.builds(TypeTimes, st.integers(0, 500).map(float), seconds, seconds, seconds)
sides = st.dictionaries(st.sampled_from("abcdef"), times, min_size=1)


@given(sides, sides)
@settings(max_examples=60)
def test_the_parts_of_a_handle_time_add_up_to_its_gap(
    own: dict[str, TypeTimes], peers: dict[str, TypeTimes]
) -> None:
    found = handle_time_gap(own, peers)
    if found is None:
        assert not sum(one.contacts for one in own.values()) * sum(one.contacts for one in peers.values())
        return
    whole = [
        sum(sum(one.sums()) for one in side.values()) / sum(one.contacts for one in side.values())
        for side in (own, peers)
    ]
    assert (found.own, found.peers) == KNOWN(tuple(whole), abs=1e-9)
    parts = found.mix + found.talk.seconds + found.hold.seconds + found.after_contact.seconds
    scale = 1e-9 * (1 + whole[0] + whole[1])
    assert parts == KNOWN(found.gap, abs=scale)
    assert sum(one.mix + one.time for one in found.by_type) == KNOWN(found.gap, abs=scale)


RESOLVED = [
    TypeCount("bill", 3000, 2640, 0.885),
    TypeCount("tariff", 4000, 3200, 0.87),
    TypeCount("other", 500, 450, 0.90),
    TypeCount("roaming", 700, 490, 0.78),
    TypeCount("net", 1800, 1404, 0.79),
]


def test_types_are_named_that_make_four_fifths_of_what_is_worse() -> None:
    found = contributions(RESOLVED, higher_is_better=True, scale=1)
    points = {one.type: round(100 * one.contribution, 2) for one in found.parts}
    assert list(points.items()) == [
        ("tariff", -2.80),
        ("roaming", -0.56),
        ("net", -0.18),
        ("bill", -0.15),
        ("other", 0.0),
    ]
    assert 100 * found.gap == KNOWN(-3.69)
    assert [round(one.cumulated, 2) for one in found.parts[:2] if one.cumulated] == [0.76, 0.91]
    assert found.makers == ("tariff", "roaming")


def test_where_less_is_better_the_types_above_their_usual_rate_come_first() -> None:
    counts = [TypeCount("a", 1000, 2, 1.0), TypeCount("b", 1000, 0, 1.0), TypeCount("c", 500, 9, None)]
    found = contributions(counts, higher_is_better=False, scale=1000)
    assert [(one.type, one.contribution, one.share) for one in found.parts] == [
        ("a", KNOWN(0.5), 1.0),
        ("b", KNOWN(-0.5), None),
    ]
    assert found.makers == ("a",)
    assert found.left_out == ("c",)


def test_of_nothing_nothing_is_made() -> None:
    found = contributions([TypeCount("a", 0, 0, 0.5)], higher_is_better=True)
    assert (found.gap, found.parts, found.makers) == (0, (), ())


counted = st.builds(
    TypeCount,
    st.text(min_size=1, max_size=3),
    st.integers(0, 900).map(float),
    st.floats(0, 900),
    st.none() | st.floats(0, 1),
)


@given(st.lists(counted, max_size=6), st.booleans())
@settings(max_examples=60)
def test_contributions_add_up_to_the_gap_at_the_own_mix(counts: list[TypeCount], higher: bool) -> None:
    found = contributions(counts, higher_is_better=higher)
    known = [(one, one.reference) for one in counts if one.n > 0 and one.reference is not None]
    whole = sum(one.n for one, _ in known)
    if not whole:
        assert found.gap == 0
        return
    usual = sum(one.n * reference for one, reference in known) / whole
    gap = sum(one.x for one, _ in known) / whole - usual
    assert found.gap == KNOWN(gap, abs=1e-9)
    assert math.fsum(one.contribution for one in found.parts) == KNOWN(gap, abs=1e-9)
    worse = [one for one in found.parts if one.share is not None]
    assert math.fsum(one.share or 0 for one in worse) == KNOWN(1 if worse else 0)


SURVEYS = [
    (10, 14), (64, 75), (52, 60), (171, 180), (88, 90), (70, 80), (36, 48), (118, 130), (45, 50), (15, 20)
]  # fmt: skip


def test_few_contacts_prove_less_than_many_of_the_same_rate() -> None:
    found = chances_worse(SURVEYS, 0.88, higher_is_better=True)
    assert [None if one is None else round(one, 4) for one in found] == [
        0.7953, 0.6639, 0.5243, 0.0008, 0.0008, 0.4733, 0.9716, 0.1377, 0.2735, 0.8133
    ]  # fmt: skip
    turned = chances_worse(SURVEYS, 0.88, higher_is_better=False)
    assert [(a or 0) + (b or 0) for a, b in zip(found, turned, strict=True)] == KNOWN([1.0] * 10)


def test_people_whom_chance_alone_tells_apart_are_not_told_apart() -> None:
    found = chances_worse([(8, 10), (8, 10), (16, 20), (0, 0)], 0.8, higher_is_better=True)
    assert found[0] == found[1] == found[2]
    assert found[3] is None
    assert chances_worse([(0, 0), (5, 4), (math.nan, 4)], 0.8, higher_is_better=True) == (None,) * 3
    assert chances_worse([(3, 3)], 0.8, higher_is_better=True)[0] == KNOWN(0.2, abs=0.2)
