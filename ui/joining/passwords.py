"""Passwords of log-ins, as this console keeps them: for this run, or in the computer's keyring."""

from __future__ import annotations

from collections.abc import Callable

from supervisor import secrets
from supervisor.errors import SupervisorError
from supervisor.storage.failure import shown_url
from ui.jobs import Jobs
from ui.joining.login_form import Entered
from ui.joining.work import keep_password


def give(url: str, password: str | None) -> None:
    """Log in at *url* by *password* as long as the program runs; None takes it back."""
    secrets.give(secrets.of_database(shown_url(url)), password)


def use(jobs: Jobs, entered: Entered, refused: Callable[[SupervisorError], None]) -> None:
    """Log in by what was entered; where it is to be remembered, off the screen's thread in the keyring.

    *refused* is called where there is no keyring: then it holds for this run.
    """
    if entered.password is None:
        return
    url = entered.login.url
    give(url, entered.password)
    if entered.remember:
        key = secrets.of_database(shown_url(url))
        job = jobs.call(keep_password, key, entered.password, shown_url(url))
        job.then(lambda error: refused(error) if error is not None else None)
