"""Coaching for individuals: what follows from entries of the training list, one person each."""

from __future__ import annotations

from supervisor.reports.figures import change, change_unit, title
from supervisor.reports.training_entries import CLASS_TONES, whom, works_of
from supervisor.reports.training_listing import Listing, Proposal
from supervisor.review import wording
from supervisor.review.entries import RECOMMENDED
from supervisor.training.category import advice
from supervisor.words import _
from supervisor.workbook.book import Cell, Marks, Table
from supervisor.workbook.cell import Heading, Kind


def coaching_table(found: Listing) -> Table:
    """Coaching for individuals: who is recommended, what to look at, with whom, until when."""
    of = found.people
    recommended = [entry for entry in found.entries if entry.answer in RECOMMENDED]
    works = works_of(recommended)
    rows: list[list[Cell]] = []
    for entry in of.ordered(recommended):
        told = found.proposals.get((entry.kpi, entry.who.unit), Proposal())
        person = entry.who.unit.person
        talk = next(
            (
                one
                for one in found.talks
                if one.person == person and not one.done and one.kpi in ("", entry.kpi)
            ),
            None,
        )
        row: list[Cell] = [whom(found, entry, works), entry.who.team_name, title(entry.kpi)]
        row += [
            wording.LETTERS[entry.answer],
            change(entry.kpi, entry.gap_own),
            change_unit(entry.kpi),
            told.short,
            _(": ").join((told.said, advice(told.categories[0]))) if told.categories else "",
        ]
        if of.named:
            row += [talk.coach if talk else "", talk.said.aim if talk else ""]
        row.append(talk.follow_up_on if talk else None)
        rows.append(row)
    return Table(
        "coaching",
        [
            Heading(_("Person"), wrap=True),
            Heading(_("Team")),
            Heading(_("KPI"), wrap=True),
            Heading(_("Class")),
            Heading(_("Own gap"), Kind.NUMBER, 1, signed=True),
            Heading(_("Unit of the gap")),
            Heading(_("Cause"), wrap=True),
            Heading(_("What to do"), wrap=True),
            *([Heading(_("Coach")), Heading(_("What was agreed"), wrap=True)] if of.named else []),
            Heading(_("Look again on"), Kind.DAY),
        ],
        rows,
        marks=(Marks(3, {wording.LETTERS[one]: tone for one, tone in CLASS_TONES.items()}),),
        empty=_("Nobody is recommended for coaching."),
    )
