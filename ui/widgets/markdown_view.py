"""Text in Markdown as it is meant: no HTML, no pictures, nothing fetched from a file or a network."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QUrl, Signal
from PySide6.QtGui import (
    QDesktopServices,
    QImage,
    QMouseEvent,
    QResizeEvent,
    Qt,
    QTextBlockFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from ui import theme
from ui.widgets.tip import plain_tip

FEATURES = QTextDocument.MarkdownFeature.MarkdownNoHTML | QTextDocument.MarkdownFeature.MarkdownDialectGitHub
_OPENED = {"http", "https", "mailto"}


class MarkdownView(QTextBrowser):
    """As high as its text. `edit_asked` comes with a double click: somebody wants to change it."""

    edit_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "text")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)
        self._text = ""
        self.anchorClicked.connect(_follow)
        self.highlighted.connect(lambda url: self.setToolTip(plain_tip(url.toString())))

    @property
    def markdown(self) -> str:
        """The text as it was given."""
        return self._text

    def show_text(self, text: str) -> None:
        """Show *text*."""
        self._text = text
        self.document().setDefaultFont(theme.desk_font(theme.BODY))
        render(self.document(), text)
        self._fit()

    def loadResource(self, _kind: int, _url: QUrl | str) -> object:
        """Nothing is ever loaded for a text, from wherever."""
        return QImage()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        super().mouseDoubleClickEvent(event)
        self.edit_asked.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.StyleChange:
            self.show_text(self._text)

    def _fit(self) -> None:
        self.document().setTextWidth(self.viewport().width())
        high = max(1, round(self.document().size().height()) + 2)
        if high != self.height() or high != self.minimumHeight():
            self.setFixedHeight(high)


def render(document: QTextDocument, text: str) -> None:
    """Put *text* into *document*, with room between paragraphs and no heading larger than the desk's."""
    document.setMarkdown(_without_pictures(text), FEATURES)
    cursor = QTextCursor(document)
    block = document.begin()
    while block.isValid():
        level = block.blockFormat().headingLevel()
        if level:
            cursor.setPosition(block.position())
            cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
            letters = cursor.charFormat()
            letters.setFont(theme.desk_font(theme.LEAD if level < 3 else theme.BODY))
            letters.setFontWeight(600)
            letters.clearProperty(letters.Property.FontSizeAdjustment.value)
            cursor.setCharFormat(letters)
            shape = QTextBlockFormat(block.blockFormat())
            shape.setBottomMargin(theme.SPACE_XS)
            cursor.setBlockFormat(shape)
        block = block.next()


def _without_pictures(text: str) -> str:
    """*text* with pictures as links: what they point to can be read, and is not fetched."""
    return text.replace("![", "[")


def _follow(url: QUrl) -> None:
    """A person clicked on a link: what leads to the web or to mail is opened there, nothing else."""
    if url.scheme().lower() in _OPENED:
        QDesktopServices.openUrl(url)
