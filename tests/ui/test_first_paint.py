"""What is loaded when the first window stands: Qt and little else, so that it comes at once."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

REPORT = """
import json, sys
from ui import __main__, console

def look(self):
    loaded = sorted({name.partition(".")[0] for name in sys.modules})
    print(json.dumps({"loaded": loaded, "all": sorted(sys.modules)}))
    sys.stdout.flush()
    import os
    os._exit(0)

console.Console._begin = look
sys.exit(__main__.main(sys.argv[1:]))
"""

QT = {"PySide6", "shiboken6", "shibokensupport", "signature_bootstrap", "typing_extensions"}
# What supervisor.settings needs to read the settings that the window is to have; some 15 ms together.
SETTINGS_NEED = {"msgspec", "platformdirs"}


@pytest.mark.parametrize("arguments", [["--demo"], []])
def test_the_first_paint_needs_qt_and_the_standard_library_alone(arguments: list[str], home: Path) -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SUPERVISOR_HOME": str(home)}
    ran = subprocess.run(
        [sys.executable, "-c", REPORT, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        timeout=120,
        check=True,
    )
    found = json.loads(ran.stdout)
    foreign = {
        name
        for name in found["loaded"]
        if name not in sys.stdlib_module_names and not name.startswith(("_", "sitecustomize"))
    }
    assert foreign - SETTINGS_NEED <= QT | {"supervisor", "ui"}
    heavy = {
        name for name in found["all"] if name.startswith(("supervisor.storage", "supervisor.live", "asyncio"))
    }
    assert not heavy
