"""A list of accounts: which rows are new, changed, the same or refused, and why; what we write reads as it
stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor import words
from supervisor.imports import account_list as columns
from supervisor.imports import account_sheet
from supervisor.imports.account_list import AccountList, Centre, differences, read_file, read_grid, texts
from supervisor.imports.columns import Verdict
from supervisor.imports.grid import Cell, grid_of
from supervisor.imports.start_passwords import start_passwords
from supervisor.rights.account import Account
from supervisor.rights.places import Place, Places
from supervisor.rights.role import DatabaseRole as R

ZONE = ZoneInfo("Asia/Shanghai")
PLACES = Places(
    {
        "one": Place("one", "第一组", frozenset({"a"})),
        "two": Place("two", "Second"),
        "and": Place("and", "A, B"),
    },
    {"bill": Place("bill", "Billing"), "gone": Place("gone", "Old house", retired=True)},
    (("a", "Anna", "1001"), ("b", "Ben", "1002"), ("c", "Ben", "1003")),
)
STANDS = Account("s1", "One", roles=frozenset({R.SUPERVISOR}), teams=frozenset({"one"}), version=3)


def read_rows(rows: Sequence[Sequence[Cell]], *stand: Account, **more: object) -> AccountList:
    return read_grid(grid_of([list(row) for row in rows]), Centre(stand, PLACES, ZONE, **more))  # type: ignore[arg-type]


def test_columns_that_are_not_there_change_nothing_and_empty_cells_mean_none() -> None:
    (row,) = read_rows([["login", "team"], ["s1", ""]], STANDS).rows
    assert row.verdict is Verdict.CHANGED
    assert row.account is not None
    assert row.account.roles == STANDS.roles
    assert (row.account.teams, row.account.version) == (frozenset(), 3)
    assert differences(row, Centre((STANDS,), PLACES, ZONE)) == (("Teams", "第一组", ""),)


def test_a_row_that_comes_twice_a_retired_account_and_a_file_without_logins_are_told() -> None:
    gone = Account("old", "Old", retired=True, version=1)
    rows = [["login", "department"], ["a1", "billing"], ["a1", ""], ["old", ""], ["a2", "nowhere"]]
    found = read_rows(rows, gone)
    assert [row.verdict for row in found.rows] == [Verdict.NEW, Verdict.BAD, Verdict.BAD, Verdict.BAD]
    for word, row in zip(("already", "retired", "nowhere"), found.rows[1:], strict=True):
        assert word in row.problem
    assert "Log-in name" in read_rows([["a", "b"], ["c", "d"]]).problem


def test_a_retired_account_is_brought_back_by_a_list_only_when_that_is_said() -> None:
    gone = Account("old", "Old", retired=True, version=1)
    rows = [["login", "roles"], ["old", "manager"]]
    assert read_rows(rows, gone).retired == 1
    (row,) = read_rows(rows, gone, bring_back=True).rows
    assert row.account is not None
    assert (row.verdict, row.account.retired, row.begins) == (Verdict.CHANGED, False, True)
    assert differences(row, Centre((gone,), PLACES))[0] == ("Log-in", "Retired", "Can log in")


@pytest.mark.parametrize(
    ("titles", "cells", "said"),
    [
        (["login", "name"], ["Zhang Li", "x"], "small letters"),
        (["login", "name"], ["zhang", "x" * 201], "200 letters"),
        (["login", "roles"], ["zhang", "wizard"], "“wizard” is no role"),
        (["login", "roles"], ["zhang", "service"], "is no role"),
        (["login", "teams"], ["zhang", "Third"], "no team called “Third”"),
        (["login", "departments"], ["zhang", "Old house"], "no department called"),
        (["login", "person"], ["zhang", "Ben"], "several called “Ben”"),
        (["login", "person"], ["zhang", "Zoe"], "nobody called “Zoe”"),
        (["login", "valid until"], ["zhang", "soon"], "soon"),
        (["login", "password"], ["zhang", "zhang123"], "Too easily guessed"),
        (["login", "name"], ["theirs", "x"], "in this server already"),
        (["login", "roles"], ["chief", "manager"], "Nobody takes their own right"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_its_reason(
    titles: list[str], cells: list[str], said: str
) -> None:
    chief = Account("chief", roles=frozenset({R.ADMINISTRATOR}), version=1)
    (row,) = read_rows([titles, cells], chief, taken={"theirs"}, who="chief").rows
    assert row.verdict is Verdict.BAD
    assert said in row.problem


@pytest.mark.parametrize(
    "titles",
    [
        ["登录名", "姓名", "员工编号", "角色", "班组", "部门", "有效期至", "备注", "初始密码"],
        ["Log-in name", "Name", "Person", "Roles", "Teams", "Departments", "Valid until", "Note", "Password"],
    ],
)
def test_headings_and_roles_of_both_languages_are_understood(titles: list[str]) -> None:
    cells: list[Cell] = [
        "zhang.li",
        "张丽",
        "1003",
        "班长、质检",
        "第一组；A, B",
        "billing",
        date(2027, 1, 1),
    ]
    (row,) = read_rows([titles, [*cells, "早班", "given and long 7"]]).rows
    assert row.problem == ""
    assert row.account == Account(
        "zhang.li",
        "张丽",
        person="c",
        roles=frozenset({R.SUPERVISOR, R.QUALITY}),
        teams=frozenset({"one", "and"}),
        departments=frozenset({"bill"}),
        valid_until=datetime(2026, 12, 31, 16, tzinfo=UTC),
        note="早班",
    )
    assert row.password == "given and long 7"
    assert "given" not in repr(row)


def test_passwords_are_for_those_who_have_none_yet() -> None:
    rows = [["login", "password"], ["s1", "given and long 7"], ["n1", ""], ["n2", "given and long 8"]]
    found = read_rows(rows, STANDS)
    assert "has a password already" in found.rows[0].remark
    made = start_passwords(found, make_up=True)
    assert [one.login for one in made] == ["n1", "n2"]
    assert len(made[0].password) > 15
    assert [one.password for one in start_passwords(found, make_up=False)] == ["given and long 8"]


def test_the_form_is_empty_or_holds_what_there_is_and_changes_nothing(tmp_path: Path) -> None:
    until = datetime(2026, 12, 31, 16, tzinfo=UTC)
    more = Account(
        "s2",
        "=Two",
        person="b",
        roles=frozenset({R.SERVICE, R.VIEWER}),
        teams=frozenset({"and", "lost"}),
        departments=frozenset({"gone"}),
        valid_until=until,
        note="a, b; c",
        version=1,
    )
    for stand in ((), (STANDS, more)):
        account_sheet.write(tmp_path / "form.xlsx", stand, PLACES, ZONE)
        found = read_file(tmp_path / "form.xlsx", Centre(stand, PLACES, ZONE))
        assert found.unread == ()
        assert [(row.verdict, row.problem) for row in found.rows] == [(Verdict.SAME, "")] * len(stand)


@settings(max_examples=40)
@given(
    roles=st.sets(st.sampled_from(R)),
    teams=st.sets(st.sampled_from(["one", "two", "and", "lost"])),
    departments=st.sets(st.sampled_from(["bill", "gone"])),
    person=st.sampled_from([None, "a", "b", "c", "left"]),
    language=st.sampled_from(["en", "zh_CN"]),
)
def test_what_a_list_says_of_an_account_is_that_account(
    roles: set[R], teams: set[str], departments: set[str], person: str | None, language: str
) -> None:
    account = Account(
        "x",
        "X",
        person=person,
        roles=frozenset(roles),
        teams=frozenset(teams),
        departments=frozenset(departments),
        version=1,
    )
    before = words.language()
    words.use_language(language)
    try:
        said = texts(account, PLACES, ZONE)
        titles = [words._(columns.TITLES[at]) for at in said]
    finally:
        words.use_language(before)
    (row,) = read_rows([titles, list(said.values())], account).rows
    assert (row.verdict, row.problem) == (Verdict.SAME, "")
