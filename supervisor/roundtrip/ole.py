"""The streams of a compound file, as workbooks of before 2007 are: [MS-CFB], read within bounds."""

from __future__ import annotations

import struct
from collections.abc import Collection

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

_FREE = 0xFFFFFFFA  # and above: no sector
_ENTRY = 128
_U32 = struct.Struct("<I")


class BrokenError(Exception):
    """The file does not hold together."""


def names(content: bytes) -> tuple[str, ...]:
    """What its streams are called. Raises BrokenError."""
    return tuple(_Compound(content).entries)


def streams(content: bytes, wanted: Collection[str]) -> dict[str, bytes]:
    """The *wanted* streams that there are. Raises BrokenError."""
    file = _Compound(content)
    return {name: file.read(name) for name in wanted if name in file.entries}


class _Compound:
    def __init__(self, content: bytes) -> None:
        if len(content) < 512 or not content.startswith(MAGIC):
            raise BrokenError
        self._content = content
        self._size = 1 << min(16, max(7, struct.unpack_from("<H", content, 30)[0]))
        self._cutoff = struct.unpack_from("<I", content, 56)[0]
        self._last = len(content) // self._size
        sectors = [each for each in struct.unpack_from("<109I", content, 76) if each < _FREE]
        more = struct.unpack_from("<I", content, 68)[0]
        seen: set[int] = set()
        per = self._size // 4
        while more < _FREE and more not in seen:
            seen.add(more)
            listed = struct.unpack(f"<{per}I", self._sector(more))
            sectors += [each for each in listed[:-1] if each < _FREE]
            more = listed[-1]
        table = b"".join(self._sector(each) for each in sectors[: self._last + 1])
        self._next = struct.unpack(f"<{len(table) // 4}I", table)
        directory = self._chain(struct.unpack_from("<I", content, 48)[0])
        self.entries: dict[str, tuple[int, int]] = {}
        root = (0, 0)
        for at in range(0, len(directory) - _ENTRY + 1, _ENTRY):
            length = struct.unpack_from("<H", directory, at + 64)[0]
            name = directory[at : at + max(0, min(64, length) - 2)].decode("utf-16-le", "replace")
            kind = directory[at + 66]
            start, size = struct.unpack_from("<II", directory, at + 116)
            if kind == 5:
                root = (start, size)
            elif kind == 2 and name:
                self.entries.setdefault(name, (start, size))
        self._small = self._chain(root[0])[: root[1]] if root[1] else b""
        short = self._chain(struct.unpack_from("<I", content, 60)[0])
        self._small_next = struct.unpack(f"<{len(short) // 4}I", short[: len(short) // 4 * 4])

    def _sector(self, at: int) -> bytes:
        found = self._content[(at + 1) * self._size : (at + 2) * self._size]
        if not found:
            raise BrokenError
        return found.ljust(self._size, b"\0")

    def _chain(self, at: int) -> bytes:
        found, seen = [], 0
        while at < _FREE:
            seen += 1
            if seen > self._last + 1 or at >= len(self._next):
                raise BrokenError
            found.append(self._sector(at))
            at = self._next[at]
        return b"".join(found)

    def read(self, name: str) -> bytes:
        """The stream called so."""
        start, size = self.entries[name]
        if size >= self._cutoff:
            return self._chain(start)[:size]
        found, seen, at = [], 0, start
        while at < _FREE and seen * 64 < size:
            seen += 1
            if at >= len(self._small_next):
                raise BrokenError
            found.append(self._small[at * 64 : at * 64 + 64])
            at = self._small_next[at]
        return b"".join(found)[:size]
