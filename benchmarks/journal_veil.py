"""What the veil costs: events without persons beside the same with, as bytes, in the journal, on a board."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from benchmarks.busy_floor import SOURCE, BusyFloor
from benchmarks.floor_day import BEGINS, batches
from benchmarks.measure import Scale, interleaved, quantile, seconds
from benchmarks.report import Result, most
from supervisor.events import LiveEvent, decode, encode
from supervisor.live.board import EMPTY
from supervisor.live.entry import entry
from supervisor.live.fold import fold
from supervisor.live.journal import Journal
from supervisor.live.names import Names
from supervisor.live.private_part import joined
from supervisor.live.rules import CountingRules
from supervisor.live.veil import Veil
from supervisor.storage.database import open_journal

SIZE, PER_SECOND = 40, 2_000  # fifty commits a second
RULES = CountingRules()


def measure(scale: Scale, result: Result, url: str) -> None:
    """Add lines to *result*; *url* is a server's."""
    floor = BusyFloor(scale.of(5_000, 200), scale.of(200, 20))
    introduction = floor.introduction(BEGINS)
    parts = list(batches(floor, SIZE * scale.of(1_000, 50), SIZE, PER_SECOND))
    _bytes(scale, result, introduction, parts)
    _journalled(scale, result, url, introduction, parts)


def _spent(work: Callable[[], object]) -> float:
    """Processor seconds of *work* in this thread: what is compared here waits for nobody."""
    began = time.thread_time()
    work()
    return time.thread_time() - began


def _bytes(
    scale: Scale, result: Result, introduction: list[LiveEvent], parts: Sequence[list[LiveEvent]]
) -> None:
    count = sum(map(len, parts))
    veil = Veil(b"k" * 32)
    names = Names(veil.events(introduction).names)
    plain = [encode(part) for part in parts]
    made = [veil.events(part) for part in parts]
    veiled = [(one.events, joined([(SIZE, one.private)])) for one in made]
    stranger = Names()
    board, _changed = fold(EMPTY, introduction, RULES)

    taken = interleaved(
        {
            "encode": lambda: _spent(lambda: [encode(part) for part in parts]),
            "veil": lambda: _spent(lambda: [veil.events(part) for part in parts]),
            "decode": lambda: _spent(lambda: [decode(said) for said in plain]),
            "unveil": lambda: _spent(lambda: [names.events(decode(said)[0], own) for said, own in veiled]),
            "stranger": lambda: _spent(lambda: [stranger.events(decode(said)[0]) for said, _own in veiled]),
            "fold": lambda: _spent(lambda: [fold(board, decode(said)[0], RULES) for said in plain]),
            "all": lambda: _spent(
                lambda: [fold(board, names.events(decode(said)[0], own), RULES) for said, own in veiled]
            ),
        },
        scale.rounds,
    )
    said = {
        "encode": ("encode, with persons", "encode", ()),
        "veil": ("veil and encode", "encode", ()),
        "decode": ("decode, with persons", "decode", ()),
        "unveil": ("decode and unveil, all names known", "decode", ()),
        "stranger": ("decode and unveil, no name known", "decode", ()),
        "fold": ("decode and fold, with persons", "fold", ()),
        "all": ("decode, unveil and fold", "fold", () if scale.quick else (most(1.5, "ratio"),)),
    }
    for key, (what, base, goals) in said.items():
        result.add(
            what,
            taken[key].median / count * 1e9,
            "ns/event",
            ratio=taken[key].ratio(taken[base]),
            goals=goals,
        )
    more = sum(len(events) + len(own or b"") for events, own in veiled) / sum(map(len, plain))
    result.add("bytes of a veiled event", ratio=more)
    saved = veil.board(board)[0]
    result.add("veil of a board of 5,000 agents", _spent(lambda: veil.board(board)) * 1e3, "ms")
    result.add("a veiled board unveiled", _spent(lambda: names.board(saved)) * 1e3, "ms")


def _journalled(
    scale: Scale,
    result: Result,
    url: str,
    introduction: list[LiveEvent],
    parts: Sequence[list[LiveEvent]],
) -> None:
    """Appended at 2,000 events a second, in turn plain and veiled; then read and folded by who knows all."""
    count = scale.of(200, 10)
    with open_journal(url) as db:
        journal = Journal(db)
        veil = journal.veil()
        began = journal.last_id()
        journal.append_all([entry(SOURCE, introduction, sequence=1, veil=veil)], collector="veil")
        took: dict[str, list[float]] = {"plain": [], "veiled": []}
        spent: dict[str, float] = {"plain": 0.0, "veiled": 0.0}
        marks = {"plain": began, "veiled": began}
        for name, own in (("plain", None), ("veiled", veil)):
            marks[name] = journal.last_id()
            for number, part in enumerate(parts[:count], 2):
                start, cpu = time.perf_counter(), time.thread_time()
                made = entry(SOURCE, part, sequence=number, veil=own)
                journal.append_all([made], collector=f"veil {name}")
                took[name].append(time.perf_counter() - start)
                spent[name] += time.thread_time() - cpu
                time.sleep(max(0.0, SIZE / PER_SECOND - took[name][-1]))
        for name, what in (("plain", "with persons"), ("veiled", "veiled")):
            result.add(
                f"2,000 events/s into the journal, {what}",
                spent[name] / count / (SIZE / PER_SECOND) * 100,
                "% of a processor",
                ratio=spent[name] / spent["plain"],
                remark=f"p50 {quantile(took[name], 0.5) * 1e3:.1f} ms a commit",
            )

        def read(after: int, rows: int) -> None:
            board, _changed = fold(EMPTY, introduction, RULES)
            while rows > 0 and (found := journal.batches_after(after, min(64, rows))):
                after, rows = found[-1].id, rows - len(found)
                for batch in found:
                    board, _changed = fold(board, batch.events, RULES)

        def timed(after: int) -> Callable[[], float]:
            return lambda: seconds(lambda: read(after, count))

        taken = interleaved({name: timed(mark) for name, mark in marks.items()}, scale.rounds)
        for name, what in (("plain", "with persons"), ("veiled", "veiled, all names known")):
            result.add(
                f"read from the journal and folded, {what}",
                count * SIZE / taken[name].median,
                "events/s",
                ratio=taken[name].ratio(taken["plain"]),
            )
