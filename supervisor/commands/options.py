"""What every command takes: which database, which language, people's words or JSON."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import typer

from supervisor import words
from supervisor.words import _, mark


@dataclass(frozen=True)
class SaidBefore:
    """What stood before the command's name: `supervisor --database URL board`."""

    database: str | None


def _spoken(code: str | None) -> str | None:
    if code is None:
        return None
    if code not in words.LANGUAGES:
        raise typer.BadParameter(
            _("“{code}” is not spoken here; there is: {known}.").format(
                code=code, known=", ".join(words.LANGUAGES)
            )
        )
    return words.use_language(code)


DATABASE_HELP = mark(
    "The centre’s database, sqlite:///FILE or postgresql://…; otherwise that of the settings."
)
DatabaseUrl = Annotated[
    str | None, typer.Option("--database", metavar="URL", help=DATABASE_HELP, show_default=False)
]
Language = Annotated[
    str | None,
    typer.Option(
        "--language",
        metavar="zh_CN|en",
        callback=_spoken,
        is_eager=True,
        help=mark("The language to speak; otherwise that of the settings."),
        show_default=False,
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help=mark("Print JSON for other programs, one document a line."))
]


def said_database(context: typer.Context, given: str | None) -> str | None:
    """The database that was said: *given* with the command, else before it; None when none was."""
    before = context.find_object(SaidBefore)
    return given or (before.database if before else None)


def database_of(context: typer.Context, given: str | None) -> str:
    """The database to work on: the one that was said, else that of the settings."""
    from supervisor.settings.machine import load_machine
    from supervisor.settings.places import places

    at = places()
    return said_database(context, given) or load_machine(at.settings_file).settings.database_url(at)
