"""Nodes of the voice menu in the centre's database."""

from __future__ import annotations

from sqlalchemy import Connection

from supervisor.ivr.node import Node
from supervisor.storage.changes import Changes

AREA = Changes({"ivr"})
"""What changes with the voice menu."""


def all_nodes(db: Connection) -> tuple[Node, ...]:
    """Every node, parents before children, siblings in their place."""
    raise NotImplementedError
