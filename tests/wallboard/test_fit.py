"""Sizes for the farthest reader: pure arithmetic, checked against the published tables."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.wallboard.fit import (
    DESK,
    LEAST_ARC,
    LEAST_PRINT_PX,
    PRINT,
    Fit,
    Form,
    Viewing,
    arc_height_mm,
    fit,
)

WIDTHS = {Form.FULL: 13.5, Form.COMPACT: 13.5, Form.LINE: 19.0}
DIGIT = 0.73


def wall(inches: float, distance_m: float, width: int = 1920, height: int = 1080) -> Viewing:
    return Viewing(inches, distance_m, math.hypot(width, height))


def fitted(width: float, height: float, count: int, viewing: Viewing, text_scale: float = 1.0) -> Fit:
    return fit(width, height, count, viewing, WIDTHS, digit=DIGIT, text_scale=text_scale)


@pytest.mark.parametrize(
    ("distance_m", "heights_mm"),
    [
        (5, (23, 29, 32, 44, 65)),
        (8, (37, 47, 51, 70, 105)),
        (10, (47, 58, 64, 87, 131)),
        (15, (70, 87, 96, 131, 196)),
        (20, (93, 116, 128, 175, 262)),
    ],
)
def test_digits_are_as_high_as_the_tables_of_human_factors_say(
    distance_m: float, heights_mm: tuple[int, ...]
) -> None:
    arcs = (16, 20, 22, 30, 45)

    assert tuple(round(arc_height_mm(distance_m, arc)) for arc in arcs) == heights_mm


@pytest.mark.parametrize(("inches", "px"), [(55, 101), (65, 85), (75, 74), (86, 65)])
def test_22_minutes_at_ten_metres_are_so_many_pixels_of_a_full_hd_screen(inches: float, px: int) -> None:
    assert wall(inches, 10).px(22) == pytest.approx(px, abs=1)


@pytest.mark.parametrize(("inches", "metres"), [(43, 7.6), (55, 9.8), (65, 11.6), (75, 13.4), (86, 15.3)])
def test_digits_of_a_twelfth_of_the_screens_height_are_good_to_so_many_metres(
    inches: float, metres: float
) -> None:
    assert wall(inches, 1).readable_m(1080 / 12, 20) == pytest.approx(metres, abs=0.1)


sizes = st.tuples(st.integers(300, 4000), st.integers(200, 2200))
screens = st.tuples(st.floats(12, 100), st.floats(0.4, 25))


@given(sizes, st.integers(1, 120), screens, st.sampled_from([1.0, 1.5, 2.0]))
def test_no_layout_below_16_minutes_is_called_legible(
    size: tuple[int, int], count: int, screen: tuple[float, float], text_scale: float
) -> None:
    viewing = wall(*screen)
    found = fitted(*size, count, viewing, text_scale)

    if found.legible:
        assert found.em * DIGIT >= viewing.px(LEAST_ARC) - 1e-6
        assert found.em * PRINT >= LEAST_PRINT_PX * text_scale - 1e-6
        assert found.readable_m >= viewing.distance_m - 1e-6
    else:
        assert found.per_page == 1


@given(sizes, st.integers(1, 120), screens)
def test_every_tile_has_a_place_inside_its_page(
    size: tuple[int, int], count: int, screen: tuple[float, float]
) -> None:
    found = fitted(*size, count, wall(*screen))

    assert found.pages * found.per_page >= count > (found.pages - 1) * found.per_page
    assert found.columns * found.cell_w + (found.columns - 1) * found.gap <= size[0] + 1e-6
    assert found.top + found.rows * found.cell_h + (found.rows - 1) * found.row_gap <= size[1] + 1e-6
    assert found.cell_w >= WIDTHS[found.form] * found.em - 1e-6
    assert found.cell_h >= found.form.value * found.em - 1e-6


@given(sizes, st.integers(1, 60), st.floats(20, 90), st.floats(0.5, 20))
def test_going_farther_away_never_makes_a_page_hold_more(
    size: tuple[int, int], count: int, inches: float, distance_m: float
) -> None:
    near, far = (
        fitted(*size, count, wall(inches, distance_m)),
        fitted(*size, count, wall(inches, distance_m + 2)),
    )

    assert far.pages >= near.pages


def test_the_page_is_split_where_16_minutes_would_be_missed() -> None:
    room, farthest = (1840, 945), 0.0
    for tenth in range(10, 200):
        if fitted(*room, 12, wall(55, tenth / 10)).pages > 1:
            break
        farthest = tenth / 10
    on_one = fitted(*room, 12, wall(55, farthest))

    assert on_one.pages == 1
    assert farthest <= on_one.readable_m < farthest + 0.3
    assert fitted(*room, 12, wall(55, farthest + 0.1)).pages == 2


def test_a_full_hd_desk_shows_twelve_queues_in_full_on_one_page() -> None:
    found = fitted(1690, 930, 12, DESK)

    assert (found.form, found.columns, found.rows, found.pages) == (Form.FULL, 4, 3, 1)


def test_a_small_laptop_shows_twelve_queues_on_one_page() -> None:
    assert fitted(1166, 640, 12, DESK).pages == 1


def test_a_55_inch_wall_read_from_eight_metres_holds_six_lines() -> None:
    found = fitted(1880, 955, 12, wall(55, 8))

    assert (found.form, found.per_page, found.pages) == (Form.LINE, 6, 2)


def test_few_queues_do_not_grow_without_end() -> None:
    found = fitted(3800, 2000, 1, DESK)

    assert found.em * DIGIT <= DESK.px(45) + 1e-6
