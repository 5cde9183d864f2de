"""The table of how places are made."""

from __future__ import annotations

from ui.shell.making import MAKERS
from ui.shell.places import PLACES


def test_every_place_is_made_and_nothing_is_made_that_is_no_place() -> None:
    assert list(MAKERS) == [place.name for place in PLACES]
