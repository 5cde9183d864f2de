"""The tree of the voice menu, and what callers stumble over."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from supervisor.ivr.node import Node
from supervisor.ivr.tree import Fault, Tree, Wrong, faults, problem, said
from tests.ivr.menus import NODES


def test_nodes_come_parents_first_and_siblings_in_their_place() -> None:
    ids = [node.id for node in Tree(reversed(NODES)).ordered()]
    assert ids == ["top", "bills", "balance", "paper", "tariffs", "change", "agent"]


def test_a_node_is_named_by_its_path_and_by_what_is_pressed() -> None:
    tree = Tree(NODES)
    assert tree.path("paper") == ("10086", "Bills", "Paper bill")
    assert tree.keys("paper") == "1 2"
    assert tree.depth("paper") == 2
    assert tree.path("nobody") == ()


def test_the_eighth_item_of_a_level_is_one_too_many() -> None:
    seven = [Node("top", "10086"), *(Node(f"n{at}", f"Item {at}", str(at), "top", at) for at in range(7))]
    assert faults(seven) == ()
    (fault,) = faults([*seven, Node("n7", "Item 7", "7", "top", 7)])
    assert (fault.wrong, fault.about, fault.count) == (Wrong.TOO_MANY, "top", 8)
    assert said(fault) == "8 items; callers remember 7."


def test_a_retired_item_is_no_item() -> None:
    eight = [Node("top", "10086"), *(Node(f"n{at}", f"Item {at}", str(at), "top", at) for at in range(8))]
    eight[3] = msgspec.structs.replace(eight[3], retired=True)
    assert faults(eight) == ()


def test_a_key_that_leads_to_two_places_is_named_with_both() -> None:
    (fault,) = faults([*NODES, Node("more", "Roaming", "2", "top", 3)])
    assert fault.wrong is Wrong.SAME_KEY
    assert said(fault) == "Key 2 leads to several: Tariffs, Roaming."


def test_two_hotlines_without_a_key_are_no_level() -> None:
    assert faults([Node("a", "10086"), Node("b", "10085")]) == ()


def test_an_item_without_a_key_cannot_be_chosen() -> None:
    assert [one.wrong for one in faults([*NODES, Node("more", "Roaming", "", "top", 3)])] == [Wrong.NO_KEY]


def test_the_fifth_choice_in_a_row_is_one_too_many() -> None:
    chain = [Node("n0", "10086"), *(Node(f"n{at}", f"Level {at}", "1", f"n{at - 1}") for at in range(1, 6))]
    assert faults(chain) == (Fault(Wrong.TOO_DEEP, "n5", 5),)
    assert faults(chain[:-1]) == ()


def test_a_node_cannot_stand_below_itself_nor_below_nothing() -> None:
    assert problem(NODES, msgspec.structs.replace(NODES[1], parent="balance"))
    assert problem(NODES, msgspec.structs.replace(NODES[1], parent="gone"))
    assert problem(NODES, msgspec.structs.replace(NODES[1], title=" "))
    assert problem(NODES, msgspec.structs.replace(NODES[1], parent="tariffs")) == ""


_SMALL = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 7)), max_size=7, unique_by=lambda pair: pair[0])


@given(_SMALL)
def test_no_node_is_lost_whatever_stands_above_what(pairs: list[tuple[int, int]]) -> None:
    nodes = [Node(f"n{at}", f"N{at}", parent=f"n{above}") for at, above in pairs]
    tree = Tree(nodes)
    ordered = tree.ordered()
    assert sorted(node.id for node in ordered) == sorted(node.id for node in nodes)
    places = {node.id: at for at, node in enumerate(ordered)}
    for node in nodes:
        above = tree.parent_of(node)
        assert not above or places[above] < places[node.id]
        assert node.id not in {each.id for each in tree.above(node.id)}
