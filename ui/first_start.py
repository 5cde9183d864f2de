"""The first start: look at the demo centre, connect a telephone system, or join others; nothing else."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor.words import _, mark
from ui import theme
from ui.widgets.attuned import AttunedFrame
from ui.widgets.icon import icon

CARD_WIDTH, CARD_LEAST = 340, 180


class FirstStart(QWidget):
    """Three cards, as long as this computer knows no centre."""

    demo_wanted = Signal()
    connect_wanted = Signal()
    join_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "page")
        self._welcome = QLabel(self)
        self._welcome.setProperty("role", "figure")
        self._welcome.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._welcome.setWordWrap(True)
        self.demo = Card(
            "view-dashboard-outline",
            mark("Look at the demo centre"),
            mark(
                "A made-up centre with twelve queues and 120 agents, in the middle of its morning. "
                "It runs on this computer alone and never mixes with your own figures."
            ),
            mark("Open the demo"),
        )
        self.connect_ = Card(
            "phone-outline",
            mark("Connect a telephone system"),
            mark(
                "Your own queues on the wall in a few minutes. You need the address of your Asterisk, "
                "and a manager user that may read “agent” and “call”."
            ),
            mark("Connect…"),
        )
        self.join = Card(
            "account-multiple-outline",
            mark("Join a shared centre"),
            mark(
                "Others work with a centre already, or you want to set one up for several seats. You need "
                "the address of its database server, and an account there."
            ),
            mark("Join…"),
        )
        self._cards = (self.demo, self.connect_, self.join)
        self.demo.button.clicked.connect(self.demo_wanted)
        self.connect_.button.clicked.connect(self.connect_wanted)
        self.join.button.clicked.connect(self.join_wanted)
        cards = QHBoxLayout()
        cards.setSpacing(theme.SPACE_XL)
        cards.addStretch(1)
        for card in self._cards:
            cards.addWidget(card)
        cards.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(theme.SPACE_XXL)
        column.addStretch(2)
        column.addWidget(self._welcome)
        column.addLayout(cards)
        column.addStretch(3)
        self._say()

    def minimumSizeHint(self) -> QSize:
        return QSize(
            len(self._cards) * CARD_LEAST + (len(self._cards) + 1) * theme.SPACE_XL,
            super().minimumSizeHint().height(),
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        room = (event.size().width() - (len(self._cards) + 1) * theme.SPACE_XL) // len(self._cards)
        for card in self._cards:
            card.setFixedWidth(max(CARD_LEAST, min(theme.current().px(CARD_WIDTH), room)))
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        super().changeEvent(event)

    def _say(self) -> None:
        self._welcome.setText(_("What would you like to see?"))


class Card(AttunedFrame):
    """An icon, what it is, what it gives, and the button."""

    def __init__(self, picture: str, title: str, text: str, button: str) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._picture, self._words = picture, (title, text, button)
        self._icon = QLabel(self)
        self._title = QLabel(self)
        self._title.setProperty("role", "lead")
        self._text = QLabel(self)
        self._text.setProperty("role", "muted")
        for label in (self._title, self._text):
            label.setWordWrap(True)
        self.button = QPushButton(self)
        self.button.setProperty("role", "primary")
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.SPACE_XL, theme.SPACE_XL, theme.SPACE_XL, theme.SPACE_XL)
        column.setSpacing(theme.SPACE_M)
        column.addWidget(self._icon)
        column.addWidget(self._title)
        column.addWidget(self._text)
        column.addStretch(1)
        column.addSpacing(theme.SPACE_S)
        column.addWidget(self.button)
        self._say()
        self._fit()

    def _say(self) -> None:
        title, text, button = self._words
        self._title.setText(_(title))
        self._text.setText(_(text))
        self.button.setText(_(button))
        self.button.setAccessibleDescription(_(text))

    def _fit(self) -> None:
        size = theme.current().px(32)
        self._icon.setPixmap(icon(self._picture).pixmap(QSize(size, size), self.devicePixelRatioF()))
