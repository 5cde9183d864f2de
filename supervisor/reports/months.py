"""Months before a month, by their first days."""

from __future__ import annotations

from datetime import date


def months_back(month: date, back: int) -> date:
    """The first day of the month *back* months before the one of *month*; 0: of its own."""
    months = month.year * 12 + month.month - 1 - back
    return date(months // 12, months % 12 + 1, 1)


def last_months(month: date, count: int) -> list[date]:
    """The first days of *count* months up to the one of *month*, with it, in order of time."""
    return [months_back(month, back) for back in range(count - 1, -1, -1)]
