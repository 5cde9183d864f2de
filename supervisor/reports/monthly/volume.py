"""Section 3: how many came, when, and who reached somebody."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from supervisor.advice.forecast import HitRate, Kind, hit_rates
from supervisor.advice.store import forecasts
from supervisor.events import Channel
from supervisor.evidence.daily import DayLimits, day_limits
from supervisor.history.asking import ask_day_curve, ask_heat, ask_queues
from supervisor.history.definition import Definition, OfferedBy
from supervisor.history.figures import Figures, LineKind
from supervisor.history.period import Every, Period
from supervisor.history.queue_figures import QueueQuestion
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
    """*days* of the month with what came on each, and the limits of each; *figures* of them."""

    days: tuple[date, ...]
    limits: tuple[DayLimits, ...]
    figures: Figures
    baseline: int

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
    around = Period(month.first - timedelta(days=BASELINE_DAYS), month.last)
    found = ask_queues(month.asked.url, replace(_all(around), every=Every.DAY))
    offered = found.of("offered")[0].tolist() if found.lines else [math.nan] * len(found.buckets)
    days = [bucket.first for bucket in found.buckets]
    told = [
        (day.weekday(), None if math.isnan(value) else value)
        for day, value in zip(days, offered, strict=True)
    ]
    baseline = sum(day < month.first for day in days)
    known = sum(value is not None for _weekday, value in told[:baseline])
    limits = day_limits(told, baseline=baseline if known >= _FEWEST else None)
    return Volume(tuple(days[baseline:]), limits[baseline:], found, known)


_FEWEST = 28  # days before the month; with fewer the month's own days make the limits


def _all(period: Period) -> QueueQuestion:
    return QueueQuestion(period, definition=BY_CONTACT, with_skills=False, with_queues=False)


def sheet(asked: Asked) -> tuple[Sheet, ...]:
    """Days and who came; then when, by the hour."""
    month = month_of(asked)
    volume = volume_of(month)
    return (
        Sheet(
            _("3 Volume"),
            [*_of_days(month, volume), *_of_channels(month), *_of_menu(month), *_of_forecasts(month)],
            title=_("3 Volume and answering"),
            hint=_("By day with limits, by channel, voice menu and people, forecasts."),
        ),
        Sheet(
            _("3.1 Times of day"),
            [*_of_clock(month), *_heat(month), *_peaks(month)],
            title=_("3.1 When they come"),
            hint=_("By half-hour, by weekday and hour, the busiest half-hours."),
        ),
    )


# -- by day -------------------------------------------------------------------------------------------------

_OUT = 10


def _of_days(month: Month, volume: Volume) -> list[Part]:
    found, first = volume.figures, len(volume.figures.buckets) - len(volume.days)
    above, below = _("Above"), _("Below")
    rows: list[list[Cell]] = []
    for at, (day, limits) in enumerate(zip(volume.days, volume.limits, strict=True)):
        row = found.row(0, first + at) if found.lines else {}
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
            Heading(_("Limits"), tip=_("Beyond what such a weekday usually brings.")),
        ],
        rows,
        title=_("By day"),
        total=_day_total(month, rows),
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


def _day_total(month: Month, rows: Sequence[Sequence[Cell]]) -> list[Cell] | None:
    if not rows:
        return None
    found = ask_queues(month.asked.url, _all(month.period))
    row = found.row(0, 0) if found.lines else {}
    return [
        _("Total"),
        "",
        row.get("offered"),
        row.get("answered"),
        row.get("answer_rate"),
        row.get("abandoned"),
        row.get("mean_wait_s"),
        row.get("service_level"),
        None,
        None,
        "",
    ]


def _weekdays(volume: Volume) -> Table:
    rows: list[list[Cell]] = []
    found, first = volume.figures, len(volume.figures.buckets) - len(volume.days)
    for weekday, name in enumerate(WEEKDAYS):
        told = [
            found.row(0, first + at)
            for at, day in enumerate(volume.days)
            if day.weekday() == weekday and found.lines
        ]
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
            cells.number(_("Days")),
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


def _of_channels(month: Month) -> list[Part]:
    url = month.asked.url
    rows: list[list[Cell]] = []
    for channel in Channel:
        sides = [
            _figures_of(url, replace(_all(period), channels=(channel.value,)))
            for period in (month.period, month.before)
        ]
        if any(side.get("offered") for side in sides):
            rows.append([cells.channel(channel.value), *_two(*sides)])
    table = Table(
        "volume_channels",
        [Heading(_("Channel")), *_two_headings()],
        rows,
        title=_("By channel"),
        empty=_("Nothing is known of any channel."),
    )
    charts: list[Part] = []
    if len(rows) > 1:
        charts = [
            Chart(
                ChartKind.BAR,
                _("Requests by channel"),
                "volume_channels",
                0,
                [Series(1, _("This month")), Series(2, _("Last month"), tone=Tone.QUIET)],
            )
        ]
    return [table, *charts, _of_skills(month)]


def _of_skills(month: Month) -> Table:
    url = month.asked.url
    sides = []
    for period in (month.period, month.before):
        asked = replace(_all(period), with_total=False, with_skills=True)
        found = ask_queues(url, asked)
        sides.append(
            {
                line.name: found.row(at, 0)
                for at, line in enumerate(found.lines)
                if line.kind is LineKind.SKILL
            }
        )
    now, before = sides
    rows: list[list[Cell]] = [
        [name, *_two(now.get(name, {}), before.get(name, {}))] for name in sorted({*now, *before})
    ]
    return Table(
        "volume_skills",
        [Heading(_("Skill group")), *_two_headings()],
        rows,
        title=_("By skill group"),
        empty=_("No queue belongs to a skill group yet."),
    )


def _two_headings() -> list[Heading]:
    return [
        cells.number(_("Requests")),
        cells.number(_("Last month")),
        cells.share(_("Change")),
        cells.number(_("Answered")),
        cells.share(_("Answer rate")),
        cells.share(_("Answer rate, last month")),
        cells.share(_("Service level")),
        cells.time(_("Mean wait")),
    ]


def _two(now: dict[str, float | None], before: dict[str, float | None]) -> list[Cell]:
    offered, then = now.get("offered"), before.get("offered")
    return [
        offered,
        then,
        offered / then - 1 if offered is not None and then else None,
        now.get("answered"),
        now.get("answer_rate"),
        before.get("answer_rate"),
        now.get("service_level"),
        now.get("mean_wait_s"),
    ]


def _figures_of(url: str, asked: QueueQuestion) -> dict[str, float | None]:
    found = ask_queues(url, asked)
    return found.row(0, 0) if found.lines else {}


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


def _of_clock(month: Month) -> list[Part]:
    curve = ask_day_curve(month.asked.url, _all(month.period), 30)
    columns = {name: values.tolist() for name, values in curve.values.items()}
    rows: list[list[Cell]] = []
    for at, minute in enumerate(curve.starts):
        offered = _known(columns["offered"][at])
        if not offered:
            continue
        rows.append(
            [
                f"{minute // 60:02}:{minute % 60:02}",
                offered,
                offered / curve.days if curve.days else None,
                _known(columns["answered"][at]),
                _known(columns["answer_rate"][at]),
                _known(columns["mean_wait_s"][at]),
                _known(columns["mean_handle_s"][at]),
            ]
        )
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


def _heat(month: Month) -> list[Part]:
    """What usually comes in each hour of each weekday."""
    found = ask_heat(month.asked.url, _all(month.period))
    offered, days = found.values["offered"].tolist(), found.days.tolist()
    rows: list[list[Cell]] = [
        [
            f"{hour:02}:00",
            *(
                offered[weekday][hour] / days[weekday][hour] if days[weekday][hour] else None
                for weekday in range(7)
            ),
        ]
        for hour in range(24)
        if any(_known(offered[weekday][hour]) for weekday in range(7))
    ]
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


def _peaks(month: Month) -> list[Part]:
    found = ask_queues(month.asked.url, replace(_all(month.period), every=Every.HALF))
    offered = found.of("offered")[0].tolist() if found.lines else []
    busiest = sorted(range(len(offered)), key=lambda at: -(_known(offered[at]) or 0))[:PEAKS]
    told = [(found.buckets[at].begins, found.row(0, at)) for at in busiest if _known(offered[at])]
    rows: list[list[Cell]] = [
        [
            begins,
            _(WEEKDAYS[begins.astimezone(month.asked.zone).weekday()]),
            row["offered"],
            row["answered"],
            row["answer_rate"],
            row["mean_wait_s"],
            row["longest_wait_s"],
        ]
        for begins, row in told
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


def _known(value: float) -> float | None:
    return None if value != value else value
