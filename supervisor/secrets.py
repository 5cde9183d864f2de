"""Passwords: where they are kept, and how they are kept out of everything that is written down.

A password stands in the environment variable that the source's record names, in a credential that the service
manager hands over ($CREDENTIALS_DIRECTORY), or in the user's keyring; never in a settings file or a database.
What a person types in and does not want kept lives in this process alone, for this run.
Every one that was ever read is known to `redacted`, through which logs and reports are written.
"""

from __future__ import annotations

import logging
import os
import re
from pathlib import Path

from supervisor.errors import SecretMissingError

log = logging.getLogger(__name__)

SERVICE = "floor-supervisor"
"""Under which name the keyring keeps all of ours."""

DATABASE_VARIABLE = "SUPERVISOR_DATABASE_PASSWORD"
"""The environment variable (or credential) of the database's password."""

_SHORTEST = 4  # a shorter password would blacken every other word of the log
_LONGEST = 4096

_known: set[str] = set()
_given: dict[str, str] = {}  # typed in, for this run alone


def of_source(name: str) -> str:
    """What the password of source *name* is kept under."""
    return f"source:{name}"


def of_database(shown_url: str) -> str:
    """What the password of the database is kept under; *shown_url* has no password in it."""
    return f"database:{shown_url.partition('?')[0]}"


def find(key: str, variable: str | None = None) -> str | None:
    """The password that is kept under *key*; None when there is none, or no keyring to ask.

    What was typed in for this run (`give`) comes first. Then it is looked for in the environment variable
    *variable*, in the credential of that name, and in the keyring. With a *variable* that is set to nothing
    the keyring is not asked: somebody meant it so.
    """
    if key in _given:
        return _given[key]
    if variable is not None:
        given = os.environ.get(variable)
        if given is not None:
            return _noted(given) if given else None
        credential = _credential(variable)
        if credential is not None:
            return _noted(credential)
    try:
        kept = _from_keyring(key)
    except SecretMissingError:
        return None
    return _noted(kept) if kept else None


def need(key: str, what: str, variable: str | None = None) -> str:
    """The password of *what*, which a person knows it by; kept under *key* unless *variable* names it.

    A record that names a variable means that one alone: a forgotten password in the keyring is not used
    instead. Raises SecretMissingError.
    """
    if variable is not None:
        given = os.environ.get(variable) or _credential(variable)
        if not given:
            raise SecretMissingError(what, variable)
        return _noted(given)
    kept = _from_keyring(key, what)
    if not kept:
        raise SecretMissingError(what, None)
    return _noted(kept)


def keep(key: str, secret: str, what: str) -> None:
    """Keep the password of *what* in the keyring. Raises SecretMissingError when there is no keyring here."""
    _noted(secret)
    import keyring  # late: it loads a D-Bus client

    try:
        keyring.set_password(SERVICE, key, secret)
    except Exception as error:  # noqa: BLE001  # every backend has errors of its own
        raise SecretMissingError(what, None, _of_keyring(error)) from None
    if _from_keyring(key, what) != secret:  # a backend that keeps nothing says nothing
        raise SecretMissingError(what, None, type(keyring.get_keyring()).__module__)


def forget(key: str) -> None:
    """Take the password out of the keyring; nothing happens when it is not there."""
    import keyring

    try:
        keyring.delete_password(SERVICE, key)
    except Exception:  # noqa: BLE001  # not there, or no keyring: forgotten either way
        return


def give(key: str, secret: str | None) -> None:
    """Have `find` answer *secret* for *key* as long as this process runs; None takes it back.

    Nothing of it is written anywhere. A process of ours gets it handed through a pipe (`given`).
    """
    if secret is None:
        _given.pop(key, None)
    else:
        _given[key] = _noted(secret)


def given() -> dict[str, str]:
    """What was given for this run, to be handed to a process that works for us."""
    return dict(_given)


def take_given(those: dict[str, str]) -> None:
    """In such a process: have what was given there, and nothing else."""
    _given.clear()
    for key, secret in those.items():
        give(key, secret)


def conceal(secret: str) -> None:
    """Keep *secret*, which came another way (typed in, part of a URL), out of logs and reports too."""
    _noted(secret)


_PATTERNS = (
    # scheme://user:password@host
    (re.compile(r"(\w+://[^\s/:@]*):\S*@"), r"\1:***@"),
    # Secret: … to the end of its line, as protocols have it, also when the line was printed by repr()
    (
        re.compile(r"(?i)(?:\b|(?<=\\n))((?:secret|password)\s*:[ \t]*)(?![\"'])(?:(?!\\r|\\n)[^\r\n])+"),
        r"\1***",
    ),
    (re.compile(r"(?i)(?:\b|(?<=\\n))(key\s*:[ \t]*)[0-9a-f]{16,}"), r"\1***"),
    # "secret": "…", api_token='…', password=…; but not the name of an environment variable
    (
        re.compile(r"(?i)(\w*(?:password|passwd|secret|token)[\"']?\s*[=:]\s*)([\"'])(?:\\.|(?!\2).)*\2"),
        r"\1\2***\2",
    ),
    (re.compile(r"(?i)(\w*(?:password|passwd|secret|token)\s*=)[^\"'\s,&;)}]+"), r"\1***"),
)


def redacted(text: str) -> str:
    """*text* without passwords: those that this process read, and whatever stands where they do."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, "***")
    for pattern, instead in _PATTERNS:
        text = pattern.sub(instead, text)
    return text


def _noted(secret: str) -> str:
    for form in (secret, repr(secret)[1:-1]):
        if len(form) >= _SHORTEST:
            _known.add(form)
    return secret


def _credential(name: str) -> str | None:
    """The file *name* in $CREDENTIALS_DIRECTORY, as systemd's LoadCredential= puts it there."""
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    if not folder or not re.fullmatch(r"[A-Za-z0-9_][\w.@-]*", name):  # never a path out of the folder
        return None
    try:
        with (Path(folder) / name).open(encoding="utf-8") as file:
            return file.read(_LONGEST).rstrip("\r\n") or None
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:  # somebody handed it over and will look for the reason
        why = error.strerror if isinstance(error, OSError) else "no UTF-8"  # no byte of it, either
        log.warning("the credential %s cannot be read: %s", name, why)
        return None


def _from_keyring(key: str, what: str = "") -> str | None:
    import keyring  # late: it loads a D-Bus client

    try:
        kept = keyring.get_password(SERVICE, key)
    except Exception as error:  # noqa: BLE001  # every backend has errors of its own
        raise SecretMissingError(what, None, _of_keyring(error)) from None
    return kept if isinstance(kept, str) else None


def _of_keyring(error: Exception) -> str:
    """What the keyring said, in one line; "no keyring" on a server without a desktop."""
    return (
        "no keyring" if type(error).__name__ == "NoKeyringError" else f"{type(error).__name__}: {error}"[:200]
    )
