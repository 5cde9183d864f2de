"""The papers of a meeting: its agenda, what its minutes would be, each version that was closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QTextBrowser, QVBoxLayout, QWidget

from supervisor.words import _, number
from ui import theme
from ui.issues.desk import IssuesDesk
from ui.meetings.paper_html import html
from ui.widgets.lead import Lead

if TYPE_CHECKING:
    from supervisor.meetings.paper import Paper
    from ui.meetings.work import Told


class MinutesView(QWidget):
    """One paper at a time, chosen above it."""

    def __init__(self, desk: IssuesDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._papers: list[tuple[str, Paper]] = []
        self._shown = ""
        self.which_label, self.which = QLabel(self), QComboBox(self)
        self.which_label.setBuddy(self.which)
        self.which.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.text = QTextBrowser(self)
        self.text.setOpenLinks(False)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        row.addWidget(self.which_label)
        row.addWidget(self.which)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACE_S, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(row)
        column.addWidget(self.text, 1)
        self._lead = Lead(self, self.which)
        self.which.currentIndexChanged.connect(self._choose)
        self.retranslate()

    def show_told(self, told: Told) -> None:
        """Offer the papers of *told*: what was closed last first, while it stays what somebody chose."""
        papers: list[tuple[str, Paper]] = [("agenda", told.agenda)]
        if told.draft is not None:
            papers.append(("draft", told.draft))
        papers += [(f"v{minutes.number}", paper) for minutes, paper in told.versions]
        had = [name for name, _paper in self._papers]
        self._papers = papers
        names = [name for name, _paper in papers]
        new = names[-1] if names != had else self._shown
        self.which.blockSignals(True)
        self.which.clear()
        for name, _paper in papers:
            self.which.addItem(self._called(name), name)
        self.which.setCurrentIndex(names.index(new) if new in names else len(names) - 1)
        self.which.blockSignals(False)
        self._choose()

    @property
    def paper(self) -> Paper | None:
        """What is shown."""
        return next((paper for name, paper in self._papers if name == self._shown), None)

    def _called(self, name: str) -> str:
        if name == "agenda":
            return _("Agenda")
        if name == "draft":
            return _("Minutes, not closed yet")
        return _("Minutes, version {n}").format(n=number(int(name[1:])))

    def _choose(self, _at: int = 0) -> None:
        self._shown = str(self.which.currentData() or "")
        paper = self.paper
        self.text.setHtml(html(paper, theme.current(), points=False) if paper is not None else "")

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.which_label.setText(_("Paper"))
        self.which.setAccessibleName(_("Paper"))
        self.text.setAccessibleName(_("What the paper says"))
        for at, (name, _paper) in enumerate(self._papers):
            self.which.setItemText(at, self._called(name))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() is QEvent.Type.StyleChange and self._papers:
            self._choose()
