"""The single contacts behind a figure, one contact whole, and where in the week the work falls."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Connection, false, func, literal, or_, select

from supervisor.clock import BusinessDays
from supervisor.facts.contact import Outcome
from supervisor.history.period import Every, Period, buckets
from supervisor.people.roll import Roll
from supervisor.rights.own import sees, sees_columns
from supervisor.storage.history_tables import history_entry, history_name, history_ring

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from supervisor.history.queue_figures import QueueQuestion
    from supervisor.settings.centre import CentreSettings


class Sort(StrEnum):
    """By what a list of contacts is in order."""

    ENTERED = "entered"
    WAIT = "wait"
    TALK = "talk"


@dataclass(frozen=True)
class ContactQuestion:
    """Which contacts: those that entered in *period*, or, narrower, from *since* until before *until*.

    None is any. *person* is a person's id, *login* one of (source, login), *named* are contacts themselves
    (source, contact). *number* is the beginning or the
    end of the customer's number. *page* counts from 0.
    """

    period: Period
    since: datetime | None = None
    until: datetime | None = None
    queues: tuple[tuple[str, str], ...] | None = None
    person: str | None = None
    login: tuple[str, str] | None = None
    outcomes: tuple[Outcome, ...] | None = None
    number: str = ""
    channels: tuple[str, ...] | None = None
    wait_over_s: float | None = None
    named: tuple[tuple[str, str], ...] | None = None
    sort: Sort = Sort.ENTERED
    descending: bool = True
    page: int = 0
    page_size: int = 200


@dataclass(frozen=True)
class ContactLine:
    """One stay of a contact in a queue. *agent* is the person's name, else the login, "" where nobody
    answered; seconds are None where they are unknown."""

    source: str
    contact: str
    queue: str
    channel: str
    type: str
    number: str
    entered: datetime
    left: datetime | None
    ended: datetime | None
    outcome: Outcome
    agent: str
    login: str
    wait_s: float | None
    ring_s: float | None
    talk_s: float | None
    hold_s: float | None
    acw_s: float | None
    ended_by: str
    detail: str
    position: int | None


@dataclass(frozen=True)
class ContactPage:
    """A page of the list, and how many there are in all (None: more than were counted)."""

    lines: tuple[ContactLine, ...]
    page: int
    total: int | None


@dataclass(frozen=True)
class RingLine:
    """A ring at an agent that nobody answered; *at* is when it ended."""

    queue: str
    agent: str
    login: str
    at: datetime
    ring_s: float | None
    outcome: str


@dataclass(frozen=True)
class Contact:
    """One contact whole: its stays in queues and its rings in order of time."""

    source: str
    contact: str
    number: str
    stays: tuple[ContactLine, ...]
    rings: tuple[RingLine, ...]


@dataclass(frozen=True)
class Heat:
    """Figures by weekday (rows, Monday first) and hour of the wall clock (24 columns), by column name of a
    queue answer; NaN where a figure is unknown.

    *days* (7 × 24) is how many times that hour of that weekday was told of: a count ÷ days is a usual hour.
    """

    values: dict[str, NDArray[np.float64]]
    days: NDArray[np.int64]
    definitions: dict[str, str]


@dataclass(frozen=True)
class DayCurve:
    """Figures by the wall clock's time, all *days* together: *starts* are minutes since midnight, from the
    beginning of the business day on; by column name of a queue answer, an array of their length."""

    starts: tuple[int, ...]
    values: dict[str, NDArray[np.float64]]
    days: int
    definitions: dict[str, str]


def contacts(history: Connection, roll: Roll, days: BusinessDays, asked: ContactQuestion) -> ContactPage:
    """One page of the contacts that *asked* means."""
    names = _Names(history)
    wanted = _wanted(names, roll, days, asked)
    total: int | None = history.execute(
        select(func.count()).select_from(select(_e.entered_ms).where(*wanted).limit(COUNTED + 1).subquery())
    ).scalar_one()
    first = {Sort.ENTERED: _e.entered_ms, Sort.WAIT: _e.wait_s, Sort.TALK: _e.talk_s}[asked.sort]
    order = first.desc().nulls_last() if asked.descending else first.asc().nulls_last()
    tie = _e.entered_ms.desc() if asked.descending else _e.entered_ms.asc()
    found = (
        select(*names.columns)
        .where(*wanted)
        .order_by(order, tie, _e.source, _e.queue, _e.contact)
        .limit(asked.page_size)
        .offset(asked.page * asked.page_size)
    )
    lines = tuple(_line(row, names, roll, days) for row in history.execute(found))
    return ContactPage(lines, asked.page, None if total is None or total > COUNTED else total)


def contact(
    history: Connection, roll: Roll, days: BusinessDays, source: str, name: str, at: datetime
) -> Contact | None:
    """The contact *name* of *source* that was in a queue about *at*, whole; None when none is kept."""
    names = _Names(history)
    number, at_ms = names.source(source), _ms(at)
    near = (at_ms - _NEAR_MS, at_ms + _NEAR_MS)
    stays = history.execute(
        select(*names.columns)
        .where(_e.entered_ms.between(*near), _e.source == number, _e.contact == name)
        .order_by(_e.entered_ms, _e.queue)
    ).all()
    if not stays:
        return None
    rings = (
        history.execute(
            select(history_ring)
            .where(_r.at_ms.between(*near), _r.source == number, _r.contact == name)
            .order_by(_r.at_ms, _r.login)
        ).all()
        if sees(history, "history_ring")
        else ()
    )
    lines = tuple(_line(row, names, roll, days) for row in stays)
    return Contact(
        source,
        name,
        next((line.number for line in lines if line.number), ""),
        lines,
        tuple(
            RingLine(
                names.text(row.queue),
                _agent(roll, source, names.text(row.login), days.day(_at(row.at_ms))),
                names.text(row.login),
                _at(row.at_ms),
                row.ring_s,
                row.outcome,
            )
            for row in rings
        ),
    )


def heat(history: Connection, roll: Roll, settings: CentreSettings, asked: QueueQuestion) -> Heat:
    """Weekday × hour of what *asked* means, all its queues together."""
    import numpy as np

    def cell(at: datetime) -> int:
        return at.weekday() * 24 + at.hour

    values, told, definitions = _by_clock(history, roll, settings, asked, cell, 7 * 24)
    hours = {(at.date(), at.hour, cell(at)) for at in told}
    counts = np.bincount([of for _day, _hour, of in hours], minlength=7 * 24).reshape(7, 24)
    return Heat({name: found.reshape(7, 24) for name, found in values.items()}, counts, definitions)


def day_curve(
    history: Connection, roll: Roll, settings: CentreSettings, asked: QueueQuestion, minutes: int = 30
) -> DayCurve:
    """The wall clock's day in pieces of *minutes* (15, 30 or 60), all days of *asked* together."""
    pieces = 24 * 60 // minutes
    begin = (settings.day_start.hour * 60 + settings.day_start.minute) // minutes

    def cell(at: datetime) -> int:
        return ((at.hour * 60 + at.minute) // minutes - begin) % pieces

    values, told, definitions = _by_clock(history, roll, settings, asked, cell, pieces)
    starts = tuple((begin + at) % pieces * minutes for at in range(pieces))
    days = settings.days
    return DayCurve(starts, values, len({days.day(at) for at in told}), definitions)


def _by_clock(
    history: Connection,
    roll: Roll,
    settings: CentreSettings,
    asked: QueueQuestion,
    cell: Callable[[datetime], int],
    count: int,
) -> tuple[dict[str, NDArray[np.float64]], list[datetime], dict[str, str]]:
    """Figures by *cell* of the wall clock, and the quarter hours (wall clock) of days that were told of."""
    import numpy as np

    from supervisor.history import queue_figures, slots
    from supervisor.live.rules import rules_of

    rules = rules_of(settings)
    days = rules.days
    rows = queue_figures.read_rows(history, roll, days, asked)
    of_slot = {slot: cell(days.local(_at(slot * SLOT_MS))) for slot in set(rows.slot.tolist())}
    cells = np.array([of_slot[slot] for slot in rows.slot.tolist()], dtype=np.int64)
    cells = np.where(queue_figures.told_again(rows, days), -1, cells)
    found = slots.cells(rows, cells, count, queue_figures.judged(rows, rules, asked.definition))
    columns, values = queue_figures.columns_of(found, asked.definition, count)
    pieces = buckets(asked.period, Every.DAY, days)
    of_source = queue_figures.told(history, rows, pieces, days)
    told = [
        days.local(piece.begins + timedelta(seconds=at))
        for place, piece in enumerate(pieces)
        if any(known[place] for known in of_source.values())
        for at in range(0, int((piece.ends - piece.begins).total_seconds()), SLOT_MS // 1000)
    ]
    return (
        {column.name: values[at] for at, column in enumerate(columns)},
        told,
        queue_figures.named(rules, asked.definition, rows.keys),
    )


# -- rows ---------------------------------------------------------------------------------------------------

COUNTED = 100_000
"""So many contacts are counted for a list; of more it says no number."""

SLOT_MS = 900_000
MASKED = "•"
"""Who answered, where whoever asks may not know it."""

_HIDDEN: dict[str, ColumnElement[Any]] = {
    "login": literal(0).label("login"),
    "number": literal("").label("number"),
}
_NEAR_MS = 24 * 3_600_000
_e, _r = history_entry.c, history_ring.c


class _Names:
    """Names by number; of queues, sources and logins also numbers by name."""

    def __init__(self, history: Connection) -> None:
        self.of: dict[int, tuple[str, str, str]] = {
            row.id: (row.kind, row.source, row.text) for row in history.execute(select(history_name))
        }
        self.numbers = {name: number for number, name in self.of.items()}
        self.is_whole = sees_columns(history, "history_entry", *_HIDDEN)

    @property
    def columns(self) -> list[ColumnElement[Any]]:
        """What is read of a stay: a role that sees queues alone reads neither who answered nor who called."""
        return [c if self.is_whole else _HIDDEN.get(c.name, c) for c in _e]

    def text(self, number: int) -> str:
        return self.of[number][2] if number in self.of else ""

    def source(self, name: str) -> int:
        return self.numbers.get(("source", "", name), -1)


def _wanted(
    names: _Names, roll: Roll, days: BusinessDays, asked: ContactQuestion
) -> list[ColumnElement[bool]]:
    low, high = _ms(days.begins(asked.period.first)), _ms(days.ends(asked.period.last))
    if asked.since is not None:
        low = max(low, _ms(asked.since))
    if asked.until is not None:
        high = min(high, _ms(asked.until))
    wanted: list[ColumnElement[bool]] = [_e.entered_ms >= low, _e.entered_ms < high]
    if asked.queues is not None:
        wanted.append(_e.queue.in_([names.numbers.get(("queue", *queue), -1) for queue in asked.queues]))
    if not names.is_whole and (asked.login is not None or asked.person is not None or asked.number):
        return [false()]
    if asked.login is not None:
        wanted.append(_e.login == names.numbers.get(("login", *asked.login), -1))
    if asked.person is not None:
        wanted.append(_of_person(names, roll, days, asked.person))
    if asked.outcomes is not None:
        wanted.append(_e.outcome.in_([outcome.value for outcome in asked.outcomes]))
    if asked.channels is not None:
        wanted.append(_e.channel.in_(asked.channels))
    if asked.named is not None:
        wanted.append(_by_name(names, asked.named))
    if asked.wait_over_s is not None:
        wanted.append(_e.wait_s > asked.wait_over_s)
    if asked.number:
        begins = _e.number.startswith(asked.number, autoescape=True)
        wanted.append(begins | _e.number.endswith(asked.number, autoescape=True))
    return wanted


def _by_name(names: _Names, named: Iterable[tuple[str, str]]) -> ColumnElement[bool]:
    of: dict[str, list[str]] = {}
    for source, contact in named:
        of.setdefault(source, []).append(contact)
    each = [(_e.source == names.source(source)) & _e.contact.in_(some) for source, some in of.items()]
    return or_(false(), *each)


def _of_person(names: _Names, roll: Roll, days: BusinessDays, person: str) -> ColumnElement[bool]:
    """Contacts that *person* answered, behind each login for as long as it was this person's."""
    uses = []
    for (source, login), held in roll.logins.items():
        number = names.numbers.get(("login", source, login))
        for use in held if number is not None else ():
            if use.person == person:
                of = _e.login == number
                if use.since is not None:
                    of &= _e.entered_ms >= _ms(days.begins(use.since))
                if use.until is not None:
                    of &= _e.entered_ms < _ms(days.begins(use.until))
                uses.append(of)
    return or_(false(), *uses)


def _line(row: Any, names: _Names, roll: Roll, days: BusinessDays) -> ContactLine:
    source, login, entered = names.text(row.source), names.text(row.login), _at(row.entered_ms)
    return ContactLine(
        source,
        row.contact,
        names.text(row.queue),
        row.channel,
        names.text(row.type),
        row.number,
        entered,
        None if row.left_ms is None else _at(row.left_ms),
        None if row.ended_ms is None else _at(row.ended_ms),
        Outcome(row.outcome),
        _agent(roll, source, login, days.day(entered)) or (MASKED if row.login else ""),
        login,
        row.wait_s,
        row.ring_s,
        row.talk_s,
        row.hold_s,
        row.acw_s,
        row.ended_by,
        row.detail,
        row.position,
    )


def _agent(roll: Roll, source: str, login: str, day: date) -> str:
    """Who answered, by name; the login where nobody is known behind it."""
    person = roll.who(source, login, day) if login else None
    return login if person is None else person.name


def _at(ms: int) -> datetime:
    return datetime.fromtimestamp(ms / 1000, UTC)


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
