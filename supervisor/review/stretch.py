"""KPIs of any stretch of days: by person, team, skill group, or of the whole centre.

Sums are added first and divided then. Who was in which team is taken as of each day: the stretch is cut
where somebody came or went, so a transfer takes no past work along.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from supervisor.errors import UnknownNameError
from supervisor.history.period import Period
from supervisor.people.person import GroupKind
from supervisor.people.roll import Roll
from supervisor.performance.kpi import BY_ID, Kpi, Of, is_provisional
from supervisor.review.report import known_kpi
from supervisor.words import mark

if TYPE_CHECKING:
    from supervisor.history.asking import Past
    from supervisor.review.work import Work


class By(StrEnum):
    """Whose figures a line holds."""

    AGENT = "agent"
    TEAM = "team"
    SKILL = "skill"
    CENTRE = "centre"


@dataclass(frozen=True)
class StretchLine:
    """One KPI of somebody: *numerator* ÷ *denominator*, times the KPI's scale, is *value*. *id* of the person
    or group, "" of the centre and of those in no group; *number* of a person."""

    kpi: str
    id: str
    name: str
    number: str
    numerator: float
    denominator: float
    value: float
    provisional: bool


@dataclass(frozen=True)
class Stretch:
    """Lines in order of KPI and name. *unknown_logins*: of so many, work is in no line, as nobody knows whose
    it is (but in the answer rate, which is of queues)."""

    period: Period
    by: By
    lines: tuple[StretchLine, ...]
    unknown_logins: int


def ask_stretch(url: str, period: Period, by: By, today: date, kpis: Sequence[str] | None = None) -> Stretch:
    """The KPIs (None: all that speak of such lines) of *period*. Raises DatabaseError, and UnknownNameError
    for a KPI that nobody knows."""
    from supervisor.history.asking import opened
    from supervisor.performance.own_kpi import load_own
    from supervisor.review.work import read_work
    from supervisor.storage.database import open_centre

    with opened(url) as past, open_centre(url) as centre, centre.read() as db:
        known = load_own(db)
        chosen = list(known) if kpis is None else [_called(one) for one in kpis]
        of_people = [
            kpi for kpi in chosen if kpi.of is Of.AGENT or (kpi.of is Of.TEAM and by is not By.AGENT)
        ]
        pieces = cut(period, past.roll) if by is By.TEAM else (period,)
        work = read_work(past, db, pieces, of_people, today)
        lines: list[StretchLine] = []
        for kpi in chosen:
            if kpi in of_people:
                lines += _lines(kpi, work, by)
            elif kpi.of is Of.QUEUE and by in (By.CENTRE, By.SKILL):
                lines += _of_queues(kpi, past, period, by, today)
        return Stretch(period, by, tuple(lines), work.grain.unknown_logins)


def _called(said: str) -> Kpi:
    found = known_kpi(said, tuple(BY_ID))
    if found is None:
        raise UnknownNameError(mark("KPI"), said, tuple(BY_ID))
    return BY_ID[found]


def cut(period: Period, roll: Roll) -> tuple[Period, ...]:
    """*period* in pieces within which nobody changes the team."""
    changes = {period.first}
    for memberships in roll.memberships.values():
        for one in memberships:
            group = roll.groups.get(one.group)
            if group is not None and group.kind is GroupKind.TEAM:
                changes |= {
                    day for day in (one.since, one.until) if day and period.first < day <= period.last
                }
    firsts = sorted(changes)
    lasts = [*(first - timedelta(days=1) for first in firsts[1:]), period.last]
    return tuple(Period(first, last) for first, last in zip(firsts, lasts, strict=True))


def _lines(kpi: Kpi, work: Work, by: By) -> Iterable[StretchLine]:
    from supervisor.review.panels import whole_sums

    roll, pieces = work.roll, work.pieces
    x, n = whole_sums(work, kpi)
    sums: dict[str, list[float]] = {}
    for unit, of_x, of_n in zip(work.units, x.tolist(), n.tolist(), strict=True):
        for piece, above, below in zip(pieces, of_x, of_n, strict=True):
            if below <= 0:
                continue
            if by is By.AGENT:
                key = unit.person
            elif by is By.SKILL:
                key = unit.skill
            elif by is By.TEAM:
                team = next(iter(roll.groups_of(unit.person, GroupKind.TEAM, piece.first)), None)
                key = team.id if team else ""
            else:
                key = ""
            so_far = sums.setdefault(key, [0.0, 0.0])
            so_far[0] += above
            so_far[1] += below
    last = pieces[-1].last
    found = []
    for key, (above, below) in sums.items():
        name = number = ""
        if by is By.AGENT:
            name, number = roll.called(key, last), roll.persons[key].number
        elif key in roll.groups:
            name = roll.groups[key].name
        value = kpi.scale * above / below
        found.append(
            StretchLine(kpi.id, key, name, number, above, below, value, is_provisional(kpi, last, work.today))
        )
    return sorted(found, key=lambda line: (not line.name, line.name, line.id))


def _of_queues(kpi: Kpi, past: Past, period: Period, by: By, today: date) -> Iterable[StretchLine]:
    """The answer rate, of queues' own figures: a customer's tries count once."""
    from supervisor.history.definition import Definition, OfferedBy
    from supervisor.history.figures import LineKind
    from supervisor.history.queue_figures import QueueQuestion, queue_figures

    asked = QueueQuestion(
        period,
        definition=Definition(offered_by=OfferedBy.CONTACT),
        with_total=by is By.CENTRE,
        with_skills=by is By.SKILL,
        with_queues=False,
    )
    found = queue_figures(past.history, past.roll, past.settings, asked)
    wanted = LineKind.TOTAL if by is By.CENTRE else LineKind.SKILL
    for at, line in enumerate(found.lines):
        answered, offered = found.value("answered", at), found.value("offered", at)
        if line.kind is wanted and answered is not None and offered:
            name = "" if by is By.CENTRE else line.name
            value = kpi.scale * answered / offered
            yield StretchLine(
                kpi.id, line.id, name, "", answered, offered, value, is_provisional(kpi, period.last, today)
            )
