"""One row beside the table: what it asks, and what is said; without a database."""

from __future__ import annotations

from datetime import date
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supervisor.issues.reply import Answer
from supervisor.issues.states import State
from supervisor.roundtrip.verdict import Choices, Empty, Preview, RowFinding
from tests.roundtrip.sheets import FULL, KEY, Case, sent_issue
from ui.roundtrip.deciding import Deciding
from ui.roundtrip.field_card import FieldCard
from ui.roundtrip.file_questions import FileQuestions
from ui.roundtrip.row_view import RowView
from ui.roundtrip.row_words import changes_words, field_fate, verdict_words


def shown(row: RowFinding, qtbot: QtBot, choices: Choices | None = None) -> tuple[RowView, list[Any]]:
    """The row in sight, and all that is said about it."""
    view = RowView()
    qtbot.addWidget(view)
    said: list[Any] = []
    for signal in (view.file_wanted, view.comment_wanted, view.reopen_wanted, view.day_given):
        signal.connect(lambda *what: said.append(what))
    view.resize(460, 600)
    view.show()
    view.show_row(row, choices or Choices(), {row.key: 7}, taken=False)
    return view, said


def test_an_issue_that_is_over_may_be_opened_again(dressed: QApplication, qtbot: QtBot) -> None:
    row = Case(issue=sent_issue(1, state=State.CLOSED), reply=FULL).row
    view, said = shown(row, qtbot)
    assert {field_fate(row, one, taken=False) for one in row.fields} == {"Kept as a comment"}
    assert view.reopen is not None
    qtbot.mouseClick(view.reopen, Qt.MouseButton.LeftButton, pos=view.reopen.rect().center() / 4)
    assert said == [(KEY, True)]


def test_a_changed_cell_that_is_not_to_be_filled_in_becomes_a_comment(
    dressed: QApplication, qtbot: QtBot
) -> None:
    row = Case(reply=FULL | {"title": "Another title"}).row
    view, said = shown(row, qtbot)
    assert next(iter(view.cards)) == "title"  # what is to be decided comes first
    box = view.cards["title"].comment
    assert box is not None
    qtbot.keyClick(box, Qt.Key.Key_Space)
    assert said == [(KEY, "title", True)]
    again = Case(
        reply=FULL | {"title": "Another title"}, choices=Choices(comments=frozenset({(KEY, "title")}))
    )
    view.show_row(again.row, again.choices, {KEY: 7}, taken=False)
    assert again.row.comment == "Title: Another title"
    box = view.cards["title"].comment
    assert box is not None
    assert box.isChecked()
    assert not view.cards["cause"].isHidden()


def test_values_stand_below_each_other_where_there_is_little_room(
    dressed: QApplication, qtbot: QtBot
) -> None:
    row = Case(base=Answer(cause="a"), now=Answer(cause="b"), reply={"cause": "c"}).row
    card = FieldCard(row.fields[0])
    qtbot.addWidget(card)
    card.resize(600, 200)
    card.show()
    wide = [card.values.getItemPosition(card.values.indexOf(value))[:2] for _title, value in card.sides]
    card.resize(300, 300)
    high = [card.values.getItemPosition(card.values.indexOf(value))[:2] for _title, value in card.sides]
    assert wide == [(1, 0), (1, 1), (1, 2)]
    assert high == [(1, 0), (3, 0), (5, 0)]


def test_a_day_off_is_told_beside_it_and_marks_the_row(dressed: QApplication) -> None:
    row = Case(reply=FULL | {"planned": date(2026, 12, 5)}).row
    assert verdict_words(row, taken=False) == "Will change, with a doubt"
    assert "2026-12-05 is no working day." in changes_words(row)
    assert verdict_words(row, taken=True) == "Taken in"


def test_a_day_that_is_being_typed_stays_when_the_row_is_judged_anew(
    dressed: QApplication, qtbot: QtBot
) -> None:
    reply = FULL | {"planned": "soon"}
    view, _said = shown(Case(reply=reply).row, qtbot)
    line = view.cards["planned"].day
    assert line is not None
    view.activateWindow()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    qtbot.keyClicks(line, "2026-12")
    other = Case(reply=reply | {"cause": "Another"}).row
    view.show_row(other, Choices(), {KEY: 7}, taken=False)
    again = view.cards["planned"].day
    assert again is not None
    assert again is not line
    assert (again.text(), again.hasFocus()) == ("2026-12", True)


def test_what_must_be_said_of_a_file_is_asked_until_it_is_said(dressed: QApplication, qtbot: QtBot) -> None:
    questions = FileQuestions()
    qtbot.addWidget(questions)
    said: list[Any] = []
    questions.department_said.connect(said.append)
    questions.empty_said.connect(said.append)
    preview = Preview("back.xlsx", "f", (), asks_department=True, asks_empty=True)
    questions.show_asked(preview, Deciding())
    assert questions.isVisible()
    qtbot.keyClick(questions.other, Qt.Key.Key_Space)
    qtbot.keyClick(questions.clear, Qt.Key.Key_Space)
    assert said == [True, Empty.CLEAR]

    answered = Preview("back.xlsx", "f", ())
    questions.show_asked(answered, Deciding(empty=Empty.CLEAR, other_department=True))
    assert questions.isVisible()  # it can be said otherwise
    assert (questions.other.isChecked(), questions.clear.isChecked()) == (True, True)
    questions.show_asked(answered, Deciding())
    assert not questions.isVisible()
