"""What may be done at once."""

from __future__ import annotations

from supervisor.live.allowance import Allowance


def test_a_few_in_a_row_and_then_so_many_a_second() -> None:
    allowance = Allowance(3, 2.0)
    assert [allowance.take(100.0) for _ in range(5)] == [True, True, True, False, False]
    assert not allowance.take(100.4)
    assert allowance.take(100.5)
    assert not allowance.take(100.5)


def test_what_was_not_used_for_long_is_kept_only_up_to_the_most() -> None:
    allowance = Allowance(2, 10.0)
    assert allowance.take(0.0)
    assert [allowance.take(3600.0) for _ in range(3)] == [True, True, False]


def test_nothing_at_once_is_nothing_at_once() -> None:
    assert not Allowance(0, 0.0).take(5.0)
