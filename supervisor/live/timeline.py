"""An agent's day as a line of states, read from the journal: what, from when, until when, without a hole.

Only the batches that name the agent are decoded; all others are passed over. What they say is folded as
every board is, so that the line and the sums of the day (`AgentLine.spent`) are the same by construction.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec
from sqlalchemy import func, literal, or_, select

from supervisor.events import (
    AgentChanged,
    AgentGone,
    AgentSeen,
    AgentState,
    AuditDone,
    LiveEvent,
    SourceDown,
    SourceUp,
)
from supervisor.live.axis import Gap, gaps_of
from supervisor.live.board import AgentLine, Board
from supervisor.live.journal import Journal
from supervisor.live.rules import CountingRules
from supervisor.live.slices import fold_soundly
from supervisor.storage.journal_tables import journal_batch

IDS_AT_ONCE = 4_000  # batches looked through in one go: nobody waits long for the database
SLICE = 400  # of them, where they are looked through here: nobody waits long for the interpreter

_UNKNOWN = AgentState.UNKNOWN
_OF_SOURCE = b'"source_'  # begins the tags of SourceUp and SourceDown
_TELLING = (AgentSeen, AgentChanged, AgentGone)


@dataclass(frozen=True)
class Span:
    """One state from *since* to *until*. *break_code* is None but for breaks; for an agent on a contact it is
    the break that was asked for.

    *assumed*: nobody had said anything of the agent yet. Not signed in where the source was known, else
    unknown.
    """

    state: AgentState
    break_code: str | None
    since: datetime
    until: datetime
    assumed: bool = False

    @property
    def seconds(self) -> float:
        return (self.until - self.since).total_seconds()


@dataclass(frozen=True)
class AgentDay:
    """A business day of one agent, from *begins* to *ends*; *spans* reach from *begins* to *until* and touch.

    In *gaps* the source was not heard: what the spans say of them is what was last known.
    """

    source: str
    login: str
    day: date
    begins: datetime
    ends: datetime
    until: datetime
    spans: tuple[Span, ...]
    gaps: tuple[Gap, ...] = ()

    def at(self, instant: datetime) -> Span | None:
        """The span that holds *instant*."""
        return next((span for span in self.spans if span.since <= instant < span.until), None)


def agent_day(
    journal: Journal, rules: CountingRules, source: str, login: str, day: date, until: datetime
) -> AgentDay:
    """The *day* of agent *login* of *source* as it was known at *until* (of a past day: at its end)."""
    begins, ends = rules.days.begins(day), rules.days.ends(day)
    until = min(ends, until)
    if until <= begins:
        return AgentDay(source, login, day, begins, ends, begins, ())
    place = journal.moments.place_before(begins, rules)
    start = place.board if place is not None else None
    after = place.batch_id if place is not None else 0
    events: list[LiveEvent] = []
    told: list[tuple[int, SourceUp | SourceDown | AuditDone]] = []
    for number, event in _told(journal, source, login, after, until):
        if isinstance(event, _TELLING):
            events.append(event)
        elif isinstance(event, SourceUp | SourceDown) and begins <= event.at < ends:
            told.append((number, event))
    gaps = gaps_of(journal, source, told, begins, ends, until)
    line = spans(start, events, rules, source, login, begins, until)
    return AgentDay(source, login, day, begins, ends, until, line, gaps)


def followed(day: AgentDay, line: AgentLine | None, now: datetime) -> AgentDay:
    """*day* gone on to *now*, the agent being as *line* (None: not there); without reading the journal.

    A state that begins this very moment is its last span, and empty.
    """
    until = min(now, day.ends)
    if until <= day.until and line is None:
        return day
    went_on = _Line(day.begins, AgentState.UNKNOWN)
    went_on.take(day.spans)
    if line is not None and line.key == (day.source, day.login):
        went_on.put(line)
    return replace(
        day, until=max(until, day.until), spans=went_on.until(max(until, day.until), just_begun=True)
    )


def spans(
    start: Board | None,
    events: Iterable[LiveEvent],
    rules: CountingRules,
    source: str,
    login: str,
    begins: datetime,
    until: datetime,
) -> tuple[Span, ...]:
    """The line of states from *begins* to *until*: *events* of the agent, in order, after board *start*
    (None: nothing is known of before).

    A state that the source dates back begins no earlier than the one before it began; where nothing was
    known, as early as the source says.
    """
    key = (source, login)
    was = start.agents.get(key) if start is not None else None
    board = Board(agents={key: was} if was is not None else {})
    line = _Line(begins, AgentState.UNKNOWN if start is None else AgentState.OFFLINE)
    if was is not None and was.at <= begins:
        line.put(was)
    for event in events:
        if event.at > until or not isinstance(event, _TELLING) or event.login != login:
            continue
        board, _changed, _refused = fold_soundly(board, [event], rules)
        now = board.agents.get(key) or board.parted.get(key)
        if now is not None:
            line.put(now)
    return line.until(until)


class _Line:
    """States one after the other, the first of them assumed."""

    def __init__(self, begins: datetime, assumed: AgentState) -> None:
        self._begins = begins
        self._states: list[tuple[AgentState, str | None, datetime, bool]] = [(assumed, None, begins, True)]

    def take(self, spans: Iterable[Span]) -> None:
        """Begin with these."""
        taken = [(span.state, span.break_code, span.since, span.assumed) for span in spans]
        self._states = taken or self._states

    def put(self, line: AgentLine) -> None:
        """What the agent does now, and since when."""
        states = self._states
        since = max(line.since, self._begins)
        known = [begun for state, _code, begun, assumed in states if not assumed and state is not _UNKNOWN]
        if known:
            since = max(since, known[-1])
        while states and states[-1][2] >= since:
            states.pop()
        if not states or states[-1][3] or states[-1][:2] != (line.state, line.break_code):
            states.append((line.state, line.break_code, since, False))

    def until(self, until: datetime, *, just_begun: bool = False) -> tuple[Span, ...]:
        """The spans up to *until*; with *just_begun*, also one that begins there."""
        begins = [begun for _state, _code, begun, _assumed in self._states]
        ends = [*begins[1:], until]
        return tuple(
            Span(state, code, begun, end, assumed)
            for (state, code, begun, assumed), end in zip(self._states, ends, strict=True)
            if end > begun or (just_begun and end == begun == until)
        )


def _told(
    journal: Journal, source: str, login: str, after: int, until: datetime
) -> Iterator[tuple[int, LiveEvent]]:
    """What the batches after *after* say that name the agent, or speak of the source itself; in order, each
    with the number of its batch."""
    said, reading = journal_batch.c.events, journal.reading
    # as it stands in a batch, in its quotes
    words = [*map(msgspec.json.encode, reading.words(source, login)), _OF_SOURCE]
    wanted = (journal_batch.c.source == source) & (journal_batch.c.first_at <= until)
    at_once = SLICE
    if journal.db.dialect == "postgresql":  # what is not wanted stays there; SQLite looks slower than we do
        holds = [func.position(literal(word).op("IN")(said)) > 0 for word in words]
        wanted &= or_(*holds)
        at_once = IDS_AT_ONCE
    with journal.db.read() as db:
        last: int = db.execute(select(func.max(journal_batch.c.id))).scalar_one() or 0
    for low in range(after + 1, last + 1, at_once):
        within = journal_batch.c.id.between(low, min(low + at_once - 1, last))
        chosen = select(journal_batch.c.id, *reading.batch).where(within, wanted).order_by(journal_batch.c.id)
        with journal.db.read() as db:
            rows = [row for row in db.execute(chosen) if any(word in row.events for word in words)]
        for row, read in zip(rows, reading.said(row[1:] for row in rows), strict=True):
            for event in read.events if read is not None else ():  # a damaged batch tells nothing
                yield row.id, event
