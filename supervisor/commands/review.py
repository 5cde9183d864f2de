"""`supervisor review …` and `supervisor training-list`: the monthly review of everybody's figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, TypeAlias

import typer

from supervisor.commands import past, reviewing, show, stating
from supervisor.commands.looking import look
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.commands.past import AsCsv
from supervisor.commands.reviewing import (
    Channels,
    KpiName,
    KpiNames,
    Month,
    Person,
    RuleMonths,
    Skills,
    Teams,
    Tenures,
    WithoutNames,
    WrongShare,
)
from supervisor.rights.look import What
from supervisor.words import DASH, _, mark, ngettext, number

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from supervisor.commands.reviewing import Asked
    from supervisor.review.entries import Entry, KpiList, TrainingList

Labels: TypeAlias = dict[str, str] | None  # what stands for a person; None: the name

review = typer.Typer(
    help=mark("The monthly review: everybody’s figures, who is off target in what, and what was stated."),
    no_args_is_help=True,
)

Strict = Annotated[
    bool, typer.Option("--strict", help=mark("Only what is confirmed, where a listing has consequences."))
]
Seats = Annotated[
    int | None,
    typer.Option(
        "--seats", min=0, metavar="N", help=mark("So many per KPI can be taught."), show_default=False
    ),
]


@review.command("show", help=mark("Show everybody’s figures of the month, with the months in a row."))
def show_(
    context: typer.Context,
    month: Month = None,
    kpi: KpiNames = None,
    team: Teams = None,
    skill: Skills = None,
    channel: Channels = None,
    tenure: Tenures = None,
    rule_months: RuleMonths = None,
    without_names: WithoutNames = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.performance.kpi import BY_ID
    from supervisor.review.matrix import matrix
    from supervisor.review.report import matrix_documents, nameless, outage_document
    from supervisor.review.wording import LETTERS, run, with_unit

    found = reviewing.asked(database_of(context, database), month, rule_months)
    which = reviewing.filter_of(found.review, team, skill, channel, tenure)
    shown = matrix(found.review, which, reviewing.kpis_of(found.review, kpi))
    labels = reviewing.labels_of(found.review) if without_names else None
    if labels is None:
        seen = (row.unit.person for row in shown.rows)
        look(found.url, What.MATRIX, seen, by="review show", about=f"{shown.month:%Y-%m}")
    if as_json:
        show.line(
            {
                "month": f"{shown.month:%Y-%m}",
                "months": [f"{one:%Y-%m}" for one in shown.months],
                "as_of": found.today.isoformat(),
                "outages": [outage_document(one) for one in shown.outages],
                "left_out": shown.left_out,
                "of_people": found.people,
            }
        )
        people = matrix_documents(shown)
        if labels is not None:
            people = sorted(nameless(people, labels), key=lambda one: str(one["agent"]))
        for document in people:
            show.line(document)
        return
    _say_whose(found)
    if not shown.rows:
        typer.echo(_("Nothing is known of anybody’s work in {month}.").format(month=f"{shown.month:%Y-%m}"))
    for at, column in enumerate(shown.columns):
        of = BY_ID[column.kpi]
        rows = []
        for row, who in enumerate(shown.rows):
            cell = shown.cell(row, at)
            if cell.denominator is None:
                continue
            rows.append(
                (
                    who.name if labels is None else labels[who.unit.person],
                    who.skill_name or DASH,
                    who.unit.channel or DASH,
                    *(with_unit(of, value) for value in cell.values),
                    number(cell.denominator),
                    run(cell.off_months, cell.run_of) if cell.has_target else DASH,
                    LETTERS[cell.answer],
                )
            )
        if labels is not None:
            rows.sort()
        if rows:
            show.table(
                reviewing.heading(of.title, shown.month),
                [
                    (_("Person"), False),
                    (_("Skill group"), False),
                    (_("Channel"), False),
                    *((f"{one:%Y-%m}", True) for one in shown.months),
                    ("n", True),
                    (_("Months off"), True),
                    (_("Class"), False),
                ],
                rows,
            )


@review.command("list", help=mark("Show the training list: who is off target in what, and how sure that is."))
def list_(
    context: typer.Context,
    month: Month = None,
    kpi: KpiNames = None,
    team: Teams = None,
    skill: Skills = None,
    channel: Channels = None,
    tenure: Tenures = None,
    seats: Seats = None,
    strict: Strict = False,
    watched: Annotated[
        bool,
        typer.Option("--watched", help=mark("Class C too: off in all months but one, and not proven.")),
    ] = False,
    rule_months: RuleMonths = None,
    wrong_share: WrongShare = None,
    without_names: WithoutNames = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.evidence.options import Answer
    from supervisor.review.entries import CLASSES, training_list

    past.one_way(as_json, as_csv)
    found = reviewing.asked(database_of(context, database), month, rule_months, wrong_share)
    told = training_list(
        found.review,
        reviewing.kpis_of(found.review, kpi),
        which=reviewing.filter_of(found.review, team, skill, channel, tenure),
        strict=strict,
        seats=seats,
        classes=[one for one in CLASSES if watched or one is not Answer.OPEN],
    )
    labels = reviewing.labels_of(found.review) if without_names else None
    people = {entry.who.unit.person for one in told.lists for entry in one.entries}
    if labels is None:
        look(found.url, What.TRAINING_LIST, people, by="training-list", about=f"{told.month:%Y-%m}")
    if as_json or as_csv:
        _print_list(found, told, labels, as_csv)
    elif not found.review.units:
        _say_whose(found)
        typer.echo(_("Nothing is known of anybody’s work in {month}.").format(month=f"{told.month:%Y-%m}"))
    else:
        _say_whose(found)
        for one in told.lists:
            _show_list(found, one, labels)


def _say_whose(found: Asked, *, aside: bool = False) -> None:
    """Say of whom the figures are, where they are not of everybody; *aside*: not among what is read on."""
    if found.whose:
        typer.echo(found.whose, err=aside)


def _print_list(found: Asked, told: TrainingList, labels: Labels, as_csv: bool) -> None:
    from supervisor.review.report import entry_document, list_document, nameless
    from supervisor.storage.database import open_centre

    head = list_document(told, found.today)
    shares = {one["kpi"]: one["expected_wrong_share"] for one in head["lists"]}
    documents: list[dict[str, Any]] = []
    with open_centre(found.url) as centre, centre.read() as db:
        for one in told.lists:
            for entry in one.entries:
                cause, categories = reviewing.cause_of(found, db, entry)
                decided = found.decided.get((entry.kpi, entry.who.unit))
                documents.append(
                    entry_document(entry, categories=categories, decided=decided)
                    | {"cause": cause, "expected_wrong_share": shares[entry.kpi]}
                )
    if labels is not None:
        documents = nameless(documents, labels)
    if not as_csv:
        show.line(head | {"of_people": found.people})
        for document in documents:
            show.line(document)
        return
    _say_whose(found, aside=True)
    heads = list(documents[0]) if documents else ["agent", "kpi", "class"]
    past.print_csv(
        heads,
        (
            ["; ".join(value) if isinstance(value, list) else value for value in document.values()]
            for document in documents
        ),
    )


def _show_list(found: Asked, one: KpiList, labels: Labels) -> None:
    from supervisor.evidence.options import Answer
    from supervisor.performance.kpi import BY_ID
    from supervisor.review import wording
    from supervisor.review.entries import Nature

    kpi = BY_ID[one.kpi]
    shown = [entry for entry in one.entries if entry.listed or not entry.common]
    show.table(
        reviewing.heading(kpi.title, found.review.question.month),
        [
            (_("Person"), False),
            (_("Skill group"), False),
            (_("Class"), False),
            (_("Months off"), True),
            (_("Value"), True),
            (_("Fair value"), True),
            (_("Target"), True),
            (_("True level"), True),
            (_("Off target"), True),
            (_("More needed"), True),
            (_("Seat"), False),
            (_("Decided"), False),
        ],
        [_row(found, entry, labels) for entry in shown],
    )
    typer.echo(wording.wrong_names(one.expected_wrong, one.listed))
    if told := wording.reliability(one):
        typer.echo(told)
    for cell in one.cells:
        if cell.nature is Nature.COMMON:
            typer.echo(
                _("{group}: {said}").format(
                    group=" · ".join(part for part in (cell.skill_name, cell.channel, cell.band) if part),
                    said=wording.shared(kpi, cell),
                )
            )
    for outage in one.outages:
        typer.echo(wording.outage(kpi, outage))
    if open_ := sum(entry.answer is Answer.UNPROVEN for entry in shown):
        typer.echo(
            ngettext("Cannot tell yet: {count} person.", "Cannot tell yet: {count} people.", open_).format(
                count=number(open_)
            )
        )


def _row(found: Asked, entry: Entry, labels: Labels) -> tuple[str, ...]:
    from supervisor.performance.kpi import BY_ID
    from supervisor.review import wording

    kpi, last = BY_ID[entry.kpi], entry.months[-1]
    decided = found.decided.get((entry.kpi, entry.who.unit))
    return (
        entry.who.name if labels is None else labels[entry.who.unit.person],
        " · ".join(part for part in (entry.who.skill_name, entry.who.unit.channel) if part),
        wording.LETTERS[entry.answer],
        wording.run(entry.off_months, entry.run_of),
        wording.with_unit(kpi, last.value),
        wording.with_unit(kpi, last.fair),
        wording.target(kpi, last.at_least, last.at_most),
        wording.between(kpi, entry.level_low, entry.level_high),
        wording.probability(entry.p_off),
        number(entry.more),
        _("yes") if entry.seated else DASH,
        _(wording.DECISION_LABELS[decided.decision]) if decided else DASH,
    )


@review.command(help=mark("Tell why somebody stands where they stand in a KPI, step by step."))
def why(
    context: typer.Context,
    person: Person,
    kpi: KpiName,
    month: Month = None,
    rule_months: RuleMonths = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.performance.kpi import BY_ID
    from supervisor.review.derivation import derive
    from supervisor.review.report import derivation_document
    from supervisor.review.steps import steps

    found = reviewing.asked(database_of(context, database), month, rule_months)
    of = reviewing.kpi_of(found.review, kpi)
    units = reviewing.units_of(found.review, person)
    whom = [one.unit.person for one in units[:1]]
    about = f"{found.review.question.month:%Y-%m}"
    look(found.url, What.DERIVATION, whom, by="review why", about=about, kpi=of)
    derived = [derive(found.review, of, one.unit) for one in units]
    told = [one for one in derived if any(month.denominator for month in one.months)] or derived[:1]
    if not as_json:
        _say_whose(found)
    for one in told:
        if as_json:
            show.line(derivation_document(one))
            continue
        who = one.entry.who
        parts = (who.name, BY_ID[of].title, who.skill_name, who.unit.channel)
        typer.echo(reviewing.heading(" · ".join(part for part in parts if part), found.review.question.month))
        for place, step in enumerate(steps(BY_ID[of], one), 1):
            typer.echo(f"\n{place}. {step.title}")
            for line in (*step.lines, *([f"= {step.formula}"] if step.formula else [])):
                typer.echo(f"   {line}")
        typer.echo("")


review.command(help=mark("State the figures of a month: from then on changes are told as corrections."))(
    stating.freeze
)
review.command(help=mark("Show which stated figures are others now."))(stating.corrections)
review.command(help=mark("Decide about somebody on the training list: accept, put off, refuse."))(
    stating.decide
)
