"""Whole stories through the real window, each in a process of its own on a display of its own.

A story is a file in stories/, run by a pytest of its own: an application can have one display only, and the
other tests of this process have none. Where there is no Xvfb the story runs without a display. The pictures
that it takes lie in out/journeys, for eyes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
OUT = HERE.parents[1] / "out" / "journeys"
SCREEN = "1920x1080x24"


@pytest.fixture(scope="module")
def display() -> Iterator[dict[str, str]]:
    """What a process needs in its environment to have a display: an Xvfb of our own, or none at all."""
    if not sys.platform.startswith("linux") or shutil.which("Xvfb") is None:
        yield {"QT_QPA_PLATFORM": "offscreen"}
        return
    seen, told = os.pipe()
    command = ["Xvfb", "-displayfd", str(told), "-screen", "0", SCREEN, "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[told], stderr=subprocess.DEVNULL)
    os.close(told)
    try:
        with os.fdopen(seen) as numbers:
            yield {"DISPLAY": f":{numbers.readline().strip()}", "QT_QPA_PLATFORM": "xcb"}
    finally:
        server.terminate()
        server.wait(30)


@pytest.mark.journey
@pytest.mark.parametrize("story", sorted(path.name for path in (HERE / "stories").glob("story_*.py")))
def test_the_story_comes_to_its_end(story: str, display: dict[str, str], home: Path, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    environment |= display | {"SUPERVISOR_HOME": str(home), "JOURNEY_PICTURES": str(OUT)}
    told = subprocess.run(
        [sys.executable, "-m", "pytest", str(HERE / "stories" / story), "-p", "no:cacheprovider", "-q", "-x"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=270,
        check=False,
        cwd=HERE.parents[1],
    )
    assert told.returncode == 0, f"{told.stdout[-6000:]}\n{told.stderr[-3000:]}"
