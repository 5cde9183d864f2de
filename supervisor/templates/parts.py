"""What a workbook holds that does not survive being opened and saved by us, found before anybody relies on
it.

Measured with the library that fills templates: values, styles, charts, tables, list validation, icons,
comments, properties and names survive; these do not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from supervisor.roundtrip.zip_bounds import Archive
from supervisor.templates.template import Lost, Part

_BY_NAME = (
    (re.compile(r"xl/vbaproject\.bin"), Part.MACROS),
    (re.compile(r"xl/(ctrlprops|activex)/[^/]+\.xml"), Part.CONTROLS),
    (re.compile(r"xl/featurepropertybag/.+"), Part.CHECK_BOXES),
    (re.compile(r"xl/cellimages\.xml"), Part.CELL_PICTURES),
    (re.compile(r"xl/threadedcomments/.+"), Part.THREADED_COMMENTS),
    (re.compile(r"xl/(slicers|timelines)/.+"), Part.SLICERS),
    (re.compile(r"xl/(connections\.xml|querytables/.+)"), Part.QUERIES),
)
_IN_SHEETS = (
    (re.compile(rb"<(?:\w+:)?sparklineGroup[\s/>]"), Part.SPARKLINES),
    (re.compile(rb"<(?:\w+:)?legacyDrawingHF[\s/>]"), Part.HEADER_PICTURES),
    (re.compile(rb"<(?:\w+:)?picture [^>]*id="), Part.BACKGROUND),
    (re.compile(rb"<x14:dataBar[\s/>]"), Part.DATA_BARS),
    (re.compile(rb"<c [^>]*\bcm=\""), Part.DYNAMIC_ARRAYS),
    (re.compile(rb"<(?:\w+:)?ignoredError[\s/>]"), Part.IGNORED_ERRORS),
)
_SHAPE = re.compile(rb"<xdr:(?:sp|grpSp|cxnSp)[\s/>]")
_OVERLAP = 256  # a mark may lie across two pieces


def lost_parts(name: str, content: bytes) -> tuple[Lost, ...]:
    """What of the workbook *content* a filled copy would not have. Raises ReturnedFileError."""
    archive = Archive(name, content)
    found: Counter[Part] = Counter()
    for named, part in _BY_NAME:
        found[part] += sum(1 for key in archive.parts if named.fullmatch(key))
    for key in archive.like("xl/worksheets/sheet"):
        for pattern, part in _IN_SHEETS:
            found[part] += _count(archive.pieces(key), pattern)
    for key in archive.like("xl/drawings/drawing"):
        found[Part.SHAPES] += _count(archive.pieces(key), _SHAPE)
    return tuple(Lost(part, found[part]) for part in Part if found[part])


def _count(pieces: Iterator[bytes], pattern: re.Pattern[bytes]) -> int:
    """How often *pattern* is in *pieces* laid end to end."""
    total, kept = 0, b""
    for piece in pieces:
        both = kept + piece
        edge = max(0, len(both) - _OVERLAP)
        total += sum(1 for match in pattern.finditer(both) if match.start() < edge)
        kept = both[edge:]
    return total + sum(1 for _match in pattern.finditer(kept))
