"""What of an issue can be typed: for each field an editor, how to show a value in it and how to read it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from supervisor.issues.issue import FIELDS
from supervisor.words import _
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.day_line import DayLine
from ui.widgets.field import Field
from ui.widgets.text_area import TextArea

LONGEST_LINE, LONGEST_TITLE = 300, 200
LONGEST_TEXT = 20_000


@dataclass
class Entry:
    """The field at *path*: *show* puts a value into its editor, *value* reads it, *problem* says what is
    wrong with what is typed ("" nothing), *listen* has something called when a person changed it, *say* says
    its choices again."""

    path: str
    field: Field
    show: Callable[[Any], None]
    value: Callable[[], Any]
    listen: Callable[[Callable[[], None]], None]
    problem: Callable[[], str] = lambda: ""
    say: Callable[[], None] = lambda: None


def line_entry(path: str, parent: QWidget, help_text: str = "", *, most: int = LONGEST_LINE) -> Entry:
    """A line of text."""
    line = QLineEdit(parent)
    line.setMaxLength(most)
    return Entry(
        path,
        Field(FIELDS[path], line, help_text, parent),
        line.setText,
        lambda: line.text().strip(),
        lambda then: _on(line.textEdited, then),
    )


def area_entry(path: str, parent: QWidget, help_text: str = "", *, lines: int = 3) -> Entry:
    """Text of several lines."""
    area = TextArea(parent, lines=lines)

    def problem() -> str:
        over = len(area.text) - LONGEST_TEXT
        return _("This is {n} characters too long.").format(n=over) if over > 0 else ""

    return Entry(
        path,
        Field(FIELDS[path], area, help_text, parent),
        area.show_text,
        lambda: area.text,
        lambda then: _on(area.textChanged, then),
        problem,
    )


def day_entry(path: str, parent: QWidget, help_text: str = "") -> Entry:
    """A day, or none."""
    line = DayLine(parent)
    return Entry(
        path,
        Field(FIELDS[path], line, help_text, parent),
        line.show_day,
        lambda: line.day,
        lambda then: _on(line.textEdited, then),
        lambda: line.problem,
    )


def number_entry(path: str, parent: QWidget, help_text: str = "") -> Entry:
    """A number of people or contacts; nothing typed is unknown, never 0."""
    line = QLineEdit(parent)
    line.setMaxLength(12)

    def value() -> float | None:
        text = line.text().strip().replace(",", "").replace("，", "")
        return float(text) if text else None

    def problem() -> str:
        try:
            found = value()
        except ValueError:
            found = -1.0
        if found is not None and not 0 <= found < 1e9:
            return _("“{text}” is no number; enter one like 120, or nothing.").format(text=line.text())
        return ""

    return Entry(
        path,
        Field(FIELDS[path], line, help_text, parent),
        lambda shown: line.setText("" if shown is None else f"{shown:g}"),
        value,
        lambda then: _on(line.textEdited, then),
        problem,
    )


def check_entry(path: str, parent: QWidget, help_text: str = "") -> Entry:
    """Yes or no."""
    box = QCheckBox(parent)
    return Entry(
        path,
        Field(FIELDS[path], box, help_text, parent),
        lambda on: box.setChecked(bool(on)),
        box.isChecked,
        lambda then: _on(box.toggled, then),
    )


def tags_entry(path: str, parent: QWidget, help_text: str = "") -> Entry:
    """Words with commas between them."""
    line = QLineEdit(parent)
    line.setMaxLength(1000)

    def value() -> tuple[str, ...]:
        said = line.text().replace("，", ",").replace("、", ",").replace("；", ",").replace(";", ",")
        return tuple(dict.fromkeys(one.strip() for one in said.split(",") if one.strip()))

    return Entry(
        path,
        Field(FIELDS[path], line, help_text, parent),
        lambda tags: line.setText(", ".join(tags)),
        value,
        lambda then: _on(line.textEdited, then),
    )


def choice_entry(
    path: str,
    parent: QWidget,
    choices: Callable[[], Iterable[tuple[str, str]]],
    help_text: str = "",
    *,
    free: bool = False,
    named: Callable[[str], str] = str,
    read: Callable[[str], Any] = str,
) -> Entry:
    """One of *choices* (words and key), or with *free* something new; *named*: how a key that is not offered
    any more is called; *read* makes the value of the key."""
    box = ChoiceBox(parent, free=free)

    def show(value: Any) -> None:
        key = "" if value is None else str(getattr(value, "value", value))
        box.choose(key, named(key))

    def problem() -> str:
        return _("“{text}” is none of these.").format(text=box.currentText()) if box.is_unknown else ""

    return Entry(
        path,
        Field(FIELDS[path], box, help_text, parent),
        show,
        lambda: read(box.value),
        lambda then: _on(box.chosen, then),
        problem,
        lambda: box.offer(choices()),
    )


def _on(signal: Any, then: Callable[[], None]) -> None:
    signal.connect(lambda *_said: then())
