"""The bar below a form: keys from anywhere in it, and words that stay its own in another language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from supervisor import words
from ui import language
from ui.widgets.save_bar import SaveBar, UnsavedBar


class Form(QWidget):
    """A line, a bar with something beside its buttons and something apart from them."""

    def __init__(self) -> None:
        super().__init__()
        self.line, self.trial, self.remove = QLineEdit(), QPushButton("Try"), QPushButton("Remove")
        self.bar = SaveBar(self, self.remove, beside=(self.trial,))
        column = QVBoxLayout(self)
        column.addWidget(self.line)
        column.addWidget(self.bar)


@pytest.fixture
def form(dressed: object, qtbot: QtBot) -> Iterator[Form]:
    made = Form()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    language.use("en")


def test_control_s_saves_from_anywhere_in_the_form(form: Form, qtbot: QtBot) -> None:
    form.line.setFocus()
    with qtbot.waitSignal(form.bar.save_asked):
        qtbot.keyClick(form.line, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(form.bar.discard_asked):
        form.bar.discard.click()


def test_what_stands_beside_stands_between_saving_and_discarding(form: Form) -> None:
    row = form.bar.layout()
    assert isinstance(row, QHBoxLayout)
    places = [row.indexOf(one) for one in (form.bar.save, form.trial, form.bar.discard, form.remove)]
    assert places == sorted(places)


def test_what_saves_by_another_name_keeps_that_in_another_language(form: Form, qtbot: QtBot) -> None:
    form.bar.call_save("Take in")
    language.use("zh_CN")
    qtbot.waitUntil(lambda: form.bar.discard.text() != "Discard")
    assert form.bar.save.text() == words._("Take in")
    assert form.bar.save.text() not in ("Take in", "保存")
    form.bar.call_save("")
    assert form.bar.save.text() == "保存"


def test_what_is_not_saved_is_said_until_it_is_and_why_it_could_not_be(dressed: object, qtbot: QtBot) -> None:
    form = QWidget()
    qtbot.addWidget(form)
    bar = UnsavedBar(form)
    assert bar.isHidden()
    bar.tell(True, "Not saved yet.")
    assert not bar.isHidden()
    assert bar.text == "Not saved yet."
    bar.tell(True, "Not saved yet.", "The name is taken.")
    assert bar.text == "The name is taken."
    bar.tell(False, "")
    assert bar.isHidden()
