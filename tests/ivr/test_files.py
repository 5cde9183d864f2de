"""The voice menu and its counts from files: what each row would do, and why one cannot be taken."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from supervisor.imports.columns import Verdict
from supervisor.imports.grid import Cell, grid_of
from supervisor.ivr import count_sheet, menu_sheet
from supervisor.ivr.count_sheet import CountSheet
from supervisor.ivr.file_rows import parts
from supervisor.ivr.menu_sheet import MenuSheet
from supervisor.ivr.node import Node, NodeCount
from supervisor.ivr.tree import Tree
from tests.ivr.menus import NODES

DEPARTMENTS = {"d1": "Billing"}
DAY = date(2026, 3, 2)


def menu(*rows: Sequence[Cell], nodes: Sequence[Node] = ()) -> MenuSheet:
    return menu_sheet.read_grid(grid_of(rows), nodes, DEPARTMENTS, file="menu.xlsx")


def counts(*rows: Sequence[Cell], stand: Sequence[NodeCount] = ()) -> CountSheet:
    return count_sheet.read_grid(grid_of(rows), NODES, stand, file="counts.xlsx")


def tree_of(sheet: MenuSheet) -> list[tuple[str, str]]:
    tree = Tree(sheet.good)
    return [(" / ".join(tree.path(node.id)), node.key) for node in tree.ordered()]


def test_a_file_of_paths_makes_the_tree_and_what_stands_on_the_way() -> None:
    sheet = menu(
        ["路径", "按键", "责任部门"], ["10086 / 话费 / 余额", 1, "Billing"], ["10086/话费/账单", 2, None]
    )
    assert tree_of(sheet) == [
        ("10086", ""),
        ("10086 / 话费", ""),
        ("10086 / 话费 / 余额", "1"),
        ("10086 / 话费 / 账单", "2"),
    ]
    assert sheet.good[2].text.department == "d1"
    assert sheet.count(Verdict.BAD) == 0


def test_a_file_of_parents_makes_the_same_tree_in_whatever_order_it_comes() -> None:
    sheet = menu(
        ["Parent", "Key", "Name"],
        ["Bills", "1", "Balance"],
        ["10086", "1", "Bills"],
        [None, None, "10086"],
        ["Tariffs", "1", "Change"],
        ["10086", "2", "Tariffs"],
    )
    assert [path for path, _key in tree_of(sheet)] == [
        "10086",
        "10086 / Bills",
        "10086 / Bills / Balance",
        "10086 / Tariffs",
        "10086 / Tariffs / Change",
    ]


def test_what_cannot_be_taken_is_named_with_its_row_and_the_rest_is() -> None:
    sheet = menu(
        ["Parent", "Key", "Title", "Department"],
        [None, None, "10086", None],
        ["Nowhere", "1", "Lost", None],
        ["10086", "1", None, None],
        ["10086", "12345678901", "Long key", None],
        ["10086", "2", "Bills", "Nobody"],
        ["10086", "3", "Tariffs", None],
        ["10086", "4", "Tariffs", None],
    )
    assert {row.number: row.problem for row in sheet.rows if row.verdict is Verdict.BAD} == {
        3: "Row 3: there is no “Nowhere” above it.",
        4: "Row 4: there is no title.",
        5: "B5: “12345678901” is no key.",
        6: "D6: there is no department “Nobody”.",
        8: "Row 7 tells of the same node already.",
    }
    assert [node.title for node in sheet.good] == ["10086", "Tariffs"]


def test_rows_that_stand_above_each_other_are_refused() -> None:
    sheet = menu(["Parent", "Key", "Title"], ["B", 1, "A"], ["A", 1, "B"])
    assert [row.verdict for row in sheet.rows] == [Verdict.BAD, Verdict.BAD]


def test_the_own_file_read_again_changes_nothing(tmp_path: Path) -> None:
    slashed = (*NODES, Node("x", "Data/SMS", "3", "top", 3, version=1))
    for name in ("menu.xlsx", "menu.csv"):
        path = tmp_path / name
        menu_sheet.write(path, slashed, DEPARTMENTS, [], ZoneInfo("Asia/Shanghai"))
        sheet = menu_sheet.read_file(path, slashed, DEPARTMENTS)
        assert {row.verdict for row in sheet.rows} == {Verdict.SAME}
        assert len(sheet.rows) == len(slashed)
        assert sheet.gone == ()


def test_a_title_that_changed_is_known_by_its_key_and_what_is_missing_is_said_to_be_gone() -> None:
    sheet = menu(
        ["Path", "Key"],
        ["10086", None],
        ["10086 / Bills", "1"],
        ["10086 / Bills / Credit", "1"],
        ["10086 / Agent", "0"],
        nodes=NODES,
    )
    (changed,) = sheet.good
    assert (changed.id, changed.title) == ("balance", "Credit")
    assert {path for _node, path in sheet.gone} == {
        ("10086", "Bills", "Paper bill"),
        ("10086", "Tariffs"),
        ("10086", "Tariffs", "Change tariff"),
    }


def test_columns_that_a_file_has_not_stay_as_they_were() -> None:
    sheet = menu(["Path", "Queue"], ["10086 / Bills", "bills"], nodes=NODES)
    (changed,) = sheet.good
    assert (changed.key, changed.text.queue) == ("1", "bills")


def test_paths_without_a_key_are_nodes_and_a_note_below_them_is_named() -> None:
    sheet = menu(
        ["Path", "Key"], ["10086 / Bills", None], ["10086 / Bills / Paper", None], ["Made by: Anna", None]
    )
    assert [path for path, _key in tree_of(sheet)] == ["10086", "10086 / Bills", "10086 / Bills / Paper"]
    assert [row.problem for row in sheet.rows if row.problem] == [
        "Row 4: it looks like a note below the table."
    ]


def test_a_file_without_a_menu_says_so() -> None:
    assert menu(["Colour", "Size"], ["red", 1]).problem


def test_a_stroke_in_a_title_does_not_part_it_where_separators_have_spaces() -> None:
    assert parts("10086 / Data/SMS / Buy") == ("10086", "Data/SMS", "Buy")
    assert parts("10086>话费→余额") == ("10086", "话费", "余额")


def test_counts_are_taken_by_path_by_title_and_by_keys() -> None:
    sheet = counts(
        ["日期", "节点", "点击量", "转人工", "挂机"],
        [DAY, "10086 / Bills / Balance", 100, 20, 5],
        [DAY, "Paper bill", 50, None, None],
        [DAY, "2 1", 30, 0, 0],
    )
    assert sheet.good == (
        NodeCount("balance", DAY, 100, 20, 5),
        NodeCount("paper", DAY, 50),
        NodeCount("change", DAY, 30, 0, 0),
    )


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ([DAY, None, "Nowhere", 1, None, None], "C2: there is no node “Nowhere”. Take in the menu first."),
        ([None, None, "Bills", 1, None, None], "A2: there is no day."),
        (
            [DAY, date(2026, 3, 8), "Bills", 1, None, None],
            "B2: the row is of several days; counts are kept day by day.",
        ),
        ([DAY, None, "Bills", None, None, None], "D2: nothing is counted."),
        ([DAY, None, "Bills", 5, 4, 2], "D2: more went to an agent or hung up than came here."),
    ],
)
def test_a_row_of_counts_that_cannot_be_taken_says_why(row: Sequence[Cell], why: str) -> None:
    sheet = counts(["Day", "Last day", "Node", "Hits", "Went to an agent", "Hung up there"], row)
    assert [one.problem for one in sheet.rows] == [why]


def test_counts_that_stand_already_are_as_they_are_and_others_change_them() -> None:
    stand = [NodeCount("bills", DAY, 10, 1), NodeCount("agent", DAY, 10)]
    head = ["Day", "Node", "Hits"]
    sheet = counts(head, [DAY, "Bills", 10], [DAY, "Agent", 12], [DAY, "Agent", 13], stand=stand)
    assert [row.verdict for row in sheet.rows] == [Verdict.SAME, Verdict.CHANGED, Verdict.BAD]
