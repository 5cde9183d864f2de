"""What is said before a course is registered: with whom it is compared, and what it could show at all."""

from __future__ import annotations

from datetime import date
from math import sqrt
from pathlib import Path

import pytest

from supervisor.review.monthly import ReviewQuestion
from supervisor.storage.database import open_centre, open_history
from supervisor.training.asking import ask_forecasts
from supervisor.training.course import Against, Arm
from supervisor.training.outcome import ForecastQuestion
from supervisor.training.prospects import Prospects, ask_prospects, listed_people
from tests.training.made import PEOPLE, REGISTERED, TRAINED, participant, unit, write_counts, write_people


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder: Path = tmp_path_factory.mktemp("prospects")
    made = f"sqlite:///{folder}/centre.db"
    with open_centre(made) as centre, open_history(made) as history:
        write_people(centre)
        write_counts(history, last=REGISTERED)
    return made


@pytest.fixture(scope="module")
def prospects(url: str) -> Prospects:
    question = ForecastQuestion("fcr", REGISTERED, types=("tariff",))
    found = ask_prospects(url, question, 28)
    assert [one.unit for one in found.known] == [one.unit for one in ask_forecasts(url, question)[0]]
    return found


def test_the_scatter_is_that_of_chance_where_nobody_changes(prospects: Prospects) -> None:
    """Some 570 contacts in 28 days, each resolved with .8: ±1.7 points; of the forecast some more."""
    chance = sqrt(0.8 * 0.2 / (28 / 3 * 60))
    assert prospects.beyond_forecast is not None
    assert 0.4 * chance < prospects.beyond_forecast < 2.5 * chance
    assert prospects.beyond_before is not None
    assert 0.4 * chance < prospects.beyond_before < 2.5 * chance


def test_what_could_show_is_less_the_more_are_compared(prospects: Prospects) -> None:
    people = [participant(who) for who in TRAINED]
    assert prospects.compared(people, Against.FORECAST) == len(PEOPLE) - len(TRAINED)
    sd = prospects.beyond_forecast
    assert sd is not None
    wanted = (1.959964 + 0.841621) * sd * sqrt(1 / 5 + 1 / 7)
    assert prospects.detectable(people, Against.FORECAST) == pytest.approx(wanted, rel=1e-5)
    drawn = [*people[:3], participant(TRAINED[3], Arm.WAITING), participant(TRAINED[4], Arm.WAITING)]
    assert prospects.compared(drawn, Against.WAIT_LIST) == 2
    assert prospects.detectable(drawn, Against.WAIT_LIST) > wanted  # type: ignore[operator]
    assert prospects.detectable(people, Against.CELL) is None


def test_whoever_is_on_a_course_already_is_not_compared(prospects: Prospects) -> None:
    people = [participant(TRAINED[0])]
    taken = Prospects(prospects.known, frozenset(PEOPLE[6:]), prospects.beyond_forecast)
    assert taken.compared(people, Against.FORECAST) == 5
    assert unit(PEOPLE[6]) not in {unit(who) for who in PEOPLE[1:6]}


def test_of_a_kpi_without_figures_nothing_is_said() -> None:
    assert Prospects().detectable([participant("p00")], Against.FORECAST) is None


def test_whoever_is_chosen_is_invited_whatever_the_list_says(url: str) -> None:
    """Without targets the list says nothing of anybody, and a course can be planned all the same."""
    units = [unit(who) for who in PEOPLE[:3]]
    people, category = listed_people(url, "fcr", units, ReviewQuestion(date(2026, 3, 1), REGISTERED), "en")
    assert [one.unit for one in people] == units
    assert {one.arm for one in people} == {Arm.TRAINED}
    assert category == ""
