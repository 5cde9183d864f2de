"""Who may go on a break now, by the centre's own rules, and why somebody may not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from enum import StrEnum

import msgspec

from supervisor.events import AgentState
from supervisor.live.board import AgentLine, Board
from supervisor.settings.breaks import BreakCode, BreakKind
from supervisor.wallboard.break_rules import Blocked, BreakRules
from supervisor.wallboard.break_time import left_s, same_code
from supervisor.words import _, clock_time, duration, language, ngettext

_BUSY = frozenset({AgentState.RINGING, AgentState.HANDLING, AgentState.AFTER_CONTACT})
_HERE = _BUSY | {AgentState.READY}
_SOON_S = 7200.0  # a blocked time beyond is no bound for a break that nothing else bounds


class Reason(StrEnum):
    """Why somebody may not go."""

    NOT_HERE = "not_here"  # not signed in, or nobody knows
    ON_BREAK = "on_break"  # already, or as soon as the contact is over
    BLOCKED = "blocked"  # no such break may begin now
    TEAM_FULL = "team_full"  # so many of the team are on breaks that count
    CODE_FULL = "code_full"  # so many of the team are on this very break
    USED_UP = "used_up"  # the allowance of the shift


class Refusal(msgspec.Struct, frozen=True, gc=False):
    """One reason, with its facts: *until* when it holds, where that is known; *cap*, who is *away* of the
    team; the *shift_change* that blocks; the allowance and what was *used_s* of it."""

    reason: Reason
    until: datetime | None = None
    shift_change: datetime | None = None
    team: str = ""
    cap: int = 0
    away: tuple[str, ...] = ()
    allowance_s: float = 0.0
    used_s: float = 0.0

    def said(self, zone: tzinfo) -> str:
        """The reason as one sentence; times of day are those of *zone*."""
        match self.reason:
            case Reason.NOT_HERE:
                return _("Is not signed in.")
            case Reason.ON_BREAK:
                return _("Is on a break already, or goes on one after this contact.")
            case Reason.BLOCKED if self.shift_change is not None:
                return _("No breaks until {time}: shift change {change}.").format(
                    time=clock_time(self.until, zone), change=clock_time(self.shift_change, zone)
                )
            case Reason.BLOCKED:
                return _("No breaks until {time}: blocked time.").format(time=clock_time(self.until, zone))
            case Reason.TEAM_FULL:
                said = ngettext(
                    "{away} of {team} is on a break; one at once is allowed.",
                    "{away} of {team} are on breaks; {cap} at once are allowed.",
                    self.cap,
                )
                return self._away(said)
            case Reason.CODE_FULL:
                said = ngettext(
                    "{away} of {team} is on this break; one at once is allowed.",
                    "{away} of {team} are on this break; {cap} at once are allowed.",
                    self.cap,
                )
                return self._away(said)
            case Reason.USED_UP:
                return _("Has used {used} of the {allowance} allowed in a shift.").format(
                    used=duration(self.used_s), allowance=duration(self.allowance_s)
                )

    def _away(self, said: str) -> str:
        between = "、" if language().startswith("zh") else ", "
        return said.format(away=between.join(self.away), team=self.team, cap=self.cap)


@dataclass(frozen=True)
class Permission:
    """Whether an agent may go on a break now, and for how long.

    *longest_s* is the least of the code's limit, what is left of the allowance, and the time until no break
    may be on; None when nothing bounds it. *back_by* is set when a blocked time is what bounds it.
    *after_contact*: the agent has a contact, and goes when it is over.
    """

    refusals: tuple[Refusal, ...] = ()
    longest_s: float | None = None
    back_by: datetime | None = None
    after_contact: bool = False

    @property
    def allowed(self) -> bool:
        return not self.refusals


class Gate:
    """Decides for everybody on *board* when the clock reads *now*.

    Who of a team is away is counted once: on a break in some queue at least, or going on one after the
    present contact. A team is people, whatever their source; who has no team stands under no cap. Wellbeing
    is in no count.
    """

    def __init__(self, board: Board, now: datetime, rules: BreakRules) -> None:
        self.now = now
        self.rules = rules
        self._counted: dict[str, list[str]] = {}
        self._of_code: dict[tuple[str, str], list[str]] = {}
        self._blocked: dict[str, tuple[Blocked | None, Blocked | None]] = {}
        for agent in board.agents.values():
            if is_away(agent):
                self.went(agent, rules.code(agent.break_code))

    def went(self, agent: AgentLine, code: BreakCode) -> None:
        """Count *agent* among those who are away, on a break of *code*."""
        if code.kind is BreakKind.WELLBEING or not agent.team:
            return
        name = agent.name or agent.login
        self._of_code.setdefault((agent.team, same_code(code)), []).append(name)
        if code.is_counted:
            self._counted.setdefault(agent.team, []).append(name)

    def away(self, team: str) -> tuple[str, ...]:
        """Who of *team* is on a break that counts, or goes on one next."""
        return tuple(self._counted.get(team, ()))

    def may_go(self, agent: AgentLine, code: BreakCode) -> Permission:
        """Whether *agent* may go on a break of *code* now, with all reasons if not.

        Wellbeing may be taken by whoever is here, at any time: no cap, no blocked time, no allowance.
        """
        after_contact = agent.state in _BUSY
        if is_away(agent):
            return Permission((Refusal(Reason.ON_BREAK),), after_contact=after_contact)
        if agent.state not in _HERE:
            return Permission((Refusal(Reason.NOT_HERE),))
        if code.kind is BreakKind.WELLBEING:
            return Permission(after_contact=after_contact)
        blocked, coming = self._stretches(code)
        refusals: list[Refusal] = []
        if blocked is not None:
            nearest = min(blocked.shift_changes, key=lambda at: abs(at - self.now), default=None)
            refusals.append(Refusal(Reason.BLOCKED, blocked.ends, nearest))
        refusals += self._full(agent.team, code)
        left = left_s(agent, code, self.now, self.rules)
        if left is not None and left <= 0 and code.allowance_s is not None:
            used = code.allowance_s - left
            refusals.append(Refusal(Reason.USED_UP, allowance_s=code.allowance_s, used_s=used))
        longest, back_by = self._bounds(code, left, coming)
        return Permission(tuple(refusals), longest, back_by, after_contact)

    def _bounds(
        self, code: BreakCode, left: float | None, coming: Blocked | None
    ) -> tuple[float | None, datetime | None]:
        bounds = [float(bound) for bound in (code.limit_s, left) if bound is not None]
        longest = max(0.0, min(bounds)) if bounds else None
        if coming is None:
            return longest, None
        until_s = (coming.begins - self.now).total_seconds()
        if until_s < (_SOON_S if longest is None else longest):
            return until_s, coming.begins
        return longest, None

    def _full(self, team: str, code: BreakCode) -> list[Refusal]:
        found = []
        cap = self.rules.team_cap
        if team and code.is_counted and cap is not None and len(self.away(team)) >= cap:
            found.append(Refusal(Reason.TEAM_FULL, team=team, cap=cap, away=self.away(team)))
        if team and code.team_cap is not None:
            on_it = tuple(self._of_code.get((team, same_code(code)), ()))
            if len(on_it) >= code.team_cap:
                found.append(Refusal(Reason.CODE_FULL, team=team, cap=code.team_cap, away=on_it))
        return found

    def _stretches(self, code: BreakCode) -> tuple[Blocked | None, Blocked | None]:
        """The blocked time that holds *now*, and the next one when there is none."""
        found = self._blocked.get(code.code)
        if found is None:
            blocked = self.rules.blocked(code, self.now)
            coming = self.rules.next_blocked(code, self.now) if blocked is None else None
            found = self._blocked[code.code] = (blocked, coming)
        return found


def may_go(agent: AgentLine, code: BreakCode, board: Board, now: datetime, rules: BreakRules) -> Permission:
    """Whether *agent* may go on a break of *code* now; ask a `Gate` for more than one."""
    return Gate(board, now, rules).may_go(agent, code)


def is_away(agent: AgentLine) -> bool:
    """Whether *agent* is on a break, in some queue at least, or has asked for one."""
    if agent.state is AgentState.BREAK:
        return True
    return agent.break_code is not None and agent.state in _BUSY
