"""One client of the sender, in a process of its own: `python -m benchmarks.ami_client WHAT PORT`.

Prints what it needed from the log-in to the last event: processor time and wall time in seconds, and how many
messages it counted. Peers run under their own interpreter, so nothing of ours is imported before it is used.
"""

from __future__ import annotations

import json
import socket
import sys
import time
from collections.abc import Callable

LOGIN = b"Action: Login\r\nUsername: wall\r\nSecret: board\r\nActionID: 1\r\n\r\n"
READ = 131_072
TAIL = b"Event: BenchmarkEnd\r\n\r\n"
UNWANTED = {
    "VarSet",
    "Newexten",
    "Newstate",
    "NewCallerid",
    "NewConnectedLine",
    "BridgeEnter",
    "BenchmarkEnd",
}


class Watch:
    """Begins with the first bytes after the log-in."""

    def start(self) -> None:
        self.wall_s, self.cpu_s = time.perf_counter(), time.process_time()

    def tell(self, messages: int) -> None:
        wall_s, cpu_s = time.perf_counter() - self.wall_s, time.process_time() - self.cpu_s
        print(json.dumps({"cpu_s": cpu_s, "wall_s": wall_s, "messages": messages}), flush=True)


def logged_in(port: int) -> socket.socket:
    link = socket.create_connection(("127.0.0.1", port))
    heard = b""
    while b"\r\n" not in heard:
        heard += link.recv(1)
    link.sendall(LOGIN)
    heard = b""
    while not heard.endswith(b"\r\n\r\n"):
        heard += link.recv(1)
    return link


def read(port: int, take: Callable[[bytes], int]) -> None:
    """Read everything on a plain socket; *take* gets each piece and says how many messages ended in it."""
    watch, messages, last = Watch(), 0, b""
    with logged_in(port) as link:
        watch.start()
        while True:
            data = link.recv(READ)
            messages += take(data)
            last = (last + data)[-len(TAIL) :] if len(data) < len(TAIL) else data[-len(TAIL) :]
            if last == TAIL:
                break
        watch.tell(messages)


def count(port: int) -> None:
    """Nothing but reading and counting blank lines (one that is cut in two is missed now and then)."""
    read(port, lambda data: data.count(b"\r\n\r\n"))


def lines(port: int) -> None:
    """Line by line, every message a dict: what one writes first."""
    rest = b""
    message: dict[str, str] = {}

    def take(data: bytes) -> int:
        nonlocal rest, message
        found = 0
        *whole, rest = (rest + data).split(b"\r\n")
        for line in whole:
            if line:
                name, _, value = line.decode("utf-8", "replace").partition(": ")
                message[name] = value
            elif message:
                found += 1
                message = {}
        return found

    read(port, take)


def ours(port: int, upto: str) -> None:
    """Our own client, up to its messages, its events or its board."""
    from datetime import UTC, datetime

    from supervisor.events import FullState
    from supervisor.live.audit import corrections
    from supervisor.live.board import EMPTY
    from supervisor.live.fold import fold
    from supervisor.live.rules import CountingRules
    from supervisor.sources.asterisk.protocol import MessageReader
    from supervisor.sources.asterisk.translate import WANTED, Translator

    reader = MessageReader(WANTED | UNWANTED if upto == "every-message" else WANTED)
    reader.banner = ""
    if upto in ("messages", "every-message"):

        def take(data: bytes) -> int:
            before = reader.seen
            reader.feed(data)
            return reader.seen - before
    else:
        rules, translator = CountingRules(), Translator("pbx")
        board = EMPTY
        translator.connected(datetime.now(UTC), "Asterisk Call Manager/12.0.0")

        def take(data: bytes) -> int:
            nonlocal board
            before = reader.seen
            events = translator.take(reader.feed(data), datetime.now(UTC))
            if upto == "board":
                plain = []
                for event in events:
                    if isinstance(event, FullState):
                        board, _ = fold(board, plain, rules)
                        plain = list(corrections(board, event))
                    else:
                        plain.append(event)
                board, _ = fold(board, plain, rules)
            return reader.seen - before

    read(port, take)


def panoramisk(port: int) -> None:
    """panoramisk, all events to a callback that counts."""
    import asyncio
    import logging

    from panoramisk import Manager

    logging.disable(logging.CRITICAL)
    watch, messages = Watch(), 0

    async def main() -> None:
        over = asyncio.Event()
        manager = Manager(
            host="127.0.0.1",
            port=port,
            username="wall",
            secret="board",  # noqa: S106  # the sender's
            encoding="utf8",
            loop=asyncio.get_running_loop(),
            on_login=lambda _: watch.start(),
        )

        @manager.register_event("*")
        def _(_manager: object, event: object) -> None:
            nonlocal messages
            messages += 1
            if event.event == "BenchmarkEnd":  # type: ignore[attr-defined]
                over.set()

        await manager.connect()
        watch.start()
        await over.wait()
        watch.tell(messages)
        manager.close()

    asyncio.run(main())


def pystrix(port: int) -> None:
    """pystrix, all events to a callback that counts."""
    import threading

    from pystrix.ami import Manager, core

    watch, messages = Watch(), 0
    over = threading.Event()

    def heard(event: object, _manager: object) -> None:
        nonlocal messages
        messages += 1
        if event.name == "BenchmarkEnd":  # type: ignore[attr-defined]
            over.set()

    manager = Manager()
    manager.register_callback("", heard)
    manager.connect("127.0.0.1", port)
    watch.start()
    manager.send_action(core.Login("wall", "board"))
    over.wait()
    watch.tell(messages)
    manager.close()


CLIENTS: dict[str, Callable[[int], None]] = {
    "count": count,
    "lines": lines,
    "messages": lambda port: ours(port, "messages"),
    "every-message": lambda port: ours(port, "every-message"),
    "events": lambda port: ours(port, "events"),
    "board": lambda port: ours(port, "board"),
    "panoramisk": panoramisk,
    "pystrix": pystrix,
}

if __name__ == "__main__":
    CLIENTS[sys.argv[1]](int(sys.argv[2]))
