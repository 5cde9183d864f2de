"""Whether the database takes what a collector has for it."""

from __future__ import annotations

import pytest

from supervisor.errors import DatabaseError
from supervisor.live.collecting import reach as reaches
from supervisor.live.collecting.reach import AWAY_S, SLOW_S, Reach

URL = "postgresql://collector@db/floor"


def test_a_collector_that_waits_in_vain_says_why() -> None:
    """An upgraded centre takes nothing of an older one; that it "does not answer" would lead astray."""
    for refused in (Reach.note_away, Reach.did_not_beat, Reach.try_later):
        reach = Reach()
        refused(reach, DatabaseError(URL, "unreachable"))
        assert reach.problem == ""
        for reason, words in (
            ("newer", "newer version"),
            ("untrusted", "certificate"),
            ("refused", "does not let the collector in"),
        ):
            refused(reach, DatabaseError(URL, reason))
            assert words in reach.problem


def test_what_was_wrong_is_forgotten_when_the_database_takes_something_again() -> None:
    for taken in (Reach.begin_anew, Reach.is_back, lambda reach: reach.did_beat(nothing_waits=True)):
        reach = Reach()
        reach.note_away(DatabaseError(URL, "newer", "0004"))
        taken(reach)
        assert reach.problem == ""


@pytest.mark.parametrize("refuses", [False, True])
def test_what_waits_goes_to_disk_long_before_people_are_told(
    monkeypatch: pytest.MonkeyPatch, refuses: bool
) -> None:
    """Whether it says no or nothing; and a database that only takes a moment is neither slow nor away."""
    now_s = [100.0]
    monkeypatch.setattr(reaches, "monotonic", lambda: now_s[0])
    reach = Reach()
    reach.fly()
    if refuses:
        reach.try_later(DatabaseError(URL, "unreachable"))
        reach.landed()
    now_s[0] += SLOW_S
    assert (reach.is_slow, reach.is_away) == (False, False)
    now_s[0] += 0.01
    assert (reach.is_slow, reach.is_away) == (True, False)
    now_s[0] += AWAY_S - SLOW_S
    assert (reach.is_slow, reach.is_away) == (True, True)
    reach.landed()
    reach.begin_anew()
    assert (reach.is_slow, reach.is_away) == (False, False)
