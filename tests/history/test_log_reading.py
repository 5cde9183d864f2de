"""A log is read exactly once, however its files are cut, in whatever order they come."""

from __future__ import annotations

import gzip
import random
import signal
import subprocess
import sys
from contextlib import suppress
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, assume, given, settings
from hypothesis import strategies as st

from supervisor.errors import LogBusyError, SourceError
from supervisor.history import batch as batches
from supervisor.history import log_reading
from supervisor.history.batch import State
from supervisor.live.lock import SourceLock
from supervisor.storage.database import Database
from tests.history.logs import AT, PBX, RECORDINGS, generated, read, rows

RESTART = RECORDINGS / "restart" / "queue_log"
_numbers = count()


def a_log(chance: random.Random, lines: int, *, hasty: bool) -> bytes:
    """A log in which much happens in few seconds: crashes, re-entries, many rings. *hasty*: also within the
    second in which a contact came."""
    at, told, number = 1_795_000_000, list[str](), 0
    waiting: dict[str, tuple[str, int]] = {}
    talking: dict[str, tuple[str, int, int, str]] = {}
    queues, agents = ("billing", "投诉受理", "vip"), ("Alice", "王芳", "Tom|Bar")

    def say(call: str, queue: str, agent: str, event: str, parameters: object) -> None:
        told.append(f"{at}|{call}|{queue}|{agent}|{event}|{parameters}")

    while len(told) < lines:
        what = chance.random()
        if what < 0.35:
            at += chance.choice((0, 1, 1, 2, 7))
        elif what < 0.55:
            number += 1
            call, queue = f"{at}.{number}", chance.choice(queues)
            waiting[call] = (queue, at)
            say(call, queue, "NONE", "ENTERQUEUE", f"|0{number}|{number}")
        elif what < 0.70 and waiting:
            call = chance.choice(list(waiting))
            queue, since = waiting.pop(call)
            agent = chance.choice(agents)
            talking[call] = (queue, since, at, agent)
            say(call, queue, agent, "CONNECT", f"{at - since}|{at}.9{number}|1")
        elif what < 0.80 and talking:
            call = chance.choice(list(talking))
            queue, since, answered, agent = talking.pop(call)
            event = chance.choice(("COMPLETEAGENT", "COMPLETECALLER", "BLINDTRANSFER"))
            target = "900|transfers|" if event == "BLINDTRANSFER" else ""
            say(call, queue, agent, event, f"{target}{answered - since}|{at - answered}|1")
        elif what < 0.87 and waiting:
            call = chance.choice(list(waiting))
            queue, since = waiting.pop(call)
            say(call, queue, "NONE", "EXITEMPTY", f"1|1|{at - since}")
            if chance.random() < 0.5 and (hasty or at - since > 3):  # the dialplan lets it in again
                number += 1
                waiting[call] = (queue, at)
                say(call, queue, "NONE", "ENTERQUEUE", f"|again|{number}")
        elif what < 0.92 and waiting:
            call = chance.choice(list(waiting))
            number += 1
            say(call, waiting[call][0], chance.choice(agents), "RINGNOANSWER", number)
        elif what < 0.985:
            number += 1
            say(
                "NONE",
                chance.choice(queues),
                chance.choice(agents),
                chance.choice(("PAUSE", "UNPAUSE")),
                number,
            )
        else:
            at += 3
            waiting.clear()
            talking.clear()
            say("NONE", "NONE", "NONE", "QUEUESTART", "")
    return ("\n".join(told) + "\n").encode()


def starts(log: bytes) -> list[int]:
    found = [0]
    while (end := log.find(b"\n", found[-1])) >= 0 and end + 1 < len(log):
        found.append(end + 1)
    return found


def test_the_same_file_again_changes_nothing(history: Database) -> None:
    first = read(history, RESTART)
    once = rows(history)

    again = read(history, RESTART)

    assert (first.lines, first.new, first.rings, first.bad_count) == (433, 108, 16, 0)
    assert again.batch is None
    assert rows(history) == once


def test_a_copy_under_another_name_changes_nothing_packed_or_not(history: Database, tmp_path: Path) -> None:
    read(history, RESTART)
    once = rows(history)
    copy = tmp_path / "queue_log.7.gz"
    copy.write_bytes(
        gzip.compress(b"\n" + RESTART.read_bytes())
    )  # another begin: it is not known by its head

    again = read(history, copy)

    assert (again.lines, again.new, again.known) == (0, 0, 434)
    assert rows(history) == once


@pytest.mark.parametrize("packed", [False, True])
def test_a_file_that_grew_adds_what_is_new(history: Database, tmp_path: Path, packed: bool) -> None:
    log = RESTART.read_bytes()
    read(history, RESTART, source="whole")
    file = tmp_path / ("queue_log.gz" if packed else "queue_log")
    for end in (0, 15, 5000, 5007, 5007, 12345, len(log) - 1, len(log)):
        file.write_bytes(gzip.compress(log[:end]) if packed else log[:end])
        read(history, file)

    assert rows(history) == rows(history, "whole")
    with history.read() as db:
        assert sum(one.facts["lines"] for one in batches.batches(db) if one.source == PBX) == 433


def test_rotated_files_are_put_in_order(history: Database, tmp_path: Path) -> None:
    log, cuts = RESTART.read_bytes(), starts(RESTART.read_bytes())
    one, two, three = (tmp_path / name for name in ("queue_log.2.gz", "queue_log.1", "queue_log"))
    one.write_bytes(gzip.compress(log[: cuts[150]]))
    two.write_bytes(log[cuts[150] : cuts[301]])
    three.write_bytes(log[cuts[301] :])
    read(history, RESTART, source="whole")

    report = read(history, three, one, two)

    assert (report.lines, report.strays) == (433, 0)
    whole, parts = rows(history, "whole"), rows(history)
    assert {**parts, "stretches": []} == {**whole, "stretches": []}


def test_an_older_file_read_later_completes_the_contacts_that_it_leaves_open(
    history: Database, tmp_path: Path
) -> None:
    log, cuts = RESTART.read_bytes(), starts(RESTART.read_bytes())
    older, newer = tmp_path / "queue_log.1", tmp_path / "queue_log"
    older.write_bytes(log[: cuts[200]])
    newer.write_bytes(log[cuts[200] :])
    read(history, RESTART, source="whole")

    first = read(history, newer)
    read(history, older)

    assert first.strays > 0
    assert rows(history)["entries"] == rows(history, "whole")["entries"]
    assert rows(history)["marks"] == rows(history, "whole")["marks"]
    assert rows(history)["rings"] == rows(history, "whole")["rings"]


def apart_in_a_second(log: bytes, pieces: list[tuple[int, int]]) -> bool:
    """Whether lines are missing between two pieces that share a second: nobody could know how many."""

    def second(place: int) -> bytes:
        begin = log.rfind(b"\n", 0, place) + 1
        return log[begin : begin + 10]

    return any(
        one_end < other_begin and second(one_end - 1) == second(other_begin)
        for _begin, one_end in pieces
        for other_begin, _end in pieces
    )


@settings(
    max_examples=30,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    phases=[phase for phase in Phase if phase is not Phase.shrink],  # each example is a file and two readings
)
@given(
    chance=st.integers(0, 2**32).map(random.Random),
    lines=st.integers(2, 120),
    in_order=st.booleans(),
    size=st.sampled_from([40, 100, 333, 4 << 20]),
)
def test_any_overlapping_pieces_in_any_order_and_of_any_size_give_what_the_whole_gives(
    history: Database, tmp_path: Path, chance: random.Random, lines: int, in_order: bool, size: int
) -> None:
    # where a file between is still missing, a stay is told from the next by its wait: they must be apart
    number = next(_numbers)
    log = a_log(chance, lines, hasty=in_order)
    pieces = overlapping(chance, log)
    assume(not apart_in_a_second(log, pieces))
    paths = []
    for place, (begin, end) in enumerate(pieces):
        paths.append(tmp_path / f"{number}-{place}")
        paths[-1].write_bytes(log[begin:end])
    whole_file = tmp_path / f"{number}-whole"
    whole_file.write_bytes(log)
    if not in_order:
        chance.shuffle(paths)

    read(history, whole_file, source=f"whole {number}")
    before, log_reading.PIECE = log_reading.PIECE, size
    try:
        for path in paths:
            read(history, path, source=f"pieces {number}")
    finally:
        log_reading.PIECE = before

    assert rows(history, f"pieces {number}") == rows(history, f"whole {number}")


def overlapping(chance: random.Random, log: bytes) -> list[tuple[int, int]]:
    """Where pieces of *log* begin and end, in the middle of lines too; each line is whole in one of them."""
    begins, begin = starts(log), 0
    pieces = []
    for end in [*sorted(chance.randint(1, len(log)) for _ in range(chance.randint(0, 4))), len(log)]:
        pieces.append((begin, end))
        whole = [place for place in begins if place <= end]
        back = chance.randint(1, 8)
        begin = max(0, (whole[-1 - back] if len(whole) > back else 0) - chance.randint(0, 8))
    return pieces


def test_killed_at_any_moment_and_started_again_it_ends_as_if_undisturbed(
    database_url: str, history: Database, tmp_path: Path
) -> None:
    log, _truth = generated(tmp_path, days=2, agents=20, queues=5, lines=3000)
    older, newer = tmp_path / "queue_log.1.gz", tmp_path / "queue_log"
    data = log.read_bytes()
    cuts = starts(data)
    older.write_bytes(gzip.compress(data[: cuts[len(cuts) // 2]]))
    newer.write_bytes(data[cuts[len(cuts) // 2 - 40] :])
    read(history, older, newer, source="undisturbed")
    killed = 0
    for number in range(5):
        child = subprocess.Popen(
            [sys.executable, "-m", "tests.history.log_child", database_url, str(older), str(newer)],
            stdout=subprocess.PIPE,
            cwd=RECORDINGS.parent.parent,
        )
        assert child.stdout is not None
        with child.stdout:
            assert child.stdout.readline() == b"begins\n"
            with suppress(subprocess.TimeoutExpired):
                child.wait(random.Random(number).uniform(0.0, 0.3))
            child.send_signal(signal.SIGKILL)
            child.wait()
        if child.returncode == 0:
            break
        killed += 1

    read(history, older, newer)

    assert killed > 0
    assert rows(history) == rows(history, "undisturbed")
    with history.read() as db:
        states = {one.state for one in batches.batches(db) if one.source == PBX}
    assert states <= {State.DONE, State.CANCELLED}, "what was killed does not look as if it still ran"


def test_a_cancelled_reading_keeps_what_it_read_and_goes_on_there(
    history: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_reading, "PIECE", 3000)
    read(history, RESTART, source="whole")
    asked = count()

    first = read(history, RESTART, cancelled=lambda: next(asked) >= 3)
    then = read(history, RESTART)

    assert (first.state, then.state) == (State.CANCELLED, State.DONE)
    assert 0 < first.lines < 433
    assert first.lines + then.lines == 433
    assert rows(history) == rows(history, "whole")


def test_a_batch_taken_back_is_read_again(history: Database, tmp_path: Path) -> None:
    log, cuts = RESTART.read_bytes(), starts(RESTART.read_bytes())
    read(history, RESTART, source="whole")
    files = []
    for number, (begin, end) in enumerate(((0, cuts[160]), (cuts[150], cuts[310]), (cuts[300], len(log)))):
        files.append(tmp_path / f"queue_log.{number}")
        files[-1].write_bytes(log[begin:end])
    made = [read(history, file).batch for file in files]
    assert made[1] is not None

    with history.write() as db:
        done = log_reading.undo(db, made[1], at=AT)
    left = rows(history)
    report = read(history, files[1])

    assert done.removed > 0
    assert [(first // 1000, last // 1000) for first, last, *_rest in left["stretches"]] == [
        (second_of(log, 0), second_of(log, cuts[160] - 1)),
        (second_of(log, cuts[310]), second_of(log, len(log) - 1)),
    ]
    assert report.lines > 0
    assert rows(history) == rows(history, "whole")


def second_of(log: bytes, place: int) -> int:
    begin = log.rfind(b"\n", 0, place) + 1
    return int(log[begin : begin + 10])


def test_all_taken_back_leaves_nothing_and_hinders_nothing(history: Database) -> None:
    read(history, RESTART, source="whole")
    report = read(history, RESTART)
    assert report.batch is not None

    with history.write() as db:
        log_reading.undo(db, report.batch, at=AT)

    assert rows(history) == {"entries": [], "rings": [], "marks": [], "stretches": []}
    assert read(history, RESTART).lines == 433
    assert rows(history) == rows(history, "whole")


ODD = b"""1795000000|NONE|NONE|NONE|QUEUESTART|
1795000001|1795000001.1|billing|NONE|ENTERQUEUE||+86138|0001|1|Z\xc3\xbc
1795000001|1795000001.3|billing|NONE|ENTERQUEUE||0123|2\r
1795000001|NONE|NONE|Ann|Lee|PAUSEALL|
1795000001|NONE|billing|Ann|Lee|PAUSE|tea | coffee
this makes no sense
1795000003|1795000001.1|billing|Ann|Lee|RINGNOANSWER|1500
1795000003|1795000001.1|billing|Ann|Lee|RINGNOANSWER|0
1795000004|1795000001.1|billing|Ann|Lee|CONNECT|3|1795000003.9|1
1795000005|1795000001.1|billing|Ann Lee|DISPOSITION|7|sold
1795000006|1795000001.3|billing|NONE|WITHDRAW|1|2|5|closed | storm
1795000009|1795000001.1|billing|Ann|Lee|COMPLETEAGENT|3|51795000009|1795000009.7|vip|NONE|ENTERQUEUE||\xff|1
\0\0\0\0\0\0
1795000010|1795000009.7|vip|NONE|ABANDON|1|1|1
"""


def test_odd_lines_are_read_kept_or_counted_and_never_end_the_reading(
    history: Database, tmp_path: Path
) -> None:
    file = tmp_path / "queue_log"
    file.write_bytes(ODD)

    report = read(history, file)

    facts = rows(history)
    assert [(one.line, one.place, one.text) for one in report.bad] == [
        (6, ODD.index(b"this makes"), "this makes no sense")
    ]
    assert report.skipped == {"DISPOSITION": 1}
    told = {
        (entry[1], entry[2], entry[3], entry[6], entry[8], entry[10], entry[15], entry[17])
        for entry in facts["entries"]
    }
    assert told == {
        ("1795000001.1", "billing", "Ann|Lee", "answered", 3.0, 5.0, "", "+86138|0001"),
        ("1795000001.3", "billing", "", "withdrawn", 5.0, None, "closed | storm", "0123"),
        ("1795000009.7", "vip", "", "abandoned", 1.0, None, "", "�"),
    }
    assert [(ring[0], ring[1], ring[4]) for ring in facts["rings"]] == [
        (1795000003000, "Ann|Lee", 1.5),
        (1795000003001, "Ann|Lee", 0.0),
    ]
    assert [(mark[2], mark[3], mark[4], mark[5]) for mark in facts["marks"]] == [
        ("", "", "start", ""),
        ("Ann|Lee", "billing", "pause", "tea | coffee"),
    ]


def test_two_readings_of_one_log_at_once_are_refused(history: Database) -> None:
    with SourceLock(history, [f"log of {PBX}"]), pytest.raises(LogBusyError):
        read(history, RESTART)


def test_a_damaged_packed_file_keeps_what_was_read_before_the_damage(
    history: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log_reading, "PIECE", 2000)
    file = tmp_path / "queue_log.1.gz"
    packed = gzip.compress(RESTART.read_bytes())
    file.write_bytes(packed[: len(packed) // 2])

    with pytest.raises(SourceError) as raised:
        read(history, file)

    assert raised.value.reason == "log_damaged"
    assert rows(history)["entries"]
    file.write_bytes(packed)
    read(history, file)
    read(history, RESTART, source="whole")
    assert rows(history) == rows(history, "whole")
