"""Work that a person may end: looked at while nothing is written yet, and never after."""

from __future__ import annotations

from collections.abc import Callable

from supervisor.imports.seen import Report


class EndedError(Exception):
    """Somebody wants no more of the work that is under way; whoever began it catches this."""


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
