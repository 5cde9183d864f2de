"""A widget that gets another role."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from ui.widgets.role import put_role


@pytest.mark.usefixtures("dressed")
def test_a_line_that_becomes_an_error_begins_beside_its_bar_and_not_under_it(
    qtbot: QtBot, qapp: QApplication
) -> None:
    wrong, line = QLabel("Wrong"), QLabel("Trying …")
    for label, role in ((wrong, "error"), (line, "muted")):
        qtbot.addWidget(label)
        label.setProperty("role", role)
        label.resize(200, 40)
        label.show()
    qapp.processEvents()
    assert wrong.contentsRect().left() > line.contentsRect().left()

    put_role(line, "error")
    assert line.contentsRect() == wrong.contentsRect()

    put_role(line, "muted")
    assert line.contentsRect().left() < wrong.contentsRect().left()
