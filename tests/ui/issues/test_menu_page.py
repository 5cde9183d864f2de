"""The voice menu as its users work in it: by keys, with files, and with issues about its nodes."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from supervisor.issues.evidence import Seed
from supervisor.ivr import count_store, node_store
from supervisor.ivr.node import Node, NodeCount
from supervisor.ivr.tree import Tree
from supervisor.storage.database import open_centre
from tests.issues.rows import an_issue, put
from tests.ivr.menus import NODES
from tests.ui.issues.conftest import NOW, Seat
from ui.issues.menu_files import MenuPreview
from ui.issues.menu_page import MenuPage

LAST = date(2026, 3, 5)


def fill(seat: Seat) -> None:
    with open_centre(seat.centre.url) as database, database.write() as db:
        new = [msgspec.structs.replace(node, version=0) for node in NODES]
        node_store.import_nodes(db, new, (), file="m", at=NOW, who="ben")
        counts = [NodeCount("bills", LAST - timedelta(days=at), 40 if at < 28 else 50, 8) for at in range(56)]
        counts += [NodeCount("top", LAST - timedelta(days=at), 100) for at in range(56)]
        count_store.import_counts(db, counts, file="c", at=NOW, who="ben")
        put(db, an_issue(9, "Bills are too deep", node="bills"))


def page_of(seat: Seat) -> MenuPage:
    page = seat.screen.show_tab("menu")
    assert isinstance(page, MenuPage)
    seat.wait(lambda: page._is_read)
    return page


@pytest.fixture
def page(seat: Seat) -> MenuPage:
    fill(seat)
    made = page_of(seat)
    seat.wait(lambda: len(made.table.arrangement.rows) == len(NODES))
    return made


def tree(seat: Seat) -> Tree:
    with open_centre(seat.centre.url) as database, database.read() as db:
        return Tree(node_store.all_nodes(db))


def choose(seat: Seat, page: MenuPage, node: str) -> None:
    seat.wait(lambda: page.table.select(node))
    page.table.view.setFocus()


def order(page: MenuPage) -> list[str]:
    return [str(line.key) for line in page.table.arrangement.lines]


def keys(seat: Seat, widget: QWidget, key: Qt.Key, *modifiers: Qt.KeyboardModifier) -> None:
    held = Qt.KeyboardModifier.NoModifier
    for one in modifiers:
        held |= one
    seat.qtbot.keyClick(widget, key, held)


ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


def test_the_tree_stands_in_its_order_with_what_happened_at_each_node(page: MenuPage) -> None:
    assert order(page) == ["top", "bills", "balance", "paper", "tariffs", "change", "agent"]
    bills = page.table.row("bills")
    assert bills is not None
    assert (bills.figures.hits, bills.figures.share, bills.figures.to_agent_share) == (28 * 40, 0.4, 0.2)
    assert bills.figures.change == pytest.approx(-0.2)
    assert bills.open_issues == 1
    assert (
        page.about.text()
        == "2026-02-06 to 2026-03-05, the last day that was counted; before: as many "
        + ("days before these.")
    )
    agent = page.table.row("agent")
    assert agent is not None
    assert agent.figures.hits is None
    assert page.warning.isHidden()


def test_a_node_is_added_by_keys_moved_and_taken_out_and_each_comes_back(seat: Seat, page: MenuPage) -> None:
    choose(seat, page, "bills")
    keys(seat, page.table.view, Qt.Key.Key_Insert)
    seat.wait(lambda: page.form.title.hasFocus())
    seat.qtbot.keyClicks(page.form.title, "Credit")
    page.form.key.setFocus()
    seat.qtbot.keyClicks(page.form.key, "3")
    keys(seat, page.form.key, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    seat.done("was saved")
    new = tree(seat).level("bills")[-1]
    assert (new.title, new.key) == ("Credit", "3")
    keys(seat, page.form.key, Qt.Key.Key_Escape)
    choose(seat, page, new.id)
    keys(seat, page.table.view, Qt.Key.Key_Up, ALT)
    seat.done("was moved")
    assert [node.title for node in tree(seat).level("bills")] == ["Balance", "Credit", "Paper bill"]
    seat.wait(lambda: order(page).index(new.id) == 3)
    keys(seat, page.table.view, Qt.Key.Key_Left, ALT, SHIFT)
    undo = seat.done("was moved")
    assert [node.title for node in tree(seat).level("top")][:2] == ["Bills", "Credit"]
    undo()
    seat.wait(lambda: tree(seat).by_id[new.id].parent == "bills")
    seat.wait(lambda: (row := page.table.row(new.id)) is not None and row.node.parent == "bills")
    choose(seat, page, new.id)
    keys(seat, page.table.view, Qt.Key.Key_Right, ALT, SHIFT)
    seat.done("was moved")
    assert tree(seat).by_id[new.id].parent == "balance"
    seat.wait(lambda: (row := page.table.row(new.id)) is not None and row.node.parent == "balance")
    choose(seat, page, new.id)
    keys(seat, page.table.view, Qt.Key.Key_Delete)
    undo = seat.done("taken out")
    seat.wait(lambda: page.table.row(new.id) is None)
    page.retired.setChecked(True)
    assert page.table.row(new.id) is not None
    undo()
    seat.wait(lambda: (row := page.table.row(new.id)) is not None and not row.node.retired)


def test_an_eighth_item_is_warned_of_in_words(seat: Seat, page: MenuPage) -> None:
    with open_centre(seat.centre.url) as database, database.write() as db:
        for at in range(3, 9):
            node = Node(f"n{at}", f"More {at}", str(at), "top")
            node_store.save_node(db, node, at=NOW, who="ben")
    page.read()
    seat.wait(lambda: page.warning.isVisible())
    assert page.warning.text() == "10086: 9 items; callers remember 7."


def test_what_is_typed_stays_when_somebody_else_changes_the_node(seat: Seat, page: MenuPage) -> None:
    choose(seat, page, "paper")
    keys(seat, page.table.view, Qt.Key.Key_Return)
    seat.wait(lambda: page.split.is_open)
    page.form.title.selectAll()
    seat.qtbot.keyClicks(page.form.title, "My title")
    with open_centre(seat.centre.url) as database, database.write() as db:
        theirs = msgspec.structs.replace(page.form.node, title="Their title")
        node_store.save_node(db, theirs, at=NOW, who="ben")
    page.read()
    seat.wait(lambda: (row := page.table.row("paper")) is not None and row.node.title == "Their title")
    assert page.form.title.text() == "My title"
    page.table.select("agent")
    keys(seat, page.table.view, Qt.Key.Key_Return)
    assert page.form.title.text() == "My title"
    assert page.form.problem.text() == "Save or discard first what is typed here."
    page.form.refuse("")
    page.form.save.click()
    seat.wait(lambda: page.form.problem.text())
    assert page.form.title.text() == "My title"
    assert tree(seat).by_id["paper"].title == "Their title"


def test_an_issue_about_a_node_is_opened_and_another_one_begun(seat: Seat, page: MenuPage) -> None:
    opened: list[int] = []
    begun: list[Seed] = []
    desk = seat.screen.desk
    desk.issue_wanted.disconnect(seat.screen.show_issue)
    desk.new_wanted.disconnect(seat.screen.begin_issue)
    desk.issue_wanted.connect(opened.append)
    desk.new_wanted.connect(begun.append)
    choose(seat, page, "bills")
    keys(seat, page.table.view, Qt.Key.Key_Return)
    seat.wait(lambda: page.form.issues)
    page.form.issues[0].click()
    page.form.new_issue.click()
    assert opened == [9]
    assert [(seed.node, seed.source, seed.title) for seed in begun] == [
        ("bills", "ivr", "Voice menu: 10086 / Bills")
    ]


def test_a_file_is_previewed_taken_in_and_taken_back(seat: Seat, page: MenuPage, tmp_path: Path) -> None:
    file = tmp_path / "menu.csv"
    file.write_text("Path,Key\n10086,\n10086 / Bills,1\n,7\n10086 / Roaming,5\n", "utf-8")
    page.files.read_menu(page.menu, file)
    seat.wait(lambda: page.files.preview is not None)
    preview = page.files.preview
    assert isinstance(preview, MenuPreview)
    assert preview.summary.text() == "menu.csv: 1 new, 0 changed, 2 as they are, 1 left out."
    assert preview.leave_out.text() == "Take 5 nodes out of the menu that are not in the file"
    assert not preview.leave_out.isChecked()
    preview.leave_out.setChecked(True)
    preview.take.click()
    undo = seat.done("were taken in")
    kept = {node.title for node in tree(seat).ordered() if not node.retired}
    assert kept == {"10086", "Bills", "Roaming"}
    undo()
    seat.wait(lambda: len([node for node in tree(seat).ordered() if not node.retired]) == len(NODES))


def test_counts_are_previewed_and_taken_in(seat: Seat, page: MenuPage, tmp_path: Path) -> None:
    file = tmp_path / "counts.csv"
    file.write_text("Day,Node,Hits\n2026-03-05,Bills,41\n2026-03-05,Agent,7\n2026-03-05,Nowhere,7\n", "utf-8")
    page.files.read_counts(page.menu, file)
    seat.wait(lambda: page.files.preview is not None)
    preview = page.files.preview
    assert preview is not None
    assert preview.summary.text() == "counts.csv: 1 new, 1 changed, 0 as they are, 1 left out."
    preview.take.click()
    seat.done("were taken in")
    seat.wait(lambda: (row := page.table.row("agent")) is not None and row.figures.hits == 7)


def test_a_file_without_a_menu_is_refused_in_words(seat: Seat, page: MenuPage, tmp_path: Path) -> None:
    file = tmp_path / "colours.csv"
    file.write_text("Colour,Size\nred,1\n", "utf-8")
    page.files.read_menu(page.menu, file)
    seat.wait(lambda: page.problem.text())
    assert "no menu in it" in page.problem.text()


def test_an_empty_menu_says_how_to_fill_it(seat: Seat) -> None:
    page = page_of(seat)
    assert page.table.arrangement.rows == {}
    assert page.about.isHidden()
