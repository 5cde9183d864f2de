"""The queues of a business day: in all, and by half-hours with the day's curve."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from zoneinfo import ZoneInfo

from supervisor.history.figures import Figures, LineKind, Unit, title
from supervisor.reports.day_told import Day
from supervisor.words import _, clock_time, day, number, share
from supervisor.workbook.book import Cell, Chart, ChartKind, Series, Sheet, Table, Text, Tone, Voice
from supervisor.workbook.cell import Heading, Kind

CONTACTS = (
    *("offered", "answered", "abandoned", "abandoned_short", "answer_rate_of", "answer_rate"),
    *("service_level_part", "service_level_of", "service_level"),
)

TIMES = (
    "wait_answered_s",
    "waits_answered",
    "mean_wait_s",
    "longest_wait_s",
    "handle_s",
    "talks",
    "mean_handle_s",
)

SHOWN = (*CONTACTS, *TIMES)
"""Columns of a queue's row: each ratio and mean behind what it is made of."""

OTHERWISE = ("timed_out", "left_by_key", "left_empty", "withdrawn", "lost", "left_unknown")
"""What became of those who were neither answered nor gave up."""
_KINDS = {Unit.SHARE: Kind.SHARE, Unit.SECONDS: Kind.DURATION}


def summary_sheet(told: Day) -> Sheet:
    """What each queue came to, and all of them."""
    figures = told.whole
    queues, blank = _queues(figures), [""] * (len(_who(figures)) - 1)
    limits = {at: _threshold_s(told, at) for at in queues}
    same = set(limits.values())
    within = Heading(_("In time within, s"), Kind.NUMBER, tip=_("The threshold of the service level."))
    contacts_of = Table(
        "queues",
        [*_who(figures), *_headings(figures, CONTACTS), within, *_rest_headings(figures)],
        [
            [*_name(figures, at), *_cells(figures, at, 0, CONTACTS), limits[at], *_rest(figures, at)]
            for at in queues
        ],
        _("Contacts"),
        total=[
            *(_("All"), *blank, *_cells(figures, 0, 0, CONTACTS)),
            *(same.pop() if len(same) == 1 else None, *_rest(figures, 0)),
        ]
        if queues
        else None,
        empty=_("No source told anything of this day."),
    )
    times_of = Table(
        "queuetimes",
        [*_who(figures), *_headings(figures, TIMES)],
        [[*_name(figures, at), *_cells(figures, at, 0, TIMES)] for at in queues],
        _("Waits and handle times"),
        total=[_("All"), *blank, *_cells(figures, 0, 0, TIMES)] if queues else None,
        empty=_("No source told anything of this day."),
    )
    return Sheet(
        _("Queues of the day"),
        [Text([_lead(told)], Voice.LEAD), contacts_of, times_of],
        _("The floor on {day}").format(day=day(told.day, date.min)),
        hint=_("What each queue came to"),
    )


def _threshold_s(told: Day, line: int) -> int:
    one = told.whole.lines[line]
    return told.counting.threshold_s(one.source, one.name, None)


def _lead(told: Day) -> str:
    """The day in a sentence."""
    figures = told.whole
    offered = figures.value("offered") if figures.lines else None
    if not offered:
        return _("Of this day no contacts are known.")
    said = _("{offered} offered, {answered} answered ({rate}); service level {level} of {target}.")
    return said.format(
        offered=number(offered),
        answered=number(figures.value("answered")),
        rate=share(figures.value("answer_rate")),
        level=share(figures.value("service_level")),
        target=number(figures.value("service_level_of")),
    )


def curve_sheet(told: Day, zone: ZoneInfo, target: float) -> Sheet:
    """The day's curve, with the cells that it is drawn of."""
    figures = told.halves
    open_ = _open(figures)
    headings = [
        Heading(_("Half-hour from")),
        *_headings(figures, CONTACTS),
        Heading(_("Target"), Kind.SHARE, tip=_("Of the service level, as the centre has set it.")),
    ]
    counted = Table(
        "halfhours",
        headings,
        [
            [clock_time(figures.buckets[at].begins, zone), *_cells(figures, 0, at, CONTACTS), target]
            for at in open_
        ],
        _("Contacts of all queues"),
        empty=_("No contact entered on this day."),
    )
    first = 1
    chart = Chart(
        ChartKind.COLUMN,
        _("Offered, answered and service level by half-hours"),
        counted.name,
        0,
        (
            Series(first + CONTACTS.index("offered"), tone=Tone.QUIET),
            Series(first + CONTACTS.index("answered"), tone=Tone.GOOD),
            Series(first + CONTACTS.index("service_level"), kind=ChartKind.LINE, second=True),
            Series(len(headings) - 1, kind=ChartKind.LINE, second=True, dashed=True),
        ),
        x_title=_("Half-hour from"),
        y_title=_("Contacts"),
        second_title=_("Service level"),
        least=0,
        tall=True,
    )
    return Sheet(
        _("Curve of the day"),
        [chart, counted] if open_ else [counted],
        _("The curve of {day}").format(day=day(told.day, date.min)),
        hint=_("Offered and answered by half-hours, with the service level"),
    )


def waits_sheet(told: Day, zone: ZoneInfo) -> Sheet:
    """Waits and handle times of all queues by half-hours."""
    figures = told.halves
    table = Table(
        "halftimes",
        [Heading(_("Half-hour from")), *_headings(figures, TIMES)],
        [
            [clock_time(figures.buckets[at].begins, zone), *_cells(figures, 0, at, TIMES)]
            for at in _open(figures)
        ],
        empty=_("No contact entered on this day."),
    )
    return Sheet(
        _("Waits by half-hours"),
        [table],
        _("Waits and handle times of all queues"),
        hint=_("How long all queues took, by half-hours"),
    )


def halves_sheet(told: Day, zone: ZoneInfo) -> Sheet:
    """Each queue by half-hours, those in which the floor was open."""
    figures = told.halves
    rows = [
        [
            *_name(figures, line),
            clock_time(figures.buckets[at].begins, zone),
            *_cells(figures, line, at),
        ]
        for line in _queues(figures)
        for at in _open(figures)
    ]
    headings = [*_who(figures), Heading(_("Half-hour from")), *_headings(figures)]
    return Sheet(
        _("Queues by half-hours"),
        [Table("queuehalves", headings, rows, empty=_("No contact entered on this day."))],
        _("Each queue by half-hours"),
        frozen=len(_who(figures)) + 1,
        hint=_("Each queue, each half-hour in which the floor was open"),
    )


def _queues(figures: Figures) -> list[int]:
    """The places of queues, those without a contact in the whole time left out."""
    import numpy as np

    return [
        at
        for at, line in enumerate(figures.lines)
        if line.kind is LineKind.QUEUE and np.nansum(figures.of("entries")[at]) > 0
    ]


def _open(figures: Figures) -> range:
    """The half-hours from the first in which a contact entered to the last."""
    if not figures.lines:
        return range(0)
    busy = [at for at in range(len(figures.buckets)) if figures.value("entries", 0, at)]
    return range(busy[0], busy[-1] + 1) if busy else range(0)


def _sources(figures: Figures) -> bool:
    """Whether more than one source has queues, so that each row says which."""
    return len({line.source for line in figures.lines if line.kind is LineKind.QUEUE}) > 1


def _who(figures: Figures) -> list[Heading]:
    return [Heading(_("Queue")), *([Heading(_("Source"))] if _sources(figures) else [])]


def _name(figures: Figures, line: int) -> list[Cell]:
    one = figures.lines[line]
    return [one.name, *([one.source] if _sources(figures) else [])]


def _headings(figures: Figures, names: Sequence[str] = SHOWN) -> list[Heading]:
    columns = [figures.column(name) for name in names]
    return [Heading(title(one), _KINDS.get(one.unit, Kind.NUMBER), tip=_(one.meaning)) for one in columns]


def _cells(figures: Figures, line: int, piece: int, names: Sequence[str] = SHOWN) -> list[Cell]:
    row = figures.row(line, piece)
    return [row[name] for name in names]


def _rest_headings(figures: Figures) -> list[Heading]:
    """Of what is offered and neither answered nor abandoned: the row adds up."""
    tip = _("Timed out, left by key or out of an empty queue, withdrawn, lost, unknown.")
    unfinished = Heading(title(figures.column("unfinished")), Kind.NUMBER)
    return [Heading(_("Left otherwise"), Kind.NUMBER, tip=tip), unfinished]


def _rest(figures: Figures, line: int) -> list[Cell]:
    row = figures.row(line, 0)
    left = [row[name] for name in OTHERWISE]
    known = [value for value in left if value is not None]
    return [sum(known) if known else None, row["unfinished"]]
