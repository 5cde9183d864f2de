"""Values of KPIs in cells: units, signs, axes."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.reports.figures import aim, axis, change, change_unit, figure, interval
from supervisor.workbook.cell import DAY_S, Figure, Kind


def test_a_change_of_a_share_is_told_in_points_and_of_a_time_in_seconds() -> None:
    assert change("fcr", -0.021) == Figure(-2.1, Kind.NUMBER, 1, signed=True)
    assert change_unit("fcr") == "percentage points"
    assert change("aht", -12.5) == Figure(-12.5, Kind.NUMBER, 1, signed=True)
    assert change_unit("aht") == "s"


def test_what_is_wanted_is_told_as_the_values_beside_it_are() -> None:
    assert aim("fcr", 0.88, None) == "≥ 88.0 %"
    assert aim("aht", None, 245.0) == "≤ 4:05"
    assert aim("aht", 200.0, 245.0) == interval("aht", 200.0, 245.0) == "3:20–4:05"
    assert aim("fcr", None, None) == "–"
    assert interval("fcr", None, 0.9) == ""


def test_unknown_stays_empty() -> None:
    assert figure("fcr", None) is None
    assert change("fcr", None) is None
    assert axis("fcr", [None]) == (None, None)


@settings(max_examples=25)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=8))
def test_an_axis_holds_all_that_it_shows(values: list[float]) -> None:
    least, most = axis("fcr", values)
    assert least is not None
    assert most is not None
    assert 0 <= least <= min(values) + 1e-9
    assert max(values) - 1e-9 <= most <= 1
    assert least < most


def test_an_axis_of_times_is_in_days_as_cells_are() -> None:
    least, most = axis("aht", [200.0, 300.0])
    assert least is not None
    assert most is not None
    assert least * DAY_S <= 200
    assert most * DAY_S >= 300
