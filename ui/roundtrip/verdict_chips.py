"""Chips above the rows of a returned file: how many have which verdict; one is chosen, and shows those."""

from __future__ import annotations

from collections import Counter
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from supervisor.roundtrip.verdict import ROW_LABELS, Preview, RowVerdict
from supervisor.words import _, number
from ui.roundtrip.row_words import is_warned
from ui.widgets.flow_row import FlowRow

ALL, WARNED, TAKEN = "all", "warned", "taken"
"""What a chip is called that is of no verdict."""


class VerdictChips(FlowRow):
    """`chosen` has the name of a chip: a verdict, or one of the above."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = ALL
        self.buttons: dict[str, QPushButton] = {}
        self._group = QButtonGroup(self)

    def choose(self, name: str) -> None:
        """Have that chip be the one that is chosen."""
        self.name = name
        if (button := self.buttons.get(name)) is not None:
            button.setChecked(True)
        self.chosen.emit(name)

    def show_rows(self, preview: Preview) -> None:
        """Count the rows of *preview*; where no row is behind the chip that was chosen, all are shown."""
        focused = next((name for name, one in self.buttons.items() if one.hasFocus()), "")
        for button in self.buttons.values():
            self._group.removeButton(button)
        self.clear()
        self.buttons = {}
        for name, said, count in _counted(preview):
            self._add(name, _("{title} ({count})").format(title=said, count=number(count)))
        self.setVisible(bool(preview.rows))
        self.choose(self.name if self.name in self.buttons else ALL)
        if focused in self.buttons:
            self.buttons[focused].setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, name: str, said: str) -> None:
        button = QPushButton(said, self)
        button.setProperty("role", "chip")
        button.setCheckable(True)
        button.setAccessibleName(_("Show only: {what}").format(what=said))
        button.clicked.connect(partial(self.choose, name))
        self._group.addButton(button)
        self.add(button)
        self.buttons[name] = button
        button.show()


def _counted(preview: Preview) -> list[tuple[str, str, int]]:
    """The chips: name, words, how many rows."""
    left = [row for row in preview.rows if row.key not in preview.taken]
    counts = Counter(row.verdict for row in left)
    chips = [(ALL, _("all"), len(preview.rows))]
    chips += [(one.value, _(ROW_LABELS[one]), counts[one]) for one in RowVerdict if counts[one]]
    if taken := len(preview.rows) - len(left):
        chips.append((TAKEN, _("Taken in"), taken))
    if warned := sum(map(is_warned, left)):
        chips.append((WARNED, _("with a doubt"), warned))
    return chips
