"""What a comparison with a source found, as the sources' page says it."""

from __future__ import annotations

from supervisor.events import Difference
from ui.sources.differences import difference_words


def test_who_may_not_see_both_sides_is_told_neither_of_them_nor_a_guess() -> None:
    """A shared centre keeps them for the eyes of those who may see names: they are empty for the others."""
    for kind in ("agent", "agent_state"):
        said = difference_words(Difference(kind, "•AGJW"))
        assert said == "•AGJW was not as we had it"


def test_a_side_that_is_known_is_told() -> None:
    assert difference_words(Difference("agent_state", "Li Na", "handling", "ready")) == (
        "Li Na: we had “handling”, it is “ready”"
    )
    assert difference_words(Difference("agent", "Li Na", "", "ready")) == "Li Na was not on our list"
