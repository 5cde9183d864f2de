from __future__ import annotations

from pathlib import Path

from supervisor.issues import store
from supervisor.storage.database import open_centre
from tests.ui.issues.conftest import Seat
from ui.issues.list_page import ListPage


def titles(seat: Seat) -> list[str]:
    with open_centre(seat.centre.url) as database, database.read() as db:
        return [one.title for one in store.all_issues(db)]


def test_a_file_is_previewed_taken_in_and_taken_back(seat: Seat, tmp_path: Path) -> None:
    page = seat.screen.show_tab("list")
    assert isinstance(page, ListPage)
    path = tmp_path / "march.csv"
    path.write_text("Title,Severity,Department\nBills are late,high,Billing\n,low,Billing\n", "utf-8")
    page.intake.read(path)
    seat.wait(lambda: page.intake.preview is not None)
    preview = page.intake.preview
    assert preview is not None
    assert "1 new" in preview.summary.text()
    assert "1 left out" in preview.summary.text()
    assert len(titles(seat)) == 3
    preview.take.click()
    undo = seat.done("1 issue was taken in as a draft")
    assert titles(seat)[-1] == "Bills are late"
    undo()
    seat.wait(lambda: len(titles(seat)) == 3)


def test_a_file_that_holds_no_issues_says_so(seat: Seat, tmp_path: Path) -> None:
    page = seat.screen.show_tab("list")
    assert isinstance(page, ListPage)
    path = tmp_path / "other.csv"
    path.write_text("a,b\n1,2\n", "utf-8")
    page.intake.read(path)
    seat.wait(lambda: any("no column" in said for said, _undo in seat.said))
