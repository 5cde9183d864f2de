"""A worksheet whose rows have a height and still grow as somebody types.

A height that is marked as chosen by hand ("customHeight") stays; without any, LibreOffice shows one line of
what was sent. Spreadsheets themselves write a height without the mark where they fitted it, and fit it again
when the row is changed: so do we.
"""

from __future__ import annotations

from typing import Any

from xlsxwriter.worksheet import Worksheet


class GrowingSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """*fixed*: so many rows on top keep the height that they are given."""

    fixed = 0

    def _xml_start_tag_unencoded(self, tag: str, attributes: Any = ()) -> None:
        super()._xml_start_tag_unencoded(tag, self._of(tag, attributes))

    def _of(self, tag: str, attributes: Any) -> Any:
        if tag != "row" or dict(attributes).get("r", 0) <= self.fixed:
            return attributes
        return [(name, value) for name, value in attributes if name != "customHeight"]
