"""Makes one part of the console late, to find tests that only pass where it is quick.

`python3 packaging/test.py -p tests.late --late writes tests/ui`: what is to be written waits before it is
done; `reads`: so does what is to be read, or computed by the work process; `telling`: what was done waits
before it is told; `screen`: the screen's thread rests after every key and click, and the others are done by
then.
"""

from __future__ import annotations

import time
from typing import Any

import pytest
from PySide6.QtTest import QTest

from ui.database_thread import DatabaseThread, Given
from ui.jobs import WorkProcess

LATE_S = 0.5


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--late", choices=("writes", "reads", "telling", "screen"), required=True)


def pytest_configure(config: pytest.Config) -> None:
    match config.getoption("--late"):
        case "writes":
            _do_late("write")
        case "reads":
            _do_late("read", "call")
            _hand_over_late(WorkProcess)
        case "telling":
            _hand_over_late(DatabaseThread)
            _hand_over_late(WorkProcess)
        case "screen":
            _rest_after_keys()


def _do_late(*ways: str) -> None:
    do = DatabaseThread._do

    def do_late(self: DatabaseThread, given: Given) -> None:
        if given.how in ways:
            time.sleep(LATE_S)
        do(self, given)

    DatabaseThread._do = do_late  # type: ignore[method-assign]


def _hand_over_late(kind: Any) -> None:
    """*kind* is made with a function by which it tells, as the last argument."""
    make = kind.__init__

    def make_late(self: Any, *given: Any) -> None:
        def tell_late(told: object) -> None:
            if not (isinstance(told, tuple) and told[2] == "progress"):  # of which there may be hundreds
                time.sleep(LATE_S)
            given[-1](told)

        make(self, *given[:-1], tell_late)

    kind.__init__ = make_late


def _rest_after_keys() -> None:
    for name in (
        "keyClick",
        "keyClicks",
        "keyPress",
        "keyRelease",
        "mouseClick",
        "mousePress",
        "mouseDClick",
    ):
        _rest_after(name)


def _rest_after(name: str) -> None:
    done = getattr(QTest, name)  # QtBot's own calls it

    def rested(*args: Any, **kwargs: Any) -> None:
        done(*args, **kwargs)
        time.sleep(LATE_S)

    setattr(QTest, name, staticmethod(rested))
