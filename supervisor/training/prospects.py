"""What can be known of a course before it is registered: who is at the work, how much their figures scatter,
and so the smallest effect that it could show.

Loaded by work processes and commands alone: asking takes numpy.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from math import sqrt
from statistics import fmean

from supervisor.evidence.effect import detectable
from supervisor.evidence.unit import Unit
from supervisor.training.course import Against, Arm, Participant
from supervisor.training.outcome import ForecastQuestion, Known

LEAST_PEOPLE = 6
"""Beyond the groups' own means; of fewer no scatter can be told."""


@dataclass(frozen=True)
class Prospects:
    """Everybody at the work (*known*), and who of them is on a course of the KPI already (*elsewhere*, ids).

    By so much single people lately came to lie elsewhere than was forecast of them (*beyond_forecast*), and
    than they had lain before (*beyond_before*): standard deviations within groups, over days that were as
    many as the course's window, in the KPI's unit. None: too few people.
    """

    known: tuple[Known, ...] = ()
    elsewhere: frozenset[str] = frozenset()
    beyond_forecast: float | None = None
    beyond_before: float | None = None

    def compared(self, people: Sequence[Participant], against: Against) -> int:
        """With how many the trained of *people* would be compared."""
        if against is Against.WAIT_LIST:
            return sum(one.arm is Arm.WAITING for one in people)
        if against is Against.CELL:
            return 0
        taken = {one.unit.person for one in people} | self.elsewhere
        bands = self._bands(people)
        groups = {(one.unit.skill, one.unit.channel) for one in people}
        return sum(
            one.unit.person not in taken
            and one.forecast.level is not None
            and one.forecast.band in bands
            and (one.unit.skill, one.unit.channel) in groups
            for one in self.known
        )

    def detectable(self, people: Sequence[Participant], against: Against) -> float | None:
        """The smallest effect that a course for the trained of *people* would show 4 times in 5; None where
        that cannot be told."""
        sd = self.beyond_before if against is Against.WAIT_LIST else self.beyond_forecast
        if sd is None:
            return None
        trained = sum(one.arm is Arm.TRAINED for one in people)
        return detectable(sd, trained, self.compared(people, against))

    def _bands(self, people: Iterable[Participant]) -> frozenset[str]:
        trained = {one.unit for one in people if one.arm is Arm.TRAINED}
        return frozenset(one.forecast.band for one in self.known if one.unit in trained)


def ask_prospects(url: str, question: ForecastQuestion, window_days: int) -> Prospects:
    """The prospects of a course that is registered on the day of the *question* and looked at for so many
    days."""
    from supervisor.history.asking import opened
    from supervisor.history.period import Period
    from supervisor.performance.kpi import BY_ID
    from supervisor.review.panels import panel_of
    from supervisor.review.work import read_work
    from supervisor.storage.database import open_centre
    from supervisor.training import measuring
    from supervisor.training.asking import ask_forecasts
    from supervisor.training.course_store import trained_in

    known, _yards = ask_forecasts(url, question)
    if not known:
        return Prospects()
    then = question.on - timedelta(days=window_days)
    before, yards = ask_forecasts(url, replace(question, on=then))
    kpi = BY_ID[question.kpi]
    with opened(url) as past, open_centre(url) as centre, centre.read() as db:
        since = then - timedelta(days=31 * question.months)
        elsewhere = trained_in(db, kpi.id, since, question.on + timedelta(days=window_days))
        lately = Period(then, question.on - timedelta(days=1))
        work = read_work(past, db, [lately], [kpi], question.on)
        panel = measuring.narrowed(panel_of(work, kpi), question.groups, question.types)
    after = {unit: one.value for unit, one in measuring.measured(panel, yards).items()}
    untrained = [one for one in before if one.unit.person not in elsewhere]
    return Prospects(
        known,
        elsewhere,
        _within((one.unit, after.get(one.unit), one.forecast.level) for one in untrained),
        _within((one.unit, after.get(one.unit), one.forecast.before) for one in untrained),
    )


def _within(values: Iterable[tuple[Unit, float | None, float | None]]) -> float | None:
    """The standard deviation of the differences within the groups, pooled."""
    groups: dict[tuple[str, str], list[float]] = defaultdict(list)
    for unit, value, base in values:
        if value is not None and base is not None:
            groups[unit.skill, unit.channel].append(value - base)
    free = sum(len(of) - 1 for of in groups.values())
    if free < LEAST_PEOPLE:
        return None
    return sqrt(sum((one - fmean(of)) ** 2 for of in groups.values() for one in of) / free)


def listed_people(
    url: str, kpi: str, units: Collection[Unit], question: object, language: str
) -> tuple[tuple[Participant, ...], str]:
    """Those of *units* as they are put on a course of *kpi*, each with what the training list of the review
    (*question*: a ReviewQuestion) says of them, and the id of the category that most figures speak for (""
    none)."""
    from supervisor.review.asking import ask_review
    from supervisor.review.cause import profile
    from supervisor.review.entries import training_list
    from supervisor.review.monthly import ReviewQuestion
    from supervisor.storage.database import open_centre
    from supervisor.training.category import name, profile_of, proposed
    from supervisor.training.category_store import all_categories
    from supervisor.training.from_list import invited

    assert isinstance(question, ReviewQuestion)  # noqa: S101
    with open_centre(url) as centre, centre.read() as db:
        table = [row.category for row in all_categories(db)]
    review = ask_review(url, question)
    wanted = set(units)
    lists = [one for one in training_list(review).lists if one.kpi == kpi]
    entries = [entry for one in lists for entry in one.entries if entry.who.unit in wanted]
    votes: Counter[str] = Counter()
    causes = []
    for entry in entries:
        told = profile(review, kpi, entry.who.unit)
        makers, types = (len(told.types.makers), len(told.types.parts)) if told.types else (0, 0)
        signs = {key: sign.value for key, sign in told.signs.items()}
        facts = [fact.fact.value for fact in told.facts]
        shown = profile_of(signs, makers=makers, types=types, off=kpi, facts=facts)
        first = next(iter(proposed(table, shown, kpi)), None)
        causes.append(name(first, language) if first is not None else "")
        if first is not None:
            votes[first.id] += 1
    people = list(invited(entries, causes=causes))
    there = {one.unit for one in people}
    people += [Participant(unit, Arm.TRAINED) for unit in units if unit not in there]
    return tuple(people), votes.most_common(1)[0][0] if votes else ""
