"""The parts of a page: what each of them says, and what it must not say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from supervisor.live.counts import Counts
from supervisor.live.past import WEEK, PastDay
from supervisor.pages.announcement import Announcement, Terms, Urgency
from supervisor.pages.page import (
    AgentsPart,
    AnnouncementsPart,
    ClockPart,
    DayCurvePart,
    FigurePart,
    Page,
    Part,
    PicturePart,
    QueueTilesPart,
    RankedPart,
    Shows,
    UnknownPart,
)
from supervisor.wallboard.fit import Viewing
from supervisor.wallboard.scope import Scope
from tests.ui.wallboard.floors import ALL, DEAD, DEFINITIONS, LIVE, NOW, PBX, Floor, busy_floor, key, later
from ui.pages.page_view import PageView
from ui.pages.part import Material


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Callable[..., PageView]]:
    """A page with one part, on a floor."""
    held: list[PageView] = []

    def showing(
        *shows: Shows, floor: Floor | None = None, material: Material | None = None, feeds=LIVE, public=False
    ) -> PageView:
        parts = tuple(Part(f"p{n}", 0, 4 * n, 12, 4, one) for n, one in enumerate(shows))
        view = PageView(DEFINITIONS)
        held.append(view)
        qtbot.addWidget(view)
        view.resize(1200, 800)
        view.set_public(public)
        if material is not None:
            view.set_material(material)
        view.show_page(Page("page", "Page", 12, 4 * len(parts), parts))
        view.show()
        view.take((floor or busy_floor()).board, ALL, feeds, NOW)
        view.grab()
        return view

    yield showing
    held.clear()


def test_a_figure_says_what_it_is_of_what_and_how_many_stand_behind_it(show: Callable[..., PageView]) -> None:
    floor = Floor("Sales")
    floor.answered("Sales", 9, ago_s=600)
    view = show(FigurePart("answer_rate.recent", Scope.queue(key("Sales"))), floor=floor)

    assert view.texts() == ["Answer rate", "100.0 %", "9 / 9 · Sales · last 30 minutes"]


def test_a_figure_of_a_dead_source_is_as_of_then_and_grows_no_further(show: Callable[..., PageView]) -> None:
    floor = Floor("Sales")
    floor.waiting("Sales", 100)
    view = show(FigurePart("longest_wait"), floor=floor, feeds=DEAD)
    said = view.texts()
    assert said[-1].startswith("as of 14:02")

    view.tick(later(60))
    view.grab()

    assert view.texts() == said


def test_a_wait_beyond_the_threshold_has_a_sign_and_a_word(show: Callable[..., PageView]) -> None:
    floor = Floor("Sales")
    floor.waiting("Sales", 300)

    assert "act now" in show(FigurePart("longest_wait"), floor=floor).texts()


@pytest.mark.parametrize(
    ("shows", "said"),
    [
        (FigurePart("of_tomorrow"), "made by a newer version"),
        (FigurePart("waiting", Scope.queue(("pbx", "Gone"))), "Gone: not there"),
        (UnknownPart("hologram", {"kind": "hologram"}), "“hologram” needs a newer version."),
        (PicturePart(), "No picture chosen yet."),
        (PicturePart("a" * 64), "This picture is gone."),
        (ClockPart(zone="Mars/Olympus"), "Mars/Olympus: no such time zone"),
    ],
)
def test_what_cannot_be_shown_says_why(show: Callable[..., PageView], shows: Shows, said: str) -> None:
    assert said in show(shows).texts()


def test_a_ranked_list_keeps_its_places_while_its_figures_go_on(show: Callable[..., PageView]) -> None:
    floor = Floor("Sales", "Billing")
    floor.waiting("Sales", 50, 40)
    floor.waiting("Billing", 30)
    view = show(RankedPart("waiting", "queues", 5), floor=floor)
    assert view.widget("p0").view.rows[0].name == "Sales"

    floor.waiting("Billing", 5, 4, 3)
    view.take(floor.board, floor.changed(), LIVE, later(1))
    view.tick(later(2))
    assert [(row.name, row.value) for row in view.widget("p0").view.rows] == [
        ("Sales", "2"),
        ("Billing", "4"),
    ]

    view.tick(later(20))
    assert [row.name for row in view.widget("p0").view.rows] == ["Billing", "Sales"]


def test_a_public_wall_tells_nothing_of_a_team_that_is_one_person(show: Callable[..., PageView]) -> None:
    floor = Floor("Sales")
    floor.agent("1", "Anna", team="Night")
    view = show(
        FigurePart("ready", Scope.team("Night")), RankedPart("ready", "teams"), floor=floor, public=True
    )

    assert "Night: hidden" in view.texts()
    assert view.widget("p1").view.rows == ()


def test_the_agents_and_tiles_that_a_part_names_are_shown_alone(show: Callable[..., PageView]) -> None:
    floor = Floor("Sales", "Billing")
    floor.agent("1", "Anna", team="Day")
    floor.agent("2", "Ben", team="Night")
    view = show(QueueTilesPart((key("Billing"),)), AgentsPart(("Night",)), floor=floor)

    assert view.widget("p0").queues() == [key("Billing")]
    assert view.widget("p1").agents() == [key("2")]


def test_announcements_take_turns_and_the_urgent_says_so(show: Callable[..., PageView]) -> None:
    begun = NOW - timedelta(hours=1)
    said = (
        Announcement("a", "**Cake** in the kitchen", begun),
        Announcement("b", "Fire drill", begun, None, Terms(urgency=Urgency.ACTION)),
    )
    view = show(AnnouncementsPart(15), material=Material(said))
    seen = set()
    for seconds in (0, 15):
        view.tick(later(seconds))
        view.grab()
        seen |= set(view.texts())

    assert {"Cake in the kitchen", "Fire drill", "Act now", "1 / 2", "2 / 2"} <= seen


def test_a_day_curve_has_a_line_a_target_and_the_band_of_the_last_weeks(
    show: Callable[..., PageView],
) -> None:
    floor = Floor("Sales")
    floor.answered("Sales", 20, ago_s=1800)
    today = DEFINITIONS.rules.days.day(NOW)
    past = tuple(
        PastDay(
            PBX,
            "Sales",
            today - week * WEEK,
            20,
            {50: Counts(offered=20, answered=20 - week, abandoned=week)},
        )
        for week in (1, 2, 3)
    )
    view = show(DayCurvePart(), floor=floor, material=Material(past={(): past}))
    drawn = view.widget("p0").view

    assert (drawn.value, drawn.target) == ("100.0 %", 0.93)
    assert "last 3 Fridays" in view.texts()
    assert "target 93 %" in view.texts()
    (spread,) = {one for one in drawn.band if one is not None and one.n == 3}
    assert (spread.low, spread.high) == (17 / 20, 19 / 20)
    assert None in drawn.today  # where nobody called there is a gap


def test_a_picture_is_shown_where_it_is_there(show: Callable[..., PageView]) -> None:
    image = QImage(40, 20, QImage.Format.Format_RGB32)
    image.fill(0)
    view = show(PicturePart("a" * 64, about="Our logo"), material=Material(pictures={"a" * 64: image}))

    assert view.texts() == []
    assert view.widget("p0").accessibleName() == "Our logo"


def test_the_verdict_is_of_the_sizes_that_are_painted(show: Callable[..., PageView]) -> None:
    view = show(FigurePart("waiting"), ClockPart())
    far, near = Viewing(24, 30, 1442), Viewing(24, 1, 1442)

    assert view.verdict(near).legible
    assert "even on the whole page" in view.verdict(far).sentences()[0]
    em = view.widget("p0").em
    assert view.verdict().parts[0].em == em > 0


def test_a_part_that_did_not_change_keeps_its_widget(show: Callable[..., PageView]) -> None:
    view = show(FigurePart("waiting"), ClockPart())
    before = view.widget("p1")
    view.show_page(Page("page", "Page", parts=(Part("p1", 3, 3, 4, 2, ClockPart()),)))

    assert view.widget("p1") is before
    assert view.widget("p0") is None
