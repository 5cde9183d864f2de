"""What evaluations come to, as counts in the history: derived anew from what stands, person by day.

The history is another database than the evaluations, so no transaction holds both. Instead the history
remembers of which state of the evaluations its counts were made, day by day, and whoever needs them calls
`count_evaluations`: the days that changed since, be it by an undone step, are compared with what stands and
put right. Doing so twice, or in two processes at once, is doing so once.

They stand under the program's own source (facts/own.py) as derived rows: a sheet that tells the same day's
quality comes before them, unless the centre's order of sources says otherwise (history/cube.py).
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import Connection, case, delete, func, select, text, tuple_
from sqlalchemy.dialects import postgresql, sqlite

from supervisor.errors import DatabaseError
from supervisor.facts.own import QUALITY
from supervisor.history import count_stamp
from supervisor.history.batch import DERIVED
from supervisor.history.names import Names
from supervisor.quality.evaluation import COUNTED
from supervisor.quality.form_store import AREA
from supervisor.rights.own import writes
from supervisor.storage.areas import note, versions
from supervisor.storage.bulk import insert_rows
from supervisor.storage.database import Database, open_centre, open_history
from supervisor.storage.history_tables import history_count, history_rule
from supervisor.storage.quality_tables import quality_evaluation

log = logging.getLogger(__name__)

FIELDS = (
    *("n_form", "n_fatal_form", "n_critical_err", "n_noncritical_err", "n_item_opportunity"),
    *("score_sum", "score_max", "score_s2"),
)
_KEY = ("day", "span", "source", "login", "channel", "queue", "type")
_SEEN = "counted quality"
_AT_ONCE = 200  # days, or rows
_COUNTING = 0x5355_5155  # of PostgreSQL's advisory locks: who counts evaluations

_Place = tuple[date, str, str, str]  # day, person, channel, skill
_Counts = tuple[float, ...]


def bring_up_to_date(url: str) -> bool:
    """`count_evaluations` of the centre at *url*, and its screens told; whether any count changed.

    Who may not write leaves the counts as they are: whoever watches over the centre makes them.
    """
    with open_centre(url) as centre, open_history(url) as history:
        try:
            changed = count_evaluations(centre, history)
            if changed:
                centre.change(note, ("history",))
        except DatabaseError as error:
            log.warning("evaluations could not be counted (%s)", error.reason)
            return False
    return changed


def count_evaluations(centre: Database, history: Database) -> bool:
    """Make the history's counts what the evaluations say; whether any changed. Costs a small look where
    nothing was written since; else the days that changed are counted anew. Raises DatabaseError."""
    with history.read() as db:
        if not writes(db, "history_rule", "history_count"):
            return False  # a role that only reads: whoever watches over the centre counts
        seen = _seen(db).state
    with centre.read() as db:
        if _state(db) == seen:
            return False
    with history.write() as into:
        if into.dialect.name == "postgresql":
            into.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _COUNTING})
        # nobody else counts from here on: what is read of the evaluations now is the newest that counts
        before = _seen(into)
        with centre.read() as db:
            now = _Seen(_state(db), _prints(db))
            days = {day for day, _print in now.prints.items() ^ before.prints.items()}
            wanted = _wanted(db, sorted(days))
        changed = _put_right(into, sorted(days), wanted)
        _note_seen(into, now)
    return changed


class _Seen(msgspec.Struct, frozen=True):
    """What the history's counts were made of: the state of everything, and the days' prints."""

    state: str = "0 0"
    prints: dict[date, int] = msgspec.field(default_factory=dict)


def _state(db: Connection) -> str:
    """Another text whenever anything of quality was written; the number of evaluations tells a database that
    was made anew."""
    (area,) = AREA
    count = db.execute(select(func.count()).select_from(quality_evaluation)).scalar_one()
    return f"{versions(db).get(area, 0)} {count}"


def _seen(db: Connection) -> _Seen:
    found = db.execute(select(history_rule.c.value).where(history_rule.c.name == _SEEN)).scalar()
    try:
        return msgspec.json.decode(found, type=_Seen) if found else _Seen()
    except msgspec.MsgspecError:
        return _Seen()  # another version noted it otherwise: every day is counted anew


def _note_seen(db: Connection, seen: _Seen) -> None:
    dialect = postgresql if db.dialect.name == "postgresql" else sqlite
    new = dialect.insert(history_rule).values(name=_SEEN, value=msgspec.json.encode(seen).decode())
    db.execute(new.on_conflict_do_update(index_elements=["name"], set_={"value": new.excluded.value}))


_COUNTS = quality_evaluation.c.state.in_([state.value for state in COUNTED])


def _prints(db: Connection) -> dict[date, int]:
    """Of each day with evaluations that count, a number that is another whenever they are others."""
    table = quality_evaluation.c
    rows = db.execute(
        select(table.contact_day, func.sum(table.print)).where(_COUNTS).group_by(table.contact_day)
    )
    return {day: int(total) for day, total in rows}


def _wanted(db: Connection, days: Sequence[date]) -> dict[_Place, _Counts]:
    """The sums of the evaluations of *days* that count."""
    table = quality_evaluation.c
    place = (table.contact_day, table.person, table.channel, table.skill)
    sums = (
        func.count(),
        func.sum(case((table.fatal, 1), else_=0)),
        func.sum(table.n_critical),
        func.sum(table.n_noncritical),
        func.sum(table.n_opportunity),
        func.sum(table.points),
        func.sum(table.points_max),
        func.sum(table.points * table.points),
    )
    asked = select(*place, *sums).where(_COUNTS).group_by(*place)
    found: dict[_Place, _Counts] = {}
    for first in range(0, len(days), _AT_ONCE):
        for row in db.execute(asked.where(table.contact_day.in_(days[first : first + _AT_ONCE]))):
            found[tuple(row[:4])] = tuple(float(value) for value in row[4:])
    return found


def _put_right(db: Connection, days: Sequence[date], wanted: dict[_Place, _Counts]) -> bool:
    """Make the counts of *days* what is *wanted*; whether any were others."""
    names = Names()
    source = names.number(db, "source", "", QUALITY)
    logins = names.numbers(db, "login", QUALITY, {person for _day, person, _channel, _skill in wanted})
    skills = names.numbers(db, "queue", QUALITY, {skill for _day, _person, _channel, skill in wanted})
    rows: dict[tuple[Any, ...], _Counts] = {
        (day, "D", source, logins[person], channel, skills[skill], 0): counts
        for (day, person, channel, skill), counts in wanted.items()
    }
    table = history_count.c
    own = (table.source == source) & (table.batch == DERIVED)
    asked = select(*(table[name] for name in (*_KEY, *FIELDS))).where(own)
    stand: dict[tuple[Any, ...], _Counts] = {}
    for first in range(0, len(days), _AT_ONCE):
        for row in db.execute(asked.where(table.day.in_(days[first : first + _AT_ONCE]))):
            stand[tuple(row[:7])] = tuple(float(value or 0) for value in row[7:])
    gone = [key for key, counts in stand.items() if rows.get(key) != counts]
    new = [(key, counts) for key, counts in rows.items() if stand.get(key) != counts]
    _delete(db, gone)
    if new:
        columns = (*_KEY, *FIELDS, "batch")
        insert_rows(db, history_count, columns, [(*key, *_typed(counts), DERIVED) for key, counts in new])
    months = {count_stamp.month_of(key[0]) for key in (*gone, *(key for key, _counts in new))}
    count_stamp.touch(db, months)
    return bool(months)


def _typed(counts: _Counts) -> Iterable[float | int]:
    """As the columns take them: counts as whole numbers, points as they are."""
    for name, value in zip(FIELDS, counts, strict=True):
        yield round(value) if name.startswith("n_") else value


def _delete(db: Connection, keys: list[tuple[Any, ...]]) -> None:
    table = history_count
    columns = tuple(table.c[name] for name in _KEY)
    for first in range(0, len(keys), _AT_ONCE):
        db.execute(delete(table).where(tuple_(*columns).in_(keys[first : first + _AT_ONCE])))
