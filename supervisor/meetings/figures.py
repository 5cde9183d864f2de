"""The figures before and after of the issues on an agenda.

What was stated once stands with the evidence of an issue and is shown at once. What the contacts say now is
counted from the history, in a work process or a command, and handed to whoever shows an item and to the
closing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection, select

from supervisor.issues import store as issue_store
from supervisor.issues.effect_answer import EffectAnswer, EffectQuestion, EffectState, question_of
from supervisor.issues.effect_wording import counts_words, state_words
from supervisor.issues.evidence import Figure
from supervisor.meetings.reading import items_of
from supervisor.meetings.sitting import Sitting
from supervisor.storage.issue_tables import issue_evidence
from supervisor.words import _

STATED = "effect"
"""What the figure of a stated effect is called (`effect_wording.statement`)."""


def stated_figures(db: Connection, issues: Iterable[int]) -> dict[int, tuple[str, ...]]:
    """What was stated last about the effect of the measures of *issues*, in words, by issue."""
    wanted = select(issue_evidence.c.issue).where(
        issue_evidence.c.kind == "figure", issue_evidence.c.issue.in_(list(issues))
    )
    found = {}
    for issue in db.execute(wanted.distinct()).scalars():
        pieces = [piece.matter for piece in issue_store.evidence(db, issue)]
        stated = [one for one in pieces if isinstance(one, Figure) and one.kpi == STATED]
        if stated:
            last = stated[-1]
            said = _("{title}: {figure}").format(title=last.title, figure=last.shown)
            found[issue] = tuple(line for line in (said, last.target) if line)
    return found


def questions(db: Connection, id: str, today: date) -> dict[int, EffectQuestion]:
    """What is to be asked about the issues of the meeting *id*, by issue; those without a criterion are left
    out."""
    wanted = [item.issue for item in items_of(db, id) if item.issue]
    asked = {issue.id: question_of(issue, today) for issue in issue_store.all_issues(db, wanted)}
    return {issue: question for issue, question in asked.items() if question is not None}


def ask(_report: object, url: str, asked: Mapping[int, EffectQuestion]) -> dict[int, EffectAnswer]:
    """The answers by issue; for the work process, and for commands. Raises DatabaseError."""
    from supervisor.issues.effect_asking import ask_effects  # opens the history: only where it is asked

    answers = ask_effects(_report, url, tuple(asked.values()))
    return dict(zip(asked, answers, strict=True))


def said(answers: Mapping[int, EffectAnswer]) -> dict[int, tuple[str, ...]]:
    """*answers* in words, by issue, as closing takes them."""
    return {issue: figure_words(answer) for issue, answer in answers.items()}


def seen(sitting: Sitting, answers: Mapping[int, EffectAnswer]) -> Sitting:
    """*sitting* with what the history says in the looks of its items."""
    looks = {
        id: replace(
            look, effect=answers[look.item.issue].effect, figures=figure_words(answers[look.item.issue])
        )
        if look.item.issue in answers
        else look
        for id, look in sitting.looks.items()
    }
    return replace(sitting, looks=looks)


def figure_words(answer: EffectAnswer) -> tuple[str, ...]:
    """What the figures of an item say, in lines."""
    if answer.state is not EffectState.JUDGED:
        return (state_words(answer),)
    return state_words(answer), *counts_words(answer)
