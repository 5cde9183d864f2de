"""A PostgreSQL server of one test's own, to be killed, started again and reached over a network."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.postgresql import NoServerError, binaries_found

_SETTINGS = """
listen_addresses = '{addresses}'
port = {port}
unix_socket_directories = '{folder}'
shared_buffers = 16MB
max_connections = 40
fsync = off
autovacuum = off
lc_messages = 'C'
timezone = 'UTC'
"""


class Cluster:
    """A server with an empty database "postgres", which lets everybody in."""

    def __init__(self, addresses: str, port: int, follows: Cluster | None = None) -> None:
        """*follows*: it is a copy of that one, which runs, and takes over what is written there."""
        found = binaries_found()
        if found is None:
            raise NoServerError("no PostgreSQL server is installed (initdb was not found)")
        self._binaries = found
        self.folder = Path(tempfile.mkdtemp(prefix="supervisor-pg-own-"))
        self.port = port
        self._who: dict[str, object] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to be root's
            user = next((u for u in pwd.getpwall() if u.pw_name == "postgres"), None)
            user = user or pwd.getpwnam("nobody")
            os.chown(self.folder, user.pw_uid, user.pw_gid)
            self._who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
        self._data = self.folder / "data"
        if follows is None:
            self._call(
                *("initdb", "--no-sync", "--auth=trust", "--username=postgres", "--encoding=UTF8"),
                *("--locale=C", "-D", self._data),
            )
        else:
            self._call(
                *("pg_basebackup", "-h", follows.folder, "-p", follows.port, "-U", "postgres", "--no-sync"),
                *("--write-recovery-conf", "--checkpoint=fast", "-D", self._data),
            )
        with (self._data / "postgresql.conf").open("a") as said:
            said.write(_SETTINGS.format(addresses=addresses, port=port, folder=self.folder))
        with (self._data / "pg_hba.conf").open("a") as said:
            said.write("host all all 0.0.0.0/0 trust\n")

    @property
    def url(self) -> str:
        """Its database, through its socket on this machine."""
        return f"postgresql://postgres@/postgres?host={self.folder}&port={self.port}"

    def at(self, address: str) -> str:
        """The same over the network."""
        return f"postgresql://postgres@{address}:{self.port}/postgres?sslmode=disable"

    def start(self) -> None:
        self._call("pg_ctl", "-D", self._data, "-l", self.folder / "server.log", "-w", "-t", "60", "start")

    def promote(self) -> None:
        """Let it follow no more: from now on it writes."""
        self._call("pg_ctl", "-D", self._data, "-w", "-t", "60", "promote")

    def kill(self) -> None:
        """End it in the middle of whatever it does (SIGQUIT): nothing is finished."""
        with suppress(FileNotFoundError, ValueError, ProcessLookupError):
            server = int((self._data / "postmaster.pid").read_text().split()[0])
            os.kill(server, signal.SIGQUIT)
        self._call("pg_ctl", "-D", self._data, "-w", "-t", "60", "-m", "immediate", "stop", check=False)

    def remove(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _call(self, program: str, *words: object, check: bool = True) -> None:
        with (self.folder / "log").open("ab") as log:
            subprocess.run(
                [str(self._binaries / program), *map(str, words)],
                check=check,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                env={"PATH": os.defpath, "LC_ALL": "C"},
                **self._who,  # type: ignore[call-overload]
            )


@contextmanager
def own_cluster(addresses: str = "", port: int = 54329) -> Iterator[Cluster]:
    """A server that runs, at *addresses* of this machine too; gone at the end of the block."""
    cluster = Cluster(addresses, port)
    try:
        cluster.start()
        yield cluster
    finally:
        cluster.remove()
