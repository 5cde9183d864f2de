"""Export: a file is asked for, written by the work process, and can be called off."""

from __future__ import annotations

import csv
import logging
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from supervisor.errors import FileError
from ui.jobs import Jobs
from ui.widgets.table import DeskTable
from ui.widgets.table.export import Exporter

from .agents import Agent, some, table

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def jobs(dressed: object) -> Iterator[Jobs]:
    made = Jobs(lambda: pytest.fail("no database"))
    yield made
    made.stop()


def exporter(qtbot: QtBot, jobs: Jobs, **more: object) -> tuple[DeskTable[Agent], Exporter]:
    of = table()
    qtbot.addWidget(of)
    of.show_rows(some())
    return of, Exporter(of, jobs, zone=lambda: ZONE, **more)  # type: ignore[arg-type]


def test_what_is_shown_is_written_with_what_it_is(
    qtbot: QtBot, jobs: Jobs, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    of, export = exporter(qtbot, jobs, people=True, about=lambda: [("Centre", "Night line")])
    of.choose("state", ["ready"])
    of.sort_by(("contacts", False))
    of.show_column(1, False)
    with caplog.at_level(logging.INFO), qtbot.waitSignal(export.noticed) as heard:
        export.write(tmp_path / "agents")
    assert heard.args[0] == f"3 rows written to {tmp_path}/agents.xlsx"
    sheet, about = openpyxl.load_workbook(tmp_path / "agents.xlsx").worksheets
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0] == ["Name", "Time in state", "Contacts", "Answered"]
    assert [row[0] for row in rows[1:]] == ["Cem", "Dana", "Anna"]
    told = {row[0].value: row[1].value for row in about.iter_rows()}
    assert told["Filter"] == "State: Ready"
    assert told["Time zone"] == "Asia/Shanghai"
    assert told["Rows"] == "3 of 4 rows"
    assert told["Centre"] == "Night line"
    assert told["Answered"] == "answered ÷ offered"
    assert "exported 3 rows about people" in caplog.text
    assert of.bar.export.isEnabled()


def test_a_place_that_cannot_be_written_is_told(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> None:
    _of, export = exporter(qtbot, jobs)
    with qtbot.waitSignal(export.refused) as heard:
        export.write(tmp_path / "gone" / "agents.csv")
    assert isinstance(heard.args[0], FileError)


def test_called_off_it_leaves_nothing_and_can_begin_anew(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> None:
    of, export = exporter(qtbot, jobs)
    export.write(tmp_path / "agents.csv")
    qtbot.mouseClick(of.bar.cancel, Qt.MouseButton.LeftButton)
    assert of.bar.export.isEnabled()
    assert list(tmp_path.iterdir()) == []
    with qtbot.waitSignal(export.noticed):
        export.write(tmp_path / "agents.csv")
    lines = (tmp_path / "agents.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(list(csv.reader(lines))) == 5


def test_the_place_is_asked_for_with_a_name_that_says_what_and_when(qtbot: QtBot, jobs: Jobs) -> None:
    of, export = exporter(qtbot, jobs)
    of.show()
    of.bar.export.click()
    assert export.dialog is not None
    assert export.file_name() == "Agents 2026-11-23 12.00.xlsx"
    export.dialog.reject()
    assert export.dialog is None
