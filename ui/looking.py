"""Figures of people are shown when it is noted who looks at them, and on a shared centre not otherwise.

The note is one small write on the database's thread, behind the answer and before the eyes: it names those
whom the answer tells of, not those who were asked for. What paints itself again, because somebody wrote
something or the page came back into sight, is no new look.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeAlias

from supervisor.clock import monotonic
from supervisor.errors import LookNotNotedError, SupervisorError
from supervisor.rights.look import Look
from supervisor.sentences.error import sentence
from ui.centre import OpenCentre
from ui.held import now_or_never
from ui.jobs import Job

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from datetime import datetime

    from sqlalchemy import Connection

    from supervisor.storage.changes import Changes

Looked: TypeAlias = Callable[[Any], Look | None]
"""Whose figures an answer shows; None: nobody's."""

AGAIN_S = 60.0
"""The same look of the same console within this time is not noted again."""

_log = logging.getLogger(__name__)


def when_noted(
    centre: OpenCentre,
    look: Look | None,
    show: Callable[[], None],
    failed: Callable[[SupervisorError], None],
) -> Job | None:
    """Call *show* when *look* is noted, at once where there is nothing to note; what is still under way.

    Where it cannot be noted *failed* is told why, and nothing is shown; on a centre of one's own, where
    nobody else would ever read it, it is shown all the same.
    """
    if look is None or look.count == 0 or centre.is_still:
        show()
        return None
    now_s = monotonic()
    noted = centre.looked_s
    if now_s - noted.get(look, -AGAIN_S) < AGAIN_S:
        show()
        return None
    for old in [one for one, at_s in noted.items() if now_s - at_s >= AGAIN_S]:
        del noted[old]

    def done(_nothing: object) -> None:
        noted[look] = now_s
        show()

    def refused(error: SupervisorError) -> None:
        if centre.is_shared:
            failed(LookNotNotedError(sentence(error)))
        else:
            _log.warning("a look at people's figures could not be noted: %s", error)
            show()

    return centre.jobs.write(_note, look, at=centre.live.clock.now(), who=centre.who).then(done, refused)


def note(centre: OpenCentre, look: Look) -> None:
    """Note a look at one of those who stand in a list that was noted already: nothing waits for it."""
    when_noted(centre, look, _nothing, centre.jobs.refused.emit)


def _nothing() -> None:
    """It is shown already."""


@now_or_never
def _note(db: Connection, look: Look, *, at: datetime, who: str) -> Changes:
    from supervisor.rights.access_log import note_look
    from supervisor.storage.changes import Changes

    note_look(db, look, at=at, who=who)
    return Changes()  # who reads the log reads it anew; nobody else has to read anything again
