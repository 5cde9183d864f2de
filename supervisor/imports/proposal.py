"""A first mapping for a sheet that nobody has mapped yet: from its titles, and from what stands below."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from itertools import islice
from pathlib import Path

from supervisor.imports import header as headers
from supervisor.imports.grid import Cell, Grid, plain, shown
from supervisor.imports.header import Header, fingerprint, title_key, without_unit
from supervisor.imports.mapping import LENGTHS, RATIOS, Column, Mapping, Shape, roles
from supervisor.imports.seen import Sample
from supervisor.imports.synonyms import AVERAGES, INTERVAL_AVERAGES, NAMES, NOT_SCORED
from supervisor.imports.telling import day_in
from supervisor.imports.values import Unit

LOOKED_AT = 60
"""Rows whose cells tell a unit."""

_JOINED = "·"
_HINTS = (
    (r"小时|hours?|\bh\b", Unit.HOURS),
    (r"分钟|minutes?|\bmins?\b", Unit.MINUTES),
    (r"秒|seconds?|\bsecs?\b|\bs\b", Unit.SECONDS),
    (r"%|百分比", Unit.PERCENT),
)


@dataclass(frozen=True)
class _Meaning:
    role: str
    per: str = ""
    ratio: bool = False
    rank: int = 0  # which of a role's names it is: the first goes before


@lru_cache(maxsize=1)
def _meanings() -> dict[Shape, dict[str, _Meaning]]:
    found: dict[Shape, dict[str, _Meaning]] = {}
    for shape, named in NAMES.items():
        of: dict[str, _Meaning] = {}
        for role, words in named.items():
            for rank, word in enumerate(words):
                of.setdefault(title_key(word), _Meaning(role, rank=rank))
        averages = {Shape.COUNTS: AVERAGES, Shape.QUEUE_INTERVALS: INTERVAL_AVERAGES}.get(shape, ())
        for role, per, ratio, words in averages:
            for word in words:
                of.setdefault(title_key(word), _Meaning(role, per, ratio))
        found[shape] = of
    return found


@lru_cache(maxsize=1)
def known_titles() -> frozenset[str]:
    """Every word that a column of any sheet may be called by: where a header is looked for."""
    words = {word for named in NAMES.values() for words in named.values() for word in words}
    averages = {word for *_, words in (*AVERAGES, *INTERVAL_AVERAGES) for word in words}
    return frozenset(words | averages)


def propose(
    path: Path, grids: Sequence[tuple[Grid, bool]], samples: Sequence[Sample], source: str
) -> tuple[Mapping | None, tuple[str, ...]]:
    """A mapping for the first sheet that has a header we understand something of, and the titles whose unit
    was guessed; None when there is none. *source* "" is to be said by a person."""
    best: tuple[int, Mapping, tuple[str, ...]] | None = None
    for (grid, hidden), sample in zip(grids, samples, strict=True):
        if hidden or not sample.titles or sample.header_last is None:
            continue
        found = headers.find(grid, known_titles())
        if found is None:
            continue
        mapping, guessed = _of_sheet(path, grid, found, source)
        understood = sum(1 for column in mapping.columns if column.role)
        if understood and (best is None or understood > best[0]):
            best = understood, mapping, guessed
    return (None, ()) if best is None else best[1:]


def meanings(titles: Iterable[str], shape: Shape) -> dict[str, _Meaning]:
    """What each of *titles* means in a sheet of *shape*; those that nobody knows are not in it."""
    of = _meanings()[shape]
    found = {}
    for title in titles:
        if meaning := _meaning(title, of):
            found[title] = meaning
    return found


def _meaning(title: str, of: dict[str, _Meaning]) -> _Meaning | None:
    parts = title.split(_JOINED)
    tries = [title, without_unit(title), "".join(without_unit(part) for part in parts)]
    tries += ["".join(without_unit(part) for part in reversed(parts)), without_unit(parts[-1])]
    for one in tries:
        if (meaning := of.get(title_key(one))) is not None:
            return meaning
    return None


def shape_of(titles: Sequence[str]) -> Shape:
    """What a row of a sheet with these titles is, most likely."""
    found = {shape: {one.role for one in meanings(titles, shape).values()} for shape in Shape}
    scores: dict[Shape, float] = {}
    for shape, told in found.items():
        special = told - {"login", "agent", "team", "day", "month", "time", "channel", "skill", "type", "id"}
        scores[shape] = len(told) + len(special)
    needed: dict[Shape, set[str]] = {
        Shape.SURVEYS: {"score", "nps"},
        Shape.FORMS: {"points"},
        Shape.ORDERS: {"id"},
        Shape.CONTACTS: {"entered"},
        Shape.QUEUE_INTERVALS: {"entries"},
        Shape.PEOPLE: {"joined", "department", "skills", "left", "since"},
    }
    for shape, some in needed.items():
        if not found[shape] & some:
            scores[shape] = 0
    if not found[Shape.SURVEYS] & {"id", "solved", "nps"} and len(found[Shape.COUNTS]) > 4:
        scores[Shape.SURVEYS] = 0
    if "id" not in found[Shape.CONTACTS] or "skill" not in found[Shape.CONTACTS]:
        scores[Shape.CONTACTS] = 0
    if found[Shape.QUEUE_INTERVALS] & {"skill"} and not found[Shape.COUNTS] & {"login", "agent"}:
        scores[Shape.QUEUE_INTERVALS] += 3
    elif found[Shape.COUNTS] & {"login", "agent"}:
        scores[Shape.QUEUE_INTERVALS] = 0
    if any(
        "工单" in title or "投诉" in title or re.search(r"order|complaint|ticket|case", title, re.I)
        for title in titles
    ):
        scores[Shape.ORDERS] += 1.5
    if found[Shape.PEOPLE] and found[Shape.COUNTS] & {"day"}:
        scores[Shape.PEOPLE] = 0
    order = list(Shape)
    return max(order, key=lambda shape: (scores[shape], -order.index(shape)))


def _of_sheet(path: Path, grid: Grid, header: Header, source: str) -> tuple[Mapping, tuple[str, ...]]:
    titles = [title for title in header.titles if title]
    shape = shape_of(titles)
    cells = _cells(grid, header)
    chosen = _best_of_each(meanings(titles, shape))
    counted = {one.role for one in chosen.values() if not one.per}
    columns, guessed = [], []
    for title in titles:
        meaning = chosen.get(title)
        if meaning is None:
            columns.append(Column(title, ""))
            continue
        if meaning.per and (meaning.role in counted or meaning.per not in counted):
            columns.append(Column(title, ""))  # it follows from others, or from nothing that is there
            continue
        unit, sure = _unit(title, meaning, shape, cells.get(title, []))
        columns.append(Column(title, meaning.role, unit, meaning.per))
        if not sure:
            guessed.append(title)
    told = {column.role for column in columns}
    name = re.sub(r"(20\d\d)[-_./年]?\d{1,2}([-_./月]?\d{1,2}日?|月)?|[\s_]+", " ", plain(path.stem))
    name = " ".join(name.strip(" -_.()").split()) or plain(path.stem)
    mapping = Mapping(
        name,
        source,
        shape,
        tuple(columns),
        fingerprint=fingerprint(titles),
        constants=_constants(path, header, grid, shape, told, cells, columns),
        most_points=_most_points(shape, columns, cells),
        top_from=_top_from(shape, columns, cells),
    )
    return mapping, tuple(guessed)


def _best_of_each(found: dict[str, _Meaning]) -> dict[str, _Meaning]:
    """One column a role: the one whose title comes first among the role's names."""
    best: dict[tuple[str, bool], tuple[int, str]] = {}
    for title, meaning in found.items():
        key = (meaning.role, bool(meaning.per))
        if key not in best or meaning.rank < best[key][0]:
            best[key] = meaning.rank, title
    kept = {title for _, title in best.values()}
    return {title: meaning for title, meaning in found.items() if title in kept}


def _cells(grid: Grid, header: Header) -> dict[str, list[Cell]]:
    rows = list(islice(headers.body(grid, header), LOOKED_AT))
    found: dict[str, list[Cell]] = {}
    for at, title in enumerate(header.titles):
        some = [row.cells[at] for row in rows if at < len(row.cells)]
        found[title] = [cell for cell in some if cell is not None and cell != ""]
    return found


_CLOCK = re.compile(r"\d+:\d{2}:\d{2}(\.\d+)?")
_SHORT_CLOCK = re.compile(r"\d+:\d{2}")


def _unit(title: str, meaning: _Meaning, shape: Shape, cells: Sequence[Cell]) -> tuple[Unit, bool]:
    """The unit of a column, and whether it is sure."""
    units = next((role.units for role in roles(shape) if role.name == meaning.role), (Unit.TEXT,))
    if meaning.ratio:
        units = RATIOS
    elif meaning.per and not set(units) & set(LENGTHS):
        units = (Unit.NUMBER,)
    if len(units) == 1:
        return units[0], True
    hint = _hint(title)
    if hint in units:
        return hint, True
    texts = [plain(cell) for cell in cells if isinstance(cell, str)]
    numbers = [float(cell) for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool)]
    if set(LENGTHS) <= set(units):
        return _length(cells, texts, numbers)
    if Unit.SHARE in units and meaning.ratio:
        return _ratio(texts, numbers)
    if Unit.DATE in units or Unit.TIME in units:
        return _of_time(title, units, cells, texts)
    if meaning.role == "score":
        return (Unit.TEXT if texts else Unit.NUMBER), True
    return units[0], True


def _hint(title: str) -> Unit | None:
    inside = " ".join(re.findall(r"[(（\[【](.*?)[)）\]】]", title)).casefold()
    end = inside or title.casefold().rsplit(" ", 1)[-1]
    return (
        next((unit for pattern, unit in _HINTS if re.search(pattern, end)), None)
        if inside or "%" in end
        else None
    )


def _length(cells: Sequence[Cell], texts: Sequence[str], numbers: Sequence[float]) -> tuple[Unit, bool]:
    if any(isinstance(cell, timedelta | time | datetime) for cell in cells):
        return Unit.H_MM_SS, True
    if any(_CLOCK.fullmatch(text) for text in texts):
        return Unit.H_MM_SS, True
    if any(_SHORT_CLOCK.fullmatch(text) for text in texts):
        return Unit.MM_SS, False
    some = [number for number in numbers if number]
    if some and all(number < 2 for number in some) and any(not number.is_integer() for number in some):
        return Unit.DAYS, False
    return Unit.SECONDS, not (numbers or texts)


def _ratio(texts: Sequence[str], numbers: Sequence[float]) -> tuple[Unit, bool]:
    if any("%" in text for text in texts):
        return Unit.PERCENT, True
    figures = numbers or [float(text) for text in texts if re.fullmatch(r"\d+(\.\d+)?", text)]
    if any(figure > 1 for figure in figures):
        return Unit.PERCENT, True
    return Unit.SHARE, any(0 < figure < 1 for figure in figures)


_MONTH = re.compile(r"20\d\d\s*(年|[-/.])?\s*(1[0-2]|0?[1-9])\s*月?(份)?")


def _of_time(
    title: str, units: Sequence[Unit], cells: Sequence[Cell], texts: Sequence[str]
) -> tuple[Unit, bool]:
    timed = any(isinstance(cell, datetime) and cell.time() != time() for cell in cells) or any(
        re.search(r"[\d日][ t]\d{1,2}:\d{2}", text, re.IGNORECASE) for text in texts
    )
    if timed and Unit.MOMENT in units:
        return Unit.MOMENT, True
    if Unit.MONTH in units and (
        (texts and all(_MONTH.fullmatch(text) for text in texts))
        or (title_key(title) in ("月份", "统计月份", "年月", "统计年月", "月", "month"))
        or (cells and all(isinstance(cell, int | float) and 200_000 < cell < 210_000 for cell in cells))
    ):
        return Unit.MONTH, True
    if Unit.DATE in units:
        return Unit.DATE, any(isinstance(cell, date) for cell in cells) or bool(texts)
    return (Unit.TIME, True) if Unit.TIME in units else (units[0], False)


def _constants(
    path: Path,
    header: Header,
    grid: Grid,
    shape: Shape,
    told: set[str],
    cells: dict[str, list[Cell]],
    columns: Sequence[Column],
) -> tuple[tuple[str, str], ...]:
    found = []
    if shape is not Shape.PEOPLE and not told & {"day", "month", "entered"}:
        if day_in([*header.above, grid.sheet]):
            found.append(("day", "{title}"))
        elif day_in([path.stem]):
            found.append(("day", "{file}"))
    if shape is Shape.ORDERS and "kind" not in told:
        words = " ".join((path.stem, *header.titles, *header.above)).casefold()
        found.append(("kind", "complaint" if re.search("投诉|complaint", words) else "order"))
    if shape is Shape.SURVEYS:
        score = next((column.title for column in columns if column.role == "score"), "")
        rows = max((len(some) for some in cells.values()), default=0)
        said = cells.get(score, [])
        silent = any(plain(shown(cell)).casefold() in NOT_SCORED for cell in said)
        if score and (silent or len(said) < rows):
            found.append(("sent", "1"))
    return tuple(found)


def _points(role: str, columns: Sequence[Column], cells: dict[str, list[Cell]]) -> list[float]:
    title = next((column.title for column in columns if column.role == role), "")
    found = []
    for cell in cells.get(title, []):
        if isinstance(cell, int | float):
            found.append(float(cell))
        elif isinstance(cell, str) and (number := re.fullmatch(r"(\d+(?:\.\d+)?)\s*[分星]?", plain(cell))):
            found.append(float(number[1]))
    return found


def _most_points(shape: Shape, columns: Sequence[Column], cells: dict[str, list[Cell]]) -> float | None:
    if shape is Shape.FORMS:
        return 100.0
    if shape is not Shape.SURVEYS:
        return None
    most = max(_points("score", columns, cells), default=5.0)
    return next((scale for scale in (5.0, 10.0, 100.0) if most <= scale), most)


def _top_from(shape: Shape, columns: Sequence[Column], cells: dict[str, list[Cell]]) -> float:
    most = _most_points(shape, columns, cells)
    return {10.0: 8.0, 100.0: 80.0}.get(most or 5.0, 4.0) if shape is Shape.SURVEYS else 4.0
