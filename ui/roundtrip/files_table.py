"""The list of files that came back: how far each is, whose it is, what was in it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from PySide6.QtWidgets import QMenu, QWidget

from supervisor.roundtrip.returned import FILE_LABELS, FileState
from supervisor.roundtrip.verdict import ROW_LABELS, RowVerdict
from supervisor.words import DASH, _, mark, moment, ngettext, number
from ui.machine import Machine
from ui.theme import State
from ui.widgets.signs import Sign
from ui.widgets.table import Column, DeskTable, Facet, Grouping, Kind, Look

if TYPE_CHECKING:
    from supervisor.roundtrip.store import Returned

SIGNS = {
    FileState.READ: Look(Sign.RINGING),
    FileState.TAKEN: Look(Sign.DISC, State.OK),
    FileState.UNDONE: Look(Sign.BLOCKED),
}


@dataclass(frozen=True)
class FileRow:
    """A returned file, and its department in words."""

    returned: Returned
    department: str

    @property
    def sheet(self) -> str:
        """The number of the communication sheet; "–" where nobody knows."""
        return self.returned.told.sheet_number or DASH


def files_table(
    zone: Callable[[], ZoneInfo],
    machine: Machine | None,
    menu: Callable[[FileRow, QMenu], None],
    parent: QWidget,
) -> DeskTable[FileRow]:
    """The table."""
    return DeskTable(
        "returned.files",
        _columns(zone),
        key=lambda row: row.returned.id,
        title=mark("Returned files"),
        facets=[
            Facet(
                "state",
                mark("State"),
                lambda row: (row.returned.state.value,),
                fixed=tuple((one.value, FILE_LABELS[one]) for one in FileState),
            ),
            Facet("department", mark("Department"), lambda row: (row.department,)),
        ],
        groupings=[
            Grouping("department", mark("Department"), lambda row: (row.department,)),
            Grouping("sheet", mark("Sheet"), lambda row: (row.sheet,)),
        ],
        sort=[("at", True)],
        search=lambda row: " ".join((row.returned.name, row.department, row.sheet, row.returned.who)),
        menu=menu,
        faded=lambda row: row.returned.state is FileState.UNDONE,
        counted=lambda count: ngettext("{n} file", "{n} files", count).format(n=number(count)),
        machine=machine,
        parent=parent,
    )


def counts_words(returned: Returned) -> str:
    """How many rows would do what, when it was looked at first."""
    counts = returned.told.counts
    return _(" · ").join(
        _("{label}: {value}").format(label=_(ROW_LABELS[one]), value=number(counts[one.value]))
        for one in RowVerdict
        if counts.get(one.value)
    )


def _columns(zone: Callable[[], ZoneInfo]) -> list[Column[FileRow]]:
    states = tuple(FileState)
    return [
        Column(
            "state",
            mark("State"),
            lambda row: _(FILE_LABELS[row.returned.state]),
            sort=lambda row: states.index(row.returned.state),
            look=lambda row: SIGNS[row.returned.state],
            width=216,
        ),
        Column("file", mark("File"), lambda row: row.returned.name, width=190, stretch=True),
        Column("department", mark("Department"), lambda row: row.department, width=130),
        Column("sheet", mark("Sheet"), lambda row: row.sheet, width=128),
        Column(
            "export", mark("Export"), lambda row: row.returned.told.export or DASH, width=128, hidden=True
        ),
        Column("rows", mark("Rows"), lambda row: row.returned.told.rows, Kind.NUMBER, width=54),
        Column(
            "taken",
            mark("Rows taken in"),
            lambda row: len(row.returned.taken),
            Kind.NUMBER,
            width=98,
        ),
        Column(
            "counts",
            mark("When it was looked at first"),
            lambda row: counts_words(row.returned),
            width=180,
            stretch=True,
        ),
        Column("who", mark("Handed in by"), lambda row: row.returned.who, width=100, quiet=True),
        Column(
            "at",
            mark("Handed in"),
            lambda row: row.returned.at,
            Kind.TIME,
            text=lambda row: moment(row.returned.at, zone()),
            width=132,
            quiet=True,
        ),
    ]
