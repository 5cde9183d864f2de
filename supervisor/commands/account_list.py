"""`supervisor account import`, `form` and `overview`: accounts as workbooks, in and out."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from supervisor.commands import show
from supervisor.commands.account_opened import Opened, document, opened
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.words import _, mark, moment

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from supervisor.imports.account_list import AccountList
    from supervisor.rights.places import Places


def register(group: typer.Typer) -> None:
    """Add the commands to `supervisor account`."""
    group.command(
        "import", help=mark("Make and change accounts from a list: log-in name, name, roles, teams, …")
    )(import_)
    group.command(
        "form", help=mark("Write the workbook of a list of accounts: with those there are, to be changed.")
    )(form)
    group.command(
        "overview",
        help=mark("Write a workbook of who may see what: each account, each person, each role."),
    )(overview)


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("The file."), show_default=False)],
    passwords: Annotated[
        Path | None,
        typer.Option(
            "--passwords",
            metavar="FILE",
            help=mark(
                "Give new accounts made-up passwords, and write them into this new file, for its owner "
                "alone; without it they log in by certificate or Kerberos."
            ),
            show_default=False,
        ),
    ] = None,
    bring_back: Annotated[
        bool, typer.Option("--bring-back", help=mark("Bring retired accounts back that are in the list."))
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=mark("Say what it would come to, and write nothing."))
    ] = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.imports.account_list import Centre, read_file
    from supervisor.imports.account_taking import take_in

    with opened(database_of(context, database)) as told:
        zone = told.settings.days.zone
        with told.centre.read() as db:
            against = Centre.of(db, told.settings.days.day(told.now), zone, bring_back=bring_back)
        found = read_file(file, against)
        if not dry_run and not found.problem:
            take_in(told.centre, found, passwords, zone=zone, centre=told.settings.centre_name, **told.by())
        show.file_read(found, _list_document(found, told.places) if as_json else None)


def form(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("The file."), show_default=False)],
    empty: Annotated[bool, typer.Option("--empty", help=mark("Without any account."))] = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.imports import account_sheet

    with opened(database_of(context, database)) as told:
        used = () if empty else tuple(one for one in told.accounts if not one.retired)
        zone = told.settings.days.zone
        made = told.who, moment(told.now, zone)
        with _noted(told, "accounts_form", _("List of accounts"), file, len(used)):
            written = account_sheet.write(file, used, told.places, zone, made)
    typer.echo(_("Written: {file}").format(file=written.path))


def overview(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("The file."), show_default=False)],
    names: Annotated[bool, typer.Option("--names/--no-names", help=mark("With people’s names."))] = True,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.reports.who_sees import book
    from supervisor.workbook.writing import write_book

    with opened(database_of(context, database)) as told:
        zone, settings = told.settings.days.zone, told.settings
        made = book(
            *(told.accounts, told.places),
            at=told.now,
            zone=zone,
            who=told.who,
            centre=settings.centre_name,
            named=names,
        )
        with _noted(told, "who_sees", made.title, file, made.rows):
            written = write_book(file, made, zone)
    typer.echo(_("Written: {file}").format(file=written.path))


# -- how ----------------------------------------------------------------------------------------------------


def _noted(told: Opened, what: str, title: str, path: Path, rows: int) -> AbstractContextManager[None]:
    """Around the writing of *path*: what leaves is noted."""
    import platform

    from supervisor.reports.log import Facts, noted

    facts = Facts(title=title, path=str(path), rows=rows, machine=platform.node())
    return noted(told.centre, what=what, personal=True, facts=facts, **told.by())


def _list_document(found: AccountList, places: Places) -> dict[str, Any]:
    return {
        "file": found.file,
        "problem": found.problem or None,
        "unread": list(found.unread),
        "rows": [
            {
                "row": row.number,
                "verdict": row.verdict.value,
                "problem": row.problem or None,
                "account": document(row.account, places) if row.account is not None else None,
            }
            for row in found.rows
        ],
    }
