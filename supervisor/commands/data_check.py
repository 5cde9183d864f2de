"""`supervisor data check`: whether the facts can be trusted, and mending what is wrong with them."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from supervisor.commands import show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.errors import UnknownNameError
from supervisor.rights.own import login
from supervisor.words import _, mark, ngettext, number

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from collections.abc import Callable
    from datetime import tzinfo

    from sqlalchemy import Connection

    from supervisor.datacheck.finding import DataCheck
    from supervisor.datacheck.look import Look
    from supervisor.datacheck.mend import Mend
    from supervisor.storage.database import Database

data = typer.Typer(help=mark("The facts of the past: whether they can be trusted."), no_args_is_help=True)

_Day = datetime | None


@data.command(
    help=mark(
        "Look for duplicates, gaps, orphans, impossible values and unknown names, and mend what can be."
    )
)
def check(
    context: typer.Context,
    first: Annotated[
        _Day,
        typer.Option(
            "--from",
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help=mark("The first business day; otherwise three months ago."),
            show_default=False,
        ),
    ] = None,
    last: Annotated[
        _Day,
        typer.Option(
            "--to",
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help=mark("The last business day; otherwise yesterday."),
            show_default=False,
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE",
            help=mark("Write what was found to this workbook (.xlsx) or text file (.csv)."),
            show_default=False,
        ),
    ] = None,
    mend: Annotated[
        str | None,
        typer.Option(
            "--mend",
            metavar="NAME",
            help=mark(
                "Say what would be mended: duplicates, contacts, spans, times, logins or memberships. With "
                "--yes it is done."
            ),
            show_default=False,
        ),
    ] = None,
    yes: Annotated[bool, typer.Option("--yes", help=mark("Mend it, too."))] = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.datacheck import report, store
    from supervisor.datacheck.check import check as checked
    from supervisor.datacheck.check import look_at, usual_period
    from supervisor.people.store import read_roll
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre, open_history

    url = database_of(context, database)
    with ExitStack() as held:
        centre, history = held.enter_context(open_centre(url)), held.enter_context(open_history(url))
        with centre.read() as db:
            roll, settings, who = read_roll(db), load_centre(db), login(db)
        now, zone = settings.clock().now(), settings.days.zone
        begin, end = usual_period(settings.days.day(now))
        begin, end = (first.date() if first else begin), (last.date() if last else end)

        def look(db: Connection) -> Look:
            return look_at(db, roll, settings, begin, end, now=now)

        if mend is not None:
            _mend(centre, history, look, _mend_called(mend), yes=yes, as_json=as_json, now=now, who=who)
            return
        with history.read() as db:
            result = checked(look(db), who=who)
        history.change(store.save, result)
        if out is not None:
            report.write(out, result, zone)
        if as_json:
            show.line(report.document(result, zone))
        else:
            _show(result, zone)
    if any(found.severity.value == "wrong" for found in result.findings):
        raise typer.Exit(1)


def _mend_called(name: str) -> Mend:
    from supervisor.datacheck.mend import Mend

    try:
        return Mend(name)
    except ValueError as error:
        raise UnknownNameError(mark("mend"), name, tuple(mend.value for mend in Mend)) from error


def _mend(
    centre: Database,
    history: Database,
    look: Callable[[Connection], Look],
    mend: Mend,
    *,
    yes: bool,
    as_json: bool,
    now: datetime,
    who: str,
) -> None:
    from supervisor.datacheck.mend import OF_PEOPLE, mend_history, mend_people, plan, said
    from supervisor.history.derive import derive_stale
    from supervisor.history.derive_rules import derive_rules
    from supervisor.storage.centre_settings import load_centre

    batch = 0
    with history.read() as db:
        would = plan(look(db), mend)
    if yes and would.count:
        if mend in OF_PEOPLE:
            with centre.write() as people_db, history.read() as db:
                mend_people(look(db), people_db, mend, at=now, who=who)
        else:
            batch = history.change(lambda db: mend_history(look(db), mend, at=now, who=who).batch)
            with centre.read() as db:
                rules = derive_rules(load_centre(db))
            derive_stale(history, rules)
    if as_json:
        show.line({"mend": mend.value, "count": would.count, "done": yes, "batch": batch})
        return
    typer.echo(said(would))
    if not would.count:
        return
    if batch:
        typer.echo(_("Done. Take it back with: supervisor import undo {batch}").format(batch=batch))
    elif yes:
        typer.echo(_("Done. Take it back on the People page, with Undo."))
    else:
        typer.echo(_("Nothing was changed yet; with --yes it is done."))


def _show(result: DataCheck, zone: tzinfo) -> None:
    from supervisor.datacheck import wording
    from supervisor.datacheck.mend import mend_of

    typer.echo(wording.summary(result))
    for found in result.findings:
        severity = _(wording.SEVERITY_LABELS[found.severity])
        typer.echo("")
        typer.echo(f"{severity}: {wording.sentence(found)}")
        typer.echo(wording.meaning(found.kind))
        for one in found.examples[:5]:
            typer.echo(f"  - {wording.example(found.kind, one, zone)}")
        left = found.count - min(5, len(found.examples))
        if left > 0:
            typer.echo("  - " + ngettext("and {n} more", "and {n} more", left).format(n=number(left)))
        if (mend := mend_of(found)) is not None:
            typer.echo("  " + _("To mend: supervisor data check --mend {name}").format(name=mend.value))
