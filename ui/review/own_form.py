"""A KPI of the centre's own: names, numerator, denominator, and its formula as it is put together."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import msgspec
from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from supervisor.facts.fields import BY_NAME as FIELDS
from supervisor.facts.fields import Unit as FieldUnit
from supervisor.performance.formula import formula
from supervisor.performance.kpi import DIRECTION_LABELS, GROUP_LABELS, UNIT_LABELS, Direction, Group, Of, Unit
from supervisor.performance.own_kpi import (
    LONGEST_MEANING,
    LONGEST_NAME,
    OwnKpi,
    OwnTerm,
    new_id,
    problem,
)
from supervisor.words import _, mark
from ui import theme
from ui.widgets.field import Field
from ui.widgets.pane import Pane
from ui.widgets.save_bar import SaveBar

UNITS = (Unit.SHARE, Unit.SECONDS, Unit.PER_THOUSAND, Unit.POINTS, Unit.PER_DAY, Unit.PER_HOUR)
MOST_FACTOR = 1000.0
LEAST_LETTERS = 12


class TermLine(QWidget):
    """One count, and how many times it is taken."""

    changed = Signal()
    remove_asked = Signal()

    def __init__(self, term: OwnTerm, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.factor = QDoubleSpinBox(self)
        self.factor.setRange(-MOST_FACTOR, MOST_FACTOR)
        self.factor.setDecimals(2)
        self.factor.setSuffix(" ×")
        self.factor.setValue(term.factor)
        self.factor.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.field = QComboBox(self)
        self.field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.optional = QCheckBox(self)
        self.optional.setChecked(term.optional)
        self.remove = QPushButton(self)
        self.remove.setProperty("role", "link")
        for name, field in FIELDS.items():
            if field.unit is not FieldUnit.SQUARES:
                self.field.addItem(_(field.label), name)
        self.field.setCurrentIndex(max(0, self.field.findData(term.field)))
        self.field.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.field.setMinimumContentsLength(LEAST_LETTERS)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        row.addWidget(self.factor)
        row.addWidget(self.field, 1)
        below = QHBoxLayout()
        below.setSpacing(theme.SPACE_S)
        below.addWidget(self.optional, 1)
        below.addWidget(self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        column.addLayout(row)
        column.addLayout(below)
        self.factor.valueChanged.connect(lambda _value: self.changed.emit())
        self.field.currentIndexChanged.connect(lambda _at: self.changed.emit())
        self.optional.toggled.connect(lambda _on: self.changed.emit())
        self.remove.clicked.connect(self.remove_asked)
        self._say()

    @property
    def term(self) -> OwnTerm:
        """What stands in the line."""
        return OwnTerm(self.field.currentData(), self.factor.value(), self.optional.isChecked())

    def _say(self) -> None:
        self.factor.setAccessibleName(_("Factor"))
        self.field.setAccessibleName(_("Count"))
        self.optional.setText(_("0 where nobody told it"))
        self.remove.setText(_("Remove"))


class TermsEditor(QWidget):
    """The counts of a numerator or denominator, added up."""

    changed = Signal()

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        """*title* is a marked word."""
        super().__init__(parent)
        self._words = title
        self.lines: list[TermLine] = []
        self.title = QLabel(self)
        self.add = QPushButton(self)
        self.add.setProperty("role", "link")
        self._rows = QVBoxLayout()
        self._rows.setSpacing(theme.SPACE_XS)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_XS)
        column.addWidget(self.title)
        column.addLayout(self._rows)
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)
        self.add.clicked.connect(self._add)
        self.retranslate()

    def show_terms(self, terms: Sequence[OwnTerm]) -> None:
        """Show *terms* in place of those before."""
        for line in self.lines:
            self._rows.removeWidget(line)
            line.deleteLater()
        self.lines = []
        for term in terms:
            self._insert(term)

    @property
    def terms(self) -> tuple[OwnTerm, ...]:
        """What stands in the lines."""
        return tuple(line.term for line in self.lines)

    def _insert(self, term: OwnTerm) -> TermLine:
        line = TermLine(term, self)
        line.changed.connect(self.changed)
        line.remove_asked.connect(partial(self._remove, line))
        self.lines.append(line)
        self._rows.addWidget(line)
        return line

    def _add(self) -> None:
        self._insert(OwnTerm("n_answered")).field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def _remove(self, line: TermLine) -> None:
        self.lines.remove(line)
        self._rows.removeWidget(line)
        line.deleteLater()
        self.add.setFocus(Qt.FocusReason.OtherFocusReason)
        self.changed.emit()

    def retranslate(self) -> None:
        """Say everything again."""
        self.title.setText(_(self._words))
        self.add.setText(_("Add a count"))
        self.add.setAccessibleDescription(_(self._words))


class OwnForm(Pane):
    """`save_asked` gives the KPI as it shall be, `remove_asked` the one that goes."""

    save_asked = Signal(object)
    remove_asked = Signal(object)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._own: OwnKpi | None = None
        self._others: tuple[OwnKpi, ...] = ()
        self.name_zh, self.name_en = QLineEdit(self), QLineEdit(self)
        for line in (self.name_zh, self.name_en):
            line.setMaxLength(LONGEST_NAME)
        self.meaning_zh, self.meaning_en = QLineEdit(self), QLineEdit(self)
        for line in (self.meaning_zh, self.meaning_en):
            line.setMaxLength(LONGEST_MEANING)
        self.group, self.unit, self.direction = QComboBox(self), QComboBox(self), QComboBox(self)
        self.matures = QSpinBox(self)
        self.matures.setRange(0, 400)
        self.numerator = TermsEditor(mark("What is counted"), self)
        self.denominator = TermsEditor(mark("Divided by"), self)
        self.formula = QLabel(self)
        self.formula.setWordWrap(True)
        self.formula.setProperty("role", "muted")
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.fields = (
            Field(mark("Chinese name"), self.name_zh),
            Field(mark("English name"), self.name_en),
            Field(mark("Kind of KPI"), self.group),
            Field(mark("Unit"), self.unit),
            Field(mark("Good is"), self.direction),
        )
        self.later = (
            Field(mark("Meaning, in Chinese"), self.meaning_zh),
            Field(mark("Meaning, in English"), self.meaning_en),
            Field(
                mark("Days until it is settled"),
                self.matures,
                mark("So long after a day its figure may still change, and is provisional."),
            ),
        )
        self.remove = QPushButton(self)
        self.bar = SaveBar(self, self.remove)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        for widget in (
            *self.fields,
            self.numerator,
            self.denominator,
            self.formula,
            *self.later,
            self.problem,
        ):
            column.addWidget(widget)
        column.addStretch(1)
        column.addWidget(self.bar)
        for editor in (self.name_zh, self.name_en, self.meaning_zh, self.meaning_en):
            editor.textEdited.connect(lambda _text: self._judge())
        for box in (self.group, self.unit, self.direction):
            box.activated.connect(lambda _at: self._judge())
        self.matures.valueChanged.connect(lambda _value: self._judge())
        for terms in (self.numerator, self.denominator):
            terms.changed.connect(self._judge)
        self.bar.save_asked.connect(self.keep)
        self.bar.discard_asked.connect(self._discard)
        self.remove.clicked.connect(lambda: self.remove_asked.emit(self._own))
        self.retranslate()

    def show_own(self, own: OwnKpi, others: Sequence[OwnKpi]) -> None:
        """Show *own* (version 0: it is new) beside all *others* of the centre."""
        self._own, self._others = own, tuple(others)
        self.name_zh.setText(own.name_zh)
        self.name_en.setText(own.name_en)
        self.meaning_zh.setText(own.meaning_zh)
        self.meaning_en.setText(own.meaning_en)
        self.matures.setValue(own.matures_days)
        self.numerator.show_terms(own.numerator)
        self.denominator.show_terms(own.denominator)
        self._choose()
        self.remove.setVisible(own.version > 0)
        self._judge()

    @property
    def typed(self) -> OwnKpi:
        """The KPI as it stands in the form."""
        assert self._own is not None  # noqa: S101
        own = self._own
        english, chinese = self.name_en.text().strip(), self.name_zh.text().strip()
        return OwnKpi(
            own.id or new_id(english or chinese, (one.id for one in self._others)),
            chinese,
            english,
            Group(self.group.currentData()),
            Unit(self.unit.currentData()),
            Direction(self.direction.currentData()),
            self.numerator.terms,
            self.denominator.terms,
            self.meaning_zh.text().strip(),
            self.meaning_en.text().strip(),
            Of.AGENT,
            self.matures.value(),
            own.version,
        )

    @property
    def is_dirty(self) -> bool:
        """Whether something is not saved yet."""
        own = self._own
        return own is not None and msgspec.structs.replace(self.typed, id=own.id) != own

    def keep(self) -> None:
        """Have it saved, when nothing is wrong."""
        if self._own is None:
            return
        wrong = problem(self.typed, self._others)
        self.problem.setText(wrong)
        self.problem.setVisible(bool(wrong))
        if not wrong:
            self.save_asked.emit(self.typed)

    def _discard(self) -> None:
        if self._own is not None and self._own.version:
            self.show_own(self._own, self._others)
        else:
            self.given_up.emit()

    def _judge(self) -> None:
        if self._own is None:
            return
        typed = self.typed
        whole = bool(typed.numerator and typed.denominator)
        self.formula.setText(
            _("Formula: {formula}").format(formula=formula(typed.kpi)) if whole else _("No formula yet.")
        )
        if not self.problem.isHidden():
            wrong = problem(typed, self._others)
            self.problem.setText(wrong)
            self.problem.setVisible(bool(wrong))
        dirty = self.is_dirty or self._own.version == 0
        self.bar.save.setEnabled(dirty)
        self.bar.discard.setEnabled(dirty)

    def _choose(self) -> None:
        own = self._own
        if own is None:
            return
        for box, value in ((self.group, own.group), (self.unit, own.unit), (self.direction, own.direction)):
            box.setCurrentIndex(max(0, box.findData(value.value)))

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        for box, words in (
            (self.group, {one: GROUP_LABELS[one] for one in Group}),
            (self.unit, {one: UNIT_LABELS[one] for one in UNITS}),
            (self.direction, DIRECTION_LABELS),
        ):
            box.clear()
            for value, word in words.items():
                box.addItem(_(word), value.value)
        self._choose()
        for terms in (self.numerator, self.denominator):
            terms.retranslate()
        self.remove.setText(_("Remove this KPI"))
        self._judge()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
