"""A console of the version before: writes to the centre as fast as it can, until it is told to stop.

Run as a process of its own. Prints a line for each write that the database confirmed, and the error at last.
"""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from supervisor.errors import DatabaseError
from supervisor.sentences.error import sentence
from supervisor.storage.database import open_centre
from supervisor.storage.sources import add_source


def main(url: str, name: str) -> None:
    with open_centre(url) as centre:
        n = 0
        while True:
            try:
                with centre.write() as db:
                    add_source(db, f"{name} {n}", "simulated", {}, at=datetime.now(UTC), who=name)
            except DatabaseError as error:
                print(f"{error.reason} {sentence(error)}", flush=True)  # noqa: T201
                return
            print(f"wrote {name} {n}", flush=True)  # noqa: T201
            n += 1


if __name__ == "__main__":
    main(*sys.argv[1:])
