"""What a cell of the matrix says in words: to who points at it, and to who cannot see it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from supervisor.evidence.options import Answer
from supervisor.performance.amount import amount
from supervisor.performance.formula import formula
from supervisor.performance.kpi import DIRECTION_LABELS, Kpi
from supervisor.performance.target_sheet import CHANNEL_LABELS
from supervisor.review import wording
from supervisor.review.matrix import Cell, Matrix
from supervisor.review.monthly import Standing
from supervisor.words import DASH, _, ngettext, number, share
from ui.theme import State

HIT = frozenset({Answer.CONFIRMED, Answer.UNPROVEN})
"""What is said of whom every month of the rule was off."""


def channel(of: str) -> str:
    """A channel as it is called; one that we do not know as it is."""
    label = CHANNEL_LABELS.get(of)  # type: ignore[call-overload]
    return _(label) if label else of


def work_of(who: Standing) -> str:
    """The work that *who* is compared by: skill group and channel."""
    skill = who.skill_name or _("No skill group")
    of = channel(who.unit.channel)
    return _("{skill} · {channel}").format(skill=skill, channel=of) if of else skill


def under(kpi: Kpi, cell: Cell) -> str:
    """What stands under the value: how much it is of, and how many months running were off."""
    if cell.denominator is None:
        return ""
    n = cell.denominator / 3600 if kpi.denominator[0].name.endswith("_s") else cell.denominator
    told = _("{hours} h").format(hours=number(n)) if n is not cell.denominator else number(n)
    return f"{told}  {wording.run(cell.run, cell.run_of)}" if cell.run else told


def verdict(cell: Cell) -> str:
    """Whether the target was missed, in words."""
    if not cell.has_target:
        return _("no target")
    if cell.missed[-1] is None:
        return _("no verdict")
    if cell.answer in HIT:
        if cell.missed[-1]:
            return _("target missed, off in every month of the rule")
        return _("target met as it stands, but by fair values off in every month of the rule")
    return _("target missed") if cell.missed[-1] else _("target met")


def sign_of(cell: Cell) -> State | None:
    """The sign before a value: ■ off in every month of the rule, ▲ missed this month; None otherwise."""
    if cell.values[-1] is None:
        return None
    if cell.answer in HIT:
        return State.CRITICAL
    return State.WARN if cell.missed[-1] else None


def spoken(kpi: Kpi, cell: Cell) -> str:
    """A cell in one sentence."""
    if cell.values[-1] is None:
        return _("{kpi}: nothing known").format(kpi=kpi.title)
    said = _("{kpi}: {value} of {n}, {verdict}").format(
        kpi=kpi.title,
        value=wording.with_unit(kpi, cell.values[-1]),
        n=wording.counted(kpi, cell.denominator),
        verdict=verdict(cell),
    )
    if cell.run:
        said = _("{said}, {off} of {months} months off").format(said=said, off=cell.run, months=cell.run_of)
    return _("{said}, provisional").format(said=said) if cell.provisional else said


def about(kpi: Kpi, who: Standing, cell: Cell, months: Sequence[date]) -> str:
    """All that is behind a cell: value with its sums and interval, target, months, what is said, formula."""
    lines = [f"{who.name} · {work_of(who)}", kpi.title]
    past = [
        f"{month:%Y-%m} {amount(kpi, value)}" for month, value in zip(months[:-1], cell.values, strict=False)
    ]
    now = f"{months[-1]:%Y-%m} {wording.with_unit(kpi, cell.values[-1])}"
    if cell.values[-1] is None:
        lines.append(_("{month}: nothing known").format(month=f"{months[-1]:%Y-%m}"))
    else:
        lines.append(_("{value} of {n}").format(value=now, n=wording.counted(kpi, cell.denominator)))
        if cell.low is not None:
            between = wording.between(kpi, cell.low, cell.high)
            lines.append(_("By chance alone it could be {interval} (95 %).").format(interval=between))
        wanted = wording.target(kpi, cell.at_least, cell.at_most)
        lines.append(
            _("Target: {target} – {verdict}").format(target=wanted, verdict=verdict(cell))
            if wanted != DASH
            else _("No target: no verdict.")
        )
    if past:
        lines.append(_("Before: {months}").format(months=_(", ").join(past)))
    if cell.run:
        lines.append(
            _("{off} of {months} months off target, by fair values.").format(off=cell.run, months=cell.run_of)
        )
    if cell.has_target:
        label, meaning = _(wording.ANSWER_LABELS[cell.answer]), _(wording.ANSWER_MEANINGS[cell.answer])
        lines.append(_("{label}: {meaning}").format(label=label, meaning=meaning))
    if cell.provisional:
        lines.append(_("Provisional: what comes late may still change it."))
    lines.append(kpi.explained)
    return "\n".join(lines)


def about_group(kpi: Kpi, group: str, value: float | None, denominator: float, off: int, judged: int) -> str:
    """All that is behind a KPI of a group's people together."""
    lines = [f"{group} · {kpi.title}"]
    if value is not None:
        told, n = wording.with_unit(kpi, value), wording.counted(kpi, denominator)
        lines.append(_("All shown together: {value} of {n}").format(value=told, n=n))
    if judged:
        lines.append(_("{off} of {judged} missed their target.").format(off=off, judged=judged))
    return "\n".join((*lines, kpi.explained))


def outages(matrix: Matrix, kpis: Mapping[str, Kpi]) -> Iterator[str]:
    """Of each month shown in which everybody left the usual at once: in what, and by how much."""
    shown = {column.kpi for column in matrix.columns}
    for month in matrix.months:
        parts = []
        for one in matrix.outages:
            if one.month == month and one.kpi in shown:
                sign = "+" if one.factor > 1 else "−"
                parts.append(f"{kpis[one.kpi].title} {sign}{share(abs(one.factor - 1))}")
        if parts:
            yield _("In {month} everybody was out of the usual at once ({what}): nobody’s fault.").format(
                month=f"{month:%Y-%m}", what=_(", ").join(parts)
            )


def about_kpi(kpi: Kpi) -> str:
    """All that is behind a KPI: what it means, its formula, which way is good, when it is settled."""
    lines = [kpi.title, kpi.explained, formula(kpi), _(DIRECTION_LABELS[kpi.direction])]
    if kpi.matures_days:
        lines.append(
            ngettext(
                "Provisional until {n} day after the month.",
                "Provisional until {n} days after the month.",
                kpi.matures_days,
            ).format(n=number(kpi.matures_days))
        )
    return "\n".join(lines)
