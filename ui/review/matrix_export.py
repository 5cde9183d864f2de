"""What the matrix shows, written into a file by the work process: with names, or without."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QPushButton, QWidget

from supervisor.words import _, language
from ui.review import matrix_file
from ui.review.desk import ReviewDesk
from ui.review.matrix_table import MatrixTable
from ui.widgets.export_dialog import OneExport
from ui.widgets.icon import icon
from ui.widgets.leaving import Chosen, Format, Leaving, Taking, places_of, rows_said
from ui.widgets.noted import Note, TakingNoted


class ExportButton(QPushButton):
    """Asks where to; every export of figures of people is logged."""

    def __init__(
        self,
        desk: ReviewDesk,
        table: MatrixTable,
        about: Callable[[], Sequence[tuple[str, str]]],
        parent: QWidget,
    ) -> None:
        """*about* gives what the file says of itself (name, sentence)."""
        super().__init__(parent)
        self._desk, self._table, self._about = desk, table, about
        self.out = OneExport(desk.machine, self)
        self.out.noticed.connect(desk.noticed)
        self.setIcon(icon("tray-arrow-up"))
        self.clicked.connect(self.ask)
        self._say()

    def ask(self) -> None:
        """Ask for the file."""
        if not self._table.model.shown:
            return
        desk = self._desk
        month = f"{desk.month:%Y-%m}"
        places = places_of(
            _("Review"),
            centre=desk.centre.kept.settings.centre_name,
            when=desk.centre.live.clock.now().astimezone(desk.zone),
            month=month,
        )
        leaving = Leaving(
            "review.matrix",
            _("Review"),
            places,
            "{report} {month}",
            (Format.WORKBOOK, Format.TEXT),
            about=month,
            personal=True,
            languages=True,
        )
        self.out.ask(leaving, self._take)

    def _take(self, chosen: Chosen) -> Taking:
        desk = self._desk
        question, which = desk.question, desk.which
        kpis = tuple(kpi.id for kpi in self._table.model.kpis)
        note = Note("review.matrix", _("Review"), desk.centre.who, chosen.named, self._table.model.shown)
        about = self._about()
        return TakingNoted(
            desk.centre.jobs,
            note,
            chosen.path,
            lambda: desk.centre.jobs.compute(
                matrix_file.write,
                desk.centre.url,
                question,
                which,
                kpis,
                chosen.path,
                about,
                named=chosen.named,
                bands=desk.known.bands,
                zone=desk.zone.key,
                language=chosen.language or language(),
            ),
            lambda written: rows_said(written.rows, written.path, written.cut),
        )

    def _say(self) -> None:
        self.setText(_("Export…"))
        self.setToolTip(_("Write what is shown into a file, with the sums behind it (Ctrl+E)"))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)
