"""A PostgreSQL server of its own for each worker of a test run: started by the first test that wants it.

Never pretended: the binaries of the machine run on a fresh folder, reached through a Unix socket that is
only there. One for each worker, because roles are a whole server's: an account that a test makes would be a
stranger in the rights of another's database. The process that began the test run ends them all.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg

from tests import kerberos

FOLDER = "SUPERVISOR_TEST_POSTGRESQL"
"""The environment variable by which the workers of one run find the folder they share."""

_PREFIX = "supervisor-pg-"

WALLED = "walled"
"""A role that must show its password ("right"); every other role is let in."""

SWORN = "sworn"
"""Whoever is a member of this role must show a password too."""

SETTINGS = """
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
log_line_prefix = '%u@%d '
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
        folder.chmod(0o711)  # each server's own folder in it is its user's
        os.environ[FOLDER] = str(folder)


def run_folder() -> Path:
    """The folder of the whole test run."""
    return Path(os.environ[FOLDER])


def own_folder() -> Path:
    """The folder of this worker's server, in that of the run; its socket is there."""
    return run_folder() / os.environ.get("PYTEST_XDIST_WORKER", "gw")


def finish() -> None:
    """End the servers and clear their folder, if this process began the test run."""
    _leave()
    folder = run_folder()
    if (folder / "owner").read_text() == str(os.getpid()):
        del os.environ[FOLDER]
        _end(folder, ours=True)


def _end(folder: Path, *, ours: bool = False) -> None:
    for data in folder.glob("*/data"):  # the workers' own, and that of tests/guarded.py
        with suppress(FileNotFoundError, ValueError, ProcessLookupError, PermissionError):
            server = int((data / "postmaster.pid").read_text().split()[0])
            # of a server that is not ours only a number is left, which may be another process's by now
            if ours or str(folder).encode() in Path(f"/proc/{server}/cmdline").read_bytes():
                os.kill(server, signal.SIGQUIT)  # at once: nothing of it will be read again
    kerberos.stop(folder / "guarded")
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
    folder = own_folder()
    known = folder / "server.json"
    if known.exists():
        said = json.loads(known.read_text())
    else:
        folder.mkdir(exist_ok=True)
        said = _start(folder)
        known.write_text(json.dumps(said))
    if "problem" in said:
        raise NoServerError(said["problem"])
    return str(folder)


def template(fill: Callable[[str], None], name: str = "template_of_tests") -> str:
    """The name of a database that *fill* has filled, given its URL: once for each server."""
    made = own_folder() / name
    if not made.exists():
        run(f"CREATE DATABASE {name} STRATEGY file_copy")
        fill(url(name))
        made.touch()
    return name


def url(name: str, user: str = "postgres") -> str:
    """The URL of database *name*, as a user would write it."""
    return f"postgresql://{user}@/{name}?host={own_folder()}"


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


def refused(login: str) -> list[str]:
    """What the server would not do for *login*, each with the statement, as its log tells it."""
    lines = (own_folder() / "server.log").read_text(errors="replace").splitlines()
    own = [line.partition(" ")[2] for line in lines if line.startswith(f"{login}@")]
    return [
        f"{line} | {' '.join(own[place : place + 4])}"
        for place, line in enumerate(own, 1)
        if line.startswith("ERROR:") and ("permission denied" in line or "row-level security" in line)
    ]


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
    if (binaries := binaries_found()) is None:
        return {"problem": "no PostgreSQL server is installed (initdb was not found)"}
    give_to_server(folder)
    data = folder / "data"
    try:
        call(
            folder,
            *(binaries / "initdb", "--no-sync", "--auth=trust", "--username=postgres"),
            *("--encoding=UTF8", "--locale=C", "-D", data),
        )
        with (data / "postgresql.conf").open("a") as settings:
            settings.write(SETTINGS.format(folder=folder))
        rules = data / "pg_hba.conf"
        walls = "".join(f"local all {who} scram-sha-256\n" for who in (WALLED, f"+{SWORN}"))
        rules.write_text(walls + rules.read_text())
        call(folder, binaries / "pg_ctl", "-D", data, "-l", folder / "server.log", "-w", "-t", "60", "start")
        run(f"CREATE ROLE {WALLED} LOGIN PASSWORD 'right'")
        run(f"CREATE ROLE {SWORN} NOLOGIN")
    except (subprocess.CalledProcessError, OSError) as error:
        log = folder / "log"
        said = log.read_text(errors="replace")[-2000:] if log.exists() else ""
        return {"problem": f"PostgreSQL did not start: {error}\n{said}"}
    return {}


def give_to_server(*files: Path) -> None:
    """Make *files* those of the user as whom the server runs: PostgreSQL refuses to be root's."""
    if (user := _user()) is not None:
        for file in files:
            os.chown(file, user.pw_uid, user.pw_gid)


def call(folder: Path, *command: object, environment: Mapping[str, str] | None = None) -> None:
    """Run *command* as the server's user in *folder*; what it says goes to the log there."""
    user = _user()
    with (folder / "log").open("ab") as log:
        subprocess.run(
            [str(part) for part in command],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=folder,
            env={"PATH": os.defpath, "LC_ALL": "C", **(environment or {})},
            user=None if user is None else user.pw_uid,
            group=None if user is None else user.pw_gid,
            extra_groups=None if user is None else [],
        )


def _user() -> pwd.struct_passwd | None:
    """As whom the server runs; None for whoever runs the tests."""
    if os.geteuid() != 0:
        return None
    return next((u for u in pwd.getpwall() if u.pw_name == "postgres"), None) or pwd.getpwnam("nobody")


def binaries_found() -> Path | None:
    """Where initdb and pg_ctl are: the newest Debian keeps, else what PATH finds."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).parent if found else None


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Only one worker at a time inside."""
    import fcntl

    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
