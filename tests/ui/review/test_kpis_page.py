"""The catalogue of KPIs: formulas in sight, one of the centre's own made, changed and taken back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from supervisor.performance.kpi import BY_ID, KPIS, use_own
from ui.asking import Asking
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.review.kpis_page import KpisPage
from ui.review.screen import ReviewScreen


@pytest.fixture
def page(
    open_floor: Callable[..., OpenCentre], machine: Machine, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Iterator[KpisPage]:
    """The catalogue over a centre in a file."""
    monkeypatch.setattr(Asking, "ask", lambda *_question, **_more: None)
    screen = ReviewScreen(open_floor(at=datetime(2026, 11, 3, tzinfo=UTC)), machine)
    screen.resize(1366, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    found = screen.show_tab("kpis")
    assert isinstance(found, KpisPage)
    yield found
    screen.close()
    screen.deleteLater()
    use_own(())


def names(page: KpisPage) -> list[str]:
    return [row.kpi.title for row in page.table.arrangement.rows.values()]


def test_every_kpi_has_its_formula_in_sight(page: KpisPage) -> None:
    assert names(page) == [kpi.title for kpi in KPIS]
    page.table.select("complaint_rate")
    page.open(page.table.row("complaint_rate"))
    assert "1,000 × Complaints ÷ Contacts handled" in page.meaning.toPlainText()
    assert "30 days" in page.meaning.toPlainText()


def test_an_own_kpi_is_made_by_hand_known_at_once_and_taken_back(page: KpisPage, qtbot: QtBot) -> None:
    said: list[Callable[[], None]] = []
    page._desk.noticed.connect(lambda _words, undo: said.append(undo))
    qtbot.mouseClick(page.new, Qt.MouseButton.LeftButton)
    form = page.form
    qtbot.mouseClick(form.bar.save, Qt.MouseButton.LeftButton)
    assert form.problem.text() == "Give the KPI a name."
    qtbot.keyClicks(form.name_en, "Consultations")
    assert form.formula.text() == "Formula: Consultations ÷ Contacts handled"
    qtbot.keyClick(form.name_en, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "Consultations" in names(page))
    assert BY_ID["own_consultations"].title == "Consultations"
    said[0]()
    qtbot.waitUntil(lambda: "Consultations" not in names(page))
    assert "own_consultations" not in BY_ID


def test_terms_are_added_and_removed(page: KpisPage, qtbot: QtBot) -> None:
    qtbot.mouseClick(page.new, Qt.MouseButton.LeftButton)
    form = page.form
    qtbot.mouseClick(form.numerator.add, Qt.MouseButton.LeftButton)
    assert form.formula.text() == "Formula: (Consultations + Contacts handled) ÷ Contacts handled"
    qtbot.mouseClick(form.numerator.lines[0].remove, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(form.numerator.lines[0].remove, Qt.MouseButton.LeftButton)
    assert form.formula.text() == "No formula yet."
