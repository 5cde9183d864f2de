"""Every benchmark runs and has a figure for each of its rows; how good they are is asked elsewhere."""

from __future__ import annotations

from importlib import import_module

import pytest

from benchmarks.measure import Scale
from benchmarks.peers import Peers


@pytest.mark.parametrize("name", ["ami", "issue_list", "issues", "journal", "paint", "sheets", "start"])
def test_it_runs_on_small_sizes(name: str) -> None:
    result = import_module(f"benchmarks.{name}").run(Scale(quick=True), Peers())
    measured = [row for row in result.rows if row.figure is not None]
    assert measured
    assert all(row.figure == row.figure and row.figure >= 0 for row in measured)  # not NaN


@pytest.mark.journey
def test_the_large_floor_runs_through_real_processes() -> None:
    floor = import_module("benchmarks.floor")
    result = floor.run(Scale(quick=True), Peers())
    pixels = [row for row in result.rows if row.what == "event to pixel p50"]
    assert len(pixels) == 2
    assert all(row.figure > 0 for row in pixels)
    settled = [row for row in result.rows if row.what.startswith("burst sent")]
    assert settled[0].figure is not None
