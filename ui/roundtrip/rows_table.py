"""The rows of a returned file: taken or left, what becomes of each, and what changes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtWidgets import QMenu, QWidget

from supervisor.roundtrip.verdict import RowFinding, RowVerdict
from supervisor.words import _, mark, ngettext, number
from ui.machine import Machine
from ui.roundtrip.row_words import changes_words, is_warned, verdict_look, verdict_words
from ui.roundtrip.verdict_chips import TAKEN, WARNED
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Kind, Look

_ORDER = tuple(RowVerdict)


@dataclass(frozen=True)
class LineRow:
    """A row of the file; *offered*: it has a box, which is *checked* or not; *taken*: it was taken in."""

    finding: RowFinding
    offered: bool = False
    checked: bool = False
    taken: bool = False

    @property
    def key(self) -> str:
        return self.finding.key

    def is_behind(self, chip: str) -> bool:
        """Whether the chip of that name shows it: those of verdicts show what was not taken in yet."""
        if chip == TAKEN or self.taken:
            return self.taken and chip == TAKEN
        return is_warned(self.finding) if chip == WARNED else self.finding.verdict == chip

    @property
    def box(self) -> str:
        """What stands beside the box."""
        return (_("yes") if self.checked else _("no")) if self.offered else ""


def rows_table(
    machine: Machine | None, menu: Callable[[LineRow, QMenu], None], parent: QWidget
) -> DeskTable[LineRow]:
    """The table."""
    return DeskTable(
        "returned.rows",
        _columns(),
        key=lambda row: row.key,
        title=mark("Rows of the file"),
        sort=[("row", False)],
        search=lambda row: " ".join((row.finding.number, row.finding.title, changes_words(row.finding))),
        menu=menu,
        faded=lambda row: row.taken,
        counted=lambda count: ngettext("{n} row", "{n} rows", count).format(n=number(count)),
        compact=True,
        machine=machine,
        parent=parent,
    )


def _columns() -> list[Column[LineRow]]:
    def about(row: LineRow) -> str:
        if row.taken:
            return _("It was taken in already.")
        if not row.offered:
            return _("Nothing of it can be taken in as it stands.")
        return _("It is taken in (Space)") if row.checked else _("It is left (Space)")

    def box(row: LineRow) -> Look | None:
        if not row.offered:
            return None
        return Look(Sign.CHECKED if row.checked else Sign.UNCHECKED)

    return [
        Column(
            "box",
            mark("Take in"),
            lambda row: row.box,
            sort=lambda row: (not row.offered, not row.checked),
            about=about,
            look=box,
            width=72,
        ),
        Column(
            "verdict",
            mark("What becomes of it"),
            lambda row: verdict_words(row.finding, row.taken),
            sort=lambda row: _ORDER.index(row.finding.verdict),
            look=lambda row: verdict_look(row.finding, row.taken),
            width=200,
        ),
        Column("sheet", mark("Worksheet"), lambda row: row.finding.row.sheet, width=110, hidden=True),
        Column("row", mark("Row"), lambda row: row.finding.row.row, Kind.NUMBER, width=52),
        Column("number", mark("Number"), lambda row: row.finding.number, width=136),
        Column("title", mark("Title"), lambda row: row.finding.title, width=200, stretch=True),
        Column(
            "changes",
            mark("What changes"),
            lambda row: changes_words(row.finding),
            about=lambda row: "\n".join((changes_words(row.finding), *row.finding.says)).strip(),
            width=300,
            stretch=True,
        ),
    ]
