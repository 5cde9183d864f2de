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
    from supervisor.meetings.meeting import MeetingState
    from supervisor.meetings.store import all_meetings

    found = all_meetings(db, series_said(db, series))
    match said.lower():
        case "next":
            to_come = [one for one in found if one.state in (MeetingState.RUNNING, MeetingState.PLANNED)]
            wanted = to_come[-1:]
        case "last":
            wanted = [one for one in found if one.state is MeetingState.CLOSED][:1]
        case _:
            wanted = [one for one in found if said in (one.id, str(one.text.number))]
    if len(wanted) != 1:
        known = tuple(f"{one.id} ({one.starts_at.astimezone(zone):%Y-%m-%d})" for one in found[:20])
        raise UnknownNameError(mark("meeting"), said, known)
    return wanted[0]
