"""Every test of the command line begins, and leaves the others, in English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.english import speak_english


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    speak_english()
    yield
    speak_english()
