"""The sheet on paper beside its lines, in whatever room there is."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.issues.sheet_preview import SheetPreview


@pytest.mark.usefixtures("dressed")
def test_paper_that_only_fits_without_a_scroll_bar_has_none_and_comes_to_rest(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    preview = SheetPreview()
    qtbot.addWidget(preview)
    monkeypatch.setattr(preview.pages, "heightForWidth", lambda wide: wide)
    preview.show()
    for high in range(370, 431):  # with a bar the paper is some 14 pixels lower, and would need none
        preview.resize(400, high)
        QApplication.processEvents()
        assert preview.verticalScrollBar().isVisible() == (high < 400)
