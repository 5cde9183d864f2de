"""An effect from the history: what is counted of types, queues and menu nodes, day by day."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta

import pytest

from supervisor.history import batch as batches
from supervisor.history.batch import Kind
from supervisor.history.names import Names
from supervisor.issues.effect import DayCount, EffectVerdict
from supervisor.issues.effect_answer import EffectQuestion, EffectState, Note, Part, answer_of
from supervisor.issues.effect_asking import ask_effect, ask_effects
from supervisor.issues.effect_wording import note_words, state_words, statement
from supervisor.issues.issue import Criterion, Measured
from supervisor.ivr import count_store, node_store
from supervisor.ivr.node import Node, NodeCount
from supervisor.storage.database import open_centre, open_history
from supervisor.storage.history_tables import history_count
from supervisor.words import language, use_language
from tests.history.past import NOW, sheet_slots

BEGINS, DONE = date(2026, 3, 2), date(2026, 5, 4)  # Mondays
CRITERION = Criterion(Measured.CATEGORY, "Bills", BEGINS, DONE - timedelta(days=1), 28, 0.7, "ben")
AFTER = DONE + timedelta(days=28)


def question(today: date = AFTER, by: Measured = Measured.CATEGORY, value: str = "Bills") -> EffectQuestion:
    criterion = Criterion(by, value, BEGINS, DONE - timedelta(days=1), 28, 0.7, "ben")
    return EffectQuestion(criterion, today, DONE, "anna")


def about(day: date) -> int:
    """How many contacts about the problem there are on *day*: half as many since it was done."""
    return 20 if day < DONE else 10


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("effect")
    url = f"sqlite:///{path}/floor.db"
    days = [BEGINS + timedelta(days=at) for at in range(100)]
    with open_history(url) as history:
        names = Names()
        with history.write() as db:
            number = batches.begin(db, Kind.TABLE, "hr", at=NOW, who="anna")
            of = names.number(db, "source", "", "hr")
            logins = names.numbers(db, "login", "hr", ["a", "b"])
            types = names.numbers(db, "type", "hr", ["Bills", "Tariffs"])
            batches.write(
                db,
                history_count,
                ["day", "span", "source", "login", "channel", "queue", "type", "n_answered"],
                [
                    (day, "D", of, logins[who], "voice", 0, types[kind], count)
                    for day in days
                    for who, kind, count in (
                        ("a", "Bills", about(day) // 2),
                        ("b", "Bills", about(day) // 2),
                        ("b", "Tariffs", 200),
                    )
                ],
                number,
            )
            batches.note(db, number, state=batches.State.DONE, at=NOW)
        sheet_slots(
            history,
            "sheet",
            [
                (datetime(day.year, day.month, day.day, 2, tzinfo=UTC), queue, {"contacts": count})
                for day in days
                for queue, count in (("billing", about(day)), ("other", 100))
            ],
        )
    with open_centre(url) as centre, centre.write() as db:
        nodes = [
            Node("top", "10086"),
            Node("bills", "Bills", "1", "top"),
            Node("rest", "Rest", "2", "top", 1),
        ]
        node_store.import_nodes(db, nodes, (), file="m", at=NOW, who="anna")
        counts = [NodeCount("bills", day, about(day)) for day in days]
        counts += [NodeCount("rest", day, 100) for day in days]
        count_store.import_counts(db, counts, file="c", at=NOW, who="anna")
    return url


@pytest.mark.parametrize(
    ("by", "value"),
    [(Measured.CATEGORY, "Bills"), (Measured.QUEUE, "billing"), (Measured.NODE, "bills")],
)
def test_half_as_many_contacts_are_found_by_whatever_they_are_counted(
    url: str, by: Measured, value: str
) -> None:
    answer = ask_effect(None, url, question(by=by, value=value))
    assert answer.state is EffectState.JUDGED
    effect = answer.effect
    assert effect is not None
    assert effect.verdict is EffectVerdict.FELL
    assert effect.plain == pytest.approx(0.5)
    assert effect.others_ratio == pytest.approx(1.0)
    assert effect.before.rate == 20
    assert answer.before == (BEGINS, DONE - timedelta(days=1))
    assert answer.after == (DONE, AFTER - timedelta(days=1))
    assert pickle.loads(pickle.dumps(answer)) == answer  # noqa: S301  # our own


def test_days_off_count_on_neither_side(url: str) -> None:
    answer = ask_effect(None, url, question())
    # May 2026: of the four weeks one day is off, the second last of Labour Day (5 May); 9 May is worked
    assert answer.effect is not None
    assert answer.working < 13 * 5
    assert all(week.days <= 6 for week in answer.weeks)
    assert {week.part for week in answer.weeks} == {Part.BEFORE, Part.AFTER}


def test_before_the_window_is_over_there_is_no_verdict_but_a_day_to_wait_for(url: str) -> None:
    answer = ask_effect(None, url, question(AFTER - timedelta(days=1)))
    assert (answer.state, answer.effect) == (EffectState.WAITING, None)
    assert state_words(answer).startswith("Wait until 2026-06-01")
    assert statement(answer) is None
    assert answer.weeks


def test_what_nobody_ever_counted_under_that_name_is_said(url: str) -> None:
    answer = ask_effect(None, url, question(value="No such type"))
    assert answer.effect is not None
    assert answer.effect.verdict is EffectVerdict.TOO_FEW
    assert Note.NEVER in answer.notes
    lost = ask_effect(None, url, question(by=Measured.QUEUE, value="no such queue"))
    assert (lost.state, lost.effect) == (EffectState.NO_DATA, None)


def test_who_judges_his_own_measure_and_a_criterion_written_afterwards_are_named(url: str) -> None:
    criterion = Criterion(
        Measured.CATEGORY,
        "Bills",
        BEGINS,
        DONE + timedelta(days=3),
        28,
        judge="Anna ",
        written_at=datetime(2026, 5, 20, tzinfo=UTC),
    )
    answer = ask_effect(None, url, EffectQuestion(criterion, AFTER, DONE, "anna"))
    assert {Note.WRITTEN_AFTER, Note.CUT, Note.OWN_JUDGE} <= set(answer.notes)
    assert len(note_words(answer)) == len(answer.notes)
    assert answer.before == (BEGINS, DONE - timedelta(days=1))


@pytest.mark.parametrize(("since", "small"), [(950, True), (850, False)])
def test_a_change_that_is_certain_and_less_than_a_tenth_is_no_proof_of_a_measure(
    since: int, small: bool
) -> None:
    first = BEGINS - timedelta(days=28)
    days = [DayCount(first + timedelta(days=at), 1000 if at < 91 else since, 9000) for at in range(119)]
    criterion = Criterion(Measured.CATEGORY, "Bills", first, DONE - timedelta(days=1), 28, judge="ben")
    answer = answer_of(EffectQuestion(criterion, AFTER, DONE, "anna"), days)
    assert answer.effect is not None
    assert answer.effect.verdict is EffectVerdict.FELL
    assert (Note.SMALL in answer.notes) is small
    stated = statement(answer)
    assert stated is not None
    assert stated.effective is (None if small else True)


def test_several_questions_are_answered_as_each_alone(url: str) -> None:
    asked = [
        question(),
        question(by=Measured.QUEUE, value="billing"),
        question(AFTER - timedelta(days=5)),
        question(by=Measured.QUEUE, value="other"),
        EffectQuestion(Criterion(Measured.CATEGORY, "Tariffs", DONE, AFTER), DONE, None),
    ]
    assert ask_effects(None, url, asked) == tuple(ask_effect(None, url, one) for one in asked)


def test_a_measure_that_is_not_in_force_has_a_baseline_and_no_window(url: str) -> None:
    answer = ask_effect(None, url, EffectQuestion(CRITERION, AFTER, None))
    assert (answer.state, answer.after, answer.effect) == (EffectState.NOT_DONE, None, None)
    assert answer.weeks


def test_a_statement_keeps_the_numbers_and_how_they_were_computed(url: str) -> None:
    answer = ask_effect(None, url, question())
    stated = statement(answer)
    assert stated is not None
    assert stated.effective is True
    assert stated.figure.value == answer.effect.ratio  # type: ignore[union-attr]
    assert stated.figure.since == DONE
    assert "0.50" in stated.text
    assert "Bills" in stated.text
    assert "all other contacts handled" in stated.figure.method
    before = language()
    try:
        use_language("zh_CN")
        said = statement(answer)
        assert said is not None
        assert said.text
    finally:
        use_language(before)
