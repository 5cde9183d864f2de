"""One business day of the floor: queues by half-hours, who gave up, and breaks against what is allowed."""

from __future__ import annotations

from supervisor.history.asking import opened
from supervisor.history.figures import Figures
from supervisor.reports.asked import Asked
from supervisor.reports.day_abandoned import abandoned_sheet
from supervisor.reports.day_breaks import break_sheets
from supervisor.reports.day_queues import curve_sheet, halves_sheet, summary_sheet, waits_sheet
from supervisor.reports.day_told import read_day
from supervisor.words import _, moment
from supervisor.workbook.book import Book


def book(asked: Asked) -> Book:
    """The report of the order's day. Raises ReportError, DatabaseError."""
    wanted = asked.since
    with opened(asked.url) as past:
        told = read_day(past, wanted)
    zone = asked.zone
    target = asked.settings.service_level_target
    counted = asked.days_said()
    if wanted >= asked.today:
        counted = _("{day}, as counted up to {moment}").format(
            day=counted, moment=moment(asked.now, zone, asked.today)
        )
    sheets = [
        summary_sheet(told),
        curve_sheet(told, zone, target),
        waits_sheet(told, zone),
        halves_sheet(told, zone),
        abandoned_sheet(told, asked),
    ]
    sheets += break_sheets(told, named=asked.order.named)
    about = asked.about(
        _("Day report of the floor"), counted, _("All queues of all sources"), _definitions(told.whole)
    )
    return Book(_("Day report of the floor"), sheets, about)


def _definitions(figures: Figures) -> tuple[tuple[str, str], ...]:
    titles = {
        "offered": _("Offered"),
        "answer_rate": _("Answer rate"),
        "service_level": _("Service level"),
        "short": _("Short abandon"),
        "by": _("Counted"),
    }
    return tuple(
        (said, figures.definitions[name]) for name, said in titles.items() if name in figures.definitions
    )
