"""XML from somebody else, event by event: nothing is kept of it but what is asked for, no entity grows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from xml.parsers import expat

from supervisor.errors import ReturnedFileError
from supervisor.imports.xlsx_parts import local
from supervisor.roundtrip.found import damaged

DEEPEST = 200


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


def take(file: str, pieces: Iterable[bytes], reader: Reader) -> bool:
    """Hand the XML in *pieces* to *reader*; whether it was read to its end. Raises ReturnedFileError about
    *file* for what is no XML, declares entities or is endlessly deep."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    depth, short = 0, _Short()

    def start(name: str, given: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise damaged(file)
        reader.start(short[name], {short[key]: value for key, value in given.items()})

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        reader.end(short[name])

    def refuse(*_said: object) -> None:
        raise damaged(file)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = reader.text
    parser.EntityDeclHandler = refuse
    parser.StartDoctypeDeclHandler = refuse
    try:
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
    except Enough:
        return False
    except ReturnedFileError:
        raise
    except (expat.ExpatError, ValueError, LookupError) as error:  # an encoding that nobody knows
        raise damaged(file) from error
    return True


def elements(file: str, pieces: Iterable[bytes], take_one: Callable[[str, dict[str, str]], None]) -> None:
    """Call *take_one* (name, attributes) for each element."""

    class Each(Reader):
        def start(self, name: str, given: dict[str, str]) -> None:
            take_one(name, given)

    take(file, pieces, Each())
