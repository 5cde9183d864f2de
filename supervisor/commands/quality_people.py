"""`supervisor quality scores`, `sampling` and `exempt`: what people reach, how often they are judged."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from supervisor.commands import past, show
from supervisor.commands.looking import look
from supervisor.commands.options import AsJson, DatabaseUrl, Language, database_of
from supervisor.commands.past import From, To
from supervisor.rights.look import What
from supervisor.words import DASH, _, mark, number, share

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from collections.abc import Mapping, Sequence
    from datetime import date


def register(group: typer.Typer) -> None:
    """Add the commands to `supervisor quality`."""
    group.command("scores", help=mark("Tell everybody’s mean score, and what severe raters make of it."))(
        scores
    )
    group.command(
        "sampling", help=mark("Tell whose contacts are still to be judged this month, and draw some.")
    )(sampling)
    group.command(
        "exempt", help=mark("Tell who may be exempt from sampling, and what speaks against the others.")
    )(exempt)


def scores(
    context: typer.Context,
    first: From,
    last: To = None,
    adjusted: Annotated[
        bool,
        typer.Option(
            "--adjusted",
            help=mark("Beside it the score with the raters’ severity taken out, as calibrations tell it."),
        ),
    ] = False,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.people.store import read_roll
    from supervisor.quality.asking import ask_adjusted
    from supervisor.storage.database import open_centre

    period, url = past.period_of(first, last), database_of(context, database)
    with open_centre(url) as centre, centre.read() as db:
        roll = read_roll(db)
    scored = ask_adjusted(url, period)
    named = {person: roll.called(person, period.last) for person in scored}
    found = [(named[one], one, scored[one]) for one in sorted(scored, key=lambda one: (named[one], one))]
    people = [person for _name, person, _score in found]
    look(url, What.EVALUATIONS, people, by="quality scores", about=f"{period.first} – {period.last}")
    if as_json:
        for name, person, told in found:
            document = {"person": person, "name": name, "forms": told.of, "score": told.raw}
            if adjusted:
                document |= {"adjusted": told.adjusted, "forms_of_known_raters": told.known}
            show.line(document)
        return
    columns = [(_("Agent"), False), (_("Forms"), True), (_("Mean score"), True)]
    show.table(
        _("Mean scores of single forms"),
        [*columns, *([(_("Without severity"), True), (_("Known raters"), True)] if adjusted else [])],
        [
            (
                name,
                number(told.of),
                share(told.raw),
                *((share(told.adjusted), number(told.known)) if adjusted else ()),
            )
            for name, _person, told in found
        ],
    )


def sampling(
    context: typer.Context,
    month: Annotated[
        datetime | None,
        typer.Option(
            "--month",
            formats=["%Y-%m"],
            metavar="YYYY-MM",
            help=mark("The month; otherwise the present one."),
            show_default=False,
        ),
    ] = None,
    draw: Annotated[
        bool, typer.Option("--draw", help=mark("Draw the missing contacts by lot and list them."))
    ] = False,
    seed: Annotated[
        str | None,
        typer.Option(
            "--seed",
            metavar="TEXT",
            help=mark("Another lot; the same text draws the same."),
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from datetime import timedelta

    from supervisor.history.period import Period
    from supervisor.quality.asking import ask_draw, ask_sampling
    from supervisor.quality.report import candidate_document, sampling_document

    url = database_of(context, database)
    first = _today(url).replace(day=1) if month is None else month.date()
    lines = ask_sampling(url, first)
    seen = [line.person for line in lines]
    look(url, What.SAMPLING, seen, by="quality sampling", about=f"{first:%Y-%m}")
    if draw:
        wanted = {one.person: one.missing for one in lines if one.missing}
        period = Period(first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1))
        drawn = ask_draw(url, period, wanted, seed=seed or f"{first:%Y-%m}")
        names = {one.person: one.name for one in lines}
        if as_json:
            for contact in drawn:
                show.line(candidate_document(contact))
            return
        show.table(
            _("Drawn by lot, {month}").format(month=f"{first:%Y-%m}"),
            [
                (_("Agent"), False),
                (_("Time"), True),
                (_("Contact"), False),
                (_("Queue"), False),
                (_("Type"), False),
            ],
            [
                (
                    names.get(one.person, one.person),
                    f"{one.at:%Y-%m-%d %H:%M}",
                    one.contact,
                    one.queue,
                    one.type or DASH,
                )
                for one in drawn
            ],
        )
        return
    if as_json:
        for line in lines:
            show.line(sampling_document(line))
        return
    show.table(
        _("Forms planned and done, {month}").format(month=f"{first:%Y-%m}"),
        [
            (_("Agent"), False),
            (_("Team"), False),
            (_("Planned"), True),
            (_("Done"), True),
            (_("Missing"), True),
            (_("Note"), False),
        ],
        [
            (
                one.name,
                one.team_name or DASH,
                number(one.planned),
                number(one.done),
                number(one.missing),
                _("exempt") if one.exempt else _("new person") if one.is_new else "",
            )
            for one in lines
        ],
    )


def exempt(
    context: typer.Context,
    with_review: Annotated[
        bool,
        typer.Option(
            "--review/--no-review",
            help=mark("Ask the review of the last whole month who is confirmed off target."),
        ),
    ] = True,
    as_json: AsJson = False,
    database: DatabaseUrl = None,
    language: Language = None,
) -> None:
    from supervisor.quality.asking import ask_exempt
    from supervisor.quality.exempting import sentences
    from supervisor.quality.report import exempt_document

    url = database_of(context, database)
    today = _today(url)
    lines = ask_exempt(url, today, confirmed=_confirmed(url) if with_review else None)
    look(url, What.SAMPLING, [line.person for line in lines], by="quality exempt", about=str(today))
    if as_json:
        for line in lines:
            show.line(exempt_document(line))
        return
    show.table(
        _("Exemption from sampling"),
        [(_("Agent"), False), (_("Team"), False), (_("Allowed"), False), (_("Why"), False)],
        [
            (one.name, one.team_name or DASH, _("yes") if one.may else _("no"), " ".join(sentences(one)))
            for one in lines
        ],
    )
    if not with_review:
        typer.echo(_("The review was not asked, so nobody is held to be confirmed off target."))


def _today(url: str) -> date:
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    with open_centre(url) as centre, centre.read() as db:
        settings = load_centre(db)
    return settings.days.day(settings.clock().now())


def _confirmed(url: str) -> Mapping[str, Sequence[str]]:
    """Who is in class A of the review of the last whole month, and in which KPIs."""
    from datetime import timedelta

    from supervisor.review.asking import ask_review
    from supervisor.review.entries import confirmed
    from supervisor.review.monthly import ReviewQuestion

    today = _today(url)
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    return confirmed(ask_review(url, ReviewQuestion(month, today)))
