"""What agents did on a business day: their contacts, by channel, queue and type, and their time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
import numpy as np

from supervisor.facts.agent_time import Span, State
from supervisor.facts.contact import Outcome, Told
from supervisor.history.day_facts import Entries, Groups, Ring
from supervisor.history.spans import Stretch, seconds, union
from supervisor.settings.breaks import BreakKind

COUNT_COLUMNS = (
    *("day", "span", "source", "login", "channel", "queue", "type"),
    *("n_offered", "n_answered", "n_rona", "n_short"),
    *("talk_s", "hold_s", "acw_s", "handle_s", "talk_s2", "hold_s2", "acw_s2", "handle_s2"),
    *("n_held", "n_transfer"),
    *("signed_s", "busy_s", "ready_s", "break_s", "training_s", "meeting_s", "other_aux_s", "batch"),
)
STATE_COLUMNS = ("day", "source", "login", "state", "code", "seconds", "times", "batch")

_FIELD = {
    BreakKind.BREAK: "break_s",
    BreakKind.MEAL: "break_s",
    BreakKind.TRAINING: "training_s",
    BreakKind.COACHING: "training_s",
    BreakKind.MEETING: "meeting_s",
    BreakKind.WELLBEING: "other_aux_s",
    BreakKind.FORCED: "other_aux_s",
    BreakKind.SIGN_IN: "other_aux_s",
}
_LOG = int(Told.LOG)
_AWAY = ("break_s", "training_s", "meeting_s", "other_aux_s")


class TimedSpan(msgspec.Struct, frozen=True, gc=False):
    """A stretch of an agent's time as the history keeps it: names as numbers."""

    login: int
    state: State
    began_ms: int
    ended_ms: int | None
    queue: int
    code: int
    told: int  # of facts/contact.py Told

    @property
    def span(self) -> Span:
        """For the arithmetic of stretches, which looks at times alone."""
        return Span("", self.state, self.began_ms, self.ended_ms)


@dataclass(frozen=True)
class AgentDays:
    """What is known of all agents of a source on *day*.

    *begins_ms* to *until_ms* is as much of the day as anybody can tell of; open spans last until then.
    *tells_rings*: the source says which rings nobody answered, so that none is 0. *tells_breaks*: its log
    says every break. *idle_s*: how long each was ready or ringing, where somebody told that as a sum.
    """

    source: int
    day: date
    begins_ms: int
    until_ms: int
    entries: Entries
    rings: Sequence[Ring]
    spans: Sequence[TimedSpan]
    kinds: Mapping[int, BreakKind]  # of the break codes; one that the centre has not set is a break
    short_s: float
    tells_breaks: bool = False
    idle_s: Mapping[int, float] = field(default_factory=dict)

    @property
    def tells_rings(self) -> bool:
        return bool(self.rings) or any(told & _LOG for told in self.entries.told)


def count_rows(days: AgentDays) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    """Rows of history_count (COUNT_COLUMNS) and of history_state (STATE_COLUMNS) of a business day.

    An answered stay counts for whoever answered it, on the day it entered; a ring that nobody answered on the
    day it ended. `n_offered` is both together, with rings that were called off. What nobody told stays None:
    `hold_s` and `acw_s` where the source says no hold and no after-contact work, and `handle_s` is then talk
    with what is known of the others; sums are over those contacts of which the talk is known.
    """
    contacts, handled = _contacts(days)
    times, states = _times(days, handled)
    return contacts + times, states


def _contacts(days: AgentDays) -> tuple[list[tuple[Any, ...]], dict[int, float | None]]:
    entries = days.entries
    mine = np.flatnonzero(entries.ended(Outcome.ANSWERED) & (entries.login > 0)).tolist()
    logins = entries.login.tolist()
    taken = [(logins[at], entries.channel[at], entries.queue[at], entries.type[at]) for at in mine]
    answered = Groups(taken)
    talk, hold, acw, handle = (
        values[mine] for values in (entries.talk_s, entries.hold_s, entries.acw_s, entries.handle_s)
    )
    ended_by = [entries.ended_by[at] for at in mine]
    sums = [answered.sum(values) for values in (talk, hold, acw, handle)]
    squares = [answered.sum(values**2) for values in (talk, hold, acw, handle)]
    talks, holds = answered.count(~np.isnan(talk)), answered.count(~np.isnan(hold))
    short, held = answered.count(talk < days.short_s), answered.count(hold > 0)
    ends = answered.count(np.array([bool(by) for by in ended_by], dtype=np.bool_))
    transfers = answered.count(np.array([by == "transfer" for by in ended_by], dtype=np.bool_))
    unanswered, called_off = _rings(days)
    rows = []
    n_answered = answered.count()
    for key in dict.fromkeys([*answered.keys, *unanswered, *called_off]):
        login, channel, queue, type_ = key
        at = answered.place.get(key)
        n_taken = 0 if at is None else n_answered[at]
        rona = unanswered.get(key, 0)
        offered = n_taken + rona + called_off.get(key, 0)
        told: list[Any] = [offered, n_taken, rona] if days.tells_rings else [None, n_taken, None]
        if at is None:
            told += [None] * 11
        else:
            told += [short[at] if talks[at] else None, *(of[at] for of in sums), *(of[at] for of in squares)]
            told += [held[at] if holds[at] else None, transfers[at] if ends[at] else None]
        rows.append((days.day, "D", days.source, login, channel, queue, type_, *told, *([None] * 7), 0))
    unknown = {
        login for (login, *_), handle_s in zip(answered.keys, sums[3], strict=True) if handle_s is None
    }
    busy = _busy_s(entries, mine)
    return rows, {login: None if login in unknown else seconds for login, seconds in busy.items()}


def _busy_s(entries: Entries, mine: Sequence[int]) -> dict[int, float]:
    """How long each login was handling contacts: of chats at the same time, each second once."""
    handle = np.nan_to_num(entries.handle_s[mine])
    begins = entries.entered_ms[mine] / 1000 + np.nan_to_num(entries.wait_s[mine])
    logins = entries.login[mine]
    order = np.lexsort((begins, logins))
    found: dict[int, float] = {}
    until, of = 0.0, None
    for login, begin, length in zip(
        logins[order].tolist(), begins[order].tolist(), handle[order].tolist(), strict=True
    ):
        if login != of:
            of, until = login, begin
        end = begin + length
        found[login] = found.get(login, 0.0) + max(0.0, end - max(begin, until))
        until = max(until, end)
    return found


def _rings(
    days: AgentDays,
) -> tuple[dict[tuple[int, str, int, int], int], dict[tuple[int, str, int, int], int]]:
    """Rings that nobody answered, and those called off, by login, channel, queue and type."""
    entries = days.entries
    of_stay: dict[tuple[int, str], tuple[str, int]] = {}
    of_queue: dict[int, str] = {}
    if days.rings:
        of_queue = dict(zip(entries.queue, entries.channel, strict=True))
        wanted = {(ring.queue, ring.contact) for ring in days.rings}
        for at, pair in enumerate(zip(entries.queue, entries.contact, strict=True)):
            if pair in wanted:
                of_stay[pair] = entries.channel[at], entries.type[at]
    unanswered: dict[tuple[int, str, int, int], int] = defaultdict(int)
    called_off: dict[tuple[int, str, int, int], int] = defaultdict(int)
    for ring in days.rings:
        channel, type_ = of_stay.get((ring.queue, ring.contact), (of_queue.get(ring.queue, "voice"), 0))
        into = unanswered if ring.outcome == "no_answer" else called_off
        into[ring.login, channel, ring.queue, type_] += 1
    return unanswered, called_off


def _times(
    days: AgentDays, handled: Mapping[int, float | None]
) -> tuple[list[tuple[Any, ...]], list[tuple[Any, ...]]]:
    by_login: dict[int, list[TimedSpan]] = {login: [] for login in handled}
    for ring in days.rings:
        by_login.setdefault(ring.login, [])
    at_work = set(by_login)
    for span in days.spans:
        by_login.setdefault(span.login, []).append(span)
    counts: list[tuple[Any, ...]] = []
    states: list[tuple[Any, ...]] = []
    for login, spans in sorted(by_login.items()):
        time = _Time(days, spans)
        busy_s = handled.get(login, 0.0) if login in at_work or time.has_breaks else None
        fields = time.fields(busy_s, days.idle_s.get(login))
        if any(value is not None for value in fields):
            counts.append((days.day, "D", days.source, login, "", 0, 0, *([None] * 14), *fields, 0))
        states += [
            (days.day, days.source, login, state.value, code, seconds(of), sum(one.began for one in of), 0)
            for (state, code), of in sorted(time.by_state.items())
        ]
    return counts, states


class _Time:
    """The time of one agent on the day: where the log and the events both tell it, as the log does."""

    def __init__(self, days: AgentDays, spans: Sequence[TimedSpan]) -> None:
        self._days = days
        logged = {span.state for span in spans if span.told & _LOG}
        if days.tells_breaks:
            logged.add(State.BREAK)
        self._spans = [span for span in spans if span.state not in logged or span.told & _LOG]
        self._tells_breaks = days.tells_breaks or any(not span.told & _LOG for span in spans)
        by_state: dict[tuple[State, int], list[Span]] = defaultdict(list)
        for span in self._spans:
            by_state[span.state, span.code].append(span.span)
        united = {key: self._union(of) for key, of in by_state.items()}
        self.by_state = {key: of for key, of in united.items() if of}

    @property
    def has_breaks(self) -> bool:
        return any(span.state is State.BREAK for span in self._spans)

    def fields(self, busy_s: float | None, idle_s: float | None) -> tuple[float | None, ...]:
        """signed_s, busy_s, ready_s, break_s, training_s, meeting_s, other_aux_s.

        Without *busy_s* it is unknown how long the agent was ready. So it is of a login that is told as
        signed in and of nothing else: some logs sign people in by their telephone, and name them otherwise.
        """
        signed = self._of(State.SIGNED_IN)
        signed_s = seconds(self._union(signed)) if signed else None
        away: dict[str, float | None] = dict.fromkeys(_AWAY)
        away_s = None
        if self._tells_breaks:
            breaks: dict[str, list[Span]] = {name: [] for name in _AWAY}
            for span in self._spans:
                if span.state is State.BREAK:
                    kind = self._days.kinds.get(span.code, BreakKind.BREAK)
                    breaks[_FIELD[kind]].append(span.span)
            away = {name: seconds(self._union(of)) for name, of in breaks.items()}
            away_s = seconds(self._union([span for of in breaks.values() for span in of]))
        idle = self._of(State.READY) + self._of(State.RINGING)
        if idle:
            ready_s: float | None = seconds(self._union(idle))
        elif idle_s is not None:
            ready_s = idle_s
        elif signed_s is not None and away_s is not None and busy_s is not None:
            ready_s = max(0.0, signed_s - away_s - busy_s)
        else:
            ready_s = None
        told = busy_s if signed_s is not None else None
        return signed_s, told, ready_s, *(away[name] for name in _AWAY)

    def _of(self, state: State) -> list[Span]:
        return [span.span for span in self._spans if span.state is state]

    def _union(self, spans: Sequence[Span]) -> list[Stretch]:
        return [] if not spans else union(spans, self._days.begins_ms, self._days.until_ms)
