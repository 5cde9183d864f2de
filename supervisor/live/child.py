"""A process of ours as the child of another: started, watched, restarted and ended by it. No Qt here."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import IO, Any

from supervisor.clock import monotonic

log = logging.getLogger(__name__)

RESTART_S = (1.0, 30.0)  # first and longest pause before it is started again
STEADY_S = 60.0  # whoever ran for so long starts with the first pause again
END_S = (10.0, 3.0)  # for ending by itself, then for being told, before it is killed
LINE_CHARACTERS = 2000  # of its words, in the log

if sys.platform == "win32":
    _NO_WINDOW = subprocess.CREATE_NO_WINDOW
else:
    _NO_WINDOW = 0


@dataclass(frozen=True)
class ChildState:
    """How the child is: *running* under *pid*, or why not. *starts* counts all starts so far.

    *exit_code* is that of the last one that ended (negative: killed by that signal, where there are
    signals), None before one did; *last_words* the last line that it wrote to its standard error.
    """

    running: bool = False
    pid: int | None = None
    starts: int = 0
    exit_code: int | None = None
    last_words: str = ""


class Child:
    """Keeps a command of ours running as a child process until `stop`.

    The child's standard input is a pipe that nobody writes to: it ends when this process ends, in whatever
    way, on every system (`ending.when_parent_ends`). Its standard error goes to our log, under `NAME`.
    """

    NAME = "child"

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str] | None = None,
        restart_s: tuple[float, float] = RESTART_S,
        end_s: tuple[float, float] = END_S,
    ) -> None:
        """*command* starts the child, from a checkout or a frozen program alike; *environment* is ours if
        None."""
        self._command = list(command)
        self._environment = None if environment is None else dict(environment)
        self._restart_s = restart_s
        self._end_s = end_s
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()
        self._state = ChildState()
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start the child, and again whenever it ends."""
        if self._thread is not None:
            raise RuntimeError("already started")
        self._stopping.clear()
        self._thread = threading.Thread(target=self._run, name=f"{self.NAME} child", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the child: it may write what it heard, then is told, then killed. Returns when it is gone."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._stopping.set()
        for how, wait_s in ((_hang_up, self._end_s[0]), (self._tell, self._end_s[1]), (self._kill, None)):
            with self._lock:
                process = self._process
            if process is not None:
                how(process)
            thread.join(wait_s)
            if not thread.is_alive():
                return

    def state(self) -> ChildState:
        """How the child is now."""
        with self._lock:
            return self._state

    # -- the thread ---------------------------------------------------------------------------------------

    def _run(self) -> None:
        pause_s = self._restart_s[0]
        while not self._stopping.is_set():
            began_s = monotonic()
            try:
                code = self._one_life()
            except OSError as error:
                log.error("the %s could not be started: %s", self.NAME, error)
                self._note(running=False, pid=None, last_words=str(error))
            else:
                level = logging.INFO if self._stopping.is_set() else logging.WARNING
                log.log(level, "the %s ended with %s", self.NAME, code)
                self._note(running=False, pid=None, exit_code=code)
            if monotonic() - began_s > STEADY_S:
                pause_s = self._restart_s[0]
            if self._stopping.wait(pause_s):
                return
            pause_s = min(pause_s * 2, self._restart_s[1])

    def _one_life(self) -> int:
        with subprocess.Popen(  # noqa: S603  # the caller's command, no shell
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=self._environment,
            start_new_session=True,  # an interrupt at the terminal is for us; we then end the child
            creationflags=_NO_WINDOW,
        ) as process:
            with self._lock:
                self._process = process
            self._note(running=True, pid=process.pid, starts=self._state.starts + 1)
            log.info("the %s runs as process %s", self.NAME, process.pid)
            if self._stopping.is_set():  # told between the two
                _hang_up(process)
            assert process.stderr is not None  # noqa: S101  # asked for above
            self._listen(process.stderr)
            return process.wait()

    def _listen(self, words: IO[bytes]) -> None:
        for line in iter(lambda: words.readline(LINE_CHARACTERS), b""):
            text = line.decode(errors="replace").rstrip()
            if text:
                log.info("%s: %s", self.NAME, text)
                self._note(last_words=text)

    def _tell(self, process: subprocess.Popen[bytes]) -> None:
        log.warning("the %s does not end by itself; it is told to", self.NAME)
        process.terminate()

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        log.warning("the %s does not end; it is killed", self.NAME)
        process.kill()

    def _note(self, **facts: Any) -> None:
        with self._lock:
            self._state = replace(self._state, **facts)


class CollectorChild(Child):
    """Keeps `supervisor collect` running for the console."""

    NAME = "collector"


class WatchChild(Child):
    """Keeps `supervisor watch` running for the collector."""

    NAME = "watch"


def _hang_up(process: subprocess.Popen[bytes]) -> None:
    """Close the pipe by which the child knows that its parent lives."""
    if process.stdin is not None:
        with suppress(OSError):
            process.stdin.close()
