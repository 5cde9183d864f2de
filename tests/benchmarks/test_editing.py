"""Consoles in processes at once: nothing that was told to be saved is lost."""

from __future__ import annotations

import pytest

from benchmarks.editing import edit_together, found, prepare
from tests.ui.warm import WARM


@pytest.mark.parametrize("consoles", [6])
def test_what_consoles_save_at_once_is_all_there(postgresql_url: str, consoles: int) -> None:
    ids = prepare(postgresql_url, 2)
    told = edit_together(postgresql_url, ids, consoles, 12, WARM)
    assert found(postgresql_url, ids, told) == []
    assert told.refused, "nobody met anybody"
    assert told.edits + told.targets + len(told.notes) + told.settings == consoles * 12
