"""Two people of one name are told apart, and everybody is in the band of the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from supervisor.people.draft import Draft
from supervisor.people.person import GroupKind, Person
from supervisor.people.roll import Roll
from tests.people.conftest import APRIL, MARCH, MAY, roll_of


def test_namesakes_are_told_apart_by_number_then_team_then_login(draft: Draft) -> None:
    assert roll_of(draft).called("wang1", MAY) == "王伟 (1042)"
    draft.persons["wang1"] = replace(draft.persons["wang1"], number="")
    draft.persons["wang2"] = replace(draft.persons["wang2"], number="")
    assert roll_of(draft).called("wang1", MAY) == "王伟 (Red)"
    draft.move("wang2", "red", APRIL)
    assert roll_of(draft).called("wang1", MAY) == "王伟 (8001)"
    for use in list(draft.uses.values()):
        draft.end_use(use)
    assert roll_of(draft).called("wang1", MAY) != roll_of(draft).called("wang2", MAY)


def test_a_name_that_one_person_has_stands_alone(draft: Draft) -> None:
    assert roll_of(draft).called("li", MAY) == "Li Na"


def test_the_number_tells_apart_also_from_one_who_has_none() -> None:
    roll = Roll([Person("a", "Ma", "7"), Person("b", "Ma")])
    assert roll.called("a", MAY) == "Ma (7)"
    assert roll.called("b", MAY) != "Ma"


def test_tenure_is_that_of_the_day(draft: Draft) -> None:
    roll = roll_of(draft)
    found = [roll.band("wang2", day) for day in (date(2026, 4, 1), date(2026, 7, 1), date(2027, 4, 2))]
    assert [band.id if band else None for band in found] == ["New", "Growing", "Tenured"]
    assert roll.band("zhao", MAY) is None
    assert roll.band("wang2", MARCH) is None


def test_members_of_a_department_are_those_of_its_teams(draft: Draft) -> None:
    found = roll_of(draft).members("care", MAY)
    assert {person.id for person in found} == {"wang1", "wang2", "li"}


def test_all_kinds_at_once_are_what_is_told_of_each(draft: Draft) -> None:
    draft.join("wang1", "sales", MAY)
    draft.move("li", "faults", APRIL)
    roll = roll_of(draft)
    for person in roll.persons:
        for day in (MARCH, APRIL, MAY):
            told = roll.standing(person, day)
            assert told == {kind: roll.groups_of(person, kind, day) for kind in GroupKind}
