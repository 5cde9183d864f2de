"""`supervisor quality …`: forms, what was judged with them, where points are lost, whether raters agree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from supervisor import words
from supervisor.commands import past, quality_people, quality_sheets, show
from supervisor.commands.looking import look
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.commands.past import From, To
from supervisor.commands.quality_sheets import FormName, form_called, known_of
from supervisor.rights.look import What
from supervisor.words import DASH, _, day, mark, ngettext, number, share

quality = typer.Typer(
    help=mark("Quality: forms, evaluations, where points are lost, whether raters agree."),
    no_args_is_help=True,
)


@quality.command("forms", help=mark("List the forms and their items."))
def forms(
    context: typer.Context, as_json: AsJson = False, database: DatabaseUrl = None, language: Language = None
) -> None:
    from supervisor.quality.form import SEVERITY_LABELS
    from supervisor.quality.form_store import all_forms, all_versions
    from supervisor.quality.report import form_document
    from supervisor.storage.database import open_centre

    with open_centre(database_of(context, database)) as centre, centre.read() as db:
        known, versions = all_forms(db), all_versions(db)
    if as_json:
        show.line([form_document(one, versions) for one in known])
        return
    if not known:
        typer.echo(_("There is no form yet."))
    for form in known:
        latest = max((one for one in versions if one.form == form.id), key=lambda one: one.number)
        title = _("{name}, version {number} since {day}, {points:g} points").format(
            name=form.name, number=latest.number, day=day(latest.since), points=latest.content.points
        )
        show.table(
            title if not form.retired else _("{form} (retired)").format(form=title),
            [(_("Item"), False), (_("Name"), False), (_("Class"), False), (_("Points"), True)],
            [
                (
                    item.id,
                    item.name(words.language()),
                    _(SEVERITY_LABELS[item.severity]),
                    number(item.points, 1),
                )
                for item in latest.content.items
            ],
        )


@quality.command("evaluations", help=mark("List what was judged, the newest contacts last."))
def evaluations(
    context: typer.Context,
    first: From,
    last: To = None,
    form: FormName = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            metavar="FILE.xlsx",
            help=mark("Write them into a workbook instead; one form alone."),
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.people.store import read_roll
    from supervisor.quality.evaluation import STATE_LABELS
    from supervisor.quality.evaluation_store import EvaluationQuestion
    from supervisor.quality.evaluation_store import evaluations as read
    from supervisor.quality.form_store import all_forms, all_versions
    from supervisor.quality.report import evaluation_document
    from supervisor.quality.sheet import write
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    period = past.period_of(first, last)
    url = database_of(context, database)
    with open_centre(url) as centre, centre.read() as db:
        settings, roll = load_centre(db), read_roll(db)
        named = {one.id: one.name for one in all_forms(db)}
        only = None if form is None and out is None else form_called(db, form)
        asked = EvaluationQuestion(period.first, period.last, only.id if only else None)
        found = read(db, asked)
        versions = {one.id: one for one in all_versions(db)}
        known = known_of(db, only, settings) if only is not None else None
    about = f"{period.first} – {period.last}"
    look(url, What.EVALUATIONS, (one.person for one in found), by="quality evaluations", about=about)
    if out is not None and known is not None:
        written = write(out, known, found, period.last)
        count = ngettext("{count} evaluation", "{count} evaluations", written.rows)
        typer.echo(
            _("{evaluations} in {file}.").format(
                evaluations=count.format(count=written.rows), file=written.path
            )
        )
        return
    told = [evaluation_document(one, versions.get(one.form_version), named, roll) for one in found]
    if as_json:
        for document in told:
            show.line(document)
        return
    show.table(
        "",
        [
            (_("Day"), True),
            (_("Agent"), False),
            (_("Quality form"), False),
            (_("Rater"), False),
            (_("Score"), True),
            (_("Errors"), True),
            (_("State"), False),
        ],
        [
            (
                one.contact_day.isoformat(),
                document["name"] or one.person,
                document["form"] or DASH,
                one.rater,
                share(document["score"]),
                number(None if document["errors"] is None else len(document["errors"])),
                _(STATE_LABELS[one.state]),
            )
            for one, document in zip(found, told, strict=True)
        ],
    )


@quality.command(
    "deductions", help=mark("Tell in which items most errors are made, and what is done about it.")
)
def deductions(
    context: typer.Context,
    first: From,
    last: To = None,
    form: FormName = None,
    points: Annotated[bool, typer.Option("--points", help=mark("By points lost instead of errors."))] = False,
    team: Annotated[
        list[str] | None,
        typer.Option(
            "--team",
            metavar="NAME",
            help=mark("Only who was in this team on the day; may be said again."),
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.people.person import GroupKind
    from supervisor.people.store import read_roll
    from supervisor.quality.asking import DeductionQuestion, ask_deductions
    from supervisor.quality.deductions import By
    from supervisor.quality.report import deduction_document
    from supervisor.storage.database import open_centre

    period, url = past.period_of(first, last), database_of(context, database)
    with open_centre(url) as centre, centre.read() as db:
        only = None if form is None else form_called(db, form).id
        groups = [one for one in read_roll(db).groups.values() if one.kind is GroupKind.TEAM]
    teams = None
    if team is not None:
        teams = tuple(past.found(mark("team"), team, [(one.id, (one.name,)) for one in groups]))
    answer = ask_deductions(
        url, DeductionQuestion(period, only, teams, by=By.POINTS if points else By.ERRORS)
    )
    if as_json:
        show.line(deduction_document(answer))
        return
    found = answer.deductions
    forms = ngettext("{count} form", "{count} forms", found.forms).format(count=found.forms)
    show.table(
        _("Errors by item, {forms}").format(forms=forms),
        [
            (_("Item"), False),
            (_("Errors"), True),
            (_("Times judged"), True),
            (_("Rate"), True),
            (_("Earlier"), True),
            (_("Points lost"), True),
            (_("Share"), True),
            (_("Together"), True),
            (_("Owner"), False),
        ],
        [
            (
                one.name(words.language()) + (" *" if one.main else ""),
                number(one.errors),
                number(one.n),
                share(one.rate),
                share(one.rate_before),
                number(one.lost, 1),
                share(one.share),
                share(one.cumulated),
                ", ".join(each.owner for each in one.measures) or DASH,
            )
            for one in found.items
            if one.errors or one.lost
        ],
    )
    if found.main:
        typer.echo(_("* The fewest items that make 80 % of it."))


@quality.command(
    "agreement", help=mark("Tell whether the raters of a calibration agree; without one, list them.")
)
def agreement(
    context: typer.Context,
    session: Annotated[
        str | None,
        typer.Argument(metavar="SESSION", help=mark("Its title or id."), show_default=False),
    ] = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.quality.asking import ask_agreement
    from supervisor.quality.calibration import ACCEPTANCE_LABELS
    from supervisor.quality.calibration_store import all_sessions
    from supervisor.quality.report import agreement_document
    from supervisor.storage.database import open_centre

    url = database_of(context, database)
    if session is None:
        with open_centre(url) as centre, centre.read() as db:
            known = all_sessions(db)
        if as_json:
            show.line(
                [{"id": one.id, "title": one.title, "held_on": one.held_on.isoformat()} for one in known]
            )
        elif known:
            show.table(
                "",
                [(_("Day"), True), (_("Calibration"), False), (_("Id"), False)],
                [(one.held_on.isoformat(), one.title, one.id) for one in known],
            )
        else:
            typer.echo(_("There is no calibration yet."))
        return
    answer = ask_agreement(url, session)
    if as_json:
        show.line(agreement_document(answer))
        return
    said = answer.agreement
    names = {item.id: item.name(words.language()) for item in answer.form_version.content.items}
    show.table(
        answer.session.title,
        [
            (_("Rater"), False),
            (_("Contacts"), True),
            (_("Mean score"), True),
            (_("Against the others"), True),
            (_("Same again"), True),
        ],
        [
            (
                one.rater,
                number(one.contacts),
                share(one.share),
                DASH if one.bias is None else f"{one.bias * 100:+.1f}",
                share(one.items.agreement if one.items else None),
            )
            for one in said.raters
        ],
    )
    show.table(
        "",
        [(_("Item"), False), (_("Agreement"), True), (_("Alpha"), True), (_("What it allows"), False)],
        [
            (names[one.item], share(one.percent), number(one.alpha, 2), _(ACCEPTANCE_LABELS[one.acceptance]))
            for one in said.items
        ],
    )
    typer.echo(
        _(
            "Total scores: alpha {alpha}. Passed or not: {percent} agreement, {chance} by chance alone."
        ).format(alpha=number(said.alpha, 2), percent=share(said.percent), chance=share(said.by_chance))
    )


quality_people.register(quality)
quality_sheets.register(quality)
