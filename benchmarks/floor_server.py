"""A manager interface of a large floor at a steady rate: a process.

`python -m benchmarks.floor_server RATE BURST` prints its port. To each client that logs in it tells the list
when asked and then *RATE* messages a second, each with the instant at which it was made. On standard input
"cut" ends the connection, and the next one gets *BURST* messages at once, as after a silence; "sent" asks how
many messages went out and when that was; "end" ends all.
"""

from __future__ import annotations

import selectors
import socket
import sys
import threading
import time
from contextlib import suppress
from datetime import UTC, datetime

from benchmarks.ami_floor import BANNER, AmiFloor
from benchmarks.ami_sender import fields, response

TICK_S = 0.01
NUMBER = "@the-action@"  # stands for what is only known later:
LATER = datetime(2030, 1, 1, tzinfo=UTC)  # the ActionID, and the instant of what happened meanwhile


class Server:
    """One client at a time; what it does not read in time waits, as in an Asterisk."""

    def __init__(self, rate: int, burst: int) -> None:
        self.rate = rate
        self.burst = burst
        self.floor = AmiFloor()
        self.floor.begin(_now())
        self.cut = threading.Event()
        self.over = threading.Event()
        self.sent = 0
        self._kept: tuple[list[bytes], bytes] | None = None  # the list and what follows it after a silence

    def serve(self, client: socket.socket) -> None:
        """Talk to *client* until it goes or is cut off."""
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        client.sendall(BANNER)
        heard, listed = b"", False
        due, last_s = 0.0, time.monotonic()
        next_s = last_s
        while not self.cut.is_set():
            if _readable(client, max(0.0, next_s - time.monotonic())):
                more = client.recv(65536)
                if not more:
                    return
                heard += more
                while b"\r\n\r\n" in heard:
                    action, _, heard = heard.partition(b"\r\n\r\n")
                    listed |= self._answer(client, fields(action))
            now_s = time.monotonic()
            if now_s < next_s:
                continue
            # whoever was held up catches up, but never by more than a tenth of a second
            passed_s, last_s, next_s = min(0.1, now_s - last_s), now_s, now_s + TICK_S
            if listed:
                due += self.rate * passed_s
                count, due = int(due), due % 1
                if count:
                    said = self.floor.messages(count, _now())
                    self.sent += said.count(b"\r\n\r\n")
                    client.sendall(said)
        self._keep()

    def _keep(self) -> None:
        """Prepare what the next connection gets: how things stand now, and all that happens until then."""
        listing = list(self.floor.listing(NUMBER, _now()))
        self._kept = listing, self.floor.messages(self.burst, LATER)

    def _answer(self, client: socket.socket, action: dict[str, str]) -> bool:
        """Answer *action*; whether it asked for the list."""
        name, number = action["action"].lower(), action.get("actionid", "")
        if name == "queuestatus":
            if self._kept is None:
                for piece in self.floor.listing(number, _now()):
                    client.sendall(piece)
            else:
                listing, burst = self._kept
                self._kept = None
                client.sendall(b"".join(listing).replace(NUMBER.encode(), number.encode()))
                now = time.time()
                print("burst", now, flush=True)
                client.sendall(burst.replace(f"{LATER.timestamp():.6f}".encode(), f"{now:.6f}".encode()))
            return True
        if name == "queuesummary":
            client.sendall(self.floor.summary(number, _now()))
        elif name == "ping":
            stamp = f"\r\nTimestamp: {time.time():.6f}\r\n\r\n".encode()
            client.sendall(response(action).removesuffix(b"\r\n\r\n") + stamp)
        else:
            client.sendall(response(action))
        return False

    def listen(self) -> None:
        threading.Thread(target=self._obey, daemon=True).start()
        with socket.create_server(("127.0.0.1", 0)) as server:
            print(server.getsockname()[1], flush=True)
            server.settimeout(0.2)
            while not self.over.is_set():
                try:
                    client, _ = server.accept()
                except TimeoutError:
                    continue
                client.settimeout(None)
                with client, suppress(OSError):
                    self.serve(client)
                self.cut.clear()

    def _obey(self) -> None:
        for line in sys.stdin:
            match line.strip():
                case "sent":
                    print("sent", self.sent, time.monotonic(), flush=True)
                case "end":
                    break
                case _:
                    self.cut.set()
        self.over.set()
        self.cut.set()


def _now() -> datetime:
    return datetime.now(UTC)


def _readable(client: socket.socket, wait_s: float) -> bool:
    with selectors.DefaultSelector() as selector:
        selector.register(client, selectors.EVENT_READ)
        return bool(selector.select(wait_s))


if __name__ == "__main__":
    Server(int(sys.argv[1]), int(sys.argv[2])).listen()
