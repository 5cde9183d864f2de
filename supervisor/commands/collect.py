"""`supervisor collect`: listen to the sources and write the journal, until told to end."""

from __future__ import annotations

from typing import Annotated

import typer

from supervisor.commands.options import DatabaseUrl, Language, database_of
from supervisor.commands.service import logged
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
    watch: Annotated[
        bool, typer.Option(help=mark("Keep the alarms too, by a watch process beside this one."))
    ] = True,
    ends_with_parent: Annotated[bool, typer.Option("--ends-with-parent", hidden=True)] = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.app import open_floor

    with logged("collector"), open_floor(database_of(context, database)) as centre:
        centre.collect(for_s=for_s, ends_with_parent=ends_with_parent, watch=watch)
