"""Forms and evaluations in the database: nobody saves over another, what was used stays, all is undone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select

from supervisor.errors import ChangedMeanwhileError, NameTakenError, QualityError
from supervisor.facts.own import QUALITY
from supervisor.people.person import Person
from supervisor.people.roll import Roll
from supervisor.people.store import add_person, merge, read_roll
from supervisor.performance.target import Cell, Target, TargetRow
from supervisor.quality.calibration import Meeting, Session, SharedContact, SharedRating
from supervisor.quality.calibration_store import (
    rate,
    ratings_of,
    remove_session,
    save_session,
    the_session,
)
from supervisor.quality.counting import count_evaluations
from supervisor.quality.evaluation import Evaluation, Judgement, State
from supervisor.quality.evaluation_store import (
    EvaluationQuestion,
    appeal,
    drop_draft,
    evaluations,
    finish,
    judged_already,
    remove,
    rule,
    save_draft,
    take_in,
    the_evaluation,
)
from supervisor.quality.exempt_store import all_exemptions, end_exemption, exempt, in_force
from supervisor.quality.exempting import Record, exempt_lines
from supervisor.quality.form import Content, FormVersion
from supervisor.quality.form_store import (
    add_form,
    all_forms,
    all_versions,
    change_form,
    remove_form,
    save_content,
)
from supervisor.quality.measure import Measure, Status
from supervisor.quality.measure_store import all_measures, save_measure
from supervisor.storage import undo
from supervisor.storage.changes import Changes
from supervisor.storage.database import Database, open_centre, open_history
from supervisor.storage.history_tables import history_count, history_name
from supervisor.storage.step_titles import title
from tests.quality.making import DAY, FORM, NOW, answers, evaluation

OTHER = Content(FORM.sections, pass_share=0.7)


@pytest.fixture
def centre(sqlite_url: str) -> Iterator[Database]:
    """One engine is enough for most of it; what speaks SQL of its own is tried on both."""
    with open_centre(sqlite_url) as database:
        yield database


def form(centre: Database, name: str = "Voice") -> FormVersion:
    with centre.write() as db:
        return add_form(db, name, FORM, since=DAY, at=NOW, who="li")[1]


def finished(centre: Database, one: Evaluation) -> Evaluation:
    with centre.write() as db:
        return finish(db, one, person="Anna", at=NOW, who="li")[0]


def undo_last(centre: Database) -> str:
    with centre.write() as db:
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=NOW)
        return title(step)


# Forms


def test_a_version_that_was_used_stays_and_a_change_makes_the_next(centre: Database) -> None:
    first = form(centre)
    with centre.write() as db:
        (row,) = all_forms(db)
        changed = save_content(db, row, first, OTHER, since=DAY, at=NOW, who="li")
    assert (changed.id, changed.number, changed.content) == (first.id, 1, OTHER)
    finished(centre, evaluation("a", first.id))
    with centre.write() as db:
        (used,) = all_versions(db)
        assert used.used
        second = save_content(db, row, used, FORM, since=DAY + timedelta(days=1), at=NOW, who="li")
    assert second.number == 2
    with centre.read() as db:
        assert [one.content for one in all_versions(db, row.id)] == [OTHER, FORM]
    with pytest.raises(ChangedMeanwhileError), centre.write() as db:
        save_content(db, row, used, FORM, since=DAY, at=NOW, who="wang")
    assert undo_last(centre) == "Change form “Voice”"
    with centre.read() as db:
        assert len(all_versions(db)) == 1


def test_forms_that_cannot_be_are_refused_and_used_ones_are_retired(centre: Database) -> None:
    first = form(centre)
    with pytest.raises(NameTakenError), centre.write() as db:
        add_form(db, "Voice", FORM, since=DAY, at=NOW, who="li")
    with pytest.raises(QualityError, match="no items"), centre.write() as db:
        add_form(db, "Chat", Content(), since=DAY, at=NOW, who="li")
    with centre.write() as db:
        _form, chat = add_form(db, "Chat", FORM, since=DAY, at=NOW, who="li")
        remove_form(db, _form, at=NOW, who="li")
    undo_last(centre)
    with centre.read() as db:
        assert [one.name for one in all_forms(db)] == ["Chat", "Voice"]
        assert {one.id for one in all_versions(db)} == {first.id, chat.id}
    finished(centre, evaluation("a", first.id))
    with centre.write() as db:
        voice = next(one for one in all_forms(db) if one.name == "Voice")
        with pytest.raises(QualityError, match="Retire"):
            remove_form(db, voice, at=NOW, who="li")
        change_form(db, replace(voice, retired=True), at=NOW, who="li")
        assert [one.name for one in all_forms(db)] == ["Chat", "Voice"]
        with pytest.raises(ChangedMeanwhileError):
            change_form(db, replace(voice, name="Calls"), at=NOW, who="li")


# Evaluations


def test_a_draft_grows_without_steps_and_becomes_final(centre: Database) -> None:
    version = form(centre)
    with centre.write() as db:
        draft, changes = save_draft(
            db, replace(evaluation("a", version.id), judgement=Judgement(answers()[:2]))
        )
        assert changes == Changes({"quality_drafts"})
        with pytest.raises(QualityError, match="Not answered yet: Order in order, Tone"):
            finish(db, draft, person="Anna", at=NOW, who="li")
    with centre.write() as db:
        whole, _ = save_draft(db, replace(draft, judgement=Judgement(answers(tone=12.0))))
        with pytest.raises(ChangedMeanwhileError):
            save_draft(db, draft)
        final, _ = finish(db, whole, person="Anna", at=NOW, who="li")
        assert the_evaluation(db, "a") == final
        assert final.state is State.FINAL
        with pytest.raises(ChangedMeanwhileError):  # what is final is no draft any more
            save_draft(db, final)
        with pytest.raises(ChangedMeanwhileError):
            drop_draft(db, final)
    assert undo_last(centre) == "Evaluate a contact of Anna"
    with centre.write() as db:
        back = the_evaluation(db, "a")
        assert back.state is State.DRAFT
        drop_draft(db, back)
        assert not evaluations(db, EvaluationQuestion(states=None))


def test_the_same_contact_is_judged_again_only_with_a_reason(centre: Database) -> None:
    version = form(centre)
    finished(centre, evaluation("a", version.id))
    again = replace(evaluation("b", version.id), contact="c-a")
    with pytest.raises(QualityError, match="li judged contact c-a with this form already"):
        finished(centre, again)
    with centre.read() as db:
        found = judged_already(db, again)
        assert found is not None
        assert found.id == "a"
    finished(centre, replace(again, rater="wang"))
    said = Judgement(answers(), again="after training")
    finished(centre, replace(again, id="c", judgement=said))


def test_an_appeal_keeps_the_old_answers(centre: Database) -> None:
    version = form(centre)
    one = finished(centre, evaluation("a", version.id, answer="no"))
    with centre.write() as db:
        with pytest.raises(QualityError, match="Say why"):
            appeal(db, one, " ", by="anna", person="Anna", at=NOW, who="anna")
        open_one, _ = appeal(db, one, "It was right", by="anna", person="Anna", at=NOW, who="anna")
        assert open_one.state is State.APPEALED
        ruled, _ = rule(db, open_one, "It was", answers=answers(), person="Anna", at=NOW, who="chen")
    assert ruled.state is State.CHANGED
    (told,) = ruled.judgement.appeals
    assert (told.ruled_by, told.accepted, told.before) == ("chen", True, answers(answer="no"))
    with centre.write() as db:
        twice, _ = appeal(db, ruled, "And more", by="anna", person="Anna", at=NOW, who="anna")
        stays, _ = rule(db, twice, "No", answers=None, person="Anna", at=NOW, who="chen")
        assert stays.state is State.CHANGED
        assert stays.judgement.answers == answers()
        with pytest.raises(QualityError, match="no open appeal"):
            rule(db, stays, "No", answers=None, person="Anna", at=NOW, who="chen")
    undo_last(centre)
    with centre.read() as db:
        assert the_evaluation(db, "a").state is State.APPEALED


# What they come to in the history


def counted(history: Database) -> dict[tuple[str, str], tuple[float, ...]]:
    login = history_name.alias()
    with history.read() as db:
        rows = db.execute(
            select(
                login.c.text,
                history_count.c.channel,
                history_count.c.n_form,
                history_count.c.n_fatal_form,
                history_count.c.n_critical_err,
                history_count.c.score_sum,
                history_count.c.score_max,
            )
            .join(login, login.c.id == history_count.c.login)
            .where(login.c.source == QUALITY)
        )
        return {(row[0], row[1]): tuple(row[2:]) for row in rows}


def test_counts_follow_the_evaluations_whatever_is_changed_or_undone(database_url: str) -> None:
    with open_centre(database_url) as centre, open_history(database_url) as history:
        version = form(centre)
        finished(centre, evaluation("a", version.id))
        finished(centre, evaluation("b", version.id, answer="no"))
        two = finished(
            centre, replace(evaluation("c", version.id, secret="no"), person="ben", channel="chat")
        )
        assert count_evaluations(centre, history)
        assert not count_evaluations(centre, history)
        whole = {("anna", "voice"): (2, 0, 1, 140, 200), ("ben", "chat"): (1, 1, 0, 0, 100)}
        assert counted(history) == whole
        with centre.write() as db:
            save_draft(db, evaluation("d", version.id))
        assert not count_evaluations(centre, history)  # a draft counts nowhere
        with centre.write() as db:
            read = evaluations(db, EvaluationQuestion())
            assert {one.id: one.judgement.answers for one in read}["b"] == answers(answer="no")
            assert two in read
            remove(db, two, person="Ben", at=NOW, who="li")
        assert count_evaluations(centre, history)
        assert counted(history) == {("anna", "voice"): (2, 0, 1, 140, 200)}
        undo_last(centre)
        assert count_evaluations(centre, history)
        assert counted(history) == whole


def test_evaluations_go_with_people_who_turn_out_to_be_one(centre: Database) -> None:
    version = form(centre)
    with centre.write() as db:
        for key in ("anna", "annie"):
            add_person(db, Person(key, key.title()), at=NOW, who="li")
    finished(centre, replace(evaluation("a", version.id), person="annie"))
    with centre.write() as db:
        roll = read_roll(db)
        merge(db, roll.persons["anna"], roll.persons["annie"], at=NOW, who="li")
        assert the_evaluation(db, "a").person == "anna"
        assert read_roll(db).who(QUALITY, "anna", DAY) is not None
    undo_last(centre)
    with centre.read() as db:
        assert the_evaluation(db, "a").person == "annie"


def test_a_file_is_one_step_and_is_undone_as_one(centre: Database) -> None:
    version = form(centre)
    several = [replace(evaluation(key, version.id), state=State.FINAL) for key in "abc"]
    with centre.write() as db:
        take_in(db, several, {version.id: FORM}, file="april.xlsx", at=NOW, who="li")
        stand = {one.id: one for one in evaluations(db, EvaluationQuestion())}
        better = msgspec.structs.replace(stand["a"].judgement, comment="more")
        take_in(
            db,
            [replace(stand["a"], judgement=better)],
            {version.id: FORM},
            file="april.xlsx",
            at=NOW,
            who="li",
        )
        assert the_evaluation(db, "a").judgement.comment == "more"
        with pytest.raises(ChangedMeanwhileError):
            take_in(db, several[:1], {version.id: FORM}, file="x", at=NOW, who="li")
    assert undo_last(centre) == "Take in 1 evaluations from april.xlsx"
    assert undo_last(centre) == "Take in 3 evaluations from april.xlsx"
    with centre.read() as db:
        assert not evaluations(db, EvaluationQuestion())


def test_evaluations_are_asked_by_form_person_rater_day_and_state(centre: Database) -> None:
    version, chat = form(centre), form(centre, "Chat")
    finished(centre, evaluation("a", version.id))
    finished(centre, replace(evaluation("b", chat.id), rater="wang", contact_day=DAY - timedelta(days=9)))
    with centre.write() as db:
        save_draft(db, replace(evaluation("c", chat.id), person="ben"))

    def ids(**asked: object) -> str:
        with centre.read() as db:
            return "".join(one.id for one in evaluations(db, EvaluationQuestion(**asked)))  # type: ignore[arg-type]

    assert ids() == "ba"
    assert ids(form=chat.form) == "b"
    assert ids(first=DAY) == "a"
    assert ids(rater="li") == "a"
    assert ids(persons=("ben",), states=None) == "c"


# Measures, calibrations, exemptions


def test_measures_calibrations_and_exemptions_are_kept_changed_and_undone(database_url: str) -> None:
    with open_centre(database_url) as centre:
        version = form(centre)
        with centre.write() as db:
            measure, _ = save_measure(
                db, Measure("m", version.form, "tone", "Chen", DAY), item="Tone", at=NOW, who="li"
            )
            done, _ = save_measure(db, replace(measure, status=Status.DONE), item="Tone", at=NOW, who="li")
            with pytest.raises(ChangedMeanwhileError):
                save_measure(db, measure, item="Tone", at=NOW, who="wang")
            with pytest.raises(QualityError, match="Say who sees to it"):
                save_measure(db, replace(done, owner=""), item="Tone", at=NOW, who="li")
        assert undo_last(centre) == "Save the measure for “Tone”"

        meeting = Meeting((SharedContact("c1"), SharedContact("c2")), ("li", "wang"))
        session = Session("s", "May", DAY, version.id, meeting)
        with centre.write() as db:
            assert all_measures(db, version.form)[0].status is Status.OPEN
            with pytest.raises(QualityError, match="two raters"):
                save_session(
                    db, replace(session, meeting=Meeting(meeting.contacts, ("li",))), at=NOW, who="li"
                )
            session, _ = save_session(db, session, at=NOW, who="li")
            told = [SharedRating("s", "c1", rater, 1, answers()) for rater in ("li", "wang")]
            rate(db, session, told, at=NOW, who="li")
            with pytest.raises(ChangedMeanwhileError):
                rate(db, session, told[:1], at=NOW, who="li")
            with pytest.raises(QualityError, match="Not answered yet"):
                rate(db, session, [SharedRating("s", "c2", "li", 1, answers()[:2])], at=NOW, who="li")
            with pytest.raises(QualityError, match="not of this calibration"):
                rate(db, session, [SharedRating("s", "c9", "li", 1, answers())], at=NOW, who="li")
            left = Meeting(meeting.contacts[1:], meeting.raters)
            with pytest.raises(QualityError, match="cannot be left out"):
                save_session(db, replace(session, meeting=left), at=NOW, who="li")
            assert the_session(db, "May") == session
            remove_session(db, session, at=NOW, who="li")
            assert not ratings_of(db, "s")
        assert undo_last(centre) == "Remove calibration “May”"
        with centre.read() as db:
            assert [one.rater for one in ratings_of(db, "s")] == ["li", "wang"]

        roll = Roll([Person("anna", "Anna")])
        targets = [TargetRow(Cell("fatal_rate"), Target(high=0.05))]
        (fine,) = exempt_lines(roll, DAY, {"anna": Record(0, 60)}, targets, ())
        (few,) = exempt_lines(roll, DAY, {"anna": Record(0, 6)}, targets, ())
        with centre.write() as db:
            with pytest.raises(QualityError, match="The rule does not allow it"):
                exempt(db, few, DAY, at=NOW, who="li")
            made, _ = exempt(db, fine, DAY, at=NOW, who="li")
            assert made.grounds.forms == 60
            with pytest.raises(QualityError, match="Anna is exempt already"):
                exempt(db, fine, DAY, at=NOW, who="li")
            with pytest.raises(QualityError, match="Say why"):
                end_exemption(db, made, DAY, "", name="Anna", at=NOW, who="li")
            end_exemption(db, made, DAY + timedelta(days=9), "complaint", name="Anna", at=NOW, who="li")
            (over,) = all_exemptions(db)
            assert in_force([over], DAY + timedelta(days=8)) == {"anna"}
            assert in_force([over], DAY + timedelta(days=9)) == frozenset()
        assert undo_last(centre) == "End the exemption of Anna"
        with centre.read() as db:
            assert all_exemptions(db)[0].until is None
