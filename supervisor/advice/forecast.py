"""Advice that can be checked: each forecast is kept with its range, and scored when its time has come.

What is foretold is the service level of the contacts that arrive in ten whole minutes, with the range that
holds four of five outcomes (`spread.py`). A forecast is scored only where what it assumed came about: as many
people as it counted on, the source heard all the time, contacts to count. Otherwise it is neither a hit nor a
miss, and says why. The share of hits should be near SHARE: far below, the ranges promise too much; far above,
they say too little.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum

import msgspec
from msgspec.structs import replace as but

from supervisor.advice.demand import Missing
from supervisor.advice.sharing import sharing
from supervisor.advice.staffing import (
    HORIZON_S,
    STAFFED,
    Ahead,
    Comparison,
    Situation,
    ahead,
    situation,
)
from supervisor.live.board import Board, QueueKey
from supervisor.live.counts import NOTHING, Counts
from supervisor.live.feed import Feed, FeedState
from supervisor.live.fold import RECENT_MINUTES
from supervisor.live.rules import CountingRules
from supervisor.wallboard.metrics import Rate, service_level

EVERY_S = 600
"""Each busy queue's next minutes are foretold so often, asked or not, so that the hit rate has substance."""
BUSY = 24  # contacts in the last half hour make a queue a busy one: some eight in ten minutes
FEWEST = 5  # contacts of a window that can be scored
SETTLES_S = 5.0  # after the last contact can have been in time, its event may still be on the way
AUTOMATIC = "automatic"


class Kind(StrEnum):
    """What was foretold."""

    OUTLOOK = "outlook"  # the next minutes as things are
    PEOPLE = "people"  # the next minutes if people come or go


class Verdict(StrEnum):
    """What became of a forecast."""

    HIT = "hit"
    MISS = "miss"
    NOT_COMPARABLE = "not_comparable"


class Because(StrEnum):
    """Why a forecast is neither hit nor miss."""

    PEOPLE = "people"  # more or fewer worked than it assumed
    GAP = "gap"  # the source was not heard all the time
    FEW = "few"  # contacts came
    DAY = "day"  # a business day ended meanwhile
    LATE = "late"  # nobody kept watch when it fell due, and the minutes are forgotten
    QUEUE = "queue"  # is gone


class Foretold(msgspec.Struct, frozen=True):
    """A service level (0 to 1) with its range, the mean wait of all, and the people it takes for granted."""

    low: float
    value: float
    high: float
    wait_s: float
    people: float


class Asked(msgspec.Struct, frozen=True):
    """The question: *people* more (negative: fewer), and who, when it was somebody by name."""

    people: int = 0
    login: str = ""


class Grounds(msgspec.Struct, frozen=True):
    """What a forecast was made from. *people* served the queue, for *people_s* seconds that day in all;
    *agents* is what they counted as."""

    arrivals_per_h: float
    handle_s: float
    patience_s: float | None
    agents: float
    people: int
    people_s: float
    shared: int
    waiting: int
    threshold_s: float
    drift: float


class Told(msgspec.Struct, frozen=True):
    """What was foretold for the contacts that arrive from *begins* until *ends*: *as_is*, and, when that was
    asked, *if_done*."""

    begins: datetime
    ends: datetime
    grounds: Grounds
    as_is: Foretold
    if_done: Foretold | None = None


class Outcome(msgspec.Struct, frozen=True):
    """What came: the service level as *part* of *whole*, and how many *people* worked on average. *done* says
    which of the two foretold was the case. *because* is set when it is not comparable."""

    part: int = 0
    whole: int = 0
    people: float | None = None
    done: bool = False
    because: Because | None = None

    @property
    def rate(self) -> Rate:
        return Rate(self.part, self.whole)


@dataclass(frozen=True)
class Forecast:
    """One piece of advice in the log; *id* is None until it is written, *outcome* until it is scored."""

    kind: Kind
    queue: QueueKey
    made_at: datetime
    due_at: datetime
    made_by: str
    asked: Asked
    told: Told
    id: int | None = None
    outcome: Outcome | None = None
    verdict: Verdict | None = None
    scored_at: datetime | None = None

    @property
    def foretold(self) -> Foretold:
        """What it is held to: what was foretold for what then was the case; until that is known, what was
        asked."""
        if self.told.if_done is not None and (self.outcome is None or self.outcome.done):
            return self.told.if_done
        return self.told.as_is


# -- making -----------------------------------------------------------------------------------------------


def to_make(board: Board, now: datetime, made: Mapping[QueueKey, datetime]) -> list[QueueKey]:
    """The busy queues whose next minutes are due to be foretold; *made* says when each was last."""
    turn = int(now.timestamp()) // EVERY_S
    minute = int(now.timestamp()) // 60 - RECENT_MINUTES
    found = []
    for key, line in board.queues.items():
        last = made.get(key)
        if line.gone:
            continue
        if last is not None and last <= now and int(last.timestamp()) // EVERY_S >= turn:
            continue  # one made later than now was made before the clock was set back: a demo begun anew
        if sum(counts.offered for at, counts in line.minutes.items() if at > minute) >= BUSY:
            found.append(key)
    return found


def outlooks(board: Board, keys: Iterable[QueueKey], now: datetime, rules: CountingRules) -> list[Forecast]:
    """The next minutes of each of *keys* as they are; those of which too little is known are left out."""
    split = sharing(board)
    found = []
    for key in keys:
        here = situation(board, key, now, rules, split)
        if isinstance(here, Missing):
            continue
        seen = ahead(here, ranged=True)
        as_is = _foretold(seen, here.people)
        if as_is is not None:
            found.append(_forecast(Kind.OUTLOOK, board, rules, here, AUTOMATIC, Asked(), as_is, None))
    return found


def if_asked(
    board: Board, asked: Comparison, rules: CountingRules, made_by: str, login: str = ""
) -> Forecast | None:
    """The forecast that a *ranged* comparison makes (`staffing.if_people_come`), for the log; None when there
    is no range to be held to."""
    here = asked.situation
    as_is = _foretold(asked.before, here.people)
    if_done = _foretold(asked.after, max(0, here.people + asked.people))
    if as_is is None or if_done is None:
        return None
    return _forecast(Kind.PEOPLE, board, rules, here, made_by, Asked(asked.people, login), as_is, if_done)


def _foretold(seen: Ahead, people: float) -> Foretold | None:
    if seen.spread is None:
        return None
    value = min(seen.spread.high, max(seen.spread.low, seen.soon.service_level))
    return Foretold(seen.spread.low, value, seen.spread.high, seen.soon.wait_s, people)


def _forecast(
    kind: Kind,
    board: Board,
    rules: CountingRules,
    here: Situation,
    made_by: str,
    asked: Asked,
    as_is: Foretold,
    if_done: Foretold | None,
) -> Forecast:
    at, measured = here.at, here.demand
    begins = at.replace(second=0, microsecond=0)
    if begins < at:
        begins += timedelta(minutes=1)
    ends = begins + timedelta(seconds=HORIZON_S)
    grounds = Grounds(
        measured.arrivals_per_h.value,
        measured.handle_s.value,
        measured.patience_s.value if measured.patience_s else None,
        here.agents,
        here.people,
        _people_s(board, here.queue, at, rules),
        here.shared,
        len(here.present.waits_s),
        here.threshold_s,
        measured.drift,
    )
    return Forecast(
        kind,
        here.queue,
        at,
        ends + timedelta(seconds=here.threshold_s + SETTLES_S),
        made_by,
        asked,
        Told(begins, ends, grounds, as_is, if_done),
    )


def _people_s(board: Board, key: QueueKey, now: datetime, rules: CountingRules) -> float:
    """Seconds that people who serve the queue have worked today in all, those who have left included."""
    begins = rules.days.begins(rules.days.day(now))
    seconds = 0.0
    for agent in (*board.agents.values(), *board.parted.values()):
        if agent.source == key[0] and key[1] in agent.queues:
            seconds += sum(spent.seconds for spent in agent.spent if spent.state in STAFFED)
            if agent.state_in(key[1]) in STAFFED:
                seconds += max(0.0, (now - max(agent.since, begins)).total_seconds())
    return seconds


# -- scoring ----------------------------------------------------------------------------------------------


def scored(
    forecast: Forecast, board: Board, feeds: Mapping[str, Feed], now: datetime, rules: CountingRules
) -> Forecast | None:
    """*forecast* with its outcome and verdict as of *now*, at or after its time; None: not yet.

    It is put off while its source is late or dead, until the minutes that it is about would be forgotten.
    """
    if now < forecast.due_at:
        return None
    told, line = forecast.told, board.queues.get(forecast.queue)
    late = now > told.ends + timedelta(minutes=RECENT_MINUTES - HORIZON_S / 60 - 1)
    feed = feeds.get(forecast.queue[0])
    if (feed is None or feed.state is not FeedState.LIVE) and not late:
        return None
    source = board.sources.get(forecast.queue[0])
    if late:
        return _closed(forecast, Outcome(because=Because.LATE), now)
    if line is None or line.gone:
        return _closed(forecast, Outcome(because=Because.QUEUE), now)
    if rules.days.day(forecast.made_at) != rules.days.day(now):
        return _closed(forecast, Outcome(because=Because.DAY), now)
    rate = window(board, forecast.queue, told.begins, told.ends, now)
    worked_s = _people_s(board, forecast.queue, now, rules) - told.grounds.people_s
    people = worked_s / (now - forecast.made_at).total_seconds()
    outcome = Outcome(rate.part, rate.whole, people)
    if source is None or not source.up or source.since > forecast.made_at:
        return _closed(forecast, but(outcome, because=Because.GAP), now)
    if rate.whole < FEWEST:
        return _closed(forecast, but(outcome, because=Because.FEW), now)
    near = {
        done: abs(people - foretold.people)
        for done, foretold in ((True, told.if_done), (False, told.as_is))
        if foretold is not None and abs(people - foretold.people) <= allowed(foretold.people)
    }
    if not near:
        return _closed(forecast, but(outcome, because=Because.PEOPLE), now)
    return _closed(forecast, but(outcome, done=min(near, key=near.__getitem__)), now)


def allowed(people: float) -> float:
    """How many people more or fewer than assumed leave a forecast comparable: one, of many a tenth."""
    return max(1.0, people / 10)


def window(board: Board, key: QueueKey, begins: datetime, ends: datetime, now: datetime) -> Rate:
    """The service level of those who arrived in the whole minutes from *begins* until *ends*, as of *now*."""
    line = board.queues[key]
    first, until = int(begins.timestamp()) // 60, int(ends.timestamp()) // 60
    counts: Counts = sum(
        (found for minute, found in line.minutes.items() if first <= minute < until), NOTHING
    )
    in_time_since = now - timedelta(seconds=line.threshold_s)
    late = sum(
        contact.since < in_time_since and first <= int(contact.since.timestamp()) // 60 < until
        for contact in line.waiting
    )
    return service_level(counts, late)


def _closed(forecast: Forecast, outcome: Outcome, now: datetime) -> Forecast:
    closed = replace(forecast, outcome=outcome, verdict=Verdict.NOT_COMPARABLE, scored_at=now)
    level = outcome.rate.value
    if outcome.because is not None or level is None:
        return closed
    foretold = closed.foretold
    inside = foretold.low - 1e-9 <= level <= foretold.high + 1e-9
    return replace(closed, verdict=Verdict.HIT if inside else Verdict.MISS)


@dataclass(frozen=True)
class HitRate:
    """How often the forecasts of one kind came out within their range: *rate* knows its counts and Wilson's
    interval. *error* is the mean of foretold − came, *miss* the mean distance, both as shares, over the
    contacts of the comparable ones (None without any): a window in which few came says little. *left_out*
    counts the others by reason, *open* those still to come."""

    kind: Kind
    rate: Rate
    error: float | None
    miss: float | None
    left_out: Mapping[Because, int] = field(default_factory=dict)
    open: int = 0


def hit_rates(forecasts: Iterable[Forecast]) -> dict[Kind, HitRate]:
    """The hit rate of each kind that there is any forecast of."""
    kept: dict[Kind, list[Forecast]] = {}
    for forecast in forecasts:
        kept.setdefault(forecast.kind, []).append(forecast)
    found = {}
    for kind in Kind:
        if kind not in kept:
            continue
        errors: list[tuple[float, int]] = []  # and over how many contacts
        left_out: dict[Because, int] = {}
        hits = 0
        for forecast in kept[kind]:
            outcome = forecast.outcome
            if outcome is None:
                continue
            level = outcome.rate.value
            if outcome.because is not None or level is None:
                because = outcome.because or Because.FEW
                left_out[because] = left_out.get(because, 0) + 1
                continue
            hits += forecast.verdict is Verdict.HIT
            errors.append((forecast.foretold.value - level, outcome.whole))
        contacts = sum(whole for _, whole in errors)
        found[kind] = HitRate(
            kind,
            Rate(hits, len(errors)),
            math.fsum(error * whole for error, whole in errors) / contacts if contacts else None,
            math.fsum(abs(error) * whole for error, whole in errors) / contacts if contacts else None,
            left_out,
            sum(forecast.outcome is None for forecast in kept[kind]),
        )
    return found
