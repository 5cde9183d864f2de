"""Passes all checks and tests: `python3 packaging/test.py`. The first start sets everything up.

Arguments go to pytest: `python3 packaging/test.py tests/wallboard -k tile`. Ends with 1 when anything failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from environment import OLDEST, ROOT, NotReadyError, prepare

TYPES = ["-m", "mypy"]  # on one processor for half a minute: beside everything else
CHECKS = (
    ("style", ["-m", "ruff", "check", "."]),
    ("format", ["-m", "ruff", "format", "--check", "."]),
    ("layers", ["-c", "from importlinter.cli import lint_imports_command as check; check()"]),
)


def main(arguments: list[str]) -> int:
    if sys.version_info < OLDEST:
        print(
            "Python {}.{} or newer is needed; this is {}.".format(*OLDEST, sys.version.split()[0]),
            file=sys.stderr,
        )
        return 2
    started = time.monotonic()
    try:
        python = prepare(tests=True)
    except NotReadyError as error:
        print(error, file=sys.stderr)
        return 1
    rows = [("set-up", time.monotonic() - started, True)]
    workers = str(min((os.cpu_count() or 2) + 1, 8))  # one more fills the others' waits for servers and files
    tests = ["-m", "pytest", "-n", workers, "--dist", "worksteal", "--durations", "15", *arguments]
    with ThreadPoolExecutor(1) as beside:
        types = beside.submit(_types, python)
        if not any((ROOT / "tests").rglob("*-pytest-*.pyc")):
            at = time.monotonic()
            _compile_tests(python)
            rows.append(("compile", time.monotonic() - at, True))
        for name, command in (*CHECKS, ("tests", tests)):
            print(f"\n── {name}: {' '.join(command)}", flush=True)
            at = time.monotonic()
            done = subprocess.run([str(python), *command], cwd=ROOT, stdin=subprocess.DEVNULL)
            rows.append((name, time.monotonic() - at, done.returncode == 0))
        said, row = types.result()
    print(f"\n── types: {' '.join(TYPES)}\n{said}")
    rows.append(row)
    for name, seconds, passed in (*rows, ("all", time.monotonic() - started, all(row[2] for row in rows))):
        print(f"{name:<8}{seconds:8.1f} s   {'passed' if passed else 'FAILED'}")
    return 0 if all(row[2] for row in rows) else 1


def _compile_tests(python: Path) -> None:
    """Compile every test once: all workers begin at the same time, and on a clean checkout each would compile
    all of them. What does not compile is told by the tests themselves."""
    command = [str(python), "-m", "pytest", "--collect-only", "-qqq"]
    silent = subprocess.DEVNULL
    subprocess.run(command, cwd=ROOT, stdin=silent, stdout=silent, stderr=silent)


def _types(python: Path) -> tuple[str, tuple[str, float, bool]]:
    """What the check of types said, and its row."""
    at = time.monotonic()
    done = subprocess.run(
        [str(python), *TYPES],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    return done.stdout, ("types", time.monotonic() - at, done.returncode == 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
