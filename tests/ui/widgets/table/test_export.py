"""Export: what and where to is asked, the work process writes, the log knows, and it can be called off."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget
from pytestqt.qtbot import QtBot

from supervisor.errors import FileError
from supervisor.reports.log import Exported, exported
from supervisor.storage.database import open_centre
from ui.jobs import Jobs
from ui.machine import Machine
from ui.widgets.export_dialog import ExportDialog
from ui.widgets.leaving import Format
from ui.widgets.table import DeskTable
from ui.widgets.table.export import Exporter

from .agents import Agent, some, table

ZONE = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def jobs(dressed: object, sqlite_url: str) -> Iterator[Jobs]:
    made = Jobs(lambda: open_centre(sqlite_url))
    made.start()
    yield made
    made.stop()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "files"
    made.mkdir()
    return made


def exporter(
    qtbot: QtBot, jobs: Jobs, machine: Machine | None = None, **more: object
) -> tuple[DeskTable[Agent], Exporter]:
    of = table(machine)
    qtbot.addWidget(of)
    of.show_rows(some())
    return of, Exporter(of, jobs, zone=lambda: ZONE, who="Li", **more)  # type: ignore[arg-type]


def asked(of: DeskTable[Agent], export: Exporter, folder: Path, qtbot: QtBot) -> ExportDialog:
    """The dialog in sight, about to write into *folder*."""
    of.show()
    qtbot.mouseClick(of.bar.export, Qt.MouseButton.LeftButton)
    assert export.dialog is not None
    export.dialog.place.folder.setText(str(folder))
    return export.dialog


def log_of(jobs: Jobs, qtbot: QtBot) -> tuple[Exported, ...]:
    found: list[tuple[Exported, ...]] = []
    jobs.read(exported).then(found.append)
    qtbot.waitUntil(lambda: bool(found))
    return found[0]


def sheet(path: Path) -> tuple[list[list[object]], dict[object, object]]:
    """The rows of the workbook at *path*, and what it says of itself."""
    first, about = openpyxl.load_workbook(path).worksheets
    rows: list[list[object]] = [[cell.value for cell in row] for row in first.iter_rows()]
    return rows, {row[0].value: row[1].value for row in about.iter_rows()}


def toggle(picks: QListWidget, title: str, qtbot: QtBot) -> None:
    """Tick, or untick, the column by the keyboard."""
    row = next(row for row in range(picks.count()) if picks.item(row).text() == title)
    picks.setCurrentRow(row)
    qtbot.keyClick(picks, Qt.Key.Key_Space)


def test_what_is_shown_is_written_with_what_it_is(qtbot: QtBot, jobs: Jobs, folder: Path) -> None:
    of, export = exporter(qtbot, jobs, people=True, about=lambda: [("Centre", "Night line")])
    of.choose("state", ["ready"])
    of.sort_by(("contacts", False))
    of.show_column(1, False)
    with qtbot.waitSignal(export.noticed) as heard:
        export.write(folder / "agents")
    assert heard.args[0] == f"3 rows written to {folder}/agents.xlsx"
    rows, told = sheet(folder / "agents.xlsx")
    assert rows[0] == ["Name", "Time in state", "Contacts", "Answered"]
    assert [row[0] for row in rows[1:]] == ["Cem", "Dana", "Anna"]
    assert told["Filter"] == "State: Ready"
    assert told["Time zone"] == "Asia/Shanghai"
    assert told["Rows"] == "3 of 4 rows"
    assert told["Centre"] == "Night line"
    assert told["Answered"] == "answered ÷ offered"
    assert of.bar.export.isEnabled()
    line = log_of(jobs, qtbot)[0]
    assert (line.who, line.what, line.personal, line.facts.rows) == ("Li", "agents", True, 3)
    assert line.facts.path == f"{folder}/agents.xlsx"
    assert not line.failed


def test_all_rows_and_other_columns_leave_where_they_are_chosen(
    qtbot: QtBot, jobs: Jobs, folder: Path
) -> None:
    of, export = exporter(qtbot, jobs)
    of.choose("state", ["break"])
    dialog = asked(of, export, folder, qtbot)
    assert dialog.shown_rows.text() == "Rows that are shown (1)"
    assert dialog.columns is not None
    dialog.every_row.setFocus()
    qtbot.keyClick(dialog.every_row, Qt.Key.Key_Space)
    qtbot.keyClicks(dialog.columns.search, "name")
    qtbot.mouseClick(dialog.columns.none, Qt.MouseButton.LeftButton)  # of those that are found alone
    dialog.columns.search.clear()
    toggle(dialog.columns.list, "Login", qtbot)
    with qtbot.waitSignal(export.noticed):
        dialog.place.called.setFocus()
        qtbot.keyClick(dialog.place.called, Qt.Key.Key_Return)
    rows, told = sheet(folder / "Agents 2026-11-23 12.00.xlsx")
    assert rows[0] == ["Team", "Time in state", "Contacts", "Answered", "Login"]
    assert [row[4] for row in rows[1:]] == ["1", "2", "3", "4"]
    assert rows[1][2] == 7
    assert (told["Filter"], told["Rows"]) == ("none", "4 of 4 rows")
    assert not dialog.open_file.isHidden()
    assert dialog.outcome.text() == f"4 rows written to {folder}/Agents 2026-11-23 12.00.xlsx"
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert export.dialog is None


def test_without_names_nobody_can_be_told(qtbot: QtBot, jobs: Jobs, folder: Path) -> None:
    of, export = exporter(qtbot, jobs, people=True)
    of.show_rows([*some(), Agent("5", "Eve Ng", "Team of Dana")])
    of.tick(of.now)  # type: ignore[arg-type]
    dialog = asked(of, export, folder, qtbot)
    dialog.named.setFocus()
    qtbot.keyClick(dialog.named, Qt.Key.Key_Space)
    with qtbot.waitSignal(export.noticed):
        dialog.place.called.setFocus()
        qtbot.keyClick(dialog.place.called, Qt.Key.Key_Return)
    path = next(folder.iterdir())
    rows, told = sheet(path)
    assert rows[0] == ["Team", "Time in state", "Contacts", "Answered"]
    assert sorted(str(row[0]) for row in rows[1:]) == ["A", "A", "B", "B", "Team of [name]"]
    assert "by chance" in str(told["Names"])
    assert not log_of(jobs, qtbot)[0].personal


def test_what_was_chosen_is_chosen_next_time(
    qtbot: QtBot, jobs: Jobs, folder: Path, machine: Machine
) -> None:
    of, export = exporter(qtbot, jobs, machine)
    dialog = asked(of, export, folder, qtbot)
    qtbot.mouseClick(dialog.place.more, Qt.MouseButton.LeftButton)
    dialog.place.pattern.selectAll()
    qtbot.keyClicks(dialog.place.pattern, "Night {today}")
    assert dialog.place.called.text() == "Night 2026-11-23"
    assert dialog.place.preview.text() == "Night 2026-11-23.xlsx"
    dialog.format.setFocus()
    qtbot.keyClick(dialog.format, Qt.Key.Key_Down)
    assert dialog.place.preview.text() == "Night 2026-11-23.csv"
    assert dialog.columns is not None
    toggle(dialog.columns.list, "Team", qtbot)
    with qtbot.waitSignal(export.noticed):
        qtbot.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
    assert (folder / "Night 2026-11-23.csv").is_file()
    dialog.reject()

    of, export = exporter(qtbot, jobs, machine)
    of.show()
    export.ask()
    again = export.dialog
    assert again is not None
    assert again.place.path == folder / "Night 2026-11-23.csv"
    assert again.chosen.format is Format.TEXT
    assert "team" not in again.chosen.columns
    assert again.place.there.text().startswith("A file of this name is there already")
    assert again.write.text() == "Replace the file"
    qtbot.mouseClick(again.place.other, Qt.MouseButton.LeftButton)
    assert again.place.path == folder / "Night 2026-11-23 (2).csv"
    again.place.called.selectAll()
    qtbot.keyClicks(again.place.called, "What the boss asked for")
    with qtbot.waitSignal(export.noticed):
        qtbot.mouseClick(again.write, Qt.MouseButton.LeftButton)
    again.reject()
    export.ask()
    assert export.dialog is not None
    assert export.dialog.place.called.text() == "Night 2026-11-23"  # the other name was of that once
    export.dialog.reject()


def test_a_place_that_cannot_be_written_is_told(qtbot: QtBot, jobs: Jobs, tmp_path: Path) -> None:
    _of, export = exporter(qtbot, jobs)
    with qtbot.waitSignal(export.refused) as heard:
        export.write(tmp_path / "gone" / "agents.csv")
    assert isinstance(heard.args[0], FileError)
    assert log_of(jobs, qtbot)[0].failed


def test_where_a_file_is_held_another_name_is_one_click_away(qtbot: QtBot, jobs: Jobs, folder: Path) -> None:
    of, export = exporter(qtbot, jobs)
    dialog = asked(of, export, folder, qtbot)
    held = dialog.place.path
    held.mkdir()  # nothing can be put in its place, as with a file that another program holds
    qtbot.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.problem.isHidden())
    assert "nothing was written" in dialog.problem.text()
    assert dialog.instead.text() == f"Write it as “{held.stem} (2).xlsx”"
    with qtbot.waitSignal(export.noticed):
        qtbot.keyClick(dialog.instead, Qt.Key.Key_Return)
    assert sorted(one.name for one in folder.iterdir()) == [f"{held.stem} (2).xlsx", held.name]
    dialog.reject()


def test_called_off_it_leaves_nothing_and_can_begin_anew(qtbot: QtBot, jobs: Jobs, folder: Path) -> None:
    of, export = exporter(qtbot, jobs)
    export.write(folder / "agents.csv")
    qtbot.mouseClick(of.bar.cancel, Qt.MouseButton.LeftButton)
    assert of.bar.export.isEnabled()
    assert list(folder.iterdir()) == []
    with qtbot.waitSignal(export.noticed):
        export.write(folder / "agents.csv")
    lines = (folder / "agents.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(list(csv.reader(lines))) == 5


def test_who_leaves_the_dialog_hears_of_the_file_all_the_same(qtbot: QtBot, jobs: Jobs, folder: Path) -> None:
    of, export = exporter(qtbot, jobs)
    dialog = asked(of, export, folder, qtbot)
    qtbot.mouseClick(dialog.write, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(export.noticed) as heard:
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        assert dialog.isHidden()
        assert not of.bar.export.isEnabled()
    assert heard.args[0].startswith("4 rows written to ")
    assert of.bar.export.isEnabled()
    assert export.dialog is None


def test_the_place_is_asked_for_with_a_name_that_says_what_and_when(qtbot: QtBot, jobs: Jobs) -> None:
    of, export = exporter(qtbot, jobs)
    of.show()
    of.bar.export.click()
    assert export.dialog is not None
    assert export.file_name() == "Agents 2026-11-23 12.00.xlsx"
    assert export.dialog.place.preview.text() == "Agents 2026-11-23 12.00.xlsx"
    export.dialog.reject()
    assert export.dialog is None
