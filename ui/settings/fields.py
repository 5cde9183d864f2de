"""A field for any declared setting: its words, its editor, and what is wrong with what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import time
from typing import Any, get_args

from PySide6.QtCore import QEvent, QTime, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDoubleSpinBox,
    QLineEdit,
    QSpinBox,
    QTimeEdit,
    QWidget,
)

from supervisor.errors import SettingError
from supervisor.settings.declared import Setting
from supervisor.settings.issues import Limits, limits_fit
from supervisor.settings.quality import FormsAMonth, forms_fit
from supervisor.words import _, mark
from ui.widgets.field import Field, text_line

_NONE_AT_LEAST = {"break_team_cap": mark("any number")}  # what the least value of a setting means


class SettingField(Field):
    """One setting, edited. `edited` comes whenever a whole value was chosen or typed."""

    edited = Signal()

    def __init__(
        self,
        setting: Setting,
        choices: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
        *,
        help_text: str | None = None,
    ) -> None:
        """*choices*: the words for the values of a setting that is chosen from a list; marked, or names.

        *help_text* (marked) says what the setting's own meaning does not say well beside such a list.
        """
        self.setting = setting
        self._choices = dict(choices or {word: word for word in setting.choices})
        self._is_share = (setting.least, setting.most) == (0, 1)
        meaning = setting.meaning if help_text is None else help_text
        super().__init__(setting.label, self._make_editor(), meaning, parent)
        self.show_value(setting.default)
        self._watch()
        self._say_choices()

    def value(self) -> Any:
        """What stands in the editor, as the setting takes it."""
        match self.editor:
            case QCheckBox() as box:
                return box.isChecked()
            case QComboBox() as box if box.isEditable():
                return box.currentText().strip()
            case QComboBox() as box:
                return box.currentData()
            case QTimeEdit() as edit:
                at = edit.time()
                return time(at.hour(), at.minute()).isoformat("minutes")
            case QDoubleSpinBox() as spin:
                return round(spin.value() / 100, 6) if self._is_share else spin.value()
            case QSpinBox() as spin:
                return spin.value()
            case QLineEdit() as line:
                return line.text().strip()
        raise TypeError(type(self.editor))

    def show_value(self, value: Any) -> None:
        """Put *value* into the editor; nobody is told that it was edited."""
        blocked = self.editor.blockSignals(True)
        match self.editor:
            case QCheckBox() as box:
                box.setChecked(value)
            case QComboBox() as box if box.isEditable():
                box.setEditText(value)
            case QComboBox() as box:
                place = box.findData(value)
                if place < 0:  # a monitor that is not plugged in now
                    box.addItem(str(value), value)
                    place = box.count() - 1
                box.setCurrentIndex(place)
            case QTimeEdit() as edit:
                edit.setTime(QTime(value.hour, value.minute))
            case QDoubleSpinBox() as spin:
                spin.setValue(value * 100 if self._is_share else value)
            case QSpinBox() as spin:
                spin.setValue(value)
            case QLineEdit() as line:
                line.setText(value)
        self.editor.blockSignals(blocked)
        self.show_problem("")

    def judge(self) -> bool:
        """Whether what stands in the editor is good; what is wrong stands beside it."""
        try:
            self.setting.taken(self.value(), self.setting.name)
        except SettingError as error:
            self.show_problem(_("Expected: {expected}.").format(expected=error.expected))
            return False
        self.show_problem("")
        return True

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say_choices()

    def _make_editor(self) -> QWidget:
        setting = self.setting
        kinds = get_args(setting.type) or (setting.type,)
        if self._choices:
            box = QComboBox()
            for value, word in self._choices.items():
                box.addItem(word, value)
            return box
        if bool in kinds:
            return QCheckBox()
        if time in kinds:
            edit = QTimeEdit()
            edit.setDisplayFormat("HH:mm")
            return edit
        if int in kinds:
            whole = QSpinBox()
            whole.setRange(int(setting.least or 0), int(setting.most or 2**31 - 1))
            whole.setKeyboardTracking(False)
            whole.setSingleStep(25 if setting.unit == "%" else 1)
            whole.setSuffix(f" {setting.unit}" if setting.unit else "")
            return whole
        if float in kinds:
            spin = QDoubleSpinBox()
            scale = 100 if self._is_share else 1
            spin.setRange((setting.least or 0) * scale, (setting.most or 1e9) * scale)
            spin.setDecimals(1)
            spin.setKeyboardTracking(False)
            unit = "%" if self._is_share else setting.unit
            spin.setSuffix(f" {unit}" if unit else "")
            return spin
        return text_line()

    def _watch(self) -> None:
        match self.editor:
            case QCheckBox() as box:
                box.toggled.connect(self.edited)
            case QComboBox() as box if box.isEditable():
                box.currentTextChanged.connect(self.edited)
            case QComboBox() as box:
                box.currentIndexChanged.connect(self.edited)
            case QTimeEdit() as edit:
                edit.timeChanged.connect(self.edited)
            case QDoubleSpinBox() | QSpinBox() as spin:
                spin.valueChanged.connect(self.edited)
            case QLineEdit() as line:
                line.textEdited.connect(self.edited)
        self.left.connect(self.judge)

    def _say_choices(self) -> None:
        if isinstance(self.editor, QSpinBox) and self.setting.name in _NONE_AT_LEAST:
            self.editor.setSpecialValueText(_(_NONE_AT_LEAST[self.setting.name]))
        if isinstance(self.editor, QComboBox) and not self.editor.isEditable():
            for place in range(self.editor.count()):
                word = self._choices.get(self.editor.itemData(place))
                if word is not None:
                    self.editor.setItemText(place, _(word))


class LineField(SettingField):
    """Several things on one line, with commas between them. Who inherits says what they are."""

    @property
    def line(self) -> QLineEdit:
        assert isinstance(self.editor, QLineEdit)  # noqa: S101
        return self.editor

    def parts(self, value: Any) -> Iterable[str]:
        """What stands between the commas for *value*."""
        raise NotImplementedError

    def show_value(self, value: Any) -> None:
        """Put *value* into the line; nobody is told that it was edited."""
        self.line.setText(", ".join(self.parts(value)))
        self.show_problem("")

    def _make_editor(self) -> QWidget:
        return text_line()


class NamesField(LineField):
    """Names, in their order."""

    def value(self) -> Any:
        """The names, each once."""
        parts = (part.strip() for part in re.split(r"[,;，；、]+", self.line.text()))
        return tuple(dict.fromkeys(part for part in parts if part))

    def parts(self, value: Any) -> Iterable[str]:
        return tuple(value)


class CheckedLineField(LineField):
    """A line that may hold what is none of its things; a good one is written again as the program would."""

    def expected(self, value: Any) -> str | None:
        """What is expected instead of *value* (text where it is no such thing); None when it is good."""
        raise NotImplementedError

    def judge(self) -> bool:
        """Whether the line is good; what is wrong stands beside it."""
        value = self.value()
        expected = self.expected(value)
        if expected is not None:
            self.show_problem(_("Expected: {expected}.").format(expected=expected))
            return False
        self.show_value(value)
        return True

    def _typed(self) -> tuple[str, list[str]]:
        """The line, and what stands in it between commas or spaces."""
        text = self.line.text().strip()
        return text, [part for part in re.split(r"[\s,;，；、]+", text) if part]


class TimesField(CheckedLineField):
    """Times of the day, such as 08:00, 14:00; in order, whatever the order in which they came."""

    def value(self) -> Any:
        """The times; the text as it stands when it is none."""
        text, parts = self._typed()
        try:
            return tuple(sorted(_time(part) for part in parts))
        except ValueError:
            return text

    def parts(self, value: Any) -> Iterable[str]:
        return (at.isoformat("minutes") for at in value)

    def expected(self, value: Any) -> str | None:
        if isinstance(value, str) or len(set(value)) < len(value):
            return _("times that differ, such as 08:00, 14:00")
        return None


class NumbersField(CheckedLineField):
    """Some whole numbers. Who inherits says which: what they become, and what is expected."""

    KIND: Callable[..., Any]
    COUNT = 0

    def numbers(self, value: Any) -> tuple[int, ...]:
        """The numbers of which *value* is made."""
        raise NotImplementedError

    def value(self) -> Any:
        """What the numbers become; the text as it stands when they are none."""
        text, parts = self._typed()
        if len(parts) != self.COUNT or not all(part.isdecimal() for part in parts):
            return text
        return type(self).KIND(*(int(part) for part in parts))

    def parts(self, value: Any) -> Iterable[str]:
        return (str(number) for number in self.numbers(value))


class FormsField(NumbersField):
    """Three numbers, such as 20, 8, 2: forms a month of new, of other and of exempt people."""

    KIND = FormsAMonth
    COUNT = 3

    def numbers(self, value: FormsAMonth) -> tuple[int, ...]:
        return value.new, value.others, value.exempt

    def expected(self, value: Any) -> str | None:
        return forms_fit(value) if isinstance(value, FormsAMonth) else _("three numbers, such as 20, 8, 2")


class LimitsField(NumbersField):
    """Five numbers of days: to sign for, to answer, to solve, to verify, to call back."""

    KIND = Limits
    COUNT = 5

    def numbers(self, value: Limits) -> tuple[int, ...]:
        return (
            value.sign_for_days,
            value.answer_days,
            value.solution_days,
            value.verification_days,
            value.callback_days,
        )

    def expected(self, value: Any) -> str | None:
        if not isinstance(value, Limits):
            return _("five numbers of days, such as 1, 3, 20, 30, 2")
        return _("at most 366 days") if max(self.numbers(value)) > 366 else limits_fit(value)


def _time(text: str) -> time:
    hours, _colon, minutes = text.replace("：", ":").partition(":")
    return time(int(hours), int(minutes or 0))
