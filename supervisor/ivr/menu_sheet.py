"""The tree of the voice menu as a file, and back: row by row what a file would add or change, and what of the
menus that it names it has no more.

A row says where a node stands by its path ("10086 / Bills / Balance"), or by the title of what is above it
and its own. A node is known again by its path, else by its key below the same node: then its title has
changed. What stands on the way and has no row of its own is added. What a file lacks stays, unless it is said
to go.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path

import msgspec

from supervisor.imports.columns import Columns, Verdict, columns_of, left_over
from supervisor.imports.document import open_document
from supervisor.imports.grid import Grid, place
from supervisor.imports.header import body, title_key
from supervisor.ivr.file_rows import SEPARATOR, Named, parts, path_key
from supervisor.ivr.node import Node, NodeText
from supervisor.ivr.tree import Tree
from supervisor.people.draft import new_id
from supervisor.words import _, mark
from supervisor.workbook.cell import Heading
from supervisor.workbook.table import Written, write_table

PATH, PARENT, KEY, TITLE, PROMPT, QUEUE, DEPARTMENT, NOTE = range(8)
TITLES = (
    mark("Path"),
    mark("Above it"),
    mark("Key"),
    mark("Title"),
    mark("What is said"),
    mark("Queue"),
    mark("Department"),
    mark("Note"),
)
"""The columns of the file."""
_OTHERS = {
    PATH: ("menu path", "full path", "路径", "菜单路径", "完整路径", "节点路径"),
    PARENT: ("parent", "parent node", "上级", "上级菜单", "上级节点", "父节点", "父菜单", "上级名称"),
    KEY: ("dtmf", "digit", "press", "按键", "键", "键值", "按键值"),
    TITLE: ("name", "node", "menu", "item", "名称", "标题", "菜单", "节点", "菜单名称", "节点名称", "菜单项"),
    PROMPT: ("prompt", "announcement", "text", "提示音", "播报内容", "语音内容", "话术", "提示语", "播报"),
    QUEUE: ("skill", "leads to", "队列", "技能组", "转接队列", "排队队列"),
    DEPARTMENT: ("owner", "部门", "责任部门", "归属部门"),
    NOTE: ("remark", "备注", "说明"),
}
LONGEST_TITLE, LONGEST_KEY = 200, 10


@dataclass(frozen=True)
class MenuRow:
    """Row *number* of the file: *node* as it would be, *old* as it stands (None: it is new), *path* of its
    titles; *problem* is a sentence where it cannot be taken."""

    number: int
    verdict: Verdict
    node: Node | None = None
    old: Node | None = None
    path: tuple[str, ...] = ()
    problem: str = ""


@dataclass(frozen=True)
class MenuSheet:
    """A file of nodes as it was read. *gone*: what stands below the tops that it names and is not in it, with
    the path of each. *unread* are titles of columns that are not ours, *problem* a sentence where it holds no
    such table."""

    file: str
    rows: tuple[MenuRow, ...] = ()
    gone: tuple[tuple[Node, tuple[str, ...]], ...] = ()
    unread: tuple[str, ...] = ()
    problem: str = ""

    @property
    def good(self) -> tuple[Node, ...]:
        """What would be added or changed, parents before children, as `node_store.import_nodes` takes it."""
        wanted = (Verdict.NEW, Verdict.CHANGED)
        rows = [one for one in self.rows if one.node is not None and one.verdict in wanted]
        return tuple(one.node for one in sorted(rows, key=lambda one: len(one.path)) if one.node is not None)

    def count(self, verdict: Verdict) -> int:
        """How many rows would do that."""
        return sum(one.verdict is verdict for one in self.rows)


# -- out ----------------------------------------------------------------------------------------------------


def write(
    path: Path,
    nodes: Iterable[Node],
    departments: Mapping[str, str],
    about: Sequence[tuple[str, str]],
    zone: tzinfo,
) -> Written:
    """Write the *nodes* that are in the menu to *path* (.xlsx or .csv); *departments*: names by id. Raises
    FileError."""
    tree = Tree(nodes)
    rows = []
    for node in tree.ordered():
        if node.retired:
            continue
        titles = tree.path(node.id)
        text = node.text
        department = departments.get(text.department, "")
        where = (SEPARATOR.join(titles), titles[-2] if len(titles) > 1 else "")
        rows.append((*where, node.key, node.title, text.prompt, text.queue, department, text.note))
    told = [
        *about,
        (
            _("How to change it"),
            _(
                "Change rows or add some, and read the file again. "
                "A node is known by its path, or by its key."
            ),
        ),
    ]
    return write_table(path, _("Voice menu"), [Heading(_(title)) for title in TITLES], rows, told, zone)


# -- in -----------------------------------------------------------------------------------------------------


def read_file(path: Path, nodes: Sequence[Node], departments: Mapping[str, str]) -> MenuSheet:
    """What the file at *path* (any kind of sheet) would change of *nodes*; *departments*: names by id. Raises
    ImportFileError."""
    with open_document(path) as document:
        return read_grid(document.grid(), nodes, departments, file=path.name)


def read_grid(
    grid: Grid, nodes: Sequence[Node], departments: Mapping[str, str], *, file: str = ""
) -> MenuSheet:
    """The same of a sheet that is open."""
    columns = columns_of(grid, TITLES, _OTHERS)
    if columns is None or not {PATH, TITLE} & columns.places.keys():
        said = _(
            "There is no menu in it: a column “Path”, or the columns “Above it” and “Title”, are needed."
        )
        return MenuSheet(file, problem=said)
    reading = _Reading(nodes, departments, columns)
    taken = set()
    for line in body(grid, columns.header):
        taken.add(line.number)
        reading.take(line.number, {at: columns.text(line.cells, at) for at in range(len(TITLES))})
    for line in left_over(grid, columns.header, taken):
        reading.take_alone(line.number, {at: columns.text(line.cells, at) for at in range(len(TITLES))})
    return reading.sheet(file)


@dataclass
class _Line:
    """A row that is to find its place: *above* what it says stands above it (None: it says its own path)."""

    number: int
    said: Mapping[int, str]
    title: str
    path: tuple[str, ...] = ()
    above: str = ""
    implied: bool = False


@dataclass
class _Reading:
    nodes: Sequence[Node]
    departments: Mapping[str, str]
    columns: Columns
    lines: list[_Line] = field(default_factory=list)
    bad: list[MenuRow] = field(default_factory=list)
    _told: frozenset[tuple[str, ...]] = frozenset()

    def take(self, number: int, said: Mapping[int, str]) -> None:
        """Note a row; what it lacks makes it a bad one."""
        title = said[TITLE]
        if title and said[PATH]:  # with it or without it at the end, whatever it is made of
            path = (*parts(said[PATH].removesuffix(title)), title)
        else:
            path = parts(said[PATH])
            title = title or (path[-1] if path else "")
        problem = ""
        if not title:
            problem = _("Row {row}: there is no title.").format(row=number)
        elif len(title) > LONGEST_TITLE:
            problem = _("Row {row}: the title is longer than {n} characters.").format(
                row=number, n=LONGEST_TITLE
            )
        elif len(said[KEY]) > LONGEST_KEY:
            at = self.columns.places.get(KEY, 0)
            problem = _("{place}: “{value}” is no key.").format(place=place(number, at), value=said[KEY])
        elif said[DEPARTMENT] and self._department(said[DEPARTMENT]) is None:
            at = self.columns.places.get(DEPARTMENT, 0)
            problem = _("{place}: there is no department “{value}”.").format(
                place=place(number, at), value=said[DEPARTMENT]
            )
        if problem:
            self.bad.append(MenuRow(number, Verdict.BAD, path=path or (title,), problem=problem))
            return
        self.lines.append(_Line(number, said, title, path, "" if path else said[PARENT]))

    def take_alone(self, number: int, said: Mapping[int, str]) -> None:
        """Note a row with a single text at the end of the table: a path is a node, anything else a note."""
        if len(parts(said[PATH])) > 1:
            self.take(number, said)
            return
        text = next((one for one in said.values() if one), "")
        problem = _("Row {row}: it looks like a note below the table.").format(row=number)
        self.bad.append(MenuRow(number, Verdict.BAD, path=(text,) if text else (), problem=problem))

    def _department(self, said: str) -> str | None:
        return next((id for id, name in self.departments.items() if title_key(name) == title_key(said)), None)

    def sheet(self, file: str) -> MenuSheet:
        """All rows with what each would do."""
        self._place()
        self._told = frozenset(path_key(line.path) for line in self.lines)
        self.lines.sort(key=lambda line: (len(line.path), line.number))
        tree = Tree(self.nodes)
        known = Named(tree).by_path
        ids: dict[tuple[str, ...], str] = {}
        rows: list[MenuRow] = []
        seen: dict[tuple[str, ...], int] = {}
        for line in self._with_implied(known):
            key = path_key(line.path)
            if key in seen:
                said = _("Row {row} tells of the same node already.").format(row=seen[key])
                self.bad.append(MenuRow(line.number, Verdict.BAD, path=line.path, problem=said))
                continue
            seen[key] = line.number
            parent = ids.get(key[:-1], known.get(key[:-1], ""))
            old = self._old(tree, known, key, parent, line, taken=set(ids.values()))
            node = self._node(line, parent, old, len(rows))
            ids[key] = node.id
            verdict = Verdict.NEW
            if old is not None:
                verdict = Verdict.SAME if node == old else Verdict.CHANGED
            rows.append(MenuRow(line.number, verdict, node, old, line.path))
        gone = self._gone(tree, ids, known)
        all_rows = sorted([*rows, *self.bad], key=lambda row: (row.number, len(row.path)))
        return MenuSheet(file, tuple(all_rows), gone, self.columns.unread)

    def _place(self) -> None:
        """Find the paths of rows that say what stands above them, in whatever order they come."""
        by_title: dict[str, list[tuple[str, ...]]] = {}
        tree = Tree(self.nodes)
        for node in tree.ordered():
            if not node.retired:
                by_title.setdefault(title_key(node.title), []).append(tree.path(node.id))
        waiting = [line for line in self.lines if not line.path]
        for line in self.lines:
            if line.path:
                _add(by_title, line.path)
        for line in [line for line in waiting if not line.above]:
            line.path = (line.title,)
            _add(by_title, line.path)
        waiting = [line for line in waiting if line.above]
        own = {title_key(line.title) for line in waiting}
        while waiting:
            later = []
            for line in waiting:
                above = by_title.get(title_key(line.above)) or _whole(by_title, line.above)
                if above and len(above) == 1:
                    line.path = (*above[0], line.title)
                    _add(by_title, line.path)
                else:
                    later.append(line)
            if len(later) == len(waiting):
                break
            waiting = later
        for line in self.lines:
            if not line.path:
                several = len(by_title.get(title_key(line.above), ())) > 1
                said = (
                    _("Row {row}: “{above}” stands at several places; give the path.")
                    if several
                    else _("Row {row}: two rows stand above each other.")
                    if title_key(line.above) in own
                    else _("Row {row}: there is no “{above}” above it.")
                )
                problem = said.format(row=line.number, above=line.above)
                self.bad.append(MenuRow(line.number, Verdict.BAD, path=(line.title,), problem=problem))
        self.lines = [line for line in self.lines if line.path]

    def _with_implied(self, known: Mapping[tuple[str, ...], str]) -> list[_Line]:
        """The rows, each after those of what stands above it; what has none gets one."""
        told = set(self._told)
        found: list[_Line] = []
        for line in self.lines:
            for end in range(1, len(line.path)):
                key = path_key(line.path[:end])
                if key not in told and key not in known:
                    told.add(key)
                    nothing = dict.fromkeys(range(len(TITLES)), "")
                    found.append(
                        _Line(line.number, nothing, line.path[end - 1], line.path[:end], implied=True)
                    )
            found.append(line)
        return sorted(found, key=lambda line: (len(line.path), line.number))

    def _old(
        self,
        tree: Tree,
        known: Mapping[tuple[str, ...], str],
        key: tuple[str, ...],
        parent: str,
        line: _Line,
        *,
        taken: set[str],
    ) -> Node | None:
        """The node that *line* tells of, as it stands."""
        if (id := known.get(key)) is not None and id not in taken:
            return tree.by_id[id]
        if len(key) > 1 and parent not in tree.by_id:
            return None  # what is above it is new
        for node in tree.level(parent, retired=False):
            same_key = line.said[KEY] and node.key == line.said[KEY]
            if same_key and node.id not in taken and (*key[:-1], title_key(node.title)) not in self._told:
                return node
        return None

    def _node(self, line: _Line, parent: str, old: Node | None, place_: int) -> Node:
        """The node as the row says it; columns that the file has not stay as they were."""
        said, has = line.said, self.columns.places
        base = old or Node(new_id(), line.title, parent=parent, place=place_)
        if line.implied:
            return base

        def told(column: int, before: str) -> str:
            return said[column] if column in has else before

        department = base.text.department
        if DEPARTMENT in has:
            department = self._department(said[DEPARTMENT]) or ""
        text = NodeText(
            told(PROMPT, base.text.prompt),
            told(QUEUE, base.text.queue),
            department,
            told(NOTE, base.text.note),
        )
        if title_key(base.text.prompt) == title_key(text.prompt):  # lines of a cell are one here
            text = msgspec.structs.replace(text, prompt=base.text.prompt)
        title = base.title if title_key(base.title) == title_key(line.title) else line.title
        return msgspec.structs.replace(
            base, title=title, key=told(KEY, base.key), parent=parent, text=text, retired=False
        )

    def _gone(
        self, tree: Tree, ids: Mapping[tuple[str, ...], str], known: Mapping[tuple[str, ...], str]
    ) -> tuple[tuple[Node, tuple[str, ...]], ...]:
        """What the file has no more, of the menus whose tops it names."""
        kept = set(ids.values())
        tops = {ids.get(key[:1], known.get(key[:1], "")) for key in ids} - {""}
        bad = {path_key(row.path)[-1] for row in self.bad if row.path}  # perhaps it is this one
        return tuple(
            (node, tree.path(node.id))
            for top in tops
            for node in tree.below(top)
            if node.id not in kept and not node.retired and title_key(node.title) not in bad
        )


def _add(by_title: dict[str, list[tuple[str, ...]]], path: tuple[str, ...]) -> None:
    paths = by_title.setdefault(title_key(path[-1]), [])
    if path_key(path) not in {path_key(one) for one in paths}:
        paths.append(path)


def _whole(by_title: Mapping[str, list[tuple[str, ...]]], said: str) -> list[tuple[str, ...]]:
    """The paths that are said whole: "10086 / Bills"."""
    wanted = parts(said)
    if not wanted:
        return []
    paths = by_title.get(title_key(wanted[-1]), ())
    return [one for one in paths if path_key(one) == path_key(wanted)]
