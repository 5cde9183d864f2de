"""`supervisor collect`: listen to the sources and write the journal, until told to end."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from supervisor.commands import show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.commands.service import logged
from supervisor.words import _, mark

if TYPE_CHECKING:
    from supervisor.live.health import Health


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
    site: Annotated[
        str, typer.Option(help=mark("Listen to the sources of this site alone."), show_default=False)
    ] = "",
    sources: Annotated[
        list[str] | None,
        typer.Option(
            "--source",
            metavar="NAME",
            help=mark("Listen to this source alone; may be said several times."),
            show_default=False,
        ),
    ] = None,
    disk_mb: Annotated[
        int,
        typer.Option(
            metavar="MB",
            min=0,
            help=mark("How much may wait on disk while the database is away; 0: nothing does."),
        ),
    ] = 1000,
    health: Annotated[
        bool,
        typer.Option(
            "--health",
            help=mark(
                "Listen to nothing: say how the collector on this machine is. Ends with 0 when it works or "
                "stands by, else with 1; needs no database."
            ),
        ),
    ] = False,
    as_json: AsJson = False,
    ends_with_parent: Annotated[bool, typer.Option("--ends-with-parent", hidden=True)] = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.app import open_floor
    from supervisor.live.own_folder import OwnFolder, folder_of
    from supervisor.live.service import Service
    from supervisor.settings.places import places
    from supervisor.storage.failure import shown_url

    url, names = database_of(context, database), tuple(sources or ())
    folder = folder_of(places().state, shown_url(url), site, names)
    if health:
        _say_health(folder, as_json=as_json)
        return
    with logged("collector"), open_floor(url) as centre:
        if ends_with_parent:  # a console looks after it
            centre.collect(for_s=for_s, ends_with_parent=True, watch=watch, site=site, names=names)
            return
        on_disk = disk_mb * 1_000_000 if centre.database.dialect == "postgresql" else 0  # a file is on disk
        with OwnFolder(folder) as own:
            service = Service(site, own.path, disk_bytes=on_disk)
            centre.collect(for_s=for_s, watch=watch, site=site, names=names, service=service)


def _say_health(folder: Path, *, as_json: bool) -> None:
    """Print how the collectors are that use *folder*; ends with 1 unless one of them is there and well."""
    from supervisor.clock import monotonic
    from supervisor.live.health import healths
    from supervisor.live.health_words import one_line

    now_s = monotonic()
    found = [(said, is_there and said.is_well(now_s)) for said, is_there in healths(folder)]
    if any(well for _said, well in found):  # who was killed and has been replaced is of no interest
        found = [(said, well) for said, well in found if well or now_s - said.steady_s < 60]
    for said, well in found:
        if as_json:
            show.line(_as_json(said, well))
        else:
            typer.echo(one_line(said, now_s), err=not well)
    if not found:
        told = _("No collector of this centre runs on this machine.")
        if as_json:
            show.line({"well": False, "sentence": told})
        else:
            typer.echo(told, err=True)
    if not found or not all(well for _said, well in found):
        raise typer.Exit(1)


def _as_json(said: Health, well: bool) -> dict[str, object]:
    from supervisor.clock import monotonic
    from supervisor.live.health_words import one_line

    return {
        "well": well,
        "sentence": one_line(said, monotonic()),
        "pid": said.pid,
        "collector": said.collector,
        "role": said.role.value,
        "since": _instant(said.since),
        "at": _instant(said.at),
        "site": said.site,
        "sources": list(said.sources),
        "not_heard": list(said.silent),
        "covers_since": _instant(said.covers_since),
        "database_away_since": _instant(said.away_since),
        "waiting_bytes": said.waiting_bytes,
        "waiting_since": _instant(said.waiting_since),
        "disk_bytes": said.disk_bytes,
        "problem": said.problem,
    }


def _instant(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat()
