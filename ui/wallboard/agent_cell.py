"""What one agent's cell says, and how agents come into groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from supervisor.events import AgentState
from supervisor.live.board import AgentKey, AgentLine, Board
from supervisor.live.feed import Feed, FeedState
from supervisor.settings import BreakCode, BreakKind
from supervisor.wallboard.breaks import on_break
from supervisor.words import DASH, _, duration, language, ngettext, pgettext
from ui.wallboard.definitions import Definitions, true_at
from ui.widgets.signs import Sign

LEAST_PUBLIC = 5  # people in a group of a public board: of fewer, one could tell who is on break

SIGN_OF: dict[AgentState, Sign] = {
    AgentState.READY: Sign.DISC,
    AgentState.RINGING: Sign.RINGING,
    AgentState.HANDLING: Sign.HALF,
    AgentState.AFTER_CONTACT: Sign.QUARTER,
    AgentState.BREAK: Sign.CUP,
    AgentState.OFFLINE: Sign.RING,
    AgentState.UNKNOWN: Sign.UNKNOWN,
}


class GroupBy(StrEnum):
    """What agents stand together by."""

    TEAM = "team"
    QUEUE = "queue"


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


def break_word(code: str | None, codes: Mapping[str, BreakCode]) -> str:
    """What a break is called in the language in use; the source's own word where the centre has none."""
    known = codes.get((code or "").casefold())
    return (known.name(language()) if known else code) or pgettext("agent", "break")


def cell_view(agent: AgentLine, codes: Mapping[str, BreakCode], feed: Feed | None) -> CellView:
    """What the cell of *agent* says."""
    if agent.state is AgentState.BREAK:
        doing = break_word(agent.break_code, codes)
        if agent.break_queues:  # ready in the others
            doing = _("{break_name} in {queues}").format(
                break_name=doing, queues=", ".join(agent.break_queues)
            )
    elif agent.break_code is not None:
        doing = _("{state}, then {break_name}").format(
            state=state_word(agent.state), break_name=break_word(agent.break_code, codes)
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


def about(agent: AgentLine, codes: Mapping[str, BreakCode], feed: Feed | None, now: datetime) -> str:
    """Everything about one agent, for a tooltip and a screen reader."""
    view = cell_view(agent, codes, feed)
    time, over = times(agent, codes, feed, now)
    parts = [view.name, view.doing, *(part for part in (time, over) if part)]
    told = on_break(agent, now, codes)
    if told is not None and told.limit_s is not None:
        parts.append(_("limit {time}").format(time=duration(told.limit_s)))
    lines = [", ".join(parts)]
    if agent.login != agent.name:
        lines.append(_("Login: {login}").format(login=agent.login))
    if agent.team:
        lines.append(_("Team: {team}").format(team=agent.team))
    if agent.queues:
        lines.append(_("Queues: {queues}").format(queues=", ".join(agent.queues)))
    return "\n".join(lines)


@dataclass(frozen=True)
class Group:
    """Agents that stand together, by name; *queue* when it is a queue that they share."""

    title: str
    agents: tuple[AgentKey, ...]
    queue: str | None = None


def sort_key(agent: AgentLine) -> tuple[bytes, str]:
    """By name, Chinese by sound: GB 18030 holds the common characters in the order of their pinyin."""
    return (_by_sound(agent.name or agent.login), agent.login)


@lru_cache(maxsize=20_000)
def _by_sound(name: str) -> bytes:
    return name.casefold().encode("gb18030", "replace")


def groups(
    board: Board,
    by: GroupBy,
    definitions: Definitions,
    *,
    shows: Callable[[AgentLine], bool] | None = None,
    public: bool = False,
) -> list[Group]:
    """The agents of *board* in groups, in each by name; only those whom *shows* lets through, if given.

    Teams stand by name, queues as on the tiles; an agent who serves several queues stands under each of them.
    Of a public board, groups too small to hide one person are put together, and left out where even that is
    not enough.
    """
    found: dict[str, list[AgentLine]] = {}
    for agent in board.agents.values():
        if shows is not None and not shows(agent):
            continue
        for title in (agent.queues if by is GroupBy.QUEUE else (agent.team,)) or ("",):
            found.setdefault(title, []).append(agent)
    if by is GroupBy.QUEUE:
        order = {name: place for place, (_source, name) in enumerate(definitions.queues(board))}
        titles = sorted(found, key=lambda title: (title == "", order.get(title, len(order)), title))
    else:
        titles = sorted(found, key=lambda title: (title == "", _by_sound(title)))
    if public:
        return _public(titles, found, by)
    made = []
    for title in titles:
        agents = sorted(found[title], key=sort_key)
        queue = title if by is GroupBy.QUEUE and title else None
        made.append(Group(title or _nobody(by, len(titles)), tuple(agent.key for agent in agents), queue))
    return made


def _nobody(by: GroupBy, titles: int) -> str:
    if titles == 1:
        return _("All agents")
    return _("Without a team") if by is GroupBy.TEAM else _("Without a queue")


def _public(titles: list[str], found: Mapping[str, list[AgentLine]], by: GroupBy) -> list[Group]:
    made = []
    rest: dict[AgentKey, None] = {}
    for title in titles:
        keys = tuple(agent.key for agent in found[title])
        if len(keys) >= LEAST_PUBLIC:
            queue = title if by is GroupBy.QUEUE and title else None
            made.append(Group(title or _nobody(by, len(titles)), keys, queue))
        else:
            rest |= dict.fromkeys(keys)
    if len(rest) >= LEAST_PUBLIC:
        made.append(Group(_("Small groups"), tuple(rest)))
    return made


def search_text(agent: AgentLine, codes: Mapping[str, BreakCode]) -> str:
    """What an agent is found by: name, login, team, queues and state, case folded."""
    doing = cell_view(agent, codes, None).doing
    return " ".join((agent.name, agent.login, agent.team, *agent.queues, doing)).casefold()


def doing_counts(board: Board, group: Group) -> Counter[AgentState]:
    """How many of *group* are in each state; of a queue's group, in each state for that queue."""
    agents = (board.agents[key] for key in group.agents if key in board.agents)
    if group.queue is None:
        return Counter(agent.state for agent in agents)
    return Counter(agent.state_in(group.queue) for agent in agents)


def group_words(counts: Counter[AgentState]) -> str:
    """A group in a few figures: "24 agents: 4 ready, 11 handling, 3 on break"."""
    total = sum(counts.values())
    return _("{agents}: {ready} ready, {handling} handling, {on_break} on break").format(
        agents=ngettext("{count} agent", "{count} agents", total).format(count=total),
        ready=counts[AgentState.READY],
        handling=counts[AgentState.HANDLING],
        on_break=counts[AgentState.BREAK],
    )
