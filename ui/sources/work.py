"""What the sources page has done elsewhere: on the database thread, and in the work process."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from supervisor.errors import SecretMissingError, SourceError
from supervisor.sources.source import TestResult
from ui.held import now_or_never
from ui.jobs import Report
from ui.steps import step

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.audit.finding import Reconciliation
    from supervisor.live.sign import Sign
    from supervisor.storage.changes import Changes
    from supervisor.storage.exclusions import Exclusion


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
        found = asyncio.run(connector.test())
        return replace(found, facts=found.facts | _log_facts(name, options.get("queue_log")))
    except SecretMissingError as error:
        return TestResult("secret_missing", {"variable": error.variable or ""})
    except SourceError as error:
        return TestResult(error.reason, error.facts)


def _log_facts(name: str, path: str | None) -> dict[str, str]:
    """What a look into the source's own log finds: log_file, and log_problem or log_last_s."""
    if not path:
        return {}
    from supervisor.sources.asterisk.queue_log_files import glance

    facts = {"log_file": path}
    try:
        found = glance(name, Path(path))
    except SourceError as error:
        return facts | {"log_problem": error.reason, "log_detail": error.facts.get("detail", "")}
    return facts if found.last_s is None else facts | {"log_last_s": str(found.last_s)}


def reconcile(report: Report, url: str, name: str) -> Reconciliation | None:
    """Audit the source *name* of the centre at *url* now, and keep the result; in the work process."""
    from supervisor.app import open_floor

    with open_floor(url) as centre:
        return centre.audit(centre.source(name))


def signs(db: Connection) -> tuple[Sign, ...]:
    """The signs of life of all collectors of a shared centre."""
    from supervisor.live.sign import all_signs

    return all_signs(db)


def audits(db: Connection) -> Audited:
    """The newest audit of each source, and what was taken out of the count, newest first."""
    from supervisor.audit.store import latest
    from supervisor.storage.exclusions import all_exclusions

    return Audited(latest(db), tuple(reversed(all_exclusions(db))))


@dataclass(frozen=True)
class Audited:
    """What the page shows of the audits."""

    latest: Mapping[str, Reconciliation]
    excluded: tuple[Exclusion, ...] = ()


def exclude(
    db: Connection, key: tuple[str, str, str], *, reason: str, at: datetime, who: str
) -> tuple[Changes, int | None]:
    """Take the entry *key* (source, contact, queue) out of every count."""
    from supervisor.storage import exclusions

    return step(db, exclusions.exclude, key, reason=reason, at=at, who=who)


def include(
    db: Connection, key: tuple[str, str, str], *, at: datetime, who: str
) -> tuple[Changes, int | None]:
    """Count the entry *key* again."""
    from supervisor.storage import exclusions

    return step(db, exclusions.include, key, at=at, who=who)


def set_log(
    db: Connection, name: str, path: str, *, version: int, at: datetime, who: str
) -> tuple[Changes, int | None]:
    """Say where the own log of the source that was read at *version* is; "" that it has none."""
    from supervisor.storage.sources import change_source, get_source

    record = get_source(db, name)
    options = {**record.options, "queue_log": path or None}
    return step(
        db, change_source, name, options, secret_env=record.secret_env, version=version, at=at, who=who
    )


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


@now_or_never
def ask_audit(db: Connection) -> Changes:
    """Have the watch audit every source soon."""
    from supervisor.audit.asking import ask_audit as ask

    return ask(db)
