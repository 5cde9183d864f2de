"""The Issues place in sight, over a centre in a file whose sheet went out to Billing as a workbook."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from supervisor.issues import sheet_making, sheet_sending, store
from supervisor.issues.issue import Issue
from supervisor.issues.merge import put
from supervisor.issues.reply import Answer, Reply
from supervisor.issues.sheet import Sending
from supervisor.issues.sheet_told import Making
from supervisor.roundtrip import store as files
from supervisor.roundtrip.export import write_sheet
from supervisor.roundtrip.store import Returned
from supervisor.storage.database import open_centre
from tests.issues.house import LIN, MONDAY, WISHED, departments, issue
from tests.roundtrip.workbooks import COLUMN, edited
from ui.centre import OpenCentre
from ui.issues.screen import IssuesScreen
from ui.machine import Machine
from ui.roundtrip.file_view import FileView
from ui.roundtrip.returned_page import ReturnedPage
from ui.roundtrip.rows_table import LineRow

NOW = MONDAY + timedelta(hours=3)
WHOLE = {
    "ours": "Yes",
    "cause": "An old rule",
    "measure": "Change the rule",
    "owner": "Wang Lei",
    "planned": date(2026, 12, 8),
}


class Out:
    """A sheet that went out to Billing: its id, the file, and the numbers and ids of its issues."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self.folder = url, folder
        with open_centre(url) as centre, centre.write() as db:
            departments(db, "Billing", "Network")
            made = [issue(db, f"Issue {at}", "billing") for at in range(1, 5)]
            (draft,) = sheet_making.make(db, ["billing"], Making(wished=WISHED), acting=LIN, at=MONDAY)[1]
            self.sheet = sheet_sending.send(db, draft, Sending("Wang", "mail"), acting=LIN, at=MONDAY)[1].id
            path = folder / "out.xlsx"
            write_sheet(db, self.sheet, path, who="lin", at=MONDAY, language="en")
        self.content = path.read_bytes()
        self.numbers = tuple(one.number for one in made)
        self.ids = tuple(one.id for one in made)
        cells = openpyxl.load_workbook(io.BytesIO(self.content)).worksheets[0]
        self.first = next(row for row in range(1, 30) if str(cells.cell(row, 1).value).startswith("WT-"))

    def back(self, *replies: dict[str, Any], name: str = "back.xlsx", heading: str = "") -> Path:
        """The file as it comes back: a reply a row; *heading*: what the day's column is called then."""

        def work(sheet: Worksheet) -> None:
            for at, reply in enumerate(replies):
                for field, value in reply.items():
                    sheet.cell(self.first + at, COLUMN[field]).value = value
            if heading:
                sheet.cell(self.first - 1, COLUMN["planned"]).value = heading

        path = self.folder / name
        path.write_bytes(edited(self.content, work))
        return path

    def answer(self, id: int, answer: Answer) -> None:
        """What Billing told by telephone."""
        with open_centre(self.url) as centre, centre.write() as db:
            at = NOW - timedelta(hours=1)
            said = Reply("", id, "billing", answer, at, "lin", "Wang", "telephone")
            store.reply(db, said, acting=LIN, at=at)

    def change(self, id: int, cause: str) -> None:
        """Somebody writes another cause into an issue."""
        with open_centre(self.url) as centre, centre.write() as db:
            base = store.get(db, id)
            store.edit(db, base, put(base, {"text.cause": cause}), acting=LIN, at=NOW)

    def issue(self, id: int) -> Issue:
        """How an issue stands in the database."""
        with open_centre(self.url) as centre, centre.read() as db:
            return store.get(db, id)

    def last(self, id: int) -> Answer:
        """What Billing said last of an issue."""
        with open_centre(self.url) as centre, centre.read() as db:
            return store.replies(db, id)[-1].answer

    def files(self) -> tuple[Returned, ...]:
        """What is kept of files that came back."""
        with open_centre(self.url) as centre, centre.read() as db:
            return files.all_files(db)


class Seat:
    """Whoever sits before the page."""

    def __init__(self, screen: IssuesScreen, centre: OpenCentre, qtbot: QtBot) -> None:
        self.screen, self.centre, self.qtbot = screen, centre, qtbot
        self.said: list[tuple[str, Any]] = []
        screen.noticed.connect(lambda said, undo: self.said.append((said, undo)))
        page = screen.show_tab("returned")
        assert isinstance(page, ReturnedPage)
        self.page = page

    @property
    def view(self) -> FileView:
        return self.page.view

    def hand_in(self, path: Path) -> None:
        """Have a file looked at; it is open then."""
        self.page.hand_in([path])
        self.wait(lambda: self.page.shows_one and not self.page.doing.isVisible())

    def row(self, at: int) -> LineRow:
        """The row at that place of the file."""
        rows = sorted(self.view.table.arrangement.rows.values(), key=lambda one: one.finding.row.row)
        return rows[at]

    def stand_on(self, at: int) -> None:
        """Have the keyboard on that row."""
        assert self.view.table.select(self.row(at).key)
        self.view.table.setFocus()

    def press(self, key: Qt.Key, ctrl: bool = False) -> None:
        modifier = Qt.KeyboardModifier.ControlModifier if ctrl else Qt.KeyboardModifier.NoModifier
        self.qtbot.keyClick(self.view.table.view, key, modifier)

    def wait(self, until: Callable[[], Any]) -> None:
        self.qtbot.waitUntil(lambda: bool(until()))

    def done(self, said: str) -> Any:
        """Wait until that is said; what takes it back."""
        self.wait(lambda: any(said in one for one, _undo in self.said))
        found = next(undo for one, undo in self.said if said in one)
        self.said.clear()
        return found


@pytest.fixture
def out(sqlite_url: str, tmp_path: Path) -> Out:
    return Out(sqlite_url, tmp_path)


@pytest.fixture
def seat(out: Out, open_floor: Callable[..., OpenCentre], machine: Machine, qtbot: QtBot) -> Iterator[Seat]:
    """The page in sight."""
    centre = open_floor("pbx", at=NOW)
    screen = IssuesScreen(centre, machine)
    screen.resize(1366, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    made = Seat(screen, centre, qtbot)
    made.wait(lambda: screen.desk.is_read and made.page.read.departments)
    yield made
    screen.close()
    screen.deleteLater()
