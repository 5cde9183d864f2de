"""What was heard live, into the history: contacts and agents' time of a source, from the journal.

A centre without a log of its own has its past from here; where there is a log, the two tell one row together
(`history/entries.py`). Whatever is taken twice is the same: the rows depend on the journal alone.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection, delete, func, select

from supervisor.events import AgentChanged, AgentGone, AgentSeen, AgentState, LeftReason, LiveEvent
from supervisor.facts.agent_time import State
from supervisor.facts.contact import Entry, Outcome, Told
from supervisor.history import batch as batches
from supervisor.history import entries as told
from supervisor.history import partitions
from supervisor.history.batch import Kind, Written
from supervisor.history.names import Names
from supervisor.history.stale import mark_stale
from supervisor.history.telephones import note_telephones
from supervisor.live.journal import Journal
from supervisor.live.ledger import Ledger
from supervisor.live.rules import CountingRules
from supervisor.sources import day_log
from supervisor.sources.day_log import QueueEntry
from supervisor.storage.bulk import insert_rows
from supervisor.storage.database import Database
from supervisor.storage.history_tables import history_import, history_span, history_state
from supervisor.storage.journal_tables import journal_batch

BATCHES_AT_ONCE = 2000  # of the journal, written in one transaction

_LEFT = {
    LeftReason.TIMEOUT: Outcome.TIMED_OUT,
    LeftReason.KEY: Outcome.KEY,
    LeftReason.EMPTY: Outcome.EMPTY,
    LeftReason.WITHDRAWN: Outcome.WITHDRAWN,
    LeftReason.LOST: Outcome.LOST,
}
_OUTSIDE = (AgentState.OFFLINE, AgentState.UNKNOWN)
_SUMMED = {
    AgentState.READY: State.READY,
    AgentState.RINGING: State.RINGING,
    AgentState.HANDLING: State.HANDLING,
    AgentState.AFTER_CONTACT: State.AFTER_CONTACT,
}
_SPAN_COLUMNS = ("began_ms", "source", "login", "state", "queue", "ended_ms", "code", "told", "batch")
_STATE_COLUMNS = ("day", "source", "login", "state", "code", "seconds", "times", "batch")


class LiveTaking:
    """Takes what the journal says of *source* from some day on, and goes on where it ended.

    *by_name*: agents are known to the history by the names that the source gives them, as its log does, and
    not by their logins. A day whose batch somebody took back stays away.
    """

    def __init__(self, source: str, rules: CountingRules, *, by_name: bool = False) -> None:
        self.source = source
        self.rules = rules
        self._by_name = by_name
        self._heard: _Heard | None = None
        self._names = Names()
        self._batches: dict[date, int | None] = {}
        self._written_to = 0

    def take(self, journal: Journal, history: Database, *, at: datetime, times: bool = True) -> Written:
        """Take what is new; *at* is now. *times*: of agents, too; they cost more and can wait some minutes.

        Raises DatabaseError; what could not be written is taken again.
        """
        try:
            return self._take(journal, history, at, times=times)
        except BaseException:
            self._heard, self._names, self._batches = None, Names(), {}  # half of it may be written
            raise

    def _take(self, journal: Journal, history: Database, at: datetime, *, times: bool) -> Written:
        if self._heard is None:
            self._heard = self._begin(journal, history)
        written = Written()
        heard = self._heard
        if heard is None:
            return written
        last = journal.last_id()
        while True:
            upto = min(last, max(heard.batch_id, heard.since_id) + BATCHES_AT_ONCE)
            heard.follow(journal, upto)
            stays = heard.told()
            agents = heard.times.told() if times else {}
            if stays or agents:
                with history.write() as db:
                    if self._by_name and agents:
                        note_telephones(db, self._names, self.source, heard.times.names)
                    written += self._write_stays(db, heard, stays, at)
                    self._write_times(db, heard, agents, at)
            if upto >= last:
                return written
            heard.since_id = upto

    def _begin(self, journal: Journal, history: Database) -> _Heard | None:
        """From the day before the last that was taken, on: its contacts may have gone on."""
        days = self.rules.days
        with history.read() as db:
            mine = (history_import.c.source == self.source) & (history_import.c.kind == Kind.LIVE.value)
            last_ms: int | None = db.execute(select(func.max(history_import.c.last_ms)).where(mine)).scalar()
        with journal.db.read() as db:
            of = journal_batch.c.source == self.source
            first: datetime | None = db.execute(select(func.min(journal_batch.c.first_at)).where(of)).scalar()
        if first is None:
            return None
        begins = days.begins(days.day(first))
        if last_ms is not None:
            last = days.day(datetime.fromtimestamp(last_ms / 1000, UTC))
            begins = max(begins, days.begins(last - timedelta(days=1)))
        heard = _Heard(self.source, self.rules, begins)
        place = journal.moments.place_before(begins, self.rules)
        if place is not None:
            for line in place.board.agents.values():
                if line.source == self.source:
                    heard.times.known(line.login, line.name, line.state, line.break_code)
        with journal.db.read() as db:
            since = of & (journal_batch.c.last_at >= begins)
            heard.since_id = (db.execute(select(func.min(journal_batch.c.id)).where(since)).scalar() or 1) - 1
        return heard

    # -- writing ------------------------------------------------------------------------------------------

    def _write_stays(
        self, db: Connection, heard: _Heard, stays: Iterable[QueueEntry], at: datetime
    ) -> Written:
        by_day: dict[date, list[Entry]] = defaultdict(list)
        for stay in stays:
            login = heard.times.name(stay.login) if self._by_name else stay.login
            by_day[self.rules.days.day(stay.entered)].append(_entry(stay, login))
        written = Written()
        for day, entries in sorted(by_day.items()):
            number = self._batch(db, day, at)
            if number is None:
                continue
            written += told.write(db, self._names, self.source, entries, Told.LIVE, number)
            self._note(db, number, [entry.entered_ms for entry in entries], at)
        return written

    def _write_times(self, db: Connection, heard: _Heard, agents: dict[date, set[str]], at: datetime) -> None:
        source = self._names.number(db, "source", "", self.source)
        for day, logins in sorted(agents.items()):
            number = self._batch(db, day, at)
            if number is None:
                continue
            begins_ms, ends_ms = _ms(self.rules.days.begins(day)), _ms(self.rules.days.ends(day))
            # two logins may bear one name: whose log knows names alone cannot tell them apart either
            of_name: dict[str, list[_Piece]] = defaultdict(list)
            for login in sorted(logins):
                name = heard.times.name(login) if self._by_name else login
                of_name[name] += heard.times.pieces(day, login)
            numbers = self._names.numbers(db, "login", self.source, of_name)
            said = {"", *(piece.code for of in of_name.values() for piece in of)}  # "" is of being signed in
            codes = self._names.numbers(db, "code", self.source, said)
            spans: dict[tuple[int, int, str], tuple[int | str | None, ...]] = {}
            sums: dict[tuple[int, str], list[float]] = defaultdict(lambda: [0.0, 0])
            last_ms = heard.times.last_ms
            for name, pieces in of_name.items():
                who = numbers[name]
                for began_ms, ended_ms, state, code in _spans(pieces):
                    spans[began_ms, who, state.value] = (
                        began_ms,
                        source,
                        who,
                        state.value,
                        0,
                        ended_ms,
                        codes[code],
                        int(Told.LIVE),
                        number,
                    )
                for piece in pieces:
                    if (summed := _SUMMED.get(piece.state)) is not None:
                        ended_ms = min(last_ms, ends_ms) if piece.ended_ms is None else piece.ended_ms
                        of = sums[who, summed.value]
                        of[0] += (ended_ms - piece.began_ms) / 1000
                        of[1] += piece.began_ms > begins_ms
            self._replace_times(db, source, day, (begins_ms, ends_ms), list(numbers.values()))
            partitions.ensure(db, begins_ms, ends_ms - 1)
            if spans:
                insert_rows(db, history_span, _SPAN_COLUMNS, spans.values())
            rows = [
                (day, source, who, state, 0, seconds, int(times), number)
                for (who, state), (seconds, times) in sums.items()
            ]
            if rows:
                insert_rows(db, history_state, _STATE_COLUMNS, rows)
            mark_stale(db, source, [begins_ms + 3_600_000])
            self._note(db, number, [min(last_ms, ends_ms - 1)], at)

    def _replace_times(
        self, db: Connection, source: int, day: date, within: tuple[int, int], logins: list[int]
    ) -> None:
        for begin in range(0, len(logins), 500):
            some = logins[begin : begin + 500]
            db.execute(
                delete(history_span).where(
                    history_span.c.began_ms >= within[0],
                    history_span.c.began_ms < within[1],
                    history_span.c.source == source,
                    history_span.c.told == int(Told.LIVE),
                    history_span.c.login.in_(some),
                )
            )
            db.execute(
                delete(history_state).where(
                    history_state.c.day == day,
                    history_state.c.source == source,
                    history_state.c.state.in_([state.value for state in _SUMMED.values()]),
                    history_state.c.batch != batches.DERIVED,
                    history_state.c.login.in_(some),
                )
            )

    def _batch(self, db: Connection, day: date, at: datetime) -> int | None:
        """The batch of *day*, begun when there is none; None when it was taken back."""
        if day not in self._batches:
            newest = (
                select(history_import.c.id, history_import.c.state)
                .where(history_import.c.source == self.source, history_import.c.kind == Kind.LIVE.value)
                .where(history_import.c.mapping == day.isoformat())
                .order_by(history_import.c.id.desc())
                .limit(1)
            )
            row = db.execute(newest).one_or_none()
            if row is None:
                self._batches[day] = batches.begin(
                    db, Kind.LIVE, self.source, at=at, who="", mapping=day.isoformat()
                )
            else:
                self._batches[day] = None if row.state == batches.State.UNDONE.value else row.id
        return self._batches[day]

    def _note(self, db: Connection, number: int, instants: Iterable[int], at: datetime) -> None:
        row = db.execute(
            select(history_import.c.first_ms, history_import.c.last_ms).where(history_import.c.id == number)
        ).one()
        known = [instant for instant in row if instant is not None]
        first_ms, last_ms = min([*instants, *known]), max([*instants, *known])
        batches.note(db, number, state=batches.State.DONE, at=at, first_ms=first_ms, last_ms=last_ms)


class _Heard(Ledger):
    """The ledger of the contacts, which hands on what it hears of agents."""

    def __init__(self, source: str, rules: CountingRules, begins: datetime) -> None:
        super().__init__(source, rules, begins)
        self.times = AgentTimes(rules, begins)
        self.since_id = 0

    def take(self, events: Iterable[LiveEvent]) -> None:
        events = list(events)
        super().take(events)
        self.times.take(events)


@dataclass(frozen=True)
class _Piece:
    """An agent's state within one business day; *ended_ms* None while it lasts."""

    state: AgentState
    code: str
    began_ms: int
    ended_ms: int | None


@dataclass
class _Doing:
    state: AgentState
    code: str
    since_ms: int
    at: datetime


class AgentTimes:
    """What the agents of a source did, state by state, cut at the ends of business days.

    As the timeline of an agent (`live/timeline.py`) has it: what the source dates back begins no earlier
    than the state before it began, and a state goes on while the source is not heard.
    """

    def __init__(self, rules: CountingRules, begins: datetime) -> None:
        self._days = rules.days
        self._doing: dict[str, _Doing] = {}
        self._names: dict[str, str] = {}
        self._pieces: dict[date, dict[str, list[_Piece]]] = {}
        self._changed: dict[date, set[str]] = defaultdict(set)
        self._begin(rules.days.day(begins))
        self._at = begins
        self.last_ms = self._told_ms = _ms(begins)

    @property
    def names(self) -> dict[str, str]:
        """What the source calls each agent, by login."""
        return self._names

    def name(self, login: str) -> str:
        """What the source calls the agent; the login where it said nothing."""
        return self._names.get(login) or login

    def known(self, login: str, name: str, state: AgentState, code: str | None) -> None:
        """The agent was in *state* as the days begin."""
        self._names[login] = name
        self._doing[login] = _Doing(state, _code(state, code), self._begins_ms, self._at)
        self._changed[self._day].add(login)

    def told(self) -> dict[date, set[str]]:
        """Of whom there is something new, by day, since the last time; a state that lasts is longer now."""
        if self.last_ms > self._told_ms:
            self._told_ms = self.last_ms
            lasting = {login for login, doing in self._doing.items() if doing.state in _SUMMED}
            if lasting:
                self._changed[self._day] |= lasting
        changed, self._changed = dict(self._changed), defaultdict(set)
        for day in [day for day in self._pieces if day < self._day and day not in changed]:
            del self._pieces[day]  # over, and told
        return changed

    def pieces(self, day: date, login: str) -> list[_Piece]:
        """What the agent did on *day*, in order; the last piece of today is open."""
        found = list(self._pieces.get(day, {}).get(login, ()))
        doing = self._doing.get(login)
        if day == self._day and doing is not None:
            found.append(_Piece(doing.state, doing.code, doing.since_ms, None))
        return found

    def take(self, events: Iterable[LiveEvent]) -> None:
        """Note *events* of the source, in order."""
        for event in events:
            if event.at >= self._ends:
                self._roll(event.at)
            if event.at > self._at:
                self._at, self.last_ms = event.at, _ms(event.at)
            match event:
                case AgentSeen():
                    self._names[event.login] = event.name
                case AgentGone():
                    self._put(event.login, AgentState.OFFLINE, "", event.at, event.at)
                case AgentChanged():
                    since = min(event.since, event.at) if event.since else event.at
                    code = _code(event.state, event.break_code)
                    self._put(event.login, event.state, code, since, event.at)
                case _:
                    pass

    def _put(self, login: str, state: AgentState, code: str, since: datetime, at: datetime) -> None:
        doing = self._doing.get(login)
        since_ms = max(_ms(since), self._begins_ms)
        if doing is not None:
            if at < doing.at:
                return
            if (doing.state, doing.code) == (state, code):
                doing.at = at
                return
            since_ms = max(since_ms, doing.since_ms)
            self._end(login, doing, since_ms)
        self._doing[login] = _Doing(state, code, since_ms, at)
        self._changed[self._day].add(login)

    def _end(self, login: str, doing: _Doing, at_ms: int) -> None:
        if at_ms > doing.since_ms:
            piece = _Piece(doing.state, doing.code, doing.since_ms, at_ms)
            self._pieces[self._day].setdefault(login, []).append(piece)

    def _roll(self, at: datetime) -> None:
        """Days end, until *at* is within one; what goes on goes on in the next."""
        day = self._days.day(at)
        while self._day < day:
            for login, doing in self._doing.items():
                if doing.state not in _OUTSIDE:
                    self._changed[self._day].add(login)
                self._end(login, doing, self._ends_ms)
                doing.since_ms = self._ends_ms
            self._begin(self._day + timedelta(days=1))
            for login, doing in self._doing.items():
                if doing.state not in _OUTSIDE:
                    self._changed[self._day].add(login)

    def _begin(self, day: date) -> None:
        self._day = day
        self._pieces[day] = {}
        self._ends = self._days.ends(day)
        self._begins_ms, self._ends_ms = _ms(self._days.begins(day)), _ms(self._ends)


def _spans(pieces: Iterable[_Piece]) -> Iterable[tuple[int, int | None, State, str]]:
    """Signed in, and on a break by code; pieces that touch are one."""
    signed: list[int | None] = []
    for piece in pieces:
        if piece.state is AgentState.BREAK:
            yield piece.began_ms, piece.ended_ms, State.BREAK, piece.code
        if piece.state in _OUTSIDE:
            continue
        if signed and signed[1] == piece.began_ms:
            signed[1] = piece.ended_ms
            continue
        if signed and signed[0] is not None:
            yield signed[0], signed[1], State.SIGNED_IN, ""
        signed = [piece.began_ms, piece.ended_ms]
    if signed and signed[0] is not None:
        yield signed[0], signed[1], State.SIGNED_IN, ""


def _entry(stay: QueueEntry, login: str) -> Entry:
    outcome = Outcome.WAITING
    if stay.outcome is day_log.Outcome.ANSWERED:
        outcome = Outcome.ANSWERED
    elif stay.outcome is day_log.Outcome.ABANDONED:
        outcome = Outcome.ABANDONED
    elif stay.outcome is day_log.Outcome.LEFT:
        outcome = _LEFT.get(stay.reason or LeftReason.UNKNOWN, Outcome.UNKNOWN)
    return Entry(
        stay.contact,
        stay.queue,
        _ms(stay.entered),
        outcome,
        None if stay.settled is None else _ms(stay.settled),
        stay.wait_s,
        login,
        stay.ring_s,
        stay.talk_s,
        stay.hold_s,
        stay.after_contact_s,
        None if stay.ended is None else _ms(stay.ended),
        stay.by.value if stay.by is not None else "",
        number=stay.customer,
        channel=stay.channel.value,
        over=stay.is_over,
    )


def _code(state: AgentState, code: str | None) -> str:
    return (code or "") if state is AgentState.BREAK else ""


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)
