"""XML from somebody else, event by event: nothing is kept of it but what is asked for, no entity grows."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from supervisor.errors import ReturnedFileError
from supervisor.imports.xlsx_parts import local
from supervisor.roundtrip.found import damaged, too_large
from supervisor.roundtrip.zip_bounds import PART_BYTES, Archive

DEEPEST = 200
LONGEST_TEXT = 1_000_000
"""Characters between two tags; a cell has 32,767 at most."""


class Enough(Exception):  # no error: what was looked for is found
    """Nothing more is to be read."""


class _Short(dict[str, str]):
    """Names without their prefixes, each cut once: a sheet has millions of the same few."""

    def __missing__(self, name: str) -> str:
        cut = local(name)
        if len(self) < 1_000:
            self[name] = cut
        return cut


class Reader:
    """Takes an XML part. Names come without their prefixes."""

    def start(self, name: str, given: dict[str, str]) -> None:
        """An element begins, with its attributes."""

    def end(self, name: str) -> None:
        """It ends."""

    def text(self, text: str) -> None:
        """Text within it."""


def take(archive: Archive, part: str, reader: Reader, most: int = PART_BYTES) -> bool:
    """Hand the XML of *part* to *reader*, where there is one; whether it was read to its end. Raises
    ReturnedFileError for what is no XML, declares entities, is endlessly deep, or holds more elements than a
    file of ours can."""
    if not part or part not in archive:
        return True
    file, said = archive.name, 0
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth, short = 0, _Short()

    def start(name: str, given: dict[str, str]) -> None:
        nonlocal depth, said
        depth, said = depth + 1, 0
        archive.elements -= 1
        if depth > DEEPEST:
            raise damaged(file)
        if archive.elements < 0:
            raise too_large(file)
        reader.start(short[name], {short[key]: value for key, value in given.items()})

    def end(name: str) -> None:
        nonlocal depth, said
        depth, said = depth - 1, 0
        reader.end(short[name])

    def text(more: str) -> None:
        nonlocal said
        said += len(more)
        if said > LONGEST_TEXT:
            raise too_large(file)
        reader.text(more)

    def refuse(*_said: object) -> None:
        raise damaged(file)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    parser.EntityDeclHandler = refuse
    parser.StartDoctypeDeclHandler = refuse
    try:
        for piece in archive.pieces(part, most):
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except Enough:
        return False
    except ReturnedFileError:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:  # an encoding that nobody knows
        raise damaged(file) from error
    return True


def elements(archive: Archive, part: str, take_one: Callable[[str, dict[str, str]], None]) -> None:
    """Call *take_one* (name, attributes) for each element of *part*."""

    class Each(Reader):
        def start(self, name: str, given: dict[str, str]) -> None:
            take_one(name, given)

    take(archive, part, Each())
