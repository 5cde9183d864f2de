"""Hints that show what they say: Qt takes a hint for HTML where it looks like it."""

from __future__ import annotations

from PySide6.QtGui import Qt


def plain_tip(words: str) -> str:
    """*words* for a hint, letter by letter, although somebody's name may look like HTML."""
    return Qt.convertFromPlainText(words) if Qt.mightBeRichText(words) else words
