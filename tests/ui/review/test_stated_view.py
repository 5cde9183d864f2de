"""What was stated beside the table: it stays, with its date; anew only with a reason."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from PySide6.QtCore import Qt

from supervisor.errors import ReviewError
from supervisor.review.frozen import Reopening
from supervisor.review.monthly import ReviewQuestion
from tests.commands.test_review import url
from tests.ui.review.conftest import Seat
from ui.review import stated_work
from ui.review.matrix_page import MatrixPage
from ui.review.sample import sample_stated
from ui.review.stated_work import StatedTold

__all__ = ["url"]  # the fixture

AT = datetime(2026, 5, 20, 4, tzinfo=UTC)


def test_the_drawer_tells_who_stated_what_and_what_is_otherwise_now(seat: Seat) -> None:
    page = seat.screen.page("matrix")
    assert isinstance(page, MatrixPage)
    seat.qtbot.mouseClick(page.stated, Qt.MouseButton.LeftButton)
    view = seat.screen.stated
    assert seat.screen.split.drawer.title.text() == "Stated figures"
    view.show_told(StatedTold(seat.screen.desk.month))
    assert "Nothing was stated" in view.about.text()
    assert view.button.text() == "State the figures of 2026-10"
    assert not view.table.isVisible()

    told = sample_stated(seat.review)
    assert told.freeze is not None
    view.show_told(told)
    assert "by li.na: 8 KPIs" in view.about.text()
    assert len(view.table.arrangement.rows) == len(told.corrections) > 3
    assert view.button.text() == "State the figures of 2026-10 anew"

    again = Reopening(AT, "wang", "A team was missing", AT, "li.na")
    view.show_told(replace(told, freeze=replace(told.freeze, reopened=(again,), is_open=True)))
    assert "A team was missing" in view.about.text()
    assert view.button.text() == "State the figures of 2026-10"


def test_stating_anew_asks_for_a_reason(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    seat.screen.show_stated()
    view = seat.screen.stated
    view.show_told(sample_stated(seat.review))
    monkeypatch.setattr(seat.centre, "url", "sqlite:///nowhere.db")
    seat.qtbot.mouseClick(view.button, Qt.MouseButton.LeftButton)
    assert view.problem.text() == "Say why they are to be stated anew."
    assert view.note.hasFocus()


def test_what_is_stated_is_written_once_and_anew_with_its_reason(url: str) -> None:
    march = ReviewQuestion(date(2026, 3, 1), date(2026, 5, 20))

    def report(_done: int, _total: int) -> None:
        pass

    assert stated_work.ask_stated(report, url, march) == StatedTold(march.month)
    first = stated_work.state(report, url, march, None, note="monthly report", at=AT, who="li")
    assert first.freeze is not None
    assert (first.freeze.frozen_by, first.freeze.note, first.count) == ("li", "monthly report", 0)
    with pytest.raises(ReviewError):
        stated_work.state(report, url, march, None, note="", at=AT, who="wang")
    anew = stated_work.state(report, url, march, first.freeze, note="a team was missing", at=AT, who="wang")
    assert anew.freeze is not None
    assert [one.reason for one in anew.freeze.reopened] == ["a team was missing"]
    assert anew.freeze.frozen_by == "wang"
