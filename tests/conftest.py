"""What all tests share: databases of both kinds, a home of their own, and nothing left behind."""

from __future__ import annotations

import gc
import itertools
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from supervisor.storage.database import Database, open_centre, open_history, open_journal
from tests.english import speak_english
from tests.memory import keep_files_in_memory

if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.null.Keyring"  # never the real one of whoever tests

# What tests start (hundreds of processes) is compiled once, whatever the one who tests has set.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False
keep_files_in_memory()

CI = os.environ.get("CI", "").lower() in ("1", "true")

hypothesis_settings.register_profile("desk", deadline=None)
hypothesis_settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
hypothesis_settings.load_profile("ci" if CI else "desk")

if sys.platform != "win32":
    from tests import postgresql
    from tests import shared_centre as shared
    from tests.lent import Lender


def pytest_configure(config: pytest.Config) -> None:
    if sys.platform != "win32":
        postgresql.prepare()


def pytest_unconfigure(config: pytest.Config) -> None:
    if sys.platform != "win32":
        postgresql.finish()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # The longest first: nobody takes from a worker what it has begun, and at the end all would wait for it.
    items.sort(key=lambda item: not any(item.get_closest_marker(name) for name in ("journey", "long")))


def pytest_collection_finish() -> None:
    # What was loaded by now stays: looking through it again and again, for cycles and for timers that run,
    # costs more than most tests.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 50, 50)  # as the console's own (ui/garbage.py)


# A home of their own


_homes = itertools.count()


@pytest.fixture(scope="session")
def _session_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="supervisor-tests-"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(autouse=True)
def home(_session_folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder (not made yet) of this test's settings, data and logs: never the user's own."""
    folder = _session_folder / str(next(_homes))
    monkeypatch.setenv("SUPERVISOR_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def _in_english() -> None:
    """Each test begins in English, whatever language the one before it ended in."""
    speak_english()


# Databases


@pytest.fixture(scope="session")
def _sqlite_template(_session_folder: Path) -> Path:
    url = f"sqlite:///{_session_folder}/template.db"
    open_centre(url).close()
    open_journal(url).close()
    open_history(url).close()
    return _session_folder


def pytest_runtest_setup(item: pytest.Item) -> None:
    # Here and not in a fixture, where each test would be a line of its own in the list of what was skipped.
    if "_postgresql_server" in getattr(item, "fixturenames", ()) or "postgresql" in _params(item):
        _need_postgresql()


def _params(item: pytest.Item) -> list[object]:
    spec = getattr(item, "callspec", None)
    return [value for value in spec.params.values() if isinstance(value, str)] if spec else []


def _need_postgresql() -> None:
    """A running server; skips where there is none, and fails where there must be one."""
    if sys.platform == "win32":
        pytest.skip("the PostgreSQL tests need Unix sockets")
    try:
        postgresql.server()
    except postgresql.NoServerError as error:
        missing = str(error)
    else:
        return
    if CI:
        pytest.fail(f"CI needs a real PostgreSQL: {missing}", pytrace=False)
    pytest.skip(f"PostgreSQL tests: {missing}")


@pytest.fixture(scope="session")
def _postgresql_server() -> None:
    _need_postgresql()


_names = (f"e{os.getpid()}_{count}" for count in itertools.count())


_lenders: list[Lender] = []


@pytest.fixture(scope="session")
def _postgresql_lender(_postgresql_server: None) -> Iterator[Lender]:
    def fill(url: str) -> None:
        open_centre(url).close()
        open_journal(url).close()
        open_history(url).close()

    lender = Lender(postgresql.template(fill))
    _lenders.append(lender)
    yield lender
    lender.close()


@pytest.fixture
def empty_postgresql_url(_postgresql_server: None) -> Iterator[str]:
    """The URL of an empty database on a real PostgreSQL server."""
    name = next(_names)
    postgresql.run(f"CREATE DATABASE {name} STRATEGY file_copy")
    yield postgresql.url(name)
    postgresql.run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def postgresql_url(_postgresql_lender: Lender) -> Iterator[str]:
    """The URL of a centre without sources or events on a real PostgreSQL server."""
    name = _postgresql_lender.lend()
    yield postgresql.url(name)
    _postgresql_lender.take_back(name)


@pytest.fixture(scope="session")
def _shared_lender(_postgresql_server: None) -> Iterator[Lender]:
    lender = shared.lender()
    _lenders.append(lender)
    yield lender
    lender.close()


@pytest.fixture
def shared_centre(_shared_lender: Lender) -> Iterator[shared.SharedCentre]:
    """A centre with rights on a real PostgreSQL server; `as_role` makes accounts that log in to it."""
    yield from shared.lent(_shared_lender)


@pytest.fixture
def sqlite_url(tmp_path: Path, _sqlite_template: Path) -> str:
    """The URL of a centre without sources or events in a SQLite file, its journal beside it."""
    for part in ("", "-journal", "-history"):
        shutil.copy(_sqlite_template / f"template{part}.db", tmp_path / f"floor{part}.db")
    return f"sqlite:///{tmp_path}/floor.db"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The URL of a centre without sources or events, on each engine in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a database in which nothing is yet, on each engine in turn."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/new/floor.db"
    url: str = request.getfixturevalue("empty_postgresql_url")
    return url


@pytest.fixture
def centre(database_url: str) -> Iterator[Database]:
    """The centre's database, on each engine in turn."""
    with open_centre(database_url) as database:
        yield database


@pytest.fixture
def journal(database_url: str) -> Iterator[Database]:
    """The journal of the same centre, on each engine in turn."""
    with open_journal(database_url) as database:
        yield database


@pytest.fixture
def history(database_url: str) -> Iterator[Database]:
    """The history of the same centre, on each engine in turn."""
    with open_history(database_url) as database:
        yield database


# Nothing left behind


@pytest.fixture(autouse=True)
def _nothing_left_behind(home: Path) -> Iterator[None]:
    """A test fails that leaves a thread or an open socket."""
    threads, sockets = set(threading.enumerate()), _sockets()
    yield
    left = [thread for thread in threading.enumerate() if thread not in threads and not _of_pytest(thread)]
    for thread in left:
        thread.join(2)
    left = [thread for thread in left if thread.is_alive()]
    assert not left, f"threads left behind: {left}"
    if _left_open(sockets):
        gc.collect()  # one that nobody holds any more is not left behind, only not yet collected
        assert not _left_open(sockets), "open sockets left behind"


def _left_open(before: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """The sockets that were opened since, without those that are kept from test to test."""
    kept = _kept()
    return {(name, target) for name, target in _sockets() - before if name not in kept}


def _of_pytest(thread: threading.Thread) -> bool:
    return thread.name.startswith("pytest_timeout")


def _kept() -> set[str]:
    """The sockets to our own server that stay open from one test to the next."""
    if sys.platform == "win32":
        return set()
    return {str(one) for one in postgresql.sockets().union(*(one.sockets() for one in _lenders))}


def _sockets() -> set[tuple[str, str]]:
    """The sockets that this process has open, where the system tells (Linux)."""
    found = set()
    try:
        names = os.listdir("/proc/self/fd")
    except OSError:
        return set()
    for name in names:
        try:
            target = os.readlink(f"/proc/self/fd/{name}")
        except OSError:
            continue
        if target.startswith("socket:"):
            found.add((name, target))
    return found
