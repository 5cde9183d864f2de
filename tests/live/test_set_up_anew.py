"""A collector that runs heeds what is changed in the centre's set-up, without being started again."""

from __future__ import annotations

import threading

import pytest

from supervisor.app import Centre, open_floor
from supervisor.live import collector
from supervisor.storage.exclusions import exclude
from tests.live.away import until


def test_sources_and_rules_that_change_while_the_collector_runs_are_heeded(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collector, "OUTDATED_S", 0.05)
    with open_floor(sqlite_url) as centre, open_floor(sqlite_url) as other:
        centre.add_source("first", "simulated", {"scale": 0.1})
        collecting = threading.Thread(target=centre.collect, kwargs={"for_s": 10.0, "watch": False})
        collecting.start()
        until(lambda: connected(other) == {"first"})
        other.add_source("second", "simulated", {"scale": 0.1})
        until(lambda: connected(other) == {"first", "second"})
        with other.database.write() as db:
            exclude(db, ("first", "x", "y"), reason="", at=other.clock.now(), who="test")
        until(lambda: ("first", "x", "y") in centre.rules.excluded)
        other.remove_source("first")
        until(lambda: [record.name for record in centre.sources()] == ["second"])
        until(lambda: connected(other) == {"second"})
        collecting.join()


def connected(centre: Centre) -> set[str]:
    with centre.journal() as journal:
        return {name for name, beat in journal.heartbeats().items() if beat.connected}
