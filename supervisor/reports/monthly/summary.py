"""Section 1: the month on one page. What stands out, what is to be decided, what was corrected, every KPI."""

from __future__ import annotations

from supervisor.performance.kpi import BY_ID
from supervisor.performance.target import Verdict
from supervisor.reports import figures
from supervisor.reports.asked import Asked
from supervisor.reports.monthly.month import ANSWER_RATE, Month, month_of, process_of
from supervisor.reports.monthly.summary_decisions import decisions_asked
from supervisor.reports.monthly.summary_findings import found_in
from supervisor.reports.monthly.summary_kpis import kpi_notes, kpi_table
from supervisor.review import wording
from supervisor.review.findings import chosen
from supervisor.review.month_corrections import WholeCorrection
from supervisor.review.month_verdict import OUTSIDE
from supervisor.words import DASH, _, day, ngettext, number, share
from supervisor.workbook.book import Part, Sheet, Text, Voice

MOST_CORRECTIONS = 4
NUMBERED = "{at}. {text}"


def sheet(asked: Asked) -> Sheet:
    """One page."""
    month = month_of(asked)
    parts: list[Part] = [
        Text([_lead(month)], Voice.LEAD),
        Text([_("Five findings")], Voice.HEAD),
        Text(_numbered([one.text for one in chosen(found_in(month))]) or [_("Nothing stands out.")]),
        Text([_("Three decisions asked")], Voice.HEAD),
        Text(_numbered(decisions_asked(month)) or [_("None.")]),
        Text([_("Corrections to figures that were stated")], Voice.HEAD),
        Text(_corrections(month)),
        kpi_table(month),
        Text(kpi_notes(month), Voice.NOTE),
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
