"""Time credited for teaching: taken off a person's hours of a month before contacts per hour are counted.

Whoever teaches new colleagues handles fewer contacts; with the hours of teaching taken out one floor serves
for everybody. A credit is kept by person and month. What a sheet tells (field credited_s) is a fact beside
it: where there is a credit, the credit holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

import msgspec
from sqlalchemy import Connection, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from supervisor.errors import ChangedMeanwhileError, SettingError
from supervisor.storage import undo
from supervisor.storage.centre import person, teaching_credit
from supervisor.storage.changes import Changes
from supervisor.words import _, mark

AREA = Changes({"teaching_credits"})
MOST_S = 31 * 24 * 3600


@dataclass(frozen=True)
class Credit:
    """*seconds* of *person* (id) in the month that begins with *month*; 0 is none."""

    person: str
    month: date
    seconds: int
    note: str = ""
    version: int = 0

    @property
    def id(self) -> str:
        """The key of its row."""
        return msgspec.json.encode([self.person, self.month.isoformat()]).decode()


def credits_between(db: Connection, first: date, last: date) -> tuple[Credit, ...]:
    """The credits of the months from that of *first* to that of *last*."""
    between = (teaching_credit.c.month >= first.replace(day=1)) & (teaching_credit.c.month <= last)
    rows = db.execute(
        select(teaching_credit).where(between).order_by(teaching_credit.c.month, teaching_credit.c.person)
    )
    return tuple(Credit(row.person, row.month, row.seconds, row.note, row.version) for row in rows)


def credited_s(credits: Iterable[Credit], person_id: str) -> int | None:
    """The seconds that *credits* give one person altogether; None when there is no credit."""
    own = [credit.seconds for credit in credits if credit.person == person_id]
    return sum(own) if own else None


def change_credits(db: Connection, wanted: Sequence[Credit], *, at: datetime, who: str) -> Changes:
    """Have these credits, each read at its *version* (0: there was none), as one step that can be undone; one
    of 0 seconds is taken away.

    Raises SettingError for seconds that no month has or a month that begins on another day, and
    ChangedMeanwhileError, having written nothing, when someone else saved one of them since.
    """
    for credit in wanted:
        if not 0 <= credit.seconds <= MOST_S or credit.month.day != 1:
            hours = f"{credit.seconds / 3600:g}"
            raise SettingError(_("Hours for teaching"), hours, _("hours of one month"), _("the targets"))
    names = {row.id: row.name for row in db.execute(select(person.c.id, person.c.name))}
    changed = Changes()
    facts = {
        "count": str(len(wanted)),
        "name": names.get(wanted[0].person, "") if len(wanted) == 1 else "",
    }
    with undo.step(db, "credit_teaching", facts, AREA, at=at, who=who) as step:
        for credit in wanted:
            step.save(teaching_credit, credit.id)
            changed |= _save(db, credit, names.get(credit.person, credit.person))
    return changed


def _save(db: Connection, credit: Credit, name: str) -> Changes:
    as_read = (teaching_credit.c.id == credit.id) & (teaching_credit.c.version == credit.version)
    values = {"seconds": credit.seconds, "note": credit.note, "version": credit.version + 1}
    if not credit.version:
        if not credit.seconds:
            return Changes()
        try:
            with db.begin_nested():
                db.execute(
                    insert(teaching_credit).values(
                        id=credit.id, person=credit.person, month=credit.month, **values
                    )
                )
        except IntegrityError as error:
            raise ChangedMeanwhileError(mark("hours for teaching"), name) from error
        return AREA
    if credit.seconds:
        done = db.execute(update(teaching_credit).where(as_read).values(**values))
    else:
        done = db.execute(delete(teaching_credit).where(as_read))
    if done.rowcount != 1:
        raise ChangedMeanwhileError(mark("hours for teaching"), name)
    return AREA
