"""How raters judge, and whether they agree: tables and charts."""

from __future__ import annotations

from supervisor.quality.asking import AgreementAnswer
from supervisor.quality.calibration import ACCEPTANCE_LABELS
from supervisor.quality.evaluation import Evaluation, State
from supervisor.reports.figures import ratio
from supervisor.reports.quality_judged import Judged, nothing
from supervisor.words import _, language, number, share
from supervisor.workbook.book import Cell, Chart, ChartKind, Marks, Series, Table, Text, Tone, Voice
from supervisor.workbook.cell import Heading, Kind

MOST_ITEMS = 20
"""Items that the chart of agreement shows, the least agreed on first."""


def raters_table(found: Judged) -> Table:
    """How many forms each rater judged, what they gave, and how severe calibrations find them."""
    rows: list[list[Cell]] = []
    by_rater: dict[str, list[Evaluation]] = {}
    for one in found.counted:
        by_rater.setdefault(one.rater, []).append(one)
    for rater in found.people.ordered(sorted(by_rater)):
        scores = [found.scores[one.id] for one in by_rater[rater]]
        given, possible = sum(one.given for one in scores), sum(one.possible for one in scores)
        bias = found.biases.get(rater)
        rows.append(
            [
                found.raters.get(rater, ""),
                len(scores),
                given,
                possible,
                ratio(given, possible),
                sum(one.fatal for one in scores),
                sum(one.state in (State.APPEALED, State.CHANGED) for one in by_rater[rater]),
                sum(one.state is State.CHANGED for one in by_rater[rater]),
                None if bias is None else 100 * bias,
            ]
        )
    return Table(
        "raters",
        [
            Heading(_("Rater")),
            Heading(_("Forms"), Kind.NUMBER),
            Heading(_("Points given"), Kind.NUMBER, 1),
            Heading(_("Points possible"), Kind.NUMBER, 1),
            Heading(_("Score"), Kind.SHARE),
            Heading(_("With a fatal error"), Kind.NUMBER),
            Heading(_("Appealed"), Kind.NUMBER),
            Heading(_("Changed after appeal"), Kind.NUMBER),
            Heading(_("Leniency, points of 100"), Kind.NUMBER, 1, signed=True),
        ],
        rows,
        title=_("Raters"),
        note=_(
            "Scores of raters differ also because they judge other people. Leniency is that of the newest "
            "calibration, where all judged the same contacts: negative is severe."
        ),
        empty=nothing(),
    )


def calibrations_table(found: Judged) -> Table:
    """Every calibration, the newest first, and what it says in all."""
    rows: list[list[Cell]] = []
    for one in found.calibrations:
        told = one.agreement
        rows.append(
            [
                found.people.text(one.session.title),
                one.session.held_on,
                told.contacts,
                len(told.raters),
                told.percent,
                told.by_chance,
                told.kappa.value if told.kappa is not None else told.fleiss,
                told.alpha,
                told.icc.agreement if told.icc is not None else None,
                _(ACCEPTANCE_LABELS[told.acceptance]),
            ]
        )
    return Table(
        "calibrations",
        [
            Heading(_("Calibration")),
            Heading(_("Held on"), Kind.DAY),
            Heading(_("Contacts"), Kind.NUMBER),
            Heading(_("Raters"), Kind.NUMBER),
            Heading(_("Agree: passed or not"), Kind.SHARE),
            Heading(_("By chance alone"), Kind.SHARE),
            Heading(_("Kappa"), Kind.NUMBER, 2),
            Heading(_("Alpha of totals"), Kind.NUMBER, 2),
            Heading(_("ICC"), Kind.NUMBER, 2),
            Heading(_("What it allows"), wrap=True),
        ],
        rows,
        title=_("Calibrations: whether raters agree"),
        note=_(
            "Agreement in % is high by chance alone where most pass. Kappa, alpha and ICC are 0 by "
            "chance and 1 where all agree."
        ),
        empty=_("There is no calibration yet."),
    )


def calibration_lead(one: AgreementAnswer) -> Text:
    """What the calibration *one* says, in sentences."""
    said = one.agreement
    told = [
        _("The newest calibration, {day}: {contacts} contacts, {raters} raters.").format(
            day=f"{one.session.held_on}", contacts=said.contacts, raters=len(said.raters)
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
    return Text([" ".join(told)], Voice.LEAD)


def calibration_parts(found: Judged, one: AgreementAnswer) -> list[Table | Chart]:
    """The calibration *one*, which is the newest: rater by rater, item by item, the least agreed on first."""
    return [_rater_by_rater(found, one), *_item_by_item(one)]


def _rater_by_rater(found: Judged, one: AgreementAnswer) -> Table:
    severe, mild = _("Severe"), _("Mild")
    return Table(
        "calibration_raters",
        [
            Heading(_("Rater")),
            Heading(_("Contacts"), Kind.NUMBER),
            Heading(_("Mean score"), Kind.SHARE),
            Heading(_("Leniency, points of 100"), Kind.NUMBER, 1, signed=True, tip=_("Below 0: severe.")),
            Heading(_("What it says")),
            Heading(_("Same answers again"), Kind.SHARE),
        ],
        [
            [
                found.raters.get(line.rater, ""),
                line.contacts,
                line.share,
                None if line.bias is None else 100 * line.bias,
                severe if line.is_severe else mild if line.is_lenient else "",
                line.items.agreement if line.items is not None else None,
            ]
            for line in found.people.ordered(one.agreement.raters)
        ],
        title=_("The newest calibration, rater by rater"),
        empty=_("Nothing was rated yet."),
        marks=(Marks(4, {severe: Tone.WATCH, mild: Tone.WATCH}),),
    )


def _item_by_item(one: AgreementAnswer) -> list[Table | Chart]:
    names = {item.id: item.name(language()) for item in one.form_version.content.items}
    told = sorted(one.agreement.items, key=lambda item: (item.alpha is None, item.alpha or 0.0))
    items = Table(
        "calibration_items",
        [
            Heading(_("Item"), wrap=True),
            Heading(_("Contacts"), Kind.NUMBER),
            Heading(_("Agreement"), Kind.SHARE),
            Heading(_("Alpha"), Kind.NUMBER, 2, tip=_("Agreement beyond chance (Krippendorff): 1 is full.")),
            Heading(_("Parted at"), Kind.NUMBER),
            Heading(_("What it allows"), wrap=True),
        ],
        [
            [
                names.get(item.item, item.item),
                item.contacts,
                item.percent,
                item.alpha,
                len(item.apart),
                _(ACCEPTANCE_LABELS[item.acceptance]),
            ]
            for item in told
        ],
        title=_("The newest calibration, item by item"),
        empty=_("No item was rated by two raters."),
    )
    known = sum(item.alpha is not None for item in told)
    if not known:
        return [items]
    chart = Chart(
        ChartKind.BAR,
        _("Alpha of each item: 0 by chance, 1 where all agree"),
        items.name,
        0,
        [Series(3, _("Alpha"))],
        most=1.0,
        rows=min(known, MOST_ITEMS),
        tall=known > 8,
    )
    return [chart, items]
