"""English, in which every test begins: its catalogue is read once, not four thousand times."""

from __future__ import annotations

import gettext

from supervisor import words

_read: gettext.NullTranslations | None = None


def speak_english() -> None:
    """Say everything in English, whatever language the test before ended in."""
    global _read
    if _read is None or words._words is not _read or words.language() != "en":
        words.use_language("en")
        _read = words._words
