"""`supervisor agents`: what agents came to in the past, their contacts and their time."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from supervisor.commands import past, show
from supervisor.commands.looking import look
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.commands.past import AsCsv, From, To
from supervisor.rights.look import What
from supervisor.words import _, mark

if TYPE_CHECKING:
    from supervisor.history.agent_figures import AgentAnswer
    from supervisor.history.whose import Teller, Telling

SHOWN = (
    *("n_answered", "n_rona", "mean_talk_s", "mean_hold_s", "mean_acw_s", "mean_handle_s"),
    *("signed_s", "ready_s", "break_s"),
)

MOST_BREAKS = 3  # columns that a terminal has room for beside the others


def agents(
    context: typer.Context,
    first: From,
    last: To = None,
    every: Annotated[
        str, typer.Option("--every", metavar="day|week|month|whole", help=mark("How finely the time is cut."))
    ] = "whole",
    agent: Annotated[
        list[str] | None,
        typer.Option(
            "--agent",
            metavar="NAME",
            help=mark("Only this person, by name or employee number; may be said again."),
            show_default=False,
        ),
    ] = None,
    team: Annotated[
        list[str] | None,
        typer.Option(
            "--team",
            metavar="NAME",
            help=mark("Only who was in this team on the day; may be said again."),
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.history.agent_figures import AgentQuestion, agent_figures
    from supervisor.history.asking import opened
    from supervisor.history.period import Every
    from supervisor.history.whose import Filter
    from supervisor.people.person import GroupKind
    from supervisor.reports.counted import count_what_is_new

    past.one_way(as_json, as_csv)
    period = past.period_of(first, last)
    cut = past.every_of(every, (Every.DAY, Every.WEEK, Every.MONTH, Every.WHOLE))
    url = database_of(context, database)
    count_what_is_new(url)
    with opened(url) as centre:
        roll = centre.roll
        persons = teams = None
        if agent is not None:
            persons = tuple(
                past.found(
                    mark("person"),
                    agent,
                    [(one.id, (one.name, one.number)) for one in roll.persons.values()],
                )
            )
        if team is not None:
            groups = [one for one in roll.groups.values() if one.kind is GroupKind.TEAM]
            teams = tuple(past.found(mark("team"), team, [(one.id, (one.name,)) for one in groups]))
        asked = AgentQuestion(period, cut, Filter(persons=persons, teams=teams), spans=as_json)
        answer = agent_figures(centre.history, roll, centre.settings, asked, centre.cube)
        zone = centre.settings.days.zone
    figures = answer.figures
    seen = (one.id or f"{one.source}/{one.name}" for one in answer.lines)
    look(url, What.AGENTS, seen, by="agents", about=f"{period.first} – {period.last}")
    if as_json:
        show.line(
            {
                "from": period.first.isoformat(),
                "to": period.last.isoformat(),
                "every": cut.value,
                "time_zone": zone.key,
                "told_twice": [_twice(telling) for telling in answer.twice],
            }
        )
        for document in past.documents(figures, zone):
            show.line(document)
        for document in _sign_ins(answer, zone):
            show.line(document)
    elif as_csv:
        past.csv_of(figures, zone)
    else:
        breaks = [
            column.name
            for column in figures.columns
            if column.name.startswith("break:") and (figures.of(column.name) > 0).any()
        ]
        past.show_figures(
            _("Agents, {days}").format(days=past.days(period.first, period.last)),
            figures,
            cut,
            zone,
            [*SHOWN, *(breaks if len(breaks) <= MOST_BREAKS else ())],
            _("Agent"),
        )
        if answer.twice:
            typer.echo(_("Where two sources tell the same, one of them counts; --json says which."))


def _sign_ins(answer: AgentAnswer, zone: Any) -> list[dict[str, Any]]:
    return [
        {
            **past.who(answer.lines[one.line]),
            "queue": one.queue or None,
            "signed_in": one.began.astimezone(zone).isoformat(),
            "signed_out": None if one.ended is None else one.ended.astimezone(zone).isoformat(),
        }
        for one in answer.sign_ins
    ]


def _twice(telling: Telling) -> dict[str, Any]:
    return {
        **past.who(telling.line),
        "group": telling.group,
        "counted": _teller(telling.counted),
        "left_out": _teller(telling.left_out),
        "days": telling.days,
    }


def _teller(teller: Teller) -> dict[str, Any]:
    return {"source": teller.source, "derived": teller.derived, "month": teller.month}
