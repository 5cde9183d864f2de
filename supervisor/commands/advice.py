"""`supervisor advice`: what a queue comes to, what it needs, and how often such advice came true."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from supervisor.commands import show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.rights.own import login
from supervisor.words import DASH, _, duration, mark, number

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from supervisor.advice.returning import Return
    from supervisor.live.board import Board, QueueKey

RECORD = timedelta(days=7)  # of which the hit rate is told
MOST_NAMES = 5

QueueName = Annotated[
    str, typer.Option("--queue", metavar="NAME", help=mark("The queue, as its source calls it."))
]
OfSource = Annotated[
    str | None,
    typer.Option(
        "--source",
        metavar="NAME",
        help=mark("The source, where several have a queue of that name."),
        show_default=False,
    ),
]


def advice(
    context: typer.Context,
    queue: QueueName,
    come_back: Annotated[
        int | None,
        typer.Option(
            "--come-back",
            metavar="PEOPLE",
            min=-500,
            max=500,
            help=mark("What if so many come back now; −2: if two go."),
            show_default=False,
        ),
    ] = None,
    source: OfSource = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.advice import report, store, told
    from supervisor.advice.demand import Missing
    from supervisor.advice.forecast import hit_rates, if_asked
    from supervisor.advice.returning import Floor, returning
    from supervisor.advice.said import missing_words
    from supervisor.advice.staffing import ahead, if_people_come, needed
    from supervisor.app import open_floor
    from supervisor.live.feed import FeedState
    from supervisor.wallboard.breaks import break_codes

    with open_floor(database_of(context, database)) as centre:
        now = centre.now()
        key = queue_of(now.board, queue, source)
        feed = now.feeds.get(key[0])
        floor = Floor(now.board, now.at, centre.rules)
        here = floor.situation(key)
        if feed is not None and feed.state is FeedState.DEAD:
            here = Missing.NOT_HEARD
        if isinstance(here, Missing):
            if as_json:
                show.line({"source": key[0], "queue": key[1], "missing": str(here)})
            else:
                typer.echo(f"{key[1]}: {missing_words(here)}")
            raise typer.Exit(1)
        target = centre.settings.service_level_target
        found = needed(here, target)
        asked = None if come_back is None else if_people_come(here, come_back, ranged=True)
        as_is = ahead(here, ranged=True) if asked is None else asked.before
        back = [
            one
            for one in returning(floor, break_codes(centre.settings.break_codes))
            if one.agent.source == key[0] and key[1] in one.agent.queues
        ][:MOST_NAMES]
        with centre.database.read() as db:
            made = None if asked is None else if_asked(now.board, asked, centre.rules, login(db))
            rates = hit_rates(store.forecasts(db, now.at - RECORD))
        if made is not None:
            centre.database.change(store.add_once, made)
    if as_json:
        show.line(
            {
                **report.situation_report(here),
                "as_is": report.ahead_report(as_is),
                "if_people_come": None if asked is None else report.comparison_report(asked),
                "needed": report.needed_report(found),
                "come_back_next": report.returns_report(back),
                "hit_rate": report.hit_rates_report(rates),
            }
        )
        return
    show.table(
        key[1],
        [(_("Measured"), False), (_("Value"), True), (_("95 % range"), True), (_("From"), False)],
        told.measured_lines(here.demand),
    )
    said = [told.people_sentence(here)]
    if asked is None:
        said += [told.ahead_sentence(as_is), told.spread_sentence(as_is.spread)]
    else:
        said += [
            told.comparison_sentence(asked),
            told.spread_sentence(asked.after.spread),
            told.lasting_sentence(asked),
        ]
    said += told.needed_sentences(found, here)
    for sentence in said:
        if sentence:
            typer.echo(sentence)
    if back:
        _show_returns(back)
    for rate in rates.values():
        typer.echo(f"{told.kind_words(rate.kind)}: {told.hit_sentence(rate)}")


def _show_returns(back: list[Return]) -> None:
    from supervisor.advice.said import effect_words, turn_words

    show.table(
        _("Who could come back next"),
        [
            (_("Agent"), False),
            (_("Break"), False),
            (_("Since"), True),
            (_("Asked because"), False),
            (_("More in time"), True),
            (_("Service level"), False),
        ],
        [
            (
                one.agent.name or one.agent.login,
                one.agent.break_code or DASH,
                duration(one.break_.elapsed_s),
                turn_words(one.turn),
                number(one.in_time, 1),
                effect_words(one.effects),
            )
            for one in back
        ],
    )


def queue_of(board: Board, name: str, source: str | None) -> QueueKey:
    """The queue called *name*, of *source* if one is named. Raises UnknownNameError."""
    from supervisor.errors import UnknownNameError

    known = [key for key, line in board.queues.items() if not line.gone and source in (None, key[0])]
    for key in known:
        if key[1] == name:
            return key
    for key in known:
        if key[1].casefold() == name.strip().casefold():
            return key
    raise UnknownNameError(mark("queue"), name, tuple(key[1] for key in known))
