"""Hot enquiries: types of contact that came more often than usual, or less."""

from __future__ import annotations

from datetime import date

from supervisor.history.asking import opened
from supervisor.history.count_block import month_end
from supervisor.history.period import Period
from supervisor.history.type_days import type_days
from supervisor.history.type_trend import TypeMonth, first_day, type_months
from supervisor.reports.asked import Asked
from supervisor.reports.figures import ratio
from supervisor.words import _, ngettext, number
from supervisor.workbook.book import Cell, Chart, ChartKind, Marks, Series, Table, Tone
from supervisor.workbook.cell import Heading, Kind

MOST_TYPES = 20
"""Types of contact that are told one by one."""


def hot_types(asked: Asked, month: date) -> tuple[TypeMonth, ...]:
    """Types of contact of *month* against the weeks and months before."""
    with opened(asked.url) as past:
        told = type_days(past, Period(first_day(month), month_end(month)))
    return type_months(told, month)


def hot_table(hot: tuple[TypeMonth, ...]) -> Table:
    """One row a type, the rarer ones in the total alone."""
    whole = sum(one.count for one in hot)
    rows: list[list[Cell]] = [
        [
            one.type or _("Type unknown"),
            one.count,
            ratio(one.count, whole),
            one.before,
            _change(one.count, one.before),
            one.year_before,
            _change(one.count, one.year_before),
            one.up,
            one.down,
            _verdict(one),
        ]
        for one in hot[:MOST_TYPES]
    ]
    rest = hot[MOST_TYPES:]
    total: list[Cell] = [_("All types"), whole, 1.0 if whole else None, *_totals(hot)]
    note = _(
        "Contacts handled, each once. A week counts as more or fewer when it breaks a rule of the process "
        "chart whose limits come from the weeks before the month. A change in % alone says nothing of that."
    )
    if rest:
        left = ngettext(
            "{n} rarer type is in the total alone.", "{n} rarer types are in the total alone.", len(rest)
        )
        note = f"{note} {left.format(n=number(len(rest)))}"
    return Table(
        "hot_types",
        [
            Heading(_("Type of contact")),
            Heading(_("Contacts"), Kind.NUMBER),
            Heading(_("Share"), Kind.SHARE),
            Heading(_("Month before"), Kind.NUMBER),
            Heading(_("Change"), Kind.SHARE, signed=True),
            Heading(_("Same month last year"), Kind.NUMBER),
            Heading(_("Change on the year"), Kind.SHARE, signed=True),
            Heading(_("Weeks with more"), Kind.NUMBER),
            Heading(_("Weeks with fewer"), Kind.NUMBER),
            Heading(_("Against the usual")),
        ],
        rows,
        title=_("Hot enquiries"),
        note=note,
        total=total if rows else None,
        marks=(Marks(9, {_("more than usual"): Tone.BAD, _("fewer than usual"): Tone.GOOD}),),
        empty=_("Nothing is known of types of contact in this month."),
    )


def _totals(hot: tuple[TypeMonth, ...]) -> list[Cell]:
    whole = sum(one.count for one in hot)
    before = [one.before for one in hot if one.before is not None]
    year = [one.year_before for one in hot if one.year_before is not None]
    was, long_ago = sum(before) if before else None, sum(year) if year else None
    return [was, _change(whole, was), long_ago, _change(whole, long_ago), None, None, ""]


def _change(now: float, before: float | None) -> float | None:
    return now / before - 1 if before else None


def _verdict(one: TypeMonth) -> str:
    if one.up is None or one.down is None:
        return _("too few weeks")
    if one.up == one.down:
        return _("as usual") if not one.up else _("uneven")
    return _("more than usual") if one.up > one.down else _("fewer than usual")


def hot_chart(hot: tuple[TypeMonth, ...]) -> Chart:
    """The most frequent types, beside the month before."""
    series = [Series(1, _("This month"))]
    if any(one.before is not None for one in hot):
        series.append(Series(3, _("Month before"), tone=Tone.QUIET))
    return Chart(
        ChartKind.BAR,
        _("Contacts by type, this month and the one before"),
        "hot_types",
        0,
        series,
        rows=min(len(hot), 12),
        tall=len(hot) > 8,
    )
