"""The small Asterisk that plays a recording, as a client sees it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager, suppress
from typing import Any

import pytest

from supervisor.sources.asterisk.protocol import Message, MessageReader, action, login, login_md5
from supervisor.sources.replay.recording import Recording
from supervisor.sources.replay.server import RecordingServer
from tests.sources.asterisk.played import NAME, SECRET, excerpt

EVERYTHING = {
    "QueueCallerJoin",
    "VarSet",
    "Hangup",
    "FullyBooted",
    "QueueParams",
    "QueueMember",
    "QueueEntry",
}
LISTS = {"QueueStatusComplete", "QueueSummary", "QueueSummaryComplete"}
MINUTE = excerpt("small-basic", 60)


class Client:
    """A plain client without any cleverness."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader, self.writer = reader, writer
        self.messages = MessageReader(EVERYTHING | LISTS)
        self.taken: list[Message] = []

    async def read(self) -> bool:
        """Take what comes next; False at the end."""
        data = await self.reader.read(65_536)
        self.taken += self.messages.feed(data)
        return bool(data)

    async def until(self, found: Callable[[Message], bool]) -> Message:
        """The first message that *found* likes."""
        while True:
            for message in self.taken:
                if found(message):
                    return message
            assert await self.read(), "the server hung up"

    async def ask(self, said: bytes, action_id: str) -> Message:
        self.writer.write(said)
        return await self.until(lambda one: "Response" in one and one.get("ActionID") == action_id)


@asynccontextmanager
async def client_of(server: RecordingServer) -> AsyncIterator[Client]:
    while True:
        with suppress(ConnectionRefusedError):  # as long as the recorded one was away
            reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
            break
    try:
        yield Client(reader, writer)
    finally:
        writer.close()


def run(story: Callable[[RecordingServer, Client], Coroutine[Any, Any, None]], **options: Any) -> None:
    async def main() -> None:
        recording: Recording = options.pop("recording", MINUTE)
        given = {"speed": None, "refusal_s": 0.01} | options
        server = RecordingServer(recording, username=NAME, secret=SECRET, **given)
        async with server, client_of(server) as client:
            await story(server, client)

    asyncio.run(main())


def test_log_ins_are_taken_plain_and_by_challenge_and_refused_otherwise() -> None:
    async def story(server: RecordingServer, client: Client) -> None:
        denied = await client.ask(action("QueueStatus", action_id="q"), "q")
        assert denied["Message"] == "Permission denied"
        taken = await client.ask(login(NAME, SECRET, "on", "1"), "1")
        assert taken["Message"] == "Authentication accepted"
        async with client_of(server) as other:
            asked = await other.ask(action("Challenge", {"AuthType": "MD5"}, action_id="c"), "c")
            answer = await other.ask(login_md5(NAME, SECRET, asked["Challenge"], "on", "2"), "2")
            assert answer["Response"] == "Success"
        for name, secret in ((NAME, "wrong"), ("nobody", SECRET)):
            async with client_of(server) as other:
                refused = await other.ask(login(name, secret, "on", "3"), "3")
                assert refused["Message"] == "Authentication failed"
                assert not await other.read(), "and then it hangs up"

    run(story)


@pytest.mark.parametrize(
    ("events", "heard"),
    [("on", {"VarSet", "QueueCallerJoin", "Hangup"}), ("agent", {"QueueCallerJoin"}), ("off", set())],
)
def test_a_client_hears_the_classes_it_asked_for(events: str, heard: set[str]) -> None:
    async def story(server: RecordingServer, client: Client) -> None:
        await client.ask(login(NAME, SECRET, events, "1"), "1")
        client.writer.write(action("QueueStatus", action_id="q"))
        await server.finished.wait()
        await client.ask(action("Ping", action_id="p"), "p")
        names = {message.get("Event", "") for message in client.taken}
        assert names & {"VarSet", "QueueCallerJoin", "Hangup"} == heard

    run(story)


def test_lists_are_those_of_the_moment_under_the_askers_id() -> None:
    async def story(server: RecordingServer, client: Client) -> None:
        await client.ask(login(NAME, SECRET, "off", "1"), "1")
        await client.ask(action("QueueStatus", action_id="first"), "first")
        await server.finished.wait()
        await client.ask(action("QueueStatus", {"Queue": "billing"}, action_id="last"), "last")
        await client.until(
            lambda one: one.get("Event") == "QueueStatusComplete" and one["ActionID"] == "last"
        )
        first, last = (
            [one for one in client.taken if "Event" in one and one.get("ActionID") == name]
            for name in ("first", "last")
        )
        assert {one["Status"] for one in first if one["Event"] == "QueueMember"} == {"0", "1"}
        assert {one["Status"] for one in last if one["Event"] == "QueueMember"} > {"1", "2"}
        assert {one["Queue"] for one in last if "Queue" in one} == {"billing"}
        for rows in (first, last):
            assert int(rows[-1]["ListItems"]) == len(rows) - 1

    run(story)


def test_the_summary_counts_who_waits() -> None:
    async def story(server: RecordingServer, client: Client) -> None:
        await client.ask(login(NAME, SECRET, "off", "1"), "1")
        await client.ask(action("QueueStatus", action_id="q"), "q")
        await server.finished.wait()
        for name in ("QueueStatus", "QueueSummary"):
            client.writer.write(action(name, action_id=f"{name}-2"))
        await client.until(lambda one: one.get("Event") == "QueueSummaryComplete")
        waiting = [one["Queue"] for one in client.taken if one.get("Event") == "QueueEntry"]
        summary = {
            one["Queue"]: int(one["Callers"]) for one in client.taken if one.get("Event") == "QueueSummary"
        }
        assert {queue: waiting.count(queue) for queue in summary} == summary
        assert sum(summary.values()) > 0

    run(story)


def test_nothing_that_only_the_recorder_asked_for_reaches_a_client() -> None:
    async def story(server: RecordingServer, client: Client) -> None:
        await client.ask(login(NAME, SECRET, "on", "1"), "1")
        await client.ask(action("QueueStatus", action_id="q"), "q")
        await server.finished.wait()
        await client.ask(action("Ping", action_id="p"), "p")
        assert {one["ActionID"] for one in client.taken if "ActionID" in one} <= {"1", "q", "p"}

    run(story)


def test_time_stands_still_while_nobody_listens() -> None:
    async def story(server: RecordingServer, client: Client) -> None:
        for _ in range(20):
            await asyncio.sleep(0)
        before = server.clock.now()
        await client.ask(login(NAME, SECRET, "on", "1"), "1")
        assert server.clock.now() == before, "logged in, but it does not know the queues yet"
        await client.ask(action("QueueStatus", action_id="q"), "q")
        await server.finished.wait()
        assert server.clock.now() > before

    run(story)


def test_an_impatient_server_plays_to_nobody() -> None:
    async def story(server: RecordingServer, client: Client) -> None:
        await server.finished.wait()

    run(story, patient=False)


def test_where_the_recorded_connection_was_lost_this_one_is_and_nobody_gets_in_meanwhile() -> None:
    async def story(server: RecordingServer, client: Client) -> None:
        await client.ask(login(NAME, SECRET, "agent", "1"), "1")
        client.writer.write(action("QueueStatus", action_id="q"))
        while await client.read():
            pass
        assert client.taken[-1].get("Event") is not None
        async with client_of(server) as again:
            await again.ask(login(NAME, SECRET, "off", "1"), "1")
            for _ in range(20):
                await asyncio.sleep(0)  # whoever asks too early is refused, however late that is
            refused = await again.ask(action("QueueStatus", action_id="q"), "q")
            assert refused["Message"].startswith("Invalid/unknown command: QueueStatus")

    run(story, recording=excerpt("restart", 140))


def test_a_server_that_is_silent_answers_nothing_and_one_that_died_refuses() -> None:
    async def story(server: RecordingServer, client: Client) -> None:
        await client.ask(login(NAME, SECRET, "off", "1"), "1")
        server.silent = True
        client.writer.write(action("Ping", action_id="p"))
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await client.read()
        await server.die()
        assert not await client.read()
        with pytest.raises(ConnectionRefusedError):
            await asyncio.open_connection("127.0.0.1", server.port)
        server.silent = False
        await server.come_back()
        async with client_of(server) as again:
            assert (await again.ask(login(NAME, SECRET, "off", "1"), "1"))["Response"] == "Success"

    run(story)
