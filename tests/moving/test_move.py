from __future__ import annotations

import hashlib
import sqlite3
import subprocess
import sys
import threading
import zlib
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import insert, select, text
from sqlalchemy.engine import make_url

from supervisor.errors import AlreadyCollectedError, CentreSetupError, DatabaseError
from supervisor.events import AgentChanged, AgentSeen, AgentState, ContactOffered, decode
from supervisor.history.names import Names as HistoryNames
from supervisor.live import board as boards
from supervisor.live.journal import Journal
from supervisor.live.lock import SourceLock
from supervisor.live.names import Named, Names
from supervisor.live.rules import CountingRules
from supervisor.live.token import is_token
from supervisor.moving import move as moving
from supervisor.moving.file import MONTHS, CalledOff, CentreFile
from supervisor.moving.journal import VEILED
from supervisor.moving.move import move, plan
from supervisor.moving.plan import Ending, MoveProgress, MoveResult, Why
from supervisor.moving.target import STAYS, moved_tables, opened
from supervisor.storage.database import connect, open_centre, open_history, open_journal
from supervisor.storage.history_tables import history_name
from supervisor.storage.journal_tables import journal_batch, journal_name, snapshot
from supervisor.storage.rooms import ROOMS
from supervisor.storage.sources import add_source
from tests import postgresql
from tests.commands.command_line import documents, run
from tests.moving.filled import BEGIN, board_of, contents, events_of, fill, path
from tests.shared_centre import SharedCentre

ROWS = {room.name: room for room in ROOMS}


@pytest.fixture
def filled_url(sqlite_url: str) -> str:
    """A centre in files with rows in every table."""
    fill(sqlite_url)
    return sqlite_url


def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """What is moved of a centre as it is, by table: all but the journal, which goes veiled."""
    return {
        table.name: contents(url, ROWS[room], table)
        for room, table in moved_tables()
        if table.name not in VEILED
    }


def digests(url: str) -> list[str]:
    return [hashlib.sha256(path(url, room).read_bytes()).hexdigest() for room in ROOMS]


def ask(url: str, question: str) -> list[Any]:
    with connect(url) as database, database.read() as db:
        return list(db.execute(text(question)))


def test_every_table_is_moved_or_stays_for_a_reason() -> None:
    known = {name for room in ROOMS for name in room.metadata.tables}
    assert known == {table.name for _room, table in moved_tables()} | STAYS


def test_every_row_of_every_table_arrives_as_it_was_and_the_file_stays(
    filled_url: str, postgresql_url: str
) -> None:
    before = digests(filled_url)

    result = move(plan(filled_url, postgresql_url))

    assert (result.ending, result.differences) == (Ending.DONE, ())
    assert result.rows == result.rows_all == 7 * (len(moved_tables()) - len(MONTHS)) + 40 * len(MONTHS)
    assert everything(postgresql_url) == everything(filled_url)
    assert digests(filled_url) == before
    assert ask(postgresql_url, "SELECT to_regnamespace('moving')") == [(None,)]


def test_agents_go_behind_tokens_on_the_way_and_numbers_of_customers_apart(
    filled_url: str, postgresql_url: str
) -> None:
    move(plan(filled_url, postgresql_url))
    with open_journal(postgresql_url) as journal, journal.read() as db:
        batches = db.execute(select(journal_batch).order_by(journal_batch.c.id)).all()
        names = {row.token: row for row in db.execute(select(journal_name))}
    assert [row.id for row in batches] == list(range(11, 18))
    assert all(row.veiled for row in batches)
    for n, row in enumerate(batches):
        (seen, _changed, offered), _unknown = decode(row.events)
        assert isinstance(seen, AgentSeen)
        assert isinstance(offered, ContactOffered)
        assert names[seen.login].login == f"10{n % 3}"
        assert names[seen.login].name == f"张{n % 3}"
        assert seen.name == offered.number == ""
        assert f"1380013800{n}".encode() in row.private
    assert len(names) == 3


def test_boards_go_behind_tokens_on_the_way_and_what_cannot_be_read_goes_empty(
    filled_url: str, postgresql_url: str
) -> None:
    move(plan(filled_url, postgresql_url))
    with open_journal(postgresql_url) as journal, journal.read() as db:
        kept = db.execute(select(snapshot).order_by(snapshot.c.id)).all()
        names = [Named(*row[:5]) for row in db.execute(select(journal_name))]
    assert [(row.id, row.batch_id) for row in kept] == [(n + 21, n + 11) for n in range(7)]
    assert all(row.veiled for row in kept)
    for n, row in enumerate(kept):
        if n == 3:  # it may hold names
            assert (row.board, row.private) == (b"", None)
            continue
        veiled = zlib.decompress(row.board)
        assert not any(said in veiled for said in (b'"100"', "张".encode(), b"1380013800"))
        assert Names(names).board(boards.load(veiled), row.private) == board_of(n)


def test_who_signed_in_before_the_journal_begins_is_known_after_the_move_as_before(
    sqlite_url: str, shared_centre: SharedCentre
) -> None:
    """The journal was pruned: the board of that day alone tells of them."""
    with open_journal(sqlite_url) as db:
        file = Journal(db)
        for n in range(3):
            last = file.append("pbx", events_of(n), collector="c", sequence=n + 1)
        file.save_snapshot(board_of(2), last, CountingRules(), BEGIN + timedelta(minutes=1))
        rest = [AgentChanged("pbx", BEGIN + timedelta(hours=1), "101", AgentState.BREAK, "lunch")]
        file.append("pbx", rest, collector="c", sequence=4)
        assert file.prune(BEGIN + timedelta(minutes=2)) == 2
        moment = BEGIN + timedelta(hours=2)
        before, resumed = (
            file.moments.board_at(moment, CountingRules()),
            file.moments.resume(CountingRules(), moment),
        )
    assert before is not None
    assert [line.login for line in before.agents.values()] == ["100", "101", "102"]

    assert move(plan(sqlite_url, shared_centre.url)).ending is Ending.DONE

    with open_journal(shared_centre.as_role("manager")) as db:
        seat = Journal(db)
        assert seat.moments.board_at(moment, CountingRules()) == before
        assert seat.moments.resume(CountingRules(), moment) == resumed
    with open_journal(shared_centre.as_role("viewer")) as db:
        walled = Journal(db).moments.board_at(moment, CountingRules())
    assert walled is not None
    assert [is_token(line.login) for line in walled.agents.values()] == [True] * 3


def test_a_file_in_a_folder_of_any_name_is_found(tmp_path: Path, postgresql_url: str) -> None:
    folder = tmp_path / "中心 100 % #1? 'x'"
    url = f"sqlite:///{folder}/floor.db"
    for opened_room in (open_centre, open_journal, open_history):
        opened_room(url).close()
    assert plan(url, postgresql_url).rows == 0


def test_what_is_counted_up_goes_on_after_the_last_number_that_was_ever_given(
    sqlite_url: str, postgresql_url: str
) -> None:
    with open_history(sqlite_url) as history, history.write() as db:
        HistoryNames().number(db, "queue", "pbx", "sales")
        db.execute(insert(history_name).values(kind="queue", source="pbx", text="gone"))
        db.execute(history_name.delete().where(history_name.c.text == "gone"))
    move(plan(sqlite_url, postgresql_url))
    with open_history(postgresql_url) as history, history.write() as db:
        new = db.execute(
            insert(history_name).values(kind="queue", source="pbx", text="new").returning(history_name.c.id)
        ).scalar_one()
        old = db.execute(select(history_name.c.id).where(history_name.c.text == "sales")).scalar_one()
    assert new == old + 2  # not the number of the one that is gone


def test_no_counter_gives_a_number_again_that_came_along(filled_url: str, postgresql_url: str) -> None:
    """Otherwise the first issue that anybody files in the shared centre meets the file's first."""
    move(plan(filled_url, postgresql_url))
    counters = dict(
        ask(
            postgresql_url,
            "SELECT c.relname, pg_get_serial_sequence(c.relname, a.attname) FROM pg_class AS c"
            " JOIN pg_attribute AS a ON a.attrelid = c.oid WHERE c.relkind IN ('r', 'p')"
            " AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped"
            " AND pg_get_serial_sequence(c.relname, a.attname) IS NOT NULL",
        )
    )
    assert {"issue", "issue_event", "journal_batch"} <= set(counters)
    with connect(postgresql_url) as database, database.write() as db:
        for table, counter in counters.items():
            highest = db.scalar(text(f"SELECT COALESCE(max(id), 0) FROM {table}"))
            assert db.scalar(text(f"SELECT nextval('{counter}')")) > highest, table


def test_a_dry_run_says_what_would_go_and_what_would_not(sqlite_url: str, postgresql_url: str) -> None:
    with open_centre(sqlite_url) as centre, centre.write() as db:
        add_source(db, "pbx", "asterisk", {"queue_log": "/var/log/queue_log"}, at=BEGIN, who="anna")
        add_source(db, "other", "asterisk", {}, secret_env="AMI", at=BEGIN, who="ben")
        db.execute(text("UPDATE undo_step SET name = 'with ' || char(0) || ' NUL' WHERE who = 'ben'"))

    found = plan(sqlite_url, postgresql_url)

    left = {one.why: one for one in found.left}
    assert left.keys() == {Why.KEYRING, Why.VARIABLE, Why.PATH, Why.NUL, Why.WHO}
    assert (left[Why.KEYRING].places, left[Why.VARIABLE].places) == (("pbx",), ("other",))
    assert left[Why.PATH].places == ("pbx",)
    assert (left[Why.NUL].count, left[Why.NUL].places) == (1, ("undo_step.name",))
    assert set(left[Why.WHO].places) == {"anna", "ben"}
    rows = {table.table: table.rows for table in found.tables if table.rows}
    assert rows == {"source": 2, "undo_step": 2, "undo_row": 2}
    assert ask(postgresql_url, "SELECT to_regnamespace('moving')") == [(None,)]

    assert move(found).ending is Ending.DONE
    assert ("with \ufffd NUL",) in ask(postgresql_url, "SELECT name FROM undo_step")


def test_the_command_moves_as_json_and_says_how_it_ended(filled_url: str, postgresql_url: str) -> None:
    command = ("database", "move", "--from", filled_url, "--database", postgresql_url, "--json")
    (would,) = documents(run(*command, "--dry-run"))
    assert would["rows"] == sum(table["rows"] for table in would["tables"])
    told = documents(run(*command))
    assert told[0] == would
    assert {line["stage"] for line in told[1:-1]} == {"copying", "checking"}
    assert (told[-1]["ending"], told[-1]["rows"]) == ("done", would["rows"])

    refused = run(*command[:-1])
    assert refused.exit_code == 1
    assert "It is not empty" in refused.stderr


def test_people_are_shown_what_was_moved(filled_url: str, postgresql_url: str) -> None:
    told = run("database", "move", "--from", filled_url, "--database", postgresql_url)
    assert told.exit_code == 0, told.output
    assert "all counts and sums are those of the file" in " ".join(told.stdout.split())


# -- ended half-way ---------------------------------------------------------------------------------------


def stopping(after: int) -> tuple[Any, Any]:
    """A report and a "called off" that ends after so many steps."""
    steps = 0

    def report(_progress: MoveProgress) -> None:
        nonlocal steps
        steps += 1

    return report, lambda: steps >= after


@pytest.fixture
def in_small_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moving, "ROWS_AT_ONCE", 3)


@pytest.mark.usefixtures("in_small_steps")
def test_called_off_again_and_again_it_goes_on_and_ends_the_same(
    filled_url: str, postgresql_url: str
) -> None:
    random = Random(8)
    moved = 0
    endings: list[MoveResult] = []
    while not endings or endings[-1].ending is Ending.STOPPED:
        found = plan(filled_url, postgresql_url)
        assert sum(table.done for table in found.tables) == moved
        assert found.begun == bool(endings)
        endings.append(move(found, *stopping(random.randrange(40, 160))))
        moved += endings[-1].rows
    assert len(endings) > 3
    assert endings[-1].ending is Ending.DONE
    assert moved == endings[-1].rows_all
    assert everything(postgresql_url) == everything(filled_url)


def test_killed_at_any_point_it_goes_on_and_ends_the_same(filled_url: str, postgresql_url: str) -> None:
    # journal_batch is in the middle of it: killed there, too, the tokens stay those that were given
    for kill_after, freely in ((1, False), (60, True), (70, False)):
        with _child(filled_url, postgresql_url) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            if freely:  # it does not wait: the next transaction is under way
                child.stdin.write("\n" * 1000)
                child.stdin.flush()
            for _ in range(kill_after):
                child.stdout.readline()
                if not freely:
                    child.stdin.write("\n")
                    child.stdin.flush()
            child.kill()
    result = move(plan(filled_url, postgresql_url))
    assert result.ending is Ending.DONE
    assert 0 < result.rows < result.rows_all
    assert everything(postgresql_url) == everything(filled_url)


def _child(source: str, target: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.moving.move_child", source, target, "4"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.usefixtures("in_small_steps")
def test_a_server_that_went_away_is_told_and_the_next_try_goes_on(
    filled_url: str, postgresql_url: str
) -> None:
    name = str(make_url(postgresql_url).database)

    def report(progress: MoveProgress) -> None:
        if progress.table == "history_mark":
            postgresql.run(
                f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"
                " AND application_name = 'supervisor'"
            )

    with pytest.raises(DatabaseError) as told:
        move(plan(filled_url, postgresql_url), report)
    assert told.value.reason == "unreachable"
    assert move(plan(filled_url, postgresql_url)).ending is Ending.DONE
    assert everything(postgresql_url) == everything(filled_url)


@pytest.mark.usefixtures("in_small_steps")
def test_a_file_that_changed_since_is_not_gone_on_with_but_begun_anew(
    filled_url: str, postgresql_url: str
) -> None:
    move(plan(filled_url, postgresql_url), *stopping(9))
    with closing(sqlite3.connect(path(filled_url, ROOMS[0]))) as file, file:
        file.execute("UPDATE coaching SET version = version + 1 WHERE rowid = 1")
    found = plan(filled_url, postgresql_url)
    with pytest.raises(CentreSetupError, match="--again"):
        move(found)

    assert move(found, again=True).ending is Ending.DONE
    assert everything(postgresql_url) == everything(filled_url)


def test_what_was_written_to_the_file_meanwhile_is_told(filled_url: str, postgresql_url: str) -> None:
    def report(progress: MoveProgress) -> None:
        if progress.table == "history_entry" and progress.stage == "copying":
            with closing(sqlite3.connect(path(filled_url, ROOMS[0]))) as file, file:
                file.execute("DELETE FROM coaching")

    assert move(plan(filled_url, postgresql_url), report).ending is Ending.CHANGED
    assert len(ask(postgresql_url, "SELECT 1 FROM coaching")) == 7


def test_looking_over_a_file_can_be_called_off(filled_url: str, postgresql_url: str) -> None:
    with open_history(filled_url) as history, history.write() as db:
        db.execute(
            text(
                "WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < 20000)"
                " INSERT INTO history_stale SELECT 99, n FROM n"
            )
        )
    with pytest.raises(CalledOff):
        plan(filled_url, postgresql_url, lambda: True)


def test_what_arrived_otherwise_than_it_left_is_found(filled_url: str, postgresql_url: str) -> None:
    def report(progress: MoveProgress) -> None:
        if progress.stage == "checking":
            with connect(postgresql_url) as database, database.write() as db:
                db.execute(
                    text("UPDATE history_ring SET ring_s = COALESCE(ring_s, 0) + 0.001 WHERE batch > 0")
                )
                db.execute(text("DELETE FROM person WHERE false"))

    result = move(plan(filled_url, postgresql_url), report)
    assert result.ending is Ending.DIFFERS
    assert {difference.table for difference in result.differences} == {"history_ring"}
    assert len({difference.month for difference in result.differences}) == 2
    assert ask(postgresql_url, "SELECT to_regnamespace('moving') IS NOT NULL") == [(True,)]


# -- what is in the way -----------------------------------------------------------------------------------


def test_a_shared_centre_with_rows_is_not_moved_into(filled_url: str, postgresql_url: str) -> None:
    with open_centre(postgresql_url) as centre, centre.write() as db:
        add_source(db, "theirs", "simulated", {}, at=BEGIN, who="anna")
    with pytest.raises(CentreSetupError, match="rows in source, undo_step"):
        plan(filled_url, postgresql_url)


def test_a_database_without_a_centre_is_not_moved_into(filled_url: str, empty_postgresql_url: str) -> None:
    with pytest.raises(CentreSetupError, match="supervisor database create"):
        plan(filled_url, empty_postgresql_url)


def test_a_file_is_not_moved_while_a_collector_has_it(sqlite_url: str, postgresql_url: str) -> None:
    with open_centre(sqlite_url) as centre, centre.write() as db:
        add_source(db, "pbx", "simulated", {}, at=BEGIN, who="anna")
    with open_journal(sqlite_url) as journal, SourceLock(journal, ["pbx"]):
        found = plan(sqlite_url, postgresql_url)
        assert found.collected == ("pbx",)
        with pytest.raises(AlreadyCollectedError):
            move(found)
    assert move(plan(sqlite_url, postgresql_url)).ending is Ending.DONE


def test_nobody_writes_to_the_shared_centre_while_it_is_filled(
    filled_url: str, postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[DatabaseError] = []

    def write() -> None:
        with open_centre(f"{postgresql_url}&options=-c lock_timeout=50") as centre:
            try:
                with centre.write() as db:
                    add_source(db, "theirs", "simulated", {}, at=BEGIN, who="anna")
            except DatabaseError as error:
                tried.append(error)

    def report(progress: MoveProgress) -> None:
        if not tried and progress.table == "alarm":
            console = threading.Thread(target=write)
            console.start()
            console.join()

    assert move(plan(filled_url, postgresql_url), report).ending is Ending.DONE
    assert [error.reason for error in tried] == ["locked"]


@pytest.mark.parametrize(
    ("room", "spoil", "said"),
    [
        ("history", "UPDATE history_ring SET ring_s = 'long' WHERE batch > 0", "history_ring.*ring_s"),
        ("history", "UPDATE history_mark SET login = 1099511627776", r"login \(40\)"),
        ("centre", "UPDATE membership SET since = '31.12.2026'", "membership.*since"),
    ],
)
def test_values_that_a_server_does_not_take_are_named_before_anything_is_moved(
    filled_url: str, postgresql_url: str, room: str, spoil: str, said: str
) -> None:
    with closing(sqlite3.connect(path(filled_url, ROWS[room]))) as file, file:
        file.execute(spoil)
    with pytest.raises(CentreSetupError, match=said):
        plan(filled_url, postgresql_url)


def test_a_file_of_an_older_version_is_opened_first(sqlite_url: str, postgresql_url: str) -> None:
    with closing(sqlite3.connect(path(sqlite_url, ROOMS[0]))) as file, file:
        file.execute("UPDATE centre_version SET version_num = '0001'")
    with pytest.raises(CentreSetupError, match="Open it once with this one"):
        plan(sqlite_url, postgresql_url)


# -- into a centre with rights ----------------------------------------------------------------------------


def test_the_owner_moves_beside_the_accounts_that_were_made(
    filled_url: str, shared_centre: SharedCentre
) -> None:
    shared_centre.as_role("manager")
    before = ask(shared_centre.url, "SELECT who, what, document::text FROM access_log ORDER BY id")
    assert before

    assert move(plan(filled_url, shared_centre.url)).ending is Ending.DONE

    after = ask(shared_centre.url, "SELECT who, what, document::text FROM access_log ORDER BY id")
    assert after[-len(before) :] == before
    assert len(after) == len(before) + 7
    assert ask(shared_centre.url, "SELECT count(*) FROM account")[0][0] == 1


def test_nobody_but_the_owner_moves(filled_url: str, shared_centre: SharedCentre) -> None:
    with pytest.raises(CentreSetupError, match="does not own"):
        plan(filled_url, shared_centre.as_role("administrator"))


# -- a law ------------------------------------------------------------------------------------------------


TEXTS = st.text(st.characters(codec="utf-8"), max_size=12)


@given(texts=st.lists(TEXTS, min_size=1, max_size=8, unique=True), stop=st.integers(1, 30))
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_arrives_as_it_was_but_for_nul(
    sqlite_url: str, postgresql_url: str, texts: list[str], stop: int
) -> None:
    with closing(sqlite3.connect(path(sqlite_url, ROWS["history"]))) as file, file:
        file.execute("DELETE FROM history_rule")
        rows = [(f"{n}{said}", said) for n, said in enumerate(texts)]
        file.executemany("INSERT INTO history_rule (name, value) VALUES (?, ?)", rows)
    with connect(postgresql_url) as database, database.write() as db:
        db.execute(text("DELETE FROM history_rule"))
    move(plan(sqlite_url, postgresql_url), *stopping(stop))
    while move(plan(sqlite_url, postgresql_url)).ending is not Ending.DONE:
        pass
    found = {(row.name, row.value) for row in ask(postgresql_url, "SELECT * FROM history_rule")}
    assert found == {(name.replace("\0", "\ufffd"), said.replace("\0", "\ufffd")) for name, said in rows}


def test_the_sums_of_both_engines_are_the_same_of_the_same_rows(filled_url: str, postgresql_url: str) -> None:
    move(plan(filled_url, postgresql_url))
    with CentreFile(filled_url) as file, opened(postgresql_url, alone=False) as target:
        for room, table in moved_tables():
            if table.name not in VEILED:
                there = file.look(room, table).sums
                assert target.sums(table, {"access_log": 10**6}) == there
                assert (len(there) == 2) == (table.name in MONTHS)
