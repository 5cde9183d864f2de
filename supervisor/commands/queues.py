"""`supervisor queues`: what queues came to in the past, by the definitions that are asked for."""

from __future__ import annotations

from typing import Annotated

import typer

from supervisor.commands import past, show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.commands.past import AsCsv, From, To
from supervisor.words import _, mark

SHOWN = (
    *("offered", "answered", "abandoned", "answer_rate", "service_level"),
    *("mean_wait_s", "median_wait_s", "p90_wait_s", "longest_wait_s", "mean_talk_s", "mean_handle_s"),
)


def queues(
    context: typer.Context,
    first: From,
    last: To = None,
    every: Annotated[
        str,
        typer.Option(
            "--every",
            metavar="15m|30m|hour|day|week|month|whole",
            help=mark("How finely the time is cut."),
        ),
    ] = "whole",
    queue: Annotated[
        list[str] | None,
        typer.Option(
            "--queue", metavar="NAME", help=mark("Only this queue; may be said again."), show_default=False
        ),
    ] = None,
    source: Annotated[
        list[str] | None,
        typer.Option(
            "--source", metavar="NAME", help=mark("Only this source; may be said again."), show_default=False
        ),
    ] = None,
    threshold: Annotated[
        list[int] | None,
        typer.Option(
            "--threshold",
            metavar="SECONDS",
            min=1,
            max=86_400,
            help=mark(
                "Count the answered within so many seconds; may be said again. "
                "The first one is that of the service level, too."
            ),
            show_default=False,
        ),
    ] = None,
    service_level: Annotated[
        str,
        typer.Option(
            "--service-level",
            metavar="without-short|offered|without-abandoned|with-abandoned|answered",
            help=mark("What the service level divides by what."),
        ),
    ] = "without-short",
    answer_rate: Annotated[
        str,
        typer.Option(
            "--answer-rate",
            metavar="settled|without-short",
            help=mark("Whether short abandons count in the answer rate."),
        ),
    ] = "settled",
    offered: Annotated[
        str,
        typer.Option(
            "--offered", metavar="entry|contact", help=mark("What is counted as offered and answered.")
        ),
    ] = "entry",
    short: Annotated[
        float | None,
        typer.Option(
            "--short",
            metavar="SECONDS",
            min=0,
            help=mark("Up to which wait an abandon is a short one; otherwise the centre’s."),
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.history.asking import opened
    from supervisor.history.definition import AnswerRate, Definition, OfferedBy, ServiceLevel
    from supervisor.history.period import Every
    from supervisor.history.queue_figures import QueueQuestion, named_queues, queue_figures
    from supervisor.reports.counted import count_what_is_new

    past.one_way(as_json, as_csv)
    limits = tuple(dict.fromkeys(threshold or ()))
    definition = Definition(
        past.choice(ServiceLevel, service_level, "--service-level"),
        past.choice(AnswerRate, answer_rate, "--answer-rate"),
        past.choice(OfferedBy, offered, "--offered"),
        threshold_s=limits[0] if limits else None,
        short_s=short,
        within=limits,
    )
    period, cut = past.period_of(first, last), past.every_of(every, Every)
    url = database_of(context, database)
    count_what_is_new(url)
    with opened(url) as centre:
        chosen = None if queue is None else named_queues(centre.history, queue)
        figures = queue_figures(
            centre.history,
            centre.roll,
            centre.settings,
            QueueQuestion(
                period,
                cut,
                definition,
                queues=chosen,
                sources=None if source is None else tuple(source),
                with_skills=chosen is None,
            ),
        )
        zone = centre.settings.days.zone
    if as_json:
        show.line(
            {
                "from": period.first.isoformat(),
                "to": period.last.isoformat(),
                "every": cut.value,
                "time_zone": zone.key,
                "service_level": definition.service_level.value,
                "answer_rate": definition.answer_rate.value,
                "offered": definition.offered_by.value,
                "threshold_s": definition.threshold_s,
                "definitions": dict(figures.definitions),
            }
        )
        for document in past.documents(figures, zone):
            show.line(document)
    elif as_csv:
        past.csv_of(figures, zone)
    else:
        within = [f"within_{limit}" for limit in limits]
        past.show_figures(
            _("Queues, {days}").format(days=past.days(period.first, period.last)),
            figures,
            cut,
            zone,
            [*SHOWN[:5], *within, *SHOWN[5:]],
            _("Queue"),
            _("All"),
        )
        _say_definitions(figures.definitions)


def _say_definitions(definitions: object) -> None:
    titles = {
        "offered": _("Offered"),
        "answer_rate": _("Answer rate"),
        "service_level": _("Service level"),
        "short": _("Short abandon"),
        "by": _("Counted"),
    }
    told = dict(definitions)  # type: ignore[call-overload]
    for name, title in titles.items():
        typer.echo(f"{title}: {told[name]}")
