from __future__ import annotations

import itertools
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from supervisor import words
from supervisor.imports import people_sheet, problems
from supervisor.imports.mapping import Shape
from supervisor.imports.verdict import Verdict
from supervisor.people import store as people
from supervisor.people.person import GroupKind
from supervisor.people.roll import Roll
from supervisor.settings.centre import CentreSettings
from supervisor.storage import undo
from supervisor.storage.database import open_centre
from supervisor.storage.step_titles import title
from tests.imports import made
from tests.imports.conftest import NOW, Desk, quiet

HEAD = ["姓名", "工号", "班组", "部门", "技能组", "入职日期", "离职日期", "登录名", "生效日期"]
JANUARY, MARCH = date(2026, 1, 5), date(2026, 3, 16)
ROWS = [
    HEAD,
    ["王淼", "0012", "一组", "客服部", "售后, 投诉", JANUARY, None, "6001", None],
    ["王淼", "0012", "二组", "客服部", None, None, None, None, MARCH],
    ["张伟", "0014", "一组", "客服部", "售后", date(2025, 7, 1), None, "6003", None],
    ["张伟", "0015", "二组", "客服部", "售后", JANUARY, None, "6004；6005", None],
    [None, None, "二组", None, "售后", None, None, None, None],
]


def roll_of(desk: Desk) -> Roll:
    with open_centre(desk.url) as centre, centre.read() as db:
        return people.read_roll(db)


def teams(roll: Roll, number: str, day: date) -> list[str]:
    person = next(one for one in roll.persons.values() if one.number == number)
    return [group.name for group in roll.groups_of(person.id, GroupKind.TEAM, day)]


def test_people_come_in_with_their_transfers_as_one_step(desk: Desk, tmp_path: Path) -> None:
    path = made.book(tmp_path / "人员.xlsx", ("人员", ROWS))
    mapping = desk.propose(path, "pbx")
    assert mapping.shape is Shape.PEOPLE
    seen = desk.preview(path, mapping)
    assert dict(seen.counts) == {Verdict.NEW: 3, Verdict.CHANGED: 1, Verdict.INCOMPLETE: 1}
    assert roll_of(desk).persons == {}

    result = desk.read(path, mapping)

    roll = roll_of(desk)
    assert sorted((one.name, one.number) for one in roll.persons.values()) == [
        ("张伟", "0014"),
        ("张伟", "0015"),
        ("王淼", "0012"),
    ]
    assert (teams(roll, "0012", date(2026, 3, 15)), teams(roll, "0012", MARCH)) == (["一组"], ["二组"])
    who = roll.who("pbx", "6005", MARCH)
    assert who is not None
    assert who.number == "0015"
    assert (result.rows, result.left_out) == (4, 1)

    assert result.step is not None
    with open_centre(desk.url) as centre, centre.write() as db:
        step = undo.last(db)
        assert step is not None
        assert title(step) == "Take in 4 people from 人员.xlsx"
        people.take_back(db, result.step, at=NOW)
    assert roll_of(desk).persons == {}


def test_people_whose_coming_in_is_to_end_do_not_come_in(desk: Desk, tmp_path: Path) -> None:
    path = made.book(tmp_path / "人员.xlsx", ("人员", ROWS))
    mapping = desk.propose(path, "pbx")
    for looks in range(2):  # while judging, and before it is kept
        left = itertools.count(looks, -1)
        assert desk.read(path, mapping, cancelled=lambda left=left: next(left) <= 0).ended
        assert roll_of(desk).persons == {}
    assert not desk.read(path, mapping).ended


def test_the_same_people_again_change_nothing(desk: Desk, tmp_path: Path) -> None:
    path = made.book(tmp_path / "人员.xlsx", ("人员", ROWS[:-1]))
    mapping = desk.propose(path, "pbx")
    desk.read(path, mapping)

    # the first row says, without a day, the team that the second one ends: it is as from today
    rest = made.book(tmp_path / "rest.xlsx", ("人员", [HEAD, *ROWS[2:-1]]))
    assert dict(desk.preview(rest, mapping).counts) == {Verdict.UNCHANGED: 3}
    assert desk.read(rest, mapping).step is None


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_the_sheet_that_is_written_reads_back_as_it_stands(desk: Desk, tmp_path: Path, language: str) -> None:
    path = made.book(tmp_path / "人员.xlsx", ("人员", ROWS[:-1]))
    desk.read(path, desk.propose(path, "pbx"))
    words.use_language(language)

    out = people_sheet.write(tmp_path / "out.xlsx", roll_of(desk), CentreSettings(), date(2026, 4, 1))

    mapping = desk.propose(out, "pbx")
    assert mapping.shape is Shape.PEOPLE
    seen = desk.preview(out, mapping)
    assert dict(seen.counts) == {Verdict.UNCHANGED: 4}


def test_a_login_is_not_taken_from_somebody_without_a_day(desk: Desk, tmp_path: Path) -> None:
    path = made.book(tmp_path / "人员.xlsx", ("人员", ROWS[:-1]))
    mapping = desk.propose(path, "pbx")
    desk.read(path, mapping)
    new = ["赵敏", "0020", "一组", "", "", None, None, "6001", None]
    taken = made.book(tmp_path / "new.xlsx", ("人员", [HEAD, new]))

    seen = desk.preview(taken, replace(mapping))

    assert [(line.verdict, line.problems[0].word) for line in seen.lines] == [
        (Verdict.NOT_UNDERSTOOD, "login_taken")
    ]
    handed = made.book(tmp_path / "handed.xlsx", ("人员", [HEAD, [*new[:-1], MARCH]]))
    desk.read(handed, mapping)
    roll = roll_of(desk)
    before, after = roll.who("pbx", "6001", date(2026, 3, 15)), roll.who("pbx", "6001", MARCH)
    assert before is not None
    assert after is not None
    assert (before.name, after.name) == ("王淼", "赵敏")


@pytest.mark.parametrize(
    ("said", "logins"),
    [
        ("Local/1029@agents/n；6001", {"Local/1029@agents/n", "6001"}),
        ("PJSIP/101", {"PJSIP/101"}),
        ("6001/6002 / li.na", {"6001", "6002", "li.na"}),
    ],
)
def test_a_telephones_name_is_one_login(desk: Desk, tmp_path: Path, said: str, logins: set[str]) -> None:
    path = made.book(tmp_path / "人员.xlsx", ("人员", [HEAD, ["王淼", "0012", *[None] * 5, said, None]]))
    desk.read(path, desk.propose(path, "pbx"))
    assert {login for source, login in roll_of(desk).logins if source == "pbx"} == logins


def test_a_person_without_a_name_is_given_back_to_be_corrected(desk: Desk, tmp_path: Path) -> None:
    path = made.book(tmp_path / "人员.xlsx", ("人员", ROWS))
    mapping = desk.propose(path, "pbx")
    desk.read(path, mapping)
    saved = problems.save(quiet, path, mapping, desk.url, tmp_path / "fix.xlsx")
    assert saved.rows == 1
    book = openpyxl.load_workbook(tmp_path / "fix.xlsx")
    book.worksheets[0]["A2"] = "赵敏"
    book.save(tmp_path / "fix.xlsx")

    desk.read(tmp_path / "fix.xlsx")

    assert "赵敏" in {person.name for person in roll_of(desk).persons.values()}
