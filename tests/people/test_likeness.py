"""Who a login may be."""

from __future__ import annotations

import pytest

from supervisor.people.draft import Draft
from supervisor.people.likeness import Likeness, Why
from supervisor.people.person import LoginUse, Person
from supervisor.people.roll import Roll
from supervisor.people.unknown import Seen, Unknown, joined, unknown
from tests.people.conftest import APRIL, MARCH, MAY, roll_of


@pytest.mark.parametrize(
    ("login", "name", "person", "why"),
    [
        ("1007", "", "li", Why.NUMBER),
        ("Li Na", "", "li", Why.LOGIN),
        ("agent7", "Li Na", "li", Why.LOGIN),
        ("x", "Zhao Min", "zhao", Why.NAME),
        ("x", "ZHAO  min", "zhao", Why.WRITTEN),
        ("１００７", "", "li", Why.WRITTEN),
        ("001007", "", "li", Why.ZEROS),
        ("Li Na 1007", "", "li", Why.WITHIN),
        ("li.na-01007", "", "li", Why.WITHIN),
    ],
)
def test_a_login_is_known_by_what_is_known_of_people(
    draft: Draft, login: str, name: str, person: str, why: Why
) -> None:
    (found,) = Likeness(roll_of(draft)).suggestions(login, name)
    assert (found.person, found.why) == (person, why)


def test_a_name_that_two_people_have_suggests_both(draft: Draft) -> None:
    found = Likeness(roll_of(draft)).suggestions("王 伟")
    assert {one.person for one in found} == {"wang1", "wang2"}


def test_the_number_comes_before_the_name(draft: Draft) -> None:
    found = Likeness(roll_of(draft)).suggestions("2077", "王伟")
    assert [one.person for one in found] == ["wang2", "wang1"]


def test_nobody_is_suggested_for_what_is_like_nobody(draft: Draft) -> None:
    likeness = Likeness(roll_of(draft))
    assert likeness.suggestions("8044") == ()
    assert likeness.suggestions("") == ()
    assert likeness.suggestions("0") == ()


def test_zeros_of_the_roll_are_left_out_too() -> None:
    roll = Roll([Person("a", "Ma", "00042")])
    assert [one.why for one in Likeness(roll).suggestions("42")] == [Why.ZEROS]


def test_only_logins_that_nobody_was_said_to_be_are_unknown(draft: Draft) -> None:
    draft.assign("pbx", "9999", None)
    seen = [Seen("pbx", "8001"), Seen("pbx", "9999"), Seen("pbx", "8044"), Seen("chat", "8001")]
    found = unknown(roll_of(draft), seen)
    assert [one.seen.key for one in found] == [("pbx", "8044"), ("chat", "8001")]
    assert [one.person for one in found[1].suggestions] == ["wang1"]


def test_a_login_with_facts_outside_its_persons_days_is_partly_unknown(draft: Draft) -> None:
    early, fine = Seen("pbx", "8002", first=MARCH, last=MAY), Seen("pbx", "8002", first=APRIL, last=MAY)
    assert [one.partly for one in unknown(roll_of(draft), [early])] == [True]
    assert unknown(roll_of(draft), [fine]) == []


def test_what_several_tell_of_a_login_is_put_together() -> None:
    (one,) = joined([Seen("pbx", "1", first=APRIL, last=APRIL)], [Seen("pbx", "1", "Ma", "Red", MARCH, None)])
    assert one == Seen("pbx", "1", "Ma", "Red", MARCH, APRIL)
    assert unknown(Roll(logins=[LoginUse("u", "pbx", "2", None)]), [one]) == [Unknown(one)]
