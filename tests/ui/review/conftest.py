"""The performance page in sight, with a made-up review; no database stands behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from pytestqt.qtbot import QtBot

from supervisor.review.monthly import MonthlyReview
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.review.sample import sample_known, sample_matrix, sample_review
from ui.review.screen import ReviewScreen
from ui.shots import DAY, Shot, demo_centre

MONTH = (DAY.replace(day=1) - timedelta(days=1)).replace(day=1)


@dataclass
class Seat:
    """Whoever sits before the page."""

    screen: ReviewScreen
    centre: OpenCentre
    review: MonthlyReview
    qtbot: QtBot


@pytest.fixture(scope="session")
def review() -> MonthlyReview:
    """Forty people's review; provisional are the KPIs that mature in November."""
    return sample_review(MONTH, date(2026, 11, 3), "en", 40)


@pytest.fixture
def seat(review: MonthlyReview, machine: Machine, qtbot: QtBot) -> Iterator[Seat]:
    """The matrix in sight."""
    centre = demo_centre(Shot("performance"))
    screen = ReviewScreen(centre, machine)
    screen.resize(1366, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    screen.desk.show_known(sample_known(MONTH))
    page = screen.show_tab("matrix")
    page.show_told(sample_matrix(review))  # type: ignore[attr-defined]  # a MatrixPage
    yield Seat(screen, centre, review, qtbot)
    screen.close()
    screen.deleteLater()
    centre.close()
