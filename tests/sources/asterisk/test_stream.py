"""The large centre made of a small recorded one, on which speed is measured: it must be sound."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from benchmarks.ami_stream import BANNER, AmiStream
from supervisor.events import FullState, Unusable
from supervisor.live.audit import corrections
from supervisor.live.board import Board
from supervisor.live.fold import fold
from supervisor.sources.asterisk.protocol import MessageReader
from supervisor.sources.asterisk.translate import WANTED, Translator
from tests.sources.asterisk.watch import RULES

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def test_the_same_stream_comes_each_time_and_is_the_same_however_it_is_cut() -> None:
    once = b"".join(AmiStream(copies=3).messages(0, 20))
    again = AmiStream(copies=3)
    assert once == b"".join(b"".join(again.messages(second, second + 1)) for second in range(20))


def test_a_centre_of_several_copies_keeps_its_sums_over_the_end_of_the_pattern() -> None:
    stream = AmiStream("agent,call", copies=4, queue_sets=2)
    translator, reader = Translator("pbx"), MessageReader(WANTED)
    said = [*translator.connected(START, "Asterisk")]
    reader.feed(BANNER)
    said += translator.take(reader.feed(stream.listing()), START)
    for second in range(0, 700, 5):
        at = START + timedelta(seconds=second)
        said += translator.take(reader.feed(b"".join(stream.messages(second, second + 5))), at)
    board = Board()
    for one in said:
        assert not isinstance(one, Unusable)
        board, _ = fold(board, corrections(board, one) if isinstance(one, FullState) else (one,), RULES)
    assert len(board.queues) == 10
    assert len(board.agents) >= 4 * 9
    assert sum(line.today.offered for line in board.queues.values()) > 600
    for (_, name), line in board.queues.items():
        leaving = sum(
            1 for contact in board.contacts.values() if contact.queue == name and contact.stage == "leaving"
        )
        assert line.today.offered == line.today.settled + len(line.waiting) + leaving, name
        assert line.today.offered > 0, name


def test_what_a_user_may_not_read_is_not_sent() -> None:
    for mix, classes in (("agent", {b"agent"}), ("agent,call", {b"agent", b"call"})):
        said = list(AmiStream(mix, copies=2).messages(0, 60))
        heard = {message.split(b"Privilege: ")[1].split(b",")[0] for message in said}
        assert heard == classes
    assert AmiStream("full", copies=2).rate > 2 * AmiStream("agent,call", copies=2).rate
