"""The board of any moment, from a journal: the same as if everything had been folded."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import insert

from supervisor.live.board import EMPTY, Board
from supervisor.live.fold import advance, fold
from supervisor.live.journal import Journal
from supervisor.storage.journal_tables import snapshot
from tests.live.floor import NOON, PBX, RULES
from tests.live.journalled import DAY, END, write
from tests.live.scripted import day

STRICT = replace(RULES, default_threshold_s=5)


def counted(board: Board) -> dict[str, tuple[object, ...]]:
    return {line.name: (line.today, line.quarters, len(line.waiting)) for line in board.queues.values()}


def test_a_replayed_journal_is_the_live_board(kept: Journal) -> None:
    live, last, half = EMPTY, 0, len(DAY.events) // 2
    for start in range(0, len(DAY.events), 9):
        batch = DAY.events[start : start + 9]
        live, _ = fold(live, batch, RULES)
        last = kept.append(PBX, batch, collector="c", sequence=start + 1)
        if start < half <= start + 9:
            kept.save_snapshot(live, last, RULES, batch[-1].at)
    position = kept.moments.resume(RULES, END)
    assert position.board == live == fold(EMPTY, DAY.events, RULES)[0]
    assert position.batch_id == last
    assert position.folded < len(DAY.events)


def test_a_board_resumes_from_the_snapshot_and_not_from_the_morning(kept: Journal) -> None:
    ids = write(kept, DAY.events)
    board = fold(EMPTY, DAY.events, RULES)[0]
    kept.save_snapshot(board, ids[-1], RULES, END)
    assert kept.moments.resume(RULES, END) == kept.moments.resume(RULES, END)
    assert kept.moments.resume(RULES, END).folded == 0
    assert kept.moments.resume(RULES, END).board == board


def test_a_snapshot_of_another_version_is_left_alone(kept: Journal) -> None:
    write(kept, DAY.events)
    with kept.db.write() as db:
        db.execute(
            insert(snapshot).values(at=END, day=None, batch_id=3, rules=RULES.fingerprint, board=b"later")
        )
    assert kept.moments.resume(RULES, END).board == fold(EMPTY, DAY.events, RULES)[0]


def test_other_rules_count_the_whole_day_anew(kept: Journal) -> None:
    ids = write(kept, DAY.events)
    kept.save_snapshot(fold(EMPTY, DAY.events, RULES)[0], ids[-1], RULES, END)
    assert kept.moments.resume(STRICT, END).board == fold(EMPTY, DAY.events, STRICT)[0]


def test_other_rules_begin_with_yesterdays_state_and_count_only_today(kept: Journal) -> None:
    yesterday = day(PBX, DAY.events[0].at - timedelta(days=1))
    ids = write(kept, yesterday.events)
    kept.save_snapshot(fold(EMPTY, yesterday.events, RULES)[0], ids[-1], RULES, yesterday.events[-1].at)
    today = DAY.events[20:]  # nobody says again which agents there are
    write(kept, today)
    board = kept.moments.resume(STRICT, END).board
    truth = fold(EMPTY, [*yesterday.events, *today], STRICT)[0]
    assert counted(board) == counted(truth)
    assert board.agents == truth.agents
    assert len(board.agents) == 8


def test_without_a_snapshot_who_signed_in_yesterday_is_still_known(kept: Journal) -> None:
    yesterday = day(PBX, DAY.events[0].at - timedelta(days=1))
    write(kept, yesterday.events)
    write(kept, DAY.events[20:])
    board = kept.moments.resume(RULES, END).board
    assert len(board.agents) == 8
    assert counted(board) == counted(fold(EMPTY, [*yesterday.events, *DAY.events[20:]], RULES)[0])


def test_a_board_resumed_the_next_morning_has_counted_nothing(kept: Journal) -> None:
    ids = write(kept, DAY.events)
    kept.save_snapshot(fold(EMPTY, DAY.events, RULES)[0], ids[-1], RULES, END)
    board = kept.moments.resume(RULES, END + timedelta(days=1)).board
    assert {line.today.offered for line in board.queues.values()} == {0}
    assert len(board.agents) == 8


def test_an_empty_journal_gives_an_empty_board(kept: Journal) -> None:
    position = kept.moments.resume(RULES, NOON)
    assert position.batch_id == 0
    assert position.board == advance(EMPTY, NOON, RULES)[0]
    assert kept.moments.board_at(NOON, RULES) is None


@pytest.mark.parametrize("seconds", [0, 1, 33.3, 60, 61.5, 99, 200])
def test_any_moment_can_be_replayed_to_the_event(kept: Journal, seconds: float) -> None:
    for start in range(0, len(DAY.events), 40):
        batch = DAY.events[start : start + 40]
        last = kept.append(PBX, batch, collector="c", sequence=start + 1)
        if start % 80 == 0:
            kept.save_snapshot(fold(EMPTY, DAY.events[: start + 40], RULES)[0], last, RULES, batch[-1].at)
    moment = DAY.events[0].at + timedelta(seconds=seconds)
    truth = fold(EMPTY, [event for event in DAY.events if event.at <= moment], RULES)[0]
    assert kept.moments.board_at(moment, RULES) == truth


def test_a_moment_before_the_journal_begins_is_unknown(kept: Journal) -> None:
    write(kept, DAY.events)
    assert kept.moments.board_at(DAY.events[0].at - timedelta(seconds=1), RULES) is None
