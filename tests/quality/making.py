"""What the tests of quality make: a small form, answers, evaluations."""

from __future__ import annotations

from datetime import UTC, date, datetime

from supervisor.quality.evaluation import Evaluation, ItemAnswer, Judgement, Said
from supervisor.quality.form import AnswerKind, Content, Item, Section, Severity

NOW = datetime(2026, 11, 22, 4, tzinfo=UTC)
DAY = date(2026, 11, 20)

FORM = Content(
    (
        Section(
            "talk",
            "沟通",
            "The talk",
            (
                Item("secret", "泄露信息", "Kept secrets", Severity.FATAL),
                Item("answer", "答复准确", "Right answer", Severity.CRITICAL, 60),
                Item("order", "工单规范", "Order in order", Severity.CRITICAL, 20, may_not_apply=True),
                Item("tone", "语气", "Tone", Severity.NONCRITICAL, 20, AnswerKind.GRADED, fine_from=12),
            ),
        ),
    ),
    pass_share=0.85,
)


def answers(**said: str | float) -> tuple[ItemAnswer, ...]:
    """All well but for what is *said* of an item: yes, no, na or points."""
    well: dict[str, str | float] = {"secret": "yes", "answer": "yes", "order": "yes", "tone": 20.0}
    return tuple(
        ItemAnswer(item, Said(value)) if isinstance(value, str) else ItemAnswer(item, points=value)
        for item, value in (well | said).items()
    )


def evaluation(key: str, version: str, **said: str | float) -> Evaluation:
    """One of the person anna on DAY, by the rater li."""
    return Evaluation(
        key, version, "anna", "voice", "", DAY, f"c-{key}", "li", NOW, judgement=Judgement(answers(**said))
    )
