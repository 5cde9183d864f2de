from __future__ import annotations

import pytest

from supervisor.storage.changes import Changes


def test_the_changes_of_two_writes_join_to_changes() -> None:
    both = Changes({"sources"}) | Changes({"centre_settings"})
    assert both == {"sources", "centre_settings"}
    assert isinstance(both, Changes)


def test_one_word_is_not_taken_for_its_letters() -> None:
    with pytest.raises(TypeError):
        Changes("sources")


def test_no_change_is_false() -> None:
    assert not Changes()
