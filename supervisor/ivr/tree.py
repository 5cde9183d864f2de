"""Nodes of the voice menu as a tree: paths, order, and what is wrong with it for who listens."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from supervisor.ivr.node import MOST_ITEMS, Node
from supervisor.words import _, ngettext, number

DEEPEST = 4
"""Choices in a row after which callers give up or have forgotten where they are."""


class Tree:
    """What stands below what. A node whose parent is not there, or that would stand below itself, is at the
    top: nothing gets lost. Retired nodes are in the tree; `level` can leave them out."""

    def __init__(self, nodes: Iterable[Node]) -> None:
        self.by_id = {node.id: node for node in nodes}
        self._below: dict[str, list[Node]] = defaultdict(list)
        for node in self.by_id.values():
            self._below[self.parent_of(node)].append(node)
        for siblings in self._below.values():
            siblings.sort(key=lambda node: (node.place, node.key, node.title, node.id))

    def parent_of(self, node: Node) -> str:
        """The id of the node above; "" at the top."""
        seen: set[str] = set()
        above = node.parent
        while above in self.by_id and above not in seen:
            if above == node.id:
                return ""
            seen.add(above)
            above = self.by_id[above].parent
        return node.parent if node.parent in self.by_id else ""

    def level(self, parent: str = "", *, retired: bool = True) -> tuple[Node, ...]:
        """What stands directly below *parent* ("" the top), in its order."""
        return tuple(node for node in self._below.get(parent, ()) if retired or not node.retired)

    def above(self, id: str) -> tuple[Node, ...]:
        """The nodes above *id*, the top first; without itself."""
        found: list[Node] = []
        node = self.by_id.get(id)
        while node is not None and (parent := self.by_id.get(self.parent_of(node))) is not None:
            found.append(parent)
            node = parent
        return tuple(found[::-1])

    def below(self, id: str) -> Iterator[Node]:
        """Every node below *id*, parents before children; without itself."""
        for node in self.level(id):
            yield node
            yield from self.below(node.id)

    def depth(self, id: str) -> int:
        """How many nodes stand above it: 0 at the top."""
        return len(self.above(id))

    def ordered(self) -> tuple[Node, ...]:
        """Every node, parents before children, siblings in their place."""
        return tuple(self.below(""))

    def path(self, id: str) -> tuple[str, ...]:
        """The titles from the top down to *id*, with it; () where there is no such node."""
        node = self.by_id.get(id)
        return () if node is None else (*(each.title for each in self.above(id)), node.title)

    def keys(self, id: str) -> str:
        """What is pressed from the top to come to *id*: "1 3 2"; "" where a node on the way has no key."""
        node = self.by_id.get(id)
        if node is None:
            return ""
        way = [each for each in (*self.above(id), node) if each.parent or each.key]
        return " ".join(each.key for each in way) if all(each.key for each in way) else ""


class Wrong(StrEnum):
    """What is wrong with a level or a node."""

    TOO_MANY = "too_many"
    SAME_KEY = "same_key"
    NO_KEY = "no_key"
    TOO_DEEP = "too_deep"
    LOST = "lost"  # its parent is not there, or it stands below itself


@dataclass(frozen=True)
class Fault:
    """*about*: the node whose level it is ("" the top), or the node itself; *count* of items or choices;
    *key*: the one that is given twice; *names* the items that share it."""

    wrong: Wrong
    about: str
    count: int = 0
    key: str = ""
    names: tuple[str, ...] = ()


def faults(nodes: Iterable[Node]) -> tuple[Fault, ...]:
    """What callers will stumble over, in the order of the tree; retired nodes are not looked at.

    At the top only nodes with a key make a level that is listened to: one without is a hotline's own menu.
    """
    nodes = tuple(nodes)
    tree = Tree(nodes)
    found = [
        Fault(Wrong.LOST, node.id)
        for node in nodes
        if not node.retired and node.parent and tree.parent_of(node) != node.parent
    ]
    for about in ("", *(node.id for node in tree.ordered() if not node.retired)):
        items = [node for node in tree.level(about, retired=False) if about or node.key]
        if len(items) > MOST_ITEMS:
            found.append(Fault(Wrong.TOO_MANY, about, len(items)))
        by_key: dict[str, list[str]] = defaultdict(list)
        for node in items:
            by_key[node.key].append(node.title)
        for key, names in by_key.items():
            if key and len(names) > 1:
                found.append(Fault(Wrong.SAME_KEY, about, len(names), key, tuple(names)))
        if len(items) > 1 and "" in by_key:
            found.append(Fault(Wrong.NO_KEY, about, len(by_key[""]), names=tuple(by_key[""])))
        if about:
            choices = choices_to(tree, about)
            if choices > DEEPEST and not items:
                found.append(Fault(Wrong.TOO_DEEP, about, choices))
    return tuple(found)


def choices_to(tree: Tree, id: str) -> int:
    """How many times a caller chooses before *id* is reached."""
    node = tree.by_id[id]
    return sum(1 for each in (*tree.above(id), node) if each.parent or each.key)


def said(fault: Fault) -> str:
    """The fault in words, without the name of what it is about."""
    n = number(fault.count)
    match fault.wrong:
        case Wrong.TOO_MANY:
            return _("{n} items; callers remember {most}.").format(n=n, most=number(MOST_ITEMS))
        case Wrong.SAME_KEY:
            names = _(", ").join(fault.names)
            return _("Key {key} leads to several: {names}.").format(key=fault.key, names=names)
        case Wrong.NO_KEY:
            names = _(", ").join(fault.names)
            return ngettext("No key leads to {names}.", "No keys lead to {names}.", fault.count).format(
                names=names
            )
        case Wrong.TOO_DEEP:
            return _("{n} choices until here; callers give up after {most}.").format(
                n=n, most=number(DEEPEST)
            )
        case Wrong.LOST:
            return _("What stood above it is not there; it is shown at the top.")


def problem(nodes: Iterable[Node], node: Node) -> str:
    """Why *node* cannot be kept among *nodes*, as a sentence; "" when it can."""
    tree = Tree([*(each for each in nodes if each.id != node.id), node])
    if not node.title.strip():
        return _("A node needs a title.")
    if node.parent and node.parent not in tree.by_id:
        return _("The node above it does not exist any more.")
    if node.parent and tree.parent_of(node) != node.parent:
        return _("A node cannot stand below itself.")
    return ""
