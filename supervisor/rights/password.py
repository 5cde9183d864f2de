"""Passwords for accounts: made up so that they can be read out and typed, and how good one is."""

from __future__ import annotations

import secrets
from enum import StrEnum
from itertools import pairwise

from supervisor.words import mark

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another
_PARTS, _LONG = 4, 4

LEAST = 10
"""A password of fewer letters is refused."""

GOOD = 16


class Strength(StrEnum):
    """How good a password is against guessing."""

    REFUSED = "refused"
    FAIR = "fair"
    GOOD = "good"


STRENGTH_WORDS = {
    Strength.REFUSED: mark(
        "Too easily guessed: take 10 letters or more, not the log-in name, not one letter often."
    ),
    Strength.FAIR: mark("Will do. Longer is better: several words are easily kept."),
    Strength.GOOD: mark("Good."),
}

_COMMON = frozenset(
    {
        "password",
        "passwort",
        "supervisor",
        "callcenter",
        "callcentre",
        "qwertyuiop",
        "administrator",
        "woaini",
    }
)


def made_up() -> str:
    """A password that nobody guesses: 79 bits, in parts that can be read out."""
    parts = ("".join(secrets.choice(_LETTERS) for _turn in range(_LONG)) for _part in range(_PARTS))
    return "-".join(parts)


def strength(password: str, login: str = "", name: str = "") -> Strength:
    """How good *password* is for the account of *login*: by its length and variety, and by what it holds."""
    plain = password.casefold()
    inside = [word for word in (login.casefold(), name.casefold()) if len(word) > 2 and word in plain]
    rest = plain
    for word in (*inside, *_COMMON):
        rest = rest.replace(word, "")
    if len(password) < LEAST or len(set(plain)) < 5 or len(rest) < LEAST - 4 or _runs(plain):
        return Strength.REFUSED
    return (
        Strength.GOOD if len(rest) >= GOOD or (len(rest) >= 12 and _kinds(password) >= 3) else Strength.FAIR
    )


def _runs(plain: str) -> bool:
    """Whether most of it is a row of neighbours: 1234567890, abcdefghij."""
    steps = sum(ord(after) - ord(before) == 1 for before, after in pairwise(plain))
    return steps >= len(plain) * 0.7


def _kinds(password: str) -> int:
    return sum(
        (
            any(letter.islower() for letter in password),
            any(letter.isupper() for letter in password),
            any(letter.isdigit() for letter in password),
            any(not letter.isalnum() for letter in password),
            any(ord(letter) > 127 for letter in password),
        )
    )
