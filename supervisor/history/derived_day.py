"""One business day of one source: its facts read, what is counted of them written, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Table, and_, delete, func, or_, select, text

from supervisor.facts.agent_time import Mark, Span, State, What
from supervisor.facts.contact import Told
from supervisor.history import count_stamp, partitions
from supervisor.history.agent_rows import COUNT_COLUMNS, STATE_COLUMNS, AgentDays, TimedSpan, count_rows
from supervisor.history.batch import DERIVED
from supervisor.history.day_facts import ENTRY_COLUMNS, Entries, Ring
from supervisor.history.derive_rules import DeriveRules
from supervisor.history.names import Names
from supervisor.history.slot_rows import SLOT_COLUMNS, SLOT_MS, slot_rows
from supervisor.history.spans import spans_of
from supervisor.history.stale import HOUR_MS
from supervisor.history.telephones import known_logins, telephones
from supervisor.settings.breaks import BreakKind
from supervisor.storage.bulk import insert_rows
from supervisor.storage.history_tables import (
    history_count,
    history_dropped,
    history_entry,
    history_mark,
    history_ring,
    history_slot,
    history_span,
    history_stale,
    history_state,
)

HOLE_DAYS = 10
"""What is open at the end of a day goes on over so many days of which nothing is told: a long holiday. Where
more are missing, so is the log, and it ends with the last that was told."""

_DERIVING = 0x5355_4844  # of PostgreSQL's advisory locks: who derives a source

_SPAN_COLUMNS = ("began_ms", "source", "login", "state", "queue", "ended_ms", "code", "told", "batch")


@dataclass(frozen=True)
class Done:
    """A day was derived, or *left_alone* because its contacts are no longer kept. *then*: the next day, where
    what lasts beyond this one is not what it was."""

    left_alone: bool = False
    then: date | None = None


class DayOf:
    """Derives the days of one source, each in the caller's transaction. The days of a source come in order:
    what is open at the end of one goes on in the next."""

    def __init__(self, source: int, rules: DeriveRules) -> None:
        self._source = source
        self._rules = rules
        self._kinds: dict[int, BreakKind] | None = None
        self._named: dict[int, int] | None = None

    def also(self, db: Connection, days: Sequence[date]) -> set[date]:
        """Days shortly before *days* that are to be derived again with them, because of what was open at
        their ends: nothing followed then and something does now, or the other way round."""
        found: set[date] = set()
        for day in days:
            begins_ms, ends_ms = self._bounds(day)
            since_ms = begins_ms - (HOLE_DAYS + 1) * 24 * HOUR_MS
            before = _of(history_span, self._source, since_ms, begins_ms) & (history_span.c.batch == DERIVED)
            began_ms = history_span.c.began_ms
            if self._is_told(db, begins_ms, ends_ms):
                ends = db.execute(
                    select(began_ms).where(before, history_span.c.ended_ms.is_(None)).distinct()
                )
                found |= {self._day(at_ms) for at_ms in ends.scalars()}
            else:
                first = db.execute(select(began_ms).where(before).order_by(began_ms).limit(1)).scalar()
                if first is not None:
                    begin = self._day(first)
                    found |= {begin + timedelta(days=at) for at in range((day - begin).days)}
        return found

    def derive(self, db: Connection, day: date) -> Done:
        """Derive *day*, and take its hours from those that are stale."""
        begins_ms, ends_ms = self._bounds(day)
        if db.dialect.name == "postgresql":
            db.execute(text("SELECT pg_advisory_xact_lock(:key, :source)"), self._lock())
        self._fresh(db, begins_ms, ends_ms)
        if self._is_dropped(db, begins_ms, ends_ms):
            return Done(left_alone=True)
        low, high = -(-begins_ms // SLOT_MS), -(-ends_ms // SLOT_MS)
        rows = self._entries(db, min(begins_ms, low * SLOT_MS), max(ends_ms, high * SLOT_MS))
        rings = self._rings(db, begins_ms, ends_ms)
        on_slots = (low * SLOT_MS, high * SLOT_MS) == (begins_ms, ends_ms)
        of_day = rows if on_slots else [row for row in rows if begins_ms <= row[0] < ends_ms]
        entries = Entries(of_day)
        of_slots = entries
        if not on_slots:
            of_slots = Entries([row for row in rows if low <= row[0] // SLOT_MS < high])
        slots = slot_rows(self._source, of_slots, rings)
        self._replace(db, history_slot, SLOT_COLUMNS, slots, history_slot.c.slot.between(low, high - 1))

        marks = self._marks(db, begins_ms, ends_ms)
        told = self._spans(db, begins_ms, ends_ms)
        last = not self._goes_on(db, ends_ms)
        of_log, differs = self._derive_spans(db, marks, told, begins_ms, ends_ms, last=last)
        until_ms = _last_ms(rows, rings, marks, told, begins_ms, ends_ms) if last else ends_ms
        counts, states = count_rows(
            AgentDays(
                self._source,
                day,
                begins_ms,
                until_ms,
                entries,
                rings,
                [span for span in told if not span.told & _LOG] + of_log,
                self._kinds_of(db),
                self._rules.short_s,
                tells_breaks=any(mark.what is not What.START for mark in marks)
                or any(span.state is State.BREAK for span in of_log),
                idle_s=self._idle(db, day),
            )
        )
        this_day = (history_count.c.day == day) & (history_count.c.span == "D")
        self._replace(db, history_count, COUNT_COLUMNS, counts, this_day)
        count_stamp.touch(db, [count_stamp.month_of(day)])
        self._replace(db, history_state, STATE_COLUMNS, states, history_state.c.day == day)
        return Done(then=day + timedelta(days=1) if differs else None)

    # -- spans --------------------------------------------------------------------------------------------

    def _derive_spans(
        self,
        db: Connection,
        marks: Sequence[Mark],
        told: Sequence[TimedSpan],
        begins_ms: int,
        ends_ms: int,
        *,
        last: bool,
    ) -> tuple[list[TimedSpan], bool]:
        """The day's stretches as its marks tell them, cut at its ends and written; and whether what lasts
        beyond the day is not what it was. On the *last* day that is told what is open stays open."""
        before = self._carried(db, begins_ms)
        spans = [_numbered(span, None if last else ends_ms) for span in spans_of(marks, before)]
        within = _of(history_span, self._source, begins_ms, ends_ms) & (history_span.c.batch == DERIVED)
        lasted = _lasting((_timed(row) for row in db.execute(_SPANS.where(within))), ends_ms)
        db.execute(delete(history_span).where(within))
        taken = {(span.began_ms, span.login, span.state, span.queue) for span in told}
        new = [span for span in spans if (span.began_ms, span.login, span.state, span.queue) not in taken]
        if new:
            partitions.ensure(db, begins_ms, ends_ms - 1)
            rows = [
                (
                    span.began_ms,
                    self._source,
                    span.login,
                    span.state.value,
                    span.queue,
                    span.ended_ms,
                    span.code,
                    _LOG,
                    DERIVED,
                )
                for span in new
            ]
            insert_rows(db, history_span, _SPAN_COLUMNS, rows)
        return spans, lasted != _lasting(spans, ends_ms)

    def _carried(self, db: Connection, begins_ms: int) -> list[Span]:
        """What was under way as the day began: of the day before, what ends with it."""
        before_ms = self._bounds(self._day(begins_ms) - timedelta(days=1))[0]
        of = _of(history_span, self._source, before_ms, begins_ms)
        mine = of & (history_span.c.batch == DERIVED) & (history_span.c.ended_ms == begins_ms)
        return [
            Span(str(row.login), State(row.state), begins_ms, None, _word(row.queue), _word(row.code))
            for row in db.execute(_SPANS.where(mine))
        ]

    def _spans(self, db: Connection, begins_ms: int, ends_ms: int) -> list[TimedSpan]:
        """What others than the derivation told of the day's time."""
        # a stretch that was told whole is cut with its day by whoever tells it; a little slack costs nothing
        of = _of(history_span, self._source, begins_ms - 24 * HOUR_MS, ends_ms)
        ended = or_(history_span.c.ended_ms.is_(None), history_span.c.ended_ms > begins_ms)
        return [_timed(row) for row in db.execute(_SPANS.where(of, ended, history_span.c.batch != DERIVED))]

    # -- facts --------------------------------------------------------------------------------------------

    def _entries(self, db: Connection, begins_ms: int, ends_ms: int) -> list[Any]:
        wanted = select(*(history_entry.c[name] for name in _ENTRY)).order_by(history_entry.c.entered_ms)
        found = db.execute(wanted.where(_of(history_entry, self._source, begins_ms, ends_ms)))
        return list(found.all())

    def _rings(self, db: Connection, begins_ms: int, ends_ms: int) -> list[Ring]:
        table = history_ring.c
        wanted = select(table.at_ms, table.login, table.queue, table.contact, table.outcome)
        return [
            Ring(*row)
            for row in db.execute(wanted.where(_of(history_ring, self._source, begins_ms, ends_ms)))
        ]

    def _marks(self, db: Connection, begins_ms: int, ends_ms: int) -> list[Mark]:
        table = history_mark.c
        wanted = select(table.at_ms, table.seq, table.login, table.queue, table.what, table.code)
        found = db.execute(wanted.where(_of(history_mark, self._source, begins_ms, ends_ms)))
        named = self._telephones(db)
        return [
            Mark(at_ms, seq, str(named.get(login, login)), _word(queue), _WHAT[what], _word(code))
            for at_ms, seq, login, queue, what, code in found.all()
        ]

    def _telephones(self, db: Connection) -> dict[int, int]:
        """Whose telephones the log names instead of them: number of the login to that of the name."""
        if self._named is None:
            names = Names()
            source = names.text(db, self._source)
            pairs = telephones(db, source)
            logins = known_logins(db, names, source) if pairs else {}
            named = {login: name for login, name in pairs.items() if login in logins}
            numbers = names.numbers(db, "login", source, named.values())
            self._named = {logins[login]: numbers[name] for login, name in named.items()}
        return self._named

    def _idle(self, db: Connection, day: date) -> dict[int, float]:
        table = history_state.c
        told = (table.day == day) & (table.source == self._source) & (table.batch != DERIVED)
        idle = table.state.in_([State.READY.value, State.RINGING.value])
        wanted = select(table.login, func.sum(table.seconds)).where(told, idle).group_by(table.login)
        return {login: float(total) for login, total in db.execute(wanted)}

    def _goes_on(self, db: Connection, ends_ms: int) -> bool:
        """Whether anything is told of the days that follow."""
        return self._is_told(db, ends_ms, ends_ms + HOLE_DAYS * 24 * HOUR_MS)

    def _is_told(self, db: Connection, begins_ms: int, ends_ms: int) -> bool:
        for table in (history_mark, history_entry, history_ring, history_span):
            wanted = _of(table, self._source, begins_ms, ends_ms)
            if table is history_span:
                wanted &= history_span.c.batch != DERIVED
            if db.execute(select(table.c.source).where(wanted).limit(1)).first() is not None:
                return True
        return False

    def _is_dropped(self, db: Connection, begins_ms: int, ends_ms: int) -> bool:
        table = history_dropped.c
        wanted = select(table.source).where(
            table.source == self._source, table.begins_ms < ends_ms, table.ends_ms > begins_ms
        )
        return db.execute(wanted.limit(1)).first() is not None

    def _kinds_of(self, db: Connection) -> dict[int, BreakKind]:
        """What each of the source's break codes is for, by number; one that the centre has not set is not in
        it."""
        if self._kinds is None:
            names = Names()
            told = names.read(db)
            source = told[self._source][2] if self._source in told else ""
            set_ = {code.code.casefold(): code.kind for code in self._rules.break_codes}
            self._kinds = {
                number: set_[word.casefold()]
                for number, (kind, of, word) in told.items()
                if kind == "code" and of == source and word.casefold() in set_
            }
        return self._kinds

    # -- writing ------------------------------------------------------------------------------------------

    def _replace(
        self, db: Connection, table: Table, columns: Sequence[str], rows: list[tuple[Any, ...]], where: Any
    ) -> None:
        """*rows* in the place of those derived before; one that an import told stands before it."""
        mine = and_(table.c.source == self._source, where)
        db.execute(delete(table).where(mine, table.c.batch == DERIVED))
        key = [column.name for column in table.primary_key.columns]
        told = {tuple(row) for row in db.execute(select(*(table.c[name] for name in key)).where(mine))}
        if told:
            places = [columns.index(name) for name in key]
            rows = [row for row in rows if tuple(row[place] for place in places) not in told]
        if rows:
            insert_rows(db, table, columns, rows)

    def _fresh(self, db: Connection, begins_ms: int, ends_ms: int) -> None:
        """The day's hours are stale no more; one that the next day begins in is its to take."""
        hours = history_stale.c.hour.between(begins_ms // HOUR_MS, ends_ms // HOUR_MS - 1)
        db.execute(delete(history_stale).where(history_stale.c.source == self._source, hours))

    def _day(self, at_ms: int) -> date:
        return self._rules.days.day(datetime.fromtimestamp(at_ms / 1000, UTC))

    def _bounds(self, day: date) -> tuple[int, int]:
        days = self._rules.days
        return round(days.begins(day).timestamp() * 1000), round(days.ends(day).timestamp() * 1000)

    def _lock(self) -> dict[str, int]:
        return {"key": _DERIVING, "source": self._source}


_ENTRY = (*ENTRY_COLUMNS, "left_ms", "ended_ms")
_LOG = int(Told.LOG)
_STATE = {state.value: state for state in State}
_WHAT = {what.value: what for what in What}
_AT = {history_entry: "entered_ms", history_ring: "at_ms", history_mark: "at_ms", history_span: "began_ms"}
_SPANS = select(
    *(history_span.c[name] for name in ("began_ms", "login", "state", "queue", "ended_ms", "code", "told"))
)


def _of(table: Table, source: int, begins_ms: int, ends_ms: int) -> Any:
    at = table.c[_AT[table]]
    return and_(at >= begins_ms, at < ends_ms, table.c.source == source)


def _timed(row: Any) -> TimedSpan:
    began_ms, login, state, queue, ended_ms, code, told = row
    return TimedSpan(login, _STATE[state], began_ms, ended_ms, queue, code, told)


def _word(number: int) -> str:
    """A number of a name as the arithmetic of spans takes it, which asks only whether there is one."""
    return str(number) if number else ""


def _numbered(span: Span, ends_ms: int | None) -> TimedSpan:
    """*span* with its names as numbers again; what is open ends at *ends_ms*."""
    return TimedSpan(
        int(span.login),
        span.state,
        span.began_ms,
        ends_ms if span.ended_ms is None else span.ended_ms,
        int(span.queue or 0),
        int(span.code or 0),
        _LOG,
    )


def _lasting(spans: Iterable[TimedSpan], ends_ms: int) -> set[tuple[int, State, int, int]]:
    """What goes on beyond the end of its day."""
    return {(span.login, span.state, span.queue, span.code) for span in spans if span.ended_ms == ends_ms}


def _last_ms(
    rows: Iterable[Any],
    rings: Iterable[Ring],
    marks: Iterable[Mark],
    told: Iterable[TimedSpan],
    begins_ms: int,
    ends_ms: int,
) -> int:
    """The last instant of the day of which anything is told."""
    said = [begins_ms]
    said += [at for row in rows for at in (row[0], *row[-2:]) if at is not None]
    said += [ring.at_ms for ring in rings] + [mark.at_ms for mark in marks]
    said += [span.ended_ms or span.began_ms for span in told]
    return min(max(said), ends_ms)
