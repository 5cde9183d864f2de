"""A manager interface that sends one file of bytes to each client, one client after another: a process.

`python -m benchmarks.ami_sender FILE` prints its port. A client logs in (plainly or by a challenge); then it
gets the file as fast as it takes it, and after it one event `BenchmarkEnd`.
"""

from __future__ import annotations

import socket
import sys
from contextlib import suppress
from pathlib import Path

BANNER = b"Asterisk Call Manager/12.0.0\r\n"
END = b"Event: BenchmarkEnd\r\n\r\n"


def fields(action: bytes) -> dict[str, str]:
    """The fields of one action, by name in small letters."""
    pairs = (line.partition(":") for line in action.decode().split("\r\n"))
    return {name.strip().lower(): value.strip() for name, _, value in pairs}


def response(action: dict[str, str]) -> bytes:
    """What answers *action*: always kind."""
    said = "Challenge: 1234567" if action["action"].lower() == "challenge" else "Message: well"
    number = f"ActionID: {action['actionid']}\r\n" if "actionid" in action else ""
    return f"Response: Success\r\n{number}{said}\r\n\r\n".encode()


def serve(client: socket.socket, content: bytes) -> None:
    """Log *client* in and send it *content*."""
    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    client.sendall(BANNER)
    heard = b""
    while True:
        while b"\r\n\r\n" not in heard:
            more = client.recv(65536)
            if not more:
                return
            heard += more
        action, _, heard = heard.partition(b"\r\n\r\n")
        told = fields(action)
        client.sendall(response(told))
        if told["action"].lower() == "login":
            break
    client.sendall(content)
    client.sendall(END)
    while client.recv(65536):
        pass


def main(file: str) -> None:
    content = Path(file).read_bytes()
    with socket.create_server(("127.0.0.1", 0)) as server:
        print(server.getsockname()[1], flush=True)
        while True:
            client, _ = server.accept()
            with client, suppress(OSError):
                serve(client, content)


if __name__ == "__main__":
    main(sys.argv[1])
