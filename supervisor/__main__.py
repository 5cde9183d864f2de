"""The command line: `supervisor …` or `python -m supervisor …`.

Ends with 0 when all is well, with 1 when what was asked for failed (the sentence is on standard error), with
2 when the command was not understood.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.main import get_group

from supervisor import __version__, words
from supervisor.commands.account import account
from supervisor.commands.advice import advice
from supervisor.commands.agents import agents
from supervisor.commands.alarms import alarms
from supervisor.commands.audit import audit
from supervisor.commands.board import board
from supervisor.commands.calendar import calendar
from supervisor.commands.collect import collect
from supervisor.commands.courses import coaching, course
from supervisor.commands.data_check import data
from supervisor.commands.database import database
from supervisor.commands.demo import demo
from supervisor.commands.export import export
from supervisor.commands.facts import facts
from supervisor.commands.imports import imports
from supervisor.commands.issues import issues
from supervisor.commands.kpi import kpi
from supervisor.commands.meetings import meetings
from supervisor.commands.options import DATABASE_HELP, Language, SaidBefore
from supervisor.commands.play import play
from supervisor.commands.quality import quality
from supervisor.commands.queues import queues
from supervisor.commands.replay import replay
from supervisor.commands.review import list_ as training_list
from supervisor.commands.review import review
from supervisor.commands.sheet import sheet
from supervisor.commands.source import source
from supervisor.commands.watch import watch
from supervisor.commands.why import why
from supervisor.errors import SupervisorError
from supervisor.rights.refusal import explained
from supervisor.sentences.error import bug, sentence
from supervisor.words import _, mark

_UsageError: Any = typer.BadParameter.__bases__[0]  # by no name of typer's own

_GROUPS = {
    "review": review,
    "sheet": sheet,
    "source": source,
    "play": play,
    "demo": demo,
    "issues": issues,
    "meetings": meetings,
    "export": export,
    "calendar": calendar,
    "data": data,
    "database": database,
    "account": account,
    "import": imports,
    "facts": facts,
    "course": course,
    "coaching": coaching,
    "quality": quality,
}


class _Root(TyperGroup):
    """Speaks the user's language from the help on, and makes sentences of what a user can act on.

    A group of commands is made when it is asked for: all of them were half of what a command took to start.
    """

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        for name, group in _GROUPS.items():
            self.commands[name] = TyperGroup(name=name, help=group.info.help)
        self._made: set[str] = set()

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name in _GROUPS and cmd_name not in self._made:
            self._made.add(cmd_name)
            self.commands[cmd_name] = made = get_group(_GROUPS[cmd_name])
            made.name = cmd_name
            _say(made)
        return super().get_command(ctx, cmd_name)

    def make_context(self, *args: Any, **extra: Any) -> Any:
        _say(self)
        return super().make_context(*args, **extra)

    def invoke(self, ctx: Any) -> Any:
        try:
            return super().invoke(ctx)
        except SupervisorError as error:
            typer.echo(sentence(explained(error)), err=True)
            raise typer.Exit(1) from error
        except _UsageError as error:  # typer says this in English alone
            problem, _asked, names = error.message.partition(". Did you mean ")
            if names:
                error.message = _("{problem}. Did you mean {names}?").format(
                    problem=problem.rstrip(".。"), names=names.rstrip("?")
                )
            raise


def _say(command: Any) -> None:
    """Put the help of *command* and all below it, which is only marked, into the language in use."""
    for holder in (command, *command.params):
        if getattr(holder, "help", None):
            holder.help = _(holder.help)
    ask = command.get_help_option

    def help_option(ctx: Any) -> Any:
        option = ask(ctx)
        if option is not None:
            option.help = _(option.help)
        return option

    command.get_help_option = help_option
    for below in getattr(command, "commands", {}).values():
        _say(below)


# What typer itself says, through Python's gettext: here so that our catalogues hold it too.
_TYPERS_OWN = (
    mark("Arguments"),
    mark("Options"),
    mark("Commands"),
    mark("Error"),
    mark("[required]"),
    mark("[default: {}]"),
    mark("Missing command."),
    mark("No such command {name!r}."),
    mark("Try [blue]'{command_path} {help_option}'[/] for help."),
    mark("Show this message and exit."),
)


app = typer.Typer(
    cls=_Root,
    help=mark(
        "Supervisor console for contact centres: what is happening on the floor, for people and for programs."
    ),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
)
app.command(help=mark("Show the floor at this moment."))(board)
app.command(help=mark("Compare what was counted with each source’s own log, contact by contact."))(audit)
app.command(help=mark("Show the floor as it was, at any moment that the journal holds."))(replay)
app.command(help=mark("Listen to the sources and write what they say into the journal, until told to end."))(
    collect
)
app.command(help=mark("Tell what a queue comes to in the next minutes, what it needs, and who could help."))(
    advice
)
app.command(help=mark("Tell why the answer rate of a queue is another than it was."))(why)
app.command(help=mark("Show the open alarms, those of a time, or how the alarms themselves do."))(alarms)
app.command(help=mark("Keep the alarms of the centre, until told to end; a collector starts this itself."))(
    watch
)
app.command(help=mark("Tell what queues came to in the past."))(queues)
app.command(help=mark("Tell what agents came to in the past: their contacts and their time."))(agents)
app.command(help=mark("Tell what KPIs came to on any days, by person, team, skill group or in all."))(kpi)
app.command(
    "training-list",
    help=mark("Tell who is off target in what, how sure that is, and what seems to cause it."),
)(training_list)


def _tell_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _before(
    context: typer.Context,
    database: Annotated[
        str | None,
        typer.Option(
            "--database",
            metavar="URL",
            envvar="SUPERVISOR_DATABASE",
            help=DATABASE_HELP,
            show_default=False,
        ),
    ] = None,
    language: Language = None,
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_tell_version, is_eager=True, help=mark("Say which version this is.")
        ),
    ] = False,
) -> None:
    context.obj = SaidBefore(database)


def main() -> None:
    """Run the command line of this process and end it."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # names are Chinese, whatever the terminal's code page
    gc.set_threshold(50_000, 50, 50)  # as the console: most of what is made goes without a collector
    _use_language(sys.argv[1:])
    try:
        app(prog_name="supervisor")
    except Exception as error:  # noqa: BLE001  # a bug, whatever it is: reported, and told in words
        from supervisor.clock import SystemClock
        from supervisor.crash import write_report
        from supervisor.settings.places import places

        where = "supervisor " + " ".join(sys.argv[1:2])
        report = write_report(places().crash_reports, error, where=where, at=SystemClock().now())
        typer.echo(bug(report), err=True)
        sys.exit(1)


def _use_language(arguments: Sequence[str]) -> None:
    """Choose the language before the command is understood: its help and its usage errors are said too."""
    from supervisor.settings.machine import load_machine
    from supervisor.settings.places import places

    said = [
        following if option == "--language" else option.partition("=")[2]
        for option, following in zip(arguments, [*arguments, ""][1:], strict=True)
        if option.startswith("--language")
    ]
    chosen = said[-1] if said else load_machine(places().settings_file).settings.language
    words.use_language(None if chosen == "auto" else chosen)
    words.lend_to_gettext()


if __name__ == "__main__":
    main()
