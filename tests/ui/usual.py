"""The look and the language in which every test of a screen begins, put on only where they are not on."""

from __future__ import annotations

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication

from tests.english import speak_english
from ui import language, theme


def look_as_usual(app: QApplication) -> None:
    """Dark, at the usual text size: dressing the application anew costs more than most tests."""
    if (theme.current().name, theme.current().text_scale) != ("dark", 1.0) or not app.styleSheet():
        theme.use("dark", text_scale=1.0)


def speak_as_usual() -> None:
    """English, Qt's own words too."""
    if language._qt_words is None and QLocale() == QLocale("en_GB"):
        speak_english()
    else:
        language.use("en")
