"""`supervisor watch`: keep the alarms of a centre, and what else must be seen to, until told to end."""

from __future__ import annotations

from typing import Annotated

import typer

from supervisor.commands.options import DatabaseUrl, Language, database_of
from supervisor.commands.service import logged
from supervisor.words import mark


def watch(
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
    ends_with_parent: Annotated[bool, typer.Option("--ends-with-parent", hidden=True)] = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.app import watch_over

    with logged("watch"):
        watch_over(database_of(context, database), for_s=for_s, ends_with_parent=ends_with_parent)
