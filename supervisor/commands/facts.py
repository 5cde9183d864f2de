"""`supervisor facts …`: the counts that the history keeps of agents, and the form to hand them in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from supervisor.commands.options import DatabaseUrl, Language, database_of
from supervisor.words import _, mark

facts = typer.Typer(help=mark("The counts of agents, and the form to hand them in."), no_args_is_help=True)


@facts.callback()
def _several() -> None:
    """Keeps `template` a word of its own although it is the only one."""


@facts.command(
    help=mark(
        "Write an empty form whose columns are called as the counts are; “import table” reads it as it is."
    )
)
def template(
    context: typer.Context,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE.xlsx", help=mark("The workbook to write."), show_default=False),
    ],
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.imports import form
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    with open_centre(database_of(context, database)) as centre, centre.read() as db:
        settings = load_centre(db)
    path = form.write(out, settings.days.day(settings.clock().now()))
    typer.echo(_("The form is in {file}.").format(file=path))
