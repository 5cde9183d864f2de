"""What stands out in the month, in words: of this the one page tells the gravest."""

from __future__ import annotations

from collections.abc import Iterator

from supervisor.datacheck import wording as check_wording
from supervisor.datacheck.finding import Severity
from supervisor.performance.kpi import BY_ID
from supervisor.performance.target import Verdict
from supervisor.reports import figures
from supervisor.reports.monthly import cells
from supervisor.reports.monthly.month import Month, cause, last_check, process_of
from supervisor.reports.monthly.volume_told import Volume, volume_of
from supervisor.review import weights, wording
from supervisor.review.entries import training_list
from supervisor.review.findings import Finding, FindingKind
from supervisor.review.month_verdict import OUTSIDE, Process
from supervisor.training.course import VERDICT_LABELS
from supervisor.training.course_store import all_courses
from supervisor.words import DASH, _, day, ngettext


def found_in(month: Month) -> Iterator[Finding]:
    """Everything that stands out in the month, for `chosen`."""
    yield from _outages(month)
    yield from _of_kpis(month)
    yield from _shared(month)
    yield from _of_days(volume_of(month))
    yield from _of_courses(month)
    yield from _of_data(month)


def _outages(month: Month) -> Iterator[Finding]:
    """KPIs in which everybody was off at once: one finding, for they have one cause."""
    said = at_once(month)
    if said:
        text = _(
            "Everybody at once, so nobody’s fault and no matter of training: {kpis}. Look for the cause."
        )
        yield Finding(FindingKind.OUTAGE, len(said), "outage", text.format(kpis=_(", ").join(said)))


def at_once(month: Month) -> list[str]:
    """The KPIs that were out of their limits for all groups at once, by how much; the most first."""
    found = [one for one in month.review.outages if one.month == month.first and one.kpi in BY_ID]
    return [
        _("{kpi} {change}").format(kpi=figures.title(one.kpi), change=f"{100 * (one.factor - 1):+.1f} %")
        for one in sorted(found, key=lambda one: -abs(one.factor - 1))
    ]


def _of_kpis(month: Month) -> Iterator[Finding]:
    """Targets that were missed, and months out of their limits."""
    for kpi in month.kpis:
        now, wanted, process = month.now(kpi.id), month.wanted[kpi.id], process_of(month, kpi.id)
        if now.value is None:
            continue
        why = cause(month, kpi.id)
        why = why and _("The change to the month before: {what}").format(what=why)
        value, n = wording.with_unit(kpi, now.value), wording.counted(kpi, now.n)
        if wanted.verdict is Verdict.MISSED:
            target = wording.target(kpi, wanted.at_least, wanted.at_most)
            text = _("{kpi} missed its target: {value}, wanted {target} ({n}).").format(
                kpi=kpi.title, value=value, target=target, n=n
            )
            if wanted.cells > 1:
                text += " " + _("{missed} of {cells} groups missed it.").format(
                    missed=wanted.missed, cells=wanted.cells
                )
            yield Finding(FindingKind.MISSED, weights.missed(wanted), kpi.id, _joined(text, why))
        if process in OUTSIDE:
            better = month.steady[kpi.id].better
            then = month.month_before(kpi.id)
            said = (
                _("{kpi} is above the limits of the weeks before: {value} after {before} ({n}).")
                if process is Process.ABOVE
                else _("{kpi} is below the limits of the weeks before: {value} after {before} ({n}).")
            )
            text = said.format(
                kpi=kpi.title,
                value=value,
                before=wording.with_unit(kpi, then.value),
                n=n,
            )
            kind = FindingKind.GOOD if better else FindingKind.OUTSIDE
            yield Finding(kind, weights.outside(month.steady[kpi.id], now.value), kpi.id, _joined(text, why))


def _joined(*texts: str) -> str:
    return " ".join(text for text in texts if text)


def _shared(month: Month) -> Iterator[Finding]:
    """Weaknesses that whole groups have: of each KPI the gravest, and how many more. What weighs is how many
    people are off beyond what is usual of a sound group."""
    for one in training_list(month.review).lists:
        kpi = BY_ID.get(one.kpi)
        common, weight = weights.gravest(one.cells)
        if kpi is None or not common:
            continue
        cell = common[0]
        text = _("{group}: {kpi} is a weakness of the whole group ({units}), {gap} off target.").format(
            group=group_name(month, cell.skill_name, cell.channel, cell.band),
            kpi=kpi.title,
            units=ngettext("{n} person", "{n} people", cell.units).format(n=cell.units),
            gap=wording.size(kpi, cell.gap),
        )
        yield Finding(FindingKind.COMMON, weight, one.kpi, text + others(len(common) - 1))


def group_name(month: Month, skill: str, channel: str, band: str) -> str:
    return (
        _(" · ").join(one for one in (skill, cells.channel(channel), month.people.band(band)) if one) or DASH
    )


def _of_days(volume: Volume) -> Iterator[Finding]:
    days = volume.out
    if days:
        said = [day(one) for one in days[:4]]
        more = len(days) - len(said)
        text = ngettext(
            "On {n} day the number of requests was beyond what such a weekday usually brings: {days}.",
            "On {n} days the number of requests was beyond what such weekdays usually bring: {days}.",
            len(days),
        ).format(
            n=len(days),
            days=_(", ").join(said) + (_(" and {n} more").format(n=more) if more > 0 else ""),
        )
        yield Finding(FindingKind.VOLUME, len(days), "volume", text)


def _of_courses(month: Month) -> Iterator[Finding]:
    """Courses whose effect was stated in the month or since."""
    with month.asked.centre() as db:
        courses = all_courses(db)
    for one in courses:
        said = one.terms.judgement
        if said is None or said.verdict is None or said.on < month.first:
            continue
        kpi = BY_ID.get(one.kpi)
        text = _("The course “{course}” ({kpi}): {verdict}, effect {effect} with {trained} trained.").format(
            course=month.people.text(one.title),
            kpi=figures.title(one.kpi),
            verdict=_(VERDICT_LABELS[said.verdict]).lower(),
            effect=DASH if kpi is None else wording.difference(kpi, said.effect),
            trained=said.trained,
        )
        yield Finding(FindingKind.EFFECT, weights.effect(said.verdict), f"course {one.id}", text)


def _of_data(month: Month) -> Iterator[Finding]:
    if month.sums.unknown_logins:
        n = month.sums.unknown_logins
        text = ngettext(
            "{n} login did work that is in nobody’s figures: nobody has said whose it is.",
            "{n} logins did work that is in nobody’s figures: nobody has said whose they are.",
            n,
        ).format(n=n)
        yield Finding(FindingKind.DATA, weights.UNKNOWN_LOGINS, "logins", text)
    last = last_check(month)
    if last is None:
        yield Finding(
            FindingKind.DATA,
            weights.NEVER_CHECKED,
            "check",
            _("The data were never checked. Figures over months are only as good as their data."),
        )
    elif last.last_day >= month.first and (last.count(Severity.WRONG) or last.count(Severity.MISSING)):
        yield Finding(FindingKind.DATA, weights.CHECK_FOUND, "check", check_wording.summary(last))


def others(count: int) -> str:
    if count <= 0:
        return ""
    return " " + ngettext(
        "{n} more group shares a weakness.", "{n} more groups share a weakness.", count
    ).format(n=count)
