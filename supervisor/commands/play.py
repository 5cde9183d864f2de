"""`supervisor play …`: a recording folded into boards, as the collector and a console would have."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from supervisor.commands import show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, said_database
from supervisor.words import _, mark

if TYPE_CHECKING:
    from supervisor.app import Now
    from supervisor.live.rules import CountingRules
    from supervisor.sources.replay.recording import Recording

SOURCE = "asterisk"

play = typer.Typer(
    help=mark("Play a recording, without touching the centre’s own data."), no_args_is_help=True
)


@play.callback()
def _several() -> None:
    """Keeps `asterisk` a word of its own although it is the only one."""


def _speed(said: str) -> float | None:
    """How many times as fast as it was; None as fast as it can be."""
    if said == "max":
        return None
    try:
        speed = float(said)
    except ValueError:
        speed = 0.0
    if not 0 < speed < float("inf"):
        raise typer.BadParameter(_("a number greater than 0, or max"))
    return speed


@play.command("asterisk", help=mark("Play what an Asterisk’s manager interface sent."))
def asterisk(
    context: typer.Context,
    recording: Annotated[
        Path,
        typer.Argument(
            metavar="BYTES", help=mark("The recorded bytes; .gz, .bz2 and .xz too."), show_default=False
        ),
    ],
    times: Annotated[
        Path | None,
        typer.Option(
            metavar="JSONL",
            help=mark("When the bytes came, a JSON object a line; otherwise NAME.times.jsonl beside them."),
            show_default=False,
        ),
    ] = None,
    speed: Annotated[
        str, typer.Option(metavar="N|max", help=mark("How many times as fast as it was."))
    ] = "max",
    board_every: Annotated[
        float | None,
        typer.Option(
            metavar="SECONDS",
            min=0.001,
            help=mark("Print the board at each such interval of the recording, and at its end."),
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.app import open_floor
    from supervisor.live.rules import CountingRules
    from supervisor.sources.replay.recording import Recording
    from supervisor.wallboard.report import board_report

    rate = _speed(speed)
    rules = CountingRules()
    if url := said_database(context, database):  # how that centre counts; nothing of it is written
        with open_floor(url) as centre:
            rules = centre.rules
    found = Recording(recording, times) if times else Recording.beside(recording)
    every = timedelta(seconds=board_every) if board_every else None
    began_s, first = time.monotonic(), None
    for now in boards(found, rules, every):
        if rate is not None:
            first = first or now.at - (every or timedelta())
            due_s = began_s + (now.at - first).total_seconds() / rate
            time.sleep(max(0.0, due_s - time.monotonic()))
        if as_json:
            show.line(board_report(now.board, now.feeds, now.at, rules))
        else:
            show.board(board_report(now.board, now.feeds, now.at, rules), rules.days.zone)


def boards(recording: Recording, rules: CountingRules, every: timedelta | None) -> Iterator[Now]:
    """The floor at each interval *every* after the recording's beginning (None: at none), and at its end.

    A board holds all that was recorded up to its instant. Raises SourceError when the recording cannot be
    read, after the boards of what could be.
    """
    from supervisor.app import Now
    from supervisor.events import FullState
    from supervisor.live.audit import corrections
    from supervisor.live.board import EMPTY, Board
    from supervisor.live.feed import Heartbeat, Rhythm, judge
    from supervisor.live.fold import advance, fold
    from supervisor.sources.replay.connector import said_by
    from supervisor.sources.source import Heard

    board, rhythm = EMPTY, Rhythm()
    due: datetime | None = None
    last: datetime | None = None

    def at_instant(board: Board, at: datetime) -> Now:
        board, _changed = advance(board, at, rules)
        line = board.sources.get(SOURCE)
        beat = Heartbeat(SOURCE, "play", at, last, rhythm.usual_gap_s, line is not None and line.up)
        return Now(at, board, {SOURCE: judge(line, beat, at)})

    for at, group in said_by(recording, SOURCE):
        if every is not None:
            due = due or at + every
            while due < at:
                yield at_instant(board, due)
                due += every
        for said in group:
            if isinstance(said, FullState):
                board, _changed = fold(board, corrections(board, said), rules)
            elif not isinstance(said, Heard):
                board, _changed = fold(board, (said,), rules)
        last = at
        rhythm.heard(at.timestamp())
    if last is not None:
        yield at_instant(board, last)
