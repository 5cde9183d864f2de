"""The options of each kind of part, as a person fills them in."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from supervisor.pages.page import (
    KINDS,
    AgentsPart,
    ClockPart,
    FigurePart,
    QueueTilesPart,
    RankedPart,
    UnknownPart,
)
from supervisor.wallboard.scope import CENTRE, Scope
from ui.pages.editor.options import Choices, PartOptions, PickList
from ui.widgets.field import Field

CHOICES = Choices((("pbx", "billing"), ("pbx", "sales"), ("chat", "sales")), ("North", "South"))


@pytest.fixture
def options(qtbot: QtBot) -> PartOptions:
    made = PartOptions()
    qtbot.addWidget(made)
    made.resize(320, 600)
    made.show()
    return made


def combos(options: PartOptions) -> list[QComboBox]:
    """Those of the form as it is now; others are on their way out."""
    return [box for box in options.findChildren(QComboBox) if not box.parentWidget().isHidden()]


def choose(box: QComboBox, text: str) -> None:
    place = next(place for place in range(box.count()) if text in box.itemText(place))
    box.setCurrentIndex(place)


@pytest.mark.parametrize("kind", list(KINDS.values()), ids=list(KINDS))
def test_every_kind_has_a_form_that_changes_nothing_by_itself(kind: type, options: PartOptions) -> None:
    told: list[object] = []
    options.edited.connect(told.append)
    shows = kind()
    options.show_part(shows, CHOICES)
    options.show_part(shows, CHOICES)
    assert told == []
    assert options.shows == shows


def test_queues_are_ticked_in_an_order_of_their_own(options: PartOptions, qtbot: QtBot) -> None:
    options.show_part(QueueTilesPart((("pbx", "sales"),)), CHOICES)
    listed = options.findChild(PickList)
    assert isinstance(listed, PickList)
    assert [listed.item(row).text() for row in range(3)] == ["sales (pbx)", "billing", "sales (chat)"]
    listed.setCurrentRow(1)
    qtbot.keyClick(listed, Qt.Key.Key_Space)
    qtbot.keyClick(listed, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    assert options.shows == QueueTilesPart((("pbx", "billing"), ("pbx", "sales")))


def test_a_queue_that_is_gone_stays_named_until_it_is_unticked(options: PartOptions) -> None:
    options.show_part(AgentsPart(queues=(("pbx", "old"),)), CHOICES)
    listed = options.findChildren(PickList)[-1]
    assert "old" in listed.item(0).text()
    listed.item(0).setCheckState(Qt.CheckState.Unchecked)
    assert options.shows == AgentsPart()


def test_a_figure_that_a_team_does_not_have_goes_back_to_the_centre(options: PartOptions) -> None:
    options.show_part(FigurePart("on_break", Scope.team("North")), CHOICES)
    choose(combos(options)[0], "Longest wait")
    assert options.shows == FigurePart("longest_wait", CENTRE)
    of = combos(options)[1]
    assert not any("North" in of.itemText(place) for place in range(of.count()))


def test_a_list_of_teams_ranks_by_what_teams_have(options: PartOptions) -> None:
    options.show_part(RankedPart("waiting"), CHOICES)
    choose(combos(options)[0], "Teams")
    assert isinstance(options.shows, RankedPart)
    assert (options.shows.of, options.shows.metric) == ("teams", "on_break")


def test_typing_tells_each_change(options: PartOptions, qtbot: QtBot) -> None:
    options.show_part(ClockPart(), CHOICES)
    lines = [line for line in options.findChildren(QLineEdit) if isinstance(line.parent(), Field)]
    line = next(line for line in lines if line.parent().editor is line)
    qtbot.keyClicks(line, "HQ")
    assert isinstance(options.shows, ClockPart)
    assert options.shows.zone_label == "HQ"
    zone = combos(options)[0]
    zone.setEditText("Europe/Berlin")
    assert options.shows.zone == "Europe/Berlin"
    zone.setEditText("Atlantis")
    assert options.shows.zone == ""


def test_a_part_of_a_newer_version_is_left_as_it_is(options: PartOptions) -> None:
    part = UnknownPart("hologram", {"kind": "hologram", "depth": 3})
    options.show_part(part, CHOICES)
    assert options.shows is part
    assert not combos(options)
