from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from supervisor.imports.columns import Verdict
from supervisor.imports.grid import grid_of
from supervisor.issues import intake_store, store
from supervisor.issues.department import Department
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.issues.evidence import ImportRow
from supervisor.issues.intake import IssueSheet, There, read_file, read_grid
from supervisor.issues.issue import Origin, Severity
from supervisor.issues.states import State
from supervisor.storage import step_titles, undo
from supervisor.storage.database import Database

NINE = datetime(2026, 3, 6, 1, 0, tzinfo=UTC)
ANNA = Acting("anna", EVERYTHING)
DEPARTMENTS = (Department("d1", "计费中心", words=("Billing",)),)
NOTHING = There(DEPARTMENTS, frozenset())
HEAD = ("问题标题", "问题描述", "业务类别", "紧急程度", "责任部门", "提出日期", "影响客户数", "标签", "录音")


def taken(*rows: tuple[object, ...], there: There = NOTHING) -> IssueSheet:
    return read_grid(grid_of([HEAD, *rows]), there, at=NINE, who="anna", file="三月.xlsx")  # type: ignore[list-item]


def test_a_sheet_with_chinese_titles_becomes_drafts() -> None:
    found = taken(
        (
            "账单重复扣费",
            "扣了两次\n客户很急",
            "账单",
            "高",
            "billing",
            "2026年3月2日",
            120,
            "账单、退费",
            "x",
        )
    )
    ((issue, row),) = found.good
    assert (issue.title, issue.state, issue.facts.origin) == ("账单重复扣费", State.DRAFT, Origin.IMPORT)
    assert issue.text.description == "扣了两次\n客户很急"
    assert (issue.facts.severity, issue.facts.department) == (Severity.SERIOUS, "d1")
    assert (issue.facts.first_seen, issue.facts.affected_a_week) == (date(2026, 3, 2), 120)
    assert issue.facts.tags == ("账单", "退费")
    assert row == ImportRow("三月.xlsx", "", 2)
    assert found.unread == ("录音",)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (("", "no title", "bills"), "It has no title."),
        (("Made by Wang Fang",), "was taken as a note below the table and left out"),
        (("A", "", "", "purple"), "“purple” is no severity."),
        (("A", "", "", "", "", "soon"), "F2"),
        (("A", "", "", "", "", "", "many"), "G2"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_with_what_was_expected(
    row: tuple[object, ...], said: str
) -> None:
    found = taken((*row, *[None] * (len(HEAD) - len(row))))
    assert [one.verdict for one in found.rows] == [Verdict.BAD]
    assert said in found.rows[0].problem


def test_an_unknown_department_is_said_and_the_row_is_taken() -> None:
    found = taken(("A", "", "", "", "网络部", None, None, None, None))
    assert "网络部" in found.rows[0].problem
    assert found.good[0][0].facts.department == ""


def test_the_same_row_twice_in_one_file_is_taken_once() -> None:
    row = ("A", "", "b", "", "", "2026-03-02", None, None, None)
    assert [one.verdict for one in taken(row, row).rows] == [Verdict.NEW, Verdict.SAME]


def test_a_file_without_titles_says_so() -> None:
    found = read_grid(grid_of([("a", "b"), (1, 2)]), NOTHING, at=NINE, who="anna")
    assert "no column “Title”" in found.problem


def test_a_workbook_is_taken_in_as_one_step_and_a_second_time_adds_nothing(
    centre: Database, tmp_path: Path
) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["Title", "Severity", "First seen"])
    sheet.append(["=1+1 bills are wrong", "low", date(2026, 3, 2)])
    sheet.append(["Weak signal", "p1", None])
    sheet["A2"].data_type = "s"
    book.save(path := tmp_path / "issues.xlsx")
    with centre.write() as db:
        found = read_file(path, intake_store.there(db), at=NINE, who="anna")
        _changes, kept = intake_store.take_in(db, found.good, acting=ANNA, at=NINE)
    assert [one.title for one in kept] == ["=1+1 bills are wrong", "Weak signal"]
    with centre.write() as db:
        (piece,) = store.evidence(db, kept[0].id)
        assert piece.matter == ImportRow("issues.xlsx", "Sheet", 2)
        (made, *_more) = store.events(db, kept[0].id)
        assert made.source.file == "issues.xlsx"
        again = read_file(path, intake_store.there(db), at=NINE, who="anna")
        assert [one.verdict for one in again.rows] == [Verdict.SAME] * 2
        step = undo.last(db)
        assert step is not None
        assert step_titles.title(step) == "Take in 2 issues from issues.xlsx"
        undo.revert(db, step.id, at=NINE)
        assert store.all_issues(db) == ()


def test_what_looks_like_an_open_issue_is_said_and_taken(centre: Database) -> None:
    with centre.write() as db:
        first = taken(("Monthly bills are charged twice", "They say so", *[None] * 7))
        (kept,) = intake_store.take_in(db, first.good, acting=ANNA, at=NINE)[1]
        second = taken(("Monthly bills were charged twice", "Yes", *[None] * 7), there=intake_store.there(db))
    assert second.rows[0].verdict is Verdict.NEW
    assert kept.number in second.rows[0].problem
