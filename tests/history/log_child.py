"""A process of its own that reads a log in small transactions, to be killed: `python -m … URL FILE…`."""

import sys
from pathlib import Path

from supervisor.history import log_reading
from supervisor.storage.database import open_history
from tests.history.logs import read

if __name__ == "__main__":
    log_reading.PIECE = 4000
    with open_history(sys.argv[1]) as history:
        sys.stdout.write("begins\n")
        sys.stdout.flush()
        read(history, *(Path(name) for name in sys.argv[2:]))
