"""Other programs to be measured beside, in an environment of their own: no dependencies of the project."""

from __future__ import annotations

import os
import subprocess
import venv
from dataclasses import dataclass
from pathlib import Path

REQUIREMENTS = Path(__file__).with_name("requirements.txt")


@dataclass(frozen=True)
class Peers:
    """Where they are: *python* runs them; None when nobody asked for them."""

    python: str | None = None

    @classmethod
    def at(cls, folder: Path | None) -> Peers:
        """The peers in the virtual environment *folder*, installed there when it is not there yet."""
        if folder is None:
            return cls()
        python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        if not python.exists():
            venv.create(folder, with_pip=True)
            install = [python, "-m", "pip", "install", "--quiet", "--require-hashes", "-r", REQUIREMENTS]
            subprocess.run(install, check=True)
        return cls(str(python.absolute()))

    def why_not(self, package: str) -> str | None:
        """Why *package* cannot be measured; None when it can."""
        if self.python is None:
            return f"{package} (give --peers FOLDER to have it measured)"
        there = subprocess.run(
            [self.python, "-c", f"import {package}"], stderr=subprocess.DEVNULL, check=False
        )
        return None if there.returncode == 0 else f"{package} (not in the --peers environment)"
