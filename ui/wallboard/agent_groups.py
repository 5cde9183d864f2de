"""How agents come into groups, and what is said of a group."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from supervisor.events import AgentState
from supervisor.live.board import AgentKey, AgentLine, Board
from supervisor.words import _, ngettext
from ui.wallboard.definitions import Definitions

LEAST_PUBLIC = 5  # people in a group of a public board: of fewer, one could tell who is on break


class GroupBy(StrEnum):
    """What agents stand together by."""

    TEAM = "team"
    QUEUE = "queue"


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
