"""`supervisor collect` as a process, as a service runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def running(url: str, home: Path, *words: str, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """The command as a process, killed at the end of the block."""
    process = subprocess.Popen(
        [sys.executable, "-m", "supervisor", "collect", "--no-watch", "--database", url, *words],
        env={**os.environ, "SUPERVISOR_HOME": str(home), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
