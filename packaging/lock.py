"""Locks the packages anew: `python packaging/lock.py [--upgrade]`, after pyproject.toml changed.

Writes packaging/requirements.txt (the program and what installs it) and requirements-test.txt (what only the
tests need), both with hashes for every platform and with no index address. The locking tool itself is pinned.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

TOOL = "uv==0.13.9"
ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ROOT / "packaging" / "requirements.txt"
TESTS = ROOT / "packaging" / "requirements-test.txt"
ALWAYS = [
    "--universal",
    "--python-version",
    "3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-header",
    "--quiet",
]


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        bin = Path(folder) / ("Scripts" if os.name == "nt" else "bin")
        subprocess.run([bin / "python", "-m", "pip", "install", "--quiet", TOOL], check=True)
        compile = [bin / "uv", "pip", "compile", *ALWAYS, *arguments]
        for what in (
            ["pyproject.toml", "--group", "setup", "-o", PROGRAM],
            ["--group", "test", "-c", PROGRAM, "-o", TESTS],
        ):
            subprocess.run([*compile, *what], cwd=ROOT, check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
