"""What became of what a department was sent: counts that follow from what happened."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec
import pytest

from supervisor.issues import moves, running, store
from supervisor.issues.clock import Clock, Frame
from supervisor.issues.event import EVERYTHING, Acting, Event, EventKind
from supervisor.issues.issue import Issue
from supervisor.issues.moves import Given
from supervisor.issues.record import Of, Record, record, standing
from supervisor.issues.record_asking import ask_record
from supervisor.issues.record_wording import lines, of_words, summary
from supervisor.issues.states import ClockKind, State
from supervisor.storage import undo
from supervisor.storage.database import open_centre
from supervisor.workdays.calendar import WorkCalendar
from tests.issues.rows import an_issue, put

MONDAY = datetime(2024, 5, 6, 2, 0, tzinfo=UTC)  # ten in the morning in Shanghai
FRAME = Frame({"": WorkCalendar("centre", "Centre", ZoneInfo("Asia/Shanghai"))})
MAY = (date(2024, 5, 1), date(2024, 5, 31))
BILLING, TARIFFS = "billing", "tariffs"
LIAISON = Acting("anna", EVERYTHING)


class Story:
    """An issue to which things happen, by the rules."""

    def __init__(self, id: int = 1, department: str = BILLING) -> None:
        self.issue: Issue = an_issue(
            id, state=State.READY, department=department, category="Bills", made_at=MONDAY, changed_at=MONDAY
        )
        self.events: list[Event] = []

    def move(self, name: str, day: int, *, by: str = "", **given: object) -> Story:
        """The move *name*, so many days after the Monday."""
        at = MONDAY + timedelta(days=day)
        acting = msgspec.structs.replace(LIAISON, department=by)
        said = Given(**given)  # type: ignore[arg-type]
        self.issue, event = moves.moved(self.issue, name, said, acting=acting, at=at, frame=FRAME)
        return self._keep(event)

    def send(self, day: int = 0, department: str = BILLING) -> Story:
        wished = (MONDAY + timedelta(days=day + 3)).date()
        return self.move("send", day, department=department, sheet="s1", wished=wished)

    def answer(self, day: int, planned: int = 11) -> Story:
        self.move("confirm", day, who="Li")
        planned_on = (MONDAY + timedelta(days=planned)).date()
        return self.move("answer", day, cause="x", measure="y", owner="Li", planned=planned_on)

    def finish(self, day: int) -> Story:
        in_force = (MONDAY + timedelta(days=day)).date()
        self.move("accept", day, decision="yes")
        return self.move("finish", day, done_what="y", in_force=in_force)

    def _keep(self, event: Event) -> Story:
        self.events.append(msgspec.structs.replace(event, id=len(self.events) + 1))
        return self


def counted(*stories: Story, department: str = BILLING, now: int = 60) -> Record:
    return record(
        department,
        [one.issue for one in stories],
        {one.issue.id: one.events for one in stories},
        first=MAY[0],
        last=MAY[1],
        frame=FRAME,
        now=MONDAY + timedelta(days=now),
    )


def test_an_answer_in_time_a_promise_kept_and_a_measure_that_worked_are_counted() -> None:
    story = Story().send().answer(2).finish(10).move("verify", 20, finding="0.4").move("close", 21)
    found = counted(story)
    assert (found.sent, found.signed, found.answered) == (1, Of(0, 1), Of(1, 1))
    assert (found.promises, found.first_promises, found.effective) == (Of(1, 1), Of(1, 1), Of(1, 1))
    assert (found.came_back, found.young, found.open_now) == (Of(0, 1), 1, 0)


def test_who_never_answers_is_not_in_time_by_saying_nothing() -> None:
    found = counted(Story().send())
    assert (found.answered, found.signed) == (Of(0, 1), Of(0, 1))
    assert (found.open_now, found.overdue_now) == (1, 1)


def test_what_is_not_due_yet_speaks_neither_for_nor_against() -> None:
    found = counted(Story().send(), now=0)
    assert (found.answered, found.open_now, found.overdue_now) == (Of(), 1, 0)


def test_a_promise_kept_only_by_an_extension_is_no_first_promise_kept() -> None:
    story = Story().send().answer(2, planned=9)
    story.move("accept", 3, decision="yes")
    later = (MONDAY + timedelta(days=16)).date()
    at = MONDAY + timedelta(days=4)
    story.issue, event = running.extension_asked(
        story.issue, later, "parts", acting=LIAISON, at=at, frame=FRAME
    )
    story._keep(event)
    assert counted(story).granted == Of(0, 1)
    story.issue, event = running.extension_ruled(story.issue, True, acting=LIAISON, at=at, frame=FRAME)
    story._keep(event)
    story.move("finish", 15, done_what="y", in_force=(MONDAY + timedelta(days=15)).date())
    found = counted(story)
    assert (found.granted, found.promises, found.first_promises) == (Of(1, 1), Of(1, 1), Of(0, 1))


def test_a_first_promise_that_was_not_kept_stays_so_when_the_issue_is_opened_again() -> None:
    story = Story().send().answer(1, planned=3).move("ask_again", 2, reason="no").answer(4, planned=11)
    story.finish(10).move("verify", 20, finding="0.4").move("close", 21)
    assert (counted(story).promises, counted(story).first_promises) == (Of(1, 1), Of(0, 1))
    story.move("reopen", 22, newer_evidence=(MONDAY + timedelta(days=22)).date())
    assert counted(story, now=23).first_promises == Of(0, 1)


def test_a_measure_that_did_not_work_at_first_stays_so_when_the_second_one_does() -> None:
    story = Story().send().answer(1).finish(3).move("not_effective", 8, still_wrong="still")
    story.move("finish", 10, done_what="z", in_force=(MONDAY + timedelta(days=10)).date())
    assert counted(story.move("verify", 20, finding="0.4")).effective == Of(0, 1)


def test_a_return_that_the_chair_rules_theirs_is_counted_as_both() -> None:
    story = Story().send()
    story.move("return", 1, return_reason="no_authority", proposed_department="Tariffs", department=TARIFFS)
    story.send(2, TARIFFS).move(
        "return", 3, return_reason="no_authority", proposed_department="Billing", department=BILLING
    )
    at = MONDAY + timedelta(days=4)
    story.issue, event = running.ruled(story.issue, BILLING, "their bill", acting=LIAISON, at=at)
    story._keep(event)
    assert (counted(story).returned, counted(story).theirs) == (1, 1)
    theirs = counted(story, department=TARIFFS)
    assert (theirs.sent, theirs.returned, theirs.theirs) == (1, 1, 0)


@pytest.mark.parametrize(("days", "came"), [(90, 1), (91, 0)])
def test_what_is_made_again_within_90_days_came_back(days: int, came: int) -> None:
    story = Story().send().answer(1).finish(3).move("verify", 8, finding="0.4").move("close", 9)
    again = Story(2)
    made = MONDAY + timedelta(days=9 + days)
    again.issue = msgspec.structs.replace(
        again.issue,
        made_at=made,
        standing=msgspec.structs.replace(again.issue.standing, recurrence_of=1),
    )
    found = counted(story, again, now=200)
    assert found.came_back == Of(came, 1)
    assert found.young == 0


def test_what_was_undone_does_not_count_and_counts_again_when_it_is_done_again() -> None:
    story = Story().send()
    before = story.issue
    story.move("confirm", 1, who="Li")
    undone = Event(
        3, 1, MONDAY, "anna", EventKind.UNDONE, facts={"kind": "moved", "move": "confirm", "of": 7}
    )
    redone = Event(
        4, 1, MONDAY, "anna", EventKind.REDONE, facts={"kind": "moved", "move": "confirm", "of": 7}
    )
    assert [one.facts["move"] for one in standing([*story.events, undone])] == ["send"]
    assert len(standing([*story.events, undone, redone])) == 2
    story.events.append(undone)
    story.issue = before
    assert counted(story, now=0).signed == Of()


def test_a_move_that_was_taken_back_leaves_the_record_of_the_database_and_comes_again(
    sqlite_url: str,
) -> None:
    now = MONDAY + timedelta(hours=3)

    def signed() -> Of:
        return ask_record(None, sqlite_url, BILLING, *MAY, now).signed

    with open_centre(sqlite_url) as centre:
        with centre.write() as db:
            clock = Clock(ClockKind.SIGN_FOR, MONDAY, days=1)
            issue = an_issue(1, state=State.SENT, department=BILLING, category="Bills", clocks=(clock,))
            put(db, msgspec.structs.replace(issue, made_at=MONDAY, changed_at=MONDAY))
        assert signed() == Of()
        with centre.write() as db:
            store.move(db, 1, 1, "confirm", Given(who="Li"), acting=LIAISON, at=now)
            step = undo.last(db)
        assert step is not None
        assert signed() == Of(1, 1)
        with centre.write() as db:
            undo.revert(db, step.id, at=now, who="anna")
        assert signed() == Of()
        with centre.write() as db:
            undo.redo(db, step.id, at=now, who="anna")
        assert signed() == Of(1, 1)


def test_of_few_no_share_is_said_and_of_none_nothing() -> None:
    assert of_words(Of()) == "–"
    assert of_words(Of(3, 4)) == "3 of 4 (too few for a share)"
    assert of_words(Of(9, 10)) == "9 of 10 (90.0 %)"


def test_a_record_without_anything_due_says_so_in_every_line() -> None:
    empty = Record(BILLING, *MAY)
    assert summary(empty) == "Nothing was due in this time."
    said = {line.name: line.said for line in lines(empty)}
    assert (said["answered"], said["returned"], said["open_now"]) == ("–", "–", "None")


def test_what_lies_outside_the_period_does_not_count() -> None:
    story = Story().send().answer(2).finish(10)
    june = record(
        BILLING,
        [story.issue],
        {1: story.events},
        first=date(2024, 6, 1),
        last=date(2024, 6, 30),
        frame=FRAME,
        now=MONDAY + timedelta(days=60),
    )
    assert (june.sent, june.answered, june.promises) == (0, Of(), Of())
