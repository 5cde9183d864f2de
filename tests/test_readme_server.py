"""The commands of the README about a shared centre are run, in their order, on a fresh PostgreSQL server.

What is not ours is put in place of: paths and names by those of the test, `sudo` by nothing (it all runs as
the server's user), Debian's service by pg_ctl.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
import pytest

from supervisor.moving.checking import check
from supervisor.rights.account import Account
from supervisor.rights.accounts import make
from supervisor.rights.role import DatabaseRole
from supervisor.storage.database import connect, open_centre
from supervisor.storage.sources import add_source
from tests import postgresql
from tests.commands.command_line import run
from tests.moving.filled import fill

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
NOON = datetime(2026, 11, 22, 4, tzinfo=UTC)


def blocks(heading: str) -> list[list[str]]:
    """The blocks of commands under *heading*, a line each."""
    part = README.split(f"### {heading}\n", 1)[1]
    part = re.split(r"^##+ ", part, maxsplit=1, flags=re.MULTILINE)[0]
    found = re.findall(r"(?:^    .+\n)+", part, re.MULTILINE)
    return [[line.strip() for line in block.splitlines()] for block in found]


class Server:
    """A PostgreSQL as Debian's package makes one: empty, to be made a centre of."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.backups = folder / "backups"
        self.versions = folder / "15"
        self.data = self.versions / "main"
        binaries = postgresql.binaries_found()
        assert binaries is not None
        self._binaries = binaries
        folder.mkdir()
        postgresql.give_to_server(folder)
        self._call(
            *(binaries / "initdb", "--no-sync", "--auth=trust", "--username=postgres"),
            *("--encoding=UTF8", "--locale=C", "-D", self.data),
        )

    def set_up(self, settings: list[str]) -> None:
        """Write the README's *settings* into the server's own, but for what a test has not, and start it."""
        ours = [
            *(f"{line}\n" for line in map(self._here, settings) if not line.startswith(("listen", "ssl"))),
            f"listen_addresses = ''\nunix_socket_directories = '{self.folder}'\n",
            "fsync = off\nshared_buffers = 16MB\nmax_connections = 30\nautovacuum = off\n",
        ]
        with (self.data / "postgresql.conf").open("a") as file:
            file.writelines(ours)
        self.pg_ctl("start")

    def pg_ctl(self, what: str) -> None:
        end = ["-m", "fast"] if what == "stop" else ["-l", str(self.folder / "server.log")]
        self._call(self._binaries / "pg_ctl", "-D", self.data, "-w", "-t", "60", *end, what)

    def url(self, user: str, database: str = "floor") -> str:
        return f"postgresql://{user}@/{database}?host={self.folder}"

    def do(self, line: str, typed: str = "") -> None:
        """Run one line of the README."""
        line = self._here(line)
        if line.startswith("supervisor "):
            result = run(*shlex.split(line)[1:], typed=typed)
            assert result.exit_code == 0, result.output
        elif line.startswith("sudo systemctl"):
            self.pg_ctl(line.split()[2])
        else:
            self._call("/bin/bash", "-c", re.sub(r"sudo (-u postgres )?", "", line), typed=typed)

    def ask(self, question: str, user: str = "postgres", database: str = "floor") -> list[tuple[Any, ...]]:
        with closing(psycopg.connect(self.url(user, database), autocommit=True)) as db:
            return db.execute(question.encode()).fetchall()

    def _here(self, line: str) -> str:
        line = re.sub(r"@floor\.example\.com/(\w+)", rf"@/\1?host={self.folder}", line)
        return (
            line.replace("/var/backups/floor", str(self.backups))
            .replace("/var/lib/postgresql/15", str(self.versions))
            .replace("--owner=postgres ", "")
        )

    def _call(self, *command: object, typed: str = "") -> None:
        environment = {"PATH": f"{self._binaries}:{os.defpath}", "LC_ALL": "C", "PGHOST": str(self.folder)}
        log = self.folder / "log"
        with log.open("ab") as out:
            postgresql.give_to_server(log)
            user = postgresql._user()
            done = subprocess.run(
                [str(part) for part in command],
                check=False,
                input=typed,
                text=True,
                stdout=out,
                stderr=out,
                cwd=self.folder,
                env=environment,
                start_new_session=True,  # no terminal to ask at: what is typed comes from here
                user=None if user is None else user.pw_uid,
                group=None if user is None else user.pw_gid,
                extra_groups=None if user is None else [],
            )
        assert done.returncode == 0, log.read_text(errors="replace")[-3000:]


@pytest.fixture
def servers(_postgresql_server: None) -> Iterator[Any]:
    """Makes servers, which end with the test."""
    made: list[Server] = []

    def another() -> Server:
        # beside the data of the test run's own server, so that a run that was killed is cleared after
        made.append(Server(postgresql.run_folder() / f"readme{os.getpid()}-{len(made)}"))
        return made[-1]

    yield another
    for server in made:
        if (server.data / "postmaster.pid").exists():
            server.pg_ctl("stop")
        shutil.rmtree(server.folder)


def fresh(server: Server) -> None:
    """Everything under "A fresh server", but for the packages."""
    commands, settings, rule = blocks("A fresh server")
    assert commands.pop(0) == "sudo apt-get install postgresql"
    assert rule == ["hostssl floor all 10.0.0.0/8 scram-sha-256"]
    server.do(commands.pop(0))  # the folder of backups, before the server archives into it
    server.set_up(settings)
    for command in commands:
        server.do(command, typed="owner’s\nowner’s\n" if "--pwprompt" in command else "")


def bad(server: Server, database: str = "floor") -> list[str]:
    return [found.said for found in check(server.url("floor_owner", database)) if found.good is False]


def test_the_commands_for_a_server_do_what_the_readme_says(servers: Any, sqlite_url: str) -> None:
    server: Server = servers()
    fresh(server)

    # The centre: made, and a centre in files moved in
    fill(sqlite_url, rows=3, large=9)
    (create, look), (dry_run, move) = blocks("The centre")
    server.do(create, typed="anna’s\nanna’s\ncollector’s\ncollector’s\n")
    server.do(look)
    said = [found.said for found in check(server.url("floor_owner"))]
    assert [sentence for sentence in said if "–" in sentence] == [], "nothing unknown within a sentence"
    for command in (dry_run, move):
        server.do(command.replace("sqlite:///floor.db", sqlite_url))
    roles = server.ask("SELECT rolname FROM pg_roles WHERE rolname IN ('anna', 'collector', 'floor_viewer')")
    assert len(roles) == 3
    with connect(server.url("floor_owner")) as database, database.write() as db:
        make(db, Account("wall", "Wall", roles=frozenset({DatabaseRole.VIEWER})), None)
        make(db, Account("mona", "Mona", roles=frozenset({DatabaseRole.MANAGER})), None)
    counts = _counts(server)
    assert counts["history_entry"] == 9

    # Backup and restore: on a second server, which has nothing yet
    backup, restore, under_another_name = blocks("Backup and restore")
    for command in backup:
        server.do(command)
    other: Server = servers()
    other.do(blocks("A fresh server")[0][1])
    other.set_up(blocks("A fresh server")[1])
    for name in ("roles.sql", "floor.dump"):
        shutil.copy(server.backups / name, other.backups / name)
        postgresql.give_to_server(other.backups / name)
    for command in restore[:-1]:
        other.do(command)
    other.do(restore[-1])
    for command in under_another_name:
        other.do(command)
    for copy in ("floor", "floor_copy"):
        assert _counts(other, copy) == counts
        assert bad(other, copy) == []
        assert other.ask("SELECT count(*) FROM own_kpi", "wall", copy) == [(3,)]
        for private in ("history_count", "person", "quality_evaluation", "journal_name"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                other.ask(f"SELECT * FROM {private}", "wall", copy)
        assert other.ask("SELECT count(*) FROM history_count", "mona", copy) == [(3,)]
    password = "SELECT rolpassword FROM pg_authid WHERE rolname = 'anna'"
    assert other.ask(password) == server.ask(password) != [(None,)]


def test_the_commands_for_going_back_to_a_moment_bring_a_deleted_row_back(servers: Any) -> None:
    server: Server = servers()
    fresh(server)
    create = blocks("The centre")[0][0]
    server.do(create, typed="anna’s\nanna’s\ncollector’s\ncollector’s\n")
    (base,), back = blocks("Back to a moment")
    server.do(base)
    with open_centre(server.url("floor_owner")) as centre:
        with centre.write() as db:
            add_source(db, "pbx", "simulated", {}, at=NOON, who="anna")
        ((before,),) = server.ask("SELECT clock_timestamp()::text")
        with centre.write() as db:
            db.exec_driver_sql("DELETE FROM source")
    server.ask("SELECT pg_switch_wal()")
    assert server.ask("SELECT * FROM source") == []

    for command in back:
        server.do(command.replace("2026-11-22 10:30:00+08", before))

    while server.ask("SELECT pg_is_in_recovery()") == [(True,)]:
        pass  # it answers at once, and goes on to the moment
    assert server.ask("SELECT name FROM source") == [("pbx",)]
    assert bad(server) == []
    with open_centre(server.url("floor_owner")) as centre, centre.write() as db:
        add_source(db, "another", "simulated", {}, at=NOON, who="anna")


def test_the_command_for_the_health_of_the_service_asks_as_the_service_works() -> None:
    """Another folder, user or address than the unit's finds no collector and says that there is none."""
    ((ask,),) = blocks("The collector")
    unit = (Path(__file__).parent.parent / "packaging" / "floor-supervisor-collector.service").read_text()
    said = dict(re.findall(r"--(\w+)=(\S+)", ask))
    assert f"User={said['uid']}\n" in unit
    assert f"Environment={said['setenv']}\n" in unit
    assert f"{said['property']}\n" in unit
    assert shlex.split(ask)[-1].replace("--health ", "") in re.findall("ExecStart=(.+)", unit)


def test_the_command_for_a_newer_version_is_there() -> None:
    ((upgrade,),) = blocks("A newer version")
    assert run(*shlex.split(upgrade)[1:3], "--help").exit_code == 0


def _counts(server: Server, database: str = "floor") -> dict[str, int]:
    """How many rows each table has."""
    tables = server.ask(
        "SELECT tablename FROM pg_tables"
        " WHERE schemaname = 'public' AND tablename !~ '_20[0-9]{2}_[0-9]{2}$'",
        database=database,
    )
    return {
        str(table): server.ask(f'SELECT count(*) FROM "{table}"', database=database)[0][0]
        for (table,) in tables
    }
