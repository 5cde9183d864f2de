"""Courses and what became of them as tables and charts: for the monthly review and for the workbook of its
own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date

from supervisor.evidence.effect import Verdict
from supervisor.reports.asked import Asked
from supervisor.reports.figures import axis, change, change_unit, figure, heading, title
from supervisor.reports.people import People, people
from supervisor.training.asking import ask_outcome
from supervisor.training.course import AGAINST_LABELS, ARM_LABELS, STATE_LABELS, Arm, Course, CourseState
from supervisor.training.course_store import all_courses
from supervisor.training.outcome import CourseOutcome, PersonOutcome
from supervisor.training.wording import because, next_step, problems, verdict, verdict_word
from supervisor.words import _
from supervisor.workbook.book import Cell, Chart, ChartKind, Marks, Part, Series, Table, Text, Tone, Voice
from supervisor.workbook.cell import Heading, Kind

_VERDICT_TONES = {
    Verdict.HELPED: Tone.GOOD,
    Verdict.CANNOT_TELL: Tone.QUIET,
    Verdict.DID_NOT: Tone.WATCH,
    Verdict.WORSE: Tone.BAD,
}


@dataclass(frozen=True)
class Courses:
    """*outcomes* with the number under which each course was registered, in the order of their last days;
    *all*: every course that there is, by number."""

    outcomes: tuple[tuple[int, CourseOutcome], ...]
    all: tuple[tuple[int, Course], ...]
    people: People


def courses_ended(asked: Asked, first: date, last: date) -> Courses:
    """The courses that ended from *first* to *last* (both included) with their effects as known today, none
    that was cancelled. Raises DatabaseError."""
    with asked.centre() as db:
        found = sorted(all_courses(db), key=lambda one: (str(one.registered_at), one.id))
    numbered = tuple(enumerate(found, 1))
    wanted = [
        (at, one)
        for at, one in numbered
        if first <= one.last_day <= last and one.state is not CourseState.CANCELLED
    ]
    wanted.sort(key=lambda pair: (pair[1].last_day, pair[0]))
    outcomes = []
    for place, (at, one) in enumerate(wanted):
        asked.told(place, len(wanted))
        outcomes.append((at, ask_outcome(asked.url, one.id, asked.today)))
    return Courses(tuple(outcomes), numbered, people(asked))


# -- a row a course -----------------------------------------------------------------------------------------


def effects_table(found: Courses) -> Table:
    """One row a course: how many, what was to be expected, the effect with its interval, what it says."""
    rows: list[list[Cell]] = []
    for at, one in found.outcomes:
        kpi = one.course.kpi
        rows.append(
            [
                at,
                found.people.text(one.course.title),
                title(kpi),
                one.course.last_day,
                one.trained,
                one.compared,
                change(kpi, one.raw),
                change(kpi, one.expected),
                change(kpi, one.shared),
                change(kpi, one.effect),
                change(kpi, one.low),
                change(kpi, one.high),
                change_unit(kpi),
                change(kpi, one.detectable),
                _yes(one.reached),
                verdict_word(one.verdict),
                sum(each.off is True for each in one.people if each.arm is Arm.TRAINED),
                _("provisional") if one.provisional else _("settled"),
                next_step(one),
            ]
        )
    tones = {verdict_word(of): tone for of, tone in _VERDICT_TONES.items()}
    return Table(
        "course_effects",
        [
            Heading(_("No."), Kind.NUMBER),
            Heading(_("Course"), wrap=True),
            Heading(_("KPI"), wrap=True),
            Heading(_("Last day"), Kind.DAY),
            Heading(_("Trained"), Kind.NUMBER),
            Heading(_("Compared"), Kind.NUMBER),
            Heading(_("Before and after"), Kind.NUMBER, 1, signed=True),
            Heading(_("Expected regression"), Kind.NUMBER, 1, signed=True),
            Heading(_("Change of everybody"), Kind.NUMBER, 1, signed=True),
            Heading(_("Effect"), Kind.NUMBER, 1, signed=True),
            Heading(_("Effect from"), Kind.NUMBER, 1, signed=True),
            Heading(_("Effect to"), Kind.NUMBER, 1, signed=True),
            Heading(_("Unit")),
            Heading(_("Would have shown"), Kind.NUMBER, 1, signed=True),
            Heading(_("Success reached")),
            Heading(_("Verdict")),
            Heading(_("Still off target"), Kind.NUMBER),
            Heading(_("Values")),
            Heading(_("Next step"), wrap=True),
        ],
        rows,
        title=_("Effects by course"),
        note=_(
            "Before and after = expected regression + change of everybody + effect. What was picked for "
            "being poor comes back by itself: that part is no effect. Intervals: 95 %."
        ),
        marks=(Marks(15, tones),),
        empty=_("No course ended in these months."),
    )


# -- people -------------------------------------------------------------------------------------------------


def people_table(found: Courses, at: int, one: CourseOutcome, *, everybody: bool = False) -> Table:
    """Before, forecast and after of the trained (and those who wait); *everybody*: of the compared, too."""
    kpi, of = one.course.kpi, found.people
    rows: list[list[Cell]] = []
    arms = tuple(Arm)
    for each in sorted(of.ordered(_of_course(one, everybody)), key=lambda each: arms.index(each.arm)):
        forecast = each.participant.forecast
        row: list[Cell] = [of.person(each.unit.person)]
        if of.named:
            row.append(of.number(each.unit.person))
        row += [
            _(ARM_LABELS[each.arm]),
            figure(kpi, each.before),
            each.n_before,
            figure(kpi, each.forecast),
            figure(kpi, forecast.low if forecast else None),
            figure(kpi, forecast.high if forecast else None),
            figure(kpi, each.after),
            figure(kpi, _apart(each.after, each.after_low)),
            figure(kpi, _apart(each.after_high, each.after)),
            each.n_after,
            figure(kpi, each.target_low if each.target_low is not None else each.target_high),
            _standing(each),
            _yes(each.participant.attended),
            _yes(each.participant.passed),
            _yes(each.counted),
        ]
        if of.named and everybody:
            row.append(because(each.participant.reason))
        rows.append(row)
    headings = [
        Heading(_("Person")),
        *([Heading(_("Employee no."))] if of.named else []),
        Heading(_("Part")),
        heading(kpi, _("Before")),
        Heading(_("n before"), Kind.NUMBER),
        heading(kpi, _("Forecast")),
        heading(kpi, _("Forecast from")),
        heading(kpi, _("Forecast to")),
        heading(kpi, _("After")),
        heading(kpi, _("Down to, less")),
        heading(kpi, _("Up to, more")),
        Heading(_("n after"), Kind.NUMBER),
        heading(kpi, _("Target")),
        Heading(_("Standing")),
        Heading(_("Attended")),
        Heading(_("Passed")),
        Heading(_("Counts in the effect")),
        *([Heading(_("Reason"), wrap=True)] if of.named and everybody else []),
    ]
    return Table(
        f"people_{at}",
        headings,
        rows,
        marks=(Marks(12 + of.named, {_("still off"): Tone.WATCH, _("target met"): Tone.GOOD}),),
        ids=(1,) if of.named else (),
        empty=_("Nobody is on it."),
    )


def people_chart(found: Courses, at: int, one: CourseOutcome) -> Chart:
    """Before, forecast, after of each of the trained: what lies beyond the forecast is what is to be
    explained."""
    named = found.people.named
    place = 2 + named
    shown = list(_of_course(one, everybody=False))  # the compared are too many to stand beside each other
    drawn = [
        value
        for each in shown
        for value in (
            each.before,
            each.forecast,
            each.after_low,
            each.after_high,
            each.target_low,
            each.target_high,
        )
    ]
    least, most = axis(one.course.kpi, drawn)
    return Chart(
        ChartKind.DOTS,
        _("{kpi}: before, forecast and after of each").format(kpi=title(one.course.kpi)),
        f"people_{at}",
        0,
        [
            Series(place, _("Before"), tone=Tone.QUIET),
            Series(place + 2, _("Forecast")),
            Series(place + 5, _("After"), plus=place + 7, minus=place + 6),
            Series(place + 9, _("Target"), kind=ChartKind.LINE, dashed=True, tone=Tone.BAD),
        ],
        y_title=title(one.course.kpi),
        rows=len(shown),
        least=least,
        most=most,
    )


def weeks_table(at: int, one: CourseOutcome) -> Table | None:
    """The weeks of a course for a whole group; None of others."""
    weeks, kpi = one.weeks, one.course.kpi
    if weeks is None:
        return None
    lines = zip(weeks.weeks, weeks.values, weeks.control, weeks.fitted, weeks.without, strict=True)
    return Table(
        f"weeks_{at}",
        [
            Heading(_("Week from"), Kind.DAY),
            heading(kpi, _("The group")),
            heading(kpi, _("Compared group")),
            heading(kpi, _("Fitted")),
            heading(kpi, _("Without the course")),
        ],
        [[monday, *(figure(kpi, value) for value in values)] for monday, *values in lines],
    )


def weeks_chart(at: int, one: CourseOutcome) -> Chart:
    """How it went on, and how it would have gone on."""
    return Chart(
        ChartKind.LINE,
        _("{kpi} by week, before and after").format(kpi=title(one.course.kpi)),
        f"weeks_{at}",
        0,
        [
            Series(1, _("The group")),
            Series(2, _("Compared group"), tone=Tone.QUIET),
            Series(3, _("Fitted")),
            Series(4, _("Without the course"), dashed=True),
        ],
        y_title=title(one.course.kpi),
    )


def course_head(found: Courses, at: int, one: CourseOutcome) -> str:
    """What the course is called, with its number."""
    return _("{n}. {title}").format(n=at, title=found.people.text(one.course.title))


def course_parts(found: Courses, at: int, one: CourseOutcome, *, everybody: bool = False) -> list[Part]:
    """What is said of the effect of one course, the chart, its people."""
    parts: list[Part] = [Text((verdict(one), *problems(one), next_step(one)))]
    if (weeks := weeks_table(at, one)) is not None:
        parts += [weeks_chart(at, one), weeks]
    table = people_table(found, at, one, everybody=everybody)
    if any(row[2 + found.people.named] is not None for row in table.rows):
        parts.append(people_chart(found, at, one))
    return [*parts, table]


# -- what was registered ------------------------------------------------------------------------------------


def registered_table(
    found: Courses, keep: Callable[[Course], bool] = lambda one: True, table: str = "courses"
) -> Table:
    """What was fixed beforehand of each course that *keep* lets through."""
    of = found.people
    rows: list[list[Cell]] = []
    for at, one in found.all:
        if not keep(one):
            continue
        terms = one.terms
        first, last = one.window
        row: list[Cell] = [
            at,
            of.text(one.title),
            title(one.kpi),
            _(STATE_LABELS[one.state_on(of.on)]),
            one.first_day,
            one.last_day,
            one.registered_at,
            first,
            last,
            _(AGAINST_LABELS[terms.against]),
            change(one.kpi, None if terms.success.least is None else one.sign * terms.success.least),
            change_unit(one.kpi),
            terms.seats,
            of.text(", ".join(terms.types)),
            _yes(terms.late),
        ]
        if of.named:
            row += [one.registered_by, terms.trainer, terms.room, terms.success.words]
        rows.append(row)
    return Table(
        table,
        [
            Heading(_("No."), Kind.NUMBER),
            Heading(_("Course"), wrap=True),
            Heading(_("KPI")),
            Heading(_("State")),
            Heading(_("First day"), Kind.DAY),
            Heading(_("Last day"), Kind.DAY),
            Heading(_("Registered"), Kind.TIME),
            Heading(_("Effect from day"), Kind.DAY),
            Heading(_("Effect to day"), Kind.DAY),
            Heading(_("Compared with"), wrap=True),
            Heading(_("Called a success"), Kind.NUMBER, 1, signed=True),
            Heading(_("Unit")),
            Heading(_("Seats"), Kind.NUMBER),
            Heading(_("Types of contact"), wrap=True),
            Heading(_("Registered late")),
            *(
                [
                    Heading(_("Registered by")),
                    Heading(_("Trainer")),
                    Heading(_("Room")),
                    Heading(_("Success, in words"), wrap=True),
                ]
                if of.named
                else []
            ),
        ],
        rows,
        title=_("Courses as registered"),
        empty=_("No course is registered."),
    )


def _of_course(one: CourseOutcome, everybody: bool) -> Iterable[PersonOutcome]:
    return [each for each in one.people if everybody or each.arm is not Arm.COMPARISON]


def _apart(high: float | None, low: float | None) -> float | None:
    return None if high is None or low is None else max(0.0, high - low)


def _standing(one: PersonOutcome) -> str:
    if one.off is None:
        return ""
    return _("still off") if one.off else _("target met")


def _yes(said: bool | None) -> str:
    return "" if said is None else _("yes") if said else _("no")


def lead(found: Courses) -> Text:
    """What to take along from the effects."""
    if not found.outcomes:
        return Text((_("No course ended in these months."),), Voice.LEAD)
    lines = []
    for at, one in found.outcomes:
        lines.append(
            _("{n}. {title}: {verdict}").format(
                n=at, title=found.people.text(one.course.title), verdict=verdict(one)
            )
        )
    return Text(tuple(lines), Voice.LEAD)
