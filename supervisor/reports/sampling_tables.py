"""How many forms of each person and team are planned and done, and who may be exempt: tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from supervisor.quality.asking import (
    ask_exempt,
    ask_sampling,
)
from supervisor.quality.exempting import sentences
from supervisor.quality.sampling import SamplingLine
from supervisor.reports.asked import Asked
from supervisor.reports.figures import ratio
from supervisor.reports.months import months_back
from supervisor.reports.people import People
from supervisor.reports.quality_judged import Judged
from supervisor.review.asking import ask_review
from supervisor.review.entries import confirmed
from supervisor.review.monthly import ReviewQuestion
from supervisor.words import _, number
from supervisor.workbook.book import Cell, Marks, Table, Text, Tone, Voice
from supervisor.workbook.cell import Heading, Kind


def exemptions_table(asked: Asked, of: People) -> Table:
    """Who may be judged seldom, by rule, and what speaks against the others; as of today."""
    review = ask_review(asked.url, ReviewQuestion(months_back(asked.today, 1), asked.today))
    lines = ask_exempt(asked.url, asked.today, confirmed=confirmed(review))
    rows: list[list[Cell]] = []
    for line in of.ordered(lines):
        judged_ = line.judged
        row: list[Cell] = [of.person(line.person)]
        if of.named:
            row.append(line.number)
        row += [
            line.team_name,
            line.record.fatal,
            line.record.forms,
            ratio(line.record.fatal, line.record.forms),
            line.limit,
            None if judged_ is None or judged_.chance is None else max(0.001, min(0.999, judged_.chance)),
            _("yes") if line.may else _("no"),
            line.standing.since if line.standing is not None else None,
            line.ends,
            " ".join(sentences(line)[1:]),
        ]
        rows.append(row)
    return Table(
        "exemptions",
        [
            Heading(_("Agent")),
            *([Heading(_("Employee no."))] if of.named else []),
            Heading(_("Team")),
            Heading(_("Fatal errors"), Kind.NUMBER),
            Heading(_("Forms"), Kind.NUMBER),
            Heading(_("Rate"), Kind.SHARE),
            Heading(_("At most"), Kind.SHARE),
            Heading(_("Above it, probably"), Kind.SHARE),
            Heading(_("Allowed")),
            Heading(_("Exempt since"), Kind.DAY),
            Heading(_("Ends"), Kind.DAY),
            Heading(_("Why"), wrap=True),
        ],
        rows,
        marks=(Marks(7 + of.named, {_("yes"): Tone.GOOD}),),
        ids=(1,) if of.named else (),
        empty=_("Nobody was judged in the last six months."),
    )


def sampling_table(lines: Sequence[SamplingLine], of: People) -> Table:
    """Forms planned and done of each person in a month."""
    rows: list[list[Cell]] = []
    for one in of.ordered(lines):
        row: list[Cell] = [of.person(one.person)]
        if of.named:
            row.append(one.number)
        note = _("exempt") if one.exempt else _("new person") if one.is_new else ""
        row += [one.team_name, one.planned, one.done, one.drafts, one.missing, note]
        rows.append(row)
    return Table(
        "sampling",
        [
            Heading(_("Agent")),
            *([Heading(_("Employee no."))] if of.named else []),
            Heading(_("Team")),
            Heading(_("Planned"), Kind.NUMBER),
            Heading(_("Done"), Kind.NUMBER),
            Heading(_("Drafts"), Kind.NUMBER),
            Heading(_("Missing"), Kind.NUMBER),
            Heading(_("Note")),
        ],
        rows,
        ids=(1,) if of.named else (),
        empty=_("Nobody had contacts or forms in this month."),
    )


def planned_table(found: Judged, lines: Sequence[SamplingLine]) -> Table:
    """The same by team: how many forms were planned, how many done."""
    teams: dict[str, list[SamplingLine]] = {}
    for one in lines:
        teams.setdefault(one.team_name, []).append(one)
    rows: list[list[Cell]] = [
        [name or _("No team"), len(of), *_planned(of)]
        for name, of in sorted(teams.items(), key=lambda item: (not item[0], item[0]))
    ]
    return Table(
        "forms_planned",
        [
            Heading(_("Team")),
            Heading(_("People"), Kind.NUMBER),
            Heading(_("Forms planned"), Kind.NUMBER),
            Heading(_("Forms done"), Kind.NUMBER),
            Heading(
                _("Still missing"), Kind.NUMBER, tip=_("More forms of one person make up for no other’s.")
            ),
            Heading(_("Done of planned"), Kind.SHARE),
        ],
        rows,
        title=_("Forms planned and done in {month}").format(month=f"{found.last:%Y-%m}"),
        total=[_("All teams"), len(lines), *_planned(lines)] if len(rows) > 1 else None,
        empty=_("Nobody had contacts or forms in this month."),
    )


def planned_lead(lines: Sequence[SamplingLine]) -> Text:
    """How many forms are done, planned and missing."""
    planned, done = sum(one.planned for one in lines), sum(one.done for one in lines)
    if not planned:
        said = _("No forms were planned: nobody had contacts in this month.")
    else:
        said = _("{done} forms are done, {planned} were planned; {missing} are missing.").format(
            done=number(done), planned=number(planned), missing=number(sum(one.missing for one in lines))
        )
    return Text((said,), Voice.LEAD)


def _planned(lines: Iterable[SamplingLine]) -> list[Cell]:
    every = list(lines)
    planned, done = sum(one.planned for one in every), sum(one.done for one in every)
    missing = sum(one.missing for one in every)
    return [planned, done, missing, ratio(planned - missing, planned)]


def sampled(asked: Asked, last: date) -> tuple[SamplingLine, ...]:
    """The plan of the month in which *last* lies."""
    return ask_sampling(asked.url, last.replace(day=1))
