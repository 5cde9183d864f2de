"""Where this user's settings, databases and logs are on this machine."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs

_APP = "floor-supervisor"


@dataclass(frozen=True)
class Places:
    """The folders of this user on this machine: settings, data (databases), state (logs, reports)."""

    config: Path
    data: Path
    state: Path

    @property
    def settings_file(self) -> Path:
        return self.config / "settings.toml"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def crash_reports(self) -> Path:
        return self.state / "crash-reports"

    @property
    def database_url(self) -> str:
        """The centre's database when no other is set."""
        return sqlite_url(self.data / "floor.db")

    @property
    def demo_url(self) -> str:
        """The demo centre's database, which is never the real one's."""
        return sqlite_url(self.data / "demo.db")


def places(home: Path | None = None) -> Places:
    """The folders below *home*; without it below $SUPERVISOR_HOME, else where the platform has them."""
    home = home or (Path(os.environ["SUPERVISOR_HOME"]) if os.environ.get("SUPERVISOR_HOME") else None)
    if home is not None:
        return Places(home / "config", home / "data", home / "state")
    return Places(
        platformdirs.user_config_path(_APP, appauthor=False),
        platformdirs.user_data_path(_APP, appauthor=False),
        platformdirs.user_state_path(_APP, appauthor=False),
    )


def sqlite_url(path: Path) -> str:
    """The database URL of the SQLite file *path*."""
    return f"sqlite:///{path.absolute().as_posix()}"
