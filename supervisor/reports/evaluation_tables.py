"""Evaluations one by one, and appeals: tables."""

from __future__ import annotations

from supervisor.quality.evaluation import STATE_LABELS, score
from supervisor.reports.quality_judged import Judged, nothing
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
