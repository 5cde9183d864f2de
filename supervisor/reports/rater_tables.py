"""How raters judge, and whether they agree: tables and charts."""

from __future__ import annotations

from supervisor.quality.calibration import ACCEPTANCE_LABELS
from supervisor.quality.evaluation import Evaluation, State
from supervisor.reports.quality_judged import Judged, nothing, part
from supervisor.words import _, language
from supervisor.workbook.book import Cell, Chart, ChartKind, Series, Table
from supervisor.workbook.cell import Heading, Kind


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
                part(given, possible),
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


def calibration_tables(found: Judged) -> list[Table | Chart]:
    """The newest calibration: what it says in all, rater by rater, item by item."""
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
    parts: list[Table | Chart] = [
        Table(
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
    ]
    if not found.calibrations:
        return parts
    newest = found.calibrations[0]
    names = {item.id: item.name(language()) for item in newest.form_version.content.items}
    parts.append(
        Table(
            "calibration_raters",
            [
                Heading(_("Rater")),
                Heading(_("Contacts"), Kind.NUMBER),
                Heading(_("Mean score"), Kind.SHARE),
                Heading(_("Leniency, points of 100"), Kind.NUMBER, 1, signed=True),
                Heading(_("Same answers again"), Kind.SHARE),
            ],
            [
                [
                    found.raters.get(line.rater, ""),
                    line.contacts,
                    line.share,
                    None if line.bias is None else 100 * line.bias,
                    line.items.agreement if line.items is not None else None,
                ]
                for line in found.people.ordered(newest.agreement.raters)
            ],
            title=_("The newest calibration, rater by rater"),
        )
    )
    items = Table(
        "calibration_items",
        [
            Heading(_("Item"), wrap=True),
            Heading(_("Contacts"), Kind.NUMBER),
            Heading(_("Agreement"), Kind.SHARE),
            Heading(_("Alpha"), Kind.NUMBER, 2),
            Heading(_("Parted at"), Kind.NUMBER),
            Heading(_("What it allows"), wrap=True),
        ],
        [
            [
                names.get(one.item, one.item),
                one.contacts,
                one.percent,
                one.alpha,
                len(one.apart),
                _(ACCEPTANCE_LABELS[one.acceptance]),
            ]
            for one in newest.agreement.items
        ],
        title=_("The newest calibration, item by item"),
    )
    chart = Chart(
        ChartKind.BAR,
        _("Alpha of each item: 0 by chance, 1 where all agree"),
        "calibration_items",
        0,
        [Series(3, _("Alpha"))],
        most=1.0,
        tall=len(newest.agreement.items) > 12,
    )
    return [*parts, chart, items]
