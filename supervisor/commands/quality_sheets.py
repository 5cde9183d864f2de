"""`supervisor quality template` and `quality import`: evaluations as a workbook, item by item."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from supervisor.commands import show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.rights.own import login
from supervisor.words import _, mark

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from sqlalchemy import Connection

    from supervisor.quality.form import Form
    from supervisor.quality.sheet import Known
    from supervisor.settings.centre import CentreSettings

FormName = Annotated[
    str | None,
    typer.Option("--form", metavar="NAME", help=mark("Only this form."), show_default=False),
]


def register(group: typer.Typer) -> None:
    """Add the commands to `supervisor quality`."""
    group.command("template", help=mark("Write an empty workbook of a form: one row an evaluation."))(
        template
    )
    group.command(
        "import", help=mark("Read evaluations from a workbook; the same file twice changes nothing.")
    )(import_)


def template(
    context: typer.Context,
    out: Annotated[
        Path,
        typer.Option("--out", metavar="FILE.xlsx", help=mark("The workbook to write."), show_default=False),
    ],
    form: FormName = None,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.quality.sheet import write
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    with open_centre(database_of(context, database)) as centre, centre.read() as db:
        settings = load_centre(db)
        known = known_of(db, form_called(db, form), settings)
    written = write(out, known, [], settings.days.day(settings.clock().now()))
    typer.echo(_("The form is in {file}.").format(file=written.path))


def import_(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=mark("The file."), show_default=False)],
    form: FormName = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=mark("Say what it would come to, and write nothing."))
    ] = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.quality.counting import bring_up_to_date
    from supervisor.quality.evaluation_store import take_in
    from supervisor.quality.report import sheet_document
    from supervisor.quality.sheet_reading import read_file
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    url = database_of(context, database)
    with open_centre(url) as centre:
        with centre.read() as db:
            settings = load_centre(db)
            known = known_of(db, form_called(db, form), settings)
        sheet = read_file(file, known)
        if sheet.good and not dry_run:
            contents = {one.id: one.content for one in known.versions}
            now = settings.clock().now()
            centre.change(
                lambda db: take_in(db, sheet.good, contents, file=sheet.file, at=now, who=login(db))
            )
    if sheet.good and not dry_run:
        bring_up_to_date(url)
    show.file_read(sheet, sheet_document(sheet) if as_json else None)


def form_called(db: Connection, name: str | None) -> Form:
    """The form that was named; without a name the only one there is. Raises UnknownNameError."""
    from supervisor.errors import UnknownNameError
    from supervisor.quality.form_store import all_forms

    known = all_forms(db)
    for one in known:
        if name in (one.id, one.name):
            return one
    offered = [one for one in known if not one.retired]
    if name is None and len(offered) == 1:
        return offered[0]
    if name is None and offered:
        names = _(", ").join(one.name for one in offered)
        raise typer.BadParameter(_("There are several: {names}.").format(names=names), param_hint="--form")
    raise UnknownNameError(mark("form"), name or "", tuple(one.name for one in known))


def known_of(db: Connection, form: Form, settings: CentreSettings) -> Known:
    from supervisor.people.store import read_roll
    from supervisor.quality.evaluation_store import EvaluationQuestion
    from supervisor.quality.evaluation_store import evaluations as read
    from supervisor.quality.form_store import all_versions
    from supervisor.quality.sheet import Known

    stand = {one.id: one for one in read(db, EvaluationQuestion(form=form.id, states=None))}
    return Known(form, all_versions(db, form.id), read_roll(db), settings.days.zone, stand)
