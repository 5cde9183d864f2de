"""Targets of the demo centre for pictures."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from supervisor.performance.kpi import Direction
from supervisor.performance.target import Cell, Glide, Origin, Target, TargetRow
from supervisor.words import language


def sample_targets(skills: Sequence[str], month: date) -> tuple[TargetRow, ...]:
    """Targets from *month* on for the skill groups with these ids."""
    chinese = language().startswith("zh")
    who = "李娜" if chinese else "Li Na"
    why = "与客户的合同第 4 条" if chinese else "Contract with the client, section 4"
    approved: dict[str, Any] = {"approved_by": who, "approved_on": date(month.year, month.month, 2)}
    rows = [
        _row("fcr", Target(low=0.75, margin=0.01, origin=Origin.OWN_DATA, **approved), month),
        _row("csat", Target(low=0.88, margin=0.01, origin=Origin.CONTRACT, note=why, **approved), month),
        _row("complaint_rate", Target(high=1.0, margin=0.15, origin=Origin.CONTRACT, **approved), month),
        _row("qa_score", Target(low=0.92, origin=Origin.AGREED, **approved), month),
        _row("adherence", Target(low=0.9, origin=Origin.AGREED, **approved), month),
        _row("utilisation", Target(low=0.85, high=0.94, origin=Origin.OWN_DATA, **approved), month),
    ]
    for place, skill in enumerate(skills):
        wanted = 240.0 + 60 * place
        target = Target(high=wanted, margin=8, direction=Direction.LOWER, origin=Origin.OWN_DATA, **approved)
        rows.append(_row("aht", target, month, skill, "Tenured"))
        glide = Glide(wanted * 1.5, 3.0)
        new = Target(
            high=wanted,
            margin=8,
            direction=Direction.LOWER,
            glide=glide,
            origin=Origin.OWN_DATA,
            **approved,
        )
        rows.append(_row("aht", new, month, skill, "New"))
        rows.append(_row("contacts_per_hour", Target(low=11.5 - 2 * place), month, skill))
    return tuple(rows)


def _row(kpi: str, target: Target, month: date, skill: str = "", band: str = "") -> TargetRow:
    return TargetRow(Cell(kpi, skill, band, "voice" if skill else "", month), target, None, 1)
