"""The ladder of reminders: when whom, by which way and in which words of both languages."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSpinBox,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from supervisor.issues.letters import usual
from supervisor.settings.issues import (
    PLACES,
    WAY_LABELS,
    Reminding,
    Rung,
    Way,
    Wording,
    reminding_fits,
    words_wrong,
)
from supervisor.words import _, mark
from ui import theme
from ui.widgets.field import Field
from ui.widgets.icon import icon
from ui.widgets.pane import Pane
from ui.widgets.save_bar import SaveBar

LANGUAGES = {"zh_CN": "简体中文", "en": "English"}
BODY_LINES = 8
ROW = 28  # pixels: with less an icon is painted at no size


class LadderForm(Pane):
    """`save_asked` gives the reminding as it shall be."""

    save_asked = Signal(object)
    given_up = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._read: Reminding | None = None
        self.stays = False  # on a page: there is nothing to be left by giving up
        self._rungs: list[Rung] = []
        self._at = 0
        self.on = QCheckBox(self)
        self.language = QComboBox(self)
        for code, said in LANGUAGES.items():
            self.language.addItem(said, code)
        self.managers = QLineEdit(self)
        self.steps = QWidget(self)
        self.grid = QGridLayout(self.steps)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.add = QPushButton(self)
        self.words_of, self.words_in = QComboBox(self), QComboBox(self)
        self.words_of.setMinimumContentsLength(12)
        self.words_of.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        for code, said in LANGUAGES.items():
            self.words_in.addItem(said, code)
        self.subject, self.body = QLineEdit(self), QPlainTextEdit(self)
        self.body.setTabChangesFocus(True)
        self.body.setFixedHeight(theme.current().px(20 * BODY_LINES))
        self.usual = QPushButton(self)
        self.usual.setProperty("role", "link")
        self.problem = QLabel(self)
        self.problem.setProperty("role", "error")
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.bar = SaveBar(self)
        self._lay_out()
        self._wire()
        self.retranslate()

    def _lay_out(self) -> None:
        self.fields = {
            "on": Field(mark("Mail"), self.on, mark("Mails go out in the working hours of who gets them.")),
            "language": Field(mark("Language of the mails"), self.language),
            "managers": Field(
                mark("The managers’ addresses"), self.managers, mark("Several with commas between them.")
            ),
            "of": Field(mark("Words of"), self.words_of),
            "in": Field(mark("In"), self.words_in),
            "subject": Field(mark("Subject"), self.subject),
            "body": Field(mark("Text of the letter"), self.body),
        }
        self.ladder_title, self.words_title, self.places = QLabel(self), QLabel(self), QLabel(self)
        for title in (self.ladder_title, self.words_title):
            title.setProperty("role", "strong")
        self.places.setProperty("role", "small")
        self.places.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, theme.SPACE_S, 0)
        column.setSpacing(theme.SPACE_M)
        left = Qt.AlignmentFlag.AlignLeft
        for name in ("on", "language", "managers"):
            column.addWidget(self.fields[name])
        column.addWidget(self.ladder_title)
        column.addWidget(self.steps)
        column.addWidget(self.add, 0, left)
        column.addWidget(self.words_title)
        for name in ("of", "in", "subject", "body"):
            column.addWidget(self.fields[name])
        column.addWidget(self.places)
        column.addWidget(self.usual, 0, left)
        column.addWidget(self.problem)
        column.addWidget(self.bar)
        column.addStretch(1)

    def _wire(self) -> None:
        self.on.toggled.connect(lambda _on: self._judge())
        self.language.currentIndexChanged.connect(lambda _at: self._judge())
        self.managers.textEdited.connect(lambda _text: self._judge())
        self.add.clicked.connect(self._add)
        self.words_of.currentIndexChanged.connect(lambda _at: self._show_words())
        self.words_in.currentIndexChanged.connect(lambda _at: self._show_words())
        self.subject.textEdited.connect(lambda _text: self._take_words())
        self.body.textChanged.connect(self._take_words)
        self.usual.clicked.connect(self._take_usual)
        self.bar.save_asked.connect(self.keep)
        self.bar.discard_asked.connect(self._discard)

    # -- what is shown --------------------------------------------------------------------------------------

    def show_reminding(self, reminding: Reminding) -> None:
        """Show *reminding* as it is in force."""
        self._read = None
        self.on.setChecked(reminding.on)
        self.language.setCurrentIndex(max(0, self.language.findData(reminding.language)))
        self.managers.setText(", ".join(reminding.managers))
        self._rungs = list(reminding.ladder)
        self._show_steps()
        self._show_words()
        self._read = reminding
        self.refuse("")
        self._judge()

    @property
    def typed(self) -> Reminding:
        """The reminding as it stands in the form."""
        managers = (part.strip() for part in self.managers.text().replace("，", ",").split(","))
        return Reminding(
            self.on.isChecked(),
            self.language.currentData(),
            tuple(part for part in managers if part),
            tuple(sorted(self._rungs, key=lambda rung: (rung.days, rung.way))),
        )

    @property
    def is_dirty(self) -> bool:
        """Whether something is not saved yet."""
        return self._read is not None and self.typed != self._read

    def refuse(self, said: str) -> None:
        """Say why it could not be kept."""
        self.problem.setText(said)
        self.problem.setVisible(bool(said))

    def _show_steps(self) -> None:
        while (item := self.grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()  # or it is painted once more, at no size
                widget.deleteLater()
        for at, rung in enumerate(self._rungs):
            days, way, away = QSpinBox(self.steps), QComboBox(self.steps), QToolButton(self.steps)
            days.setRange(-60, 250)
            days.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            days.lineEdit().setTextMargins(theme.SPACE_S - 2, 0, 0, 0)  # the style sheet cannot
            days.setValue(rung.days)
            days.setPrefix("+" if rung.days > 0 else "")
            days.setAccessibleName(_("Working days after the limit"))
            for one in Way:
                way.addItem(_(WAY_LABELS[one]), one)
            way.setCurrentIndex(way.findData(rung.way))
            way.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            way.setMinimumContentsLength(10)
            way.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            way.setAccessibleName(_("Who is reminded"))
            away.setIcon(icon("close"))
            away.setMinimumSize(theme.current().px(ROW), theme.current().px(ROW))
            away.setToolTip(_("Take this step away"))
            away.setAccessibleName(away.toolTip())
            days.valueChanged.connect(partial(self._set_days, at, days))
            way.activated.connect(partial(self._set_way, at, way))
            away.clicked.connect(partial(self._remove, at))
            for column, widget in enumerate((days, way, away)):
                self.grid.addWidget(widget, at, column)
        self.grid.setColumnStretch(1, 1)
        self._show_choices()

    def _show_choices(self) -> None:
        chosen = self.words_of.currentIndex()
        self.words_of.blockSignals(True)
        self.words_of.clear()
        for at, rung in enumerate(self._rungs):
            if rung.way is not Way.DESK:
                said = _("{days} days: {who}").format(days=f"{rung.days:+d}", who=_(WAY_LABELS[rung.way]))
                self.words_of.addItem(said, at)
        self.words_of.setCurrentIndex(min(max(chosen, 0), self.words_of.count() - 1))
        self.words_of.blockSignals(False)

    @property
    def _rung(self) -> int | None:
        """The place of the step whose words are shown."""
        at = self.words_of.currentData()
        return at if isinstance(at, int) and at < len(self._rungs) else None

    def _show_words(self) -> None:
        at, language = self._rung, self.words_in.currentData() or "zh_CN"
        for name in ("subject", "body"):
            self.fields[name].setVisible(at is not None)
        if at is None:
            return
        rung = self._rungs[at]
        own = rung.zh if language == "zh_CN" else rung.en
        words = own or usual(rung.way, language)
        for widget in (self.subject, self.body):
            widget.blockSignals(True)
        self.subject.setText(words.subject)
        self.body.setPlainText(words.body)
        for widget in (self.subject, self.body):
            widget.blockSignals(False)
        self.usual.setEnabled(own is not None)
        self.fields["body"].show_problem("")

    # -- hands ----------------------------------------------------------------------------------------------

    def keep(self) -> None:
        """Have it saved, when nothing is wrong."""
        typed = self.typed
        wrong = reminding_fits(typed)
        self.refuse(_("Expected: {what}.").format(what=wrong) if wrong else "")
        if not wrong and self.is_dirty:
            self.save_asked.emit(typed)

    def _discard(self) -> None:
        if self._read is not None and self.is_dirty:
            self.show_reminding(self._read)
        else:
            self.given_up.emit()

    def _add(self) -> None:
        last = max((rung.days for rung in self._rungs), default=0)
        self._rungs.append(Rung(last + 1, Way.CONTACT))
        self._show_steps()
        self._show_words()
        self._judge()

    def _remove(self, at: int) -> None:
        del self._rungs[at]
        self._show_steps()
        self._show_words()
        self._judge()

    def _set_days(self, at: int, box: QSpinBox, days: int) -> None:
        box.setPrefix("+" if days > 0 else "")
        self._rungs[at] = replace(self._rungs[at], days=days)
        self._show_choices()
        self._judge()

    def _set_way(self, at: int, box: QComboBox, _index: int) -> None:
        self._rungs[at] = Rung(self._rungs[at].days, box.currentData())  # its words are another reader's
        self._show_choices()
        self._show_words()
        self._judge()

    def _take_words(self) -> None:
        at, language = self._rung, self.words_in.currentData()
        if at is None:
            return
        rung = self._rungs[at]
        words: Wording | None = Wording(self.subject.text(), self.body.toPlainText())
        if words == usual(rung.way, language):
            words = None
        self._rungs[at] = replace(rung, zh=words) if language == "zh_CN" else replace(rung, en=words)
        wrong = words_wrong(words) if words is not None else None
        self.fields["body"].show_problem(_("Expected: {what}.").format(what=wrong) if wrong else "")
        self.usual.setEnabled(words is not None)
        self._judge()

    def _take_usual(self) -> None:
        at, language = self._rung, self.words_in.currentData()
        if at is not None:
            rung = self._rungs[at]
            self._rungs[at] = replace(rung, zh=None) if language == "zh_CN" else replace(rung, en=None)
            self._show_words()
            self._judge()

    def _judge(self) -> None:
        if self._read is not None:
            self.bar.save.setEnabled(self.is_dirty)
            self.bar.discard.setEnabled(self.is_dirty or not self.stays)

    # -- words ----------------------------------------------------------------------------------------------

    def retranslate(self) -> None:
        """Say everything again, in the language now in use."""
        self.on.setText(_("Send mails by itself"))
        self.ladder_title.setText(_("When whom: working days after the limit (before it: −1)"))
        self.words_title.setText(_("In which words"))
        self.places.setText(
            _("Filled in: {places}.").format(places=" ".join(f"{{{place}}}" for place in PLACES))
        )
        self.add.setText(_("Add a step"))
        self.usual.setText(_("Take the usual words"))
        self._show_steps()
        self._show_words()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)
