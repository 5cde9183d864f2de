"""The quality of some days as it was judged: evaluations with their scores, losses, calibrations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from supervisor.history.period import Period
from supervisor.quality.asking import (
    EVERYTHING,
    AgreementAnswer,
    DeductionAnswer,
    DeductionQuestion,
    ask_agreement,
    ask_deductions,
    rater_biases,
)
from supervisor.quality.calibration_store import all_sessions
from supervisor.quality.deductions import ItemKey
from supervisor.quality.evaluation import COUNTED, Evaluation, Score, score
from supervisor.quality.evaluation_store import EvaluationQuestion, evaluations
from supervisor.quality.form import FormVersion
from supervisor.quality.form_store import all_forms, all_versions
from supervisor.quality.measure import Measure
from supervisor.quality.measure_store import all_measures
from supervisor.reports.asked import Asked
from supervisor.reports.people import People, people
from supervisor.words import _, language


@dataclass(frozen=True)
class Judged:
    """The quality of the contacts from *first* to *last*. *found*: evaluations of any state; *names*: of
    forms by id; *deductions*: where they lost most; *calibrations*: all sessions, the newest first;
    *measures*: all there are. *raters*: what each is called."""

    first: date
    last: date
    found: tuple[Evaluation, ...]
    versions: Mapping[str, FormVersion]
    names: Mapping[str, str]
    deductions: DeductionAnswer
    measures: tuple[Measure, ...]
    calibrations: tuple[AgreementAnswer, ...]
    biases: Mapping[str, float]
    people: People
    today: date
    raters: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def scores(self) -> dict[str, Score]:
        """What the answers of each evaluation come to, by its id; not where the form's version is unknown."""
        return {
            one.id: score(version.content, one.judgement.answers)
            for one in self.found
            if (version := self.versions.get(one.form_version)) is not None
        }

    @cached_property
    def counted(self) -> tuple[Evaluation, ...]:
        """Those that count."""
        return tuple(one for one in self.found if one.state in COUNTED and one.id in self.scores)

    @cached_property
    def items(self) -> dict[ItemKey, str]:
        """Names of items, by the newest version that has them."""
        return {
            (version.form, item.id): item.name(language())
            for version in sorted(self.versions.values(), key=lambda one: one.number)
            for item in version.content.items
        }

    def form(self, one: Evaluation) -> str:
        """What the form of *one* is called."""
        version = self.versions.get(one.form_version)
        return self.names.get(version.form, "") if version is not None else ""


def judged(asked: Asked, first: date, last: date, of: People | None = None) -> Judged:
    """The quality of these days (both included); people are called as *of* has it. Raises DatabaseError."""
    deductions = ask_deductions(asked.url, DeductionQuestion(Period(first, last)))
    of = people(asked) if of is None else of
    with asked.centre() as db:
        found = evaluations(db, EvaluationQuestion(first, last, states=EVERYTHING))
        versions = {one.id: one for one in all_versions(db)}
        names = {one.id: one.name for one in all_forms(db)}
        measures = all_measures(db)
        sessions = all_sessions(db)
    calibrations = tuple(ask_agreement(asked.url, one.id) for one in sessions)
    names_of = sorted(
        {one.rater for one in found} | {line.rater for one in calibrations for line in one.agreement.raters}
    )
    if of.named:
        raters = {name: name for name in names_of}
    else:
        labels = [_("Rater {n}").format(n=at) for at in range(1, len(names_of) + 1)]
        raters = dict(zip(names_of, of.ordered(labels), strict=True))
    return Judged(
        first,
        last,
        found,
        versions,
        names,
        deductions,
        measures,
        calibrations,
        rater_biases(asked.url),
        of,
        asked.today,
        raters,
    )


def nothing() -> str:
    """What stands where nothing was judged."""
    return _("No contact of these days was judged.")
