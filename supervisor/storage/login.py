"""How a seat gets into a shared centre: where its database is, as whom, how safely; and that as a URL.

The URL is PostgreSQL's own (`postgresql://anna@db.example.com/floor?sslmode=verify-full`), without a
password. Whatever it leaves out is chosen for the safest that works without being told more: over a network
TLS with a certificate that is checked for the server's name, and nobody is handed a password in clear text.
"""

from __future__ import annotations

import os
import ssl
import sys
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy.engine import URL, make_url

from supervisor.settings.places import places

PORT = 5432


class Method(StrEnum):
    """By what one shows who one is."""

    PASSWORD = "password"  # noqa: S105  # the word, not one
    CERTIFICATE = "certificate"
    KERBEROS = "kerberos"


class Tls(StrEnum):
    """What is asked of the server's certificate; the values are libpq's sslmode."""

    FULL = "verify-full"  # somebody we trust signed it, and it is this server's
    AUTHORITY = "verify-ca"  # somebody we trust signed it
    OFF = "disable"  # a Unix socket, or somebody's explicit wish


@dataclass(frozen=True)
class Login:
    """One way into one database. *host* is a name, an address, or the folder of a Unix socket ("/…", "" for
    libpq's own). *ca_file* "" means the authorities that this computer trusts. *more* are what else the URL
    says, kept as it is."""

    host: str
    database: str
    user: str
    port: int = PORT
    method: Method = Method.PASSWORD
    tls: Tls = Tls.FULL
    ca_file: str = ""
    certificate: str = ""
    key: str = ""
    more: tuple[tuple[str, str], ...] = ()

    @property
    def is_local(self) -> bool:
        """Whether it goes over a Unix socket, which needs no TLS."""
        return not self.host or self.host.startswith(("/", "@"))

    @property
    def url(self) -> str:
        """The URL, which has no password in it."""
        query = dict(self.more)
        if self.is_local:
            if self.host:
                query["host"] = self.host
        else:
            if self.tls is not Tls.OFF or "sslmode" not in query:
                query["sslmode"] = self.tls.value
            if self.ca_file and self.tls is not Tls.OFF:
                query["sslrootcert"] = self.ca_file
            if self.method is Method.CERTIFICATE:
                query |= {"sslcert": self.certificate, "sslkey": self.key}
        if self.method is Method.KERBEROS:
            query["require_auth"] = "gss"
        made = URL.create(
            "postgresql",
            self.user or None,
            None,
            None if self.is_local else self.host,
            None if self.port == PORT else self.port,
            self.database,
            {name: value for name, value in query.items() if value},
        )
        return made.render_as_string(hide_password=False)

    @classmethod
    def of(cls, url: str) -> Login:
        """The log-in that *url* means; a sslmode that is no `Tls` stays in *more* and is shown as `OFF`.

        Raises ValueError or SQLAlchemy's ArgumentError where *url* is no URL.
        """
        parsed = make_url(url)
        query = {name: value if isinstance(value, str) else value[-1] for name, value in parsed.query.items()}
        host = parsed.host or query.pop("host", "")
        mode = query.pop("sslmode", None)
        made = cls(
            host,
            parsed.database or "",
            parsed.username or "",
            parsed.port or int(query.pop("port", PORT)),
            ca_file=query.pop("sslrootcert", ""),
            certificate=query.pop("sslcert", ""),
            key=query.pop("sslkey", ""),
        )
        if made.is_local or mode in set(Tls):
            tls = Tls.OFF if made.is_local or mode is None else Tls(mode)
        else:
            tls = Tls.FULL if mode is None else Tls.OFF
            if mode is not None and mode != Tls.OFF:
                query["sslmode"] = mode
        method = Method.CERTIFICATE if made.certificate else Method.PASSWORD
        if query.get("require_auth") == "gss":
            del query["require_auth"]
            method = Method.KERBEROS
        more = tuple((name, value) for name, value in query.items() if "password" not in name)
        return replace(made, tls=tls, method=method, more=more)


def safeguards(url: URL) -> dict[str, Any]:
    """What *url* does not say of TLS and of how one logs in, chosen for it: keywords of libpq.

    Over a network: sslmode verify-full with the authorities of this computer (or `root.crt` in libpq's own
    folder, where somebody put one). A known password goes only to a server that proves to know it (SCRAM),
    and no server gets one in clear text or as MD5. Kerberos is used only where the URL asks for it: a ticket
    that lies about would otherwise decide as whom one logs in. What stands in libpq's environment variables
    counts as said.
    """
    if "service" in url.query or "PGSERVICE" in os.environ:
        return {}  # a file of the administrator's says all of it
    chosen: dict[str, Any] = {}
    said = {name for name, variable in _VARIABLES.items() if name in url.query or variable in os.environ}
    if "gssencmode" not in said:
        chosen["gssencmode"] = "disable"
    if not _over_network(url):
        return chosen
    if "sslmode" not in said:
        chosen["sslmode"] = Tls.FULL.value
    mode = chosen.get("sslmode") or url.query.get("sslmode") or os.environ.get("PGSSLMODE")
    if mode in (Tls.FULL, Tls.AUTHORITY) and "sslrootcert" not in said and not _own_authority().exists():
        chosen["sslrootcert"] = _authorities()
    if "require_auth" not in said and _libpq() >= _SINCE_REQUIRE_AUTH:
        if _certifies(url):
            chosen["require_auth"] = "none,scram-sha-256"
        elif url.password or "PGPASSWORD" in os.environ:
            chosen["require_auth"] = "scram-sha-256"
        else:
            chosen["require_auth"] = "!password,!md5,!gss,!sspi"
    return chosen


_VARIABLES = {
    "sslmode": "PGSSLMODE",
    "sslrootcert": "PGSSLROOTCERT",
    "sslcert": "PGSSLCERT",
    "gssencmode": "PGGSSENCMODE",
    "require_auth": "PGREQUIREAUTH",
}

_SINCE_REQUIRE_AUTH = 16_0000  # so is sslrootcert=system

# Where systems keep whom they trust, in one file. The one that psycopg's own OpenSSL looks for is nobody's.
_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # Alpine, macOS
)


def _over_network(url: URL) -> bool:
    hosts = url.query.get("host", ())
    named = [url.host] if url.host else [hosts] if isinstance(hosts, str) else list(hosts)
    if not named and "hostaddr" not in url.query:
        named = [os.environ.get("PGHOST") or ("localhost" if sys.platform == "win32" else "")]
    one_by_one = [host for several in named for host in str(several).split(",")]
    return "hostaddr" in url.query or any(host and not host.startswith(("/", "@")) for host in one_by_one)


def _certifies(url: URL) -> bool:
    return "sslcert" in url.query or "PGSSLCERT" in os.environ or (_own_folder() / "postgresql.crt").exists()


def _own_folder() -> Path:
    """Where libpq looks for certificates by itself."""
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", "")) / "postgresql"
    return Path.home() / ".postgresql"


def _own_authority() -> Path:
    return _own_folder() / "root.crt"


def _libpq() -> int:
    import psycopg  # only centres with a server pay for loading it

    return psycopg.pq.version()


@cache
def _authorities() -> str:
    """A file of the authorities that this computer trusts; libpq's own word for them where there is none."""
    for known in (ssl.get_default_verify_paths().cafile, *_BUNDLES):
        if known and Path(known).is_file():
            return known
    trusted = ssl.create_default_context().get_ca_certs(binary_form=True)  # Windows keeps them elsewhere
    if not trusted:
        return "system"
    file = places().data / "authorities.pem"
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.write_text("".join(map(ssl.DER_cert_to_PEM_cert, trusted)), encoding="ascii")
    return str(file)
