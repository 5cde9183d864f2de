"""One person's file as pictures: the same for the screen and for paper."""

from __future__ import annotations

from collections.abc import Sequence

from supervisor.evidence.cause import Contributions, HandleTimeGap
from supervisor.evidence.options import Answer
from supervisor.evidence.trend import ProcessChart, Signal
from supervisor.evidence.trend import Trend as Found
from supervisor.performance.kpi import Kpi
from supervisor.review import wording
from supervisor.review.person import Finding, PersonFile, Series, Stretch
from supervisor.words import _, language, number
from ui.review import person_words as said
from ui.theme import State
from ui.widgets.charts import (
    Limits,
    Measure,
    Panel,
    ParetoBar,
    ParetoPicture,
    Part,
    RunPicture,
    RunPoint,
    Trend,
    WaterfallPicture,
    measure_of,
)

_Wanted = tuple[float | None, float | None]

STATES = {
    Answer.CONFIRMED: State.CRITICAL,
    Answer.LIKELY: State.CRITICAL,
    Answer.UNPROVEN: State.WARN,
    Answer.WARNING: State.WARN,
}
"""What the review says of a KPI, as a sign beside its name; others have none."""


def weeks(series: Series) -> RunPicture:
    """The weeks with limits and trend."""
    kpi, chart = series.kpi, series.chart
    points = [
        _point(kpi, one, said.week_label(one.first), wanted, chart.signals[at])
        for at, (one, wanted) in enumerate(zip(series.weeks, _wanted(series.weeks), strict=True))
    ]
    about = " ".join(part for part in (said.trend(series), said.process(series)) if part)
    return RunPicture(
        _("{kpi}, week by week").format(kpi=kpi.title),
        measure_of(kpi),
        points,
        about,
        _limits(chart),
        _trend(series.trend, len(points)),
    )


def months(series: Series) -> RunPicture:
    """The months with target and cell."""
    kpi = series.kpi
    points = [
        _point(kpi, one, said.month_label(one.first), wanted)
        for one, wanted in zip(series.months, _wanted(series.months), strict=True)
    ]
    return RunPicture(_("{kpi}, month by month").format(kpi=kpi.title), measure_of(kpi), points)


def _point(
    kpi: Kpi, one: Stretch, label: str, wanted: _Wanted, signals: frozenset[Signal] = frozenset()
) -> RunPoint:
    return RunPoint(
        one.first.isoformat(),
        label,
        one.value,
        said.stretch(kpi, one, label, signals),
        *wanted,
        one.cell_low,
        one.cell_high,
        signal=bool(signals),
        provisional=one.provisional,
    )


def _wanted(stretches: Sequence[Stretch]) -> list[_Wanted]:
    """What was wanted in each: in one without any work, between two with some, as in the one before."""
    known = [at for at, one in enumerate(stretches) if one.at_least is not None or one.at_most is not None]
    found: list[_Wanted] = []
    for at, one in enumerate(stretches):
        between = bool(known) and known[0] < at < known[-1] and at not in known
        found.append(found[-1] if between else (one.at_least, one.at_most))
    return found


def _limits(chart: ProcessChart) -> Limits | None:
    if chart.mean is None or chart.low is None or chart.high is None:
        return None
    return Limits(chart.low, chart.mean, chart.high, chart.baseline)


def _trend(found: Found, count: int) -> Trend | None:
    """The line and the band in which its slope leaves it, turned about its middle; None where there is no
    trend to speak of."""
    if found.slope is None or found.start is None or found.interval is None:
        return None
    if found.p is None or found.p >= said.SURE:
        return None
    middle = (count - 1) / 2
    line = [found.start + found.slope * at for at in range(count)]
    steep = [(found.interval.low - found.slope) * (at - middle) for at in range(count)]
    flat = [(found.interval.high - found.slope) * (at - middle) for at in range(count)]
    low = [one + min(a, b) for one, a, b in zip(line, steep, flat, strict=True)]
    high = [one + max(a, b) for one, a, b in zip(line, steep, flat, strict=True)]
    return Trend(line, low, high)


def panels(file: PersonFile) -> tuple[list[str], list[Panel]]:
    """All KPIs over the weeks, those with a target first: labels of the weeks, and one panel each."""
    ordered = sorted(file.series, key=lambda one: not _has_target(one))
    found = [panel(one) for one in ordered]
    labels = [said.week_label(one.first) for one in ordered[0].weeks] if ordered else []
    return labels, found


def panel(series: Series) -> Panel:
    """One KPI, small."""
    kpi = series.kpi
    answer = series.entry.answer if series.entry is not None else None
    wanted = _wanted(series.weeks)
    return Panel(
        kpi.id,
        kpi.title,
        measure_of(kpi),
        [one.value for one in series.weeks],
        [
            f"{kpi.title}\n{said.stretch(kpi, one, said.week_label(one.first), series.chart.signals[at])}"
            for at, one in enumerate(series.weeks)
        ],
        [low for low, _high in wanted],
        [high for _low, high in wanted],
        [one.cell_low for one in series.weeks],
        [one.cell_high for one in series.weeks],
        STATES.get(answer) if answer is not None else None,
    )


def _has_target(series: Series) -> bool:
    return any(one.at_least is not None or one.at_most is not None for one in series.weeks)


_SECONDS = Measure(said.seconds, least=None, seconds=True)


def split(found: HandleTimeGap | None) -> WaterfallPicture:
    """Of what the gap in handle time to the cell is made."""
    title = _("Where the handle time comes from")
    if found is None:
        return WaterfallPicture(title, _SECONDS)
    about = _("Own mean {own}, that of the cell {peers}, a contact.").format(
        own=_("{seconds} s").format(seconds=number(found.own, 1)),
        peers=_("{seconds} s").format(seconds=number(found.peers, 1)),
    )
    parts = (
        ("mix", _("Kinds of contact"), found.mix, (), False),
        ("talk", _("Talk time"), found.talk.seconds, found.talk.types, True),
        ("hold", _("Hold"), found.hold.seconds, found.hold.types, True),
        ("acw", _("After contact"), found.after_contact.seconds, found.after_contact.types, True),
    )
    made = []
    for name, label, amount, types, own in parts:
        words = _("{part}: {seconds} a contact").format(part=label, seconds=said.seconds(amount))
        if types and amount > 0:
            words += "\n" + _("Most of it: {types}").format(types=_(", ").join(types))
        made.append(Part(name, label, amount, words, own))
    return WaterfallPicture(title, _SECONDS, made, _("Gap to the cell"), about)


def types(kpi: Kpi, found: Contributions | None) -> ParetoPicture:
    """Which kinds of contact make the gap of *kpi*."""
    title = _("{kpi}: kinds of contact that make the gap").format(kpi=kpi.title)
    measure = Measure(lambda value: wording.size(kpi, value), least=None)
    if found is None:
        return ParetoPicture(title, measure)
    bars = []
    for one in found.parts:
        if one.share is None:
            continue
        words = _("{type}: {value} against {usual} usually, of {n}").format(
            type=one.type or _("no type"),
            value=wording.with_unit(kpi, one.rate),
            usual=wording.with_unit(kpi, one.reference),
            n=wording.counted(kpi, one.n),
        )
        bars.append(ParetoBar(one.type, one.type or _("no type"), abs(one.contribution), words))
    about = _("Gap to the usual rates with the same contacts: {gap}").format(
        gap=wording.difference(kpi, found.gap)
    )
    return ParetoPicture(title, measure, bars, about)


def findings(found: tuple[Finding, ...], forms: int) -> ParetoPicture:
    """With which items of the quality forms points were lost."""
    title = _("Points lost in quality forms")
    measure = Measure(lambda value: number(value, 1))
    chinese = language().startswith("zh")
    bars = [
        ParetoBar(
            one.item,
            name := (one.name_zh if chinese else one.name_en) or one.name_en or one.name_zh,
            one.lost,
            _("{item}: {errors} errors in {forms} forms, {points} points lost").format(
                item=name, errors=number(one.errors), forms=number(one.forms), points=number(one.lost, 1)
            ),
        )
        for one in found
        if one.lost
    ]
    return ParetoPicture(title, measure, bars, _("Forms: {n}").format(n=number(forms)))
