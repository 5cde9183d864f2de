"""A recording played as if it were live, through the same code as the Asterisk that made it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from supervisor.errors import SourceError
from supervisor.events import FullState, Unusable
from supervisor.sources.asterisk.protocol import BANNER, MessageReader
from supervisor.sources.asterisk.translate import WANTED, Translator
from supervisor.sources.replay.recording import Closed, Opened, Piece, Recording
from supervisor.sources.source import Heard, Said, TestResult


@dataclass(frozen=True)
class ReplaySettings:
    """Which recording, and how many times as fast as it was; None plays it as fast as it is taken."""

    recording: Path
    times: Path | None = None
    speed: float | None = 1.0

    @classmethod
    def of(cls, options: dict[str, Any]) -> ReplaySettings:
        """The settings as they are kept with a source: recording, times, speed ("max" is None)."""
        recording = Path(options["recording"])
        times = options.get("times")
        speed = options.get("speed", 1.0)
        return cls(
            recording,
            Path(times) if times else Recording.beside(recording).times,
            None if speed in (None, "max") else float(speed),
        )


class ReplayConnector:
    """Plays a recording; its events happened when they were recorded, not now."""

    def __init__(self, name: str, settings: ReplaySettings) -> None:
        self._name = name
        self._speed = settings.speed
        self._recording = Recording(settings.recording, settings.times)

    @property
    def name(self) -> str:
        return self._name

    async def test(self) -> TestResult:
        """Whether the recording can be read, and what it begins with: its first full state."""
        facts = {"file": str(self._recording.stream)}
        try:
            for _, group in said_by(self._recording, self._name):
                for one in group:
                    if isinstance(one, FullState):
                        facts |= {"queues": str(len(one.queues)), "agents": str(len(one.agents))}
                        return TestResult(None if one.queues else "no_queues", facts)
        except SourceError as error:
            return TestResult(error.reason, facts | error.facts)
        return TestResult("file_damaged", facts | {"detail": "no QueueStatus in it"})

    async def events(self, after: datetime | None) -> AsyncIterator[tuple[Said, ...]]:
        """What was recorded, from the beginning, in its own rhythm divided by the speed; ends at its end.

        A recording cannot tell what happened since *after*: it is always the same. Raises SourceError when
        the file is not there or damaged, after what could be read of it.
        """
        loop = asyncio.get_running_loop()
        began_s = loop.time()
        first: datetime | None = None
        for at, group in said_by(self._recording, self._name):
            if self._speed is not None:
                first = first or at
                due_s = began_s + (at - first).total_seconds() / self._speed
                if (left_s := due_s - loop.time()) > 0:
                    await asyncio.sleep(left_s)
            yield group


def said_by(recording: Recording, source: str) -> Iterator[tuple[datetime, tuple[Said, ...]]]:
    """What the recording says and when, in groups as they came; a piece that says nothing new is Heard.

    Raises SourceError when the recording cannot be read.
    """
    translator = Translator(source)
    reader = MessageReader(WANTED)
    greeted = False
    dropped = 0
    at: datetime | None = None
    for moment in recording.moments(source):
        while (due := translator.due) is not None and due <= moment.at:
            if late := translator.tick(due):
                yield due, tuple(late)
        at = moment.at
        said: list[Said] = []
        match moment:
            case Opened():
                reader, greeted, dropped = MessageReader(WANTED), False, 0
            case Closed(reason=reason):
                if greeted:
                    said += translator.lost(at, reason)
            case Piece(data=data):
                messages = reader.feed(data)
                if not greeted and reader.banner is not None:
                    greeted = True
                    said += translator.connected(at, reader.banner or BANNER)
                said += translator.take(messages, at)
                if reader.oversized > dropped:
                    said.append(Unusable(source, at, "message too long", reader.oversized - dropped))
                    dropped = reader.oversized
                if not said:
                    said.append(Heard(at))
        if said:
            yield at, tuple(said)
    # what the last seconds left open
    while (due := translator.due) is not None:
        if late := translator.tick(due):
            yield due, tuple(late)
