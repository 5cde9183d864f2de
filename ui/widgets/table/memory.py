"""What a table remembers on this computer: columns, widths, order, groups and filters."""

from __future__ import annotations

import json
from typing import Any

from ui.machine import Machine


def recall(machine: Machine | None, name: str) -> dict[str, Any]:
    """What was kept under *name*; {} when there is nothing, or nothing that can be read."""
    kept = _all(machine).get(name) if machine is not None else None
    return kept if isinstance(kept, dict) else {}


def keep(machine: Machine | None, name: str, memory: dict[str, Any]) -> None:
    """Remember *memory* under *name*."""
    if machine is None:
        return
    everything = _all(machine)
    if everything.get(name) != memory:
        everything[name] = memory
        machine.change({"tables": json.dumps(everything, ensure_ascii=False, separators=(",", ":"))})


def _all(machine: Machine) -> dict[str, Any]:
    try:
        kept = json.loads(machine.settings.tables or "{}")
    except ValueError:
        return {}
    return kept if isinstance(kept, dict) else {}
