"""What a benchmark says of its figures."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from benchmarks.__main__ import BENCHMARKS, main
from benchmarks.measure import Scale, Taken, interleaved, quantile
from benchmarks.peers import Peers
from benchmarks.report import Result, Row, least, most, show


def test_a_row_meets_its_goal_at_the_bound_itself() -> None:
    assert Row("", 5.0, "ms", goals=(most(5),)).verdict == "met"
    assert Row("", 5.0, "ms", goals=(least(5),)).verdict == "met"


def test_a_row_misses_when_one_of_its_goals_is_missed() -> None:
    assert Row("", 300.0, "k/s", 5.9, goals=(least(6, "ratio"), least(250))).verdict == "missed"


def test_a_row_without_the_figure_that_its_goal_is_about_has_no_verdict() -> None:
    assert Row("", 300.0, "k/s", None, goals=(least(6, "ratio"),)).verdict == "-"
    assert Row("", float("nan"), "ms", goals=(most(500),)).verdict == "-"
    assert Row("", 300.0).verdict == "-"


def test_a_ratio_is_of_the_same_round() -> None:
    # the machine was three times as slow in the second round, for both alike
    assert Taken((2.0, 6.0, 2.0)).ratio(Taken((1.0, 3.0, 1.0))) == 2.0


def test_candidates_take_turns_and_none_always_follows_the_same_other() -> None:
    order: list[str] = []

    def candidate(name: str) -> float:
        order.append(name)
        return 1.0

    interleaved({name: lambda name=name: candidate(name) for name in "abc"}, 3)
    assert order == [*"abc", *"bca", *"cab"]


def test_a_quantile_of_nothing_is_unknown() -> None:
    assert quantile([], 0.5) != quantile([], 0.5)  # NaN
    assert quantile([3.0, 1.0, 2.0], 0.5) == 2.0


def test_a_table_says_what_was_left_out_and_why() -> None:
    result = Result("x", "x: a table", "a limit")
    result.add("ours", 12.0, "ms", ratio=1.5, goals=[most(10)])
    result.left_out.append("pystrix (give --peers FOLDER to have it measured)")
    said = io.StringIO()
    show(result, Console(file=said, width=120))
    assert "missed" in said.getvalue()
    assert "left out: pystrix" in said.getvalue()


def test_peers_that_nobody_asked_for_are_left_out() -> None:
    assert Peers().why_not("panoramisk") is not None


def test_the_list_names_every_benchmark(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--list"]) == 0
    said = capsys.readouterr().out
    assert all(name in said for name in BENCHMARKS)


def test_a_benchmark_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["speed"])
    assert "speed" in capsys.readouterr().err


def test_the_figures_are_written_as_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "figures.json"
    assert main(["fold", "--quick", "--json", str(file)]) == 0
    data = json.loads(file.read_text(encoding="utf-8"))
    assert "processors" in data["machine"]
    (result,) = data["results"]
    assert result["name"] == "fold"
    assert all(row["figure"] is None or row["figure"] > 0 for row in result["rows"])


def test_quick_sizes_are_the_small_ones() -> None:
    assert Scale(quick=True).of(60, 5) == 5
    assert Scale().of(60, 5) == 60
