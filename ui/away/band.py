"""Across the window while a server's database is lost: since when, and what that means for what is typed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from supervisor.errors import SupervisorError
from supervisor.sentences.error import sentence
from supervisor.words import _, lately, ngettext, number
from ui import theme
from ui.database_thread import Away
from ui.jobs import Jobs
from ui.theme import State
from ui.widgets.state_sign import StateSign


class AwayBand(QFrame):
    """Shown while the database is away, and afterwards while something still waits on this computer."""

    held_wanted = Signal()  # somebody wants to see what waits
    log_in_wanted = Signal()  # the server does not let this log-in in
    noticed = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "away-band")
        self._jobs: Jobs | None = None
        self._zone: Callable[[], tzinfo] = lambda: UTC
        self.sign = StateSign(self)
        self.label = QLabel(self)
        self.label.setWordWrap(True)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.try_now, self.log_in, self.show_held = (QPushButton(self) for _button in range(3))
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.SPACE_L, theme.SPACE_S, theme.SPACE_L, theme.SPACE_S)
        row.setSpacing(theme.SPACE_M)
        row.addWidget(self.sign)
        row.addWidget(self.label, 1)
        for button in (self.try_now, self.log_in, self.show_held):
            row.addWidget(button)
        self.try_now.clicked.connect(self._try)
        self.log_in.clicked.connect(self.log_in_wanted)
        self.show_held.clicked.connect(self.held_wanted)
        self.hide()

    @property
    def text(self) -> str:
        """What the band says; "" while it is away."""
        return "" if self.isHidden() else self.label.text()

    @property
    def zone(self) -> tzinfo:
        """In whose times it speaks."""
        return self._zone()

    def follow(self, jobs: Jobs | None, zone: Callable[[], tzinfo] | None = None) -> None:
        """Say how the database of *jobs* is, in the times of *zone*; None: nothing is open."""
        if self._jobs is not None:
            self._jobs.away_changed.disconnect(self._heed)
            self._jobs.held_changed.disconnect(self._show)
            self._jobs.outdated_changed.disconnect(self._show)
            self._jobs.found.disconnect(self._tell_found)
        self._jobs = jobs
        if jobs is not None:
            self._zone = zone or self._zone
            jobs.away_changed.connect(self._heed)
            jobs.held_changed.connect(self._show)
            jobs.outdated_changed.connect(self._show)
            jobs.found.connect(self._tell_found)
        self._show()
        self._tell_found()

    def show_state(self, away: Away | None, held: int, outdated: SupervisorError | None = None) -> None:
        """Say since when the database is *away*, or how many pieces of work that waited are *held*; before
        all, that this program is too old for it (*outdated*)."""
        said, state = "", State.CRITICAL
        if outdated is not None:
            said = outdated_sentence(outdated, held)
        elif away is not None:
            said = away_sentence(away, self._zone())
            if held:
                said = _("{said} {more}").format(said=said, more=held_sentence(held))
        elif held:
            said, state = back_sentence(held), State.WARN
        refused = away is not None and away.error.reason != "unreachable" and outdated is None
        self.try_now.setVisible(away is not None and outdated is None)
        self.log_in.setVisible(refused)
        self.show_held.setVisible(held > 0)
        self.sign.show_state(state)
        self.setProperty("state", state.value)
        self.style().polish(self)
        self._say()
        new = bool(said) and said != self.label.text()
        self.label.setText(said)
        self.setVisible(bool(said))
        if new:
            event = QAccessibleAnnouncementEvent(self, said)
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
            QAccessible.updateAccessibility(event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self._show()
        super().changeEvent(event)

    def _heed(self, away: Away | None) -> None:
        self._show()
        if away is None and self.isHidden():
            self.noticed.emit(_("The database is back."), None)

    def _show(self) -> None:
        jobs = self._jobs
        held = len(jobs.held) if jobs is not None and jobs.held is not None else 0
        if jobs is None:
            self.show_state(None, held)
        else:
            self.show_state(jobs.away, held, jobs.outdated)

    def _tell_found(self, _found: object = None) -> None:
        """Tell also what was found before anybody listened: what a console left that was killed."""
        if self._jobs is None:
            return
        found, self._jobs.findings = self._jobs.findings, []
        for one in found:
            if one.saved:
                said = _("What you saved at {time}, when the connection was cut, is in the database.")
                self.noticed.emit(said.format(time=since(one.held.at, self._zone())), None)

    def _try(self) -> None:
        if self._jobs is not None:
            self._jobs.try_now()

    def _say(self) -> None:
        self.try_now.setText(_("Try now"))
        self.log_in.setText(_("Log in again…"))
        self.show_held.setText(_("What is not saved…"))


def away_sentence(away: Away, zone: tzinfo) -> str:
    """Since when the database is away, and what becomes of what is typed."""
    time = since(away.since, zone)
    if away.error.reason == "unreachable":
        return _(
            "The database has not answered since {time}. Boards keep their last state. What you save is kept "
            "on this computer and offered again when the database is back."
        ).format(time=time)
    return _(
        "The database has not let you in since {time}. {why} What you save is kept on this computer."
    ).format(time=time, why=sentence(away.error))


def outdated_sentence(error: SupervisorError, held: int) -> str:
    """That the database is a newer version's by now, and what to do."""
    said = _(
        "The centre was brought to a newer version. Close this console and start the newer one; until then "
        "boards go on as far as they can, and nothing that you save reaches the database."
    )
    if held:
        return _("{said} {more}").format(said=said, more=held_sentence(held))
    return said


def held_sentence(held: int) -> str:
    """How much waits on this computer."""
    return ngettext("{n} change waits here.", "{n} changes wait here.", held).format(n=number(held))


def back_sentence(held: int) -> str:
    """That something waits to be saved although the database is there."""
    return ngettext(
        "{n} change was kept on this computer because the database was away, and is not saved yet.",
        "{n} changes were kept on this computer because the database was away, and are not saved yet.",
        held,
    ).format(n=number(held))


def since(at: datetime, zone: tzinfo) -> str:
    """The time of day; with its day when that is not today."""
    return lately(at, zone, datetime.now(zone).date())
