"""What the editor does to a page: every function returns a page, the same one where nothing can be done."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import pairwise

from msgspec.structs import replace

from supervisor.live.board import QueueKey
from supervisor.pages.page import (
    COLUMNS,
    FIRST_SIZE,
    MOST_CELLS,
    MOST_PARTS,
    MOST_TEXT,
    ROWS,
    AgentsPart,
    DayCurvePart,
    FigurePart,
    Page,
    Part,
    QueueTilesPart,
    Shows,
    in_order,
    new_id,
    normal,
    room,
    with_part,
)
from supervisor.wallboard.scope import Scope


def blank(title: str, *, portrait: bool = False) -> Page:
    """A page with nothing on it."""
    columns, rows = (ROWS, COLUMNS) if portrait else (COLUMNS, ROWS)
    return Page(new_id(), title, columns, rows)


def add(page: Page, shows: Shows, at: tuple[int, int, int, int] | None = None) -> tuple[Page, Part | None]:
    """*page* with a new part, and the part: at *at* (x, y, w, h), else at the first free place of its usual
    size, or of the largest smaller one. The page itself and None when there is no room."""
    if len(page.parts) >= MOST_PARTS:
        return page, None
    kind = Part("", 0, 0, 1, 1, shows).kind
    if at is None:
        wide, high = FIRST_SIZE.get(kind, (3, 2))
        at = room(page, wide, high)
        if at is None:
            return page, None
    part = Part(new_id(), *at, shows)
    made = with_part(page, part)
    return (made, part) if made is not None else (page, None)


def remove(page: Page, part_id: str) -> Page:
    """*page* without the part called *part_id*."""
    if page.part(part_id) is None:
        return page
    return replace(page, parts=tuple(part for part in page.parts if part.id != part_id))


def change(page: Page, part_id: str, shows: Shows) -> Page:
    """*page* with the part called *part_id* showing *shows*, where it stands."""
    return replace(
        page,
        parts=tuple(replace(part, shows=shows) if part.id == part_id else part for part in page.parts),
    )


def fits(page: Page, part_id: str, x: int, y: int, w: int, h: int) -> bool:
    """Whether the part called *part_id* may stand at (*x*, *y*), *w* × *h* large, without moving another."""
    part = page.part(part_id)
    if part is None:
        return False
    return with_part(remove(page, part_id), replace(part, x=x, y=y, w=w, h=h)) is not None


def move(page: Page, part_id: str, x: int, y: int, *, push: bool = False) -> Page:
    """*page* with the part at (*x*, *y*), held inside the page; see `put` for *push*."""
    part = page.part(part_id)
    if part is None:
        return page
    return put(page, part_id, x, y, part.w, part.h, push=push)


def resize(page: Page, part_id: str, w: int, h: int, *, push: bool = False) -> Page:
    """*page* with the part *w* × *h* large, its top left where it was; see `put` for *push*."""
    part = page.part(part_id)
    if part is None:
        return page
    w, h = min(w, page.columns - part.x), min(h, page.rows - part.y)
    return put(page, part_id, part.x, part.y, w, h, push=push)


def put(page: Page, part_id: str, x: int, y: int, w: int, h: int, *, push: bool = False) -> Page:
    """*page* with the part at (*x*, *y*), *w* × *h* large, held inside the page.

    Where others stand in the way nothing changes; with *push* they go down (else up, right, left) as far as
    they must, together with whatever they push in turn. Nothing changes when even that finds no room.
    """
    part = page.part(part_id)
    if part is None:
        return page
    w, h = max(1, min(w, page.columns)), max(1, min(h, page.rows))
    x, y = max(0, min(x, page.columns - w)), max(0, min(y, page.rows - h))
    moved = replace(part, x=x, y=y, w=w, h=h)
    if moved == part:
        return page
    others = [other for other in page.parts if other.id != part_id]
    if not any(moved.overlaps(other) for other in others):
        return in_order(page, [*others, moved])
    if not push:
        return page
    swapped = _swapped(page, part, moved, others)
    if swapped is not None:
        return swapped
    for dx, dy in ((0, 1), (0, -1), (1, 0), (-1, 0)):
        pushed = _pushed(page, moved, others, dx, dy)
        if pushed is not None:
            return in_order(page, [*pushed, moved])
    return page


def set_grid(page: Page, columns: int, rows: int) -> Page:
    """*page* on a grid of *columns* × *rows*: parts keep their share of it as nearly as cells allow."""
    columns, rows = (max(1, min(side, MOST_CELLS)) for side in (columns, rows))
    if (columns, rows) == (page.columns, page.rows):
        return page
    across, down = columns / page.columns, rows / page.rows

    def scaled(part: Part) -> Part:
        x, y = round(part.x * across), round(part.y * down)
        right, bottom = round((part.x + part.w) * across), round((part.y + part.h) * down)
        return replace(part, x=x, y=y, w=max(1, right - x), h=max(1, bottom - y))

    return normal(replace(page, columns=columns, rows=rows, parts=tuple(map(scaled, page.parts))))


def upright(page: Page) -> Page:
    """*page*, made for a screen that lies, for one that stands: what stood left comes above what stood right.

    Bands that can be cut in the middle are; others keep their whole width. Ids and parts stay.
    """
    if page.portrait or page.columns < 2:
        return page
    half = page.columns // 2
    made: list[Part] = []
    row = 0
    for top, bottom in _bands(page):
        inside = [part for part in page.parts if top <= part.y < bottom]
        whole = page.columns % 2 or any(part.x < half < part.x + part.w for part in inside)
        if whole or not any(part.x >= half for part in inside):
            made += [replace(part, y=part.y - top + row) for part in inside]
            row += bottom - top
            continue
        for left in (0, half):
            side = [part for part in inside if left <= part.x < left + half]
            made += [
                replace(part, x=(part.x - left) * 2, w=part.w * 2, y=part.y - top + row) for part in side
            ]
            row += (bottom - top) if side else 0
    return in_order(replace(page, rows=max(1, min(row, MOST_CELLS))), made) if row <= MOST_CELLS else page


def _bands(page: Page) -> list[tuple[int, int]]:
    """The rows from one line to the next that no part crosses."""
    cuts = [y for y in range(1, page.rows) if not any(part.y < y < part.y + part.h for part in page.parts)]
    edges = [0, *cuts, page.rows]
    bands = list(pairwise(edges))
    return [(top, bottom) for top, bottom in bands if any(top <= part.y < bottom for part in page.parts)]


def copy_of(page: Page, title: str) -> Page:
    """Another page with the same parts."""
    return replace(
        page,
        id=new_id(),
        title=title[:MOST_TEXT],
        parts=tuple(replace(part, id=new_id()) for part in page.parts),
    )


def queues_of(page: Page) -> frozenset[QueueKey]:
    """Every queue that the page names."""
    return frozenset(key for part in page.parts for key in _queues(part.shows))


def with_queues(page: Page, called: Mapping[QueueKey, QueueKey]) -> Page:
    """*page* with other queues in place of those it names, where *called* has one for them."""

    def renamed(shows: Shows) -> Shows:
        match shows:
            case QueueTilesPart(queues=queues) | AgentsPart(queues=queues) | DayCurvePart(queues=queues):
                return replace(shows, queues=tuple(called.get(key, key) for key in queues))
            case FigurePart(scope=scope) if (key := (scope.source, scope.name)) in called:
                return replace(shows, scope=Scope.queue(called[key]))
            case _:
                return shows

    return replace(page, parts=tuple(replace(part, shows=renamed(part.shows)) for part in page.parts))


def _queues(shows: Shows) -> Iterator[QueueKey]:
    match shows:
        case QueueTilesPart(queues=queues) | AgentsPart(queues=queues) | DayCurvePart(queues=queues):
            yield from queues
        case FigurePart(scope=Scope(kind="queue", source=source, name=name)):
            yield source, name


def _swapped(page: Page, before: Part, moved: Part, others: list[Part]) -> Page | None:
    """The part on whose place *moved* lands takes its old place, where the two are of one size."""
    hit = [other for other in others if moved.overlaps(other)]
    size = (moved.w, moved.h)
    if len(hit) != 1 or (hit[0].w, hit[0].h) != size or (before.w, before.h) != size:
        return None
    if (moved.x, moved.y) != (hit[0].x, hit[0].y):
        return None
    rest = [other for other in others if other is not hit[0]]
    return in_order(page, [*rest, moved, replace(hit[0], x=before.x, y=before.y)])


def _pushed(page: Page, moved: Part, others: list[Part], dx: int, dy: int) -> list[Part] | None:
    """*others*, gone on in one direction until none is under *moved* or another; None without room."""
    placed = [moved]
    # the nearest in that direction first, so that each meets only what already has its place
    waiting = sorted(others, key=lambda part: (part.x * dx + part.y * dy, part.y, part.x))
    if dx + dy < 0:
        waiting = sorted(others, key=lambda part: -((part.x + part.w) * -dx + (part.y + part.h) * -dy))
    for part in waiting:
        now = part
        while any(now.overlaps(there) for there in placed):
            now = replace(now, x=now.x + dx, y=now.y + dy)
            if not (0 <= now.x <= page.columns - now.w and 0 <= now.y <= page.rows - now.h):
                return None
        placed.append(now)
    return placed[1:]
