"""Who may be what at once, and what a transfer, a handing over, a merger and a split leave behind."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from supervisor.errors import (
    ChangedMeanwhileError,
    NameTakenError,
    SettingError,
    TwoAtOnceError,
    UnknownNameError,
)
from supervisor.people.draft import Draft
from supervisor.people.person import Group, GroupKind, Person
from supervisor.sentences.error import sentence
from tests.people.conftest import APRIL, JUNE, MARCH, MAY, roll_of


def teams(draft: Draft, person: str) -> list[tuple[str, date | None, date | None]]:
    found = [
        (draft.groups[one.group].name, one.since, one.until)
        for one in draft.memberships_of(person)
        if draft.groups[one.group].kind is GroupKind.TEAM
    ]
    return sorted(found, key=lambda one: str(one[1] or ""))


def behind(draft: Draft, login: str, day: date) -> str | None:
    found = roll_of(draft).who("pbx", login, day)
    return found.id if found else None


def test_a_transfer_ends_the_old_team_on_the_day_on_which_the_new_one_begins(draft: Draft) -> None:
    draft.move("wang1", "blue", APRIL)
    draft.check()
    assert teams(draft, "wang1") == [("Red", None, APRIL), ("Blue", APRIL, None)]


def test_a_transfer_leaves_what_was_before_as_it_was(draft: Draft) -> None:
    draft.move("wang1", "blue", APRIL)
    roll = roll_of(draft)
    assert [team.name for team in roll.groups_of("wang1", GroupKind.TEAM, date(2026, 3, 31))] == ["Red"]
    assert [team.name for team in roll.groups_of("wang1", GroupKind.TEAM, APRIL)] == ["Blue"]


def test_a_transfer_leaves_one_that_is_planned_for_later(draft: Draft) -> None:
    draft.move("wang1", "blue", MAY)
    draft.move("wang1", "red", MARCH)
    draft.check()
    assert teams(draft, "wang1") == [("Red", None, MAY), ("Blue", MAY, None)]
    draft.move("li", "red", APRIL)
    assert teams(draft, "li") == [("Red", None, MAY), ("Blue", MAY, None)]


def test_a_transfer_to_where_somebody_is_changes_nothing(draft: Draft) -> None:
    before = dict(draft.memberships)
    draft.move("wang1", "red", APRIL)
    assert draft.memberships == before


def test_a_skill_comes_to_the_others(draft: Draft) -> None:
    draft.move("li", "faults", APRIL)
    draft.check()
    skills = roll_of(draft).groups_of("li", GroupKind.SKILL, MAY)
    assert {skill.name for skill in skills} == {"Billing", "Faults"}


def test_two_teams_at_once_are_refused_with_the_day(draft: Draft) -> None:
    draft.join("wang1", "blue", MAY)
    with pytest.raises(TwoAtOnceError) as refused:
        draft.check()
    assert (refused.value.who, refused.value.day) == ("王伟", MAY)
    assert {refused.value.one, refused.value.other} == {"Red", "Blue"}
    assert "2026-05-01" in sentence(refused.value)


def test_two_teams_on_neighbouring_days_are_fine(draft: Draft) -> None:
    (red,) = draft.memberships_of("wang1")
    draft.change_membership(replace(red, until=MAY))
    draft.join("wang1", "blue", MAY)
    draft.check()


def test_days_that_end_before_they_begin_are_refused(draft: Draft) -> None:
    draft.join("zhao", "red", MAY, MAY)
    with pytest.raises(SettingError):
        draft.check()


def test_a_login_is_handed_to_somebody_else_on_a_day(draft: Draft) -> None:
    draft.assign("pbx", "8001", "li", MAY, instead=True)
    draft.check()
    assert behind(draft, "8001", date(2026, 4, 30)) == "wang1"
    assert behind(draft, "8001", MAY) == "li"


def test_a_login_lent_for_a_month_goes_back(draft: Draft) -> None:
    draft.assign("pbx", "8001", "li", APRIL, MAY, instead=True)
    draft.check()
    found = [behind(draft, "8001", day) for day in (MARCH, APRIL, MAY, JUNE)]
    assert found == ["wang1", "li", "wang1", "wang1"]


def test_two_people_behind_one_login_are_refused(draft: Draft) -> None:
    draft.assign("pbx", "8002", "li", date(2026, 3, 15), MAY)
    with pytest.raises(TwoAtOnceError) as refused:
        draft.check()
    assert refused.value.kind == "login"
    assert refused.value.day == APRIL
    assert "8002" in sentence(refused.value)


def test_a_person_may_have_several_logins(draft: Draft) -> None:
    draft.assign("chat", "li.na", "li")
    draft.check()
    assert {use.login for use in roll_of(draft).logins_of("li")} == {"8003", "Li Na", "li.na"}


def test_an_ignored_login_is_known_and_nobodys(draft: Draft) -> None:
    draft.assign("pbx", "9999", None)
    roll = roll_of(draft)
    assert roll.is_known("pbx", "9999")
    assert roll.who("pbx", "9999", MAY) is None


def test_merged_people_have_the_logins_of_both_and_the_teams_of_the_one_that_is_kept(draft: Draft) -> None:
    draft.merge(draft.persons["wang1"], draft.persons["wang2"])
    draft.check()
    assert "wang2" not in draft.persons
    assert {use.login for use in draft.logins_of("wang1")} == {"8001", "8002"}
    assert teams(draft, "wang1") == [("Red", None, None)]
    assert draft.persons["wang1"].joined == date(2025, 1, 6)


def test_merging_fills_days_on_which_the_kept_one_was_in_no_team(draft: Draft) -> None:
    draft.merge(draft.persons["wang2"], draft.persons["wang1"])
    draft.check()
    assert teams(draft, "wang2") == [("Red", None, APRIL), ("Blue", APRIL, None)]


def test_a_split_login_has_a_person_of_its_own_in_the_same_groups(draft: Draft) -> None:
    (use,) = draft.uses_of("pbx", "8003")
    draft.split([use], Person("new", "Li Na"))
    draft.check()
    assert behind(draft, "8003", MAY) == "new"
    assert {use.login for use in draft.logins_of("li")} == {"Li Na"}
    assert teams(draft, "new") == teams(draft, "li")


def test_a_removed_group_takes_memberships_and_skills_with_it(draft: Draft) -> None:
    draft.set_skill("pbx", "q1", "billing")
    draft.remove_group(draft.groups["billing"])
    draft.remove_group(draft.groups["care"])
    draft.check()
    assert draft.skills == {}
    assert "m5" not in draft.memberships
    assert draft.groups["red"].above is None


def test_a_team_may_stand_under_a_department_only(draft: Draft) -> None:
    with pytest.raises(UnknownNameError):
        draft.change_group(replace(draft.groups["red"], above="blue"))
    draft.change_group(replace(draft.groups["red"], above="sales"))
    assert [one.name for one in roll_of(draft).groups_of("wang1", GroupKind.DEPARTMENT, MAY)] == ["Sales"]


def test_a_department_of_their_own_comes_before_that_of_the_team(draft: Draft) -> None:
    draft.join("wang1", "sales", MAY)
    draft.check()
    assert [one.name for one in roll_of(draft).groups_of("wang1", GroupKind.DEPARTMENT, MAY)] == ["Sales"]
    assert [one.name for one in roll_of(draft).groups_of("wang1", GroupKind.DEPARTMENT, APRIL)] == ["Care"]


def test_a_group_name_is_taken_once_for_its_kind(draft: Draft) -> None:
    with pytest.raises(NameTakenError):
        draft.add_group(Group("x", GroupKind.TEAM, "Red"))
    draft.add_group(Group("x", GroupKind.SKILL, "Red"))


def test_what_somebody_else_saved_is_not_written_over(draft: Draft) -> None:
    with pytest.raises(ChangedMeanwhileError):
        draft.change_person(replace(draft.persons["li"], version=7))


@pytest.mark.parametrize("name", ["", " Li", "L" * 81, "Li\u200bNa"])
def test_a_name_is_something_that_can_be_read(draft: Draft, name: str) -> None:
    with pytest.raises(SettingError):
        draft.add_person(Person("x", name))


def test_nobody_leaves_before_joining(draft: Draft) -> None:
    with pytest.raises(SettingError):
        draft.add_person(Person("x", "Ma", joined=MAY, left=APRIL))
