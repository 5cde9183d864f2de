"""What is wrong in the demo centre's past, and with whom: written down in docs/demo.md, so that every screen
that looks for it has something true to find.

Everything here is relative to the demo's present day, so a demo of any day has the same past.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from supervisor.sources.simulated.people import Agent

TYPES: dict[str, dict[str, str]] = {
    "tariff": {"zh_CN": "资费", "en": "Tariff"},
    "bill": {"zh_CN": "账单", "en": "Bill"},
    "fault": {"zh_CN": "故障", "en": "Fault"},
    "device": {"zh_CN": "终端", "en": "Device"},
    "contract": {"zh_CN": "合约变更", "en": "Contract"},
    "other": {"zh_CN": "其他", "en": "Other"},
}
"""Types of contact, in the words that the demo's telephone system would use."""


@dataclass(frozen=True)
class Traits:
    """How an agent's contacts go on a day, beside the usual: factors (1) and points to add (0)."""

    talk: float = 1.0
    hold: float = 0.2  # share of contacts put on hold
    after_contact: float = 1.0
    resolved: float = 0.0
    resolved_of: Mapping[str, float] = field(default_factory=dict)  # by type
    satisfied: float = 0.0
    complaints: float = 1.0
    orders: float = 1.0
    breaks: float = 1.0
    fatal: float = 0.03  # share of quality forms with a fatal error
    mix: Mapping[str, float] = field(default_factory=dict)  # factors on the shares of types


@dataclass(frozen=True)
class Weakness:
    """One agent's own: the *nth* of *team*."""

    team: str
    nth: int
    traits: Traits
    words: str  # for docs/demo.md and tests


SINGLE: tuple[Weakness, ...] = (
    Weakness("billing1", 0, Traits(talk=1.30), "talks 30 % longer on every type of contact"),
    Weakness(
        "billing1",
        1,
        Traits(talk=0.72, after_contact=0.7, resolved=-0.08),
        "hurries, and customers call again",
    ),
    Weakness("complaints", 0, Traits(after_contact=2.4), "needs 2.4 times as long after the contact"),
    Weakness("plans", 0, Traits(orders=2.3), "opens 2.3 times as many work orders"),
    Weakness("plans", 1, Traits(satisfied=-0.20), "leaves a fifth fewer customers satisfied"),
    Weakness("online", 0, Traits(satisfied=-0.16), "leaves a sixth fewer customers satisfied"),
    Weakness("online", 1, Traits(complaints=5.0), "draws five times as many complaints"),
    Weakness("key_accounts", 0, Traits(breaks=2.2), "is on breaks more than twice as long"),
    Weakness("night", 0, Traits(fatal=0.35), "makes a fatal error in a third of the quality forms"),
)

HARD_MIX = Weakness(
    "billing1",
    2,
    Traits(talk=0.90, mix={"fault": 6.0, "contract": 6.0, "bill": 0.3, "other": 0.4}),
    "gets the hard contacts: slow by the raw mean, quicker than most on each type",
)
"""No weakness at all, although raw figures say so."""

SHARED_TEAMS = ("broadband", "tech")
SHARED_TYPE = "fault"
SHARED_SINCE_DAYS = 70
SHARED = Traits(hold=0.38, resolved_of={SHARED_TYPE: -0.12})
"""What the two teams of broadband and technical support share since SHARED_SINCE_DAYS: an outdated article
about faults, so that they search on hold and customers call again."""

NEW = (("billing2", 0), ("billing2", 1), ("billing2", 2), ("plans", 2), ("plans", 3))
NEW_DAYS = 40
NEW_EXTRA = 0.5  # of the talk time on the first day,
NEW_HALF_WEEKS = 3.0  # halved in so many weeks

MENDED_TYPE = "device"
MENDED_DAYS = 45
MENDED_SHARE = 0.35
"""So many contacts of a type come no longer since a department mended what they were about: the issue whose
effect shows."""

COURSE_THAT_HELPED = ("plans", range(6, 14), 35, 0.06)
"""Team, members, days ago, and how much more of their contacts about tariffs are resolved since."""

COURSE_THAT_DID_NOT = ("billing1", range(6, 12), 42)

OUTAGE_TALK, OUTAGE_SATISFIED, OUTAGE_RESOLVED = 1.10, -0.07, -0.04
OUTAGE_COMPLAINTS, OUTAGE_WAITS = 2.2, 2.5

SECOND_LOGIN = ("key_accounts", 2, "7001")
"""Works under a second login every fifth day."""

TRANSFERRED = ("billing1", 3, "plans", 30)
"""Came from the team *plans* so many days ago."""

PREDECESSOR_DAYS = 52
"""Until then the login of the first of NEW belonged to somebody who bears the name of a colleague."""


class Past:
    """Who has which traits on which day, for the people of one demo whose present day is *today*."""

    def __init__(self, agents: Sequence[Agent], today: date) -> None:
        self.today = today
        self._places: dict[str, tuple[str, int]] = {}
        counts: dict[str, int] = {}
        for agent in agents:
            nth = counts.get(agent.team.key, 0)
            counts[agent.team.key] = nth + 1
            self._places[agent.login] = agent.team.key, nth
        self._single = {(weak.team, weak.nth): weak.traits for weak in (*SINGLE, HARD_MIX)}

    @property
    def begins(self) -> date:
        """The first day of the past: that of the month three before the present one."""
        return _months_before(self.today, 3)

    def is_outage(self, day: date) -> bool:
        """Whether *day* lies in the month in which everybody suffers: the last but one."""
        return _months_before(self.today, 2) <= day < _months_before(self.today, 1)

    def is_mended(self, day: date) -> bool:
        """Whether on *day* the share of contacts about MENDED_TYPE comes no longer."""
        return (self.today - day).days <= MENDED_DAYS

    def place(self, agent: Agent) -> tuple[str, int]:
        """The agent's team, and the how manieth of it."""
        return self._places[agent.login]

    def traits(self, agent: Agent, day: date) -> Traits:
        """How the agent's contacts go on *day*."""
        team, nth = self.place(agent)
        traits = self._single.get((team, nth), Traits())
        if traits.talk != 1.0:  # a pace of their own would hide it, or make it what it is not
            traits = replace(traits, talk=traits.talk / agent.pace)
        ago = (self.today - day) / timedelta(days=1)
        if team in SHARED_TEAMS and ago <= SHARED_SINCE_DAYS:
            traits = replace(traits, hold=SHARED.hold, resolved_of=SHARED.resolved_of)
        if (team, nth) in NEW:
            weeks = max(0.0, NEW_DAYS - ago) / 7
            traits = replace(traits, talk=traits.talk * (1 + NEW_EXTRA * 2 ** (-weeks / NEW_HALF_WEEKS)))
        helped, members, days_ago, points = COURSE_THAT_HELPED
        if team == helped and nth in members and ago < days_ago:
            better = {**traits.resolved_of, "tariff": traits.resolved_of.get("tariff", 0.0) + points}
            traits = replace(traits, resolved_of=better)
        if self.is_outage(day):
            traits = replace(
                traits,
                talk=traits.talk * OUTAGE_TALK,
                satisfied=traits.satisfied + OUTAGE_SATISFIED,
                resolved=traits.resolved + OUTAGE_RESOLVED,
                complaints=traits.complaints * OUTAGE_COMPLAINTS,
            )
        return traits

    def works(self, agent: Agent, day: date) -> bool:
        """Whether somebody works under the agent's login on *day* at all."""
        team, nth = self.place(agent)
        if (team, nth) not in NEW:
            return True
        ago = (self.today - day) / timedelta(days=1)
        return ago <= NEW_DAYS or ((team, nth) == NEW[0] and ago > PREDECESSOR_DAYS)

    def login(self, agent: Agent, day: date) -> str:
        """The login that the agent works under on *day*."""
        team, nth, second = SECOND_LOGIN
        return second if self.place(agent) == (team, nth) and day.toordinal() % 5 == 0 else agent.login


def _months_before(day: date, count: int) -> date:
    month = day.year * 12 + day.month - 1 - count
    return date(month // 12, month % 12 + 1, 1)
