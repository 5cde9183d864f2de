"""How far the forecasts of the service level were off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supervisor.advice.forecast import HitRate, hit_rates
from supervisor.advice.forecast import Kind as Foretold
from supervisor.advice.store import forecasts
from supervisor.reports.monthly.month import Month
from supervisor.rights.own import sees
from supervisor.words import _, mark
from supervisor.workbook.book import Cell, Part, Table
from supervisor.workbook.cell import Heading, Kind

if TYPE_CHECKING:  # arrays
    pass


KIND_LABELS = {
    Foretold.OUTLOOK: mark("The next minutes as things are"),
    Foretold.PEOPLE: mark("The next minutes if people come or go"),
}


def of_forecasts(month: Month) -> list[Part]:
    """Forecasts that were made in the month against what came."""
    days = month.asked.settings.days
    begins, ends = days.begins(month.first), days.ends(month.last)
    with month.asked.centre() as db:
        told = forecasts(db, begins) if sees(db, "forecast") else []  # who makes none, sees none
        kept = [one for one in told if one.made_at < ends]
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
                Heading(_("Compared"), Kind.NUMBER),
                Heading(_("Within their range"), Kind.SHARE),
                Heading(_("Mean error"), Kind.SHARE, tip=_("Foretold less what came, by contacts.")),
                Heading(_("Mean distance"), Kind.SHARE),
                Heading(_("Not comparable"), Kind.NUMBER),
            ],
            rows,
            title=_("Forecast error"),
            empty=_("No forecasts of this month are kept."),
        )
    ]


def _left_out(found: HitRate) -> int:
    return sum(found.left_out.values())
