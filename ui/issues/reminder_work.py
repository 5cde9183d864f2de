"""What the reminders' page has done elsewhere: reading on the database's thread, sending in the work
process."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from supervisor.errors import MailError
from supervisor.settings.issues import MailServer

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from collections.abc import Callable, Sequence

    from sqlalchemy import Connection

    from supervisor.issues.letters import Letter
    from supervisor.issues.reminded import Record
    from supervisor.issues.reminder_store import Due
    from supervisor.issues.reminding import Reminder
    from supervisor.storage.changes import Changes

KEPT = timedelta(days=92)


@dataclass(frozen=True)
class Told:
    """What would go out now if every department were open, and what went out."""

    due: Due
    records: tuple[Record, ...]


@dataclass(frozen=True)
class Sent:
    """How many letters went, and what went wrong with the others."""

    sent: int
    errors: tuple[MailError, ...] = ()


def read_told(db: Connection, now: datetime) -> Told:
    """Both lists."""
    from supervisor.issues import reminder_store
    from supervisor.storage.centre_settings import load_centre

    due = reminder_store.due(db, load_centre(db), now, at_any_hour=True)
    return Told(due, reminder_store.records(db, since=now - KEPT))


def send_now(report: Callable[[int, int], None], url: str, keys: frozenset[str], now: datetime) -> Sent:
    """Send the letters that are about *keys*, whatever the hour: a person says so."""
    from supervisor.issues import mail, reminder_store
    from supervisor.sentences.error import sentence
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    with open_centre(url) as database:
        with database.read() as db:
            settings = load_centre(db)
            due = reminder_store.due(db, settings, now, at_any_hour=True)
        wanted = [
            letter for letter in due.letters if not letter.lacks and keys & {one.key for one in letter.about}
        ]

        def before(letter: Letter) -> bool:
            with database.write() as db:
                return reminder_store.begin(db, letter, at=now)

        errors: list[MailError] = []
        sent = 0
        for done, (letter, error) in enumerate(
            mail.send(wanted, settings.mail_server, now, before=before), 1
        ):
            with database.write() as db:
                reminder_store.end(db, letter, sentence(error) if error is not None else "", at=now)
            errors += [error] if error is not None else []
            sent += error is None
            report(done, len(wanted))
    return Sent(sent, tuple(errors))


def try_server(report: Callable[[int, int], None], server: MailServer, password: str) -> MailError | None:
    """Whether the mail server can be spoken with; None: it can. *password* "" is the one that is kept."""
    import os

    from supervisor.issues import mail

    report(0, 1)
    if password:
        os.environ[mail.VARIABLE] = password  # of the work process alone, for this one trial
    try:
        mail.trial(server)
    except MailError as error:
        return error
    finally:
        if password:
            os.environ.pop(mail.VARIABLE, None)
    return None


def keep_password(server: MailServer, password: str) -> None:
    """Keep the mail server's password in the keyring. Raises SecretMissingError when there is none here."""
    from supervisor import secrets
    from supervisor.issues import mail

    secrets.keep(mail.secret_of(server), password, server.host)


def leave(db: Connection, about: Sequence[Reminder], *, at: datetime, who: str) -> Changes:
    """Note that these need not be told."""
    from supervisor.issues import reminder_store

    return reminder_store.leave(db, about, at=at, who=who)


def tell_again(db: Connection, keys: Sequence[str]) -> Changes:
    """Let these be due again."""
    from supervisor.issues import reminder_store

    return reminder_store.tell_again(db, keys)
