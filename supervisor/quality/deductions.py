"""Where points are lost: the few items that make most of the errors, against before and against others.

An item is known by its form and its id, through all versions. What it adds to the gap against its usual rate
comes from evidence/cause.py.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

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


class ItemLook(NamedTuple):
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
    keys = {
        version.id: {item.id: ((version.form, item.id), item) for item in version.content.items}
        for version in versions.values()
    }
    for one in evaluations:
        of = keys.get(one.form_version)
        if of is None or one.state not in COUNTED:
            continue
        for answer in one.judgement.answers:
            known = of.get(answer.item)
            said = answer.said
            if known is None or said is Said.NOT_APPLICABLE or (said is None and answer.points is None):
                continue
            key, item = known
            lost = item.points - points_of(item, answer)
            yield ItemLook(key, one.id, one.person, one.contact_day, is_error(item, answer), lost)


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
    own, then = _tallied(now, versions, group_of), _tallied(before, versions, None)
    errors, lost = sum(one.errors for one in own.values()), sum(one.lost for one in own.values())
    whole = errors if by is By.ERRORS else lost
    whole_before = sum(one.weight(by) for one in then.values())
    known = _known(versions)
    planned: dict[ItemKey, list[Measure]] = defaultdict(list)
    for measure in measures:
        planned[measure.form, measure.item].append(measure)
    found, so_far = [], 0.0
    for key in sorted(own, key=lambda key: (-own[key].weight(by), key)):
        tally, earlier = own[key], then.get(key)
        weight = tally.weight(by)
        main = weight > 0 and so_far < cut * whole * (1 - 1e-12)
        so_far += weight
        name_zh, name_en, severity = known[key]
        found.append(
            ItemLoss(
                key,
                name_zh,
                name_en,
                severity,
                tally.n,
                tally.errors,
                tally.lost,
                weight / whole if whole else 0.0,
                so_far / whole if whole else 0.0,
                main,
                earlier.errors / earlier.n if earlier else None,
                earlier.weight(by) / whole_before if earlier and whole_before else None,
                len(tally.persons),
                {group: (wrong, n) for group, (wrong, n) in tally.by_group.items()},
                tuple(planned.get(key, ())),
            )
        )
    groups = tuple(sorted({group for one in found for group in one.by_group}))
    counted = [one for one in now if one.state in COUNTED]
    return Deductions(
        by,
        len(counted),
        sum(one.state in COUNTED for one in before),
        errors,
        lost,
        tuple(found),
        groups,
        _against(own, then) if then else None,
    )


def against_others(
    own: Sequence[Evaluation],
    others: Sequence[Evaluation],
    versions: Mapping[str, FormVersion],
    *,
    cut: float = CUT,
) -> Contributions:
    """What each item (its type is "form/item") adds to the error rate of *own* (a team's, a person's
    evaluations) beyond that of *others*."""
    return _against(_tallied(own, versions, None), _tallied(others, versions, None), cut=cut)


def looked_at(key: ItemKey, seen: Iterable[ItemLook]) -> tuple[Looked, ...]:
    """One item's looks, for `measure.follow_up`."""
    return tuple(Looked(one.day, one.error) for one in seen if one.key == key)


@dataclass(slots=True)
class _Tally:
    """One item, counted."""

    n: int = 0
    errors: int = 0
    lost: float = 0.0
    persons: set[str] = field(default_factory=set)  # with an error
    by_group: dict[str, list[int]] = field(default_factory=dict)  # errors, n

    def weight(self, by: By) -> float:
        return self.errors if by is By.ERRORS else self.lost


def _tallied(
    evaluations: Iterable[Evaluation],
    versions: Mapping[str, FormVersion],
    group_of: Callable[[str, date], str] | None,
) -> dict[ItemKey, _Tally]:
    """Every item that applied in evaluations that count. One pass: there are millions of answers a year."""
    found: dict[ItemKey, _Tally] = {}
    groups: dict[tuple[str, date], str] = {}
    for key, _evaluation, person, on, error, lost in looks(evaluations, versions):
        tally = found.get(key)
        if tally is None:
            tally = found[key] = _Tally()
        tally.n += 1
        if lost:
            tally.lost += lost
        if error:
            tally.errors += 1
            tally.persons.add(person)
        if group_of is not None:
            group = groups.get((person, on))
            if group is None:
                group = groups[person, on] = group_of(person, on)
            counts = tally.by_group.setdefault(group, [0, 0])
            counts[0] += error
            counts[1] += 1
    return found


def _against(
    own: Mapping[ItemKey, _Tally], usual: Mapping[ItemKey, _Tally], *, cut: float = CUT
) -> Contributions:
    counts = []
    for key, tally in own.items():
        other = usual.get(key)
        rate = other.errors / other.n if other else None
        counts.append(TypeCount(_type(key), tally.n, tally.errors, rate))
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
