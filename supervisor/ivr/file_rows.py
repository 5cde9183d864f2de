"""What the rows of a file of the voice menu have in common: titles of columns, verdicts, how a node is named.

Titles are understood in every language of ours, and as telephone systems and people write them.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

from supervisor.imports.header import title_key
from supervisor.ivr.tree import Tree

SEPARATOR = " / "
"""Between the titles of a path, as it is written."""
_SPACED = re.compile(r"\s+(?:->|[/>→»|\\-])\s+")
_SEPARATORS = re.compile(r"\s*(?:->|[/>→»|\\＞／])\s*")  # as Chinese keyboards type them
_KEYS = re.compile(r"[0-9*#]+(?:[\s.,\-_→>/]+[0-9*#]+)*")


def parts(path: str) -> tuple[str, ...]:
    """The titles of which *path* is made: "Main menu / Bills", "Main menu>Bills". Where spaces stand around
    separators only these count: a title may have a stroke in it."""
    by = _SPACED if _SPACED.search(f"{path} ") else _SEPARATORS
    return tuple(part.strip() for part in by.split(f"{path.strip()} ") if part.strip())


def path_key(titles: Iterable[str]) -> tuple[str, ...]:
    """How paths are compared."""
    return tuple(title_key(title) for title in titles)


class Named:
    """The nodes of a tree by what files call them: path, title, or the keys pressed."""

    def __init__(self, tree: Tree) -> None:
        self.by_path: dict[tuple[str, ...], str] = {}
        self._by_title: defaultdict[str, list[str]] = defaultdict(list)
        self._by_keys: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
        for node in tree.ordered():
            path = path_key(tree.path(node.id))
            if path not in self.by_path or not node.retired:
                self.by_path[path] = node.id
            if not node.retired:
                self._by_title[title_key(node.title)].append(node.id)
                self._by_keys[tuple(tree.keys(node.id).split())].append(node.id)

    def find(self, said: str) -> list[str]:
        """The ids of the nodes that *said* may mean; one where it is plain."""
        if (found := self.by_path.get(path_key(parts(said)))) is not None:
            return [found]
        if found_ := self._by_title.get(title_key(said)):
            return list(found_)
        if _KEYS.fullmatch(said.strip()):
            return list(self._by_keys.get(tuple(re.findall(r"[0-9*#]+", said)), ()))
        return []
