"""What staffing advice, its record and its explanations say to a person, in short sentences."""

from __future__ import annotations

import math
from collections.abc import Callable

from supervisor.advice.demand import Demand, Measured, Period
from supervisor.advice.forecast import Because, Forecast, HitRate, Kind, Verdict
from supervisor.advice.said import percent, points
from supervisor.advice.spread import SHARE, Spread
from supervisor.advice.staffing import Ahead, Comparison, Needed, Situation
from supervisor.advice.why import Behind, Cause, Contribution, Unclear, Why
from supervisor.words import DASH, _, duration, ngettext, number

SHORT_S = 100.0  # seconds are said as such below, as minutes and seconds above


def seconds(value: float | None) -> str:
    """A wait or handle time: "22 s", "2:41"."""
    if value is None:
        return DASH
    if value >= SHORT_S:
        return duration(value)
    return _("{seconds} s").format(seconds=number(value))


def minutes(value_s: float) -> str:
    return _("{minutes} min").format(minutes=number(value_s / 60))


def comparison_sentence(found: Comparison) -> str:
    """ "If 3 come back now: wait 22 s → 14 s, service level 47 % → 64 % in the next 10 min." """
    people = abs(found.people)
    if found.people < 0:
        said = ngettext(
            "If {n} goes now: wait {wait}, service level {level} in the next {time}.",
            "If {n} go now: wait {wait}, service level {level} in the next {time}.",
            people,
        )
    else:
        said = ngettext(
            "If {n} comes back now: wait {wait}, service level {level} in the next {time}.",
            "If {n} come back now: wait {wait}, service level {level} in the next {time}.",
            people,
        )
    before, after = found.before.soon, found.after.soon
    return said.format(
        n=number(people),
        wait=_arrow(seconds(before.wait_s), seconds(after.wait_s)),
        level=_arrow(percent(before.service_level), percent(after.service_level)),
        time=minutes(found.before.horizon_s),
    )


def lasting_sentence(found: Comparison) -> str:
    """What it comes to if all goes on so."""
    before, after = found.before.for_long, found.after.for_long
    if before is None or after is None:
        return _(
            "For long there is no answer: more comes than can be answered, and nobody has given up yet. "
            "The line would grow without end."
        )
    return _("If it stays so: wait {wait}, service level {level}, give up {gone}.").format(
        wait=_arrow(seconds(before.wait_s), seconds(after.wait_s)),
        level=_arrow(percent(before.service_level), percent(after.service_level)),
        gone=_arrow(percent(before.abandoned), percent(after.abandoned)),
    )


def ahead_sentence(found: Ahead) -> str:
    """What comes as things are."""
    return _("As it is: wait {wait}, service level {level} in the next {time}.").format(
        wait=seconds(found.soon.wait_s),
        level=percent(found.soon.service_level),
        time=minutes(found.horizon_s),
    )


def spread_sentence(spread: Spread | None) -> str:
    """How far it may come out otherwise; "" where no range is known."""
    if spread is None:
        return ""
    return _("In {share} of all cases it comes out between {low} and {high}.").format(
        share=percent(SHARE), low=percent(spread.low), high=percent(spread.high)
    )


def needed_sentences(found: Needed, now: Situation) -> list[str]:
    """How many people the target takes, for long and for the next minutes."""
    said = []
    if found.people is None:
        said.append(
            _("No number of people reaches {target}: it rings longer than the threshold allows.").format(
                target=percent(found.target)
            )
        )
    elif found.people > 0:
        said.append(
            ngettext(
                "{target} takes {n} more person for long.",
                "{target} takes {n} more people for long.",
                found.people,
            ).format(target=percent(found.target), n=number(found.people))
        )
    elif found.people < 0:
        said.append(
            ngettext(
                "{target} is held even with {n} person fewer, for long.",
                "{target} is held even with {n} people fewer, for long.",
                -found.people,
            ).format(target=percent(found.target), n=number(-found.people))
        )
    else:
        said.append(_("{target} takes just as many as are there.").format(target=percent(found.target)))
    if found.soon is not None and found.soon > 0:
        said.append(
            _("For the next minutes, from the line that there is now: {n} more.").format(n=number(found.soon))
        )
    elif found.soon is None and now.present.waits_s:
        said.append(_("In the next minutes it cannot be reached any more: too many wait already."))
    return said


def people_sentence(now: Situation) -> str:
    """Who is counted on, and that agents of several queues are split."""
    said = ngettext("{n} takes contacts now", "{n} take contacts now", now.people).format(
        n=number(now.people)
    )
    if not now.shared:
        return _("{people}.").format(people=said)
    return _(
        "{people}, {shared} of them of other queues too. By their work today they make up {usual} agents "
        "here, by what they do now {available}; {agents} are reckoned with."
    ).format(
        people=said,
        shared=number(now.shared),
        usual=number(now.usual, 1),
        available=number(now.available, 1),
        agents=number(now.agents, 1),
    )


def measured_lines(found: Demand) -> list[tuple[str, str, str, str]]:
    """What was measured: its name, value, 95 % range, and from what."""
    lines = [
        (
            _("Contacts an hour"),
            number(found.arrivals_per_h.value),
            _range(found.arrivals_per_h, number),
            _from(found.arrivals_per_h),
        ),
        (
            _("Handle time"),
            seconds(found.handle_s.value),
            _range(found.handle_s, seconds),
            _from(found.handle_s),
        ),
    ]
    patience = found.patience_s
    if patience is None:
        lines.append((_("Patience"), DASH, "", _("nobody gave up today")))
    else:
        lines.append((_("Patience"), seconds(patience.value), _range(patience, seconds), _from(patience)))
    if found.ring_s:
        lines.append((_("Ringing"), seconds(found.ring_s), "", _("today")))
    return lines


def _range(found: Measured, said: Callable[[float], str]) -> str:
    high = said(found.high) if math.isfinite(found.high) else "∞"
    return f"{said(found.low)} – {high}"


def _from(found: Measured) -> str:
    said = {
        Period.QUARTER: ngettext("{n} of the last 15 min", "{n} of the last 15 min", found.n),
        Period.RECENT: ngettext("{n} of the last half hour", "{n} of the last half hour", found.n),
        Period.TODAY: ngettext("{n} of today", "{n} of today", found.n),
    }[found.period]
    return said.format(n=number(found.n))


def _arrow(before: str, after: str) -> str:
    return f"{before} → {after}"


# -- the record -------------------------------------------------------------------------------------------


def kind_words(kind: Kind) -> str:
    return {
        Kind.OUTLOOK: _("The next minutes as they are"),
        Kind.PEOPLE: _("If people come or go"),
    }[kind]


def hit_sentence(found: HitRate) -> str:
    """How often it came true, with the counts and the range of the rate."""
    if found.rate.value is None or found.rate.interval is None:
        return _("No forecast could be held to what came yet.")
    low, high = found.rate.interval
    return _(
        "{hits} of {n} came out within their range ({rate}; it should be about {share}). By chance alone it "
        "could be {low} to {high}."
    ).format(
        hits=number(found.rate.part),
        n=number(found.rate.whole),
        rate=percent(found.rate.value),
        share=percent(SHARE),
        low=percent(low),
        high=percent(high),
    )


def verdict_words(verdict: Verdict) -> str:
    return {
        Verdict.HIT: _("came true"),
        Verdict.MISS: _("missed"),
        Verdict.NOT_COMPARABLE: _("not comparable"),
    }[verdict]


def because_words(because: Because) -> str:
    """Why a forecast is neither hit nor miss."""
    return {
        Because.PEOPLE: _("more or fewer people worked than it counted on"),
        Because.GAP: _("the source was not heard all the time"),
        Because.FEW: _("too few contacts came"),
        Because.DAY: _("the business day ended meanwhile"),
        Because.LATE: _("nobody kept watch when it fell due"),
        Because.QUEUE: _("the queue is gone"),
    }[because]


def forecast_sentence(found: Forecast) -> str:
    """What was foretold, and what came."""
    foretold = found.foretold
    said = _("Foretold {value} ({low} to {high})").format(
        value=percent(foretold.value), low=percent(foretold.low), high=percent(foretold.high)
    )
    if found.outcome is None or found.verdict is None:
        return _("{foretold}; not over yet.").format(foretold=said)
    if found.outcome.because is not None:
        return _("{foretold}; not comparable: {reason}.").format(
            foretold=said, reason=because_words(found.outcome.because)
        )
    level = found.outcome.rate
    return _("{foretold}; came {value} ({part} of {whole}): {verdict}.").format(
        foretold=said,
        value=DASH if level.value is None else percent(level.value),
        part=number(level.part),
        whole=number(level.whole),
        verdict=verdict_words(found.verdict),
    )


# -- why --------------------------------------------------------------------------------------------------


def cause_words(cause: Cause) -> str:
    return {
        Cause.ARRIVALS: _("Arrivals"),
        Cause.HANDLE: _("Handle time"),
        Cause.PEOPLE: _("People signed in"),
        Cause.BREAKS: _("Breaks"),
        Cause.PATIENCE: _("Patience"),
    }[cause]


def cause_values(found: Contribution) -> str:
    """The cause's own change, in its own unit: "480 → 560 an hour"."""
    match found.cause:
        case Cause.ARRIVALS:
            said = _arrow(_number(found.before), _number(found.after))
            return _("{change} an hour").format(change=said)
        case Cause.HANDLE | Cause.PATIENCE:
            return _arrow(seconds(found.before), seconds(found.after))
        case Cause.PEOPLE:
            return _arrow(_number(found.before, 1), _number(found.after, 1))
        case Cause.BREAKS:
            return _("{change} of their time").format(
                change=_arrow(_percent(found.before), _percent(found.after))
            )


def behind_words(found: Behind) -> str:
    """Who is behind a share of the change: "Training, Tech Support: +3.9 people (−28.2 points)"."""
    name = found.break_code or found.team or _("others")
    if found.break_code and found.team:
        name = _("{code}, {team}").format(code=found.break_code, team=found.team)
    return _("{name}: {change} people ({points} points)").format(
        name=name, change=_signed(found.change), points=points(found.contribution)
    )


def why_sentence(found: Why) -> str:
    """The whole change, with its counts, and what the model does not explain."""
    return _(
        "Answer rate {before} ({before_part} of {before_whole}) → {after} ({after_part} of {after_whole}): "
        "{change} points, of which {rest} are unexplained."
    ).format(
        before=_percent(found.before.value),
        before_part=number(found.before.part),
        before_whole=number(found.before.whole),
        after=_percent(found.after.value),
        after_part=number(found.after.part),
        after_whole=number(found.after.whole),
        change=points(found.change),
        rest=points(found.unexplained),
    )


def unclear_words(why: Unclear) -> str:
    """Why a change cannot be explained."""
    return {
        Unclear.TOO_FEW: _("Too few contacts came or ended in one of the two times."),
        Unclear.NOBODY: _("Nobody was signed in in one of the two times."),
        Unclear.NOT_HEARD: _("The source was not heard for a part of one of the two times."),
    }[why]


def _number(value: float | None, digits: int = 0) -> str:
    return number(value, digits)


def _percent(value: float | None) -> str:
    return DASH if value is None else percent(value)


def _signed(value: float) -> str:
    said = f"{abs(value):.1f}"
    return f"{'−' if value < 0 and said != '0.0' else '+'}{said}"
