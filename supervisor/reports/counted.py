"""Counts what was told since the last count, so that a report is of everything that is known."""

from __future__ import annotations

from contextlib import suppress

from supervisor.errors import DatabaseError
from supervisor.history.derive import derive_stale
from supervisor.history.derive_rules import derive_rules
from supervisor.history.stale import stale
from supervisor.quality.counting import bring_up_to_date
from supervisor.rights.own import writes
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import open_centre, open_history


def count_what_is_new(url: str) -> None:
    """Count what was told since the last count: the watch process does so every few minutes while it runs.

    Who may not write gets the figures as they were counted last.
    """
    bring_up_to_date(url)
    with open_centre(url) as centre, centre.read() as db:
        rules = derive_rules(load_centre(db))
    with open_history(url) as history:
        with history.read() as db:
            if not stale(db, rules.days) or not writes(db, "history_rule", "history_slot"):
                return
        with suppress(DatabaseError):
            derive_stale(history, rules)
