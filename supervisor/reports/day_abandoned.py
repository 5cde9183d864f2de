"""Everybody who gave up waiting on a business day."""

from __future__ import annotations

from supervisor.reports.asked import Asked
from supervisor.reports.day_told import Day
from supervisor.words import _, ngettext, number
from supervisor.workbook.book import Cell, Sheet, Table
from supervisor.workbook.cell import Heading, Kind


def abandoned_sheet(told: Day, asked: Asked) -> Sheet:
    """Everybody who gave up; the customer's number only for those who may see names."""
    named, short_s = asked.order.named, asked.settings.short_abandon_s
    several = len({one.source for one in told.gone}) > 1
    numbers = named and any(one.number for one in told.gone)
    types, places = any(one.type for one in told.gone), any(one.position is not None for one in told.gone)
    headings = [
        Heading(_("Entered"), Kind.TIME),
        Heading(_("Gave up"), Kind.TIME),
        Heading(_("Queue")),
        *([Heading(_("Source"))] if several else []),
        *([Heading(_("Type of contact"))] if types else []),
        Heading(_("Waited"), Kind.DURATION),
        Heading(_("Short abandon"), tip=_("Within the limit of short abandons.")),
        *([Heading(_("Place in the queue"), Kind.NUMBER)] if places else []),
        *([Heading(_("Customer’s number"))] if numbers else []),
    ]
    rows: list[list[Cell]] = [
        [
            one.entered,
            one.left,
            one.queue,
            *([one.source] if several else []),
            *([one.type] if types else []),
            one.wait_s,
            _("short") if one.wait_s is not None and one.wait_s <= short_s else "",
            *([one.position] if places else []),
            *([one.number] if numbers else []),
        ]
        for one in told.gone
    ]
    table = Table(
        "abandoned",
        headings,
        rows,
        ids=(len(headings) - 1,) if numbers else (),
        empty=_("Nobody gave up waiting, as far as single contacts are known."),
    )
    return Sheet(
        _("Abandoned contacts"),
        [table],
        _("Who gave up waiting"),
        frozen=1,
        hint=ngettext("{n} contact", "{n} contacts", len(rows)).format(n=number(len(rows))),
    )
