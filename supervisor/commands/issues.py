"""`supervisor issues …`: listed, shown, made and moved, for people and for programs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from supervisor.commands import show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.errors import UnknownNameError
from supervisor.words import DASH, _, mark, moment

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from collections.abc import Iterable
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from sqlalchemy import Connection

    from supervisor.issues.event import Acting
    from supervisor.issues.issue import Issue
    from supervisor.issues.moves import Given
    from supervisor.issues.question import IssueQuestion
    from supervisor.settings.centre import CentreSettings

issues = typer.Typer(
    help=mark("Issues with other departments: filed, sent, answered, followed until they are gone."),
    no_args_is_help=True,
)

Which = Annotated[
    str, typer.Argument(metavar="NUMBER", help=mark("The issue’s number, however it is typed, or its id."))
]
Roles = Annotated[
    list[str] | None,
    typer.Option(
        "--as",
        metavar="ROLE",
        help=mark("As whom: supervisor, liaison, chair, manager, quality …; repeatable, otherwise any."),
        show_default=False,
    ),
]


@issues.command("list", help=mark("List the open issues, the most urgent first."))
def list_(
    context: typer.Context,
    state: Annotated[
        list[str] | None,
        typer.Option("--state", metavar="STATE", help=mark("Only of this state; repeatable.")),
    ] = None,
    department: Annotated[
        list[str] | None,
        typer.Option("--department", metavar="NAME|ID", help=mark("Only of this department; repeatable.")),
    ] = None,
    category: Annotated[
        list[str] | None,
        typer.Option("--category", metavar="NAME", help=mark("Only of this category; repeatable.")),
    ] = None,
    light: Annotated[
        list[str] | None,
        typer.Option(
            "--clock",
            metavar="LIGHT",
            help=mark("Only with a clock that is red, today, amber, green or paused; repeatable."),
        ),
    ] = None,
    text: Annotated[
        str, typer.Option("--text", metavar="WORDS", help=mark("Only those in which these words stand."))
    ] = "",
    everything: Annotated[bool, typer.Option("--all", help=mark("Those that are over, too."))] = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.issues.clock import Light
    from supervisor.issues.clock_wording import limit_words, short_words
    from supervisor.issues.issue import SEVERITY_LABELS
    from supervisor.issues.query import lines
    from supervisor.issues.question import IssueQuestion
    from supervisor.issues.report import line_document
    from supervisor.issues.states import OPEN, STATE_LABELS, State
    from supervisor.storage.database import open_centre

    states = tuple(_one(State, each, "--state") for each in state or ())
    if not states and not everything:
        states = tuple(each for each in State if each in OPEN)
    question = IssueQuestion(
        states=states,
        categories=tuple(category or ()),
        lights=tuple(_one(Light, each, "--clock") for each in light or ()),
        text=text,
    )
    with open_centre(database_of(context, database)) as centre, centre.read() as db:
        settings, now = _now(db)
        question = _of_departments(db, question, department or ())
        found = lines(db, question, now)
    if as_json:
        show.line([line_document(line) for line in found])
        return
    if not found:
        typer.echo(_("There is no such issue."))
        return
    zone, today = settings.days.zone, settings.days.day(now)
    show.table(
        "",
        [
            (_("Number"), True),
            (_("Issue"), False),
            (_("Severity"), False),
            (_("Department"), False),
            (_("State"), False),
            (_("Clock"), False),
            (_("Limit"), False),
        ],
        [
            (
                line.number,
                line.title,
                _(SEVERITY_LABELS[line.severity]),
                line.department_name or DASH,
                _(STATE_LABELS[line.state]),
                short_words(line.reading) if line.reading else DASH,
                limit_words(line.reading, zone, today) if line.reading else DASH,
            )
            for line in found
        ],
    )


@issues.command(
    "show", help=mark("Show an issue with its clocks, its evidence, its answers and its history.")
)
def show_(
    context: typer.Context,
    which: Which,
    roles: Roles = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.issues import report, store
    from supervisor.issues.clock import read
    from supervisor.issues.clock_wording import clock_words
    from supervisor.issues.department_store import all_departments
    from supervisor.issues.evidence_wording import matter_words
    from supervisor.issues.issue import FIELDS
    from supervisor.issues.merge import value
    from supervisor.issues.speaker import Speaker
    from supervisor.issues.states import MOVE, STATE_LABELS, moves_from
    from supervisor.issues.wording import event_details, event_words, value_words
    from supervisor.storage.database import open_centre

    with open_centre(database_of(context, database)) as centre, centre.read() as db:
        acting = _acting(db, roles)
        settings, now = _now(db)
        issue = _called(db, which)
        frame = store.frame(db)
        pieces, events = store.evidence(db, issue.id), store.events(db, issue.id)
        replies, links = store.replies(db, issue.id), store.links(db, issue.id)
        departments = {one.id: one.name for one in all_departments(db)}
        others = {one.id: one.number for one in store.all_issues(db, _others(issue, events, links))}
        sheets, meetings = _spoken_of(db, settings.days.zone, settings.days.day(now))
    if as_json:
        told = report.issue_document(issue, frame, now, acting.roles, evidence=len(pieces))
        show.line(
            told
            | {
                "evidence": [report.evidence_document(piece) for piece in pieces],
                "replies": [report.reply_document(reply) for reply in replies],
                "links": [report.link_document(link) for link in links],
                "events": [report.event_document(event) for event in events],
            }
        )
        return
    zone, today = settings.days.zone, settings.days.day(now)
    speak = Speaker(
        department=lambda id: departments.get(id, id),
        zone=zone,
        today=today,
        issue=lambda id: others.get(id, str(id)),
        sheet=lambda id: sheets.get(id, id),
        meeting=lambda id: meetings.get(id, id),
    )
    named = f"{issue.number}  {issue.title}"
    typer.echo(_("{label}: {value}").format(label=named, value=_(STATE_LABELS[issue.state])))
    filled = [(path, value(issue, path)) for path in FIELDS if path != "title"]
    show.table(
        "",
        [(_("Field"), False), (_("Content"), False)],
        [
            (_(FIELDS[path]), value_words(path, _json(given), speak))
            for path, given in filled
            if given not in ("", (), None, False)
        ],
    )
    for one in issue.standing.clocks:
        if one.is_running or one is issue.standing.clocks[-1]:
            reading = read(one, frame.calendar(one.calendar), now)
            typer.echo(clock_words(reading, one, zone, today, now))
    for piece in pieces:
        said = matter_words(piece.matter, speak)
        typer.echo(_("Evidence: {what}").format(what=f"{said} ({piece.note})" if piece.note else said))
    show.table(
        _("History"),
        [(_("When"), True), (_("Who"), False), (_("What"), False), (_("Details"), False)],
        [
            (
                moment(event.at, zone, today),
                event.who,
                event_words(event, speak),
                "\n".join(event_details(event, speak)),
            )
            for event in events
        ],
    )
    may = [f"{move.name} ({_(MOVE[move.name].title)})" for move in moves_from(issue.state, acting.roles)]
    typer.echo(_("What may be done: {moves}").format(moves=_(", ").join(may) or DASH))


def _spoken_of(db: Connection, zone: ZoneInfo, today: date) -> tuple[dict[str, str], dict[str, str]]:
    """How the sheets and the meetings of a history are called, by id."""
    from sqlalchemy import select

    from supervisor.storage.issue_tables import issue_sheet
    from supervisor.storage.meeting_tables import meeting, meeting_series

    sheets = db.execute(select(issue_sheet.c.id, issue_sheet.c.number))
    of_series = meeting.c.series == meeting_series.c.id
    sat = select(meeting.c.id, meeting_series.c.name, meeting.c.starts_at).join(meeting_series, of_series)
    return {row.id: row.number for row in sheets}, {
        row.id: _("{series}, {when}").format(series=row.name, when=moment(row.starts_at, zone, today))
        for row in db.execute(sat)
    }


@issues.command(help=mark("File a new issue as a draft."))
def add(
    context: typer.Context,
    title: Annotated[str, typer.Argument(metavar="TITLE", help=mark("What it is, in one line."))],
    description: Annotated[
        str, typer.Option("--description", metavar="TEXT", help=mark("What customers say."))
    ] = "",
    category: Annotated[
        str, typer.Option("--category", metavar="NAME", help=mark("The category, as contacts have it."))
    ] = "",
    department: Annotated[
        str, typer.Option("--department", metavar="NAME|ID", help=mark("The responsible department."))
    ] = "",
    severity: Annotated[
        int, typer.Option("--severity", min=1, max=4, help=mark("From 1, critical, to 4, slight."))
    ] = 3,
    no_evidence: Annotated[
        str, typer.Option("--no-evidence-because", metavar="TEXT", help=mark("Why there is no evidence."))
    ] = "",
    files: Annotated[
        list[Path] | None,
        typer.Option("--file", metavar="FILE", help=mark("A file to keep as evidence; repeatable.")),
    ] = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.issues import file_store, store
    from supervisor.issues.issue import Facts, Issue, Severity, Standing, Text
    from supervisor.issues.report import issue_document
    from supervisor.issues.states import State
    from supervisor.storage.database import open_centre

    read = [(path.name, _content(path)) for path in files or ()]

    def file_it(db: Connection) -> tuple[Issue, dict[str, Any]]:
        acting = _acting(db, None)
        _settings, now = _now(db)
        facts = Facts(
            category=category.strip(),
            department=_department(db, department) if department else "",
            severity=Severity(severity),
        )
        new = Issue(
            0,
            "",
            title,
            State.DRAFT,
            Text(description=description, no_evidence_because=no_evidence),
            facts,
            Standing(),
            now,
            acting.who,
            now,
        )
        matters = [(file_store.keep(db, name, content, at=now), "") for name, content in read]
        _changes, kept = store.add(db, new, matters, acting=acting, at=now)
        told = issue_document(kept, store.frame(db), now, acting.roles, evidence=len(matters))
        return kept, told

    with open_centre(database_of(context, database)) as centre:
        kept, document = centre.change(file_it)
    if as_json:
        show.line(document)
    else:
        typer.echo(_("{number} was filed as a draft.").format(number=kept.number))


@issues.command(help=mark("Move an issue to its next state, with what must be given for it."))
def move(
    context: typer.Context,
    which: Which,
    name: Annotated[
        str, typer.Argument(metavar="MOVE", help=mark("As “issues show” names what may be done."))
    ],
    given: Annotated[
        list[str] | None,
        typer.Option(
            "--give",
            metavar="NAME=VALUE",
            help=mark("What is given with it: reason=…, planned=2026-03-20 …; repeatable."),
        ),
    ] = None,
    roles: Roles = None,
    department: Annotated[
        str,
        typer.Option("--for", metavar="NAME|ID", help=mark("On behalf of this department.")),
    ] = "",
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.issues import evidence_store, store
    from supervisor.issues.report import issue_document
    from supervisor.issues.states import MOVE, STATE_LABELS
    from supervisor.storage.database import open_centre

    if name not in MOVE:
        raise UnknownNameError(mark("move"), name, tuple(MOVE))

    def move_it(db: Connection) -> tuple[Issue, dict[str, Any]]:
        _settings, now = _now(db)
        issue = _called(db, which)
        acting = _acting(db, roles, _department(db, department) if department else "")
        _changes, after = store.move(
            db, issue.id, issue.version, name, _given(db, given or ()), acting=acting, at=now
        )
        count = evidence_store.how_many(db, issue.id)
        return after, issue_document(after, store.frame(db), now, acting.roles, evidence=count)

    with open_centre(database_of(context, database)) as centre:
        after, document = centre.change(move_it)
    if as_json:
        show.line(document)
    else:
        said = _("{number} is now “{state}”.")
        typer.echo(said.format(number=after.number, state=_(STATE_LABELS[after.state])))


def _now(db: Connection) -> tuple[CentreSettings, datetime]:
    from supervisor.storage.centre_settings import load_centre

    settings = load_centre(db)
    return settings, settings.clock().now()


def _acting(db: Connection, roles: list[str] | None, department: str = "") -> Acting:
    from supervisor.commands.seat import acting
    from supervisor.issues.states import Role

    return acting(db, frozenset(_one(Role, each, "--as") for each in roles or ()), department)


def _called(db: Connection, which: str) -> Issue:
    from supervisor.issues import store

    plain = which.strip()
    return store.get(db, int(plain)) if plain.isdecimal() and len(plain) < 8 else store.by_number(db, plain)


def _department(db: Connection, said: str) -> str:
    from supervisor.issues.department_store import all_departments, called

    known = all_departments(db)
    found = next((one for one in known if one.id == said), None) or called(known, said)
    if found is None:
        raise UnknownNameError(mark("department"), said, tuple(one.name for one in known))
    return found.id


def _of_departments(db: Connection, question: IssueQuestion, said: Iterable[str]) -> IssueQuestion:
    import msgspec

    return msgspec.structs.replace(question, departments=tuple(_department(db, each) for each in said))


def _given(db: Connection, said: Iterable[str]) -> Given:
    """What `--give name=value` says, each value as its field wants it."""
    import msgspec

    from supervisor.issues.moves import Given

    values: dict[str, Any] = {}
    for each in said:
        name, sign, text = each.partition("=")
        name = name.strip()
        if not sign or name not in Given.__struct_fields__:
            raise typer.BadParameter(
                _("“{given}” is not one of {known}, with a value after “=”.").format(
                    given=each, known=", ".join(Given.__struct_fields__)
                )
            )
        values[name] = text
    if "survivor" in values:
        values["survivor"] = _called(db, values["survivor"]).id
    if values.get("department"):
        values["department"] = _department(db, values["department"])
    try:
        return msgspec.convert(values, Given, strict=False)
    except msgspec.ValidationError as error:
        raise typer.BadParameter(str(error)) from error


def _one(kind: Any, said: str, option: str) -> Any:
    """The member of an enumeration that is called so."""
    try:
        return kind(said.strip().lower())
    except ValueError as error:
        known = ", ".join(each.value for each in kind)
        raise typer.BadParameter(
            _("“{given}” is not one of {known}.").format(given=said, known=known), param_hint=option
        ) from error


def _content(path: Path) -> bytes:
    from supervisor.errors import ImportFileError
    from supervisor.issues.file_store import check_size

    try:
        check_size(path.name, path.stat().st_size)
        return path.read_bytes()
    except FileNotFoundError as error:
        raise ImportFileError(str(path), "missing") from error
    except IsADirectoryError as error:
        raise ImportFileError(str(path), "folder") from error
    except PermissionError as error:
        raise ImportFileError(str(path), "denied") from error


def _others(issue: Issue, events: Iterable[Any], links: Iterable[Any]) -> set[int]:
    """The ids of issues that are spoken of."""
    found = {each for link in links for each in (link.issue, link.other)}
    found |= {event.facts["other"] for event in events if isinstance(event.facts.get("other"), int)}
    for event in events:
        survivor = event.facts.get("given", {}).get("survivor") if "given" in event.facts else None
        found |= {survivor} if isinstance(survivor, int) else set()
    return found - {issue.id}


def _json(value: Any) -> Any:
    import msgspec

    return msgspec.to_builtins(value)
