"""Whether the other end of a TLS connection is the Asterisk that is meant."""

from __future__ import annotations

import hashlib
import ssl
from dataclasses import dataclass
from pathlib import Path

_NAME_ERRORS = frozenset({62, 64})  # OpenSSL's X509_V_ERR_HOSTNAME_MISMATCH and ..._IP_ADDRESS_MISMATCH


@dataclass(frozen=True)
class Tls:
    """How the certificate is trusted: pinned by *fingerprint* (SHA-256 of the certificate, in hex), vouched
    for by the CA file *ca*, or, with neither, by the authorities that this machine trusts."""

    ca: Path | None = None
    fingerprint: str | None = None

    def context(self) -> ssl.SSLContext:
        """The context to connect with. A pinned certificate is checked by `is_pinned` after the handshake.

        Raises OSError when the CA file cannot be read (ssl.SSLError when it holds no certificate).
        """
        if self.fingerprint is not None:
            return trusting_anyone()
        return ssl.create_default_context(cafile=str(self.ca) if self.ca is not None else None)

    def is_pinned(self, certificate: bytes) -> bool:
        """Whether *certificate* (DER) may be spoken to, once the handshake is done."""
        return self.fingerprint is None or plain(self.fingerprint) == plain(fingerprint(certificate))


def trusting_anyone() -> ssl.SSLContext:
    """A context that encrypts and checks nothing: the certificate must be looked at before a word is said."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def fingerprint(certificate: bytes) -> str:
    """The SHA-256 fingerprint of a certificate (DER), as people compare it: AB:CD:…"""
    digest = hashlib.sha256(certificate).hexdigest().upper()
    return ":".join(digest[place : place + 2] for place in range(0, len(digest), 2))


def plain(fingerprint: str) -> str:
    """A fingerprint without the marks in which ways of writing it differ."""
    return "".join(mark for mark in fingerprint.lower() if mark in "0123456789abcdef")


def problem_of(error: ssl.SSLError) -> str:
    """Which of the connectors' PROBLEMS a failed handshake is."""
    if isinstance(error, ssl.SSLCertVerificationError):
        return "tls_name" if error.verify_code in _NAME_ERRORS else "tls_untrusted"
    return "tls_not_spoken"
