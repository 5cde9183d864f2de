"""Evaluations as counts among others: whose counts hold, and what leaves them alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from supervisor.errors import SettingError
from supervisor.facts.own import QUALITY
from supervisor.history import batch as batches
from supervisor.history.cube import Cube
from supervisor.history.derive import derive_stale
from supervisor.history.derive_rules import derive_rules
from supervisor.history.names import Names
from supervisor.history.period import Every, Period
from supervisor.imports import form as count_form
from supervisor.imports.mapping import flaws
from supervisor.people.person import Person
from supervisor.people.store import add_person, read_roll
from supervisor.quality.counting import bring_up_to_date
from supervisor.quality.evaluation_store import finish
from supervisor.quality.form_store import add_form
from supervisor.settings.centre import CentreSettings
from supervisor.storage.database import Database, open_centre, open_history
from supervisor.storage.history_tables import history_count
from supervisor.storage.sources import add_source
from tests.quality.making import DAY, FORM, NOW, evaluation


@pytest.fixture
def centre(sqlite_url: str) -> Iterator[Database]:
    """A centre in which li judged two contacts of Anna, on DAY and the day after."""
    with open_centre(sqlite_url) as centre:
        with centre.write() as db:
            add_person(db, Person("anna", "Anna", "1001"), logins=[("sheet", "1001")], at=NOW, who="li")
            _form, version = add_form(db, "Voice", FORM, since=DAY, at=NOW, who="li")
            for key, later in (("a", 0), ("b", 1)):
                one = evaluation(key, version.id, answer="no")
                finish(
                    db,
                    replace(one, contact_day=DAY + timedelta(days=later)),
                    person="Anna",
                    at=NOW,
                    who="li",
                )
        yield centre


def points(centre: Database, url: str, precedence: tuple[str, ...] = ()) -> tuple[float, float]:
    """Anna's points and forms of the two days."""
    with centre.read() as db:
        roll = read_roll(db)
    with open_history(url) as history, history.read() as db:
        period = Period(DAY, DAY + timedelta(days=1))
        found = Cube().sums(db, roll, period, Every.WHOLE, precedence=precedence)
        (line,) = found.lines
        assert line.id == "anna"
        return float(found.of("score_sum")[0, 0]), float(found.of("n_form")[0, 0])


def test_a_sheet_that_tells_the_same_day_holds_unless_the_centre_says_otherwise(
    centre: Database, sqlite_url: str
) -> None:
    assert bring_up_to_date(sqlite_url)
    assert points(centre, sqlite_url) == (80, 2)
    with open_history(sqlite_url) as history, history.write() as db:
        names = Names()
        number = batches.begin(db, batches.Kind.TABLE, "sheet", at=NOW, who="li")
        columns = ("day", "span", "source", "login", "channel", "queue", "type", "n_form", "score_sum")
        source = names.number(db, "source", "", "sheet")
        login = names.number(db, "login", "sheet", "1001")
        batches.write(db, history_count, columns, [(DAY, "D", source, login, "voice", 0, 0, 5, 450)], number)
        batches.note(db, number, state=batches.State.DONE, at=NOW)
    assert points(centre, sqlite_url) == (490, 6)  # the sheet's day and our own
    assert points(centre, sqlite_url, (QUALITY,)) == (80, 2)


def test_deriving_everything_anew_leaves_them_alone(centre: Database, sqlite_url: str) -> None:
    bring_up_to_date(sqlite_url)
    with open_history(sqlite_url) as history:
        for zone in ("Asia/Shanghai", "Europe/Lisbon"):
            derive_stale(history, derive_rules(CentreSettings(time_zone=zone)))
        with history.read() as db:
            assert db.execute(select(func.sum(history_count.c.n_form))).scalar_one() == 2


def test_no_source_and_no_sheet_can_be_called_as_our_own(centre: Database) -> None:
    with pytest.raises(SettingError), centre.write() as db:
        add_source(db, "supervisor:quality", "asterisk", {}, at=NOW, who="li")
    assert "no_source" in {flaw.word for flaw in flaws(count_form.mapping("Supervisor:quality"))}
