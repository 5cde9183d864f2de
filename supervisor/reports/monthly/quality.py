"""Section 6: what was judged, where points were lost, who sees to it, and whether raters agree."""

from __future__ import annotations

from supervisor.history.count_block import month_end
from supervisor.reports import evaluation_tables as evaluation
from supervisor.reports import figures
from supervisor.reports import quality_tables as tables
from supervisor.reports import rater_tables as raters
from supervisor.reports import sampling_tables as sampling
from supervisor.reports.asked import Asked
from supervisor.reports.monthly import cells
from supervisor.reports.monthly.month import Month, month_of
from supervisor.reports.quality_judged import Judged, judged
from supervisor.words import _
from supervisor.workbook.book import Cell, Part, Sheet, Table, Text, Voice
from supervisor.workbook.cell import Heading, Kind

RATES = ("qa_score", "fatal_rate", "critical_rate", "noncritical_rate")


def sheet(asked: Asked) -> tuple[Sheet, ...]:
    """Forms, rates and where errors gather; every deduction; raters and appeals."""
    month = month_of(asked)
    found = judged(asked, month.first, month_end(month.first), month.people)
    planned = sampling.sampled(asked, month.first)
    deductions = tables.deductions_table(found)
    return (
        Sheet(
            _("6 Quality"),
            [
                sampling.planned_lead(planned),
                sampling.planned_table(found, planned),
                _rates(month),
                tables.lead(found),
                *([tables.pareto(deductions)] if deductions.rows else []),
            ],
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
            [
                tables.measures_table(found),
                *_raters(found),
                Text([_("Appeals")], Voice.HEAD),
                evaluation.appeals_lead(found),
            ],
            title=_("6.2 Items to watch, agreement of raters, appeals"),
            hint=_("What came of measures, agreement beyond chance, severity of raters, appeals."),
        ),
    )


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
            Heading(_("This month"), Kind.SHARE),
            Heading(_("Counted of n"), Kind.NUMBER),
            Heading("n", Kind.NUMBER),
            Heading(_("Month before"), Kind.SHARE),
            Heading(_("Change, points"), Kind.NUMBER, 1, signed=True),
            Heading(_("Verdict")),
        ],
        rows,
        title=_("Score and error rates"),
        note=_("n: forms; of critical and non-critical errors the items that applied.") if rows else "",
        marks=[cells.verdict_marks(6)],
        empty=_("No form of this month is final."),
    )


def _raters(found: Judged) -> list[Part]:
    """The newest calibration that was held up to the end of the month."""
    newest = next((one for one in found.calibrations if one.session.held_on <= found.last), None)
    if newest is None:
        return [Text([_("No calibration has been held up to the end of this month.")], Voice.LEAD)]
    return [raters.calibration_lead(newest), *raters.calibration_parts(found, newest)]
