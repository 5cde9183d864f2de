"""A page of the wall as people make it: parts on a grid.

Frozen all through: every change (edit.py) gives a new page, so that the editor can go back to any of them. A
page is stored and carried as JSON; parts that a newer version made are kept as they came.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Annotated, Any, Literal, TypeAlias

import msgspec
from msgspec.structs import replace

from supervisor.live.board import QueueKey
from supervisor.wallboard.scope import CENTRE, Scope

VERSION = 1  # of what `encode` writes
COLUMNS, ROWS = 12, 8  # of a new page; a portrait one has them the other way round
MOST_CELLS = 48  # columns or rows of any page
MOST_PARTS = 64
MOST_TEXT = 200  # characters of a title or a name

Name = Annotated[str, msgspec.Meta(max_length=MOST_TEXT)]


# -- what a part shows --------------------------------------------------------------------------------


class _Shows(msgspec.Struct, frozen=True, tag_field="kind"):
    """The options of a part, one class a kind."""


class QueueTilesPart(_Shows, frozen=True, tag="queue_tiles"):
    """Tiles of *queues* in this order; of all, in the centre's order, when there are none. A tile shows as
    much as the farthest seat allows."""

    queues: tuple[QueueKey, ...] = ()


class FigurePart(_Shows, frozen=True, tag="figure"):
    """One figure: *metric* of wallboard/catalogue.py, of *scope*. *title* stands for the usual one."""

    metric: Name = "waiting"
    scope: Scope = CENTRE
    title: Name = ""


class AgentsPart(_Shows, frozen=True, tag="agents"):
    """The agent grid: of *teams* and *queues*, of everybody when neither is named. On a public wall it shows
    counts and no names, whatever the page says."""

    teams: tuple[Name, ...] = ()
    queues: tuple[QueueKey, ...] = ()
    by: Literal["auto", "team", "queue"] = "auto"


class RankedPart(_Shows, frozen=True, tag="ranked"):
    """The first *top* queues or teams by *metric*: the worst of them, or the best. Never a list of people."""

    metric: Name = "waiting"
    of: Literal["queues", "teams"] = "queues"
    top: Annotated[int, msgspec.Meta(ge=1, le=30)] = 5
    side: Literal["worst", "best"] = "worst"
    title: Name = ""


class DayCurvePart(_Shows, frozen=True, tag="day_curve"):
    """The day by quarter hours, over the same weekday of the last weeks; of *queues*, of the whole centre
    when none is named."""

    series: Literal["answer_rate", "service_level", "offered", "mean_wait"] = "answer_rate"
    queues: tuple[QueueKey, ...] = ()
    title: Name = ""


class AnnouncementsPart(_Shows, frozen=True, tag="announcements"):
    """What is announced now; several take turns, each for *seconds*."""

    seconds: Annotated[int, msgspec.Meta(ge=5, le=600)] = 15


class ClockPart(_Shows, frozen=True, tag="clock"):
    """The centre's time of day; with its date, and the time of a second zone where one is named."""

    date: bool = True
    zone: Name = ""  # IANA name, such as Europe/Berlin
    zone_label: Name = ""


class PicturePart(_Shows, frozen=True, tag="picture"):
    """A picture by the SHA-256 of its bytes; "" until one is chosen. *fit* whole, or filling and cut."""

    digest: Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?$")] = ""
    fit: Literal["whole", "fill"] = "whole"
    about: Name = ""  # what is to be seen, for those who do not see it


class UnknownPart:
    """A part that this version cannot show: *raw* is what stood in the file, and goes back into it."""

    __slots__ = ("kind", "raw")
    __match_args__ = ("kind",)

    def __init__(self, kind: str, raw: Mapping[str, Any]) -> None:
        self.kind = kind
        self.raw = dict(raw)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, UnknownPart) and (self.kind, self.raw) == (other.kind, other.raw)

    def __hash__(self) -> int:
        return hash(self.kind)

    def __repr__(self) -> str:
        return f"UnknownPart({self.kind!r})"


Known: TypeAlias = (
    QueueTilesPart
    | FigurePart
    | AgentsPart
    | RankedPart
    | DayCurvePart
    | AnnouncementsPart
    | ClockPart
    | PicturePart
)
Shows: TypeAlias = Known | UnknownPart

KINDS: dict[str, type[Known]] = {
    "queue_tiles": QueueTilesPart,
    "figure": FigurePart,
    "agents": AgentsPart,
    "ranked": RankedPart,
    "day_curve": DayCurvePart,
    "announcements": AnnouncementsPart,
    "clock": ClockPart,
    "picture": PicturePart,
}

# Columns and rows (of a new page) that a part of each kind has when it is first put down, and has at least.
FIRST_SIZE: dict[str, tuple[int, int]] = {
    "queue_tiles": (8, 6),
    "figure": (3, 2),
    "agents": (6, 6),
    "ranked": (4, 4),
    "day_curve": (6, 3),
    "announcements": (6, 2),
    "clock": (3, 1),
    "picture": (3, 3),
}


class Part(msgspec.Struct, frozen=True):
    """What is shown at (*x*, *y*), *w* × *h* cells large; ids differ within a page."""

    id: str
    x: int
    y: int
    w: int
    h: int
    shows: Shows

    @property
    def kind(self) -> str:
        """The stable word of its kind: a key of KINDS, or another for what this version cannot show."""
        if isinstance(self.shows, UnknownPart):
            return self.shows.kind
        return str(self.shows.__struct_config__.tag)

    def covers(self, x: int, y: int) -> bool:
        """Whether the cell at (*x*, *y*) is under this part."""
        return self.x <= x < self.x + self.w and self.y <= y < self.y + self.h

    def overlaps(self, other: Part) -> bool:
        """Whether the two share a cell."""
        return (
            self.x < other.x + other.w
            and other.x < self.x + self.w
            and self.y < other.y + other.h
            and other.y < self.y + self.h
        )


class Page(msgspec.Struct, frozen=True):
    """A page of *columns* × *rows* cells. Parts stand in reading order, inside it, and never overlap."""

    id: str
    title: str
    columns: int = COLUMNS
    rows: int = ROWS
    parts: tuple[Part, ...] = ()

    @property
    def portrait(self) -> bool:
        """Whether it was made for a screen that stands upright."""
        return self.rows > self.columns

    def part(self, part_id: str) -> Part | None:
        """The part called *part_id*; None when there is none."""
        return next((part for part in self.parts if part.id == part_id), None)

    def at(self, x: int, y: int) -> Part | None:
        """The part over the cell at (*x*, *y*)."""
        return next((part for part in self.parts if part.covers(x, y)), None)


# -- places ------------------------------------------------------------------------------------------


def new_id() -> str:
    """A name for a page or a part that nothing else has."""
    return uuid.uuid4().hex[:12]


def room(page: Page, w: int, h: int) -> tuple[int, int, int, int] | None:
    """The first free place (x, y, w, h), in reading order, of *w* × *h* cells; where there is none, of the
    largest part of that. None on a full page."""
    w, h = min(w, page.columns), min(h, page.rows)
    sizes = sorted(
        ((wide, high) for wide in range(1, w + 1) for high in range(1, h + 1)),
        key=lambda size: (-size[0] * size[1], abs(size[0] * h - size[1] * w)),
    )
    taken = [[page.at(x, y) is not None for x in range(page.columns)] for y in range(page.rows)]
    for wide, high in sizes:
        for y in range(page.rows - high + 1):
            for x in range(page.columns - wide + 1):
                if not any(taken[v][u] for v in range(y, y + high) for u in range(x, x + wide)):
                    return x, y, wide, high
    return None


def normal(page: Page) -> Page:
    """*page* as every page is: its grid within bounds, parts inside it, none over another, ids that differ.

    Of two that overlap the later one goes to the first free place; what finds none is left out.
    """
    page = replace(
        page,
        title=page.title.strip()[:MOST_TEXT],
        columns=max(1, min(page.columns, MOST_CELLS)),
        rows=max(1, min(page.rows, MOST_CELLS)),
    )
    kept = replace(page, parts=())
    ids: set[str] = set()
    for part in page.parts[:MOST_PARTS]:
        part_id = part.id if part.id and part.id not in ids else new_id()
        ids.add(part_id)
        w, h = max(1, min(part.w, page.columns)), max(1, min(part.h, page.rows))
        x, y = max(0, min(part.x, page.columns - w)), max(0, min(part.y, page.rows - h))
        held = replace(part, id=part_id, x=x, y=y, w=w, h=h)
        made = with_part(kept, held)
        if made is None and (place := room(kept, w, h)) is not None:
            made = with_part(kept, replace(held, x=place[0], y=place[1], w=place[2], h=place[3]))
        kept = made or kept
    return kept


def with_part(page: Page, part: Part) -> Page | None:
    """*page* and *part*; None when it reaches over the edge or over another."""
    inside = (
        part.x >= 0
        and part.y >= 0
        and part.w >= 1
        and part.h >= 1
        and part.x + part.w <= page.columns
        and part.y + part.h <= page.rows
    )
    if not inside or any(part.overlaps(other) for other in page.parts):
        return None
    return in_order(page, [*page.parts, part])


def in_order(page: Page, parts: Iterable[Part]) -> Page:
    """*page* with *parts*, as they are read."""
    return replace(page, parts=tuple(sorted(parts, key=lambda part: (part.y, part.x))))


# -- as JSON ------------------------------------------------------------------------------------------


class _PartOnDisk(msgspec.Struct):
    id: Name
    x: int
    y: int
    w: int
    h: int
    shows: dict[str, Any]


class _PageOnDisk(msgspec.Struct):
    version: int
    id: Name
    title: Name
    columns: int
    rows: int
    parts: list[_PartOnDisk]


def to_json(page: Page) -> dict[str, Any]:
    """*page* as JSON can hold it."""
    return {
        "version": VERSION,
        "id": page.id,
        "title": page.title,
        "columns": page.columns,
        "rows": page.rows,
        "parts": [
            {
                "id": part.id,
                "x": part.x,
                "y": part.y,
                "w": part.w,
                "h": part.h,
                "shows": _shows_to_json(part.shows),
            }
            for part in page.parts
        ],
    }


def from_json(said: object) -> Page:
    """The page that `to_json` made *said* of, put in order.

    Parts of a kind, or with options, that this version does not know stay as they are. Raises
    msgspec.ValidationError when it is no page at all.
    """
    found = msgspec.convert(said, _PageOnDisk)
    parts = tuple(
        Part(part.id, part.x, part.y, part.w, part.h, shows_from_json(part.shows)) for part in found.parts
    )
    return normal(Page(found.id or new_id(), found.title, found.columns, found.rows, parts))


def shows_from_json(said: Mapping[str, Any]) -> Shows:
    """What a part shows, from JSON; an UnknownPart where this version cannot tell."""
    kind = said.get("kind")
    if isinstance(kind, str) and (known := KINDS.get(kind)) is not None:
        try:
            return msgspec.convert(said, known)
        except msgspec.ValidationError:
            pass  # options of a newer version
    return UnknownPart(str(kind)[:MOST_TEXT], said)


def _shows_to_json(shows: Shows) -> dict[str, Any]:
    if isinstance(shows, UnknownPart):
        return shows.raw
    said: dict[str, Any] = msgspec.to_builtins(shows)
    return said
