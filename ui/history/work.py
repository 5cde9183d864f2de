"""The questions of the history page, answered in the work process: plain values come back, no arrays.

A screen that took arrays would have to load numpy, which is a fifth of a second that nobody sees the use of.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from supervisor.facts.own import shown
from supervisor.history.figures import Column, Line
from supervisor.history.period import Bucket
from ui.jobs import Report

if TYPE_CHECKING:  # the work process alone loads them
    from supervisor.history.agent_figures import AgentQuestion, SignIn
    from supervisor.history.contacts import Contact, ContactPage, ContactQuestion
    from supervisor.history.figures import Figures
    from supervisor.history.queue_figures import QueueQuestion

Values = Mapping[str, float | None]


@dataclass(frozen=True)
class Known:
    """What there is to be asked: queues (source, name) and skills (id, name), the days of which anything is
    known, since when single contacts are kept, and when the newest fact was."""

    queues: tuple[tuple[str, str], ...] = ()
    skills: tuple[tuple[str, str], ...] = ()
    channels: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    contacts_since: date | None = None
    newest: datetime | None = None

    @property
    def is_empty(self) -> bool:
        return self.first is None


@dataclass(frozen=True)
class Told:
    """Lines with their figures over the whole period."""

    columns: tuple[Column, ...] = ()
    lines: tuple[tuple[Line, Values], ...] = ()
    definitions: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Series:
    """One line's figures by piece of time."""

    buckets: tuple[Bucket, ...] = ()
    values: Mapping[str, tuple[float | None, ...]] = field(default_factory=dict)
    definitions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Week:
    """Figures by weekday and hour, by column name; how often each hour was told of."""

    values: Mapping[str, tuple[tuple[float | None, ...], ...]] = field(default_factory=dict)
    days: tuple[tuple[int, ...], ...] = ()
    definitions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class PersonTold:
    """One person: figures day by day, and when signed in."""

    columns: tuple[Column, ...] = ()
    days: tuple[tuple[Bucket, Values], ...] = ()
    sign_ins: tuple[SignIn, ...] = ()


def known(_report: Report, url: str) -> Known:
    """What there is to be asked."""
    from sqlalchemy import func, select

    from supervisor.history.asking import opened
    from supervisor.history.names import Names
    from supervisor.people.person import GroupKind
    from supervisor.rights.own import sees
    from supervisor.storage.history_tables import history_count, history_entry, history_slot

    with opened(url) as past:
        db, roll, days = past.history, past.roll, past.settings.days
        names = Names()
        names.read(db)
        slots = history_slot.c

        def day(at_ms: int | None) -> date | None:
            return None if at_ms is None else days.day(datetime.fromtimestamp(at_ms / 1000, UTC))

        pairs = db.execute(select(slots.source, slots.queue).distinct()).all()
        queues = sorted((names.text(db, row.source), names.text(db, row.queue)) for row in pairs)
        channels = sorted(db.execute(select(slots.channel).distinct()).scalars())
        first, last = db.execute(select(func.min(slots.slot), func.max(slots.slot))).one()
        ends = select(func.min(history_count.c.day), func.max(history_count.c.day))
        counted = db.execute(ends).one() if sees(db, "history_count") else (None, None)
        since, newest = db.execute(
            select(func.min(history_entry.c.entered_ms), func.max(history_entry.c.entered_ms))
        ).one()
        firsts = [one for one in (day(first and first * 900_000), counted[0]) if one is not None]
        lasts = [one for one in (day(last and last * 900_000), counted[1]) if one is not None]
        skills = [(one.id, one.name) for one in roll.groups.values() if one.kind is GroupKind.SKILL]
        return Known(
            tuple(queues),
            tuple(skills),
            tuple(channels),
            min(firsts, default=None),
            max(lasts, default=None),
            day(since),
            None if newest is None else datetime.fromtimestamp(newest / 1000, UTC),
        )


def ask_queues(_report: Report, url: str, asked: QueueQuestion) -> Told:
    """Queues, skill groups and all together."""
    from supervisor.history import asking

    return _told(asking.ask_queues(url, asked))


def ask_series(_report: Report, url: str, asked: QueueQuestion, names: tuple[str, ...]) -> Series:
    """The first line of *asked*, the figures *names* piece by piece."""
    from supervisor.history import asking

    figures = asking.ask_queues(url, asked)
    if not figures.lines:
        return Series(figures.buckets, {}, figures.definitions)
    values = {name: tuple(map(_known, figures.of(name)[0].tolist())) for name in names}
    return Series(figures.buckets, values, figures.definitions)


def ask_week(_report: Report, url: str, asked: QueueQuestion, names: tuple[str, ...]) -> Week:
    """The figures *names* by weekday and hour."""
    from supervisor.history import asking

    found = asking.ask_heat(url, asked)
    return Week(
        {
            name: tuple(tuple(map(_known, row)) for row in found.values[name].tolist())
            for name in names
            if name in found.values
        },
        tuple(map(tuple, found.days.tolist())),
        found.definitions,
    )


def ask_agents(_report: Report, url: str, asked: AgentQuestion) -> Told:
    """Everybody's figures over the whole period."""
    from supervisor.history import asking

    answer = asking.ask_agents(url, asked)
    twice = sorted(
        {f"{one.group}: {shown(one.counted.source)} / {shown(one.left_out.source)}" for one in answer.twice}
    )
    return _told(answer.figures, tuple(twice))


def ask_person(_report: Report, url: str, asked: AgentQuestion) -> PersonTold:
    """One person's figures piece by piece."""
    from supervisor.history import asking

    answer = asking.ask_agents(url, asked)
    figures = answer.figures
    if not figures.lines:
        return PersonTold()
    days = tuple((bucket, figures.row(0, at)) for at, bucket in enumerate(figures.buckets))
    return PersonTold(figures.columns, days, tuple(one for one in answer.sign_ins if one.line == 0))


def ask_contacts(_report: Report, url: str, asked: ContactQuestion) -> ContactPage:
    """One page of single contacts."""
    from supervisor.history import asking

    return asking.ask_contacts(url, asked)


def ask_contact(_report: Report, url: str, source: str, name: str, at: datetime) -> Contact | None:
    """One contact whole."""
    from supervisor.history import asking

    return asking.ask_contact(url, source, name, at)


def _told(figures: Figures, notes: tuple[str, ...] = ()) -> Told:
    lines = tuple((line, figures.row(at, 0)) for at, line in enumerate(figures.lines))
    return Told(figures.columns, lines, figures.definitions, notes)


def _known(value: Any) -> float | None:
    return None if value != value else float(value)
