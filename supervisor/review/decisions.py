"""What was decided about an entry of the training list: nothing is ever decided by the program."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import msgspec
from sqlalchemy import ColumnElement, Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, ReviewError
from supervisor.evidence.unit import Unit
from supervisor.review.entries import Entry
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.training_tables import review_decision
from supervisor.words import _, mark

_log = logging.getLogger(__name__)

AREA = Changes({"review"})
"""What changes with a decision or a frozen review."""

LONGEST_REASON = 1000

Reason = Annotated[str, msgspec.Meta(max_length=LONGEST_REASON)]


class Decision(StrEnum):
    """What becomes of an entry."""

    ACCEPTED = "accepted"
    PUT_OFF = "put_off"
    REFUSED = "refused"


@dataclass(frozen=True, order=True)
class About:
    """Of which entry: the review month (its first day), the KPI, the unit."""

    month: date
    kpi: str
    unit: Unit

    @property
    def id(self) -> str:
        """The key of its row."""
        unit = self.unit
        parts = [self.month.isoformat(), self.kpi, unit.person, unit.skill, unit.channel]
        return msgspec.json.encode(parts).decode()


class Said(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the list said at that moment, in the KPI's unit: it stays, whatever the figures become."""

    answer: str = ""
    value: float | None = None
    n: float | None = None
    fair: float | None = None
    level: float | None = None
    level_low: float | None = None
    level_high: float | None = None
    p_off: float | None = None
    off_months: int = 0
    run: int = 0
    run_of: int = 0
    common: bool = False

    @classmethod
    def of(cls, entry: Entry) -> Said:
        """What *entry* says now."""
        last = entry.months[-1]
        return cls(
            entry.answer.value,
            last.value,
            last.denominator,
            last.fair,
            entry.level,
            entry.level_low,
            entry.level_high,
            entry.p_off,
            entry.off_months,
            entry.run,
            entry.run_of,
            entry.common,
        )


class Earlier(msgspec.Struct, frozen=True, omit_defaults=True):
    """What had been decided before, of the same entry."""

    decision: Decision
    at: datetime
    who: str
    reason: Reason = ""
    until: date | None = None


@dataclass(frozen=True)
class Decided:
    """A decision as it stands. *reason*: always of what was put off or refused; *until*: to when it was put
    off. *earlier*: what had been decided of it before, the oldest first. *version*: as it was read; *key*: of
    the row that was read, which stays when two persons turn out to be one."""

    about: About
    decision: Decision
    reason: str
    until: date | None
    said: Said
    at: datetime
    who: str
    earlier: tuple[Earlier, ...]
    version: int
    key: str = ""


@dataclass(frozen=True)
class Choice:
    """What somebody chose of one entry; *version* is that of the decision that they saw, 0 when there was
    none. *name* is how messages and the undo list call the person."""

    about: About
    decision: Decision
    said: Said
    reason: str = ""
    until: date | None = None
    version: int = 0
    name: str = ""


def decide(db: Connection, chosen: Sequence[Choice], *, at: datetime, who: str, today: date) -> Changes:
    """Write *chosen* as one step that can be undone; *today* is the centre's business day.

    Raises ReviewError for one that cannot be kept (put off or refused without a reason, put off until a day
    that is past), and ChangedMeanwhileError, having written nothing, when somebody decided since it was read.
    """
    for choice in chosen:
        if wrong := problem(choice, today):
            raise ReviewError(choice.name or choice.about.unit.person, wrong)
    stand = {found.about: found for month in {one.about.month for one in chosen} for found in _of(db, month)}
    wanted = [choice for choice in chosen if not _same(choice, stand.get(choice.about))]
    if not wanted:
        return Changes()
    one = len(wanted) == 1
    facts = {"name": wanted[0].name} if one else {"count": str(len(wanted))}
    with undo.step(db, "decide" if one else "decide_many", facts, AREA, at=at, who=who) as step:
        step.save_all(review_decision, [_key(choice, stand.get(choice.about)) for choice in wanted])
        for choice in wanted:
            _save(db, choice, stand.get(choice.about), at, who)
    return AREA


def take_back(db: Connection, decided: Decided, *, at: datetime, who: str, name: str = "") -> Changes:
    """Have *decided* undecided again, as a step that can be undone. Raises ChangedMeanwhileError."""
    with undo.step(db, "take_back_decision", {"name": name}, AREA, at=at, who=who) as step:
        key = decided.key or decided.about.id
        step.save(review_decision, key)
        as_read = (_d.id == key) & (_d.version == decided.version)
        if db.execute(delete(review_decision).where(as_read)).rowcount != 1:
            raise ChangedMeanwhileError(mark("decision"), name)
    return AREA


def decisions(db: Connection, month: date) -> dict[tuple[str, Unit], Decided]:
    """What was decided in the review of *month*, by KPI and unit."""
    return {(found.about.kpi, found.about.unit): found for found in _of(db, month)}


def decisions_of(db: Connection, person: str) -> tuple[Decided, ...]:
    """Everything that was decided about *person*, the newest month first."""
    found = _read(db, _d.person == person)
    return tuple(sorted(found, key=lambda one: (-one.about.month.toordinal(), one.about)))


def due(db: Connection, today: date) -> tuple[Decided, ...]:
    """What was put off until *today* or before: to be decided now, the oldest first."""
    found = _read(db, _d.decision == Decision.PUT_OFF.value)
    waiting = [one for one in found if one.until is not None and one.until <= today]
    return tuple(sorted(waiting, key=lambda one: (one.until or date.min, one.about)))


def problem(choice: Choice, today: date) -> str:
    """What is wrong with *choice*, as a sentence; "" when nothing is."""
    reason = choice.reason.strip()
    if len(reason) > LONGEST_REASON:
        return _("The reason is longer than {count} characters.").format(count=LONGEST_REASON)
    if choice.decision is Decision.REFUSED and not reason:
        return _("Say why it is refused.")
    if choice.decision is Decision.PUT_OFF and not reason:
        return _("Say why it is put off.")
    if choice.decision is Decision.PUT_OFF and choice.until is None:
        return _("Say until when it is put off.")
    if choice.decision is Decision.PUT_OFF and choice.until is not None and choice.until <= today:
        return _("It can only be put off until a day to come.")
    return ""


class _Document(msgspec.Struct, frozen=True, omit_defaults=True):
    """What stands in the row's document."""

    reason: Reason = ""
    until: date | None = None
    said: Said = Said()
    earlier: tuple[Earlier, ...] = ()


_d = review_decision.c


def _save(db: Connection, choice: Choice, stands: Decided | None, at: datetime, who: str) -> None:
    about = choice.about
    earlier: tuple[Earlier, ...] = ()
    if stands is not None:
        before = Earlier(stands.decision, stands.at, stands.who, stands.reason, stands.until)
        earlier = (*stands.earlier, before)
    until = choice.until if choice.decision is Decision.PUT_OFF else None
    document = _Document(choice.reason.strip(), until, choice.said, earlier)
    values = {
        "decision": choice.decision.value,
        "document": msgspec.to_builtins(document),
        "at": at,
        "who": who,
    }
    name = choice.name or about.unit.person
    if choice.version:
        as_read = (_d.id == _key(choice, stands)) & (_d.version == choice.version)
        changed = update(review_decision).where(as_read).values(**values, version=choice.version + 1)
        if db.execute(changed).rowcount != 1:
            raise ChangedMeanwhileError(mark("decision"), name)
        return
    unit = about.unit
    key = {"month": about.month, "kpi": about.kpi}
    whose = {"person": unit.person, "skill": unit.skill, "channel": unit.channel}
    try:
        with db.begin_nested():
            db.execute(insert(review_decision).values(id=about.id, version=1, **key, **whose, **values))
    except IntegrityError as error:
        raise ChangedMeanwhileError(mark("decision"), name) from error


def _key(choice: Choice, stands: Decided | None) -> str:
    return stands.key if stands is not None else choice.about.id


def _same(choice: Choice, stands: Decided | None) -> bool:
    """Whether nothing is to be written; what the list says now is no new decision."""
    if stands is None or stands.version != choice.version:
        return False
    until = choice.until if choice.decision is Decision.PUT_OFF else None
    return (stands.decision, stands.reason, stands.until) == (choice.decision, choice.reason.strip(), until)


def _of(db: Connection, month: date) -> list[Decided]:
    return _read(db, _d.month == month)


def _read(db: Connection, which: ColumnElement[bool]) -> list[Decided]:
    found = []
    for row in db.execute(select(review_decision).where(which)):
        try:
            document = msgspec.convert(row.document, _Document)
            decision = Decision(row.decision)
        except (msgspec.ValidationError, ValueError) as error:
            _log.warning("decision %s cannot be read: %s", row.id, error)  # a later version wrote it
            continue
        about = About(row.month, row.kpi, Unit(row.person, row.skill, row.channel))
        found.append(
            Decided(
                about,
                decision,
                document.reason,
                document.until,
                document.said,
                row.at,
                row.who,
                document.earlier,
                row.version,
                row.id,
            )
        )
    return found
