"""Charts: keys and mouse reach every point, tables are linked, pictures leave, axes tell the truth."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from supervisor.errors import FileError
from supervisor.performance.kpi import BY_ID
from tests.ui.exporting import export_to
from ui import theme
from ui.theme import State
from ui.widgets.charts import (
    Chart,
    FunnelLimit,
    FunnelPicture,
    FunnelPlot,
    FunnelPoint,
    IntervalPicture,
    IntervalPlot,
    IntervalRow,
    Level,
    Limits,
    Measure,
    Multiples,
    Panel,
    ParetoBar,
    ParetoChart,
    ParetoPicture,
    Part,
    RunChart,
    RunPicture,
    RunPoint,
    Slope,
    SlopeChart,
    SlopePicture,
    Trend,
    Waterfall,
    WaterfallPicture,
    measure_of,
)
from ui.widgets.charts.canvas import runs
from ui.widgets.charts.measure import axis_of
from ui.widgets.charts.pareto import shares
from ui.widgets.leaving import Format

FCR, AHT = measure_of(BY_ID["fcr"]), measure_of(BY_ID["aht"])
NAMES = ("Anna", "Ben", "Cem", "Dora")


def funnel(people: int = 4) -> FunnelPlot:
    chart = FunnelPlot()
    points = [
        FunnelPoint(
            f"p{at}", 40.0 + at * 13 % 600, 0.70 + at * 7 % 29 / 100, f"{NAMES[at % 4]}\nn {at}", state
        )
        for at, state in zip(range(people), [None, State.WARN, None, State.CRITICAL] * people, strict=False)
    ]
    limits = [
        FunnelLimit(n, (0.85 - 2 / n, 0.85 + 2 / n), (0.85 - 3 / n, 0.85 + 3 / n)) for n in range(20, 700, 20)
    ]
    chart.show_picture(
        FunnelPicture("Resolution", FCR, points, limits, Level(0.85, "target 85 %"), "contacts")
    )
    return chart


def intervals(people: int = 4) -> IntervalPlot:
    chart = IntervalPlot()
    rows = [
        IntervalRow(f"p{at}", NAMES[at % 4], 0.8, 0.78, 0.83, NAMES[at % 4], 0.85, 0.84, 0.79, State.WARN)
        for at in range(people)
    ]
    chart.show_picture(
        IntervalPicture("Levels", FCR, [*rows, IntervalRow("none", "Eve", None, None, None, "Eve")])
    )
    return chart


def run() -> RunChart:
    chart = RunChart()
    values = [212.0, 208, 215, None, 206, 214, 209, 211, 207, 213, 223, 226, 224]
    points = [
        RunPoint(
            f"w{at}",
            f"W{30 + at}",
            value,
            f"W{30 + at}: {value}",
            high=220,
            signal=at > 10,
            provisional=at == 12,
        )
        for at, value in enumerate(values)
    ]
    line = [205.0 + at for at in range(13)]
    trend = Trend(line, [one - 3 for one in line], [one + 3 for one in line])
    chart.show_picture(
        RunPicture("Handle time", AHT, points, "rises", Limits(197.2, 210.5, 223.8, 10), trend)
    )
    return chart


def multiples() -> Multiples:
    chart = Multiples()
    panels = [
        Panel(kpi, kpi, FCR, [0.8, None, 0.9], ["a", "b", "c"], [0.85] * 3) for kpi in ("one", "two", "three")
    ]
    chart.show_panels("All", ["W1", "W2", "W3"], panels, same_scale=True)
    return chart


def pareto() -> ParetoChart:
    chart = ParetoChart()
    bars = [
        ParetoBar("greet", "Greets", 2),
        ParetoBar("verify", "Verifies", 48),
        ParetoBar("note", "Note", 30),
    ]
    chart.show_picture(ParetoPicture("Deductions", Measure(), bars))
    return chart


def waterfall() -> Waterfall:
    chart = Waterfall()
    parts = [Part("mix", "Mix", 19.75, own=False), Part("talk", "Talk", 27.0), Part("acw", "After", -3.0)]
    chart.show_picture(WaterfallPicture("Gap", Measure(least=None), parts))
    return chart


def slopes() -> SlopeChart:
    chart = SlopeChart()
    people = [Slope(name, name, 0.80, 0.82, 0.84, name, trained=name != "Dora") for name in NAMES]
    chart.show_picture(SlopePicture("Course", FCR, [*people, Slope("Eve", "Eve", 0.8, None, None, "Eve")]))
    return chart


ALL = [funnel, intervals, run, multiples, pareto, waterfall, slopes]


def shown(chart: Chart, qtbot: QtBot) -> Chart:
    qtbot.addWidget(chart)
    chart.resize(700, 420)
    with qtbot.waitExposed(chart):
        chart.show()
    return chart


@pytest.fixture(autouse=True)
def _as_it_is_first_seen(dressed: QApplication) -> None:
    pass


@pytest.mark.parametrize("make", ALL)
def test_keys_light_a_point_and_choose_it(make: Callable[[], Chart], qtbot: QtBot) -> None:
    chart = shown(make(), qtbot)
    chosen: list[str] = []
    chart.chosen.connect(chosen.append)
    qtbot.keyClick(chart, Qt.Key.Key_Home)
    assert chart.lit
    assert chart.accessibleDescription().split("\n")[0] in {
        spot.words.split("\n")[0] for spot in chart._spots
    }
    qtbot.keyClick(chart, Qt.Key.Key_Return)
    assert chosen == [chart.lit]
    qtbot.keyClick(chart, Qt.Key.Key_Right)
    assert chart._lit == 1
    assert chart.accessibleName() == chart.title() != ""


@pytest.mark.parametrize("make", ALL)
def test_the_mouse_means_the_point_that_it_is_over(make: Callable[[], Chart], qtbot: QtBot) -> None:
    chart = shown(make(), qtbot)
    chart.grab()
    spot = chart._spots[1]
    qtbot.mouseMove(chart, QPoint(round(spot.at.x()), round(spot.at.y())))
    assert chart.lit == spot.id
    with qtbot.waitSignal(chart.chosen) as told:
        qtbot.mouseClick(chart, Qt.MouseButton.LeftButton, pos=QPoint(round(spot.at.x()), round(spot.at.y())))
    assert told.args == [spot.id]


@pytest.mark.parametrize("make", ALL)
def test_pictures_are_light_whatever_the_look(
    make: Callable[[], Chart], tmp_path: Path, qtbot: QtBot
) -> None:
    chart = make()
    qtbot.addWidget(chart)
    chart.pictures.write(tmp_path / "picture.png")
    chart.pictures.write(tmp_path / "lines.svg")
    picture = QImage(str(tmp_path / "picture.png"))
    assert picture.width() >= 1900, "sharp enough for a slide"
    assert picture.pixelColor(2, 2).name() == theme.LIGHT.surface.lower()
    text = (tmp_path / "lines.svg").read_text()
    assert chart.title() in text
    assert theme.DARK.accent.lower() not in text.lower()


def test_a_picture_that_cannot_be_written_is_told(tmp_path: Path, qtbot: QtBot) -> None:
    chart = run()
    qtbot.addWidget(chart)
    with pytest.raises(FileError):
        chart.pictures.write(tmp_path / "nowhere" / "picture.png")


def test_a_picture_goes_where_the_dialog_of_every_export_says(tmp_path: Path, qtbot: QtBot) -> None:
    chart = run()
    qtbot.addWidget(chart)
    said: list[str] = []
    chart.noticed.connect(lambda words, _undo: said.append(words))
    chart.pictures.ask()
    dialog = chart.pictures.dialog
    assert dialog is not None
    assert dialog.place.called.text() == chart.title()
    dialog.choose_format(Format.DRAWING)
    export_to(dialog, tmp_path / "lines.svg", qtbot)
    assert said == ["The picture was saved as lines.svg."]
    assert chart.title() in (tmp_path / "lines.svg").read_text()


def test_the_menu_copies_and_saves(qtbot: QtBot) -> None:
    chart = run()
    qtbot.addWidget(chart)
    menu = QMenu()
    qtbot.addWidget(menu)
    chart.fill_menu(menu)
    assert [action.text() for action in menu.actions()] == ["Copy picture", "Save picture…", "Copy figures"]
    menu.actions()[2].trigger()
    assert QGuiApplication.clipboard().text().splitlines()[1] == "W31: 208"


@pytest.mark.parametrize("make", [funnel, intervals])
def test_a_table_beside_it_lights_and_selects_without_an_echo(
    make: Callable[[], Chart], qtbot: QtBot
) -> None:
    chart = shown(make(), qtbot)
    lit: list[str] = []
    chart.hovered.connect(lit.append)
    chart.hover("p2")
    chart.select(["p1", "p2", "nobody"])
    chart.grab()
    assert chart.lit == "p2"
    assert chart.selected == ("p1", "p2", "nobody")
    chart.hover("nobody")
    assert chart.lit == ""
    assert not lit


def test_what_is_lit_stays_lit_when_new_figures_come(qtbot: QtBot) -> None:
    chart = funnel(4)
    shown(chart, qtbot)
    chart.hover("p3")
    chart.show_picture(funnel(9)._picture)
    assert chart.lit == "p3"
    chart.show_picture(FunnelPicture("Empty", FCR))
    assert chart.lit == ""


def test_among_five_thousand_people_the_nearest_is_meant(qtbot: QtBot) -> None:
    chart = shown(funnel(5000), qtbot)
    chart.grab()
    for point in (QPointF(120, 120), QPointF(301.5, 207), QPointF(444, 250)):
        aways = [spot.at - point for spot in chart._spots]
        far = [away.x() ** 2 + away.y() ** 2 for away in aways]
        found = chart._at(point)
        assert far[found] == min(far) if min(far) < 22**2 else found == -1
        assert sum(map(len, chart._buckets.values())) == 5000


def test_rows_without_room_scroll_and_the_lit_one_comes_into_sight(qtbot: QtBot) -> None:
    chart = intervals(200)
    shown(chart, qtbot)
    qtbot.keyClick(chart, Qt.Key.Key_End)
    chart.grab()
    box = chart._spots[chart._lit].box
    assert box is not None
    assert chart._head_height() <= box.top() + 1
    assert box.bottom() <= chart.height()


def test_a_gap_is_no_line() -> None:
    points = [QPointF(0, 0), None, QPointF(1, 1), QPointF(2, 2), None]
    assert runs(points) == [(0, 1), (2, 4)]


@pytest.mark.parametrize(
    ("values", "measure", "zero", "least", "most", "broken"),
    [
        ((0.82, 0.9), FCR, False, 0.80, 0.925, True),
        ((0.02, 0.9), FCR, False, 0.0, 1.0, False),
        ((0.97, 1.0), FCR, False, 0.96, 1.0, True),
        ((200.0, 226.0), AHT, False, 190.0, 230.0, True),
        ((19.75, 59.1), Measure(least=None), True, 0.0, 60.0, False),
        ((-3.0, 40.0), Measure(least=None), True, -20.0, 40.0, False),
        ((), FCR, False, 0.0, 1.0, False),
    ],
)
def test_an_axis_has_round_steps_and_says_when_it_does_not_begin_at_zero(
    values: tuple[float, ...], measure: Measure, zero: bool, least: float, most: float, broken: bool
) -> None:
    axis = axis_of(values, measure, zero=zero)
    assert (axis.least, axis.most, axis.broken) == (pytest.approx(least), pytest.approx(most), broken)
    assert all(axis.least - 1e-9 <= value <= axis.most + 1e-9 for value in values)


def test_a_share_above_one_has_room_on_its_axis() -> None:
    assert axis_of((2.1, 2.3), FCR).most >= 2.3


def test_the_few_that_make_four_fifths_are_counted_from_the_largest_on(qtbot: QtBot) -> None:
    bars = [ParetoBar("a", "A", 5), ParetoBar("b", "B", 75), ParetoBar("c", "C", 20), ParetoBar("d", "D", -4)]
    found = shares(bars, None)
    assert [bar.id for bar, _share in found] == ["b", "c", "a", "d"]
    assert [share for _bar, share in found] == [0.75, 0.95, 1.0, None]
    chart = ParetoChart()
    qtbot.addWidget(chart)
    chart.show_picture(ParetoPicture("Lost", Measure(), bars))
    assert chart.summary() == "B, C: together 95.0 % of the whole."


@pytest.mark.parametrize("make", ALL)
def test_charts_follow_look_and_text_size(make: Callable[[], Chart], qtbot: QtBot) -> None:
    chart = shown(make(), qtbot)
    dark = chart.grab().toImage()
    theme.use("light", text_scale=2.0)
    try:
        assert chart.grab().toImage() != dark
        assert chart.minimumHeight() >= 300
    finally:
        theme.use("dark", text_scale=1.0)


def test_a_picture_of_very_many_rows_says_how_many_it_leaves_out(qtbot: QtBot) -> None:
    chart = intervals(200)
    qtbot.addWidget(chart)
    assert b"and 81 more people" in chart.pictures.svg()
