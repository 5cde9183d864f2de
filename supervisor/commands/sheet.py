"""`supervisor sheet …`: communication sheets as workbooks, out to departments and back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from supervisor.commands import sheet_back, show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.commands.which_meeting import OfSeries
from supervisor.errors import UnknownNameError
from supervisor.rights.own import login
from supervisor.words import _, language, mark, ngettext, number

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from sqlalchemy import Connection

    from supervisor.issues.department import Department
    from supervisor.issues.sheet import Sheet

sheet = typer.Typer(
    help=mark("Communication sheets as workbooks: written for departments, read when they come back."),
    no_args_is_help=True,
)


@sheet.command(help=mark("Write the sheet of a department for a meeting as a workbook to be filled in."))
def write(
    context: typer.Context,
    department: Annotated[
        str, typer.Option("--department", metavar="NAME|ID", help=mark("Whose sheet."), show_default=False)
    ],
    meeting: Annotated[
        str,
        typer.Option(
            "--meeting",
            metavar="NEXT|LAST|N|ID",
            help=mark("The next meeting, the last one that was closed, its number in the series, or its id."),
        ),
    ] = "next",
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FILE.xlsx", help=mark("The file to write."), show_default=False),
    ] = None,
    protect: Annotated[
        bool,
        typer.Option(
            "--protect",
            help=mark("Lock what is not to be filled in, without a password; nobody can sort it then."),
        ),
    ] = False,
    series: OfSeries = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language_: Language = None,
) -> None:
    from supervisor.commands.which_meeting import meeting_said
    from supervisor.roundtrip.export import write_sheet
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    with open_centre(database_of(context, database)) as centre, centre.write() as db:
        settings = load_centre(db)
        now = settings.clock().now()
        which = meeting_said(db, meeting, series, settings.days.zone).id
        found = _sheet(db, _department(db, department), which)
        path = out or Path(f"{found.number}.xlsx")
        _changes, sent, written = write_sheet(
            db, found.id, path, who=login(db), at=now, language=language(), protect=protect
        )
    if as_json:
        show.line(
            {
                "file": str(written.path),
                "export": sent.number,
                "sheet": sent.sheet_number,
                "hash": sent.hash,
                "cut": written.cut,
                "issues": [row.number for row in sent.rows],
            }
        )
        return
    said = ngettext(
        "{file}: {n} issue of sheet {sheet}, export {export}.",
        "{file}: {n} issues of sheet {sheet}, export {export}.",
        written.rows,
    )
    typer.echo(
        said.format(file=written.path, n=number(written.rows), sheet=sent.sheet_number, export=sent.number)
    )
    if written.cut:
        cut = ngettext(
            "{n} text was too long and was cut.", "{n} texts were too long and were cut.", written.cut
        )
        typer.echo(cut.format(n=number(written.cut)), err=True)


sheet.command("read", help=mark("Read a sheet that came back: what each row would do, and take rows in."))(
    sheet_back.read
)
sheet.command("files", help=mark("List the files that came back, and what was made of them."))(
    sheet_back.files
)
sheet.command("take-back", help=mark("Undo what was taken in last from a file; later changes stay."))(
    sheet_back.take_back
)


def _department(db: Connection, said: str) -> Department:
    """The department that *said* names. Raises UnknownNameError."""
    from supervisor.issues.department_store import all_departments, called

    known = all_departments(db)
    found = next((one for one in known if one.id == said), None) or called(known, said)
    if found is None:
        raise UnknownNameError(mark("department"), said, tuple(one.name for one in known))
    return found


def _sheet(db: Connection, department: Department, meeting: str) -> Sheet:
    """The department's sheet for the meeting, the latest that is not void. Raises IssueError."""
    from supervisor.errors import IssueError
    from supervisor.issues.sheet import SheetState
    from supervisor.issues.sheet_store import all_sheets

    found = [one for one in all_sheets(db, meeting=meeting) if one.state is not SheetState.VOID]
    own = [one for one in found if one.department == department.id]
    if not own:
        raise IssueError(
            department.name, _("It has no sheet for that meeting. Make one on the page of sheets first.")
        )
    return own[0]
