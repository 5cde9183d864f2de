"""Who listens for a shared centre: the collectors that work, those that stand by, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, tzinfo

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from supervisor.clock import monotonic
from supervisor.live.sign import Role, Roll, Sign, signs_of
from supervisor.words import _, lately
from ui import theme
from ui.theme import State
from ui.widgets.state_sign import StateSign

Told = list[tuple[State, str]]


class CollectorsList(QWidget):
    """A line for each collector, and one for each thing that is missing; hidden while nothing is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._roll = Roll()
        self._known = False
        self._rows: list[tuple[StateSign, QLabel]] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACE_S)
        self.hide()

    @property
    def said(self) -> list[str]:
        """What the lines say."""
        return [label.text() for sign, label in self._rows if not sign.isHidden()]

    def take(self, signs: Iterable[Sign], now: datetime) -> None:
        """The database holds these signs of life at *now* of this seat."""
        self._known = True
        self._roll.take(signs, now, monotonic())

    def show_now(self, sources: Iterable[str], zone: tzinfo, now: datetime) -> None:
        """Say how things are at *now* for *sources*."""
        steady_s = monotonic()
        if not self._known:
            return
        told = lines(self._roll.there(steady_s), self._roll.gone(steady_s), sources, zone, now)
        while len(self._rows) < len(told):
            self._add_row()
        for place, (sign, label) in enumerate(self._rows):
            seen = place < len(told)
            sign.setVisible(seen)
            label.setVisible(seen)
            if seen:
                state, text = told[place]
                sign.show_state(state)
                if label.text() != text:
                    label.setText(text)
        self.setVisible(bool(told))

    def _add_row(self) -> None:
        sign, label = StateSign(self), QLabel(self)
        label.setProperty("role", "muted")
        label.setWordWrap(True)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACE_S)
        row.addWidget(sign)
        row.addWidget(label, 1)
        self._column.addLayout(row)
        self._rows.append((sign, label))


def lines(
    there: Iterable[Sign], gone: Iterable[Sign], sources: Iterable[str], zone: tzinfo, now: datetime
) -> Told:
    """How each collector is, and which of *sources* nobody listens to or nobody stands by for."""
    there, gone = tuple(there), tuple(gone)
    told: Told = [_line(sign, zone, now) for sign in there]
    of = signs_of(there)
    unheard = [name for name in sources if all(s.role is not Role.WORKING for s in of.get(name, ()))]
    if unheard:
        told.append(
            (State.CRITICAL, _("Nobody listens to {sources} now.").format(sources=_(", ").join(unheard)))
        )
    alone = [
        name
        for name in sources
        if name not in unheard and all(s.role is not Role.STAND_BY for s in of.get(name, ()))
    ]
    if alone:
        said = _("No stand-by for {sources}: should its collector fail, nobody listens meanwhile.")
        told.append((State.WARN, said.format(sources=_(", ").join(alone))))
    here = {sign.host for sign in there}
    told += [
        (
            State.STALE,
            _("{host} gave its last sign of life at {time}.").format(
                host=_who(sign), time=when(sign.at, zone, now)
            ),
        )
        for sign in gone
        if sign.host not in here
    ]
    return told


def when(at: datetime, zone: tzinfo, now: datetime) -> str:
    """The time of *at* in *zone*, with its day when that is not today."""
    return lately(at, zone, now.astimezone(zone).date())


def _line(sign: Sign, zone: tzinfo, now: datetime) -> tuple[State, str]:
    facts = {
        "host": _who(sign),
        "sources": _(", ").join(sign.sources),
        "time": when(sign.since, zone, now),
    }
    if sign.role is Role.WORKING:
        state, said = State.OK, _("{host} works for {sources} since {time}.").format(**facts)
    elif sign.covers_since is not None:
        state = State.OK
        said = _("{host} stands by for {sources} since {time} and could take over at any moment.").format(
            **facts
        )
    else:
        state = State.WARN
        said = _("{host} stands by for {sources} since {time}, but does not hear everything yet.").format(
            **facts
        )
    if sign.problem:
        state = State.WARN
        problem = _("Problem: {problem}.").format(problem=_(sign.problem))
        said = _("{said} {more}").format(said=said, more=problem)
    return state, said


def _who(sign: Sign) -> str:
    return _("{host} (site {site})").format(host=sign.host, site=sign.site) if sign.site else sign.host
