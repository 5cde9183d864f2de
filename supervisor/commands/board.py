"""`supervisor board`: the floor at this moment, as the journal tells it."""

from __future__ import annotations

import typer

from supervisor.commands import show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of


def board(
    context: typer.Context, as_json: AsJson = False, database: DatabaseUrl = None, language: Language = None
) -> None:
    from supervisor.app import open_floor
    from supervisor.wallboard.report import board_report

    with open_floor(database_of(context, database)) as centre:
        now = centre.now()
        report = board_report(now.board, now.feeds, now.at, centre.rules)
    if as_json:
        show.line(report)
    else:
        show.board(report, centre.rules.days.zone)
