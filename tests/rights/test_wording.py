from __future__ import annotations

import re

import pytest

from supervisor.rights.account import LoginFlaw, login_flaw
from supervisor.rights.password import Strength, made_up, strength
from supervisor.rights.places import Place, Places
from supervisor.rights.role import DatabaseRole as R
from supervisor.rights.wording import doubts, seen

PLACES = Places(
    {
        "one": Place("one", "第一组", frozenset({"a", "b"}), "dept"),
        "two": Place("two", "第二组", frozenset({"c"}), "dept"),
        "dept": Place("dept", "Support", frozenset({"a", "b", "c"})),
        "empty": Place("empty", "Nobody’s"),
    },
    {"bill": Place("bill", "Billing"), "net": Place("net", "Network")},
    (("a", "Anna", "1"), ("b", "Ben", ""), ("c", "Cem", "3"), ("d", "Dora", "4")),
)


@pytest.mark.parametrize(
    ("roles", "teams", "departments", "said"),
    [
        ((), (), (), ["It sees nothing: it has no role."]),
        ((R.VIEWER,), (), (), ["It sees the boards without names, and nothing else."]),
        (
            (R.SUPERVISOR,),
            ("one",),
            (),
            ["It sees the boards, and by name the people and figures of 第一组 (2 people)."],
        ),
        (
            (R.SUPERVISOR,),
            ("one", "dept"),
            (),
            ["It sees the boards, and by name the people and figures of Support, 第一组 (3 people)."],
        ),
        ((R.LIAISON,), (), ("bill",), ["It works on issues, sheets and meetings of Billing."]),
        ((R.LIAISON,), (), (), ["It works on issues, sheets and meetings of all departments."]),
        ((R.DEPARTMENT,), (), ("net",), ["It reads the lines that were sent to Network."]),
        (
            (R.MANAGER, R.SUPERVISOR),
            ("one",),
            (),
            ["It sees everything about people (4 people), figures, issues and reports of the centre."],
        ),
    ],
)
def test_what_an_account_will_see_is_said_in_words(
    roles: tuple[R, ...], teams: tuple[str, ...], departments: tuple[str, ...], said: list[str]
) -> None:
    assert list(seen(roles, teams, departments, PLACES)) == said


def test_a_person_in_two_chosen_groups_counts_once() -> None:
    assert "(3 people)" in seen((R.SUPERVISOR,), ("one", "two", "dept"), (), PLACES)[0]


@pytest.mark.parametrize(
    ("roles", "teams", "departments", "word"),
    [
        ((), (), (), "Without a role"),
        ((R.SUPERVISOR,), (), (), "sees nobody"),
        ((R.SUPERVISOR,), ("empty",), (), "Nobody is in the chosen teams"),
        ((R.SUPERVISOR,), ("gone", "one"), (), "not known any more"),
        ((R.DEPARTMENT,), (), (), "sees nothing"),
        ((R.ADMINISTRATOR, R.MANAGER), (), (), "better two people"),
        ((R.VIEWER, R.SUPERVISOR), ("one",), (), "the viewer’s role alone"),
        ((R.SERVICE, R.VIEWER), (), (), "that role alone"),
        ((R.LIAISON,), ("one",), (), "teams mean nothing"),
        ((R.MANAGER,), ("one",), (), "teams mean nothing"),
        ((R.MANAGER, R.SUPERVISOR), ("one",), (), "bound nothing"),
        ((R.SUPERVISOR,), ("one",), ("bill",), "departments mean nothing"),
    ],
)
def test_what_is_probably_not_meant_so_is_said(
    roles: tuple[R, ...], teams: tuple[str, ...], departments: tuple[str, ...], word: str
) -> None:
    assert any(word in one for one in doubts(roles, teams, departments, PLACES))


@pytest.mark.parametrize("role", [R.MANAGER, R.QUALITY, R.LIAISON, R.VIEWER, R.ADMINISTRATOR, R.SERVICE])
def test_a_single_role_that_needs_no_scope_raises_no_doubt(role: R) -> None:
    assert doubts((role,), (), (), PLACES) == ()


def test_a_made_up_password_is_good_can_be_read_out_and_never_comes_twice() -> None:
    many = {made_up() for _turn in range(200)}
    assert len(many) == 200
    assert all(re.fullmatch(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}", one) for one in many)
    assert all(strength(one) is Strength.GOOD for one in many)
    assert not set("il01o") & set("".join(many))


@pytest.mark.parametrize(
    ("password", "found"),
    [
        ("short", Strength.REFUSED),
        ("aaaaaaaaaaaaaaaa", Strength.REFUSED),
        ("1234567890123", Strength.REFUSED),
        ("zhang.wei2026", Strength.REFUSED),  # hardly more than the log-in name
        ("password12345", Strength.REFUSED),
        ("sunny brook", Strength.FAIR),
        ("correct horse battery", Strength.GOOD),
        ("Kf7#mQ2!xV9p", Strength.GOOD),
        ("春眠不觉晓处处闻啼鸟夜来风雨声", Strength.FAIR),
    ],
)
def test_a_password_is_as_good_as_it_is_hard_to_guess(password: str, found: Strength) -> None:
    assert strength(password, "zhang.wei") is found


@pytest.mark.parametrize(
    ("login", "flaw"),
    [
        ("zhang.wei", None),
        ("anna@example.com", None),
        ("wall_3", None),
        ("", LoginFlaw.EMPTY),
        ("Zhang", LoginFlaw.SHAPE),
        ("张伟", LoginFlaw.SHAPE),
        ("a b", LoginFlaw.SHAPE),
        ("a;drop", LoginFlaw.SHAPE),
        ("3a", LoginFlaw.SHAPE),
        ("pg_read_all_data", LoginFlaw.RESERVED),
        ("public", LoginFlaw.RESERVED),
        ("a" * 64, LoginFlaw.LONG),
    ],
)
def test_a_log_in_name_is_judged_as_it_is_typed(login: str, flaw: LoginFlaw | None) -> None:
    assert login_flaw(login) is flaw
