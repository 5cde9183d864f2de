"""What a service tells systemd, heard through a real socket."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from supervisor.live.systemd import Systemd

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no Unix sockets")


@pytest.fixture
def manager(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[socket.socket]:
    monkeypatch.chdir(tmp_path)  # a socket's path may have 107 bytes
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("notify")
        listening.setblocking(False)
        yield listening


def heard(manager: socket.socket) -> list[str]:
    said = []
    while True:
        try:
            said.append(manager.recv(4096).decode())
        except BlockingIOError:
            return said


def service(**more: str) -> Systemd:
    return Systemd({"NOTIFY_SOCKET": f"{os.getcwd()}/notify", **more})


def test_a_service_says_that_it_is_ready_lives_and_ends(manager: socket.socket) -> None:
    told = service()
    told.ready()
    told.alive()
    told.stopping()
    assert heard(manager) == ["READY=1", "WATCHDOG=1", "STOPPING=1"]


def test_a_status_is_one_line_and_said_once(manager: socket.socket) -> None:
    told = service()
    told.status("standing by\nfor pbx")
    told.status("standing by for pbx")
    told.status("working")
    assert heard(manager) == ["STATUS=standing by for pbx", "STATUS=working"]


def test_a_name_that_is_no_path_is_an_abstract_socket() -> None:
    if sys.platform != "linux":
        pytest.skip("abstract sockets are Linux's")
    name = f"supervisor-test-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listening:
        listening.bind("\0" + name)
        listening.setblocking(False)
        Systemd({"NOTIFY_SOCKET": f"@{name}"}).ready()
        assert heard(listening) == ["READY=1"]


@pytest.mark.parametrize("said", ["", "nowhere", "/no/such/socket", "vsock:2:1"])
def test_without_a_manager_nothing_is_said_and_nothing_fails(said: str) -> None:
    told = Systemd({"NOTIFY_SOCKET": said} if said else {})
    told.ready()
    told.status("well")
    assert told.is_there == (said == "/no/such/socket")


@pytest.mark.parametrize(
    ("said", "every_s"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 15.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 15.0),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
    ],
)
def test_the_watchdog_is_fed_twice_as_often_as_it_asks(said: dict[str, str], every_s: float | None) -> None:
    assert Systemd(said).alive_every_s == every_s
