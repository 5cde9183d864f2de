"""From how far each part of a page can be read on a screen, and what to do where that is too near.

A part is held to 16 minutes of arc at the farthest seat in what it is there for (a figure, a name, a line of
an announcement); its labels and counts are smaller and have a nearer distance of their own. The agent grid is
for those who work beside it and is held to half of the distance. Source of the limits: wallboard/fit.py.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from supervisor.pages.page import (
    AgentsPart,
    AnnouncementsPart,
    ClockPart,
    DayCurvePart,
    FigurePart,
    Page,
    Part,
    PicturePart,
    QueueTilesPart,
    RankedPart,
    Shows,
)
from supervisor.wallboard.catalogue import metric
from supervisor.wallboard.fit import LARGEST_ARC, LEAST_ARC, LEAST_PRINT_PX, PRINT, Form, Viewing, fit
from supervisor.words import _, number, pgettext

NEAR_M = 0.05  # a distance is told to a tenth of a metre, and judged by it
DIGIT = 0.73  # height of a digit in sizes of its face, of the faces that we use
GAP_SHARE = 0.009  # between parts, of the page's longer side

# Widths that texts need in sizes of their face, where nobody has measured them. A little wide on purpose.
_TILE_WIDTHS = {Form.FULL: 12.5, Form.COMPACT: 11.0, Form.LINE: 21.0}
VALUE_W = 4.3  # "100.0 %"
TIME_W = 3.1  # "10:42"
ROW_W = 9.6  # a name and its value
CELL_W, CELL_H, HEAD_H = 12.6, 2.7, 2.3  # of the agent grid

# Heights of the painted parts in sizes of what they are there for, and the share of their small print.
FIGURE_H, FIGURE_PRINT = 2.75, 0.36
CLOCK_H, CLOCK_LINE, CLOCK_PRINT = 1.5, 0.55, 0.36
ROW_H, RANKED_HEAD, RANKED_PRINT = 1.45, 1.5, PRINT
CURVE_H, CURVE_W, CURVE_PRINT = 5.6, 11.0, PRINT
TEXT_H, TEXT_CHARS = 1.4, 40  # an announcement of usual length
PAD = 0.5


class Rect(NamedTuple):
    """A place on a screen, in logical pixels."""

    x: float
    y: float
    w: float
    h: float


def places(page: Page, width: float, height: float) -> dict[str, Rect]:
    """Where each part of *page* stands on *width* × *height* pixels, by its id."""
    gap = gap_px(width, height)
    across, down = (width + gap) / page.columns, (height + gap) / page.rows
    return {
        part.id: Rect(part.x * across, part.y * down, part.w * across - gap, part.h * down - gap)
        for part in page.parts
    }


def gap_px(width: float, height: float) -> float:
    """The room between two parts."""
    return max(4.0, GAP_SHARE * max(width, height))


# -- sizes of the painted parts, which the widgets take with what they have measured ---------------------


def figure_em(width: float, height: float, value_w: float = VALUE_W) -> float:
    """The size of the value of a figure part, without the bound of the largest."""
    return min(height / FIGURE_H, width / (value_w + 2 * PAD * 0.6))


def clock_em(width: float, height: float, lines: int, time_w: float = TIME_W) -> float:
    """The size of a clock's time with *lines* of small print below it."""
    return min(height / (CLOCK_H + lines * CLOCK_LINE), width / (time_w + 2 * PAD * 0.6))


def ranked_em(width: float, height: float, rows: int, row_w: float = ROW_W) -> float:
    """The size of a ranked list's names and values."""
    return min(height / (RANKED_HEAD + rows * ROW_H), width / (row_w + 2 * PAD))


def curve_em(width: float, height: float) -> float:
    """The size of the value at the end of a day curve's line."""
    return min(height / CURVE_H, width / CURVE_W)


def text_em(width: float, height: float, characters: float) -> float:
    """The size at which so many *characters* (a Chinese one counts twice) fill an announcement's place."""
    area = max(1.0, width) * max(1.0, height)
    return min(math.sqrt(area / (max(8.0, characters) * 0.58 * TEXT_H)) * 0.82, height / 2.2)


def largest_em(viewing: Viewing, digit: float = DIGIT) -> float:
    """The size beyond which nothing is gained."""
    return max(viewing.px(LARGEST_ARC) / digit, 24.0)


# -- the verdict ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PartVerdict:
    """A part's *em* in pixels; from how far it (*readable_m*) and its small print (*print_m*) can be read.

    None for what has no type (a picture). *cells* is the size (w, h) that would make it legible where it is
    not: None when the whole page is too small.
    """

    part_id: str
    name: str
    em: float
    readable_m: float | None
    print_m: float | None
    legible: bool
    cells: tuple[int, int] | None = None


@dataclass(frozen=True)
class PageVerdict:
    """What can be said of a page on one screen for one farthest seat."""

    distance_m: float
    parts: tuple[PartVerdict, ...]

    @property
    def readable_m(self) -> float | None:
        """From how far all of the page can be read; None for a page without type."""
        return min((part.readable_m for part in self.parts if part.readable_m is not None), default=None)

    @property
    def refused(self) -> tuple[PartVerdict, ...]:
        """The parts that are too small for the farthest seat, the smallest first."""
        small = [part for part in self.parts if not part.legible]
        return tuple(sorted(small, key=lambda part: part.readable_m or 0.0))

    @property
    def legible(self) -> bool:
        return not self.refused

    def sentences(self) -> list[str]:
        """ "Readable to 9.8 m.", or what is too small and what would help, a sentence a part."""
        if self.legible:
            far = self.readable_m
            return [] if far is None else [_("Readable to {far} m.").format(far=number(far, 1))]
        said = []
        for part in self.refused:
            facts = {
                "part": part.name,
                "far": number(part.readable_m or 0.0, 1),
                "distance": number(self.distance_m, 1),
            }
            if part.cells is not None:
                said.append(
                    _(
                        "“{part}” can be read from {far} m only, not from {distance} m. Make it {w} × {h} "
                        "cells, or set a larger screen or a nearer seat."
                    ).format(w=part.cells[0], h=part.cells[1], **facts)
                )
            else:
                said.append(
                    _(
                        "“{part}” can be read from {far} m only, not from {distance} m, even on the whole "
                        "page. Set a larger screen or a nearer seat."
                    ).format(**facts)
                )
        return said


def verdict(
    page: Page,
    width: float,
    height: float,
    viewing: Viewing,
    *,
    queues: int = 0,
    digit: float = DIGIT,
    tile_widths: Mapping[Form, float] = _TILE_WIDTHS,
    characters: Iterable[int] = (),
    measured: Mapping[str, float] | None = None,
) -> PageVerdict:
    """How well *page* reads on *width* × *height* pixels (without the wall's own head and foot).

    *queues* is how many the centre has, for tiles of all; *characters* are the lengths of the announcements.
    *measured* are the sizes, by the part's id, at which parts are painted already.
    """
    given = _Given(
        page,
        width,
        height,
        viewing,
        queues,
        digit,
        tile_widths,
        max(characters, default=TEXT_CHARS),
        measured or {},
    )
    stand = places(page, width, height)
    return PageVerdict(viewing.distance_m, tuple(given.judge(part, stand[part.id]) for part in page.parts))


@dataclass(frozen=True)
class _Given:
    page: Page
    width: float
    height: float
    viewing: Viewing
    queues: int
    digit: float
    tile_widths: Mapping[Form, float]
    characters: int
    measured: Mapping[str, float]

    def judge(self, part: Part, at: Rect) -> PartVerdict:
        em, small, of_distance = self.sizes(part.shows, at.w, at.h)
        name = part_name(part.shows)
        if em is None:
            return PartVerdict(part.id, name, 0.0, None, None, True)
        em = self.measured.get(part.id, em)
        readable = self.viewing.readable_m(em * self.digit)
        legible = readable >= self.viewing.distance_m * of_distance - NEAR_M and em >= LEAST_PRINT_PX
        return PartVerdict(
            part.id,
            name,
            em,
            readable,
            self.viewing.readable_m(em * self.digit * small),
            legible,
            None if legible else self._cells(part),
        )

    def sizes(self, shows: Shows, width: float, height: float) -> tuple[float | None, float, float]:
        """The size of what matters, the share of the small print, and the share of the distance it is for."""
        most = largest_em(self.viewing, self.digit)
        match shows:
            case QueueTilesPart(queues=chosen):
                count = len(chosen) or self.queues or 1
                found = fit(width, height, count, self.viewing, self.tile_widths, digit=self.digit)
                return found.em, PRINT, 1.0
            case FigurePart():
                return min(most, figure_em(width, height)), FIGURE_PRINT, 1.0
            case ClockPart(date=date, zone=zone):
                return min(most, clock_em(width, height, date + bool(zone))), CLOCK_PRINT, 1.0
            case RankedPart(top=top):
                return min(most, ranked_em(width, height, top)), RANKED_PRINT, 1.0
            case DayCurvePart():
                return min(most, curve_em(width, height)), CURVE_PRINT, 1.0
            case AnnouncementsPart():
                return min(most, text_em(width, height, self.characters)), 1.0, 1.0
            case AgentsPart():
                wanted = self.viewing.px(LEAST_ARC) / self.digit / 2.0
                room = min(width / CELL_W, height / (HEAD_H + CELL_H))
                return min(max(wanted, 14.0), room), 0.8, 0.5
            case _:
                return None, 1.0, 1.0

    def _cells(self, part: Part) -> tuple[int, int] | None:
        """The smallest size in cells, grown about alike both ways, at which *part* would be legible."""
        page = self.page
        sizes = sorted(
            (
                (w, h)
                for w in range(part.w, page.columns + 1)
                for h in range(part.h, page.rows + 1)
                if (w, h) != (part.w, part.h)
            ),
            key=lambda size: (size[0] * size[1], abs(size[0] * part.h - size[1] * part.w)),
        )
        gap = gap_px(self.width, self.height)
        across, down = (self.width + gap) / page.columns, (self.height + gap) / page.rows
        for w, h in sizes:
            em, _small, of_distance = self.sizes(part.shows, w * across - gap, h * down - gap)
            if (
                em is None
                or self.viewing.readable_m(em * self.digit) / of_distance >= self.viewing.distance_m
            ):
                return w, h
        return None


def part_name(shows: Shows) -> str:
    """What a part is called where there are several: its own title, else what it shows."""
    match shows:
        case FigurePart(title=title) | RankedPart(title=title) | DayCurvePart(title=title) if title:
            return title
        case FigurePart(metric=name) | RankedPart(metric=name):
            known = metric(name)
            return _(known.label) if known is not None else name
        case _:
            return kind_name(shows)


def kind_name(shows: Shows) -> str:
    """What the kind of a part is called."""
    match shows:
        case QueueTilesPart():
            return _("Queue tiles")
        case FigurePart():
            return _("Figure")
        case AgentsPart():
            return _("Agents")
        case RankedPart():
            return _("Ranked list")
        case DayCurvePart():
            return _("Day curve")
        case AnnouncementsPart():
            return _("Announcements")
        case ClockPart():
            return pgettext("what shows the time", "Clock")
        case PicturePart():
            return _("Picture")
        case _:
            return _("Part of a newer version")
