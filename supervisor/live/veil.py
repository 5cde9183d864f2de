"""Live events and boards without persons; `names.py` leads back.

On a shared database the journal is read by walls and by supervisors of other teams. So agents stand in it
under tokens (`token.py`), and what may tell who somebody is or whom they spoke with is in a part of its own:

- *names*: which login and name a token has. Rows of a table, of which each seat reads those of its scope.
- *private* (`private_part.py`): customers' numbers, what a source said in words of its own, the sides of
  differences. Nobody's name of an agent is in it; a seat reads all of it or none.

Queues, break codes and teams are the centre's words and stay. So does a contact's identity: it is the
source's serial (`events.ContactOffered`), and what is excluded as a ghost is named by it.

Folding veiled events gives the veil of the folded board. What a seat does not know stays as it is: the login
is the token, the name its first characters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from typing import Any

import msgspec
from msgspec.structs import replace

from supervisor.events import (
    AgentChanged,
    AgentGone,
    AgentSeen,
    AuditDone,
    ContactAnswered,
    ContactEnded,
    ContactOffered,
    Difference,
    LiveEvent,
    SourceDown,
    Unusable,
    encode,
)
from supervisor.live.board import AgentLine, Board, OpenContact, QueueLine, SourceLine
from supervisor.live.names import Named, veiled_name
from supervisor.live.persons import called, of_number, reached
from supervisor.live.private_part import OF_AGENTS, PrivateBoard, packed
from supervisor.live.token import token_of


class Veiled(msgspec.Struct, frozen=True):
    """Events of one source, encoded without persons; *private* None when nothing was taken out, *names* those
    that are new or changed."""

    events: bytes
    private: bytes | None
    names: tuple[Named, ...]


class Veil:
    """Puts tokens in place of agents; remembers whom it has told of, and on which day: who is mentioned for
    the first time on a day is told of again, so that the table knows whose names are still needed.

    What is `private` of events is a JSON array `[how many events, place, value, place, value, …]`; `joined`
    makes one of several.
    """

    def __init__(self, key: bytes, known: Iterable[Named] = ()) -> None:
        """*known* are the names that stand in the table already."""
        self._key = key
        self._known = {named.token: named for named in known}
        self._tokens = {(named.source, named.login): named.token for named in self._known.values()}
        self._fresh: dict[str, Named] = {}
        self._day: date | None = None  # of what was veiled last
        self._mentioned: set[str] = set()  # on that day, as the table knows

    def token(self, source: str, login: str) -> str:
        """What stands for *login*."""
        token = self._tokens.get((source, login))
        if token is None:
            if not login:
                return login  # a source that did not say who
            token = self._tokens[(source, login)] = token_of(self._key, source, login)
            if token not in self._known:
                self._tell(Named(token, source, login, login))
        if token not in self._mentioned:
            self._tell(self._known[token])
        return token

    def known(self) -> tuple[Named, ...]:
        """Everybody of whom was told."""
        return tuple(self._known.values())

    def _tell(self, named: Named) -> None:
        named = replace(named, mentioned_on=self._day)
        self._known[named.token] = self._fresh[named.token] = named
        self._mentioned.add(named.token)

    def _begin(self, at: datetime) -> None:
        """What is veiled next is of the day of *at*, or of one before."""
        day = at.astimezone(UTC).date()
        if self._day is None or day > self._day:
            self._day = day
            self._mentioned = {
                named.token
                for named in self._known.values()
                if named.mentioned_on is not None and named.mentioned_on >= day
            }

    def _seen(self, source: str, login: str, name: str, team: str) -> str:
        """The token of an agent whom the source calls *name*."""
        token = self.token(source, login)
        if not token:
            return token
        known = self._known[token]
        called = name if name and name != login else known.name  # a login tells nothing of a name
        if (called, team or known.team) != (known.name, known.team):
            self._tell(Named(token, source, login, called, team or known.team))
        return token

    # -- events -------------------------------------------------------------------------------------------

    def events(self, events: Sequence[LiveEvent]) -> Veiled:
        """*events* of one source, as they go into the journal."""
        if events:
            self._begin(max(event.at for event in events))
        private: list[Any] = []
        said = []
        for place, event in enumerate(events):
            veil = _VEIL.get(type(event))
            if veil is None:
                said.append(event)
                continue
            event, hidden = veil(self, event)
            said.append(event)
            if hidden is not None:
                private += (place, hidden)
        kept = msgspec.json.encode([len(said), *private]) if private else None
        return Veiled(encode(said), kept, self.names())

    def _agent_seen(self, event: AgentSeen) -> tuple[LiveEvent, None]:
        source, login, name = event.source, event.login, event.name
        token = self._seen(source, login, name, event.team)
        return AgentSeen(
            source, event.at, token, veiled_name(name, login, token), event.queues, event.team
        ), None

    def _agent_gone(self, event: AgentGone) -> tuple[LiveEvent, None]:
        return AgentGone(event.source, event.at, self.token(event.source, event.login)), None

    def _agent_changed(self, event: AgentChanged) -> tuple[LiveEvent, None]:
        source = event.source
        token = self.token(source, event.login)
        return (
            AgentChanged(
                source, event.at, token, event.state, event.break_code, event.since, event.break_queues
            ),
            None,
        )

    def _contact_offered(self, event: ContactOffered) -> tuple[LiveEvent, str | None]:
        if not event.number:
            return event, None
        return ContactOffered(event.source, event.at, event.contact, event.queue, event.channel), event.number

    def _contact_answered(self, event: ContactAnswered) -> tuple[LiveEvent, None]:
        token = self.token(event.source, event.login)
        return (
            ContactAnswered(
                event.source, event.at, event.contact, event.queue, token, event.wait_s, event.ring_s
            ),
            None,
        )

    def _contact_ended(self, event: ContactEnded) -> tuple[LiveEvent, None]:
        return (
            ContactEnded(
                event.source,
                event.at,
                event.contact,
                event.queue,
                self.token(event.source, event.login),
                event.talk_s,
                event.hold_s,
                event.after_contact_s,
                event.by,
            ),
            None,
        )

    def _source_down(self, event: SourceDown) -> tuple[LiveEvent, str | None]:
        return SourceDown(event.source, event.at, "", event.planned, event.removed), event.reason or None

    def _unusable(self, event: Unusable) -> tuple[LiveEvent, str | None]:
        return Unusable(event.source, event.at, "", event.count), event.what or None

    def _audit_done(self, event: AuditDone) -> tuple[LiveEvent, list[list[str]] | None]:
        details, hidden = self._differences(event.source, event.details)
        return (
            AuditDone(event.source, event.at, event.compared, event.differences, event.after_gap, details),
            hidden or None,
        )

    def _differences(
        self, source: str, details: Iterable[Difference]
    ) -> tuple[tuple[Difference, ...], list[list[str]]]:
        """What stays of *details*, and of each what is private: both sides, and a name that is no agent's."""
        said, hidden = [], []
        for one in details:
            name, login = one.name, one.login
            if login:
                login = self._met(source, login, one.name)
                said.append(Difference(one.kind, veiled_name(name, one.login, login), "", "", login))
            elif one.kind in OF_AGENTS:  # as an older version said it: by a name alone
                said.append(Difference(one.kind, self.token(source, name) if name else ""))
            else:
                said.append(Difference(one.kind, ""))
                hidden.append([name, one.ours, one.theirs])
                continue
            hidden.append(["", one.ours, one.theirs])
        return tuple(said), hidden

    def _met(self, source: str, login: str, name: str) -> str:
        """The token of an agent of whom a comparison speaks; the source's own word of the name goes first."""
        token = self.token(source, login)
        known = self._known[token]
        if known.name == login and name and name != login:
            self._tell(Named(token, source, login, name, known.team))
        return token

    # -- boards -------------------------------------------------------------------------------------------

    def board(self, board: Board) -> tuple[Board, bytes]:
        """*board* as it goes into a snapshot, and what is private of it."""
        if board.at is not None:
            self._begin(board.at)
        private = PrivateBoard([], [], [], [])
        sources = {name: self._source(line, private) for name, line in board.sources.items()}
        queues = {key: self._queue(line, private) for key, line in board.queues.items()}
        private.contacts = [contact.number for contact in board.contacts.values()]
        contacts = {key: self._contact(contact) for key, contact in board.contacts.items()}
        agents = [self._agent(line) for line in board.agents.values()]
        parted = [self._agent(line) for line in board.parted.values()]
        veiled = Board(
            board.day,
            board.at,
            sources,
            queues,
            {line.key: line for line in agents},
            contacts,
            {line.key: line for line in parted},
        )
        return veiled, packed(private)

    def names(self) -> tuple[Named, ...]:
        """Those that are new or changed since they were told last."""
        names, self._fresh = tuple(self._fresh.values()), {}
        return names

    def _source(self, line: SourceLine, private: PrivateBoard) -> SourceLine:
        details, hidden = self._differences(line.name, line.last_details)
        private.sources.append((line.reason, line.unusable, hidden))
        unusable = {"": sum(line.unusable.values())} if line.unusable else {}
        return replace(line, reason="", last_details=details, unusable=unusable)

    def _queue(self, line: QueueLine, private: PrivateBoard) -> QueueLine:
        private.waiting.append([contact.number for contact in line.waiting])
        private.abandoned.append([gave_up.number for gave_up in line.abandoned])
        if not line.waiting and not line.abandoned:
            return line
        return replace(
            line,
            waiting=tuple(map(self._contact, line.waiting)),
            abandoned=tuple(of_number(gave_up, "") for gave_up in line.abandoned),
        )

    def _contact(self, contact: OpenContact) -> OpenContact:
        login = self.token(contact.source, contact.login) if contact.login else ""
        return reached(contact, "", login)

    def _agent(self, line: AgentLine) -> AgentLine:
        token = self._seen(line.source, line.login, line.name, line.team)
        return called(line, token, veiled_name(line.name, line.login, token))


_VEIL: dict[type, Callable[[Veil, Any], tuple[LiveEvent, Any]]] = {
    AgentSeen: Veil._agent_seen,
    AgentGone: Veil._agent_gone,
    AgentChanged: Veil._agent_changed,
    ContactOffered: Veil._contact_offered,
    ContactAnswered: Veil._contact_answered,
    ContactEnded: Veil._contact_ended,
    SourceDown: Veil._source_down,
    Unusable: Veil._unusable,
    AuditDone: Veil._audit_done,
}
