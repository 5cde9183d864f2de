"""What the contacts say now about the issues of a meeting, counted in the work process."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from ui.asking import Asking, Reading
from ui.issues.desk import IssuesDesk

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.issues.effect_answer import EffectAnswer, EffectQuestion
    from supervisor.meetings.sitting import Sitting


class LiveFigures(QObject):
    """`came` tells that there are answers; `onto` puts them into a sitting, `said` gives them in words."""

    came = Signal()

    def __init__(self, desk: IssuesDesk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._meeting = ""
        self._asked: dict[int, EffectQuestion] = {}
        self._answers: Mapping[int, EffectAnswer] = {}
        self._reading = Reading(desk.centre, self._ask)
        self._asking = Asking(desk.centre, self)

    def look(self, meeting: str) -> None:
        """Have the figures of that meeting counted, unless nothing else is to be asked than before."""
        if meeting != self._meeting:
            self._meeting, self._asked, self._answers = meeting, {}, {}
        self._reading.read(_questions, meeting, self._desk.today)

    def onto(self, sitting: Sitting) -> Sitting:
        """*sitting* with the answers that are there."""
        if not self._answers or sitting.meeting.id != self._meeting:
            return sitting
        from supervisor.meetings import figures

        return figures.seen(sitting, self._answers)

    def said(self, meeting: str) -> dict[int, tuple[str, ...]] | None:
        """The answers in words, as a closing keeps them; None where there are none."""
        if not self._answers or meeting != self._meeting:
            return None
        from supervisor.meetings import figures

        return figures.said(self._answers)

    def _ask(self, found: tuple[str, dict[int, EffectQuestion]]) -> None:
        meeting, asked = found
        if meeting != self._meeting or asked == self._asked:
            return
        self._asked = asked
        if asked:
            self._asking.ask(self._came, _answers, meeting, asked)

    def _came(self, found: tuple[str, Mapping[int, EffectAnswer]]) -> None:
        meeting, answers = found
        if meeting == self._meeting:
            self._answers = answers
            self.came.emit()


def _questions(db: Connection, meeting: str, today: date) -> tuple[str, dict[int, EffectQuestion]]:
    from supervisor.meetings import figures

    return meeting, figures.questions(db, meeting, today)


def _answers(
    report: Any, url: str, meeting: str, asked: dict[int, EffectQuestion]
) -> tuple[str, Mapping[int, EffectAnswer]]:
    from supervisor.meetings import figures

    return meeting, figures.ask(report, url, asked)
