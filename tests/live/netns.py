"""A second machine on this one: a network namespace, joined to us by two cables that can be cut apart.

Needs the rights of an administrator, and `ip`.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass


@dataclass(frozen=True)
class Cable:
    """One network between the machines: our address, and the name of our end."""

    name: str
    ours: str

    def cut(self) -> None:
        """From now on nothing gets through, and nobody is told."""
        _ip("link", "set", self.name, "down")

    def mend(self) -> None:
        _ip("link", "set", self.name, "up")


@dataclass(frozen=True)
class Machine:
    """The other machine. *inside* is the beginning of a command that runs there."""

    name: str
    cables: tuple[Cable, Cable]

    @property
    def inside(self) -> tuple[str, ...]:
        return "ip", "netns", "exec", self.name


def may_make_machines() -> bool:
    """Whether this user may, on this system."""
    if shutil.which("ip") is None or os.name != "posix" or os.geteuid() != 0:
        return False
    name = f"sup{os.getpid()}try"
    tried = subprocess.run(["ip", "netns", "add", name], capture_output=True, check=False)
    if tried.returncode:
        return False
    subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)
    return True


@contextmanager
def other_machine() -> Iterator[Machine]:
    """A machine with two cables to this one; nothing of it is left behind."""
    number = os.getpid() % 200 + 20
    name = f"sup{os.getpid()}"
    cables = tuple(
        Cable(f"s{os.getpid()}{which}", f"10.{number}.{place}.1") for place, which in enumerate("ab", 1)
    )
    _ip("netns", "add", name)
    try:
        _ip("-n", name, "link", "set", "lo", "up")
        for cable in cables:
            theirs = f"{cable.name}x"
            _ip("link", "add", cable.name, "type", "veth", "peer", "name", theirs, "netns", name)
            _ip("addr", "add", f"{cable.ours}/24", "dev", cable.name)
            _ip("link", "set", cable.name, "up")
            _ip("-n", name, "addr", "add", f"{cable.ours[:-1]}2/24", "dev", theirs)
            _ip("-n", name, "link", "set", theirs, "up")
        yield Machine(name, (cables[0], cables[1]))
    finally:
        for cable in cables:
            subprocess.run(["ip", "link", "del", cable.name], capture_output=True, check=False)
        subprocess.run(["ip", "netns", "del", name], capture_output=True, check=False)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
