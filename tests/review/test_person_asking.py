"""One person's file from the history: the figures of the review, in weeks as in months."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from supervisor.errors import UnknownNameError
from supervisor.evidence.unit import Unit
from supervisor.quality.evaluation import Evaluation, ItemAnswer, Judgement, Said
from supervisor.quality.evaluation_store import finish, save_draft
from supervisor.quality.form import Content, Item, Section, Severity
from supervisor.quality.form_store import add_form
from supervisor.review.asking import ask_review
from supervisor.review.monthly import ReviewQuestion
from supervisor.review.person import LoginStay, PersonFile, PersonQuestion
from supervisor.review.person_asking import ask_person
from supervisor.storage.database import open_centre, open_history
from supervisor.training.coaching import LogKind, Talk
from supervisor.training.coaching_store import save_talk
from tests.training.made import AT, NOW, PEOPLE, TODAY, unit, write_counts, write_people
from ui.review import person_work

REVIEW = ReviewQuestion(date(2026, 5, 1), TODAY, kpis=("fcr",))
WHO = unit(PEOPLE[0])


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("person")
    made = f"sqlite:///{folder}/centre.db"
    with open_centre(made) as centre, open_history(made) as history:
        write_people(centre)
        write_counts(history, first=date(2026, 2, 1))
        with centre.write() as db:
            save_talk(db, Talk("t1", WHO.person, date(2026, 5, 20), "Qin", "fcr"), at=NOW, who="li")
            items = (
                Item("verify", "核实", "Verifies", Severity.CRITICAL, 6.0),
                Item("greet", "问候", "Greets", Severity.NONCRITICAL, 4.0),
            )
            content = Content((Section("s", "一", "One", items),))
            _form, version = add_form(db, "Calls", content, since=date(2026, 1, 1), **AT)
            answers = (ItemAnswer("verify", Said.NO), ItemAnswer("greet", Said.YES))
            draft = Evaluation(
                "e1", version.id, WHO.person, "voice", "g1", date(2026, 5, 5), "", "Ma",
                datetime(2026, 5, 6, tzinfo=UTC), judgement=Judgement(answers, "hurried"),
            )  # fmt: skip
            saved, _changes = save_draft(db, draft)
            finish(db, saved, person="Agent 0", **AT)
    return made


@pytest.fixture(scope="module")
def file(url: str) -> PersonFile:
    return ask_person(url, PersonQuestion(REVIEW, WHO, months=4))


def test_months_are_those_of_the_review(url: str, file: PersonFile) -> None:
    review = ask_review(url, REVIEW)
    panel = review.evidence["fcr"].panel
    own = panel.value()[panel.units.index(WHO)]
    series = file.of("fcr")
    assert series is not None
    assert [one.value for one in series.months] == pytest.approx(own[-4:].tolist())
    assert [one.first for one in series.months] == list(review.months[-4:])
    assert series.entry is not None
    assert series.entry.who.unit == WHO


def test_weeks_add_up_the_days_in_them(file: PersonFile) -> None:
    series = file.of("fcr")
    assert series is not None
    assert len(series.weeks) == 13
    assert file.weeks_of.last == date(2026, 5, 31), "the month ends on a Sunday"
    days = [date(2026, 2, 1) + timedelta(days=at) for at in range(0, 120, 3)]
    for week in series.weeks:
        told = sum(week.first <= day <= week.last for day in days)
        assert week.denominator == told * 120
        assert week.value == pytest.approx((week.numerator or 0) / (told * 120))
    assert series.chart.baseline == 8, "the weeks of May are judged, and widen no limit"


def test_the_cells_band_is_the_middle_half_of_its_people(url: str, file: PersonFile) -> None:
    panel = ask_review(url, REVIEW).evidence["fcr"].panel
    low, high = np.quantile(panel.value()[:, -1], (0.25, 0.75)).tolist()
    series = file.of("fcr")
    assert series is not None
    last = series.months[-1]
    assert (last.cell_low, last.cell_high) == (pytest.approx(low), pytest.approx(high))
    assert last.mates == len(PEOPLE)


def test_what_was_judged_and_said_is_in_the_file(url: str, file: PersonFile) -> None:
    assert file.logins == (LoginStay("crm", WHO.person, None, None),)
    assert [(one.item, one.errors, one.lost) for one in file.findings] == [("verify", 1, 6.0)]
    assert [(one.rater, one.errors, one.comment) for one in file.checked] == [("Ma", ("verify",), "hurried")]
    told = person_work.ask_person(lambda _done, _total: None, url, file.question, "en")
    assert told is not None
    assert [(entry.kind, entry.who) for entry in told.log] == [(LogKind.TALK, "Qin")]


def test_nobody_is_made_up(url: str) -> None:
    stranger = PersonQuestion(REVIEW, Unit("nobody", "g1", "voice"))
    with pytest.raises(UnknownNameError):
        ask_person(url, stranger)
    assert person_work.ask_person(lambda _done, _total: None, url, stranger, "en") is None
