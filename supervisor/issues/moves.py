"""Moving an issue: what must be given, what changes, what is written down. Pure: time and calendars are
arguments."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated, Any

import msgspec

from supervisor.errors import MoveRefusedError
from supervisor.issues import clock
from supervisor.issues.clock import Frame
from supervisor.issues.event import Acting, Event, EventKind
from supervisor.issues.issue import CauseKind, Counters, Issue, Standing
from supervisor.issues.states import MOVE, OVER, STATE_LABELS, Act, ClockKind, Move, Need, Role, State
from supervisor.words import _, mark

_Text = Annotated[str, msgspec.Meta(max_length=20_000)]
_Line = Annotated[str, msgspec.Meta(max_length=300)]
_Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class Given(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is said with a move; which of it must be is the move's `needs`. What the issue has already
    (department, category, cause …) need not be said again."""

    reason: _Text = ""
    department: str = ""  # id: where it goes (send), whose it is proposed to be (return)
    category: _Line = ""  # where the issue has none yet
    no_evidence_because: _Line = ""
    sheet: str = ""  # id
    wished: date | None = None
    meeting_on: date | None = None  # the answer's clock ends there at the latest
    when: _Aware | None = None  # when the department did it; None: now
    how: _Line = ""
    who: _Line = ""
    return_reason: str = ""
    proposed_department: str = ""
    cause: _Text = ""
    cause_kind: CauseKind | None = None
    measure: _Text = ""
    owner: _Line = ""
    planned: date | None = None
    decision: _Text = ""
    done_what: _Text = ""
    in_force: date | None = None
    finding: _Text = ""
    effective: bool | None = None
    still_wrong: _Text = ""
    newer_evidence: date | None = None
    survivor: int | None = None
    risk_carrier: _Line = ""
    review_date: date | None = None
    changed: _Text = ""


RETURN_REASONS: dict[str, str] = {
    "not_ours": mark("Not our task"),
    "cause_elsewhere": mark("The cause lies elsewhere"),
    "other_leads": mark("Another department has the lead"),
    "no_authority": mark("We may not decide it"),
    "unclear": mark("It is not clear what is meant"),
}
"""Why a department gives an issue back: id and (marked) words."""

NEED_LABELS: dict[Need, str] = {
    Need.DEPARTMENT: mark("the responsible department"),
    Need.CATEGORY: mark("the category"),
    Need.EVIDENCE: mark("a piece of evidence, or why there is none"),
    Need.REASON: mark("the reason"),
    Need.SHEET: mark("the sheet"),
    Need.WISHED: mark("the day by which an answer is wished"),
    Need.WHEN: mark("when it was"),
    Need.HOW: mark("how it came: by telephone, mail or sheet"),
    Need.WHO: mark("who in the department"),
    Need.RETURN_REASON: mark("why it comes back"),
    Need.PROPOSED_DEPARTMENT: mark("the department that it is said to belong to"),
    Need.CAUSE: mark("the cause"),
    Need.MEASURE: mark("the measure"),
    Need.OWNER: mark("the owner of the measure"),
    Need.PLANNED: mark("the planned day"),
    Need.DECISION: mark("the decision or what was agreed"),
    Need.DONE_WHAT: mark("what was done"),
    Need.IN_FORCE: mark("since when it is in force"),
    Need.FINDING: mark("figures, or what a check by calls found"),
    Need.STILL_WRONG: mark("what is still wrong"),
    Need.NEWER_EVIDENCE: mark("the day of evidence newer than the closing"),
    Need.SURVIVOR: mark("the issue in which it lives on"),
    Need.RISK_CARRIER: mark("who carries the risk"),
    Need.REVIEW_DATE: mark("the day on which it is looked at again"),
    Need.CHANGED: mark("what is different now"),
}
"""What is asked for, as it stands in a sentence."""


def missing(issue: Issue, move: Move, given: Given, *, evidence: int) -> tuple[Need, ...]:
    """What must still be given before *move*; *evidence*: how many pieces the issue has."""
    return tuple(need for need in move.needs if not _has(issue, need, given, evidence))


def moved(
    issue: Issue, name: str, given: Given, *, acting: Acting, at: datetime, frame: Frame, evidence: int = 0
) -> tuple[Issue, Event]:
    """*issue* after the move *name*, its version as it was, and the event to be kept.

    The event is of when it happened (`Given.when`), and says in its facts when it was "entered" where that
    was later. Raises MoveRefusedError where the state, the roles, or what is missing forbid it: nothing is
    changed then.
    """
    move = MOVE[name]
    _may(issue, move, given, acting, evidence)
    then = happened(issue, given.when, at)
    _fits(issue, move, given, frame, then)
    standing = msgspec.structs.replace(
        _stands(issue, move, given),
        clocks=_clocks(issue, move, given, frame, then),
        moved_at=then,
    )
    after = msgspec.structs.replace(
        _told(issue, move, given),
        state=move.to,
        standing=standing,
        changed_at=at,
        closed_at=then if move.to in OVER else None,
    )
    facts: dict[str, Any] = {
        "move": move.name,
        "since": issue.state.value,
        "to": move.to.value,
        "given": msgspec.to_builtins(given),
    }
    if then != at:
        facts["entered"] = msgspec.to_builtins(at)
    role = role_of(acting, move.roles)
    department = acting.department or (issue.facts.department if move.of_department else "")
    event = Event(
        0, issue.id, then, acting.who, EventKind.MOVED, role.value, department, facts, acting.source
    )
    return after, event


def refused(issue: Issue, why: str, missing: tuple[Need, ...] = ()) -> MoveRefusedError:
    """The error that says why *issue* stays as it is."""
    return MoveRefusedError(issue.number or issue.title, why, tuple(need.value for need in missing))


def happened(issue: Issue, when: datetime | None, at: datetime) -> datetime:
    """When what is entered *at* happened. Raises MoveRefusedError where *when* is still to come, or before
    what happened last: clocks do not run backwards."""
    last = issue.standing.moved_at or issue.made_at
    if when is None:
        return max(at, last)
    if when > at:
        raise refused(issue, _("What is still to come cannot be entered. Correct the time."))
    if last - _SAME < when < last:  # times are typed without seconds
        return last
    if when < last:
        raise refused(
            issue, _("It cannot have happened before what happened last to this issue. Correct the time.")
        )
    return when


def may_write(acting: Acting, what: str) -> None:
    """Raises MoveRefusedError for who is a department's contact and nothing else: such people read, and
    answer."""
    if acting.roles <= {Role.DEPARTMENT}:
        raise MoveRefusedError(what, _("Who acts for a department answers, and writes nothing else."))


def role_of(acting: Acting, roles: frozenset[Role]) -> Role:
    """As whom somebody acts who has several of *roles*: from a file as the import, in a meeting as its
    chair, else in the order of `_USUALLY`."""
    mine = acting.roles & roles
    first = [Role.IMPORT] if acting.source.file else []
    first += [Role.CHAIR] if acting.source.meeting else []
    return next(role for role in (*first, *_USUALLY) if role in mine)


_SAME = timedelta(minutes=1)
_USUALLY = (
    Role.LIAISON,
    Role.SUPERVISOR,
    Role.QUALITY,
    Role.CHAIR,
    Role.MANAGER,
    Role.MINUTES,
    Role.DEPARTMENT,
    Role.IMPORT,
)


def _has(issue: Issue, need: Need, given: Given, evidence: int) -> bool:
    """Whether *need* is met, by what is given or by what the issue has."""
    text, facts = issue.text, issue.facts
    here: Any
    match need:
        case Need.DEPARTMENT:
            here = facts.department
        case Need.CATEGORY:
            here = facts.category
        case Need.EVIDENCE:
            return bool(evidence or _said(given.no_evidence_because) or _said(text.no_evidence_because))
        case Need.WISHED:
            here = facts.wished
        case Need.RETURN_REASON:
            return given.return_reason in RETURN_REASONS
        case Need.PROPOSED_DEPARTMENT:
            return _said(given.proposed_department) or _said(given.department)
        case Need.CAUSE:
            here = text.cause
        case Need.MEASURE:
            here = text.correction
        case Need.OWNER:
            here = facts.measure_owner
        case Need.PLANNED:
            here = issue.standing.promised
        case _:
            here = None
    return _said(getattr(given, need.value)) or _said(here)


def _said(value: Any) -> bool:
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _may(issue: Issue, move: Move, given: Given, acting: Acting, evidence: int) -> None:
    """Raises MoveRefusedError where state, roles or what is missing forbid *move*."""
    if issue.state not in move.since:
        raise refused(
            issue,
            _("“{move}” cannot be done with an issue that is “{state}”.").format(
                move=_(move.title), state=_(STATE_LABELS[issue.state])
            ),
        )
    if not move.roles & acting.roles:
        raise refused(issue, _("“{move}” is not for your role.").format(move=_(move.title)))
    if acting.department and not move.of_department:
        raise refused(
            issue, _("“{move}” is never done on behalf of a department.").format(move=_(move.title))
        )
    theirs = {issue.facts.department, *issue.facts.joining} - {""}
    if acting.department and theirs and acting.department not in theirs:
        raise refused(issue, _("The issue is with another department now."))
    if lacking := missing(issue, move, given, evidence=evidence):
        needs = _("; ").join(_(NEED_LABELS[need]) for need in lacking)
        raise refused(issue, _("Still to be given: {needs}.").format(needs=needs), lacking)


def _fits(issue: Issue, move: Move, given: Given, frame: Frame, then: datetime) -> None:
    """Raises MoveRefusedError where what is given cannot be."""
    today = then.astimezone(frame.calendar("").zone).date()
    match move.name:
        case "send":
            if issue.standing.ruling_wanted:
                raise refused(issue, _("It came back twice: the chair must rule first whose it is."))
            if issue.facts.internal:
                raise refused(issue, _("It is marked as internal only. Take the mark away first."))
            if not (given.department or issue.facts.department):
                raise refused(issue, _("Say to which department it goes."), (Need.DEPARTMENT,))
            wished = given.wished or issue.facts.wished
            if wished is not None and wished < today:
                raise refused(
                    issue, _("The day by which an answer is wished is over. Choose another."), (Need.WISHED,)
                )
        case "return":
            if given.department and given.department == issue.facts.department:
                raise refused(issue, _("The department proposes itself. Choose the one it means."))
        case "finish":
            if given.in_force is not None and given.in_force > today:
                raise refused(issue, _("The measure is not in force yet on that day. Correct the day."))
        case "reopen":
            since = (issue.closed_at or issue.standing.moved_at or issue.made_at).astimezone(
                frame.calendar("").zone
            )
            newer = given.newer_evidence
            if newer is not None and not since.date() <= newer <= today:
                raise refused(
                    issue,
                    _("The evidence must be newer than the closing, and not of a day to come."),
                    (Need.NEWER_EVIDENCE,),
                )
        case "reject":
            if given.review_date is not None and given.review_date < today:
                raise refused(issue, _("The day on which it is looked at again is over. Choose another."))
        case "merge":
            if given.survivor == issue.id:
                raise refused(issue, _("An issue cannot live on in itself. Choose another."))


def _told(issue: Issue, move: Move, given: Given) -> Issue:
    """*issue* with what was said with the move where it belongs."""
    change = msgspec.structs.replace
    text, facts = issue.text, issue.facts
    match move.name:
        case "make_ready" | "send":
            facts = change(
                facts,
                department=given.department or facts.department,
                category=given.category.strip() or facts.category,
                wished=given.wished or facts.wished,
            )
            text = change(
                text, no_evidence_because=given.no_evidence_because.strip() or text.no_evidence_because
            )
        case "return" if issue.standing.counters.returns == 0:
            # Where the department meant is known, it goes there next; else somebody has to choose.
            facts = change(facts, department=given.department)
        case "answer":
            text = change(
                text,
                cause=given.cause.strip() or text.cause,
                correction=given.measure.strip() or text.correction,
            )
            facts = change(
                facts,
                cause_kind=given.cause_kind or facts.cause_kind,
                measure_owner=given.owner.strip() or facts.measure_owner,
            )
    return change(issue, text=text, facts=facts)


def _stands(issue: Issue, move: Move, given: Given) -> Standing:
    """How *issue* stands after the move, but for its clocks."""
    change = msgspec.structs.replace
    standing = issue.standing
    if move.counts:
        standing = change(standing, counters=_counted(standing.counters, move.counts))
    match move.name:
        case "return":
            return change(standing, ruling_wanted=standing.counters.returns >= _RULED_AFTER)
        case "answer":
            promised = given.planned or standing.promised
            return change(standing, promised=promised, promised_first=standing.promised_first or promised)
        case "ask_again":  # the day belonged to the answer that was not enough; the first stays visible
            return change(standing, promised=None)
        case "finish":
            return change(standing, done_on=given.in_force)
        case "not_effective":
            return change(standing, done_on=None)
        case "reopen":
            return change(standing, done_on=None, promised=given.planned, promised_first=given.planned)
        case "reject":
            return change(standing, risk_carrier=given.risk_carrier.strip(), review_on=given.review_date)
        case "restore":
            return change(standing, risk_carrier="", review_on=None)
        case "merge":
            return change(standing, merged_into=given.survivor)
    return standing


_RULED_AFTER = 2  # returns


def _counted(counters: Counters, name: str) -> Counters:
    return msgspec.structs.replace(counters, **{name: getattr(counters, name) + 1})


def _clocks(issue: Issue, move: Move, given: Given, frame: Frame, then: datetime) -> tuple[clock.Clock, ...]:
    department = (given.department if move.name == "send" else "") or issue.facts.department
    theirs = frame.departments.get(department, "")
    clocks = issue.standing.clocks
    for kind, what in move.clocks:
        on = _limit(issue, kind, given) if what is Act.START else None
        clocks = clock.act(
            clocks,
            kind,
            what,
            at=then,
            frame=frame,
            calendar="" if kind is ClockKind.VERIFICATION else theirs,
            on=on,
        )
    return clocks


def _limit(issue: Issue, kind: ClockKind, given: Given) -> date | None:
    """The day on which a clock of *kind* that starts ends; None: the usual."""
    match kind:
        case ClockKind.ANSWER:
            days = (given.wished or issue.facts.wished, given.meeting_on)
            return min((day for day in days if day is not None), default=None)
        case ClockKind.SOLUTION:
            again = issue.state in (State.VERIFIED, State.CLOSED)  # what was promised then is past
            return given.planned or (None if again else issue.standing.promised)
        case ClockKind.VERIFICATION:
            criterion = issue.facts.criterion
            if criterion is None or given.in_force is None:
                return None
            return given.in_force + timedelta(days=criterion.window_days)
    return None
