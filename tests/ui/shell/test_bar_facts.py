"""The bar is true to the centre that is open, and to no other."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from supervisor.storage.changes import Changes
from ui.centre import OpenCentre
from ui.shell.bar_facts import BarFacts
from ui.shell.top_bar import TopBar


def test_the_bar_says_whose_centre_it_is_until_another_is_open(centre: OpenCentre, qtbot: QtBot) -> None:
    bar = TopBar(QMenu())
    qtbot.addWidget(bar)
    facts = BarFacts(bar)
    titles: list[str] = []
    facts.titled.connect(titles.append)
    facts.follow(centre)
    name = centre.kept.settings.centre_name
    assert titles[-1] == f"DEMO – {name} – Supervisor console"

    own = replace(centre.kept, settings=replace(centre.kept.settings, demo=False, centre_name="North"))
    centre._take(own, Changes({"settings"}))
    assert titles[-1] == "North – Supervisor console"
    assert bar.demo.isHidden()

    facts.leave()
    said = len(titles)
    centre._take(centre.kept, Changes({"settings"}))
    facts.show()
    assert len(titles) == said
