"""What a collector has around it: its site, a folder of its own, and who is told each second how it is."""

from __future__ import annotations

import logging
import socket
from contextlib import suppress
from pathlib import Path

from supervisor.live.health import Health, forget_health, write_health
from supervisor.live.health_words import one_line
from supervisor.live.spool import SPOOL_BYTES, Spool
from supervisor.live.systemd import Systemd

log = logging.getLogger(__name__)


class Service:
    """Of a collector that runs by itself. Without a *folder* (0700, of its own) nothing is kept on disk."""

    def __init__(
        self,
        site: str = "",
        folder: Path | None = None,
        *,
        disk_bytes: int = SPOOL_BYTES,
        systemd: Systemd | None = None,
    ) -> None:
        """At most *disk_bytes* of events wait on disk; 0: none do."""
        self.site = site
        self.host = socket.gethostname()
        self._folder = folder
        self._disk_bytes = disk_bytes
        self._systemd = systemd or Systemd()
        self._ready = False
        self._told = True

    def spool(self) -> Spool | None:
        """What waits on disk, of an earlier run too; None where nothing is to be kept there."""
        if self._folder is None or not self._disk_bytes:
            return None
        try:
            return Spool(self._folder / "spool", self._disk_bytes)
        except OSError as error:
            log.error("nothing can be kept on disk: %s", error)
            return None

    def tell(self, health: Health) -> None:
        """Say how the collector is, to systemd and in its folder; from any thread, one at a time."""
        if not self._ready:
            self._ready = True
            self._systemd.ready()
        self._systemd.status(one_line(health, health.steady_s))
        if not health.is_stuck:
            self._systemd.alive()
        if self._folder is None:
            return
        try:
            write_health(self._folder, health)
            self._told = True
        except OSError as error:  # a full disk: the collector goes on
            log.log(logging.WARNING if self._told else logging.DEBUG, "how it is cannot be noted: %s", error)
            self._told = False

    def stopping(self) -> None:
        """The collector was told to end."""
        self._systemd.stopping()

    def ended(self) -> None:
        """It did."""
        if self._folder is not None:
            with suppress(OSError):
                forget_health(self._folder)
