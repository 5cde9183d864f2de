"""Reminds people of issues: shows what is due at the desk, hands letters to the mail server in working
hours."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TYPE_CHECKING

from sqlalchemy import Connection, select

from supervisor.errors import MailError
from supervisor.sentences.error import sentence
from supervisor.settings.issues import MailServer
from supervisor.storage.database import Database
from supervisor.storage.issue_tables import issue
from supervisor.watch.keeper import Seen

if TYPE_CHECKING:  # a centre without issues needs neither them nor a mail server's client
    from supervisor.issues.letters import Letter

log = logging.getLogger(__name__)

Send = Callable[..., "Iterator[tuple[Letter, MailError | None]]"]


class ReminderKeeper:
    """Keeps the ladder of reminders; to be kept aside (`Keeper.aside`): a mail server may take its time."""

    NAME = "reminders"
    EVERY_S = 60.0

    def __init__(self, send: Send | None = None) -> None:
        """*send* None: `issues.mail.send`."""
        self._send = send
        self._said = ""  # a trouble is logged once

    def keep(self, seen: Seen, database: Database) -> None:
        """Tell what is due. Mails go out only where they are switched on and a server is set up."""
        with database.read() as db:
            if db.execute(select(issue.c.id).limit(1)).first() is None:
                return
            from supervisor.issues import reminder_store

            due = reminder_store.due(db, seen.settings, seen.at)
        if due.desk:
            database.change(reminder_store.show, due.desk, at=seen.at)
        server = seen.settings.mail_server
        able = [letter for letter in due.letters if not letter.lacks]
        if able and seen.settings.issue_reminding.on and server.host and not seen.settings.demo:
            self._send_all(able, server, seen, database)

    def _send_all(self, able: Iterable[Letter], server: MailServer, seen: Seen, database: Database) -> None:
        from supervisor.issues import mail, reminder_store

        send = self._send or mail.send

        def before(letter: Letter) -> bool:
            return database.change(reminder_store.begin, letter, at=seen.at)

        waiting = list(able)
        try:
            for letter, error in send(waiting, server, seen.at, before=before):
                said = sentence(error) if error is not None else ""
                database.change(reminder_store.end, letter, said, at=seen.at)
            self._said = ""
        except MailError as error:
            said = sentence(error)
            if said != self._said:
                log.warning("reminders were not sent: %s", said)
            self._said = said
            if error.reason != "lost":  # nothing was sent: try all of them again in a while
                database.change(_give_up, waiting, said, at=seen.at)


def _give_up(db: Connection, letters: Iterable[Letter], said: str, *, at: datetime) -> None:
    """Note of *letters* that nobody began meanwhile that they could not be sent."""
    from supervisor.issues import reminder_store

    for letter in letters:
        if reminder_store.begin(db, letter, at=at):
            reminder_store.end(db, letter, said, at=at)
