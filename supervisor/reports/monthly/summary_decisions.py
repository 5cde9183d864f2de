"""What is asked of those who read the month's one page, in words."""

from __future__ import annotations

from supervisor.issues.query import lines
from supervisor.issues.question import IssueQuestion
from supervisor.issues.states import OPEN
from supervisor.reports import figures
from supervisor.reports.monthly.month import Month
from supervisor.reports.monthly.summary_findings import at_once, group_name, others
from supervisor.reports.monthly.summary_kpis import KEY
from supervisor.review.decisions import decisions
from supervisor.review.entries import RECOMMENDED, training_list
from supervisor.review.matters import Matter, Waiting, asked, undecided, untargeted, weak_groups
from supervisor.words import _, ngettext


def decisions_asked(month: Month) -> list[str]:
    """What is asked of those who read the page, in words."""
    waiting = _waiting(month)
    return [_said(month, waiting, one) for one in asked(waiting)]


def _waiting(month: Month) -> Waiting:
    with month.asked.centre() as db:
        decided = decisions(db, month.first)
        late = [
            line for line in lines(db, IssueQuestion(states=tuple(OPEN)), month.asked.now) if line.is_overdue
        ]
    return Waiting(
        len(at_once(month)),
        weak_groups(training_list(month.review).lists),
        undecided(training_list(month.review, classes=RECOMMENDED).lists, decided),
        len(late),
        bool(not month.is_running and month.stated is None and month.kpis),
        untargeted((kpi.id for kpi in month.kpis), month.wanted, KEY),
    )


def _said(month: Month, waiting: Waiting, matter: Matter) -> str:
    match matter:
        case Matter.CAUSE:
            return _("Who looks for the cause of what hit everybody at once, and until when?")
        case Matter.COMMON:
            return _one_course(month, waiting)
        case Matter.LIST:
            return ngettext(
                "{n} entry of the training list (classes A and A⁻) waits for a decision: section 8.",
                "{n} entries of the training list (classes A and A⁻) wait for a decision: section 8.",
                waiting.undecided,
            ).format(n=waiting.undecided)
        case Matter.ISSUES:
            return _overdue(waiting.overdue)
        case Matter.STATE:
            return _("State the figures of {month}: until then they may still change.").format(
                month=month.name()
            )
        case Matter.TARGETS:
            titles = [figures.title(kpi) for kpi in waiting.untargeted[:5]]
            return _("Targets for what has none: {kpis}.").format(kpis=_(", ").join(titles))


def _overdue(n: int) -> str:
    return ngettext(
        "{n} issue with another department is overdue: who takes it up, and until when? Section 10.",
        "{n} issues with other departments are overdue: who takes them up, and until when? Section 10.",
        n,
    ).format(n=n)


def _one_course(month: Month, waiting: Waiting) -> str:
    group, kpis = next(iter(waiting.groups.items()))
    titles = [figures.title(kpi) for kpi in kpis[:4]]
    said = _("One course, or a better process, for {group}: {kpis}.").format(
        group=group_name(month, group.skill_name, group.channel, ""), kpis=_(", ").join(titles)
    )
    return said + others(len(waiting.groups) - 1)
