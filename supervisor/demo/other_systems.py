"""What the demo's other systems would tell of a day: surveys, the customer system, the roster."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from random import Random

from supervisor.demo.drawn import DrawnDay
from supervisor.demo.people import SKILL_OF_QUEUE, SKILLS, Colleague
from supervisor.demo.weaknesses import TYPES, Past, Traits
from supervisor.events import Channel
from supervisor.facts.agent_time import State
from supervisor.facts.contact import Entry, Outcome
from supervisor.sources.simulated.centre import QUEUES

KNOWN_CUSTOMERS = 0.62  # of contacts answered: whose return would be seen
RESOLVED = {"tariff": 0.88, "bill": 0.90, "fault": 0.82, "device": 0.86, "contract": 0.87, "other": 0.92}
ORDERS = {"tariff": 0.03, "bill": 0.05, "fault": 0.30, "device": 0.08, "contract": 0.12, "other": 0.04}
COMPLAINTS = 0.003  # of contacts answered
UPHELD = 0.45
INVITED = 0.35
REPLIED = {Channel.VOICE: 0.07, Channel.CHAT: 0.22, Channel.MESSENGER: 0.20, Channel.EMAIL: 0.1}
SATISFIED = {Channel.VOICE: 0.87, Channel.CHAT: 0.90, Channel.MESSENGER: 0.91, Channel.EMAIL: 0.85}
CREDITED = (("billing1", 4), ("online", 2))  # who teach, an hour and a half a day
CREDITED_S = 5_400.0

_KIND = {word: kind for kind, words in TYPES.items() for word in words.values()}
_PLAN = {name: queue for queue in QUEUES for name in queue.names.values()}


@dataclass(frozen=True)
class Counted:
    """Counts of one person on the day, at a system other than the telephone's."""

    system: str
    number: str  # the employee's
    channel: str = ""
    skill: str = ""
    type: str = ""
    counts: dict[str, float] = field(default_factory=dict)


def counted_elsewhere(
    drawn: DrawnDay, people: Sequence[Colleague], past: Past, *, seed: int, language: str
) -> tuple[Counted, ...]:
    """What the other systems tell of the day *drawn*."""
    rng = Random(f"{seed}:{drawn.day}:elsewhere")
    answered: dict[str, list[Entry]] = defaultdict(list)
    for entry in drawn.entries:
        if entry.outcome is Outcome.ANSWERED:
            answered[entry.login].append(entry)
    present = {
        span.login: (span.ended_ms or span.began_ms) - span.began_ms
        for span in drawn.spans
        if span.state is State.SIGNED_IN
    }
    found: list[Counted] = []
    for colleague in people:
        login = past.login(colleague.agent, drawn.day)
        if login not in present or drawn.day < colleague.joined:
            continue
        traits, own = past.traits(colleague.agent, drawn.day), answered[login]
        found += _customers(colleague, own, traits, rng, language)
        found += _surveys(colleague, own, traits, rng)
        found.append(_roster(colleague, past, present[login] / 1000, traits, rng))
    return tuple(found)


def _customers(
    colleague: Colleague, answered: Sequence[Entry], traits: Traits, rng: Random, language: str
) -> list[Counted]:
    sums: dict[tuple[str, str, str], dict[str, float]] = {}
    for entry in answered:
        kind = _KIND[entry.type]
        skill = SKILLS[SKILL_OF_QUEUE[_PLAN[entry.queue].key]][language]
        names = ("n_fcr_eligible", "n_fcr_ok", "n_dispatch", "n_complaint", "n_complaint_valid")
        counts = sums.setdefault((entry.channel, skill, entry.type), dict.fromkeys(names, 0))
        if rng.random() < KNOWN_CUSTOMERS:
            counts["n_fcr_eligible"] += 1
            chance = RESOLVED[kind] + traits.resolved + traits.resolved_of.get(kind, 0.0)
            counts["n_fcr_ok"] += rng.random() < chance
        counts["n_dispatch"] += rng.random() < ORDERS[kind] * traits.orders
        if rng.random() < COMPLAINTS * traits.complaints:
            counts["n_complaint"] += 1
            counts["n_complaint_valid"] += rng.random() < UPHELD
    return [Counted("crm", colleague.number, *key, counts=counts) for key, counts in sums.items()]


def _surveys(colleague: Colleague, answered: Sequence[Entry], traits: Traits, rng: Random) -> list[Counted]:
    sums: dict[str, dict[str, float]] = {}
    names = ("n_survey_sent", "n_survey", "n_csat_top2", "csat_sum", "csat_s2", "n_nps", "n_promoter")
    for entry in answered:
        if rng.random() >= INVITED:
            continue
        channel = Channel(entry.channel)
        counts = sums.setdefault(
            entry.channel,
            dict.fromkeys((*names, "n_detractor", "n_fcr_asked", "n_fcr_asked_ok"), 0),
        )
        counts["n_survey_sent"] += 1
        if rng.random() >= REPLIED[channel]:
            continue
        good = rng.random() < SATISFIED[channel] + traits.satisfied
        score = (5 if rng.random() < 0.7 else 4) if good else rng.choice((1, 2, 2, 3, 3))
        counts["n_survey"] += 1
        counts["n_csat_top2"] += good
        counts["csat_sum"] += score
        counts["csat_s2"] += score * score
        counts["n_nps"] += 1
        counts["n_promoter"] += score == 5 and rng.random() < 0.75
        counts["n_detractor"] += score <= 2
        counts["n_fcr_asked"] += 1
        counts["n_fcr_asked_ok"] += rng.random() < (0.88 if good else 0.35)
    return [Counted("survey", colleague.number, channel, counts=counts) for channel, counts in sums.items()]


def _roster(colleague: Colleague, past: Past, present_s: float, traits: Traits, rng: Random) -> Counted:
    scheduled = present_s - 600
    kept = min(0.99, rng.gauss(0.94, 0.02)) - (0.06 if traits.breaks > 1 else 0.0)
    counts = {"paid_s": present_s + 900, "scheduled_s": scheduled, "adhered_s": round(scheduled * kept)}
    if past.place(colleague.agent) in CREDITED:
        counts["credited_s"] = CREDITED_S
    return Counted("roster", colleague.number, counts=counts)
