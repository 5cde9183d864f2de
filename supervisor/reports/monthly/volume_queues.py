"""Requests by channel and by skill group."""

from __future__ import annotations

from collections.abc import Mapping

from supervisor.reports.monthly import cells
from supervisor.reports.monthly.month import Month
from supervisor.reports.monthly.volume_told import Volume
from supervisor.words import _
from supervisor.workbook.book import Cell, Chart, ChartKind, Part, Series, Table
from supervisor.workbook.cell import Heading, Kind


def of_channels(month: Month, volume: Volume) -> list[Part]:
    """Channels, drawn where there are several; then skill groups."""
    rows: list[list[Cell]] = [
        [cells.channel(channel), *_told(row)]
        for channel, row in volume.views.channels.rows().items()
        if row["offered"]
    ]
    rows.sort(key=lambda row: -_size(row[1]))
    table = Table(
        "volume_channels",
        [Heading(_("Channel")), *_told_headings()],
        rows,
        title=_("By channel"),
        empty=_("Nothing is known of any channel."),
    )
    charts: list[Part] = []
    if len(rows) > 1:
        charts = [
            Chart(ChartKind.BAR, _("Requests by channel"), "volume_channels", 0, [Series(1, _("Requests"))])
        ]
    return [*charts, table, _of_skills(month, volume)]


def _size(cell: Cell) -> float:
    return float(cell) if isinstance(cell, int | float) else 0.0


def _of_skills(month: Month, volume: Volume) -> Table:
    names = month.sums.skills
    rows: list[list[Cell]] = []
    for skill, row in volume.views.skills.rows().items():
        then = volume.before.get(skill)
        if not skill or not (row["offered"] or then):
            continue
        offered, settled = row["offered"], 0.0 if then is None else then.offered - then.unfinished
        rows.append(
            [
                names.get(skill, skill),
                *_told(row),
                None if then is None else then.offered,
                offered / then.offered - 1 if offered is not None and then and then.offered else None,
                then.answered / settled if then is not None and settled else None,
            ]
        )
    return Table(
        "volume_skills",
        [
            Heading(_("Skill group")),
            *_told_headings(),
            Heading(_("Requests, month before"), Kind.NUMBER),
            Heading(_("Change of requests"), Kind.SHARE),
            Heading(_("Answer rate, month before"), Kind.SHARE),
        ],
        sorted(rows, key=lambda row: str(row[0])),
        title=_("By skill group"),
        empty=_("No queue belongs to a skill group yet."),
    )


def _told_headings() -> list[Heading]:
    return [
        Heading(_("Requests"), Kind.NUMBER),
        Heading(_("Answered"), Kind.NUMBER),
        Heading(_("Answer rate"), Kind.SHARE),
        Heading(_("Abandoned"), Kind.NUMBER),
        Heading(_("Service level"), Kind.SHARE),
        Heading(_("Mean wait"), Kind.DURATION),
    ]


def _told(row: Mapping[str, float | None]) -> list[Cell]:
    names = ("offered", "answered", "answer_rate", "abandoned", "service_level", "mean_wait_s")
    return [row[name] for name in names]
