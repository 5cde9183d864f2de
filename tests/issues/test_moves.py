"""Moving issues: a table of its own, typed once more, against what the product allows, each state by each
move by each role; and what each move does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from supervisor.errors import MoveRefusedError
from supervisor.issues import clock, moves
from supervisor.issues.clock import Frame
from supervisor.issues.event import EVERYTHING, Acting, EventKind, Source
from supervisor.issues.issue import Counters, Criterion, Issue, Measured
from supervisor.issues.moves import RETURN_REASONS, Given, moved
from supervisor.issues.states import MOVE, MOVES, Act, ClockKind, Move, Need, Role, State
from supervisor.workdays.calendar import WorkCalendar
from tests.issues.acting import NEEDED
from tests.issues.rows import an_issue

AT = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # Monday, ten in the morning in Shanghai
DAY = timedelta(days=1)
SHANGHAI = ZoneInfo("Asia/Shanghai")
FRAME = Frame({"": WorkCalendar("centre", "Centre", SHANGHAI), "n": WorkCalendar("n", "Nights", SHANGHAI)})
ANNA = Acting("anna", EVERYTHING)
NEEDED = NEEDED | {"merge": {"survivor": 99}}

OPEN_ONES = "draft ready sent received confirmed answered working done verified"
THEIRS = "liaison import department"
# name: since, to, who, what must be given, what it does to the clocks, what it counts
ALLOWED: dict[str, tuple[str, str, str, str, str, str]] = {
    "make_ready": ("draft", "ready", "liaison", "department category evidence", "", ""),
    "drop": ("draft ready", "rejected", "liaison manager", "reason", "drop all", ""),
    "send": ("ready", "sent", "liaison", "sheet wished", "start sign_for, start answer", ""),
    "receive": ("sent", "received", THEIRS, "when how", "stop sign_for", ""),
    "confirm": ("sent received", "confirmed", THEIRS, "who", "stop sign_for", ""),
    "return": (
        *("sent received confirmed", "ready", THEIRS, "return_reason proposed_department"),
        *("stop sign_for", "returns"),
    ),
    "answer": (
        *("received confirmed", "answered", THEIRS, "cause measure owner planned"),
        *("stop answer, start solution", ""),
    ),
    "ask_again": ("answered", "received", "chair liaison", "reason", "drop solution, resume answer", ""),
    "accept": ("answered", "working", "chair liaison", "decision", "", ""),
    "finish": ("working", "done", THEIRS, "done_what in_force", "stop solution, start verification", ""),
    "verify": ("done", "verified", "quality supervisor", "finding", "stop verification", ""),
    "not_effective": (
        *("done", "working", "quality supervisor", "still_wrong"),
        *("stop verification, resume solution", "not_effective"),
    ),
    "close": ("verified", "closed", "chair manager", "", "", ""),
    "reopen": ("verified closed", "working", "liaison", "newer_evidence", "start solution", "reopened"),
    "merge": (OPEN_ONES, "merged", "liaison", "survivor", "drop all", ""),
    "reject": (OPEN_ONES, "rejected", "chair manager", "reason risk_carrier review_date", "drop all", ""),
    "restore": ("rejected", "ready", "manager", "changed", "", ""),
}


def issue(state: State, **parts: Any) -> Issue:
    """An issue in *state* that has what `make_ready` needs."""
    usual: dict[str, Any] = {
        "department": "bill",
        "category": "Bills",
        "no_evidence_because": "seen by all",
        "made_at": AT,
    }
    return an_issue(1, state=state, **usual | parts)


def go(one: Issue, name: str, at: datetime = AT, acting: Acting = ANNA, **given: Any) -> Issue:
    needed = {key: value for key, value in NEEDED.get(name, {}).items() if key not in ("when",)}
    if name == "receive":
        needed["when"] = at
    return moved(one, name, Given(**needed | given), acting=acting, at=at, frame=FRAME)[0]


def gone(*names: str, at: datetime = AT, **parts: Any) -> Issue:
    """A draft after the moves *names*, all at one time."""
    one = issue(State.DRAFT, **parts)
    for name in names:
        one = go(one, name, at)
    return one


TO_SENT = ("make_ready", "send")
TO_WORK = (*TO_SENT, "receive", "confirm", "answer", "accept")
TO_CLOSED = (*TO_WORK, "finish", "verify", "close")


def test_the_table_has_each_move_once_and_no_other() -> None:
    assert [move.name for move in MOVES] == list(ALLOWED)


@pytest.mark.parametrize("name", ALLOWED)
def test_a_move_is_for_the_states_and_roles_of_the_table_and_no_others(name: str) -> None:
    since, to, roles, *_rest = ALLOWED[name]
    given = Given(**NEEDED.get(name, {}))
    for state, role in product(State, Role):
        one = issue(state)
        allowed = state.value in since.split() and role.value in roles.split()
        try:
            after, event = moved(
                one, name, given, acting=Acting("anna", frozenset({role})), at=AT, frame=FRAME
            )
        except MoveRefusedError:
            assert not allowed, (state, role)
            continue
        assert allowed, (state, role)
        assert after.state.value == to
        assert (event.kind, event.role) == (EventKind.MOVED, role.value)
        assert (event.facts["since"], event.facts["to"]) == (state.value, to)


@pytest.mark.parametrize("name", ALLOWED)
def test_a_move_without_one_of_what_it_needs_is_refused_and_says_which(name: str) -> None:
    since, _to, _roles, needs, *_rest = ALLOWED[name]
    move = MOVE[name]
    assert [need.value for need in move.needs] == needs.split()
    bare = issue(State(since.split()[0]), department="", category="", no_evidence_because="")
    whole = {"department": "bill", "category": "Bills", "no_evidence_because": "seen"} | NEEDED.get(name, {})
    for need in move.needs:
        less = {key: value for key, value in whole.items() if key not in _gives(need)}
        with pytest.raises(MoveRefusedError) as error:
            moved(bare, name, Given(**less), acting=ANNA, at=AT, frame=FRAME)
        assert error.value.missing == (need.value,)
        blank = less | {key: " " for key in _gives(need) if isinstance(whole.get(key), str)}
        if blank != less and need is not Need.DEPARTMENT:
            assert moves.missing(bare, move, Given(**blank), evidence=0) == (need,)
    assert moves.missing(bare, move, Given(**whole), evidence=0) == ()


def _gives(need: Need) -> tuple[str, ...]:
    match need:
        case Need.EVIDENCE:
            return ("no_evidence_because",)
        case Need.PROPOSED_DEPARTMENT:
            return ("proposed_department", "department")
        case _:
            return (need.value,)


@pytest.mark.parametrize("name", ALLOWED)
def test_a_move_acts_on_the_clocks_of_the_table_and_counts_what_it_counts(name: str) -> None:
    since, _to, _roles, _needs, acts, counts = ALLOWED[name]
    assert _acts(MOVE[name]) == acts
    before = issue(State(since.split()[-1]))
    counters = go(before, name).standing.counters
    assert counters == (Counters(**{counts: 1}) if counts else Counters())


def _acts(move: Move) -> str:
    if move.clocks == tuple((kind, Act.DROP) for kind in ClockKind):
        return "drop all"
    return ", ".join(f"{what} {kind}" for kind, what in move.clocks)


def test_evidence_is_as_good_as_the_reason_why_there_is_none() -> None:
    bare = issue(State.DRAFT, no_evidence_because="")
    assert moves.missing(bare, MOVE["make_ready"], Given(), evidence=0) == (Need.EVIDENCE,)
    assert moves.missing(bare, MOVE["make_ready"], Given(), evidence=1) == ()


def test_the_second_return_wants_a_ruling_before_the_issue_is_sent_again() -> None:
    one = go(gone(*TO_SENT), "return", department="net")
    assert not one.standing.ruling_wanted
    assert one.facts.department == "net"  # the one that was meant gets it next
    one = go(go(one, "send"), "return", department="bill")
    assert one.standing.ruling_wanted
    assert one.facts.department == "net"  # until the chair has ruled
    with pytest.raises(MoveRefusedError):
        go(one, "send")


def test_the_answers_clock_runs_on_through_a_return_and_is_not_begun_again() -> None:
    one = go(gone(*TO_SENT), "return", at=AT + DAY, department="net")
    answer = clock.running(one.standing.clocks, ClockKind.ANSWER)
    assert answer is not None
    again = go(one, "send", at=AT + DAY)
    assert clock.running(again.standing.clocks, ClockKind.ANSWER) == answer
    signs = [each for each in again.standing.clocks if each.kind is ClockKind.SIGN_FOR]
    assert [each.run for each in signs] == [1, 2]


def test_an_answer_is_not_given_back_to_the_department_that_gives_it() -> None:
    with pytest.raises(MoveRefusedError):
        go(gone(*TO_SENT), "return", department="bill")


def test_what_is_only_for_the_house_is_not_sent() -> None:
    with pytest.raises(MoveRefusedError):
        go(issue(State.READY, internal=True), "send")


def test_the_answers_limit_is_the_wished_day_and_at_the_latest_the_meeting() -> None:
    for meeting, limit in ((None, date(2026, 3, 5)), (date(2026, 3, 4), date(2026, 3, 4))):
        one = go(gone("make_ready"), "send", meeting_on=meeting)
        found = clock.running(one.standing.clocks, ClockKind.ANSWER)
        assert found is not None
        assert found.on == limit
    with pytest.raises(MoveRefusedError):
        go(gone("make_ready"), "send", wished=date(2026, 3, 1))


def test_clocks_of_a_department_go_by_its_calendar_and_the_check_by_the_centres() -> None:
    frame = Frame(FRAME.calendars, departments={"bill": "n"})
    one = issue(State.DRAFT)
    for name in (*TO_WORK, "finish"):
        one, _event = moved(one, name, Given(**NEEDED.get(name, {})), acting=ANNA, at=AT, frame=frame)
    assert {each.kind.value: each.calendar for each in one.standing.clocks} == {
        "sign_for": "n",
        "answer": "n",
        "solution": "n",
        "verification": "",
    }


def test_an_answer_that_is_not_enough_lets_its_clock_go_on_from_where_it_stopped() -> None:
    one = go(gone(*TO_SENT, "receive"), "answer", at=AT + DAY)
    again = go(one, "ask_again", at=AT + 2 * DAY)
    found = clock.running(again.standing.clocks, ClockKind.ANSWER)
    assert found is not None
    calendar = FRAME.calendar("")
    assert clock.elapsed_s(found, calendar, AT + 2 * DAY) == 8 * 3600  # one working day, without the second
    assert clock.running(again.standing.clocks, ClockKind.SOLUTION) is None
    assert again.standing.promised is None  # a day must be promised anew
    assert again.standing.promised_first == date(2026, 3, 20)
    assert moves.missing(again, MOVE["answer"], Given(), evidence=0) == (Need.PLANNED,)


def test_a_measure_that_did_not_work_goes_on_and_one_that_came_back_begins_anew() -> None:
    one = go(gone(*TO_WORK), "finish", at=AT + DAY)
    on = go(one, "not_effective", at=AT + 3 * DAY)
    found = clock.running(on.standing.clocks, ClockKind.SOLUTION)
    assert found is not None
    assert (found.run, found.started, found.on) == (1, AT, date(2026, 3, 20))
    closed = gone(*TO_CLOSED)
    anew = go(closed, "reopen", at=AT + DAY, newer_evidence=date(2026, 3, 3))
    found = clock.running(anew.standing.clocks, ClockKind.SOLUTION)
    assert found is not None
    assert (found.run, found.started, found.days) == (2, AT + DAY, 20)
    assert (anew.closed_at, anew.standing.done_on, anew.standing.promised) == (None, None, None)


def test_reopening_needs_evidence_that_is_newer_than_the_closing() -> None:
    closed = gone(*TO_CLOSED, at=AT + DAY)
    assert closed.closed_at == AT + DAY
    for day in (date(2026, 3, 2), date(2026, 3, 9)):  # before it; still to come
        with pytest.raises(MoveRefusedError):
            go(closed, "reopen", at=AT + 3 * DAY, newer_evidence=day)
    go(closed, "reopen", at=AT + 3 * DAY, newer_evidence=date(2026, 3, 4))


def test_the_check_lasts_as_long_as_the_criterion_says() -> None:
    criterion = Criterion(Measured.CATEGORY, "Bills", date(2026, 1, 1), date(2026, 1, 31), window_days=14)
    for known, day in ((criterion, date(2026, 3, 16)), (None, date(2026, 4, 1))):
        one = gone(*TO_WORK, "finish", criterion=known)
        found = clock.running(one.standing.clocks, ClockKind.VERIFICATION)
        assert found is not None
        assert found.on == day


def test_what_a_department_says_is_kept_where_it_belongs() -> None:
    one = gone(*TO_WORK, "finish")
    assert (one.text.cause, one.text.correction, one.facts.measure_owner) == ("c", "m", "Li")
    assert one.standing.promised == one.standing.promised_first == date(2026, 3, 20)
    assert one.standing.done_on == date(2026, 3, 2)


def test_a_departments_act_is_told_as_its_own_entered_by_whom() -> None:
    acting = Acting("anna", frozenset({Role.LIAISON}), "bill", Source("answers.xlsx", "Sheet1", 7))
    _one, event = moved(
        gone(*TO_SENT), "receive", Given(when=AT, how="mail"), acting=acting, at=AT + DAY, frame=FRAME
    )
    assert (event.who, event.role, event.department, event.source.row) == ("anna", "liaison", "bill", 7)
    assert event.at == AT
    assert event.facts["entered"] == "2026-03-03T02:00:00Z"


def test_nobody_verifies_on_behalf_of_a_department() -> None:
    acting = Acting("anna", EVERYTHING, "bill")
    with pytest.raises(MoveRefusedError):
        go(gone(*TO_WORK, "finish"), "verify", acting=acting)


def test_a_department_that_does_not_have_the_issue_does_nothing_to_it() -> None:
    with pytest.raises(MoveRefusedError):
        go(gone(*TO_SENT), "receive", acting=Acting("anna", EVERYTHING, "net"))
    go(gone(*TO_SENT, joining=("net",)), "receive", acting=Acting("anna", EVERYTHING, "net"))


def test_a_time_is_neither_to_come_nor_before_what_happened_last() -> None:
    one = gone(*TO_SENT, at=AT + DAY)
    for when in (AT + 3 * DAY, AT + DAY - timedelta(seconds=60)):
        with pytest.raises(MoveRefusedError):
            go(one, "receive", at=AT + 2 * DAY, when=when)
    late = go(one, "receive", at=AT + 5 * DAY, when=AT + DAY)
    assert late.standing.moved_at == AT + DAY
    go(
        late, "confirm", at=AT + 6 * DAY, when=AT + 2 * DAY
    )  # before the last was entered, not before it happened


def test_a_time_typed_without_seconds_is_not_before_what_happened_in_the_same_minute() -> None:
    one = gone(*TO_SENT, at=AT + timedelta(seconds=40))
    after = go(one, "receive", at=AT + DAY, when=AT)
    assert after.standing.moved_at == AT + timedelta(seconds=40)


def test_a_clock_of_a_console_that_runs_behind_does_not_stop_work() -> None:
    after = go(gone(*TO_SENT, at=AT + DAY), "confirm", at=AT + DAY - timedelta(seconds=2))
    assert after.standing.moved_at == AT + DAY


def test_a_measure_is_not_in_force_tomorrow_and_an_issue_lives_on_in_another() -> None:
    with pytest.raises(MoveRefusedError):
        go(gone(*TO_WORK), "finish", in_force=date(2026, 3, 3))
    with pytest.raises(MoveRefusedError):
        go(gone("make_ready"), "merge", survivor=1)
    with pytest.raises(MoveRefusedError):
        go(gone("make_ready"), "reject", review_date=date(2026, 3, 1))


def test_a_rejected_issue_says_who_carries_the_risk_until_it_is_taken_up_again() -> None:
    one = go(gone(*TO_SENT), "reject")
    assert (one.standing.risk_carrier, one.standing.review_on) == ("Wu", date(2026, 9, 1))
    assert all(each.dropped for each in one.standing.clocks)
    back = go(one, "restore", at=AT + DAY)
    assert (back.standing.risk_carrier, back.standing.review_on, back.closed_at) == ("", None, None)
    assert len(go(back, "send", at=AT + DAY).standing.clocks) == 4  # anew: nothing ran any more


def test_a_refused_move_leaves_nothing_changed() -> None:
    one = gone(*TO_SENT)
    before = msgspec.json.encode(one)
    with pytest.raises(MoveRefusedError):
        go(one, "close")
    assert msgspec.json.encode(one) == before


def test_reasons_of_a_return_are_from_the_list() -> None:
    with pytest.raises(MoveRefusedError):
        go(gone(*TO_SENT), "return", return_reason="because")
    for reason in RETURN_REASONS:
        go(gone(*TO_SENT), "return", return_reason=reason)
