"""`supervisor demo create`, `supervisor board` and `supervisor collect` on the demo centre."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from supervisor.demo.centre import create_demo, prepare_demo
from supervisor.errors import NotADemoError
from supervisor.live.journal import Journal
from supervisor.live.lock import SourceLock
from supervisor.settings.centre import CentreSettings
from supervisor.settings.places import places
from supervisor.storage.centre_settings import load_centre
from supervisor.storage.database import open_centre, open_journal
from tests.commands.command_line import documents, run

NOON = datetime(2026, 11, 18, 4, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def _demo_template(_session_folder: Path) -> tuple[Path, datetime]:
    at = datetime.now(UTC)
    create_demo(f"sqlite:///{_session_folder}/demo-template.db", at=at, language="en")
    return _session_folder, at


@pytest.fixture
def demo(_demo_template: tuple[Path, datetime], tmp_path: Path) -> tuple[str, datetime]:
    """The URL of a demo centre that speaks English, and when it was created."""
    folder, at = _demo_template
    for part in ("", "-journal"):
        shutil.copy(folder / f"demo-template{part}.db", tmp_path / f"demo{part}.db")
    return f"sqlite:///{tmp_path}/demo.db", at


def _settings(url: str) -> CentreSettings:
    with open_centre(url) as database, database.read() as db:
        return load_centre(db)


def _last_batch(url: str) -> int:
    with open_journal(url) as database:
        return Journal(database).last_id()


def test_a_created_demo_shows_its_day_so_far(database_url: str) -> None:
    made = run("demo", "create", "--seed", "7", "--database", database_url)
    assert made.exit_code == 0, made.output
    (board,) = documents(run("board", "--json", "--database", database_url))
    assert [source["name"] for source in board["sources"]] == ["demo"]
    assert len(board["queues"]) == 12
    assert len(board["agents"]) == 120
    for queue in board["queues"]:
        counted = queue["answered"] + queue["abandoned"] + queue["left"] + queue["waiting"]
        assert queue["offered"] == counted, queue["name"]
    assert sum(queue["offered"] for queue in board["queues"]) > 500
    assert sum(queue["handling"] for queue in board["queues"]) > 10
    assert board["sources"][0]["state"] == "dead", "nobody listens yet"


def test_the_demo_begins_in_mid_morning_of_the_centres_day(sqlite_url: str) -> None:
    create_demo(sqlite_url, at=NOON)
    settings = _settings(sqlite_url)
    assert settings.demo
    assert settings.demo_clock is not None
    shows = settings.days.local(settings.demo_clock.shows)
    assert (shows.date().isoformat(), f"{shows:%H:%M}") == ("2026-11-18", "10:20")


@pytest.mark.parametrize(("language", "queue"), [("zh_CN", "投诉受理"), ("en", "Complaints")])
def test_the_demo_speaks_the_language_in_use(sqlite_url: str, language: str, queue: str) -> None:
    run("demo", "create", "--database", sqlite_url, "--language", language)
    (board,) = documents(run("board", "--json", "--database", sqlite_url))
    assert queue in [line["name"] for line in board["queues"]]


def test_the_same_seed_makes_the_same_day_and_another_one_another(sqlite_url: str) -> None:
    now = datetime.now(UTC)

    def counts(seed: int) -> list[int]:
        create_demo(sqlite_url, at=now, seed=seed)
        (board,) = documents(run("board", "--json", "--database", sqlite_url))
        return [queue["offered"] for queue in board["queues"]]

    first = counts(1)
    assert counts(1) == first
    assert counts(2) != first


def test_without_a_database_the_demo_has_its_own() -> None:
    made = run("demo", "create")
    assert made.exit_code == 0, made.output
    assert places().demo_url in made.stdout
    assert not (places().data / "floor.db").exists()


def test_the_demo_never_comes_into_a_real_centre(sqlite_url: str) -> None:
    run(
        "source",
        "add",
        "asterisk",
        "pbx-1",
        "--host",
        "h",
        "--username",
        "u",
        "--password-env",
        "V",
        "--database",
        sqlite_url,
    )
    refused = run("demo", "create", "--database", sqlite_url)
    assert refused.exit_code == 1
    assert "holds a real centre" in refused.stderr
    with pytest.raises(NotADemoError):
        prepare_demo(sqlite_url, at=NOON)
    assert not _settings(sqlite_url).demo


def test_a_demo_that_is_under_way_goes_on(demo: tuple[str, datetime]) -> None:
    url, created = demo
    before = _settings(url).demo_clock
    prepare_demo(url, at=created + timedelta(minutes=5), language="en")
    assert _settings(url).demo_clock == before


@pytest.mark.parametrize("wish", [{"language": "zh_CN"}, {"language": "en", "speed": 20.0}])
def test_a_demo_that_is_wished_otherwise_begins_anew(
    demo: tuple[str, datetime], wish: dict[str, Any]
) -> None:
    url, created = demo
    prepare_demo(url, at=created + timedelta(minutes=5), **wish)
    clock = _settings(url).demo_clock
    assert clock is not None
    assert clock.real == created + timedelta(minutes=5)


def test_a_demo_whose_day_is_over_begins_anew(sqlite_url: str) -> None:
    create_demo(sqlite_url, at=datetime.now(UTC) - timedelta(hours=9))
    now = datetime.now(UTC)
    prepare_demo(sqlite_url, at=now)
    clock = _settings(sqlite_url).demo_clock
    assert clock is not None
    assert clock.real == now


def test_a_demo_that_another_console_runs_is_left_to_it(demo: tuple[str, datetime]) -> None:
    url, created = demo
    before = _last_batch(url)
    with open_journal(url) as journal, SourceLock(journal, ["demo"]):
        prepare_demo(url, at=created, language="zh_CN")
        refused = run("demo", "create", "--database", url)
    assert refused.exit_code == 1
    assert "Another collector already listens to demo" in refused.stderr
    assert _last_batch(url) == before


@pytest.mark.journey
def test_a_collector_of_its_own_takes_the_demo_up_where_it_was_left(demo: tuple[str, datetime]) -> None:
    url, _created = demo
    before = _last_batch(url)
    (first,) = documents(run("board", "--json", "--database", url))
    command = [sys.executable, "-m", "supervisor", "collect", "--for", "120", "--database", url]
    with open_journal(url) as journal, subprocess.Popen(command, stderr=subprocess.PIPE) as collector:
        try:
            watch = Journal(journal).watch()
            while _last_batch(url) == before and collector.poll() is None:
                watch.wait(5, threading.Event())
            watch.close()
        finally:
            collector.send_signal(signal.SIGTERM)
            _, said = collector.communicate(timeout=60)
    assert (collector.returncode, said) == (0, b"")
    (after,) = documents(run("board", "--json", "--database", url))
    assert after["as_of"] > first["as_of"]
    for old, new in zip(first["queues"], after["queues"], strict=True):
        assert new["offered"] >= old["offered"], "no counter falls"


def test_a_board_without_sources_is_empty_and_no_error(sqlite_url: str) -> None:
    (board,) = documents(run("board", "--json", "--database", sqlite_url))
    assert (board["sources"], board["queues"], board["agents"]) == ([], [], [])
    assert run("board", "--database", sqlite_url).exit_code == 0


def test_a_centre_without_sources_is_collected_until_the_time_is_over(sqlite_url: str) -> None:
    assert run("collect", "--for", "0.1", "--database", sqlite_url).exit_code == 0


def test_the_board_for_people_holds_every_queue(demo: tuple[str, datetime]) -> None:
    shown = run("board", "--database", demo[0]).stdout
    assert "Broadband faults" in shown
    assert "Service level" in shown
