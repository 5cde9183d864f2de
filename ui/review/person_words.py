"""What one person's page says: of a week, a trend, limits, who somebody is; the same on the screen and on
paper."""

from __future__ import annotations

from datetime import date

from supervisor.evidence.trend import Assurance, Signal
from supervisor.people.person import GroupKind
from supervisor.performance.amount import DIGITS
from supervisor.performance.kpi import UNIT_LABELS, Kpi, Unit
from supervisor.review import wording
from supervisor.review.cause_wording import readings as readings
from supervisor.review.cause_wording import seconds as seconds
from supervisor.review.entries import Entry
from supervisor.review.person import PersonFile, Series, Stretch
from supervisor.words import DASH, _, duration, language, mark, ngettext, number, share
from supervisor.words import day as day_words
from ui.review.matrix_words import work_of

SURE = 0.05
"""A trend is told as one when chance makes it more rarely than that."""

SIGNALS = {
    Signal.ABOVE_LIMIT: mark("above the upper limit"),
    Signal.BELOW_LIMIT: mark("below the lower limit"),
    Signal.RUN_ABOVE: mark("one of seven running above the mean"),
    Signal.RUN_BELOW: mark("one of seven running below the mean"),
    Signal.RISING: mark("one of seven that rise"),
    Signal.FALLING: mark("one of seven that fall"),
    Signal.NEAR_UPPER: mark("near the upper limit, as another one beside it"),
    Signal.NEAR_LOWER: mark("near the lower limit, as another one beside it"),
}
ASSURANCE = {
    Assurance.MEETS: mark("While nothing changes, every week meets the target."),
    Assurance.MISSES: mark("While nothing changes, every week misses the target."),
    Assurance.BY_CHANCE: mark(
        "While nothing changes, some weeks meet the target and some do not: by chance."
    ),
}


def span(first: date, last: date) -> str:
    """From when to when."""
    return f"{day_words(first)} – {day_words(last)}"


def week_label(first: date) -> str:
    """How a week is called below a chart."""
    return _("W{week}").format(week=first.isocalendar().week)


def month_label(first: date) -> str:
    return f"{first:%Y-%m}"


def stretch(kpi: Kpi, one: Stretch, name: str, signals: frozenset[Signal] = frozenset()) -> str:
    """All that is known of a week or month."""
    lines = [f"{name} · {span(one.first, one.last)}"]
    if one.value is None:
        lines.append(_("{kpi}: nothing known").format(kpi=kpi.title))
        return "\n".join(lines)
    lines.append(
        _("{value} of {n}").format(
            value=wording.with_unit(kpi, one.value), n=wording.counted(kpi, one.denominator)
        )
    )
    wanted = wording.target(kpi, one.at_least, one.at_most)
    if wanted != DASH:
        lines.append(_("Target: {target}").format(target=wanted))
    if one.cell_low is not None:
        between = wording.between(kpi, one.cell_low, one.cell_high)
        lines.append(
            _("Middle half of the {people} people of the cell: {between}").format(
                people=number(one.mates), between=between
            )
        )
    lines += [_(SIGNALS[signal]) for signal in Signal if signal in signals]
    if one.provisional:
        lines.append(_("Provisional: what comes late may still change it."))
    return "\n".join(lines)


def trend(series: Series) -> str:
    """Whether the weeks rise or fall, and how sure that is."""
    found, kpi = series.trend, series.kpi
    if found.slope is None or found.p is None:
        return _("Too few weeks to tell a trend.")
    if found.p >= SURE or found.interval is None or found.slope == 0:
        return _("No trend that could be told from chance (p {p}).").format(p=number(found.p, 2))
    p = _("below 0.001") if found.p < 0.001 else number(found.p, 3)
    said = _("Rises by {change} a week") if found.slope > 0 else _("Falls by {change} a week")
    low, high = sorted((abs(found.interval.low), abs(found.interval.high)))
    return _("{said} (95 %: {low} to {high}; p {p}).").format(
        said=said.format(change=_fine(kpi, abs(found.slope))), low=_fine(kpi, low), high=_fine(kpi, high), p=p
    )


def _fine(kpi: Kpi, change: float) -> str:
    """A change a week: it may be smaller than the digits of the figure itself tell."""
    if kpi.unit is Unit.SHARE:
        return _("{amount} points").format(amount=number(100 * change, 2))
    told = number(change, DIGITS[kpi.unit] + 1)
    return told if kpi.unit is Unit.NET else f"{told} {_(UNIT_LABELS[kpi.unit])}"


def process(series: Series) -> str:
    """What the limits say."""
    chart = series.chart
    if chart.low is None:
        return _("Too few weeks for limits.")
    said = [_(ASSURANCE[chart.assurance])] if chart.assurance in ASSURANCE else []
    if chart.few:
        weeks = ngettext(
            "The limits come from {n} week: they may still move much.",
            "The limits come from {n} weeks: they may still move much.",
            chart.known,
        )
        said.append(weeks.format(n=number(chart.known)))
    return " ".join(said)


def verdict(kpi: Kpi, entry: Entry | None) -> str:
    """What the review says of this KPI."""
    if entry is None:
        return ""
    if entry.target is None:
        return _("No target: no verdict.")
    label, meaning = _(wording.ANSWER_LABELS[entry.answer]), _(wording.ANSWER_MEANINGS[entry.answer])
    lines = [_("{label}: {meaning}").format(label=label, meaning=meaning)]
    if entry.level is not None:
        lines.append(
            _(
                "Level {level} (90 %: {between}), off target with a probability of {p}; {run} months off."
            ).format(
                level=wording.with_unit(kpi, entry.level),
                between=wording.between(kpi, entry.level_low, entry.level_high),
                p=wording.probability(entry.p_off),
                run=wording.run(entry.off_months, entry.run_of),
            )
        )
        if entry.common:
            lines.append(
                _(
                    "The group as a whole is off target: worse than its mean with a probability of {p}."
                ).format(p=wording.probability(entry.p_bar))
            )
        if entry.gap is not None and entry.gap > 0:
            lines.append(wording.gap(kpi, entry))
    if more := wording.cannot_tell(kpi, entry):
        lines.append(more)
    return " ".join(lines)


def about(file: PersonFile) -> str:
    """Number, team, work and tenure, on one line."""
    who = file.who
    band = file.band[0 if language().startswith("zh") else 1] if file.band else ""
    parts = [who.number, who.team_name, work_of(who), band]
    if who.joined is not None:
        parts.append(_("since {day}").format(day=day_words(who.joined, file.question.review.today)))
    if file.left is not None:
        parts.append(_("left on {day}").format(day=day_words(file.left, file.question.review.today)))
    return _(" · ").join(part for part in parts if part)


def logins(file: PersonFile) -> str:
    """Under which logins the person works, or worked in the time shown."""
    first = min(file.weeks_of.first, file.months_of.first)
    said = []
    for one in file.logins:
        if one.until is not None and one.until <= first:
            continue
        name = f"{one.source}: {one.login}"
        if one.since is not None and one.since > first:
            name = _("{login} since {day}").format(login=name, day=day_words(one.since))
        if one.until is not None:
            name = _("{login} until {day}").format(login=name, day=day_words(one.until))
        said.append(name)
    return _("Logins: {logins}").format(logins=_(", ").join(said)) if said else _("No login is known.")


def moves(file: PersonFile) -> str:
    """Teams and skill groups that the person came from or went to within the time shown; "" for none."""
    first, last = file.months_of.first, max(file.months_of.last, file.weeks_of.last)
    said = []
    for one in file.groups:
        if one.kind is GroupKind.DEPARTMENT:
            continue
        if one.since is not None and first < one.since <= last:
            said.append(_("in {group} since {day}").format(group=one.name, day=day_words(one.since)))
        elif one.until is not None and first < one.until <= last:
            said.append(_("in {group} until {day}").format(group=one.name, day=day_words(one.until)))
    return _("Moved within this time: {moves}.").format(moves=_(", ").join(said)) if said else ""


def breaks(file: PersonFile) -> str:
    """Time on breaks by kind, of the time signed in."""
    if not file.signed_s:
        return ""
    kinds = [
        _("{what} {time} ({share})").format(
            what=one.code or _("without a code"),
            time=duration(one.seconds),
            share=share(one.seconds / file.signed_s),
        )
        for one in file.breaks
    ]
    if not kinds:
        return ""
    return _("Signed in for {time}; away for: {breaks}.").format(
        time=duration(file.signed_s), breaks=_(", ").join(kinds)
    )
