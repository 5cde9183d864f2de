"""Where a sheet's header is, what its columns are called, and by what a header is known again."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from supervisor.imports.grid import Grid, Row


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
        raise NotImplementedError


def find(grid: Grid, known: Collection[str], *, row: int | None = None) -> Header | None:
    """The header of *grid*: the row, or two rows, that match most of the *known* names; None when no row
    looks like one. *row* names the header's last row, where a mapping or a person has decided."""
    raise NotImplementedError


def body(grid: Grid, header: Header) -> Iterator[Row]:
    """The rows below the header; notes below the table (a single text after the last full row) left out,
    and the header repeated further down (printed pages) too."""
    raise NotImplementedError


def title_key(title: str) -> str:
    """How titles are compared: NFKC, no case, no spaces, line breaks, brackets' kind or underscores."""
    raise NotImplementedError


def fingerprint(titles: Collection[str]) -> str:
    """By what a header is known again: a hash of the set of its titles' keys.

    The order of columns does not count: people move columns, and a mapping goes by title, never by place.
    """
    raise NotImplementedError
