"""Two recordings of a real Asterisk, and what that Asterisk itself said of the same minutes.

`queue show` was listed every ten seconds, and `truth.json` was counted from queue_log alone. Our boards are
folded from the events, once by playing the file and once through a real socket by the real connector.

They disagree in these points, and nowhere else:

- **The redirected caller.** After a redirect the agent is free at once, but Asterisk logs the talk until the
  caller hangs up at last: 16 s instead of 6.1 in small-basic (complaints), 22 s instead of 5.2 in restart
  (billing). We count what the agent talked.
- **The caller of whom nothing is known.** Callers who waited when Asterisk was killed have no end in its log.
  We count them as left, of which lost, so that offered = answered + abandoned + left + waiting.
- **The moment of answering.** A telephone counts as ringing for up to half a second after the member is in a
  call; we show who answered as handling at once (`listings.disagreements` knows that).
- **Half a minute without a list.** After the restart the recorder asked too early, was refused, and asked
  again 30 s later. Members who were paused before are not any more, and only a list tells. The connector
  asks again within a second; the played file cannot.
- **Abandoned, in Asterisk's own counter.** It counts callers whom the queue let go as abandoned; we, as its
  log does, do not.
"""

from __future__ import annotations

import asyncio
import json
from functools import cache
from typing import Any

import pytest

from supervisor.events import ContactAbandoned, ContactLeft, LeftReason, Unusable
from supervisor.live.board import Board
from supervisor.sources.asterisk.protocol import MessageReader
from supervisor.sources.replay.connector import said_by
from supervisor.sources.replay.recording import Piece
from tests.sources.asterisk.listings import RECORDINGS, disagreements, listings
from tests.sources.asterisk.played import Player, recording
from tests.sources.asterisk.watch import Watch

RUNS = ("small-basic", "restart")
NAMELESS = "投诉受理"

# queue: seconds that Asterisk logged for the redirected call, seconds that the agent talked
REDIRECTED = {"small-basic": {"complaints": (16, 6.1)}, "restart": {"billing": (22, 5.2)}}
# seconds since the recording began, for which the played file has no list of after the restart
UNLISTED = {"small-basic": (), "restart": (130,)}


def _played_file(run: str) -> Watch:
    watch = Watch()
    for at, group in said_by(recording(run), "pbx"):
        watch.take(group, at)
    return watch


@cache
def _watched(run: str, way: str) -> Watch:
    if way == "file":
        return _played_file(run)
    return asyncio.run(Player(run, in_step=True, speed=None).to_the_end())


WAYS = pytest.mark.parametrize("way", ["file", "socket"])
BOTH = pytest.mark.parametrize("run", RUNS)


@BOTH
@WAYS
def test_every_listing_agrees_with_a_board_of_that_second(run: str, way: str) -> None:
    watch = _watched(run, way)
    compared = 0
    wrong: dict[int, set[str]] = {}
    begins = None
    for listed in listings(run, NAMELESS):
        begins = begins or listed.begins
        second = round((listed.begins - begins).total_seconds() / 10) * 10
        boards = watch.around(listed.begins, listed.ends)
        best = min((disagreements(listed, board, "pbx") for board in boards), key=len)
        compared += sum(1 + len(queue.members) for queue in listed.queues)
        if best:
            wrong[second] = best
    expected = set(UNLISTED[run]) if way == "file" else set()
    assert wrong.keys() == expected, wrong
    assert all("listed None" in line for lines in wrong.values() for line in lines), wrong
    assert compared > 600


@BOTH
@WAYS
def test_the_days_totals_agree_with_the_log(run: str, way: str) -> None:
    board = _watched(run, way).board
    truth = _truth(run)
    for name, logged in truth.items():
        line = board.queues["pbx", name]
        ours = line.today
        assert line.threshold_s == logged["service_level_s"], name
        assert ours.offered == logged["offered"], name
        assert ours.answered == logged["answered"], name
        assert ours.abandoned == logged["abandoned"], name
        assert ours.left == _left(logged), name
        assert ours.lost == logged["unfinished_waiting"], name
        assert ours.in_time == logged[f"answered_within_{line.threshold_s}s"], name
        assert ours.abandoned_short == logged["abandoned_within_5s"], name
        assert ours.wait_answered_s == logged["wait_answered_sum_s"], name
        assert ours.wait_abandoned_s == pytest.approx(
            (logged["wait_abandoned_mean_s"] or 0) * logged["abandoned"], abs=0.01
        ), name
        assert ours.ended == logged["talk_ended"], name
        said, talked = REDIRECTED[run].get(name, (0, 0))
        assert ours.talk_s == pytest.approx(logged["talk_sum_s"] - said + talked, abs=0.15), name
        assert ours.offered == ours.answered + ours.abandoned + ours.left + len(line.waiting), name
    assert board.contacts == {}, "nobody is left on the board when everybody has hung up"


@BOTH
@WAYS
def test_no_ordinary_comparison_with_the_full_state_finds_a_difference(run: str, way: str) -> None:
    watch = _watched(run, way)
    assert watch.states
    assert watch.differences == 0
    assert watch.of(Unusable) == []


@BOTH
@WAYS
def test_every_single_caller_left_as_the_log_says(run: str, way: str) -> None:
    """Caller by caller, not only in sum: who gave up, who timed out, who pressed a key, who was lost."""
    words = {
        "ABANDON": "abandoned",
        "EXITWITHTIMEOUT": LeftReason.TIMEOUT,
        "EXITWITHKEY": LeftReason.KEY,
    }
    logged: list[tuple[str, str, str]] = []
    for line in (RECORDINGS / run / "queue_log").read_text(encoding="utf-8").splitlines():
        _, contact, queue, _, event, *_ = line.split("|")
        if event in words:
            logged.append((contact, queue, words[event]))
    watch = _watched(run, way)
    ours = [(event.contact, event.queue, "abandoned") for event in watch.of(ContactAbandoned)]
    ours += [
        (event.contact, event.queue, event.reason)
        for event in watch.of(ContactLeft)
        if event.reason is not LeftReason.LOST
    ]
    assert sorted(ours) == sorted(logged)


@BOTH
def test_played_at_full_speed_without_waiting_the_counts_are_the_same(run: str) -> None:
    """The whole recording in a burst, as after a stall: instants come closer together, no count changes."""
    board = asyncio.run(Player(run, speed=None).to_the_end()).board
    _same_counts(board, _watched(run, "socket").board)


def test_played_a_hundred_times_as_fast_in_odd_pieces_the_counts_are_the_same() -> None:
    board = asyncio.run(Player("small-basic", speed=100.0, piece=997).to_the_end()).board
    _same_counts(board, _watched("small-basic", "socket").board)


def test_the_restart_and_the_crash_are_known_as_such() -> None:
    """By the members' sign-in times: the user may not read the class in which Asterisk tells of its end."""
    states = _watched("restart", "socket").states
    assert [state.restarted for state in states] == [False, True, True]
    assert [state.after_gap for state in states] == [True, True, True]


def test_asterisks_own_counter_calls_abandoned_whom_the_queue_let_go() -> None:
    """Until its next restart: Abandoned is abandoned + let go; Completed goes up when a talk ends."""
    reader = MessageReader({"QueueParams"})
    own: dict[str, tuple[int, int]] = {}
    for moment in recording("small-basic").moments():
        if isinstance(moment, Piece):
            for message in reader.feed(moment.data):
                if "Event" in message:
                    own[message["Queue"]] = (int(message["Abandoned"]), int(message["Completed"]))
    board = _watched("small-basic", "file").board
    ours = {
        name: (line.today.abandoned + line.today.left, line.today.ended)
        for (_, name), line in board.queues.items()
    }
    assert own == ours
    assert any(line.today.left for line in board.queues.values())


def _same_counts(board: Board, other: Board) -> None:
    """Everything that does not depend on when things came, as the length of a redirected talk does, and
    whether somebody left in the last moment before a crash or a second earlier."""

    def counts(of: Board) -> dict[str, tuple[object, ...]]:
        return {
            name: (
                *(line.today.offered, line.today.answered, line.today.in_time, line.today.abandoned),
                *(line.today.left, line.today.ended),
                *(line.today.wait_answered_s, line.today.wait_abandoned_s),
            )
            for (_, name), line in of.queues.items()
        }

    assert counts(board) == counts(other)
    assert board.contacts == other.contacts == {}
    assert {key: line.state for key, line in board.agents.items()} == {
        key: line.state for key, line in other.agents.items()
    }


def _truth(run: str) -> dict[str, dict[str, Any]]:
    told: dict[str, dict[str, Any]] = json.loads(
        (RECORDINGS / run / "truth.json").read_text(encoding="utf-8")
    )["queues"]
    return told


def _left(logged: dict[str, Any]) -> int:
    names = ("timed_out", "exit_key", "exit_empty", "withdrawn", "unfinished_waiting")
    return sum(logged[name] for name in names)
