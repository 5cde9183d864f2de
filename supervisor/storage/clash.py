"""Two writers that met: the server rolled one of them back whole, and it is done again, a few times."""

from __future__ import annotations

import logging
from collections.abc import Callable
from random import uniform
from time import sleep
from typing import TypeVar

from supervisor.errors import DatabaseError

TRIES = 3
"""So often in all."""

_PAUSE_S = 0.03

_log = logging.getLogger(__name__)

Done = TypeVar("Done")


def rest(turn: int) -> None:
    """Wait after try *turn* (from 0) for some time, so that the two do not meet again."""
    sleep(uniform(0, _PAUSE_S * 2**turn))


def until_done(attempt: Callable[[], Done]) -> Done:
    """What *attempt* comes to: one transaction and nothing else, for it is made again where it met another
    writer, or an upgrade (`lost.is_clash`). Raises what it raises at last."""
    from supervisor.storage.lost import is_clash  # after the first paint: loads SQLAlchemy

    for turn in range(TRIES - 1):
        try:
            return attempt()
        except DatabaseError as error:
            if not is_clash(error):
                raise
            _log.info("a write met another and is done again (%s)", error.detail)
        rest(turn)
    return attempt()
