"""Who stands behind the tokens of a veiled journal (`veil.py`), put back where it is known."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
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
)
from supervisor.live.board import AgentLine, Board, OpenContact, QueueLine, SourceLine
from supervisor.live.persons import called, of_number, reached
from supervisor.live.private_part import OF_AGENTS, places, unpacked
from supervisor.live.token import BULLET, is_token, shown

_NAMELESS = BULLET  # stands for a name that is empty; "" for the one in the table of names


class Named(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """Who stands behind *token*; *name* is the login where the source said no name.

    *mentioned_on*: the last day (UTC) of which a batch or a board that was written holds the token; None to
    who only reads, and from older versions.
    """

    token: str
    source: str
    login: str
    name: str
    team: str = ""
    mentioned_on: date | None = None


def veiled_name(name: str, login: str, token: str) -> str:
    """What stands for *name*; see `Names.name`."""
    if name == login:
        return shown(token)
    return "" if name else _NAMELESS


class Names:
    """Puts agents back in the place of those tokens that are known.

    *missing* collects the tokens that were met and are not known: whoever can asks for them. *seen* collects
    those of whom the source said who they are: they may be called otherwise now.
    """

    def __init__(self, known: Iterable[Named] = ()) -> None:
        self._of = {named.token: named for named in known}
        self.missing: set[str] = set()
        self.seen: set[str] = set()

    def tokens(self) -> set[str]:
        """Those that are known."""
        return set(self._of)

    def same(self, other: Names) -> bool:
        """Whether both know the same of the same."""
        return self._of == other._of

    def learn(self, named: Iterable[Named]) -> bool:
        """Know these, too, or as they are now; whether that is news."""
        news = False
        for one in named:
            if self._of.get(one.token) != one:
                self._of[one.token] = one
                news = True
        return news

    def login(self, token: str) -> str:
        """Who *token* is; the token itself when that is not known."""
        named = self._of.get(token)
        if named is None:
            if is_token(token):
                self.missing.add(token)
            return token
        return named.login

    def name(self, token: str, veiled: str) -> str:
        """What the agent is called for whom *veiled* stands as the name."""
        named = self._of.get(token)
        if named is None:
            return shown(token)
        if not veiled:
            return named.name
        return "" if veiled == _NAMELESS else named.login

    # -- events -------------------------------------------------------------------------------------------

    def events(self, events: Sequence[LiveEvent | None], private: bytes | None = None) -> list[LiveEvent]:
        """Veiled *events* with what is known put back. None stands for one that could not be read, so that
        *private* (as `joined` made it) still fits the others."""
        hidden = places(private) if private else {}
        found: list[LiveEvent] = []
        for place, event in enumerate(events):
            if event is None:
                continue
            unveil = _UNVEIL.get(type(event))
            found.append(event if unveil is None else unveil(self, event, hidden.get(place)))
        return found

    def _agent_seen(self, event: AgentSeen, _hidden: object) -> LiveEvent:
        token = event.login
        self.seen.add(token)
        name = self.name(token, event.name)
        return AgentSeen(event.source, event.at, self.login(token), name, event.queues, event.team)

    def _agent_gone(self, event: AgentGone, _hidden: object) -> LiveEvent:
        return AgentGone(event.source, event.at, self.login(event.login))

    def _agent_changed(self, event: AgentChanged, _hidden: object) -> LiveEvent:
        named = self._of.get(event.login)
        if named is None:
            self.missing.add(event.login)
            return event
        return AgentChanged(
            event.source,
            event.at,
            named.login,
            event.state,
            event.break_code,
            event.since,
            event.break_queues,
        )

    def _contact_offered(self, event: ContactOffered, hidden: object) -> LiveEvent:
        if not isinstance(hidden, str):
            return event
        return ContactOffered(event.source, event.at, event.contact, event.queue, event.channel, hidden)

    def _contact_answered(self, event: ContactAnswered, _hidden: object) -> LiveEvent:
        named = self._of.get(event.login)
        if named is None:
            self.missing.add(event.login)
            return event
        return ContactAnswered(
            event.source, event.at, event.contact, event.queue, named.login, event.wait_s, event.ring_s
        )

    def _contact_ended(self, event: ContactEnded, _hidden: object) -> LiveEvent:
        named = self._of.get(event.login)
        if named is None:
            self.missing.add(event.login)
            return event
        return ContactEnded(
            event.source,
            event.at,
            event.contact,
            event.queue,
            named.login,
            event.talk_s,
            event.hold_s,
            event.after_contact_s,
            event.by,
        )

    def _source_down(self, event: SourceDown, hidden: object) -> LiveEvent:
        if not isinstance(hidden, str):
            return event
        return SourceDown(event.source, event.at, hidden, event.planned, event.removed)

    def _unusable(self, event: Unusable, hidden: object) -> LiveEvent:
        return Unusable(event.source, event.at, hidden, event.count) if isinstance(hidden, str) else event

    def _audit_done(self, event: AuditDone, hidden: object) -> LiveEvent:
        if not event.details:
            return event
        return replace(event, details=self._differences(event.details, hidden))

    def _differences(self, details: Sequence[Difference], hidden: object) -> tuple[Difference, ...]:
        sides = hidden if isinstance(hidden, list) and len(hidden) == len(details) else [None] * len(details)
        return tuple(self._difference(one, side) for one, side in zip(details, sides, strict=True))

    def _difference(self, one: Difference, side: object) -> Difference:
        name, ours, theirs = one.name, "", ""
        match side:
            case [str(), str(), str()]:
                said, ours, theirs = side
                name = said or name
        if one.login:
            return Difference(one.kind, self.name(one.login, one.name), ours, theirs, self.login(one.login))
        if one.kind in OF_AGENTS:
            name = shown(self.login(one.name))
        return Difference(one.kind, name, ours, theirs)

    # -- boards -------------------------------------------------------------------------------------------

    def board(self, board: Board, private: bytes | None = None) -> Board:
        """A veiled board with what is known put back. Raises what `unpacked` does when *private* is not what
        `Veil.board` made."""
        hidden = unpacked(private, board) if private else None
        sources, queues = list(board.sources.values()), list(board.queues.values())
        contacts = list(board.contacts.values())
        agents = [self._agent(line) for line in board.agents.values()]
        parted = [self._agent(line) for line in board.parted.values()]
        if hidden is None:
            sources = [self._source(line, line.reason, line.unusable, None) for line in sources]
            contacts = [self._contact(contact, "") for contact in contacts]
        else:
            told = hidden.sources
            sources = [self._source(line, *own) for line, own in zip(sources, told, strict=True)]
            numbers = hidden.contacts
            contacts = [self._contact(one, number) for one, number in zip(contacts, numbers, strict=True)]
        open_ = {(one.source, one.contact, one.queue): one for one in contacts}
        if hidden is not None:
            each = zip(queues, hidden.waiting, hidden.abandoned, strict=True)
            queues = [self._queue(line, waiting, gave_up, open_) for line, waiting, gave_up in each]
        return Board(
            board.day,
            board.at,
            {line.name: line for line in sources},
            {line.key: line for line in queues},
            {line.key: line for line in agents},
            open_,
            {line.key: line for line in parted},
        )

    def _source(
        self, line: SourceLine, reason: str, unusable: dict[str, int], sides: list[list[str]] | None
    ) -> SourceLine:
        details = self._differences(line.last_details, sides)
        return replace(line, reason=reason, last_details=details, unusable=unusable)

    def _queue(
        self,
        line: QueueLine,
        waiting: list[str],
        gave_up: list[str],
        open_: Mapping[tuple[str, str, str], OpenContact],
    ) -> QueueLine:
        if not waiting and not gave_up:
            return line
        waits = []
        for contact, number in zip(line.waiting, waiting, strict=True):
            here = self._contact(contact, number)
            same = open_.get((here.source, here.contact, here.queue))
            waits.append(same if same == here else here)  # one object, as the fold has it
        left = zip(line.abandoned, gave_up, strict=True)
        return replace(
            line, waiting=tuple(waits), abandoned=tuple(of_number(one, number) for one, number in left)
        )

    def _contact(self, contact: OpenContact, number: str) -> OpenContact:
        return reached(contact, number, self.login(contact.login))

    def _agent(self, line: AgentLine) -> AgentLine:
        token = line.login
        return called(line, self.login(token), self.name(token, line.name))


_UNVEIL: dict[type, Callable[[Names, Any, Any], LiveEvent]] = {
    AgentSeen: Names._agent_seen,
    AgentGone: Names._agent_gone,
    AgentChanged: Names._agent_changed,
    ContactOffered: Names._contact_offered,
    ContactAnswered: Names._contact_answered,
    ContactEnded: Names._contact_ended,
    SourceDown: Names._source_down,
    Unusable: Names._unusable,
    AuditDone: Names._audit_done,
}
