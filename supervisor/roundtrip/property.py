"""The document property that holds our number, wherever a format keeps such."""

from __future__ import annotations

from supervisor.roundtrip.layout import PROPERTY
from supervisor.roundtrip.markup import Reader

_LONGEST = 300


class PropertyReader(Reader):
    """What stands in our property, *found*; the format calls one *element*."""

    def __init__(self, element: str) -> None:
        self.found = ""
        self._element = element
        self._ours = False

    def start(self, name: str, given: dict[str, str]) -> None:
        if name == self._element:
            self._ours = given.get("name") == PROPERTY

    def text(self, text: str) -> None:
        if self._ours and len(self.found) < _LONGEST:
            self.found += text

    def end(self, name: str) -> None:
        if name == self._element:
            self._ours = False
