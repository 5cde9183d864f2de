"""KPIs that a centre makes of its own counts: a ratio of sums like the usual ones, kept in its database.

Whoever opens a centre has them known to its process (`load_own`); they are then judged, aimed at and shown as
every other.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated

import msgspec
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, KpiError
from supervisor.facts.fields import BY_NAME as FIELDS
from supervisor.facts.fields import Unit as FieldUnit
from supervisor.performance.kpi import (
    KPIS,
    Direction,
    Group,
    Kpi,
    Of,
    Term,
    Unit,
    use_own,
)
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.training_tables import own_kpi
from supervisor.words import _, mark

AREA = Changes({"kpis"})
PREFIX = "own_"
LONGEST_NAME = 40
LONGEST_MEANING = 400

_log = logging.getLogger(__name__)
_Name = Annotated[str, msgspec.Meta(max_length=LONGEST_NAME)]
_Meaning = Annotated[str, msgspec.Meta(max_length=LONGEST_MEANING)]


class OwnTerm(msgspec.Struct, frozen=True):
    """A field of facts/fields.py times *factor*; *optional*: where nobody told it, it is 0."""

    field: str
    factor: float = 1.0
    optional: bool = False


class OwnKpi(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a centre says of its KPI. *version* 0: it was never saved."""

    id: str
    name_zh: _Name
    name_en: _Name
    group: Group
    unit: Unit
    direction: Direction
    numerator: tuple[OwnTerm, ...]
    denominator: tuple[OwnTerm, ...]
    meaning_zh: _Meaning = ""
    meaning_en: _Meaning = ""
    of: Of = Of.AGENT
    matures_days: Annotated[int, msgspec.Meta(ge=0, le=400)] = 0
    version: int = 0

    @property
    def kpi(self) -> Kpi:
        """It as every other KPI."""
        name, meaning = self.name_en or self.name_zh, self.meaning_en or self.meaning_zh
        return Kpi(
            self.id,
            name,
            self.group,
            self.unit,
            self.direction,
            tuple(Term(term.field, term.factor, optional=term.optional) for term in self.numerator),
            tuple(Term(term.field, term.factor, optional=term.optional) for term in self.denominator),
            meaning,
            of=self.of,
            matures_days=self.matures_days,
            label_zh=self.name_zh,
            meaning_zh=self.meaning_zh,
        )


def new_id(name: str, taken: Iterable[str]) -> str:
    """An id for a KPI called *name* that is none of *taken*: stable, whatever it is called later."""
    plain = re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_")[:30]
    known, base = set(taken), f"{PREFIX}{plain or 'kpi'}"
    number = 1
    while (found := base if number == 1 else f"{base}_{number}") in known:
        number += 1
    return found


def problem(own: OwnKpi, others: Iterable[OwnKpi] = ()) -> str:
    """What is wrong with *own*, as a sentence; "" when nothing is."""
    if not (own.name_zh.strip() or own.name_en.strip()):
        return _("Give the KPI a name.")
    names = {own.name_zh.strip().casefold(), own.name_en.strip().casefold()} - {""}
    for other in others:
        if other.id != own.id and names & {other.name_zh.casefold(), other.name_en.casefold()}:
            return _("There is a KPI called “{name}” already.").format(name=own.name_zh or own.name_en)
    if not own.numerator:
        return _("Say what is counted: the numerator is empty.")
    if not own.denominator:
        return _("Say of what it is counted: the denominator is empty.")
    for term in (*own.numerator, *own.denominator):
        if term.field not in FIELDS:
            return _("There is no count called “{name}”.").format(name=term.field)
        if FIELDS[term.field].unit is FieldUnit.SQUARES:
            return _("“{name}” is for certainty only and cannot be counted.").format(
                name=_(FIELDS[term.field].label)
            )
        if term.factor == 0:
            return _("A count times 0 says nothing.")
    if all(term.optional for term in own.denominator):
        return _("At least one count of the denominator must be told for the figure to be known.")
    if [term.field for term in own.numerator] == [term.field for term in own.denominator]:
        return _("Numerator and denominator are the same.")
    return ""


def all_own(db: Connection) -> tuple[OwnKpi, ...]:
    """The centre's own KPIs, by name. A row that this version cannot read is logged and left alone."""
    found = []
    for row in db.execute(select(own_kpi)):
        try:
            one = msgspec.convert(row.kpi | {"id": row.id, "version": row.version}, OwnKpi)
        except msgspec.ValidationError as error:
            _log.warning("KPI %s cannot be read: %s", row.id, error)  # a later version wrote it
            continue
        found.append(one)
    return tuple(sorted(found, key=lambda one: (one.name_en or one.name_zh, one.id)))


def load_own(db: Connection) -> tuple[Kpi, ...]:
    """Have the centre's own KPIs known to this process; returns every KPI, the usual ones first."""
    own = [one.kpi for one in all_own(db) if not problem(one)]
    use_own(own)
    return (*KPIS, *own)


def save_own(db: Connection, own: OwnKpi, *, at: datetime, who: str) -> Changes:
    """Keep *own* as one step that can be undone. Raises KpiError when it cannot be used, and
    ChangedMeanwhileError when it is no longer as it was read."""
    if wrong := problem(own, all_own(db)):
        raise KpiError(own.name_zh or own.name_en, wrong)
    values = {
        name: value for name, value in msgspec.to_builtins(own).items() if name not in ("id", "version")
    }
    with undo.step(db, "save_own_kpi", {"name": own.name_en or own.name_zh}, AREA, at=at, who=who) as step:
        step.save(own_kpi, own.id)
        if own.version == 0:
            try:
                with db.begin_nested():
                    db.execute(insert(own_kpi).values(id=own.id, kpi=values, version=1))
            except IntegrityError as error:
                raise ChangedMeanwhileError(mark("KPI"), own.name_en or own.name_zh) from error
        else:
            as_read = (own_kpi.c.id == own.id) & (own_kpi.c.version == own.version)
            saved = update(own_kpi).where(as_read).values(kpi=values, version=own.version + 1)
            if db.execute(saved).rowcount != 1:
                raise ChangedMeanwhileError(mark("KPI"), own.name_en or own.name_zh)
    return AREA


def remove_own(db: Connection, own: OwnKpi, *, at: datetime, who: str) -> Changes:
    """Take *own* away as one step that can be undone; its targets stay, and hold again if it comes back."""
    with undo.step(db, "remove_own_kpi", {"name": own.name_en or own.name_zh}, AREA, at=at, who=who) as step:
        step.save(own_kpi, own.id)
        as_read = (own_kpi.c.id == own.id) & (own_kpi.c.version == own.version)
        if db.execute(delete(own_kpi).where(as_read)).rowcount != 1:
            raise ChangedMeanwhileError(mark("KPI"), own.name_en or own.name_zh)
    return AREA
