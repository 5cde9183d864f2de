"""One of several things, found by any part of its name."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from ui.widgets.choice_box import ChoiceBox

CHOICES = (("Billing", "d1"), ("Network", "d2"), ("Network fitting", "d3"))


@pytest.fixture
def box(qtbot: QtBot) -> ChoiceBox:
    made = ChoiceBox()
    qtbot.addWidget(made)
    made.offer(CHOICES)
    made.choose("")
    return made


def test_what_is_typed_is_found_where_it_fits_only_one(box: ChoiceBox) -> None:
    for text, key in (("bill", "d1"), ("network", "d2"), ("fitting", "d3"), ("net", ""), ("nobody", "")):
        box.setEditText(text)
        assert box.value == key
    assert box.is_unknown


def test_a_person_is_heard_and_the_program_is_not(box: ChoiceBox, qtbot: QtBot) -> None:
    heard: list[str] = []
    box.chosen.connect(heard.append)
    box.choose("d2")
    box.offer((*CHOICES, ("Legal", "d4")))
    assert (heard, box.value) == ([], "d2")
    box.lineEdit().selectAll()
    qtbot.keyClicks(box, "legal")
    assert heard[-1] == "d4"


def test_what_is_not_offered_any_more_still_stands_there(box: ChoiceBox) -> None:
    box.choose("d9", "Telegraphs")
    assert (box.value, box.currentText()) == ("d9", "Telegraphs")


def test_something_new_is_its_own_key_where_it_is_allowed(qtbot: QtBot) -> None:
    box = ChoiceBox(free=True)
    qtbot.addWidget(box)
    box.offer(CHOICES)
    box.choose("Telegraphs")
    assert (box.value, box.is_unknown) == ("Telegraphs", False)
    box.offer(CHOICES)
    assert box.value == "Telegraphs"
