from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from sqlalchemy import Connection, select

from supervisor.errors import ChangedMeanwhileError
from supervisor.history import batch as batches
from supervisor.history import partitions
from supervisor.history.batch import Kind, State, Written
from supervisor.history.names import Names
from supervisor.storage.database import Database
from supervisor.storage.history_tables import history_count, history_entry

NINE = datetime(2026, 3, 2, 1, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
COLUMNS = ("day", "span", "source", "login", "channel", "queue", "type", "n_answered", "talk_s")


def row(login: int, answered: int | None, talk_s: float | None = 10.0) -> tuple[Any, ...]:
    return (MONDAY, "D", 1, login, "voice", 0, 0, answered, talk_s)


def imported(
    history: Database, *rows: tuple[Any, ...], columns: tuple[str, ...] = COLUMNS
) -> tuple[int, Written]:
    with history.write() as db:
        number = batches.begin(db, Kind.TABLE, "acd", at=NINE, who="anna", file="march.xlsx", digest="d")
        written = batches.write(db, history_count, columns, rows, number)
        batches.note(db, number, state=State.DONE, at=NINE)
    return number, written


def answered(history: Database) -> dict[int, int | None]:
    with history.read() as db:
        found = select(history_count.c.login, history_count.c.n_answered)
        return {row.login: row.n_answered for row in db.execute(found)}


def undone(history: Database, number: int) -> batches.Undone:
    with history.write() as db:
        return batches.undo(db, number, at=NINE)


def test_the_same_rows_again_change_nothing(history: Database) -> None:
    imported(history, row(7, 30), row(8, None))

    number, written = imported(history, row(7, 30), row(8, None))

    assert written == Written(new=0, changed=0, same=2)
    assert undone(history, number) == batches.Undone()
    assert answered(history) == {7: 30, 8: None}


def test_a_corrected_file_changes_what_differs_and_goes_back(history: Database) -> None:
    imported(history, row(7, 30), row(8, 40))

    number, written = imported(history, row(7, 31), row(8, 40), row(9, 50))
    assert written == Written(new=1, changed=1, same=1)
    assert answered(history) == {7: 31, 8: 40, 9: 50}

    assert undone(history, number) == batches.Undone(removed=1, restored=1)
    assert answered(history) == {7: 30, 8: 40}


def test_columns_that_a_file_does_not_have_stay_as_they_are(history: Database) -> None:
    imported(history, row(7, 30))
    key = COLUMNS[:7]

    imported(history, (*row(7, 0)[:7], 3), columns=(*key, "n_survey"))

    with history.read() as db:
        found = db.execute(select(history_count)).one()
    assert (found.n_answered, found.talk_s, found.n_survey) == (30, 10.0, 3)


def test_what_a_later_import_changed_is_left_alone_and_listed(history: Database) -> None:
    first, _ = imported(history, row(7, 30), row(8, 40))
    second, _ = imported(history, row(7, 31))

    result = undone(history, first)

    assert answered(history) == {7: 31}
    assert (result.removed, result.left_count) == (1, 1)
    assert [(left.table, left.key[0], left.key[3], left.by) for left in result.left] == [
        ("history_count", "2026-03-02", 7, second)
    ]


def test_what_was_undone_does_not_come_back_with_a_later_undo(history: Database) -> None:
    first, _ = imported(history, row(7, 30))
    second, _ = imported(history, row(7, 31))
    third, _ = imported(history, row(7, 32))

    undone(history, second)
    undone(history, third)
    assert answered(history) == {7: 30}

    undone(history, first)
    assert answered(history) == {}


def dropped(history: Database, *logins: int) -> int:
    with history.write() as db:
        number = batches.begin(db, Kind.MENDING, "acd", at=NINE, who="anna")
        keys = [(MONDAY, "D", 1, login, "voice", 0, 0) for login in logins]
        assert batches.drop(db, history_count, keys, number) == len(logins)
        batches.note(db, number, state=State.DONE, at=NINE)
    return number


def test_rows_that_were_dropped_come_back(history: Database) -> None:
    imported(history, row(7, 30), row(8, 40), row(9, 50))

    number = dropped(history, 7, 9)
    assert answered(history) == {8: 40}

    assert undone(history, number) == batches.Undone(restored=2)
    assert answered(history) == {7: 30, 8: 40, 9: 50}


def test_a_dropped_row_that_was_read_again_since_is_left_alone_and_listed(history: Database) -> None:
    imported(history, row(7, 30))
    number = dropped(history, 7)
    again, _written = imported(history, row(7, 31))

    back = undone(history, number)

    assert back.left == (batches.Left("history_count", (str(MONDAY), "D", 1, 7, "voice", 0, 0), again),)
    assert answered(history) == {7: 31}


def test_a_dropped_row_whose_import_was_undone_stays_away(history: Database) -> None:
    first, _written = imported(history, row(7, 30))
    number = dropped(history, 7)

    assert undone(history, first) == batches.Undone()
    assert undone(history, number) == batches.Undone()
    assert answered(history) == {}


def test_a_batch_is_undone_once(history: Database) -> None:
    number, _ = imported(history, row(7, 30))
    undone(history, number)

    with pytest.raises(ChangedMeanwhileError):
        undone(history, number)


def test_contacts_of_any_month_find_room_and_go_back(history: Database) -> None:
    columns = ("entered_ms", "source", "queue", "contact", "outcome", "wait_s", "over", "told")
    times = [int(datetime(2026, month, 1, tzinfo=UTC).timestamp() * 1000) for month in (1, 2, 3)]

    def add(db: Connection, outcome: str, batch: int) -> Written:
        partitions.ensure(db, times[0], times[-1])
        rows = [(at, 1, 2, "投诉 1.1", outcome, None, 0, 2) for at in times]
        return batches.write(db, history_entry, columns, rows, batch)

    with history.write() as db:
        first = batches.begin(db, Kind.LOG, "pbx", at=NINE, who="anna")
        assert add(db, "waiting", first) == Written(new=3)
        batches.note(db, first, state=State.DONE, at=NINE)
    with history.write() as db:
        second = batches.begin(db, Kind.LOG, "pbx", at=NINE, who="anna")
        assert add(db, "answered", second) == Written(changed=3)
        batches.note(db, second, state=State.DONE, at=NINE)
    assert undone(history, second) == batches.Undone(restored=3)
    with history.read() as db:
        assert set(db.execute(select(history_entry.c.outcome)).scalars()) == {"waiting"}


def test_a_name_has_one_number(history: Database) -> None:
    with history.write() as db:
        numbers = Names().numbers(db, "login", "pbx", ["王淼", "6001", ""])
    with history.write() as db:
        again = Names()
        assert again.numbers(db, "login", "pbx", ["6001", "王淼", "6002"])["王淼"] == numbers["王淼"]
        assert again.number(db, "login", "acd", "6001") != numbers["6001"]
        assert again.told(db, numbers["6001"]) == ("login", "pbx", "6001")
    assert numbers[""] == 0
