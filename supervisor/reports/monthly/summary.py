"""Section 1: the month on one page. What stands out, what is to be decided, what was corrected, every KPI."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from supervisor.datacheck import wording as check_wording
from supervisor.datacheck.finding import Severity
from supervisor.evidence.effect import Verdict as Effect
from supervisor.evidence.options import Answer
from supervisor.issues.query import lines
from supervisor.issues.question import IssueQuestion
from supervisor.issues.states import OPEN
from supervisor.performance.kpi import BY_ID
from supervisor.performance.target import Verdict
from supervisor.reports import figures
from supervisor.reports.asked import Asked
from supervisor.reports.monthly import cells
from supervisor.reports.monthly.month import ANSWER_RATE, Month, cause, last_check, month_of, process_of
from supervisor.reports.monthly.volume_told import Volume, volume_of
from supervisor.review import wording
from supervisor.review.decisions import decisions
from supervisor.review.entries import RECOMMENDED, Nature, training_list
from supervisor.review.findings import Finding, FindingKind, chosen
from supervisor.review.month_corrections import WholeCorrection
from supervisor.review.month_verdict import OUTSIDE, PROCESS_LABELS, Process
from supervisor.training.course import VERDICT_LABELS
from supervisor.training.course_store import all_courses
from supervisor.words import DASH, _, day, ngettext, number, share
from supervisor.workbook.book import Cell, Part, Sheet, Table, Text, Voice
from supervisor.workbook.cell import Heading, Kind

KEY = (
    *(ANSWER_RATE, "aht", "acw", "hold_rate", "occupancy", "utilisation", "adherence", "shrinkage"),
    *("fcr", "csat", "nps", "complaint_rate", "complaint_valid_rate", "dispatch_rate", "qa_score"),
    *("fatal_rate", "contacts_per_hour"),
)
"""KPIs of the first page, as far as anything is known of them; behind them the centre's own with a target."""

MOST_KPIS = 20
MOST_CORRECTIONS = 4
MOST_DECISIONS = 3
NUMBERED = "{at}. {text}"


def sheet(asked: Asked) -> Sheet:
    """One page."""
    month = month_of(asked)
    parts: list[Part] = [
        Text([_lead(month)], Voice.LEAD),
        Text([_("Five findings")], Voice.HEAD),
        Text(_numbered([one.text for one in chosen(found_in(month))]) or [_("Nothing stands out.")]),
        Text([_("Three decisions asked")], Voice.HEAD),
        Text(_numbered(_decisions(month)) or [_("None.")]),
        Text([_("Corrections to figures that were stated")], Voice.HEAD),
        Text(_corrections(month)),
        _table(month),
        Text(_notes(month), Voice.NOTE),
    ]
    return Sheet(
        _("1 Summary"),
        parts,
        title=page_title(month.name()),
        whole=True,
        hint=_("Findings, decisions asked, corrections, KPIs with target and limits."),
    )


def page_title(month: str) -> str:
    """What stands on top of the page."""
    return _("1 Summary of {month}").format(month=month)


def _numbered(texts: list[str]) -> list[str]:
    return [NUMBERED.format(at=at, text=text) for at, text in enumerate(texts, 1)]


def _lead(month: Month) -> str:
    verdicts = [one.verdict for one in month.wanted.values() if one.verdict is not None]
    out = sum(process_of(month, kpi.id) in OUTSIDE for kpi in month.kpis)
    rate = month.now(ANSWER_RATE)
    said = []
    if rate.n is not None:
        said.append(
            _("{contacts} requests reached the queues, {share} of them were answered.").format(
                contacts=number(rate.n), share=share(rate.value)
            )
        )
    if verdicts:
        said.append(
            _("{met} of {all} KPIs with a target met it.").format(
                met=sum(one is Verdict.MET for one in verdicts), all=len(verdicts)
            )
        )
    else:
        said.append(_("No KPI has a target that could be met or missed."))
    said.append(
        ngettext(
            "{count} lies outside the limits of the weeks before.",
            "{count} lie outside the limits of the weeks before.",
            out,
        ).format(count=out)
    )
    if not month.kpis:
        said = [_("Nothing is known of {month}: no figure of any source.").format(month=month.name())]
    if month.is_running:
        said.append(_("The month is not over: figures up to {day}.").format(day=day(month.last)))
    return " ".join(said)


# -- what stands out ----------------------------------------------------------------------------------------


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
    said = _at_once(month)
    if said:
        text = _(
            "Everybody at once, so nobody’s fault and no matter of training: {kpis}. Look for the cause."
        )
        yield Finding(FindingKind.OUTAGE, len(said), "outage", text.format(kpis=_(", ").join(said)))


def _at_once(month: Month) -> list[str]:
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
            yield Finding(FindingKind.MISSED, _gap(month, kpi.id), kpi.id, _joined(text, why))
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
            yield Finding(kind, _beyond(month, kpi.id), kpi.id, _joined(text, why))


def _joined(*texts: str) -> str:
    return " ".join(text for text in texts if text)


def _gap(month: Month, kpi: str) -> float:
    """How far a target was missed, as a share of it."""
    wanted = month.wanted[kpi]
    if wanted.value is None:
        return 0.0
    sides = [
        abs(wanted.value - side) / abs(side)
        for side, is_off in (
            (wanted.at_least, wanted.at_least is not None and wanted.value < wanted.at_least),
            (wanted.at_most, wanted.at_most is not None and wanted.value > wanted.at_most),
        )
        if is_off and side
    ]
    return max(sides, default=0.0)


def _beyond(month: Month, kpi: str) -> float:
    """How many mean moving ranges the month lies from the mean of the weeks before."""
    chart, now = month.steady[kpi].chart, month.now(kpi).value
    if chart.mean is None or not chart.mean_range or now is None:
        return 0.0
    return abs(now - chart.mean) / chart.mean_range


def _shared(month: Month) -> Iterator[Finding]:
    """Weaknesses that whole groups have: of each KPI the gravest, and how many more. What weighs is how many
    people are off beyond what is usual of a sound group."""
    for one in training_list(month.review).lists:
        kpi = BY_ID.get(one.kpi)
        common = [
            (max(0.0, (cell.share_off or 0.0) - cell.design_share) * cell.units, cell)
            for cell in one.cells
            if cell.nature is Nature.COMMON
        ]
        if kpi is None or not common:
            continue
        _weight, cell = max(common, key=lambda weighed: weighed[0])
        text = _("{group}: {kpi} is a weakness of the whole group ({units}), {gap} off target.").format(
            group=_cell_name(month, cell.skill_name, cell.channel, cell.band),
            kpi=kpi.title,
            units=ngettext("{n} person", "{n} people", cell.units).format(n=cell.units),
            gap=wording.size(kpi, cell.gap),
        )
        whole = sum(weight for weight, _cell in common)
        yield Finding(FindingKind.COMMON, whole, one.kpi, text + _others(len(common) - 1))


def _cell_name(month: Month, skill: str, channel: str, band: str) -> str:
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
        weight = 2.0 if said.verdict in (Effect.HELPED, Effect.WORSE) else 1.0
        yield Finding(FindingKind.EFFECT, weight, f"course {one.id}", text)


def _of_data(month: Month) -> Iterator[Finding]:
    if month.sums.unknown_logins:
        n = month.sums.unknown_logins
        text = ngettext(
            "{n} login did work that is in nobody’s figures: nobody has said whose it is.",
            "{n} logins did work that is in nobody’s figures: nobody has said whose they are.",
            n,
        ).format(n=n)
        yield Finding(FindingKind.DATA, 2.0, "logins", text)
    last = last_check(month)
    if last is None:
        yield Finding(
            FindingKind.DATA,
            0.5,
            "check",
            _("The data were never checked. Figures over months are only as good as their data."),
        )
    elif last.last_day >= month.first and (last.count(Severity.WRONG) or last.count(Severity.MISSING)):
        yield Finding(FindingKind.DATA, 3.0, "check", check_wording.summary(last))


# -- what is to be decided ----------------------------------------------------------------------------------


def _decisions(month: Month) -> list[str]:
    return [*_asked_for(month)][:MOST_DECISIONS]


def _asked_for(month: Month) -> Iterator[str]:
    """What waits for a decision, what weighs most first."""
    if _at_once(month):
        yield _("Who looks for the cause of what hit everybody at once, and until when?")
    common = [
        (cell, one.kpi)
        for one in training_list(month.review).lists
        for cell in one.cells
        if cell.nature is Nature.COMMON
    ]
    if common:
        by_group: dict[str, list[str]] = {}
        for cell, kpi in common:
            group = _cell_name(month, cell.skill_name, cell.channel, "")
            titles = by_group.setdefault(group, [])
            if figures.title(kpi) not in titles:
                titles.append(figures.title(kpi))
        group, titles = max(by_group.items(), key=lambda item: len(item[1]))
        yield _("One course, or a better process, for {group}: {kpis}.").format(
            group=group, kpis=_(", ").join(titles[:4])
        ) + _others(len(by_group) - 1)
    with month.asked.centre() as db:
        decided = decisions(db, month.first)
        overdue = [
            line for line in lines(db, IssueQuestion(states=tuple(OPEN)), month.asked.now) if line.is_overdue
        ]
    wanted: Counter[Answer] = Counter()
    for one in training_list(month.review, classes=RECOMMENDED).lists:
        wanted.update(entry.answer for entry in one.entries if (entry.kpi, entry.who.unit) not in decided)
    if wanted:
        names = sum(wanted.values())
        yield ngettext(
            "{n} entry of the training list (classes A and A⁻) waits for a decision: section 8.",
            "{n} entries of the training list (classes A and A⁻) wait for a decision: section 8.",
            names,
        ).format(n=names)
    if overdue:
        yield ngettext(
            "{n} issue with another department is overdue: who takes it up, and until when? Section 10.",
            "{n} issues with other departments are overdue: who takes them up, and until when? Section 10.",
            len(overdue),
        ).format(n=len(overdue))
    if not month.is_running and month.stated is None and month.kpis:
        yield _("State the figures of {month}: until then they may still change.").format(month=month.name())
    without = [kpi.title for kpi in month.kpis if kpi.id in KEY and month.wanted[kpi.id].verdict is None]
    if without and month.kpis:
        yield _("Targets for what has none: {kpis}.").format(kpis=_(", ").join(without[:5]))


def _others(count: int) -> str:
    if count <= 0:
        return ""
    return " " + ngettext(
        "{n} more group shares a weakness.", "{n} more groups share a weakness.", count
    ).format(n=count)


# -- what was corrected -------------------------------------------------------------------------------------


def _corrections(month: Month) -> list[str]:
    said = []
    for stated, found, first in (
        (month.stated_before, month.corrected_before, month.before.first),
        (month.stated, month.corrected, month.first),
    ):
        name = f"{first:%Y-%m}"
        if stated is None:
            said.append(_("{month}: no figures were stated.").format(month=name))
        elif not found:
            said.append(
                _("{month}: stated on {day}; nothing has changed since.").format(
                    month=name, day=day(stated.freeze.frozen_at.astimezone(month.asked.zone).date())
                )
            )
        else:
            told = _("; ").join(_correction(one) for one in found[:MOST_CORRECTIONS])
            more = len(found) - MOST_CORRECTIONS
            said.append(
                _("{month}: {corrections}").format(month=name, corrections=told)
                + (_("; {n} more KPIs in section 12").format(n=more) if more > 0 else "")
            )
    return said


def _correction(one: WholeCorrection) -> str:
    kpi = BY_ID.get(one.kpi)
    now = None if kpi is None or one.now is None else one.now.value(kpi.scale)
    stated = None if kpi is None else one.stated.value(kpi.scale)
    return _("{kpi} {stated} → {now} ({figures} figures)").format(
        kpi=figures.title(one.kpi),
        stated=DASH if kpi is None else wording.with_unit(kpi, stated),
        now=DASH if kpi is None else wording.with_unit(kpi, now),
        figures=number(one.figures),
    )


# -- every KPI ----------------------------------------------------------------------------------------------

_VERDICT, _PROCESS = 8, 9


def _table(month: Month) -> Table:
    known = {kpi.id for kpi in month.kpis}
    own = [kpi.id for kpi in month.kpis if kpi.label_zh and month.wanted[kpi.id].verdict is not None]
    shown = [kpi for kpi in (*KEY, *own) if kpi in known][:MOST_KPIS]
    return Table(
        "summary_kpis",
        [
            Heading(_("KPI"), wrap=True),
            Heading(_("Target"), wrap=True),
            Heading(_("This month"), Kind.NUMBER),
            Heading("n", Kind.NUMBER, tip=_("What the value was divided by.")),
            Heading(_("Month before"), Kind.NUMBER),
            Heading(
                _("Month on month"),
                Kind.NUMBER,
                signed=True,
                tip=_("Shares change in points, times in seconds."),
            ),
            Heading(_("A year ago"), Kind.NUMBER),
            Heading(
                _("Year on year"),
                Kind.NUMBER,
                signed=True,
                tip=_("Shares change in points, times in seconds."),
            ),
            Heading(_("Verdict")),
            Heading(_("Process limits"), wrap=True),
            Heading(_("Cause of the change"), wrap=True),
        ],
        [_row(month, kpi) for kpi in shown],
        title=_("KPIs"),
        marks=[cells.verdict_marks(_VERDICT), cells.process_marks(_PROCESS)],
        empty=_("Nothing is known of this month."),
    )


def _row(month: Month, kpi: str) -> list[Cell]:
    now, before, year = month.now(kpi), month.month_before(kpi), month.year_ago(kpi)
    wanted, process = month.wanted[kpi], process_of(month, kpi)
    tells = wanted.verdict in (Verdict.MISSED, Verdict.NEAR) or process in (*OUTSIDE, Process.SHIFTED)
    sums = month.sums.of(kpi)
    name = cells.name(kpi) + ("*" if sums is not None and sums.provisional else "")
    return [
        name,
        wording.target(BY_ID[kpi], wanted.at_least, wanted.at_most),
        cells.value(kpi, now),
        cells.count(cells.divided(kpi, now.n)),
        cells.value(kpi, before),
        cells.change(kpi, now, before),
        cells.value(kpi, year),
        cells.change(kpi, now, year),
        cells.verdict(wanted),
        _(PROCESS_LABELS[process]),
        (cause(month, kpi) if tells else "") or DASH,
    ]


def _notes(month: Month) -> list[str]:
    said = [
        _(
            "Process limits: from the {weeks} weeks before the month (mean ± 2.66 mean moving ranges); a "
            "change to another month is no verdict. n: what a value was divided by, of times the hours."
        ).format(weeks=month.sums.baseline),
        _("Changes of shares are in points. The target of all is everybody’s own, mixed by volume."),
    ]
    if any(one.provisional for one in month.sums.kpis):
        said.append(_("* may still change: see section 2."))
    if month.stated is not None:
        said.append(_("Figures of single people’s KPIs are shown as they were stated."))
    return said
