"""`supervisor account …`: who may log in to a shared centre, as what, for whom; and who looked at what."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from supervisor.commands import account_list, show
from supervisor.commands.account_opened import Opened, document, opened
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.words import _, mark, moment, ngettext, number

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from supervisor.rights.account import Account

account = typer.Typer(
    help=mark("Accounts of a shared centre: who may log in, as what, for which teams and departments."),
    no_args_is_help=True,
)
account_list.register(account)

Login = Annotated[str, typer.Argument(metavar="LOGIN", help=mark("The log-in name."), show_default=False)]
Roles = Annotated[
    list[str] | None,
    typer.Option(
        "--role",
        metavar="ROLE",
        help=mark("A role that it has; may be said again. These and no others."),
        show_default=False,
    ),
]
Teams = Annotated[
    list[str] | None,
    typer.Option(
        "--team",
        metavar="NAME",
        help=mark("A team whose people it sees; may be said again. These and no others."),
        show_default=False,
    ),
]
Departments = Annotated[
    list[str] | None,
    typer.Option(
        "--department",
        metavar="NAME",
        help=mark("A department whose issues it sees; may be said again. These and no others."),
        show_default=False,
    ),
]
Name = Annotated[
    str | None, typer.Option("--name", metavar="NAME", help=mark("Who it is."), show_default=False)
]
Note = Annotated[str | None, typer.Option("--note", metavar="TEXT", help=mark("A note."), show_default=False)]
ValidUntil = Annotated[
    datetime | None,
    typer.Option(
        "--valid-until",
        formats=["%Y-%m-%d"],
        metavar="YYYY-MM-DD",
        help=mark("The first day on which the password no longer lets in."),
        show_default=False,
    ),
]
AskPassword = Annotated[
    bool,
    typer.Option("--ask-password", help=mark("Ask for the password; otherwise one is made up and told.")),
]


@account.command("list", help=mark("Show the accounts, what each may do, and what is doubtful about it."))
def list_(
    context: typer.Context, as_json: AsJson = False, database: DatabaseUrl = None, language: Language = None
) -> None:
    from supervisor.rights.role import ROLE_TITLES
    from supervisor.rights.wording import doubts

    with opened(database_of(context, database)) as told:
        places, found = told.places, told.accounts
    if as_json:
        for one in found:
            show.line(document(one, places))
        return
    show.table(
        _("Accounts"),
        [
            *((_("Log-in name"), False), (_("Name"), False), (_("Roles"), False), (_("Teams"), False)),
            *((_("Departments"), False), (_("Log-in"), False), (_("Doubtful"), False)),
        ],
        [
            (
                one.login,
                one.name,
                _(", ").join(_(ROLE_TITLES[role]) for role in ROLE_TITLES if role in one.roles),
                _(", ").join(places.called(one.teams)),
                _(", ").join(places.called(one.departments)),
                _("Retired") if one.retired else _("Can log in") if one.can_login else _("Cannot log in"),
                "" if one.retired else " ".join(doubts(one.roles, one.teams, one.departments, places)),
            )
            for one in found
        ],
    )


@account.command(help=mark("Make an account; its password is told this once."))
def add(
    context: typer.Context,
    login: Login,
    name: Name = None,
    role: Roles = None,
    team: Teams = None,
    department: Departments = None,
    note: Note = None,
    valid_until: ValidUntil = None,
    ask_password: AskPassword = False,
    no_password: Annotated[
        bool, typer.Option("--no-password", help=mark("It logs in by certificate or Kerberos."))
    ] = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.errors import AccountError
    from supervisor.rights import account_steps
    from supervisor.rights.account import LOGIN_FLAWS, Account, login_flaw

    flaw = login_flaw(login)
    if flaw is not None:
        raise AccountError(login, _(LOGIN_FLAWS[flaw]))
    with opened(database_of(context, database)) as told:
        wanted = _changed(
            Account(login, name or login), told, name, role, team, department, note, valid_until
        )
        password = None if no_password else _password(login, wanted.name, ask=ask_password)
        told.centre.change(account_steps.make, wanted, password, **told.by())
        _say(login, told, as_json, None if ask_password else password)


@account.command(help=mark("Change name, roles, teams or departments; what is not said stays."))
def change(
    context: typer.Context,
    login: Login,
    name: Name = None,
    role: Roles = None,
    team: Teams = None,
    department: Departments = None,
    note: Note = None,
    valid_until: ValidUntil = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    with opened(database_of(context, database)) as told:
        wanted = _changed(told.account(login), told, name, role, team, department, note, valid_until)
        _write(told, [wanted])
        _say(login, told, as_json, None)


@account.command(help=mark("Say for which teams and departments its roles hold; none: for none."))
def scope(
    context: typer.Context,
    login: Login,
    team: Teams = None,
    department: Departments = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    with opened(database_of(context, database)) as told:
        wanted = _changed(told.account(login), told, None, None, team or [], department or [], None, None)
        _write(told, [wanted])
        _say(login, told, as_json, None)


@account.command(help=mark("Let nobody log in by an account any more; it is kept for what it did."))
def retire(
    context: typer.Context,
    login: Annotated[
        list[str], typer.Argument(metavar="LOGIN…", help=mark("The log-in names."), show_default=False)
    ],
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.rights import account_steps

    with opened(database_of(context, database)) as told:
        gone = [told.account(one) for one in login]
        told.centre.change(account_steps.retire, gone, **told.by())
    said = ngettext("{n} account was retired.", "{n} accounts were retired.", len(gone))
    typer.echo(said.format(n=number(len(gone))))


@account.command(
    help=mark("End every connection of an account that stands in the way of others; it may come back.")
)
def disconnect(
    context: typer.Context,
    login: Annotated[str, typer.Argument(metavar="LOGIN", help=mark("The log-in name."), show_default=False)],
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.rights.accounts import end_connections
    from supervisor.storage.database import connect

    # not as other writes: those wait for the very lock that somebody may hold
    with connect(database_of(context, database)) as beside, beside.write() as db:
        ended = end_connections(db, login)
    said = ngettext("{n} connection was ended.", "{n} connections were ended.", ended)
    typer.echo(said.format(n=number(ended)))


@account.command(help=mark("Give an account another password; without a name, oneself."))
def password(
    context: typer.Context,
    login: Annotated[
        str | None, typer.Argument(metavar="LOGIN", help=mark("The log-in name."), show_default=False)
    ] = None,
    ask_password: AskPassword = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.rights.accounts import set_password
    from supervisor.rights.own import own_rights
    from supervisor.rights.own_password import change_it
    from supervisor.storage.database import open_centre

    url = database_of(context, database)
    if login is None:
        with open_centre(url) as centre:
            with centre.read() as db:
                own = own_rights(db).login
            old = typer.prompt(_("Your password until now"), hide_input=True)
            new = _typed(own, "")  # nobody waits for a lock of ours while somebody types
            centre.change(change_it, own, old, new)
        typer.echo(_("Your password was changed."))
        return
    with opened(url) as told:
        name = told.account(login).name
        made = _password(login, name, ask=ask_password)
        told.centre.change(set_password, login, made)
    typer.echo(_("{name} has a new password.").format(name=name))
    if not ask_password:
        typer.echo(made)


@account.command(help=mark("Show who looked at whose figures, the latest first."))
def looks(
    context: typer.Context,
    who: Annotated[
        str,
        typer.Option("--who", metavar="LOGIN", help=mark("Only looks of this account."), show_default=False),
    ] = "",
    person: Annotated[
        str,
        typer.Option(
            "--person",
            metavar="PERSON",
            help=mark("Only looks at figures of this person: a name, an employee number or an id."),
            show_default=False,
        ),
    ] = "",
    days: Annotated[
        int, typer.Option("--days", min=1, max=4000, metavar="N", help=mark("So many days back."))
    ] = 30,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from sqlalchemy import select

    from supervisor.performance.kpi import called as kpi_called
    from supervisor.performance.own_kpi import load_own
    from supervisor.rights.access_log import looks as read
    from supervisor.rights.look import WHAT_TITLES
    from supervisor.storage.centre import person as people
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    with open_centre(database_of(context, database)) as centre, centre.read() as db:
        settings = load_centre(db)
        load_own(db)
        now = settings.clock().now()
        names = {row.id: (row.name, row.number) for row in db.execute(select(people))}
        whose = _person(person, names) if person else ""
        found = read(db, since=now - timedelta(days=days), who=who, person=whose)
    zone, today = settings.days.zone, settings.days.day(now)
    if as_json:
        for one in found:
            show.line(
                {
                    "who": one.who,
                    "first": one.first.astimezone(zone).isoformat(),
                    "last": one.last.astimezone(zone).isoformat(),
                    "times": one.times,
                    "what": one.look.what.value,
                    "people": list(one.look.people),
                    "count": one.look.count,
                    "about": one.look.about,
                    "kpi": one.look.kpi or None,
                    "by": one.look.by or None,
                    "did": one.look.did or None,
                }
            )
        return
    show.table(
        _("Who looked at whose figures"),
        [
            *((_("When"), True), (_("Who"), False), (_("What"), False), (_("Whose"), False)),
            *((_("People"), True), (_("Times"), True), (_("About"), False)),
        ],
        [
            (
                moment(one.last, zone, today),
                one.who,
                _(WHAT_TITLES[one.look.what]),
                _(", ").join(sorted(names.get(id, (id, ""))[0] for id in one.look.people[:6])),
                number(one.look.count) if one.look.count else "",
                number(one.times),
                " ".join(part for part in (one.look.about, kpi_called(one.look.kpi), one.look.did) if part),
            )
            for one in found
        ],
    )


# -- how ----------------------------------------------------------------------------------------------------


def _changed(
    of: Account,
    told: Opened,
    name: str | None,
    roles: list[str] | None,
    teams: list[str] | None,
    departments: list[str] | None,
    note: str | None,
    valid_until: datetime | None,
) -> Account:
    import msgspec

    changes: dict[str, Any] = {}
    if name is not None:
        changes["name"] = name
    if roles is not None:
        changes["roles"] = frozenset(_role(word) for word in roles)
    if teams is not None:
        changes["teams"] = _places(teams, told.places.teams.values(), mark("team"))
    if departments is not None:
        changes["departments"] = _places(departments, told.places.departments.values(), mark("department"))
    if note is not None:
        changes["note"] = note
    if valid_until is not None:
        changes["valid_until"] = valid_until.replace(tzinfo=told.settings.days.zone)
    return msgspec.structs.replace(of, **changes)


def _role(word: str) -> Any:
    from supervisor.errors import UnknownNameError
    from supervisor.imports.account_list import role_called
    from supervisor.rights.role import DatabaseRole

    if word == DatabaseRole.SERVICE.value:  # no list of people names it
        return DatabaseRole.SERVICE
    found = role_called(word)
    if found is None:
        raise UnknownNameError(mark("role"), word, tuple(role.value for role in DatabaseRole))
    return found


def _places(words: Iterable[str], offered: Iterable[Any], what: str) -> frozenset[str]:
    from supervisor.errors import UnknownNameError

    places, chosen = list(offered), set()
    for word in words:
        found = [one.id for one in places if word.casefold() in (one.name.casefold(), one.id.casefold())]
        if len(found) != 1:
            raise UnknownNameError(what, word, tuple(one.name for one in places))
        chosen.add(found[0])
    return frozenset(chosen)


def _person(word: str, names: dict[str, tuple[str, str]]) -> str:
    from supervisor.errors import UnknownNameError

    found = [id for id, (name, called) in names.items() if word in (id, name, called)]
    if len(found) != 1:
        raise UnknownNameError(mark("person"), word)
    return found[0]


def _write(told: Opened, accounts: Iterable[Account]) -> None:
    from supervisor.rights import account_steps

    told.centre.change(account_steps.change, tuple(accounts), **told.by())


def _password(login: str, name: str, *, ask: bool) -> str:
    from supervisor.rights.password import made_up

    return _typed(login, name) if ask else made_up()


def _typed(login: str, name: str) -> str:
    """A password that is typed twice. Raises AccountError for one that is too easily guessed."""
    from supervisor.errors import AccountError
    from supervisor.rights.password import STRENGTH_WORDS, Strength, strength

    typed: str = typer.prompt(_("New password"), hide_input=True, confirmation_prompt=_("Once more"))
    if strength(typed, login, name) is Strength.REFUSED:
        raise AccountError(login, _(STRENGTH_WORDS[Strength.REFUSED]))
    return typed


def _say(login: str, told: Opened, as_json: bool, password: str | None) -> None:
    """What the account will see now, and its password where it was made up."""
    from supervisor.rights.accounts import all_accounts
    from supervisor.rights.wording import doubts, seen

    with told.centre.read() as db:
        now = next(one for one in all_accounts(db) if one.login == login)
    if as_json:
        show.line(document(now, told.places) | ({"password": password} if password is not None else {}))
        return
    scopes = now.roles, now.teams, now.departments
    for said in (*seen(*scopes, told.places), *doubts(*scopes, told.places)):
        typer.echo(said)
    if password is not None:
        typer.echo(_("Password, told this once: {password}").format(password=password))
