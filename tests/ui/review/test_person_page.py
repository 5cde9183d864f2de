"""One person's page by keys and mouse: who is shown, what a figure says, where it leads, what is printed."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from supervisor.evidence.intervals import Interval
from supervisor.evidence.trend import Assurance, Signal, Trend
from supervisor.history.contacts import ContactQuestion
from supervisor.performance.kpi import BY_ID
from supervisor.review.person import Series
from tests.ui.exporting import export_to, fill_in
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.review import person_charts, person_words
from ui.review.person_page import PersonPage
from ui.review.person_sample import sample_person
from ui.review.person_work import PersonTold
from ui.review.sample import sample_known, sample_review
from ui.review.screen import ReviewScreen
from ui.shots import DAY, Shot, demo_centre
from ui.theme import State

MONTH = (DAY.replace(day=1) - timedelta(days=1)).replace(day=1)
TODAY = date(2026, 11, 3)
CTRL = Qt.KeyboardModifier.ControlModifier


@dataclass
class Seat:
    """Whoever sits before the page."""

    screen: ReviewScreen
    page: PersonPage
    told: PersonTold
    qtbot: QtBot


@pytest.fixture(scope="module")
def told() -> PersonTold:
    return sample_person(MONTH, TODAY, "en")


@pytest.fixture
def seat(told: PersonTold, machine: Machine, qtbot: QtBot) -> Iterator[Seat]:
    """The page in sight, with the made-up person."""
    centre: OpenCentre = demo_centre(Shot("performance"))
    screen = ReviewScreen(centre, machine)
    screen.resize(1366, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    screen.desk.show_known(sample_known(MONTH))
    page = screen.show_tab("person")
    assert isinstance(page, PersonPage)
    screen.desk.choose(told.file.who.unit, "aht")
    page.show_people(sample_review(MONTH, TODAY, "en").units)
    page.show_told(told)
    yield Seat(screen, page, told, qtbot)
    screen.close()
    screen.deleteLater()
    centre.close()


def series(told: PersonTold, kpi: str = "aht") -> Series:
    found = told.file.of(kpi)
    assert found is not None
    return found


def test_a_part_of_a_name_finds_the_person(seat: Seat) -> None:
    desk = seat.screen.desk
    picker = seat.page.picker
    wanted = picker.itemText(20)
    seat.qtbot.keyClick(seat.page, Qt.Key.Key_F, CTRL)
    assert picker.hasFocus() or picker.lineEdit().hasFocus()  # type: ignore[union-attr]
    picker.setCurrentIndex(picker.findText(wanted))
    picker.activated.emit(picker.currentIndex())
    assert desk.unit == picker.units[20]
    assert "(" in wanted, "with the number that tells namesakes apart"


def test_keys_go_from_person_to_person(seat: Seat) -> None:
    at = seat.page.picker.currentIndex()
    seat.qtbot.keyClick(seat.page, Qt.Key.Key_Down, CTRL)
    assert seat.screen.desk.unit == seat.page.picker.units[at + 1]
    seat.qtbot.keyClick(seat.page, Qt.Key.Key_Up, CTRL)
    assert seat.screen.desk.unit == seat.told.file.who.unit


def test_a_small_chart_opens_its_figure_large(seat: Seat) -> None:
    assert seat.page.by_week.title().startswith("Mean handle time")
    assert seat.page.overview.selected == ("aht",)
    seat.page.overview.chosen.emit("csat")
    assert seat.screen.desk.kpi == "csat"
    assert seat.page.by_week.title().startswith("Satisfaction")
    assert seat.page.by_month.title().startswith("Satisfaction")


def test_a_week_leads_to_its_contacts_and_the_month_under_review_to_its_derivation(seat: Seat) -> None:
    asked: list[ContactQuestion] = []
    derived: list[tuple[object, str]] = []
    seat.screen.contacts_wanted.connect(lambda question, _about: asked.append(question))
    seat.screen.desk.derivation_wanted.disconnect(seat.screen.show_derivation)
    seat.screen.desk.derivation_wanted.connect(lambda unit, kpi: derived.append((unit, kpi)))
    chart = seat.page.by_week
    seat.qtbot.keyClick(chart, Qt.Key.Key_End)
    seat.qtbot.keyClick(chart, Qt.Key.Key_Return)
    last = series(seat.told).weeks[-1]
    assert (asked[0].period.first, asked[0].period.last) == (last.first, last.last)
    assert asked[0].person == seat.told.file.who.unit.person
    seat.qtbot.keyClick(seat.page.by_month, Qt.Key.Key_End)
    seat.qtbot.keyClick(seat.page.by_month, Qt.Key.Key_Return)
    assert derived == [(seat.told.file.who.unit, "aht")]


def test_a_week_says_value_count_period_target_and_cell(told: PersonTold) -> None:
    found = series(told)
    one = replace(found.weeks[2], provisional=True)
    words = person_words.stretch(found.kpi, one, "W33", frozenset({Signal.ABOVE_LIMIT}))
    assert words.startswith("W33 · ")
    for part in (
        "contacts",
        "Target: at most 228 s",
        "people of the cell",
        "above the upper limit",
        "Provisional",
    ):
        assert part in words


@pytest.mark.parametrize(
    ("trend", "said"),
    [
        (Trend(2, None, None, None, 1, None), "Too few weeks to tell a trend."),
        (
            Trend(13, 0.4, Interval(-0.2, 1.0), 200.0, 20, 0.31),
            "No trend that could be told from chance (p 0.31).",
        ),
        (
            Trend(13, -0.25, Interval(-0.325, -0.178), 86.0, -62, 0.0002),
            "Falls by 0.2 s a week (95 %: 0.2 s to 0.3 s; p below 0.001).",
        ),
    ],
)
def test_a_trend_is_told_with_its_certainty(told: PersonTold, trend: Trend, said: str) -> None:
    assert person_words.trend(replace(series(told), trend=trend)) == said


def test_a_slope_of_a_share_is_told_in_points(told: PersonTold) -> None:
    found = replace(
        series(told, "fcr"), trend=Trend(13, -0.0025, Interval(-0.00325, -0.00178), 0.86, -62, 0.0002)
    )
    assert person_words.trend(found) == (
        "Falls by 0.25 points a week (95 %: 0.18 points to 0.33 points; p below 0.001)."
    )
    chart = person_charts.weeks(found)
    assert chart.trend is not None
    assert all(
        low <= at <= high
        for low, at, high in zip(chart.trend.low, chart.trend.line, chart.trend.high, strict=True)
    )  # type: ignore[operator]


def test_a_trend_that_may_be_chance_is_not_drawn(told: PersonTold) -> None:
    found = replace(series(told), trend=Trend(13, 0.4, Interval(-0.2, 1.0), 200.0, 20, 0.31))
    assert person_charts.weeks(found).trend is None


def test_what_is_proven_bears_a_sign_and_what_is_fine_does_not(told: PersonTold) -> None:
    signs = {one.id: one.state for one in person_charts.panels(told.file)[1]}
    answers = {one.kpi.id: one.entry.answer for one in told.file.series if one.entry is not None}
    assert State.CRITICAL in signs.values()
    assert {kpi for kpi, state in signs.items() if state is None} == {
        kpi for kpi, answer in answers.items() if answer in ("fine", "none", "C")
    }


def test_the_parts_of_the_handle_time_add_up_to_the_gap(told: PersonTold) -> None:
    split = told.file.split
    picture = person_charts.split(split)
    assert split is not None
    assert sum(part.amount for part in picture.parts) == pytest.approx(split.gap)
    assert [part.own for part in picture.parts] == [False, True, True, True]


def test_limits_say_what_is_to_be_expected(told: PersonTold) -> None:
    found = series(told)
    chart = replace(found.chart, assurance=Assurance.MISSES, few=False)
    assert (
        person_words.process(replace(found, chart=chart))
        == "While nothing changes, every week misses the target."
    )


def test_two_pages_leave_for_the_talk_and_that_is_logged(
    seat: Seat, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    notices: list[str] = []
    seat.screen.noticed.connect(lambda words, _undo: notices.append(words))
    seat.page.export.ask_pages()
    with caplog.at_level(logging.INFO):
        export_to(seat.page.export.export.dialog, tmp_path / "talk.pdf", seat.qtbot)
    written = (tmp_path / "talk.pdf").read_bytes()
    assert written.startswith(b"%PDF")
    assert len(re.findall(rb"/Type\s*/Page\b", written)) == 2
    assert notices == ["The pages were saved as talk.pdf."]
    assert "exported the figures of 1 people with names" in caplog.text


def test_pages_that_cannot_be_written_are_told(seat: Seat, tmp_path: Path) -> None:
    seat.page.export.ask_pages()
    dialog = seat.page.export.export.dialog
    assert dialog is not None
    fill_in(dialog, tmp_path / "talk.pdf", seat.qtbot)
    (tmp_path / "talk.pdf").mkdir()  # nothing can be put in its place
    seat.qtbot.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
    seat.qtbot.waitUntil(lambda: not dialog.problem.isHidden())
    assert "nothing was written" in dialog.problem.text()
    dialog.reject()


def test_other_weeks_and_months_are_asked_for_and_remembered(seat: Seat) -> None:
    page = seat.page
    page.weeks.setCurrentIndex(1)
    page.until.setCurrentIndex(1)
    page.months.setCurrentIndex(2)
    page.months.activated.emit(2)
    question = page.question
    assert question is not None
    assert (question.weeks, question.newest, question.months) == (26, True, 12)
    again = PersonPage(seat.screen.desk)
    seat.qtbot.addWidget(again)
    assert again.weeks.currentData() == 26
    assert again.until.currentData() is True


def test_nobody_chosen_says_what_to_do(seat: Seat) -> None:
    page = PersonPage(seat.screen.desk)
    seat.qtbot.addWidget(page)
    seat.screen.desk.looked = replace(seat.screen.desk.looked, unit=None)
    page.show_told(None)
    assert not page.empty.isHidden()
    assert page.empty.findChildren(type(page.about))[0].text() == "Choose somebody above, or in the review."
    assert not page.paper.isEnabled()


def test_every_kpi_of_the_review_can_be_drawn(told: PersonTold) -> None:
    for one in told.file.series:
        assert person_charts.weeks(one).title.startswith(BY_ID[one.kpi.id].title)
        assert len(person_charts.months(one).points) == 6


def test_a_target_holds_through_a_week_without_work_but_not_before_the_first(told: PersonTold) -> None:
    found = series(told)
    idle = replace(found.weeks[3], value=None, at_least=None, at_most=None)
    weeks = (
        *(replace(idle, first=one.first) for one in found.weeks[:2]),
        found.weeks[2],
        idle,
        *found.weeks[4:],
    )
    drawn = person_charts.weeks(replace(found, weeks=weeks)).points
    assert [point.high for point in drawn[:5]] == [None, None, 228.0, 228.0, 228.0]
    assert drawn[3].value is None
