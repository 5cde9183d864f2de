"""Live events and boards without persons, and back.

On a shared database the journal is read by walls and by supervisors of other teams. So agents stand in it
under tokens (`token.py`), and what may tell who somebody is or whom they spoke with is in a part of its own:

- *names*: which login and name a token has. Rows of a table, of which each seat reads those of its scope.
- *private*: customers' numbers, what a source said in words of its own, the sides of differences. Nobody's
  name of an agent is in it; a seat reads all of it or none.

Queues, break codes and teams are the centre's words and stay. So does a contact's identity: it is the
source's serial (`events.ContactOffered`), and what is excluded as a ghost is named by it.

Folding veiled events gives the veil of the folded board. What a seat does not know stays as it is: the login
is the token, the name its first characters.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
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
from supervisor.live.board import Abandoned, AgentLine, Board, OpenContact, QueueLine, SourceLine
from supervisor.live.token import BULLET, is_token, shown, token_of

_OF_AGENTS = ("agent", "agent_state")  # differences that name an agent
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
        return AgentSeen(source, event.at, token, _veiled(name, login, token), event.queues, event.team), None

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
        return SourceDown(event.source, event.at, "", event.planned), event.reason or None

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
                said.append(Difference(one.kind, _veiled(name, one.login, login), "", "", login))
            elif one.kind in _OF_AGENTS:  # as an older version said it: by a name alone
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
        private = _PrivateBoard([], [], [], [])
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
        return veiled, zlib.compress(_private_encoder.encode(private), 1)

    def names(self) -> tuple[Named, ...]:
        """Those that are new or changed since they were told last."""
        names, self._fresh = tuple(self._fresh.values()), {}
        return names

    def _source(self, line: SourceLine, private: _PrivateBoard) -> SourceLine:
        details, hidden = self._differences(line.name, line.last_details)
        private.sources.append((line.reason, line.unusable, hidden))
        unusable = {"": sum(line.unusable.values())} if line.unusable else {}
        return replace(line, reason="", last_details=details, unusable=unusable)

    def _queue(self, line: QueueLine, private: _PrivateBoard) -> QueueLine:
        private.waiting.append([contact.number for contact in line.waiting])
        private.abandoned.append([gave_up.number for gave_up in line.abandoned])
        if not line.waiting and not line.abandoned:
            return line
        return replace(
            line,
            waiting=tuple(map(self._contact, line.waiting)),
            abandoned=tuple(_of_number(gave_up, "") for gave_up in line.abandoned),
        )

    def _contact(self, contact: OpenContact) -> OpenContact:
        login = self.token(contact.source, contact.login) if contact.login else ""
        return _reached(contact, "", login)

    def _agent(self, line: AgentLine) -> AgentLine:
        token = self._seen(line.source, line.login, line.name, line.team)
        return _called(line, token, _veiled(line.name, line.login, token))


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
        hidden = _places(private) if private else {}
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
        return SourceDown(event.source, event.at, hidden, event.planned)

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
        if one.kind in _OF_AGENTS:
            name = shown(self.login(one.name))
        return Difference(one.kind, name, ours, theirs)

    # -- boards -------------------------------------------------------------------------------------------

    def board(self, board: Board, private: bytes | None = None) -> Board:
        """A veiled board with what is known put back. Raises msgspec.DecodeError or zlib.error when *private*
        is not what `Veil.board` made."""
        hidden = _private_decoder.decode(zlib.decompress(private)) if private else None
        if hidden is not None and not hidden.fits(board):
            raise msgspec.DecodeError("the private part is another board's")
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
            line, waiting=tuple(waits), abandoned=tuple(_of_number(one, number) for one, number in left)
        )

    def _contact(self, contact: OpenContact, number: str) -> OpenContact:
        return _reached(contact, number, self.login(contact.login))

    def _agent(self, line: AgentLine) -> AgentLine:
        token = line.login
        return _called(line, self.login(token), self.name(token, line.name))


def joined(parts: Sequence[tuple[int, bytes | None]]) -> bytes | None:
    """What is private of several groups of events put one after another: of each how many events it has, and
    what is private of it. None when nothing is."""
    if not any(private for _count, private in parts):
        return None
    return b"[" + b",".join(private or b"[%d]" % count for count, private in parts) + b"]"


class _PrivateBoard(msgspec.Struct, array_like=True):
    """What is private of a board, in the order of its lines."""

    sources: list[tuple[str, dict[str, int], list[list[str]]]]
    waiting: list[list[str]]
    abandoned: list[list[str]]
    contacts: list[str]

    def fits(self, board: Board) -> bool:
        queues = board.queues.values()
        return (
            len(self.sources) == len(board.sources)
            and [len(line.waiting) for line in queues] == list(map(len, self.waiting))
            and [len(line.abandoned) for line in queues] == list(map(len, self.abandoned))
            and len(self.contacts) == len(board.contacts)
        )


_private_encoder = msgspec.msgpack.Encoder()
_private_decoder = msgspec.msgpack.Decoder(_PrivateBoard)
_groups_decoder = msgspec.json.Decoder(list[list[Any]])


def _places(private: bytes) -> dict[int, Any]:
    """What is private of which event. Raises msgspec.DecodeError when it is not what `joined` made."""
    found: dict[int, Any] = {}
    begin = 0
    for group in _groups_decoder.decode(private):
        if len(group) % 2 == 0 or not all(type(number) is int for number in (group[0], *group[1::2])):
            raise msgspec.DecodeError("no private part of a batch")
        for place, value in zip(group[1::2], group[2::2], strict=True):
            found[begin + place] = value
        begin += group[0]
    return found


def _veiled(name: str, login: str, token: str) -> str:
    """What stands for *name*; see `Names.name`."""
    if name == login:
        return shown(token)
    return "" if name else _NAMELESS


def _reached(contact: OpenContact, number: str, login: str) -> OpenContact:
    if contact.number == number and contact.login == login:
        return contact
    return OpenContact(
        contact.source,
        contact.contact,
        contact.queue,
        contact.since,
        contact.stage,
        contact.channel,
        number,
        login,
        contact.stage_since,
    )


def _of_number(gave_up: Abandoned, number: str) -> Abandoned:
    if gave_up.number == number:
        return gave_up
    return Abandoned(gave_up.contact, gave_up.since, gave_up.wait_s, gave_up.channel, number, gave_up.short)


def _called(line: AgentLine, login: str, name: str) -> AgentLine:
    if line.login == login and line.name == name:
        return line
    return AgentLine(
        line.source,
        login,
        name,
        line.state,
        line.since,
        line.at,
        line.break_code,
        line.team,
        line.queues,
        line.contacts,
        line.break_queues,
        line.spent,
        line.work,
    )


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
