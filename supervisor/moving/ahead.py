"""Reads ahead: the next part is made in a thread while the last one is written."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Generic, TypeVar

Part = TypeVar("Part")

_LOOKS_S = 0.1  # how long a reader that nobody takes from any more may go unnoticed


class Ahead(Generic[Part]):
    """The *parts*, in order, of which up to two are there before they are asked for.

    What making them raises is raised where they are taken. Whoever takes no more must `close` it, which waits
    for the part that is being made.
    """

    def __init__(self, parts: Iterable[Part]) -> None:
        self._made: queue.Queue[Part | BaseException | None] = queue.Queue(2)
        self._over = threading.Event()
        self._reader = threading.Thread(target=self._read, args=(parts,), name="reads ahead", daemon=True)
        self._reader.start()

    def __iter__(self) -> Iterator[Part]:
        while (part := self._made.get()) is not None:
            if isinstance(part, BaseException):
                raise part
            yield part

    def close(self) -> None:
        """End the reading."""
        self._over.set()
        self._reader.join()

    def __enter__(self) -> Ahead[Part]:
        return self

    def __exit__(self, *_args: object) -> None:
        self.close()

    def _read(self, parts: Iterable[Part]) -> None:
        try:
            for part in parts:
                self._put(part)
                if self._over.is_set():
                    return
        except BaseException as error:  # noqa: BLE001  # raised again by whoever takes
            self._put(error)
        else:
            self._put(None)

    def _put(self, part: Part | BaseException | None) -> None:
        while not self._over.is_set():
            with suppress(queue.Full):
                self._made.put(part, timeout=_LOOKS_S)
                return
