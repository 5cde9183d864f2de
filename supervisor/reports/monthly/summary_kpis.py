"""Every KPI that matters on one page: target, value, changes, verdict, limits, cause."""

from __future__ import annotations

from supervisor.performance.kpi import BY_ID
from supervisor.performance.target import Verdict
from supervisor.reports.monthly import cells
from supervisor.reports.monthly.month import ANSWER_RATE, Month, cause, process_of
from supervisor.review import wording
from supervisor.review.month_verdict import OUTSIDE, PROCESS_LABELS, Process
from supervisor.words import DASH, _
from supervisor.workbook.book import Cell, Table
from supervisor.workbook.cell import Heading, Kind

KEY = (
    *(ANSWER_RATE, "aht", "acw", "hold_rate", "occupancy", "utilisation", "adherence", "shrinkage"),
    *("fcr", "csat", "nps", "complaint_rate", "complaint_valid_rate", "dispatch_rate", "qa_score"),
    *("fatal_rate", "contacts_per_hour"),
)
"""KPIs of the first page, as far as anything is known of them; behind them the centre's own with a target."""

MOST_KPIS = 20

_VERDICT, _PROCESS = 8, 9


def kpi_table(month: Month) -> Table:
    """A row a KPI of which anything is known."""
    known = {kpi.id for kpi in month.kpis}
    own = [kpi.id for kpi in month.kpis if kpi.label_zh and month.wanted[kpi.id].verdict is not None]
    shown = [kpi for kpi in (*KEY, *own) if kpi in known][:MOST_KPIS]
    return Table(
        "summary_kpis",
        [
            Heading(_("KPI"), wrap=True),
            Heading(_("Target"), wrap=True),
            Heading(_("This month"), Kind.NUMBER),
            Heading("n", Kind.NUMBER, tip=_("What the value was divided by.")),
            Heading(_("Month before"), Kind.NUMBER),
            Heading(
                _("Month on month"),
                Kind.NUMBER,
                signed=True,
                tip=_("Shares change in points, times in seconds."),
            ),
            Heading(_("A year ago"), Kind.NUMBER),
            Heading(
                _("Year on year"),
                Kind.NUMBER,
                signed=True,
                tip=_("Shares change in points, times in seconds."),
            ),
            Heading(_("Verdict")),
            Heading(_("Process limits"), wrap=True),
            Heading(_("Cause of the change"), wrap=True),
        ],
        [_row(month, kpi) for kpi in shown],
        title=_("KPIs"),
        marks=[cells.verdict_marks(_VERDICT), cells.process_marks(_PROCESS)],
        empty=_("Nothing is known of this month."),
    )


def _row(month: Month, kpi: str) -> list[Cell]:
    now, before, year = month.now(kpi), month.month_before(kpi), month.year_ago(kpi)
    wanted, process = month.wanted[kpi], process_of(month, kpi)
    tells = wanted.verdict in (Verdict.MISSED, Verdict.NEAR) or process in (*OUTSIDE, Process.SHIFTED)
    sums = month.sums.of(kpi)
    name = cells.name(kpi) + ("*" if sums is not None and sums.provisional else "")
    return [
        name,
        wording.target(BY_ID[kpi], wanted.at_least, wanted.at_most),
        cells.value(kpi, now),
        cells.count(cells.divided(kpi, now.n)),
        cells.value(kpi, before),
        cells.change(kpi, now, before),
        cells.value(kpi, year),
        cells.change(kpi, now, year),
        cells.verdict(wanted),
        _(PROCESS_LABELS[process]),
        (cause(month, kpi) if tells else "") or DASH,
    ]


def kpi_notes(month: Month) -> list[str]:
    """How the table is read."""
    said = [
        _(
            "Process limits: from the {weeks} weeks before the month (mean ± 2.66 mean moving ranges); a "
            "change to another month is no verdict. n: what a value was divided by, of times the hours."
        ).format(weeks=month.sums.baseline),
        _("Changes of shares are in points. The target of all is everybody’s own, mixed by volume."),
    ]
    if any(one.provisional for one in month.sums.kpis):
        said.append(_("* may still change: see section 2."))
    if month.stated is not None:
        said.append(_("Figures of single people’s KPIs are shown as they were stated."))
    return said
