"""Counts of the voice menu from a file: a row for each node and day.

A node is named by its path, its title where there is only one of it, or the keys pressed. Only days are
taken: what is told of a whole week or month belongs to no day, and to spread it would invent what nobody
counted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from supervisor.imports.columns import Columns, Verdict, columns_of
from supervisor.imports.document import open_document
from supervisor.imports.grid import Cell, Grid, place
from supervisor.imports.header import body
from supervisor.imports.values import Refused, Unit, read, sentence
from supervisor.ivr.file_rows import Named
from supervisor.ivr.node import Node, NodeCount
from supervisor.ivr.tree import Tree
from supervisor.words import _, mark

DAY, LAST_DAY, NODE, HITS, TO_AGENT, HUNG_UP = range(6)
TITLES = (
    mark("Day"),
    mark("Last day"),
    mark("Node"),
    mark("Hits"),
    mark("Went to an agent"),
    mark("Hung up there"),
)
"""The columns of the file."""
_OTHERS = {
    DAY: ("date", "日期", "统计日期", "天"),
    LAST_DAY: ("until", "end date", "to", "结束日期", "截止日期"),
    NODE: (
        "path",
        "menu",
        "menu path",
        "node path",
        "title",
        "keys",
        "节点",
        "路径",
        "菜单",
        "菜单路径",
        "节点名称",
        "菜单名称",
        "节点路径",
        "按键路径",
    ),
    HITS: (
        "count",
        "visits",
        "reached",
        "点击量",
        "点击次数",
        "访问量",
        "访问次数",
        "进入次数",
        "命中次数",
        "次数",
        "使用量",
        "触达次数",
    ),
    TO_AGENT: ("to agent", "agent", "transferred", "转人工", "转人工量", "转人工次数", "转坐席"),
    HUNG_UP: ("hung up", "hangups", "挂机", "挂机量", "挂机次数", "挂断", "用户挂机"),
}


@dataclass(frozen=True)
class CountRow:
    """Row *number* of the file: *count* as it says, *old* as it stands; *problem* is a sentence where it
    cannot be taken."""

    number: int
    verdict: Verdict
    node: str = ""  # as the file calls it
    count: NodeCount | None = None
    old: NodeCount | None = None
    problem: str = ""


@dataclass(frozen=True)
class CountSheet:
    """A file of counts as it was read; *problem* is a sentence where it holds no such table."""

    file: str
    rows: tuple[CountRow, ...] = ()
    unread: tuple[str, ...] = ()
    problem: str = ""

    @property
    def good(self) -> tuple[NodeCount, ...]:
        """What would be added or changed."""
        wanted = (Verdict.NEW, Verdict.CHANGED)
        return tuple(one.count for one in self.rows if one.count is not None and one.verdict in wanted)

    def count(self, verdict: Verdict) -> int:
        """How many rows would do that."""
        return sum(one.verdict is verdict for one in self.rows)


def read_file(path: Path, nodes: Sequence[Node], stand: Iterable[NodeCount]) -> CountSheet:
    """What the file at *path* (any kind of sheet) would change of the counts that *stand*. Raises
    ImportFileError."""
    with open_document(path) as document:
        return read_grid(document.grid(), nodes, stand, file=path.name)


def read_grid(grid: Grid, nodes: Sequence[Node], stand: Iterable[NodeCount], *, file: str = "") -> CountSheet:
    """The same of a sheet that is open."""
    columns = columns_of(grid, TITLES, _OTHERS)
    if columns is None or not {DAY, NODE, HITS} <= columns.places.keys():
        said = _("There are no counts in it: the columns “Day”, “Node” and “Hits” are needed.")
        return CountSheet(file, problem=said)
    there = {(one.node, one.day): one for one in stand}
    named = Named(Tree(nodes))
    seen: dict[tuple[str, date], int] = {}
    rows = []
    for line in body(grid, columns.header):
        one = _judged(line.number, line.cells, columns, named, there)
        if one.count is not None:
            key = one.count.node, one.count.day
            if key in seen:
                said = _("Row {row} tells of the same node and day already.").format(row=seen[key])
                one = CountRow(one.number, Verdict.BAD, one.node, problem=said)
            seen.setdefault(key, line.number)
        rows.append(one)
    return CountSheet(file, tuple(rows), columns.unread)


class _BadCell(Exception):
    """A cell that cannot be taken; what is wrong, as a sentence."""


def _judged(
    number: int,
    cells: Sequence[Cell],
    columns: Columns,
    named: Named,
    there: Mapping[tuple[str, date], NodeCount],
) -> CountRow:
    said = columns.text(cells, NODE)
    try:
        count = _count(number, cells, columns, named)
    except _BadCell as error:
        return CountRow(number, Verdict.BAD, said, problem=str(error))
    old = there.get((count.node, count.day))
    if old is None:
        return CountRow(number, Verdict.NEW, said, count)
    told = (count.hits, count.to_agent, count.hung_up)
    before = (old.hits, old.to_agent, old.hung_up)
    same = all(new is None or new == known for new, known in zip(told, before, strict=True))
    return CountRow(number, Verdict.SAME if same else Verdict.CHANGED, said, count, old)


def _count(number: int, cells: Sequence[Cell], columns: Columns, named: Named) -> NodeCount:
    def at(column: int) -> str:
        return place(number, columns.places.get(column, 0))

    def value(column: int, unit: Unit) -> object:
        found = read(columns.cell(cells, column), unit)
        if isinstance(found, Refused):
            raise _BadCell(sentence(found, at(column)))
        return found

    said = columns.text(cells, NODE)
    if not said:
        raise _BadCell(_("{place}: no node is named.").format(place=at(NODE)))
    found = named.find(said)
    if not found:
        raise _BadCell(
            _("{place}: there is no node “{value}”. Take in the menu first.").format(
                place=at(NODE), value=said
            )
        )
    if len(found) > 1:
        raise _BadCell(
            _("{place}: “{value}” stands at several places; give the path.").format(
                place=at(NODE), value=said
            )
        )
    day, last = value(DAY, Unit.DATE), value(LAST_DAY, Unit.DATE)
    if not isinstance(day, date):
        raise _BadCell(_("{place}: there is no day.").format(place=at(DAY)))
    if isinstance(last, date) and last != day:
        raise _BadCell(
            _("{place}: the row is of several days; counts are kept day by day.").format(place=at(LAST_DAY))
        )
    counts = [value(column, Unit.COUNT) for column in (HITS, TO_AGENT, HUNG_UP)]
    if all(one is None for one in counts):
        raise _BadCell(_("{place}: nothing is counted.").format(place=at(HITS)))
    hits, to_agent, hung_up = (one if isinstance(one, int) else None for one in counts)
    if hits is not None and (to_agent or 0) + (hung_up or 0) > hits:
        raise _BadCell(_("{place}: more went to an agent or hung up than came here.").format(place=at(HITS)))
    return NodeCount(found[0], day, hits, to_agent, hung_up)
