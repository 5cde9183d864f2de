"""`supervisor collect`: listen to the sources and write the journal, until told to end."""

from __future__ import annotations

from typing import Annotated

import typer

from supervisor.commands.options import DatabaseUrl, Language, database_of
from supervisor.words import bug, mark


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
    from supervisor.clock import SystemClock
    from supervisor.crash import Crash, Crashes
    from supervisor.logs import Log
    from supervisor.settings.machine import load_machine
    from supervisor.settings.places import places

    def tell(crash: Crash) -> None:
        typer.echo(bug(crash.report), err=True)

    at = places()
    level = load_machine(at.settings_file).settings.log_level
    with Log(at.logs, "collector", level=level, console=True):
        crashes = Crashes(at.crash_reports, SystemClock(), tell).install()
        try:
            with open_floor(database_of(context, database)) as centre:
                centre.collect(for_s=for_s, ends_with_parent=ends_with_parent, watch=watch)
        finally:
            crashes.uninstall()
