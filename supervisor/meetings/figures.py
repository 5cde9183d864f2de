"""The figures before and after of the issues on an agenda: what is to be asked of the history, and its words.

The history is counted in a work process; what it says is handed to whoever shows an item, and to the closing.
"""

from __future__ import annotations

from datetime import date

from sqlalchemy import Connection

from supervisor.issues import store as issue_store
from supervisor.issues.effect_answer import EffectAnswer, EffectQuestion, EffectState, question_of
from supervisor.issues.effect_asking import ask_effects
from supervisor.issues.effect_wording import counts_words, state_words
from supervisor.meetings.reading import items_of


def questions(db: Connection, id: str, today: date) -> dict[int, EffectQuestion]:
    """What is to be asked about the issues of the meeting *id*, by issue; those without a criterion are left
    out."""
    wanted = [item.issue for item in items_of(db, id) if item.issue]
    asked = {issue.id: question_of(issue, today) for issue in issue_store.all_issues(db, wanted)}
    return {issue: question for issue, question in asked.items() if question is not None}


def ask(url: str, asked: dict[int, EffectQuestion]) -> dict[int, tuple[str, ...]]:
    """The answers in words, by issue. For commands and the work process. Raises DatabaseError."""
    answers = ask_effects(None, url, tuple(asked.values()))
    return dict(zip(asked, map(figure_words, answers), strict=True))


def figure_words(answer: EffectAnswer) -> tuple[str, ...]:
    """What the figures of an item say, in lines."""
    if answer.state is not EffectState.JUDGED:
        return (state_words(answer),)
    return state_words(answer), *counts_words(answer)
