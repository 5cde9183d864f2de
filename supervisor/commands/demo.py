"""`supervisor demo …`: the made-up centre to look around in."""

from __future__ import annotations

from typing import Annotated

import typer

from supervisor import words
from supervisor.commands.options import DatabaseUrl, Language, said_database
from supervisor.words import _, mark

demo = typer.Typer(help=mark("The demo centre: made up, in a database of its own."), no_args_is_help=True)


@demo.callback()
def _several() -> None:
    """Keeps `create` a word of its own although it is the only one."""


@demo.command(help=mark("Fill a database with the demo centre and its day so far."))
def create(
    context: typer.Context,
    seed: Annotated[int, typer.Option(help=mark("The same seed makes the same day."))] = 1,
    speed: Annotated[
        float, typer.Option(min=1, max=60, help=mark("How many times as fast as real time it runs."))
    ] = 1.0,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.clock import SystemClock
    from supervisor.demo.centre import create_demo
    from supervisor.settings.places import places

    url = said_database(context, database) or places().demo_url
    made = create_demo(url, at=SystemClock().now(), seed=seed, speed=speed, language=words.language())
    typer.echo(
        _("The demo centre is in {url}. Look at it: supervisor board --database {url}").format(url=made)
    )
