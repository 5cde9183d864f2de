"""Commands that print figures of people note first who looks at whose, as screens do."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from supervisor.rights.look import What

_log = logging.getLogger(__name__)


def look(url: str, what: What, people: Iterable[str], *, by: str, about: str = "", kpi: str = "") -> None:
    """Note that whoever runs the command *by* sees figures of *people* (ids) of the centre at *url*.

    Raises LookNotNotedError, before anything is printed, where a shared centre cannot take it.
    """
    from supervisor.errors import DatabaseError, LookNotNotedError
    from supervisor.rights.access_log import note_look
    from supervisor.rights.look import look_at
    from supervisor.rights.own import login
    from supervisor.sentences.error import sentence
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    seen = look_at(what, people, about=about, kpi=kpi, by=by)
    if seen.count == 0:
        return
    try:
        with open_centre(url) as centre:
            centre.change(lambda db: note_look(db, seen, at=load_centre(db).clock().now(), who=login(db)))
    except DatabaseError as error:
        if url.startswith("postgres"):
            raise LookNotNotedError(sentence(error)) from error
        _log.warning("a look at people's figures could not be noted: %s", error)
