"""A form by which contacts are judged: sections of items, each with its points and how grave an error is.

What was judged with a version of a form stays as it was judged: a version that was used is never changed, a
change makes the next one. An item keeps its id through all versions, so that what is lost with it can be
followed over the years.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Annotated

import msgspec

from supervisor.words import _, mark

LONGEST_NAME = 120
LONGEST_HELP = 2000
MOST_ITEMS = 200
MOST_POINTS = 1000.0

_Name = Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)]
_Help = Annotated[str, msgspec.Meta(max_length=LONGEST_HELP)]
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")


class Severity(StrEnum):
    """What an error in an item means."""

    FATAL = "fatal"  # the whole form is worth nothing
    CRITICAL = "critical"  # it hurts the customer or the house
    NONCRITICAL = "noncritical"


SEVERITY_LABELS = {
    Severity.FATAL: mark("Fatal"),
    Severity.CRITICAL: mark("Critical"),
    Severity.NONCRITICAL: mark("Non-critical"),
}


class AnswerKind(StrEnum):
    """How an item is answered."""

    YES_NO = "yes_no"  # yes has all its points, no none and is an error
    GRADED = "graded"  # points from 0 up; below `Item.fine_from` it is an error


ANSWER_KIND_LABELS = {
    AnswerKind.YES_NO: mark("Yes or no"),
    AnswerKind.GRADED: mark("Points"),
}


class Item(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing that is looked at. *points* are those that can be reached (0: it only counts as an error).

    *may_not_apply*: "does not apply" is an answer, too; its points leave the denominator then. *fine_from*
    (graded items): with fewer points it is an error; None: with less than all.
    """

    id: str
    name_zh: _Name
    name_en: _Name
    severity: Severity
    points: float = 0.0
    kind: AnswerKind = AnswerKind.YES_NO
    may_not_apply: bool = False
    fine_from: float | None = None
    help_zh: _Help = ""
    help_en: _Help = ""

    def name(self, language: str) -> str:
        """Its name in *language*, else in the other."""
        first, other = (
            (self.name_zh, self.name_en) if language.startswith("zh") else (self.name_en, self.name_zh)
        )
        return first or other

    def help(self, language: str) -> str:
        """What to look at, in *language*, else in the other."""
        first, other = (
            (self.help_zh, self.help_en) if language.startswith("zh") else (self.help_en, self.help_zh)
        )
        return first or other


class Section(msgspec.Struct, frozen=True, omit_defaults=True):
    """Items that belong together."""

    id: str
    name_zh: _Name
    name_en: _Name
    items: tuple[Item, ...] = ()

    def name(self, language: str) -> str:
        """Its name in *language*, else in the other."""
        first, other = (
            (self.name_zh, self.name_en) if language.startswith("zh") else (self.name_en, self.name_zh)
        )
        return first or other


class Content(msgspec.Struct, frozen=True, omit_defaults=True, dict=True):
    """What a version of a form asks. *pass_share*: from this share of the possible points on (0 to 1) a form
    is passed. *channels*: for contacts of these alone (none: of any)."""

    sections: tuple[Section, ...] = ()
    pass_share: float = 0.9
    channels: tuple[str, ...] = ()

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """All items in their order."""
        return tuple(item for section in self.sections for item in section.items)

    @cached_property
    def by_id(self) -> dict[str, Item]:
        """The items by id."""
        return {item.id: item for item in self.items}

    @property
    def points(self) -> float:
        """What can be reached where everything applies."""
        return sum(item.points for item in self.items)


@dataclass(frozen=True)
class Form:
    """A form as a row: its items are those of its versions. *retired*: no longer offered."""

    id: str
    name: str
    retired: bool = False
    version: int = 0  # of the row; 0: never saved


@dataclass(frozen=True)
class FormVersion:
    """The *number*-th content of *form*, offered from the day *since* on; *used*: something was judged with
    it, and it stays as it is."""

    id: str
    form: str
    number: int
    since: date
    content: Content
    used: bool = False
    version: int = 0  # of the row; 0: never saved


def problems(content: Content) -> tuple[str, ...]:
    """Everything that keeps *content* from being used, each as a sentence; () when nothing does."""
    return tuple(_problems(content))


def _problems(content: Content) -> Iterator[str]:
    if not content.items:
        yield _("The form has no items yet.")
        return
    if len(content.items) > MOST_ITEMS:
        yield _("The form has {count} items; {most} are the most.").format(
            count=len(content.items), most=MOST_ITEMS
        )
    if not 0 < content.pass_share <= 1:
        yield _("The score to pass lies between 0 and 100 %.")
    seen: set[str] = set()
    for section in content.sections:
        name = section.name_zh or section.name_en
        if not name.strip():
            yield _("A section has no name.")
        if not section.items:
            yield _("Section “{name}” has no items.").format(name=name)
    for place, item in enumerate(content.items, 1):
        name = item.name_zh.strip() or item.name_en.strip()
        if not name:
            yield _("Item {place} has no name.").format(place=place)
            name = str(place)
        if not _ID.fullmatch(item.id):
            yield _("Item “{name}” has no usable id.").format(name=name)
        elif item.id in seen:
            yield _("Two items have the id “{id}”.").format(id=item.id)
        seen.add(item.id)
        yield from _problems_of(item, name)
    if seen and not any(item.points > 0 for item in content.items):
        yield _("No item has points, so there is nothing to reach.")


def _problems_of(item: Item, name: str) -> Iterator[str]:
    if not 0 <= item.points <= MOST_POINTS:  # NaN, too
        yield _("Item “{name}”: points lie between 0 and {most:g}.").format(name=name, most=MOST_POINTS)
        return
    if item.kind is AnswerKind.GRADED:
        if item.points == 0:
            yield _("Item “{name}” is answered with points, but has none.").format(name=name)
        elif item.fine_from is not None and not 0 < item.fine_from <= item.points:
            yield _(
                "Item “{name}”: it is fine from more than 0 and at most its {points:g} points on."
            ).format(name=name, points=item.points)
    elif item.fine_from is not None:
        yield _("Item “{name}” is answered with yes or no, so no points decide whether it is fine.").format(
            name=name
        )


def new_item_id(content: Content) -> str:
    """An id that no item of *content* has."""
    taken = content.by_id
    return next(name for name in (f"item{count}" for count in range(1, MOST_ITEMS + 2)) if name not in taken)


def fits(content: Content, channel: str) -> bool:
    """Whether contacts of *channel* ("" unknown) are judged with it."""
    return not content.channels or not channel or channel in content.channels


def at(versions: tuple[FormVersion, ...], form: str, day: date) -> FormVersion | None:
    """The version of *form* that is in force on *day*: the last that began by then; None before the first."""
    found = [one for one in versions if one.form == form and one.since <= day]
    return max(found, key=lambda one: (one.since, one.number), default=None)
