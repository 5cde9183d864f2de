"""`supervisor import queue-log`: files, a table in SQL, what it says and what it ends with."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlalchemy import select

from supervisor.storage.areas import versions
from supervisor.storage.database import open_centre, open_history
from supervisor.storage.history_tables import history_slot, history_stale
from tests.commands.command_line import documents, run
from tests.history.logs import RECORDINGS, read, rows

LOG = RECORDINGS / "small-basic" / "queue_log"


def test_files_are_imported_counted_and_noted(sqlite_url: str, tmp_path: Path) -> None:
    half = tmp_path / "queue_log"
    half.write_bytes(LOG.read_bytes() + b"what is this\n1795291")

    (told,) = documents(
        run("import", "queue-log", str(half), "--source", "pbx", "--json", "--database", sqlite_url)
    )

    assert (told["lines"], told["new"], told["bad_count"]) == (320, 85, 1)
    assert told["unfinished"] == [str(half)]
    with open_history(sqlite_url) as history, history.read() as db:
        assert db.execute(select(history_stale)).all() == [], "all was counted"
        assert sum(db.execute(select(history_slot.c.answered)).scalars()) == 69
    with open_centre(sqlite_url) as centre, centre.read() as db:
        assert versions(db)["history"] >= 1


def test_a_person_reads_what_came_of_it_and_where_a_line_makes_no_sense(
    sqlite_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "queue_log"
    file.write_bytes(LOG.read_bytes() + b"what is this\n")

    first = run("import", "queue-log", str(file), "--source", "pbx", "--database", sqlite_url)
    again = run("import", "queue-log", str(file), "--source", "pbx", "--database", sqlite_url)

    assert f"{file}, line 320: “what is this”" in first.output
    assert "New contacts" in first.output
    assert "Nothing new" in again.output


def test_what_cannot_be_understood_is_said(sqlite_url: str, tmp_path: Path) -> None:
    assert run("import", "queue-log", str(LOG), "--database", sqlite_url).exit_code == 2
    assert run("import", "queue-log", "--source", "pbx", "--database", sqlite_url).exit_code == 2
    missing = run("import", "queue-log", str(tmp_path / "none"), "--source", "pbx", "--database", sqlite_url)
    assert missing.exit_code == 1
    assert str(tmp_path / "none") in missing.output


def test_a_table_in_sql_tells_what_the_file_tells(sqlite_url: str, tmp_path: Path) -> None:
    exchange = tmp_path / "asterisk.db"
    with sqlite3.connect(exchange) as db:
        db.execute(
            "CREATE TABLE queue_log (id INTEGER PRIMARY KEY, time TEXT, callid TEXT, queuename TEXT,"
            " agent TEXT, event TEXT, data1 TEXT, data2 TEXT, data3 TEXT, data4 TEXT, data5 TEXT)"
        )
        for line in LOG.read_text().splitlines():
            fields = line.split("|")
            fields += [""] * (10 - len(fields))
            db.execute(
                "INSERT INTO queue_log (time, callid, queuename, agent, event, data1, data2, data3,"
                " data4, data5) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                fields,
            )
    db.close()
    ask = ("import", "queue-log", "--sql", f"sqlite:///{exchange}", "--source", "pbx", "--json")

    (first,) = documents(run(*ask, "--database", sqlite_url))
    (again,) = documents(run(*ask, "--database", sqlite_url))

    assert (first["lines"], first["new"], first["bad_count"]) == (319, 85, 0)
    assert again["batch"] is None
    with open_history(sqlite_url) as history:
        read(history, LOG, source="file")
        table, file = rows(history), rows(history, "file")
    assert {**table, "stretches": []} == {**file, "stretches": []}
