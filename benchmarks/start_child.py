"""One start, in a process of its own: `python -m benchmarks.start_child WHAT [ARGUMENT …]`.

Prints when it stood where WHAT ends, on the machine's monotonic clock, and the modules loaded by then:
"python" is the interpreter alone, "qt" a bare window painted, "window" our window painted, "board" our window
with the tiles of a board that it knew from before. ARGUMENTs are the console's.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.shell.making import Surroundings


said: list[float] = []


def tell() -> None:
    """Say it once, then end as whoever closes the window would: also what the console began is gone then, and
    takes nothing from the next start."""
    if said:
        return
    said.append(time.monotonic())
    print(json.dumps({"at": said[0], "modules": sorted(sys.modules)}), flush=True)
    if "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtWidgets import QApplication

        QApplication.quit()


def qt() -> None:
    from PySide6.QtWidgets import QApplication, QWidget

    class Bare(QWidget):
        def paintEvent(self, _event: object) -> None:
            app.postEvent(self, QEvent(QEvent.Type.User))

        def event(self, event: QEvent) -> bool:
            if event.type() is QEvent.Type.User:
                tell()
            return super().event(event)

    from PySide6.QtCore import QEvent

    app = QApplication(sys.argv[:1])
    window = Bare()
    window.resize(1280, 760)
    window.show()
    app.exec()


def window(arguments: list[str]) -> None:
    from ui import __main__, console

    console.Console._begin = lambda _console: tell()  # type: ignore[method-assign]
    __main__.main(arguments)


def board(arguments: list[str]) -> None:
    from ui import __main__, window

    make = window.make

    def watched(name: str, at: Surroundings) -> QWidget:
        page = make(name, at)
        tiles = type(page.tiles)  # type: ignore[attr-defined]
        paint = tiles.paintEvent

        def paint_and_look(self: object, event: object) -> None:
            paint(self, event)
            if self.queues():  # type: ignore[attr-defined]
                tell()

        tiles.paintEvent = paint_and_look
        return page

    window.make = watched
    __main__.main(arguments)


if __name__ == "__main__":
    what, arguments = sys.argv[1], sys.argv[2:]
    if what == "python":
        tell()
    elif what == "qt":
        qt()
    else:
        {"window": window, "board": board}[what](arguments)
