"""What every test of a board stands on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from tests.ui.usual import look_as_usual


@pytest.fixture(autouse=True)
def dark_at_the_usual_size(qapp: QApplication) -> Iterator[None]:
    """Every test begins and ends in the dark look at the usual text size; the language is seen to above."""
    look_as_usual(qapp)
    yield
    look_as_usual(qapp)
