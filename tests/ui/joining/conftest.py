"""A guarded server, and a shared centre on it with two accounts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from supervisor import secrets
from supervisor.moving.setting_up import NewLogin, create
from supervisor.rights.role import DatabaseRole
from tests import guarded as guarded_server
from tests.guarded import Guarded
from tests.ui.joining.shared import ADMINISTRATOR_PASSWORD, LONG_MS, Shared
from ui.console import Console
from ui.machine import Machine


@pytest.fixture(scope="session")
def guarded(_postgresql_server: None) -> Guarded:
    """A server with TLS and passwords."""
    return guarded_server.server()


@pytest.fixture(scope="module")
def shared(guarded: Guarded) -> Iterator[Shared]:
    """A centre on it, with an administrator whose password is ADMINISTRATOR_PASSWORD."""
    with guarded.centre() as name:
        made = Shared(guarded, name)
        owner = guarded.url(f"{name}_owner", "owning", dbname=name)
        new = NewLogin(made.administrator, "Ada", DatabaseRole.ADMINISTRATOR, ADMINISTRATOR_PASSWORD)
        create(owner, [new])
        yield made


@pytest.fixture(autouse=True)
def _nothing_remembered() -> Iterator[None]:
    """What was typed in one test is not known to the next."""
    yield
    secrets.take_given({})


@pytest.fixture
def start(machine: Machine, qtbot: QtBot) -> Iterator[Callable[..., Console]]:
    """Starts the console and waits until it is ready."""
    started: list[Console] = []

    def run(*, database: str | None = None, wall: bool = False) -> Console:
        console = Console(machine, demo=False, database=database, wall=wall)
        started.append(console)
        with qtbot.waitSignal(console.ready, timeout=LONG_MS):
            console.start()
        return console

    hook = sys.excepthook
    yield run
    for console in started:
        console.window.close()
        console.stop()
        console.window.deleteLater()
        console.deleteLater()
    assert sys.excepthook is hook
