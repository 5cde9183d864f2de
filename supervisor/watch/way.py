"""Keeps the way free for writers: a wall that holds one of their locks is cut off."""

from __future__ import annotations

import logging

from supervisor.rights.hindrance import clear_the_way
from supervisor.storage.database import Database
from supervisor.watch.keeper import Seen

NAME = "way"

log = logging.getLogger(__name__)


def keep(_seen: Seen, database: Database) -> None:
    """Cut off whoever may write nothing and holds up those who may. Raises DatabaseError."""
    for login in clear_the_way(database):
        log.warning("%s held a lock that is not for it, and was cut off", login)
