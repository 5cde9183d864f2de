"""What is wrong with a mail server."""

from __future__ import annotations

from supervisor.words import _


def of_mail(host: str, reason: str, detail: str) -> str:
    said = {
        "none": _("No mail server is set up, so no mail goes out. Enter one with the reminders."),
        "unreachable": _(
            "The mail server {host} cannot be reached ({detail}). Check its name and port, and the network."
        ),
        "untrusted": _(
            "The mail server {host} shows a certificate that is not trusted ({detail}). Nothing was sent: "
            "ask who runs it."
        ),
        "unprotected": _(
            "The mail server {host} offers no protected connection ({detail}). Choose TLS, or ask who "
            "runs it."
        ),
        "login": _("The mail server {host} refused the user or the password ({detail}). Enter them again."),
        "lost": _(
            "The connection to the mail server {host} broke off ({detail}). What was not sent yet is "
            "tried again."
        ),
    }
    otherwise = _("The mail server {host} refused the mail: {detail}. Check the addresses.")
    return said.get(reason, otherwise).format(host=host, detail=detail)
