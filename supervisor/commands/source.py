"""`supervisor source …`: which telephone systems, recordings and simulations the centre listens to."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from supervisor.commands import show
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.sentences.error import sentence
from supervisor.words import _, mark

source = typer.Typer(help=mark("What the centre listens to: add, list, test, remove."), no_args_is_help=True)
add = typer.Typer(help=mark("Add a source, by its kind."), no_args_is_help=True)
source.add_typer(add, name="add")

Name = Annotated[
    str, typer.Argument(help=mark("Its name in this centre, such as pbx-1."), show_default=False)
]

Site = Annotated[
    str,
    typer.Option(
        help=mark("The site whose collector listens to it (supervisor collect --site); none: any."),
        show_default=False,
    ),
]


@add.command(
    "asterisk", help=mark("An Asterisk, by its manager interface (AMI). Read rights “agent,call” are enough.")
)
def add_asterisk(
    context: typer.Context,
    name: Name,
    host: Annotated[str, typer.Option(help=mark("Its host name or IP address."), show_default=False)],
    username: Annotated[str, typer.Option(help=mark("The user in manager.conf."), show_default=False)],
    port: Annotated[
        int | None,
        typer.Option(min=1, max=65535, help=mark("Its port; 5038, with TLS 5039."), show_default=False),
    ] = None,
    password_env: Annotated[
        str | None,
        typer.Option(
            metavar="VAR",
            help=mark(
                "The environment variable that holds the password; without it you are asked, and the "
                "password goes to the keyring."
            ),
            show_default=False,
        ),
    ] = None,
    tls: Annotated[bool, typer.Option("--tls", help=mark("Speak TLS."))] = False,
    tls_ca: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE", help=mark("CA file that vouches for its certificate."), show_default=False
        ),
    ] = None,
    tls_fingerprint: Annotated[
        str | None,
        typer.Option(
            metavar="SHA256",
            help=mark("Trust exactly the certificate with this fingerprint."),
            show_default=False,
        ),
    ] = None,
    queue_log: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=mark(
                "Its own log, as this computer sees it: the day is compared with it contact by contact."
            ),
            show_default=False,
        ),
    ] = None,
    site: Site = "",
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    secured = tls or tls_ca is not None or tls_fingerprint is not None
    options: dict[str, Any] = {
        "host": host,
        "port": port or (5039 if secured else 5038),
        "username": username,
        "tls": secured,
        "tls_ca": str(tls_ca.resolve()) if tls_ca else None,
        "tls_fingerprint": tls_fingerprint,
        "queue_log": _whole(queue_log),
    }
    password = None
    if password_env is None:
        password = typer.prompt(_("Password of {username}").format(username=username), hide_input=True)
    _add(database_of(context, database), name, "asterisk", options, password_env, password, site)


@add.command("simulated", help=mark("A made-up centre of 12 queues and 120 agents that lives by itself."))
def add_simulated(
    context: typer.Context,
    name: Name,
    seed: Annotated[int, typer.Option(help=mark("The same seed makes the same days."))] = 1,
    site: Site = "",
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    _add(database_of(context, database), name, "simulated", {"seed": seed}, None, None, site)


@add.command("replay", help=mark("A recording of an Asterisk, played as if it were live."))
def add_replay(
    context: typer.Context,
    name: Name,
    recording: Annotated[
        Path,
        typer.Argument(
            metavar="BYTES",
            help=mark("The recorded bytes; .gz, .bz2 and .xz too."),
            exists=True,
            dir_okay=False,
            show_default=False,
        ),
    ],
    times: Annotated[
        Path | None,
        typer.Option(
            metavar="JSONL",
            exists=True,
            dir_okay=False,
            help=mark("When the bytes came, a JSON object a line."),
            show_default=False,
        ),
    ] = None,
    speed: Annotated[float, typer.Option(min=0.1, help=mark("How many times as fast as it was."))] = 1.0,
    queue_log: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help=mark("The queue_log of the same time; otherwise the one beside the recording."),
            exists=True,
            dir_okay=False,
            show_default=False,
        ),
    ] = None,
    site: Site = "",
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    options = {
        "recording": str(recording.resolve()),
        "times": str(times.resolve()) if times else None,
        "speed": speed,
        "queue_log": _whole(queue_log),
    }
    _add(database_of(context, database), name, "replay", options, None, None, site)


@source.command("log", help=mark("Say where a source’s own log is, or that it is read no more."))
def set_log(
    context: typer.Context,
    name: Name,
    path: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            help=mark("The queue_log, as this computer sees it; nothing to read none."),
            show_default=False,
        ),
    ] = None,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.app import open_floor

    with open_floor(database_of(context, database)) as centre:
        centre.set_log(name, _whole(path))
        found = None if path is None else centre.look_into_log(name)
    if found is None:
        typer.echo(_("The log of {name} is read no more.").format(name=name))
        return
    typer.echo(_("The log of {name} is read from now on.").format(name=name))
    if found:
        typer.echo(found, err=True)
        raise typer.Exit(1)


def _whole(path: Path | None) -> str | None:
    return None if path is None else str(path.resolve())


def _add(
    url: str,
    name: str,
    kind: str,
    options: dict[str, Any],
    password_env: str | None,
    password: str | None,
    site: str,
) -> None:
    from supervisor.app import open_floor

    with open_floor(url) as centre:
        centre.add_source(name, kind, options, password_env=password_env, password=password, site=site)
    typer.echo(_("{name} was added. Try it: supervisor source test {name}").format(name=name))


@source.command("list", help=mark("Which sources there are."))
def list_(
    context: typer.Context, as_json: AsJson = False, database: DatabaseUrl = None, language: Language = None
) -> None:
    from supervisor.app import open_floor

    with open_floor(database_of(context, database)) as centre:
        records = centre.sources()
    if as_json:
        for record in records:
            show.line(
                {
                    "name": record.name,
                    "kind": record.kind,
                    "site": record.site,
                    "options": record.options,
                    "password_env": record.secret_env,
                }
            )
        return
    if not records:
        typer.echo(
            _("There is no source yet. Add one: supervisor source add asterisk NAME --host … --username …")
        )
        return
    show.table(
        "",
        [(_("Source"), False), (_("Kind"), False), (_("Site"), False), (_("Set to"), False)],
        [(record.name, record.kind, record.site, _options(record.options)) for record in records],
    )


def _options(options: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in options.items() if value not in (None, False, ""))


@source.command(
    "test", help=mark("Connect, log in and read once; says in one sentence what is wrong and what to do.")
)
def try_out(
    context: typer.Context,
    name: Name,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    import asyncio

    from supervisor.app import open_floor

    with open_floor(database_of(context, database)) as centre:
        result = asyncio.run(centre.connector(centre.source(name)).test())
    said = sentence(result, name)
    if as_json:
        show.line({"source": name, "problem": result.problem, "facts": result.facts, "sentence": said})
    else:
        typer.echo(said, err=result.problem is not None)
    if result.problem is not None:
        raise typer.Exit(1)


@source.command(help=mark("Remove a source; what the journal heard of it stays."))
def remove(
    context: typer.Context, name: Name, database: DatabaseUrl = None, language: Language = None
) -> None:
    from supervisor.app import open_floor

    with open_floor(database_of(context, database)) as centre:
        centre.remove_source(name)
    typer.echo(_("{name} was removed.").format(name=name))
