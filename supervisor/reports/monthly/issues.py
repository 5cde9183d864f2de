"""Section 10: what customers called about more often, what went to other departments, what became of it."""

from __future__ import annotations

from datetime import date

from supervisor.history.asking import opened
from supervisor.history.count_block import month_end
from supervisor.history.period import Period
from supervisor.history.type_days import type_days
from supervisor.history.type_trend import TypeMonth, first_day, type_months
from supervisor.issues import store
from supervisor.issues.department_store import all_departments
from supervisor.issues.flow import AgeGroup, FlowMonth, ages, flow
from supervisor.issues.issue import SEVERITY_LABELS, Severity
from supervisor.issues.question import IN_ORDER, IssueQuestion
from supervisor.issues.record import Of, Record
from supervisor.issues.record_asking import ask_records
from supervisor.issues.states import State
from supervisor.reports.asked import Asked
from supervisor.reports.figures import ratio
from supervisor.reports.issue_tables import Listed, issue_table, read, saying
from supervisor.reports.months import last_months
from supervisor.words import _, moment, ngettext, number
from supervisor.workbook.book import (
    Cell,
    Chart,
    ChartKind,
    Marks,
    Part,
    Series,
    Sheet,
    Table,
    Text,
    Tone,
    Voice,
)
from supervisor.workbook.cell import Heading, Kind

MOST_TYPES = 20
"""Types of contact that are told one by one."""
FLOW_MONTHS = 12

_SEVERITY_TONES = {Severity.CRITICAL: Tone.BAD, Severity.SERIOUS: Tone.WATCH, Severity.SLIGHT: Tone.QUIET}


def sheet(asked: Asked) -> tuple[Sheet, ...]:
    """Hot enquiries; what departments were sent; how many issues come, go and grow old; the ledger."""
    month = asked.month
    last = month_end(month)
    hot = _hot(asked, month)
    records = ask_records(None, asked.url, None, month, last, asked.now)
    with asked.centre() as db:
        names = {one.id: one.name for one in all_departments(db)}
        everything = store.all_issues(db)
        public = None if asked.order.named else False  # what must stay in the house goes no further
        open_ = read(db, IssueQuestion(states=_SHOWN, internal=public), asked.now)
        ended = read(db, IssueQuestion(closed_since=month, closed_until=last, internal=public), asked.now)
        say = saying(db, asked)
    there = {one.line.id for one in open_}
    listed = [
        *open_,
        *(one for one in ended if one.line.id not in there and one.line.state is not State.DRAFT),
    ]
    known = [one for one in everything if public is None or not one.facts.internal]
    come_and_go = flow(known, last_months(month, FLOW_MONTHS), asked.zone)
    groups = ages(one.line for one in open_)
    parts: list[Part] = [
        _lead(asked, come_and_go, open_),
        _hot_table(hot),
        *([_hot_chart(hot)] if hot else []),
        *([_flow_chart(), _age_chart()] if everything else []),
        _flow_table(come_and_go),
        _age_table(groups),
    ]
    return (
        Sheet(
            _("10 Issues"),
            parts,
            title=_("10 Hot enquiries, and how issues come and go"),
            hint=_("Types of contact, new and ended issues, their age."),
        ),
        Sheet(
            _("10.1 Departments"),
            [
                *([_department_chart()] if any(_concerns(one) for one in records) else []),
                _department_table(records, names),
            ],
            title=_("10.1 What departments were sent, and what became of it"),
            hint=_("Sent, signed for, answered, promises kept, seen to work: each of how many."),
        ),
        Sheet(
            _("10.2 Issue ledger"),
            [issue_table("issue_ledger", listed, say, empty=_("No issue is open, and none ended."))],
            title=_("10.2 Issues that are open, and those that ended in the month"),
            frozen=2,
            hint=_("Each issue with owner, limit, what was promised and answered, its age."),
        ),
    )


_SHOWN = tuple(state for state in IN_ORDER if state is not State.DRAFT)


def _lead(asked: Asked, come_and_go: tuple[FlowMonth, ...], open_: tuple[Listed, ...]) -> Text:
    now, before = come_and_go[-1], come_and_go[-2]
    late = sum(one.line.is_overdue for one in open_)
    said = _(
        "In the month {made} issues were filed and {closed} ended; {open} were open at its end, {before} a "
        "month earlier. As of {moment} {now} are open, {late} of them overdue."
    ).format(
        made=number(now.made),
        closed=number(now.closed),
        open=number(now.open),
        before=number(before.open),
        moment=moment(asked.now, asked.zone, asked.today),
        now=number(len(open_)),
        late=number(late),
    )
    return Text((said,), Voice.LEAD)


# -- hot enquiries ------------------------------------------------------------------------------------------


def _hot(asked: Asked, month: date) -> tuple[TypeMonth, ...]:
    with opened(asked.url) as past:
        told = type_days(past, Period(first_day(month), month_end(month)))
    return type_months(told, month)


def _hot_table(hot: tuple[TypeMonth, ...]) -> Table:
    whole = sum(one.count for one in hot)
    rows: list[list[Cell]] = [
        [
            one.type or _("Type unknown"),
            one.count,
            ratio(one.count, whole),
            one.before,
            _change(one.count, one.before),
            one.year_before,
            _change(one.count, one.year_before),
            one.up,
            one.down,
            _verdict(one),
        ]
        for one in hot[:MOST_TYPES]
    ]
    rest = hot[MOST_TYPES:]
    total: list[Cell] = [_("All types"), whole, 1.0 if whole else None, *_totals(hot)]
    note = _(
        "Contacts handled, each once. A week counts as more or fewer when it breaks a rule of the process "
        "chart whose limits come from the weeks before the month. A change in % alone says nothing of that."
    )
    if rest:
        left = ngettext(
            "{n} rarer type is in the total alone.", "{n} rarer types are in the total alone.", len(rest)
        )
        note = f"{note} {left.format(n=number(len(rest)))}"
    return Table(
        "hot_types",
        [
            Heading(_("Type of contact")),
            Heading(_("Contacts"), Kind.NUMBER),
            Heading(_("Share"), Kind.SHARE),
            Heading(_("Month before"), Kind.NUMBER),
            Heading(_("Change"), Kind.SHARE, signed=True),
            Heading(_("Same month last year"), Kind.NUMBER),
            Heading(_("Change on the year"), Kind.SHARE, signed=True),
            Heading(_("Weeks with more"), Kind.NUMBER),
            Heading(_("Weeks with fewer"), Kind.NUMBER),
            Heading(_("Against the usual")),
        ],
        rows,
        title=_("Hot enquiries"),
        note=note,
        total=total if rows else None,
        marks=(Marks(9, {_("more than usual"): Tone.BAD, _("fewer than usual"): Tone.GOOD}),),
        empty=_("Nothing is known of types of contact in this month."),
    )


def _totals(hot: tuple[TypeMonth, ...]) -> list[Cell]:
    whole = sum(one.count for one in hot)
    before = [one.before for one in hot if one.before is not None]
    year = [one.year_before for one in hot if one.year_before is not None]
    was, long_ago = sum(before) if before else None, sum(year) if year else None
    return [was, _change(whole, was), long_ago, _change(whole, long_ago), None, None, ""]


def _change(now: float, before: float | None) -> float | None:
    return now / before - 1 if before else None


def _verdict(one: TypeMonth) -> str:
    if one.up is None or one.down is None:
        return _("too few weeks")
    if one.up == one.down:
        return _("as usual") if not one.up else _("uneven")
    return _("more than usual") if one.up > one.down else _("fewer than usual")


def _hot_chart(hot: tuple[TypeMonth, ...]) -> Chart:
    series = [Series(1, _("This month"))]
    if any(one.before is not None for one in hot):
        series.append(Series(3, _("Month before"), tone=Tone.QUIET))
    return Chart(
        ChartKind.BAR,
        _("Contacts by type, this month and the one before"),
        "hot_types",
        0,
        series,
        rows=min(len(hot), 12),
        tall=len(hot) > 8,
    )


# -- departments --------------------------------------------------------------------------------------------


def _concerns(one: Record) -> bool:
    shares = (one.signed, one.answered, one.promises, one.effective, one.came_back)
    return bool(one.sent or one.open_now or one.returned or any(of.whole for of in shares))


def _department_table(records: tuple[Record, ...], names: dict[str, str]) -> Table:
    rows: list[list[Cell]] = [
        [
            names.get(one.department, one.department),
            one.sent,
            *_of(one.signed),
            *_of(one.answered),
            *_of(one.promises),
            *_of(one.first_promises),
            one.returned,
            one.theirs,
            *_of(one.effective),
            *_of(one.came_back),
            one.overdue_now,
            one.open_now - one.overdue_now,
        ]
        for one in records
        if _concerns(one)
    ]
    return Table(
        "departments",
        [
            Heading(_("Department")),
            Heading(_("Sent"), Kind.NUMBER),
            *_headings(_("Signed in time"), _("To sign for")),
            *_headings(_("Answers in time"), _("To answer")),
            *_headings(_("Promises kept"), _("Promises due")),
            *_headings(_("First promises kept"), _("First promises due")),
            Heading(_("Returned"), Kind.NUMBER),
            Heading(_("Theirs by ruling"), Kind.NUMBER),
            *_headings(_("Seen to work"), _("Looked at")),
            *_headings(_("Came back"), _("Closed")),
            Heading(_("Overdue now"), Kind.NUMBER),
            Heading(_("Open now, not overdue"), Kind.NUMBER),
        ],
        rows,
        note=_("Each count of how many; by name, which is no rank. “Now” is the moment of this workbook."),
        empty=_("No department was sent anything, and none has anything open."),
    )


def _headings(part: str, whole: str) -> tuple[Heading, Heading]:
    return Heading(part, Kind.NUMBER), Heading(whole, Kind.NUMBER)


def _of(of: Of) -> tuple[Cell, Cell]:
    return (of.part, of.whole) if of.whole else (None, None)


def _department_chart() -> Chart:
    return Chart(
        ChartKind.STACKED,
        _("Open with each department"),
        "departments",
        0,
        [Series(16, _("Overdue"), tone=Tone.BAD), Series(17, _("Not overdue"), tone=Tone.QUIET)],
        y_title=_("Issues"),
    )


# -- how many come and go -----------------------------------------------------------------------------------


def _flow_table(found: tuple[FlowMonth, ...]) -> Table:
    return Table(
        "issue_flow",
        [
            Heading(_("Month")),
            Heading(_("New"), Kind.NUMBER),
            Heading(_("Ended"), Kind.NUMBER),
            Heading(_("Of them not pursued"), Kind.NUMBER),
            Heading(_("Open at its end"), Kind.NUMBER),
        ],
        [[f"{one.first:%Y-%m}", one.made, one.closed, one.rejected, one.open] for one in found],
        title=_("New and ended issues by month"),
    )


def _flow_chart() -> Chart:
    return Chart(
        ChartKind.COLUMN,
        _("New and ended issues by month"),
        "issue_flow",
        0,
        [
            Series(1, _("New")),
            Series(2, _("Ended"), tone=Tone.GOOD),
            Series(4, _("Open at its end"), kind=ChartKind.LINE, second=True),
        ],
        y_title=_("Issues"),
        second_title=_("Open at its end"),
        small=True,
    )


def _age_table(found: tuple[AgeGroup, ...]) -> Table:
    rows: list[list[Cell]] = []
    for one in found:
        said = (
            _("over {since} days").format(since=number(one.since - 1))
            if one.until is None
            else _("{since}–{until} days").format(since=number(one.since), until=number(one.until))
        )
        rows.append([said, *(one.by_severity[severity] for severity in Severity), one.count, one.overdue])
    return Table(
        "issue_ages",
        [
            Heading(_("Age")),
            *(Heading(_(SEVERITY_LABELS[severity]), Kind.NUMBER) for severity in Severity),
            Heading(_("Total"), Kind.NUMBER),
            Heading(_("Overdue"), Kind.NUMBER),
        ],
        rows,
        title=_("Open issues by age and severity"),
    )


def _age_chart() -> Chart:
    return Chart(
        ChartKind.STACKED,
        _("Open issues by age"),
        "issue_ages",
        0,
        [
            Series(at, _(SEVERITY_LABELS[severity]), tone=_SEVERITY_TONES.get(severity))
            for at, severity in enumerate(Severity, 1)
        ],
        y_title=_("Issues"),
        small=True,
    )
