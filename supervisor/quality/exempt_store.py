"""Exemptions in the centre's database; every change is a step that can be undone."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, insert, select, update

from supervisor.errors import ChangedMeanwhileError, QualityError
from supervisor.people.draft import new_id
from supervisor.quality.exempting import Exempted, ExemptLine, Grounds
from supervisor.quality.form_store import AREA
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.quality_tables import quality_exemption
from supervisor.words import _, mark

_log = logging.getLogger(__name__)


def all_exemptions(db: Connection) -> tuple[Exempted, ...]:
    """All exemptions that ever were, the newest first."""
    found = select(quality_exemption).order_by(quality_exemption.c.since.desc(), quality_exemption.c.id)
    return tuple(one for row in db.execute(found) if (one := _exempted(row)) is not None)


def in_force(exemptions: Iterable[Exempted], on: date) -> frozenset[str]:
    """The persons who are exempt on the day."""
    return frozenset(one.person for one in exemptions if one.holds(on))


def exempt(
    db: Connection, line: ExemptLine, since: date, *, note: str = "", at: datetime, who: str
) -> tuple[Exempted, Changes]:
    """Exempt somebody from *since* on, with what the rule knew.

    Raises QualityError where the rule does not allow it, or the person is exempt already.
    """
    if not line.may or line.judged is None:
        raise QualityError(_("The exemption"), _("The rule does not allow it."))
    if any(one.person == line.person and one.holds(since) for one in all_exemptions(db)):
        raise QualityError(_("The exemption"), _("{name} is exempt already.").format(name=line.name))
    judged = line.judged
    grounds = Grounds(judged.fatal, judged.forms, line.limit, judged.chance, who, note)
    made = Exempted(new_id(), line.person, since, None, grounds, 1)
    with undo.step(db, "exempt_from_quality", {"name": line.name}, AREA, at=at, who=who) as step:
        step.save(quality_exemption, made.id)
        db.execute(insert(quality_exemption).values(**_values(made)))
    return made, AREA


def end_exemption(
    db: Connection, one: Exempted, on: date, why: str, *, name: str, at: datetime, who: str
) -> tuple[Exempted, Changes]:
    """*one* (as it was read) is over from *on*; *why* is said. Raises QualityError, ChangedMeanwhileError."""
    if not why.strip():
        raise QualityError(_("The end of the exemption"), _("Say why."))
    grounds = msgspec.structs.replace(one.grounds, ended_by=who, why_ended=why.strip())
    ended = replace(one, until=max(on, one.since), grounds=grounds, version=one.version + 1)
    with undo.step(db, "end_quality_exemption", {"name": name}, AREA, at=at, who=who) as step:
        step.save(quality_exemption, one.id)
        as_read = (quality_exemption.c.id == one.id) & (quality_exemption.c.version == one.version)
        if db.execute(update(quality_exemption).where(as_read).values(**_values(ended))).rowcount != 1:
            raise ChangedMeanwhileError(mark("exemption"), name)
    return ended, AREA


def _values(one: Exempted) -> dict[str, Any]:
    return {
        "id": one.id,
        "person": one.person,
        "since": one.since,
        "until": one.until,
        "document": msgspec.to_builtins(one.grounds),
        "version": one.version,
    }


def _exempted(row: Row[Any]) -> Exempted | None:
    try:
        grounds = msgspec.convert(row.document, Grounds)
    except msgspec.ValidationError as error:
        _log.warning("exemption %s cannot be read: %s", row.id, error)  # a later program wrote it
        return None
    return Exempted(row.id, row.person, row.since, row.until, grounds, row.version)
