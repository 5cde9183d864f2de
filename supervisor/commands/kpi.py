"""`supervisor kpi`: KPIs of any days, by person, team, skill group, or of the whole centre."""

from __future__ import annotations

from typing import Annotated

import typer

from supervisor.commands import past, show
from supervisor.commands.looking import look
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.commands.past import AsCsv, From, To
from supervisor.commands.reviewing import KpiNames
from supervisor.rights.look import What
from supervisor.words import DASH, _, mark, ngettext, number


def kpi(
    context: typer.Context,
    first: From,
    last: To = None,
    by: Annotated[
        str, typer.Option("--by", metavar="agent|team|skill|centre", help=mark("Whose figures a line holds."))
    ] = "centre",
    kpis: KpiNames = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.performance.kpi import BY_ID
    from supervisor.reports.counted import count_what_is_new
    from supervisor.review.report import rounded
    from supervisor.review.stretch import By, ask_stretch
    from supervisor.review.wording import with_unit
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    past.one_way(as_json, as_csv)
    period = past.period_of(first, last)
    whose = past.choice(By, by, "--by")
    url = database_of(context, database)
    count_what_is_new(url)
    with open_centre(url) as centre, centre.read() as db:
        settings = load_centre(db)
    today = settings.days.day(settings.clock().now())
    found = ask_stretch(url, period, whose, today, kpis)
    if whose is By.AGENT:
        about = f"{period.first} – {period.last}"
        look(url, What.AGENTS, (line.id for line in found.lines), by="kpi show", about=about)
    documents = [
        {
            "by": whose.value,
            "name": line.name or None,
            **({"number": line.number or None} if whose is By.AGENT else {}),
            "kpi": line.kpi,
            "numerator": rounded(line.numerator),
            "denominator": rounded(line.denominator),
            "value": rounded(line.value),
            "provisional": line.provisional,
        }
        for line in found.lines
    ]
    if as_json:
        show.line(
            {
                "from": period.first.isoformat(),
                "to": period.last.isoformat(),
                "by": whose.value,
                "unknown_logins": found.unknown_logins,
            }
        )
        for document in documents:
            show.line(document)
        return
    if as_csv:
        days = {"first_day": period.first.isoformat(), "last_day": period.last.isoformat()}
        heads = [*(documents[0] if documents else ("by", "name", "kpi")), *days]
        past.print_csv(heads, ([*document.values(), *days.values()] for document in documents))
        return
    show.table(
        _("KPIs, {days}").format(days=past.days(period.first, period.last)),
        [
            (_("KPI"), False),
            *([] if whose is By.CENTRE else [(_("Name"), False)]),
            (_("Value"), True),
            (_("Sum"), True),
            ("n", True),
            (_("Still open"), False),
        ],
        [
            (
                BY_ID[line.kpi].title,
                *(() if whose is By.CENTRE else (line.name or DASH,)),
                with_unit(BY_ID[line.kpi], line.value),
                number(line.numerator),
                number(line.denominator),
                _("may still change") if line.provisional else "",
            )
            for line in found.lines
        ],
    )
    if found.unknown_logins:
        typer.echo(
            ngettext(
                "The work of {count} login is in no line: nobody said whose it is.",
                "The work of {count} logins is in no line: nobody said whose they are.",
                found.unknown_logins,
            ).format(count=number(found.unknown_logins))
        )
