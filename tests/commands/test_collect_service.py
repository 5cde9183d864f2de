"""`supervisor collect` as a service: several sites, its health without a database, what a unit may name."""

from __future__ import annotations

import configparser
import json
import os
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from supervisor.app import Centre, open_floor
from tests.commands.service import running
from tests.live.away import away, until

ROOT = Path(__file__).parents[2]
UNIT = ROOT / "packaging" / "floor-supervisor-collector.service"


Said = list[dict[str, object]]


def health(url: str, home: Path, *words: str) -> tuple[int, Said]:
    """How `--health` ends, and what it says."""
    done = subprocess.run(
        [*(sys.executable, "-m", "supervisor", "collect", "--health", "--json", "--database", url), *words],
        env={**os.environ, "SUPERVISOR_HOME": str(home)},
        capture_output=True,
        check=False,
    )
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def connected(centre: Centre) -> set[str]:
    with centre.journal() as journal:
        return {name for name, beat in journal.heartbeats().items() if beat.connected}


@pytest.mark.journey
def test_each_site_has_a_collector_and_both_are_on_one_board(postgresql_url: str, tmp_path: Path) -> None:
    with open_floor(postgresql_url) as centre:
        centre.add_source("pbx-n", "simulated", {"scale": 0.1, "seed": 1}, site="north")
        centre.add_source("pbx-s", "simulated", {"scale": 0.1, "seed": 2}, site="south")
        assert [record.site for record in centre.sources()] == ["north", "south"]
        with running(postgresql_url, tmp_path / "n", "--site", "north"):
            until(lambda: connected(centre) == {"pbx-n"})
            with running(postgresql_url, tmp_path / "s", "--source", "pbx-s"):
                until(lambda: connected(centre) == {"pbx-n", "pbx-s"})
                board = centre.now().board
                by_source = {
                    source: sum(line.today.offered for line in board.queues.values() if line.source == source)
                    for source in ("pbx-n", "pbx-s")
                }
                assert sum(by_source.values()) == sum(line.today.offered for line in board.queues.values())
                assert set(board.sources) == {"pbx-n", "pbx-s"}


def _well(found: tuple[int, Said]) -> dict[str, object] | None:
    code, said = found
    return said[0] if code == 0 else None


@pytest.mark.journey
def test_health_is_told_with_and_without_the_database_and_after_a_kill(
    postgresql_url: str, tmp_path: Path
) -> None:
    assert health(postgresql_url, tmp_path)[0] == 1
    with open_floor(postgresql_url) as centre:
        centre.add_source("pbx", "simulated", {"scale": 0.1})
    with running(postgresql_url, tmp_path) as process:
        said = until(lambda: _well(health(postgresql_url, tmp_path)))
        assert (said["role"], said["sources"], said["well"]) == ("working", ["pbx"], True)
        assert said["pid"] == process.pid
        with away(postgresql_url):

            def is_told() -> dict[str, object] | None:
                found = _well(health(postgresql_url, tmp_path))
                return found if found and found["database_away_since"] else None

            assert "The database has not answered since" in str(until(is_told)["sentence"])
        process.kill()
        process.wait()
        assert health(postgresql_url, tmp_path)[0] == 1
    with running(postgresql_url, tmp_path) as process:
        until(lambda: _well(health(postgresql_url, tmp_path)))
        process.terminate()
        assert process.wait(60) == 0
    assert health(postgresql_url, tmp_path)[1] == [
        {"well": False, "sentence": "No collector of this centre runs on this machine."}
    ]


@pytest.mark.journey
@pytest.mark.skipif(sys.platform == "win32", reason="no systemd")
def test_systemd_is_told_that_it_is_ready_lives_and_ends(postgresql_url: str, tmp_path: Path) -> None:
    with open_floor(postgresql_url) as centre:
        centre.add_source("pbx", "simulated", {"scale": 0.1})
    name = f"supervisor-test-{os.getpid()}"
    heard: list[str] = []
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind("\0" + name)
        manager.settimeout(0.2)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    heard.append(manager.recv(4096).decode())
                except TimeoutError:
                    continue

        listening = threading.Thread(target=listen)
        listening.start()
        try:
            said = {"NOTIFY_SOCKET": f"@{name}", "WATCHDOG_USEC": "2000000"}
            with running(postgresql_url, tmp_path, **said) as process:
                until(lambda: heard.count("WATCHDOG=1") > 1)
                process.terminate()
                process.wait(60)
            until(lambda: "STOPPING=1" in heard)
        finally:
            over.set()
            listening.join()
    assert heard.index("READY=1") < heard.index("WATCHDOG=1")
    assert any(one.startswith("STATUS=Works for pbx since") for one in heard)


def test_the_unit_starts_a_command_that_there_is_and_keeps_it_small() -> None:
    unit = configparser.RawConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment, method-assign]
    unit.read(UNIT)
    service = unit["Service"]
    assert service["ExecStart"].split()[0].endswith("/supervisor")
    assert service["ExecStart"].split()[1:] == ["collect", "$COLLECT_OPTIONS"]
    assert service["Type"] == "notify"
    assert service["Restart"] == "always"
    for hardened in ("NoNewPrivileges", "PrivateTmp", "ProtectHome", "RestrictSUIDSGID"):
        assert service[hardened] == "yes"
    assert service["ProtectSystem"] == "strict"
