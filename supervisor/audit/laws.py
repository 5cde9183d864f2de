"""Laws that a board must keep whatever its source says; they need no log.

offered = answered + abandoned + left + waiting, in every queue and quarter hour; nobody in two places; an
agent's states fill the time since the sign-in; no wait beyond belief; and what the board counts is what there
is contact by contact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from supervisor.audit.finding import Finding, Kind
from supervisor.live.board import AgentLine, Board, OpenContact, Stage
from supervisor.live.fold import QUARTER_S
from supervisor.live.ledger import Ledger, Totals
from supervisor.live.plausible import LONGEST_HANDLING, doubtful

UNDER_WAY = timedelta(seconds=60)  # a contact that moves on may be in two places for a moment
STATE_TIME_S = 1.0  # rounding of so many spans


def broken(board: Board, source: str, begins: datetime, until: datetime, ledger: Ledger) -> Iterator[Finding]:
    """What of *source* on *board*, as of *until*, breaks a law; *ledger* is the same day contact by contact,
    up to the same batch of the journal."""
    if board.at is not None:  # the journal may have grown while the log was read
        until = max(until, board.at)
    yield from _sums(board, source, begins)
    yield from _counts(board, source, ledger)
    yield from _places(board, source, until)
    yield from _hands(board, source)
    yield from _times(board, source, begins, until, ledger)
    yield from _waits(board, source, until, ledger)


def _sums(board: Board, source: str, begins: datetime) -> Iterator[Finding]:
    """offered = answered + abandoned + left + waiting; who has just left a queue still counts as waiting."""
    unsettled: dict[tuple[str, int], int] = defaultdict(int)
    waiting: dict[str, int] = defaultdict(int)
    for contact in board.contacts.values():
        if contact.source == source and contact.stage is not Stage.HANDLING and contact.since >= begins:
            waiting[contact.queue] += 1
            unsettled[contact.queue, int((contact.since - begins).total_seconds()) // QUARTER_S] += 1
    for line in board.queues.values():
        if line.source != source:
            continue
        today = line.today
        if today.offered - today.settled != waiting[line.name]:
            yield Finding(
                Kind.SUM,
                line.name,
                ours_n=float(today.offered),
                theirs_n=float(today.settled + waiting[line.name]),
            )
            continue
        for quarter, counts in line.quarters.items():
            there = unsettled[line.name, quarter]
            if counts.offered - counts.settled != there:
                yield Finding(
                    Kind.SUM,
                    line.name,
                    since=begins + timedelta(seconds=quarter * QUARTER_S),
                    ours_n=float(counts.offered),
                    theirs_n=float(counts.settled + there),
                )


def _counts(board: Board, source: str, ledger: Ledger) -> Iterator[Finding]:
    """The board's counts against those of the journal, read contact by contact."""
    for line in board.queues.values():
        if line.source != source:
            continue
        counted = ledger.totals.get(line.name, Totals())
        for what in ("offered", "answered", "abandoned", "left"):
            ours, theirs = getattr(line.today, what), getattr(counted, what)
            if ours != theirs:
                yield Finding(Kind.COUNT, line.name, ours=what, ours_n=float(ours), theirs_n=float(theirs))


def _places(board: Board, source: str, until: datetime) -> Iterator[Finding]:
    """Contacts that wait in two queues, are with two agents, or wait while an agent has them."""
    places: dict[str, list[OpenContact]] = defaultdict(list)
    for contact in board.contacts.values():
        since = contact.stage_since or contact.since
        if contact.source == source and contact.stage is not Stage.LEAVING and until - since > UNDER_WAY:
            places[contact.contact].append(contact)
    for name, found in places.items():
        for contact in found[1:]:
            first = found[0]
            yield Finding(
                Kind.TWO_PLACES,
                contact.queue,
                name,
                contact.since,
                contact.login,
                contact.stage,
                first.stage,
                other=first.login or first.queue,
            )


def _hands(board: Board, source: str) -> Iterator[Finding]:
    """Agents whose number of contacts is not that of the contacts which are with them."""
    hands: dict[str, int] = defaultdict(int)
    for contact in board.contacts.values():
        if contact.source == source and contact.stage is Stage.HANDLING:
            hands[contact.login] += 1
    for line in board.agents.values():
        # one who came after the contact did is not counted up: only more than there are is an error
        if line.source == source and line.contacts > hands[line.login]:
            yield Finding(
                Kind.HANDS, agent=line.name, ours_n=float(line.contacts), theirs_n=float(hands[line.login])
            )


def state_seconds(line: AgentLine, begins: datetime, until: datetime) -> float:
    """The seconds of all states of the agent today, the running one up to *until*."""
    running = (until - max(line.since, begins)).total_seconds()
    return sum(spent.seconds for spent in line.spent) + max(0.0, running)


def _times(board: Board, source: str, begins: datetime, until: datetime, ledger: Ledger) -> Iterator[Finding]:
    """Agents whose states do not fill the time since we know them: some of it is counted twice, or lost."""
    whole_s = (until - begins).total_seconds()
    for line in board.agents.values():
        if line.source != source:
            continue
        known = ledger.known.get(line.login, begins)
        found_s, known_s = state_seconds(line, begins, until), (until - known).total_seconds()
        # who was here when the day began is known since then, though nothing was said before *known*
        if min(abs(found_s - known_s), abs(found_s - whole_s)) > STATE_TIME_S:
            yield Finding(
                Kind.STATE_TIME,
                agent=line.name,
                since=known,
                ours_n=round(found_s, 1),
                theirs_n=round(known_s, 1),
            )


def _waits(board: Board, source: str, until: datetime, ledger: Ledger) -> Iterator[Finding]:
    """Contacts that wait, or are with an agent, for longer than anybody can believe."""
    for line in board.queues.values():
        if line.source == source:
            for contact in doubtful(line, until, ledger.longest_s.get(line.name, 0.0)):
                yield Finding(
                    Kind.TOO_LONG,
                    line.name,
                    contact.contact,
                    contact.since,
                    ours=Stage.WAITING,
                    ours_n=(until - contact.since).total_seconds(),
                )
    for contact in board.contacts.values():
        if contact.source != source or contact.stage is not Stage.HANDLING:
            continue
        since = contact.stage_since or contact.since
        if until - since > LONGEST_HANDLING:
            yield Finding(
                Kind.TOO_LONG,
                contact.queue,
                contact.contact,
                since,
                contact.login,
                Stage.HANDLING,
                ours_n=(until - since).total_seconds(),
            )
