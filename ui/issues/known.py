"""What every tab of the issues page needs to say things."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from supervisor.issues.department import Department
from supervisor.ivr.node import Node

if TYPE_CHECKING:
    from supervisor.issues.clock import Frame


@dataclass(frozen=True)
class Known:
    """What every tab needs to say things: departments, menu nodes and what clocks need (None: not read
    yet)."""

    departments: tuple[Department, ...] = ()
    nodes: tuple[Node, ...] = ()
    categories: tuple[str, ...] = ()
    frame: Frame | None = None
    by_id: dict[str, Department] = field(default_factory=dict)

    def department(self, id: str) -> str:
        """The name of a department; its id where there is none any more."""
        found = self.by_id.get(id)
        return found.name if found is not None else id
