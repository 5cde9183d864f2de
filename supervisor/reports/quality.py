"""The quality report: what was judged, where points were lost, who owns the measures, how raters agree."""

from __future__ import annotations

from supervisor.reports import evaluation_tables as evaluation
from supervisor.reports import quality_tables as tables
from supervisor.reports import rater_tables as raters
from supervisor.reports import sampling_tables as sampling
from supervisor.reports.asked import Asked
from supervisor.reports.quality_judged import judged
from supervisor.words import _
from supervisor.workbook.book import Book, Part, Sheet


def book(asked: Asked) -> Book:
    """The quality of the contacts of the order's days. Raises ReportError, DatabaseError."""
    found = judged(asked, asked.since, asked.until)
    lines = sampling.sampled(asked, asked.until)
    deductions = tables.deductions_table(found)
    losses: list[Part] = [deductions]
    if deductions.rows:
        losses = [tables.pareto(deductions), deductions]
    sheets = [
        Sheet(
            _("Quality"),
            [tables.lead(found), tables.forms_table(found), sampling.planned_table(found, lines)],
            _("What was judged"),
            hint=_("Forms judged and planned, scores, errors."),
        ),
        Sheet(
            _("Deductions"),
            losses,
            _("Where points are lost"),
            hint=_("Concentrated items with share, owner, due day and status."),
        ),
        Sheet(
            _("By team"),
            [tables.groups_table(found)],
            _("Concentrated items by team"),
            hint=_("Where each concentrated item is an error, team by team."),
        ),
        Sheet(
            _("Measures"),
            [tables.measures_table(found)],
            _("Measures and their follow-up"),
            hint=_("What is done about items, by whom, until when, and what came of it."),
        ),
        Sheet(
            _("Raters"),
            [
                raters.raters_table(found),
                raters.calibrations_table(found),
                *(raters.calibration_parts(found, found.calibrations[0]) if found.calibrations else ()),
            ],
            _("How raters judge, and whether they agree"),
            hint=_("Scores by rater, calibrations, agreement beyond chance."),
        ),
        Sheet(
            _("Appeals"),
            [evaluation.appeals_lead(found), evaluation.appeals_table(found)],
            _("Appeals"),
            hint=_("What was appealed, and what was ruled."),
        ),
        Sheet(
            _("Exemptions"),
            [sampling.exemptions_table(asked, found.people)],
            _("Who may be exempt from sampling"),
            hint=_("By rule, as of today, with what speaks against it."),
        ),
        Sheet(
            _("Sampling"),
            [sampling.sampling_table(lines, found.people)],
            _("Forms planned and done, {month}").format(month=f"{asked.until:%Y-%m}"),
            hint=_("Forms planned, done and missing of each person."),
        ),
        Sheet(
            _("Evaluations"),
            [evaluation.evaluations_table(found)],
            _("Evaluations"),
            frozen=2,
            hint=_("Every evaluation with its score and errors."),
        ),
    ]
    about = asked.about(_("Quality report"), asked.days_said(), lines=definitions())
    return Book(_("Quality report"), sheets, about)


def definitions() -> tuple[tuple[str, str], ...]:
    """What the figures mean, as pairs of a name and what it says."""
    return (
        (_("Score"), _("Points given by points possible of items that apply; a fatal error makes it 0.")),
        (_("Fatal-error rate"), _("Forms with a fatal error by forms.")),
        (_("Critical-error rate"), _("Such errors by items looked at.")),
        (_("Concentrated"), _("The fewest items that make 80 % of all errors.")),
        (
            _("Counts"),
            _("Final forms, appealed ones as they are, changed ones as ruled; drafts count nowhere."),
        ),
    )
