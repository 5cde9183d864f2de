"""A shared centre made and brought up to date, by its database's owner: in steps that may be repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from supervisor.clock import SystemClock
from supervisor.errors import CentreSetupError, DatabaseError
from supervisor.history import partitions
from supervisor.rights import accounts, laying
from supervisor.rights.account import Account
from supervisor.rights.lifting import lift
from supervisor.rights.own import is_laid
from supervisor.rights.role import DatabaseRole
from supervisor.storage import areas, migrate
from supervisor.storage.database import Database, connect, open_centre, open_history, open_journal
from supervisor.storage.rooms import ROOMS
from supervisor.storage.server import OLDEST, Server, server
from supervisor.words import _, ngettext

AREA = "schema"
"""The area that an upgrade writes to: a console that sees it looks whether it has become too old."""

_TRIGRAMS = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    "CREATE INDEX ix_issue_search_text ON issue USING gin (search_text gin_trgm_ops)",
)


_DEPENDED_ON = ("2BP01", "0A000")  # something hangs on it; "cannot alter type of a column used by a view"


@dataclass(frozen=True)
class Step:
    """One thing that was looked at or done, as a sentence. *new*: it was not so before. *lost*: it could not
    be done, and the sentence says what is lost without it."""

    said: str
    new: bool = False
    lost: bool = False


@dataclass(frozen=True)
class NewLogin:
    """A log-in that is to be: *password* None makes one that comes in by certificate or Kerberos alone."""

    login: str
    name: str
    role: DatabaseRole
    password: str | None = field(repr=False)


Tell = Callable[[Step], None]


def missing_logins(url: str, logins: Iterable[str]) -> list[str]:
    """Which of *logins* are no accounts of the centre at *url* yet: whose passwords must be asked for.

    Raises CentreSetupError when no centre can be made there, DatabaseError.
    """
    with connect(url) as database, database.write() as db:
        examine(database.url, server(db))
        if not is_laid(db):
            return list(logins)
        return [login for login in logins if not _is_account(db, login)]


def create(url: str, logins: Iterable[NewLogin] = (), tell: Tell = lambda _step: None) -> list[Step]:
    """Make a shared centre in the database at *url*, whose owner logs in: tables, roles, rights, *logins*.

    What is there already stays as it is: a second run says so, and goes on where the first was ended. Raises
    CentreSetupError, AccountError, DatabaseError ("older" and "newer" where there is a centre of another
    version).
    """
    steps = _Steps(tell)
    with connect(url) as database:
        with database.write() as db:
            found = server(db)
            examine(database.url, found)
            there = [room for room in ROOMS if migrate.revision(db, room) is not None]
        steps.say(_server_said(found))
    _open_all(url)
    steps.say(
        _("The tables of the centre are there.")
        if len(there) == len(ROOMS)
        else _("Made the tables of the centre."),
        new=len(there) < len(ROOMS),
    )
    with connect(url) as database:
        with database.write() as db:
            _trigrams(db, steps)
        with database.write() as db:
            _months(db, steps)
        _lay(database, steps)
        for login in logins:
            _make_login(database, login, steps)
    return steps.all


def upgrade(url: str, tell: Tell = lambda _step: None) -> list[Step]:
    """Bring the centre at *url* up to this version: all its tables, then the rights laid anew.

    On a server writers are held off meanwhile, consoles that run are told, and from then on an older one
    writes nothing. Raises CentreSetupError, AccountError, DatabaseError.
    """
    steps = _Steps(tell)
    with connect(url) as database:
        if database.dialect == "postgresql":
            _upgrade_shared(database, steps)
        else:
            _open_all(url)
        steps.say(_("{url} is up to date.").format(url=database.url))
    return steps.all


def _upgrade_shared(database: Database, steps: _Steps) -> None:
    """All of it is one transaction: an upgrade that fails, or is ended, leaves the centre as it was."""
    done = _Steps(lambda _step: None)
    with database.write() as db:
        found = server(db)
        examine(database.url, found)
        steps.say(_server_said(found))
        migrate.alone(db)
        before = {room: migrate.revision(db, room) for room in ROOMS}
        old = [room for room in ROOMS if before[room] != room.head]
        for room in old:
            if (there := before[room]) is not None and not migrate.is_known(room, there):
                raise DatabaseError(database.url, "newer", there)
        laid = is_laid(db)
        if old or laid:  # consoles may be at work
            migrate.take_tables(db)
        prefix = lift(db) if old and laid else None
        for room in old:
            with _dependants_told(database.url):
                migrate.bring_up(db, room)
            said = _("Brought the tables of {room} from {old} to {new}.")
            done.say(said.format(room=room.name, old=before[room] or "–", new=room.head), new=True)
        _trigrams(db, done)
        _months(db, done)
        for sentence in laying.lay(db, prefix):
            done.say(sentence, new=not laid)
        if old:
            areas.note(db, [AREA])
            told_them = _("Consoles that run were told; older ones write nothing until they are replaced.")
            done.say(told_them, new=True)
    for step in done.all:
        steps.add(step)


@contextmanager
def _dependants_told(url: str) -> Iterator[None]:
    """What others made (a report's view, say) may hang on what a newer version changes: we take away only
    what is ours."""
    try:
        yield
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) not in _DEPENDED_ON:
            raise
        what = getattr(getattr(error.orig, "diag", None), "message_detail", None) or str(error.orig)
        why = _(
            "Something that others made hangs on tables that the newer version changes ({what}). Take it "
            "away, do this again, and make it anew afterwards. Nothing was changed."
        ).format(what=str(what).partition("\n")[0])
        raise CentreSetupError(url, why) from error


def examine(url: str, found: Server) -> None:
    """Raises CentreSetupError, with what to do, where no centre can be made or kept as *found*."""
    why = _hindrance(found)
    if why is not None:
        raise CentreSetupError(url, why)


class _Steps:
    def __init__(self, tell: Tell) -> None:
        self.all: list[Step] = []
        self._tell = tell

    def say(self, said: str, *, new: bool = False, lost: bool = False) -> None:
        self.add(Step(said, new, lost))

    def add(self, step: Step) -> None:
        self.all.append(step)
        self._tell(step)


def _hindrance(found: Server) -> str | None:
    facts = {
        "version": found.said,
        "oldest": OLDEST,
        "encoding": found.encoding,
        "login": found.login,
        "owner": found.owner,
        "database": found.database,
    }
    if found.version < OLDEST:
        said = _(
            "The server is PostgreSQL {version}; this program needs {oldest} or newer. Upgrade the server."
        )
    elif found.stand_by:
        said = _("This server only follows another one. Name the one that it follows.")
    elif found.encoding != "UTF8":
        said = _(
            "The database keeps its texts in {encoding}, which has no room for every name. Make another one: "
            "createdb --encoding=UTF8 --template=template0 --owner={owner} {database}_utf8"
        )
    elif found.superuser:
        said = _(
            "{login} is a superuser of the server: whatever is made for everybody to call would have all its "
            "rights. Make an owner: createuser --createrole --pwprompt floor_owner; then ALTER DATABASE "
            "{database} OWNER TO floor_owner; and name floor_owner in the address."
        )
    elif not found.owns:
        said = _("{login} does not own this database; {owner} does. Name {owner} in the address.")
    elif not found.makes_roles:
        said = _(
            "{login} may not make roles, and people’s rights are such. Let the server’s administrator say: "
            "ALTER ROLE {login} CREATEROLE;"
        )
    elif not found.makes_tables:
        said = _(
            "{login} may make no tables in the schema “public”. Let the server’s administrator say, in this "
            "database: ALTER SCHEMA public OWNER TO {login};"
        )
    else:
        return None
    return said.format(**facts)


def _server_said(found: Server) -> str:
    return _("PostgreSQL {version}, database {database} ({encoding}) of {owner}.").format(
        version=found.said, database=found.database, encoding=found.encoding, owner=found.owner
    )


def _open_all(url: str) -> None:
    for opened in (open_centre, open_journal, open_history):
        opened(url).close()


def _trigrams(db: Connection, steps: _Steps) -> None:
    """The index that finds issues by any part of their texts; a server may not have what it needs."""
    if server(db).trigrams:
        return
    try:
        for statement in _TRIGRAMS:
            with db.begin_nested():
                db.exec_driver_sql(statement)
    except DBAPIError as error:
        why = str(error.orig).strip().partition("\n")[0]
    else:
        steps.say(_("Made the index by which issues are searched."), new=True)
        return
    steps.say(
        _(
            "There is no index for searching issues ({why}): a search looks at every issue, some 3 ms a "
            "thousand. Let the server’s administrator say, in this database: CREATE EXTENSION pg_trgm; and "
            "run this again."
        ).format(why=why),
        lost=True,
    )


def _months(db: Connection, steps: _Steps) -> None:
    if partitions.keep_ahead(db, SystemClock().now()):
        said = ngettext(
            "Made room in the history for {count} month ahead.",
            "Made room in the history for {count} months ahead.",
            partitions.AHEAD,
        )
        steps.say(said.format(count=partitions.AHEAD), new=True)


def _lay(database: Database, steps: _Steps) -> None:
    with database.write() as db:
        there = is_laid(db)
        if there:  # consoles may be at work
            migrate.take_tables(db)
        laid = laying.lay(db)
    for said in laid:
        steps.say(said, new=not there)


def _make_login(database: Database, new: NewLogin, steps: _Steps) -> None:
    with database.write() as db:
        if _is_account(db, new.login):
            steps.say(_("The account {login} is there; it stays as it is.").format(login=new.login))
            return
        account = Account(new.login, new.name, roles=frozenset({new.role}))
        accounts.make(db, account, new.password)
    steps.say(_("Made the account {login} ({name}).").format(login=new.login, name=new.name), new=True)


def _is_account(db: Connection, login: str) -> bool:
    asked = text("SELECT EXISTS (SELECT FROM account WHERE login = :login)")
    return bool(db.execute(asked, {"login": login}).scalar_one())
