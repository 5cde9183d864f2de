"""Several raters judge the same contacts: whether they agree beyond chance, who is severe, which items say
different things to different people.

Round 1 is what raters are compared by; round 2, weeks later, compares each with himself. Formulas:
evidence/agreement.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated

import msgspec

from supervisor.evidence.agreement import (
    Acceptance,
    Gage,
    Icc,
    Kappa,
    Rating,
    Repeatability,
    Scale,
    accepted,
    cohen_kappa,
    fleiss_kappa,
    gage,
    icc,
    krippendorff_alpha,
    percent_agreement,
    rater_bias,
    repeatability,
)
from supervisor.quality.evaluation import Answers, ItemAnswer, Said, points_of, score
from supervisor.quality.form import AnswerKind, Content, Item
from supervisor.words import mark

LONGEST = 2000
ROUNDS = (1, 2)
SEVERE = 0.02
"""A rater who gives so much less (more) than the mean, as a share of the points, is severe (lenient)."""

FEW = 3
"""Where raters part at fewer contacts, no item is said to need other words: one odd answer among answers that
are all alike makes any measure beyond chance collapse."""

_Text = Annotated[str, msgspec.Meta(max_length=LONGEST)]

ACCEPTANCE_LABELS = {
    Acceptance.FINE: mark("Fine: the item can be relied on"),
    Acceptance.PROVISIONAL: mark("Provisional: talk about it"),
    Acceptance.REWRITE: mark("Rewrite the item: it says different things to different raters"),
    Acceptance.UNKNOWN: mark("Cannot tell: everybody said the same, or too little was rated"),
}


class SharedContact(msgspec.Struct, frozen=True, omit_defaults=True):
    """A contact that everybody judges: its *name* at *source*, when it was, and whose (a person's id)."""

    name: str
    source: str = ""
    at: datetime | None = None
    person: str = ""
    note: _Text = ""


class Meeting(msgspec.Struct, frozen=True, omit_defaults=True):
    """What is kept of a session beside its columns."""

    contacts: tuple[SharedContact, ...] = ()
    raters: tuple[str, ...] = ()
    note: _Text = ""


@dataclass(frozen=True)
class Session:
    """A calibration. *version* 0: never saved."""

    id: str
    title: str
    held_on: date
    form_version: str
    meeting: Meeting = Meeting()  # noqa: RUF009  # frozen
    version: int = 0


@dataclass(frozen=True)
class SharedRating:
    """What one rater said to one contact of a session in a round. *version* 0: never saved."""

    session: str
    contact: str
    rater: str
    round: int
    answers: Answers
    version: int = 0

    @property
    def key(self) -> str:
        """The key of its row."""
        return msgspec.json.encode([self.session, self.contact, self.rater, self.round]).decode()


@dataclass(frozen=True)
class ItemAgreement:
    """How far raters agree on one item, round 1. *contacts* that two at least rated, *percent* agreement (0
    to 1), *kappa* of two raters or *fleiss* of more, *alpha* (Krippendorff), what it allows (*acceptance*).
    *shared*: what the raters gave, contact by contact, where they do not agree."""

    item: str
    contacts: int
    percent: float | None
    kappa: Kappa | None
    fleiss: float | None
    alpha: float | None
    acceptance: Acceptance
    apart: tuple[str, ...]


@dataclass(frozen=True)
class RaterLine:
    """One rater: *contacts* rated in round 1, mean *share* of the points given there, *bias* against the mean
    of all for the same contacts (share of the points; negative is severe; None unknown), and how he agrees
    with himself: on the *items*' answers and on the *total* (None: no second round)."""

    rater: str
    contacts: int
    share: float | None
    bias: float | None
    items: Repeatability | None
    total: Repeatability | None

    @property
    def is_severe(self) -> bool:
        return self.bias is not None and self.bias <= -SEVERE

    @property
    def is_lenient(self) -> bool:
        return self.bias is not None and self.bias >= SEVERE


@dataclass(frozen=True)
class Agreement:
    """What a session says. *alpha*, *icc*: of the total scores; *percent*: of pass or not, with *kappa* (two
    raters) or *fleiss*. *gage*: where everybody judged everything twice. *by_chance*: the percent agreement
    that raters with these pass rates would reach by tossing coins."""

    contacts: int
    raters: tuple[RaterLine, ...]
    items: tuple[ItemAgreement, ...]
    percent: float | None
    by_chance: float | None
    kappa: Kappa | None
    fleiss: float | None
    alpha: float | None
    icc: Icc | None
    gage: Gage | None
    acceptance: Acceptance
    missing: tuple[tuple[str, str], ...] = ()  # contact, rater: not judged yet

    @property
    def to_rewrite(self) -> tuple[str, ...]:
        """Items that say different things to different raters, the worst first."""
        wrong = [one for one in self.items if one.acceptance is Acceptance.REWRITE]
        return tuple(one.item for one in sorted(wrong, key=lambda one: (one.alpha or 0.0, one.item)))

    @property
    def bias(self) -> dict[str, float]:
        """The raters whose severity is known, for `adjusted`."""
        return {line.rater: line.bias for line in self.raters if line.bias is not None}


def agreement(content: Content, meeting: Meeting, ratings: Iterable[SharedRating]) -> Agreement:
    """What the *ratings* of a session by a form of *content* say. A rating that misses answers counts for the
    items that it has, and not for the total."""
    given: dict[tuple[str, str, int], dict[str, ItemAnswer]] = {}
    for one in ratings:
        given[one.contact, one.rater, one.round] = {answer.item: answer for answer in one.answers}
    contacts = tuple(dict.fromkeys([*(one.name for one in meeting.contacts), *(key[0] for key in given)]))
    raters = tuple(dict.fromkeys([*meeting.raters, *(key[1] for key in given)]))
    totals = {
        key: reached.share
        for key, answers in given.items()
        if not (reached := score(content, answers.values())).missing
    }
    passed = {
        key: score(content, given[key].values()).passed for key, share in totals.items() if share is not None
    }
    first = [[totals.get((contact, rater, 1)) for rater in raters] for contact in contacts]
    passes = [[passed.get((contact, rater, 1)) for rater in raters] for contact in contacts]
    bias = rater_bias(first)
    lines = tuple(
        RaterLine(
            rater,
            sum(row[at] is not None for row in first),
            _mean([row[at] for row in first]),
            bias[at] if at < len(bias) else None,
            repeatability(*_rounds(content, given, contacts, rater)),
            repeatability(
                [totals.get((contact, rater, 1)) for contact in contacts],
                [totals.get((contact, rater, 2)) for contact in contacts],
            ),
        )
        for at, rater in enumerate(raters)
    )
    alpha = krippendorff_alpha(first, Scale.INTERVAL)
    return Agreement(
        len(contacts),
        lines,
        tuple(_item(item, given, contacts, raters) for item in content.items),
        percent_agreement(passes),
        _by_chance(passes),
        _two(passes),
        fleiss_kappa(passes) if len(raters) > 2 else None,
        alpha,
        icc(first),
        _gage(totals, contacts, raters),
        accepted(alpha),
        tuple(
            (contact, rater) for contact in contacts for rater in raters if (contact, rater, 1) not in totals
        ),
    )


def _item(
    item: Item,
    given: Mapping[tuple[str, str, int], Mapping[str, ItemAnswer]],
    contacts: Sequence[str],
    raters: Sequence[str],
) -> ItemAgreement:
    rows = [
        [_said(item, given.get((contact, rater, 1), {}).get(item.id)) for rater in raters]
        for contact in contacts
    ]
    apart = tuple(
        contact
        for contact, row in zip(contacts, rows, strict=True)
        if len({one for one in row if one is not None}) > 1
    )
    scale = Scale.INTERVAL if item.kind is AnswerKind.GRADED else Scale.NOMINAL
    alpha = krippendorff_alpha(rows, scale)
    word = accepted(alpha)
    return ItemAgreement(
        item.id,
        sum(sum(one is not None for one in row) > 1 for row in rows),
        percent_agreement(rows),
        _two(rows),
        fleiss_kappa(rows) if len(raters) > 2 else None,
        alpha,
        Acceptance.UNKNOWN if word is Acceptance.REWRITE and len(apart) < FEW else word,
        apart,
    )


def _said(item: Item, answer: ItemAnswer | None) -> Rating | None:
    """An answer as agreement takes it: points of a graded item (one that does not apply is none), a word
    else."""
    if answer is None or not answer.is_given:
        return None
    if item.kind is AnswerKind.GRADED:
        return None if answer.said is Said.NOT_APPLICABLE else points_of(item, answer)
    return None if answer.said is None else answer.said.value


def _two(rows: Sequence[Sequence[Rating | None]]) -> Kappa | None:
    """Cohen's kappa where there are exactly two raters."""
    if not rows or len(rows[0]) != 2:
        return None
    return cohen_kappa([row[0] for row in rows], [row[1] for row in rows])


def _by_chance(passes: Sequence[Sequence[bool | None]]) -> float | None:
    """How often two raters agree who toss coins that fall as often as theirs: p² + (1 − p)²."""
    known = [one for row in passes for one in row if one is not None]
    if not known:
        return None
    share = sum(known) / len(known)
    return share * share + (1 - share) * (1 - share)


def _rounds(
    content: Content,
    given: Mapping[tuple[str, str, int], Mapping[str, ItemAnswer]],
    contacts: Sequence[str],
    rater: str,
) -> tuple[list[Rating | None], list[Rating | None]]:
    """All answers of one rater, contact by contact and item by item, in the two rounds, as words."""
    found: tuple[list[Rating | None], list[Rating | None]] = ([], [])
    for contact in contacts:
        for item in content.items:
            for place, number in enumerate(ROUNDS):
                said = _said(item, given.get((contact, rater, number), {}).get(item.id))
                found[place].append(None if said is None else f"{item.id} {said}")
    return found


def _gage(
    totals: Mapping[tuple[str, str, int], float | None], contacts: Sequence[str], raters: Sequence[str]
) -> Gage | None:
    scores: list[list[list[float]]] = []
    for contact in contacts:
        row = []
        for rater in raters:
            cell = [totals.get((contact, rater, number)) for number in ROUNDS]
            row.append([one for one in cell if one is not None])
        if any(len(cell) != len(ROUNDS) for cell in row):
            return None
        scores.append(row)
    return gage(scores) if scores else None


def _mean(values: Iterable[float | None]) -> float | None:
    known = [one for one in values if one is not None]
    return sum(known) / len(known) if known else None


@dataclass(frozen=True)
class Adjusted:
    """Somebody's mean score as it is (*raw*) and with each rater's severity taken out (*adjusted*, None where
    no rater's is known); *of* forms, *known* of them by a rater whose severity is known."""

    raw: float | None
    adjusted: float | None
    of: int
    known: int


def adjusted(shares: Iterable[tuple[str, float]], bias: Mapping[str, float]) -> Adjusted:
    """Of (rater, share of the points) of somebody's forms: what the mean would be with a rater who is neither
    severe nor mild. Forms of raters whose *bias* is unknown are taken as they are. It is shown beside the raw
    value and never in its stead: the counts of the history stay what was given."""
    all_shares = list(shares)
    known = sum(rater in bias for rater, _share in all_shares)
    return Adjusted(
        _mean([share for _rater, share in all_shares]),
        _mean([share - bias.get(rater, 0.0) for rater, share in all_shares]) if known else None,
        len(all_shares),
        known,
    )
