"""Nodes of the voice menu in the centre's database: each write is one step that can be undone."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, MenuError, UnknownNameError
from supervisor.ivr.node import Node, NodeText
from supervisor.ivr.tree import Tree, problem
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.issue_tables import ivr_node
from supervisor.words import mark

AREA = Changes({"ivr"})
"""What changes with the voice menu."""

_log = logging.getLogger(__name__)


def all_nodes(db: Connection) -> tuple[Node, ...]:
    """Every node, parents before children, siblings in their place."""
    return Tree(node for row in db.execute(select(ivr_node)) if (node := _node(row)) is not None).ordered()


def save_node(db: Connection, node: Node, *, at: datetime, who: str) -> tuple[Changes, Node]:
    """Write *node*, new (version 0: the last of its level) or as it was read and changed; it as it was kept.

    Raises MenuError for one that cannot stand in the tree, ChangedMeanwhileError when someone else saved it
    since.
    """
    nodes = all_nodes(db)
    if wrong := problem(nodes, node):
        raise MenuError(node.title, wrong)
    old = next((each for each in nodes if each.id == node.id), None)
    if old is None or old.parent != node.parent:
        node = msgspec.structs.replace(node, place=_last(nodes, node) + 1)
    name = "change_menu_node" if node.version else "add_menu_node"
    with undo.step(db, name, {"title": node.title}, AREA, at=at, who=who) as step:
        step.save(ivr_node, node.id)
        _write(db, node)
    return AREA, msgspec.structs.replace(node, version=node.version + 1)


def move_node(db: Connection, node: Node, parent: str, place: int, *, at: datetime, who: str) -> Changes:
    """Put *node*, as it was read, below *parent* ("" the top) as the *place*-th of its level, from 0; its
    siblings make room. Raises MenuError where it would stand below itself, ChangedMeanwhileError."""
    nodes = all_nodes(db)
    moved = msgspec.structs.replace(node, parent=parent)
    if wrong := problem(nodes, moved):
        raise MenuError(node.title, wrong)
    siblings = [each for each in Tree(nodes).level(parent) if each.id != node.id]
    siblings.insert(max(0, place), moved)
    placed = [msgspec.structs.replace(each, place=at_) for at_, each in enumerate(siblings)]
    stored = {each.id: each for each in nodes}
    with undo.step(db, "move_menu_node", {"title": node.title}, AREA, at=at, who=who) as step:
        changed = [each for each in placed if each != stored.get(each.id) or each.id == node.id]
        step.save_all(ivr_node, [each.id for each in changed])
        for each in changed:
            _write(db, each)
    return AREA


class Shift(StrEnum):
    """A move by one, from wherever a node stands now."""

    UP = "up"  # among its siblings
    DOWN = "down"
    OUT = "out"  # beside the one that it stands below
    IN = "in"  # below the one before it


def shift_node(db: Connection, id: str, how: Shift, *, at: datetime, who: str) -> Changes:
    """Move the node *id* by one, from where it stands now, so that keys may be pressed faster than the tree
    is read; where it goes no further nothing is done. Raises UnknownNameError."""
    tree = Tree(all_nodes(db))
    if id not in tree.by_id:
        raise UnknownNameError(mark("menu node"), id)
    node = tree.by_id[id]
    parent = tree.parent_of(node)
    level = [each.id for each in tree.level(parent) if not each.retired or each.id == id]
    whole = [each.id for each in tree.level(parent)]
    place = level.index(id)
    match how:
        case Shift.UP if place > 0:
            return move_node(db, node, parent, whole.index(level[place - 1]), at=at, who=who)
        case Shift.DOWN if place + 1 < len(level):
            return move_node(db, node, parent, whole.index(level[place + 1]), at=at, who=who)
        case Shift.IN if place > 0:
            above = level[place - 1]
            return move_node(db, node, above, len(tree.level(above)), at=at, who=who)
        case Shift.OUT if parent:
            beside = tree.by_id[parent]
            up = tree.parent_of(beside)
            places = [each.id for each in tree.level(up)]
            return move_node(db, node, up, places.index(parent) + 1, at=at, who=who)
    return Changes()


def retire_node(db: Connection, node: Node, *, at: datetime, who: str) -> Changes:
    """Take *node*, as it was read, and all below it out of the menu; what was counted of them stays."""
    return _set_retired(db, node, retired=True, at=at, who=who)


def restore_node(db: Connection, node: Node, *, at: datetime, who: str) -> Changes:
    """Take *node*, as it was read, into the menu again, with all below it and above it."""
    return _set_retired(db, node, retired=False, at=at, who=who)


def import_nodes(
    db: Connection, changed: Sequence[Node], gone: Sequence[Node], *, file: str, at: datetime, who: str
) -> Changes:
    """Write *changed* (new or as read and changed, parents first) and retire *gone* in one step.

    Raises MenuError, ChangedMeanwhileError, having written nothing.
    """
    facts = {"count": str(len(changed) + len(gone)), "file": file}
    rows = [*changed, *(msgspec.structs.replace(node, retired=True) for node in gone)]
    known = {node.id: node for node in all_nodes(db)} | {node.id: node for node in rows}
    tree = Tree(known.values())
    for node in rows:
        if node.parent and tree.above(node.id)[-1:] != (known.get(node.parent),):
            raise MenuError(node.title, problem(known.values(), node))
    with undo.step(db, "import_menu", facts, AREA, at=at, who=who) as step:
        step.save_all(ivr_node, [node.id for node in rows])
        for node in rows:
            _write(db, node)
    return AREA


def _set_retired(db: Connection, node: Node, *, retired: bool, at: datetime, who: str) -> Changes:
    tree = Tree(all_nodes(db))
    if node.id not in tree.by_id:
        raise UnknownNameError(mark("menu node"), node.title)
    rows = [node, *tree.below(node.id), *(() if retired else tree.above(node.id))]
    rows = [each for each in rows if each.retired is not retired]
    name = "retire_menu_node" if retired else "restore_menu_node"
    with undo.step(db, name, {"title": node.title}, AREA, at=at, who=who) as step:
        step.save_all(ivr_node, [each.id for each in rows])
        for each in rows:
            _write(db, msgspec.structs.replace(each, retired=retired))
    return AREA


def _last(nodes: Sequence[Node], node: Node) -> int:
    return max(
        (each.place for each in nodes if each.parent == node.parent and each.id != node.id), default=-1
    )


def _write(db: Connection, node: Node) -> None:
    """Write *node* over the version that it bears; raises ChangedMeanwhileError where there is another."""
    if node.version:
        as_read = (ivr_node.c.id == node.id) & (ivr_node.c.version == node.version)
        if db.execute(update(ivr_node).where(as_read).values(**_values(node))).rowcount != 1:
            raise ChangedMeanwhileError(mark("menu node"), node.title)
        return
    try:
        with db.begin_nested():
            db.execute(insert(ivr_node).values(id=node.id, **_values(node)))
    except IntegrityError as error:
        raise ChangedMeanwhileError(mark("menu node"), node.title) from error


def _node(row: Row[Any]) -> Node | None:
    try:
        text = msgspec.convert(row.document, NodeText)
    except msgspec.ValidationError as error:
        _log.warning("menu node %s cannot be read: %s", row.id, error)  # a later version wrote it
        return None
    return Node(row.id, row.title, row.key, row.parent or "", row.place, text, row.retired, row.version)


def _values(node: Node) -> dict[str, Any]:
    return {
        "parent": node.parent or None,
        "place": node.place,
        "key": node.key,
        "title": node.title,
        "retired": node.retired,
        "document": msgspec.to_builtins(node.text),
        "version": node.version + 1,
    }
