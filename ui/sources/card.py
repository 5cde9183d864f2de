"""One source on the sources page: how its feed is, and whether its figures can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from typing import Any

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from supervisor import words
from supervisor.live.board import SourceLine
from supervisor.live.feed import Feed, Heartbeat
from supervisor.live.health_words import size
from supervisor.words import DASH, _, mark, ngettext
from ui import theme
from ui.sources.audit_line import AuditLine
from ui.sources.collectors import when
from ui.sources.differences import difference_words
from ui.theme import State
from ui.widgets.feed_words import feed_sentence, feed_state, feed_word
from ui.widgets.role import put_role
from ui.widgets.state_sign import StateSign

KINDS = {
    "asterisk": mark("Asterisk"),
    "simulated": mark("Made-up centre"),
    "replay": mark("Recording"),
}
FIGURES = (
    (mark("Last heard"), mark("The last sign of life, of any kind.")),
    (mark("Last check"), mark("When its full state was last compared with ours; about once a minute.")),
    (mark("Checked"), mark("Queues, agents and waiting contacts compared in the last check.")),
    (
        mark("Differences today"),
        mark("What was not as we had it in a comparison today. It was put right at once."),
    ),
    (mark("Missed in gaps"), mark("What changed today while we could not hear it, learned afterwards.")),
    (mark("Unusable messages"), mark("Messages of today that could not be read. Everything else was used.")),
)


class SourceCard(QFrame):
    """A source that the centre listens to; its figures follow by `show_state`."""

    test_wanted = Signal(str)
    remove_wanted = Signal(str)

    def __init__(
        self, name: str, kind: str, options: Mapping[str, Any], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("role", "card")
        self.name = name
        self._kind, self._options = kind, options
        self.sign = StateSign(self)
        self._name = QLabel(name, self)
        self._name.setProperty("role", "lead")
        self._name.setTextFormat(Qt.TextFormat.PlainText)
        self._state = QLabel(self)
        self._waiting = QLabel(self)
        self._waiting.setProperty("role", "notice")
        self._waiting.hide()
        self._about = QLabel(self)
        self._about.setProperty("role", "muted")
        self.test = QPushButton(self)
        self.test.clicked.connect(lambda: self.test_wanted.emit(self.name))
        self.remove = QPushButton(self)
        self.remove.clicked.connect(lambda: self.remove_wanted.emit(self.name))
        self.audit = AuditLine(name, self)
        self.result = QLabel(self)
        self.result.setProperty("role", "notice")
        self.result.hide()
        self._details = QLabel(self)
        self._details.setProperty("role", "muted")
        for label in (self._state, self._waiting, self._about, self.result, self._details):
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
        for label in (self.result, self._details):
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

        head = QHBoxLayout()
        head.setSpacing(theme.SPACE_S)
        head.addWidget(self.sign)
        head.addWidget(self._name)
        head.addWidget(self._about, 1)
        head.addWidget(self.test)
        head.addWidget(self.remove)
        figures = QGridLayout()
        figures.setHorizontalSpacing(theme.SPACE_L)
        figures.setVerticalSpacing(0)
        self._figures: list[QLabel] = []
        self._figure_labels: list[QLabel] = []
        for column in range(len(FIGURES)):
            figure, label = QLabel(DASH, self), QLabel(self)
            figure.setProperty("role", "title")
            label.setProperty("role", "small")
            figures.addWidget(figure, 0, column)
            figures.addWidget(label, 1, column)
            self._figures.append(figure)
            self._figure_labels.append(label)
        figures.setColumnStretch(len(FIGURES), 1)
        column_of_all = QVBoxLayout(self)
        column_of_all.setContentsMargins(theme.SPACE_L, theme.SPACE_M, theme.SPACE_L, theme.SPACE_L)
        column_of_all.setSpacing(theme.SPACE_M)
        column_of_all.addLayout(head)
        column_of_all.addWidget(self._state)
        column_of_all.addWidget(self._waiting)
        column_of_all.addWidget(self.result)
        column_of_all.addLayout(figures)
        column_of_all.addWidget(self._details)
        column_of_all.addWidget(self.audit)
        self._say()

    @property
    def said(self) -> str:
        """How the feed is, in words, and what waits to be written."""
        parts = (self._state, self._waiting)
        return "\n".join(label.text() for label in parts if not label.isHidden())

    def figure(self, place: int) -> str:
        """The figure at *place* of FIGURES, as it is shown."""
        return self._figures[place].text()

    def show_state(
        self,
        line: SourceLine | None,
        feed: Feed | None,
        zone: tzinfo,
        now: datetime,
        beat: Heartbeat | None = None,
    ) -> None:
        """Show how the source is; without a line nothing was ever heard of it. *beat* says what waits."""
        state = feed_state(feed) if feed else State.STALE
        self.sign.show_state(state)
        said = _("Nobody has listened to it yet.")
        if feed:
            said = f"{feed_word(feed)} · {feed_sentence(feed, zone, now)}"
        _put(self._state, said)
        waits = _waiting(beat, zone, now) if beat is not None and beat.waiting_bytes else ""
        _put(self._waiting, waits)
        self._waiting.setVisible(bool(waits))
        heard = feed.heard_at if feed else None
        figures = [words.clock_time(heard, zone, seconds=True)]
        if line is None:
            figures += [DASH] * (len(FIGURES) - 1)
        else:
            figures += [
                words.clock_time(line.last_audit_at, zone, seconds=True),
                words.number(line.last_compared) if line.last_audit_at else DASH,
                words.number(line.differences) if line.audits else DASH,
                words.number(line.missed),
                words.number(sum(line.unusable.values())),
            ]
        for label, text in zip(self._figures, figures, strict=True):
            _put(label, text)
        details = _details(line) if line else ""
        _put(self._details, details)
        self._details.setVisible(bool(details))

    def show_result(self, said: str, state: State | None) -> None:
        """Say what a test of the source found; "" says nothing."""
        role = {State.CRITICAL: "error", State.WARN: "notice"}.get(state or State.OK, "good")
        put_role(self.result, role)
        self.result.setText(said)
        self.result.setVisible(bool(said))

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._say()
            self.show_result("", None)
        super().changeEvent(event)

    def _say(self) -> None:
        self.test.setText(_("Test"))
        self.test.setToolTip(_("Connect, log in and read once, beside the connection in use"))
        self.test.setAccessibleName(_("Test {name}").format(name=self.name))
        self.remove.setText(_("Remove"))
        self.remove.setAccessibleName(_("Remove {name}").format(name=self.name))
        for label, figure, (name, meaning) in zip(self._figure_labels, self._figures, FIGURES, strict=True):
            label.setText(_(name))
            label.setToolTip(_(meaning))
            figure.setToolTip(_(meaning))
            figure.setAccessibleName(_(name))
        self._about.setText(_about(self._kind, self._options))


def _about(kind: str, options: Mapping[str, Any]) -> str:
    """What kind of source, and where."""
    parts = [_(KINDS.get(kind, kind))]
    if kind == "asterisk":
        parts.append(f"{options.get('host', DASH)}:{options.get('port', DASH)}")
        if options.get("tls"):
            parts.append("TLS")
    elif kind == "replay":
        parts.append(str(options.get("recording", DASH)).replace("\\", "/").rpartition("/")[2])
    return " · ".join(parts)


def _waiting(beat: Heartbeat, zone: tzinfo, now: datetime) -> str:
    """What its collector heard and could not write yet."""
    said = _("{size} that its collector heard since {time} wait to be written; they are on their way.")
    since = when(beat.waiting_since or beat.at, zone, now)
    return said.format(size=size(beat.waiting_bytes), time=since)


def _details(line: SourceLine) -> str:
    """The last differences and the unusable messages, a line each; "" when there is nothing to tell."""
    told = []
    if line.last_details:
        listed = _("; ").join(map(difference_words, line.last_details))
        told.append(_("Last differences: {list}").format(list=listed))
    if line.unusable:
        kinds = sorted(line.unusable.items(), key=lambda kind: (-kind[1], kind[0]))
        listed = _("; ").join(f"{what} ×{words.number(count)}" for what, count in kinds[:8])
        more = len(kinds) - 8
        if more > 0:
            listed += _("; ") + ngettext("and {n} more kind", "and {n} more kinds", more).format(n=more)
        told.append(_("Unusable: {list}").format(list=listed))
    return "\n".join(told)


def _put(label: QLabel, text: str) -> None:
    if label.text() != text:  # a new text lays the whole card out again
        label.setText(text)
