"""Work that a person may end: looked at while nothing is written yet, and never after."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec

from supervisor.imports.seen import Report, Result

Params = ParamSpec("Params")


class EndedError(Exception):
    """Somebody wants no more of the work that is under way; `or_ended` makes a result of it."""


def or_ended(work: Callable[Params, Result]) -> Callable[Params, Result]:
    """*work*, which comes to `Result.ended` where somebody wanted no more of it."""

    @wraps(work)
    def done(*args: Params.args, **kwargs: Params.kwargs) -> Result:
        try:
            return work(*args, **kwargs)
        except EndedError:
            return Result(None, ended=True)

    return done


def heed(cancelled: Callable[[], bool]) -> None:
    """Raise EndedError when *cancelled* says so."""
    if cancelled():
        raise EndedError


def heeding(report: Report, cancelled: Callable[[], bool]) -> Report:
    """*report*, which also ends the work that calls it as soon as *cancelled* says so."""

    def told(done: int, total: int) -> None:
        heed(cancelled)
        report(done, total)

    return told


def never() -> bool:
    """Nobody can end it."""
    return False
