"""A mail server on this machine that keeps what it is handed, and refuses whom it is told to refuse."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage


@dataclass
class PostOffice:
    """Mails in the order in which they came, and everybody whom each was for."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    readers: list[tuple[str, ...]] = field(default_factory=list)
    refused: frozenset[str] = frozenset()
    login: tuple[str, str] | None = None
    hang_up_after: int = -1  # mails


@contextmanager
def post_office(**how: object) -> Iterator[PostOffice]:
    office = PostOffice(**how)  # type: ignore[arg-type]

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            _talk(self, office)

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        office.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield office
        finally:
            server.shutdown()
            thread.join()


def _talk(client: socketserver.StreamRequestHandler, office: PostOffice) -> None:
    def say(line: str) -> None:
        client.wfile.write(line.encode() + b"\r\n")

    say("220 here")
    readers: list[str] = []
    while line := client.rfile.readline():
        said = line.decode().strip()
        verb = said[:4].upper()
        if verb == "EHLO":
            if office.login is not None:
                say("250-here")
                say("250 AUTH PLAIN")
            else:
                say("250 here")
        elif verb == "AUTH":
            say("535 wrong password")
        elif verb == "RCPT":
            reader = said.partition("<")[2].partition(">")[0]
            if reader in office.refused:
                say("550 nobody of that name")
            else:
                readers.append(reader)
                say("250 ok")
        elif verb == "DATA":
            say("354 go on")
            raw = b""
            while (part := client.rfile.readline()) != b".\r\n":
                raw += part.removeprefix(b".") if part.startswith(b"..") else part
            if len(office.mails) == office.hang_up_after:
                return
            office.mails.append(message_from_bytes(raw, policy=policy.default))  # type: ignore[arg-type]
            office.readers.append(tuple(readers))
            readers = []
            say("250 taken")
        elif verb == "QUIT":
            say("221 bye")
            return
        else:
            if verb == "RSET":
                readers = []
            say("250 ok")
