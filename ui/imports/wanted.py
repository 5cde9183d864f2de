"""How work in the other process is asked to end at a good place: by a file that is taken away."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path


class Wanted:
    """As long as *file* is there, the work is wanted."""

    def __init__(self) -> None:
        handle, name = tempfile.mkstemp(prefix="supervisor-wanted-")
        os.close(handle)
        self.file = Path(name)

    def end(self) -> None:
        """The work is not wanted any more, or is over."""
        with suppress(OSError):
            self.file.unlink()
