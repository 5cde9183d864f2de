"""The open centre: read, read again after a change, refused in words."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supervisor.errors import DatabaseError
from supervisor.storage.centre_settings import change_centre
from supervisor.storage.sources import add_source
from ui.centre import OpenCentre
from ui.steps import step, take_back

NOW = datetime(2026, 11, 23, 2, 42, 7, tzinfo=UTC)


def test_what_is_kept_is_there_when_it_is_open(open_floor: Callable[..., OpenCentre]) -> None:
    centre = open_floor("pbx", at=NOW)
    assert centre.is_open
    assert not centre.is_demo
    assert [record.name for record in centre.kept.sources] == ["pbx"]
    assert centre.collector is None


def test_a_write_is_read_again_before_it_is_told(open_floor: Callable[..., OpenCentre], qtbot: QtBot) -> None:
    centre = open_floor(at=NOW)
    seen: list[object] = []
    centre.changed.connect(lambda changes: seen.append((set(changes), centre.kept.settings.centre_name)))
    centre.jobs.write(change_centre, {"centre_name": "North"}, at=NOW, who="me")
    qtbot.waitUntil(lambda: bool(seen))
    assert seen == [({"centre_settings"}, "North")]


def test_other_rules_count_at_once(open_floor: Callable[..., OpenCentre], qtbot: QtBot) -> None:
    centre = open_floor(at=NOW)
    with qtbot.waitSignal(centre.changed):
        centre.jobs.write(change_centre, {"default_threshold_s": 15}, at=NOW, who="me")
    assert centre.kept.rules.default_threshold_s == 15


def test_a_step_can_be_taken_back_by_its_number(open_floor: Callable[..., OpenCentre], qtbot: QtBot) -> None:
    centre = open_floor(at=NOW)
    done: list[tuple[object, int]] = []
    centre.jobs.write(step, add_source, "pbx", "asterisk", {}, at=NOW, who="me").then(done.append)
    qtbot.waitUntil(lambda: len(centre.kept.sources) == 1)
    centre.jobs.write(take_back, done[0][1], at=NOW)
    qtbot.waitUntil(lambda: centre.kept.sources == ())


def test_a_step_that_changed_nothing_has_no_number(
    open_floor: Callable[..., OpenCentre], qtbot: QtBot
) -> None:
    centre = open_floor(at=NOW)
    done: list[tuple[object, int | None]] = []
    centre.jobs.write(step, change_centre, {"centre_name": ""}, at=NOW, who="me").then(done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert done[0][1] is None


def test_what_cannot_be_opened_is_refused_with_its_reason(
    dressed: QApplication, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "folder.db").mkdir()
    centre = OpenCentre(f"sqlite:///{tmp_path}/folder.db")
    with qtbot.waitSignal(centre.refused) as refused:
        centre.open()
    centre.close()
    assert isinstance(refused.args[0], DatabaseError)
    assert not centre.is_open
