"""Why a PostgreSQL server's certificate does not hold: libpq says no more than that it does not."""

from __future__ import annotations

import socket
import ssl
import struct
from contextlib import suppress

from sqlalchemy.engine import URL

from supervisor.storage.login import PORT, safeguards

_WAIT_S = 5.0
_ASK_FOR_TLS = struct.pack("!ii", 8, 80877103)  # PostgreSQL's SSLRequest

# OpenSSL's X509_V_ERR_…, which do not change from version to version.
_OUT_OF_TIME = {9: "not_yet", 10: "expired"}


def what_is_wrong(url: URL) -> str:
    """Of the certificate at *url*: "expired", "not_yet", "unknown_authority"; "" where it cannot be told.

    One connection of its own, closed after the handshake: nothing is sent through it. Waits 5 s at most.
    """
    said = {**safeguards(url), **url.query}
    file = str(said.get("sslrootcert") or "")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False  # of that libpq does speak
    with suppress(OSError):
        if file in ("", "system"):
            context.load_default_certs()
        else:
            context.load_verify_locations(file)
        address = (str(said.get("hostaddr") or url.host or said.get("host")), url.port or PORT)
        with socket.create_connection(address, _WAIT_S) as plain:
            plain.sendall(_ASK_FOR_TLS)
            if plain.recv(1) != b"S":
                return ""
            try:
                context.wrap_socket(plain).close()
            except ssl.SSLCertVerificationError as error:
                return _OUT_OF_TIME.get(error.verify_code, "unknown_authority")
    return ""
