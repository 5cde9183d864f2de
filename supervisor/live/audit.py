"""The source's full state against ours: what differs, and the events that mend it.

Polls win. A board that lived through a silence, a restart of the source or a killed collector is made equal
to the source again without a counter falling: a contact that is gone waits no longer, and is closed as lost
when nobody says within half a minute what became of it.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from datetime import datetime, timedelta

from msgspec.structs import replace

from supervisor.events import (
    AgentChanged,
    AgentGone,
    AuditDone,
    ContactDequeued,
    ContactEnded,
    ContactLeft,
    ContactOffered,
    Difference,
    FullState,
    LeftReason,
    LiveEvent,
    QueueGone,
    QueueSeen,
)
from supervisor.live.board import Board, ContactKey, OpenContact, QueueLine, Stage

SHOWN = 5  # differences named in an AuditDone; the rest are counted
LEAVING_LIMIT = timedelta(seconds=30)  # how long a source may take to say why a contact stopped waiting


def corrections(
    board: Board, full: FullState, excluded: Set[ContactKey] = frozenset()
) -> tuple[LiveEvent, ...]:
    """The events that make *board* equal to *full*; the last one is the AuditDone.

    The very first state of a source differs from nothing: it is news, not a difference. Entries that somebody
    *excluded* as ghosts are on no board, though the source may list them for ever.
    """
    if excluded:
        waiting = tuple(
            waits for waits in full.waiting if (full.source, waits.contact, waits.queue) not in excluded
        )
        full = replace(full, waiting=waiting)
    events: list[LiveEvent] = []
    found: list[Difference] = []
    for event, difference in (*_queues(board, full), *_agents(board, full), *_contacts(board, full)):
        events.append(event)
        if difference is not None:
            found.append(difference)
    if _is_first(board, full.source):
        found = []
    events.append(
        AuditDone(
            full.source,
            full.at,
            len(full.queues) + len(full.agents) + len(full.waiting),
            len(found),
            full.after_gap,
            tuple(found[:SHOWN]),
        )
    )
    return tuple(events)


def endings(board: Board, source: str, at: datetime) -> tuple[LiveEvent, ...]:
    """The events after which nothing of *source* is open on *board*: as if it had begun anew at *at* and knew
    nobody."""
    nothing = FullState(source, at, (), (), (), frozenset(), restarted=True)
    mends = (*_contacts(board, nothing), *_agents(board, nothing), *_queues(board, nothing))
    return tuple(event for event, _difference in mends)


def _is_first(board: Board, source: str) -> bool:
    line = board.sources.get(source)
    return line is None or (line.last_audit_at is None and not any(key[0] == source for key in board.queues))


Mend = tuple[LiveEvent, Difference | None]


def _queues(board: Board, full: FullState) -> Iterator[Mend]:
    """Queues that came, went or changed their threshold. A change of the set-up is news, not a difference."""
    listed = {seen.queue for seen in full.queues}
    for seen in full.queues:
        line = board.queues.get((full.source, seen.queue))
        if line is None or _otherwise(line, seen):
            yield seen, None
    for line in board.queues.values():
        if line.source == full.source and not line.gone and line.name not in listed:
            yield QueueGone(full.source, full.at, line.name), None


def _otherwise(line: QueueLine, seen: QueueSeen) -> bool:
    return line.gone or line.channel != seen.channel or line.source_threshold_s != seen.threshold_s


def _agents(board: Board, full: FullState) -> Iterator[Mend]:
    listed = {who.login for who, _ in full.agents}
    for who, doing in full.agents:
        line = board.agents.get((full.source, who.login))
        if line is None:
            yield who, Difference("agent", who.name, "", doing.state, who.login)
            yield doing, None
            continue
        if (line.name, line.queues) != (who.name, who.queues) or (who.team and line.team != who.team):
            queues = " ".join(line.queues), " ".join(who.queues)
            yield who, Difference("agent", who.name, *queues, who.login)
        said = (doing.state, doing.break_code, doing.break_queues)
        if (line.state, line.break_code, line.break_queues) != said:
            yield (
                _not_before(doing, line.at, full.at),
                Difference("agent_state", who.name, line.state, doing.state, who.login),
            )
    for line in board.agents.values():
        if line.source == full.source and line.login not in listed:
            gone = Difference("agent", line.name, line.state, "", line.login)
            yield AgentGone(full.source, full.at, line.login), gone


def _not_before(doing: AgentChanged, last: datetime, now: datetime) -> AgentChanged:
    """The change as of the comparison: a clock that was set back must not make the board refuse it."""
    return replace(doing, at=max(now, last), since=doing.since or now)


def _contacts(board: Board, full: FullState) -> Iterator[Mend]:
    source = full.source
    waiting = {(contact.contact, contact.queue): contact for contact in full.waiting}
    for contact in board.contacts.values():
        if contact.source != source:
            continue
        here = (contact.contact, contact.queue) in waiting
        if contact.stage is Stage.WAITING:
            if not here:
                # it may just have been answered: only a restart makes it lost at once
                gone = _lost if full.restarted else _dequeued
                yield gone(contact, full.at), Difference("waiting_ghost", contact.contact, contact.queue, "")
        elif contact.stage is Stage.LEAVING:
            gone_for = full.at - (contact.stage_since or contact.since)
            if not here and (full.restarted or gone_for > LEAVING_LIMIT):
                yield _lost(contact, full.at), None  # counted when it was found, or never a difference
        elif full.restarted or (full.handling is not None and contact.login not in full.handling):
            # no talk time: the source may still say it (Asterisk does at the very end of a redirected call)
            yield (
                ContactEnded(source, full.at, contact.contact, contact.queue, contact.login),
                Difference("handling_ghost", contact.contact, contact.queue, ""),
            )
    for (name, queue), found in waiting.items():
        ours = board.contacts.get((source, name, queue))
        if ours is None or ours.stage is not Stage.WAITING:
            yield (
                ContactOffered(source, found.since, name, queue, found.channel, found.number),
                Difference("waiting_unseen", name, "", queue),
            )


def _dequeued(contact: OpenContact, at: datetime) -> ContactDequeued:
    return ContactDequeued(contact.source, at, contact.contact, contact.queue)


def _lost(contact: OpenContact, at: datetime) -> ContactLeft:
    waited = max(0.0, (at - contact.since).total_seconds())
    return ContactLeft(contact.source, at, contact.contact, contact.queue, waited, LeftReason.LOST)
