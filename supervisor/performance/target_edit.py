"""Targets cell by cell: what stands in a cell, and the target that it becomes when somebody writes there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec

from supervisor.imports.header import title_key
from supervisor.imports.values import Refused, expected, read
from supervisor.imports.values import Unit as Column
from supervisor.performance import target_sheet as sheet
from supervisor.performance.amount import taken, typed
from supervisor.performance.kpi import BY_ID, DIRECTION_LABELS, KPIS, UNIT_LABELS, Direction, Kpi
from supervisor.performance.target import LONGEST_NOTE, Glide, Origin, Proration, Target, TargetRow
from supervisor.performance.target_sheet import Known
from supervisor.words import _

USUAL_HALF_LIFE = 4.0  # weeks, until somebody says otherwise
FIGURES = frozenset({sheet.LOW, sheet.HIGH, sheet.MARGIN, sheet.START})


class CellError(Exception):
    """What was written into a cell cannot stand there; why, as a sentence."""


class Editing:
    """How cells are read and written in one centre, in the language in use when it was made."""

    def __init__(self, known: Known) -> None:
        self.known = known
        everybody = {"": _(sheet.ANY)}
        channels = {each.value: _(label) for each, label in sheet.CHANNEL_LABELS.items()}
        self._choices: dict[int, dict[str, str]] = {
            sheet.KPI: {kpi.id: kpi.title for kpi in KPIS},
            sheet.SKILL: everybody | dict(known.skills),
            sheet.BAND: everybody | dict(known.bands),
            sheet.CHANNEL: everybody | channels,
            sheet.DIRECTION: {"": ""} | {each.value: _(said) for each, said in DIRECTION_LABELS.items()},
            sheet.PART: {each.value: _(said) for each, said in sheet.PRORATION_LABELS.items()},
            sheet.ORIGIN: {each.value: _(said) for each, said in sheet.ORIGIN_LABELS.items()},
        }

    def choices(self, column: int) -> Mapping[str, str]:
        """What a cell may say, by what is meant; {} where it is free."""
        return self._choices.get(column, {})

    def text(self, row: TargetRow, column: int) -> str:
        """What stands in the cell, so that it means the same when it is written back."""
        cell, target, kpi = row.cell, row.target, BY_ID.get(row.cell.kpi)
        named = {
            sheet.KPI: cell.kpi,
            sheet.SKILL: cell.skill,
            sheet.BAND: cell.band,
            sheet.CHANNEL: cell.channel,
            sheet.DIRECTION: target.direction.value if target.direction else "",
            sheet.PART: target.proration.value,
            sheet.ORIGIN: target.origin.value,
        }
        if column in named:
            return self._choices[column].get(named[column], named[column])
        if kpi is None:
            return ""
        glide = target.glide
        match column:
            case sheet.SINCE:
                return _month(cell.since)
            case sheet.UNTIL:
                return _month(sheet.last_month(row.until))
            case sheet.LOW:
                return typed(kpi, target.low)
            case sheet.HIGH:
                return typed(kpi, target.high)
            case sheet.UNIT:
                return _(UNIT_LABELS[kpi.unit])
            case sheet.MARGIN:
                return typed(kpi, target.margin or None)
            case sheet.START:
                return typed(kpi, glide.start if glide else None)
            case sheet.HALF_LIFE:
                return f"{glide.half_life_weeks:g}" if glide else ""
            case sheet.APPROVED_BY:
                return target.approved_by
            case sheet.APPROVED_ON:
                return target.approved_on.isoformat() if target.approved_on else ""
            case _:
                return target.note

    def take(self, row: TargetRow, column: int, text: str) -> TargetRow:
        """*row* with *text* written into the cell. Raises CellError."""
        if column in self._choices:
            return self._chosen(row, column, self._meant(column, text))
        kpi = BY_ID[row.cell.kpi]
        if column in FIGURES:
            return self._figure(row, kpi, column, self._good(taken(kpi, text, percent=True)))
        match column:
            case sheet.SINCE:
                return replace(row, cell=replace(row.cell, since=self._good(read(text, Column.MONTH))))
            case sheet.UNTIL:
                return replace(row, until=sheet.month_after(self._good(read(text, Column.MONTH))))
            case sheet.HALF_LIFE:
                return self._half_life(row, self._good(read(text, Column.NUMBER)))
            case sheet.APPROVED_ON:
                return _with(row, approved_on=self._good(read(text, Column.DATE)))
            case sheet.APPROVED_BY:
                return _with(row, approved_by=text.strip()[:LONGEST_NOTE])
            case sheet.NOTE:
                return _with(row, note=text.strip()[:LONGEST_NOTE])
        if text.strip() == self.text(row, column):  # pasted over what is not written by hand
            return row
        raise CellError(_("The unit is that of the KPI."))

    def _meant(self, column: int, text: str) -> str:
        wanted = title_key(text)
        for meant, said in self._choices[column].items():
            if wanted in (title_key(said), title_key(meant)):
                return meant
        if column == sheet.BAND and text.strip() in self.known.other_bands:
            return self.known.other_bands[text.strip()]
        said = ", ".join(said for said in self._choices[column].values() if said)
        raise CellError(_("“{value}” is none of: {choices}.").format(value=text.strip(), choices=said))

    def _chosen(self, row: TargetRow, column: int, meant: str) -> TargetRow:
        match column:
            case sheet.KPI:
                other = BY_ID[meant].unit is not BY_ID[row.cell.kpi].unit
                target = replace_figures(row.target) if other else row.target
                return replace(row, cell=replace(row.cell, kpi=meant), target=target)
            case sheet.SKILL:
                return replace(row, cell=replace(row.cell, skill=meant))
            case sheet.BAND:
                return replace(row, cell=replace(row.cell, band=meant))
            case sheet.CHANNEL:
                return replace(row, cell=replace(row.cell, channel=meant))
            case sheet.DIRECTION:
                return _with(row, direction=Direction(meant) if meant else None)
            case sheet.PART:
                return _with(row, proration=Proration(meant))
        return _with(row, origin=Origin(meant))

    def _figure(self, row: TargetRow, kpi: Kpi, column: int, value: float | None) -> TargetRow:
        match column:
            case sheet.LOW:
                return _with(row, low=value)
            case sheet.HIGH:
                return _with(row, high=value)
            case sheet.MARGIN:
                if value is not None and value < 0:
                    raise CellError(_("A margin is not below zero."))
                return _with(row, margin=value or 0.0)
        if value is None:
            return _with(row, glide=None)
        half_life = row.target.glide.half_life_weeks if row.target.glide else USUAL_HALF_LIFE
        return _with(row, glide=Glide(value, half_life))

    def _half_life(self, row: TargetRow, weeks: float | None) -> TargetRow:
        glide = row.target.glide
        if glide is None and weeks is None:
            return row
        if glide is None:
            raise CellError(_("Say first where new people start."))
        if weeks is None or not 0 < weeks <= 520:
            raise CellError(_("A half-life is more than 0 and at most 520 weeks."))
        return _with(row, glide=Glide(glide.start, float(weeks)))

    @staticmethod
    def _good(found: Any) -> Any:
        if isinstance(found, Refused):
            said = _("“{value}” is not understood; expected: {what}.")
            raise CellError(said.format(value=found.value, what=expected(found.unit)))
        return found


def replace_figures(target: Target) -> Target:
    """*target* without its figures: they were of another unit."""
    return msgspec.structs.replace(target, low=None, high=None, margin=0.0, glide=None)


def _with(row: TargetRow, **changes: object) -> TargetRow:
    return replace(row, target=msgspec.structs.replace(row.target, **changes))


def _month(month: date | None) -> str:
    return f"{month:%Y-%m}" if month else ""
