"""`supervisor play asterisk`: real recordings become boards, and nothing of the centre is touched."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from supervisor.settings.places import places
from tests.commands.command_line import documents, run

RECORDINGS = Path(__file__).parents[1] / "recordings"
SMALL = RECORDINGS / "small-basic" / "ami.bytes.gz"


def _truth(name: str) -> dict[str, Any]:
    truth: dict[str, Any] = json.loads((RECORDINGS / name / "truth.json").read_text(encoding="utf-8"))
    return truth["queues"]  # type: ignore[no-any-return]


def _play(*arguments: str) -> list[Any]:
    return documents(run("play", "asterisk", *arguments, "--json"))


@pytest.mark.parametrize("name", ["small-basic", "restart"])
def test_the_boards_at_the_end_agree_with_the_telephone_systems_own_log(name: str) -> None:
    (board,) = _play(str(RECORDINGS / name / "ami.bytes.gz"))
    truth = _truth(name)
    assert {queue["name"] for queue in board["queues"]} >= truth.keys()
    for queue in board["queues"]:
        told = truth.get(queue["name"])
        if told is not None:
            assert queue["offered"] == told["offered"], queue["name"]
            assert queue["answered"] == told["answered"], queue["name"]
            assert (
                queue["offered"] == queue["answered"] + queue["abandoned"] + queue["left"] + queue["waiting"]
            )


def test_a_board_comes_at_each_interval_and_at_the_end() -> None:
    boards = _play(str(SMALL), "--board-every", "60")
    times = [datetime.fromisoformat(board["as_of"]) for board in boards]
    *gaps, last = (later - earlier for earlier, later in pairwise(times))
    assert set(gaps) == {timedelta(seconds=60)}
    assert last <= timedelta(seconds=60)
    offered = [sum(queue["offered"] for queue in board["queues"]) for board in boards]
    assert offered == sorted(offered)
    assert len(set(offered[:4])) == 4, "something came in every one of the first minutes"


def test_the_last_board_is_the_same_however_often_one_was_printed() -> None:
    often = _play(str(SMALL), "--board-every", "7")[-1]
    (once,) = _play(str(SMALL))
    assert often == once


def test_the_times_that_lie_beside_the_bytes_are_used_and_may_be_named() -> None:
    assert _play(str(SMALL)) == _play(str(SMALL), "--times", str(SMALL.with_name("ami.times.jsonl")))


def test_the_boards_are_the_same_at_every_speed() -> None:
    boards = _play(str(SMALL), "--speed", "2000", "--board-every", "60")
    assert boards == _play(str(SMALL), "--board-every", "60")


def test_nothing_of_the_centre_is_touched() -> None:
    _play(str(SMALL))
    assert not places().data.exists()


def test_the_rules_of_a_centre_are_used_when_it_is_named(sqlite_url: str) -> None:
    named = _play(str(SMALL), "--database", sqlite_url)
    assert named == _play(str(SMALL))
    assert documents(run("board", "--json", "--database", sqlite_url))[0]["queues"] == []


def test_the_board_is_a_table_for_people() -> None:
    shown = run("play", "asterisk", str(SMALL)).stdout
    assert "投诉受理" in shown
    assert "27\u00a0/\u00a035" in shown


def test_a_recording_that_is_not_there_is_told_in_a_sentence() -> None:
    result = run("play", "asterisk", "/no/such/file", "--json")
    assert result.exit_code == 1
    assert result.stderr == "asterisk: the recording /no/such/file is not there. Check the path.\n"


def test_what_could_be_read_of_a_damaged_recording_is_shown(tmp_path: Path) -> None:
    cut = tmp_path / "cut.bytes.gz"
    cut.write_bytes(SMALL.read_bytes()[:20_000])
    result = run(
        "play",
        "asterisk",
        str(cut),
        "--times",
        str(SMALL.with_name("ami.times.jsonl")),
        "--board-every",
        "20",
        "--json",
    )
    assert result.exit_code == 1
    assert "cannot be read" in result.stderr
    assert len(result.stdout.splitlines()) >= 1


@pytest.mark.parametrize("speed", ["0", "-1", "fast", "inf", "nan"])
def test_a_speed_that_is_none_is_a_usage_error(speed: str) -> None:
    result = run("play", "asterisk", str(SMALL), "--speed", speed)
    assert result.exit_code == 2
    assert "a number greater than 0, or max" in result.stderr
