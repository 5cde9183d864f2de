"""The monthly review: twelve sections, from one page for the board to the sums that everything is made of."""

from __future__ import annotations

from collections.abc import Callable

from supervisor.reports.asked import Asked
from supervisor.reports.monthly import (
    appendix,
    effects,
    efficiency,
    issues,
    measures,
    month,
    people,
    quality,
    satisfaction,
    sources,
    summary,
    training,
    volume,
    volume_told,
)
from supervisor.words import _
from supervisor.workbook.book import Book, Sheet

SECTIONS: tuple[Callable[[Asked], Sheet | tuple[Sheet, ...]], ...] = (
    summary.sheet,
    sources.sheet,
    volume.sheet,
    efficiency.sheet,
    satisfaction.sheet,
    quality.sheet,
    people.sheet,
    training.sheet,
    effects.sheet,
    issues.sheet,
    measures.sheet,
    appendix.sheet,
)
"""In the order of their numbers: section 1 is the first."""


def book(asked: Asked) -> Book:
    """The review of the month that is asked for. Raises ReportError where no day of it is over, and
    DatabaseError."""
    try:
        found = month.month_of(asked)
        sheets: list[Sheet] = []
        for at, section in enumerate(SECTIONS):
            asked.told(at, len(SECTIONS))
            made = section(asked)
            sheets += [made] if isinstance(made, Sheet) else made
        asked.told(len(SECTIONS), len(SECTIONS))
        return Book(
            _("Monthly review of {month}").format(month=found.name()),
            sheets,
            asked.about(
                _("Monthly review"),
                month.days_said(found.period),
                lines=(
                    (_("State"), _state(found)),
                    (_("Process limits"), _("From the weeks before the month; see section 4.2.")),
                    (_("Definitions"), _("Sheet 2.1 says how each figure is counted.")),
                ),
            ),
        )
    finally:
        month.forget()
        volume_told.forget()


def _state(found: month.Month) -> str:
    if found.is_running:
        return _("The month is not over: all figures are provisional.")
    if found.stated is not None:
        return _(
            "Figures of single people’s KPIs were stated and are shown so; corrections are in section 12."
        )
    return _("The month’s figures have not been stated yet and may still change.")
