"""A PostgreSQL of our own for the length of a benchmark, where its binaries are installed."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class NoServerError(Exception):
    """There is none here that could be started."""


@contextmanager
def postgresql() -> Iterator[str]:
    """The URL of an empty database on a server that is safe against a crash, as a real one is (fsync on).

    Raises NoServerError.
    """
    binaries = _binaries()
    if binaries is None or os.name == "nt":
        raise NoServerError("no PostgreSQL server is installed here")
    folder = Path(tempfile.mkdtemp(prefix="bench-"))
    who: dict[str, object] = {}
    if os.geteuid() == 0:  # PostgreSQL refuses to be root's
        user = next((one for one in pwd.getpwall() if one.pw_name == "postgres"), pwd.getpwnam("nobody"))
        os.chown(folder, user.pw_uid, user.pw_gid)
        who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    data = folder / "data"

    def call(*command: object) -> None:
        subprocess.run(
            [str(part) for part in command],
            check=True,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"PATH": os.defpath, "LC_ALL": "C"},
            **who,  # type: ignore[call-overload]
        )

    try:
        call(
            *(binaries / "initdb", "--auth=trust", "--username=postgres"),
            *("--encoding=UTF8", "--locale=C", "-D", data),
        )
        with (data / "postgresql.conf").open("a") as settings:
            settings.write("max_connections = 600\n")  # a hundred consoles
            settings.write(f"listen_addresses = ''\nunix_socket_directories = '{folder}'\n")
        call(binaries / "pg_ctl", "-D", data, "-w", "-t", "60", "-l", folder / "log", "start")
    except subprocess.CalledProcessError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise NoServerError(f"PostgreSQL did not start ({error})") from error
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        call(binaries / "pg_ctl", "-D", data, "-m", "immediate", "stop")
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path | None:
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    found = str(debian[-1]) if debian else shutil.which("initdb")
    return Path(found).resolve().parent if found else None
