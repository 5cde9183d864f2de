"""The page of one agent: six months of each figure beside what was fair to expect, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import msgspec

from supervisor.errors import ReportError, UnknownNameError
from supervisor.evidence.options import Answer
from supervisor.people.roll import Roll
from supervisor.reports.asked import Asked
from supervisor.reports.course_tables import months_back
from supervisor.reports.figures import axis, figure, heading, latin, probable, title
from supervisor.reports.people import People, people
from supervisor.review import wording
from supervisor.review.asking import ask_review
from supervisor.review.cause_wording import readings
from supervisor.review.derivation import MonthStep, derive
from supervisor.review.entries import CLASSES, Entry
from supervisor.review.monthly import MonthlyReview, ReviewQuestion, Standing
from supervisor.review.person import PersonFile, PersonQuestion, Series
from supervisor.review.person_asking import ask_person
from supervisor.training.coaching import LOG_LABELS, LogEntry
from supervisor.training.coaching_store import log_of
from supervisor.words import DASH, _, day, language, mark, ngettext, number
from supervisor.workbook import book as books
from supervisor.workbook.book import (
    Book,
    Cell,
    Chart,
    ChartKind,
    Marks,
    Part,
    Sheet,
    Table,
    Text,
    Tone,
    Voice,
)
from supervisor.workbook.cell import Heading, Kind

MONTHS = 6
MOST_CHARTS = 4  # with more the page is no longer two
MOST_NOTED = 10
MOST_FINDINGS = 8
_FIRST = ("fcr", "aht", "csat", "qa_score", "utilisation", "complaint_rate", "acw", "adherence")
"""KPIs that are drawn where none stands out."""
_TONES = {Answer.CONFIRMED: Tone.BAD, Answer.LIKELY: Tone.WATCH, Answer.WARNING: Tone.WATCH}


@dataclass(frozen=True)
class _Line:
    """One KPI at one kind of work: its months, what was fair to expect in each, what the review says."""

    who: Standing
    series: Series
    steps: dict[date, MonthStep]
    scale: float

    @property
    def kpi(self) -> str:
        return self.series.kpi.id

    @property
    def entry(self) -> Entry | None:
        return self.series.entry

    @property
    def table(self) -> str:
        unit = self.who.unit
        return latin(f"m_{self.kpi}_{unit.skill}_{unit.channel}")[:60]

    def expected(self, month: date) -> float | None:
        """What a usual member would have come to with the person's own contacts, in the KPI's unit."""
        step = self.steps.get(month)
        if step is None or step.expected is None or not step.denominator > 0:
            return None
        return self.scale * step.expected / step.denominator


def book(asked: Asked) -> Book:
    """The page of the order's person (a name, an employee number or an id); of its month, the last whole one
    where it says none. Raises ReportError, UnknownNameError, DatabaseError."""
    asked = asked if asked.order.month else _of_last_month(asked)
    of = people(asked)
    person = _person(asked, of.roll)
    question = ReviewQuestion(asked.month, asked.today, months=MONTHS)
    review = ask_review(asked.url, question)
    units = sorted((one for one in review.units if one.unit.person == person), key=lambda one: not one.home)
    files = [ask_person(asked.url, PersonQuestion(question, one.unit, months=MONTHS)) for one in units]
    with asked.centre() as db:
        log = log_of(db, person, asked.today)
    lines = [line for file in files for line in _lines(review, file)]
    drawn = _drawn(lines)
    months = [months_back(asked.month, back) for back in range(MONTHS, 0, -1)]
    called = of.person(person)
    sheets = [
        Sheet(
            _("Page"),
            _page(of, files, lines, drawn, months, log),
            called,
            hint=_("Six months of each figure, what was done, where points were lost."),
        )
    ]
    if lines:
        sheets.append(
            Sheet(
                _("Month by month"),
                [_months_table(lines)],
                _("{name}: month by month").format(name=called),
                hint=_("Numerators and denominators of each figure: the contacts behind it."),
            )
        )
    if drawn:
        sheets.append(
            Sheet(
                _("Drawn"),
                [_drawn_table(line) for line in drawn],
                _("{name}: what the charts show").format(name=called),
                hint=_("The figures behind the charts of the page."),
            )
        )
    if files and files[0].checked:
        sheets.append(
            Sheet(
                _("Quality forms"),
                [_checked_table(of, files[0])],
                _("{name}: quality forms").format(name=called),
                hint=_("Every form of these months."),
            )
        )
    about = asked.about(
        _("Page of one agent"), f"{months[0]:%Y-%m} – {months[-1]:%Y-%m}", lines=_definitions()
    )
    return Book(_("Page of {name}").format(name=called), sheets, about, cover=False)


def _of_last_month(asked: Asked) -> Asked:
    month = months_back(asked.today.replace(day=1), 2)
    return replace(asked, order=msgspec.structs.replace(asked.order, month=month))


def _person(asked: Asked, roll: Roll) -> str:
    said = asked.order.person.strip()
    if not said:
        raise ReportError(asked.order.report, _("Say whose page."))
    found = [one.id for one in roll.persons.values() if said in (one.id, one.number, one.name)]
    if len(found) != 1:
        numbers = tuple(sorted(roll.persons[one].number for one in found))
        raise UnknownNameError(mark("person"), said, numbers)
    return found[0]


def _lines(review: MonthlyReview, file: PersonFile) -> list[_Line]:
    """The KPIs of one kind of work; what belongs to the whole person is told with the home alone."""
    found = []
    for series in file.series:
        kpi = series.kpi.id
        if series.of_person and not file.who.home:
            continue
        if not any(one.value is not None for one in series.months):
            continue
        steps, scale = {}, 1.0
        if kpi in review.evidence and any(one.unit == file.who.unit for one in review.units):
            scale = review.evidence[kpi].panel.scale
            steps = {step.month: step for step in derive(review, kpi, file.who.unit).months}
        found.append(_Line(file.who, series, steps, scale))
    return found


# -- the page -----------------------------------------------------------------------------------------------


def _page(
    of: People,
    files: Sequence[PersonFile],
    lines: Sequence[_Line],
    drawn: Sequence[_Line],
    months: Sequence[date],
    log: Sequence[LogEntry],
) -> list[Part]:
    if not files:
        return [
            Text((_("Nothing is known of this person’s work in these months."),), Voice.LEAD),
            _log_table(of, log),
        ]
    parts: list[Part] = [Text(_who(of, files)), _kpi_table(lines, months)]
    parts += [_chart(line) for line in drawn]
    said = _causes(files)
    if said:
        parts += [Text((_("Where the time goes"),), Voice.HEAD), Text(said)]
    parts += [_log_table(of, log), _findings_table(files[0])]
    return parts


def _who(of: People, files: Sequence[PersonFile]) -> tuple[str, ...]:
    first = files[0].who
    facts = []
    if of.named:
        facts.append(_("Employee no.: {number}").format(number=first.number or DASH))
    facts.append(_("Team: {team}").format(team=first.team_name or DASH))
    works = [
        _(" · ").join(part for part in (one.who.skill_name, one.who.unit.channel) if part) for one in files
    ]
    facts.append(_("Work: {work}").format(work=_("; ").join(works) or DASH))
    band = of.band(first.bands[-1]) if first.bands else ""
    facts.append(_("Tenure: {band}").format(band=band or DASH))
    if of.named and first.joined is not None:
        facts.append(_("Joined: {day}").format(day=day(first.joined, date.min)))
    forms = len(files[0].checked)
    facts.append(_("Quality forms: {n}").format(n=number(forms)))
    return (_("   ").join(facts),)


def _kpi_table(lines: Sequence[_Line], months: Sequence[date]) -> Table:
    lines = [line for line in lines if line.who.home or _stands_out(line)]  # the rest is month by month
    several = len({line.who.unit for line in lines}) > 1
    rows: list[list[Cell]] = []
    for line in lines:
        kpi, entry = line.series.kpi, line.entry
        by_month = {one.first: one for one in line.series.months}
        last = by_month.get(months[-1])
        step = line.steps.get(months[-1])
        row: list[Cell] = [kpi.title]
        if several:
            row.append(line.who.skill_name if not line.series.of_person else "")
        row += [figure(kpi, by_month[month].value if month in by_month else None) for month in months]
        row += [
            last.denominator if last is not None else None,
            figure(kpi, line.expected(months[-1])),
            figure(kpi, step.fair if step is not None else None),
            wording.target(kpi, last.at_least, last.at_most) if last is not None else DASH,
            figure(kpi, entry.level if entry is not None else None),
            figure(kpi, entry.level_low if entry is not None else None),
            figure(kpi, entry.level_high if entry is not None else None),
            probable(entry.p_off) if entry is not None else None,
            wording.run(entry.off_months, entry.run_of) if entry is not None else "",
            wording.LETTERS[entry.answer] if entry is not None else "",
        ]
        rows.append(row)
    letters = {wording.LETTERS[answer]: tone for answer, tone in _TONES.items()}
    return Table(
        "agent_kpis",
        [
            Heading(_("KPI")),
            *([Heading(_("Work"))] if several else []),
            *(Heading(f"{month:%Y-%m}", Kind.NUMBER) for month in months),
            Heading(_("n of the month"), Kind.NUMBER),
            Heading(_("Fair to expect"), Kind.NUMBER),
            Heading(_("Fair value"), Kind.NUMBER),
            Heading(_("Target")),
            Heading(_("True level"), Kind.NUMBER),
            Heading(_("True level from"), Kind.NUMBER),
            Heading(_("True level to"), Kind.NUMBER),
            Heading(_("Off target, probably"), Kind.SHARE),
            Heading(_("Months off")),
            Heading(_("Class")),
        ],
        rows,
        title=_("Six months"),
        note=_(
            "Fair to expect: what a usual colleague would have come to with these contacts. Level: where the "
            "person truly stands, 90 in 100 times within the interval."
        ),
        marks=(Marks(16 + several, letters),),
        empty=_("Nothing is known of this person’s work in these months."),
    )


def _stands_out(line: _Line) -> bool:
    return line.entry is not None and line.entry.answer in CLASSES


def _drawn(lines: Sequence[_Line]) -> list[_Line]:
    """What is drawn: what the review lists first, then what is usual; of the home alone."""
    order = {answer: at for at, answer in enumerate(CLASSES)}

    def place(line: _Line) -> tuple[int, int]:
        answer = line.entry.answer if line.entry is not None else Answer.NO_VERDICT
        usual = _FIRST.index(line.kpi) if line.kpi in _FIRST else len(_FIRST)
        return order.get(answer, len(order)), usual

    known = [line for line in lines if line.who.home and (line.kpi in _FIRST or _stands_out(line))]
    return sorted(known, key=place)[:MOST_CHARTS]


def _chart(line: _Line) -> Chart:
    series = [
        books.Series(1, _("Value")),
        books.Series(2, _("Fair to expect"), tone=Tone.QUIET),
    ]
    months = line.series.months
    if any(one.at_least is not None for one in months):
        series.append(books.Series(3, _("At least"), dashed=True, tone=Tone.BAD))
    if any(one.at_most is not None for one in months):
        series.append(books.Series(4, _("At most"), dashed=True, tone=Tone.BAD))
    shown = [
        value for one in months for value in (one.value, line.expected(one.first), one.at_least, one.at_most)
    ]
    least, most = axis(line.series.kpi, shown)
    return Chart(
        ChartKind.LINE, line.series.kpi.title, line.table, 0, series, least=least, most=most, small=True
    )


def _drawn_table(line: _Line) -> Table:
    kpi = line.series.kpi
    return Table(
        line.table,
        [
            Heading(_("Month")),
            heading(kpi, _("Value")),
            heading(kpi, _("Fair to expect")),
            heading(kpi, _("At least")),
            heading(kpi, _("At most")),
        ],
        [
            [
                f"{one.first:%Y-%m}",
                figure(kpi, one.value),
                figure(kpi, line.expected(one.first)),
                figure(kpi, one.at_least),
                figure(kpi, one.at_most),
            ]
            for one in line.series.months
        ],
        title=kpi.title,
    )


def _months_table(lines: Sequence[_Line]) -> Table:
    """Every KPI in every month in which something was done, with what it is divided by."""
    rows: list[list[Cell]] = []
    for line in lines:
        kpi = line.series.kpi
        skill = "" if line.series.of_person else line.who.skill_name
        for one in line.series.months:
            if one.value is None:
                continue
            step = line.steps.get(one.first)
            rows.append(
                [
                    kpi.title,
                    skill,
                    f"{one.first:%Y-%m}",
                    one.numerator,
                    one.denominator,
                    figure(kpi, one.value),
                    figure(kpi, line.expected(one.first)),
                    figure(kpi, step.fair if step is not None else None),
                    wording.target(kpi, one.at_least, one.at_most),
                    figure(kpi, one.cell_low),
                    figure(kpi, one.cell_high),
                    one.mates,
                    _("provisional") if one.provisional else "",
                ]
            )
    return Table(
        "agent_months",
        [
            Heading(_("KPI")),
            Heading(_("Work")),
            Heading(_("Month")),
            Heading(_("Numerator"), Kind.NUMBER, 1),
            Heading(_("Denominator"), Kind.NUMBER),
            Heading(_("Value"), Kind.NUMBER),
            Heading(_("Fair to expect"), Kind.NUMBER),
            Heading(_("Fair value"), Kind.NUMBER),
            Heading(_("Target")),
            Heading(_("Middle half from"), Kind.NUMBER),
            Heading(_("Middle half to"), Kind.NUMBER),
            Heading(_("Colleagues"), Kind.NUMBER),
            Heading(_("Values")),
        ],
        rows,
    )


def _causes(files: Sequence[PersonFile]) -> tuple[str, ...]:
    told = [(file.who.skill_name or DASH, readings(file.facts)) for file in files]
    several = len(files) > 1
    return tuple(
        _("{work}: {said}").format(work=work, said=said) if several else said for work, said in told if said
    )


def _log_table(of: People, log: Sequence[LogEntry]) -> Table:
    """Talks, courses, decisions: without names only that there were some."""
    rows: list[list[Cell]] = []
    for one in log[:MOST_NOTED]:
        row: list[Cell] = [one.day, _(LOG_LABELS[one.kind]), title(one.kpi) if one.kpi else ""]
        if of.named:
            row += [one.what, one.who, one.more]
        rows.append(row)
    return Table(
        "agent_log",
        [
            Heading(_("Day"), Kind.DAY),
            Heading(_("Kind")),
            Heading(_("KPI")),
            *(
                [Heading(_("What"), wrap=True), Heading(_("Who")), Heading(_("Details"), wrap=True)]
                if of.named
                else []
            ),
        ],
        rows,
        title=_("Talks, courses, decisions"),
        note=_older(len(log) - MOST_NOTED),
        empty=_("Nothing is noted."),
    )


def _older(count: int) -> str:
    if count <= 0:
        return ""
    said = ngettext("{count} older note is left out.", "{count} older notes are left out.", count)
    return said.format(count=number(count))


def _findings_table(file: PersonFile) -> Table:
    """Where points were lost in these months."""
    rows: list[list[Cell]] = [
        [
            (one.name_zh or one.name_en) if language() == "zh_CN" else (one.name_en or one.name_zh),
            one.forms,
            one.errors,
            one.errors / one.forms if one.forms else None,
            one.lost,
        ]
        for one in file.findings[:MOST_FINDINGS]
    ]
    return Table(
        "agent_findings",
        [
            Heading(_("Item"), wrap=True),
            Heading(_("Times looked at"), Kind.NUMBER),
            Heading(_("Errors"), Kind.NUMBER),
            Heading(_("Rate"), Kind.SHARE),
            Heading(_("Points lost"), Kind.NUMBER, 1),
        ],
        rows,
        title=_("Quality: where points were lost"),
        empty=_("No point was lost, or nothing was judged."),
    )


def _checked_table(of: People, file: PersonFile) -> Table:
    rows: list[list[Cell]] = []
    for one in of.ordered(file.checked):
        row: list[Cell] = [one.day]
        if of.named:
            row.append(one.rater)
        passed = "" if one.passed is None else _("yes") if one.passed else _("no")
        row += [one.share, passed, _("yes") if one.fatal else "", len(one.errors)]
        if of.named:
            row.append(one.comment)
        rows.append(row)
    return Table(
        "agent_forms",
        [
            Heading(_("Day"), Kind.DAY),
            *([Heading(_("Rater"))] if of.named else []),
            Heading(_("Score"), Kind.SHARE),
            Heading(_("Passed")),
            Heading(_("Fatal error")),
            Heading(_("Errors"), Kind.NUMBER),
            *([Heading(_("Comment"), wrap=True)] if of.named else []),
        ],
        rows,
        marks=(Marks(2 + of.named, {_("no"): Tone.WATCH}), Marks(3 + of.named, {_("yes"): Tone.BAD})),
    )


def _definitions() -> tuple[tuple[str, str], ...]:
    """What the figures mean, as pairs of a name and what it says."""
    return (
        (_("Fair to expect"), _("What a usual colleague would have come to with the same mix of contacts.")),
        (_("Fair value"), _("What the figure would be with the usual mix of contacts, in a usual month.")),
        (_("True level"), _("Where somebody truly stands, 90 in 100 times within its interval.")),
        (
            _("Middle half"),
            _("Between these values lies the middle half of the colleagues at the same work."),
        ),
        (_("Class"), _("A: confirmed; A⁻: likely; B: cannot tell yet; C: watch; D: early warning.")),
    )
