"""Section 10: what customers called about more often, what went to other departments, what became of it."""

from __future__ import annotations

from supervisor.history.count_block import month_end
from supervisor.issues import store
from supervisor.issues.department_store import all_departments
from supervisor.issues.flow import FlowMonth, ages, flow
from supervisor.issues.question import IssueQuestion
from supervisor.issues.record_asking import ask_records
from supervisor.issues.states import State
from supervisor.reports.asked import Asked
from supervisor.reports.issue_tables import TOLD, Listed, issue_table, read, saying
from supervisor.reports.monthly.departments import concerns, department_chart, department_table
from supervisor.reports.monthly.hot_types import hot_chart, hot_table, hot_types
from supervisor.reports.monthly.issue_flow import age_chart, age_table, flow_chart, flow_table
from supervisor.reports.months import last_months
from supervisor.words import _, moment, number
from supervisor.workbook.book import Part, Sheet, Text, Voice

FLOW_MONTHS = 12


def sheet(asked: Asked) -> tuple[Sheet, ...]:
    """Hot enquiries; what departments were sent; how many issues come, go and grow old; the ledger."""
    month = asked.month
    last = month_end(month)
    hot = hot_types(asked, month)
    records = ask_records(None, asked.url, None, month, last, asked.now)
    with asked.centre() as db:
        names = {one.id: one.name for one in all_departments(db)}
        everything = store.all_issues(db)
        public = None if asked.order.named else False  # what must stay in the house goes no further
        open_ = read(db, IssueQuestion(states=TOLD, internal=public), asked.now)
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
        hot_table(hot),
        *([hot_chart(hot)] if hot else []),
        *([flow_chart(), age_chart()] if everything else []),
        flow_table(come_and_go),
        age_table(groups),
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
                *([department_chart()] if any(concerns(one) for one in records) else []),
                department_table(records, names),
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
