"""What whoever takes a returned file in has decided so far: kept while it is looked at, written nowhere."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from supervisor.roundtrip.verdict import Choices, Empty, RowFinding, RowVerdict
from ui.roundtrip.work import Opened

Cell = tuple[str, str]
"""The key of a row, and a field."""


@dataclass
class Deciding:
    """Rows that were *left* out of those that can be taken, one *picked* of several that contradict each
    other, and what is meant by single cells. Rows and cells are named by key."""

    left: set[str] = field(default_factory=set)
    picked: set[str] = field(default_factory=set)
    make: set[str] = field(default_factory=set)
    reopen: set[str] = field(default_factory=set)
    take_file: set[Cell] = field(default_factory=set)
    comments: set[Cell] = field(default_factory=set)
    dates: dict[Cell, date] = field(default_factory=dict)
    empty: Empty | None = None
    other_department: bool = False

    @property
    def choices(self) -> Choices:
        """By what each row is judged."""
        return Choices(
            rows=frozenset(self.picked),
            take_file=frozenset(self.take_file),
            comments=frozenset(self.comments),
            reopen=frozenset(self.reopen),
            make=frozenset(self.make),
            dates=tuple((key, name, day) for (key, name), day in sorted(self.dates.items())),
            empty=self.empty,
            other_department=self.other_department,
        )

    def is_checked(self, opened: Opened, row: RowFinding) -> bool:
        """Whether the row would be taken in as things stand."""
        return row.key in opened.takeable and row.key not in self.left

    def is_offered(self, opened: Opened, row: RowFinding) -> bool:
        """Whether it could be: whether it has a box at all."""
        if row.key in opened.preview.taken:
            return False
        return row.key in opened.takeable or row.verdict in (RowVerdict.NEW, RowVerdict.TWICE)

    def check(self, opened: Opened, row: RowFinding, wanted: bool) -> bool:
        """Take the row, or leave it; whether it must be judged anew because of that."""
        if row.verdict is RowVerdict.NEW:
            (self.make.add if wanted else self.make.discard)(row.key)
            self.left.discard(row.key)
            return True
        if wanted and row.verdict is RowVerdict.TWICE:
            self.pick(row)
            return True
        if not wanted and row.key in self.picked:
            self.picked.discard(row.key)
            return True
        if row.key in opened.takeable:
            (self.left.discard if wanted else self.left.add)(row.key)
        return False

    def pick(self, row: RowFinding) -> None:
        """Of the rows that answer the same issue this one counts."""
        self.picked -= set(row.like)
        self.picked.add(row.key)
        self.left.discard(row.key)

    def taking(self, opened: Opened) -> Choices:
        """What is taken in as things stand."""
        rows = frozenset(row.key for row in opened.preview.rows if self.is_checked(opened, row))
        return replace(self.choices, rows=rows)
