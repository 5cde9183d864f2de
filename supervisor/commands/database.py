"""`supervisor database …`: what an administrator does to a database that several seats share."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from supervisor.commands import show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of, said_database
from supervisor.words import _, mark, ngettext, number

if TYPE_CHECKING:
    from supervisor.moving.setting_up import NewLogin, Step

database = typer.Typer(
    help=mark("The centre’s database: make a shared one, move into it, keep it well."), no_args_is_help=True
)

PasswordVariable = Annotated[
    str | None,
    typer.Option(
        metavar="VAR",
        help=mark("The environment variable that holds its password; otherwise you are asked."),
        show_default=False,
    ),
]


@database.command(
    help=mark("Make a shared centre in an empty PostgreSQL database, as its owner: tables, roles, rights.")
)
def create(
    context: typer.Context,
    administrator: Annotated[
        str | None,
        typer.Option(
            metavar="LOGIN",
            help=mark("Make this account, which may make all others."),
            show_default=False,
        ),
    ] = None,
    administrator_password_env: PasswordVariable = None,
    service: Annotated[
        str | None,
        typer.Option(
            metavar="LOGIN", help=mark("Make this account for the collector service."), show_default=False
        ),
    ] = None,
    service_password_env: PasswordVariable = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.moving import setting_up
    from supervisor.moving.setting_up import NewLogin
    from supervisor.rights.role import DatabaseRole

    url = _let_in(database_of(context, database))
    wanted = [
        (administrator, _("Administrator"), DatabaseRole.ADMINISTRATOR, administrator_password_env),
        (service, _("Collector service"), DatabaseRole.SERVICE, service_password_env),
    ]
    missing = setting_up.missing_logins(url, [login for login, *_rest in wanted if login])
    logins: list[NewLogin] = []
    for login, name, role, variable in wanted:
        if login is not None:
            password = _password(login, variable) if login in missing else None
            logins.append(NewLogin(login, name, role, password))
    setting_up.create(url, logins, _tell(as_json=as_json))
    if administrator is None and not as_json:
        typer.echo(
            _("An administrator makes accounts for everybody else: --administrator LOGIN makes the first.")
        )


@database.command(
    help=mark("Bring the database up to this version; consoles that run are told, older ones write no more.")
)
def upgrade(
    context: typer.Context, as_json: AsJson = False, database: DatabaseUrl = None, language: Language = None
) -> None:
    from supervisor.moving import setting_up

    setting_up.upgrade(_let_in(database_of(context, database)), _tell(as_json=as_json))


@database.command(
    help=mark("Look whether a shared centre is as it should be: server, tables, rights, collectors, clocks.")
)
def check(
    context: typer.Context, as_json: AsJson = False, database: DatabaseUrl = None, language: Language = None
) -> None:
    from supervisor.moving.checking import check as look

    found = look(_let_in(database_of(context, database)))
    if as_json:
        for one in found:
            show.line({"what": one.what, "good": one.good, "sentence": one.said, **one.facts})
    else:
        for one in found:
            sign = {True: "✓", False: "✗", None: "·"}[one.good]
            typer.echo(f"{sign} {one.said}", err=one.good is False)
    if any(one.good is False for one in found):
        raise typer.Exit(1)


@database.command(
    help=mark(
        "Move a centre in files, with all that it knows, into a shared one that is empty; the file stays."
    )
)
def move(
    context: typer.Context,
    source: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="URL",
            help=mark("The centre to move, sqlite:///FILE; otherwise that of this computer."),
            show_default=False,
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=mark("Say what would be moved, and move nothing."))
    ] = False,
    again: Annotated[
        bool,
        typer.Option("--again", help=mark("Take away what an earlier try has moved, and begin anew.")),
    ] = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.commands.moving import move_and_show
    from supervisor.settings.places import places

    target = said_database(context, database)
    if target is None:
        raise typer.BadParameter(_("Name the shared centre: --database postgresql://…"))
    _let_in(target)
    own = source or places().database_url
    raise typer.Exit(move_and_show(own, target, dry_run=dry_run, again=again, as_json=as_json))


@database.command(
    "forget-looks", help=mark("Forget old lines of who looked at whose figures; its owner alone can do it.")
)
def forget_looks(
    context: typer.Context,
    days: Annotated[
        int,
        typer.Option(
            "--older-than-days", min=183, metavar="N", help=mark("What is older goes; half a year at least.")
        ),
    ] = 1096,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from datetime import timedelta

    from supervisor.rights import access_log
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    with open_centre(database_of(context, database)) as centre, centre.write() as db:
        now = load_centre(db).clock().now()
        count = access_log.forget_looks(db, now - timedelta(days=days), now=now)
    typer.echo(
        ngettext("{n} line was forgotten.", "{n} lines were forgotten.", count).format(n=number(count))
    )


def _let_in(url: str) -> str:
    """*url*; a password that its server asks for and nobody keeps is asked of the one who is there."""
    from supervisor import secrets
    from supervisor.errors import DatabaseError
    from supervisor.storage.database import connect, proper_url
    from supervisor.storage.failure import shown_url

    if not url.startswith("postgres"):
        return url
    try:
        with connect(url) as database, database.read():
            pass
    except DatabaseError as error:
        if error.why != "no_password" or not _is_somebody_there():
            raise
        asked = _("Password of {username}").format(username=proper_url(url).username)
        secrets.give(secrets.of_database(shown_url(url)), typer.prompt(asked, hide_input=True))
    return url


def _is_somebody_there() -> bool:
    return sys.stdin.isatty()


def _tell(*, as_json: bool) -> Any:
    def tell(step: Step) -> None:
        if as_json:
            show.line({"new": step.new, "lost": step.lost, "sentence": step.said})
        else:
            typer.echo(f"{'!' if step.lost else '+' if step.new else '·'} {step.said}", err=step.lost)

    return tell


def _password(login: str, variable: str | None) -> str:
    if variable is None:
        asked: str = typer.prompt(
            _("Password of {username}").format(username=login), hide_input=True, confirmation_prompt=True
        )
        return asked
    given = os.environ.get(variable)
    if not given:
        raise typer.BadParameter(
            _("The environment variable {variable} holds no password.").format(variable=variable)
        )
    return given
