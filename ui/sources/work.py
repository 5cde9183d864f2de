"""What the sources page has done elsewhere: on the database thread, and in the work process."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from supervisor.errors import SecretMissingError, SourceError
from supervisor.sources.source import TestResult
from ui.jobs import Report
from ui.steps import step

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.storage.changes import Changes


def try_source(
    report: Report,
    name: str,
    kind: str,
    options: Mapping[str, Any],
    secret_env: str | None,
    password: str | None,
) -> TestResult:
    """Connect, log in and read once, as the collector would; in the work process.

    *password* is the one that was just entered, None to look where the source keeps its own.
    """
    from supervisor.app import connector_of

    try:
        connector = connector_of(name, kind, options, secret_env=secret_env, password=password)
        return asyncio.run(connector.test())
    except SecretMissingError as error:
        return TestResult("secret_missing", {"variable": error.variable or ""})
    except SourceError as error:
        return TestResult(error.reason, error.facts)


def add(
    db: Connection,
    name: str,
    options: Mapping[str, Any],
    secret_env: str | None,
    password: str | None,
    *,
    at: datetime,
    who: str,
) -> tuple[Changes, int | None]:
    """Add an Asterisk; its *password*, if it was entered, goes to the keyring.

    Raises SecretMissingError when there is no keyring to keep it in, NameTakenError, SettingError.
    """
    from supervisor import secrets
    from supervisor.storage.sources import add_source

    done = step(db, add_source, name, "asterisk", options, secret_env=secret_env, at=at, who=who)
    if password is not None:  # after the name is known to be free: the password of its owner stays
        secrets.keep(secrets.of_source(name), password, name)
    return done


def remove(db: Connection, name: str, *, version: int, at: datetime, who: str) -> tuple[Changes, int | None]:
    """Remove the source that was read at *version*; its password stays, so that it can come back."""
    from supervisor.storage.sources import remove_source

    return step(db, remove_source, name, version=version, at=at, who=who)
