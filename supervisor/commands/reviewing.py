"""What the commands over the monthly review share: the review that is meant, whom and what of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer

from supervisor.errors import UnknownNameError
from supervisor.words import _, mark

if TYPE_CHECKING:  # a command loads what it needs when it runs
    from sqlalchemy import Connection

    from supervisor.evidence.unit import Unit
    from supervisor.review.decisions import Decided
    from supervisor.review.entries import Entry
    from supervisor.review.matrix import Filter
    from supervisor.review.monthly import MonthlyReview, Standing


Month = Annotated[
    datetime | None,
    typer.Option(
        "--month",
        formats=["%Y-%m"],
        metavar="YYYY-MM",
        help=mark("The month under review; otherwise the last whole one."),
        show_default=False,
    ),
]
KpiNames = Annotated[
    list[str] | None,
    typer.Option("--kpi", metavar="KPI", help=mark("Only this KPI; may be said again."), show_default=False),
]
Person = Annotated[str, typer.Argument(metavar="PERSON", help=mark("A name, an employee number or an id."))]
KpiName = Annotated[str, typer.Argument(metavar="KPI", help=mark("A KPI, by id or title."))]
Teams = Annotated[
    list[str] | None,
    typer.Option(
        "--team", metavar="NAME", help=mark("Only this team; may be said again."), show_default=False
    ),
]
Skills = Annotated[
    list[str] | None,
    typer.Option(
        "--skill", metavar="NAME", help=mark("Only this skill group; may be said again."), show_default=False
    ),
]
Channels = Annotated[
    list[str] | None,
    typer.Option(
        "--channel", metavar="NAME", help=mark("Only this channel; may be said again."), show_default=False
    ),
]
Tenures = Annotated[
    list[str] | None,
    typer.Option(
        "--tenure",
        metavar="NAME",
        help=mark("Only this tenure band; may be said again."),
        show_default=False,
    ),
]
RuleMonths = Annotated[
    int | None,
    typer.Option(
        "--rule-months",
        min=2,
        max=6,
        metavar="2…6",
        help=mark("So many months in a row make the rule; otherwise three."),
        show_default=False,
    ),
]
WrongShare = Annotated[
    float | None,
    typer.Option(
        "--wrong-share",
        min=0.01,
        max=0.5,
        metavar="SHARE",
        help=mark("The share of wrong names that the list may be expected to hold; otherwise 0.10."),
        show_default=False,
    ),
]


WithoutNames = Annotated[
    bool,
    typer.Option(
        "--without-names",
        help=mark("For wider circulation: nobody’s name, number or team, and in another order each time."),
    ),
]


@dataclass(frozen=True)
class Asked:
    """A review that was asked for. *people*: of so many it is alone, None: of everybody."""

    url: str
    today: date
    now: datetime
    review: MonthlyReview
    decided: Mapping[tuple[str, Unit], Decided]
    people: int | None = None

    @property
    def whose(self) -> str:
        """Of whom it is, as the screens say it; "" where it is of everybody."""
        from supervisor.rights.whose import whose_words

        return whose_words(self.people)


def asked(
    url: str, month: datetime | None, rule_months: int | None = None, wrong_share: float | None = None
) -> Asked:
    """The review of *month* with what was decided in it."""
    from supervisor.reports.counted import count_what_is_new
    from supervisor.review.asking import ask_review
    from supervisor.review.decisions import decisions
    from supervisor.review.monthly import USUAL, ReviewQuestion
    from supervisor.rights.own import own_rights
    from supervisor.rights.whose import people_seen
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    with open_centre(url) as centre, centre.read() as db:
        settings = load_centre(db)
        now = settings.clock().now()
        today = settings.days.day(now)
        first = month_of(month, today)
        decided = decisions(db, first)
        people = people_seen(db, own_rights(db))
    options = USUAL
    if rule_months is not None:
        options = replace(options, rule_months=rule_months)
    if wrong_share is not None:
        options = replace(options, wrong_share=wrong_share)
    count_what_is_new(url)
    review = ask_review(url, ReviewQuestion(first, today, options=options))
    return Asked(url, today, now, review, decided, people)


def month_of(month: datetime | None, today: date) -> date:
    """The first day of the month that is meant: the last whole one when none was said."""
    if month is not None:
        return month.date().replace(day=1)
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def kpis_of(review: MonthlyReview, said: list[str] | None) -> list[str] | None:
    """The ids of the KPIs that were said, None when none was. Raises UnknownNameError."""
    return None if said is None else [kpi_of(review, one) for one in said]


def kpi_of(review: MonthlyReview, said: str) -> str:
    """The id of the KPI that was said, by id or title. Raises UnknownNameError."""
    from supervisor.review.report import known_kpi

    known = tuple(review.evidence)
    found = known_kpi(said, known)
    if found is None:
        raise UnknownNameError(mark("KPI"), said, known)
    return found


def filter_of(
    review: MonthlyReview,
    teams: list[str] | None,
    skills: list[str] | None,
    channels: list[str] | None,
    tenures: list[str] | None,
) -> Filter:
    """Who was said, by names or ids. Raises UnknownNameError."""
    from supervisor.review.matrix import Filter, choices

    offered = choices(review)
    return Filter(
        teams=_ids(mark("team"), teams, offered.teams),
        skills=_ids(mark("skill group"), skills, offered.skills),
        channels=_ids(mark("channel"), channels, tuple((one, one) for one in offered.channels)),
        bands=_ids(mark("tenure band"), tenures, tuple((one, one) for one in offered.bands)),
    )


def _ids(what: str, said: list[str] | None, known: tuple[tuple[str, str], ...]) -> frozenset[str] | None:
    if said is None:
        return None
    found = set()
    for name in said:
        mine = {key for key, called in known if name.casefold() in (key.casefold(), called.casefold())}
        if not mine:
            raise UnknownNameError(what, name, tuple(called for _key, called in known if called))
        found |= mine
    return frozenset(found)


def units_of(review: MonthlyReview, said: str) -> list[Standing]:
    """The units of the person who was said by name, number or id, the home first. Raises
    UnknownNameError when there is none, or several persons are called so."""
    found = [one for one in review.units if said in (one.name, one.number, one.unit.person)]
    persons = {one.unit.person for one in found}
    if len(persons) != 1:
        raise UnknownNameError(mark("person"), said, tuple(sorted({one.number for one in found})))
    return sorted(found, key=lambda one: not one.home)


def cause_of(asked_for: Asked, db: Connection, entry: Entry) -> tuple[list[str], list[str]]:
    """What seems to cause an entry's gap, as stable words, and the kinds of training that are proposed."""
    from supervisor.review.cause import profile
    from supervisor.review.report import cause_words
    from supervisor.training.category import profile_of, proposed
    from supervisor.training.category_store import all_categories

    found = profile(asked_for.review, entry.kpi, entry.who.unit)
    makers, types = (len(found.types.makers), len(found.types.parts)) if found.types else (0, 0)
    signs = {kpi: sign.value for kpi, sign in found.signs.items()}
    facts = [fact.fact.value for fact in found.facts]
    table = [row.category for row in all_categories(db)]
    shown = profile_of(signs, makers=makers, types=types, off=entry.kpi, facts=facts)
    return cause_words(found), [one.id for one in proposed(table, shown, entry.kpi)]


def labels_of(review: MonthlyReview) -> dict[str, str]:
    """What stands for each person where no names shall stand."""
    from random import SystemRandom

    from supervisor.review.report import labels_of

    return labels_of((one.unit.person for one in review.units), SystemRandom())


def heading(title: str, month: date) -> str:
    """A table's heading with the month."""
    return _("{title}, {month}").format(title=title, month=f"{month:%Y-%m}")
