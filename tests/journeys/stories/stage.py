"""What the stories share: the console as `main` builds it, its pictures, and its end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from supervisor.settings.places import places
from ui import language
from ui.console import Console
from ui.machine import Machine
from ui.shell.dressing import dress

LONG_MS = 60_000  # for what starts processes, on a machine that is busy with other tests


@contextmanager
def console(
    qtbot: QtBot, *, demo: bool = False, database: str | None = None, speed: float = 1.0
) -> Iterator[Console]:
    """The console, from the start to the end; nothing is left when it is over. *speed* is the demo's."""
    machine = Machine(places())
    machine.use_for_now(demo_speed=speed)
    language.use("en")
    dress(machine.settings)
    made = Console(machine, demo=demo, database=database, wall=False)
    try:
        with qtbot.waitSignal(made.ready, timeout=LONG_MS):
            made.start()
        yield made
    finally:
        made.window.close()
        made.stop()
        # as the next turn would: else timers of pages that are gone may outlive the centre
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def picture(widget: QWidget, name: str) -> None:
    """Keep what is to be seen now, for eyes."""
    folder = Path(os.environ.get("JOURNEY_PICTURES", "out/journeys"))
    folder.mkdir(parents=True, exist_ok=True)
    QApplication.processEvents()
    widget.grab().save(str(folder / f"{name}.png"))
