"""Pictures of a console whose database is lost, and of what waits to be saved."""

from __future__ import annotations

from datetime import UTC, datetime, time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from supervisor.errors import DatabaseError
from supervisor.storage.changes import Changes
from supervisor.words import language
from ui.away.held_view import HeldView
from ui.database_thread import Away
from ui.held import HeldWrites
from ui.jobs import Jobs
from ui.shots.issues import SHOTS as OF_ISSUES
from ui.shots.standing import DAY, Shot
from ui.window import MainWindow

if TYPE_CHECKING:
    from supervisor.storage.database import Database

SILENT_S = 196.0  # since 10:39
URL = "postgresql://zhang.li@floor.example.com/floor"
TEXTS = {
    "en": (
        "Customers hear last month’s price in the announcement of queue “Tariffs”.\n"
        "The department was told by telephone.",
        "Asks again for the shift plan of December.",
    ),
    "zh_CN": ("“资费”队列的语音播报仍在播放上个月的价格。\n已电话告知相关部门。", "再次询问12月的排班。"),
}


def add(db: object, store: str, text: str) -> Changes:
    """What an issue's form would have given."""
    return Changes()


def _at(hour: int, minute: int) -> datetime:
    return datetime.combine(DAY, time(hour, minute), UTC)


def _lost(window: MainWindow) -> QWidget | None:
    error = DatabaseError(URL, "unreachable")
    window.away.show_state(Away(_at(2, 39), error), 2)
    return window


def _band(window: MainWindow) -> QWidget | None:
    OF_ISSUES["issues"].then(window)
    return _lost(window)


def _refused(window: MainWindow) -> QWidget | None:
    error = DatabaseError(URL, "refused", "", "password")
    window.away.show_state(Away(_at(2, 39), error), 0)
    return window


def _back(window: MainWindow) -> QWidget | None:
    OF_ISSUES["issues"].then(window)
    window.away.show_state(None, 2)
    return window


def _outdated(window: MainWindow) -> QWidget | None:
    OF_ISSUES["issues"].then(window)
    window.away.show_state(None, 0, DatabaseError(URL, "newer", "0008"))
    return window


_folders: list[TemporaryDirectory[str]] = []  # gone with the program


def _held(window: MainWindow) -> QWidget | None:
    folder = TemporaryDirectory(prefix="supervisor-picture-")
    _folders.append(folder)
    held = HeldWrites(Path(folder.name), URL)
    for minute, text in enumerate(TEXTS[language()]):
        held.hold(add, ("supervisor.issues.store", text), {}, at=_at(2, 40 + minute))
    view = HeldView(Jobs(_no_database, window, held=held), window.away.zone, window)
    view.setModal(False)
    return view


def _no_database() -> Database:
    raise DatabaseError(URL, "unreachable")


SHOTS = {
    "database-away": Shot("issues", silent_s=SILENT_S, lost=True, then=_band),
    "database-away-boards": Shot("wallboard", silent_s=SILENT_S, lost=True, then=_lost),
    "database-refused": Shot("floor", silent_s=SILENT_S, lost=True, then=_refused),
    "database-back": Shot("issues", then=_back),
    "database-newer": Shot("issues", then=_outdated),
    "not-saved": Shot("issues", then=_held),
}
