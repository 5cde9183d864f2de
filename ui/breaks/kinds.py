"""Breaks by kind in a strip: people now, how many of them over the limit, time used today."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from supervisor.settings.breaks import KIND_LABELS, BreakKind
from supervisor.wallboard.break_time import KindTime
from supervisor.words import _, duration, mark, ngettext, number
from ui import theme
from ui.theme import State
from ui.widgets.state_sign import StateSign
from ui.widgets.table.flow import Flow

UNKNOWN_KIND = mark("Not in the settings")


def kind_words(kind: BreakKind | None) -> str:
    """What a kind of break is called; None: a word of the source's that the settings do not know."""
    return _(UNKNOWN_KIND) if kind is None else _(KIND_LABELS[kind])


class KindCell(QFrame):
    """One kind: its name, how many people are on it, how many over, and the time used today."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self._name = QLabel(self)
        self._name.setProperty("role", "small")
        self._people = QLabel(self)
        self._people.setProperty("role", "title")
        self._sign = StateSign(self)
        self._over = QLabel(self)
        self._used = QLabel(self)
        self._used.setProperty("role", "small")
        figures = QHBoxLayout()
        figures.setSpacing(theme.SPACE_XS)
        figures.addWidget(self._people)
        figures.addSpacing(theme.SPACE_S)
        figures.addWidget(self._sign)
        figures.addWidget(self._over)
        figures.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_M, theme.SPACE_S, theme.SPACE_M, theme.SPACE_S)
        column.setSpacing(0)
        column.addWidget(self._name)
        column.addLayout(figures)
        column.addWidget(self._used)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def show_kind(self, of: KindTime, *, live: bool) -> None:
        """Say *of*; without a colour when it is not *live*."""
        self._name.setText(kind_words(of.kind))
        self._people.setText(number(of.people))
        over = ngettext("{n} over", "{n} over", of.over).format(n=of.over) if of.over else ""
        self._over.setText(over)
        self._sign.show_state(State.WARN if live else State.STALE)
        self._sign.setVisible(bool(of.over))
        self._used.setText(_("{time} today").format(time=duration(of.used_s)))
        people = ngettext("{n} person", "{n} people", of.people).format(n=of.people)
        said = [self._name.text(), people, *([over] if over else []), self._used.text()]
        self.setAccessibleName(", ".join(said))
        self.setToolTip(
            _("Of all people together, those who have gone home too: {time}.").format(
                time=duration(of.used_s)
            )
        )

    @property
    def texts(self) -> tuple[str, ...]:
        """What is written in it: name, people, over ("" when nobody is), time today."""
        return self._name.text(), self._people.text(), self._over.text(), self._used.text()


class KindStrip(QWidget):
    """A cell for each kind of which there was any today, in the settings' order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells: list[KindCell] = []
        self._row = Flow(theme.SPACE_S, self)
        self._shown: tuple[object, ...] = ()

    def show_kinds(self, kinds: Sequence[KindTime], *, live: bool) -> None:
        """Show *kinds*; cells stay where they are while the kinds are the same."""
        while len(self.cells) < len(kinds):
            cell = KindCell(self)
            self._row.addWidget(cell)
            self.cells.append(cell)
        for place, cell in enumerate(self.cells):
            cell.setVisible(place < len(kinds))
        for cell, of in zip(self.cells, kinds, strict=False):
            cell.show_kind(of, live=live)
