"""What is said of a collector in one line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from supervisor.live.health import Health
from supervisor.live.health_words import one_line
from supervisor.live.sign import Role

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
WELL = Health(7, "north 7", "north", ("pbx-1", "pbx-2"), Role.WORKING, NOON, NOON, 100.0)


def test_a_collector_names_what_it_listens_to() -> None:
    assert one_line(WELL, 100.5, UTC) == "Works for pbx-1, pbx-2 since 12:00:00."


def test_a_collector_without_a_source_says_so_instead_of_naming_nothing() -> None:
    """Its site has none yet, or its name in the unit is another than the sources'."""
    for role in Role:
        said = one_line(replace(WELL, sources=(), role=role), 100.5, UTC)
        assert said == "It has no telephone system to listen to since 12:00:00."
