"""An archive from somebody else, read within bounds: what it claims of itself is checked, and not believed.

Nothing is ever unpacked to a disk: a part is looked up by its name and its bytes are counted as they come.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from posixpath import normpath

from supervisor.errors import ReturnedFileError
from supervisor.roundtrip.found import damaged, encrypted, too_large

MOST_PARTS = 5_000
PART_BYTES = 100 << 20
"""Unpacked, of one part: a sheet of a million hidden rows has 60 MB."""

ALL_BYTES = 250 << 20
"""Unpacked, of all parts that are read together."""

MOST_ELEMENTS = 3_000_000
"""Of XML, in all parts that are read together: some four seconds."""

DECLARED_BYTES = 1 << 30
"""That all parts may claim to be."""

STEEPEST = 400
"""How many times larger a part of more than 10 MB may be than it is packed: real sheets reach 60."""

_CHUNK = 1 << 18
_ENTRY = b"PK\x01\x02"
_BREAKS = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, OSError, ValueError)


class Archive:
    """The parts of *content*. Raises ReturnedFileError about *name* for one that is damaged, has a password,
    or is made to fill the memory."""

    def __init__(self, name: str, content: bytes) -> None:
        self.name = name
        self._left = ALL_BYTES
        self.elements = MOST_ELEMENTS  # counted down by who reads them
        if content.count(_ENTRY) > MOST_PARTS:
            raise too_large(name)
        try:
            self._file = zipfile.ZipFile(io.BytesIO(content))
            entries = self._file.infolist()
        except (*_BREAKS, NotImplementedError) as error:
            raise damaged(name) from error
        names = {entry.filename.replace("\\", "/"): entry for entry in entries}
        self.strange = tuple(sorted(key for key in names if _is_strange(key)))
        self.parts = {key.lstrip("/").lower(): entry for key, entry in names.items()}
        if any(entry.flag_bits & 1 for entry in entries):
            raise encrypted(name)
        if sum(entry.file_size for entry in entries) > DECLARED_BYTES:
            raise too_large(name)
        for entry in entries:
            if entry.file_size > 10 << 20 and entry.file_size > STEEPEST * max(1, entry.compress_size):
                raise too_large(name)

    def __contains__(self, part: str) -> bool:
        return part.lower() in self.parts

    def like(self, beginning: str) -> list[str]:
        """The names of parts that begin so, in small letters."""
        return sorted(key for key in self.parts if key.startswith(beginning))

    def read(self, part: str, most: int = PART_BYTES) -> bytes:
        """The whole *part*; nothing where there is none."""
        return b"".join(self.pieces(part, most))

    def pieces(self, part: str, most: int = PART_BYTES) -> Iterator[bytes]:
        """The bytes of *part* as they are unpacked."""
        entry = self.parts.get(part.lower())
        if entry is None:
            return
        total = 0
        try:
            with self._file.open(entry) as stream:
                while piece := stream.read(_CHUNK):
                    total += len(piece)
                    self._left -= len(piece)
                    if total > most or self._left < 0:
                        raise too_large(self.name)
                    yield piece
        except ReturnedFileError:
            raise
        except RuntimeError as error:  # a part with a password; a way of packing from elsewhere
            raise damaged(self.name) from error
        except _BREAKS as error:
            raise damaged(self.name) from error


def _is_strange(part: str) -> bool:
    """Whether who unpacks it would write outside the folder meant."""
    rooted = part.startswith("/") and not part.lower().startswith(
        ("/xl/", "/_rels/", "/docprops/", "/[content")
    )
    return rooted or normpath(part).startswith("..") or part[1:2] == ":"
