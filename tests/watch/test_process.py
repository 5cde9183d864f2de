"""The watch process through everything that ends processes and databases: nothing lost, nothing doubled."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from itertools import pairwise

import msgspec
import pytest

from supervisor.alarms import engine, store
from supervisor.alarms.rule import FEED, FEED_RULE
from supervisor.alarms.shipped import shipped
from supervisor.app import collector_command, watch_command
from supervisor.demo.centre import create_demo
from supervisor.errors import AlreadyCollectedError, AlreadyWatchedError
from supervisor.live import feed
from supervisor.live.lock import SourceLock
from supervisor.settings.centre import CentreSettings
from supervisor.storage.database import Database, open_centre, open_journal
from supervisor.storage.sources import remove_source
from supervisor.watch.keeper import Keeper, Seen
from supervisor.watch.process import LOCK, Watch
from tests.commands.command_line import documents, run
from tests.live.away import forget_locks, impatient, until
from tests.watch.centre import PBX, WHO, Hands, nobody_writes

Start = Callable[..., Watch]
LEVELS = ("raised", "eased")  # which of them come depends on how busy the machine is


@pytest.fixture
def hands(database_url: str) -> Iterator[Hands]:
    made = Hands(database_url)
    yield made
    made.close()


@pytest.fixture
def start(database_url: str) -> Iterator[Start]:
    """Starts watches on threads of this process, and ends them."""
    running: list[tuple[Watch, threading.Thread]] = []

    def begin(*keepers: Keeper, stand_by: bool = False) -> Watch:
        watch = Watch(
            database_url, keepers, stand_by=stand_by, opened=lambda url: impatient(open_centre(url))
        )
        thread = threading.Thread(target=watch.run)
        thread.start()
        running.append((watch, thread))
        return watch

    yield begin
    for watch, thread in running:
        watch.stop()
        thread.join()


def is_held(url: str, name: str = LOCK) -> bool:
    with open_journal(url) as journal:
        try:
            SourceLock(journal, [name]).release()
        except AlreadyCollectedError:
            return True
        return False


def test_an_alarm_opens_is_acknowledged_and_closes_without_any_console(hands: Hands, start: Start) -> None:
    start()
    hands.somebody_waits()
    (alarm,) = until(hands.open)
    assert (alarm.cause, alarm.place.name) == ("waits", "sales")
    hands.acknowledge(alarm)
    hands.somebody_answers()
    until(lambda: not hands.open())
    (closed,) = hands.alarms()
    assert closed.acknowledged_by == WHO
    assert [kind for kind in hands.events(closed) if kind not in LEVELS] == [
        "opened",
        "acknowledged",
        "closed",
    ]


def test_a_dead_collector_is_an_alarm_that_goes_when_it_lives_again(
    hands: Hands, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    quick = msgspec.structs.replace(FEED_RULE, on_delay_s=0.2, off_delay_s=0.2)
    monkeypatch.setattr(engine, "FEED_RULE", quick)
    monkeypatch.setattr(feed, "COLLECTOR_DEAD_AFTER_S", 60.0)  # however late a beat comes, it lives
    watch = start()
    until(lambda: watch.looks > 2)
    assert hands.open() == ()
    monkeypatch.setattr(feed, "COLLECTOR_DEAD_AFTER_S", 2.0)
    with hands.collector_dead():
        (alarm,) = until(hands.open)
        assert (alarm.cause, alarm.scene.why) == (FEED, "collector")
    until(lambda: not hands.open())


def test_the_alarms_of_a_source_that_is_removed_go_though_no_collector_tells_of_it(
    hands: Hands, start: Start, centre: Database
) -> None:
    start()
    hands.somebody_waits()
    (alarm,) = until(hands.open)
    assert (alarm.cause, alarm.place.name) == ("waits", "sales")
    with hands.collector_dead():
        until(lambda: FEED in {one.cause for one in hands.open()})
        with centre.write() as db:
            remove_source(db, PBX, at=hands.clock.now(), who=WHO)
        until(lambda: not hands.open())


def test_a_rule_that_somebody_changes_is_heeded_at_once(hands: Hands, start: Start, centre: Database) -> None:
    watch = start()
    hands.somebody_waits()
    until(hands.open)
    with centre.write() as db:
        for rule in shipped(CentreSettings()):
            store.save_rule(
                db,
                msgspec.structs.replace(rule, enabled=False),
                version=0,
                at=hands.clock.now(),
                who=WHO,
            )
    until(lambda: not hands.open())
    assert watch.looks


def test_what_happens_while_nothing_can_be_written_is_written_later_and_once(
    hands: Hands, start: Start, centre: Database
) -> None:
    watch = start()
    until(lambda: watch.looks > 2)
    hands.somebody_waits()
    if centre.path is None:  # nobody can look either: no delay has begun
        with nobody_writes(centre):
            pass
    else:
        with nobody_writes(centre):
            until(lambda: watch.alarms.state.alarms)
    (alarm,) = until(hands.open)
    hands.somebody_answers()
    until(lambda: not hands.open())
    assert [kind for kind in hands.events(alarm) if kind not in LEVELS] == ["opened", "closed"]
    assert len(hands.alarms()) == 1


def test_a_second_watch_ends_with_a_sentence_or_stands_by(
    hands: Hands, start: Start, database_url: str
) -> None:
    first = start()
    until(lambda: first.looks)
    with pytest.raises(AlreadyWatchedError):
        Watch(database_url).run()
    second = start(stand_by=True)
    hands.somebody_waits()
    until(hands.open)
    assert second.looks == 0
    first.stop()
    until(lambda: second.looks)
    assert len(hands.alarms()) == 1
    assert len(second.alarms.state.alarms) == 1


def test_a_server_that_forgot_the_lock_is_asked_again(postgresql_url: str) -> None:
    hands, watch = Hands(postgresql_url), Watch(postgresql_url)
    thread = threading.Thread(target=watch.run)
    thread.start()
    try:
        hands.somebody_waits()
        until(hands.open)
        with open_centre(postgresql_url) as centre:
            forget_locks(centre)
        until(lambda: is_held(postgresql_url))
        looks = watch.looks
        until(lambda: watch.looks > looks + 3)
        assert len(hands.alarms()) == 1
    finally:
        watch.stop()
        thread.join()
        hands.close()


def test_a_keeper_that_fails_ends_neither_the_alarms_nor_the_others(
    hands: Hands, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(threading, "excepthook", lambda _: None)
    seen: list[Seen] = []

    def fails(_seen: Seen, _database: Database) -> None:
        raise ZeroDivisionError

    def keeps(what: Seen, database: Database) -> None:
        with database.read():
            seen.append(what)

    start(Keeper("bad", fails), Keeper("good", keeps), Keeper("bad aside", fails, aside=True))
    hands.somebody_waits()
    until(hands.open)
    assert [waiting.contact for line in seen[-1].board.queues.values() for waiting in line.waiting] == ["c1"]
    assert set(seen[-1].feeds) == {"pbx"}


def test_a_long_work_aside_holds_up_no_alarm(hands: Hands, start: Start) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def long(_seen: Seen, _database: Database) -> None:
        begun.set()
        go_on.wait(60)

    start(Keeper("long", long, aside=True))
    until(begun.is_set)
    hands.somebody_waits()
    until(hands.open)
    go_on.set()


def test_a_keeper_gets_its_turn_no_sooner_than_it_asks(hands: Hands, start: Start) -> None:
    seen: list[Seen] = []
    watch = start(Keeper("slow", lambda what, _: seen.append(what), every_s=60))
    until(lambda: len(seen) > 2)
    times = [what.at for what in seen]
    assert all((b - a).total_seconds() >= 60 for a, b in pairwise(times))
    assert watch.looks > len(seen)


# As processes


class Processes:
    def __init__(self) -> None:
        self._all: list[subprocess.Popen[bytes]] = []

    def start(self, command: list[str]) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self._all.append(process)
        return process

    def end(self) -> None:
        for process in self._all:
            if process.stdin is not None:
                process.stdin.close()
            process.kill()
            process.wait()


@pytest.fixture
def processes() -> Iterator[Processes]:
    made = Processes()
    yield made
    made.end()


@pytest.mark.journey
def test_a_killed_watch_goes_on_where_it_was(hands: Hands, processes: Processes, database_url: str) -> None:
    first = processes.start(watch_command(database_url))
    hands.somebody_waits()
    (alarm,) = until(hands.open)
    hands.acknowledge(alarm)
    first.kill()
    first.wait()
    processes.start(watch_command(database_url))
    until(lambda: is_held(database_url))
    hands.somebody_answers()
    until(lambda: not hands.open())
    (closed,) = hands.alarms()
    assert (closed.id, closed.acknowledged_by) == (alarm.id, WHO)
    assert [kind for kind in hands.events(closed) if kind not in LEVELS] == [
        "opened",
        "acknowledged",
        "closed",
    ]


@pytest.mark.journey
def test_a_watch_ends_with_its_parent(hands: Hands, processes: Processes, database_url: str) -> None:
    watch = processes.start(watch_command(database_url))
    until(lambda: is_held(database_url))
    assert watch.stdin is not None
    watch.stdin.close()
    assert watch.wait(60) == 0
    assert not is_held(database_url)


PARENT = """
import sys
from supervisor.live.child import CollectorChild
child = CollectorChild(sys.argv[1:])
child.start()
sys.stdin.read()
"""


@pytest.mark.journey
def test_collector_and_watch_end_with_a_console_that_is_killed(processes: Processes, sqlite_url: str) -> None:
    from supervisor.clock import SystemClock

    create_demo(sqlite_url, at=SystemClock().now(), language="en")
    console = processes.start([sys.executable, "-c", PARENT, *collector_command(sqlite_url)])
    until(lambda: is_held(sqlite_url, "demo"))
    until(lambda: is_held(sqlite_url))
    console.kill()
    console.wait()
    until(lambda: not is_held(sqlite_url, "demo"))
    until(lambda: not is_held(sqlite_url))


@pytest.mark.journey
def test_a_collector_that_is_told_to_end_takes_its_watch_with_it(
    processes: Processes, sqlite_url: str
) -> None:
    from supervisor.clock import SystemClock

    create_demo(sqlite_url, at=SystemClock().now(), language="en")
    collector = processes.start(collector_command(sqlite_url))
    until(lambda: is_held(sqlite_url))
    os.kill(collector.pid, signal.SIGTERM)
    assert collector.wait(60) == 0
    assert not is_held(sqlite_url)


def test_the_command_line_tells_what_is_open(hands: Hands, start: Start, database_url: str) -> None:
    start()
    assert documents(run("alarms", "--json", "--database", database_url)) == [[]]
    hands.somebody_waits()
    until(hands.open)
    ((alarm,),) = documents(run("alarms", "--open", "--json", "--database", database_url))
    assert (alarm["cause"], alarm["place"]["name"], alarm["level"]) == ("waits", "sales", "action")
    (report,) = documents(run("alarms", "--report", "week", "--json", "--database", database_url))
    assert report["activations"] == 1
    shown = run("alarms", "--database", database_url).stdout
    assert "Nobody signed in: sales" in shown


def test_a_watch_ends_after_its_time(sqlite_url: str) -> None:
    assert run("watch", "--for", "0.2", "--database", sqlite_url).exit_code == 0
