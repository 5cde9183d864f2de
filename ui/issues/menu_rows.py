"""The lines of the voice menu as a table: each node with what happened there and what is wrong with it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from supervisor.ivr.figures import NodeFigures
from supervisor.ivr.node import Node
from supervisor.ivr.tree import Fault, Tree, faults, said
from supervisor.words import DASH, _, mark, ngettext, number, share
from ui.issues.menu_work import MenuRead, NodeIssue
from ui.theme import State
from ui.widgets.signs import Sign
from ui.widgets.table import Column, Facet, Kind, Look

STEP = "\u00a0" * 7
"""What a node stands further in than the one above it; it is no part of what is sorted or exported."""


@dataclass(frozen=True)
class MenuRow:
    """*at* is its place in the tree, *depth* how far in it stands; *items* how many stand below it."""

    node: Node
    at: int
    depth: int
    path: tuple[str, ...]
    keys: str
    items: int
    figures: NodeFigures
    faults: tuple[str, ...] = ()
    issues: tuple[NodeIssue, ...] = ()
    department: str = ""

    @property
    def open_issues(self) -> int:
        """How many issues about it are open."""
        return sum(one.is_open for one in self.issues)


def rows_of(read: MenuRead, *, retired: bool) -> tuple[MenuRow, ...]:
    """The lines in the order of the tree; those that were taken out too, where *retired*."""
    tree = Tree(read.nodes)
    wrong: defaultdict[str, list[str]] = defaultdict(list)
    for fault in faults(read.nodes):
        wrong[fault.about].append(said(fault))
    return tuple(
        MenuRow(
            node,
            at,
            tree.depth(node.id),
            tree.path(node.id),
            tree.keys(node.id),
            len(tree.level(node.id, retired=False)),
            read.figures.get(node.id, NodeFigures(node.id)),
            tuple(wrong.get(node.id, ())),
            read.issues.get(node.id, ()),
            read.departments.get(node.text.department, ""),
        )
        for at, node in enumerate(tree.ordered())
        if retired or not node.retired
    )


def fault_lines(read: MenuRead) -> tuple[str, ...]:
    """What callers will stumble over, each with the name of what it is about."""
    tree = Tree(read.nodes)
    return tuple(_fault_line(tree, fault) for fault in faults(read.nodes))


def _fault_line(tree: Tree, fault: Fault) -> str:
    path = tree.path(fault.about)
    name = path[-1] if path else _("The top of the menu")
    return _("{node}: {fault}").format(node=name, fault=said(fault))


def columns() -> list[Column[MenuRow]]:
    """The columns of the table."""
    return [
        Column(
            "node",
            mark("Node"),
            lambda row: row.node.title,
            text=lambda row: STEP * row.depth + row.node.title,
            sort=lambda row: row.at,
            about=lambda row: " / ".join(row.path),
            width=260,
            stretch=True,
        ),
        Column("key", mark("Key"), lambda row: row.node.key, width=60),
        Column("hits", mark("Hits"), lambda row: row.figures.hits, Kind.NUMBER, about=_days, width=90),
        Column(
            "share",
            mark("Of those above"),
            lambda row: row.figures.share,
            Kind.SHARE,
            tip=mark("Which share of the hits of the node above came here, on days that know both."),
            width=110,
        ),
        Column(
            "to_agent",
            mark("To an agent"),
            lambda row: row.figures.to_agent_share,
            Kind.SHARE,
            tip=mark("Which share of its hits went to an agent from there."),
            about=lambda row: _count(row.figures.to_agent),
            width=110,
        ),
        Column(
            "hung_up",
            mark("Hung up there"),
            lambda row: row.figures.hung_up_share,
            Kind.SHARE,
            tip=mark("Which share of its hits hung up there."),
            about=lambda row: _count(row.figures.hung_up),
            width=110,
        ),
        Column(
            "change",
            mark("Against before"),
            lambda row: row.figures.change,
            Kind.SHARE,
            text=lambda row: change_words(row.figures.change),
            tip=mark("Hits a day against as many days before."),
            about=lambda row: _before(row.figures),
            width=110,
        ),
        Column(
            "issues",
            mark("Open issues"),
            lambda row: row.open_issues,
            Kind.NUMBER,
            text=lambda row: number(row.open_issues) if row.open_issues else "",
            width=90,
        ),
        Column(
            "items",
            mark("Choices"),
            lambda row: row.items,
            Kind.NUMBER,
            text=lambda row: number(row.items) if row.items else "",
            width=70,
            hidden=True,
        ),
        Column("keys", mark("Keys"), lambda row: row.keys, width=90, hidden=True, quiet=True),
        Column("path", mark("Path"), lambda row: " / ".join(row.path), width=240, hidden=True, quiet=True),
        Column("queue", mark("Queue"), lambda row: row.node.text.queue, width=110, hidden=True),
        Column("department", mark("Department"), lambda row: row.department, width=120, hidden=True),
        Column(
            "wrong",
            mark("To look at"),
            lambda row: _("; ").join(row.faults),
            about=lambda row: "\n".join(row.faults),
            look=lambda row: Look(Sign.TRIANGLE, State.WARN) if row.faults else None,
            width=220,
            quiet=True,
        ),
    ]


def facets() -> list[Facet[MenuRow]]:
    """By what the table is filtered."""
    return [
        Facet(
            "look",
            mark("To look at"),
            lambda row: [
                name for name, so in (("wrong", bool(row.faults)), ("issues", bool(row.open_issues))) if so
            ],
            fixed=(("wrong", mark("To be mended")), ("issues", mark("With open issues"))),
        )
    ]


def searched(row: MenuRow) -> str:
    """In what is searched."""
    text = row.node.text
    return " ".join((*row.path, row.node.key, text.queue, text.prompt, row.department))


def change_words(change: float | None) -> str:
    """ "+12.0 %", "−3.4 %"; "–" for unknown."""
    if change is None:
        return DASH
    said_ = share(abs(change))
    return f"+{said_}" if change > 0 else f"−{said_}" if change < 0 else said_


def _days(row: MenuRow) -> str:
    return ngettext("Of {n} day that is known", "Of {n} days that are known", row.figures.days).format(
        n=number(row.figures.days)
    )


def _count(value: int | None) -> str:
    return "" if value is None else ngettext("{n} caller", "{n} callers", value).format(n=number(value))


def _before(figures: NodeFigures) -> str:
    return "" if figures.before is None else _("{n} before").format(n=number(figures.before))
