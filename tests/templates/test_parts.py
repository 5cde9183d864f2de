"""What a filled copy would lose is said before anybody relies on the template."""

from __future__ import annotations

import io
import zipfile

import pytest

from supervisor.errors import ReturnedFileError
from supervisor.templates.parts import lost_parts
from supervisor.templates.template import PART_LABELS, Part
from tests.templates.workbooks import company_form, saved

SHEET = "xl/worksheets/sheet1.xml"


def with_parts(parts: dict[str, bytes] | None = None, in_sheet: bytes = b"") -> bytes:
    """The company's form, with *parts* added and *in_sheet* in its sheet."""
    again = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(company_form()))) as old, zipfile.ZipFile(again, "w") as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(
                name, data.replace(b"</worksheet>", in_sheet + b"</worksheet>") if name == SHEET else data
            )
        for name, data in (parts or {}).items():
            new.writestr(name, data)
    return again.getvalue()


def lost(content: bytes) -> dict[Part, int]:
    return {one.part: one.count for one in lost_parts("form.xlsx", content)}


def test_a_form_of_cells_lists_rules_charts_and_pictures_loses_nothing() -> None:
    assert lost(saved(company_form())) == {}


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("xl/vbaProject.bin", Part.MACROS),
        ("xl/ctrlProps/ctrlProp1.xml", Part.CONTROLS),
        ("xl/activeX/activeX1.xml", Part.CONTROLS),
        ("xl/featurePropertyBag/featurePropertyBag.xml", Part.CHECK_BOXES),
        ("xl/cellimages.xml", Part.CELL_PICTURES),
        ("xl/threadedComments/threadedComment1.xml", Part.THREADED_COMMENTS),
        ("xl/slicers/slicer1.xml", Part.SLICERS),
        ("xl/connections.xml", Part.QUERIES),
    ],
)
def test_a_part_of_its_own_is_found(name: str, part: Part) -> None:
    assert lost(with_parts({name: b"<x/>"})) == {part: 1}


@pytest.mark.parametrize(
    ("said", "part"),
    [
        (b'<ext><x14:sparklineGroup type="line"/><x14:sparklineGroup/></ext>', Part.SPARKLINES),
        (b'<legacyDrawingHF r:id="rId9"/>', Part.HEADER_PICTURES),
        (b'<picture r:id="rId9"/>', Part.BACKGROUND),
        (b'<ext><x14:dataBar minLength="0"/></ext>', Part.DATA_BARS),
        (b'<c r="A9" cm="1"><v>1</v></c>', Part.DYNAMIC_ARRAYS),
        (b'<ignoredErrors><ignoredError sqref="A1"/></ignoredErrors>', Part.IGNORED_ERRORS),
    ],
)
def test_what_stands_in_a_sheet_is_counted(said: bytes, part: Part) -> None:
    assert lost(with_parts(in_sheet=said)) == {part: said.count(b"sparklineGroup") or 1}


def test_a_mark_that_lies_across_two_pieces_is_counted_once() -> None:
    filler = b"<!--" + b"x" * (1 << 18) + b"-->"
    group = b"<x14:sparklineGroup/>"
    for shift in range(0, 24, 5):
        said = filler[: len(filler) - 3 - shift] + b"-->" + group
        assert lost(with_parts(in_sheet=said)) == {Part.SPARKLINES: 1}


def test_shapes_in_a_drawing_are_counted() -> None:
    shapes = b"<xdr:wsDr><xdr:sp macro=''/><xdr:cxnSp/></xdr:wsDr>"
    assert lost(with_parts({"xl/drawings/drawing7.xml": shapes})) == {Part.SHAPES: 2}


def test_every_part_has_its_word() -> None:
    assert set(PART_LABELS) == set(Part)


def test_what_is_no_workbook_is_refused() -> None:
    with pytest.raises(ReturnedFileError):
        lost_parts("form.xlsx", b"PK\x03\x04")
