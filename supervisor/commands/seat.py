"""As whom a command acts: the log-in of a shared centre, or this computer's user for a centre in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supervisor.words import _

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from supervisor.issues.event import Acting
    from supervisor.issues.states import Role
    from supervisor.rights.act import Act


def who_at(url: str) -> str:
    """As whom whatever is written into the centre at *url* is noted there."""
    from supervisor.rights.own import alone, login
    from supervisor.storage.database import open_centre

    if url.startswith("sqlite:"):
        return alone().login
    with open_centre(url) as centre, centre.read() as db:
        return login(db)


def require_at(url: str, act: Act) -> str:
    """`who_at`, of a log-in that may do *act*; raises NotPermittedError before anything is read or asked."""
    from supervisor.rights.own import alone
    from supervisor.rights.refusal import require
    from supervisor.storage.database import open_centre

    if url.startswith("sqlite:"):
        return alone().login
    with open_centre(url) as centre, centre.read() as db:
        return require(db, act).login


def acting(db: Connection, roles: frozenset[Role] = frozenset(), department: str = "") -> Acting:
    """Whoever is connected through *db*, as *roles* alone (none: all that the log-in has), on behalf of
    *department*. Raises NotPermittedError for a role that it has not."""
    from supervisor.errors import NotPermittedError
    from supervisor.issues.event import Acting
    from supervisor.issues.seat import roles_of
    from supervisor.issues.states import ROLE_LABELS, Role
    from supervisor.rights.act import Act
    from supervisor.rights.refusal import require, role_titles

    rights = require(db, Act.FILE_ISSUES)
    mine = roles_of(rights)
    lacking = [role for role in Role if role in roles - mine]
    if lacking:
        said = _("act as {role}").format(role=_(ROLE_LABELS[lacking[0]]))
        raise NotPermittedError(said, role_titles(rights))
    return Acting(rights.login, roles or mine, department)
