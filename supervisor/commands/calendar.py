"""`supervisor calendar …`: which days are worked, and what a file or a newer arrangement would change."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from supervisor.commands import show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.rights.own import login
from supervisor.words import DASH, WEEKDAYS, _, mark, ngettext, number

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from sqlalchemy import Connection

    from supervisor.settings.centre import CentreSettings
    from supervisor.workdays.calendar import Day, WorkCalendar

calendar = typer.Typer(
    help=mark("Working days: which days are worked, and in which hours."), no_args_is_help=True
)

Which = Annotated[
    str | None,
    typer.Option(
        "--calendar",
        metavar="NAME|ID",
        help=mark("Which calendar; otherwise the centre’s own."),
        show_default=False,
    ),
]
Year = Annotated[
    int | None,
    typer.Option(
        "--year",
        min=1990,
        max=2100,
        metavar="YYYY",
        help=mark("The year; otherwise the present one."),
        show_default=False,
    ),
]


@calendar.command("show", help=mark("Show a year of a calendar: its named days and its opening hours."))
def show_(
    context: typer.Context,
    which: Which = None,
    year: Year = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor import words
    from supervisor.storage.database import open_centre
    from supervisor.workdays.calendar import DAY_KIND_LABELS, working_days_of
    from supervisor.workdays.from_holidays import name_of
    from supervisor.workdays.report import calendar_document

    with open_centre(database_of(context, database)) as centre, centre.read() as db:
        found, settings = _called(db, which)
    year = year or settings.days.day(settings.clock().now()).year
    if as_json:
        show.line(calendar_document(found, year))
        return
    whole, half = working_days_of(found, year)
    said = ngettext("{n} working day", "{n} working days", whole).format(n=number(whole))
    if half:
        halves = ngettext("{n} half day", "{n} half days", half).format(n=number(half))
        said = _("{days} and {half}").format(days=said, half=halves)
    typer.echo(_("{name}, {year}: {days}").format(name=found.name, year=year, days=said))
    if found.is_provisional(date(year, 1, 1)):
        typer.echo(_("Provisional: the arrangement of this year is not published yet."))
    show.table(
        "",
        [(_("Weekday"), False), (_("Opening hours"), False)],
        [
            (
                _(WEEKDAYS[at]),
                _(", ").join(f"{since:%H:%M}–{until:%H:%M}" for since, until in spans) or DASH,
            )
            for at, spans in enumerate(found.week)
        ],
    )
    show.table(
        "",
        [
            (_("Date"), False),
            (_("Weekday"), False),
            (_("Kind"), False),
            (_("Note"), False),
            (_("Origin"), False),
        ],
        [
            (
                day.isoformat(),
                _(WEEKDAYS[day.weekday()]),
                _(DAY_KIND_LABELS[told.kind]),
                name_of(told, words.language()),
                told.source,
            )
            for day, told in sorted(found.days.items())
            if day.year == year
        ],
    )


@calendar.command(
    "import", help=mark("Take in days from a workbook or text file with the columns date, kind and note.")
)
def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("The file."), show_default=False)],
    which: Which = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=mark("Say what it would come to, and write nothing."))
    ] = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.storage.database import open_centre
    from supervisor.workdays.day_sheet import read_file
    from supervisor.workdays.report import sheet_document
    from supervisor.workdays.store import change_days

    with open_centre(database_of(context, database)) as centre:
        with centre.read() as db:
            found, settings = _called(db, which)
        sheet = read_file(file, found)
        if sheet.good and not dry_run:
            centre.change(
                lambda db: change_days(
                    db,
                    found.id,
                    found.version,
                    sheet.good,
                    at=settings.clock().now(),
                    who=login(db),
                    file=sheet.file,
                )
            )
    show.file_read(sheet, sheet_document(sheet) if as_json else None)


@calendar.command("export", help=mark("Write the named days of a calendar to a workbook or text file."))
def export(
    context: typer.Context,
    out: Annotated[
        Path,
        typer.Option(
            "--out",
            metavar="FILE",
            help=mark("The file to write, .xlsx or .csv."),
            show_default=False,
        ),
    ],
    which: Which = None,
    year: Annotated[
        int | None,
        typer.Option(
            "--year",
            min=1990,
            max=2100,
            metavar="YYYY",
            help=mark("Only this year; otherwise all."),
            show_default=False,
        ),
    ] = None,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.storage.database import open_centre
    from supervisor.workdays.day_sheet import write

    with open_centre(database_of(context, database)) as centre, centre.read() as db:
        found, settings = _called(db, which)
        who = login(db)
    about = [
        (_("Calendar"), found.name),
        (_("Version"), str(found.version)),
        (_("Exported by"), who),
    ]
    written = write(out, found, about, settings.days.zone, None if year is None else (year,))
    typer.echo(
        ngettext("{n} day is in {file}.", "{n} days are in {file}.", written.rows).format(
            n=number(written.rows), file=written.path
        )
    )


@calendar.command(
    "refresh", help=mark("Tell what the published holidays say otherwise of a year, and take it over.")
)
def refresh_(
    context: typer.Context,
    which: Which = None,
    year: Year = None,
    accept: Annotated[
        bool, typer.Option("--accept", help=mark("Take it over, but for days that somebody entered here."))
    ] = False,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help=mark("Take over those as well, with --accept."))
    ] = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.storage.database import open_centre
    from supervisor.workdays.from_holidays import refresh
    from supervisor.workdays.report import proposals_document
    from supervisor.workdays.store import change_days

    with open_centre(database_of(context, database)) as centre:
        with centre.read() as db:
            found, settings = _called(db, which)
        now = settings.clock().now()
        year = year or settings.days.day(now).year
        proposals, provisional = refresh(found, (year,))
        taken = [one for one in proposals if accept and (overwrite or not one.by_hand)]
        if accept:
            centre.change(
                lambda db: change_days(
                    db,
                    found.id,
                    found.version,
                    {one.day: one.new for one in taken},
                    at=now,
                    who=login(db),
                    provisional=(found.provisional - {year}) | provisional,
                )
            )
    if as_json:
        show.line(proposals_document(found, year, proposals, year in provisional, len(taken)))
        return
    if year in provisional:
        typer.echo(_("Provisional: the arrangement of this year is not published yet."))
    if not proposals:
        typer.echo(_("The calendar says the same as the published holidays of {year}.").format(year=year))
        return
    show.table(
        "",
        [(_("Date"), False), (_("As it stands"), False), (_("As published"), False), (_("Taken"), False)],
        [
            (one.day.isoformat(), _said(one.old), _said(one.new), _("yes") if one in taken else _("no"))
            for one in proposals
        ],
    )


def _called(db: Connection, name: str | None) -> tuple[WorkCalendar, CentreSettings]:
    """The calendar that was named, else the centre's; with the centre's settings. Raises
    UnknownNameError."""
    from supervisor.errors import UnknownNameError
    from supervisor.storage.centre_settings import load_centre
    from supervisor.workdays.store import calendars

    known = calendars(db)
    found = known.get(name or "") or next((one for one in known.values() if one.name == name), None)
    if found is None:
        raise UnknownNameError(mark("calendar"), name or "", tuple({one.name for one in known.values()}))
    return found, load_centre(db)


def _said(day: Day | None) -> str:
    from supervisor.words import language
    from supervisor.workdays.calendar import DAY_KIND_LABELS
    from supervisor.workdays.from_holidays import name_of

    if day is None:
        return _("as its weekday")
    name = name_of(day, language())
    return (
        _("{kind}: {note}").format(kind=_(DAY_KIND_LABELS[day.kind]), note=name)
        if name
        else _(DAY_KIND_LABELS[day.kind])
    )
