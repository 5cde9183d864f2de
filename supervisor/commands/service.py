"""What the commands that run for long have in common: their log, and a report for what nobody expected."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import typer

from supervisor.sentences.error import bug


@contextmanager
def logged(name: str) -> Iterator[None]:
    """Log as *name* while inside, on the console too; an unexpected error is reported and told."""
    from supervisor.clock import SystemClock
    from supervisor.crash import Crash, Crashes
    from supervisor.logs import Log
    from supervisor.settings.machine import load_machine
    from supervisor.settings.places import places

    def tell(crash: Crash) -> None:
        typer.echo(bug(crash.report), err=True)

    at = places()
    level = load_machine(at.settings_file).settings.log_level
    with Log(at.logs, name, level=level, console=True):
        crashes = Crashes(at.crash_reports, SystemClock(), tell).install()
        try:
            yield
        finally:
            crashes.uninstall()
