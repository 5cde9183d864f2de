"""What Asterisk itself listed while a recording was made: `queue show`, every ten seconds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from supervisor.events import AgentState
from supervisor.live.board import Board

RECORDINGS = Path(__file__).parents[2] / "recordings"

_HEADER = re.compile(r"=== t=([\d.]+)\.\.([\d.]+) epoch=([\d.]+)")
_QUEUE = re.compile(r"(\S+) has (\d+) calls ")
_MEMBER = re.compile(r" {6}(.*?) \((\S+?)(?: from [^)]*)?\)((?: .*)?)$")
_STATE = re.compile(r"\((Not in use|In use|Busy|Invalid|Unavailable|Ringing|Ring\+Inuse|On Hold|Unknown)\)")
_COLOUR = re.compile(r"\x1b\[[\d;]*m")
_PAUSED = re.compile(r"\(paused(?::(.*?))? was \d+ secs ago\)|\(paused(?::([^)]*))?\)")


@dataclass
class ListedMember:
    """One member in one queue, as listed; *reason* is None when not paused."""

    login: str
    name: str
    state: str
    in_call: bool
    reason: str | None


@dataclass
class ListedQueue:
    """One queue as listed."""

    name: str
    waiting: int
    members: list[ListedMember] = field(default_factory=list)


@dataclass
class ListedFloor:
    """All queues as listed between *begins* and *ends*."""

    begins: datetime
    ends: datetime
    queues: list[ListedQueue] = field(default_factory=list)


def listings(run: str, nameless: str) -> Iterator[ListedFloor]:
    """The listings of recording *run*, in order; one made while Asterisk was down lists no queue.

    `queue show` leaves out lines that are not ASCII, now and then a whole queue of such a name. So a queue
    without a first line is *nameless*, and its callers are counted from their own lines.
    """
    floor: ListedFloor | None = None
    queue: ListedQueue | None = None
    fresh = False
    for raw in (RECORDINGS / run / "queue_show.txt").read_text(encoding="utf-8").splitlines():
        line = _COLOUR.sub("", raw)
        if header := _HEADER.match(line):
            if floor is not None:
                yield floor
            begins = datetime.fromtimestamp(float(header[3]), UTC)
            lasted = timedelta(seconds=float(header[2]) - float(header[1]))
            floor, queue, fresh = ListedFloor(begins, begins + lasted), None, True
            continue
        assert floor is not None
        if begun := _QUEUE.match(line):
            queue = ListedQueue(begun[1], int(begun[2]))
            floor.queues.append(queue)
            fresh = False
        elif not line.strip():
            fresh = True
        elif fresh and line.startswith(("   Members:", "   No Members")):
            queue = ListedQueue(nameless, 0)
            floor.queues.append(queue)
            fresh = False
        elif queue is not None and (member := _MEMBER.match(line)):
            state = _STATE.search(member[3])
            assert state is not None, line
            paused = _PAUSED.search(member[3])
            reason = None if paused is None else (paused[1] or paused[2] or "")
            queue.members.append(ListedMember(member[2], member[1], state[1], "(in call)" in line, reason))
        elif queue is not None and queue.name == nameless and re.match(r" {6}\d+\. ", line):
            queue.waiting += 1
    if floor is not None:
        yield floor


_STATES = {
    "Not in use": {AgentState.READY, AgentState.BREAK},
    "Unknown": {AgentState.UNKNOWN, AgentState.BREAK},
    "In use": {AgentState.HANDLING},
    "Busy": {AgentState.HANDLING},
    "Ring+Inuse": {AgentState.HANDLING},
    "On Hold": {AgentState.HANDLING},
    "Ringing": {AgentState.RINGING},
    "Invalid": {AgentState.OFFLINE},
    "Unavailable": {AgentState.OFFLINE},
}


def disagreements(listed: ListedFloor, board: Board, source: str) -> set[str]:
    """Where *board* says something else than Asterisk listed; one line each, empty when they agree."""
    found: set[str] = set()
    paused: dict[str, set[str]] = {}
    members: dict[str, ListedMember] = {}
    queues: dict[str, set[str]] = {}
    in_call: set[str] = set()
    for queue in listed.queues:
        line = board.queues.get((source, queue.name))
        if line is None or len(line.waiting) != queue.waiting:
            ours = None if line is None else len(line.waiting)
            found.add(f"{queue.name}: {ours} waiting, listed {queue.waiting}")
        for member in queue.members:
            members[member.login] = member
            if member.in_call:
                in_call.add(member.login)
            queues.setdefault(member.login, set()).add(queue.name)
            if member.reason is not None:
                paused.setdefault(member.login, set()).add(member.reason)
    for login, member in members.items():
        agent = board.agents.get((source, login))
        if agent is None:
            found.add(f"{member.name}: unknown, listed {member.state}")
            continue
        # a telephone that is just being answered is listed as ringing although its member is in a call
        answering = login in in_call and agent.state is AgentState.HANDLING
        if agent.state not in _STATES[member.state] and not answering:
            found.add(f"{member.name}: {agent.state}, listed {member.state}")
        if (agent.break_code is not None) != (login in paused):
            found.add(f"{member.name}: break {agent.break_code}, listed {paused.get(login)}")
        elif login in paused and agent.break_code not in paused[login]:
            found.add(f"{member.name}: break {agent.break_code}, listed {paused[login]}")
        if not queues[login] <= set(agent.queues):
            found.add(f"{member.name}: serves {agent.queues}, listed {queues[login]}")
    listed_logins = set(members)
    found |= {
        f"{agent.name}: {agent.state}, not listed"
        for agent in board.agents.values()
        if agent.source == source and agent.login not in listed_logins and listed.queues
    }
    return found
