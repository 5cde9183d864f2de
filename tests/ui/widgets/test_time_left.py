"""How long work will still take, by a clock of the test's own."""

from __future__ import annotations

import pytest

from ui.widgets.time_left import TimeLeft


class Watch:
    def __init__(self) -> None:
        self.s = 100.0

    def __call__(self) -> float:
        return self.s


@pytest.mark.usefixtures("dressed")
def test_a_long_silence_before_the_work_is_not_counted() -> None:
    watch = Watch()
    left = TimeLeft(watch)
    watch.s += 30  # it reads what is to be written
    assert left.said(10, 100) == ""
    watch.s += 2
    assert left.said(30, 100) == "0:07 left"


@pytest.mark.usefixtures("dressed")
def test_other_pieces_begin_anew() -> None:
    watch = Watch()
    left = TimeLeft(watch)
    left.said(0, 6)
    watch.s += 4
    assert left.said(2, 6) == "0:08 left"
    assert left.said(0, 1_000) == ""
    watch.s += 2
    assert left.said(500, 1_000) == "0:02 left"


@pytest.mark.usefixtures("dressed")
def test_little_says_nothing() -> None:
    watch = Watch()
    left = TimeLeft(watch)
    left.said(0, 1_000)
    watch.s += 5
    assert left.said(3, 1_000) == ""
