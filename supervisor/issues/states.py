"""The states of an issue and every way from one to another, as data.

Waiting, overdue and reopened are no states: a pause of a clock, something computed, an event with a counter.
Nothing leads back but a row of `MOVES`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from supervisor.words import mark


class State(StrEnum):
    """Where an issue stands."""

    DRAFT = "draft"
    READY = "ready"
    SENT = "sent"
    RECEIVED = "received"
    CONFIRMED = "confirmed"
    ANSWERED = "answered"
    WORKING = "working"
    DONE = "done"
    VERIFIED = "verified"
    CLOSED = "closed"
    REJECTED = "rejected"
    MERGED = "merged"


STATE_LABELS = {
    State.DRAFT: mark("Draft"),
    State.READY: mark("Ready to send"),
    State.SENT: mark("Sent"),
    State.RECEIVED: mark("Signed for"),
    State.CONFIRMED: mark("Accepted as theirs"),
    State.ANSWERED: mark("Answer given"),
    State.WORKING: mark("Under way"),
    State.DONE: mark("Done by department"),
    State.VERIFIED: mark("Verified"),
    State.CLOSED: mark("Closed"),
    State.REJECTED: mark("Not pursued"),
    State.MERGED: mark("Merged"),
}

OVER = frozenset({State.CLOSED, State.REJECTED, State.MERGED})
OPEN = frozenset(State) - OVER


class Role(StrEnum):
    """As whom somebody acts. One person may have several."""

    SUPERVISOR = "supervisor"
    LIAISON = "liaison"
    DEPARTMENT = "department"
    CHAIR = "chair"
    MINUTES = "minutes"
    MANAGER = "manager"
    QUALITY = "quality"
    IMPORT = "import"  # a sheet that came back, taken in by the liaison


ROLE_LABELS = {
    Role.SUPERVISOR: mark("Supervisor"),
    Role.LIAISON: mark("Liaison"),
    Role.DEPARTMENT: mark("Department contact"),
    Role.CHAIR: mark("Chair"),
    Role.MINUTES: mark("Minute-taker"),
    Role.MANAGER: mark("Manager"),
    Role.QUALITY: mark("Quality"),
    Role.IMPORT: mark("Sheet taken in"),
}


class Need(StrEnum):
    """What must be given with a move, or stand in the issue already."""

    DEPARTMENT = "department"
    CATEGORY = "category"
    EVIDENCE = "evidence"  # at least one piece, or `no_evidence_because`
    REASON = "reason"
    SHEET = "sheet"
    WISHED = "wished"  # the answer date that is wished
    WHEN = "when"
    HOW = "how"  # telephone, mail, sheet
    WHO = "who"  # in the department
    RETURN_REASON = "return_reason"  # from a list
    PROPOSED_DEPARTMENT = "proposed_department"
    CAUSE = "cause"
    MEASURE = "measure"
    OWNER = "owner"
    PLANNED = "planned"  # the date by which the measure works
    DECISION = "decision"  # or agreement
    DONE_WHAT = "done_what"
    IN_FORCE = "in_force"  # since when
    FINDING = "finding"  # figures, or a check by calls
    STILL_WRONG = "still_wrong"
    NEWER_EVIDENCE = "newer_evidence"  # seen after the closing
    SURVIVOR = "survivor"
    RISK_CARRIER = "risk_carrier"
    REVIEW_DATE = "review_date"
    CHANGED = "changed"  # what is different now


class ClockKind(StrEnum):
    """The clocks of an issue. A call-back's is `Callback`'s own."""

    SIGN_FOR = "sign_for"
    ANSWER = "answer"
    SOLUTION = "solution"
    VERIFICATION = "verification"


CLOCK_LABELS = {
    ClockKind.SIGN_FOR: mark("Signing for"),
    ClockKind.ANSWER: mark("Answering"),
    ClockKind.SOLUTION: mark("Solution"),
    ClockKind.VERIFICATION: mark("Verification"),
}


class Act(StrEnum):
    """What a move does to a clock."""

    START = "start"  # a new run, unless one is running
    STOP = "stop"  # with a verdict, if it is running
    RESUME = "resume"  # goes on from where it stopped
    DROP = "drop"  # ends without a verdict, if it is running


@dataclass(frozen=True)
class Move:
    """A way from one of *since* to *to*. *needs* must be given; each of *clocks* is acted on; *counts*
    names the counter of the issue that grows by one. *of_department*: it is the department's act, whoever
    enters it."""

    name: str
    title: str
    since: frozenset[State]
    to: State
    roles: frozenset[Role]
    needs: tuple[Need, ...] = ()
    clocks: tuple[tuple[ClockKind, Act], ...] = ()
    counts: str = ""
    of_department: bool = False


def _of(*states: State) -> frozenset[State]:
    return frozenset(states)


def _by(*roles: Role) -> frozenset[Role]:
    return frozenset(roles)


_S, _R, _N, _C, _A = State, Role, Need, ClockKind, Act
_END = tuple((kind, Act.DROP) for kind in ClockKind)

MOVES: tuple[Move, ...] = (
    Move(
        "make_ready",
        mark("Make ready to send"),
        _of(_S.DRAFT),
        _S.READY,
        _by(_R.LIAISON),
        (_N.DEPARTMENT, _N.CATEGORY, _N.EVIDENCE),
    ),
    Move(
        "drop",
        mark("Drop"),
        _of(_S.DRAFT, _S.READY),
        _S.REJECTED,
        _by(_R.LIAISON, _R.MANAGER),
        (_N.REASON,),
        _END,
    ),
    Move(
        "send",
        mark("Send"),
        _of(_S.READY),
        _S.SENT,
        _by(_R.LIAISON),
        (_N.SHEET, _N.WISHED),
        ((_C.SIGN_FOR, _A.START), (_C.ANSWER, _A.START)),
    ),
    Move(
        "receive",
        mark("Signed for by the department"),
        _of(_S.SENT),
        _S.RECEIVED,
        _by(_R.LIAISON, _R.IMPORT, _R.DEPARTMENT),
        (_N.WHEN, _N.HOW),
        ((_C.SIGN_FOR, _A.STOP),),
        of_department=True,
    ),
    Move(
        "confirm",
        mark("Confirmed by the department"),
        _of(_S.SENT, _S.RECEIVED),
        _S.CONFIRMED,
        _by(_R.LIAISON, _R.IMPORT, _R.DEPARTMENT),
        (_N.WHO,),
        ((_C.SIGN_FOR, _A.STOP),),
        of_department=True,
    ),
    Move(
        "return",
        mark("Returned: not theirs"),
        _of(_S.SENT, _S.RECEIVED, _S.CONFIRMED),
        _S.READY,
        _by(_R.LIAISON, _R.IMPORT, _R.DEPARTMENT),
        (_N.RETURN_REASON, _N.PROPOSED_DEPARTMENT),
        ((_C.SIGN_FOR, _A.STOP),),
        counts="returns",
        of_department=True,
    ),
    Move(
        "answer",
        mark("Answered by the department"),
        _of(_S.RECEIVED, _S.CONFIRMED),
        _S.ANSWERED,
        _by(_R.LIAISON, _R.IMPORT, _R.DEPARTMENT),
        (_N.CAUSE, _N.MEASURE, _N.OWNER, _N.PLANNED),
        ((_C.ANSWER, _A.STOP), (_C.SOLUTION, _A.START)),
        of_department=True,
    ),
    Move(
        "ask_again",
        mark("Answer is not enough"),
        _of(_S.ANSWERED),
        _S.RECEIVED,
        _by(_R.CHAIR, _R.LIAISON),
        (_N.REASON,),
        ((_C.SOLUTION, _A.DROP), (_C.ANSWER, _A.RESUME)),
    ),
    Move(
        "accept",
        mark("Accept the answer"),
        _of(_S.ANSWERED),
        _S.WORKING,
        _by(_R.CHAIR, _R.LIAISON),
        (_N.DECISION,),
    ),
    Move(
        "finish",
        mark("Department says: done"),
        _of(_S.WORKING),
        _S.DONE,
        _by(_R.LIAISON, _R.IMPORT, _R.DEPARTMENT),
        (_N.DONE_WHAT, _N.IN_FORCE),
        ((_C.SOLUTION, _A.STOP), (_C.VERIFICATION, _A.START)),
        of_department=True,
    ),
    Move(
        "verify",
        mark("Verify"),
        _of(_S.DONE),
        _S.VERIFIED,
        _by(_R.QUALITY, _R.SUPERVISOR),
        (_N.FINDING,),
        ((_C.VERIFICATION, _A.STOP),),
    ),
    Move(
        "not_effective",
        mark("Not effective"),
        _of(_S.DONE),
        _S.WORKING,
        _by(_R.QUALITY, _R.SUPERVISOR),
        (_N.STILL_WRONG,),
        ((_C.VERIFICATION, _A.STOP), (_C.SOLUTION, _A.RESUME)),
        counts="not_effective",
    ),
    Move("close", mark("Close"), _of(_S.VERIFIED), _S.CLOSED, _by(_R.CHAIR, _R.MANAGER)),
    Move(
        "reopen",
        mark("Reopen"),
        _of(_S.VERIFIED, _S.CLOSED),
        _S.WORKING,
        _by(_R.LIAISON),
        (_N.NEWER_EVIDENCE,),
        ((_C.SOLUTION, _A.START),),
        counts="reopened",
    ),
    Move("merge", mark("Merge into another"), OPEN, _S.MERGED, _by(_R.LIAISON), (_N.SURVIVOR,), _END),
    Move(
        "reject",
        mark("Do not pursue"),
        OPEN,
        _S.REJECTED,
        _by(_R.CHAIR, _R.MANAGER),
        (_N.REASON, _N.RISK_CARRIER, _N.REVIEW_DATE),
        _END,
    ),
    Move("restore", mark("Take up again"), _of(_S.REJECTED), _S.READY, _by(_R.MANAGER), (_N.CHANGED,)),
)

MOVE = {move.name: move for move in MOVES}


def moves_from(state: State, roles: frozenset[Role]) -> tuple[Move, ...]:
    """What somebody with *roles* may do with an issue in *state*, in the order of the table."""
    return tuple(move for move in MOVES if state in move.since and move.roles & roles)
