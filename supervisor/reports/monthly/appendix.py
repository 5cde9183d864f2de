"""Section 12: every KPI with its sums, queues, the targets in force, and what changed since it was stated."""

from __future__ import annotations

from supervisor.performance.formula import side
from supervisor.performance.kpi import BY_ID, GROUP_LABELS, Kpi
from supervisor.performance.target import TargetRow
from supervisor.performance.target_sheet import ANY, ORIGIN_LABELS
from supervisor.reports import figures
from supervisor.reports.asked import Asked
from supervisor.reports.monthly import cells
from supervisor.reports.monthly.month import Month, Shown, month_of
from supervisor.reports.monthly.volume_told import volume_of
from supervisor.review import wording
from supervisor.review.frozen import Freeze
from supervisor.review.month_corrections import WholeCorrection
from supervisor.review.month_sums import Apart
from supervisor.words import DASH, _, number
from supervisor.workbook.book import Cell, Part, Sheet, Table
from supervisor.workbook.cell import Heading, Kind

MOST_CHANGES = 20_000
"""Lines of changes of single figures: more tell nobody anything."""


def sheet(asked: Asked) -> tuple[Sheet, ...]:
    """Tables that others can compute with."""
    month = month_of(asked)
    return (
        Sheet(
            _("12 Appendix KPIs"),
            [_kpis(month)],
            title=_("12 Every KPI with its sums"),
            hint=_("Numerators and denominators of this month, the last and a year ago."),
        ),
        Sheet(
            _("12.1 KPIs by group"),
            [_groups(month)],
            title=_("12.1 Every KPI by skill group"),
            frozen=2,
            hint=_("The same sums by skill group."),
        ),
        Sheet(
            _("12.2 Queues"),
            [_queues(month)],
            title=_("12.2 Queues"),
            frozen=2,
            hint=_("Every queue of the month."),
        ),
        Sheet(
            _("12.3 Targets"),
            [_targets(month)],
            title=_("12.3 Targets in force"),
            frozen=2,
            hint=_("What was wanted of whom, since when, approved by whom."),
        ),
        Sheet(
            _("12.4 Changes"),
            _log(month),
            title=_("12.4 Stated figures and what changed since"),
            hint=_("When figures were stated, reopened and corrected."),
        ),
    )


# -- KPIs ---------------------------------------------------------------------------------------------------


def _kpis(month: Month) -> Table:
    rows: list[list[Cell]] = []
    for one in month.sums.kpis:
        kpi = one.kpi
        wanted = month.wanted[kpi.id]
        rows.append(
            [
                cells.name(kpi.id),
                _(GROUP_LABELS[kpi.group]),
                side(kpi.numerator),
                side(kpi.denominator),
                *_sums(kpi, month.now(kpi.id)),
                wording.target(kpi, wanted.at_least, wanted.at_most),
                *_sums(kpi, month.month_before(kpi.id)),
                *_sums(kpi, month.year_ago(kpi.id)),
                _state(month, kpi.id, provisional=one.provisional),
            ]
        )
    return Table(
        "appendix_kpis",
        [
            Heading(_("KPI")),
            Heading(_("Group")),
            Heading(_("Numerator is"), wrap=True),
            Heading(_("Denominator is"), wrap=True),
            Heading(_("Numerator"), Kind.NUMBER, 1),
            Heading(_("Denominator"), Kind.NUMBER, 1),
            Heading(_("Value"), Kind.NUMBER, 2),
            Heading(_("Target")),
            Heading(_("Numerator, month before"), Kind.NUMBER, 1),
            Heading(_("Denominator, month before"), Kind.NUMBER, 1),
            Heading(_("Value, month before"), Kind.NUMBER, 2),
            Heading(_("Numerator, a year ago"), Kind.NUMBER, 1),
            Heading(_("Denominator, a year ago"), Kind.NUMBER, 1),
            Heading(_("Value, a year ago"), Kind.NUMBER, 2),
            Heading(_("State")),
        ],
        rows,
        note=_(
            "Value: numerator ÷ denominator, times 1,000 per thousand, 100 of the promoter score, 3,600 per "
            "hour. Of the quality score each form counts as one."
        ),
        empty=_("Nothing is known of this month."),
    )


def _sums(kpi: Kpi, shown: Shown) -> list[Cell]:
    if shown.value is None:
        return [None, None, None]
    return [shown.x, shown.n, figures.figure(kpi.id, shown.value)]


def _state(month: Month, kpi: str, *, provisional: bool) -> str:
    if month.now(kpi).stated:
        return _("Was stated")
    return _("May still change") if provisional else _("Final figures")


def _groups(month: Month) -> Table:
    rows: list[list[Cell]] = []
    for one in month.sums.kpis:
        kpi = one.kpi
        told = month.apart(kpi.id, Apart.SKILL)
        for key in sorted(told, key=lambda key: (month.sums.skills.get(key[0], "\uffff"), key)):
            before, now = told[key]
            rows.append(
                [
                    cells.name(kpi.id),
                    month.sums.skills.get(key[0]) or DASH,
                    *_sums(kpi, now),
                    *_sums(kpi, before),
                    cells.change(kpi.id, now, before),
                    figures.change_unit(kpi.id),
                ]
            )
    return Table(
        "appendix_groups",
        [
            Heading(_("KPI")),
            Heading(_("Skill group")),
            Heading(_("Numerator"), Kind.NUMBER, 1),
            Heading(_("Denominator"), Kind.NUMBER, 1),
            Heading(_("Value"), Kind.NUMBER, 2),
            Heading(_("Numerator, month before"), Kind.NUMBER, 1),
            Heading(_("Denominator, month before"), Kind.NUMBER, 1),
            Heading(_("Value, month before"), Kind.NUMBER, 2),
            Heading(_("Change"), Kind.NUMBER, 2, signed=True),
            Heading(_("Change in")),
        ],
        rows,
        empty=_("Nothing is known of this month."),
    )


# -- queues -------------------------------------------------------------------------------------------------


def _queues(month: Month) -> Table:
    rows: list[list[Cell]] = [
        [
            source,
            queue,
            *(row[name] for name in ("offered", "answered", "answer_rate_of", "answer_rate")),
            *(row[name] for name in ("abandoned", "abandoned_short")),
            *(row[name] for name in ("service_level_part", "service_level_of", "service_level")),
            *(row[name] for name in ("mean_wait_s", "p90_wait_s", "longest_wait_s")),
        ]
        for (source, queue), row in volume_of(month).views.queues.rows().items()
    ]
    return Table(
        "appendix_queues",
        [
            Heading(_("Source")),
            Heading(_("Queue")),
            Heading(_("Requests"), Kind.NUMBER),
            Heading(_("Answered"), Kind.NUMBER),
            Heading(_("Of the answer rate"), Kind.NUMBER),
            Heading(_("Answer rate"), Kind.SHARE),
            Heading(_("Abandoned"), Kind.NUMBER),
            Heading(_("Short abandons"), Kind.NUMBER),
            Heading(_("In the service level"), Kind.NUMBER),
            Heading(_("Of the service level"), Kind.NUMBER),
            Heading(_("Service level"), Kind.SHARE),
            Heading(_("Mean wait"), Kind.DURATION),
            Heading(_("Wait, 90 %"), Kind.DURATION),
            Heading(_("Longest wait"), Kind.DURATION),
        ],
        rows,
        empty=_("Nothing is known of this month’s queues."),
    )


# -- targets ------------------------------------------------------------------------------------------------


def _targets(month: Month) -> Table:
    rows: list[list[Cell]] = []
    in_force = [row for row in month.targets if _holds(row, month)]
    order = {kpi: at for at, kpi in enumerate(BY_ID)}
    for row in sorted(in_force, key=lambda row: (order.get(row.cell.kpi, len(order)), row.cell.id)):
        cell, target = row.cell, row.target
        rows.append(
            [
                cells.name(cell.kpi),
                month.sums.skills.get(cell.skill, cell.skill) or _(ANY),
                month.people.band(cell.band) or _(ANY),
                cells.channel(cell.channel) if cell.channel else _(ANY),
                figures.figure(cell.kpi, target.low),
                figures.figure(cell.kpi, target.high),
                figures.figure(cell.kpi, target.margin) if target.margin else None,
                DASH
                if target.glide is None
                else _("from {start}, half in {weeks} weeks").format(
                    start=cells.written(cell.kpi, target.glide.start),
                    weeks=f"{target.glide.half_life_weeks:g}",
                ),
                _(ORIGIN_LABELS[target.origin]) or DASH,
                month.people.typed(target.approved_by) or DASH,
                target.approved_on,
                cell.since,
                row.until,
            ]
        )
    return Table(
        "appendix_targets",
        [
            Heading(_("KPI")),
            Heading(_("Skill group")),
            Heading(_("Tenure")),
            Heading(_("Channel")),
            Heading(_("At least"), Kind.NUMBER, 2),
            Heading(_("At most"), Kind.NUMBER, 2),
            Heading(_("Margin"), Kind.NUMBER, 2),
            Heading(_("New people")),
            Heading(_("Origin")),
            Heading(_("Approved by")),
            Heading(_("Approved on"), Kind.DAY),
            Heading(_("From month"), Kind.DAY),
            Heading(_("Until before"), Kind.DAY),
        ],
        rows,
        empty=_("No target was in force."),
    )


def _holds(row: TargetRow, month: Month) -> bool:
    since, until = row.cell.since, row.until
    return (since is None or since <= month.first) and (until is None or month.first < until)


# -- what changed -------------------------------------------------------------------------------------------


def _log(month: Month) -> list[Part]:
    return [_statements(month), _wholes(month), _singles(month)]


def _statements(month: Month) -> Table:
    rows: list[list[Cell]] = []
    for stated in (month.stated, month.stated_before):
        if stated is not None:
            rows += _freeze(month, stated.freeze)
    return Table(
        "appendix_statements",
        [
            Heading(_("Month")),
            Heading(_("When"), Kind.TIME),
            Heading(_("What")),
            Heading(_("Who")),
            Heading(_("Note"), wrap=True),
        ],
        rows,
        title=_("Statements"),
        empty=_("Neither the month’s figures nor those of the month before were stated."),
    )


def _freeze(month: Month, one: Freeze) -> list[list[Cell]]:
    name, called = f"{one.month:%Y-%m}", month.people.typed
    rows: list[list[Cell]] = []
    for again in one.reopened:
        rows.append([name, again.frozen_at, _("Was stated"), called(again.frozen_by) or DASH, ""])
        rows.append(
            [name, again.at, _("Opened again"), called(again.who) or DASH, month.people.text(again.reason)]
        )
    if not one.is_open:
        rows.append(
            [name, one.frozen_at, _("Was stated"), called(one.frozen_by) or DASH, month.people.text(one.note)]
        )
    return rows


def _wholes(month: Month) -> Table:
    found: tuple[WholeCorrection, ...] = (*month.corrected_before, *month.corrected)
    rows: list[list[Cell]] = []
    for one in found:
        kpi = BY_ID.get(one.kpi)
        scale = 1.0 if kpi is None else kpi.scale
        rows.append(
            [
                f"{one.month:%Y-%m}",
                cells.name(one.kpi),
                figures.figure(one.kpi, one.stated.value(scale)),
                one.stated.x,
                one.stated.n,
                figures.figure(one.kpi, one.now.value(scale)) if one.now is not None else DASH,
                None if one.now is None else one.now.x,
                None if one.now is None else one.now.n,
                figures.change(one.kpi, one.change) if one.change is not None else DASH,
                one.figures,
            ]
        )
    return Table(
        "appendix_corrections",
        [
            Heading(_("Month")),
            Heading(_("KPI")),
            Heading(_("Stated"), Kind.NUMBER, 2),
            Heading(_("Numerator, stated"), Kind.NUMBER, 1),
            Heading(_("Denominator, stated"), Kind.NUMBER, 1),
            Heading(_("Now"), Kind.NUMBER, 2),
            Heading(_("Numerator, now"), Kind.NUMBER, 1),
            Heading(_("Denominator, now"), Kind.NUMBER, 1),
            Heading(_("Change"), Kind.NUMBER, 2, signed=True),
            Heading(_("Single figures"), Kind.NUMBER),
        ],
        rows,
        title=_("Corrections to what all together came to"),
        empty=_("Nothing that was stated has changed."),
    )


def _singles(month: Month) -> Table:
    named = month.asked.order.named
    changes = month.people.ordered(month.changes)
    rows: list[list[Cell]] = [
        [
            f"{one.month:%Y-%m}",
            cells.name(one.kpi),
            month.people.person(one.unit.person) or (one.name if named else DASH),
            month.people.skill(one.unit) or DASH,
            figures.figure(one.kpi, one.old) or DASH,
            one.old_n,
            figures.figure(one.kpi, one.new) or DASH,
            one.new_n,
        ]
        for one in changes[:MOST_CHANGES]
    ]
    left = len(changes) - len(rows)
    return Table(
        "appendix_changes",
        [
            Heading(_("Month")),
            Heading(_("KPI")),
            Heading(_("Person")),
            Heading(_("Skill group")),
            Heading(_("Stated"), Kind.NUMBER, 2),
            Heading(_("n, stated"), Kind.NUMBER, 1),
            Heading(_("Now"), Kind.NUMBER, 2),
            Heading(_("n, now"), Kind.NUMBER, 1),
        ],
        rows,
        title=_("Corrections to single figures"),
        note=_("{n} more are not shown.").format(n=number(left)) if left > 0 else "",
        empty=_("No single figure that was stated has changed."),
    )
