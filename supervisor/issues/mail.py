"""Handing letters to the centre's mail server (SMTP, RFC 5321), one connection for all of them."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid

from supervisor import secrets
from supervisor.errors import MailError, SecretMissingError
from supervisor.issues.letters import Letter
from supervisor.settings.issues import MailServer, Security

VARIABLE = "SUPERVISOR_MAIL_PASSWORD"
"""The environment variable (or credential) of the mail server's password."""

TIMEOUT_S = 20.0


def secret_of(server: MailServer) -> str:
    """What the password of the mail server is kept under."""
    return f"mail:{server.user}@{server.host}"


def message(letter: Letter, server: MailServer, at: datetime) -> EmailMessage:
    """*letter* as it goes out; nothing that was typed can become a header of its own."""
    mail = EmailMessage()
    mail["From"] = Address(server.sender_name, addr_spec=server.sender)
    mail["To"] = ", ".join(_one_line(to) for to in letter.to)
    if letter.copy:
        mail["Cc"] = ", ".join(_one_line(copy) for copy in letter.copy)
    mail["Subject"] = _one_line(letter.subject)
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = make_msgid(domain=server.sender.rpartition("@")[2] or "localhost")
    mail["Auto-Submitted"] = "auto-generated"  # RFC 3834: no out-of-office answers
    mail.set_content(letter.body, charset="utf-8")
    return mail


def send(
    letters: Iterable[Letter],
    server: MailServer,
    at: datetime,
    *,
    before: Callable[[Letter], bool] = lambda _letter: True,
    context: ssl.SSLContext | None = None,
) -> Iterator[tuple[Letter, MailError | None]]:
    """Hand each letter on; as each is gone, or was refused, it comes back with what went wrong (None:
    nothing).

    *before* is asked just before one goes, and may keep it back. Raises MailError where the server cannot be
    spoken with at all: nothing was sent then.
    """
    with _session(server, context) as smtp:
        for letter in letters:
            if not before(letter):
                continue
            try:
                refused = smtp.send_message(message(letter, server, at))
            except smtplib.SMTPServerDisconnected as error:
                raise MailError(server.host, "lost", str(error)) from error
            except (smtplib.SMTPException, ValueError) as error:
                with suppress(smtplib.SMTPException):
                    smtp.rset()
                yield letter, MailError(server.host, "refused", _said(error))
            else:
                yield letter, MailError(server.host, "refused", ", ".join(refused)) if refused else None


def trial(server: MailServer, *, context: ssl.SSLContext | None = None) -> None:
    """Greet the server and log in; nothing is sent. Raises MailError, which says what to mend."""
    with _session(server, context) as smtp:
        smtp.noop()


def _session(server: MailServer, context: ssl.SSLContext | None) -> smtplib.SMTP:
    if not server.host:
        raise MailError("", "none")
    try:
        return _open(server, context or ssl.create_default_context())
    except ssl.SSLError as error:
        raise MailError(server.host, "untrusted", _said(error)) from error
    except smtplib.SMTPNotSupportedError as error:
        raise MailError(server.host, "unprotected", _said(error)) from error
    except smtplib.SMTPAuthenticationError as error:
        raise MailError(server.host, "login", _said(error)) from error
    except smtplib.SMTPException as error:
        raise MailError(server.host, "refused", _said(error)) from error
    except OSError as error:
        raise MailError(server.host, "unreachable", error.strerror or str(error)) from error


def _open(server: MailServer, context: ssl.SSLContext) -> smtplib.SMTP:
    if server.security is Security.TLS:
        smtp: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=TIMEOUT_S, context=context)
    else:
        smtp = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_S)
    try:
        if server.security is Security.STARTTLS:
            smtp.starttls(context=context)
        if server.user:
            password = secrets.find(secret_of(server), VARIABLE)
            if password is None:
                raise SecretMissingError(server.host, None)
            smtp.login(server.user, password)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _said(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        said = error.smtp_error
        return f"{error.smtp_code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
    return str(error)
