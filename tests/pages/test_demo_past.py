"""The demo centre has last weeks to compare with, made from its own simulation."""

from __future__ import annotations

from datetime import UTC, datetime

from supervisor.demo.centre import create_demo, past_week
from supervisor.live.past import WEEK, past_days
from supervisor.pages.curve import spreads, summed
from supervisor.storage.database import open_centre, open_journal

NOON = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)  # a Monday


def test_a_week_of_the_demo_is_made_once_and_makes_a_plausible_curve(sqlite_url: str) -> None:
    create_demo(sqlite_url, at=NOON, language="en")

    assert past_week(sqlite_url, 1)
    assert not past_week(sqlite_url, 1)

    with open_journal(sqlite_url) as journal:
        days = past_days(journal, NOON.date())
    (day,) = summed(days, ())
    assert day.day == NOON.date() - WEEK
    assert sum(counts.offered for counts in day.quarters.values()) > 2000
    points = [spread for spread in spreads([day], "answer_rate", 40, 60, least_days=1) if spread]
    assert len(points) == 21
    assert all(0.5 < spread.middle <= 1 for spread in points)


def test_a_real_centre_gets_no_made_up_past(sqlite_url: str) -> None:
    with open_centre(sqlite_url):
        pass

    assert not past_week(sqlite_url, 1)
