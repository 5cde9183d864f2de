"""What is Qt's is unmade on the screen's thread, whoever makes the garbage."""

from __future__ import annotations

import gc
import threading
import weakref
from typing import Any

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from ui.garbage import YOUNG, ScreenGarbage


class Held(QObject):
    """In a cycle with itself."""

    def __init__(self) -> None:
        super().__init__()
        self.me = self


def much_is_made() -> None:
    made: list[Any] = [[] for _each in range(4 * YOUNG)]
    made.clear()


def test_no_other_thread_unmakes_what_is_qts(qtbot: QtBot) -> None:
    where: list[threading.Thread] = []
    held = Held()
    weakref.finalize(held, lambda: where.append(threading.current_thread()))
    del held
    thread = threading.Thread(target=much_is_made)
    thread.start()
    thread.join()
    assert not where
    kept = [[] for _each in range(2 * YOUNG)]  # type: ignore[var-annotated]
    qtbot.waitUntil(lambda: bool(where))
    assert where == [threading.main_thread()]
    del kept


def test_little_that_is_made_is_let_be(qtbot: QtBot) -> None:
    garbage = ScreenGarbage()
    gc.collect()
    before = gc.get_stats()[0]["collections"]
    garbage.look()
    assert gc.get_stats()[0]["collections"] == before
    garbage.stop()


def test_at_its_end_python_collects_by_itself_again(qtbot: QtBot) -> None:
    garbage = ScreenGarbage()
    assert not gc.isenabled()
    garbage.stop()
    assert gc.isenabled()
