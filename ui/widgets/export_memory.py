"""What was chosen of an export last time, kept on this computer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Remembered:
    """What was chosen last time, as it is kept: nothing of it must be so."""

    pattern: str = ""
    format: str = ""
    language: str = ""
    named: bool = True
    guard: bool = True
    every_row: bool = False
    opened: bool = False
    columns: tuple[str, ...] = ()
    left_out: tuple[str, ...] = ()

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Remembered:
        """What can be read of *kept*."""
        usual = cls()

        def one(name: str) -> Any:
            before = getattr(usual, name)
            value = kept.get(name)
            if isinstance(before, tuple):
                good = isinstance(value, list) and all(isinstance(part, str) for part in value)
                return tuple(value or ()) if good else before
            return value if type(value) is type(before) else before

        return cls(**{name: one(name) for name in cls.__dataclass_fields__})

    def kept(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return {
            name: list(value) if isinstance(value := getattr(self, name), tuple) else value
            for name in self.__dataclass_fields__
        }
