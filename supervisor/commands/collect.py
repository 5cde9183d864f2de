"""`supervisor collect`: listen to the sources and write the journal, until told to end."""

from __future__ import annotations

from typing import Annotated

import typer

from supervisor.commands.options import DatabaseUrl, Language, database_of
from supervisor.words import mark


def collect(
    context: typer.Context,
    for_s: Annotated[
        float | None,
        typer.Option(
            "--for",
            metavar="SECONDS",
            min=0,
            help=mark("End by itself after so many seconds."),
            show_default=False,
        ),
    ] = None,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.app import open_floor

    with open_floor(database_of(context, database)) as centre:
        centre.collect(for_s=for_s)
