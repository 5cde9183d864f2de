"""Time on breaks today: of each agent by break code, of the floor by kind, and what is left of allowances."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from supervisor.events import AgentState
from supervisor.live.board import AgentKey, AgentLine, Board, Spent
from supervisor.settings.breaks import BreakCode, BreakKind
from supervisor.wallboard.break_rules import BreakRules
from supervisor.wallboard.breaks import BreakView, on_break


def used_s(agent: AgentLine, code: BreakCode, now: datetime, rules: BreakRules) -> float:
    """Seconds that *agent* has spent on *code* in this shift, the running break included.

    Codes that a source says in several ways are one where kind and names agree ("Break" and "小休" of a
    telephone system in two languages share an allowance).
    """
    seconds = sum(
        spent.seconds
        for spent in agent.spent
        if spent.state is AgentState.BREAK and same_code(rules.code(spent.break_code)) == same_code(code)
    )
    if agent.state is AgentState.BREAK and same_code(rules.code(agent.break_code)) == same_code(code):
        seconds += running_s(agent, now, rules)
    return seconds


def counted_s(agent: AgentLine, now: datetime, rules: BreakRules) -> float:
    """Seconds that *agent* has spent in this shift on all breaks that count, the running one included."""
    seconds = sum(
        spent.seconds
        for spent in agent.spent
        if spent.state is AgentState.BREAK and rules.code(spent.break_code).is_counted
    )
    if agent.state is AgentState.BREAK and rules.code(agent.break_code).is_counted:
        seconds += running_s(agent, now, rules)
    return seconds


def running_s(agent: AgentLine, now: datetime, rules: BreakRules) -> float:
    """The part of the state that *agent* is in which lies in this shift, in seconds."""
    since = max(agent.since, rules.day_begins(now))
    return max(0.0, (now - since).total_seconds())


def left_s(agent: AgentLine, code: BreakCode, now: datetime, rules: BreakRules) -> float | None:
    """What is left of the allowance of *code* for *agent* in this shift, below 0 when it was overdrawn; None
    without an allowance."""
    if code.allowance_s is None or code.kind is BreakKind.WELLBEING:
        return None
    return code.allowance_s - used_s(agent, code, now, rules)


def same_code(code: BreakCode) -> str:
    """What codes that mean the same have in common: kind and names, or the word of one that has no name."""
    named = code.name_zh or code.name_en
    return f"{code.kind} {code.name_zh} {code.name_en}" if named else code.code.casefold()


@dataclass(frozen=True)
class BreakLine:
    """An agent who is on a break. *used_before_s* and *counted_before_s* are spans of today that are over: of
    this code, and of all that count. *is_known*: the centre has set what the code means."""

    agent: AgentLine
    code: BreakCode
    is_known: bool
    used_before_s: float
    counted_before_s: float
    day_begins: datetime

    @property
    def key(self) -> AgentKey:
        return self.agent.key

    def view(self, now: datetime) -> BreakView:
        """The break at *now*."""
        elapsed = max(0.0, (now - self.agent.since).total_seconds())
        return BreakView(self.code, elapsed, self.code.limit_s)

    def running_s(self, now: datetime) -> float:
        """The part of the break that lies in this shift."""
        return max(0.0, (now - max(self.agent.since, self.day_begins)).total_seconds())

    def used_s(self, now: datetime) -> float:
        """Of this code in this shift."""
        return self.used_before_s + self.running_s(now)

    def counted_s(self, now: datetime) -> float:
        """Of all breaks that count in this shift."""
        return self.counted_before_s + (self.running_s(now) if self.code.is_counted else 0.0)

    def turns(self) -> list[datetime]:
        """When the break passes its limit, and when it passes the allowance."""
        if self.code.kind is BreakKind.WELLBEING:
            return []
        found = []
        if self.code.limit_s is not None:
            found.append(self.agent.since + timedelta(seconds=self.code.limit_s))
        if self.code.allowance_s is not None:
            since = max(self.agent.since, self.day_begins)
            found.append(since + timedelta(seconds=self.code.allowance_s - self.used_before_s))
        return found

    def left_s(self, now: datetime) -> float | None:
        """What is left of the allowance, below 0 when overdrawn; None without one."""
        if self.code.allowance_s is None or self.code.kind is BreakKind.WELLBEING:
            return None
        return self.code.allowance_s - self.used_s(now)


def break_lines(board: Board, now: datetime, rules: BreakRules) -> dict[AgentKey, BreakLine]:
    """Everybody who is on a break, in the order of the board."""
    begins = rules.day_begins(now)
    found: dict[AgentKey, BreakLine] = {}
    for key, agent in board.agents.items():
        if agent.state is AgentState.BREAK:
            found[key] = break_line(agent, begins, rules)
    return found


def break_line(agent: AgentLine, day_begins: datetime, rules: BreakRules) -> BreakLine:
    """The line of *agent*, who is on a break, in the shift that began at *day_begins*."""
    code = rules.code(agent.break_code)
    used = counted = 0.0
    for spent in agent.spent:
        if spent.state is AgentState.BREAK:
            of = rules.code(spent.break_code)
            used += spent.seconds if same_code(of) == same_code(code) else 0.0
            counted += spent.seconds if of.is_counted else 0.0
    known = (agent.break_code or "").casefold() in rules.codes
    return BreakLine(agent, code, known, used, counted, day_begins)


@dataclass(frozen=True)
class KindTime:
    """Breaks of one kind (None: codes that the centre has not set): *people* on one now, *over* of them
    beyond its limit, *used_s* person-seconds today, those under way included."""

    kind: BreakKind | None
    people: int
    over: int
    used_s: float


class BreakTimes:
    """Break time that is over, of the day by kind, kept from one board to the next: only what changed is
    added up anew. Those who have gone home are in it."""

    def __init__(self) -> None:
        self.before: dict[BreakKind | None, float] = {}
        self._known: dict[AgentKey, tuple[object, dict[BreakKind | None, float]]] = {}

    def take(self, board: Board, rules: BreakRules, changed: Iterable[AgentKey] | None = None) -> None:
        """Go on to *board*, where the agents *changed* are otherwise; None: anything may be, rules too."""
        if changed is None:
            self._known.clear()
            self.before = {}
            changed = (*board.agents, *board.parted)
        for key in changed:
            agent = board.agents.get(key) or board.parted.get(key)
            known = self._known.get(key)
            spent = agent.spent if agent is not None else ()
            if known is not None:
                if known[0] is spent:
                    continue
                self._add(known[1], -1)
            times = _by_kind(spent, rules)
            self._known[key] = (spent, times)
            self._add(times, 1)

    def _add(self, times: Mapping[BreakKind | None, float], sign: int) -> None:
        for kind, seconds in times.items():
            self.before[kind] = self.before.get(kind, 0.0) + sign * seconds


def _by_kind(spans: Iterable[Spent], rules: BreakRules) -> dict[BreakKind | None, float]:
    times: dict[BreakKind | None, float] = {}
    for spent in spans:
        if spent.state is AgentState.BREAK:
            code = rules.codes.get(spent.break_code.casefold())
            kind = code.kind if code is not None else None
            times[kind] = times.get(kind, 0.0) + spent.seconds
    return times


def kind_times(
    before: Mapping[BreakKind | None, float], lines: Iterable[BreakLine], now: datetime
) -> list[KindTime]:
    """One entry for each kind of which there was any today, in the order of BreakKind: what was over
    *before*, in seconds, and the breaks that run in *lines*."""
    people: dict[BreakKind | None, int] = {}
    over: dict[BreakKind | None, int] = {}
    used = dict(before)
    for line in lines:
        kind = line.code.kind if line.is_known else None
        people[kind] = people.get(kind, 0) + 1
        over[kind] = over.get(kind, 0) + (line.view(now).over_s is not None)
        used[kind] = used.get(kind, 0.0) + line.running_s(now)
    return [
        KindTime(kind, people.get(kind, 0), over.get(kind, 0), used.get(kind, 0.0))
        for kind in (*BreakKind, None)
        if kind in people or used.get(kind, 0.0) >= 1
    ]


def is_over(agent: AgentLine, now: datetime, rules: BreakRules) -> bool:
    """Whether *agent* is on a break beyond its limit."""
    view = on_break(agent, now, rules.codes)
    return view is not None and view.over_s is not None


@dataclass(frozen=True)
class BreakUse:
    """What an agent used of *code* in a shift that is over: so many breaks and seconds."""

    code: BreakCode
    times: int
    used_s: float

    @property
    def left_s(self) -> float | None:
        """What was left of the allowance, below 0 when it was overdrawn; None without one."""
        if self.code.allowance_s is None or self.code.kind is BreakKind.WELLBEING:
            return None
        return self.code.allowance_s - self.used_s

    @property
    def is_over(self) -> bool:
        """Whether the allowance was overdrawn."""
        return self.left_s is not None and self.left_s < 0


def break_uses(spent: Mapping[str, tuple[int, float]], rules: BreakRules) -> tuple[BreakUse, ...]:
    """What was used of each code in a shift, in the order of BreakKind; *spent* are times and seconds by the
    source's word. Words that mean the same are one code, as they share an allowance (`used_s`)."""
    found: dict[str, BreakUse] = {}
    for word, (times, seconds) in spent.items():
        code = rules.code(word)
        before = found.get(same_code(code), BreakUse(code, 0, 0.0))
        found[same_code(code)] = BreakUse(before.code, before.times + times, before.used_s + seconds)
    kinds = list(BreakKind)
    return tuple(sorted(found.values(), key=lambda use: (kinds.index(use.code.kind), use.code.code)))
