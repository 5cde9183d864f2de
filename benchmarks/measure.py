"""Measuring so that a ratio can be trusted: candidates take turns, each round has a ratio of its own."""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from types import TracebackType
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PRIORITY = -10  # of the runs that look for stalls, where we may


@dataclass(frozen=True)
class Scale:
    """How much is measured: *quick* says whether the numbers suffice, not how good they are. *centres*: so
    many made-up centres, where a benchmark makes up any."""

    quick: bool = False
    centres: int | None = None

    def of(self, full: int, quick: int) -> int:
        """The size of a measurement: *full*, or *quick* when somebody waits for it."""
        return quick if self.quick else full

    @property
    def rounds(self) -> int:
        """How often each candidate has its turn."""
        return self.of(7, 2)


@dataclass(frozen=True)
class Taken:
    """What a candidate took, in seconds or any other unit, once a round."""

    rounds: tuple[float, ...]

    @property
    def median(self) -> float:
        return median(self.rounds)

    def ratio(self, base: Taken) -> float:
        """How many times as much as *base* in the same round; the median of the rounds."""
        pairs = zip(self.rounds, base.rounds, strict=True)
        return median(ours / theirs if theirs else float("nan") for ours, theirs in pairs)


def interleaved(candidates: Mapping[str, Callable[[], float]], rounds: int) -> dict[str, Taken]:
    """What each candidate says it took, *rounds* times, one candidate after another in each round.

    The order turns from round to round, so that nobody is always the one who comes after the same other.
    """
    names = list(candidates)
    taken: dict[str, list[float]] = {name: [] for name in names}
    for number in range(rounds):
        turn = number % len(names)
        for name in names[turn:] + names[:turn]:
            gc.collect()
            taken[name].append(candidates[name]())
    return {name: Taken(tuple(values)) for name, values in taken.items()}


def seconds(work: Callable[[], object]) -> float:
    """How long *work* takes on a wall clock."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def quantile(values: Sequence[float], share: float) -> float:
    """The value that *share* (0 to 1) of *values* do not exceed; NaN when there are none."""
    if not values:
        return float("nan")
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def raise_priority() -> bool:
    """Let nothing on this machine hold us up, if the system lets us; whether it did."""
    try:
        os.nice(PRIORITY - os.nice(0))
    except (OSError, AttributeError):  # AttributeError: Windows
        return False
    return True


def end_on_errors() -> None:
    """Let an error in one of Qt's slots end this process, which would otherwise wait for ever."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        traceback.print_exception(kind, error, trace)
        os._exit(1)

    sys.excepthook = hook


def environment(**more: str) -> dict[str, str]:
    """The environment of a process that we start: no display unless *more* gives one."""
    found = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        "QT_LOGGING_RULES": "default.warning=false",  # the offscreen screen complains of what it cannot do
    }
    return {**found, **more}


def module(name: str, *arguments: object, python: str | None = None) -> list[str]:
    """The command that runs our module *name* by itself."""
    return [python or sys.executable, "-m", name, *map(str, arguments)]


def answer(command: Sequence[str], *, timeout_s: float = 600.0, **more: str) -> Any:
    """What *command* prints as one line of JSON at its end. Raises when it fails."""
    done = subprocess.run(
        command, cwd=ROOT, env=environment(**more), stdout=subprocess.PIPE, timeout=timeout_s, check=True
    )
    return json.loads(done.stdout.splitlines()[-1])
