"""The language of the whole program: our words and Qt's own, switched together while it runs."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QLibraryInfo, QLocale, QTranslator

from supervisor import words

_qt_words: QTranslator | None = None


def use(code: str | None) -> str:
    """Speak *code* (None: the machine's language) from now on; returns the language chosen.

    Every widget gets a LanguageChange event, on which it says its words again. Qt's own dialogs and the
    numbers in Qt's own fields follow.
    """
    global _qt_words
    chosen = words.use_language(code)
    QLocale.setDefault(QLocale(chosen if chosen != "en" else "en_GB"))
    app = QCoreApplication.instance()
    if app is None:
        return chosen
    if _qt_words is not None:
        app.removeTranslator(_qt_words)
        _qt_words = None
    if chosen != "en":  # Qt is written in English
        _qt_words = QTranslator(app)
        found = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if _qt_words.load(f"qtbase_{chosen}", found):
            app.installTranslator(_qt_words)
    QCoreApplication.sendEvent(app, QEvent(QEvent.Type.LanguageChange))
    return chosen
