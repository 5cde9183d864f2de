"""The network between a console and a PostgreSQL server, which a test can pull out, freeze, or cut in the
middle of a COMMIT. Nothing is pretended: every byte goes through a socket of its own."""

from __future__ import annotations

import selectors
import shutil
import socket
import tempfile
import threading
from contextlib import suppress
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

_NAME = ".s.PGSQL.5432"
_COMMIT = b"COMMIT\x00"  # "READ COMMITTED" is no end


class Cable:
    """Between here and the server of *url*; `url` is the same database through it."""

    def __init__(self, url: str) -> None:
        self._server = str(Path(parse_qs(urlsplit(url).query)["host"][0]) / _NAME)
        self._folder = Path(tempfile.mkdtemp(prefix="cable-"))  # short: a socket's path may have 107 bytes
        self.url = f"{url.partition('?')[0]}?host={self._folder}"
        self._listener: socket.socket | None = None
        self._pairs: dict[socket.socket, socket.socket] = {}
        self._from_console: set[socket.socket] = set()
        self._wake = socket.socketpair()
        self._lock = threading.RLock()
        self._ended = False
        self._cut_at_commit = False
        self._frozen = False
        self.made = 0  # connections so far
        self.plug_in()
        self._thread = threading.Thread(target=self._carry, name="cable")
        self._thread.start()

    @property
    def connections(self) -> int:
        """How many go through it now."""
        with self._lock:
            return len(self._from_console)

    def pull_out(self) -> None:
        """Cut every connection, and take no new one."""
        with self._lock:
            if self._listener is not None:
                self._listener.close()
                (self._folder / _NAME).unlink()
                self._listener = None
            self._cut()
        self._rouse()

    def plug_in(self) -> None:
        """Carry again."""
        with self._lock:
            self._frozen = False
            if self._listener is None:
                self._listener = socket.socket(socket.AF_UNIX)
                self._listener.bind(str(self._folder / _NAME))
                self._listener.listen(64)
        self._rouse()

    def freeze(self) -> None:
        """Carry nothing more, without a word: as a server that hangs."""
        self._frozen = True
        self._rouse()

    def cut_at_commit(self) -> None:
        """Let the next COMMIT reach the server, and pull the cable out before its answer."""
        self._cut_at_commit = True

    def close(self) -> None:
        """End; every connection through it is cut."""
        self._ended = True
        self._rouse()
        self._thread.join()
        self.pull_out()
        for end in self._wake:
            end.close()
        shutil.rmtree(self._folder)

    def _rouse(self) -> None:
        with suppress(OSError):
            self._wake[1].send(b"!")

    def _cut(self) -> None:
        for one in list(self._pairs):
            one.close()
        self._pairs.clear()
        self._from_console.clear()

    def _carry(self) -> None:
        while not self._ended:
            with selectors.DefaultSelector() as selector:
                selector.register(self._wake[0], selectors.EVENT_READ)
                with self._lock:
                    if not self._frozen:
                        for one in (*self._pairs, *((self._listener,) if self._listener else ())):
                            selector.register(one, selectors.EVENT_READ)
                ready = [key.fileobj for key, _events in selector.select()]
            for one in ready:
                assert isinstance(one, socket.socket)
                if one is self._wake[0]:
                    one.recv(4096)
                    continue
                with self._lock, suppress(OSError):
                    if one is self._listener:
                        self._take_in(one)
                    elif one in self._pairs and not self._frozen:
                        self._hand_on(one)

    def _take_in(self, listener: socket.socket) -> None:
        console, _address = listener.accept()
        server = socket.socket(socket.AF_UNIX)
        server.connect(self._server)
        self._pairs[console], self._pairs[server] = server, console
        self._from_console.add(console)
        self.made += 1

    def _hand_on(self, one: socket.socket) -> None:
        other = self._pairs[one]
        try:
            data = one.recv(65536)
        except OSError:
            data = b""
        if not data:
            for end in (one, other):
                self._pairs.pop(end, None)
                self._from_console.discard(end)
                end.close()
            return
        other.sendall(data)
        if self._cut_at_commit and one in self._from_console and _COMMIT in data:
            self._cut_at_commit = False
            other.recv(1)  # the server has answered: it is committed
            self.pull_out()
