"""Causes in a few words and in sentences."""

from __future__ import annotations

from supervisor.evidence.cause import Fact, Reading, TypeCount, contributions
from supervisor.evidence.options import Answer
from supervisor.review.cause_wording import FACTS, SHORT, makers, readings, short
from supervisor.review.entries import confirmed
from tests.review.made import review

GAP = contributions(
    [TypeCount("bill", 100, 40, 0.9), TypeCount("fault", 100, 89, 0.9), TypeCount("other", 100, 91, 0.9)],
    higher_is_better=True,
)
EVEN = contributions(
    [TypeCount("bill", 100, 60, 0.9), TypeCount("fault", 100, 60, 0.9)], higher_is_better=True
)


def test_every_fact_has_a_sentence_and_a_few_words() -> None:
    assert set(FACTS) == set(SHORT) == set(Fact)
    for fact in Fact:
        told = (Reading(fact, 12.34, ("bill",)),)
        assert len(short(told)) < len(readings(told))


def test_a_type_that_makes_most_of_a_gap_is_named_and_an_even_gap_names_none() -> None:
    assert "bill" in makers(GAP)
    assert short((), GAP) == "most of it: bill"
    assert "most types" in makers(EVEN)
    assert short((), EVEN) == ""
    assert makers(None) == short(()) == ""


def test_class_a_is_told_by_person_once_a_kpi() -> None:
    told = review()
    found = confirmed(told)
    for kpi, evidence in told.evidence.items():
        for one, answer in zip(told.units, evidence.answer, strict=True):
            assert (kpi in found.get(one.unit.person, ())) == (answer is Answer.CONFIRMED)
    assert all(len(set(kpis)) == len(kpis) for kpis in found.values())
