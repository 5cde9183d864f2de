"""A derivation as it is read: step by step, each with its numbers in plain words and its formula."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

from supervisor.evidence.unit import Kind
from supervisor.performance.kpi import Kpi
from supervisor.review.derivation import CellStep, Derivation, MonthStep, TypeStep
from supervisor.review.wording import (
    ANSWER_LABELS,
    ANSWER_MEANINGS,
    LETTERS,
    between,
    cannot_tell,
    counted,
    difference,
    gap,
    probability,
    run,
    shared,
    size,
    target,
    with_unit,
    wrong_names,
)
from supervisor.words import _, number, share


@dataclass(frozen=True)
class Step:
    """One step: what it does, the *lines* with its numbers, the *formula* ("" where there is none)."""

    title: str
    lines: tuple[str, ...]
    formula: str = ""


def steps(kpi: Kpi, found: Derivation) -> tuple[Step, ...]:
    """All steps to the answer, in their order."""
    return tuple(_steps(kpi, found))


def _steps(kpi: Kpi, found: Derivation) -> Iterator[Step]:
    entry = found.entry
    told = [month for month in found.months if month.denominator > 0]
    if not told:
        yield Step(_("What was counted"), (_("Nothing was told of these months."),))
        return
    yield Step(
        _("What was counted"),
        tuple(_counted(kpi, month) for month in told),
        _("value = sum ÷ n, summed first and divided then"),
    )
    if len(told[-1].types) > 1:
        yield Step(
            _("By type of contact in {month}").format(month=_name(told[-1])),
            tuple(_of_type(kpi, one) for one in told[-1].types),
        )
    mean = found.cell.kind is Kind.MEAN
    yield Step(
        _("What a usual colleague would have had with the same contacts"),
        tuple(_expected(kpi, month) for month in told if month.expected is not None),
        _("expected = Σ types (n × the group’s usual rate) + n × the month’s shift")
        if mean
        else _("expected = the month’s factor × Σ types (n × the group’s usual rate)"),
    )
    yield Step(
        _("Fair values: the group’s usual mix of contacts, a usual month"),
        tuple(_fair(kpi, month) for month in told if month.fair is not None),
        _("fair = the group’s usual value + (own sum − expected) ÷ n")
        if mean
        else _("fair = the group’s usual value × own sum ÷ expected"),
    )
    yield Step(_("Months in a row"), tuple(_rule(kpi, found)))
    if entry.level is None:
        return
    yield Step(
        _("How much of it is chance"),
        tuple(_chance(kpi, found.cell, found)),
        _("own share = spread of people² ÷ (spread of people² + error²)"),
    )
    yield Step(
        _("Where the person stands, as far as that can be known"),
        (
            _("Own figures count {share}, the group’s mean the rest.").format(share=share(found.shrink)),
            _("Level {level}; with {certainty} certainty it is {interval}.").format(
                level=with_unit(kpi, entry.level),
                certainty=share(0.9),
                interval=between(kpi, entry.level_low, entry.level_high),
            ),
        ),
        _("level = group’s mean + own share × (own mean − group’s mean)"),
    )
    if entry.p_off is None:
        yield Step(_("Answer"), (_("There is no target, so nothing is said."),))
        return
    yield Step(_("How probably off target"), tuple(_probability(kpi, found)))
    if found.finding is not None:
        yield Step(_("What the group shares"), (shared(kpi, found.finding), gap(kpi, entry)))
    if found.place is not None:
        yield Step(
            _("The list that holds few wrong names"),
            tuple(_place(found)),
            _(
                "the longest list, the surest first, in which the mean of (1 − probability) is at most {q}"
            ).format(q=share(found.place.wrong_share)),
        )
    label = _(ANSWER_LABELS[found.answer])
    lines = [f"{LETTERS[found.answer]} {label}".strip(), _(ANSWER_MEANINGS[found.answer])]
    lines += [missing] if (missing := cannot_tell(kpi, entry)) else []
    yield Step(_("Answer"), tuple(lines))


def _counted(kpi: Kpi, month: MonthStep) -> str:
    said = _("{month}: {sum} over {n} = {value}").format(
        month=_name(month),
        sum=_sum(kpi, month.numerator),
        n=counted(kpi, month.denominator),
        value=with_unit(kpi, month.value),
    )
    notes = []
    if month.provisional:
        notes.append(_("may still change"))
    if month.outage:
        notes.append(_("everybody was off for once: it counts for nothing usual"))
    return _("{what} ({more})").format(what=said, more=_("; ").join(notes)) if notes else said


def _of_type(kpi: Kpi, one: TypeStep) -> str:
    return _("{type}: {sum} over {n} = {value}; usual in the group: {usual}").format(
        type=one.type or _("unknown"),
        sum=_sum(kpi, one.numerator),
        n=counted(kpi, one.denominator),
        value=with_unit(kpi, one.value),
        usual=with_unit(kpi, one.reference),
    )


def _expected(kpi: Kpi, month: MonthStep) -> str:
    if month.shift is not None:
        return _("{month}: {expected} expected; the month moved everybody by {shift}").format(
            month=_name(month), expected=_sum(kpi, month.expected), shift=difference(kpi, month.shift)
        )
    return _("{month}: {expected} expected; the month’s factor is {factor}").format(
        month=_name(month), expected=_sum(kpi, month.expected), factor=number(month.factor, 3)
    )


def _fair(kpi: Kpi, month: MonthStep) -> str:
    if month.shift is not None or not month.expected:
        return _("{month}: {fair}").format(month=_name(month), fair=with_unit(kpi, month.fair))
    return _("{month}: {standard} × {ratio} = {fair}").format(
        month=_name(month),
        standard=with_unit(kpi, month.standard),
        ratio=number(month.numerator / month.expected, 3),
        fair=with_unit(kpi, month.fair),
    )


def _rule(kpi: Kpi, found: Derivation) -> Iterator[str]:
    verdicts = {True: _("off target"), False: _("on target"), None: _("no verdict")}
    for month in found.months:
        if month.in_rule:
            yield _("{month}: {fair} against {target}: {verdict}").format(
                month=_name(month),
                fair=with_unit(kpi, month.fair),
                target=target(kpi, month.at_least, month.at_most),
                verdict=verdicts[month.off],
            )
    entry = found.entry
    yield _("Off target in {run} months; the rule asks for {asked}.").format(
        run=run(entry.off_months, entry.run_of), asked=number(found.rule_months)
    )
    if found.floor is not None and found.floor >= 1:
        yield _("A month with less than {n} gives no verdict.").format(n=counted(kpi, found.floor))


def _chance(kpi: Kpi, cell: CellStep, found: Derivation) -> Iterator[str]:
    months = [month for month in found.months if month.in_window and month.error is not None]
    for month in months:
        yield _("{month}: ± {error} by chance alone (one standard error)").format(
            month=_name(month), error=_spread(kpi, cell, found, (month.error or 0.0), is_error=True)
        )
    if cell.between is not None:
        yield _("People of the group differ by ± {people}, one person’s months by ± {months}.").format(
            people=_spread(kpi, cell, found, math.sqrt(cell.between)),
            months=_spread(kpi, cell, found, math.sqrt(cell.month or 0.0)),
        )
    if cell.borrowed:
        yield _("The group is small ({count} people), so larger groups lend it their spread.").format(
            count=number(cell.units)
        )


def _spread(kpi: Kpi, cell: CellStep, found: Derivation, deviation: float, is_error: bool = False) -> str:
    """A deviation on the working scale as people read it: of times in %, else in the KPI's unit."""
    if cell.kind is Kind.TIME:
        return share(deviation)
    if is_error:
        return size(kpi, deviation)
    if cell.kind is Kind.COUNT:
        return size(kpi, deviation * (found.months[-1].standard or 0.0))
    return size(kpi, deviation * kpi.scale)


def _probability(kpi: Kpi, found: Derivation) -> Iterator[str]:
    entry = found.entry
    yield _("Worse than the target ({target}) with a probability of {p}.").format(
        target=with_unit(kpi, entry.target), p=probability(entry.p_off)
    )
    if entry.common:
        yield _(
            "The whole group is off, so one by one people are held against its mean ({bar}): worse than that "
            "with a probability of {p}."
        ).format(bar=with_unit(kpi, entry.bar), p=probability(entry.p_bar))
    if not entry.told_apart:
        yield _("Reliability {reliability}: too little to tell single people apart.").format(
            reliability=number(entry.reliability, 2)
        )


def _place(found: Derivation) -> Iterator[str]:
    place = found.place
    if place is None:
        return
    yield _("Up to this name the mean of (1 − probability) is {share}: {verdict}.").format(
        share=share(place.up_to_here),
        verdict=_("on the list") if found.listed else _("not on the list"),
    )
    yield wrong_names(place.expected_wrong, place.listed)


def _name(month: MonthStep) -> str:
    return f"{month.month:%Y-%m}"


def _sum(kpi: Kpi, value: float | None) -> str:
    """A numerator: seconds as such, or as hours of hours."""
    if value is None:
        return number(None)
    times = [term.name.endswith("_s") for term in (kpi.numerator[0], kpi.denominator[0])]
    if all(times):
        return counted(kpi, value)
    told = number(value, 0 if abs(value) >= 100 or value == int(value) else 1)
    return _("{count} s").format(count=told) if times[0] else told
