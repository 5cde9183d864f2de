"""Decisions about entries: kept with what the list said, undone, never over another's, whole in history."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from supervisor.errors import ChangedMeanwhileError, ReviewError
from supervisor.evidence.options import Answer
from supervisor.evidence.unit import Unit
from supervisor.people import store as people
from supervisor.people.person import Person
from supervisor.review.decisions import (
    About,
    Choice,
    Decided,
    Decision,
    Said,
    decide,
    decisions,
    decisions_of,
    due,
    take_back,
)
from supervisor.review.entries import training_list
from supervisor.sentences.error import sentence
from supervisor.storage import undo
from supervisor.storage.database import Database, open_centre
from supervisor.storage.step_titles import title
from tests.review.made import CSAT, OCTOBER, SEPTEMBER, UNITS, review

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
TODAY = date(2026, 11, 22)
ABOUT = About(OCTOBER, "csat", UNITS[6])
ACCEPTED = Choice(ABOUT, Decision.ACCEPTED, Said("A", 0.76, 25.0), name="Han")
REFUSED = replace(ACCEPTED, decision=Decision.REFUSED, reason=" ill for two weeks ")
PUT_OFF = replace(ACCEPTED, decision=Decision.PUT_OFF, reason="on leave", until=date(2026, 12, 1))


@pytest.fixture
def floor(sqlite_url: str) -> Iterator[Database]:
    """A centre's database; what engines may do differently is tried on both."""
    with open_centre(sqlite_url) as database:
        yield database


def write(centre: Database, *chosen: Choice, at: datetime = NOW) -> None:
    with centre.write() as db:
        decide(db, chosen, at=at, who="li", today=TODAY)


def stand(centre: Database) -> dict[tuple[str, Unit], Decided]:
    with centre.read() as db:
        return dict(decisions(db, OCTOBER))


def test_a_decision_keeps_what_the_list_said_then(floor: Database) -> None:
    (csat,) = training_list(review(CSAT)).lists
    han = csat.entries[0]
    write(floor, replace(ACCEPTED, said=Said.of(han)))

    kept = stand(floor)["csat", UNITS[6]]

    assert (kept.decision, kept.who, kept.at, kept.version) == (Decision.ACCEPTED, "li", NOW, 1)
    assert kept.said == Said.of(han)
    assert (kept.said.answer, kept.said.value, kept.said.off_months) == (Answer.CONFIRMED, 0.76, 3)


def test_who_changes_their_mind_leaves_what_was_decided_before(floor: Database) -> None:
    write(floor, ACCEPTED)
    write(floor, replace(REFUSED, version=1), at=NOW.replace(hour=5))

    kept = stand(floor)["csat", UNITS[6]]

    assert (kept.decision, kept.reason, kept.until) == (Decision.REFUSED, "ill for two weeks", None)
    assert [(one.decision, one.at) for one in kept.earlier] == [(Decision.ACCEPTED, NOW)]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        (replace(REFUSED, reason="  "), "Say why it is refused."),
        (replace(PUT_OFF, reason=""), "Say why it is put off."),
        (replace(PUT_OFF, until=None), "Say until when it is put off."),
        (replace(PUT_OFF, until=TODAY), "It can only be put off until a day to come."),
        (replace(REFUSED, reason="x" * 1001), "The reason is longer than 1000 characters."),
    ],
)
def test_what_cannot_be_defended_is_not_kept(floor: Database, wrong: Choice, why: str) -> None:
    with pytest.raises(ReviewError) as error:
        write(floor, ACCEPTED, wrong)
    assert sentence(error.value) == f"Han: nothing was written. {why}"
    assert stand(floor) == {}


def test_two_who_decide_at_once_do_not_overwrite_each_other(centre: Database) -> None:
    write(centre, ACCEPTED)
    with pytest.raises(ChangedMeanwhileError):
        write(centre, REFUSED)  # had seen none
    write(centre, replace(REFUSED, version=1))
    with pytest.raises(ChangedMeanwhileError):
        write(centre, replace(PUT_OFF, version=1))
    assert stand(centre)["csat", UNITS[6]].decision is Decision.REFUSED


def test_many_decisions_are_one_step_and_are_undone_as_one(centre: Database) -> None:
    write(centre, ACCEPTED)
    other = replace(ACCEPTED, about=About(OCTOBER, "csat", UNITS[3]), name="Du")
    write(centre, replace(PUT_OFF, version=1), other)
    with centre.write() as db:
        step = undo.last(db)
        assert step is not None
        assert title(step) == "Decide about 2 entries of the training list"
        undo.revert(db, step.id, at=NOW)
    assert [one.decision for one in stand(centre).values()] == [Decision.ACCEPTED]


def test_the_same_decision_again_is_no_step(floor: Database) -> None:
    write(floor, ACCEPTED)
    write(floor, replace(ACCEPTED, version=1, said=Said("A-")))
    kept = stand(floor)["csat", UNITS[6]]
    assert (kept.version, kept.said.answer) == (1, "A")


def test_a_decision_taken_back_is_gone_and_comes_again_with_undo(floor: Database) -> None:
    write(floor, REFUSED)
    with floor.write() as db:
        take_back(db, decisions(db, OCTOBER)["csat", UNITS[6]], at=NOW, who="li", name="Han")
        assert decisions(db, OCTOBER) == {}
        step = undo.last(db)
        assert step is not None
        assert title(step) == "Take back the decision about Han"
        undo.revert(db, step.id, at=NOW)
    assert stand(floor)["csat", UNITS[6]].reason == "ill for two weeks"


def test_a_person_has_one_history_and_what_was_put_off_comes_up(floor: Database) -> None:
    write(floor, replace(REFUSED, about=About(SEPTEMBER, "aht", UNITS[6])), PUT_OFF)
    with floor.read() as db:
        assert [one.about.month for one in decisions_of(db, "han")] == [OCTOBER, SEPTEMBER]
        assert due(db, date(2026, 11, 30)) == ()
        assert [one.about for one in due(db, date(2026, 12, 1))] == [ABOUT]


def test_a_decision_goes_with_somebody_who_turns_out_to_be_another_and_can_be_changed_there(
    floor: Database,
) -> None:
    write(floor, ACCEPTED)
    other = ABOUT.unit.person
    with floor.write() as db:
        both = Person("keep", "Anna", "1"), Person(other, "Anna", "2")
        for person in both:
            people.add_person(db, person, at=NOW, who="anna")
        people.merge(db, *both, at=NOW, who="anna")
    about = replace(ABOUT, unit=replace(ABOUT.unit, person="keep"))
    (found,) = stand(floor).values()
    assert found.about == about
    write(
        floor, replace(ACCEPTED, about=about, decision=Decision.REFUSED, reason="ill", version=found.version)
    )
    (found,) = stand(floor).values()
    assert (found.about, found.decision) == (about, Decision.REFUSED)
    with floor.write() as db:
        take_back(db, found, at=NOW, who="anna")
    assert stand(floor) == {}
