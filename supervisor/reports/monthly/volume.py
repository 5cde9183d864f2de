"""Section 3: how many came, when, and who reached somebody."""

from __future__ import annotations

from supervisor.reports.asked import Asked
from supervisor.reports.monthly.forecasts import of_forecasts
from supervisor.reports.monthly.month import month_of
from supervisor.reports.monthly.voice_menu import of_menu
from supervisor.reports.monthly.volume_clock import heat, of_clock, peaks
from supervisor.reports.monthly.volume_days import of_days
from supervisor.reports.monthly.volume_queues import of_channels
from supervisor.reports.monthly.volume_told import volume_of
from supervisor.words import _
from supervisor.workbook.book import Sheet


def sheet(asked: Asked) -> tuple[Sheet, ...]:
    """Days and who came; then when, by the hour."""
    month = month_of(asked)
    volume = volume_of(month)
    return (
        Sheet(
            _("3 Volume"),
            [*of_days(month, volume), *of_channels(month, volume), *of_menu(month), *of_forecasts(month)],
            title=_("3 Volume and answering"),
            hint=_("By day with limits, by channel, voice menu and people, forecasts."),
        ),
        Sheet(
            _("3.1 Times of day"),
            [*of_clock(month, volume), *heat(volume), *peaks(month, volume)],
            title=_("3.1 When they come"),
            hint=_("By half-hour, by weekday and hour, the busiest half-hours."),
        ),
    )
