"""The few styles of every workbook: made for paper and light screens, quiet where nothing is to be done."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from supervisor.workbook.book import Tone

FACES = {"zh_CN": "微软雅黑", "en": "Calibri"}

INK = "#18212B"
MUTED = "#55626F"
LINE = "#DDE3EA"
STRONG = "#8A97A6"
ACCENT = "#0B5CAD"
HEADING = "#EAF0F6"
TOTAL = "#F4F6F9"

SERIES = ("#2C9A88", "#302171", "#928A07", "#650200", "#807DC0", "#87544B")
"""The desk's colours of series on light ground: told apart by the colour-blind, in grey by their depth."""

TONES = {Tone.GOOD: "#0B5CAD", Tone.WATCH: "#C98A00", Tone.BAD: "#B3261E", Tone.QUIET: "#8A939B"}
"""Of series that mean something, as the desk's states."""

_MARKS: dict[Tone, dict[str, Any]] = {
    Tone.GOOD: {"font_color": "#0B5CAD"},
    Tone.WATCH: {"font_color": "#6B4B00", "bg_color": "#FFF0C2"},
    Tone.BAD: {"font_color": "#8F1D17", "bg_color": "#FBE1DE", "bold": True},
    Tone.QUIET: {"font_color": "#7A8591"},
}


SHADES: dict[str, Any] = {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": "#7FB8AE"}
"""Cells the darker the more they are; black stays readable on the darkest."""


class Role(StrEnum):
    """What a cell is for."""

    COVER = "cover"
    CENTRE = "centre"
    TITLE = "title"
    FIRST = "first"  # the line under the title
    HEAD = "head"
    LEAD = "lead"
    PLAIN = "plain"
    NOTE = "note"
    NAME = "name"  # of a table
    HEADING = "heading"
    CELL = "cell"
    TOTAL = "total"
    RAW = "raw"  # a cell of a dump
    LABEL = "label"  # what the text beside it is


_ROLES: dict[Role, dict[str, Any]] = {
    Role.COVER: {"font_size": 26, "bold": True, "text_wrap": True, "valign": "vcenter"}
    | {"bottom": 2, "bottom_color": ACCENT},
    Role.CENTRE: {"font_size": 12, "font_color": MUTED, "valign": "vcenter"},
    Role.TITLE: {"font_size": 18, "bold": True, "valign": "vcenter"},
    Role.FIRST: {"font_size": 9, "font_color": MUTED, "valign": "vcenter"},
    Role.HEAD: {"font_size": 13, "bold": True, "font_color": ACCENT, "valign": "bottom", "bottom": 1}
    | {"bottom_color": LINE},
    Role.LEAD: {"font_size": 11, "bold": True, "text_wrap": True, "valign": "top"},
    Role.PLAIN: {"text_wrap": True, "valign": "top"},
    Role.NOTE: {"font_size": 9, "font_color": MUTED, "text_wrap": True, "valign": "top"},
    Role.NAME: {"font_size": 11, "bold": True, "valign": "vcenter"},
    Role.HEADING: {"bold": True, "bg_color": HEADING, "bottom": 1, "bottom_color": STRONG}
    | {"text_wrap": True, "valign": "vcenter"},
    Role.CELL: {"valign": "vcenter", "bottom": 1, "bottom_color": LINE},
    Role.TOTAL: {"bold": True, "bg_color": TOTAL, "top": 2, "top_color": STRONG, "valign": "vcenter"},
    Role.RAW: {},
    Role.LABEL: {"font_color": MUTED, "valign": "top", "text_wrap": True},
}


class Styles:
    """The formats of one workbook: each kind is made once."""

    def __init__(self, book: Any, face: str) -> None:
        self._book = book
        self.face = face
        self._made: dict[tuple[object, ...], Any] = {}

    def of(
        self,
        role: Role,
        number: str = "General",
        *,
        right: bool = False,
        wrap: bool = False,
        top: bool = False,
        link: bool = False,
        indent: bool = False,
    ) -> Any:
        """The format of a cell for *role* that shows a *number* so. *indent*: apart from its left."""
        key = (role, number, right, wrap, top, link, indent)
        if key not in self._made:
            wanted: dict[str, Any] = {"font_name": self.face, "font_size": 10, "font_color": INK}
            wanted |= _ROLES[role]
            if number != "General":
                wanted["num_format"] = number
            if right:
                wanted["align"] = "right"
            elif indent:
                wanted |= {"align": "left", "indent": 1}
            elif number != "General":
                wanted["align"] = "left"
            if wrap:
                wanted["text_wrap"] = True
            if top:
                wanted["valign"] = "top"
            if link:
                wanted |= {"font_color": ACCENT, "underline": 1}
            self._made[key] = self._book.add_format(wanted)
        return self._made[key]

    def mark(self, tone: Tone) -> Any:
        """What a cell of *tone* looks like, over its own format."""
        key = ("mark", tone)
        if key not in self._made:
            self._made[key] = self._book.add_format(_MARKS[tone])
        return self._made[key]
