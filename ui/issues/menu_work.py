"""What the tab of the voice menu has done elsewhere: on the database's thread, and with files in the work
process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from supervisor import words
from supervisor.issues.states import OPEN, State
from supervisor.ivr.figures import NodeFigures, figures
from supervisor.ivr.node import Node
from ui.jobs import Report

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.ivr.count_sheet import CountSheet
    from supervisor.ivr.menu_sheet import MenuSheet
    from supervisor.workbook.table import Written

STORE = "supervisor.ivr.node_store"
COUNTS = "supervisor.ivr.count_store"


@dataclass(frozen=True)
class NodeIssue:
    """An issue about a node, as a line."""

    id: int
    number: str
    title: str
    state: State

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done about it."""
        return self.state in OPEN


@dataclass(frozen=True)
class MenuRead:
    """The menu with what happened at its nodes from *first* to *last*, against as many days *before*; None:
    nothing was ever counted. *departments*: names by id."""

    nodes: tuple[Node, ...] = ()
    figures: Mapping[str, NodeFigures] = field(default_factory=dict)
    issues: Mapping[str, tuple[NodeIssue, ...]] = field(default_factory=dict)
    departments: dict[str, str] = field(default_factory=dict)
    first: date | None = None
    last: date | None = None


def read_menu(db: Connection, days: int) -> MenuRead:
    """The menu, and what happened in the last *days* that were counted."""
    from sqlalchemy import select

    from supervisor.issues import department_store
    from supervisor.ivr import count_store, node_store
    from supervisor.storage.issue_tables import issue

    nodes = node_store.all_nodes(db)
    counted = count_store.counted_days(db)
    first = last = None
    found: dict[str, NodeFigures] = {}
    if counted is not None:
        last = counted[1]
        first = last - timedelta(days=days - 1)
        before = count_store.counts(db, first - timedelta(days=days), first - timedelta(days=1))
        found = figures(nodes, count_store.counts(db, first, last), before)
    about: dict[str, list[NodeIssue]] = {}
    c = issue.c
    for row in db.execute(
        select(c.id, c.number, c.title, c.state, c.node).where(c.node != "").order_by(c.id.desc())
    ):
        about.setdefault(row.node, []).append(NodeIssue(row.id, row.number, row.title, State(row.state)))
    departments = {one.id: one.name for one in department_store.all_departments(db)}
    return MenuRead(
        nodes, found, {node: tuple(some) for node, some in about.items()}, departments, first, last
    )


def write_menu(
    _report: Report,
    path: Path,
    nodes: Sequence[Node],
    departments: dict[str, str],
    about: Sequence[tuple[str, str]],
    zone: str,
    language: str,
) -> Written:
    """The file of the tree; in the work process."""
    from supervisor.ivr.menu_sheet import write

    words.use_language(language)
    return write(path, nodes, departments, about, ZoneInfo(zone))


def read_menu_file(
    _report: Report, path: Path, nodes: Sequence[Node], departments: dict[str, str], language: str
) -> MenuSheet:
    """What a file of nodes would change; in the work process."""
    from supervisor.ivr.menu_sheet import read_file

    words.use_language(language)
    return read_file(path, nodes, departments)


def read_count_file(
    _report: Report, url: str, path: Path, nodes: Sequence[Node], language: str
) -> CountSheet:
    """What a file of counts would change; in the work process."""
    from supervisor.ivr import count_store
    from supervisor.ivr.count_sheet import read_file
    from supervisor.storage.database import open_centre

    words.use_language(language)
    with open_centre(url) as centre, centre.read() as db:
        counted = count_store.counted_days(db)
        stand = () if counted is None else count_store.counts(db, *counted)
    return read_file(path, nodes, stand)
