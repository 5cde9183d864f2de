"""What the work process answers the performance page, asked where it is: from counts in a database."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook

from supervisor.evidence.unit import Unit
from supervisor.review.matrix import EVERYBODY
from supervisor.review.monthly import ReviewQuestion
from supervisor.settings.tenure import USUAL_BANDS
from tests.commands.test_review import WEAK, url
from ui.review import matrix_file, work

__all__ = ["url"]  # the fixture

MARCH = ReviewQuestion(date(2026, 3, 1), date(2026, 5, 20))


def report(_done: int, _total: int) -> None:
    pass


def test_the_page_is_told_everybody_and_what_is_wanted(url: str) -> None:
    known = work.known(report, url)
    assert (known.first, known.last) == (date(2026, 1, 14), date(2026, 3, 11))
    assert known.bands == USUAL_BANDS

    *_waits, told = work.ask_matrix(report, url, MARCH).unpack()
    assert told is not None
    assert [column.kpi for column in told.matrix.columns] == ["fcr", "csat"]  # those with targets
    offers = {offer.kpi.id: offer.wanted_of for offer in told.offers}
    assert offers["fcr"] == len(told.matrix.rows)
    weak = next(row for row, one in enumerate(told.matrix.rows) if one.unit.person == WEAK)
    assert told.matrix.cell(weak, 0).missed[-1] is True

    unit = told.matrix.rows[weak].unit
    found = work.ask_derivation(report, url, MARCH, "fcr", unit)
    assert found is not None
    assert found.entry.who.unit == unit
    assert work.ask_derivation(report, url, MARCH, "fcr", Unit("nobody", "", "voice")) is None


@pytest.mark.parametrize("named", [True, False])
def test_the_file_says_what_its_figures_are(named: bool, url: str, tmp_path: Path) -> None:
    written = matrix_file.write(
        report,
        url,
        MARCH,
        EVERYBODY,
        ("fcr",),
        tmp_path / "review.xlsx",
        [("Filter", "none")],
        named=named,
        bands=USUAL_BANDS,
        zone="Asia/Shanghai",
        language="en",
    )
    figures, about = load_workbook(written.path).worksheets
    assert figures.max_row == written.rows + 1
    said = {str(row[0]): str(row[1]) for row in about.iter_rows(values_only=True)}
    assert said["Month"] == "2026-03"
    assert "known customer" in said["First-contact resolution"]
    assert ("Names" in said) is not named


PLACES = ("history", "people", "review", "imports", "floor")
LOADED = """
import sys
{imports}
print(sorted({{"numpy", "scipy", "pandas"}} & set(sys.modules)))
"""


def test_no_place_loads_arrays() -> None:
    """A fifth of a second that nobody sees the use of: the work process alone computes."""
    pages = ("ui.review.matrix_page", "ui.review.list_page", "ui.review.person_page")
    tabs = ("ui.training.courses_page", "ui.training.coaching_page")
    modules = [*(f"ui.{place}.screen" for place in PLACES), *pages, *tabs]
    code = LOADED.format(imports="\n".join(f"import {module}" for module in modules))
    ran = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=120
    )
    assert ran.stdout.strip() == "[]"
