"""Section 6: what was judged, where points were lost, who sees to it, and whether raters agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from supervisor.history.count_block import month_end
from supervisor.history.period import Period
from supervisor.quality.asking import (
    AgreementAnswer,
    DeductionAnswer,
    DeductionQuestion,
    ask_agreement,
    ask_deductions,
    ask_sampling,
)
from supervisor.quality.calibration import ACCEPTANCE_LABELS
from supervisor.quality.calibration_store import all_sessions
from supervisor.quality.evaluation import Appeal
from supervisor.quality.evaluation_store import EvaluationQuestion, evaluations
from supervisor.quality.form import SEVERITY_LABELS
from supervisor.quality.form_store import all_forms
from supervisor.quality.measure import CAME_LABELS, STATUS_LABELS, Measure, Status
from supervisor.reports import figures
from supervisor.reports.asked import Asked
from supervisor.reports.monthly import cells
from supervisor.reports.monthly.month import Month, month_of
from supervisor.words import DASH, _, language, number, share
from supervisor.workbook.book import (
    Cell,
    Chart,
    ChartKind,
    Marks,
    Part,
    Series,
    Sheet,
    Table,
    Text,
    Tone,
    Voice,
)
from supervisor.workbook.cell import Heading, Kind

RATES = ("qa_score", "fatal_rate", "critical_rate", "noncritical_rate")
MOST_ITEMS = 60
PARETO = 8


@dataclass(frozen=True)
class _Appeals:
    """Of evaluations of the month's contacts: how many were appealed, and what became of it."""

    forms: int
    appealed: int
    open: int
    accepted: int
    refused: int


def sheet(asked: Asked) -> tuple[Sheet, ...]:
    """Forms, rates and where errors gather; every deduction; raters and appeals."""
    month = month_of(asked)
    found = ask_deductions(asked.url, DeductionQuestion(Period(month.first, month_end(month.first))))
    deductions = _deductions(month, found)
    return (
        Sheet(
            _("6 Quality"),
            [*_done(month), _rates(month), *_pareto(found, deductions)],
            title=_("6 Quality"),
            hint=_("Forms done and planned, error rates, where errors gather."),
        ),
        Sheet(
            _("6.1 Deductions"),
            [deductions],
            title=_("6.1 Concentrated deductions and their owners"),
            hint=_("Every item with errors, its share, its owner."),
        ),
        Sheet(
            _("6.2 Follow-up and raters"),
            [_followed(month, found), *_raters(month), *_appeals(month)],
            title=_("6.2 Items to watch, agreement of raters, appeals"),
            hint=_("What came of measures, agreement beyond chance, severity of raters, appeals."),
        ),
    )


# -- forms --------------------------------------------------------------------------------------------------


def _done(month: Month) -> list[Part]:
    lines = ask_sampling(month.asked.url, month.first)
    teams: dict[str, list[int]] = {}
    for line in lines:
        of_team = teams.setdefault(line.team_name, [0, 0, 0, 0, 0])
        for at, more in enumerate((1, line.planned, line.done, line.missing, line.drafts)):
            of_team[at] += more
    rows: list[list[Cell]] = [
        [name or DASH, *counts[:3], counts[2] / counts[1] if counts[1] else None, *counts[3:]]
        for name, counts in sorted(teams.items(), key=lambda item: (not item[0], item[0]))
    ]
    whole = [sum(counts[at] for counts in teams.values()) for at in range(5)]
    planned, done, missing = whole[1:4]
    if not planned:
        said = _("No forms were planned: nobody had contacts in this month.")
    else:
        said = _("{done} forms are done, {planned} were planned; {missing} are missing.").format(
            done=number(done), planned=number(planned), missing=number(missing)
        )
    table = Table(
        "quality_forms",
        [
            Heading(_("Team")),
            cells.number(_("People")),
            cells.number(_("Planned")),
            cells.number(_("Done")),
            cells.share(_("Done of planned")),
            cells.number(_("Missing"), tip=_("More forms of one person make up for no other’s.")),
            cells.number(_("Drafts")),
        ],
        rows,
        title=_("Forms done and planned"),
        total=[_("All"), *whole[:3], done / planned if planned else None, *whole[3:]] if rows else None,
        empty=_("Nobody had contacts or forms in this month."),
    )
    return [Text([said], Voice.LEAD), table]


def _rates(month: Month) -> Table:
    rows: list[list[Cell]] = []
    for kpi in RATES:
        now, before = month.now(kpi), month.month_before(kpi)
        if now.value is None:
            continue
        rows.append(
            [
                figures.title(kpi),
                cells.value(kpi, now),
                cells.count(now.x),
                cells.count(now.n),
                cells.value(kpi, before),
                cells.change(kpi, now, before),
                cells.verdict(month.wanted[kpi]),
            ]
        )
    return Table(
        "quality_rates",
        [
            Heading(_("KPI")),
            cells.share(_("This month")),
            cells.number(_("Counted of n")),
            cells.number("n"),
            cells.share(_("Month before")),
            cells.number(_("Change, points"), 1, signed=True),
            Heading(_("Verdict")),
        ],
        rows,
        title=_("Score and error rates"),
        note=_("n: forms; of critical and non-critical errors the items that applied.") if rows else "",
        marks=[cells.verdict_marks(6)],
        empty=_("No form of this month is final."),
    )


# -- deductions ---------------------------------------------------------------------------------------------


def _deductions(month: Month, answer: DeductionAnswer) -> Table:
    found = answer.deductions
    names = _forms(month)
    rows: list[list[Cell]] = []
    for item in found.items[:MOST_ITEMS]:
        if not item.errors:
            continue
        measure = _current(item.measures)
        rows.append(
            [
                item.name(language()),
                names.get(item.key[0], DASH),
                _(SEVERITY_LABELS[item.severity]),
                item.errors,
                item.share,
                item.cumulated,
                cells.LEFT,
                item.n,
                item.rate,
                item.rate_before,
                item.persons,
                _("yes") if item.main else "",
                _owner(month, measure),
                None if measure is None else measure.due,
                DASH if measure is None else _status(measure, month),
            ]
        )
    overdue = _("Overdue")
    return Table(
        "quality_deductions",
        [
            Heading(_("Item"), wrap=True),
            Heading(_("Quality form"), wrap=True),
            Heading(_("Severity")),
            cells.number(_("Errors")),
            cells.share(_("Share")),
            cells.share(_("Up to here")),
            cells.share(_("80 % line")),
            cells.number(_("Applied")),
            cells.share(_("Rate")),
            cells.share(_("Month before")),
            cells.number(_("People")),
            Heading(_("Concentrated"), tip=_("One of the fewest that make 80 % of the errors.")),
            Heading(_("Owner")),
            Heading(_("Due"), Kind.DAY),
            Heading(_("Status")),
        ],
        rows,
        marks=[Marks(14, {overdue: Tone.BAD, _(STATUS_LABELS[Status.DONE]): Tone.GOOD})],
        empty=_("No errors were found in this month’s forms."),
    )


def _pareto(answer: DeductionAnswer, table: Table) -> list[Part]:
    """What stands out, and the chart of the items with the most errors."""
    found = answer.deductions
    main = found.main
    if found.forms and found.errors:
        lead = _("{items} of {all} items make {share} of the {errors} errors in {forms} forms.").format(
            items=len(main),
            all=len(found.items),
            share=share(main[-1].cumulated if main else None),
            errors=number(found.errors),
            forms=number(found.forms),
        )
        without = [one.name(language()) for one in main if _current(one.measures) is None]
        if without:
            more = _(" and {n} more").format(n=len(without) - 3) if len(without) > 3 else ""
            lead += " " + _("Nobody sees to: {items}.").format(items=_(", ").join(without[:3]) + more)
    else:
        lead = _("No errors were found in {forms} forms.").format(forms=number(found.forms))
    count = len(list(table.rows))
    if count < 2:
        return [Text([lead], Voice.LEAD)]
    chart = Chart(
        ChartKind.COLUMN,
        _("Errors by item, and how much they make together"),
        table.name,
        0,
        [
            Series(3, _("Errors")),
            Series(5, _("Up to here"), kind=ChartKind.LINE, second=True),
            Series(6, _("80 % line"), kind=ChartKind.LINE, second=True, dashed=True, tone=Tone.QUIET),
        ],
        rows=min(count, PARETO),
        tall=True,
    )
    return [Text([lead], Voice.LEAD), chart]


def _forms(month: Month) -> Mapping[str, str]:
    with month.asked.centre() as db:
        return {form.id: form.name for form in all_forms(db)}


def _current(measures: tuple[Measure, ...]) -> Measure | None:
    """The measure that stands for an item: an open one before those that are over, of these the newest."""
    alive = [one for one in measures if one.status is not Status.DROPPED]
    return max(alive, key=lambda one: (one.is_open, one.due is not None, one.due or 0, one.id), default=None)


def _owner(month: Month, measure: Measure | None) -> Cell:
    if measure is None:
        return DASH
    return month.people.typed(measure.owner) or DASH


def _status(measure: Measure, month: Month) -> str:
    return _("Overdue") if measure.is_overdue(month.asked.today) else _(STATUS_LABELS[measure.status])


def _followed(month: Month, answer: DeductionAnswer) -> Table:
    """Items to watch: what came of each measure since it began."""
    rows: list[list[Cell]] = []
    for item in answer.deductions.items:
        for one in item.measures:
            came = answer.follow_ups.get(one.id)
            rows.append(
                [
                    item.name(language()),
                    month.people.text(one.plan.what) or DASH,
                    _owner(month, one),
                    one.plan.since,
                    one.due,
                    _status(one, month),
                    None if came is None else came.rate_before,
                    None if came is None else came.before,
                    None if came is None else came.rate_after,
                    None if came is None else came.after,
                    DASH if came is None else _(CAME_LABELS[came.came]),
                ]
            )
    return Table(
        "quality_measures",
        [
            Heading(_("Item"), wrap=True),
            Heading(_("Measure"), wrap=True),
            Heading(_("Owner")),
            Heading(_("Since"), Kind.DAY),
            Heading(_("Due"), Kind.DAY),
            Heading(_("Status")),
            cells.share(_("Rate before")),
            cells.number(_("n before")),
            cells.share(_("Rate since")),
            cells.number(_("n since")),
            Heading(_("What came of it"), wrap=True),
        ],
        rows,
        title=_("Items to watch: measures and what came of them"),
        note=_(
            "An item that was picked as the worst gets somewhat better by itself: small changes prove "
            "nothing."
        )
        if rows
        else "",
        marks=[Marks(5, {_("Overdue"): Tone.BAD})],
        empty=_("No measure is planned for any item."),
    )


# -- raters -------------------------------------------------------------------------------------------------


def _raters(month: Month) -> list[Part]:
    last = month_end(month.first)
    with month.asked.centre() as db:
        sessions = [one for one in all_sessions(db) if one.held_on <= last]
    if not sessions:
        empty = _("No calibration has been held up to the end of this month.")
        return [Table("quality_raters", _rater_headings(), [], title=_("Raters"), empty=empty)]
    answer = ask_agreement(month.asked.url, max(sessions, key=lambda one: one.held_on).id)
    said = answer.agreement
    told = [
        _("The newest calibration, {day}: {contacts} contacts, {raters} raters.").format(
            day=f"{answer.session.held_on}", contacts=said.contacts, raters=len(said.raters)
        )
    ]
    if said.alpha is not None:
        told.append(
            _("Alpha of the total score {alpha}: {word}.").format(
                alpha=number(said.alpha, 2), word=_(ACCEPTANCE_LABELS[said.acceptance])
            )
        )
    if said.percent is not None and said.by_chance is not None:
        told.append(
            _("They agree on pass or not in {share}; by chance alone it would be {chance}.").format(
                share=share(said.percent), chance=share(said.by_chance)
            )
        )
    return [Text([" ".join(told)], Voice.LEAD), _rater_table(month, answer), *_items(answer)]


def _rater_headings() -> list[Heading]:
    return [
        Heading(_("Rater")),
        cells.number(_("Contacts")),
        cells.share(_("Mean score")),
        cells.number(_("Against all, points"), 1, signed=True, tip=_("Below 0: severe.")),
        Heading(_("What it says")),
    ]


def _rater_table(month: Month, answer: AgreementAnswer) -> Table:
    severe, mild = _("Severe"), _("Mild")
    lines = month.people.ordered(answer.agreement.raters)
    rows: list[list[Cell]] = [
        [
            month.people.typed(line.rater) or _("Rater {n}").format(n=at),
            line.contacts,
            line.share,
            None if line.bias is None else 100 * line.bias,
            severe if line.is_severe else mild if line.is_lenient else "",
        ]
        for at, line in enumerate(lines, 1)
    ]
    return Table(
        "quality_raters",
        _rater_headings(),
        rows,
        title=_("Raters"),
        marks=[Marks(4, {severe: Tone.WATCH, mild: Tone.WATCH})],
    )


def _items(answer: AgreementAnswer) -> list[Part]:
    by_id = answer.form_version.content.by_id
    told = sorted(
        answer.agreement.items, key=lambda one: (one.alpha is None, one.alpha if one.alpha is not None else 0)
    )
    rows: list[list[Cell]] = [
        [
            by_id[one.item].name(language()) if one.item in by_id else one.item,
            one.contacts,
            one.percent,
            one.alpha,
            _(ACCEPTANCE_LABELS[one.acceptance]),
        ]
        for one in told
    ]
    table = Table(
        "quality_agreement",
        [
            Heading(_("Item"), wrap=True),
            cells.number(_("Contacts")),
            cells.share(_("Agreement")),
            cells.number(_("Alpha"), 2, tip=_("Agreement beyond chance (Krippendorff): 1 is full.")),
            Heading(_("What it says"), wrap=True),
        ],
        rows,
        title=_("Agreement by item, the least first"),
        empty=_("No item was rated by two raters."),
    )
    known = sum(one.alpha is not None for one in told)
    if not known:
        return [table]
    chart = Chart(
        ChartKind.BAR,
        _("Alpha by item"),
        "quality_agreement",
        0,
        [Series(3, _("Alpha"))],
        rows=min(known, 20),
        tall=known > 8,
    )
    return [chart, table]


# -- appeals ------------------------------------------------------------------------------------------------


def _appeals(month: Month) -> list[Part]:
    found = _counted(month)
    if found.appealed:
        said = _(
            "{appealed} of {forms} forms were appealed ({share}): {accepted} accepted, {refused} refused, "
            "{open} open."
        )
        text = said.format(
            appealed=found.appealed,
            forms=number(found.forms),
            share=share(found.appealed / found.forms),
            accepted=found.accepted,
            refused=found.refused,
            open=found.open,
        )
    else:
        text = _("None of {forms} forms was appealed.").format(forms=number(found.forms))
    return [
        Text([_("Appeals")], Voice.HEAD),
        Text([text]),
    ]


def _counted(month: Month) -> _Appeals:
    asked = EvaluationQuestion(month.first, month_end(month.first))
    with month.asked.centre() as db:
        forms = evaluations(db, asked)
    last = [one.judgement.appeals[-1] for one in forms if one.judgement.appeals]
    return _Appeals(
        len(forms),
        len(last),
        sum(one.ruled_at is None for one in last),
        sum(_is_accepted(one) for one in last),
        sum(one.ruled_at is not None and not one.accepted for one in last),
    )


def _is_accepted(one: Appeal) -> bool:
    return one.ruled_at is not None and one.accepted
