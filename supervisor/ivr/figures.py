"""What happened at the nodes of the voice menu in a period: hits, their share, where callers went from there.

A sum is of the days that are known; a share is of the days on which both its parts are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from supervisor.ivr.node import Node, NodeCount
from supervisor.ivr.tree import Tree


@dataclass(frozen=True)
class NodeFigures:
    """Of *node* (id) on *days* days that are known; None is unknown.

    *share*: of the hits of the node above it. *to_agent_share*, *hung_up_share*: of its own hits. *change*:
    of the hits a day against the period before (0.1: a tenth more), *before* being that period's hits.
    """

    node: str
    days: int = 0
    hits: int | None = None
    share: float | None = None
    to_agent: int | None = None
    to_agent_share: float | None = None
    hung_up: int | None = None
    hung_up_share: float | None = None
    before: int | None = None
    change: float | None = None


def figures(
    nodes: Iterable[Node], counts: Iterable[NodeCount], before: Iterable[NodeCount] = ()
) -> dict[str, NodeFigures]:
    """The figures of every node, by id, of *counts*; *before* are those of the period before."""
    tree = Tree(nodes)
    now, then = _by_node(counts), _by_node(before)
    return {
        id: _of(id, now[id], now[tree.parent_of(node)] if tree.parent_of(node) else {}, then[id])
        for id, node in tree.by_id.items()
    }


_Days = dict[date, NodeCount]


def _by_node(counts: Iterable[NodeCount]) -> defaultdict[str, _Days]:
    found: defaultdict[str, _Days] = defaultdict(dict)
    for one in counts:
        found[one.node][one.day] = one
    return found


def _of(id: str, days: _Days, above: _Days, before: _Days) -> NodeFigures:
    hits = _sum(one.hits for one in days.values())
    known = [one for one in days.values() if one.hits is not None]
    was = _sum(one.hits for one in before.values())
    days_before = sum(one.hits is not None for one in before.values())
    both = [
        (one.hits, up.hits)
        for day, one in days.items()
        if one.hits is not None and (up := above.get(day)) is not None and up.hits is not None
    ]
    change = None
    if hits is not None and was:
        change = (hits / len(known)) / (was / days_before) - 1
    return NodeFigures(
        id,
        len(known),
        hits,
        _ratio(both),
        _sum(one.to_agent for one in days.values()),
        _ratio([(one.to_agent, one.hits) for one in known if one.to_agent is not None]),
        _sum(one.hung_up for one in days.values()),
        _ratio([(one.hung_up, one.hits) for one in known if one.hung_up is not None]),
        was,
        change,
    )


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _ratio(pairs: Sequence[tuple[int | None, int | None]]) -> float | None:
    whole = sum(of or 0 for _part, of in pairs)
    return sum(part or 0 for part, _of in pairs) / whole if whole else None
