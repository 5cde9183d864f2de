"""That two issues have to do with each other."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from supervisor.words import mark

_Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class LinkKind(StrEnum):
    """What two issues have to do with each other."""

    DUPLICATE = "duplicate"
    RECURRENCE = "recurrence"
    RELATED = "related"


LINK_LABELS = {
    LinkKind.DUPLICATE: mark("Same issue"),
    LinkKind.RECURRENCE: mark("Recurrence"),
    LinkKind.RELATED: mark("Related"),
}


class Link(msgspec.Struct, frozen=True):
    """*issue* is a duplicate of *other*, or *other* come back, or has to do with it."""

    id: str
    issue: int
    other: int
    kind: LinkKind
    at: _Aware
    who: str


Wanted = tuple[int, LinkKind]
"""A link that a new issue gets when it is filed: the other's id, and the kind."""


def with_link(links: Sequence[Wanted], other: int, kind: LinkKind) -> tuple[Wanted, ...]:
    """*links* of a new issue with one more: to each other one, and come back from one at most."""
    left = (one for one in links if one[0] != other and not (one[1] is kind and kind is LinkKind.RECURRENCE))
    return (*left, (other, kind))
