"""The three rooms of the database, and how far their tables have come."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import MetaData

from supervisor.storage import (  # the rest of the centre’s tables
    issue_tables,
    meeting_tables,
    quality_tables,
    report_tables,
    rights_tables,
    training_tables,
)
from supervisor.storage.centre import centre_metadata
from supervisor.storage.history_tables import history_metadata
from supervisor.storage.journal_tables import journal_metadata


@dataclass(frozen=True)
class Room:
    """One set of tables with migrations of its own.

    *head* is the revision that this program speaks, *revisions* the folder of the migrations that lead there.
    """

    name: str
    metadata: MetaData
    head: str
    revisions: Path

    @property
    def version_table(self) -> str:
        """Where the database notes the revision; each room its own, PostgreSQL keeps both together."""
        return f"{self.name}_version"


__all__ = [
    "CENTRE",
    "HISTORY",
    "JOURNAL",
    "ROOMS",
    "Room",
    "issue_tables",
    "meeting_tables",
    "quality_tables",
    "report_tables",
    "rights_tables",
    "training_tables",
]

_MIGRATIONS = Path(__file__).with_name("migrations")

# The heads are written here so that opening a database that is up to date does not load Alembic (0.1 s of
# every start); a test says that they are the newest revisions in the folders.
CENTRE = Room("centre", centre_metadata, "0007", _MIGRATIONS / "centre")
JOURNAL = Room("journal", journal_metadata, "0004", _MIGRATIONS / "journal")
HISTORY = Room("history", history_metadata, "0003", _MIGRATIONS / "history")

ROOMS = (CENTRE, JOURNAL, HISTORY)
"""In the order in which they are made."""
