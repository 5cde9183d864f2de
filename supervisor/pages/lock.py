"""The PIN of a locked wall: kept as a hash, and asked for ever more slowly."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

LEAST_DIGITS, MOST_DIGITS = 4, 32
_N, _R, _P = 2**13, 8, 1  # scrypt: 8 MB and some 20 ms a try, which a wall can spare
FREE_TRIES = 3
_FIRST_WAIT_S, _LONGEST_WAIT_S = 5.0, 300.0


def pin_hash(pin: str, salt: bytes | None = None) -> str:
    """What is kept of *pin*: nothing that it could be read from. Raises ValueError when it is too short."""
    if not LEAST_DIGITS <= len(pin) <= MOST_DIGITS:
        raise ValueError("a PIN of at least four characters")
    salt = os.urandom(16) if salt is None else salt
    made = hashlib.scrypt(pin.encode(), salt=salt, n=_N, r=_R, p=_P, maxmem=64_000_000, dklen=32)
    return "$".join(("scrypt", str(_N), str(_R), str(_P), _text(salt), _text(made)))


def pin_fits(pin: str, kept: str) -> bool:
    """Whether *pin* is the one of which *kept* was made; nothing fits what is damaged."""
    try:
        kind, n, r, p, salt, wanted = kept.split("$")
        cost = (int(n), int(r), int(p))
        if kind != "scrypt" or not (2 <= cost[0] <= 2**17 and 1 <= cost[1] <= 16 and 1 <= cost[2] <= 4):
            return False
        made = hashlib.scrypt(
            pin.encode(), salt=_bytes(salt), n=cost[0], r=cost[1], p=cost[2], maxmem=512_000_000, dklen=32
        )
        return hmac.compare_digest(made, _bytes(wanted))
    except ValueError:
        return False


@dataclass(frozen=True)
class Tries:
    """Wrong tries so far, and until when no other is heard: three at once, then 5 s, 10 s … 5 min apart."""

    wrong: int = 0
    until: datetime | None = None

    def waits_s(self, now: datetime) -> float:
        """How long to wait before the next try; 0 when it may be now."""
        return max(0.0, (self.until - now).total_seconds()) if self.until is not None else 0.0

    def after_wrong(self, now: datetime) -> Tries:
        """One more wrong try at *now*."""
        wrong = self.wrong + 1
        if wrong < FREE_TRIES:
            return replace(self, wrong=wrong, until=None)
        wait = min(_LONGEST_WAIT_S, _FIRST_WAIT_S * 2.0 ** min(16, wrong - FREE_TRIES))
        return Tries(wrong, now + timedelta(seconds=wait))


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
