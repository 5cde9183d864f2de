"""The table that says which figures speak for which kind of training: its order counts, the first that fits
is proposed."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.people.draft import new_id
from supervisor.training import category as categories
from supervisor.training.category import (
    LONGEST,
    MARK_LABELS,
    SIGN_LABELS,
    SPREAD_LABELS,
    USUAL,
    Category,
    CategoryRow,
    Mark,
    Sign,
    Spread,
    problem,
)
from supervisor.words import _, language, mark
from ui import theme
from ui.widgets.field import Field
from ui.widgets.flow_row import FlowRow
from ui.widgets.pane import Pane
from ui.widgets.save_bar import SaveBar

_SIGNS: tuple[tuple[Sign, ...], ...] = (
    (),
    (Sign.HIGH,),
    (Sign.USUAL,),
    (Sign.LOW,),
    (Sign.HIGH, Sign.USUAL),
    (Sign.USUAL, Sign.LOW),
)


class CategoriesView(Pane):
    """Alt+Up and Alt+Down move the chosen one. `save_asked` gives the whole table, () for the usual one."""

    save_asked = Signal(object)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read: tuple[CategoryRow, ...] = ()
        self._wanted: list[Category] = []
        self._filling = False
        self.help = QLabel(self)
        self.help.setProperty("role", "muted")
        self.help.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setMinimumHeight(theme.current().px(220))
        self.moves = FlowRow(self)
        self.up, self.down = QPushButton(self.moves), QPushButton(self.moves)
        self.add, self.remove = QPushButton(self.moves), QPushButton(self.moves)
        self.usual = QPushButton(self.moves)
        self.usual.setProperty("role", "link")
        for button in (self.up, self.down, self.add, self.remove, self.usual):
            self.moves.add(button)
        self.name_zh, self.name_en, self.advice = QLineEdit(self), QLineEdit(self), QLineEdit(self)
        for line in (self.name_zh, self.name_en, self.advice):
            line.setMaxLength(LONGEST)
        self.retired = QCheckBox(self)
        self.spread = QComboBox(self)
        self.signs: dict[Mark, QComboBox] = {of: QComboBox(self) for of in Mark}
        self.words: dict[Mark, QLabel] = {of: QLabel(self) for of in Mark}
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.bar = SaveBar(self)
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.SPACE_M)
        grid.setVerticalSpacing(theme.SPACE_XS)
        grid.setColumnStretch(1, 1)
        for at, of in enumerate(Mark):
            box = self.signs[of]
            box.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            box.setMinimumContentsLength(10)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            self.words[of].setBuddy(box)
            self.words[of].setWordWrap(True)
            grid.addWidget(self.words[of], at, 0)
            grid.addWidget(box, at, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self.help)
        column.addWidget(self.list)
        column.addWidget(self.moves)
        for field in (
            Field(mark("Chinese name"), self.name_zh),
            Field(mark("English name"), self.name_en),
            Field(mark("What to do"), self.advice),
        ):
            column.addWidget(field)
        self.fits = QLabel(self)
        self.fits.setProperty("role", "strong")
        self.fits.setWordWrap(True)
        column.addWidget(self.fits)
        column.addLayout(grid)
        column.addWidget(Field(mark("It shows"), self.spread))
        column.addWidget(Field(mark("No longer proposed"), self.retired))
        column.addWidget(self.problem)
        column.addStretch(1)
        column.addWidget(self.bar)

    def _wire(self) -> None:
        self.list.currentRowChanged.connect(lambda _at: self._show_one())
        for line in (self.name_zh, self.name_en, self.advice):
            line.textEdited.connect(lambda _text: self._take())
        for box in (*self.signs.values(), self.spread):
            box.activated.connect(lambda _at: self._take())
        self.retired.clicked.connect(lambda _on: self._take())
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.usual.clicked.connect(self._restore)
        self.bar.save_asked.connect(self.keep)
        self.bar.discard_asked.connect(self._discard)
        for keys, slot, widget in (
            (QKeySequence("Alt+Up"), self.up.click, self),
            (QKeySequence("Alt+Down"), self.down.click, self),
            (QKeySequence(Qt.Key.Key_Delete), self._remove, self.list),
        ):
            shortcut = QShortcut(keys, widget, slot)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # -- what is shown --------------------------------------------------------------------------------------

    def show_rows(self, rows: Sequence[CategoryRow]) -> None:
        """The table as it was read; what is being edited stays."""
        if self.is_dirty:
            return
        self._read = tuple(rows)
        self._wanted = [row.category for row in rows]
        self._fill(max(0, self.list.currentRow()))

    def saved(self) -> None:
        """What was wanted is what there is."""
        self._read = tuple(CategoryRow(one, at, 1) for at, one in enumerate(self._wanted))
        self._judge()

    def refuse(self, said: str) -> None:
        """Say why it could not be kept."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    @property
    def is_dirty(self) -> bool:
        """Whether something is not saved yet."""
        return tuple(self._wanted) != tuple(row.category for row in self._read)

    def _fill(self, at: int) -> None:
        self._filling = True
        spoken = language()
        self.list.clear()
        for one in self._wanted:
            said = categories.name(one, spoken) or _("(without a name)")
            self.list.addItem(_("{name} (no longer proposed)").format(name=said) if one.retired else said)
        self._filling = False
        self.list.setCurrentRow(min(at, len(self._wanted) - 1))
        self._show_one()

    @property
    def _at(self) -> int:
        at = self.list.currentRow()
        return at if 0 <= at < len(self._wanted) else -1

    def _show_one(self) -> None:
        if self._filling:
            return
        one = self._wanted[self._at] if self._at >= 0 else Category("")
        self._filling = True
        for line, text in (
            (self.name_zh, one.name_zh),
            (self.name_en, one.name_en),
            (self.advice, one.advice),
        ):
            if line.text() != text:
                line.setText(text)
        blank = Category(one.id)
        usual = any(one.id == of.id for of in USUAL)
        known = categories.name(blank, language()) if usual else ""
        chinese = language().startswith("zh")
        self.name_zh.setPlaceholderText(known if chinese else "")
        self.name_en.setPlaceholderText("" if chinese else known)
        self.advice.setPlaceholderText(categories.advice(blank))
        for of, box in self.signs.items():
            self._choose(box, one.signs.get(of, ()))
        self._choose(self.spread, one.spread)
        self.retired.setChecked(one.retired)
        self._filling = False
        self._judge()

    def _choose(self, box: QComboBox, wanted: object) -> None:
        at = next((at for at in range(box.count()) if box.itemData(at) == wanted), -1)
        if at < 0 and isinstance(wanted, tuple):
            box.addItem(_signs_words(wanted), wanted)
            at = box.count() - 1
        box.setCurrentIndex(at)

    # -- hands ----------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Have the table saved, when nothing is wrong."""
        wanted = tuple(self._wanted)
        wrong = problem(wanted)
        self.refuse(wrong)
        if not wrong and self.is_dirty:
            self.save_asked.emit(() if wanted == USUAL else wanted)

    def _take(self) -> None:
        if self._filling or self._at < 0:
            return
        old = self._wanted[self._at]
        new = Category(
            old.id,
            self.name_zh.text().strip(),
            self.name_en.text().strip(),
            {of: box.currentData() for of, box in self.signs.items() if box.currentData()},
            self.spread.currentData(),
            self.advice.text().strip(),
            self.retired.isChecked(),
        )
        if new == old:
            return
        self._wanted[self._at] = new
        item = self.list.currentItem()
        said = categories.name(new, language()) or _("(without a name)")
        item.setText(_("{name} (no longer proposed)").format(name=said) if new.retired else said)
        self._judge()

    def _move(self, by: int) -> None:
        at = self._at
        if 0 <= at + by < len(self._wanted) and at >= 0:
            self._wanted[at], self._wanted[at + by] = self._wanted[at + by], self._wanted[at]
            self._fill(at + by)

    def _add(self) -> None:
        self._wanted.append(Category(new_id()))
        self._fill(len(self._wanted) - 1)
        self.name_zh.setFocus(Qt.FocusReason.OtherFocusReason)

    def _remove(self) -> None:
        at = self._at
        if at >= 0:
            del self._wanted[at]
            self._fill(at)

    def _restore(self) -> None:
        self._wanted = [msgspec.structs.replace(one) for one in USUAL]
        self._fill(0)

    def _discard(self) -> None:
        if self.is_dirty:
            self._wanted = [row.category for row in self._read]
            self.refuse("")
            self._fill(max(0, self._at))
        else:
            self.given_up.emit()

    def _judge(self) -> None:
        if not self.problem.isHidden():
            self.refuse(problem(tuple(self._wanted)))
        at = self._at
        self.bar.save.setEnabled(self.is_dirty)
        self.up.setEnabled(at > 0)
        self.down.setEnabled(0 <= at < len(self._wanted) - 1)
        self.remove.setEnabled(at >= 0)
        self.usual.setVisible(tuple(self._wanted) != USUAL)
        for widget in (self.name_zh, self.name_en, self.advice, self.spread, self.retired):
            widget.setEnabled(at >= 0)
        for box in self.signs.values():
            box.setEnabled(at >= 0)

    # -- words ----------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.help.setText(
            _("The first row that fits a person’s figures is proposed; the others that fit are offered.")
        )
        self.fits.setText(_("It fits somebody whose figures, beside others at the same work, are:"))
        self.list.setAccessibleName(_("Categories of training"))
        for button, said, tip in (
            (self.up, _("Up"), _("Alt+Up")),
            (self.down, _("Down"), _("Alt+Down")),
            (self.add, _("Add"), ""),
            (self.remove, _("Remove"), ""),
            (self.usual, _("Restore the usual ones"), ""),
        ):
            button.setText(said)
            button.setToolTip(tip)
        self._filling = True
        for of, box in self.signs.items():
            self.words[of].setText(_(MARK_LABELS[of]))
            box.setAccessibleName(_(MARK_LABELS[of]))
            box.clear()
            for signs in _SIGNS:
                box.addItem(_signs_words(signs), signs)
        self.spread.clear()
        self.spread.addItem(_("anywhere"), None)
        for spread in Spread:
            self.spread.addItem(_(SPREAD_LABELS[spread]), spread)
        self._filling = False
        self._fill(max(0, self._at))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)


def _signs_words(signs: Sequence[Sign]) -> str:
    return _(" or ").join(_(SIGN_LABELS[one]) for one in signs) or _("any")
