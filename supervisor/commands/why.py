"""`supervisor why`: why the answer rate of a queue is another than it was."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Annotated

import typer

from supervisor.commands import show
from supervisor.commands.advice import OfSource, QueueName, queue_of
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.words import _, clock_time, mark

if TYPE_CHECKING:
    from supervisor.advice.why import Why

MOST_BEHIND = 3


def why(
    context: typer.Context,
    queue: QueueName,
    minutes: Annotated[
        int, typer.Option("--minutes", min=5, max=720, help=mark("How long each of the two times is."))
    ] = 30,
    ago: Annotated[
        int | None,
        typer.Option(
            "--ago",
            metavar="MINUTES",
            min=5,
            max=10080,
            help=mark("How much earlier the first of the two times is; otherwise it is the one just before."),
            show_default=False,
        ),
    ] = None,
    source: OfSource = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.advice import report
    from supervisor.advice.journalled import observed_in
    from supervisor.advice.sharing import sharing
    from supervisor.advice.told import unclear_words
    from supervisor.advice.why import Unclear
    from supervisor.advice.why import why as explained
    from supervisor.app import open_floor
    from supervisor.settings.breaks import BreakKind
    from supervisor.wallboard.report import instant

    length = timedelta(minutes=minutes)
    with open_floor(database_of(context, database)) as centre:
        now = centre.now()
        key = queue_of(now.board, queue, source)
        zone = centre.rules.days.zone
        until = now.at
        then = until - (length if ago is None else timedelta(minutes=ago))
        unnamed = {
            code.code.casefold() for code in centre.settings.break_codes if code.kind is BreakKind.WELLBEING
        }
        split = sharing(now.board)
        with centre.journal() as journal:
            seen = [
                observed_in(journal, [key], end - length, end, centre.rules, split) for end in (then, until)
            ]
    before, after = seen
    found = (
        Unclear.NOT_HEARD if before is None or after is None else explained(before, after, frozenset(unnamed))
    )
    windows = {
        "source": key[0],
        "queue": key[1],
        "before_from": instant(then - length),
        "before_until": instant(then),
        "after_from": instant(until - length),
        "after_until": instant(until),
    }
    if isinstance(found, Unclear):
        if as_json:
            show.line({**windows, "unclear": str(found)})
        else:
            typer.echo(f"{key[1]}: {unclear_words(found)}")
        raise typer.Exit(1)
    if as_json:
        show.line({**windows, **report.why_report(found)})
        return
    typer.echo(
        _("{queue}: {before_from} to {before_until}, and {after_from} to {after_until}.").format(
            queue=key[1],
            before_from=_time(then - length, zone),
            before_until=_time(then, zone),
            after_from=_time(until - length, zone),
            after_until=_time(until, zone),
        )
    )
    _show(found)


def _show(found: Why) -> None:
    from supervisor.advice import told
    from supervisor.advice.said import points

    typer.echo(told.why_sentence(found))
    show.table(
        "",
        [(_("Cause"), False), (_("Percentage points"), True), (_("Change"), False), (_("Behind it"), False)],
        [
            (
                told.cause_words(one.cause),
                points(one.change),
                told.cause_values(one),
                "; ".join(told.behind_words(who) for who in one.behind[:MOST_BEHIND]),
            )
            for one in found.contributions
        ]
        + [(_("Unexplained"), points(found.unexplained), "", "")],
    )


def _time(at: datetime, zone: tzinfo) -> str:
    return clock_time(at, zone)
