"""What the review says in words: the same in the window, on the command line and on paper."""

from __future__ import annotations

import math

from supervisor.evidence.options import Answer
from supervisor.performance.amount import DIGITS, amount
from supervisor.performance.kpi import UNIT_LABELS, Kpi, Unit
from supervisor.review.decisions import Decision
from supervisor.review.entries import CellFinding, Entry, KpiList, Nature
from supervisor.review.monthly import Outage
from supervisor.words import DASH, _, mark, ngettext, number, share

LETTERS = {
    Answer.CONFIRMED: "A",
    Answer.LIKELY: "A⁻",
    Answer.UNPROVEN: "B",
    Answer.OPEN: "C",
    Answer.WARNING: "D",
    Answer.FINE: "",
    Answer.NO_VERDICT: DASH,
}
"""How a class is written where there is little room."""

ANSWER_LABELS = {
    Answer.CONFIRMED: mark("Confirmed"),
    Answer.LIKELY: mark("Likely"),
    Answer.UNPROVEN: mark("Cannot tell yet"),
    Answer.OPEN: mark("Watch"),
    Answer.WARNING: mark("Early warning"),
    Answer.FINE: mark("Nothing to do"),
    Answer.NO_VERDICT: mark("No verdict"),
}

ANSWER_MEANINGS = {
    Answer.CONFIRMED: mark("Off target in every month of the rule, and proven: train."),
    Answer.LIKELY: mark("Off target in all months of the rule but one, and proven: train if a seat is left."),
    Answer.UNPROVEN: mark("Off target in every month of the rule, but it may be chance: gather more first."),
    Answer.OPEN: mark("Off target in all months of the rule but one, and not proven: keep an eye on it."),
    Answer.WARNING: mark("Few months off target, but proven by a recent or large miss: talk now."),
    Answer.FINE: mark("Nothing that calls for anything."),
    Answer.NO_VERDICT: mark("There is no target, or too little was done to say anything."),
}

NATURE_LABELS = {
    Nature.COMMON: mark("Common"),
    Nature.INDIVIDUAL: mark("Individual"),
    Nature.NONE: mark("Nobody proven"),
    Nature.UNKNOWN: mark("Cannot tell"),
}


DECISION_LABELS = {
    Decision.ACCEPTED: mark("Accepted"),
    Decision.PUT_OFF: mark("Put off"),
    Decision.REFUSED: mark("Refused"),
}


UNRELIABLE = 0.5
"""Below it less than half of what is seen of a usual person is real."""


def with_unit(kpi: Kpi, value: float | None) -> str:
    """A value with its unit: "240 s", "91.3 %", "1.50 per 1,000"; "–" for None."""
    told = amount(kpi, value)
    if value is None or kpi.unit in (Unit.SHARE, Unit.NET):
        return told
    return f"{told} {_(UNIT_LABELS[kpi.unit])}"


def difference(kpi: Kpi, value: float | None) -> str:
    """How far two values of *kpi* are apart, with its sign: shares in points ("+1.1 points")."""
    if value is None:
        return DASH
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    size = abs(value)
    if kpi.unit is Unit.SHARE:
        return _("{amount} points").format(amount=f"{sign}{number(100 * size, 1)}")
    unit = "" if kpi.unit is Unit.NET else f" {_(UNIT_LABELS[kpi.unit])}"
    return f"{sign}{number(size, DIGITS[kpi.unit])}{unit}"


def probability(p: float | None) -> str:
    """A probability, never rounded to certainty: "> 99.9 %", "97.2 %", "< 0.1 %"; "–" for None."""
    if p is None:
        return DASH
    if p > 0.999:
        return _("over {share}").format(share=share(0.999))
    if p < 0.001:
        return _("under {share}").format(share=share(0.001))
    return share(p)


def between(kpi: Kpi, low: float | None, high: float | None) -> str:
    """An interval: "227–247 s"; "–" where it is not known."""
    if low is None or high is None:
        return DASH
    if kpi.unit is Unit.SHARE:
        return f"{number(100 * low, 1)}–{share(high)}"
    return f"{amount(kpi, low)}–{with_unit(kpi, high)}"


def target(kpi: Kpi, at_least: float | None, at_most: float | None) -> str:
    """What is wanted: "at least 88.0 %", "at most 240 s", "200–240 s"; "–" where nothing is."""
    if at_least is not None and at_most is not None:
        return between(kpi, at_least, at_most)
    if at_least is not None:
        return _("at least {value}").format(value=with_unit(kpi, at_least))
    if at_most is not None:
        return _("at most {value}").format(value=with_unit(kpi, at_most))
    return DASH


def run(entry_off: int, entry_of: int) -> str:
    """How many months of how many were off: "2/3"; "–" where none could count."""
    return f"{entry_off}/{entry_of}" if entry_of else DASH


def counted(kpi: Kpi, n: float | None) -> str:
    """So much of what *kpi* is divided by: "25 survey answers", "152 hours"; "–" for None."""
    if n is None:
        return DASH
    name = kpi.denominator[0].name
    if name.endswith("_s"):
        hours = n / 3600
        return ngettext("{count} hour", "{count} hours", _whole(hours)).format(count=_count(hours))
    said = {
        "n_survey": lambda: ngettext("{count} survey answer", "{count} survey answers", _whole(n)),
        "n_nps": lambda: ngettext("{count} survey answer", "{count} survey answers", _whole(n)),
        "n_fcr_asked": lambda: ngettext("{count} survey answer", "{count} survey answers", _whole(n)),
        "n_survey_sent": lambda: ngettext("{count} invitation", "{count} invitations", _whole(n)),
        "n_fcr_eligible": lambda: ngettext("{count} first contact", "{count} first contacts", _whole(n)),
        "n_fcr_said": lambda: ngettext("{count} closed contact", "{count} closed contacts", _whole(n)),
        "n_answered": lambda: ngettext("{count} contact", "{count} contacts", _whole(n)),
        "n_held": lambda: ngettext("{count} contact on hold", "{count} contacts on hold", _whole(n)),
        "n_offered": lambda: ngettext("{count} ring", "{count} rings", _whole(n)),
        "n_dispatch": lambda: ngettext("{count} work order", "{count} work orders", _whole(n)),
        "n_form": lambda: ngettext("{count} quality form", "{count} quality forms", _whole(n)),
        "score_max": lambda: ngettext("{count} quality form", "{count} quality forms", _whole(n)),
        "n_item_opportunity": lambda: ngettext("{count} item", "{count} items", _whole(n)),
        "days_present": lambda: ngettext("{count} day", "{count} days", _whole(n)),
    }.get(name)
    if said is None:
        return ngettext("{count} observation", "{count} observations", _whole(n)).format(count=_count(n))
    return said().format(count=_count(n))


def cannot_tell(kpi: Kpi, entry: Entry) -> str:
    """What is missing for a verdict, for an entry that is not proven; "" for others."""
    if entry.answer not in (Answer.UNPROVEN, Answer.OPEN):
        return ""
    if entry.common:
        return _("Off target with the whole group, and not proven to be worse than it: see what is shared.")
    if not entry.told_apart:
        return _("This measure does not tell people apart.")
    if entry.more is None:
        return _("Cannot tell yet, and more of it would not decide soon.")
    return _("Cannot tell yet: {count} more would decide, if they are like those so far.").format(
        count=counted(kpi, entry.more)
    )


def wrong_names(wrong: float, names: int) -> str:
    """How many names of a list are expected to be wrong."""
    if not names:
        return _("Nobody is on the list.")
    return _("Expected wrong names: {wrong} of {names}.").format(wrong=number(wrong, 1), names=number(names))


def reliability(found: KpiList) -> str:
    """How well a KPI tells people apart."""
    if found.reliability is None:
        return ""
    told = number(found.reliability, 2)
    if not found.tells_apart:
        return _(
            "This measure does not tell people apart (reliability {reliability}): what differs is mostly "
            "chance. More of it is needed, not names."
        ).format(reliability=told)
    if found.reliability < UNRELIABLE:
        return _(
            "Reliability {reliability} for the usual person: only those who differ much can be told apart."
        ).format(reliability=told)
    return _("Reliability {reliability}: so much of what differs between people is real.").format(
        reliability=told
    )


def shared(kpi: Kpi, finding: CellFinding) -> str:
    """The plain numbers of a cell, as sentences."""
    said = {
        Nature.COMMON: _(
            "Common: the group as a whole is off target. One course or a better process is for all."
        ),
        Nature.INDIVIDUAL: _(
            "Individual: the group as a whole is not proven to be off target, single people are. Coach them."
        ),
        Nature.NONE: _("Nobody is proven to be off target."),
        Nature.UNKNOWN: _("Too little is known to say whose it is."),
    }[finding.nature]
    off = _("Expected off target: {share} of {count} people; in a sound group {usual}.").format(
        share=share(finding.share_off), count=finding.units, usual=share(finding.design_share)
    )
    mean = _("The mean is {mean}, the target {target}, the gap {gap}.").format(
        mean=with_unit(kpi, finding.mean),
        target=with_unit(kpi, finding.target),
        gap=size(kpi, finding.gap),
    )
    return " ".join((said, off, mean))


def gap(kpi: Kpi, entry: Entry) -> str:
    """How the gap of an entry splits into the cell's and the person's own."""
    if entry.gap is None:
        return DASH
    whole, common, own = (size(kpi, one) for one in (entry.gap, entry.gap_common, entry.gap_own))
    if entry.gap < 0:
        return _("{whole} on the right side of the target.").format(whole=whole)
    if entry.gap_common is not None and entry.gap_common <= 0:
        return _("{whole} beyond the target; the group as a whole is {common} on the right side.").format(
            whole=whole, common=common
        )
    if entry.gap_own is not None and entry.gap_own <= 0:
        return _("{whole} beyond the target, no more than the group as a whole ({common}).").format(
            whole=whole, common=common
        )
    return _("{whole} beyond the target: {common} are everybody’s, {own} the person’s own.").format(
        whole=whole, common=common, own=own
    )


def size(kpi: Kpi, value: float | None) -> str:
    """How large a gap is, without a sign."""
    return DASH if value is None else difference(kpi, abs(value)).lstrip("+±")


def outage(kpi: Kpi, one: Outage) -> str:
    """A month in which everybody was off for once."""
    change = abs(one.factor - 1)
    more = _("In {month} {kpi} was {share} higher than usual for everybody at once.")
    less = _("In {month} {kpi} was {share} lower than usual for everybody at once.")
    return (
        (more if one.factor > 1 else less).format(
            month=f"{one.month:%Y-%m}", kpi=kpi.title, share=share(change)
        )
        + " "
        + _("That is nobody’s fault, and no course helps: look for the cause.")
    )


def _whole(n: float) -> int:
    """The number that decides between one and many."""
    return 1 if n == 1 else max(2, math.ceil(n))


def _count(n: float) -> str:
    return number(n, 0 if n >= 10 or n == int(n) else 1)
