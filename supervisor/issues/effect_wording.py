"""What an effect says, in words: for the screen, the minutes and the finding that is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from supervisor.issues.effect import (
    LEAST_EXPECTED,
    REACHED_LABELS,
    VERDICT_LABELS,
    Effect,
    EffectVerdict,
    Reached,
)
from supervisor.issues.effect_answer import EffectAnswer, EffectState, Note, is_small
from supervisor.issues.evidence import Figure
from supervisor.issues.issue import Criterion, Measured
from supervisor.words import DASH, _, day, mark, ngettext, number

NOTE_LABELS = {
    Note.WRITTEN_AFTER: mark("The criterion was written down after the measure was in force."),
    Note.CUT: mark("The baseline reached into the time of the measure; it was cut the day before."),
    Note.NO_JUDGE: mark("Nobody is named who judges; it should not be who carries out the measure."),
    Note.OWN_JUDGE: mark("Who carries out the measure is to judge it; somebody else should."),
    Note.NOT_MATCHED: mark(
        "Baseline and window have too few days of the month in common and were compared as they are:"
        " a wave that comes each month may look like an effect."
    ),
    Note.NO_OTHERS: mark(
        "All other contacts are not known: a quiet or a busy month may look like an effect."
    ),
    Note.SPREAD: mark("The days scatter {n} times as much as chance alone; the range is wider for it."),
    Note.UNKNOWN_DAYS: mark("Of {n} working days nothing is known; they were left out."),
    Note.SMALL: mark("It changed by less than a tenth: months differ by as much without any measure."),
    Note.NEVER: mark("Nothing was ever counted under this name; look whether it is written as in the data."),
}


def measured(criterion: Criterion, node: str = "") -> str:
    """What is counted; *node*: what a menu node is called."""
    match criterion.by:
        case Measured.CATEGORY:
            return _("contacts handled of the type “{name}”").format(name=criterion.value)
        case Measured.QUEUE:
            return _("contacts that came to the queue “{name}”").format(name=criterion.value)
        case Measured.NODE:
            return _("how often “{name}” was chosen in the voice menu").format(name=node or criterion.value)


def divided_by(criterion: Criterion) -> str:
    """By what the ratio was divided."""
    match criterion.by:
        case Measured.CATEGORY:
            return _("all other contacts handled")
        case Measured.QUEUE:
            return _("the contacts of all other queues")
        case Measured.NODE:
            return _("all other contacts of the same menu")


def span(days: tuple[date, date] | None) -> str:
    """From when to when."""
    if days is None:
        return DASH
    first, last = (day(one, date.min) for one in days)  # with the year: it is kept
    return _("{first} to {last}").format(first=first, last=last)


def state_words(answer: EffectAnswer) -> str:
    """How far it is, in a sentence."""
    match answer.state:
        case EffectState.NOT_DONE:
            return _("No measure is in force yet; the baseline is counted.")
        case EffectState.WAITING if answer.after is not None:
            until = answer.after[1] + timedelta(days=1)
            return _("Wait until {day}: a part of the window misleads.").format(day=day(until))
        case EffectState.NO_DATA:
            return _("Too little is known of the baseline or of the window to say anything.")
        case _:
            return verdict_words(answer.effect) if answer.effect is not None else DASH


def verdict_words(effect: Effect) -> str:
    """The verdict with its ratio and range."""
    said = _(VERDICT_LABELS[effect.verdict])
    if effect.verdict is EffectVerdict.TOO_FEW or effect.ratio is None:
        return _("{verdict}: the baseline lets expect {expected}, and at least {least} are needed.").format(
            verdict=said, expected=number(effect.expected, 1), least=number(LEAST_EXPECTED)
        )
    return _("{verdict}: {range}").format(verdict=said, range=range_words(effect))


def range_words(effect: Effect) -> str:
    """The ratio with its range: "0.42 times as many a working day (0.31 to 0.57)"."""
    if effect.ratio is None or effect.low is None or effect.high is None:
        return DASH
    return _("{ratio} times as many a working day ({low} to {high})").format(
        ratio=number(effect.ratio, 2), low=number(effect.low, 2), high=number(effect.high, 2)
    )


def target_words(effect: Effect) -> str:
    """Whether the target was reached; "" without one."""
    if effect.reached is None or effect.target is None:
        return ""
    return _("{said} (at most {target} times as many)").format(
        said=_(REACHED_LABELS[effect.reached]), target=number(effect.target, 2)
    )


def counts_words(answer: EffectAnswer) -> tuple[str, ...]:
    """What was counted, a line for baseline and window each, and one for what was divided by."""
    effect = answer.effect
    if effect is None:
        return ()
    lines = [
        _("Before, {span}, on the days compared: {counted}").format(
            span=span(answer.before), counted=_side(effect, 0)
        ),
        _("Since, {span}, on the days compared: {counted}").format(
            span=span(answer.after), counted=_side(effect, 1)
        ),
    ]
    if effect.others_ratio is not None and effect.plain is not None:
        lines.append(
            _("{plain} times as many, divided by {others} times for {what}.").format(
                plain=number(effect.plain, 2),
                others=number(effect.others_ratio, 2),
                what=divided_by(answer.asked.criterion),
            )
        )
    if effect.matched:
        lines.append(
            ngettext(
                "The same days of the month were compared, working days alone; {n} day had no counterpart.",
                "The same days of the month were compared, working days alone; {n} days had no counterpart.",
                effect.left_out,
            ).format(n=number(effect.left_out))
        )
    return tuple(lines)


def _side(effect: Effect, side: int) -> str:
    one = (effect.before, effect.after)[side]
    days = ngettext("{n} working day", "{n} working days", one.days).format(n=number(one.days))
    if one.rate is None:
        return days
    return _("{count} on {days}, {rate} a day").format(
        count=number(one.count), days=days, rate=number(one.rate, 1)
    )


def note_words(answer: EffectAnswer) -> tuple[str, ...]:
    """What must be said beside the verdict."""
    spread = answer.effect.spread if answer.effect is not None else None
    says = {Note.SPREAD: number(spread or 1.0, 1), Note.UNKNOWN_DAYS: number(answer.unknown)}
    return tuple(_(NOTE_LABELS[note]).format(n=says.get(note, "")) for note in answer.notes)


def method_words(answer: EffectAnswer) -> str:
    """How it was computed, whole: what is kept beside a stated number."""
    criterion = answer.asked.criterion
    parts = [
        _("Rate ratio of {what}, with its 95 % range.").format(what=measured(criterion)),
        *counts_words(answer),
        *note_words(answer),
    ]
    return " ".join(parts)[:1000]


@dataclass(frozen=True)
class Statement:
    """A verdict as it is stated: the *text* of the finding, and the *figure* that keeps its numbers, whatever
    the data say later."""

    text: str
    figure: Figure
    effective: bool | None  # None: it cannot be said


def statement(answer: EffectAnswer, node: str = "") -> Statement | None:
    """What can be stated now; None before the window is over."""
    effect = answer.effect
    if answer.state is not EffectState.JUDGED or effect is None:
        return None
    what = measured(answer.asked.criterion, node)
    lines = [
        _("{what}: {verdict}").format(what=what[:1].upper() + what[1:], verdict=verdict_words(effect)),
        target_words(effect),
        *counts_words(answer),
        *note_words(answer),
    ]
    figure = Figure(
        "effect",
        _("Effect: {what}").format(what=what)[:1000],
        effect.ratio,
        verdict_words(effect),
        effect.after.count,
        answer.after[0] if answer.after else None,
        answer.after[1] if answer.after else None,
        answer.asked.criterion.value,
        method_words(answer),
        target_words(effect),
    )
    return Statement("\n".join(line for line in lines if line), figure, _effective(effect))


def _effective(effect: Effect) -> bool | None:
    """No change seen is no proof that there was none: it speaks against a measure only where a target is
    missed for certain."""
    if is_small(effect):
        return None
    if effect.verdict is EffectVerdict.FELL:
        return True
    missed = effect.reached is Reached.NO
    return False if effect.verdict is EffectVerdict.ROSE or missed else None
