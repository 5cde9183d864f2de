"""A recorded Asterisk at 127.0.0.1, in a thread of its own beside the screen's."""

from __future__ import annotations

import asyncio
import ssl
import threading
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

from supervisor.sources.replay.recording import Recording
from supervisor.sources.replay.server import RecordingServer

SMALL = Path(__file__).parents[1] / "recordings" / "small-basic"
USER, SECRET = "wall", "hush-hush"

T = TypeVar("T")


class Served:
    """`start` it, connect to `port`, let it `die` and `come_back`, `stop` it."""

    def __init__(self, recording: Path | None = None, *, tls: ssl.SSLContext | None = None) -> None:
        self._stream = recording or SMALL / "ami.bytes.gz"
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="recorded Asterisk")
        self.server: RecordingServer

    def start(self) -> Served:
        self._thread.start()
        self._do(self._begin)
        return self

    def stop(self) -> None:
        self._do(self.server.stop)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    @property
    def port(self) -> int:
        return self.server.port

    def die(self) -> None:
        self._do(self.server.die)

    def come_back(self) -> None:
        self._do(self.server.come_back)

    async def _begin(self) -> None:
        self.server = RecordingServer(
            Recording.beside(self._stream), username=USER, secret=SECRET, tls=self._tls, refusal_s=0.0
        )
        await self.server.start()

    def _do(self, what: Callable[[], Awaitable[T]]) -> T:
        async def run() -> T:
            return await what()

        return asyncio.run_coroutine_threadsafe(run(), self._loop).result(30)
