"""What stands for an agent where the login may not: "•" and ten characters, of which four are shown."""

from __future__ import annotations

import hashlib
import hmac
from base64 import b32encode

import msgspec

BULLET = "•"
TOKEN_LENGTH = 11
SHOWN_LENGTH = 5


def token_of(key: bytes, source: str, login: str) -> str:
    """The token of *login* at *source*: always the same under *key*, and nobody without it finds the login.

    50 bits: among 100,000 agents two share one with a probability of 4 in a million.
    """
    said = msgspec.json.encode((source, login))  # no pair looks like another
    return BULLET + b32encode(hmac.digest(key, said, hashlib.sha256)[:7])[: TOKEN_LENGTH - 1].decode()


def is_token(login: str) -> bool:
    """Whether *login* is a token: of an agent whose name this seat does not know."""
    return len(login) == TOKEN_LENGTH and login[0] == BULLET


def shown(login: str) -> str:
    """What an agent of whom only *login* is known is called: the login, or the beginning of a token."""
    return login[:SHOWN_LENGTH] if is_token(login) else login
