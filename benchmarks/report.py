"""What a benchmark found: rows of figures and ratios, each with its goal and whether that is met."""

from __future__ import annotations

import math
import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Literal

from rich.console import Console
from rich.table import Table
from rich.text import Text

Verdict = Literal["met", "missed", "-"]


@dataclass(frozen=True)
class Goal:
    """At least or at most *bound*, of the row's figure (in its unit) or of its ratio."""

    bound: float
    sense: Literal["least", "most"] = "most"
    of: Literal["figure", "ratio"] = "figure"

    def is_met(self, value: float) -> bool:
        return value >= self.bound if self.sense == "least" else value <= self.bound

    def __str__(self) -> str:
        sign = "≥" if self.sense == "least" else "≤"
        return f"{sign} {shown(self.bound)}{'x' if self.of == 'ratio' else ''}"


def least(bound: float, of: Literal["figure", "ratio"] = "figure") -> Goal:
    return Goal(bound, "least", of)


def most(bound: float, of: Literal["figure", "ratio"] = "figure") -> Goal:
    return Goal(bound, "most", of)


@dataclass(frozen=True)
class Row:
    """One candidate. *figure* is for orientation (another machine, another figure); *ratio*, to the row that
    the table names as its base, is what holds. None where there is none."""

    what: str
    figure: float | None = None
    unit: str = ""
    ratio: float | None = None
    goals: tuple[Goal, ...] = ()
    remark: str = ""

    @property
    def verdict(self) -> Verdict:
        found: list[bool] = []
        for goal in self.goals:
            value = self.figure if goal.of == "figure" else self.ratio
            if value is None or math.isnan(value):
                return "-"
            found.append(goal.is_met(value))
        if not found:
            return "-"
        return "met" if all(found) else "missed"


@dataclass
class Result:
    """The table of one benchmark. *base* says what the ratios are ratios to."""

    name: str
    title: str
    base: str
    rows: list[Row] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)  # what could not be measured here, and why
    notes: list[str] = field(default_factory=list)

    def add(
        self,
        what: str,
        figure: float | None = None,
        unit: str = "",
        *,
        ratio: float | None = None,
        goals: Sequence[Goal] = (),
        remark: str = "",
    ) -> None:
        self.rows.append(Row(what, figure, unit, ratio, tuple(goals), remark))

    def heading(self, what: str) -> None:
        """A row that only names the ones below."""
        self.rows.append(Row(what))

    def as_data(self) -> dict[str, Any]:
        rows = [
            {**asdict(row), "goals": [str(goal) for goal in row.goals], "verdict": row.verdict}
            for row in self.rows
        ]
        return {**asdict(self), "rows": rows}


def shown(value: float) -> str:
    """Three figures are as many as a benchmark knows."""
    if math.isnan(value):
        return "–"
    if value == 0:
        return "0"
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return f"{round(value, digits):,.{digits}f}" if abs(value) < 1e6 else f"{value / 1e6:.3g} M"


def machine() -> dict[str, Any]:
    """What it was measured on, as far as it matters and names nobody."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else None
    return {
        "system": platform.system(),
        "processors": os.cpu_count(),
        "python": platform.python_version(),
        "qt": _version("PySide6-Essentials"),
        "sqlite": sqlite3.sqlite_version,
        "load": load,
    }


def machine_line(found: dict[str, Any]) -> str:
    load = found["load"]
    line = (
        f"{found['system']}, {found['processors']} processors, Python {found['python']}, "
        f"PySide6 {found['qt']}, SQLite {found['sqlite']}"
    )
    if load is None:
        return line
    line += f", load {load:.1f} at the start"
    busy = load > 0.5 * (found["processors"] or 1)
    return f"{line} (not idle: trust the ratios, not the figures)" if busy else line


def show(result: Result, console: Console) -> None:
    """Print *result* as a table."""
    table = Table(title=result.title, title_justify="left", title_style="bold", caption_justify="left")
    table.add_column("what", overflow="fold")
    table.add_column("figure", justify="right", no_wrap=True)
    table.add_column(f"x {result.base}", justify="right")
    table.add_column("goal", justify="right")
    table.add_column("verdict")
    table.add_column("remark", overflow="fold", style="dim")
    for row in result.rows:
        if row.figure is None and row.ratio is None and not row.goals:
            table.add_section()
            table.add_row(Text(row.what, style="bold"), remark_of(row))
            continue
        table.add_row(
            Text(row.what),
            "" if row.figure is None else f"{shown(row.figure)} {row.unit}".strip(),
            "" if row.ratio is None else shown(row.ratio),
            ", ".join(map(str, row.goals)),
            {"met": Text("met", style="green"), "missed": Text("missed", style="red")}.get(row.verdict, ""),
            Text(row.remark),
        )
    console.print(table)
    for note in result.notes:
        console.print(Text(f"  {note}"))
    for reason in result.left_out:
        console.print(Text(f"  left out: {reason}"))
    console.print()


def remark_of(row: Row) -> Text:
    return Text(row.remark)


def _version(distribution: str) -> str:
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "–"
