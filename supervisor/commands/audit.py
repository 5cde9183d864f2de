"""`supervisor audit`: the day rebuilt from each source's own log, beside what was counted live."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import TYPE_CHECKING, Annotated, Any

import typer

from supervisor.commands import show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.words import DASH, _, mark, number

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from supervisor.audit.finding import Reconciliation

FIGURES = ("offered", "answered", "abandoned", "left", "waiting")


def audit(
    context: typer.Context,
    source: Annotated[
        str | None,
        typer.Option("--source", metavar="NAME", help=mark("Only this source."), show_default=False),
    ] = None,
    day: Annotated[
        datetime | None,
        typer.Option(
            "--day",
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help=mark("An earlier business day that the journal still holds; otherwise today."),
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.app import open_floor

    differences = 0
    with open_floor(database_of(context, database)) as centre:
        records = centre.sources() if source is None else (centre.source(source),)
        if not records and not as_json:
            typer.echo(_("There is no source yet."))
        for record in records:
            result = centre.audit(record, day=None if day is None else day.date())
            zone = centre.rules.days.zone
            if result is not None:
                differences += result.differences
            if as_json:
                show.line({"source": record.name, "heard": False} if result is None else _json(result, zone))
            elif result is None:
                typer.echo(_("{source}: nothing was heard of it on that day.").format(source=record.name))
            else:
                _show(result, zone)
    if differences:
        raise typer.Exit(1)


def _json(result: Reconciliation, zone: tzinfo) -> dict[str, Any]:
    import msgspec

    from supervisor.audit.wording import sentence

    told: dict[str, Any] = msgspec.to_builtins(result)
    findings = [
        {**msgspec.to_builtins(found), "sentence": sentence(found, zone)} for found in result.findings
    ]
    queues = [
        {
            "queue": sums.queue,
            "ours": msgspec.structs.asdict(sums.ours),
            "theirs": None if sums.theirs is None else msgspec.structs.asdict(sums.theirs),
        }
        for sums in result.queues
    ]
    return {**told, "heard": True, "findings": findings, "queues": queues}


def _show(result: Reconciliation, zone: tzinfo) -> None:
    from supervisor.audit.wording import remarks, sentence, summary, title

    typer.echo(f"{result.source}: {summary(result, zone)}")
    for said in remarks(result, zone):
        typer.echo(said)
    headings = (_("Offered"), _("Answered"), _("Abandoned"), _("Left"), _("Waiting"))
    show.table(
        "",
        [(_("Queue, live / log"), False), *((heading, True) for heading in headings)],
        [
            (
                sums.queue,
                *(
                    f"{number(getattr(sums.ours, what))} / "
                    + (DASH if sums.theirs is None else number(getattr(sums.theirs, what)))
                    for what in FIGURES
                ),
            )
            for sums in result.queues
        ],
    )
    for found in result.findings:
        contact = f" ({found.contact})" if found.contact else ""
        typer.echo(f"- {title(found)}{contact}: {sentence(found, zone)}")
