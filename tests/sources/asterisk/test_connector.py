"""Following an Asterisk over a real socket: what happens when it does not go well."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.events import AgentState, ContactLeft, FullState, SourceDown, SourceUp, Unusable
from supervisor.live.board import Board, Stage
from supervisor.sources.asterisk.connector import AsteriskConnector, _Pauses
from supervisor.sources.asterisk.link import AsteriskSettings, Limits
from supervisor.sources.asterisk.tls import Tls
from supervisor.sources.replay.recording import Recording
from supervisor.sources.source import Heard, Said
from tests.sources.asterisk.played import NAME, QUICK, SECRET, Player, excerpt
from tests.sources.asterisk.played import settings as there
from tests.sources.asterisk.transcript import TranscriptServer, certificate, server_tls
from tests.sources.asterisk.watch import Watch

WATCHFUL = Limits(connect_s=5, banner_s=5, login_s=5, list_s=5, pong_s=1)
MINUTE = excerpt("small-basic", 60)


def ups_and_downs(watch: Watch) -> list[type]:
    return [type(event) for event in watch.said if isinstance(event, SourceUp | SourceDown)]


def sums(board: Board) -> dict[str, tuple[int, int, int]]:
    """Of each queue: offered, settled or still there, waiting."""
    still = [contact.queue for contact in board.contacts.values() if contact.login == ""]
    return {
        name: (line.today.offered, line.today.settled + still.count(name), len(line.waiting))
        for (_, name), line in board.queues.items()
    }


_UNCUT: list[Watch] = []


def uncut() -> Watch:
    if not _UNCUT:
        _UNCUT.append(asyncio.run(Player(MINUTE, speed=None).to_the_end()))
    return _UNCUT[0]


# -- cuts


@settings(max_examples=12)
@given(st.integers(1, 600_000), st.sampled_from([None, 1_460, 211]))
def test_cut_at_any_byte_the_board_ends_as_if_it_had_not_been(place: int, piece: int | None) -> None:
    """Nothing is lost beyond the message that was cut, and the full state mends even that."""

    async def story() -> Player:
        player = Player(MINUTE, speed=None, piece=piece)
        player.server.cut_after = place
        await player.to_the_end()
        return player

    player = asyncio.run(story())
    board, other = player.watch.board, uncut().board
    if player.server.cut_after is None:
        assert ups_and_downs(player.watch) == [SourceUp, SourceDown, SourceUp]
    assert {key: line.state for key, line in board.agents.items()} == {
        key: line.state for key, line in other.agents.items()
    }
    for name, (offered, accounted, waiting) in sums(board).items():
        assert offered == accounted, name
        assert waiting == sums(other)[name][2], name
        assert abs(offered - sums(other)[name][0]) <= 1, name


def test_what_came_before_a_cut_counts_once_however_often_it_is_cut() -> None:
    async def story() -> Player:
        async def cut_again(_: datetime) -> None:
            if player.server.cut_after is None:
                player.server.cut_after = 30_000

        player = Player(MINUTE, speed=None, before_each=cut_again)
        await player.to_the_end()
        return player

    player = asyncio.run(story())
    assert player.server.logins > 5
    for name, (offered, accounted, _) in sums(player.watch.board).items():
        assert offered == accounted, name
    assert abs(_total(player.watch.board) - _total(uncut().board)) <= player.server.logins


def _total(board: Board) -> int:
    return sum(line.today.offered for line in board.queues.values())


# -- silence, death and return


def test_a_source_that_falls_silent_is_down_and_comes_back_by_itself() -> None:
    async def story() -> Watch:
        player = Player(MINUTE, speed=None, followed={"limits": WATCHFUL, "ping_s": 0.05})
        async with player.following():
            await player.server.finished.wait()
            player.server.silent = True
            await player.until(lambda: SourceDown in ups_and_downs(player.watch))
            player.server.silent = False
            await player.until(lambda: ups_and_downs(player.watch)[-1] is SourceUp)
            await player.until(lambda: len(player.watch.states) > 1)
        return player.watch

    watch = asyncio.run(story())
    down = next(event for event in watch.said if isinstance(event, SourceDown))
    assert down.reason == "no answer to a sign of life in time"
    assert watch.states[-1].after_gap
    assert not watch.states[-1].restarted


def test_an_idle_source_that_answers_its_pings_stays_up() -> None:
    async def story() -> Player:
        player = Player(MINUTE, speed=None, followed={"ping_s": 0.02})
        async with player.following():
            await player.server.finished.wait()
            before = player.server.sent
            await player.until(lambda: player.server.sent > before + 1_000)  # a dozen of Pongs
        return player

    assert ups_and_downs(asyncio.run(story()).watch) == [SourceUp]


def test_a_source_that_dies_is_down_once_and_is_there_again_when_it_is() -> None:
    async def story() -> Watch:
        player = Player(MINUTE, speed=60.0)
        async with player.following():
            await player.until(lambda: len(player.watch.boards) > 10)
            await player.server.die()
            await player.until(lambda: SourceDown in ups_and_downs(player.watch))
            for _ in range(20):  # tries in vain meanwhile
                await asyncio.sleep(0.005)
            await player.server.come_back()
            await player.server.finished.wait()
            await player.until(lambda: len(player.watch.states) == 2)
            await player.caught_up()
        return player.watch

    watch = asyncio.run(story())
    assert ups_and_downs(watch) == [SourceUp, SourceDown, SourceUp]
    assert [line.up for line in watch.board.sources.values()] == [True]
    assert sums(watch.board) == sums(uncut().board)


def test_a_source_that_cannot_be_reached_is_down_from_the_start() -> None:
    async def story() -> tuple[Said, ...]:
        connector = AsteriskConnector("pbx", AsteriskSettings("127.0.0.1", NAME, lambda: SECRET, port=1))
        said = connector.events(None)
        group = await anext(said)
        await said.aclose()  # type: ignore[attr-defined]
        return group

    (down,) = asyncio.run(story())
    assert isinstance(down, SourceDown)
    assert down.reason


def test_a_refused_log_in_is_a_source_that_is_down() -> None:
    async def story() -> tuple[Said, ...]:
        player = Player(MINUTE, speed=None, refusal_s=0.01)
        async with player.server:
            wrong = there(player.server.port, secret=lambda: "wrong")
            said = AsteriskConnector("pbx", wrong, player.server.clock).events(None)
            group = await anext(said)
            await said.aclose()  # type: ignore[attr-defined]
            return group

    (down,) = asyncio.run(story())
    assert isinstance(down, SourceDown)
    assert down.reason == "Authentication failed"


def test_pauses_grow_to_a_bound_and_begin_anew_after_a_connection_that_worked() -> None:
    pauses = _Pauses((1.0, 60.0), Random(1))
    grown = [pauses.next(calm=False) for _ in range(12)]
    assert all(0.5 * 2**n <= pause <= 2**n for n, pause in enumerate(grown[:6]))
    assert all(30.0 <= pause <= 60.0 for pause in grown[6:])
    pauses.worked()
    assert pauses.next(calm=False) <= 1.0


def test_what_only_a_person_can_mend_is_not_tried_again_at_once() -> None:
    """Many systems lock out who logs in wrongly ten times a minute."""
    assert _Pauses((1.0, 60.0), Random(1)).next(calm=True) >= 15.0


# -- the full state


def test_the_full_state_comes_first_and_then_at_each_audit() -> None:
    async def story() -> Player:
        player = Player(MINUTE, speed=60.0, followed={"audit_s": 0.05})
        async with player.following():
            await player.until(lambda: len(player.watch.states) >= 3)
        return player

    player = asyncio.run(story())
    first = next(one for one in player.watch.said if not isinstance(one, SourceUp))
    assert first.at == player.watch.states[0].at
    assert [state.after_gap for state in player.watch.states[:2]] == [True, False]
    assert player.watch.differences == 0


def test_an_asterisk_that_has_not_loaded_its_queues_is_asked_again_without_being_told() -> None:
    """The recorded one, just restarted, refused QueueStatus; the class that tells when to ask is not ours."""
    player = Player(excerpt("restart", 165), speed=None, in_step=True)
    watch = asyncio.run(player.to_the_end())
    assert ups_and_downs(watch) == [SourceUp, SourceDown, SourceUp]
    assert [state.restarted for state in watch.states] == [False, True]


# -- what is broken


def _message(name: str, *lines: bytes, privilege: bytes = b"agent") -> bytes:
    fields = (b"Event: " + name.encode(), b"Privilege: " + privilege + b",all", *lines)
    return b"\r\n".join(fields) + b"\r\n\r\n"


def test_nothing_is_lost_beyond_a_broken_message(tmp_path: Path) -> None:
    def row(name: str, *lines: bytes) -> bytes:
        return b"\r\n".join((b"Event: " + name.encode(), *lines, b"ActionID: r")) + b"\r\n\r\n"

    cut_name = ("客" * 27).encode()[:79]
    lists = (
        row("QueueParams", b"Queue: vip", b"ServiceLevel: 20")
        + row("QueueMember", b"Queue: vip", b"Name: Anna", b"Location: PJSIP/1", b"Status: 1")
        + row("QueueMember", b"Queue: vip", b"Name: " + cut_name, b"Location: PJSIP/2", b"Status: 1")
        + row("QueueStatusComplete", b"EventList: Complete", b"ListItems: 3")
    )
    calls = b""
    broken = [
        _message("AgentConnect", b"MemberName: " + b"x" * 1_000_000),
        _message("QueueCallerJoin", b"CallerIDName: \xff\xfe\xc3", b"Channel: PJSIP/t-1"),
        _message("QueueCallerHovers", b"Uniqueid: 1.1", b"Queue: vip"),
        _message("QueueMemberStatus", b"Status: 6"),
        _message("AgentComplete"),
        b"Event:\r\nPrivilege: agent,all\r\n: \r\n: :\r\nQueue\r\n\r\n",
    ]
    for number, junk in enumerate(broken, 1):
        contact = b"Uniqueid: 1795291023.%d" % number
        calls += _message("QueueCallerJoin", contact, b"Queue: vip", b"CallerIDNum: 021")
        calls += junk
        calls += _message("QueueCallerLeave", contact, b"Queue: vip")
        calls += _message("AgentConnect", contact, b"Queue: vip", b"Interface: PJSIP/1", b"HoldTime: 4")
        calls += junk
        calls += _message("AgentComplete", contact, b"Queue: vip", b"Interface: PJSIP/1", b"TalkTime: 9")
    # of the member whose name was cut only this is said
    calls += _message("QueueCallerJoin", b"Uniqueid: 1795291023.99", b"Queue: vip")
    calls += _message("QueueCallerLeave", b"Uniqueid: 1795291023.99", b"Queue: vip")
    calls += _message("AgentConnect", b"Uniqueid: 1795291023.99", b"DestChannel: PJSIP/2-0000001f")
    stream = tmp_path / "broken.bytes"
    stream.write_bytes(b"Asterisk Call Manager/12.0.0\r\n" + lists + calls)

    watch = asyncio.run(Player(Recording(stream), speed=None).to_the_end())

    today = watch.board.queues["pbx", "vip"].today
    assert (today.offered, today.answered, today.ended) == (7, 7, 6)
    names = {line.login: line.name for line in watch.board.agents.values()}
    assert names == {"PJSIP/1": "Anna", "PJSIP/2": "客" * 26 + "\ufffd"}
    assert watch.board.agents["pbx", "PJSIP/2"].state is AgentState.HANDLING
    unusable = watch.board.sources["pbx"].unusable
    assert unusable == {
        "message too long": 2,
        "QueueCallerJoin without Uniqueid, Queue": 2,
        "QueueMemberStatus without Queue, Interface": 2,
        "AgentComplete without Uniqueid, Queue, Interface, TalkTime": 2,
        "AgentConnect without Queue, Interface, HoldTime": 1,
    }
    assert sum(event.count for event in watch.said if isinstance(event, Unusable)) == 9


@pytest.mark.parametrize("silent", [False, True])
def test_that_a_caller_did_nothing_more_is_believed_only_while_the_source_is_heard(
    tmp_path: Path, silent: bool
) -> None:
    """A line that was cut says nothing either: its last callers may all have been answered."""
    stream = tmp_path / "left.bytes"
    contact = b"Uniqueid: 1795291023.1"
    listed = b"Event: QueueParams\r\nQueue: vip\r\nActionID: r\r\n\r\n"
    listed += b"Event: QueueStatusComplete\r\nActionID: r\r\n"
    stream.write_bytes(
        b"Asterisk Call Manager/12.0.0\r\n"
        + listed
        + b"EventList: Complete\r\nListItems: 1\r\n\r\n"
        + _message("QueueCallerJoin", contact, b"Queue: vip")
        + _message("QueueCallerLeave", contact, b"Queue: vip")
    )

    async def story() -> Watch:
        limits = WATCHFUL if silent else QUICK
        player = Player(Recording(stream), speed=None, followed={"limits": limits, "ping_s": 0.05})
        async with player.following():
            await player.server.finished.wait()
            await player.caught_up()
            player.server.silent = silent
            player.server.clock.instant += timedelta(seconds=10)
            await player.until(lambda: bool(player.watch.of(ContactLeft)))
        return player.watch

    watch = asyncio.run(story())
    assert len(watch.of(SourceDown)) == silent
    *_, before, last = (board for _, board in watch.boards)
    assert [contact.stage for contact in before.contacts.values()] == [Stage.LEAVING]
    assert last.sources["pbx"].up is not silent
    assert not last.contacts


def test_a_source_that_is_asked_for_a_sign_of_life_gives_one() -> None:
    async def story() -> None:
        player = Player(MINUTE, speed=None)
        async with player.following():
            await player.server.finished.wait()
            await player.caught_up()
            heard = _received(player)
            assert player.connector is not None
            player.connector.probe()
            await player.until(lambda: _received(player) > heard)

    asyncio.run(story())


def _received(player: Player) -> int:
    assert player.connector is not None
    assert player.connector.link is not None
    return player.connector.link.received


# -- beginning and end


def test_who_ends_the_events_logs_off_and_leaves_nothing_open() -> None:
    async def story() -> TranscriptServer:
        server = TranscriptServer("restricted_user")
        async with server.listening():
            connector = AsteriskConnector("pbx", there(server.port, md5=False))
            said = connector.events(None)
            async for group in said:
                if any(isinstance(one, FullState) for one in group):
                    break
            await said.aclose()  # type: ignore[attr-defined]
            assert connector.link is None
        assert len(asyncio.all_tasks()) == 1
        return server

    assert asyncio.run(story()).asked[-1] == {"Action": "Logoff"}


def test_signs_of_life_are_told_though_nothing_changes() -> None:
    async def story() -> list[Said]:
        server = TranscriptServer("login_plain_ping_logoff", "restricted_user")
        heard: list[Said] = []
        async with server.listening():
            connector = AsteriskConnector("pbx", there(server.port, md5=False, ping_s=0.3))
            said = connector.events(None)
            async for group in said:
                heard += group
                if any(isinstance(one, Heard) for one in group):
                    break
            await said.aclose()  # type: ignore[attr-defined]
        return heard

    assert [type(one) for one in asyncio.run(story())] == [SourceUp, FullState, Heard]


def test_a_source_is_followed_through_tls() -> None:
    async def story() -> Watch:
        player = Player(MINUTE, speed=None, tls=server_tls(), followed={"tls": Tls(ca=certificate("here"))})
        return await player.to_the_end()

    assert sums(asyncio.run(story()).board) == sums(uncut().board)


@pytest.mark.parametrize("md5", [True, False])
def test_both_log_ins_are_taken(md5: bool) -> None:
    watch = asyncio.run(Player(MINUTE, speed=None, followed={"md5": md5}).to_the_end())
    assert ups_and_downs(watch) == [SourceUp]
