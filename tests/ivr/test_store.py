"""Nodes and counts in the database: each write one step that goes back whole."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from supervisor.errors import ChangedMeanwhileError, MenuError
from supervisor.ivr import count_store, node_store
from supervisor.ivr.node import Node, NodeCount, NodeText
from supervisor.ivr.node_store import Shift
from supervisor.ivr.tree import Tree
from supervisor.storage import step_titles, undo
from supervisor.storage.database import Database, open_centre
from tests.ivr.menus import NODES

NOW = datetime(2026, 3, 2, 2, tzinfo=UTC)
DAY = date(2026, 3, 2)


def fill(centre: Database) -> None:
    with centre.write() as db:
        new = [msgspec.structs.replace(node, version=0) for node in NODES]
        node_store.import_nodes(db, new, (), file="menu.xlsx", at=NOW, who="anna")


def nodes(centre: Database) -> dict[str, Node]:
    with centre.read() as db:
        return {node.id: node for node in node_store.all_nodes(db)}


def take_back(centre: Database) -> str:
    with centre.write() as db:
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=NOW)
        return step_titles.title(step)


def test_a_tree_taken_in_is_one_step_and_goes_back_as_one(centre: Database) -> None:
    fill(centre)
    assert [node.id for node in Tree(nodes(centre).values()).ordered()] == [
        node.id for node in Tree(NODES).ordered()
    ]
    assert take_back(centre) == "Take in 7 menu nodes from menu.xlsx"
    assert nodes(centre) == {}


def test_a_node_is_added_last_changed_and_both_go_back(centre: Database) -> None:
    fill(centre)
    with centre.write() as db:
        _changes, new = node_store.save_node(
            db, Node("new", "Roaming", "3", "top", text=NodeText("Press three")), at=NOW, who="anna"
        )
        node_store.save_node(db, msgspec.structs.replace(new, title="Abroad"), at=NOW, who="anna")
    assert Tree(nodes(centre).values()).level("top")[-1].title == "Abroad"
    assert nodes(centre)["new"].text.prompt == "Press three"
    assert take_back(centre) == "Change menu node “Abroad”"
    assert nodes(centre)["new"].title == "Roaming"
    take_back(centre)
    assert "new" not in nodes(centre)


def test_two_who_change_a_node_at_once_do_not_overwrite_each_other(sqlite_url: str) -> None:
    with open_centre(sqlite_url) as centre:
        fill(centre)
        read = nodes(centre)["bills"]
        with centre.write() as db:
            node_store.save_node(db, msgspec.structs.replace(read, title="One"), at=NOW, who="anna")
        with pytest.raises(ChangedMeanwhileError), centre.write() as db:
            node_store.save_node(db, msgspec.structs.replace(read, title="Other"), at=NOW, who="ben")
        assert nodes(centre)["bills"].title == "One"


def test_a_node_moves_with_all_below_it_and_siblings_make_room(sqlite_url: str) -> None:
    with open_centre(sqlite_url) as centre:
        fill(centre)
        with centre.write() as db:
            node_store.move_node(db, nodes(centre)["tariffs"], "bills", 1, at=NOW, who="anna")
        tree = Tree(nodes(centre).values())
        assert [node.id for node in tree.level("bills")] == ["balance", "tariffs", "paper"]
        assert tree.path("change") == ("10086", "Bills", "Tariffs", "Change tariff")
        with pytest.raises(MenuError), centre.write() as db:
            node_store.move_node(db, nodes(centre)["bills"], "change", 0, at=NOW, who="anna")
        take_back(centre)
        assert [node.id for node in Tree(nodes(centre).values()).level("bills")] == ["balance", "paper"]


def test_a_node_is_moved_by_one_from_wherever_it_stands_now(sqlite_url: str) -> None:
    def level(centre: Database, parent: str) -> list[str]:
        return [node.id for node in Tree(nodes(centre).values()).level(parent)]

    with open_centre(sqlite_url) as centre:
        fill(centre)
        with centre.write() as db:
            for how in (Shift.DOWN, Shift.DOWN, Shift.DOWN):  # the third finds it at the end already
                node_store.shift_node(db, "bills", how, at=NOW, who="anna")
        assert level(centre, "top") == ["tariffs", "agent", "bills"]
        with centre.write() as db:
            node_store.shift_node(db, "bills", Shift.IN, at=NOW, who="anna")
        assert level(centre, "agent") == ["bills"]
        with centre.write() as db:
            node_store.shift_node(db, "bills", Shift.OUT, at=NOW, who="anna")
            node_store.shift_node(db, "bills", Shift.UP, at=NOW, who="anna")
        assert level(centre, "top") == ["tariffs", "bills", "agent"]
        with centre.write() as db:
            step = undo.last(db)
            assert node_store.shift_node(db, "top", Shift.OUT, at=NOW, who="anna") == frozenset()
            assert undo.last(db) == step


def test_what_is_taken_out_of_the_menu_goes_with_all_below_and_keeps_its_counts(sqlite_url: str) -> None:
    with open_centre(sqlite_url) as centre:
        fill(centre)
        with centre.write() as db:
            count_store.import_counts(db, [NodeCount("balance", DAY, 5)], file="c.csv", at=NOW, who="anna")
            node_store.retire_node(db, nodes(centre)["bills"], at=NOW, who="anna")
        retired = {node.id for node in nodes(centre).values() if node.retired}
        assert retired == {"bills", "balance", "paper"}
        with centre.write() as db:
            assert count_store.counts(db, DAY, DAY) == (NodeCount("balance", DAY, 5),)
            node_store.restore_node(db, nodes(centre)["balance"], at=NOW, who="anna")
        assert {node.id for node in nodes(centre).values() if node.retired} == {"paper"}


def test_counts_are_joined_by_day_and_go_back_as_one(centre: Database) -> None:
    fill(centre)
    days = [DAY + timedelta(days=at) for at in range(40)]
    with centre.write() as db:
        first = [NodeCount("bills", day, 10, 1, None) for day in days]
        count_store.import_counts(db, first, file="a.csv", at=NOW, who="anna")
        count_store.import_counts(
            db, [NodeCount("bills", DAY, 12, None, 3)], file="b.csv", at=NOW, who="anna"
        )
        found = count_store.counts(db, DAY, days[-1], ["bills"])
        assert found[0] == NodeCount("bills", DAY, 12, 1, 3)
        assert len(found) == 40
        assert count_store.counted_days(db) == (DAY, days[-1])
    take_back(centre)
    with centre.read() as db:
        assert count_store.counts(db, DAY, DAY) == (NodeCount("bills", DAY, 10, 1),)
    take_back(centre)
    with centre.read() as db:
        assert count_store.counted_days(db) is None


def test_the_same_counts_again_are_no_step(sqlite_url: str) -> None:
    with open_centre(sqlite_url) as centre, centre.write() as db:
        count_store.import_counts(db, [NodeCount("bills", DAY, 1)], file="a.csv", at=NOW, who="anna")
        step = undo.last(db)
        count_store.import_counts(db, [NodeCount("bills", DAY, 1)], file="a.csv", at=NOW, who="anna")
        assert undo.last(db) == step
