"""Every test of the command line begins, and leaves the others, in English."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from supervisor import words


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    words.use_language("en")
    yield
    words.use_language("en")
