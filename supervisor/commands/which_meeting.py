"""Which meeting is meant by what was said on the command line."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from supervisor.errors import UnknownNameError
from supervisor.words import mark

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from supervisor.meetings.meeting import Meeting

Which = Annotated[
    str,
    typer.Argument(
        metavar="NEXT|LAST|N|ID",
        help=mark("The next meeting, the last one that was closed, its number in the series, or its id."),
    ),
]
OfSeries = Annotated[
    str | None,
    typer.Option("--series", metavar="NAME", help=mark("Only meetings of this series."), show_default=False),
]


def series_said(db: Connection, said: str | None) -> str:
    """The id of the series called *said*; "" where none is said."""
    from supervisor.meetings.series_store import all_series
    from supervisor.people.likeness import plainly

    if said is None:
        return ""
    known = all_series(db)
    for one in known:
        if said == one.id or plainly(said) == plainly(one.name):
            return one.id
    raise UnknownNameError(mark("series of meetings"), said, tuple(one.name for one in known))


def meeting_said(db: Connection, said: str, series: str | None, zone: ZoneInfo) -> Meeting:
    """The meeting that *said* means. Raises UnknownNameError where there is none, or more than one."""
    from supervisor.meetings.meant import meant
    from supervisor.meetings.store import all_meetings

    return meant(all_meetings(db, series_said(db, series)), said, zone)
