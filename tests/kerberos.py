"""A Kerberos server of the test run, where the machine has one installed (Debian: krb5-kdc, krb5-user)."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

REALM = "FLOOR.TEST"
PASSWORD = "ticket please"  # of everybody there

_CONFIG = """
[libdefaults]
    default_realm = {realm}
    dns_lookup_kdc = false
    dns_lookup_realm = false
    dns_canonicalize_hostname = false
    rdns = false
    udp_preference_limit = 1
[realms]
    {realm} = {{
        kdc = 127.0.0.1:{port}
    }}
[domain_realm]
    localhost = {realm}
"""

_KDC = """
[kdcdefaults]
    kdc_ports = ""
    kdc_tcp_listen = 127.0.0.1:{port}
[realms]
    {realm} = {{
        database_name = {folder}/principals
        key_stash_file = {folder}/stash
        acl_file = {folder}/nobody.acl
    }}
[logging]
    kdc = FILE:{folder}/kdc.log
"""

# What it is made of; packaging/environment.py installs it where it can.
PROGRAMS = ("krb5kdc", "kdb5_util", "kadmin.local", "kinit")


def _found(program: str) -> str | None:
    return shutil.which(program, path=f"{os.defpath}:/usr/sbin:/sbin:/usr/lib/mit/sbin")


def is_installed() -> bool:
    """Whether a Kerberos server can be started here."""
    return all(map(_found, PROGRAMS))


def start(folder: Path) -> dict[str, str]:
    """Start it in *folder*, with keys for our PostgreSQL in "server.keytab"; returns what the server's
    environment needs."""
    from tests.guarded import free_port

    port = free_port()
    (folder / "krb5.conf").write_text(_CONFIG.format(realm=REALM, port=port))
    (folder / "kdc.conf").write_text(_KDC.format(realm=REALM, port=port, folder=folder))
    own = environment(folder)
    _call(own, "kdb5_util", "create", "-s", "-r", REALM, "-P", "master of the test run")
    for query in (
        f'addprinc -pw "{PASSWORD}" kerberos',
        f'addprinc -pw "{PASSWORD}" stranger',
        "addprinc -randkey postgres/localhost",
        f"ktadd -k {folder}/server.keytab postgres/localhost",
    ):
        _call(own, "kadmin.local", "-r", REALM, "-q", query)
    _call(own, "krb5kdc", "-r", REALM, "-P", str(folder / "kdc.pid"))
    return {"KRB5_CONFIG": own["KRB5_CONFIG"]}


def stop(folder: Path) -> None:
    """End the one in *folder*, if there is one."""
    with suppress(FileNotFoundError, ValueError, ProcessLookupError, PermissionError):
        number = int((folder / "kdc.pid").read_text())
        if b"krb5kdc" in Path(f"/proc/{number}/cmdline").read_bytes():
            os.kill(number, 15)


def environment(folder: Path) -> dict[str, str]:
    """What a program needs to know of it."""
    return {"KRB5_CONFIG": str(folder / "krb5.conf"), "KRB5_KDC_PROFILE": str(folder / "kdc.conf")}


def ticket(folder: Path, who: str, cache: Path) -> Mapping[str, str]:
    """Get *who* a ticket; returns the environment that finds it."""
    at = {"KRB5_CONFIG": str(folder / "krb5.conf"), "KRB5CCNAME": f"FILE:{cache}"}
    _call(at, "kinit", who, say=f"{PASSWORD}\n")
    return at


def _call(environment: Mapping[str, str], program: str, *arguments: str, say: str = "") -> None:
    subprocess.run(
        [str(_found(program)), *arguments],
        check=True,
        input=say,
        text=True,
        capture_output=True,
        env={"PATH": os.defpath, **environment},
    )
