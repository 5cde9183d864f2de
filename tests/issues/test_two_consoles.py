"""Two consoles at one server, each with a connection of its own, do things to the same issues at once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection

from supervisor.errors import ChangedMeanwhileError, ConflictError, IssueError, SupervisorError
from supervisor.issues import bulk, sheet_making, sheet_sending, sheet_store, store
from supervisor.issues.bulk_change import BulkChange, Outcome
from supervisor.issues.issue import Issue, Severity
from supervisor.issues.merge import put
from supervisor.issues.number import next_number
from supervisor.issues.sheet import Sending, Signing
from supervisor.issues.sheet_told import Making
from supervisor.issues.states import State
from supervisor.meetings import closing, outcome_store
from supervisor.meetings import store as meetings
from supervisor.meetings.meeting import OutcomeKind
from supervisor.storage import row_image, undo
from supervisor.storage.database import Database, open_centre
from tests.issues.acting import ANNA, AT, departments, draft_issue, go, gone
from tests.meetings.centre import TO_ANSWERED, a_series, an_open_issue, items, note, running

Consoles = tuple[Database, Database]
HOUR = timedelta(hours=1)
WAIT_S = 0.4  # for one that cannot come, as it waits for us


@pytest.fixture
def consoles(postgresql_url: str) -> Iterator[Consoles]:
    with open_centre(postgresql_url) as one, open_centre(postgresql_url) as other:
        yield one, other


class Meeting:
    """Where two come together in the middle of what they do, once each; who comes alone goes on."""

    def __init__(self) -> None:
        self._barrier = threading.Barrier(2)
        self._met = threading.local()

    def here(self) -> None:
        if getattr(self._met, "once", False):
            return
        self._met.once = True
        with suppress(threading.BrokenBarrierError):
            self._barrier.wait(WAIT_S)


def both(consoles: Consoles, *acts: Callable[[Connection], Any]) -> list[Any]:
    """What came of *acts*, each in a transaction and console of its own, at once: a value or an error."""

    def do(console: Database, act: Callable[[Connection], Any]) -> Any:
        try:
            with console.write() as db:
                return act(db)
        except SupervisorError as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        return list(pool.map(do, consoles, acts))


def meet_in(monkeypatch: pytest.MonkeyPatch, module: Any, name: str, place: Meeting | None = None) -> None:
    """Have two come together after the first call that each makes of *name*; at one *place* after any of
    several."""
    really, place = getattr(module, name), place or Meeting()

    def and_meet(*args: Any, **how: Any) -> Any:
        found = really(*args, **how)
        place.here()
        return found

    monkeypatch.setattr(module, name, and_meet)


def test_two_who_change_many_in_opposite_order_both_come_to_an_end(
    consoles: Consoles, monkeypatch: pytest.MonkeyPatch
) -> None:
    with consoles[0].write() as db:
        departments(db)
        ids = [draft_issue(db, f"Issue {at}").id for at in range(6)]
    meet_in(monkeypatch, store, "edit")

    came = both(
        consoles,
        lambda db: bulk.change(db, ids, BulkChange(severity=Severity.CRITICAL), acting=ANNA, at=AT)[1],
        lambda db: bulk.change(db, ids[::-1], BulkChange(category="Menu"), acting=ANNA, at=AT)[1],
    )

    assert came == [Outcome(tuple(ids)), Outcome(tuple(ids[::-1]))]
    with consoles[0].read() as db:
        facts = [one.facts for one in store.all_issues(db, ids)]
    assert {(one.severity, one.category) for one in facts} == {(Severity.CRITICAL, "Menu")}


def test_a_sheet_goes_out_while_its_issues_are_changed_together(
    consoles: Consoles, monkeypatch: pytest.MonkeyPatch
) -> None:
    with consoles[0].write() as db:
        departments(db)
        ids = [
            gone(db, draft_issue(db, f"Issue {at}", severity=Severity(4 - at)), "make_ready").id
            for at in range(3)
        ]
        (sheet,) = sheet_making.make(db, ["bill"], Making(wished=date(2026, 3, 9)), acting=ANNA, at=AT)[1]
    meet_in(monkeypatch, store, "move")
    meet_in(monkeypatch, store, "edit")
    way = Sending(to="Zhou", how="mail")

    sent, changed = both(
        consoles,
        lambda db: sheet_sending.send(db, sheet, way, acting=ANNA, at=AT)[1],
        lambda db: bulk.change(db, ids, BulkChange(category="Menu"), acting=ANNA, at=AT)[1],
    )

    assert changed.done, "who changes together takes the issues as they are when it is their turn"
    with consoles[0].read() as db:
        found = store.all_issues(db, ids)
    assert {one.facts.category for one in found} == {"Menu"}
    if isinstance(sent, ChangedMeanwhileError):
        assert {one.state for one in found} == {State.READY}
    else:
        assert {one.state for one in found} == {State.SENT}


def test_two_who_merge_each_into_the_other_leave_one(
    consoles: Consoles, monkeypatch: pytest.MonkeyPatch
) -> None:
    with consoles[0].write() as db:
        departments(db)
        one, other = draft_issue(db, "One"), draft_issue(db, "Other")
    meet_in(monkeypatch, store, "write")

    came = both(
        consoles,
        lambda db: go(db, one, "merge", survivor=other.id),
        lambda db: go(db, other, "merge", survivor=one.id),
    )

    with consoles[0].read() as db:
        states = sorted(each.state.value for each in store.all_issues(db))
    assert states == ["draft", "merged"]
    assert [type(each) for each in came].count(ChangedMeanwhileError) == 1


def test_two_who_write_in_one_issue_are_joined_by_field_or_told_base_theirs_and_mine(
    consoles: Consoles, monkeypatch: pytest.MonkeyPatch
) -> None:
    with consoles[0].write() as db:
        departments(db)
        base = draft_issue(db)
    meet_in(monkeypatch, store, "get")

    def edit(**fields: Any) -> Callable[[Connection], Any]:
        mine = put(base, {path.replace("__", "."): value for path, value in fields.items()})
        return lambda db: store.edit(db, base, mine, acting=ANNA, at=AT + HOUR)

    came = both(consoles, edit(text__symptom="mine"), edit(text__impact="yours"))
    assert not [each for each in came if isinstance(each, SupervisorError)]
    with consoles[0].read() as db:
        joined = store.get(db, base.id)
    assert (joined.text.symptom, joined.text.impact) == ("mine", "yours")

    with consoles[0].write() as db:
        store.edit(db, joined, put(joined, {"title": "Theirs"}), acting=ANNA, at=AT + HOUR)
    with consoles[1].write() as db, pytest.raises(ConflictError) as told:
        store.edit(db, joined, put(joined, {"title": "Mine"}), acting=ANNA, at=AT + HOUR)
    said = [told.value.base, told.value.theirs, told.value.mine]
    assert [each.title for each in said if isinstance(each, Issue)] == [base.title, "Theirs", "Mine"]


def test_a_move_and_an_edit_at_once_lose_nothing(consoles: Consoles) -> None:
    with consoles[0].write() as db:
        departments(db)
        one = draft_issue(db)
    came = both(
        consoles,
        lambda db: go(db, one, "make_ready"),
        lambda db: store.edit(db, one, put(one, {"title": "Better"}), acting=ANNA, at=AT),
    )
    with consoles[0].read() as db:
        found, kinds = store.get(db, one.id), [event.kind.value for event in store.events(db, one.id)]
    went = [not isinstance(each, SupervisorError) for each in came]
    assert any(went)
    assert (found.state is State.READY, found.title == "Better") == tuple(went)
    assert sorted(kinds) == sorted(
        ["made", *(["moved"] if went[0] else []), *(["edited"] if went[1] else [])]
    )


def test_no_number_is_given_twice_and_none_is_lost(consoles: Consoles) -> None:
    def several(db: Connection) -> list[str]:
        return [next_number(db, series, 2026) for _each in range(20) for series in ("WT", "GT")]

    came = both(consoles, several, several)

    assert not [each for each in came if isinstance(each, SupervisorError)]
    numbers = sorted(came[0] + came[1])
    assert len(set(numbers)) == 80
    assert [each[8:13] for each in numbers] == [f"{at:05}" for at in range(1, 41)] * 2


def test_two_who_make_sheets_at_once_make_one_for_each_department(
    consoles: Consoles, monkeypatch: pytest.MonkeyPatch
) -> None:
    with consoles[0].write() as db:
        departments(db)
        gone(db, draft_issue(db), "make_ready")
        gone(db, draft_issue(db, department="net"), "make_ready")
    meet_in(monkeypatch, sheet_making, "all_sheets")

    def make(db: Connection) -> Any:
        return sheet_making.make(db, None, Making(wished=date(2026, 3, 9)), acting=ANNA, at=AT)[1]

    came = both(consoles, make, make)

    assert [type(each) for each in came].count(IssueError) == 1  # nothing is ready any more
    with consoles[0].read() as db:
        assert sorted(one.department for one in sheet_store.all_sheets(db)) == ["bill", "net"]


def test_a_sheet_that_two_sign_for_at_once_is_signed_for_once(consoles: Consoles) -> None:
    with consoles[0].write() as db:
        departments(db)
        one = gone(db, draft_issue(db), "make_ready")
        (draft,) = sheet_making.make(db, ["bill"], Making(wished=date(2026, 3, 9)), acting=ANNA, at=AT)[1]
        sheet = sheet_sending.send(db, draft, Sending(to="Zhou", how="mail"), acting=ANNA, at=AT)[1]

    def sign(db: Connection) -> Any:
        return sheet_sending.sign(db, sheet, Signing("Zhou", AT, "mail"), acting=ANNA, at=AT + HOUR)

    came = both(consoles, sign, sign)

    assert len([each for each in came if isinstance(each, SupervisorError)]) == 1
    with consoles[0].read() as db:
        assert [event.facts.get("move") for event in store.events(db, one.id)] == [
            None,
            "make_ready",
            "send",
            "receive",
        ]


def test_two_who_note_in_one_meeting_both_are_heard_and_one_answer_is_accepted_once(
    consoles: Consoles,
) -> None:
    with consoles[0].write() as db:
        series = a_series(db)
        one = an_open_issue(db, "Bills are late", *TO_ANSWERED)
        meeting = running(db, series)
        item = items(db, meeting)["Bills are late"]

    decided = both(
        consoles,
        lambda db: note(db, item, OutcomeKind.DECISION, "Wait"),
        lambda db: note(db, item, OutcomeKind.DECISION, "Ask again in May"),
    )
    accepted = both(
        consoles,
        lambda db: note(db, item, OutcomeKind.ACCEPTED),
        lambda db: note(db, item, OutcomeKind.ACCEPTED),
    )

    assert not [each for each in decided if isinstance(each, SupervisorError)]
    assert len([each for each in accepted if isinstance(each, SupervisorError)]) == 1
    with consoles[0].read() as db:
        kinds = sorted(each.kind.value for each in outcome_store.outcomes(db, meeting.id))
        assert kinds == ["accepted", "decision", "decision"]
        assert store.get(db, one.id).state is State.WORKING
        moves = [event.facts.get("move") for event in store.events(db, one.id)]
    assert moves.count("accept") == 1


def test_what_is_undone_while_the_meeting_is_closed_is_undone_or_refused(
    consoles: Consoles, monkeypatch: pytest.MonkeyPatch
) -> None:
    with consoles[0].write() as db:
        series = a_series(db)
        one = an_open_issue(db, "Bills are late", *TO_ANSWERED)
        meeting = running(db, series)
        item = items(db, meeting)["Bills are late"]
        note(db, item, OutcomeKind.ACCEPTED, "Agreed")
        step = undo.last(db)
        assert step is not None
        now = meetings.get(db, meeting.id)
    place = Meeting()
    meet_in(monkeypatch, closing, "_discussed", place)  # the closing, when it has all rows but the issues
    meet_in(monkeypatch, row_image, "images", place)  # the undoing, when it has its first table

    closed, undone = both(
        consoles,
        lambda db: closing.close(db, now.id, now.version, acting=ANNA, at=AT + HOUR)[1],
        lambda db: undo.revert(db, step.id, at=AT + HOUR, who="anna"),
    )

    refused = [each for each in (closed, undone) if isinstance(each, SupervisorError)]
    assert len(refused) <= 1
    assert all(isinstance(each, ChangedMeanwhileError) for each in refused)
    with consoles[0].read() as db:
        (minutes,) = closing.versions(db, meeting.id) or (None,)
        state = store.get(db, one.id).state
    if minutes is not None and undone is not None and not isinstance(undone, SupervisorError):
        assert [len(each.outcomes) for each in minutes.items] == [0]
    assert (state is State.WORKING) == isinstance(undone, SupervisorError)
