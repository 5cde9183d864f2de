"""One contact judged by one rater with a version of a form: answers, what they come to, what became of it.

The score is points given by points possible. An item that does not apply leaves both; a fatal error makes the
form worth nothing, and its other errors count all the same. What was appealed keeps its first answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from supervisor.quality.form import AnswerKind, Content, Item, Severity
from supervisor.words import _, language, mark

LONGEST_NOTE = 4000

_Note = Annotated[str, msgspec.Meta(max_length=LONGEST_NOTE)]


class State(StrEnum):
    """How far an evaluation is."""

    DRAFT = "draft"  # counts nowhere
    FINAL = "final"
    APPEALED = "appealed"  # counts as it is until somebody rules
    CHANGED = "changed"  # counts as the ruling says; the first answers are kept


STATE_LABELS = {
    State.DRAFT: mark("Draft"),
    State.FINAL: mark("Final"),
    State.APPEALED: mark("Appealed"),
    State.CHANGED: mark("Changed after appeal"),
}
COUNTED = (State.FINAL, State.APPEALED, State.CHANGED)
"""The states in which an evaluation counts."""


class Said(StrEnum):
    """An answer that is no number."""

    YES = "yes"
    NO = "no"
    NOT_APPLICABLE = "na"


SAID_LABELS = {
    Said.YES: mark("Yes"),
    Said.NO: mark("No"),
    Said.NOT_APPLICABLE: mark("Does not apply"),
}


class ItemAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a rater says to one item: *said*, or *points* of a graded one; both None: nothing yet.

    *at_s*: where in the recording, in seconds from its beginning.
    """

    item: str
    said: Said | None = None
    points: float | None = None
    note: _Note = ""
    at_s: float | None = None

    @property
    def is_given(self) -> bool:
        """Whether it says anything but a note."""
        return self.said is not None or self.points is not None


Answers = tuple[ItemAnswer, ...]


class Appeal(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody did not agree (*by*, *at*, *why*), and what was ruled (None: nothing yet). *accepted*: the
    answers were changed; *before* are those that stood until then."""

    by: str
    at: datetime
    why: _Note
    ruled_by: str = ""
    ruled_at: datetime | None = None
    ruling: _Note = ""
    accepted: bool = False
    before: Answers = ()


class Judgement(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of an evaluation beside its columns.

    *source* and *contact_at* tell the contact in the history; *again* says why the same contact is judged
    once more by the same rater with the same form; *key* is what an import knows it by.
    """

    answers: Answers = ()
    comment: _Note = ""
    source: str = ""
    contact_at: datetime | None = None
    again: _Note = ""
    key: str = ""
    appeals: tuple[Appeal, ...] = ()


NOTHING_YET = Judgement()


@dataclass(frozen=True)
class Score:
    """What answers come to. *given* of *possible* points of the items that apply (*given* is 0 with a fatal
    error); *share* None where nothing has points. *errors* are ids of items, *lost* the points lost by item
    (whatever a fatal error makes of the form), *missing* items without an answer."""

    given: float
    possible: float
    share: float | None
    passed: bool | None
    fatal: bool
    critical: int
    noncritical: int
    opportunities: int
    errors: frozenset[str] = frozenset()
    lost: Mapping[str, float] = field(default_factory=dict)
    missing: tuple[str, ...] = ()

    @property
    def counts(self) -> dict[str, float]:
        """The fields of facts/fields.py that one counted form adds."""
        return {
            "n_form": 1,
            "n_fatal_form": int(self.fatal),
            "n_critical_err": self.critical,
            "n_noncritical_err": self.noncritical,
            "n_item_opportunity": self.opportunities,
            "score_sum": self.given,
            "score_max": self.possible,
            "score_s2": self.given * self.given,
        }


@dataclass(frozen=True)
class Evaluation:
    """One evaluation as it stands. *person* is a person's id, *skill* a skill group's ("" unknown), *contact*
    the contact's name at its source ("" unknown), *rater* a name. *version* 0: never saved."""

    id: str
    form_version: str
    person: str
    channel: str
    skill: str
    contact_day: date
    contact: str
    rater: str
    evaluated_at: datetime
    state: State = State.DRAFT
    judgement: Judgement = NOTHING_YET
    import_batch: int | None = None
    version: int = 0


def score(content: Content, answers: Iterable[ItemAnswer]) -> Score:
    """What *answers* come to; an answer to an item that *content* does not have is left out."""
    by_item = {answer.item: answer for answer in answers}
    given = possible = 0.0
    fatal, critical, noncritical, opportunities = False, 0, 0, 0
    errors: set[str] = set()
    lost: dict[str, float] = {}
    missing: list[str] = []
    for item in content.items:
        answer = by_item.get(item.id)
        if answer is None or not answer.is_given:
            missing.append(item.id)
            continue
        if answer.said is Said.NOT_APPLICABLE:
            continue
        opportunities += 1
        reached = points_of(item, answer)
        given += reached
        possible += item.points
        if reached < item.points:
            lost[item.id] = item.points - reached
        if is_error(item, answer):
            errors.add(item.id)
            fatal = fatal or item.severity is Severity.FATAL
            critical += item.severity is Severity.CRITICAL
            noncritical += item.severity is Severity.NONCRITICAL
    if fatal:
        given = 0.0
    share = given / possible if possible else None
    passed = None if share is None else share >= content.pass_share - 1e-12 and not fatal
    return Score(
        *(given, possible, share, passed, fatal, critical, noncritical, opportunities),
        frozenset(errors),
        lost,
        tuple(missing),
    )


def points_of(item: Item, answer: ItemAnswer) -> float:
    """The points that *answer* gives; 0 where it gives none."""
    if item.kind is AnswerKind.GRADED:
        return min(max(answer.points or 0.0, 0.0), item.points)
    return item.points if answer.said is Said.YES else 0.0


def is_error(item: Item, answer: ItemAnswer) -> bool:
    """Whether *answer*, which says that the item applies, is an error."""
    if item.kind is AnswerKind.GRADED:
        wanted = item.points if item.fine_from is None else item.fine_from
        return points_of(item, answer) < wanted
    return answer.said is Said.NO


def problems(content: Content, judgement: Judgement) -> tuple[str, ...]:
    """What keeps a judgement from being final, each as a sentence."""
    found: list[str] = []
    for answer in judgement.answers:
        item = content.by_id.get(answer.item)
        if item is None or not answer.is_given:
            continue
        name = item.name(language())
        if answer.said is Said.NOT_APPLICABLE and not item.may_not_apply:
            found.append(_("“{name}” always applies.").format(name=name))
        elif item.kind is AnswerKind.GRADED and answer.said is not Said.NOT_APPLICABLE:
            if answer.points is None or not 0 <= answer.points <= item.points:
                found.append(
                    _("“{name}” takes points from 0 to {most:g}.").format(name=name, most=item.points)
                )
        elif item.kind is AnswerKind.YES_NO and answer.said is None:
            found.append(_("“{name}” is answered with yes or no.").format(name=name))
    reached = score(content, judgement.answers)
    if reached.missing:
        names = _(", ").join(content.by_id[item].name(language()) for item in reached.missing[:3])
        more = len(reached.missing) - 3
        if more > 0:
            names = _("{names} and {count} more").format(names=names, count=more)
        found.append(_("Not answered yet: {names}.").format(names=names))
    elif reached.share is None:
        found.append(_("Nothing in it applies, so there is no score."))
    return tuple(found)
