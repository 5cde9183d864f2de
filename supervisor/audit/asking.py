"""Asking the watch for an audit now, where whoever asks may not write what an audit finds.

The area "audit_asked" is noted, and nothing else: who may see the sources may note areas, the watch process
looks at them with each turn, and what it finds comes as every audit does. There is no table of requests, so
nothing is left of one that nobody answered; and who asks too often is answered no oftener (watch/keeper.py).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from supervisor.storage.changes import Changes

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

ASKED = "audit_asked"
"""The area; its version counts how often it was asked."""


def ask_audit(db: Connection) -> Changes:
    """Have every source audited soon, by whoever watches the centre."""
    from supervisor.storage import areas

    asked = Changes({ASKED})
    areas.note(db, asked)
    return asked
