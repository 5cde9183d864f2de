"""One day of the demo's past, drawn: contacts, rings and agents' time, as its telephone system would tell.

The live day is simulated contact by contact, which takes seconds; three months of it would take minutes. Here
the roster is the same, and contacts follow one another in each agent's time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import count
from math import log
from random import Random

from supervisor.clock import BusinessDays
from supervisor.demo.weaknesses import MENDED_SHARE, MENDED_TYPE, OUTAGE_WAITS, TYPES, Past, Traits
from supervisor.events import Channel, EndedBy
from supervisor.facts.agent_time import Span, State
from supervisor.facts.contact import Entry, Outcome, Ring
from supervisor.settings.breaks import BreakKind
from supervisor.sources.simulated.arrivals import LEVEL_SHARE, curve, is_open
from supervisor.sources.simulated.centre import BREAK_CODES, QUEUE_OF, QUEUES, QueuePlan
from supervisor.sources.simulated.people import Agent
from supervisor.sources.simulated.roster import DayFrame, Duty, roster

OCCUPANCY = 0.80
TALK_SPREAD = 0.62  # of the logarithm
HOLD_S = 52.0
RING_MS = (2_000, 9_000)
RONA = 0.012  # rings not answered, of contacts answered
ABANDONED = 0.045  # of contacts answered, in the quiet hours
TIMED_OUT = 0.006
QUICK = 0.72  # share of contacts that find somebody free

_TALK_OF_TYPE = {"tariff": 1.0, "bill": 0.85, "fault": 1.25, "device": 1.1, "contract": 1.3, "other": 0.8}
_MIX_OF_QUEUE: dict[str, tuple[float, ...]] = {  # in the order of TYPES
    "billing": (0.25, 0.45, 0.04, 0.05, 0.06, 0.15),
    "plans": (0.45, 0.12, 0.04, 0.09, 0.22, 0.08),
    "broadband": (0.06, 0.08, 0.62, 0.12, 0.05, 0.07),
    "tech": (0.04, 0.04, 0.55, 0.27, 0.03, 0.07),
    "complaints": (0.22, 0.28, 0.24, 0.08, 0.10, 0.08),
    "vip": (0.26, 0.22, 0.16, 0.14, 0.12, 0.10),
    "business": (0.20, 0.22, 0.24, 0.10, 0.16, 0.08),
    "porting": (0.22, 0.10, 0.04, 0.06, 0.50, 0.08),
    "roaming": (0.46, 0.22, 0.10, 0.08, 0.06, 0.08),
    "night": (0.14, 0.16, 0.40, 0.10, 0.06, 0.14),
    "webchat": (0.28, 0.26, 0.14, 0.12, 0.10, 0.10),
    "messenger": (0.30, 0.24, 0.12, 0.14, 0.08, 0.12),
}
_KINDS = tuple(TYPES)


@dataclass(frozen=True)
class DrawnDay:
    """What the telephone system tells of one business day."""

    day: date
    entries: tuple[Entry, ...]
    rings: tuple[Ring, ...]
    spans: tuple[Span, ...]


def drawn_day(
    agents: Sequence[Agent], past: Past, days: BusinessDays, day: date, *, seed: int, language: str
) -> DrawnDay:
    """The business day *day*: the same for the same arguments."""
    rng = Random(f"{seed}:{day}:past")
    frame = DayFrame(days, day)
    duties = roster(agents, frame, seed)
    entries: list[Entry] = []
    rings: list[Ring] = []
    spans: list[Span] = []
    numbers = count(1)
    for agent, duty in zip(agents, duties, strict=True):
        if duty is None or not past.works(agent, day):
            continue
        login, traits = past.login(agent, day), past.traits(agent, day)
        free = _time(login, duty, traits, frame, spans, language)
        for lane in range(agent.team.chats_at_once):
            _contacts(agent, login, traits, free, frame, rng, entries, rings, numbers, language, lane)
    _unanswered(entries, past.is_outage(day), frame, rng, numbers)
    if past.is_mended(day):
        entries, rings = _without_mended(entries, rings, Random(f"{seed}:{day}:mended"), language)
    entries.sort(key=lambda entry: entry.entered_ms)
    return DrawnDay(day, tuple(entries), tuple(rings), tuple(spans))


def _without_mended(
    entries: list[Entry], rings: list[Ring], rng: Random, language: str
) -> tuple[list[Entry], list[Ring]]:
    """All but those that nobody has a reason for any more; every other contact is as it would have been."""
    about = TYPES[MENDED_TYPE][language]
    kept = [entry for entry in entries if entry.type != about or rng.random() >= MENDED_SHARE]
    there = {entry.contact for entry in kept}
    return kept, [ring for ring in rings if ring.contact in there]


_Free = list[tuple[int, int]]  # stretches in which contacts are taken, POSIX ms


def _time(login: str, duty: Duty, traits: Traits, frame: DayFrame, spans: list[Span], language: str) -> _Free:
    begins, ends = max(duty.begins, frame.begins), min(duty.ends, frame.ends)
    spans.append(Span(login, State.SIGNED_IN, begins, ends))
    free: _Free = []
    at = begins
    for planned in duty.breaks:
        own = planned.kind in (BreakKind.BREAK, BreakKind.MEAL)
        length = round(planned.length * (traits.breaks if own else 1.0))
        start, end = max(at, planned.at), min(ends, max(at, planned.at) + length)
        if end <= start:
            continue
        if start > at:
            free.append((at, start))
        spans.append(Span(login, State.BREAK, start, end, code=BREAK_CODES[planned.kind][language]))
        at = end
    if ends > at:
        free.append((at, ends))
    return free


def _contacts(
    agent: Agent,
    login: str,
    traits: Traits,
    free: _Free,
    frame: DayFrame,
    rng: Random,
    entries: list[Entry],
    rings: list[Ring],
    numbers: Iterator[int],
    language: str,
    lane: int,
) -> None:
    """The contacts that the agent (in one of several places for chats) answers one after another."""
    for begins, ends in free:
        at = begins + int(rng.expovariate(1 / 30_000)) + lane * 40_000
        while at < ends:
            plan = _queue(agent, frame.hour(at), rng)
            if plan is None:
                at += 600_000
                continue
            kind = _kind(plan, traits, rng)
            mean_s = plan.talk_s * agent.pace * traits.talk * _TALK_OF_TYPE[kind]
            talk_s = max(4.0, rng.lognormvariate(log(mean_s) - TALK_SPREAD**2 / 2, TALK_SPREAD))
            held = plan.channel is Channel.VOICE and rng.random() < traits.hold
            hold_s = rng.expovariate(1 / HOLD_S) + 5 if held else 0.0
            acw_s = rng.gammavariate(2.0, plan.after_contact_s * traits.after_contact / 2)
            ring_ms = rng.randrange(*RING_MS)
            answered = at + ring_ms
            ended = answered + int((talk_s + hold_s) * 1000)
            if ended > ends and ended - ends > 600_000:
                break
            busy = rng.random() >= QUICK
            wait_ms = ring_ms + (int(rng.expovariate(1 / 24_000)) if busy else 0)
            wait_ms = min(wait_ms, answered - frame.begins)  # nobody came yesterday
            entered = answered - wait_ms
            number = next(numbers)
            if rng.random() < RONA:
                rang = entered + (wait_ms - ring_ms)
                rings.append(
                    Ring(f"{entered // 1000}.{number}", plan.names[language], login, rang, 15.0, "no_answer")
                )
                answered, ended = answered + 15_000, ended + 15_000
                wait_ms += 15_000
            by = rng.random()
            ended_by = EndedBy.TRANSFER if by < 0.03 else EndedBy.AGENT if by < 0.35 else EndedBy.CUSTOMER
            entries.append(
                Entry(
                    f"{entered // 1000}.{number}",
                    plan.names[language],
                    entered,
                    Outcome.ANSWERED,
                    answered,
                    wait_ms / 1000,
                    login,
                    ring_ms / 1000,
                    round(talk_s, 1),
                    round(hold_s, 1),
                    round(acw_s, 1),
                    ended,
                    ended_by.value,
                    number=_number(rng),
                    channel=plan.channel.value,
                    type=TYPES[kind][language],
                    over=True,
                )
            )
            handled = ended - answered + int(acw_s * 1000)
            share = min(0.95, OCCUPANCY * (0.72 + 0.42 * curve(frame.hour(at))))
            idle = rng.expovariate(share / (handled * (1 - share)))
            at = ended + int(acw_s * 1000) + int(idle) + 1_000


def _queue(agent: Agent, hour: float, rng: Random) -> QueuePlan | None:
    served = [key for key in agent.queues if is_open(QUEUE_OF[key], hour)]
    if not served:
        return None
    shares = LEVEL_SHARE[: len(served)]
    at = rng.random() * sum(shares)
    for key, share in zip(served, shares, strict=True):
        at -= share
        if at < 0:
            return QUEUE_OF[key]
    return QUEUE_OF[served[-1]]


def _kind(plan: QueuePlan, traits: Traits, rng: Random) -> str:
    shares = [
        share * traits.mix.get(kind, 1.0) for kind, share in zip(_KINDS, _MIX_OF_QUEUE[plan.key], strict=True)
    ]
    at = rng.random() * sum(shares)
    for kind, share in zip(_KINDS, shares, strict=True):
        at -= share
        if at < 0:
            return kind
    return _KINDS[-1]


def _number(rng: Random) -> str:
    return f"1{rng.randrange(30, 99)}{rng.randrange(10**8):08d}"


def _unanswered(
    entries: list[Entry], outage: bool, frame: DayFrame, rng: Random, numbers: Iterator[int]
) -> None:
    """Those whom nobody answered: more in the busy hours, and in the month of the outage."""
    names = {name: plan for plan in QUEUES for name in plan.names.values()}
    more = OUTAGE_WAITS if outage else 1.0
    for entry in entries[:]:
        plan = names[entry.queue]
        busy = curve(frame.hour(entry.entered_ms)) ** 2
        at = rng.random()
        gave_up = ABANDONED * more * (0.4 + busy)
        if at >= gave_up + TIMED_OUT * more:
            if outage and entry.wait_s is not None and entry.wait_s > 10:
                late = int(entry.wait_s * 1000 * (more - 1) * rng.random())
                late = min(late, entry.entered_ms - frame.begins)  # nobody came yesterday
                entry.entered_ms -= late
                entry.wait_s += late / 1000
            continue
        entered = entry.entered_ms + rng.randrange(60_000)
        limit_s = plan.longest_wait_s
        wait_s = min(rng.expovariate(3 / plan.patience_s) + 1.0, limit_s)
        outcome = Outcome.ABANDONED
        if at >= gave_up:
            wait_s, outcome = limit_s, Outcome.TIMED_OUT
        left = entered + int(wait_s * 1000)
        entries.append(
            Entry(
                f"{entered // 1000}.{next(numbers)}",
                entry.queue,
                entered,
                outcome,
                left,
                wait_s,
                ended_ms=left,
                number=_number(rng),
                channel=entry.channel,
                type=entry.type,
                over=True,
            )
        )
