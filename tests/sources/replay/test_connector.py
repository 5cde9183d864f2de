"""A recording played as a source."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from supervisor.errors import SourceError
from supervisor.events import FullState, SourceDown, SourceUp
from supervisor.sentences.error import sentence
from supervisor.sources.replay.connector import ReplayConnector, ReplaySettings, said_by
from supervisor.sources.replay.recording import Recording
from supervisor.sources.source import Said
from tests.sources.asterisk.played import excerpt, recording
from tests.sources.asterisk.watch import Watch

SMALL = recording("small-basic")


def said(settings: ReplaySettings) -> list[tuple[Said, ...]]:
    """All that a recording says, to its end."""

    async def play() -> list[tuple[Said, ...]]:
        return [group async for group in ReplayConnector("demo", settings).events(None)]

    return asyncio.run(play())


def test_a_recording_ends_and_its_events_happened_when_they_were_recorded() -> None:
    groups = said(ReplaySettings(SMALL.stream, SMALL.times, speed=None))
    begins = next(SMALL.moments()).at
    instants = [one.at for group in groups for one in group if not isinstance(one, FullState)]
    assert instants == sorted(instants)
    assert min(instants) - begins < timedelta(seconds=1)
    assert timedelta(seconds=300) < max(instants) - begins < timedelta(seconds=320)
    up, *_, down = (one for group in groups for one in group if isinstance(one, SourceUp | SourceDown))
    assert isinstance(up, SourceUp)
    assert isinstance(down, SourceDown)


def test_the_speed_changes_nothing_of_what_is_said(tmp_path: Path) -> None:
    fast = said(ReplaySettings(SMALL.stream, SMALL.times, speed=2_000.0))
    assert fast == said(ReplaySettings(SMALL.stream, SMALL.times, speed=None))


def test_a_recording_without_its_times_comes_to_the_same_counts() -> None:
    """The seconds of its channels serve instead; a wait is told by Asterisk, not measured by us."""
    watch, other = Watch(), Watch()
    for at, group in said_by(SMALL, "demo"):
        watch.take(group, at)
    for at, group in said_by(Recording(SMALL.stream), "demo"):
        other.take(group, at)
    for key, line in watch.board.queues.items():
        today, timeless = line.today, other.board.queues[key].today
        assert (today.offered, today.answered, today.abandoned, today.left, today.in_time) == (
            *(timeless.offered, timeless.answered, timeless.abandoned, timeless.left, timeless.in_time),
        )
    assert other.board.day == watch.board.day


def test_what_the_last_seconds_left_open_is_decided_at_the_end() -> None:
    for seconds in range(20, 60, 3):
        watch = Watch()
        for at, group in said_by(excerpt("small-basic", seconds), "demo"):
            watch.take(group, at)
        for (_, name), line in watch.board.queues.items():
            assert line.today.offered == line.today.settled + len(line.waiting), name


def test_a_trial_says_what_the_recording_begins_with() -> None:
    result = asyncio.run(ReplayConnector("demo", ReplaySettings(SMALL.stream, SMALL.times)).test())
    assert result.problem is None
    assert (result.facts["queues"], result.facts["agents"]) == ("5", "9")
    assert "5 queues and 9 agents" in sentence(result, "demo")


def test_a_trial_of_a_recording_that_is_not_there_says_so(tmp_path: Path) -> None:
    result = asyncio.run(ReplayConnector("demo", ReplaySettings(tmp_path / "gone.bytes")).test())
    assert result.problem == "file_missing"
    assert "gone.bytes" in sentence(result, "demo")


def test_a_file_that_is_no_recording_says_so(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("Dear diary")
    result = asyncio.run(ReplayConnector("demo", ReplaySettings(tmp_path / "notes.txt")).test())
    assert result.problem == "file_damaged"
    assert "notes.txt" in sentence(result, "demo")


def test_a_recording_that_is_not_there_ends_the_events_with_its_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError):
        said(ReplaySettings(tmp_path / "gone.bytes"))


def test_the_options_of_a_source_become_its_settings() -> None:
    given = {"recording": str(SMALL.stream), "times": None, "speed": 4}
    assert ReplaySettings.of(given) == ReplaySettings(SMALL.stream, SMALL.times, 4.0)
    assert ReplaySettings.of(given | {"speed": "max"}).speed is None
    assert ReplaySettings.of(given | {"times": "/x.jsonl"}).times == Path("/x.jsonl")
