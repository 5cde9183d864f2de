"""How long departments have, who is reminded when, and the mail server by which reminders go out."""

from __future__ import annotations

import string
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

import msgspec

from supervisor.words import _, mark

_Days = Annotated[int, msgspec.Meta(ge=0, le=366)]
_Line = Annotated[str, msgspec.Meta(max_length=300)]
_Text = Annotated[str, msgspec.Meta(max_length=8000)]


@dataclass(frozen=True)
class Limits:
    """Defaults of the clocks of issues, in working days; *verification_days* are calendar days, where an
    issue has no criterion with a window of its own."""

    sign_for_days: _Days = 1
    answer_days: _Days = 3
    solution_days: _Days = 20
    verification_days: _Days = 30
    callback_days: _Days = 2


USUAL_LIMITS = Limits()


class Way(StrEnum):
    """How a reminder reaches somebody."""

    DESK = "desk"  # the liaison, in the console
    CONTACT = "contact"  # the department's contact, by mail
    HEAD = "head"  # the same, with a copy to the head of the department
    MANAGER = "manager"  # the managers, by mail


WAY_LABELS = {
    Way.DESK: mark("The liaison, here"),
    Way.CONTACT: mark("The department, by mail"),
    Way.HEAD: mark("The department, with a copy to its head"),
    Way.MANAGER: mark("The managers, by mail"),
}


@dataclass(frozen=True)
class Wording:
    """What a reminder says in one language: `PLACES` in braces are filled in."""

    subject: _Line
    body: _Text


@dataclass(frozen=True)
class Rung:
    """A step of the ladder: *days* working days after the limit (before it where negative), *way*, and its
    words; None: the usual ones."""

    days: Annotated[int, msgspec.Meta(ge=-60, le=250)]
    way: Way
    zh: Wording | None = None
    en: Wording | None = None


USUAL_LADDER = (
    Rung(-1, Way.CONTACT),
    Rung(0, Way.DESK),
    Rung(1, Way.HEAD),
    Rung(5, Way.MANAGER),
)

PLACES = ("centre", "department", "contact", "count", "lines", "days", "sender")
"""What words of reminders may name: {lines} are the issues, a line each."""


class Security(StrEnum):
    """How the connection to the mail server is protected."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


SECURITY_LABELS = {
    Security.STARTTLS: "STARTTLS",
    Security.TLS: "TLS",
    Security.NONE: mark("Not protected"),
}


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed in. *host* "": none is set up, nothing is sent. The password is kept with the
    other secrets, never here."""

    host: Annotated[str, msgspec.Meta(max_length=253)] = ""
    port: Annotated[int, msgspec.Meta(ge=1, le=65535)] = 587
    security: Security = Security.STARTTLS
    user: _Line = ""
    sender: _Line = ""  # the address in From
    sender_name: _Line = ""


@dataclass(frozen=True)
class Reminding:
    """*on*: whether mails go out by themselves. *language* of the mails. *managers*: addresses, for
    `Way.MANAGER`."""

    on: bool = False
    language: str = "zh_CN"
    managers: tuple[_Line, ...] = ()
    ladder: tuple[Rung, ...] = USUAL_LADDER


USUAL_REMINDING = Reminding()


def limits_fit(limits: Limits) -> str | None:
    """What is expected of the limits; None when they are so."""
    if limits.sign_for_days <= limits.answer_days and limits.solution_days >= 1 and limits.callback_days >= 0:
        return None
    return _("no more days to sign for than to answer, and at least one to solve")


def reminding_fits(reminding: Reminding) -> str | None:
    """What is expected of ladder and words; None when they are so."""
    if reminding.language not in ("zh_CN", "en"):
        return _("zh_CN or en")
    if len({(rung.days, rung.way) for rung in reminding.ladder}) < len(reminding.ladder):
        return _("each step of the ladder once")
    for rung in reminding.ladder:
        for words in (rung.zh, rung.en):
            if words is not None and (wrong := words_wrong(words)):
                return wrong
    return None


def words_wrong(words: Wording) -> str | None:
    """What is expected of the words of a reminder; None when they are so."""
    for text in (words.subject, words.body):
        try:
            named = {name for _said, name, *_form in string.Formatter().parse(text) if name is not None}
        except ValueError:
            return _("braces in pairs: {lines}, {department} …")
        if not named <= set(PLACES):
            return _("no other braces than {places}").format(
                places=", ".join(f"{{{place}}}" for place in PLACES)
            )
    if "\n" in words.subject or "\r" in words.subject:
        return _("a subject of one line")
    return None if words.subject.strip() and words.body.strip() else _("a subject and a text")


def server_fits(server: MailServer) -> str | None:
    """What is expected of the mail server; None when it is so."""
    if server.host and "@" not in server.sender:
        return _("an address to send from, such as service@example.com")
    if any(mark in f"{server.sender}{server.sender_name}{server.host}" for mark in "\r\n"):
        return _("addresses of one line")
    return None
