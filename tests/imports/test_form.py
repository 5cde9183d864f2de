from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import python_calamine

from supervisor import words
from supervisor.facts.fields import NAMES
from supervisor.history import batch as batches
from supervisor.history.batch import Kind
from supervisor.imports import form
from supervisor.imports import preview as previewing
from supervisor.storage.database import open_history
from tests.imports.conftest import Desk, quiet

DAY = date(2026, 3, 2)


def test_the_form_has_a_column_for_every_count_and_says_what_it_means(tmp_path: Path) -> None:
    words.use_language("zh_CN")
    path = form.write(tmp_path / "form", DAY)

    book = python_calamine.CalamineWorkbook.from_path(path)
    head = book.get_sheet_by_index(0).to_python()[0]
    assert head == [*form.KEYS, *NAMES]
    meanings = book.get_sheet_by_index(1).to_python()
    assert [row[0] for row in meanings[1 : len(head) + 1]] == head
    assert all(row[1] and row[2] for row in meanings[1 : len(head) + 1])
    assert words.language() == "zh_CN"


def test_the_filled_form_is_read_without_a_word(desk: Desk, tmp_path: Path) -> None:
    path = form.write(tmp_path / "form.xlsx", DAY)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    at = {cell.value: cell.column for cell in sheet[1]}
    for row, told in enumerate(
        (
            {"day": DAY, "login": "0012", "channel": "voice", "n_answered": 82, "talk_s": 14760},
            {"day": DAY, "login": "0012", "signed_s": "8:00:00"},
            {"month": "2026-02", "agent": "王淼", "n_form": 6, "score_sum": 561.5},
        ),
        2,
    ):
        for name, value in told.items():
            sheet.cell(row, at[name], value)
    book.save(path)

    opened = previewing.look(quiet, path, desk.url)
    assert opened.own_form
    result = desk.read(path)

    assert (result.rows, result.left_out) == (3, 0)
    told_ = {key[:4]: values for key, values in desk.counts("acd").items()}
    assert told_ == {
        (DAY, "D", "0012", "voice"): {"n_answered": 82, "talk_s": 14760},
        (DAY, "D", "0012", ""): {"signed_s": 28800},
        (date(2026, 2, 1), "M", "王淼", ""): {"n_form": 6, "score_sum": 561.5},
    }
    with open_history(desk.url) as history, history.read() as db:
        assert batches.batch(db, result.batch or 0).kind is Kind.FORM
