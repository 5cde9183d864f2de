"""Where a sheet's header is, what its columns are called, and by what a header is known again."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from supervisor.imports.grid import Area, Cell, Grid, Row, plain, shown

SEARCHED = 60  # rows: no sheet has more lines above its header
JOINED = "·"  # between the two rows of a header
_WAITING = 500  # rows that may be notes below the table are held back, no more


@dataclass(frozen=True, slots=True)
class Header:
    """A sheet's header; *first* and *last* are row numbers (two rows joined: first < last).

    *titles* has one text a column from column A on: distinct ("通话", "通话 (2)"), "" where a column has
    none; two-row headers are joined, "通话·次数". *matched* columns bear a known name. *above* are the texts
    of the title lines above ("座席日报 2026-03-01"), which often hold the day.
    """

    first: int
    last: int
    titles: tuple[str, ...]
    matched: int
    fingerprint: str
    above: tuple[str, ...] = ()

    def misfit(self, row: Row) -> str | None:
        """ "too_many" when *row* holds something right of the last title (text: a separator within a value
        shifted it), "too_few" when a text line ends before the last title; None when it fits."""
        width = len(self.titles)
        if any(not _empty(cell) for cell in row.cells[width:]):
            return "too_many"
        return "too_few" if len(row.cells) < width else None


@dataclass(frozen=True, slots=True)
class _Candidate:
    first: int
    last: int
    titles: list[str]
    matched: int
    joined: bool


def find(grid: Grid, known: Collection[str], *, row: int | None = None) -> Header | None:
    """The header of *grid*: the row, or two rows, that match most of the *known* names; None when no row
    looks like one. *row* names the header's last row, where a mapping or a person has decided.

    Without a known name it is the first row of nothing but texts as wide as most rows are.
    """
    rows = grid.head(SEARCHED if row is None else max(SEARCHED, row))
    names = {title_key(name) for name in known} - {""}
    candidates = [
        candidate
        for at in range(len(rows))
        if (_may_be_header(rows[at]) if row is None else rows[at].number == row)
        for candidate in _candidates(rows, at, grid.merged, names)
    ]
    if not candidates:
        return None
    best = max(candidates, key=lambda one: (one.matched, one.joined, -one.last))
    if row is None and not best.matched:
        guessed = _guessed(rows)
        if guessed is None:
            return None
        best = max(
            (one for one in candidates if guessed in (one.first, one.last)),
            key=lambda one: (one.joined, -one.last),
        )
    titles = _distinct(best.titles)
    above = [shown(cell).strip() for one in rows if one.number < best.first for cell in one.cells]
    return Header(
        best.first,
        best.last,
        titles,
        best.matched,
        fingerprint(titles),
        tuple(dict.fromkeys(text for text in above if text)),
    )


def _may_be_header(row: Row) -> bool:
    """Whether at least half of what *row* holds is text."""
    filled = [cell for cell in row.cells if cell is not None]
    return sum(1 for cell in filled if isinstance(cell, str)) * 2 >= len(filled)


def _candidates(
    rows: Sequence[Row], at: int, merged: Sequence[Area], names: Collection[str]
) -> Iterator[_Candidate]:
    """Row *at* as a header by itself, and as the lower one of two."""
    low = rows[at]
    texts = [_title(cell) for cell in low.cells]
    if not any(texts):
        return
    yield _Candidate(low.number, low.number, texts, _matched(texts, names), False)
    if at and (high := rows[at - 1]).number == low.number - 1:
        pairs = _pairs(high, low, [area for area in merged if area.top == high.number])
        if pairs:
            titles = [JOINED.join(part for part in pair if part) for pair in pairs]
            matched = sum(1 for pair in pairs if _known(pair, names))
            yield _Candidate(high.number, low.number, titles, matched, True)


def _pairs(high: Row, low: Row, merged: Sequence[Area]) -> list[tuple[str, str]] | None:
    """The upper and the lower text of each column; None when these are not the two rows of one header."""
    width = max(len(high.cells), len(low.cells))
    upper = [_title(cell) for cell in high.cells] + [""] * (width - len(high.cells))
    lower = [_title(cell) for cell in low.cells] + [""] * (width - len(low.cells))
    if any(not isinstance(cell, str) for row in (high, low) for cell in row.cells if not _empty(cell)):
        return None  # figures: one of the two is no header
    if len({text for text in upper if text}) < 2:
        return None  # a title line above, perhaps merged over the whole table
    groups = [area for area in merged if area.right > area.left]
    spread = list(upper)
    if merged:
        for area in groups:
            for column in range(area.left, min(area.right + 1, width)):
                spread[column] = spread[column] or upper[area.left]
        grouped = any(
            lower[column] for area in groups for column in range(area.left, min(area.right + 1, width))
        )
    else:  # text tells no merged cells: a group goes on while there are texts below and none above
        for column in range(1, width):
            if not upper[column] and lower[column] and lower[column - 1]:
                spread[column] = spread[column - 1]
        grouped = any(spread[column] != upper[column] for column in range(width))
    if not grouped or any(text and not spread[column] for column, text in enumerate(lower[1:], 1) if merged):
        return None
    told = [text for text in lower if text]
    stacked = any(first and not second for first, second in zip(upper, lower, strict=True))
    if not merged and not stacked and len(set(told)) == len(told):
        return None
    pairs = list(zip(spread, lower, strict=True))
    return [(first, "" if second == first else second) for first, second in pairs]


def _known(pair: tuple[str, str], names: Collection[str]) -> bool:
    joined = JOINED.join(part for part in pair if part)
    return any(
        key in names
        for title in (joined, "".join(pair), pair[1] or pair[0])
        if title
        for key in (title_key(title), title_key(without_unit(title)))
    )


def _matched(texts: Sequence[str], names: Collection[str]) -> int:
    found = {title_key(text) for text in texts if text}
    return sum(1 for text in texts if text and _known(("", text), names)) if found else 0


def _guessed(rows: Sequence[Row]) -> int | None:
    """The number of the first row of texts alone that is as wide as most rows, with something below."""
    widths = Counter(sum(1 for cell in row.cells if not _empty(cell)) for row in rows)
    usual = max(widths, key=lambda width: (widths[width], width), default=0)
    for row in rows[:-1]:
        filled = [cell for cell in row.cells if not _empty(cell)]
        if len(filled) >= max(1, usual * 0.6) and all(isinstance(cell, str) for cell in filled):
            return row.number
    return None


def _title(cell: Cell) -> str:
    return re.sub(r"\s*\n\s*", "", plain_lines(shown(cell)))


def plain_lines(text: str) -> str:
    """*text* made plain; a line break between Latin words stays a space."""
    return plain(
        re.sub(r"(?<=[A-Za-z])[ \t]*[\r\n]+[ \t]*(?=[A-Za-z])", " ", text).replace("\r", "").replace("\n", "")
    )


def _empty(cell: Cell) -> bool:
    return cell is None or (isinstance(cell, str) and not cell.strip())


def _distinct(titles: Sequence[str]) -> tuple[str, ...]:
    """*titles* without those at the end that are empty; a title that comes again is numbered."""
    kept = list(titles)
    while kept and not kept[-1]:
        kept.pop()
    keys: set[str] = set()
    named: list[str] = []
    for title in kept:
        name, number = title, 1
        while title and title_key(name) in keys:
            number += 1
            name = f"{title} ({number})"
        keys.add(title_key(name))
        named.append(name)
    return tuple(named)


_NOTE = re.compile(
    r"(注|备注|说明|制表|审核|审批|导出|统计(时间|口径|周期)|数据来源|打印|生成(时间|日期)|第 ?\d+ ?页|"
    r"共 ?\d+|\*|※|note|remark|generated|exported|printed|source|page \d|-- ?end)",
    re.IGNORECASE,
)


def body(grid: Grid, header: Header) -> Iterator[Row]:
    """The rows below the header; notes below the table (a single text after the last full row) left out,
    and the header repeated further down (printed pages) too. Both are put down in the grid's notes."""
    width = len(header.titles)
    titles = [title_key(title) for title in header.titles]
    single = sum(1 for title in titles if title) < 2
    waiting: list[Row] = []
    grid.notes.forget("repeated", "left_out")
    known = set(titles) - {""}
    for row in grid.rows():
        if row.number <= header.last:
            continue
        cells = row.cells[:width]
        # None is what most empty cells are: the exact count is only worth its time in rows with few others
        filled = len(cells) - cells.count(None)
        if filled <= 3 and not single:
            filled = sum(1 for cell in cells if not _empty(cell))
            if filled <= 1 or _is_note(row):
                waiting.append(row)
                if len(waiting) > _WAITING:
                    yield from waiting
                    waiting.clear()
                continue
        if waiting:
            yield from waiting
            waiting.clear()
        first = next((cell for cell in cells if cell is not None), None)
        if (
            isinstance(first, str)
            and title_key(first) in known
            and _repeats([title_key(_title(cell)) for cell in cells], titles)
        ):
            grid.notes.add("repeated", row.number)
            continue
        yield row
    for row in waiting:
        text = " ".join(shown(cell).strip() for cell in row.cells if not _empty(cell))
        grid.notes.add("left_out", row.number, None, text[:200])


def _repeats(keys: Sequence[str], titles: Sequence[str]) -> bool:
    """Whether a row says the titles again: most of them, at their places, and nothing else."""
    told = [(key, title) for key, title in zip(keys, titles, strict=False) if key]
    return len(told) >= 2 and all(title == key or title.endswith(key) for key, title in told)


def _is_note(row: Row) -> bool:
    """Whether a row begins like a note and holds texts alone ("制表人：王芳", "审核：")."""
    filled = [cell for cell in row.cells if not _empty(cell)]
    return (
        bool(filled)
        and len(filled) <= 3
        and all(isinstance(cell, str) for cell in filled)
        and _NOTE.match(plain(str(filled[0]))) is not None
    )


_IN_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")


def without_unit(title: str) -> str:
    """*title* without what stands in brackets: "通话时长（秒）" is "通话时长"."""
    return _IN_BRACKETS.sub("", plain(title)).strip() or title


@lru_cache(4096)
def title_key(title: str) -> str:
    """How titles are compared: NFKC, no case, no spaces, line breaks, brackets' kind or underscores."""
    said = plain(title).casefold()
    said = said.translate(str.maketrans("【】[]{}", "()()()"))
    return re.sub(r"[\s_*:·.\-/]+", "", said)


def fingerprint(titles: Collection[str]) -> str:
    """By what a header is known again: a hash of the set of its titles' keys.

    The order of columns does not count: people move columns, and a mapping goes by title, never by place.
    """
    keys = sorted({title_key(title) for title in titles} - {""})
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:16]
