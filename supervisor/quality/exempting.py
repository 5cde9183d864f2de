"""Whose contacts need be judged no more than a few times a month: by rule, and until a complaint is upheld.

The rule itself is evidence/exempt.py's. Nothing is decided here: it is proposed, somebody exempts, and what
was known then is kept with the exemption.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

import msgspec

from supervisor.evidence.exempt import HIGHEST_CHANCE, MONTHS, Against, exemption
from supervisor.evidence.exempt import Exemption as Judged
from supervisor.people.person import GroupKind
from supervisor.people.roll import Roll
from supervisor.performance.kpi import BY_ID
from supervisor.performance.target import TargetRow, limits, target_for
from supervisor.words import _, day, ngettext, share

LONGEST = 2000
FATAL_RATE = "fatal_rate"
"""The KPI whose target is the limit."""

_Text = Annotated[str, msgspec.Meta(max_length=LONGEST)]


class Grounds(msgspec.Struct, frozen=True, omit_defaults=True):
    """What was known when somebody was exempted: *fatal* of *forms* in six months, the *limit* of the rate
    and the *chance* that it is above; who exempted and who ended it, and why."""

    fatal: int = 0
    forms: int = 0
    limit: float | None = None
    chance: float | None = None
    by: str = ""
    note: _Text = ""
    ended_by: str = ""
    why_ended: _Text = ""


@dataclass(frozen=True)
class Exempted:
    """*person* is exempt from *since* until before *until* (None: on). *version* 0: never saved."""

    id: str
    person: str
    since: date
    until: date | None = None
    grounds: Grounds = Grounds()  # noqa: RUF009  # frozen
    version: int = 0

    def holds(self, on: date) -> bool:
        """Whether it is in force on the day."""
        return self.since <= on and (self.until is None or on < self.until)


@dataclass(frozen=True)
class Record:
    """What the last six months say of somebody: *fatal* of *forms*, the days of *complaints* that were
    upheld, and in which KPIs the person is *confirmed* off target (class A)."""

    fatal: int = 0
    forms: int = 0
    complaints: tuple[date, ...] = ()
    confirmed: tuple[str, ...] = ()


@dataclass(frozen=True)
class ExemptLine:
    """One person: the rule's answer (*judged*; None: no target is set, so there is no limit), the *limit* of
    the fatal-error rate, what was known (*record*), the exemption in force (*standing*), and, where it should
    end, *ends*: the day of the upheld complaint."""

    person: str
    name: str
    number: str
    team: str
    team_name: str
    limit: float | None
    judged: Judged | None
    record: Record
    standing: Exempted | None
    ends: date | None

    @property
    def may(self) -> bool:
        """Whether the rule allows an exemption."""
        return self.judged is not None and self.judged.allowed


def six_months(today: date) -> tuple[date, date]:
    """The first and the last day of the six months up to *today*."""
    months = today.year * 12 + today.month - 1 - MONTHS
    first = date(months // 12, months % 12 + 1, 1)
    length = ((first + timedelta(days=31)).replace(day=1) - first).days
    return first.replace(day=min(today.day, length)), today


def exempt_lines(
    roll: Roll,
    today: date,
    records: Mapping[str, Record],
    targets: Sequence[TargetRow],
    exemptions: Iterable[Exempted],
) -> tuple[ExemptLine, ...]:
    """What the rule says of everybody in *records*, by team and name.

    A complaint ends an exemption, and stands against another one for as long as it lies within the six
    months; it does not keep anybody from a first one.
    """
    latest: dict[str, Exempted] = {}
    for one in sorted(exemptions, key=lambda one: one.since):
        latest[one.person] = one
    standing = {person: one for person, one in latest.items() if one.holds(today)}
    found = []
    for key in {*records, *standing}:
        person = roll.persons.get(key)
        if person is None:
            continue
        record = records.get(key, Record())
        limit = fatal_limit(roll, key, today, targets)
        last = latest.get(key)
        since = tuple(one for one in record.complaints if last is not None and one >= last.since)
        judged = None
        if limit is not None:
            judged = exemption(
                record.fatal,
                record.forms,
                limit=limit,
                confirmed=bool(record.confirmed),
                complaints=len(since),
            )
        held = standing.get(key)
        team = next(iter(roll.groups_of(key, GroupKind.TEAM, today)), None)
        found.append(
            ExemptLine(
                key,
                roll.called(key, today),
                person.number,
                team.id if team else "",
                team.name if team else "",
                limit,
                judged,
                record,
                held,
                min(since, default=None) if held is not None else None,
            )
        )
    return tuple(sorted(found, key=lambda line: (line.team_name, line.name, line.person)))


def fatal_limit(roll: Roll, person: str, on: date, targets: Iterable[TargetRow]) -> float | None:
    """The highest rate of fatal errors that is borne of *person*, 0 to 1; None where no target says so."""
    skill = next(iter(roll.groups_of(person, GroupKind.SKILL, on)), None)
    band = roll.band(person, on)
    row = target_for(
        targets,
        FATAL_RATE,
        skill=skill.id if skill else "",
        band=band.id if band else "",
        channel="",
        month=on.replace(day=1),
    )
    return None if row is None else limits(BY_ID[FATAL_RATE], row.target)[1]


def sentences(line: ExemptLine) -> tuple[str, ...]:
    """Why somebody may be exempted, or what speaks against it, in words."""
    judged, record = line.judged, line.record
    if judged is None or line.limit is None:
        return (_("There is no target for the fatal-error rate, so nobody can be exempted by it."),)
    forms = ngettext("{count} form", "{count} forms", record.forms).format(count=record.forms)
    told = _("In six months {fatal} of {forms} had a fatal error; up to {limit} of them are borne.")
    found = [told.format(fatal=record.fatal, forms=forms, limit=share(line.limit))]
    if judged.chance is not None:
        above = _("The chance that the true rate is higher is {chance}; {most} is the most for an exemption.")
        found.append(above.format(chance=share(judged.chance), most=share(HIGHEST_CHANCE)))
    for against in judged.against:
        match against:
            case Against.FATAL_ERRORS:
                found.append(_("There were too many fatal errors."))
            case Against.UNPROVEN if judged.more:
                more = ngettext(
                    "{count} more form without a fatal error would prove it.",
                    "{count} more forms without a fatal error would prove it.",
                    judged.more,
                )
                found.append(more.format(count=judged.more))
            case Against.UNPROVEN:
                found.append(_("No number of forms would prove it."))
            case Against.CONFIRMED:
                names = _(", ").join(_(BY_ID[kpi].label) if kpi in BY_ID else kpi for kpi in record.confirmed)
                found.append(_("Confirmed off target: {kpis}.").format(kpis=names))
            case Against.COMPLAINT:
                found.append(
                    _("A complaint was upheld, the last about {day}.").format(day=day(max(record.complaints)))
                )
    if line.ends is not None:
        found.append(_("The exemption ends: a complaint about {day} was upheld.").format(day=day(line.ends)))
    elif line.standing is not None:
        found.append(_("Exempt since {day}.").format(day=day(line.standing.since)))
    return tuple(found)
