from __future__ import annotations

import logging
import re
import stat
import sys
import warnings
from pathlib import Path

import pytest

from supervisor import logs, secrets
from supervisor.logs import Log, recent

said = logging.getLogger("supervisor.said")


def lines(log: Log) -> list[str]:
    return log.file.read_text(encoding="utf-8").splitlines()


def test_a_line_has_its_instant_in_utc_its_process_and_its_place(tmp_path: Path) -> None:
    with Log(tmp_path / "logs", "console") as log:
        said.info("opened %s", "客服")
    (line,) = lines(log)
    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z INFO \d+ MainThread supervisor\.said: opened 客服", line
    )


def test_what_is_below_the_level_is_not_written_until_the_level_changes(tmp_path: Path) -> None:
    with Log(tmp_path, "console", level="warning") as log:
        said.info("too fine")
        log.set_level("debug")
        said.debug("fine enough")
    assert [line.rpartition(": ")[2] for line in lines(log)] == ["fine enough"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX rights")
def test_the_log_is_private(tmp_path: Path) -> None:
    with Log(tmp_path / "state" / "logs", "console") as log:
        said.info("hello")
    assert stat.S_IMODE(log.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(log.file.parent.stat().st_mode) == 0o700


def test_the_log_stays_small_and_private_when_it_is_turned_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "MAX_BYTES", 2000)
    with Log(tmp_path, "console") as log:
        for n in range(1000):
            said.info("line %d", n)
    files = sorted(tmp_path.iterdir())
    assert len(files) == logs.BACKUPS + 1
    assert sum(file.stat().st_size for file in files) <= 2000 * (logs.BACKUPS + 1)
    assert lines(log)[-1].endswith("line 999")
    if sys.platform != "win32":
        assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}


def test_no_password_gets_into_the_log_by_any_way(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    secrets.conceal("correct-horse")
    with Log(tmp_path, "console", console=True) as log:
        said.warning("logged in with correct-horse")
        said.warning("opened %s", "postgresql://anna:hunter2@db/floor")
        try:
            raise ValueError("Secret: battery staple")
        except ValueError:
            said.exception("could not log in as %r", {"password": "staple2"})
    written = log.file.read_text() + "\n".join(recent()) + capsys.readouterr().err
    assert written.count("could not log in") == 3
    for secret in ("correct-horse", "hunter2", "battery", "staple2"):
        assert secret not in written


def test_a_message_from_the_wire_cannot_fake_a_line(tmp_path: Path) -> None:
    with Log(tmp_path, "console") as log:
        said.warning("unusable: %s", "x\r\n2025-01-01T00:00:00.000Z ERROR 1 MainThread root: all is lost")
    first, second = lines(log)
    assert first.endswith("unusable: x\\r")
    assert second.startswith("    2025-01-01")


def test_the_command_line_shows_warnings_and_nothing_finer(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with Log(tmp_path, "collector", console=True):
        said.info("all is well")
        said.warning("the source is silent")
    assert capsys.readouterr().err == "WARNING: the source is silent\n"


def test_the_last_lines_are_remembered_without_the_file(tmp_path: Path) -> None:
    (tmp_path / "logs").touch()  # a file where the folder should be: nothing can be written
    with Log(tmp_path / "logs", "console"):
        for n in range(5):
            said.info("line %d", n)
    assert [line.rpartition(" ")[2] for line in recent(3)] == ["2", "3", "4"]


def test_a_message_that_cannot_be_made_costs_itself_alone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])  # pytest's own are strict
    with Log(tmp_path, "console", console=True) as log:
        said.warning("%d waiting", "three")
        said.warning("goes on")
    assert [line.rpartition(": ")[2] for line in lines(log)] == ["goes on"]
    assert "three" not in capsys.readouterr().err


def test_after_the_end_everything_is_as_before(tmp_path: Path) -> None:
    root = logging.getLogger()
    before = (root.level, list(root.handlers), warnings.showwarning)
    Log(tmp_path, "console", level="debug").start().stop()
    assert (root.level, list(root.handlers), warnings.showwarning) == before


def test_warnings_of_python_are_logged(tmp_path: Path) -> None:
    with Log(tmp_path, "console") as log, warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(True)  # once more: catch_warnings put its own in place
        warnings.warn("old ways", UserWarning, stacklevel=1)
    assert "old ways" in log.file.read_text()
