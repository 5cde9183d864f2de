"""Repainting the boards beside the floor of a frame (one colour, one picture) and the usual widgets."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median

from benchmarks.measure import Scale, Taken, answer, module
from benchmarks.peers import Peers
from benchmarks.report import Goal, Result, most

SIZES = ((1920, 1080), (3840, 2160))


@dataclass(frozen=True)
class _Kind:
    name: str
    said: str
    base: str
    goal: dict[str, Goal]  # by screen ("1080" offscreen, "1080 x" on an X server)


KINDS = (
    _Kind("fill 200", "200 of 200: one fill of the area (floor)", "fill 200", {}),
    _Kind("blit 200", "200 of 200: one picture of the area (floor)", "fill 200", {}),
    _Kind("painting 200", "200 of 200 tiles painted, prepared before", "fill 200", {}),
    _Kind(
        "tiles 200",
        "200 of 200 tiles: from the change to the screen",
        "labels 200",
        {"1080": most(0.5, "ratio")},
    ),
    _Kind("tiles 200, longest turn", "    longest turn on the way (wall clock)", "", {"1080": most(8)}),
    _Kind("labels 200", "200 of 200 in a grid of labels (the usual way)", "labels 200", {}),
    _Kind("fill 40", "40 of 200: one fill of the area (floor)", "fill 40", {}),
    _Kind(
        "painting 40",
        "40 of 200 tiles painted, prepared before",
        "fill 40",
        {"1080": most(5), "1080 x": most(8), "2160 x": most(24)},
    ),
    _Kind(
        "tiles 40", "40 of 200 tiles: from the change to the screen", "labels 40", {"1080": most(1, "ratio")}
    ),
    _Kind("tiles 40, longest turn", "    longest turn on the way (wall clock)", "", {"1080": most(8)}),
    _Kind("labels 40", "40 of 200 in a grid of labels (the usual way)", "labels 40", {}),
    _Kind("painting grid", "agents in sight painted whole", "fill 200", {}),
    _Kind("agents 500", "500 of 5,000 agents: from the change to the screen", "table 500", {"1080": most(5)}),
    _Kind("agents 500, longest turn", "    longest turn on the way (wall clock)", "", {"1080": most(8)}),
    _Kind("table 500", "500 of 5,000 agents in a table view (the usual way)", "table 500", {}),
)


def run(scale: Scale, _peers: Peers) -> Result:
    result = Result(
        "paint",
        "paint: milliseconds of the screen's thread (figure); processor time, no GPU",
        "floor of a frame, or the usual way",
    )
    _screens(scale, result, "offscreen", "", {"QT_QPA_PLATFORM": "offscreen"})
    with _x_server() as display:
        if display is None:
            result.left_out.append("a screen with an X server (Xvfb is not installed)")
        else:
            _screens(scale, result, "Xvfb", " x", {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display})
    result.notes.append("200 tiles on one page of 1080p need type of 0.4 times what the console would allow")
    return result


def _screens(scale: Scale, result: Result, name: str, mark: str, platform: dict[str, str]) -> None:
    for width, height in SIZES[:1] if scale.quick else SIZES:
        made = answer(
            module("benchmarks.paint_child", width, height, scale.of(15, 2)), timeout_s=300, **platform
        )
        taken = {what: Taken(tuple(values)) for what, values in made.items()}
        sight = round(median(made["cells in sight"]))
        result.heading(f"{name} {width} x {height}")
        for kind in KINDS:
            took = taken[kind.name]
            goal = kind.goal.get(f"{height}{mark}")
            result.add(
                kind.said,
                took.median,
                "ms",
                ratio=took.ratio(taken[kind.base]) if kind.base else None,
                goals=[goal] if goal and not scale.quick else [],
                remark=f"{sight} in sight" if kind.name == "painting grid" else "",
            )


@contextmanager
def _x_server() -> Iterator[str | None]:
    """An X server without a screen; None where there is none."""
    found = shutil.which("Xvfb")
    if found is None:
        yield None
        return
    read, write = os.pipe()
    server = subprocess.Popen(
        [found, "-displayfd", str(write), "-screen", "0", "3840x2160x24", "-nolisten", "tcp"],
        pass_fds=[write],
        stderr=subprocess.DEVNULL,
    )
    os.close(write)
    try:
        with os.fdopen(read) as told:
            number = told.readline().strip()
        yield f":{number}" if number else None
    finally:
        server.terminate()
        server.wait()
