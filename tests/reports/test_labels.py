"""How a workbook calls people."""

from __future__ import annotations

from datetime import date

from supervisor.people.nameless import Nameless
from supervisor.people.person import Person
from supervisor.people.roll import Roll
from supervisor.reports.people import People

TODAY = date(2026, 6, 1)
ROLL = Roll([Person(f"p{at}", f"Agent {at}", str(1000 + at)) for at in range(40)])
WITHOUT = Nameless(one.name for one in ROLL.persons.values())


def people(seed: str = "") -> People:
    return People(ROLL, TODAY, without=WITHOUT, seed=seed)


def test_with_names_everybody_is_called_by_name_and_stays_in_order() -> None:
    named = People(ROLL, TODAY)
    assert (named.person("p3"), named.number("p3"), named.typed("Qin")) == ("Agent 3", "1003", "Qin")
    assert named.text("Ask Agent 3") == "Ask Agent 3"
    assert named.ordered("abc") == ["a", "b", "c"]


def test_a_label_is_the_same_in_one_workbook_and_another_in_the_next() -> None:
    labels = [people("one").person(id) for id in ROLL.persons]
    assert labels == [people("one").person(id) for id in ROLL.persons]
    assert labels != [people("two").person(id) for id in ROLL.persons]
    assert len(set(labels)) == len(labels)


def test_labels_and_orders_tell_nothing_of_the_order_of_names() -> None:
    of = people("any")
    ids = list(ROLL.persons)
    assert [of.person(id) for id in ids] != [f"Person {at}" for at in range(1, len(ids) + 1)]
    assert sorted(of.ordered(ids)) == sorted(ids)
    assert of.ordered(ids) != ids


def test_without_names_neither_typed_ones_nor_numbers_are_told() -> None:
    of = people()
    assert of.number("p3") == ""
    assert of.typed("Qin") == ""
    assert "Agent 3" not in of.text("Ask Agent 3")
    assert of.person("nobody") == ""
