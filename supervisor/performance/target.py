"""What is aimed at with a KPI: for which people, from which month on, by whom approved.

One table: KPI × skill group × tenure band × channel × months. The most specific row holds; without a row
there is no verdict. New people may be led to the target week by week (`Glide`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

import msgspec

from supervisor.performance.kpi import BY_ID, Direction, Kpi
from supervisor.words import _

LONGEST_NOTE = 500
WEEK_DAYS = 7

_Text = Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)]
_HalfLife = Annotated[float, msgspec.Meta(gt=0, le=520)]


class Origin(StrEnum):
    """Where a target comes from."""

    CONTRACT = "contract"
    REGULATOR = "regulator"
    OWN_DATA = "own_data"
    AGREED = "agreed"
    UNKNOWN = ""


class Proration(StrEnum):
    """What becomes of a month in which somebody was there only in part."""

    VOLUME = "volume"  # it counts with what there is
    WHOLE = "whole"  # it is not judged


class Glide(msgspec.Struct, frozen=True):
    """How a new person comes to the target: from *start* in the week of joining, half of the way that is left
    every *half_life_weeks*."""

    start: float
    half_life_weeks: _HalfLife


class Target(msgspec.Struct, frozen=True, omit_defaults=True):
    """At least *low*, at most *high*, in the KPI's unit (shares 0 to 1); what is None is not asked for.

    HIGHER uses *low*, LOWER *high*, BAND one of them or both. *margin* (δ): only what misses by so much is a
    miss of substance. *direction* None: as the KPI's.
    """

    low: float | None = None
    high: float | None = None
    margin: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    direction: Direction | None = None
    proration: Proration = Proration.VOLUME
    glide: Glide | None = None
    origin: Origin = Origin.UNKNOWN
    note: _Text = ""
    approved_by: _Text = ""
    approved_on: date | None = None


@dataclass(frozen=True, order=True)
class Cell:
    """For whom, from when: "" is any skill group, tenure band, channel. *since* is the first day of a month;
    None: ever since."""

    kpi: str
    skill: str = ""  # id of a people's group
    band: str = ""  # TenureBand.id
    channel: str = ""  # events.Channel
    since: date | None = None

    @property
    def id(self) -> str:
        """The key of its row."""
        since = self.since.isoformat() if self.since else ""
        return msgspec.json.encode([self.kpi, self.skill, self.band, self.channel, since]).decode()


@dataclass(frozen=True)
class TargetRow:
    """A target as it stands; *until* is the first month in which it no longer holds, *version* 0 when it was
    never saved."""

    cell: Cell
    target: Target
    until: date | None = None
    version: int = 0


class Verdict(StrEnum):
    """What became of a target."""

    MET = "met"
    NEAR = "near"  # missed, by no more than the margin
    MISSED = "missed"


def target_for(
    rows: Iterable[TargetRow], kpi: str, *, skill: str, band: str, channel: str, month: date
) -> TargetRow | None:
    """The most specific of *rows* for people of *skill* and *band* on *channel* in the month of *month*; None
    when there is none: no verdict then.

    More named things are more specific; of as many, the skill group counts before the band before the
    channel; of the same, the row that began last.
    """
    first = month.replace(day=1)
    fitting = [
        row
        for row in rows
        if row.cell.kpi == kpi
        and row.cell.skill in ("", skill)
        and row.cell.band in ("", band)
        and row.cell.channel in ("", channel)
        and (row.cell.since is None or row.cell.since <= first)
        and (row.until is None or first < row.until)
    ]
    return max(fitting, key=_weight, default=None)


def _weight(row: TargetRow) -> tuple[int, bool, bool, bool, date]:
    cell = row.cell
    named = (bool(cell.skill), bool(cell.band), bool(cell.channel))
    return (sum(named), *named, cell.since or date.min)


def glided(wanted: float, start: float, half_life_weeks: float, week: float) -> float:
    """What is aimed at *week* weeks after joining: T(w) = T + (T₀ − T)·2^(−w/h)."""
    way_left: float = 2.0 ** (-max(0.0, week) / half_life_weeks)
    return wanted + (start - wanted) * way_left


def weeks(joined: date, on: date) -> float:
    """Weeks from *joined* to *on*."""
    return (on - joined).days / WEEK_DAYS


def limits(kpi: Kpi, target: Target, week: float | None = None) -> tuple[float | None, float | None]:
    """At least and at most what is wanted of somebody in their *week* (None: of everybody else), None where
    nothing is. Of a band the glide leads to the limit that lies on the way from its start."""
    direction = target.direction or kpi.direction
    low = None if direction is Direction.LOWER else target.low
    high = None if direction is Direction.HIGHER else target.high
    glide = target.glide
    if glide is None or week is None:
        return low, high
    if low is not None and glide.start < low:
        low = glided(low, glide.start, glide.half_life_weeks, week)
    if high is not None and glide.start > high:
        high = glided(high, glide.start, glide.half_life_weeks, week)
    return low, high


def judge(kpi: Kpi, target: Target, value: float | None, week: float | None = None) -> Verdict | None:
    """What became of *target* with *value*; None without a value, or where nothing is asked for."""
    low, high = limits(kpi, target, week)
    if value is None or (low is None and high is None):
        return None
    short = max(0.0, 0.0 if low is None else low - value, 0.0 if high is None else value - high)
    if short == 0:
        return Verdict.MET
    return Verdict.NEAR if short <= target.margin else Verdict.MISSED


def problem(row: TargetRow) -> str:
    """What is wrong with *row*, as a sentence; "" when nothing is."""
    kpi, target = BY_ID.get(row.cell.kpi), row.target
    if kpi is None:
        return _("There is no KPI called “{name}”.").format(name=row.cell.kpi)
    direction = target.direction or kpi.direction
    if direction is Direction.HIGHER and target.low is None:
        return _("Say what is the least that is aimed at.")
    if direction is Direction.LOWER and target.high is None:
        return _("Say what is the most that is allowed.")
    if target.low is None and target.high is None:
        return _("Say from where to where the values should be.")
    if target.low is not None and target.high is not None and target.low > target.high:
        return _("The least is more than the most.")
    for month in (row.cell.since, row.until):
        if month is not None and month.day != 1:
            return _("A target begins and ends with a month.")
    if row.until is not None and row.cell.since is not None and row.until <= row.cell.since:
        return _("It ends before it begins.")
    return ""
