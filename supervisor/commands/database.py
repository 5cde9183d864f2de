"""`supervisor database …`: what an administrator does to a database that several seats share."""

from __future__ import annotations

import typer

from supervisor.commands.options import DatabaseUrl, Language, database_of
from supervisor.words import _, mark

database = typer.Typer(help=mark("The centre’s database."), no_args_is_help=True)


@database.callback()
def _several() -> None:
    """Keeps `upgrade` a word of its own although it is the only one."""


@database.command(help=mark("Bring the database up to this version, once no seat runs an older one."))
def upgrade(context: typer.Context, database: DatabaseUrl = None, language: Language = None) -> None:
    from supervisor.storage.database import open_centre, open_history, open_journal

    url = database_of(context, database)
    with (
        open_centre(url, upgrade=True) as centre,
        open_journal(url, upgrade=True),
        open_history(url, upgrade=True),
    ):
        typer.echo(_("{url} is up to date.").format(url=centre.url))
