"""A user's own workbook, taken in to be filled: what it is for, what it holds, what would be lost of it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from supervisor.issues.evidence import File
from supervisor.words import mark

_Line = Annotated[str, msgspec.Meta(max_length=300)]


class Part(StrEnum):
    """What a workbook may hold that a filled copy does not have any more."""

    MACROS = "macros"
    SPARKLINES = "sparklines"
    SHAPES = "shapes"
    CONTROLS = "controls"
    CHECK_BOXES = "check_boxes"
    HEADER_PICTURES = "header_pictures"
    BACKGROUND = "background"
    DATA_BARS = "data_bars"
    DYNAMIC_ARRAYS = "dynamic_arrays"
    CELL_PICTURES = "cell_pictures"
    THREADED_COMMENTS = "threaded_comments"
    SLICERS = "slicers"
    QUERIES = "queries"
    IGNORED_ERRORS = "ignored_errors"


PART_LABELS = {
    Part.MACROS: mark("Macros"),
    Part.SPARKLINES: mark("Small lines in cells (sparklines)"),
    Part.SHAPES: mark("Text boxes and shapes"),
    Part.CONTROLS: mark("Buttons and form controls"),
    Part.CHECK_BOXES: mark("Check boxes in cells"),
    Part.HEADER_PICTURES: mark("Pictures in headers and footers"),
    Part.BACKGROUND: mark("The picture behind a sheet"),
    Part.DATA_BARS: mark("The newer settings of bars in cells"),
    Part.DYNAMIC_ARRAYS: mark("Marks of formulas that spill"),
    Part.CELL_PICTURES: mark("Pictures in cells"),
    Part.THREADED_COMMENTS: mark("Comments with answers (their text stays)"),
    Part.SLICERS: mark("Slicers and timelines"),
    Part.QUERIES: mark("Connections and queries"),
    Part.IGNORED_ERRORS: mark("Marks that an error is meant"),
}


class Lost(msgspec.Struct, frozen=True):
    """A kind of *part* that a filled copy loses, and in how many places it is."""

    part: Part
    count: int


class Template(msgspec.Struct, frozen=True, omit_defaults=True):
    """A template for *report* (its name in the catalogue) whose fields are written in *language*; *file* is
    kept as it came."""

    id: str
    name: _Line
    report: str
    language: str
    file: File
    lost: tuple[Lost, ...] = ()
    at: Annotated[datetime, msgspec.Meta(tz=True)] | None = None
    who: _Line = ""
    version: int = 0
