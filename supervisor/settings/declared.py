"""How a setting is declared, and how a value from a file or a form becomes one."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import time
from functools import lru_cache
from types import NoneType
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from supervisor.errors import SettingError, UnknownNameError
from supervisor.words import _, mark


def says(
    label: str,
    meaning: str,
    *,
    unit: str = "",
    least: float | None = None,
    most: float | None = None,
    check: Callable[[Any], str | None] | None = None,
    hidden: bool = False,
) -> msgspec.Meta:
    """What a setting is called and means (both `mark`ed), and what it may be.

    *check* returns what was expected instead (in the user's language), None when the value is good. A
    *hidden* setting is kept by the program itself and has no place on the settings page.
    """
    extra = {"unit": unit, "check": check, "hidden": hidden}
    return msgspec.Meta(title=label, description=meaning, ge=least, le=most, extra=extra)


@dataclass(frozen=True)
class Setting:
    """One declared setting; *label* and *meaning* are English, said to a person through `_`."""

    name: str
    type: Any  # what msgspec converts to: a class, a Literal, a union with None
    default: Any
    label: str
    meaning: str
    unit: str
    least: float | None
    most: float | None
    check: Callable[[Any], str | None] | None
    hidden: bool

    @property
    def choices(self) -> tuple[str, ...]:
        """The words it must be one of; () when it is free."""
        return get_args(self.type) if get_origin(self.type) is Literal else ()

    def taken(self, value: object, where: str) -> Any:
        """*value*, as TOML or JSON give it, as this setting's type; *where* names its file or table.

        Raises SettingError when it is none.
        """
        if self.type is time and isinstance(value, str) and len(value) == len("04:00"):
            value += ":00"  # people and forms leave the seconds out
        try:
            limited = (
                Annotated[self.type, msgspec.Meta(ge=self.least, le=self.most)]
                if self._bounded
                else self.type
            )
            good = msgspec.convert(value, limited)
        except msgspec.ValidationError as error:
            raise SettingError(self.name, shown(value), self.expected, where) from error
        if self.check is not None and (instead := self.check(good)) is not None:
            raise SettingError(self.name, shown(value), instead, where)
        return good

    @property
    def expected(self) -> str:
        """What the value may be, as a part of a sentence in the user's language."""
        if self.choices:
            return _("one of {choices}").format(choices=", ".join(self.choices))
        kinds = set(get_args(self.type)) - {NoneType} or {self.type}
        if self._bounded:
            least, most = (f"{limit:g}" for limit in (self.least or 0, self.most or 0))
            if int in kinds:
                return _("a whole number from {least} to {most}").format(least=least, most=most)
            return _("a number from {least} to {most}").format(least=least, most=most)
        if bool in kinds:
            return _("true or false")
        if time in kinds:
            return _("a time of day such as 04:00")
        if str in kinds:
            return _("text")
        return _("what the settings page writes")

    @property
    def _bounded(self) -> bool:
        return self.least is not None or self.most is not None


@lru_cache(maxsize=8)
def declared(of: type) -> dict[str, Setting]:
    """The settings of MachineSettings or CentreSettings by name, in their order."""
    hints = get_type_hints(of, include_extras=True)
    found = {}
    for field in fields(of):
        kind, said = get_args(hints[field.name])[:2]
        found[field.name] = Setting(
            field.name,
            kind,
            field.default,
            said.title,
            said.description,
            said.extra["unit"],
            said.ge,
            said.le,
            said.extra["check"],
            said.extra["hidden"],
        )
    return found


def setting(of: type, name: str) -> Setting:
    """The setting called *name*. Raises UnknownNameError."""
    known = declared(of)
    if name not in known:
        raise UnknownNameError(mark("setting"), name, tuple(known))
    return known[name]


def shown(value: object) -> str:
    """*value* for a message: short, and without the password of an address."""
    text = value if isinstance(value, str) else repr(value)
    text = re.sub(r"(://[^/@:]*):[^/@]*@", r"\1:***@", text)
    text = re.sub(r"(password=)[^&\s]*", r"\1***", text, flags=re.IGNORECASE)
    return text if len(text) <= 80 else text[:79] + "…"
