"""A second PostgreSQL server of the test run, guarded as a centre's should be: TLS, SCRAM, certificates.

It listens at 127.0.0.1 under a certificate for "localhost" and, where a Kerberos server is installed, takes
its tickets too (tests/kerberos.py). Begun by the first test that wants it, shared, ended with the other.
"""

from __future__ import annotations

import itertools
import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from urllib.parse import urlencode

import psycopg

from tests import kerberos, postgresql
from tests.certificates import DAY, Authority

_SETTINGS = """
listen_addresses = '127.0.0.1'
port = {port}
ssl = on
ssl_cert_file = '{folder}/localhost.crt'
ssl_key_file = '{folder}/localhost.key'
ssl_ca_file = '{folder}/ours.crt'
password_encryption = 'scram-sha-256'
max_connections = 20
krb_server_keyfile = 'FILE:{folder}/server.keytab'
"""

# By whom one may come, and how: each way is a user.
_RULES = """
local   all   all                         trust
hostssl floor clara     127.0.0.1/32      cert
hostssl floor twice      127.0.0.1/32      scram-sha-256 clientcert=verify-full
hostssl floor kerberos  127.0.0.1/32      gss include_realm=0
hostssl floor careless  127.0.0.1/32      password
hostssl floor trusted   127.0.0.1/32      trust
host    floor plain     127.0.0.1/32      scram-sha-256
hostssl all   all       127.0.0.1/32      scram-sha-256
"""

_PEOPLE = """
CREATE ROLE anna LOGIN PASSWORD 'right';
CREATE ROLE plain LOGIN PASSWORD 'right';
CREATE ROLE twice LOGIN PASSWORD 'right';
CREATE ROLE careless LOGIN PASSWORD 'right';
CREATE ROLE trusted LOGIN;
CREATE ROLE clara LOGIN;
CREATE ROLE kerberos LOGIN;
CREATE ROLE old LOGIN PASSWORD 'right' VALID UNTIL '2020-01-01';
CREATE ROLE gone NOLOGIN PASSWORD 'right';
CREATE ROLE alone LOGIN PASSWORD 'right' CONNECTION LIMIT 0;
CREATE ROLE barred LOGIN PASSWORD 'right';
REVOKE CONNECT ON DATABASE floor FROM PUBLIC;
GRANT CONNECT ON DATABASE floor TO anna, plain, twice, careless, trusted, clara, kerberos, old, gone, alone;
"""


_numbers = itertools.count()


@dataclass(frozen=True)
class Guarded:
    """The server that runs. *folder* holds the certificates: "ours.crt" (whom everybody trusts), "clara.crt",
    "ben.crt", "twice.crt", "stranger.crt" (signed by "other.crt"), "late.crt" (a server's, expired) and
    "early.crt" (not valid yet), each with its ".key". *tickets*: a Kerberos server stands beside it."""

    folder: str
    port: int
    tickets: bool

    def url(self, user: str = "anna", password: str = "", host: str = "localhost", **query: str) -> str:
        """A URL of it: over TLS, checked, unless *query* says otherwise."""
        said = {"sslrootcert": f"{self.folder}/ours.crt", "hostaddr": "127.0.0.1"} | query
        asked = urlencode({name: value for name, value in said.items() if value})
        secret = f":{password}" if password else ""
        database = said.pop("dbname", "floor")
        return f"postgresql://{user}{secret}@{host}:{self.port}/{database}?{asked}"

    def mine(self, name: str) -> dict[str, str]:
        """The certificate of *name*, to be shown to the server."""
        return {"sslcert": f"{self.folder}/{name}.crt", "sslkey": f"{self.folder}/{name}.key"}

    @contextmanager
    def centre(self) -> Iterator[str]:
        """The name of an empty database whose owner (that name and "_owner", password "owning") may make
        roles; in the end it is gone, and so are the roles that were made for it."""
        name = f"c{os.getpid()}_{next(_numbers)}"
        self._run("postgres", f"CREATE ROLE {name}_owner LOGIN CREATEROLE PASSWORD 'owning'")
        self._run("postgres", f"CREATE DATABASE {name} OWNER {name}_owner STRATEGY file_copy")
        try:
            yield name
        finally:
            self._run("postgres", f"DROP DATABASE {name} WITH (FORCE)")
            with self._admin("postgres") as admin:
                found = admin.execute(
                    "SELECT rolname FROM pg_roles WHERE position(%s in rolname) > 0", [name]
                )
                roles = sorted((role for (role,) in found), key=lambda role: role == f"{name}_owner")
            self._run("postgres", *(f'DROP ROLE "{role}"' for role in roles))

    def run(self, *statements: str) -> None:
        """Run *statements* in its database "floor" as whoever may do everything."""
        self._run("floor", *statements)

    def _run(self, database: str, *statements: str) -> None:
        with self._admin(database) as admin:
            for statement in statements:
                admin.execute(statement.encode())

    def _admin(self, database: str) -> psycopg.Connection[tuple[str]]:
        at = f"postgresql://postgres@/{database}?host={self.folder}&port={self.port}"
        return psycopg.connect(at, autocommit=True)


def server() -> Guarded:
    """The server. Raises NoServerError when this machine has no PostgreSQL to start."""
    postgresql.server()
    whole = postgresql.run_folder()
    with postgresql.alone(whole):
        known = whole / "guarded.json"
        if not known.exists():
            known.write_text(json.dumps(asdict(_start(whole / "guarded"))))
    return Guarded(**json.loads(known.read_text()))


def free_port() -> int:
    """A port of this machine at which nobody listens."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _start(folder: Path) -> Guarded:
    binaries = postgresql.binaries_found()
    assert binaries is not None
    folder.mkdir(mode=0o755)
    made = Guarded(str(folder), free_port(), kerberos.is_installed())
    _sign(folder)
    environment = kerberos.start(folder) if made.tickets else {}
    postgresql.give_to_server(folder, folder / "localhost.key", *folder.glob("*.keytab"))
    data = folder / "data"
    postgresql.call(
        folder,
        *(binaries / "initdb", "--no-sync", "--auth=trust", "--username=postgres"),
        *("--encoding=UTF8", "--locale=C", "-D", data),
    )
    with (data / "postgresql.conf").open("a") as settings:
        shared = postgresql.SETTINGS.format(folder=folder)
        settings.write(shared + _SETTINGS.format(folder=folder, port=made.port))
    (data / "pg_hba.conf").write_text(_RULES)
    start = (binaries / "pg_ctl", "-D", data, "-l", folder / "server.log", "-w", "-t", "60", "start")
    postgresql.call(folder, *start, environment=environment)
    made._run("postgres", "CREATE DATABASE floor STRATEGY file_copy")
    made.run(_PEOPLE)
    return made


def _sign(folder: Path) -> None:
    ours, other = Authority(folder, "ours"), Authority(folder, "other")
    ours.sign("localhost")
    for user in ("clara", "ben", "twice"):
        ours.sign(user)
    other.sign("clara", "stranger")
    ours.sign("localhost", "late", begins=-9 * DAY, ends=-2 * DAY)
    ours.sign("localhost", "early", begins=2 * DAY)
    shutil.copy(folder / "clara.key", folder / "open.key")
    (folder / "open.key").chmod(0o644)
