"""Issues as tables of a workbook: the list that is printed, every column there is, totals by department."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from supervisor.issues import query, store
from supervisor.issues.clock import Light
from supervisor.issues.clock_wording import LIGHT_LABELS
from supervisor.issues.issue import CAUSE_LABELS, ORIGIN_LABELS, SEVERITY_LABELS, Issue, Severity
from supervisor.issues.line import IssueLine, grouped
from supervisor.issues.question import IN_ORDER, By, IssueQuestion
from supervisor.issues.states import CLOCK_LABELS, OPEN, STATE_LABELS, State
from supervisor.meetings.wording import clock_said
from supervisor.people.nameless import Nameless
from supervisor.reports.asked import Asked
from supervisor.reports.figures import ratio
from supervisor.reports.nameless import names_out
from supervisor.words import _, mark, ngettext, number
from supervisor.workbook.book import Cell, Chart, ChartKind, Marks, Series, Sheet, Table, Tone
from supervisor.workbook.cell import Heading, Kind

ALL = 1_000_000
"""Lines that a file may have: a screen's list is shorter."""

TOLD = tuple(state for state in IN_ORDER if state is not State.DRAFT)
"""States of which departments know."""


@dataclass(frozen=True)
class Listed:
    """An issue with its texts, and as the line that it is *now*."""

    line: IssueLine
    issue: Issue


@dataclass(frozen=True)
class Saying:
    """How cells are said: by the clock of *zone*, on *today*; *without*: names are left out by it."""

    zone: ZoneInfo
    today: date
    without: Nameless | None = None

    def text(self, said: str) -> str:
        """What people wrote, without names where they are left out."""
        return self.without.said(said) if self.without is not None else said

    def local(self, at: datetime | None) -> date | None:
        """The day of *at* by the centre's clock."""
        return None if at is None else at.astimezone(self.zone).date()


def saying(db: Connection, asked: Asked) -> Saying:
    """How cells are said in the workbook that is asked for."""
    return Saying(asked.zone, asked.today, names_out(db, asked))


@dataclass(frozen=True)
class Column:
    """A column: its marked *title*, what stands in it, and as what. *person*: a name, left out without
    names; *rare*: left out where nothing stands in it."""

    title: str
    value: Callable[[Listed, Saying], Cell]
    kind: Kind = Kind.TEXT
    digits: int = 0
    wrap: bool = False
    signed: bool = False
    tip: str = ""
    person: bool = False
    rare: bool = False
    tones: Callable[[], dict[str, Tone]] | None = None

    @property
    def heading(self) -> Heading:
        """As the table has it."""
        return Heading(_(self.title), self.kind, self.digits, self.wrap, self.signed, _(self.tip))


def read(db: Connection, question: IssueQuestion, now: datetime, who: str = "") -> tuple[Listed, ...]:
    """The issues of *question* as they stand at *now*, the most urgent first."""
    lines = query.lines(db, question, now, who, most=ALL)
    issues = {issue.id: issue for issue in store.all_issues(db, [line.id for line in lines])}
    return tuple(Listed(line, issues[line.id]) for line in lines if line.id in issues)


# -- columns ------------------------------------------------------------------------------------------------


def _light_tones() -> dict[str, Tone]:
    return {
        _(LIGHT_LABELS[light]): tone
        for light, tone in (
            (Light.RED, Tone.BAD),
            (Light.TODAY, Tone.WATCH),
            (Light.AMBER, Tone.WATCH),
            (Light.GREEN, Tone.GOOD),
            (Light.PAUSED, Tone.QUIET),
        )
    }


def _state_tones() -> dict[str, Tone]:
    quiet = (State.DRAFT, State.REJECTED, State.MERGED)
    tones = {_(STATE_LABELS[state]): Tone.QUIET for state in quiet}
    return tones | {_(STATE_LABELS[state]): Tone.GOOD for state in (State.VERIFIED, State.CLOSED)}


def _severity_tones() -> dict[str, Tone]:
    return {_(SEVERITY_LABELS[Severity.CRITICAL]): Tone.BAD, _(SEVERITY_LABELS[Severity.SERIOUS]): Tone.WATCH}


def _days_left(one: Listed, _say: Saying) -> Cell:
    reading = one.line.reading
    return None if reading is None or reading.light is Light.PAUSED else reading.days_left


def _days_over(one: Listed, _say: Saying) -> Cell:
    reading = one.line.reading
    return -reading.days_left if reading is not None and one.line.is_overdue else None


def _counter(name: str) -> Callable[[Listed, Saying], Cell]:
    return lambda one, _say: int(getattr(one.line.counters, name))


def _cause_kind(one: Listed, _say: Saying) -> Cell:
    kind = one.issue.facts.cause_kind
    return _(CAUSE_LABELS[kind]) if kind is not None else ""


_LEFT = mark("Working days of the department’s calendar to the limit; negative: since it.")

NUMBER = Column(mark("Number"), lambda one, _say: one.line.number)
TITLE = Column(mark("Title"), lambda one, say: say.text(one.line.title), wrap=True)
STATE = Column(mark("State"), lambda one, _say: _(STATE_LABELS[one.line.state]), tones=_state_tones)
SEVERITY = Column(
    mark("Severity"), lambda one, _say: _(SEVERITY_LABELS[one.line.severity]), tones=_severity_tones
)
DEPARTMENT = Column(mark("Department"), lambda one, _say: one.line.department_name)
WHICH = Column(
    mark("Which clock"),
    lambda one, _say: _(CLOCK_LABELS[one.line.reading.kind]) if one.line.reading is not None else "",
)
STANDS = Column(
    mark("Stands"),
    lambda one, _say: _(LIGHT_LABELS[one.line.light]) if one.line.light is not None else "",
    tones=_light_tones,
)
LIMIT = Column(
    mark("Limit"),
    lambda one, say: say.local(one.line.reading.limit) if one.line.reading is not None else None,
    Kind.DAY,
)
LEFT = Column(mark("Days left"), _days_left, Kind.NUMBER, tip=_LEFT)
FIRST = Column(mark("Promised first"), lambda one, _say: one.line.promised_first, Kind.DAY)
NOW = Column(mark("Promised now"), lambda one, _say: one.line.promised, Kind.DAY)
OWNER = Column(mark("Owner of the measure"), lambda one, _say: one.line.owner, person=True)
CAUSE = Column(mark("Cause"), lambda one, say: say.text(one.issue.text.cause), wrap=True)
MEASURE = Column(mark("Measure"), lambda one, say: say.text(one.issue.text.correction), wrap=True)
ANSWER = Column(mark("Last answer"), lambda one, say: say.text(one.line.answer), wrap=True)
ANSWERED = Column(mark("Last answered"), lambda one, say: say.local(one.line.answered_at), Kind.DAY)
AGE = Column(
    mark("Age"),
    lambda one, _say: one.line.age_days,
    Kind.NUMBER,
    tip=mark("Calendar days since it was filed, until it was closed"),
)

PRINTED = (
    *(NUMBER, TITLE, STATE, SEVERITY, DEPARTMENT, WHICH, STANDS, LIMIT, LEFT),
    *(FIRST, NOW, OWNER, MEASURE, ANSWER, AGE),
)
"""What fits on a page."""

TEXTS = (
    *(NUMBER, TITLE, STATE, DEPARTMENT),
    Column(mark("Kind of cause"), _cause_kind, rare=True),
    *(CAUSE, MEASURE, ANSWERED, ANSWER),
)
"""What was found out and said."""

DATES = (
    *(NUMBER, TITLE, STATE, DEPARTMENT),
    Column(mark("Clock in words"), lambda one, say: clock_said(one.line.reading, say.zone, say.today)),
    *(LIMIT, LEFT),
    Column(mark("Days overdue"), _days_over, Kind.NUMBER),
    Column(mark("Waits for"), lambda one, say: say.text(one.line.party), rare=True),
    Column(mark("More time asked until"), lambda one, _say: one.line.extension_until, Kind.DAY, rare=True),
    Column(mark("Answer wished by"), lambda one, _say: one.line.wished, Kind.DAY, rare=True),
    *(FIRST, NOW),
    Column(mark("In force since"), lambda one, _say: one.issue.standing.done_on, Kind.DAY, rare=True),
    Column(mark("Filed on"), lambda one, say: say.local(one.line.made_at), Kind.DAY),
    Column(mark("Ended on"), lambda one, say: say.local(one.line.closed_at), Kind.DAY, rare=True),
)
"""Its clock in full, and every day that was named."""

FACTS = (
    *(NUMBER, TITLE, STATE, DEPARTMENT),
    Column(mark("Joining departments"), lambda one, _say: _(", ").join(one.line.joining), rare=True),
    Column(mark("Business category"), lambda one, _say: one.line.category),
    Column(mark("Product"), lambda one, _say: one.line.product, rare=True),
    Column(mark("Menu node"), lambda one, _say: one.line.node_title, rare=True),
    Column(mark("Tags"), lambda one, say: say.text(_(", ").join(one.line.tags)), rare=True),
    Column(mark("Came from"), lambda one, _say: _(ORIGIN_LABELS[one.line.origin])),
    Column(mark("Internal only"), lambda one, _say: _("yes") if one.line.internal else "", rare=True),
    Column(mark("Filed by"), lambda one, _say: one.line.made_by, person=True),
    Column(mark("First seen"), lambda one, _say: one.issue.facts.first_seen, Kind.DAY),
    Column(mark("Last seen"), lambda one, _say: one.issue.facts.last_seen, Kind.DAY),
    Column(mark("Affected a week"), lambda one, _say: one.issue.facts.affected_a_week, Kind.NUMBER, 1),
    AGE,
    Column(mark("Meetings"), _counter("meetings"), Kind.NUMBER),
    Column(mark("Returns"), _counter("returns"), Kind.NUMBER),
    Column(mark("Extensions"), _counter("extensions"), Kind.NUMBER),
    Column(mark("Not effective"), _counter("not_effective"), Kind.NUMBER),
    Column(mark("Reopened"), _counter("reopened"), Kind.NUMBER),
    Column(mark("Came back"), _counter("recurrences"), Kind.NUMBER),
)
"""What it is about, and how often what happened to it."""


# -- tables -------------------------------------------------------------------------------------------------


def issue_table(
    name: str,
    found: Sequence[Listed],
    say: Saying,
    columns: Sequence[Column] = PRINTED,
    *,
    but: Sequence[Column] = (),
    empty: str = "",
) -> Table:
    """*found* under *columns*, without those of *but* and, where names are left out, without theirs."""
    wanted = [one for one in columns if one not in but and not (one.person and say.without is not None)]
    cells = {one: [one.value(each, say) for each in found] for one in wanted}
    shown = [one for one in wanted if not one.rare or any(cell not in (None, "") for cell in cells[one])]
    return Table(
        name,
        [one.heading for one in shown],
        list(zip(*(cells[one] for one in shown), strict=True)),
        marks=[Marks(at, one.tones()) for at, one in enumerate(shown) if one.tones is not None],
        ids=(shown.index(NUMBER),) if NUMBER in shown else (),
        empty=empty or _("There is no such issue."),
    )


def totals(found: Sequence[Listed], name: str = "totals") -> Table:
    """How many issues each department has in each state that occurs, how many of them are open, and how many
    of those overdue; all of them below."""
    states = [state for state in State if any(one.line.state is state for one in found)]
    rows = []
    for group in grouped([one.line for one in found], By.DEPARTMENT):
        label = group.lines[0].department_name or _("No department yet")
        rows.append([label, *_counts(group.lines, states)])
    headings = [
        Heading(_("Department")),
        *(Heading(_(STATE_LABELS[state]), Kind.NUMBER) for state in states),
        Heading(_("All"), Kind.NUMBER),
        Heading(_("Unsettled"), Kind.NUMBER, tip=_("All but closed, merged and not pursued.")),
        Heading(_("Overdue"), Kind.NUMBER, tip=_("Whose clock has run out.")),
        Heading(_("Not overdue"), Kind.NUMBER, tip=_("Open, less overdue.")),
        Heading(_("Overdue of open"), Kind.SHARE),
    ]
    total = [_("All departments"), *_counts([one.line for one in found], states)]
    return Table(
        name,
        headings,
        rows,
        _("Departments by state"),
        total=total if rows else None,
        empty=_("There is no such issue."),
    )


def _counts(lines: Sequence[IssueLine], states: Sequence[State]) -> list[Cell]:
    by_state = Counter(line.state for line in lines)
    open_, late = sum(line.state in OPEN for line in lines), sum(line.is_overdue for line in lines)
    return [
        *(by_state[state] for state in states),
        len(lines),
        open_,
        late,
        open_ - late,
        ratio(late, open_),
    ]


def totals_chart(table: Table) -> Chart:
    """Open issues of each department, those that are overdue apart."""
    last = len(table.headings)
    return Chart(
        ChartKind.STACKED,
        _("Open issues by department"),
        table.name,
        0,
        (Series(last - 3, tone=Tone.BAD), Series(last - 2, tone=Tone.QUIET)),
        y_title=_("Issues"),
    )


def department_sheets(
    groups: Iterable[tuple[str, str, tuple[Listed, ...]]], say: Saying, title: Callable[[str], str]
) -> list[Sheet]:
    """A sheet for each of `departments_of`; *title* says what stands above the list of one called so."""
    return [
        Sheet(
            name,
            [issue_table(f"department{place}", theirs, say, but=(DEPARTMENT,))],
            title(name),
            frozen=2,
            hint=ngettext("{n} issue", "{n} issues", len(theirs)).format(n=number(len(theirs))),
        )
        for place, (_id, name, theirs) in enumerate(groups, 1)
    ]


def departments_of(found: Sequence[Listed]) -> list[tuple[str, str, tuple[Listed, ...]]]:
    """Id, name and issues of each department that has any, by name; those without one come last."""
    by_id: dict[str, list[Listed]] = {}
    for one in found:
        by_id.setdefault(one.line.department, []).append(one)
    groups = grouped([one.line for one in found], By.DEPARTMENT)
    return [
        (
            group.key,
            group.lines[0].department_name or _("No department yet"),
            tuple(by_id[group.key]),
        )
        for group in groups
    ]
