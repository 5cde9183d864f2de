"""What is asked of a server while a centre is joined or set up: in a work process, by its URL."""

from __future__ import annotations

from collections.abc import Sequence

from supervisor import secrets
from supervisor.errors import SecretMissingError
from supervisor.moving.move import move
from supervisor.moving.move import plan as plan_move
from supervisor.moving.plan import MovePlan, MoveProgress, MoveResult
from supervisor.moving.setting_up import NewLogin, Step, create, missing_logins
from supervisor.rights.verdict import LoginVerdict, verdict
from supervisor.storage.failure import shown_url
from supervisor.words import use_language
from ui.jobs import Report


def try_login(_report: Report, url: str, password: str | None, language: str) -> LoginVerdict:
    """Log in once and look what is there."""
    use_language(language)
    return verdict(url, password)


def look_at_server(_report: Report, url: str, password: str | None, language: str) -> LoginVerdict:
    """Log in as the owner-to-be, and see whether a centre can be made. Raises CentreSetupError."""
    use_language(language)
    found = verdict(url, password)
    if password is not None:  # this process hears with each work what is given for this run
        secrets.give(secrets.of_database(shown_url(url)), password)
    if found.is_in:
        missing_logins(url, ())
    return found


def make_centre(_report: Report, url: str, logins: Sequence[NewLogin], language: str) -> list[Step]:
    """Make what is missing of a shared centre, *logins* too."""
    use_language(language)
    return create(url, logins)


def missing(_report: Report, url: str, logins: Sequence[str]) -> list[str]:
    """Which of *logins* are no accounts of the centre yet."""
    return missing_logins(url, logins)


def look_at_move(_report: Report, source: str, target: str, language: str) -> MovePlan:
    """What moving this computer's file would do: nothing is written."""
    use_language(language)
    return plan_move(source, target)


def do_move(report: Report, plan: MovePlan, language: str, *, again: bool) -> MoveResult:
    """Move, telling how far it is, in rows."""
    use_language(language)

    def tell(progress: MoveProgress) -> None:
        report(progress.rows, progress.rows_all)

    return move(plan, tell, again=again)


def keep_password(key: str, password: str, what: str) -> SecretMissingError | None:
    """Keep *password* in the keyring; the error where there is none: it holds for this run then."""
    try:
        secrets.keep(key, password, what)
    except SecretMissingError as error:
        return error
    return None
