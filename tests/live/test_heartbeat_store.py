"""The last signs of life."""

from __future__ import annotations

from supervisor.live.feed import Heartbeat
from supervisor.live.journal import Journal
from tests.live.floor import PBX, at


def test_a_source_has_one_heartbeat_and_it_is_the_last(kept: Journal) -> None:
    kept.beat(Heartbeat(PBX, "one", at(0), None, None, False, "No route to host"))
    kept.beat_all(
        [
            Heartbeat(PBX, "two", at(1), at(0.5), 2.5, True),
            Heartbeat("other", "two", at(1), None, 10.0, False),
        ]
    )
    assert kept.heartbeats() == {
        PBX: Heartbeat(PBX, "two", at(1), at(0.5), 2.5, True),
        "other": Heartbeat("other", "two", at(1), None, 10.0, False),
    }
