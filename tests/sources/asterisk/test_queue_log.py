"""Asterisk's queue_log: every line, however odd, and the files that it is rotated through."""

from __future__ import annotations

import gzip
import itertools
import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.errors import SourceError
from supervisor.events import LeftReason
from supervisor.sources.asterisk.day_log import AsteriskDayLog
from supervisor.sources.asterisk.queue_log import EVENTS, Details, LogLine, QueueLogReader
from supervisor.sources.asterisk.queue_log_files import (
    NEAR,
    QueueLogFiles,
    glance,
    line_number,
    place_of,
)
from supervisor.sources.day_log import Outcome
from tests.sources.asterisk.listings import RECORDINGS

RUNS = ("small-basic", "restart")
LOGS = {run: (RECORDINGS / run / "queue_log").read_bytes() for run in RUNS}
EPOCH = 1795291230


def read(piece: bytes, **how: object) -> tuple[list[LogLine], QueueLogReader]:
    reader = QueueLogReader("queue_log", **how)  # type: ignore[arg-type]
    return [*reader.feed(piece), *reader.finish()], reader


def only(line: bytes) -> LogLine:
    (found,), reader = read(line + b"\n")
    assert reader.unreadable_count == 0
    return found


# -- lines


@pytest.mark.parametrize("run", RUNS)
def test_every_line_of_a_recording_is_read(run: str) -> None:
    lines, reader = read(LOGS[run])
    told = json.loads((RECORDINGS / run / "truth.json").read_text(encoding="utf-8"))
    assert Counter(line.event for line in lines) == told["lines_by_event"]
    assert reader.unreadable == []


@given(cuts=st.lists(st.integers(0, len(LOGS["restart"])), max_size=20))
def test_wherever_the_bytes_are_cut_the_lines_are_the_same(cuts: list[int]) -> None:
    whole, _ = read(LOGS["restart"])
    reader = QueueLogReader("queue_log")
    edges = [0, *sorted(cuts), len(LOGS["restart"])]
    found = [
        line for begin, end in itertools.pairwise(edges) for line in reader.feed(LOGS["restart"][begin:end])
    ]
    assert found == whole
    assert reader.place == len(LOGS["restart"])


@given(noise=st.lists(st.binary(max_size=60).map(lambda raw: raw.replace(b"\n", b"")), max_size=8))
def test_no_bytes_whatever_end_the_reading_or_hide_the_lines_around_them(noise: list[bytes]) -> None:
    good = b"1795291235|1795291230.1|billing|Anna|CONNECT|2|1795291231.2|1\n"
    lines, _ = read(good + b"".join(raw + b"\n" + good for raw in noise))
    assert sum(line.event == "CONNECT" and line.agent == "Anna" for line in lines) >= len(noise) + 1


def test_what_each_kind_of_line_tells() -> None:
    told = {
        b"ENTERQUEUE||+8613805032582|3": Details(position=3, number="+8613805032582"),
        b"ENTERQUEUE|||1|Mr Smith": Details(position=1, name="Mr Smith"),
        "ENTERQUEUE|u|12|34|2|王芳".encode(): Details(position=2, number="12|34", name="王芳"),
        b"CONNECT|7|1795291231.2|3": Details(7.0, None, 3.0, text="1795291231.2"),
        b"COMPLETEAGENT|3|15|2": Details(3.0, 15.0, entry_position=2),
        b"ABANDON|2|4|8": Details(8.0, None, None, 2, 4),
        b"EXITWITHTIMEOUT|1|1|60": Details(60.0, None, None, 1, 1),
        b"EXITWITHKEY|2|3|4|5": Details(5.0, None, None, 3, 4, "2"),
        b"WITHDRAW|1|2|9|why|not": Details(9.0, None, None, 1, 2, "why|not"),
        b"BLINDTRANSFER|900|transfers|1|9|2": Details(1.0, 9.0, None, None, 2, "900|transfers"),
        b"ATTENDEDTRANSFER|BRIDGE|a0df|3|12|1": Details(3.0, 12.0, None, None, 1, "BRIDGE|a0df"),
        b"RINGNOANSWER|1000": Details(ring_s=1.0),
        b"PAUSE|tea | biscuits": Details(text="tea | biscuits"),
    }
    for line, wanted in told.items():
        found = only(b"1795291235|1795291230.1|billing|Anna|" + line)
        assert found.details() == wanted, line
        assert found.event in EVENTS


def test_a_bar_in_a_members_name_does_not_shift_what_follows() -> None:
    found = only(b"1795291235|1795291230.1|billing|Anna | Bell|CONNECT|2|1795291231.2|1")
    assert (found.agent, found.event, found.details().wait_s) == ("Anna | Bell", "CONNECT", 2.0)


def test_a_name_cut_in_the_middle_of_a_character_is_kept_as_far_as_it_goes() -> None:
    name = "王芳".encode()[:-1]
    assert only(b"1795291235|1.1|billing|" + name + b"|PAUSE|tea").agent == "王\ufffd"


def test_windows_line_ends_a_byte_order_mark_and_zeros_of_a_crash_do_no_harm() -> None:
    said = b"\xef\xbb\xbf1795291235|NONE|NONE|NONE|QUEUESTART|\r\n\0\0\0\n1795291236|1.1|a|Anna|PAUSE|tea\r\n"
    lines, reader = read(said)
    assert [(line.event, line.details().text) for line in lines] == [("QUEUESTART", ""), ("PAUSE", "tea")]
    assert reader.unreadable_count == 0


def test_a_line_that_a_crash_cut_off_is_kept_apart_from_the_one_glued_to_it() -> None:
    said = b"1795291235|1795291230.1|billing|An1795291474|NONE|NONE|NONE|QUEUESTART|\n"
    lines, reader = read(said)
    assert [(line.at, line.event) for line in lines] == [(1795291474.0, "QUEUESTART")]
    assert [bad.text for bad in reader.unreadable] == ["1795291235|1795291230.1|billing|An"]


def test_an_event_of_a_dialplan_is_kept_or_skipped_but_never_an_error() -> None:
    said = b"1795291235|1795291230.1|billing|Anna|DISPOSITION|sold|2\n"
    (kept,), _ = read(said)
    assert (kept.event, kept.details().text) == ("DISPOSITION", "sold|2")
    skipped, reader = read(said, wanted=["CONNECT"])
    assert (skipped, reader.unreadable_count) == ([], 0)


def test_what_makes_no_sense_is_kept_with_its_place() -> None:
    good = b"1795291236|1.1|a|Anna|PAUSE|tea\n"
    lines, reader = read(good + b"rubbish\n" + good)
    assert len(lines) == 2
    assert [(bad.place, bad.text) for bad in reader.unreadable] == [(len(good), "rubbish")]


def test_microseconds_are_read_where_they_are_written() -> None:
    assert only(b"1795291235.250000|1.1|a|Anna|PAUSE|tea").at == 1795291235.25


# -- files


def line(at: int, rest: str = "1.1|a|NONE|ENTERQUEUE|||1") -> str:
    return f"{at}|{rest}\n"


def write(path: Path, first: int, count: int, step: int = 1) -> None:
    path.write_text("".join(line(first + n * step) for n in range(count)), encoding="utf-8")


def times(files: QueueLogFiles) -> list[int]:
    return [int(each.at) for lines in files.more() for each in lines]


@given(at=st.integers(EPOCH - 10, EPOCH + 30_010), step=st.integers(1, 7))
def test_halving_never_misses_a_line(tmp_path_factory: pytest.TempPathFactory, at: int, step: int) -> None:
    path = tmp_path_factory.getbasetemp() / f"halved-{step}"
    if not path.exists():
        write(path, EPOCH, 30_000 // step + 4_000, step)
    with path.open("rb") as stream:
        place = place_of(stream, path.stat().st_size, at)
        stream.seek(max(0, place - 1))
        assert place == 0 or stream.read(1) == b"\n", "the begin of a line"
        before = stream.seek(0) or stream.read(place)
    assert all(int(raw.partition(b"|")[0]) < at for raw in before.splitlines())


def test_a_day_at_the_end_of_a_large_file_is_read_without_what_lies_before(tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    write(path, EPOCH, 40_000)
    assert path.stat().st_size > 8 * NEAR
    files = QueueLogFiles("pbx", path)
    files.begin(EPOCH + 39_000)
    found = times(files)
    assert found[-1] == EPOCH + 39_999
    assert EPOCH + 39_000 - found[0] < 4_000
    assert files.since_s == EPOCH


def test_the_log_is_followed_through_a_rotation_and_a_half_line(tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    write(path, EPOCH, 3)
    files = QueueLogFiles("pbx", path)
    files.begin(0)
    assert times(files) == [EPOCH, EPOCH + 1, EPOCH + 2]
    with path.open("a", encoding="utf-8") as grows:
        grows.write(line(EPOCH + 3) + line(EPOCH + 4)[:9])
    assert times(files) == [EPOCH + 3]
    with path.open("a", encoding="utf-8") as grows:
        grows.write(line(EPOCH + 4)[9:] + line(EPOCH + 5))
    path.rename(tmp_path / "queue_log.0")
    write(path, EPOCH + 6, 2)
    assert times(files) == [EPOCH + 4, EPOCH + 5, EPOCH + 6, EPOCH + 7]
    assert times(files) == []


def test_a_day_over_several_files_is_read_in_order_packed_ones_too(tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    write(path, EPOCH + 200, 2)
    write(tmp_path / "queue_log.1", EPOCH + 100, 2)
    packed = "".join(line(EPOCH + n) for n in range(2)).encode()
    (tmp_path / "queue_log.2.gz").write_bytes(gzip.compress(packed))
    write(tmp_path / "queue_log.bak", EPOCH + 100, 2)  # somebody's copy is none of it
    files = QueueLogFiles("pbx", path)
    files.begin(0)
    assert times(files) == [EPOCH, EPOCH + 1, EPOCH + 100, EPOCH + 101, EPOCH + 200, EPOCH + 201]


def test_a_file_that_was_cut_to_nothing_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    write(path, EPOCH, 3)
    files = QueueLogFiles("pbx", path)
    files.begin(0)
    times(files)
    write(path, EPOCH + 500, 50)  # copytruncate, and it has grown longer than it was
    with pytest.raises(LookupError):
        times(files)


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: None, "log_missing"),
        (lambda path: path.mkdir(), "log_damaged"),
        (lambda path: path.write_text("no log at all\n"), "log_damaged"),
    ],
)
def test_a_log_that_cannot_be_read_says_why(tmp_path: Path, make: object, reason: str) -> None:
    path = tmp_path / "queue_log"
    make(path)  # type: ignore[operator]
    with pytest.raises(SourceError) as problem:
        glance("pbx", path)
    assert problem.value.reason == reason
    assert problem.value.facts["file"] == str(path)


def test_a_glance_tells_the_first_and_the_last_time(tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    write(path, EPOCH, 10_000)
    found = glance("pbx", path)
    assert (found.since_s, found.last_s) == (EPOCH, EPOCH + 9_999)


def test_a_place_can_be_told_as_the_number_of_a_line(tmp_path: Path) -> None:
    path = tmp_path / "queue_log"
    write(path, EPOCH, 10)
    assert line_number(path, len(line(EPOCH)) * 4) == 5
    assert line_number(tmp_path / "gone", 4) is None


# -- the day


def day_of(tmp_path: Path, *lines: str, begins: int = EPOCH) -> AsteriskDayLog:
    (tmp_path / "queue_log").write_text("".join(lines), encoding="utf-8")
    return AsteriskDayLog("pbx", tmp_path / "queue_log")


BEGINS = datetime.fromtimestamp(EPOCH, UTC)


def test_yesterdays_contacts_are_not_todays(tmp_path: Path) -> None:
    log = day_of(
        tmp_path,
        line(EPOCH - 5, "1.1|a|NONE|ENTERQUEUE|||1"),
        line(EPOCH + 5, "1.1|a|Anna|CONNECT|10|1.2|3"),
        line(EPOCH + 6, "1.3|a|NONE|ENTERQUEUE|||1"),
        line(EPOCH + 7, "1.0|a|Ben|CONNECT|60|1.2|3"),
    )
    assert [entry.contact for entry in log.news(BEGINS, BEGINS).entries] == ["1.3"]


def test_after_a_crash_those_who_waited_are_lost_and_those_who_talked_have_ended(tmp_path: Path) -> None:
    log = day_of(
        tmp_path,
        line(EPOCH, "1.1|a|NONE|ENTERQUEUE|||1"),
        line(EPOCH, "1.2|a|NONE|ENTERQUEUE|||2"),
        line(EPOCH + 3, "1.2|a|Anna|CONNECT|3|1.5|2"),
        line(EPOCH + 9, "NONE|NONE|NONE|QUEUESTART|"),
    )
    news = log.news(BEGINS, BEGINS)
    found = {entry.contact: entry for entry in news.entries}
    assert (found["1.1"].outcome, found["1.1"].reason) == (Outcome.LEFT, LeftReason.LOST)
    assert (found["1.2"].outcome, found["1.2"].talk_s) == (Outcome.ANSWERED, None)
    assert all(entry.is_over for entry in found.values())
    assert [restart.timestamp() for restart in news.restarts] == [EPOCH + 9]


def test_one_contact_that_comes_twice_is_two_stays(tmp_path: Path) -> None:
    stay = (
        line(EPOCH, "1.1|a|NONE|ENTERQUEUE|||1"),
        line(EPOCH + 3, "1.1|a|NONE|EXITWITHTIMEOUT|1|1|3"),
    )
    news = day_of(tmp_path, *stay, *stay).news(BEGINS, BEGINS)
    assert [entry.number for entry in news.entries] == [1, 2]


def test_only_what_is_new_is_told_and_all_of_it_after_the_file_was_replaced(tmp_path: Path) -> None:
    log = day_of(tmp_path, line(EPOCH + 60, "1.1|a|NONE|ENTERQUEUE|||1"))
    assert [entry.contact for entry in log.news(BEGINS, BEGINS).entries] == ["1.1"]
    with (tmp_path / "queue_log").open("a", encoding="utf-8") as grows:
        grows.write(line(EPOCH + 90, "1.1|a|NONE|ABANDON|1|1|30"))
    news = log.news(BEGINS, BEGINS)
    assert (news.anew, [entry.outcome for entry in news.entries]) == (False, [Outcome.ABANDONED])
    log_again = line(EPOCH + 61, "1.9|a|NONE|ENTERQUEUE|||1")
    (tmp_path / "queue_log").write_text(log_again, encoding="utf-8")
    news = log.news(BEGINS, BEGINS)
    assert (news.anew, [entry.contact for entry in news.entries]) == (True, ["1.9"])


def test_pauses_in_several_queues_are_one_break(tmp_path: Path) -> None:
    news = day_of(
        tmp_path,
        line(EPOCH + 10, "NONE|NONE|Anna|PAUSEALL|tea"),
        line(EPOCH + 10, "NONE|a|Anna|PAUSE|tea"),
        line(EPOCH + 10, "NONE|b|Anna|PAUSE|tea"),
        line(EPOCH + 70, "NONE|a|Anna|UNPAUSE|"),
        line(EPOCH + 100, "NONE|b|Anna|UNPAUSE|"),
    ).news(BEGINS, BEGINS)
    assert news.agents["Anna"].break_s == 90
