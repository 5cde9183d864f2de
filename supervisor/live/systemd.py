"""What a service tells systemd: that it is ready, lives, how it is, and that it ends.

The protocol of sd_notify(3): datagrams to the socket that $NOTIFY_SOCKET names. Without that variable, as
under a console or on another system, nothing is said.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Mapping

log = logging.getLogger(__name__)

LONGEST_STATUS = 300  # characters; systemctl shows one line


class Systemd:
    """The service manager that started this process, if there is one."""

    def __init__(self, environment: Mapping[str, str] | None = None) -> None:
        """*environment* is the process's own when None."""
        said = os.environ if environment is None else environment
        self._address = _address(said.get("NOTIFY_SOCKET", ""))
        self._watched_s = _watched_s(said)
        self._status = ""

    @property
    def is_there(self) -> bool:
        """Whether anybody listens to what is said here."""
        return self._address is not None

    @property
    def alive_every_s(self) -> float | None:
        """How often `alive` must be called, in seconds: half of what the unit allows; None: nobody waits."""
        return None if self._watched_s is None else self._watched_s / 2

    def ready(self) -> None:
        """The service does what it is there for."""
        self._say("READY=1")

    def alive(self) -> None:
        """It still does."""
        self._say("WATCHDOG=1")

    def status(self, text: str) -> None:
        """How it is, in one line for people; the same line again is not said again."""
        line = " ".join(text.split())[:LONGEST_STATUS]
        if line != self._status:
            self._status = line
            self._say(f"STATUS={line}")

    def stopping(self) -> None:
        """It was told to end, and does."""
        self._say("STOPPING=1")

    def _say(self, words: str) -> None:
        if self._address is None:
            return
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as to:
                to.setblocking(False)
                to.sendto(words.encode(), self._address)
        except OSError as error:  # its queue is full, or it is gone: the service goes on
            log.debug("systemd was not told %s: %s", words.partition("=")[0], error)


def _address(said: str) -> str | None:
    if not said or said[0] not in "/@" or not hasattr(socket, "AF_UNIX"):
        return None
    return "\0" + said[1:] if said[0] == "@" else said


def _watched_s(said: Mapping[str, str]) -> float | None:
    """The seconds within which a watched service must say that it lives; None when it is not watched."""
    try:
        micro = int(said.get("WATCHDOG_USEC", "0"))
        process = int(said.get("WATCHDOG_PID") or os.getpid())
    except ValueError:
        return None
    return micro / 1e6 if micro > 0 and process == os.getpid() else None
