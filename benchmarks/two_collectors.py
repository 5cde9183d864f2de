"""Two collectors of a large floor, killed, cut off, left without their database or their source at random.

The same recording is heard once undisturbed. Every figure of the day and every stay of a contact must be the
same: differences are counted, and there must be none.
"""

from __future__ import annotations

import json
import random
import subprocess
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.ami_floor import BANNER, AmiFloor
from benchmarks.measure import Scale, quantile
from benchmarks.peers import Peers
from benchmarks.report import Result, most
from supervisor.live.collecting.yielding import STEADY_S
from supervisor.live.health import Health
from supervisor.live.sign import Role
from supervisor.sources.replay.recording import Recording
from supervisor.storage.database import open_centre, open_journal
from tests.live import away
from tests.live.cluster import Cluster, own_cluster
from tests.live.floor import PBX
from tests.live.stage import Collectors, Door, result, staged
from tests.live.stage import Result as Counted

SEED = 8
RATE = 400  # messages a second, in the recording's time
STEP_S = 0.05
BEGINS = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
PATIENCE_S = 60.0
NAMES = ("one", "two")


def run(scale: Scale, _peers: Peers) -> Result:
    """The table: what was done to them, and what differs."""
    agents, seconds = scale.of(5000, 300), scale.of(120, 40)
    away.DEADLINE_S = PATIENCE_S
    chance = random.Random(SEED)
    result_ = Result("two_collectors", f"{agents} agents, {seconds} s, {RATE} messages a second", "")
    with tempfile.TemporaryDirectory(prefix="two-") as home:
        folder = Path(home)
        recording = _record(folder / "ami.bytes", agents, seconds)
        with own_cluster() as cluster:
            wanted = _undisturbed(cluster, recording, folder / "undisturbed")
        with own_cluster() as cluster:
            found, harm, took = _disturbed(cluster, recording, folder / "disturbed", seconds, chance)
    result_.heading("what was done")
    for what, count in harm.items():
        result_.add(what, count, "times")
    result_.heading("what it came to")
    result_.add("contacts' stays in a queue", len(wanted.contacts), "")
    result_.add("stays that differ", len(set(found.contacts) ^ set(wanted.contacts)), "", goals=[most(0)])
    result_.add("figures of queues that differ", _unlike(found, wanted), "", goals=[most(0)])
    if took:
        result_.add("until the other worked, p50", quantile(took, 0.5), "s")
        result_.add("until the other worked, max", max(took), "s", goals=[most(10)])
    return result_


def _record(file: Path, agents: int, seconds: int) -> Recording:
    """What the manager interface of a busy floor says, with the instants at which it does."""
    floor = AmiFloor("agent", agents, max(10, agents // 25), SEED)
    floor.begin(BEGINS)
    times = file.with_suffix(".times.jsonl")
    with file.open("wb") as out, times.open("w") as said:

        def say(t: float, data: bytes) -> None:
            said.write(json.dumps({"t": t, "off": out.tell(), "n": len(data), "conn": 0}) + "\n")
            out.write(data)

        said.write(json.dumps({"t": 0.0, "event": "start", "wall": BEGINS.timestamp()}) + "\n")
        said.write(json.dumps({"t": 0.0, "event": "connected", "conn": 0}) + "\n")
        say(0.0, BANNER + b"".join(floor.listing("1", BEGINS)))
        for step in range(int(seconds / STEP_S)):
            t = 1 + step * STEP_S
            say(t, floor.messages(round(RATE * STEP_S), BEGINS + timedelta(seconds=t)))
    return Recording(file, times)


def _undisturbed(cluster: Cluster, recording: Recording, folder: Path) -> Counted:
    _prepare(cluster)
    with staged(cluster.url, recording, 1.0, folder) as collectors:
        one = collectors.start(collectors.order("one"))
        collectors.until_working()
        collectors.playing.go()
        _until_over(collectors)
        collectors.finish(one)
        return result(cluster.url)


def _disturbed(
    cluster: Cluster, recording: Recording, folder: Path, seconds: int, chance: random.Random
) -> tuple[Counted, dict[str, int], list[float]]:
    _prepare(cluster)
    killed = ("the working one killed", "the stand-by killed", "the database killed")
    harm = dict.fromkeys((*killed, *_LINKS.values()), 0)
    took: list[float] = []
    with staged(cluster.url, recording, 1.0, folder) as collectors:
        doors = {name: collectors.playing.door() for name in NAMES}
        ports = {name: {PBX: door.port} for name, door in doors.items()}

        def start(name: str) -> subprocess.Popen[bytes]:
            return collectors.start(collectors.order(name, ports=ports[name]))

        running = {name: start(name) for name in NAMES}
        collectors.until_working()
        collectors.until_standing_by()
        collectors.playing.go()
        while collectors.playing.played_s < seconds * 0.9:
            time.sleep(chance.uniform(1.0, 6.0))
            match what := chance.choice((*_HARM, *_LINKS)):
                case "working":
                    working, _ = _roles(collectors, running)
                    began_s = time.monotonic()
                    before = [sign.collector for sign in collectors.signs(Role.WORKING)]
                    _kill(running[working])
                    _until_another_works(collectors, before)
                    took.append(time.monotonic() - began_s)
                    running[working] = start(working)
                    harm["the working one killed"] += 1
                case "stand_by":
                    _, waiting = _roles(collectors, running)
                    _kill(running[waiting])
                    running[waiting] = start(waiting)
                    harm["the stand-by killed"] += 1
                case "database":
                    cluster.kill()
                    time.sleep(chance.uniform(0.5, 6.0))
                    cluster.start()
                    harm["the database killed"] += 1
                case _:
                    took.append(_cut_off(collectors, running, doors, what, chance))
                    harm[_LINKS[what]] += 1
            _roles(
                collectors, running
            )  # one works and the other could take over, before more is done to them
        _until_over(collectors)
        working, _ = _roles(collectors, running)
        time.sleep(3.0)
        collectors.finish(running[working])
        return result(cluster.url), harm, took


_HARM = ("working", "working", "working", "stand_by", "database", "database")
_LINKS = {
    "broken": "the working one's link broken",
    "silent": "the working one's link silent",
    "flapping": "the working one's link flapping",
    "both": "both links silent, the stand-by's comes back first",
}


def _cut_off(
    collectors: Collectors,
    running: dict[str, subprocess.Popen[bytes]],
    doors: dict[str, Door],
    how: str,
    chance: random.Random,
) -> float:
    """Do harm to the link of the working one to its source, in one of the ways of `_LINKS`, until the other
    works; how long that took from when only the other heard it, in seconds."""
    working, waiting = _roles(collectors, running)
    away.until(lambda: _steady_s(collectors.health(waiting)) > STEADY_S + 1.0)
    before = [sign.collector for sign in collectors.signs(Role.WORKING)]
    began_s = time.monotonic()
    match how:
        case "broken":
            doors[working].slam()
        case "flapping":
            for _ in range(4):
                doors[working].slam()
                time.sleep(chance.uniform(0.2, 2.0))
        case _:
            doors[working].fall_silent()
    if how == "both":
        doors[waiting].fall_silent()
        time.sleep(chance.uniform(3.5, 9.0))
        if [sign.collector for sign in collectors.signs(Role.WORKING)] != before:
            raise AssertionError("one that heard nothing gave way to one that heard nothing")
        began_s = time.monotonic()
        doors[waiting].speak_again()
    _until_another_works(collectors, before)
    took_s = time.monotonic() - began_s
    doors[working].speak_again()
    return took_s


def _steady_s(health: Health | None) -> float:
    """How long a collector has heard everything, in seconds."""
    if health is None or health.covers_since is None:
        return 0.0
    return (health.at - health.covers_since).total_seconds()


def _prepare(cluster: Cluster) -> None:
    open_centre(cluster.url).close()
    open_journal(cluster.url).close()


def _roles(collectors: Collectors, running: dict[str, subprocess.Popen[bytes]]) -> tuple[str, str]:
    """Who works, and who could take over; waits until there is one of each."""

    def look() -> tuple[str, str] | None:
        of: dict[Role, str] = {}
        for name, process in running.items():
            health = collectors.health(name)
            if health is None or health.pid != process.pid or health.covers_since is None:
                return None
            if health.away_since is not None or health.waiting_bytes:
                return None
            of[health.role] = name
        return (of[Role.WORKING], of[Role.STAND_BY]) if len(of) == len(NAMES) else None

    return away.until(look)


def _until_another_works(collectors: Collectors, before: list[str]) -> None:
    away.until(lambda: [one for one in collectors.signs(Role.WORKING) if one.collector not in before])


def _until_over(collectors: Collectors) -> None:
    while not collectors.playing.is_over:
        time.sleep(0.2)


def _kill(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()


def _unlike(found: Counted, wanted: Counted) -> int:
    return sum(
        found.totals.get(queue, {}).get(figure) != count
        for queue, figures in wanted.totals.items()
        for figure, count in figures.items()
    )
