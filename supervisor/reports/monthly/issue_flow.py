"""How many issues come and go, month by month, and how old the open ones are."""

from __future__ import annotations

from supervisor.issues.flow import AgeGroup, FlowMonth
from supervisor.issues.issue import SEVERITY_LABELS, Severity
from supervisor.words import _, number
from supervisor.workbook.book import Cell, Chart, ChartKind, Series, Table, Tone
from supervisor.workbook.cell import Heading, Kind

_SEVERITY_TONES = {Severity.CRITICAL: Tone.BAD, Severity.SERIOUS: Tone.WATCH, Severity.SLIGHT: Tone.QUIET}


def flow_table(found: tuple[FlowMonth, ...]) -> Table:
    """New and ended issues by month."""
    return Table(
        "issue_flow",
        [
            Heading(_("Month")),
            Heading(_("New"), Kind.NUMBER),
            Heading(_("Ended"), Kind.NUMBER),
            Heading(_("Of them not pursued"), Kind.NUMBER),
            Heading(_("Open at its end"), Kind.NUMBER),
        ],
        [[f"{one.first:%Y-%m}", one.made, one.closed, one.rejected, one.open] for one in found],
        title=_("New and ended issues by month"),
    )


def flow_chart() -> Chart:
    """The same, drawn."""
    return Chart(
        ChartKind.COLUMN,
        _("New and ended issues by month"),
        "issue_flow",
        0,
        [
            Series(1, _("New")),
            Series(2, _("Ended"), tone=Tone.GOOD),
            Series(4, _("Open at its end"), kind=ChartKind.LINE, second=True),
        ],
        y_title=_("Issues"),
        second_title=_("Open at its end"),
        small=True,
    )


def age_table(found: tuple[AgeGroup, ...]) -> Table:
    """Open issues by age and severity."""
    rows: list[list[Cell]] = []
    for one in found:
        said = (
            _("over {since} days").format(since=number(one.since - 1))
            if one.until is None
            else _("{since}–{until} days").format(since=number(one.since), until=number(one.until))
        )
        rows.append([said, *(one.by_severity[severity] for severity in Severity), one.count, one.overdue])
    return Table(
        "issue_ages",
        [
            Heading(_("Age")),
            *(Heading(_(SEVERITY_LABELS[severity]), Kind.NUMBER) for severity in Severity),
            Heading(_("Total"), Kind.NUMBER),
            Heading(_("Overdue"), Kind.NUMBER),
        ],
        rows,
        title=_("Open issues by age and severity"),
    )


def age_chart() -> Chart:
    """The same, drawn."""
    return Chart(
        ChartKind.STACKED,
        _("Open issues by age"),
        "issue_ages",
        0,
        [
            Series(at, _(SEVERITY_LABELS[severity]), tone=_SEVERITY_TONES.get(severity))
            for at, severity in enumerate(Severity, 1)
        ],
        y_title=_("Issues"),
        small=True,
    )
