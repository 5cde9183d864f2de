"""A PostgreSQL server of our own for one test run: started by the first test that wants it, shared by all.

Never pretended: the binaries of the machine run on a fresh folder, reached through a Unix socket that is
only there. Whoever needs it first starts it; the process that began the test run ends it.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

FOLDER = "SUPERVISOR_TEST_POSTGRESQL"
"""The environment variable by which the workers of one run find the same folder."""

_PREFIX = "supervisor-pg-"

WALLED = "walled"
"""A role that must show its password ("right"); every other role is let in."""

_SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{folder}'
fsync = off
synchronous_commit = off
full_page_writes = off
shared_buffers = 32MB
max_connections = 200
autovacuum = off
max_wal_size = 4GB
lc_messages = 'C'
timezone = 'America/New_York'
"""  # a time zone that is nobody's, so that a forgotten one shows


class NoServerError(Exception):
    """This machine has no PostgreSQL that we could start."""


def prepare() -> None:
    """Name the folder of this test run, before its workers are made."""
    if FOLDER not in os.environ:
        _clear_after_killed_runs()
        # Short, and not below pytest's own folder: a socket's path may have 107 bytes, and the server's user
        # must be able to reach it.
        folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
        (folder / "owner").write_text(str(os.getpid()))
        os.environ[FOLDER] = str(folder)


def finish() -> None:
    """End the server and clear its folder, if this process began the test run."""
    _leave()
    folder = Path(os.environ[FOLDER])
    if (folder / "owner").read_text() == str(os.getpid()):
        del os.environ[FOLDER]
        _end(folder, ours=True)


def _end(folder: Path, *, ours: bool = False) -> None:
    with suppress(FileNotFoundError, ValueError, ProcessLookupError, PermissionError):
        server = int((folder / "data" / "postmaster.pid").read_text().split()[0])
        # of a server that is not ours only a number is left, which may be another process's by now
        if ours or str(folder).encode() in Path(f"/proc/{server}/cmdline").read_bytes():
            os.kill(server, signal.SIGQUIT)  # at once: nothing of it will be read again
    shutil.rmtree(folder, ignore_errors=True)


def _clear_after_killed_runs() -> None:
    """End the servers of test runs that were killed before they could do it themselves."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with suppress(OSError, ValueError):
            owner = int((folder / "owner").read_text())
            try:
                os.kill(owner, 0)
            except ProcessLookupError:
                _end(folder)


def server() -> str:
    """The URL of the running server, to which "/name" of a database and "?" are yet to be given.

    Raises NoServerError when this machine has no PostgreSQL to start.
    """
    folder = Path(os.environ[FOLDER])
    with _alone(folder):
        known = folder / "server.json"
        if known.exists():
            said = json.loads(known.read_text())
        else:
            said = _start(folder)
            known.write_text(json.dumps(said))
    if "problem" in said:
        raise NoServerError(said["problem"])
    return str(folder)


def template(fill: Callable[[str], None]) -> str:
    """The name of a database that *fill* has filled, given its URL: once a test run, for all its workers."""
    with _alone(Path(os.environ[FOLDER])):
        made = Path(os.environ[FOLDER]) / "template"
        if not made.exists():
            run("CREATE DATABASE template_of_tests STRATEGY file_copy")
            fill(url("template_of_tests"))
            made.touch()
    return "template_of_tests"


def url(name: str, user: str = "postgres") -> str:
    """The URL of database *name*, as a user would write it."""
    return f"postgresql://{user}@/{name}?host={os.environ[FOLDER]}"


def run(statement: str) -> None:
    """Run one statement outside any transaction, through a connection that this process keeps."""
    for again in (False, True):
        try:
            _admin().execute(statement.encode())
        except psycopg.OperationalError:
            _leave()  # a test restarted the server or threw everybody out
            if again:
                raise
        else:
            return


def sockets() -> set[int]:
    """The sockets that stay open from one test to the next."""
    return {one.fileno() for one in _kept if not one.closed}


_kept: list[psycopg.Connection[Any]] = []


def _admin() -> psycopg.Connection[Any]:
    if not _kept:
        _kept.append(psycopg.connect(url("postgres"), autocommit=True))
    return _kept[0]


def _leave() -> None:
    while _kept:
        _kept.pop().close()


def _start(folder: Path) -> dict[str, str]:
    binaries = _binaries()
    if binaries is None:
        return {"problem": "no PostgreSQL server is installed (initdb was not found)"}
    who: dict[str, object] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to be root's
        user = next((u for u in pwd.getpwall() if u.pw_name == "postgres"), None) or pwd.getpwnam("nobody")
        os.chown(folder, user.pw_uid, user.pw_gid)
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    data = folder / "data"

    def call(*command: object) -> None:
        with (folder / "log").open("ab") as log:
            subprocess.run(
                [str(part) for part in command],
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=folder,
                env={"PATH": os.defpath, "LC_ALL": "C"},
                **who,  # type: ignore[call-overload]
            )

    try:
        call(
            *(binaries / "initdb", "--no-sync", "--auth=trust", "--username=postgres"),
            *("--encoding=UTF8", "--locale=C", "-D", data),
        )
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(_SETTINGS.format(folder=folder))
        rules = data / "pg_hba.conf"
        rules.write_text(f"local all {WALLED} scram-sha-256\n" + rules.read_text())
        call(binaries / "pg_ctl", "-D", data, "-l", folder / "server.log", "-w", "-t", "60", "start")
        run(f"CREATE ROLE {WALLED} LOGIN PASSWORD 'right'")
    except (subprocess.CalledProcessError, OSError) as error:
        log = folder / "log"
        said = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        return {"problem": f"PostgreSQL did not start: {error}\n{said}"}
    return {}


def _binaries() -> Path | None:
    """Where initdb and pg_ctl are: the newest Debian keeps, else what PATH finds."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Only one worker at a time inside."""
    import fcntl

    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
