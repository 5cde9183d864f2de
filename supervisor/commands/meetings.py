"""`supervisor meetings …`: coordination meetings, their agendas and minutes, who does what by when."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from supervisor.commands import show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.commands.which_meeting import OfSeries, Which, meeting_said, series_said
from supervisor.errors import UnknownNameError
from supervisor.words import DASH, _, day, mark, moment, number

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from supervisor.meetings.minutes import Minutes
    from supervisor.storage.database import Database

meetings = typer.Typer(
    help=mark("Coordination meetings: agendas, minutes, who does what by when."), no_args_is_help=True
)


@dataclass(frozen=True)
class _Opened:
    """The centre's database with what it is now."""

    centre: Database
    db: Connection
    zone: ZoneInfo
    now: datetime
    today: date


@contextmanager
def _opened(url: str) -> Iterator[_Opened]:
    """The centre at *url*, to be read. Raises DatabaseError."""
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    with open_centre(url) as centre, centre.read() as db:
        settings = load_centre(db)
        now = settings.clock().now()
        yield _Opened(centre, db, settings.days.zone, now, settings.days.day(now))


@meetings.command("list", help=mark("Show the meetings, the latest first."))
def list_(
    context: typer.Context,
    series: OfSeries = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.meetings.meeting import MEETING_LABELS
    from supervisor.meetings.report import meeting_document
    from supervisor.meetings.series_store import all_series
    from supervisor.meetings.store import all_meetings
    from supervisor.meetings.wording import meeting_name

    with _opened(database_of(context, database)) as told:
        names = {one.id: one.name for one in all_series(told.db)}
        found = all_meetings(told.db, series_said(told.db, series))
        zone, today = told.zone, told.today
    if as_json:
        show.line([meeting_document(one, names.get(one.series, one.series)) for one in found])
        return
    if not found:
        typer.echo(_("No meeting is planned."))
        return
    show.table(
        "",
        [
            (_("Begins"), True),
            (_("Meeting"), False),
            (_("State"), False),
            (_("Chair"), False),
            (_("Minutes, versions"), True),
            (_("Id"), False),
        ],
        [
            (
                moment(one.starts_at, zone, today),
                meeting_name(one, names.get(one.series, one.series)),
                _(MEETING_LABELS[one.state]),
                one.text.chair or DASH,
                number(one.text.closings),
                one.id,
            )
            for one in found
        ],
    )


@meetings.command(help=mark("Show what a meeting is to speak of, in its order, with minutes."))
def agenda(
    context: typer.Context,
    which: Which = "next",
    series: OfSeries = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.meetings.paper import agenda_text, plain
    from supervisor.meetings.report import agenda_document
    from supervisor.meetings.store import sitting

    with _opened(database_of(context, database)) as told:
        found = sitting(told.db, meeting_said(told.db, which, series, told.zone).id, at=told.now)
        zone, today = told.zone, told.today
    if as_json:
        show.line(agenda_document(found))
    else:
        typer.echo(plain(agenda_text(found, zone, today)))


@meetings.command(help=mark("Show the minutes of a meeting that was closed."))
def minutes(
    context: typer.Context,
    which: Which = "last",
    version: Annotated[
        int | None,
        typer.Option("--version", metavar="N", help=mark("An earlier version."), show_default=False),
    ] = None,
    series: OfSeries = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.meetings.closing import versions
    from supervisor.meetings.paper import minutes_text, plain
    from supervisor.meetings.report import minutes_document

    with _opened(database_of(context, database)) as told:
        kept = {
            one.number: one for one in versions(told.db, meeting_said(told.db, which, series, told.zone).id)
        }
        today = told.today
    wanted = version if version is not None else max(kept, default=0)
    if wanted not in kept:
        raise UnknownNameError(mark("version of the minutes"), str(wanted), tuple(map(str, kept)))
    if as_json:
        show.line(minutes_document(kept[wanted]))
    else:
        typer.echo(plain(minutes_text(kept[wanted], today)))


@meetings.command(help=mark("Close a meeting that is under way: its minutes are frozen as a version."))
def close(
    context: typer.Context,
    which: Which,
    series: OfSeries = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.issues.seat import acting_of
    from supervisor.meetings import closing, figures
    from supervisor.meetings.paper import minutes_text, plain
    from supervisor.meetings.report import minutes_document
    from supervisor.rights.act import Act
    from supervisor.rights.refusal import require
    from supervisor.storage.database import open_centre

    url = database_of(context, database)
    with _opened(url) as told:
        meeting = meeting_said(told.db, which, series, told.zone)
        asked = figures.questions(told.db, meeting.id, told.today)
        now, today = told.now, told.today
    said = figures.said(figures.ask(None, url, asked)) if asked else {}

    def close(db: Connection) -> Minutes:
        acting = acting_of(require(db, Act.RUN_MEETINGS))
        return closing.close(db, meeting.id, meeting.version, said, acting=acting, at=now)[1]

    with open_centre(url) as centre:
        kept = centre.change(close)
    if as_json:
        show.line(minutes_document(kept))
    else:
        typer.echo(plain(minutes_text(kept, today)))


@meetings.command(help=mark("Show who does what by when, the longest overdue first."))
def actions(
    context: typer.Context,
    owner: Annotated[
        str | None,
        typer.Option("--owner", metavar="NAME", help=mark("Only of this person."), show_default=False),
    ] = None,
    every: Annotated[bool, typer.Option("--all", help=mark("Done ones, too."))] = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.meetings.actions import ACTION_LABELS
    from supervisor.meetings.actions import actions as read_actions
    from supervisor.meetings.report import action_document

    with _opened(database_of(context, database)) as told:
        found = read_actions(told.db, at=told.now, owner=owner or "", open_only=not every)
        today = told.today
    if as_json:
        show.line([action_document(one) for one in found])
        return
    if not found:
        typer.echo(_("Nothing is to be done."))
        return
    show.table(
        "",
        [
            (_("By when"), True),
            (_("State"), False),
            (_("Owner"), False),
            (_("Does what"), False),
            (_("Matter"), False),
        ],
        [
            (
                day(one.action.due, today),
                _(ACTION_LABELS[one.state]),
                one.action.owner,
                one.action.text,
                one.issue_number or one.title,
            )
            for one in found
        ],
    )


@meetings.command(help=mark("Write a meeting as a calendar file."))
def ics(
    context: typer.Context,
    which: Which = "next",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.ics", help=mark("The file to write."), show_default=False),
    ] = None,
    series: OfSeries = None,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.errors import FileError
    from supervisor.meetings.ics import calendar_file, file_name
    from supervisor.meetings.store import sitting

    with _opened(database_of(context, database)) as told:
        found = sitting(told.db, meeting_said(told.db, which, series, told.zone).id, at=told.now)
        content, name = calendar_file(found, told.zone, at=told.now), file_name(found, told.zone)
    path = out or Path(name)
    try:
        path.write_bytes(content)
    except OSError as error:
        raise FileError(str(path), "denied", str(error)) from error
    typer.echo(_("Written: {file}").format(file=path))
