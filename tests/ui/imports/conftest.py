"""The data page in sight, over a centre in a file; sheets are made in the test and dropped on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from supervisor.people import store
from supervisor.people.person import Person
from supervisor.people.store import read_roll
from supervisor.storage.database import open_centre
from ui.centre import OpenCentre
from ui.imports.list_page import ListPage
from ui.imports.screen import DataScreen
from ui.imports.wizard import Wizard
from ui.machine import Machine

NOW = datetime(2026, 11, 23, 2, 42, 7, tzinfo=UTC)  # 10:42:07 in Shanghai


class Seat:
    """Whoever sits before the page."""

    def __init__(self, screen: DataScreen, centre: OpenCentre, qtbot: QtBot) -> None:
        self.screen, self.centre, self.qtbot = screen, centre, qtbot
        self.said: list[tuple[str, Any]] = []
        screen.noticed.connect(lambda said, undo: self.said.append((said, undo)))
        self.refused: list[Any] = []
        centre.jobs.refused.connect(self.refused.append)

    def wait(self, until: Callable[[], Any]) -> None:
        self.qtbot.waitUntil(lambda: bool(until()) or bool(self.refused))
        assert not self.refused

    def done(self, said: str) -> Any:
        """Wait until that is said; what takes it back."""
        self.wait(lambda: any(said in one for one, _undo in self.said))
        return next(undo for one, undo in self.said if said in one)

    def click(self, widget: QWidget) -> None:
        assert widget.isVisible()
        assert widget.isEnabled()
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton)

    def key(self, widget: QWidget, key: Qt.Key) -> None:
        self.qtbot.keyClick(widget, key)

    @property
    def wizard(self) -> Wizard:
        page = self.screen.show_tab("sheet")
        assert isinstance(page, Wizard)
        return page

    @property
    def list(self) -> ListPage:
        page = self.screen.show_tab("imports")
        assert isinstance(page, ListPage)
        return page

    def people(self) -> dict[str, str]:
        """Names of the people by id, as they stand in the database."""
        with open_centre(self.centre.url) as database, database.read() as db:
            return {person.id: person.name for person in read_roll(db).persons.values()}

    def who(self, source: str, login: str) -> str | None:
        """Who stands behind that login today, as the database says."""
        with open_centre(self.centre.url) as database, database.read() as db:
            found = read_roll(db).who(source, login, NOW.date())
        return found.name if found else None


def drop(widget: Any, *files: Path) -> None:
    """Let go of *files* over *widget*."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    widget.dropEvent(QDropEvent(QPointF(200, 200), Qt.DropAction.CopyAction, mime, buttons, keys))


@pytest.fixture
def centre(open_floor: Callable[..., OpenCentre], sqlite_url: str) -> OpenCentre:
    """A centre with one person, whose clock stands at NOW."""
    with open_centre(sqlite_url) as database, database.write() as db:
        store.add_person(db, Person("wang", "王淼", "0012"), groups=[], logins=[], at=NOW, who="test")
    return open_floor("pbx", at=NOW)


@pytest.fixture
def seat(centre: OpenCentre, machine: Machine, qtbot: QtBot) -> Iterator[Seat]:
    """The page in sight, with the list read."""
    screen = DataScreen(centre, machine)
    screen.resize(1366, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    seat = Seat(screen, centre, qtbot)
    seat.wait(lambda: screen.desk.is_read)
    yield seat
    screen.close()
    screen.deleteLater()
