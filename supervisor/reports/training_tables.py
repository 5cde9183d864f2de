"""The training list as tables and charts: for the monthly review and for the workbook of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from supervisor.evidence.options import Answer
from supervisor.performance.kpi import BY_ID
from supervisor.reports.figures import (
    aim,
    axis,
    change,
    change_unit,
    figure,
    heading,
    interval,
    latin,
    probable,
    title,
)
from supervisor.reports.training_listing import LISTED, Listing, Proposal, shown
from supervisor.review import wording
from supervisor.review.entries import (
    RECOMMENDED,
    Entry,
    KpiList,
    Nature,
    TrainingList,
)
from supervisor.training.category import advice
from supervisor.words import DASH, _, ngettext, number
from supervisor.workbook.book import Cell, Chart, ChartKind, Marks, Series, Table, Text, Tone, Voice
from supervisor.workbook.cell import Heading, Kind

MOST_DOTS = 40
"""So many people stand beside each other in one chart."""

CLASS_TONES = {Answer.CONFIRMED: Tone.BAD, Answer.LIKELY: Tone.WATCH, Answer.WARNING: Tone.WATCH}


def nothing_known(told: TrainingList) -> str:
    """What stands where there is no list."""
    return _("Nothing is known of anybody’s work in {month}.").format(month=f"{told.month:%Y-%m}")


def lead(found: Listing) -> Text:
    """What to take along from the list."""
    told = found.told
    if not told.lists:
        return Text((nothing_known(told),), Voice.LEAD)
    listed = sum(one.listed for one in told.lists)
    wrong = sum(one.expected_wrong for one in told.lists)
    recommended = sum(entry.answer in RECOMMENDED for entry in found.entries)
    open_ = sum(entry.answer is Answer.UNPROVEN for entry in found.entries)
    common = len(found.common)
    lines = [wording.wrong_names(wrong, listed)]
    train = ngettext(
        "{count} entry asks for training now.", "{count} entries ask for training now.", recommended
    )
    lines.append(train.format(count=number(recommended)))
    if common:
        shared = ngettext(
            "{count} group is off target as a whole: one course or a better process is for all of it.",
            "{count} groups are off target as a whole: one course or a better process is for all of each.",
            common,
        )
        lines.append(shared.format(count=number(common)))
    if open_:
        unproven = ngettext(
            "{count} entry cannot be told yet: more has to be gathered.",
            "{count} entries cannot be told yet: more has to be gathered.",
            open_,
        )
        lines.append(unproven.format(count=number(open_)))
    return Text((" ".join(lines),), Voice.LEAD)


def reading_notes(found: Listing) -> Text:
    """How the list is made, and what its classes mean."""
    classes = [
        _("{letter} {label}: {meaning}").format(
            letter=wording.LETTERS[one],
            label=_(wording.ANSWER_LABELS[one]),
            meaning=_(wording.ANSWER_MEANINGS[one]),
        )
        for one in LISTED
    ]
    how = _(
        "Fair value: what the figure would be with the usual mix of contacts, in a usual month. Level: where "
        "somebody truly stands as far as the evidence goes, 90 in 100 times within its interval. Order is no "
        "rank."
    )
    outages = [wording.outage(BY_ID[one.kpi], one) for one in found.told.outages if one.kpi in BY_ID]
    return Text((how, *classes, *outages), Voice.NOTE)


def kpi_table(found: Listing) -> Table:
    """One row a KPI: how many are judged, listed in which class, how many names are expected to be wrong."""
    rows: list[list[Cell]] = []
    for one in found.told.lists:
        count = {tally.answer: tally.count for tally in one.tallies}
        shared = [cell for cell in one.cells if cell.nature is Nature.COMMON]
        rows.append(
            [
                title(one.kpi),
                one.window,
                one.judged,
                one.without_target,
                *(count.get(answer, 0) for answer in (*LISTED, Answer.OPEN)),
                one.listed,
                one.expected_wrong,
                one.expected_wrong / one.listed if one.listed else None,
                one.reliability,
                len(shared),
                sum(cell.units for cell in shared),
                _("provisional") if one.provisional else "",
            ]
        )
    letters = [wording.LETTERS[answer] for answer in (*LISTED, Answer.OPEN)]
    return Table(
        "training_kpis",
        [
            Heading(_("KPI")),
            Heading(_("Months of evidence"), Kind.NUMBER),
            Heading(_("Judged"), Kind.NUMBER),
            Heading(_("Without target"), Kind.NUMBER),
            *(Heading(_("Class {letter}").format(letter=letter), Kind.NUMBER) for letter in letters),
            Heading(_("Names proven"), Kind.NUMBER),
            Heading(_("Expected wrong names"), Kind.NUMBER, 1),
            Heading(_("Expected wrong share"), Kind.SHARE),
            Heading(_("Reliability"), Kind.NUMBER, 2),
            Heading(_("Groups off as a whole"), Kind.NUMBER),
            Heading(_("People in them"), Kind.NUMBER),
            Heading(_("Values")),
        ],
        rows,
        title=_("The list by KPI"),
        empty=nothing_known(found.told),
    )


def kpi_chart() -> Chart:
    """How many people the weaknesses concern one by one, and how many as whole groups."""
    tones = {**CLASS_TONES, Answer.UNPROVEN: Tone.QUIET, Answer.WARNING: None}
    return Chart(
        ChartKind.STACKED,
        _("People listed by class, and people in groups that are off as a whole"),
        "training_kpis",
        0,
        [
            *(
                Series(_CLASSES_FROM + at, wording.LETTERS[answer], tone=tones.get(answer))
                for at, answer in enumerate(LISTED)
            ),
            Series(_IN_GROUPS, _("People in groups off as a whole"), kind=ChartKind.LINE),
        ],
        y_title=_("People"),
        tall=True,
    )


_CLASSES_FROM, _IN_GROUPS = 4, 14
"""Columns of `kpi_table`."""


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
    works = Counter[tuple[str, str]]() if full else _works(entries)  # in full the work has columns
    rows: list[list[Cell]] = []
    order = {one.kpi: at for at, one in enumerate(found.told.lists)}
    for entry in sorted(of.ordered(entries), key=lambda entry: order[entry.kpi]):
        kpi, last = entry.kpi, entry.months[-1]
        by_month = {month.month: month for month in entry.months}
        told = found.proposals.get((kpi, entry.who.unit), Proposal())
        decided = found.decided.get((kpi, entry.who.unit))
        unit = entry.who.unit
        row: list[Cell] = [_whom(found, entry, works)]
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


def _works(entries: Sequence[Entry]) -> Counter[tuple[str, str]]:
    """In how many kinds of work each person is listed in each KPI."""
    return Counter((entry.kpi, entry.who.unit.person) for entry in entries)


def _whom(found: Listing, entry: Entry, works: Counter[tuple[str, str]]) -> str:
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


def levels(found: Listing, one: KpiList) -> tuple[Table, Chart] | None:
    """Levels with their intervals beside the target, and the chart of them; None where nobody is listed."""
    entries = [entry for entry in shown(one) if entry.level is not None]
    if not entries:
        return None
    kpi, of = one.kpi, found.people
    works = _works(entries)
    rows: list[list[Cell]] = []
    for entry in of.ordered(entries):
        who = _whom(found, entry, works)
        level, low, high = entry.level, entry.level_low, entry.level_high
        below = level - low if level is not None and low is not None else None
        above = high - level if level is not None and high is not None else None
        rows.append(
            [
                who,
                wording.LETTERS[entry.answer],
                figure(kpi, level),
                figure(kpi, below),
                figure(kpi, above),
                figure(kpi, entry.months[-1].fair),
                figure(kpi, entry.target),
                entry.volume,
            ]
        )
    drawn = [
        value
        for entry in entries
        for value in (entry.level_low, entry.level_high, entry.months[-1].fair, entry.target)
    ]
    least, most = axis(kpi, drawn)
    table = latin(f"level_{kpi}")
    headings = [
        Heading(_("Person")),
        Heading(_("Class")),
        heading(kpi, _("True level")),
        heading(kpi, _("Down to, less")),
        heading(kpi, _("Up to, more")),
        heading(kpi, _("Fair value")),
        heading(kpi, _("Target")),
        Heading(_("n of the evidence"), Kind.NUMBER),
    ]
    marks = (Marks(1, {wording.LETTERS[answer]: tone for answer, tone in CLASS_TONES.items()}),)
    chart = Chart(
        ChartKind.DOTS,
        _("{kpi}: levels with their 90 % intervals").format(kpi=title(kpi)),
        table,
        0,
        [
            Series(2, _("True level"), plus=4, minus=3),
            Series(5, _("Fair value, last month"), tone=Tone.QUIET),
            Series(6, _("Target"), kind=ChartKind.LINE, dashed=True, tone=Tone.BAD),
        ],
        y_title=title(kpi),
        rows=min(len(rows), MOST_DOTS),
        least=least,
        most=most,
    )
    return Table(table, headings, rows, title=title(kpi), marks=marks), chart


def coaching_table(found: Listing) -> Table:
    """Coaching for individuals: who is recommended, what to look at, with whom, until when."""
    of = found.people
    recommended = [entry for entry in found.entries if entry.answer in RECOMMENDED]
    works = _works(recommended)
    rows: list[list[Cell]] = []
    for entry in of.ordered(recommended):
        told = found.proposals.get((entry.kpi, entry.who.unit), Proposal())
        person = entry.who.unit.person
        talk = next(
            (
                one
                for one in found.talks
                if one.person == person and not one.done and one.kpi in ("", entry.kpi)
            ),
            None,
        )
        row: list[Cell] = [_whom(found, entry, works), entry.who.team_name, title(entry.kpi)]
        row += [
            wording.LETTERS[entry.answer],
            change(entry.kpi, entry.gap_own),
            change_unit(entry.kpi),
            told.short,
            _(": ").join((told.said, advice(told.categories[0]))) if told.categories else "",
        ]
        if of.named:
            row += [talk.coach if talk else "", talk.said.aim if talk else ""]
        row.append(talk.follow_up_on if talk else None)
        rows.append(row)
    return Table(
        "coaching",
        [
            Heading(_("Person"), wrap=True),
            Heading(_("Team")),
            Heading(_("KPI"), wrap=True),
            Heading(_("Class")),
            Heading(_("Own gap"), Kind.NUMBER, 1, signed=True),
            Heading(_("Unit of the gap")),
            Heading(_("Cause"), wrap=True),
            Heading(_("What to do"), wrap=True),
            *([Heading(_("Coach")), Heading(_("What was agreed"), wrap=True)] if of.named else []),
            Heading(_("Look again on"), Kind.DAY),
        ],
        rows,
        marks=(Marks(3, {wording.LETTERS[one]: tone for one, tone in CLASS_TONES.items()}),),
        empty=_("Nobody is recommended for coaching."),
    )
