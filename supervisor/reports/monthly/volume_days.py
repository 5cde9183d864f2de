"""Requests by day with their limits, and by weekday."""

from __future__ import annotations

from supervisor.reports import figures
from supervisor.reports.monthly.month import Month
from supervisor.reports.monthly.volume_told import FEWEST_DAYS, Volume
from supervisor.words import WEEKDAYS, _, share
from supervisor.workbook.book import Cell, Chart, ChartKind, Marks, Part, Series, Table, Text, Tone, Voice
from supervisor.workbook.cell import Heading, Kind

_OUT = 10


def of_days(month: Month, volume: Volume) -> list[Part]:
    """Each day against its limits, drawn and told; then by weekday."""
    found = volume.views.days.rows()
    above, below = _("Above"), _("Below")
    rows: list[list[Cell]] = []
    known = any(row["offered"] is not None for row in found.values())
    for day, limits in zip(volume.days if known else (), volume.limits if known else (), strict=True):
        row = found[day]
        rows.append(
            [
                day,
                _(WEEKDAYS[day.weekday()]),
                row.get("offered"),
                row.get("answered"),
                row.get("answer_rate"),
                row.get("abandoned"),
                row.get("mean_wait_s"),
                row.get("service_level"),
                limits.low,
                limits.high,
                above if limits.above else below if limits.below else "",
            ]
        )
    target = month.asked.settings.answer_rate_target
    rates = [row[4] for row in rows if isinstance(row[4], float)]
    short = sum(rate < target for rate in rates)
    table = Table(
        "volume_days",
        [
            Heading(_("Day"), Kind.DAY),
            Heading(_("Weekday")),
            Heading(_("Requests"), Kind.NUMBER),
            Heading(_("Answered"), Kind.NUMBER),
            Heading(_("Answer rate"), Kind.SHARE),
            Heading(_("Abandoned"), Kind.NUMBER),
            Heading(_("Mean wait"), Kind.DURATION),
            Heading(_("Service level"), Kind.SHARE),
            Heading(_("Lower limit"), Kind.NUMBER),
            Heading(_("Upper limit"), Kind.NUMBER),
            Heading(_("Against the limits"), tip=_("Beyond what such a weekday usually brings.")),
        ],
        rows,
        title=_("By day"),
        total=_day_total(volume) if rows else None,
        marks=[Marks(_OUT, {above: Tone.WATCH, below: Tone.WATCH})],
        empty=_("Nothing is known of this month’s queues."),
    )
    usual = (
        _("of the {n} days before the month").format(n=volume.baseline)
        if volume.baseline >= FEWEST_DAYS
        else _("of the month’s own days: too few are known before it")
    )
    notes = [
        _(
            "Limits: what is usual of the weekday, ± 2.66 mean moving ranges of requests ÷ usual, {usual}. "
            "Holidays lie outside as they should: the weekday is no holiday."
        ).format(usual=usual)
    ]
    lead = _("{short} of {days} days were below the answer rate of {target}.").format(
        short=short, days=len(rates), target=share(target)
    )
    charts: list[Part] = []
    if rates:
        least, most = figures.axis(
            None, [cell for row in rows for cell in (row[2], row[8], row[9])], room=0.1
        )
        charts = [
            Chart(
                ChartKind.LINE,
                _("Requests a day with their limits"),
                "volume_days",
                0,
                [
                    Series(2, _("Requests")),
                    Series(8, _("Lower limit"), dashed=True, tone=Tone.QUIET),
                    Series(9, _("Upper limit"), dashed=True, tone=Tone.QUIET),
                ],
                least=least,
                most=most,
            )
        ]
    return [Text([lead], Voice.LEAD), *charts, table, _weekdays(volume), Text(notes, Voice.NOTE)]


def _day_total(volume: Volume) -> list[Cell]:
    row = volume.views.whole.rows()[""]
    return [
        _("Total"),
        "",
        row["offered"],
        row["answered"],
        row["answer_rate"],
        row["abandoned"],
        row["mean_wait_s"],
        row["service_level"],
        None,
        None,
        "",
    ]


def _weekdays(volume: Volume) -> Table:
    rows: list[list[Cell]] = []
    found = volume.views.days.rows()
    for weekday, name in enumerate(WEEKDAYS):
        told = [row for day, row in found.items() if day.weekday() == weekday]
        told = [row for row in told if row["offered"] is not None]
        offered, answered = (sum(row[of] or 0 for row in told) for of in ("offered", "answered"))
        of = sum(row["answer_rate_of"] or 0 for row in told)
        if told:
            rows.append(
                [_(name), len(told), offered, offered / len(told), answered, figures.ratio(answered, of)]
            )
    return Table(
        "volume_weekdays",
        [
            Heading(_("Weekday")),
            Heading(_("Days counted"), Kind.NUMBER),
            Heading(_("Requests"), Kind.NUMBER),
            Heading(_("Requests a day"), Kind.NUMBER),
            Heading(_("Answered"), Kind.NUMBER),
            Heading(_("Answer rate"), Kind.SHARE),
        ],
        rows,
        title=_("By weekday"),
        empty=_("Nothing is known of this month’s queues."),
    )
