from __future__ import annotations

import pickle
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from supervisor.errors import ImportFileError
from supervisor.imports import preview as previewing
from supervisor.imports.mapping import Column, Mapping, Shape, flaws
from supervisor.imports.seen import Choices
from supervisor.imports.telling import day_in
from supervisor.imports.values import Unit
from supervisor.imports.verdict import Standing, Verdict, flaw_sentence, problem_sentence
from supervisor.people import store as people
from supervisor.people.draft import new_id
from supervisor.people.person import GroupKind, Person
from supervisor.storage.database import open_centre
from tests.imports import made
from tests.imports.conftest import NOW, Desk, quiet

DAY = date(2026, 3, 2)
DAYS = Mapping(
    "days",
    "acd",
    Shape.COUNTS,
    (
        Column("day", "day", Unit.DATE),
        Column("login", "login", Unit.ID),
        Column("name", "agent"),
        Column("team", "team"),
        Column("offered", "n_offered", Unit.COUNT),
        Column("answered", "n_answered", Unit.COUNT),
        Column("signed", "signed_s", Unit.H_MM_SS),
    ),
)
HEAD = [column.title for column in DAYS.columns]


@pytest.fixture
def alone(sqlite_url: str) -> Desk:
    return Desk(sqlite_url)


def test_what_cannot_be_is_taken_with_a_warning(alone: Desk, tmp_path: Path) -> None:
    rows = [
        HEAD,
        [DAY, "1", "甲", "", 10, 12, "8:00:00"],
        [DAY, "2", "乙", "", 10, 9, "26:00:00"],
        [date(2027, 1, 1), "3", "丙", "", 10, 9, "8:00:00"],
    ]
    seen = alone.preview(made.book(tmp_path / "a.xlsx", ("s", rows)), DAYS)

    assert dict(seen.counts) == {Verdict.NEW: 3}
    assert seen.warned == 3
    assert [problem.word for line in seen.lines for problem in line.problems] == [
        "more_than_offered",
        "over_a_day",
        "future",
    ]
    assert all(problem_sentence(problem) for line in seen.lines for problem in line.problems)
    assert pickle.loads(pickle.dumps(seen)) == seen  # noqa: S301  # it travels between processes


def test_rows_outside_of_the_period_are_left_out(alone: Desk, tmp_path: Path) -> None:
    rows = [HEAD, [DAY, "1", "", "", 1, 1, ""], [date(2026, 4, 1), "1", "", "", 1, 1, ""]]
    mapping = replace(DAYS, last_day="2026-03-31")

    seen = alone.preview(made.book(tmp_path / "a.xlsx", ("s", rows)), mapping)

    assert dict(seen.counts) == {Verdict.NEW: 1, Verdict.OUTSIDE: 1}


def test_a_total_that_does_not_agree_is_told(alone: Desk, tmp_path: Path) -> None:
    rows = [
        HEAD,
        [DAY, "1", "", "", 10, 8, ""],
        [DAY, "2", "", "", 5, 5, ""],
        ["合计", None, "", "", 15, 14, ""],
    ]

    seen = alone.preview(made.book(tmp_path / "a.xlsx", ("s", rows)), DAYS)

    assert [(total.agrees, total.differs) for total in seen.totals] == [(False, (("answered", 14.0, 13.0),))]
    assert dict(seen.counts) == {Verdict.NEW: 2, Verdict.TOTAL: 1}


def test_people_are_recognised_only_where_one_can_be_meant(desk: Desk, tmp_path: Path) -> None:
    facts = {"count": "5", "file": ""}
    with (
        open_centre(desk.url) as centre,
        centre.write() as db,
        people.change(db, "import_people", facts, at=NOW, who="anna") as draft,
    ):
        for number, name, team in (
            *(("0012", "王淼", "一组"), ("13", "李静", "一组")),
            *(("", "张伟", "一组"), ("", "张伟", "二组"), ("", "欧阳娜娜", "一组")),
        ):
            person = draft.add_person(Person(new_id(), name, number))
            draft.join(person.id, draft.group_for(GroupKind.TEAM, team).id)
    rows = [
        HEAD,
        [DAY, 12, "王淼", "", 1, 1, ""],  # the number, though its zeros are gone
        [DAY, "13", "别人", "", 1, 1, ""],  # the number is somebody's whose name is another
        [DAY, "901", "张伟", "二组", 1, 1, ""],  # one of two, by the team
        [DAY, "902", "张伟", "", 1, 1, ""],  # two can be meant
        [DAY, "903", "欧阳娜", "", 1, 1, ""],  # nobody, but near to one
    ]
    path = made.book(tmp_path / "a.xlsx", ("s", rows))
    found = {one.text: one for one in desk.preview(path, DAYS).names}

    assert {text: (one.standing, one.label) for text, one in found.items()} == {
        "12": (Standing.RECOGNISED, "王淼"),
        "13": (Standing.UNKNOWN, ""),
        "901": (Standing.RECOGNISED, "张伟"),
        "902": (Standing.UNKNOWN, ""),
        "903": (Standing.UNKNOWN, ""),
    }
    assert [name for _, name in found["902"].suggestions] == ["张伟", "张伟"]
    assert [name for _, name in found["903"].suggestions] == ["欧阳娜娜"]
    assert "李静" in [name for _, name in found["13"].suggestions]
    kept = desk.preview(path, DAYS, Choices(recognise=False))
    assert {one.standing for one in kept.names} == {Standing.UNKNOWN}
    assert desk.read(path, DAYS).names == 2


def test_a_mapping_that_lacks_something_judges_nothing(alone: Desk, tmp_path: Path) -> None:
    path = made.book(tmp_path / "a.xlsx", ("s", [HEAD, [DAY, "1", "", "", 1, 1, ""]]))
    lacking = replace(DAYS, source="", columns=DAYS.columns[1:])

    seen = alone.preview(path, lacking)

    assert [flaw.word for flaw in seen.flaws] == ["no_source", "needed"]
    assert seen.lines == ()
    assert all(flaw_sentence(flaw, lacking) for flaw in seen.flaws)


def test_a_share_needs_what_it_is_of(alone: Desk) -> None:
    rate = Column("满意率", "n_csat_top2", Unit.PERCENT)
    mapping = replace(DAYS, columns=(*DAYS.columns, rate))
    assert [flaw.word for flaw in flaws(mapping)] == ["ratio_alone"]
    of_nothing = replace(mapping, columns=(*DAYS.columns, replace(rate, per="n_survey")))
    assert [flaw.word for flaw in flaws(of_nothing)] == ["no_denominator"]


def test_averages_and_shares_become_sums_again(alone: Desk, tmp_path: Path) -> None:
    rows = [
        ["日期", "工号", "接听量", "平均处理时长(秒)", "参评量", "满意率"],
        [DAY, "1", 40, 200.5, 12, "75%"],
    ]
    path = made.book(tmp_path / "a.xlsx", ("s", rows))

    alone.read(path)

    told = {"n_answered": 40, "handle_s": 8020, "n_survey": 12, "n_csat_top2": 9}
    assert alone.told() == {(DAY, "1"): told}


def test_a_sheet_with_other_columns_is_not_read(alone: Desk, tmp_path: Path) -> None:
    path = made.book(tmp_path / "a.xlsx", ("s", [["Fruit", "Price"], ["Apple", 3]]))

    with pytest.raises(ImportFileError) as error:
        alone.preview(path, DAYS)

    assert error.value.reason == "no_header"


def test_the_channel_and_the_skill_make_rows_of_their_own(alone: Desk, tmp_path: Path) -> None:
    head = ["日期", "工号", "渠道", "技能组", "接听量", "签入时长"]
    rows = [head, [DAY, "1", "电话", "售后", 10, "8:00:00"], [DAY, "1", "在线", "售后", 5, "8:00:00"]]
    rows.append([DAY, "2", "鸽子", "售后", 5, "8:00:00"])

    result = alone.read(made.book(tmp_path / "a.xlsx", ("s", rows)))

    assert result.left_out == 1
    told = {key[2:5]: values for key, values in alone.counts().items()}
    assert told == {
        ("1", "voice", "售后"): {"n_answered": 10},
        ("1", "chat", "售后"): {"n_answered": 5},
        ("1", "", ""): {"signed_s": 28800},
    }


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("座席日报2026-03-05", (date(2026, 3, 5), "D")),
        ("report_20260305", (date(2026, 3, 5), "D")),
        ("2026年3月 绩效", (date(2026, 3, 1), "M")),
        ("2026年3月15日日报", (date(2026, 3, 15), "D")),
        ("kpi 202603", (date(2026, 3, 1), "M")),
        ("统计时间：2026-02-30", None),
        ("export 17", None),
    ],
)
def test_a_name_tells_its_day_or_month(text: str, told: object) -> None:
    assert day_in([text]) == told


@pytest.mark.parametrize(
    ("titles", "shape"),
    [
        (["日期", "工号", "姓名", "接听量", "通话时长"], Shape.COUNTS),
        (["评价编号", "通话时间", "工号", "满意度"], Shape.SURVEYS),
        (["质检编号", "录音日期", "工号", "质检得分", "致命错误"], Shape.FORMS),
        (["工单号", "创建时间", "工单类型", "受理工号"], Shape.ORDERS),
        (["投诉编号", "投诉时间", "受理工号", "是否有责"], Shape.ORDERS),
        (["通话ID", "队列", "开始时间", "应答时间", "结束时间", "工号"], Shape.CONTACTS),
        (["日期", "时段", "队列", "呼入量", "接听量", "放弃量"], Shape.QUEUE_INTERVALS),
        (["姓名", "工号", "班组", "入职日期", "技能组"], Shape.PEOPLE),
        (["Date", "Agent ID", "Calls Handled", "AHT", "CSAT", "Surveys"], Shape.COUNTS),
        (["Call ID", "Queue", "Start Time", "Answer Time", "End Time", "Agent ID"], Shape.CONTACTS),
        (["Name", "Employee Number", "Team", "Hire Date"], Shape.PEOPLE),
    ],
)
def test_what_a_row_is_follows_from_the_titles(titles: list[str], shape: Shape) -> None:
    from supervisor.imports.proposal import shape_of

    assert shape_of(titles) is shape


def test_a_file_is_looked_at_without_writing(alone: Desk, tmp_path: Path) -> None:
    made.acd(tmp_path / "a.xlsx")
    opened = previewing.look(quiet, tmp_path / "a.xlsx", alone.url)
    sample = opened.samples[0]
    assert (sample.header_first, sample.header_last, sample.above) == (2, 3, ("座席话务日报表",))
    assert opened.fitting == ()
    assert opened.proposed is not None
    assert opened.guessed == ()
    assert alone.counts() == {}
