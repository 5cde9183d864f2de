"""`supervisor export …`: reports as files, by hand or by the system's own timer."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from supervisor.commands import show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.commands.past import From, To
from supervisor.commands.reviewing import Month, Person, month_of
from supervisor.commands.seat import require_at
from supervisor.commands.which_meeting import OfSeries, Which, meeting_said
from supervisor.errors import UnknownNameError
from supervisor.rights.act import Act
from supervisor.words import DASH, _, language, mark, moment, ngettext, number

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from supervisor.settings.centre import CentreSettings

export = typer.Typer(
    help=mark("Reports as files: the monthly review, meeting packs, lists; and what is due by schedule."),
    no_args_is_help=True,
)

Out = Annotated[
    Path | None,
    typer.Option(
        "--out",
        metavar="FILE",
        help=mark("The file to write (.xlsx); otherwise one called as the report, in this folder."),
        show_default=False,
    ),
]
NoNames = Annotated[
    bool,
    typer.Option(
        "--no-names",
        "--without-names",
        help=mark("For wider circulation: nobody’s name or number, and an order that tells nothing."),
    ),
]


def _write(
    url: str, order: dict[str, Any], out: Path | None, *, named: bool = True, as_json: bool, name: str = ""
) -> None:
    """Make the report that *order* tells of, and say what became of it. *name*: whom it is about."""
    from supervisor.reports.catalogue import report_of
    from supervisor.reports.making import make
    from supervisor.reports.naming import USUAL, file_name, values
    from supervisor.reports.order import Order

    asked = Order(**order, language=language(), named=named)
    if out is None:
        settings = _settings(url)
        now = settings.days.local(settings.clock().now())
        title = _(report_of(asked.report).title)
        filled = values(asked, title=title, centre=settings.centre_name, now=now, name=name)
        out = Path(file_name(f"{USUAL} {{name}}", filled))
    made = make(_no_word, url, asked, out, who=require_at(url, report_of(asked.report).act))
    if as_json:
        show.line(
            {
                "file": str(made.path),
                "report": asked.report,
                "sheets": made.sheets,
                "rows": made.rows,
                "cut": made.cut,
            }
        )
        return
    said = ngettext("{file}: {count} row", "{file}: {count} rows", made.rows)
    typer.echo(said.format(file=made.path, count=number(made.rows)))
    if made.cut:
        cut = ngettext(
            "{count} text was too long for a cell and was cut.",
            "{count} texts were too long for a cell and were cut.",
            made.cut,
        )
        typer.echo(cut.format(count=number(made.cut)), err=True)


def _no_word(done: int, total: int) -> None:
    """A command says nothing while it works: timers read what it says."""


def _settings(url: str) -> CentreSettings:
    """How the centre at *url* is set up."""
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    with open_centre(url) as centre, centre.read() as db:
        return load_centre(db)


def _today(url: str) -> date:
    settings = _settings(url)
    return settings.days.day(settings.clock().now())


def _of_a_month(report: str, help: str) -> None:
    """Add the command that makes *report* of a month."""

    @export.command(report, help=help)
    def make(
        context: typer.Context,
        month: Month = None,
        out: Out = None,
        no_names: NoNames = False,
        as_json: AsJson = False,
        database: DatabaseUrl = None,
        language: Language = None,
    ) -> None:
        url = database_of(context, database)
        order = {"report": report, "month": month_of(month, _today(url))}
        _write(url, order, out, named=not no_names, as_json=as_json)


_of_a_month("review", mark("The monthly review: twelve sections with charts."))
_of_a_month("training-list", mark("Whom to train in what, with the evidence and the decisions."))
_of_a_month("courses", mark("What became of those who were trained, beside those who were not."))


@export.command(help=mark("The page of one person, with six months of figures."))
def agent(
    context: typer.Context,
    person: Person,
    month: Month = None,
    out: Out = None,
    no_names: NoNames = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.people.store import read_roll
    from supervisor.storage.database import open_centre

    url = database_of(context, database)
    with open_centre(url) as centre, centre.read() as db:
        known = read_roll(db).persons.values()
    found = [one for one in known if person in (one.id, one.number, one.name)]
    if len(found) != 1:
        raise UnknownNameError(mark("person"), person, tuple(sorted(one.number for one in found)))
    order = {"report": "agent", "month": month_of(month, _today(url)), "person": found[0].id}
    name = "" if no_names else found[0].name
    _write(url, order, out, named=not no_names, as_json=as_json, name=name)


def _of_a_period(report: str, help: str) -> None:
    """Add the command that makes *report* of a period."""

    @export.command(report, help=help)
    def make(
        context: typer.Context,
        first: From,
        last: To = None,
        out: Out = None,
        no_names: NoNames = False,
        as_json: AsJson = False,
        database: DatabaseUrl = None,
        language: Language = None,
    ) -> None:
        from supervisor.commands.past import period_of

        period = period_of(first, last)
        order = {"report": report, "since": period.first, "until": period.last}
        _write(database_of(context, database), order, out, named=not no_names, as_json=as_json)


_of_a_period("quality", mark("What was judged, where points were lost, how raters agree."))
_of_a_period("alarms", mark("What rang, how long it stood, who acted."))
_of_a_period("data-check", mark("What cannot be true in the data of a period."))


@export.command(help=mark("One business day of the floor: queues by half-hours, who gave up, breaks."))
def day(
    context: typer.Context,
    on: Annotated[
        datetime | None,
        typer.Option(
            "--day",
            formats=["%Y-%m-%d"],
            metavar="YYYY-MM-DD",
            help=mark("The business day; otherwise yesterday."),
            show_default=False,
        ),
    ] = None,
    out: Out = None,
    no_names: NoNames = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    url = database_of(context, database)
    since = on.date() if on is not None else _today(url) - timedelta(days=1)
    order = {"report": "day", "since": since}
    _write(url, order, out, named=not no_names, as_json=as_json)


@export.command(help=mark("A meeting’s pack: agenda or minutes, issues by department, what was decided."))
def meeting(
    context: typer.Context,
    which: Which = "next",
    series: OfSeries = None,
    out: Out = None,
    no_names: NoNames = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    url = database_of(context, database)
    with open_centre(url) as centre, centre.read() as db:
        days = load_centre(db).days
        found = meeting_said(db, which, series, days.zone)
    order = {"report": "meeting", "meeting": found.id}
    name = days.day(found.starts_at).isoformat()
    _write(url, order, out, named=not no_names, as_json=as_json, name=name)


@export.command(help=mark("A list of issues, by any filter."))
def issues(
    context: typer.Context,
    narrowed: Annotated[
        str,
        typer.Option(
            "--filter",
            metavar="FILTER",
            help=mark("A saved filter’s name, or words to search for; otherwise all that are open."),
            show_default=False,
        ),
    ] = "",
    department: Annotated[
        str | None,
        typer.Option(
            "--department", metavar="NAME", help=mark("Only of this department."), show_default=False
        ),
    ] = None,
    out: Out = None,
    no_names: NoNames = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.issues.department_store import all_departments, called
    from supervisor.storage.database import open_centre

    url = database_of(context, database)
    order: dict[str, Any] = {"report": "issues", "query": narrowed}
    if department is not None:
        with open_centre(url) as centre, centre.read() as db:
            known = all_departments(db)
        found = called(known, department)
        if found is None:
            raise UnknownNameError(mark("department"), department, tuple(one.name for one in known))
        order["department"] = found.id
    _write(url, order, out, named=not no_names, as_json=as_json, name=department or "")


@export.command(help=mark("Make what is due by schedule, once; for the system’s own timer."))
def due(
    context: typer.Context,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.reports.schedule_store import all_schedules
    from supervisor.reports.scheduled import make_due
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    url = database_of(context, database)
    with open_centre(url) as centre, centre.read() as db:
        settings = load_centre(db)
        names = {one.id: one.name for one in all_schedules(db)}
    runs = make_due(_no_word, url, now=settings.clock().now(), who=require_at(url, Act.SCHEDULE))
    for run in runs:
        name = names.get(run.schedule, run.schedule)
        due_at = moment(run.due_at, settings.days.zone)
        if as_json:
            show.line(
                {
                    "schedule": name,
                    "due_at": run.due_at.isoformat(),
                    "file": run.outcome.path or None,
                    "rows": run.outcome.rows,
                    "failed": run.outcome.failed or None,
                    "missed": run.outcome.missed,
                }
            )
        elif run.outcome.failed:
            said = _("{name}, due {time}: {why}").format(name=name, time=due_at, why=run.outcome.failed)
            typer.echo(said, err=True)
        elif run.outcome.missed:
            typer.echo(_("{name}, due {time}: missed").format(name=name, time=due_at))
        else:
            typer.echo(_("{name}, due {time}: {file}").format(name=name, time=due_at, file=run.outcome.path))
    if not runs and not as_json:
        typer.echo(_("Nothing is due."))
    if any(run.outcome.failed for run in runs):
        raise typer.Exit(1)


@export.command(help=mark("Show what left the program: who took what, when."))
def log(
    context: typer.Context,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.reports.catalogue import BY_NAME
    from supervisor.reports.log import exported
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    with open_centre(database_of(context, database)) as centre, centre.read() as db:
        zone = load_centre(db).days.zone
        found = exported(db)
    if as_json:
        for one in found:
            show.line(
                {
                    "at": one.at.isoformat(),
                    "who": one.who,
                    "what": one.what,
                    "personal": one.personal,
                    "rows": one.facts.rows,
                    "file": one.facts.path,
                    "failed": one.failed or None,
                }
            )
        return
    if not found:
        typer.echo(_("Nothing has left the program yet."))
        return
    show.table(
        "",
        [
            (_("Time"), True),
            (_("Who"), False),
            (_("What"), False),
            (_("Names"), False),
            (_("Rows"), True),
            (_("File"), False),
        ],
        [
            (
                moment(one.at, zone),
                one.who or DASH,
                _(BY_NAME[one.what].title) if one.what in BY_NAME else one.facts.title or one.what,
                _("with names") if one.personal else DASH,
                number(one.facts.rows),
                one.failed or one.facts.path,
            )
            for one in found
        ],
    )
