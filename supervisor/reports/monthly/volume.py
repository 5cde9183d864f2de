"""Section 3: how many came, when, and who reached somebody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from supervisor.advice.forecast import HitRate, Kind, hit_rates
from supervisor.advice.store import forecasts
from supervisor.evidence.daily import DayLimits, day_limits
from supervisor.history.asking import opened
from supervisor.history.definition import Definition, OfferedBy
from supervisor.history.period import Period
from supervisor.ivr.count_store import counts
from supervisor.ivr.figures import figures as menu_figures
from supervisor.ivr.node_store import all_nodes
from supervisor.ivr.tree import Tree
from supervisor.reports.asked import Asked
from supervisor.reports.monthly import cells
from supervisor.reports.monthly.month import Month, days_said, month_of
from supervisor.words import WEEKDAYS, _, mark, share
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
from supervisor.workbook.cell import Heading
from supervisor.workbook.cell import Kind as CellKind

if TYPE_CHECKING:  # arrays
    from supervisor.history.queue_views import QueueSums, QueueViews

BASELINE_DAYS = 91
"""So many days before the month say what is usual of a weekday, and make the limits."""

BY_CONTACT = Definition(offered_by=OfferedBy.CONTACT)
"""As the answer rate has it: a customer's tries count once a queue and day."""

PEAKS = 10

KIND_LABELS = {
    Kind.OUTLOOK: mark("The next minutes as things are"),
    Kind.PEOPLE: mark("The next minutes if people come or go"),
}


@dataclass(frozen=True)
class Volume:
    """*days* of the month with the limits of each, by *baseline* days before it; *views* of its queues;
    *before*: what came in the month before, by skill group."""

    days: tuple[date, ...]
    limits: tuple[DayLimits, ...]
    baseline: int
    views: QueueViews
    before: Mapping[str, QueueSums]

    @property
    def out(self) -> tuple[date, ...]:
        """The days beyond their limits."""
        return tuple(day for day, one in zip(self.days, self.limits, strict=True) if one.above or one.below)


_kept: list[tuple[Month, Volume]] = []


def volume_of(month: Month) -> Volume:
    """What came on each day of the month; asked once for one workbook."""
    if _kept and _kept[0][0] is month:
        return _kept[0][1]
    _kept[:] = [(month, _volume(month))]
    return _kept[0][1]


def forget() -> None:
    """The workbook is made: keep nothing of it."""
    _kept.clear()


def _volume(month: Month) -> Volume:
    from supervisor.history.queue_views import queue_views, sums_by_day, sums_by_skill

    around = Period(month.first - timedelta(days=BASELINE_DAYS), month.first - timedelta(days=1))
    with opened(month.asked.url) as past:
        views = queue_views(past, month.period, BY_CONTACT)
        earlier = sums_by_day(past, around)
        before = sums_by_skill(past, month.before)
    now = views.days.rows()
    told: list[tuple[int, float | None]] = [
        (day.weekday(), earlier[day].offered if day in earlier else None) for day in around.days
    ]
    told += [(day.weekday(), now[day]["offered"]) for day in month.period.days]
    baseline = len(around.days)
    known = len(earlier)
    limits = day_limits(told, baseline=baseline if known >= _FEWEST else None)
    return Volume(month.period.days, limits[baseline:], known, views, before)


_FEWEST = 28  # days before the month; with fewer the month's own days make the limits


def sheet(asked: Asked) -> tuple[Sheet, ...]:
    """Days and who came; then when, by the hour."""
    month = month_of(asked)
    volume = volume_of(month)
    return (
        Sheet(
            _("3 Volume"),
            [*_of_days(month, volume), *_of_channels(month, volume), *_of_menu(month), *_of_forecasts(month)],
            title=_("3 Volume and answering"),
            hint=_("By day with limits, by channel, voice menu and people, forecasts."),
        ),
        Sheet(
            _("3.1 Times of day"),
            [*_of_clock(month, volume), *_heat(volume), *_peaks(month, volume)],
            title=_("3.1 When they come"),
            hint=_("By half-hour, by weekday and hour, the busiest half-hours."),
        ),
    )


# -- by day -------------------------------------------------------------------------------------------------

_OUT = 10


def _of_days(month: Month, volume: Volume) -> list[Part]:
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
            Heading(_("Day"), CellKind.DAY),
            Heading(_("Weekday")),
            cells.number(_("Requests")),
            cells.number(_("Answered")),
            cells.share(_("Answer rate")),
            cells.number(_("Abandoned")),
            cells.time(_("Mean wait")),
            cells.share(_("Service level")),
            cells.number(_("Lower limit")),
            cells.number(_("Upper limit")),
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
        if volume.baseline >= _FEWEST
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
        least, most = cells.axis([cell for row in rows for cell in (row[2], row[8], row[9])], 0.25)
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
                [_(name), len(told), offered, offered / len(told), answered, answered / of if of else None]
            )
    return Table(
        "volume_weekdays",
        [
            Heading(_("Weekday")),
            cells.number(_("Days counted")),
            cells.number(_("Requests")),
            cells.number(_("Requests a day")),
            cells.number(_("Answered")),
            cells.share(_("Answer rate")),
        ],
        rows,
        title=_("By weekday"),
        empty=_("Nothing is known of this month’s queues."),
    )


# -- by channel, skill group --------------------------------------------------------------------------------


def _of_channels(month: Month, volume: Volume) -> list[Part]:
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
            cells.number(_("Requests, month before")),
            cells.share(_("Change of requests")),
            cells.share(_("Answer rate, month before")),
        ],
        sorted(rows, key=lambda row: str(row[0])),
        title=_("By skill group"),
        empty=_("No queue belongs to a skill group yet."),
    )


def _told_headings() -> list[Heading]:
    return [
        cells.number(_("Requests")),
        cells.number(_("Answered")),
        cells.share(_("Answer rate")),
        cells.number(_("Abandoned")),
        cells.share(_("Service level")),
        cells.time(_("Mean wait")),
    ]


def _told(row: Mapping[str, float | None]) -> list[Cell]:
    names = ("offered", "answered", "answer_rate", "abandoned", "service_level", "mean_wait_s")
    return [row[name] for name in names]


# -- the voice menu -----------------------------------------------------------------------------------------


def _of_menu(month: Month) -> list[Part]:
    """Who stayed in the voice menu and who came to a person."""
    with month.asked.centre() as db:
        nodes = all_nodes(db)
        now = counts(db, month.period.first, month.period.last)
        before = counts(db, month.before.first, month.before.last)
    tree = Tree(nodes)
    told = menu_figures(nodes, now, before)
    rows: list[list[Cell]] = []
    for node in tree.level(retired=False):
        for depth, one in ((0, node), *((1, below) for below in tree.level(node.id, retired=False))):
            found = told[one.id]
            if found.hits is None:
                continue
            rows.append(
                [
                    ("  " * depth) + one.title,
                    found.days,
                    found.hits,
                    found.share,
                    found.to_agent,
                    found.to_agent_share,
                    found.hung_up,
                    found.hung_up_share,
                    found.change,
                ]
            )
    return [
        Table(
            "volume_menu",
            [
                Heading(_("Voice menu")),
                cells.number(_("Days known")),
                cells.number(_("Callers")),
                cells.share(_("Of the node above")),
                cells.number(_("To a person")),
                cells.share(_("To a person, share")),
                cells.number(_("Hung up")),
                cells.share(_("Hung up, share")),
                cells.share(_("Change a day"), tip=_("Callers a day against the month before.")),
            ],
            rows,
            title=_("Voice menu and people"),
            note=_("Callers who neither came to a person nor hung up there went on in the menu.")
            if rows
            else "",
            empty=_("No counts of the voice menu are known for this month."),
        )
    ]


# -- forecasts ----------------------------------------------------------------------------------------------


def _of_forecasts(month: Month) -> list[Part]:
    days = month.asked.settings.days
    begins, ends = days.begins(month.first), days.ends(month.last)
    with month.asked.centre() as db:
        kept = [one for one in forecasts(db, begins) if one.made_at < ends]
    rows: list[list[Cell]] = [
        [
            _(KIND_LABELS[kind]),
            found.rate.whole,
            found.rate.value,
            found.error,
            found.miss,
            _left_out(found),
        ]
        for kind, found in hit_rates(kept).items()
    ]
    return [
        Table(
            "volume_forecasts",
            [
                Heading(_("Forecast of the service level")),
                cells.number(_("Compared")),
                cells.share(_("Within their range")),
                cells.share(_("Mean error"), tip=_("Foretold less what came, by contacts.")),
                cells.share(_("Mean distance")),
                cells.number(_("Not comparable")),
            ],
            rows,
            title=_("Forecast error"),
            empty=_("No forecasts of this month are kept."),
        )
    ]


def _left_out(found: HitRate) -> int:
    return sum(found.left_out.values())


# -- by the clock -------------------------------------------------------------------------------------------


def _of_clock(month: Month, volume: Volume) -> list[Part]:
    days = volume.views.told
    rows: list[list[Cell]] = [
        [
            f"{minute // 60:02}:{minute % 60:02}",
            row["offered"],
            row["offered"] / days if days else None,
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
            cells.number(_("Requests")),
            cells.number(_("Requests a day"), 1),
            cells.number(_("Answered")),
            cells.share(_("Answer rate")),
            cells.time(_("Mean wait")),
            cells.time(_("Mean handle time")),
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


def _heat(volume: Volume) -> list[Part]:
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
            [Heading(_("Hour")), *(cells.number(_(name), 1) for name in WEEKDAYS)],
            rows,
            title=_("Requests in an hour, by weekday"),
            note=_("The darker, the more. A usual hour of the month: requests ÷ so many such days."),
            shaded=(1, 7),
            empty=_("Nothing is known of this month’s queues."),
        )
    ]


def _peaks(month: Month, volume: Volume) -> list[Part]:
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
                Heading(_("Half-hour from"), CellKind.TIME),
                Heading(_("Weekday")),
                cells.number(_("Requests")),
                cells.number(_("Answered")),
                cells.share(_("Answer rate")),
                cells.time(_("Mean wait")),
                cells.time(_("Longest wait")),
            ],
            rows,
            title=_("The {n} busiest half-hours").format(n=PEAKS),
            empty=_("Nothing is known of this month’s queues."),
        )
    ]
