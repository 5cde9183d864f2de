"""Evaluations one by one, appeals, who is judged how often and who may be exempt: tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from supervisor.quality.asking import (
    ask_exempt,
    ask_sampling,
)
from supervisor.quality.evaluation import STATE_LABELS, score
from supervisor.quality.exempting import sentences
from supervisor.quality.sampling import SamplingLine
from supervisor.reports.asked import Asked
from supervisor.reports.figures import ratio
from supervisor.reports.months import months_back
from supervisor.reports.people import People
from supervisor.reports.quality_judged import Judged, nothing
from supervisor.review.asking import ask_review
from supervisor.review.entries import confirmed
from supervisor.review.monthly import ReviewQuestion
from supervisor.words import _, language, number, share
from supervisor.workbook.book import Cell, Marks, Table, Text, Tone, Voice
from supervisor.workbook.cell import Heading, Kind


def evaluations_table(found: Judged) -> Table:
    """Every evaluation: whose, by whom, what it came to, where errors were."""
    named = found.people.named
    rows: list[list[Cell]] = []
    for one in found.people.ordered(found.found):
        came = found.scores.get(one.id)
        version = found.versions.get(one.form_version)
        content = version.content if version is not None else None
        errors = [
            item.name(language())
            for item in (content.items if content is not None else ())
            if came is not None and item.id in came.errors
        ]
        group = found.people.roll.groups.get(one.skill)
        row: list[Cell] = [one.contact_day, found.people.person(one.person)]
        if named:
            row.append(found.people.number(one.person))
        row += [
            found.people.team(one.person, one.contact_day),
            group.name if group is not None else "",
            one.channel,
        ]
        if named:
            row.append(one.contact)
        row += [
            found.form(one),
            version.number if version is not None else None,
            found.raters.get(one.rater, ""),
            _(STATE_LABELS[one.state]),
        ]
        if came is None:
            row += [None, None, None, "", "", None, None, None, ""]
        else:
            passed = "" if came.passed is None else _("yes") if came.passed else _("no")
            row += [came.given, came.possible, came.share, passed, _("yes") if came.fatal else ""]
            row += [came.critical, came.noncritical, came.opportunities, _("; ").join(errors)]
        if named:
            row.append(one.judgement.comment)
        rows.append(row)
    return Table(
        "evaluations",
        [
            Heading(_("Day"), Kind.DAY),
            Heading(_("Agent")),
            *([Heading(_("Employee no."))] if named else []),
            Heading(_("Team")),
            Heading(_("Skill group")),
            Heading(_("Channel")),
            *([Heading(_("Contact"))] if named else []),
            Heading(_("Quality form")),
            Heading(_("Version"), Kind.NUMBER),
            Heading(_("Rater")),
            Heading(_("State")),
            Heading(_("Points given"), Kind.NUMBER, 1),
            Heading(_("Points possible"), Kind.NUMBER, 1),
            Heading(_("Score"), Kind.SHARE),
            Heading(_("Passed")),
            Heading(_("Fatal error")),
            Heading(_("Critical errors"), Kind.NUMBER),
            Heading(_("Non-critical errors"), Kind.NUMBER),
            Heading(_("Items looked at"), Kind.NUMBER),
            Heading(_("Errors in"), wrap=True),
            *([Heading(_("Comment"), wrap=True)] if named else []),
        ],
        rows,
        marks=(Marks(13 + 2 * named, {_("no"): Tone.WATCH}), Marks(14 + 2 * named, {_("yes"): Tone.BAD})),
        ids=(2, 6) if named else (),
        empty=nothing(),
    )


def appeals_lead(found: Judged) -> Text:
    """How many of the forms that count were appealed, and what became of it: by the last appeal of each."""
    last = [one.judgement.appeals[-1] for one in found.counted if one.judgement.appeals]
    forms, ruled = len(found.counted), [one for one in last if one.ruled_at is not None]
    if not last:
        return Text((_("None of {forms} forms was appealed.").format(forms=number(forms)),), Voice.LEAD)
    said = _(
        "{appealed} of {forms} forms were appealed ({share}): {accepted} accepted, {refused} refused, "
        "{open} open."
    ).format(
        appealed=number(len(last)),
        forms=number(forms),
        share=share(len(last) / forms),
        accepted=number(sum(one.accepted for one in ruled)),
        refused=number(sum(not one.accepted for one in ruled)),
        open=number(len(last) - len(ruled)),
    )
    return Text((said,), Voice.LEAD)


def appeals_table(found: Judged) -> Table:
    """What was appealed, and what was ruled."""
    named = found.people.named
    rows: list[list[Cell]] = []
    for one in found.people.ordered(found.found):
        for appeal in one.judgement.appeals:
            reached = found.scores.get(one.id)
            version = found.versions.get(one.form_version)
            before = score(version.content, appeal.before).share if version and appeal.before else None
            if appeal.ruled_at is None:
                ruled = _("to be ruled on")
            else:
                ruled = _("accepted") if appeal.accepted else _("refused")
            row: list[Cell] = [
                found.people.person(one.person),
                found.people.team(one.person, one.contact_day),
                found.form(one),
                found.raters.get(one.rater, ""),
                one.contact_day,
                appeal.at,
                ruled,
                appeal.ruled_at,
                before,
                reached.share if reached is not None else None,
            ]
            if named:
                row += [appeal.by, appeal.why, appeal.ruled_by, appeal.ruling]
            rows.append(row)
    return Table(
        "appeals",
        [
            Heading(_("Agent")),
            Heading(_("Team")),
            Heading(_("Quality form")),
            Heading(_("Rater")),
            Heading(_("Day of the contact"), Kind.DAY),
            Heading(_("Appealed at"), Kind.TIME),
            Heading(_("Ruling")),
            Heading(_("Ruled at"), Kind.TIME),
            Heading(_("Score before"), Kind.SHARE),
            Heading(_("Score now"), Kind.SHARE),
            *(
                [
                    Heading(_("Appealed by")),
                    Heading(_("Why"), wrap=True),
                    Heading(_("Ruled by")),
                    Heading(_("Words of the ruling"), wrap=True),
                ]
                if named
                else []
            ),
        ],
        rows,
        title=_("Appeals"),
        marks=(Marks(6, {_("to be ruled on"): Tone.WATCH}),),
        empty=_("Nothing was appealed."),
    )


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
