"""The quality page in sight, over a centre in a file with three people, a small form and what was judged."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import Connection

from supervisor.people import store
from supervisor.people.person import Group, GroupKind, Person
from supervisor.quality.evaluation import Evaluation, ItemAnswer, Judgement, Said, State
from supervisor.quality.evaluation_store import EvaluationQuestion, evaluations, finish
from supervisor.quality.form import AnswerKind, Content, FormVersion, Item, Section, Severity
from supervisor.quality.form_store import add_form
from supervisor.storage.database import open_centre
from ui.centre import OpenCentre
from ui.machine import Machine
from ui.quality.screen import QualityScreen

NOW = datetime(2026, 11, 23, 2, 42, 7, tzinfo=UTC)  # 10:42:07 in Shanghai
TODAY = date(2026, 11, 23)
STAMP: dict[str, Any] = {"at": NOW, "who": "test"}
CONTENT = Content(
    (
        Section("rules", "红线", "Red lines", (Item("privacy", "隐私", "Privacy", Severity.FATAL),)),
        Section(
            "manner",
            "规范",
            "Manner",
            (
                Item("greeting", "开头语", "Greeting", Severity.NONCRITICAL, 2),
                Item("answer", "答复", "Answer", Severity.CRITICAL, 4),
                Item("tone", "语气", "Tone", Severity.NONCRITICAL, 4, AnswerKind.GRADED, fine_from=3),
                Item("hold", "保持", "Hold", Severity.NONCRITICAL, 2, may_not_apply=True),
            ),
        ),
    ),
    pass_share=0.8,
)


def answers(wrong: str = "") -> tuple[ItemAnswer, ...]:
    """All well but *wrong*."""
    given = {one: Said.NO if one == wrong else Said.YES for one in ("privacy", "greeting", "answer", "hold")}
    return (
        *(ItemAnswer(item, said) for item, said in given.items()),
        ItemAnswer("tone", points=1 if wrong == "tone" else 4),
    )


def judge(
    db: Connection, version: FormVersion, name: str, back: int, wrong: str = "", rater: str = "He"
) -> None:
    """One more evaluation of a contact *back* days ago."""
    one = Evaluation(
        f"{name}-{back}",
        version.id,
        name,
        "voice",
        "",
        TODAY - timedelta(days=back),
        f"c-{name}-{back}",
        rater,
        NOW,
        State.DRAFT,
        Judgement(answers(wrong)),
    )
    finish(db, one, person=name, **STAMP)


def fill(url: str) -> None:
    """Two teams, three people, a form, five evaluations."""
    with open_centre(url) as database, database.write() as db:
        for group in (Group("red", GroupKind.TEAM, "Red"), Group("blue", GroupKind.TEAM, "Blue")):
            store.add_group(db, group, **STAMP)
        for person, groups in (
            (Person("li", "Li Na", "1007", date(2024, 1, 6)), ["red"]),
            (Person("wang", "Wang Wei", "1042", date(2024, 1, 6)), ["blue"]),
            (Person("zhao", "Zhao Min", "2001", date(2026, 10, 1)), ["red"]),
        ):
            store.add_person(db, person, groups=groups, logins=[], **STAMP)
        _form, version = add_form(db, "Calls", CONTENT, since=date(2026, 1, 1), **STAMP)
        judge(db, version, "li", 3, "greeting")
        judge(db, version, "li", 40)
        judge(db, version, "wang", 2, "greeting")
        judge(db, version, "wang", 5, "privacy")
        judge(db, version, "zhao", 8, "tone", rater="Lin")


class Seat:
    """Whoever sits before the page."""

    def __init__(self, screen: QualityScreen, centre: OpenCentre, qtbot: QtBot) -> None:
        self.screen, self.centre, self.qtbot = screen, centre, qtbot
        self.said: list[tuple[str, Any]] = []
        screen.noticed.connect(lambda said, undo: self.said.append((said, undo)))
        self.refused: list[Any] = []
        centre.jobs.refused.connect(self.refused.append)

    def wait(self, until: Callable[[], Any]) -> None:
        self.qtbot.waitUntil(lambda: bool(until()))

    def done(self, said: str) -> Any:
        """Wait until that is said; what takes it back."""
        self.wait(lambda: any(said in one for one, _undo in self.said))
        found = next(undo for one, undo in self.said if said in one)
        self.said.clear()
        return found

    def stand(self, **asked: Any) -> tuple[Evaluation, ...]:
        """What stands in the database."""
        with open_centre(self.centre.url) as database, database.read() as db:
            return evaluations(db, EvaluationQuestion(**asked))


@pytest.fixture
def centre(open_floor: Callable[..., OpenCentre], sqlite_url: str) -> OpenCentre:
    """The centre, whose clock stands at NOW."""
    with open_centre(sqlite_url):
        pass
    fill(sqlite_url)
    return open_floor("pbx", at=NOW)


@pytest.fixture
def seat(centre: OpenCentre, machine: Machine, qtbot: QtBot) -> Iterator[Seat]:
    """The page in sight, with everything read."""
    screen = QualityScreen(centre, machine)
    screen.resize(1366, 700)
    with qtbot.waitExposed(screen):
        screen.show()
    screen.activateWindow()
    made = Seat(screen, centre, qtbot)
    made.wait(lambda: screen.desk.is_read and screen.desk.known.forms)
    yield made
    screen.close()
    screen.deleteLater()
