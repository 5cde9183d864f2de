"""What the tests of joining know of the shared centre that they join."""

from __future__ import annotations

from dataclasses import dataclass

from supervisor.storage.login import Login
from tests.guarded import Guarded

ADMINISTRATOR_PASSWORD = "tall green kettle"
LONG_MS = 60_000


@dataclass(frozen=True)
class Shared:
    """A shared centre: its *server*, the *name* of its database, which ends those of its accounts."""

    server: Guarded
    name: str

    @property
    def administrator(self) -> str:
        return f"ada_{self.name}"

    def login(self, user: str = "") -> Login:
        """As a person enters it, the administrator's unless *user* says another."""
        return Login(
            "localhost",
            self.name,
            user or self.administrator,
            self.server.port,
            ca_file=f"{self.server.folder}/ours.crt",
        )
