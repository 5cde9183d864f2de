"""The training list of a month as a workbook: all evidence, decisions, a sheet for each coach and team."""

from __future__ import annotations

from supervisor.evidence.options import Answer
from supervisor.reports import group_tables as groups
from supervisor.reports.asked import Asked
from supervisor.reports.training_coaching import coaching_table
from supervisor.reports.training_entries import entries_table
from supervisor.reports.training_kpis import kpi_chart, kpi_table, lead, reading_notes
from supervisor.reports.training_levels import levels
from supervisor.reports.training_listing import LISTED, Listing, listing
from supervisor.review import wording
from supervisor.review.entries import Entry
from supervisor.words import _, ngettext, number
from supervisor.workbook.book import Book, Part, Sheet, Text, Voice


def book(asked: Asked) -> Book:
    """The list of the order's month. Raises ReportError, DatabaseError."""
    found = listing(asked)
    sheets = [_summary(found)]
    if found.told.lists:
        sheets += [
            Sheet(
                _("List"),
                [entries_table(found, found.entries, "training_list")],
                _("Training list"),
                hint=_("Everybody on the list: three months, fair value, level, cause, decision."),
            ),
            Sheet(
                _("Evidence"),
                [entries_table(found, found.entries, "evidence", full=True)],
                _("Training list with all evidence"),
                hint=_("All sums, intervals and gaps: to filter and to count, too wide for paper."),
            ),
            _levels(found),
            _groups(found),
            Sheet(
                _("Coaching"),
                [coaching_table(found)],
                _("Coaching for individuals"),
                hint=_("Who is recommended, what to look at, with whom, until when."),
            ),
        ]
        sheets += _apart(found, _teams(found), "team")
        if found.people.named:
            sheets += _apart(found, _coaches(found), "coach")
    month = f"{found.told.month:%Y-%m}"
    about = asked.about(_("Training list"), month, lines=_definitions())
    return Book(_("Training list {month}").format(month=month), sheets, about)


def _summary(found: Listing) -> Sheet:
    parts: list[Part] = [lead(found), kpi_table(found)]
    if found.told.lists:
        parts.append(kpi_chart())
    if found.told.left_out:
        left_out = ngettext(
            "{count} person or unknown login had work and no skill group: nobody can be compared with them.",
            "{count} people or unknown logins had work and no skill group: nobody can be compared with them.",
            found.told.left_out,
        )
        parts.append(Text((left_out.format(count=number(found.told.left_out)),), Voice.NOTE))
    parts.append(reading_notes(found))
    return Sheet(
        _("By KPI"),
        parts,
        _("The list by KPI"),
        hint=_("How many are listed in which class, how many names are expected to be wrong."),
    )


def _levels(found: Listing) -> Sheet:
    parts: list[Part] = [Text((_("Whiskers: 90 in 100 times the true level lies within."),), Voice.NOTE)]
    for one in found.told.lists:
        if told := levels(found, one):
            table, chart = told
            parts += [chart, table]
    return Sheet(
        _("Levels"),
        parts,
        _("Levels with their intervals"),
        hint=_("Levels of everybody on the list beside the target, KPI by KPI."),
    )


def _groups(found: Listing) -> Sheet:
    return Sheet(
        _("Groups"),
        groups.parts(found),
        _("What whole groups share"),
        hint=_("Common or individual; courses for common causes."),
    )


def _teams(found: Listing) -> dict[str, list[Entry]]:
    """The entries that ask for something, by team."""
    teams: dict[str, list[Entry]] = {}
    for entry in found.entries:
        if entry.answer is not Answer.UNPROVEN:
            teams.setdefault(entry.who.team_name or _("No team"), []).append(entry)
    return dict(sorted(teams.items()))


def _coaches(found: Listing) -> dict[str, list[Entry]]:
    """The entries that somebody talks about already, by coach."""
    coaches: dict[str, list[Entry]] = {}
    for entry in found.entries:
        if coach := found.coach(entry):
            coaches.setdefault(coach, []).append(entry)
    return dict(sorted(coaches.items()))


def _apart(found: Listing, groups: dict[str, list[Entry]], kind: str) -> list[Sheet]:
    sheets = []
    for place, (name, entries) in enumerate(groups.items(), 1):
        table = entries_table(found, entries, f"{kind}_{place}")
        said = ngettext("{n} entry", "{n} entries", len(entries)).format(n=number(len(entries)))
        sheets.append(Sheet(name, [table], _("Training list: {name}").format(name=name), hint=said))
    return sheets


def _definitions() -> tuple[tuple[str, str], ...]:
    """What the columns mean, as pairs of a name and what it says."""
    classes = tuple(
        (
            _("Class {letter}: {label}").format(
                letter=wording.LETTERS[one], label=_(wording.ANSWER_LABELS[one])
            ),
            _(wording.ANSWER_MEANINGS[one]),
        )
        for one in LISTED
    )
    return (
        *classes,
        (_("Fair value"), _("What the figure would be with the usual mix of contacts, in a usual month.")),
        (_("True level"), _("Where somebody truly stands, 90 in 100 times within its interval.")),
        (_("Off target, probably"), _("How probably the level misses the target; never told as certainty.")),
        (_("Months off"), _("In how many of the months of the rule the fair value missed the target.")),
    )
