"""A clock that does not jump, whatever the machine's does."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from supervisor.live.steady import LASTS_S, MOMENT_S, SteadyClock
from tests.live.floor import NOON


class Machine:
    """Two clocks: one that is set, and one that nobody sets."""

    def __init__(self, speed: float = 1.0) -> None:
        self.speed = speed
        self.passed_s = 0.0
        self.set_by_s = 0.0

    def now(self) -> datetime:
        return NOON + timedelta(seconds=self.passed_s * self.speed + self.set_by_s)

    def steady(self) -> float:
        return 1000.0 + self.passed_s


@pytest.mark.parametrize("speed", [1.0, 20.0])
@pytest.mark.parametrize("jump_s", [3600.0, -3600.0])
def test_an_hour_forth_or_back_is_not_followed_nor_is_the_way_back(speed: float, jump_s: float) -> None:
    machine = Machine(speed)
    clock = SteadyClock(machine, machine.steady)
    for second in range(300):
        machine.passed_s = float(second)
        machine.set_by_s = jump_s * speed if 100 <= second < 200 else 0.0
        assert clock.now() == NOON + timedelta(seconds=second * speed)


def test_a_jump_that_lasts_is_believed_at_last() -> None:
    machine = Machine()
    clock = SteadyClock(machine, machine.steady)
    machine.set_by_s = -3600.0
    clock.now()
    machine.passed_s = LASTS_S - 1
    assert clock.now() == NOON + timedelta(seconds=LASTS_S - 1)
    machine.passed_s = LASTS_S
    assert clock.now() == machine.now()
    machine.passed_s += 5
    assert clock.now() == machine.now()


def test_a_moments_difference_is_followed_but_never_back() -> None:
    machine = Machine()
    clock = SteadyClock(machine, machine.steady)
    machine.set_by_s = MOMENT_S / 2
    first = clock.now()
    assert first == machine.now()
    machine.set_by_s = -MOMENT_S / 4
    assert clock.now() == first
    machine.passed_s = 2.0
    assert clock.now() == machine.now()


def test_it_runs_as_fast_as_its_clock() -> None:
    assert SteadyClock(Machine(8.0), lambda: 0.0).speed == 8.0
