"""`supervisor replay`: the floor as it was at a moment that the journal holds."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Annotated

import typer

from supervisor.commands import show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.words import _, clock_time, day, mark

Moment = Annotated[
    str,
    typer.Option(
        "--at",
        metavar="TIME",
        help=mark(
            "The moment, by the centre’s clock: 2026-11-21 10:30, or with seconds; today without a day."
        ),
    ),
]


def replay(
    context: typer.Context,
    at: Moment,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.app import open_floor
    from supervisor.wallboard.report import board_report

    with open_floor(database_of(context, database)) as centre:
        zone = centre.rules.days.zone
        then = centre.as_it_was(_instant(at, zone, centre.clock.now()))
        report = board_report(then.board, then.feeds, then.at, centre.rules)
    if as_json:
        show.line({"replay": True, **report})
        return
    local = then.at.astimezone(zone)
    typer.echo(
        _("REPLAY: the floor as it was on {day} at {time}.").format(
            day=day(local.date()), time=clock_time(then.at, zone, seconds=True)
        )
    )
    show.board(report, zone)


def _instant(said: str, zone: tzinfo, now: datetime) -> datetime:
    """The instant that *said* means by the clocks of *zone*, when it is *now*."""
    for form in ("%H:%M", "%H:%M:%S"):
        try:
            time = datetime.strptime(said.strip(), form).time()  # noqa: DTZ007  # the zone comes below
        except ValueError:
            continue
        return datetime.combine(now.astimezone(zone).date(), time, zone)
    try:
        found = datetime.fromisoformat(said.strip())
    except ValueError:
        raise typer.BadParameter(
            _("“{time}” is no moment; say it as 2026-11-21 10:30.").format(time=said)
        ) from None
    return found if found.tzinfo is not None else found.replace(tzinfo=zone)
