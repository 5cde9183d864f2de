"""Many consoles on one PostgreSQL: how soon each has read and folded what was journalled and hears what
others wrote, and what that costs the server.

A floor of 5,000 agents is journalled in this process, as a collector does: one event now and then, and 2,000
messages a second in 50 batches. The consoles are real followers, which fold, and real database threads, which
listen, without screens, up to ten in a process (each has threads and connections of its own); somewhere else
their folding would be other machines'. The limit, measured in turn with them: as many bare connections of
the driver that listen and read the same rows at the same moments, and do nothing with them. What a hundred
clients cost each other because they share the server's processors is told by the limit, and by the limit with
a processor for the server alone.
"""

from __future__ import annotations

import os
from statistics import median

from benchmarks.busy_floor import events_of
from benchmarks.measure import Scale, quantile
from benchmarks.peers import Peers
from benchmarks.report import Result, most
from benchmarks.seats_load import Kind, Load, Pace, measure
from benchmarks.servers import NoServerError, postgresql
from supervisor.storage.database import open_centre, open_history, open_journal

MESSAGES = 2_000
BURST = Pace(50, events_of(MESSAGES) // 50)
CALM = Pace(6, 1, apart=True)
SEATS = {1: 2, 20: 2, 100: 1}  # how many, and how often limit and consoles in turn
CALM_ROUNDS = 3


def run(scale: Scale, _peers: Peers) -> Result:
    result = Result(
        "seats",
        "consoles on one PostgreSQL: 5,000 agents",
        "as many bare connections that listen and read, in turn with them",
    )
    try:
        with postgresql() as url:
            for opened in (open_centre, open_journal, open_history):
                opened(url).close()
            idle = measure(url, "bare", 0, BURST, scale.of(10, 2))
            result.heading("the collector alone, 2,000 messages a second")
            said = f"{idle.transactions:.0f} transactions/s"
            result.add("server", idle.server_cpu * 100, "% of a processor", remark=said)
            result.heading("1 console, one event now and then")
            limit, ours = _in_turn(url, 1, CALM, scale.of(10, 2), scale.of(CALM_ROUNDS, 1))
            _soon(scale, result, limit, ours)
            for seats, rounds in SEATS.items() if not scale.quick else ((1, 1), (3, 1)):
                many = f"{seats} consoles" if seats > 1 else "1 console"
                result.heading(f"{many}, 2,000 messages a second")
                limit, ours = _in_turn(url, seats, BURST, scale.of(7, 2), rounds)
                _many(scale, result, limit, ours, idle)
            if hasattr(os, "sched_setaffinity") and len(os.sched_getaffinity(0)) > 1:
                result.heading(f"{seats} seats, the server on a processor of its own")
                _alone(result, url, seats, scale.of(7, 2))
    except NoServerError as error:
        result.left_out.append(str(error))
    return result


def _in_turn(url: str, seats: int, pace: Pace, seconds: float, rounds: int) -> tuple[list[Load], list[Load]]:
    found: dict[Kind, list[Load]] = {"bare": [], "consoles": []}
    for _round in range(rounds):
        for kind, loads in found.items():
            loads.append(measure(url, kind, seats, pace, seconds))
    return found["bare"], found["consoles"]


def _times(result: Result, what: str, limit: list[list[float]], ours: list[list[float]]) -> None:
    """The quantiles of each round's times, in their middle."""
    for share, name in ((0.5, "p50"), (0.99, "p99")):
        bare = median(quantile(times, share) for times in limit)
        mine = median(quantile(times, share) for times in ours)
        ratio = median(
            quantile(one, share) / quantile(other, share) for one, other in zip(ours, limit, strict=True)
        )
        result.add(f"{what}, {name}", mine * 1e3, "ms", ratio=ratio, remark=f"limit {bare * 1e3:.2f} ms")


def _soon(scale: Scale, result: Result, limit: list[Load], ours: list[Load]) -> None:
    read = [load.read for load in ours]
    _times(result, "COMMIT to read", [load.read for load in limit], read)
    _times(result, "COMMIT to folded", [load.read for load in limit], [load.folded for load in ours])
    for share, goal in ((0.5, 1.0), (0.99, 5.0)):
        value = median(quantile(times, share) for times in read)
        goals = () if scale.quick else (most(goal),)
        result.add(f"a live change, p{share * 100:.0f}, against its goal", value * 1e3, "ms", goals=goals)
    for what, times in (
        ("append begun to COMMIT", [time for load in ours for time in load.appended]),
        ("COMMIT to its answer: the server's disk", [time for load in ours for time in load.answered]),
    ):
        said = f"p99 {quantile(times, 0.99) * 1e3:.2f} ms"
        result.add(f"{what}, p50", quantile(times, 0.5) * 1e3, "ms", remark=said)
    result.add("batches that were missed", sum(load.lost for load in ours), "", goals=(most(0),))


def _many(scale: Scale, result: Result, limit: list[Load], ours: list[Load], idle: Load) -> None:
    seats = ours[0].seats
    _times(result, "COMMIT to read", [load.read for load in limit], [load.read for load in ours])
    folded = [load.folded for load in ours]
    _times(result, "COMMIT to folded", [load.read for load in limit], folded)
    told = [time for load in ours for time in load.told]
    said = f"p50 {quantile(told, 0.5) * 1e3:.1f} ms"
    goals = () if scale.quick else (most(1000.0),)
    result.add(
        "write to told in another console, p99", quantile(told, 0.99) * 1e3, "ms", goals=goals, remark=said
    )
    bare, mine = (median(load.server_cpu for load in loads) for loads in (limit, ours))
    each = (mine - idle.server_cpu) * 100 / seats
    asked = median(load.transactions for load in ours)
    said = f"{each:.2f} a console; {asked:.0f} transactions/s; limit {bare * 100:.1f} %"
    result.add("server", mine * 100, "% of a processor", ratio=mine / bare, remark=said)
    bare, mine = (median(load.seats_cpu for load in loads) for loads in (limit, ours))
    said = f"{mine * 100 / seats:.2f} each, on machines of their own; limit {bare * 100 / seats:.2f}"
    result.add("consoles without screens", mine * 100, "% of a processor", ratio=mine / bare, remark=said)
    each = (ours[0].connections - idle.connections) / seats
    said = f"{each:.1f} a console, {ours[0].backend_bytes / 2**20:.1f} MB of the server's memory each"
    result.add("connections", ours[0].connections, "", remark=said)
    lost = sum(load.lost for load in ours)
    result.add("batches and writes that were missed", lost, "", goals=() if scale.quick else (most(0),))


def _alone(result: Result, url: str, seats: int, seconds: float) -> None:
    """All seats share the other processor: what they wait for there is theirs and not the server's."""
    load = measure(url, "bare", seats, BURST, seconds, alone=True)
    for share in (0.5, 0.99):
        value = quantile(load.read, share) * 1e3
        said = f"server {load.server_cpu * 100:.0f} %, seats {load.seats_cpu * 100:.0f} % of a processor"
        result.add(f"COMMIT to read, the limit, p{share * 100:.0f}", value, "ms", remark=said)
