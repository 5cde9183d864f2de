"""A node of the voice menu, and what happened at it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import msgspec

MOST_ITEMS = 7
"""More items on one level are not remembered by who listens."""


class NodeText(msgspec.Struct, frozen=True, omit_defaults=True):
    """*prompt*: what is said there; *queue*: where it leads; *department* (id): whose it is."""

    prompt: Annotated[str, msgspec.Meta(max_length=20_000)] = ""
    queue: str = ""
    department: str = ""
    note: Annotated[str, msgspec.Meta(max_length=2000)] = ""


class Node(msgspec.Struct, frozen=True):
    """*key* is what is pressed to come here, *parent* the node above ("" none: a menu's top), *place* its
    order."""

    id: str
    title: Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
    key: Annotated[str, msgspec.Meta(max_length=10)] = ""
    parent: str = ""
    place: int = 0
    text: NodeText = NodeText()
    retired: bool = False
    version: int = 0


class NodeCount(msgspec.Struct, frozen=True):
    """What happened at *node* on *day*: how often it was reached, how often callers went from there to an
    agent and how often they hung up there. None is unknown."""

    node: str
    day: date
    hits: int | None = None
    to_agent: int | None = None
    hung_up: int | None = None
