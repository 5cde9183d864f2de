"""Where points are lost: the few items that make most of the errors, against before and against others.

An item is known by its form and its id, through all versions. What it adds to the gap against its usual rate
comes from evidence/cause.py.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from supervisor.evidence.cause import CUT, Contributions, TypeCount, contributions
from supervisor.quality.evaluation import COUNTED, Evaluation, Said, is_error, points_of
from supervisor.quality.form import FormVersion, Severity
from supervisor.quality.measure import Looked, Measure
from supervisor.words import mark

ItemKey = tuple[str, str]
"""A form's id and an item's."""


class By(StrEnum):
    """What is counted."""

    ERRORS = "errors"
    POINTS = "points"  # lost; a fatal item without points loses none


BY_LABELS = {By.ERRORS: mark("Errors"), By.POINTS: mark("Points lost")}


@dataclass(frozen=True)
class ItemLook:
    """That one item applied in one evaluation: whether it was an *error*, and the points *lost* with it."""

    key: ItemKey
    evaluation: str
    person: str
    day: date
    error: bool
    lost: float


@dataclass(frozen=True)
class ItemLoss:
    """One item: it applied *n* times, was an error in *errors* of them and lost so many points (*lost*).

    *share* of all errors (or lost points, by what was asked), *cumulated* from the worst on, 0 to 1; *main*:
    one of the fewest that make the cut (80 %). *rate* of errors; *rate_before* in the time before (None: it
    did not apply then), *share_before* likewise. *persons* with an error in it; *by_group*: (errors, n) by
    the group of the person, as asked.
    """

    key: ItemKey
    name_zh: str
    name_en: str
    severity: Severity
    n: int
    errors: int
    lost: float
    share: float
    cumulated: float
    main: bool
    rate_before: float | None
    share_before: float | None
    persons: int
    by_group: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    measures: tuple[Measure, ...] = ()

    @property
    def rate(self) -> float | None:
        return self.errors / self.n if self.n else None

    def name(self, language: str) -> str:
        """Its name in *language*, else in the other."""
        zh = language.startswith("zh")
        return (self.name_zh or self.name_en) if zh else (self.name_en or self.name_zh)


@dataclass(frozen=True)
class Deductions:
    """The items with their losses, the worst first, of *forms* evaluations (*forms_before* in the time
    before); *errors* and *lost* in all. *groups* whose people were judged. *against*: what each item adds to
    the errors per item looked at beyond its own rate before (None: nothing before)."""

    by: By
    forms: int
    forms_before: int
    errors: int
    lost: float
    items: tuple[ItemLoss, ...]
    groups: tuple[str, ...]
    against: Contributions | None

    @property
    def main(self) -> tuple[ItemLoss, ...]:
        """The concentrated ones: the fewest that make the cut."""
        return tuple(one for one in self.items if one.main)


def looks(evaluations: Iterable[Evaluation], versions: Mapping[str, FormVersion]) -> Iterator[ItemLook]:
    """Every item that applied in evaluations that count; one whose form version is unknown is left out."""
    for one in evaluations:
        version = versions.get(one.form_version)
        if version is None or one.state not in COUNTED:
            continue
        for answer in one.judgement.answers:
            item = version.content.by_id.get(answer.item)
            if item is None or not answer.is_given or answer.said is Said.NOT_APPLICABLE:
                continue
            lost = item.points - points_of(item, answer)
            error = is_error(item, answer)
            yield ItemLook((version.form, item.id), one.id, one.person, one.contact_day, error, lost)


def deductions(
    now: Sequence[Evaluation],
    before: Sequence[Evaluation],
    versions: Mapping[str, FormVersion],
    *,
    by: By = By.ERRORS,
    group_of: Callable[[str, date], str] | None = None,
    measures: Iterable[Measure] = (),
    cut: float = CUT,
) -> Deductions:
    """Where the evaluations of *now* lost most, against those of *before* (the last period).

    *versions* by id. *group_of* tells the team (or skill group) of a person on a day, "" for none. *measures*
    are shown with their items.
    """
    seen, earlier = list(looks(now, versions)), list(looks(before, versions))
    of_item, of_item_before = _by_item(seen), _by_item(earlier)
    weigh = _weights[by]
    whole, whole_before = sum(map(weigh, seen)), sum(map(weigh, earlier))
    known = _known(versions)
    planned: dict[ItemKey, list[Measure]] = defaultdict(list)
    for measure in measures:
        planned[measure.form, measure.item].append(measure)
    order = sorted(of_item, key=lambda key: (-sum(map(weigh, of_item[key])), key))
    found, so_far = [], 0.0
    for key in order:
        own, then = of_item[key], of_item_before.get(key, ())
        weight = sum(map(weigh, own))
        main = weight > 0 and so_far < cut * whole * (1 - 1e-12)
        so_far += weight
        item = known[key]
        found.append(
            ItemLoss(
                key,
                item[0],
                item[1],
                item[2],
                len(own),
                sum(one.error for one in own),
                sum(one.lost for one in own),
                weight / whole if whole else 0.0,
                so_far / whole if whole else 0.0,
                main,
                sum(one.error for one in then) / len(then) if then else None,
                sum(map(weigh, then)) / whole_before if whole_before else None,
                len({one.person for one in own if one.error}),
                _grouped(own, group_of),
                tuple(planned.get(key, ())),
            )
        )
    groups = tuple(sorted({group for one in found for group in one.by_group}))
    counted = [one for one in now if one.state in COUNTED]
    return Deductions(
        by,
        len(counted),
        sum(one.state in COUNTED for one in before),
        sum(one.error for one in seen),
        sum(one.lost for one in seen),
        tuple(found),
        groups,
        _against(of_item, of_item_before) if earlier else None,
    )


def against_others(
    own: Iterable[ItemLook], others: Iterable[ItemLook], *, cut: float = CUT
) -> tuple[Contributions, Mapping[str, ItemKey]]:
    """What each item adds to the error rate of *own* (a team, a person) beyond that of *others*; the second
    value tells which item a type of the first is."""
    mine, theirs = _by_item(own), _by_item(others)
    return _against(mine, theirs, cut=cut), {_type(key): key for key in mine}


def looked_at(key: ItemKey, seen: Iterable[ItemLook]) -> tuple[Looked, ...]:
    """One item's looks, for `measure.follow_up`."""
    return tuple(Looked(one.day, one.error) for one in seen if one.key == key)


def _by_item(seen: Iterable[ItemLook]) -> dict[ItemKey, list[ItemLook]]:
    found: dict[ItemKey, list[ItemLook]] = defaultdict(list)
    for one in seen:
        found[one.key].append(one)
    return found


def _against(
    own: Mapping[ItemKey, Sequence[ItemLook]],
    usual: Mapping[ItemKey, Sequence[ItemLook]],
    *,
    cut: float = CUT,
) -> Contributions:
    counts = [
        TypeCount(
            _type(key),
            len(some),
            sum(one.error for one in some),
            sum(one.error for one in usual[key]) / len(usual[key]) if usual.get(key) else None,
        )
        for key, some in own.items()
    ]
    return contributions(counts, higher_is_better=False, cut=cut)


def _type(key: ItemKey) -> str:
    return "/".join(key)


def _known(versions: Mapping[str, FormVersion]) -> dict[ItemKey, tuple[str, str, Severity]]:
    """Names and severity of every item, by the newest version that has it."""
    return {
        (version.form, item.id): (item.name_zh, item.name_en, item.severity)
        for version in sorted(versions.values(), key=lambda one: one.number)
        for item in version.content.items
    }


def _grouped(
    own: Iterable[ItemLook], group_of: Callable[[str, date], str] | None
) -> dict[str, tuple[int, int]]:
    if group_of is None:
        return {}
    errors: Counter[str] = Counter()
    n: Counter[str] = Counter()
    for one in own:
        group = group_of(one.person, one.day)
        errors[group] += one.error
        n[group] += 1
    return {group: (errors[group], n[group]) for group in n}


def _errors(one: ItemLook) -> float:
    return float(one.error)


def _lost(one: ItemLook) -> float:
    return one.lost


_weights = {By.ERRORS: _errors, By.POINTS: _lost}
