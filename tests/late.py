"""Makes the console's parts answer late, to find tests that only pass where they answer quickly.

`python3 packaging/test.py -p tests.late --late database tests/ui`: each piece of work waits before it is done
and again before it is told. `--late screen`: the screen's thread rests after every key and click, so that
the other threads are done by then.
"""

from __future__ import annotations

import time
from typing import Any

import pytest

LATE_S = 0.08


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--late", choices=("database", "screen"), default="database")


def pytest_configure(config: pytest.Config) -> None:
    {"database": _late_database, "screen": _late_screen}[config.getoption("--late")]()


def _late_database() -> None:
    from ui.database_thread import DatabaseThread
    from ui.jobs import WorkProcess

    _rest_before(DatabaseThread, "_do")
    _rest_before(DatabaseThread, "_reach")
    began = DatabaseThread.__init__

    def begin(self: DatabaseThread, open_database: Any, tell: Any) -> None:
        def tell_late(told: object) -> None:
            time.sleep(LATE_S)
            tell(told)

        began(self, open_database, tell_late)

    DatabaseThread.__init__ = begin  # type: ignore[method-assign]
    begin_work = WorkProcess.__init__

    def begin_late(self: WorkProcess, tell: Any) -> None:
        def tell_late(heard: Any) -> None:
            time.sleep(LATE_S)
            tell(heard)

        begin_work(self, tell_late)

    WorkProcess.__init__ = begin_late  # type: ignore[method-assign]


def _late_screen() -> None:
    from PySide6.QtTest import QTest
    from pytestqt.qtbot import QtBot

    for name in (
        "keyClick",
        "keyClicks",
        "keyPress",
        "keyRelease",
        "mouseClick",
        "mousePress",
        "mouseDClick",
    ):
        done = getattr(QtBot, name)

        def rest_after(*args: Any, _done: Any = done, **kwargs: Any) -> None:
            _done(*args, **kwargs)
            time.sleep(LATE_S)

        setattr(QtBot, name, staticmethod(rest_after))
        assert hasattr(QTest, name)


def _rest_before(kind: type, name: str) -> None:
    done = getattr(kind, name)

    def rested(self: Any, *args: Any, **kwargs: Any) -> Any:
        time.sleep(LATE_S)
        return done(self, *args, **kwargs)

    setattr(kind, name, rested)
