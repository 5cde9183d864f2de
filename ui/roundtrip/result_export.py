"""The workbook that tells a department what became of its rows, through the dialog of every export."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QWidget

from supervisor.words import _, ngettext, number
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.roundtrip import work
from ui.widgets.export_dialog import OneExport
from ui.widgets.leaving import Chosen, Leaving, Taking, places_of
from ui.widgets.noted import Note, TakingNoted

if TYPE_CHECKING:
    from supervisor.roundtrip.store import Returned

WHAT = "returned-result"
"""Its name in the log of exports, and under which its choices are remembered."""


class ResultExport(OneExport):
    """Asks where it goes, and has it made. It is in the language of the file."""

    def __init__(self, centre: OpenCentre, machine: Machine | None, parent: QWidget) -> None:
        super().__init__(machine, parent)
        self._centre = centre

    def ask_result(self, returned: Returned, department: str) -> None:
        """Ask where the result of *returned*, a file of *department*, goes."""
        title = _("Result of reading")
        now = self._centre.live.clock.now().astimezone(self._centre.zone)
        name = returned.told.sheet_number or returned.name.rpartition(".")[0] or returned.name
        leaving = Leaving(
            WHAT,
            title,
            places_of(title, when=now, department=department, name=name),
            "{report} {name} {department}",
            about=_("{file}: every row, with what became of it").format(file=returned.name),
        )
        self.ask(leaving, partial(self._take, returned, title))

    def _take(self, returned: Returned, title: str, chosen: Chosen) -> Taking:
        centre = self._centre
        note = Note(WHAT, title, centre.who, personal=True, rows=returned.told.rows)
        begin = partial(
            centre.jobs.compute_aside,
            work.write_result,
            centre.url,
            returned.id,
            chosen.path,
            who=centre.who,
            at=centre.live.clock.now(),
        )
        return TakingNoted(centre.jobs, note, chosen.path, begin, _said)


def _said(written: Any) -> str:
    rows = ngettext("{n} row", "{n} rows", written.rows).format(n=number(written.rows))
    return _("The result was written to {path}: {rows}.").format(path=written.path, rows=rows)
