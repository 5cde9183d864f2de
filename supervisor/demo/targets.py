"""What the demo centre aims at: a target for every KPI, by skill group where the work differs, so that some
three people in ten miss each; a way there for new people; and the hours of the two who teach."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, insert

from supervisor.demo.other_systems import CREDITED, CREDITED_S
from supervisor.demo.people import SKILLS, Colleague
from supervisor.demo.weaknesses import NEW_EXTRA, NEW_HALF_WEEKS, Past
from supervisor.events import Channel
from supervisor.performance.credit import Credit
from supervisor.performance.kpi import BY_ID, Direction
from supervisor.performance.target import Cell, Glide, Origin, Target, TargetRow
from supervisor.settings.tenure import USUAL_BANDS
from supervisor.storage.areas import note
from supervisor.storage.centre import target, teaching_credit

NEW_BAND = USUAL_BANDS[0].id
TEACHING_DAYS_A_WEEK = 5

_MARGIN = 0.03  # of the limit: who misses by less misses nearly


class _Limits(NamedTuple):
    low: float | None = None
    high: float | None = None
    origin: Origin = Origin.OWN_DATA


_EVERYBODY: dict[str, _Limits] = {
    "fcr_said": _Limits(0.90),
    "fcr_asked": _Limits(0.76, origin=Origin.AGREED),
    "mean_hold": _Limits(high=60),
    "transfer_rate": _Limits(high=0.033),
    "escalation_rate": _Limits(high=0.05),
    "rona_rate": _Limits(high=0.0135),
    "utilisation": _Limits(0.835),
    "occupancy": _Limits(0.70, 0.88, Origin.AGREED),
    "adherence": _Limits(0.937, origin=Origin.AGREED),
    "shrinkage": _Limits(high=0.31),
    "csat": _Limits(0.85, origin=Origin.CONTRACT),
    "csat_mean": _Limits(4.3),
    "nps": _Limits(33.0),
    "response_rate": _Limits(0.067),
    "invitation_rate": _Limits(0.342),
    "complaint_rate": _Limits(high=4.0, origin=Origin.REGULATOR),
    "complaint_valid_rate": _Limits(high=2.0, origin=Origin.REGULATOR),
    "dispatch_wrong_rate": _Limits(high=0.03),
    "qa_score": _Limits(0.94, origin=Origin.AGREED),
    "fatal_rate": _Limits(high=0.05, origin=Origin.AGREED),
    "critical_rate": _Limits(high=0.014),
    "noncritical_rate": _Limits(high=0.035),
    "answer_rate": _Limits(0.93, origin=Origin.CONTRACT),
    "attendance": _Limits(0.90),
    "pass_rate": _Limits(0.85),
}
_BY_CHANNEL: dict[tuple[str, Channel], _Limits] = {
    ("csat", Channel.CHAT): _Limits(0.89, origin=Origin.CONTRACT),
    ("csat", Channel.MESSENGER): _Limits(0.89, origin=Origin.CONTRACT),
    ("response_rate", Channel.CHAT): _Limits(0.21),
    ("response_rate", Channel.MESSENGER): _Limits(0.21),
}
_BY_SKILL: dict[str, dict[str, _Limits]] = {
    "fcr": {
        "billing": _Limits(0.876, origin=Origin.CONTRACT),
        "plans": _Limits(0.875, origin=Origin.CONTRACT),
        "network": _Limits(0.84, origin=Origin.CONTRACT),  # as before its article went out of date
        "complaints": _Limits(0.865, origin=Origin.CONTRACT),
        "key": _Limits(0.866, origin=Origin.CONTRACT),
        "online": _Limits(0.87, origin=Origin.CONTRACT),
        "night": _Limits(0.855, origin=Origin.CONTRACT),
    },
    "att": {
        "billing": _Limits(100, 200),
        "plans": _Limits(150, 320),
        "network": _Limits(190, 362),
        "complaints": _Limits(210, 420),
        "key": _Limits(145, 305),
        "online": _Limits(300, 562),
        "night": _Limits(150, 245),
    },
    "aht": {
        "billing": _Limits(120, 232),
        "plans": _Limits(185, 370),
        "network": _Limits(240, 420),
        "complaints": _Limits(265, 500),
        "key": _Limits(180, 357),
        "online": _Limits(320, 588),
        "night": _Limits(180, 283),
    },
    "acw": {
        "billing": _Limits(high=28),
        "plans": _Limits(high=40.5),
        "network": _Limits(high=42),
        "complaints": _Limits(high=68),
        "key": _Limits(high=42),
        "online": _Limits(high=26),
        "night": _Limits(high=31),
    },
    "hold_rate": {
        **dict.fromkeys(("billing", "plans", "network", "key", "complaints", "night"), _Limits(high=0.205)),
        "online": _Limits(high=0.05),
    },
    "dispatch_rate": {
        "billing": _Limits(0.056, 0.071),
        "plans": _Limits(0.060, 0.085),
        "network": _Limits(0.180, 0.209),
        "complaints": _Limits(0.098, 0.122),
        "key": _Limits(0.090, 0.109),
        "online": _Limits(0.077, 0.091),
        "night": _Limits(0.098, 0.133),
    },
    "contacts_per_hour": {
        "billing": _Limits(10.7),
        "plans": _Limits(6.9),
        "network": _Limits(6.0),
        "complaints": _Limits(5.7),
        "key": _Limits(7.2),
        "online": _Limits(12.0),
        "night": _Limits(7.7),
    },
}
_HOURS_A_DAY = 7.6  # signed in
_BY_SKILL["contacts_per_day"] = {
    skill: _Limits(round((limits.low or 0) * _HOURS_A_DAY))
    for skill, limits in _BY_SKILL["contacts_per_hour"].items()
}
_LEARNT = ("att", "aht", "acw", "contacts_per_hour", "contacts_per_day")
"""What new people come to in time: their pace."""


def write_targets(db: Connection, people: Sequence[Colleague], past: Past) -> None:
    """Put the demo's targets and hours of teaching into the centre, in place of those that were there."""
    db.execute(delete(target))
    db.execute(delete(teaching_credit))
    db.execute(
        insert(target),
        [
            {
                "id": row.cell.id,
                "kpi": row.cell.kpi,
                "skill": row.cell.skill,
                "band": row.cell.band,
                "channel": row.cell.channel,
                "since": row.cell.since,
                "until": row.until,
                "target": msgspec.to_builtins(row.target),
                "version": 1,
            }
            for row in targets(past.begins)
        ],
    )
    db.execute(
        insert(teaching_credit),
        [
            {
                "id": credit.id,
                "person": credit.person,
                "month": credit.month,
                "seconds": credit.seconds,
                "note": credit.note,
                "version": 1,
            }
            for credit in credits(people, past)
        ],
    )
    note(db, {"targets", "teaching_credits"})


def targets(since: date) -> tuple[TargetRow, ...]:
    """The demo's targets, which hold from the month of *since* on."""
    rows = []
    month = since.replace(day=1)
    for kpi, limits in _EVERYBODY.items():
        rows.append(_row(Cell(kpi, since=month), limits))
    for (kpi, channel), limits in _BY_CHANNEL.items():
        rows.append(_row(Cell(kpi, channel=channel.value, since=month), limits))
    for kpi, by_skill in _BY_SKILL.items():
        for skill, limits in by_skill.items():
            cell = Cell(kpi, f"demo-skill-{skill}", since=month)
            rows.append(_row(cell, limits))
            if kpi in _LEARNT:
                new = Cell(kpi, cell.skill, NEW_BAND, since=month)
                rows.append(_row(new, limits, _glide(limits)))
    assert {row.cell.kpi for row in rows} == set(BY_ID)  # noqa: S101  # nothing is without a target
    assert all(len(by_skill) == len(SKILLS) for by_skill in _BY_SKILL.values())  # noqa: S101
    return tuple(rows)


def credits(people: Sequence[Colleague], past: Past) -> tuple[Credit, ...]:
    """The hours of those who teach: of each month of the past, and of the present one so far."""
    months = []
    month = past.begins
    while month <= past.today:
        months.append(month)
        month = (month + timedelta(days=31)).replace(day=1)
    found = []
    for colleague in people:
        if past.place(colleague.agent) not in CREDITED:
            continue
        for first in months:
            last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            lasted = (min(last, past.today) - first).days + 1
            taught = round(lasted * TEACHING_DAYS_A_WEEK / 7 * CREDITED_S)
            found.append(Credit(colleague.id, first, taught))
    return tuple(found)


def _row(cell: Cell, limits: _Limits, glide: Glide | None = None) -> TargetRow:
    kpi = BY_ID[cell.kpi]
    limit = limits.high if kpi.direction is Direction.LOWER else limits.low
    if limit is None:
        limit = limits.high
    assert limit is not None  # noqa: S101
    margin = float(f"{abs(limit) * _MARGIN:.2g}")
    aimed = Target(limits.low, limits.high, margin, glide=glide, origin=limits.origin)
    return TargetRow(cell, aimed)


def _glide(limits: _Limits) -> Glide:
    if limits.high is not None:
        return Glide(round(limits.high * (1 + NEW_EXTRA)), NEW_HALF_WEEKS)
    assert limits.low is not None  # noqa: S101
    return Glide(round(limits.low / (1 + NEW_EXTRA), 1), NEW_HALF_WEEKS)
