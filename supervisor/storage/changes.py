"""What a write touched, so that each screen can decide whether it must read again."""

from __future__ import annotations

from collections.abc import Iterable


class Changes(frozenset[str]):
    """The areas that one transaction touched ("sources", "centre_settings"); `|` joins those of several."""

    def __new__(cls, areas: Iterable[str] = ()) -> Changes:
        if isinstance(areas, str):
            raise TypeError("Changes takes a set of areas, not one word")
        return super().__new__(cls, areas)

    def __or__(self, other: Iterable[str]) -> Changes:  # type: ignore[override]  # areas join areas alone
        return Changes(super().__or__(Changes(other)))

    def __repr__(self) -> str:
        return f"Changes({{{', '.join(map(repr, sorted(self)))}}})"
