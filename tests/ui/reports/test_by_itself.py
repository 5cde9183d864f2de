"""Reports that are made by themselves, and into users' own workbooks: driven as a person would."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from pytestqt.qtbot import QtBot

from supervisor.clock import FixedClock
from supervisor.reports import schedule_store
from supervisor.reports.log import exported
from supervisor.reports.schedule import Schedule
from supervisor.storage.database import open_centre
from supervisor.templates.store import all_templates
from supervisor.templates.template import Template
from tests.templates.workbooks import saved
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.reports.scheduler import Scheduler
from ui.reports.schedules_page import SchedulesPage
from ui.reports.screen import ReportsScreen
from ui.reports.templates_page import TemplatesPage

Key = Qt.Key
CTRL = Qt.KeyboardModifier.ControlModifier
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@dataclass
class Seat:
    screen: ReportsScreen
    centre: OpenCentre
    qtbot: QtBot
    folder: Path
    said: list[tuple[str, Callable[[], None] | None]] = field(default_factory=list)

    def schedules(self) -> SchedulesPage:
        page = self.screen.show_tab("schedules")
        assert isinstance(page, SchedulesPage)
        return page

    def templates(self) -> TemplatesPage:
        page = self.screen.show_tab("templates")
        assert isinstance(page, TemplatesPage)
        return page

    def stored(self) -> tuple[Schedule, ...]:
        with open_centre(self.centre.url) as database, database.read() as db:
            return schedule_store.all_schedules(db)

    def kept(self) -> tuple[Template, ...]:
        with open_centre(self.centre.url) as database, database.read() as db:
            return all_templates(db)


@pytest.fixture
def seat(
    open_floor: Callable[..., OpenCentre], machine: Machine, qtbot: QtBot, tmp_path: Path
) -> Iterator[Seat]:
    centre = open_floor(at=NOW)
    screen = ReportsScreen(centre, machine)
    screen.resize(1366, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    found = Seat(screen, centre, qtbot, tmp_path)
    screen.noticed.connect(lambda words, back: found.said.append((words, back)))
    yield found
    screen.close()
    screen.deleteLater()


def begun(seat: Seat, name: str) -> SchedulesPage:
    """A schedule of the issue list is entered, and not saved yet."""
    page = seat.schedules()
    seat.qtbot.keyClick(page.table.view, Key.Key_N, CTRL)
    form = page.form
    assert form.name.hasFocus()
    seat.qtbot.keyClicks(form.name, name)
    form.report.setCurrentIndex(form.report.findData("issues"))
    form.report.activated.emit(form.report.currentIndex())
    form.every.setCurrentIndex(form.every.findData("day"))
    form.every.activated.emit(form.every.currentIndex())
    form.place.folder.setText(str(seat.folder))
    return page


def test_a_schedule_is_entered_by_keys_says_when_it_is_due_and_is_kept(seat: Seat) -> None:
    page = begun(seat, "Open issues")
    form = page.form
    assert form.fields["query"].isVisible()
    assert not form.fields["weekday"].isVisible()
    assert not form.fields["named"].isVisible()
    seat.qtbot.waitUntil(lambda: "2026-11-21" in form.times.text())
    assert form.times.text().count("\n") == 3
    seat.qtbot.keyClick(form.name, Key.Key_S, CTRL)
    seat.qtbot.waitUntil(lambda: len(page.table.arrangement.rows) == 1)
    [one] = seat.stored()
    assert (one.name, one.order.report, one.folder) == ("Open issues", "issues", str(seat.folder))
    assert seat.said[-1][0] == "The schedule “Open issues” was saved."
    seat.qtbot.keyClick(page.table.view, Key.Key_Z, CTRL)
    seat.qtbot.waitUntil(lambda: not seat.stored())


def test_what_is_missing_is_said_at_its_field(seat: Seat) -> None:
    page = begun(seat, " ")
    form = page.form
    form.place.folder.setText("/nowhere/at/all")
    seat.qtbot.keyClick(form.name, Key.Key_S, CTRL)
    assert form.fields["name"].problem == "A schedule needs a name."
    seat.qtbot.keyClicks(form.name, "Issues")
    seat.qtbot.keyClick(form.name, Key.Key_S, CTRL)
    assert form.place.where.problem == "There is no such folder."
    assert not seat.stored()


def test_what_is_due_is_made_while_the_console_runs_and_told_once(seat: Seat) -> None:
    page = begun(seat, "Open issues")
    seat.qtbot.keyClick(page.form.name, Key.Key_S, CTRL)
    seat.qtbot.waitUntil(lambda: len(seat.stored()) == 1)
    told: list[str] = []
    scheduler = Scheduler(seat.centre, seat.screen)
    scheduler.noticed.connect(lambda words, _back: told.append(words))
    scheduler.look()
    tomorrow = NOW + timedelta(days=1)
    seat.centre.live.clock = FixedClock(tomorrow)
    scheduler.look()
    seat.qtbot.waitUntil(lambda: bool(told))
    [file] = seat.folder.glob("*.xlsx")
    assert told == [f"1 report was made: {file}"]
    with open_centre(seat.centre.url) as database, database.read() as db:
        [line] = exported(db)
    assert (line.what, line.facts.schedule) == ("issues", seat.stored()[0].id)
    page.read()
    seat.qtbot.waitUntil(lambda: file.name in page._came(seat.stored()[0]))


def dropped(page: TemplatesPage, path: Path) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    none = Qt.KeyboardModifier.NoModifier
    event = QDropEvent(QPointF(9, 9), Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, none)
    page.dropEvent(event)


def a_form(folder: Path, *fields: str) -> Path:
    book = openpyxl.Workbook()
    book.active.append(["{{centre}}"])
    book.active.append(list(fields))
    path = folder / "our form.xlsx"
    path.write_bytes(saved(book))
    return path


def test_a_workbook_that_is_dropped_is_looked_at_then_taken_in_and_tried(seat: Seat) -> None:
    page = seat.templates()
    form = page.form
    form.report.setCurrentIndex(form.report.findData("issues"))
    dropped(page, a_form(seat.folder, "{{Number}}", "{{Title}}"))
    seat.qtbot.waitUntil(lambda: form.looked is not None)
    assert "Number, Title" in form.found.text()
    assert form.name.text() == "our form"
    seat.qtbot.keyClick(form.name, Key.Key_S, CTRL)
    seat.qtbot.waitUntil(lambda: form.template is not None)
    [kept] = seat.kept()
    assert (kept.name, kept.report, kept.language) == ("our form", "issues", "en")
    seat.qtbot.mouseClick(form.try_out, Qt.MouseButton.LeftButton)
    seat.qtbot.waitUntil(lambda: page.preview is not None)
    assert page.preview is not None
    assert page.preview.sheets.count() == 1
    page.preview.accept()


def test_a_field_that_the_report_has_not_is_named_and_nothing_can_be_taken_in(seat: Seat) -> None:
    page = seat.templates()
    form = page.form
    form.report.setCurrentIndex(form.report.findData("issues"))
    dropped(page, a_form(seat.folder, "{{Number}}", "{{Weather}}"))
    seat.qtbot.waitUntil(lambda: form.looked is not None)
    assert "{{Weather}}" in form.wrong.text()
    assert not form.bar.save.isEnabled()
    seat.qtbot.keyClick(form.name, Key.Key_S, CTRL)
    assert not seat.kept()
