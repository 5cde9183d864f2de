"""What the tabs share: which month is looked at, whose figures, and what is remembered of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest

from supervisor.evidence.unit import Unit
from supervisor.review.matrix import EVERYBODY
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.review.desk import LEAST_MS, SETTLE_MS, ReviewDesk
from ui.review.work import Known
from ui.shots import Shot, demo_centre

ANNA = Unit("anna", "billing", "voice")


@pytest.fixture
def centre() -> Iterator[OpenCentre]:
    """A centre on 2026-11-23, without a database."""
    made = demo_centre(Shot("performance", empty=True))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("first", "last", "month"),
    [
        (None, None, date(2026, 10, 1)),
        (date(2026, 3, 4), date(2026, 11, 22), date(2026, 10, 1)),
        (date(2026, 3, 4), date(2026, 7, 31), date(2026, 7, 1)),  # the newest of which anything is known
        (date(2026, 11, 2), date(2026, 11, 22), date(2026, 11, 1)),  # there is no whole month yet
    ],
)
def test_the_newest_whole_month_is_reviewed(
    first: date | None, last: date | None, month: date, centre: OpenCentre, machine: Machine
) -> None:
    desk = ReviewDesk(centre, machine)
    desk.show_known(Known(first, last))
    assert desk.month == month
    assert desk.months[0] == date(2026, 11, 1)
    assert desk.months[-1] == (first.replace(day=1) if first else month)
    desk.deleteLater()


def test_what_is_looked_at_is_remembered_but_for_what_was_searched(
    centre: OpenCentre, machine: Machine
) -> None:
    desk = ReviewDesk(centre, machine)
    desk.show_known(Known(date(2026, 3, 4), date(2026, 11, 22)))
    desk.show_month(date(2026, 6, 1))
    desk.filter(replace(EVERYBODY, teams=frozenset({"red"}), text="wang"))
    desk.choose(ANNA, "fcr")
    desk.choose(kpi="aht")

    again = ReviewDesk(centre, machine)
    assert again.month == date(2026, 6, 1)
    assert again.which == replace(EVERYBODY, teams=frozenset({"red"}))
    assert (again.unit, again.kpi) == (ANNA, "aht")
    for one in (desk, again):
        one.deleteLater()


def test_facts_that_keep_coming_have_little_computed_and_targets_at_once(
    centre: OpenCentre, machine: Machine
) -> None:
    desk = ReviewDesk(centre, machine)
    desk.read()
    desk._heed(frozenset({"history"}))
    assert desk._settle.interval() > LEAST_MS - SETTLE_MS
    desk._heed(frozenset({"history", "targets"}))
    assert desk._settle.interval() == SETTLE_MS
    desk._settle.stop()
    desk._heed(frozenset({"alarms"}))
    assert not desk._settle.isActive()
    desk.deleteLater()
