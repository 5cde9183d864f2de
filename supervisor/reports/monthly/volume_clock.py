"""When people come: by half-hour, by weekday and hour, and the busiest half-hours."""

from __future__ import annotations

from supervisor.reports.figures import ratio
from supervisor.reports.monthly.month import Month, days_said
from supervisor.reports.monthly.volume_told import Volume
from supervisor.words import WEEKDAYS, _
from supervisor.workbook.book import Cell, Chart, ChartKind, Part, Series, Table
from supervisor.workbook.cell import Heading, Kind

PEAKS = 10


def of_clock(month: Month, volume: Volume) -> list[Part]:
    """Every half-hour of the day, drawn and told."""
    days = volume.views.told
    rows: list[list[Cell]] = [
        [
            f"{minute // 60:02}:{minute % 60:02}",
            row["offered"],
            ratio(row["offered"], days),
            row["answered"],
            row["answer_rate"],
            row["mean_wait_s"],
            row["mean_handle_s"],
        ]
        for minute, row in volume.views.clock.rows().items()
        if row["offered"]
    ]
    table = Table(
        "volume_half_hours",
        [
            Heading(_("From")),
            Heading(_("Requests"), Kind.NUMBER),
            Heading(_("Requests a day"), Kind.NUMBER, 1),
            Heading(_("Answered"), Kind.NUMBER),
            Heading(_("Answer rate"), Kind.SHARE),
            Heading(_("Mean wait"), Kind.DURATION),
            Heading(_("Mean handle time"), Kind.DURATION),
        ],
        rows,
        title=_("By half-hour, {days}").format(days=days_said(month.period)),
        empty=_("Nothing is known of this month’s queues."),
    )
    charts: list[Part] = []
    if rows:
        charts = [
            Chart(
                ChartKind.COLUMN,
                _("Requests a day and answer rate by half-hour"),
                "volume_half_hours",
                0,
                [
                    Series(2, _("Requests a day")),
                    Series(4, _("Answer rate"), kind=ChartKind.LINE, second=True),
                ],
                y_title=_("Requests a day"),
                second_title=_("Answer rate"),
            )
        ]
    return [*charts, table]


def heat(volume: Volume) -> list[Part]:
    """What usually comes in each hour of each weekday."""
    found, days = volume.views.heat.rows(), volume.views.hours
    rows: list[list[Cell]] = []
    for hour in range(24):
        offered = [found[weekday, hour]["offered"] for weekday in range(7)]
        if any(offered):
            usual = [
                count / days[weekday, hour] if count is not None and days.get((weekday, hour)) else None
                for weekday, count in enumerate(offered)
            ]
            rows.append([f"{hour:02}:00", *usual])
    return [
        Table(
            "volume_heat",
            [Heading(_("Hour")), *(Heading(_(name), Kind.NUMBER, 1) for name in WEEKDAYS)],
            rows,
            title=_("Requests in an hour, by weekday"),
            note=_("The darker, the more. A usual hour of the month: requests ÷ so many such days."),
            shaded=(1, 7),
            empty=_("Nothing is known of this month’s queues."),
        )
    ]


def peaks(month: Month, volume: Volume) -> list[Part]:
    """The busiest half-hours of the month."""
    found = volume.views.halves.rows()
    busiest = sorted(found, key=lambda begins: (-(found[begins]["offered"] or 0), begins))[:PEAKS]
    rows: list[list[Cell]] = [
        [
            begins,
            _(WEEKDAYS[begins.astimezone(month.asked.zone).weekday()]),
            found[begins]["offered"],
            found[begins]["answered"],
            found[begins]["answer_rate"],
            found[begins]["mean_wait_s"],
            found[begins]["longest_wait_s"],
        ]
        for begins in busiest
        if found[begins]["offered"]
    ]
    return [
        Table(
            "volume_peaks",
            [
                Heading(_("Half-hour from"), Kind.TIME),
                Heading(_("Weekday")),
                Heading(_("Requests"), Kind.NUMBER),
                Heading(_("Answered"), Kind.NUMBER),
                Heading(_("Answer rate"), Kind.SHARE),
                Heading(_("Mean wait"), Kind.DURATION),
                Heading(_("Longest wait"), Kind.DURATION),
            ],
            rows,
            title=_("The {n} busiest half-hours").format(n=PEAKS),
            empty=_("Nothing is known of this month’s queues."),
        )
    ]
