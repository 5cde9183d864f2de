"""What happened to an issue, the newest first: found by a word or a kind, copied as text; and a remark."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, Qt
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QTextBrowser, QVBoxLayout, QWidget

from supervisor.issues.event import Event
from supervisor.issues.speaker import Speaker
from supervisor.issues.wording import EVENT_LABELS, event_details, event_words, who_words
from supervisor.words import _, moment, ngettext, number
from ui import theme
from ui.widgets.choice_box import ChoiceBox
from ui.widgets.pane import Pane

SHOWN = 60
"""Entries shown at first; a button shows the rest."""


class HistoryView(Pane):
    """`note_asked` has a remark that was typed. Nothing here can be changed or taken away."""

    note_asked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._events: tuple[Event, ...] = ()
        self._speak: Speaker | None = None
        self._all = False
        self.search, self.kind = QLineEdit(self), ChoiceBox(self)
        self.copy, self.more = QPushButton(self), QPushButton(self)
        self.note, self.add_note = QLineEdit(self), QPushButton(self)
        self.note.setMaxLength(2000)
        self.text = _Grown(self)
        self.text.setProperty("role", "text")
        self.text.setOpenLinks(False)
        row, below = QHBoxLayout(), QHBoxLayout()
        for widget, stretch in ((self.search, 2), (self.kind, 1), (self.copy, 0)):
            row.addWidget(widget, stretch)
        below.addWidget(self.note, 1)
        below.addWidget(self.add_note)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_S)
        column.addLayout(below)
        column.addLayout(row)
        column.addWidget(self.text)
        column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self.search.textChanged.connect(self._tell)
        self.kind.chosen.connect(self._tell)
        self.copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.plain()))
        self.more.clicked.connect(self._show_all)
        self.note.returnPressed.connect(self._note)
        self.add_note.clicked.connect(self._note)
        self._say()

    def show_events(self, events: Sequence[Event], speak: Speaker) -> None:
        """Show *events*, which come oldest first."""
        self._events, self._speak = tuple(events), speak
        kinds = dict.fromkeys(one.kind for one in events)
        self.kind.offer([(_("All"), ""), *((_(EVENT_LABELS[one]), one.value) for one in kinds)])
        if not self.kind.value:
            self.kind.choose("")
        self._tell()

    def found(self) -> list[Event]:
        """What fits the search and the kind, newest first."""
        wanted, kind = self.search.text().strip().casefold(), self.kind.value
        return [
            one
            for one in reversed(self._events)
            if (not kind or one.kind.value == kind)
            and (not wanted or wanted in "\n".join(self._lines(one)).casefold())
        ]

    def plain(self) -> str:
        """What is shown, as text to be pasted elsewhere."""
        return "\n\n".join("\n".join(self._lines(one)) for one in self.found())

    def _lines(self, one: Event) -> tuple[str, ...]:
        speak = self._speak
        if speak is None:
            return ()
        head = _(" · ").join([moment(one.at, speak.zone, speak.today), who_words(one, speak)])
        return head, event_words(one, speak), *event_details(one, speak)

    def _tell(self, *_changed: object) -> None:
        look, found = theme.current(), self.found()
        shown = found if self._all else found[:SHOWN]
        parts = []
        for one in shown:
            lines = self._lines(one)
            if not lines:
                continue
            head, said, *details = (escape(line).replace("\n", "<br>") for line in lines)
            below = "".join(f"<br><span style='color:{look.muted}'>{line}</span>" for line in details)
            parts.append(
                f"<p style='margin:0 0 {theme.SPACE_M}px 0'><span style='color:{look.muted}'>{head}</span>"
                f"<br>{said}{below}</p>"
            )
        self.text.document().setDefaultFont(theme.desk_font(theme.BODY))
        self.text.setHtml("".join(parts) or escape(_("Nothing of that kind happened.")))
        self.text.fit()
        left = len(found) - len(shown)
        self.more.setText(
            ngettext("Show {n} older entry", "Show {n} older entries", left).format(n=number(left))
        )
        self.more.setVisible(left > 0)

    def _show_all(self) -> None:
        self._all = True
        self._tell()

    def _note(self) -> None:
        if text := self.note.text().strip():
            self.note_asked.emit(text)

    def _say(self) -> None:
        self.search.setPlaceholderText(_("Find in the history"))
        self.search.setAccessibleName(_("Find in the history"))
        self.kind.setAccessibleName(_("Kind of event"))
        self.copy.setText(_("Copy"))
        self.copy.setToolTip(_("Copy what is shown, as text"))
        self.note.setPlaceholderText(_("A remark for the history"))
        self.note.setAccessibleName(_("A remark for the history"))
        self.add_note.setText(_("Add the remark"))
        self.text.setAccessibleName(_("History"))
        if self._speak is not None:
            self.show_events(self._events, self._speak)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
        elif event.type() is QEvent.Type.StyleChange:
            self._tell()


class _Grown(QTextBrowser):
    """Text as high as it is: the page scrolls, not the part."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.document().setDocumentMargin(0)

    def fit(self) -> None:
        self.document().setTextWidth(self.viewport().width())
        self.setFixedHeight(max(1, round(self.document().size().height()) + 2))

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]  # as Qt gives it
        self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            event.ignore()  # the page's
        else:
            super().keyPressEvent(event)
