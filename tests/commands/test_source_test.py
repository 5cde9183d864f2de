"""`supervisor source test NAME` against servers of this machine: one sentence, and the right end."""

from __future__ import annotations

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from supervisor.sources.replay.recording import Recording
from supervisor.sources.replay.server import RecordingServer
from tests.commands.command_line import documents, run

SMALL = Path(__file__).parents[1] / "recordings" / "small-basic" / "ami.bytes.gz"


@contextmanager
def _asterisk() -> Iterator[int]:
    """A small Asterisk with a user wall and the password hush; its port."""
    began: list[tuple[asyncio.AbstractEventLoop, asyncio.Event, int]] = []
    ready = threading.Event()

    async def serve() -> None:
        server = RecordingServer(Recording.beside(SMALL), username="wall", secret="hush", refusal_s=0.0)
        async with server:
            end = asyncio.Event()
            began.append((asyncio.get_running_loop(), end, server.port))
            ready.set()
            await end.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),), name="asterisk")
    thread.start()
    try:
        assert ready.wait(30)
        yield began[0][2]
    finally:
        loop, end, _port = began[0]
        loop.call_soon_threadsafe(end.set)
        thread.join(30)


@contextmanager
def _greeter(greeting: bytes) -> Iterator[int]:
    """Another service, which says *greeting* to whoever connects, once; its port."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            client, _ = listener.accept()
            with client:
                client.sendall(greeting)
                while client.recv(1024):
                    pass

        thread = threading.Thread(target=greet, name="greeter")
        thread.start()
        yield listener.getsockname()[1]
        thread.join(30)


def _add(url: str, port: int, *more: str) -> None:
    where = ("--host", "127.0.0.1", "--port", str(port), "--username", "wall", "--password-env", "PBX_SECRET")
    added = run("source", "add", "asterisk", "pbx-1", *where, *more, "--database", url)
    assert added.exit_code == 0, added.output


@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_a_source_in_order_is_told_with_what_was_found(sqlite_url: str, language: str) -> None:
    with _asterisk() as port:
        _add(sqlite_url, port)
        told = run(
            "source", "test", "pbx-1", "--database", sqlite_url, "--language", language, PBX_SECRET="hush"
        )
    assert (told.exit_code, told.stderr) == (0, "")
    said = {"en": "pbx-1 is in order: 5 queues and ", "zh_CN": "pbx-1 一切正常：找到 5 个队列"}
    assert told.stdout.startswith(said[language])


def test_a_refused_login_names_its_three_possible_reasons_and_not_the_password(sqlite_url: str) -> None:
    with _asterisk() as port:
        _add(sqlite_url, port)
        told = run("source", "test", "pbx-1", "--database", sqlite_url, PBX_SECRET="hushhush")
    assert (told.exit_code, told.stdout) == (1, "")
    for reason in ("the password is wrong", "no such user name", "address is not permitted"):
        assert reason in told.stderr
    assert "hushhush" not in told.output


def test_a_password_that_is_nowhere_is_told_with_its_variable(sqlite_url: str) -> None:
    with _asterisk() as port:
        _add(sqlite_url, port)
        told = run("source", "test", "pbx-1", "--database", sqlite_url)
    assert told.exit_code == 1
    assert "PBX_SECRET" in told.stderr


def test_a_port_where_nothing_listens_is_told(sqlite_url: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    _add(sqlite_url, port)
    told = run("source", "test", "pbx-1", "--database", sqlite_url, PBX_SECRET="hush")
    assert told.exit_code == 1
    assert f"127.0.0.1 is there, but nothing listens at port {port}" in told.stderr


def test_another_service_is_told_from_an_asterisk(sqlite_url: str) -> None:
    with _greeter(b"220 mail.example.com ESMTP\r\n") as port:
        _add(sqlite_url, port)
        told = run("source", "test", "pbx-1", "--database", sqlite_url, PBX_SECRET="hush")
    assert told.exit_code == 1
    assert "is not an Asterisk manager interface" in told.stderr


def test_a_port_that_does_not_speak_tls_is_told(sqlite_url: str) -> None:
    with _asterisk() as port:
        _add(sqlite_url, port, "--tls")
        told = run("source", "test", "pbx-1", "--database", sqlite_url, PBX_SECRET="hush")
    assert told.exit_code == 1
    assert f"port {port} of 127.0.0.1 does not speak TLS" in told.stderr


def test_programs_get_the_problem_its_facts_and_the_sentence(sqlite_url: str) -> None:
    with _asterisk() as port:
        _add(sqlite_url, port)
        (good,) = documents(
            run("source", "test", "pbx-1", "--json", "--database", sqlite_url, PBX_SECRET="hush")
        )
        bad = run("source", "test", "pbx-1", "--json", "--database", sqlite_url, PBX_SECRET="wrong")
    assert (good["source"], good["problem"], good["facts"]["queues"]) == ("pbx-1", None, "5")
    assert bad.exit_code == 1
    assert '"problem":"login_refused"' in bad.stdout


def test_a_recording_that_went_away_is_told(sqlite_url: str, tmp_path: Path) -> None:
    recording = tmp_path / "monday.bytes.gz"
    recording.write_bytes(SMALL.read_bytes())
    added = run("source", "add", "replay", "monday", str(recording), "--database", sqlite_url)
    assert added.exit_code == 0, added.output
    recording.unlink()
    told = run("source", "test", "monday", "--database", sqlite_url)
    assert told.exit_code == 1
    assert f"the recording {recording} is not there" in told.stderr
