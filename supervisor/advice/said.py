"""What advice says to a person: effects, reasons and what is not known, in short sentences."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import tzinfo

from supervisor.advice.demand import Missing
from supervisor.advice.returning import Effect, Turn
from supervisor.advice.turns import ComeBack, MayGo, NotNow
from supervisor.words import _, clock_time, duration, language, ngettext, number, pgettext

SAME = 0.0005  # service levels that are the same to the digit that is shown


def listed(parts: Sequence[str]) -> str:
    """Several words in a row, as the language in use separates them."""
    return ("、" if language().startswith("zh") else ", ").join(parts)


def percent(value: float) -> str:
    """A foretold share: whole per cent, since its second digit is not known."""
    return f"{value * 100:.0f} %"


def points(change: float) -> str:
    """A change of a share, in points: "+3.2", "−1.0"."""
    said = f"{abs(change) * 100:.1f}"
    return f"{'−' if change < 0 and said != '0.0' else '+'}{said}"


def effect_words(effects: Sequence[Effect]) -> str:
    """What somebody does to the queues, the most first: "Billing 47 % → 53 %; Plans unchanged"."""
    told = [
        _("{queue} {before} → {after}").format(
            queue=effect.queue[1], before=percent(effect.before), after=percent(effect.after)
        )
        for effect in sorted(effects, key=lambda one: -abs(one.after - one.before))
        if percent(effect.before) != percent(effect.after)
    ]
    if told:
        return "; ".join(told)
    return _("hardly changes anything")


def effect_sentence(effect: Effect, horizon_s: float) -> str:
    """One effect as a whole sentence."""
    return _("Service level of {queue} in the next {minutes} min: {before} → {after}.").format(
        queue=effect.queue[1],
        minutes=number(horizon_s / 60),
        before=percent(effect.before),
        after=percent(effect.after),
    )


def turn_words(turn: Turn) -> str:
    """Why somebody stands where in the order of those who may come back."""
    return {
        Turn.OVER: _("over the limit, or out by the system"),
        Turn.NEARLY_OVER: _("nearly at the limit"),
        Turn.AT_WORK: _("in a meeting, training or coaching"),
        Turn.RESTING: _("well within the break"),
    }[turn]


def back_sentences(one: ComeBack, horizon_s: float) -> list[str]:
    """Everything that is known of somebody who might come back."""
    said = [_("Asked in this order: {reason}.").format(reason=turn_words(one.turn))]
    if one.in_time is None:
        return [*said, _("Too little is known of these queues to say what it would change.")]
    said.append(
        _("Coming back now, {contacts} more contacts of the next {minutes} min are in time.").format(
            contacts=number(one.in_time, 1), minutes=number(horizon_s / 60)
        )
    )
    return said + [effect_sentence(effect, horizon_s) for effect in one.effects]


def go_words(one: MayGo, zone: tzinfo) -> str:
    """When somebody may go, and for how long."""
    parts = [pgettext("break", "after this contact") if one.after_contact else _("now")]
    if one.back_by is not None:
        parts.append(_("back by {time}").format(time=clock_time(one.back_by, zone)))
    elif one.longest_s is not None:
        parts.append(_("up to {time}").format(time=duration(one.longest_s)))
    return listed(parts)


def stay_words(one: NotNow, target: float, zone: tzinfo) -> str:
    """Why somebody had better not go now."""
    if one.refusals:
        return " ".join(refusal.said(zone) for refusal in one.refusals)
    if one.effect is not None:
        if one.effect.before < target:
            return _("{queue} is below {target} already: {before} → {after}.").format(
                queue=one.effect.queue[1],
                target=percent(target),
                before=percent(one.effect.before),
                after=percent(one.effect.after),
            )
        return _("{queue} would fall below {target}: {before} → {after}.").format(
            queue=one.effect.queue[1],
            target=percent(target),
            before=percent(one.effect.before),
            after=percent(one.effect.after),
        )
    if one.unknown is not None and one.unknown[1]:
        return _("Too little is known of {queue} to promise anything.").format(queue=one.unknown[1])
    return _("Too little is known of the queues to promise anything.")


def missing_words(why: Missing) -> str:
    """Why nothing can be said of a queue."""
    return {
        Missing.UNKNOWN: _("There is no such queue any more."),
        Missing.NOT_HEARD: _("Its source is silent: the figures are of the past."),
        Missing.TOO_SOON: _("It has been heard for less than five minutes."),
        Missing.TOO_FEW: _("Too few contacts came in the last half hour."),
        Missing.HANDLE: _("Too few contacts ended today to know how long one takes."),
    }[why]


def people_words(count: int) -> str:
    """How many people."""
    return ngettext("{n} person", "{n} people", count).format(n=count)
