"""Entries of the training list with their evidence, each a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from supervisor.evidence.options import Answer
from supervisor.performance.kpi import BY_ID
from supervisor.reports.figures import aim, change, change_unit, figure, interval, probable, title
from supervisor.reports.training_listing import Listing, Proposal
from supervisor.review import wording
from supervisor.review.entries import Entry, Nature, TrainingList
from supervisor.words import DASH, _
from supervisor.workbook.book import Cell, Marks, Table, Tone
from supervisor.workbook.cell import Heading, Kind

CLASS_TONES = {Answer.CONFIRMED: Tone.BAD, Answer.LIKELY: Tone.WATCH, Answer.WARNING: Tone.WATCH}


def nothing_known(told: TrainingList) -> str:
    """What stands where there is no list."""
    return _("Nothing is known of anybody’s work in {month}.").format(month=f"{told.month:%Y-%m}")


def entries_table(found: Listing, entries: Sequence[Entry], table: str, *, full: bool = False) -> Table:
    """The evidence of *entries*, each a row: what fits on paper. *full*: fair values of all months, sums and
    gaps, too, to filter and to count."""
    named, of = found.people.named, found.people
    months = found.told.months[-3:]
    headings = [Heading(_("Person"), wrap=True)]  # one long name would make all of them wide
    if full and named:
        headings.append(Heading(_("Employee no.")))
    if full or not named:
        headings.append(Heading(_("Team")))
    if full:
        headings += [Heading(_("Skill group")), Heading(_("Channel")), Heading(_("Tenure"))]
    headings += [Heading(_("KPI"), wrap=True), Heading(_("Class"))]
    headings += [Heading(f"{month:%Y-%m}", Kind.NUMBER) for month in months]
    if full:
        headings += [
            Heading(_("Numerator {month}").format(month=f"{months[-1]:%Y-%m}"), Kind.NUMBER, 1),
            Heading(_("Denominator {month}").format(month=f"{months[-1]:%Y-%m}"), Kind.NUMBER, 1),
            *(Heading(_("Fair {month}").format(month=f"{month:%Y-%m}"), Kind.NUMBER) for month in months),
        ]
    else:
        headings.append(Heading(_("Fair value"), Kind.NUMBER))
    headings += [
        Heading(_("Target")),
        Heading(_("True level"), Kind.NUMBER),
        *(
            [Heading(_("True level from"), Kind.NUMBER), Heading(_("True level to"), Kind.NUMBER)]
            if full
            else [Heading(_("90 % interval"))]
        ),
        Heading(_("Off target, probably"), Kind.SHARE),
        Heading(_("Months off")),
        Heading("n", Kind.NUMBER, tip=_("n of the evidence")),
    ]
    if full:
        headings += [
            Heading(_("Held against"), Kind.NUMBER),
            Heading(_("Worse than that, probably"), Kind.SHARE),
            Heading(_("Reliability"), Kind.NUMBER, 2),
            Heading(_("More needed"), wrap=True),
            Heading(_("Gap"), Kind.NUMBER, 1, signed=True),
            Heading(_("Gap of the group"), Kind.NUMBER, 1, signed=True),
            Heading(_("Own gap"), Kind.NUMBER, 1, signed=True),
            Heading(_("Unit of the gap")),
            Heading(_("Whose")),
        ]
    headings += [Heading(_("Cause"), wrap=True), Heading(_("Proposed"), wrap=True)]
    if named:
        headings.append(Heading(_("Coach")))
    headings.append(Heading(_("Decision")))
    if full and named:
        headings += [Heading(_("Until"), Kind.DAY), Heading(_("Reason"), wrap=True), Heading(_("Decided by"))]
    works = Counter[tuple[str, str]]() if full else works_of(entries)  # in full the work has columns
    rows: list[list[Cell]] = []
    order = {one.kpi: at for at, one in enumerate(found.told.lists)}
    for entry in sorted(of.ordered(entries), key=lambda entry: order[entry.kpi]):
        kpi, last = entry.kpi, entry.months[-1]
        by_month = {month.month: month for month in entry.months}
        told = found.proposals.get((kpi, entry.who.unit), Proposal())
        decided = found.decided.get((kpi, entry.who.unit))
        unit = entry.who.unit
        row: list[Cell] = [whom(found, entry, works)]
        if full and named:
            row.append(of.number(unit.person))
        if full or not named:
            row.append(entry.who.team_name)
        if full:
            band = of.band(entry.who.bands[-1]) if entry.who.bands else ""
            row += [entry.who.skill_name, unit.channel, band]
        row += [title(kpi), wording.LETTERS[entry.answer]]
        row += [figure(kpi, by_month[month].value if month in by_month else None) for month in months]
        if full:
            row += [last.numerator, last.denominator]
            row += [figure(kpi, by_month[month].fair if month in by_month else None) for month in months]
        else:
            row.append(figure(kpi, last.fair))
        row += [
            aim(kpi, last.at_least, last.at_most),
            figure(kpi, entry.level),
            *(
                [figure(kpi, entry.level_low), figure(kpi, entry.level_high)]
                if full
                else [interval(kpi, entry.level_low, entry.level_high)]
            ),
            probable(entry.p_off),
            wording.run(entry.off_months, entry.run_of),
            entry.volume,
        ]
        if full:
            row += [
                figure(kpi, entry.bar),
                probable(entry.p_bar),
                entry.reliability,
                wording.cannot_tell(BY_ID[kpi], entry) if kpi in BY_ID else "",
                change(kpi, entry.gap),
                change(kpi, entry.gap_common),
                change(kpi, entry.gap_own),
                change_unit(kpi),
                _whose(entry),
            ]
        row += [told.cause if full else told.short, told.said]
        if named:
            row.append(found.coach(entry))
        row.append(_(wording.DECISION_LABELS[decided.decision]) if decided else "")
        if full and named:
            row += [decided.until, decided.reason, decided.who] if decided else [None, "", ""]
        rows.append(row)
    place = next(at for at, one in enumerate(headings) if one.title == _("Class"))
    return Table(
        table,
        headings,
        rows,
        marks=(Marks(place, {wording.LETTERS[one]: tone for one, tone in CLASS_TONES.items()}),),
        ids=(1,) if full and named else (),
        empty=_("Nobody is on the list.") if found.told.lists else nothing_known(found.told),
    )


def works_of(entries: Sequence[Entry]) -> Counter[tuple[str, str]]:
    """In how many kinds of work each person is listed in each KPI."""
    return Counter((entry.kpi, entry.who.unit.person) for entry in entries)


def whom(found: Listing, entry: Entry, works: Counter[tuple[str, str]]) -> str:
    """Who it is, with the work where somebody is listed with several: each row, each point is told apart."""
    unit = entry.who.unit
    who = found.people.person(unit.person)
    if works[entry.kpi, unit.person] <= 1:
        return who
    return _(" · ").join(part for part in (who, entry.who.skill_name, unit.channel) if part)


def _whose(entry: Entry) -> str:
    if entry.gap is None or entry.gap <= 0:
        return DASH
    return _(wording.NATURE_LABELS[Nature.COMMON if entry.common else Nature.INDIVIDUAL])
