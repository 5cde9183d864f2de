"""The floors that the benchmarks make up are such as could be: what is measured is no nonsense."""

from __future__ import annotations

import asyncio
import subprocess
from collections.abc import Iterator
from datetime import timedelta

import pytest

from benchmarks.ami import stream
from benchmarks.ami_floor import MIXES, AmiFloor
from benchmarks.busy_floor import SOURCE
from benchmarks.floor_day import BEGINS
from benchmarks.measure import ROOT, environment, module
from supervisor.events import FullState, LiveEvent
from supervisor.live.audit import corrections
from supervisor.live.board import EMPTY
from supervisor.live.fold import fold
from supervisor.live.rules import CountingRules
from supervisor.sources.asterisk.connector import AsteriskConnector
from supervisor.sources.asterisk.link import AsteriskSettings
from supervisor.sources.asterisk.protocol import MessageReader
from supervisor.sources.asterisk.translate import WANTED, Translator


@pytest.mark.parametrize("mix", MIXES)
def test_what_the_manager_interface_says_and_its_list_agree(mix: str) -> None:
    floor = AmiFloor(mix, agents=60, queues=8)
    rules, reader, translator = CountingRules(), MessageReader(WANTED), Translator(SOURCE)
    reader.banner = ""
    board, at = EMPTY, BEGINS
    floor.begin(at)
    translator.connected(at, "Asterisk Call Manager/12.0.0")

    def hear(said: bytes) -> int:
        nonlocal board
        differences = 0
        for one in translator.take(reader.feed(said), at):
            events: tuple[LiveEvent, ...] = (one,) if not isinstance(one, FullState) else ()
            if isinstance(one, FullState):
                events = corrections(board, one)
                differences += sum(getattr(event, "differences", 0) for event in events)
            board, _ = fold(board, events, rules)
        return differences

    hear(b"".join(floor.listing("1", at)))
    for _ in range(200):
        at += timedelta(milliseconds=20)
        hear(floor.messages(20, at))
    assert sum(line.today.answered for line in board.queues.values()) > 20
    at += timedelta(seconds=1)
    hear(b"".join(floor.listing("2", at)))
    at += timedelta(seconds=1)
    found = [one for one in translator.tick(at) if isinstance(one, FullState)]
    assert found
    states = [event for event in corrections(board, found[0]) if getattr(event, "differences", 0)]
    assert not states
    assert not board.sources[SOURCE].unusable


def test_a_stream_has_as_many_messages_as_were_asked_for() -> None:
    floor = AmiFloor()
    floor.begin(BEGINS)
    listed = b"".join(floor.listing("1", BEGINS)).count(b"\r\n\r\n")
    assert stream("full", 2_000).count(b"\r\n\r\n") == pytest.approx(2_000 + listed, rel=0.02)


@pytest.fixture
def port() -> Iterator[int]:
    server = subprocess.Popen(
        module("benchmarks.floor_server", 200, 100),
        cwd=ROOT,
        env=environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    assert server.stdin is not None
    yield int(server.stdout.readline())
    server.communicate("end\n", timeout=30)


def test_the_console_can_connect_to_the_floor(port: int) -> None:
    settings = AsteriskSettings("127.0.0.1", "wall", lambda: "board", port)
    found = asyncio.run(AsteriskConnector(SOURCE, settings).test())
    assert found.problem is None
    assert found.facts["queues"] == "200"
    assert found.facts["agents"] == "5000"
