"""Live events and boards without persons, and back: laws over whatever sources may say."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from supervisor.events import (
    AgentChanged,
    AgentGone,
    AgentSeen,
    AgentState,
    AuditDone,
    Channel,
    ContactAbandoned,
    ContactAnswered,
    ContactDequeued,
    ContactEnded,
    ContactLeft,
    ContactOffered,
    Difference,
    LeftReason,
    LiveEvent,
    QueueGone,
    QueueSeen,
    SourceDown,
    SourceUp,
    Unusable,
    decode,
)
from supervisor.live import board as boards
from supervisor.live.board import EMPTY, Board
from supervisor.live.entry import entry
from supervisor.live.fold import fold
from supervisor.live.names import Named, Names
from supervisor.live.outbox import Outbox
from supervisor.live.private_part import joined
from supervisor.live.token import is_token, shown, token_of
from supervisor.live.veil import Veil, Veiled
from supervisor.sources.replay.connector import said_by
from supervisor.wallboard.report import board_report
from tests.live.floor import NOON, PBX, RULES, at
from tests.sources.asterisk.played import recording

KEY = b"k" * 32
CHAT = "chat"
SECRETS = st.sampled_from(
    (
        "PJSIP/XY-Z",
        'Zoë "X" Y',
        "王小明明明",
        "X\\Y/Z\\",
        "XYZ\nXY",
        "😀XYZ😀",
        "ZZZZZ",
        "O'XYZ, Y.",
        "XX--ZZ",
    )
)
"""Logins, names, numbers and a source's own words: none of their letters is in anything else here."""
NUMBERS = SECRETS.map(lambda text: f"+{text}")
PLAIN = st.text("abcd", min_size=1, max_size=5)
QUEUES = ("billing", "投诉受理")


@dataclass(frozen=True)
class Agent:
    source: str
    login: str
    name: str
    team: str


@st.composite
def _agents(draw: st.DrawFn) -> list[Agent]:
    """Agents of two sources, each called in one way; some have the login of another source's agent."""
    logins = draw(st.lists(SECRETS, min_size=1, max_size=3, unique=True))
    names = st.one_of(SECRETS, st.just(""), st.none())
    return [
        Agent(
            source, login, login if (name := draw(names)) is None else name, draw(st.sampled_from(("", "t")))
        )
        for source in (PBX, CHAT)
        for login in logins
    ]


def _event(agents: list[Agent]) -> st.SearchStrategy[LiveEvent]:
    now = st.integers(0, 5000).map(lambda seconds: NOON + timedelta(seconds=seconds))
    source = st.sampled_from((PBX, CHAT))
    queue, contact = st.sampled_from(QUEUES), st.sampled_from(("c1", "c2", "c3"))
    queues = st.lists(queue, max_size=2).map(tuple)
    who = st.sampled_from(agents)
    wait = st.integers(0, 60).map(float)
    differences = st.one_of(
        st.builds(
            lambda kind, agent, ours, theirs: Difference(kind, agent.name, ours, theirs, agent.login),
            st.sampled_from(("agent", "agent_state")),
            st.shared(who, key="one source"),
            SECRETS,
            SECRETS,
        ),
        st.builds(Difference, st.just("agent"), SECRETS, SECRETS, SECRETS),  # an older version's
        st.builds(Difference, st.sampled_from(("queue", "waiting_ghost", "new")), SECRETS, SECRETS, SECRETS),
    )
    return st.one_of(
        st.builds(SourceUp, source, now, PLAIN),
        st.builds(SourceDown, source, now, st.one_of(st.just(""), SECRETS), st.booleans()),
        st.builds(QueueSeen, source, now, queue),
        st.builds(QueueGone, source, now, queue),
        st.builds(
            lambda agent, when, of: AgentSeen(agent.source, when, agent.login, agent.name, of, agent.team),
            who,
            now,
            queues,
        ),
        st.builds(lambda agent, when: AgentGone(agent.source, when, agent.login), who, now),
        st.builds(
            lambda agent, when, *rest: AgentChanged(agent.source, when, agent.login, *rest),
            who,
            now,
            st.sampled_from(AgentState),
            st.one_of(st.none(), PLAIN),
            st.one_of(st.none(), now),
            queues,
        ),
        st.builds(ContactOffered, source, now, contact, queue, st.sampled_from(Channel), NUMBERS),
        st.builds(ContactOffered, source, now, contact, queue),
        st.builds(ContactDequeued, source, now, contact, queue),
        st.builds(
            lambda agent, when, one, of, *lengths: ContactAnswered(
                agent.source, when, one, of, agent.login, *lengths
            ),
            who,
            now,
            contact,
            queue,
            wait,
            st.one_of(st.none(), wait),
        ),
        st.builds(ContactAbandoned, source, now, contact, queue, wait),
        st.builds(ContactLeft, source, now, contact, queue, wait, st.sampled_from(LeftReason)),
        st.builds(
            lambda agent, when, one, of, *lengths: ContactEnded(
                agent.source, when, one, of, agent.login, *lengths
            ),
            who,
            now,
            contact,
            queue,
            st.one_of(st.none(), wait),
            st.one_of(st.none(), wait),
            st.one_of(st.none(), wait),
        ),
        st.builds(
            lambda when, n, gap, agent, details: AuditDone(agent.source, when, 9, n, gap, tuple(details)),
            now,
            st.integers(0, 9),
            st.booleans(),
            st.shared(who, key="one source"),
            st.lists(differences, max_size=3),
        ),
        st.builds(Unusable, source, now, SECRETS, st.integers(1, 5)),
    )


FLOORS = _agents().flatmap(lambda agents: st.lists(_event(agents), max_size=12))


def persons(events: Iterable[LiveEvent]) -> set[str]:
    """Whatever in *events* a stranger must not read."""
    found: set[str] = set()
    for event in events:
        for field in ("login", "name", "number", "reason", "what"):
            found.add(str(getattr(event, field, "")) if not isinstance(event, ContactLeft) else "")
        for one in getattr(event, "details", ()):
            found |= {one.name, one.login, one.ours, one.theirs}
    return found - {""}


def holds(content: bytes, secret: str) -> bool:
    return secret.encode() in content or msgspec.json.encode(secret)[1:-1] in content


def unveiled(veiled: Veiled, count: int, names: Names) -> list[LiveEvent]:
    return names.events(decode(veiled.events)[0], joined([(count, veiled.private)]))


def of_source(events: Sequence[LiveEvent]) -> list[list[LiveEvent]]:
    """As the collector groups them."""
    return [group for source in (PBX, CHAT) if (group := [one for one in events if one.source == source])]


# -- laws ---------------------------------------------------------------------------------------------------


@settings(max_examples=40)
@given(FLOORS)
def test_who_knows_everything_reads_what_was_said(events: list[LiveEvent]) -> None:
    veiled = Veil(KEY).events(events)
    assert unveiled(veiled, len(events), Names(veiled.names)) == events


@settings(max_examples=40)
@given(FLOORS)
def test_no_login_name_or_number_is_left_in_what_everybody_may_read(events: list[LiveEvent]) -> None:
    veil = Veil(KEY)
    said = veil.events(events).events
    board, _private = veil.board(fold(EMPTY, events, RULES)[0])
    saved = boards.save(board)
    for secret in persons(events):
        assert not holds(said, secret)
        assert not holds(saved, secret)


@settings(max_examples=40)
@given(FLOORS)
def test_no_login_or_name_is_in_the_private_part(events: list[LiveEvent]) -> None:
    """Supervisors read it whole, also those of other teams."""
    veil = Veil(KEY)
    private = veil.events(events).private or b""
    _board, packed = veil.board(fold(EMPTY, events, RULES)[0])
    said_in_words = {  # what is no agent's may be in it, whatever it is called
        text
        for event in events
        for text in (
            *(getattr(event, field, "") for field in ("number", "reason", "what")),
            *(
                text
                for one in getattr(event, "details", ())
                for text in (one.ours, one.theirs, one.name if not one.kind.startswith("agent") else "")
            ),
        )
    }
    for event in events:
        for secret in (getattr(event, "login", ""), getattr(event, "name", "")):
            if secret and not any(secret in str(word) for word in said_in_words):
                assert not holds(private, secret)
                assert not holds(zlib.decompress(packed), secret)


@settings(max_examples=40)
@given(FLOORS)
def test_folding_veiled_events_gives_the_veil_of_the_folded_board(events: list[LiveEvent]) -> None:
    veil = Veil(KEY)
    said = decode(veil.events(events).events)[0]
    assert fold(EMPTY, said, RULES)[0] == veil.board(fold(EMPTY, events, RULES)[0])[0]


@settings(max_examples=40)
@given(FLOORS)
def test_who_knows_everything_reads_the_board_that_was_saved(events: list[LiveEvent]) -> None:
    veil = Veil(KEY)
    board = fold(EMPTY, events, RULES)[0]
    saved, private = veil.board(board)
    assert Names(veil.names()).board(boards.load(boards.save(saved)), private) == board


@settings(max_examples=40)
@given(FLOORS, st.data())
def test_who_knows_some_reads_of_others_the_same_figures_and_no_name(
    events: list[LiveEvent], data: st.DataObject
) -> None:
    veil = Veil(KEY)
    veiled = veil.events(events)
    known = data.draw(st.lists(st.sampled_from(veiled.names), unique=True)) if veiled.names else []
    board = fold(EMPTY, unveiled(Veiled(veiled.events, None, ()), len(events), Names(known)), RULES)[0]
    whole = fold(EMPTY, events, RULES)[0]
    assert [line.staff for line in board.queues.values()] == [line.staff for line in whole.queues.values()]
    assert [line.today for line in board.queues.values()] == [line.today for line in whole.queues.values()]
    for ours, theirs in zip(board.agents.values(), whole.agents.values(), strict=True):
        assert (ours.team, ours.state, ours.spent, ours.work) == (
            theirs.team,
            theirs.state,
            theirs.spent,
            theirs.work,
        )
        if any((one.source, one.login) == theirs.key for one in known):
            assert (ours.login, ours.name) == (theirs.login, theirs.name)
        else:
            assert is_token(ours.login)
            assert ours.name == ours.login[:5]


@settings(max_examples=40)
@given(FLOORS, st.lists(st.integers(1, 5), max_size=30))
def test_groups_that_are_joined_into_batches_keep_what_is_private_in_its_place(
    events: list[LiveEvent], sizes: list[int]
) -> None:
    outbox, names, read = Outbox(0, Veil(KEY)), Names(), []
    groups = of_source(events)
    for group in groups:
        rest = list(group)
        for size in [*sizes, len(group)]:
            if rest:
                outbox.put(rest[0].source, rest[:size])
                rest = rest[size:]
    while outbox:
        for made in outbox.take():
            names.learn(made.names)
            assert made.veiled
            read += names.events(decode(made.events)[0], made.private)
        outbox.confirm()
    assert outbox.bytes == 0
    assert read == [event for group in groups for event in group]


@settings(max_examples=40)
@given(FLOORS)
def test_a_veil_that_was_made_anew_says_the_same(events: list[LiveEvent]) -> None:
    first = Veil(KEY)
    said = first.events(events)
    again = Veil(KEY, said.names).events(events)
    assert (again.events, again.private) == (said.events, said.private)
    assert again.names == ()


# -- and single cases ---------------------------------------------------------------------------------------


def test_every_event_that_has_a_person_in_it_has_a_veil() -> None:
    """A new kind of event with a login must not go by."""
    told = {"login", "name", "number", "details", "reason", "what"}
    for kind in get_args(LiveEvent):
        if told & set(kind.__struct_fields__) and kind is not ContactLeft:
            assert kind in _veils(), kind
    # and a new field is carried by whoever makes a new one of an old one
    assert Difference.__struct_fields__ == ("kind", "name", "ours", "theirs", "login")


def _veils() -> set[type]:
    from supervisor.live import names, veil

    assert veil._VEIL.keys() == names._UNVEIL.keys()
    return set(veil._VEIL)


def test_the_same_login_at_two_sources_has_two_tokens() -> None:
    veil = Veil(KEY)
    assert veil.token(PBX, "1001") != veil.token(CHAT, "1001")
    assert token_of(KEY, "a", "bc") != token_of(KEY, "ab", "c")


def test_another_key_gives_other_tokens() -> None:
    assert Veil(KEY).token(PBX, "1001") != Veil(b"l" * 32).token(PBX, "1001")


def test_a_token_is_shown_by_its_first_four_characters() -> None:
    token = Veil(KEY).token(PBX, "1001")
    assert is_token(token)
    assert shown(token) == token[:5]
    assert shown("1001") == "1001"
    assert not is_token("1001")
    assert not is_token("")


def test_a_name_is_told_once_and_again_when_it_changes() -> None:
    veil = Veil(KEY)
    seen = AgentSeen(PBX, NOON, "1001", "Anna", (), "Sales")
    token = veil.token(PBX, "1001")
    noon = NOON.date()
    assert veil.events([AgentChanged(PBX, NOON, "1001", AgentState.READY)]).names == (
        Named(token, PBX, "1001", "1001", "", noon),
    )
    assert veil.events([seen]).names == (Named(token, PBX, "1001", "Anna", "Sales", noon),)
    assert veil.events([seen]).names == ()
    assert veil.events([replace(seen, name="Anna B.", team="")]).names == (
        Named(token, PBX, "1001", "Anna B.", "Sales", noon),
    )


def test_a_name_is_told_again_on_the_first_mention_of_each_later_day() -> None:
    def named_on(days: int) -> list[date | None]:
        at = NOON + timedelta(days=days)
        return [
            one.mentioned_on for one in veil.events([AgentChanged(PBX, at, "1001", AgentState.READY)]).names
        ]

    veil, noon = Veil(KEY), NOON.date()
    assert named_on(0) == [noon]
    assert named_on(0) == []
    assert named_on(2) == [noon + timedelta(days=2)]
    assert named_on(1) == []  # late: what was told reaches further
    assert Veil(KEY, veil.known()).events([AgentGone(PBX, NOON, "1001")]).names == ()
    seen = AgentSeen(PBX, NOON + timedelta(days=9), "1001", "Anna", ())
    veil.board(fold(EMPTY, [seen], RULES)[0])
    assert [one.mentioned_on for one in veil.names()] == [noon + timedelta(days=9)]


def test_an_agent_of_whom_nothing_is_known_is_called_the_same_before_and_after_the_source_named_it() -> None:
    veil = Veil(KEY)
    token = veil.token(PBX, "1001")
    events: list[LiveEvent] = [AgentChanged(PBX, NOON, "1001", AgentState.READY)]
    before = fold(EMPTY, unveiled(veil.events(events), 1, Names()), RULES)[0]
    events.append(AgentSeen(PBX, at(1), "1001", "Anna"))
    after = fold(EMPTY, unveiled(veil.events(events), 2, Names()), RULES)[0]
    assert [line.name for line in (*before.agents.values(), *after.agents.values())] == [token[:5]] * 2


def test_the_report_of_a_veiled_board_is_the_report_without_names() -> None:
    anna, ben = "1001", "1002"
    events: list[LiveEvent] = [
        AgentSeen(PBX, NOON, anna, "Anna", QUEUES, "Sales"),
        AgentSeen(PBX, NOON, ben, "Ben", QUEUES, "Sales"),
        AgentChanged(PBX, NOON, ben, AgentState.BREAK, "lunch"),
        ContactOffered(PBX, NOON, "c", "billing", Channel.VOICE, "+86 1"),
        ContactAnswered(PBX, at(3), "c", "billing", anna, 3.0),
        SourceDown(PBX, at(9), "No route to 1001"),
    ]
    veil = Veil(KEY)
    whole = fold(EMPTY, events, RULES)[0]
    told = board_report(whole, {}, at(10), RULES)
    veiled = board_report(Names().board(veil.board(whole)[0]), {}, at(10), RULES)
    for ours, theirs in zip(veiled["agents"], told["agents"], strict=True):
        token = veil.token(PBX, theirs["login"])
        assert ours == {**theirs, "login": token, "name": token[:5]}
    assert veiled["queues"] == told["queues"]


@pytest.mark.parametrize("run", ["small-basic", "restart"])
def test_no_contact_is_known_by_its_customers_number(run: str) -> None:
    """Its identity stands in the journal as it is: everybody may read it."""
    offered = [
        said
        for _at, group in said_by(recording(run), PBX)
        for said in group
        if isinstance(said, ContactOffered) and said.number
    ]
    assert offered
    assert not [one for one in offered if one.number.lstrip("+") in one.contact]


def test_who_was_not_known_is_missing_until_it_is() -> None:
    veil, names = Veil(KEY), Names()
    veiled = veil.events([ContactAnswered(PBX, NOON, "c", "billing", "1001", 3.0)])
    unveiled(veiled, 1, names)
    assert names.missing == {veil.token(PBX, "1001")}
    assert names.learn(veiled.names)
    assert not names.learn(veiled.names)
    assert unveiled(veiled, 1, names) == [ContactAnswered(PBX, NOON, "c", "billing", "1001", 3.0)]


def test_an_event_that_a_later_version_wrote_leaves_the_private_parts_of_others_in_place() -> None:
    offered = [ContactOffered(PBX, NOON, f"c{n}", "billing", Channel.VOICE, f"+86 {n}") for n in range(3)]
    made = entry(PBX, offered, sequence=1, veil=Veil(KEY))
    first, *rest = decode(made.events)[0]
    assert first.source == PBX
    assert Names().events([None, *rest], made.private) == offered[1:]


@pytest.mark.parametrize("private", [b"", b"{}", b"[[1,", b'[["x"]]', b"[[1,2,3,4,null,5]]"])
def test_a_private_part_that_cannot_be_read_is_told(private: bytes) -> None:
    veiled = Veil(KEY).events([ContactOffered(PBX, NOON, "c", "billing", Channel.VOICE, "+86")])
    if not private:
        assert Names().events(decode(veiled.events)[0], private) == decode(veiled.events)[0]
        return
    with pytest.raises(msgspec.DecodeError):
        Names().events(decode(veiled.events)[0], private)


def test_the_private_part_of_another_board_is_refused() -> None:
    veil = Veil(KEY)
    offered = ContactOffered(PBX, NOON, "c", "billing", Channel.VOICE, "+86 1")
    board, _private = veil.board(fold(EMPTY, [offered], RULES)[0])
    _board, others = veil.board(Board())
    with pytest.raises(msgspec.DecodeError):
        Names().board(board, others)


def test_a_contact_that_waits_is_one_object_on_an_unveiled_board_too() -> None:
    veil = Veil(KEY)
    board = fold(EMPTY, [ContactOffered(PBX, NOON, "c", "billing", Channel.VOICE, "+86 1")], RULES)[0]
    back = Names().board(*veil.board(board))
    assert back.queues[PBX, "billing"].waiting[0] is back.contacts[PBX, "c", "billing"]
