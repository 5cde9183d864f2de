"""The columns of the list of issues, what it is filtered by, and what stands together."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from supervisor.issues.clock import Light
from supervisor.issues.clock_wording import LIGHT_LABELS, limit_words
from supervisor.issues.issue import ORIGIN_LABELS, SEVERITY_LABELS, Origin, Severity
from supervisor.issues.line import URGENCY, IssueLine, urgency
from supervisor.issues.question import BY_LABELS, By
from supervisor.issues.states import CLOCK_LABELS, STATE_LABELS, State
from supervisor.words import _, day, mark, moment, ngettext, number
from ui.issues import lights
from ui.issues.desk import IssuesDesk
from ui.theme import State as LookState
from ui.widgets.signs import Sign
from ui.widgets.table import Column, Facet, Grouping, Kind, Look

NO_CLOCK = "none"
INTERNAL, OUTWARD = "internal", "outward"

_COUNTERS = {
    "meetings": mark("Meetings"),
    "returns": mark("Returns"),
    "extensions": mark("Extensions"),
    "not_effective": mark("Not effective"),
    "reopened": mark("Reopened"),
    "recurrences": mark("Came back"),
}
_CHIPS = (Light.RED, Light.TODAY, Light.AMBER, Light.PAUSED)


def columns(desk: IssuesDesk) -> list[Column[IssueLine]]:
    """Every column; most are hidden until somebody wants them."""

    def local(at: datetime) -> date:
        return at.astimezone(desk.zone).date()

    def limit(line: IssueLine) -> date | None:
        return local(line.reading.limit) if line.reading is not None else None

    def limit_text(line: IssueLine) -> str:
        found = limit(line)
        if found is None or line.reading is None:
            return ""
        said = day(found, desk.today)
        return _("{said} (provisional)").format(said=said) if line.reading.provisional else said

    def about_clock(line: IssueLine) -> str:
        if line.reading is None:
            return ""
        parts = [
            _("{clock}: {how}").format(clock=_(CLOCK_LABELS[line.reading.kind]), how=lights.how(line)),
            limit_words(line.reading, desk.zone, desk.today),
        ]
        if line.pause_ends is not None:
            ends = day(local(line.pause_ends), desk.today)
            parts.append(_("the pause ends on {day} at the latest").format(day=ends))
        if line.extension_until is not None:
            until = day(line.extension_until, desk.today)
            parts.append(_("more time is asked for, until {day}").format(day=until))
        return _(" · ").join(parts)

    def promised(line: IssueLine) -> str:
        if line.promised is None:
            return ""
        now = day(line.promised, desk.today)
        if line.promised_first is None or line.promised_first == line.promised:
            return now
        return _("{now} (first {first})").format(now=now, first=day(line.promised_first, desk.today))

    return [
        Column("number", mark("Number"), lambda line: line.number, width=132, quiet=True),
        Column("title", mark("Title"), lambda line: line.title, stretch=True, width=210),
        Column(
            "state",
            mark("State"),
            lambda line: _(STATE_LABELS[line.state]),
            sort=lambda line: list(State).index(line.state),
            width=108,
        ),
        Column(
            "severity",
            mark("Severity"),
            lambda line: _(SEVERITY_LABELS[line.severity]),
            sort=lambda line: int(line.severity),
            look=_severity_look,
            width=96,
        ),
        Column("department", mark("Department"), lambda line: line.department_name or None, width=112),
        Column(
            "clock",
            mark("Clock"),
            lights.how,
            sort=lambda line: urgency(line.reading) if line.reading is not None else None,
            look=lambda line: lights.look_of(line.reading),
            about=about_clock,
            width=200,
        ),
        Column(
            "which",
            mark("Which clock"),
            lambda line: _(CLOCK_LABELS[line.reading.kind]) if line.reading is not None else "",
            width=84,
            quiet=True,
        ),
        Column("limit", mark("Limit"), limit, Kind.DAY, text=limit_text, sort=limit, width=100),
        Column(
            "promised",
            mark("Promised for"),
            lambda line: line.promised,
            Kind.DAY,
            text=promised,
            width=150,
            hidden=True,
        ),
        Column(
            "wished", mark("Answer wished by"), lambda line: line.wished, Kind.DAY, hidden=True, width=104
        ),
        Column("category", mark("Business category"), lambda line: line.category or None, width=104),
        Column("node", mark("Menu node"), lambda line: line.node_title, hidden=True, width=110),
        Column("product", mark("Product"), lambda line: line.product, hidden=True, width=110),
        Column("tags", mark("Tags"), lambda line: _(", ").join(line.tags), hidden=True, width=110),
        Column("owner", mark("Owner of the measure"), lambda line: line.owner, hidden=True, width=110),
        Column("joining", mark("Joining departments"), _joining, hidden=True, width=130),
        Column(
            "answered",
            mark("Last answer"),
            lambda line: line.answered_at,
            Kind.TIME,
            text=lambda line: moment(line.answered_at, desk.zone, desk.today) if line.answered_at else "",
            hidden=True,
            width=120,
        ),
        Column("answer", mark("What was answered"), lambda line: line.answer, hidden=True, width=200),
        Column(
            "age",
            mark("Age"),
            lambda line: line.age_days,
            Kind.NUMBER,
            tip=mark("Calendar days since it was filed, until it was closed"),
            width=52,
        ),
        *(_times(name, title) for name, title in _COUNTERS.items()),
        Column(
            "origin", mark("Came from"), lambda line: _(ORIGIN_LABELS[line.origin]), hidden=True, width=120
        ),
        Column(
            "internal",
            mark("Internal only"),
            lambda line: _("yes") if line.internal else "",
            hidden=True,
            width=92,
        ),
        Column("made_by", mark("Filed by"), lambda line: line.made_by, hidden=True, width=92),
        Column("made", mark("Filed on"), lambda line: local(line.made_at), Kind.DAY, hidden=True, width=96),
        Column(
            "changed",
            mark("Last changed"),
            lambda line: line.changed_at,
            Kind.TIME,
            text=lambda line: moment(line.changed_at, desk.zone, desk.today),
            hidden=True,
            width=120,
        ),
        Column(
            "closed",
            mark("Ended on"),
            lambda line: local(line.closed_at) if line.closed_at is not None else None,
            Kind.DAY,
            hidden=True,
            width=96,
        ),
    ]


def facets(desk: IssuesDesk) -> list[Facet[IssueLine]]:
    """What the list is filtered by without reading it again."""
    return [
        Facet(
            "light",
            mark("Clock"),
            lambda line: (line.light.value if line.light is not None else NO_CLOCK,),
            fixed=tuple((light.value, LIGHT_LABELS[light]) for light in _CHIPS),
            words=_light_word,
        ),
        Facet(
            "state",
            mark("State"),
            lambda line: (line.state.value,),
            words=lambda value: _(STATE_LABELS[State(value)]),
        ),
        Facet(
            "department",
            mark("Department"),
            lambda line: (line.department,),
            words=lambda value: desk.known.department(value),
        ),
        Facet(
            "severity",
            mark("Severity"),
            lambda line: (str(int(line.severity)),),
            words=lambda value: _(SEVERITY_LABELS[Severity(int(value))]),
        ),
        Facet("category", mark("Business category"), lambda line: (line.category,)),
        Facet("tag", mark("Tag"), lambda line: line.tags),
        Facet(
            "origin",
            mark("Came from"),
            lambda line: (line.origin.value,),
            words=lambda value: _(ORIGIN_LABELS[Origin(value)]),
        ),
    ]


def groupings() -> list[Grouping[IssueLine]]:
    """What may stand together; each heading says how many of it are overdue."""
    return [
        Grouping(
            By.STATE.value,
            BY_LABELS[By.STATE],
            lambda line: (_(STATE_LABELS[line.state]),),
            words=_overdue,
            order=lambda title: _place(title, [_(STATE_LABELS[state]) for state in State]),
        ),
        Grouping(
            By.DEPARTMENT.value,
            BY_LABELS[By.DEPARTMENT],
            lambda line: (line.department_name,),
            words=_overdue,
            order=_by_name,
        ),
        Grouping(
            By.LIGHT.value,
            BY_LABELS[By.LIGHT],
            lambda line: (_light_word(line.light.value if line.light is not None else NO_CLOCK),),
            order=lambda title: _place(title, [_(LIGHT_LABELS[light]) for light in URGENCY]),
        ),
        Grouping(
            By.SEVERITY.value,
            BY_LABELS[By.SEVERITY],
            lambda line: (_(SEVERITY_LABELS[line.severity]),),
            words=_overdue,
            order=lambda title: _place(title, [_(SEVERITY_LABELS[each]) for each in Severity]),
        ),
        Grouping(
            By.CATEGORY.value,
            BY_LABELS[By.CATEGORY],
            lambda line: (line.category,),
            words=_overdue,
            order=_by_name,
        ),
    ]


def counted(count: int) -> str:
    """How many issues, in words."""
    return ngettext("{n} issue", "{n} issues", count).format(n=number(count))


def _overdue(lines: Sequence[IssueLine]) -> str:
    late = sum(line.is_overdue for line in lines)
    return ngettext("{n} overdue", "{n} overdue", late).format(n=number(late)) if late else ""


def _place(title: str, order: Sequence[str]) -> int:
    return order.index(title) if title in order else len(order)


def _by_name(title: str) -> tuple[bool, str]:
    return not title, title.casefold()


def _light_word(value: str) -> str:
    return _("No clock runs") if value == NO_CLOCK else _(LIGHT_LABELS[Light(value)])


def _severity_look(line: IssueLine) -> Look | None:
    return Look(Sign.SQUARE, LookState.CRITICAL) if line.severity is Severity.CRITICAL else None


def _joining(line: IssueLine) -> str:
    return _(", ").join(line.joining)


def _times(name: str, title: str) -> Column[IssueLine]:
    """A counter that is rarely looked at."""
    return Column(
        name,
        title,
        lambda line: int(getattr(line.counters, name)),
        Kind.NUMBER,
        text=lambda line: number(getattr(line.counters, name)) if getattr(line.counters, name) else "",
        hidden=True,
        width=92,
    )
