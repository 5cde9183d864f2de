"""The list of issues that a filter means: all of them, each department's, every column, and totals."""

from __future__ import annotations

from supervisor.issues.asked_for import asked_for
from supervisor.reports.asked import Asked
from supervisor.reports.issue_tables import (
    DATES,
    DEPARTMENT,
    FACTS,
    TEXTS,
    department_sheets,
    departments_of,
    issue_table,
    read,
    saying,
    totals,
    totals_chart,
)
from supervisor.words import _, moment, ngettext, number
from supervisor.workbook.book import Book, Chart, Sheet, Table, Text, Voice


def book(asked: Asked) -> Book:
    """The issues of the order's query and department, as they stand now. Raises UnknownNameError."""
    order = asked.order
    with asked.centre() as db:
        meant = asked_for(db, order.query, order.department, asked.who)
        found = read(db, meant.question, asked.now, asked.who)
        say = saying(db, asked)
    by_department = departments_of(found)
    apart = len(by_department) > 1
    table = totals(found)
    late = sum(one.line.is_overdue for one in found)
    lead = ngettext("{n} issue, {late} of them overdue", "{n} issues, {late} of them overdue", len(found))
    parts: list[Text | Table | Chart] = [
        Text([lead.format(n=number(len(found)), late=number(late))], Voice.LEAD),
        table,
    ]
    parts += [totals_chart(table)] if apart else []
    but = () if apart else (DEPARTMENT,)
    sheets = [
        Sheet(_("Totals"), parts, _("Issues by department and state"), hint=_("How many are in which state")),
        Sheet(
            _("All issues"),
            [issue_table("issues", found, say, but=but)],
            _("Issues: {list}").format(list=meant.called),
            frozen=2,
            hint=_("The list, the most urgent first"),
        ),
    ]
    if apart:
        sheets += department_sheets(by_department, say, lambda name: _("Issues: {list}").format(list=name))
    for name, columns, title in (
        ("texts", TEXTS, _("Causes and answers")),
        ("dates", DATES, _("Clocks and dates")),
        ("facts", FACTS, _("Facts and counters")),
    ):
        listed = issue_table(name, found, say, columns)
        sheets.append(Sheet(title, [listed], title, frozen=2, hint=_("All issues of the list")))
    as_of = _("as of {moment}").format(moment=moment(asked.now, asked.zone, asked.today))
    about = asked.about(_("Issue list"), as_of, meant.called, definitions())
    return Book(_("Issue list"), sheets, about)


def definitions() -> tuple[tuple[str, str], ...]:
    """What the columns of a list mean, as pairs of a name and what it says."""
    return (
        (_("Clock"), _("Of several that run the most urgent; days are working days of its calendar.")),
        (
            _("Promised first, promised now"),
            _("The day that the department named first, and the one that holds."),
        ),
        (_("Unsettled"), _("All but closed, merged and not pursued.")),
        (_("Overdue"), _("Whose clock has run out.")),
        (_("Age"), _("Calendar days since it was filed, until it was closed")),
    )
