"""What one agent's cell says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from supervisor.events import AgentState
from supervisor.live.board import AgentKey, AgentLine
from supervisor.live.feed import Feed, FeedState
from supervisor.settings.breaks import BreakCode, BreakKind
from supervisor.wallboard.breaks import on_break
from supervisor.words import DASH, _, duration, language, ngettext, pgettext
from ui.wallboard.definitions import true_at
from ui.widgets.signs import Sign

SIGN_OF: dict[AgentState, Sign] = {
    AgentState.READY: Sign.DISC,
    AgentState.RINGING: Sign.RINGING,
    AgentState.HANDLING: Sign.HALF,
    AgentState.AFTER_CONTACT: Sign.QUARTER,
    AgentState.BREAK: Sign.CUP,
    AgentState.OFFLINE: Sign.RING,
    AgentState.UNKNOWN: Sign.UNKNOWN,
}


@dataclass(frozen=True)
class CellView:
    """One agent's cell but for its running time; *quiet* agents are not signed in."""

    key: AgentKey
    name: str
    sign: Sign
    doing: str
    live: bool
    quiet: bool


def state_word(state: AgentState) -> str:
    """What an agent is doing, in one or two words."""
    return {
        AgentState.READY: pgettext("agent", "ready"),
        AgentState.RINGING: pgettext("agent", "ringing"),
        AgentState.HANDLING: pgettext("agent", "handling"),
        AgentState.AFTER_CONTACT: pgettext("agent", "finishing"),
        AgentState.BREAK: pgettext("agent", "break"),
        AgentState.OFFLINE: pgettext("agent", "not signed in"),
        AgentState.UNKNOWN: pgettext("agent", "unknown"),
    }[state]


def break_word(code: str | None, codes: Mapping[str, BreakCode], *, discreet: bool = False) -> str:
    """What a break is called in the language in use; the source's own word where the centre has none.

    Where many read it (*discreet*), wellbeing time is a break like others: nobody's name stands beside it.
    """
    known = codes.get((code or "").casefold())
    if discreet and known is not None and known.kind is BreakKind.WELLBEING:
        return pgettext("agent", "break")
    return (known.name(language()) if known else code) or pgettext("agent", "break")


def cell_view(
    agent: AgentLine, codes: Mapping[str, BreakCode], feed: Feed | None, *, discreet: bool = False
) -> CellView:
    """What the cell of *agent* says; *discreet* on a wall."""
    if agent.state is AgentState.BREAK:
        doing = break_word(agent.break_code, codes, discreet=discreet)
        if agent.break_queues:  # ready in the others
            doing = _("{break_name} in {queues}").format(
                break_name=doing, queues=_(", ").join(agent.break_queues)
            )
    elif agent.break_code is not None:
        doing = _("{state}, then {break_name}").format(
            state=state_word(agent.state), break_name=break_word(agent.break_code, codes, discreet=discreet)
        )
    else:
        doing = state_word(agent.state)
    if agent.contacts > 1 and agent.state is AgentState.HANDLING:
        doing = ngettext("{state} {count} contact", "{state} {count} contacts", agent.contacts).format(
            state=doing, count=agent.contacts
        )
    sign = SIGN_OF[agent.state]
    known = codes.get((agent.break_code or "").casefold())
    if agent.state is AgentState.BREAK and known is not None and known.kind is BreakKind.FORCED:
        sign = Sign.BLOCKED  # no break of the agent's own
    return CellView(
        agent.key,
        agent.name or agent.login,
        sign,
        doing,
        feed is None or feed.state is FeedState.LIVE,
        agent.state is AgentState.OFFLINE,
    )


def times(
    agent: AgentLine, codes: Mapping[str, BreakCode], feed: Feed | None, now: datetime
) -> tuple[str, str]:
    """Time in state, and how far a break is over its limit ("" while it is not), at *now*."""
    if agent.state is AgentState.OFFLINE:
        return "", ""
    if agent.state is AgentState.UNKNOWN:
        return DASH, ""
    at = true_at(feed, now)
    view = on_break(agent, at, codes)
    if view is not None and view.over_s is not None:
        return duration(view.elapsed_s), _("{time} over").format(time=duration(view.over_s))
    return duration((at - agent.since).total_seconds()), ""


def about(
    agent: AgentLine,
    codes: Mapping[str, BreakCode],
    feed: Feed | None,
    now: datetime,
    *,
    discreet: bool = False,
) -> str:
    """Everything about one agent, for a tooltip and a screen reader."""
    view = cell_view(agent, codes, feed, discreet=discreet)
    time, over = times(agent, codes, feed, now)
    parts = [view.name, view.doing, *(part for part in (time, over) if part)]
    told = on_break(agent, now, codes)
    if told is not None and told.limit_s is not None and not (discreet and told.is_wellbeing):
        parts.append(_("limit {time}").format(time=duration(told.limit_s)))
    lines = [", ".join(parts)]
    if agent.known_login not in (None, agent.name):
        lines.append(_("Login: {login}").format(login=agent.known_login))
    if agent.team:
        lines.append(_("Team: {team}").format(team=agent.team))
    if agent.queues:
        lines.append(_("Queues: {queues}").format(queues=_(", ").join(agent.queues)))
    return "\n".join(lines)


def search_text(agent: AgentLine, codes: Mapping[str, BreakCode]) -> str:
    """What an agent is found by: name, login, team, queues and state, case folded."""
    doing = cell_view(agent, codes, None).doing
    return " ".join((agent.name, agent.login, agent.team, *agent.queues, doing)).casefold()
