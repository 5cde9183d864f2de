"""Hints."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QTextDocument

from ui.widgets.tip import plain_tip


@pytest.mark.parametrize("name", ["Tom <b>Baker</b>", "<img src=x>", "a < b", "李强\n0012", "&amp;"])
@pytest.mark.usefixtures("qapp")
def test_a_hint_shows_a_name_letter_by_letter(name: str) -> None:
    tip = plain_tip(name)
    shown = QTextDocument()
    if tip == name:
        shown.setPlainText(tip)
    else:
        shown.setHtml(tip)
    assert shown.toPlainText() == name
