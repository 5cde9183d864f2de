"""How courses, talks and their effects are said, for screens, commands and workbooks alike."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from supervisor.evidence.effect import Verdict
from supervisor.performance.amount import DIGITS, amount
from supervisor.performance.kpi import BY_ID
from supervisor.performance.kpi import Unit as KpiUnit
from supervisor.training.coaching import RESULT_LABELS, Talk
from supervisor.training.course import (
    ARM_LABELS,
    STATE_LABELS,
    VERDICT_LABELS,
    Arm,
    Course,
    CourseState,
    Participant,
    Reason,
)
from supervisor.training.outcome import CourseOutcome
from supervisor.words import DASH, _, day, mark, ngettext, number, share

if TYPE_CHECKING:  # screens load this module, and no database
    from supervisor.review.decisions import Decided

PROBLEMS: Mapping[str, str] = {
    "late": mark("It was registered after it had begun: what was forecast may know already what came of it."),
    "not_begun": mark("The days that tell of its effect have not begun."),
    "unfinished": mark("The days that tell of its effect are not over: this is what can be said so far."),
    "provisional": mark("Figures of these days may still change."),
    "no_yardstick": mark("Nothing was forecast when it was registered, so there is nothing to compare with."),
    "few_trained": mark("Fewer than two of the trained have figures before and after."),
    "few_compared": mark("Fewer than two of the compared have figures before and after."),
    "absent": mark(
        "Some who were invited did not come. They count as trained all the same: who stays away is no "
        "accident."
    ),
    "trained_since": mark(
        "Some of those compared have been on a course of this KPI since; they are left out of the comparison."
    ),
    "not_by_type": mark("This KPI is not told by type of contact, so all contacts count."),
    "weaker": mark(
        "A whole group was trained, so that nobody at the same work is left to compare with. What another "
        "group did in the same weeks is a weaker comparison."
    ),
    "few_weeks": mark("Fewer than eight weeks before or after: too few to compare week by week."),
    "cancelled": mark("It was cancelled."),
}
"""What stands beside an effect wherever it is shown, by its stable word."""


def kpi_name(kpi: str) -> str:
    """What a person calls the KPI; its id where this version does not know it."""
    return BY_ID[kpi].title if kpi in BY_ID else kpi


def value(kpi: str, of: float | None) -> str:
    """A value of *kpi* as a person reads it; "–" for None."""
    return amount(BY_ID[kpi], of) if kpi in BY_ID else number(of, 2)


def change(kpi: str, of: float | None) -> str:
    """A change or an effect of *kpi*, with its sign: "+1.5 points" of a share, "−12 s"; "–" for None."""
    return DASH if of is None else _united(kpi, _signed(kpi, of))


def size(kpi: str, of: float | None) -> str:
    """How large a change is, without a sign; "–" for None."""
    return DASH if of is None else _united(kpi, _signed(kpi, of).lstrip("+−"))


def between(kpi: str, low: float | None, high: float | None) -> str:
    """An interval of changes: "+0.9 to +2.0 points"; "–" where there is none."""
    if low is None or high is None:
        return DASH
    return _("{low} to {high}").format(low=_signed(kpi, low), high=_united(kpi, _signed(kpi, high)))


def _signed(kpi: str, of: float) -> str:
    known = BY_ID.get(kpi)
    shares = known is not None and known.unit is KpiUnit.SHARE
    said = number(abs(of * 100 if shares else of), 2 if known is None else DIGITS[known.unit])
    nothing = not said.strip("0.,")
    return said if nothing else f"+{said}" if of > 0 else f"−{said}"


def _united(kpi: str, said: str) -> str:
    known = BY_ID.get(kpi)
    match known.unit if known is not None else None:
        case KpiUnit.SHARE:
            return _("{n} points").format(n=said)
        case KpiUnit.SECONDS:
            return _("{n} s").format(n=said)
        case KpiUnit.PER_THOUSAND:
            return _("{n} per 1,000").format(n=said)
    return said


# -- an effect ----------------------------------------------------------------------------------------------


def verdict(outcome: CourseOutcome) -> str:
    """What is said of the effect, in a sentence or two, with the numbers that it rests on."""
    kpi = outcome.course.kpi
    match outcome.verdict:
        case Verdict.HELPED if outcome.reached is False:
            text = _(
                "It helped: {kpi} changed by {effect} because of it (95 %: {interval}), which is less than "
                "was called a success."
            )
        case Verdict.HELPED:
            text = _("It helped: {kpi} changed by {effect} because of it (95 %: {interval}).")
        case Verdict.CANNOT_TELL:
            text = _(
                "Cannot tell: beside what was to be expected {kpi} changed by {effect}, and anything from "
                "{interval} is possible. An effect of {least} or more would most likely have shown."
            )
        case Verdict.DID_NOT:
            text = _(
                "No useful effect: beside what was to be expected {kpi} changed by {effect} (95 %: "
                "{interval}), so less than was called a success."
            )
        case Verdict.WORSE:
            text = _("It made things worse: {kpi} changed by {effect} (95 %: {interval}).")
        case None:
            text = _("Too little is known to say whether it helped.")
    return text.format(
        kpi=kpi_name(kpi),
        effect=change(kpi, outcome.effect),
        interval=between(kpi, outcome.low, outcome.high),
        least=size(kpi, outcome.detectable),
    )


def verdict_word(of: Verdict | None) -> str:
    """The verdict in a word or two, for a table."""
    return _("Too little to say") if of is None else _(VERDICT_LABELS[of])


def next_step(outcome: CourseOutcome) -> str:
    """What to do after this, in a sentence or two: nothing is decided by it."""
    still = len(outcome.proposed)
    match outcome.verdict:
        case None if outcome.course.state is CourseState.CANCELLED:
            return _("None: it was cancelled.")
        case None:
            ready = outcome.course.settled
            text = _("Look again from {day} on.").format(day=day(ready, ready))
        case Verdict.HELPED if outcome.reached is False:
            text = _("Improve it: it helps, and less than was hoped for.")
        case Verdict.HELPED:
            text = _("Hold it again for those who wait or are on the list.")
        case Verdict.CANNOT_TELL:
            text = _("Hold it again with more people and a waiting list drawn by lot before relying on it.")
        case Verdict.DID_NOT:
            text = _("Do not hold it again as it is: look for another cause or another kind of training.")
        case Verdict.WORSE:
            text = _("Stop it, and find out what it changed.")
    if still:
        talks = ngettext(
            "Talk with the {count} who is still off target.",
            "Talk with the {count} who are still off target.",
            still,
        )
        text = f"{text} {talks.format(count=number(still))}"
    return text


def four_numbers(outcome: CourseOutcome) -> tuple[tuple[str, str], ...]:
    """The four numbers of an effect, each with what it is."""
    kpi = outcome.course.kpi
    effect = _("{effect} (95 %: {interval})").format(
        effect=change(kpi, outcome.effect), interval=between(kpi, outcome.low, outcome.high)
    )
    return (
        (_("Before and after"), change(kpi, outcome.raw)),
        (_("Would have come back by itself"), change(kpi, outcome.expected)),
        (_("Effect of the course"), DASH if outcome.effect is None else effect),
        (_("Smallest effect that could have shown"), size(kpi, outcome.detectable)),
    )


def compared(outcome: CourseOutcome) -> str:
    """How many are behind it: "8 trained, 6 compared"."""
    trained = ngettext("{n} trained", "{n} trained", outcome.trained).format(n=number(outcome.trained))
    others = ngettext("{n} compared", "{n} compared", outcome.compared).format(n=number(outcome.compared))
    return _("{trained}, {compared}").format(trained=trained, compared=others)


def problems(outcome: CourseOutcome) -> tuple[str, ...]:
    """What is to be kept in mind with the effect, as sentences."""
    return tuple(_(PROBLEMS[name]) for name in outcome.problems)


def because(reason: Reason) -> str:
    """Why somebody is on a course: in the words that were given, and what the training list said then."""
    said = reason.listed
    parts = [reason.words] if reason.words else []
    if said is not None:
        from supervisor.review.wording import ANSWER_LABELS, LETTERS  # late: they load a database

        known = {answer.value: LETTERS[answer] or _(words) for answer, words in ANSWER_LABELS.items()}
        parts.append(
            _("Training list, {month}: {answer}, off in {run} of {months} months").format(
                month=f"{said.month:%Y-%m}",
                answer=known.get(said.answer, said.answer),
                run=number(said.run),
                months=number(said.run_of),
            )
        )
        if said.level is not None:
            parts.append(
                _("level {level} ({low} to {high}), off with {chance}").format(
                    level=value(said.kpi, said.level),
                    low=value(said.kpi, said.low),
                    high=value(said.kpi, said.high),
                    chance=share(said.p_off),
                )
            )
        if said.cause:
            parts.append(_("proposed: {category}").format(category=said.cause))
    return _("; ").join(parts)


# -- a person's log -----------------------------------------------------------------------------------------

Told = tuple[str, str, str, str]
"""What happened, the KPI's id, who did it, and more about it."""


def log_talk(talk: Talk) -> Told:
    """A talk in somebody's log."""
    what = _("Talk about {kpi}").format(kpi=kpi_name(talk.kpi)) if talk.kpi else _("Talk")
    aim = _("Agreed: {aim}").format(aim=talk.said.aim) if talk.said.aim else ""
    return what, talk.kpi, talk.coach, "\n".join(part for part in (talk.said.notes, aim) if part)


def log_follow_up(talk: Talk) -> Told:
    """What became of what was agreed."""
    what = _("Follow-up: {result}").format(result=_(RESULT_LABELS[talk.said.result]))
    return what, talk.kpi, talk.coach, talk.said.result_note


def log_course(course: Course, own: Participant, today: date) -> Told:
    """A course in somebody's log."""
    waits = own.arm is Arm.WAITING
    what = _("Waits for course “{title}”") if waits else _("Course “{title}”")
    more = [_(STATE_LABELS[course.state_on(today)])] if not waits else [_(ARM_LABELS[own.arm])]
    if own.attended is not None and not waits:
        more.append(_("attended") if own.attended else _("did not attend"))
    if own.passed is not None:
        more.append(_("passed the examination") if own.passed else _("did not pass the examination"))
    if why := because(own.reason):
        more.append(why)
    return what.format(title=course.title), course.kpi, course.terms.trainer, _("; ").join(more)


_DECISIONS: Mapping[str, str] = {  # by review/decisions.py, Decision
    "accepted": mark("Training list, {month}: accepted for {kpi}"),
    "put_off": mark("Training list, {month}: {kpi} put off"),
    "refused": mark("Training list, {month}: {kpi} refused"),
}


def log_decision(decided: Decided) -> Told:
    """A decision about an entry of the training list."""
    kpi = decided.about.kpi
    what = _(_DECISIONS[decided.decision]).format(month=f"{decided.about.month:%Y-%m}", kpi=kpi_name(kpi))
    until = _("until {day}").format(day=day(decided.until)) if decided.until is not None else ""
    return what, kpi, decided.who, _("; ").join(part for part in (until, decided.reason) if part)
