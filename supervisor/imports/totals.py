"""Rows that sum up others: left out of what is read, shown, and used as a check on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from supervisor.imports.grid import Cell, Row, plain, shown


@dataclass(frozen=True, slots=True)
class Check:
    """One column of a total: what the file *said* and what the rows *read* add up to (or their mean)."""

    column: int
    said: float
    read: float
    agrees: bool


@dataclass(frozen=True, slots=True)
class Total:
    """A row left out. *how*: "word" (its key says so, *label*) or "sum" (it equals the sum of those above).

    *mean*: its figures are averages; these are compared only loosely, a sheet may weigh them. *rows* counts
    the rows it was compared with, *first* is the first one's number.
    """

    row: Row
    label: str
    how: str
    mean: bool
    first: int
    rows: int
    checks: tuple[Check, ...]

    @property
    def agrees(self) -> bool | None:
        """Whether every column agrees; None when there was nothing to compare."""
        return all(check.agrees for check in self.checks) if self.checks else None


def sift(
    rows: Iterable[Row],
    keys: Sequence[int],
    numbers: Mapping[int, Callable[[Cell], float | None]],
    kept: Collection[int] = (),
) -> Iterator[Row | Total]:
    """*rows* in their order, those that are totals as Total.

    *keys* are the columns that say whose and when a row is; *numbers* those that add up (never rates), each
    with how its cell becomes a figure (None: no figure). Row numbers in *kept* are never taken as totals.
    """
    all_rows, part = _Sums(), _Sums()
    for row in rows:
        figures = {column: _figure(row, column, figure) for column, figure in numbers.items()}
        label = "" if row.number in kept else _label(row, keys)
        if label:
            mean = bool(_MEAN.search(_said(label)))
            yield _total(row, label, "word", mean, figures, part, all_rows)
            if not mean:
                part = _Sums()
            continue
        if row.number not in kept and (sums := _summed(row, keys, figures, part, all_rows)):
            label = next((shown(row.cells[key]).strip() for key in keys if _filled(row, key)), "")
            yield _total(row, label, "sum", False, figures, sums, sums)
            part = _Sums()
            continue
        all_rows.add(row.number, figures)
        part.add(row.number, figures)
        yield row


@dataclass(slots=True)
class _Sums:
    """What the rows since some row add up to, column by column."""

    first: int = 0
    rows: int = 0
    sums: dict[int, float] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    nonzero: dict[int, int] = field(default_factory=dict)

    def add(self, number: int, figures: Mapping[int, float | None]) -> None:
        self.first = self.first or number
        self.rows += 1
        for column, figure in figures.items():
            if figure is not None:
                self.sums[column] = self.sums.get(column, 0.0) + figure
                self.counts[column] = self.counts.get(column, 0) + 1
                self.nonzero[column] = self.nonzero.get(column, 0) + (figure != 0)


def _total(
    row: Row,
    label: str,
    how: str,
    mean: bool,
    figures: Mapping[int, float | None],
    part: _Sums,
    all_rows: _Sums,
) -> Total:
    """The total *row*, compared with the rows since the last one, or with all: whichever fits better."""
    tried = [
        (sums, _checks(figures, sums, mean)) for sums in ((part, all_rows) if part.rows else (all_rows,))
    ]
    sums, checks = max(tried, key=lambda one: sum(check.agrees for check in one[1]))
    return Total(row, label, how, mean, sums.first, sums.rows, checks)


def _checks(figures: Mapping[int, float | None], sums: _Sums, mean: bool) -> tuple[Check, ...]:
    found = []
    for column, said in figures.items():
        count = sums.counts.get(column, 0)
        if said is None or not count:
            continue
        read = sums.sums[column] / (count if mean else 1)
        found.append(Check(column, said, read, _alike(said, read, 1 if mean else count)))
    return tuple(found)


def _alike(said: float, read: float, rows: int) -> bool:
    """Whether they are the same but for rounding: whole figures exactly, others to half a hundredth a row."""
    if said.is_integer() and read.is_integer():
        return said == read
    return abs(said - read) <= 0.005 * rows + 0.5 * (said.is_integer()) + 1e-9 * abs(read)


def _summed(
    row: Row, keys: Sequence[int], figures: Mapping[int, float | None], part: _Sums, all_rows: _Sums
) -> _Sums | None:
    """The rows that *row* is the sum of, though its key does not say so; None when it is a row like others.

    Two agents with 5 contacts and one with 10 are no total. So with a full key at least three columns must
    add up, each from two or more rows; with an empty one a single column is enough.
    """
    full = all(_filled(row, key) for key in keys)
    needed = 3 if full else 1
    for sums in (part, all_rows):
        told = [column for column, figure in figures.items() if figure]
        if sums.rows < 2 or len(told) < needed:
            continue
        if full and any(sums.nonzero.get(column, 0) < 2 for column in told[:3]):
            continue
        checks = _checks(figures, sums, False)
        if len(checks) >= needed and all(check.agrees for check in checks):
            return sums
    return None


def _figure(row: Row, column: int, figure: Callable[[Cell], float | None]) -> float | None:
    return figure(row.cells[column]) if column < len(row.cells) else None


def _filled(row: Row, column: int) -> bool:
    return column < len(row.cells) and bool(shown(row.cells[column]).strip())


_WORD = re.compile(
    r"(?:.{0,20}?)?(?:合计|总计|小计|共计|累计|汇总|总和|总数|合計|總計|小計|平均(?:值|数)?|均值|总平均|团队平均)(?:[:(].*)?"
    r"|(?:(?:grand|sub)[ -]?)?totals?(?: .{0,30})?|sum|average|avg\.?|mean|.{1,20} (?:sub)?totals?",
    re.IGNORECASE,
)
_MEAN = re.compile(r"平均|均值|average|avg|mean", re.IGNORECASE)


def _said(cell: Cell) -> str:
    return (
        re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff])", "", plain(cell)) if isinstance(cell, str) else ""
    )


def _label(row: Row, keys: Sequence[int]) -> str:
    """The key that says that *row* is a total, or the first text of the row, where it stands beside; ""."""
    told = [row.cells[key] for key in keys if key < len(row.cells)]
    told += [cell for cell in row.cells if isinstance(cell, str) and cell.strip()][:1]
    return next((str(cell).strip() for cell in told if total_word(cell)), "")


def total_word(cell: Cell) -> bool:
    """Whether a key cell says 合计, 总计, 小计, 平均, Total, Average, …"""
    return _WORD.fullmatch(_said(cell)) is not None
