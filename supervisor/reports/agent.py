"""The page of one agent: six months of each figure beside what was fair to expect, and what was done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import msgspec

from supervisor.errors import ReportError, UnknownNameError
from supervisor.people.roll import Roll
from supervisor.reports.agent_figures import (
    MONTHS,
    Line,
    chart,
    drawn_of,
    drawn_table,
    kpi_table,
    lines_of,
    months_table,
)
from supervisor.reports.asked import Asked
from supervisor.reports.figures import ratio, title
from supervisor.reports.months import last_months, months_back
from supervisor.reports.people import People, people
from supervisor.review.asking import ask_review
from supervisor.review.cause_wording import readings
from supervisor.review.monthly import ReviewQuestion
from supervisor.review.person import PersonFile, PersonQuestion
from supervisor.review.person_asking import ask_person
from supervisor.training.coaching import LOG_LABELS, LogEntry
from supervisor.training.coaching_store import log_of
from supervisor.words import DASH, _, day, language, mark, ngettext, number
from supervisor.workbook.book import (
    Book,
    Cell,
    Marks,
    Part,
    Sheet,
    Table,
    Text,
    Tone,
    Voice,
)
from supervisor.workbook.cell import Heading, Kind

MOST_NOTED = 10
MOST_FINDINGS = 8


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
    lines = [line for file in files for line in lines_of(review, file)]
    drawn = drawn_of(lines)
    months = last_months(asked.month, MONTHS)
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
                [months_table(lines)],
                _("{name}: month by month").format(name=called),
                hint=_("Numerators and denominators of each figure: the contacts behind it."),
            )
        )
    if drawn:
        sheets.append(
            Sheet(
                _("Drawn"),
                [drawn_table(line) for line in drawn],
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
    month = months_back(asked.today, 1)
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


def _page(
    of: People,
    files: Sequence[PersonFile],
    lines: Sequence[Line],
    drawn: Sequence[Line],
    months: Sequence[date],
    log: Sequence[LogEntry],
) -> list[Part]:
    if not files:
        return [
            Text((_("Nothing is known of this person’s work in these months."),), Voice.LEAD),
            _log_table(of, log),
        ]
    parts: list[Part] = [Text(_who(of, files)), kpi_table(lines, months)]
    parts += [chart(line) for line in drawn]
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
            ratio(one.errors, one.forms),
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
