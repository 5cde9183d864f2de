"""What is stated and decided of a monthly review: figures frozen, corrections, what becomes of entries."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from supervisor.commands import past, reviewing, show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.commands.reviewing import Channels, KpiName, Month, Person, Skills
from supervisor.commands.seat import require_at
from supervisor.rights.act import Act
from supervisor.rights.own import login
from supervisor.words import _, day, mark, number

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from sqlalchemy import Connection


def freeze(
    context: typer.Context,
    month: Month = None,
    note: Annotated[str, typer.Option("--note", help=mark("For what they are stated."))] = "",
    reopen: Annotated[
        str,
        typer.Option(
            "--reopen", metavar="REASON", help=mark("Why figures that were stated are stated anew.")
        ),
    ] = "",
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.review.stating import state_figures

    found = reviewing.asked(database_of(context, database), month)
    who = require_at(found.url, Act.STATE)
    stated = state_figures(found.url, found.review.question, at=found.now, who=who, note=note, reason=reopen)
    typer.echo(
        _("Stated: {kpis} KPIs of {people} people.").format(
            kpis=number(len(stated.evidence)),
            people=number(len({one.unit.person for one in stated.units})),
        )
    )


def corrections(
    context: typer.Context,
    month: Month = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.errors import UnknownNameError
    from supervisor.performance.kpi import BY_ID
    from supervisor.review.report import correction_document
    from supervisor.review.stating import ask_corrections, stated_months
    from supervisor.review.wording import with_unit

    found = reviewing.asked(database_of(context, database), month)
    corrected = ask_corrections(found.url, found.review.question)
    if corrected.freeze is None:
        known = tuple(f"{one:%Y-%m}" for one in stated_months(found.url))
        raise UnknownNameError(mark("stated review"), f"{found.review.question.month:%Y-%m}", known)
    told = corrected.corrections
    if as_json:
        for one in told:
            show.line(correction_document(one))
        return
    if not told:
        typer.echo(_("Every stated figure is still the same."))
        return
    show.table(
        _("Corrections of figures stated on {day}").format(day=day(corrected.freeze.frozen_at.date())),
        [(_("Person"), False), (_("KPI"), False), (_("Month"), True), (_("Stated"), True), (_("Now"), True)],
        [
            (
                one.name,
                BY_ID[one.kpi].title if one.kpi in BY_ID else one.kpi,
                f"{one.month:%Y-%m}",
                f"{with_unit(BY_ID[one.kpi], one.old)} (n {number(one.old_n)})",
                f"{with_unit(BY_ID[one.kpi], one.new)} (n {number(one.new_n)})",
            )
            for one in told
            if one.kpi in BY_ID
        ],
    )


def decide(
    context: typer.Context,
    person: Person,
    kpi: KpiName,
    decision: Annotated[
        str, typer.Argument(metavar="accepted|put_off|refused", help=mark("What becomes of the entry."))
    ],
    reason: Annotated[str, typer.Option("--reason", help=mark("Why."))] = "",
    until: Annotated[
        datetime | None,
        typer.Option(
            "--until", formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help=mark("To when it is put off.")
        ),
    ] = None,
    month: Month = None,
    skill: Skills = None,
    channel: Channels = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.review import decisions
    from supervisor.review.derivation import unit_at
    from supervisor.review.entries import entry_of
    from supervisor.review.report import decision_document
    from supervisor.storage.database import open_centre

    chosen = past.choice(decisions.Decision, decision, "DECISION")
    found = reviewing.asked(database_of(context, database), month)
    which = reviewing.filter_of(found.review, None, skill, channel, None)
    of = reviewing.kpi_of(found.review, kpi)
    standing = next(one for one in reviewing.units_of(found.review, person) if which.lets(one))
    entry = entry_of(found.review, of, unit_at(found.review, of, standing.unit))
    before = found.decided.get((of, standing.unit))
    about = decisions.About(found.review.question.month, of, standing.unit)
    choice = decisions.Choice(
        about,
        chosen,
        decisions.Said.of(entry),
        reason,
        until.date() if until else None,
        before.version if before else 0,
        standing.name,
    )

    def decide(db: Connection) -> decisions.Decided:
        decisions.decide(db, [choice], at=found.now, who=login(db), today=found.today)
        return decisions.decisions(db, about.month)[of, standing.unit]

    with open_centre(found.url) as centre:
        kept = centre.change(decide)
    if as_json:
        show.line(decision_document(kept, {standing.unit: standing.name}))
    else:
        typer.echo(_("Noted: {name}.").format(name=standing.name))
