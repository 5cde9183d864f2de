"""What the work process does for a report; its modules are loaded there, not in the console."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from supervisor.reports.order import Order
    from ui.jobs import Report


@dataclass(frozen=True)
class Made:
    """What became of an order, as the screen says it."""

    path: Path
    title: str
    sheets: int
    rows: int
    cut: int


def make(report: Report, url: str, order: Order, path: Path, *, who: str, at: datetime) -> Made:
    """Make what *order* asks at *path*. Raises what reports/making.py raises."""
    from supervisor.reports import making

    made = making.make(report, url, order, path, who=who, at=at)
    return Made(made.path, made.title, made.sheets, made.rows, made.cut)
