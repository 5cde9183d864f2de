"""Questions about quality from where they are computed: a work process, a command. All answers are frozen.

What evaluations come to in the history is brought up to date first, so that no figure is older than they.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import Connection, select

from supervisor.history.asking import Past, opened
from supervisor.history.names import Names
from supervisor.history.period import Every, Period
from supervisor.people.person import GroupKind
from supervisor.performance.target_store import all_targets
from supervisor.quality.calibration import (
    Adjusted,
    Agreement,
    Session,
    SharedRating,
    adjusted,
    agreement,
)
from supervisor.quality.calibration_store import all_sessions, ratings_of, the_session
from supervisor.quality.candidates import candidates
from supervisor.quality.counting import bring_up_to_date
from supervisor.quality.deductions import By, Deductions, deductions, looked_at, looks
from supervisor.quality.evaluation import Evaluation, State, score
from supervisor.quality.evaluation_store import EvaluationQuestion, evaluations
from supervisor.quality.exempt_store import all_exemptions
from supervisor.quality.exempting import ExemptLine, Record, exempt_lines, six_months
from supervisor.quality.form import FormVersion
from supervisor.quality.form_store import all_versions, the_version
from supervisor.quality.measure import FollowUp, Measure, follow_up
from supervisor.quality.measure_store import all_measures
from supervisor.quality.sampling import Candidate, SamplingLine, draw, sampling
from supervisor.storage.database import open_centre
from supervisor.storage.history_tables import history_count

EVERYTHING = (State.DRAFT, State.FINAL, State.APPEALED, State.CHANGED)


@dataclass(frozen=True)
class DeductionQuestion:
    """Where the evaluations of *period* lost most, against as long a time before it: of a *form* (None: of
    all), of these *teams* and *skills* (ids, as of the contact's day; None: all). *by_group*: what the rates
    are told apart by."""

    period: Period
    form: str | None = None
    teams: tuple[str, ...] | None = None
    skills: tuple[str, ...] | None = None
    by: By = By.ERRORS
    by_group: GroupKind = GroupKind.TEAM

    @property
    def before(self) -> Period:
        """As many days before the period; of whole months, as many months."""
        first, last = self.period.first, self.period.last
        if first.day == 1 and (last + timedelta(days=1)).day == 1:
            months = last.year * 12 + last.month - first.year * 12 - first.month + 1
            begin = first.year * 12 + first.month - 1 - months
            return Period(date(begin // 12, begin % 12 + 1, 1), first - timedelta(days=1))
        return Period(first - (last - first) - timedelta(days=1), first - timedelta(days=1))


@dataclass(frozen=True)
class DeductionAnswer:
    """*group_names* by id; *follow_ups* of the measures that have begun, by their ids."""

    question: DeductionQuestion
    deductions: Deductions
    group_names: Mapping[str, str]
    follow_ups: Mapping[str, FollowUp]


def ask_deductions(url: str, asked: DeductionQuestion) -> DeductionAnswer:
    """See `DeductionQuestion`."""
    with opened(url) as past, open_centre(url) as centre, centre.read() as db:
        versions = _versions(db)
        now = _mine(past, asked, evaluations(db, _of(asked, asked.period)))
        before = _mine(past, asked, evaluations(db, _of(asked, asked.before)))
        measures = all_measures(db, asked.form)
        follow_ups = _follow_ups(db, measures, versions)
        roll = past.roll

        def group_of(person: str, on: date) -> str:
            return next((group.id for group in roll.groups_of(person, asked.by_group, on)), "")

        found = deductions(now, before, versions, by=asked.by, group_of=group_of, measures=measures)
        names = {key: roll.groups[key].name for key in found.groups if key in roll.groups}
    return DeductionAnswer(asked, found, names, follow_ups)


def _of(asked: DeductionQuestion, period: Period) -> EvaluationQuestion:
    return EvaluationQuestion(period.first, period.last, asked.form)


def _versions(db: Connection) -> dict[str, FormVersion]:
    return {one.id: one for one in all_versions(db)}


def _mine(past: Past, asked: DeductionQuestion, found: tuple[Evaluation, ...]) -> list[Evaluation]:
    roll = past.roll

    def within(one: Evaluation) -> bool:
        teams, skills = asked.teams, asked.skills
        if teams is not None:
            own = {group.id for group in roll.groups_of(one.person, GroupKind.TEAM, one.contact_day)}
            if not own & set(teams):
                return False
        if skills is None:
            return True
        own = {group.id for group in roll.groups_of(one.person, GroupKind.SKILL, one.contact_day)}
        return one.skill in skills if one.skill else bool(own & set(skills))

    return [one for one in found if within(one)]


def _follow_ups(
    db: Connection, measures: tuple[Measure, ...], versions: Mapping[str, FormVersion]
) -> dict[str, FollowUp]:
    found: dict[str, FollowUp] = {}
    for form in {one.form for one in measures if one.plan.since is not None}:
        seen = list(looks(evaluations(db, EvaluationQuestion(form=form)), versions))
        for one in measures:
            if one.form == form:
                came = follow_up(one, looked_at((one.form, one.item), seen))
                if came is not None:
                    found[one.id] = came
    return found


@dataclass(frozen=True)
class AgreementAnswer:
    """A session, the version of its form, its ratings, and what they say."""

    session: Session
    form_version: FormVersion
    ratings: tuple[SharedRating, ...]
    agreement: Agreement


def ask_agreement(url: str, session: str) -> AgreementAnswer:
    """What the session with this id or title says. Raises UnknownNameError."""
    with open_centre(url) as centre, centre.read() as db:
        found = the_session(db, session)
        version = the_version(db, found.form_version)
        ratings = ratings_of(db, found.id)
    return AgreementAnswer(found, version, ratings, agreement(version.content, found.meeting, ratings))


def rater_biases(url: str) -> dict[str, float]:
    """Each rater's severity by the newest session that tells it, for `calibration.adjusted`."""
    found: dict[str, float] = {}
    with open_centre(url) as centre, centre.read() as db:
        for one in all_sessions(db):
            said = agreement(the_version(db, one.form_version).content, one.meeting, ratings_of(db, one.id))
            for rater, bias in said.bias.items():
                found.setdefault(rater, bias)
    return found


def ask_adjusted(url: str, period: Period, persons: Collection[str] | None = None) -> dict[str, Adjusted]:
    """By person the mean score of contacts of *period* as it was given and with the raters' severity taken
    out, as far as calibrations tell it. For whoever asks: no figure elsewhere is adjusted."""
    bias = rater_biases(url)
    shares: dict[str, list[tuple[str, float]]] = {}
    with open_centre(url) as centre, centre.read() as db:
        versions = _versions(db)
        chosen = None if persons is None else tuple(persons)
        for one in evaluations(db, EvaluationQuestion(period.first, period.last, persons=chosen)):
            version = versions.get(one.form_version)
            share = score(version.content, one.judgement.answers).share if version else None
            if share is not None:
                shares.setdefault(one.person, []).append((one.rater, share))
    return {person: adjusted(of, bias) for person, of in shares.items()}


def ask_sampling(url: str, month: date) -> tuple[SamplingLine, ...]:
    """How many contacts of each person with contacts or forms in the month (its first day) are planned,
    judged and still missing."""
    bring_up_to_date(url)
    last = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    with opened(url) as past, open_centre(url) as centre, centre.read() as db:
        found = evaluations(db, EvaluationQuestion(month, last, states=EVERYTHING))
        standing = [one for one in all_exemptions(db) if one.holds(last)]
        complaints = _complaints(past, min((one.since for one in standing), default=last), last)
        exempt = {  # an upheld complaint ends it, whether or not somebody has said so yet
            one.person
            for one in standing
            if not any(on >= one.since for on in complaints.get(one.person, ()))
        }
        sums = past.cube.sums(
            past.history,
            past.roll,
            Period(month, last),
            Every.WHOLE,
            fields=("n_answered", "n_form"),
            precedence=past.settings.source_precedence,
        )
        forms = sums.of("n_form")[:, 0]
        told = {line.id: float(forms[at]) for at, line in enumerate(sums.lines) if line.id and forms[at] > 0}
        persons = {line.id for line in sums.lines if line.id} | {one.person for one in found}
        return sampling(
            past.roll,
            month,
            found,
            past.settings.forms_a_month,
            persons=persons,
            exempt=exempt,
            told=told,
        )


def ask_draw(url: str, period: Period, wanted: Mapping[str, int], *, seed: str) -> tuple[Candidate, ...]:
    """By lot, so many contacts of each person in *wanted*, of *period*, none that was judged or is begun."""
    with opened(url) as past, open_centre(url) as centre, centre.read() as db:
        found = evaluations(db, EvaluationQuestion(period.first, period.last, states=EVERYTHING))
        judged = {(one.judgement.source, one.contact) for one in found if one.contact}
        days = past.settings.days
        there = candidates(past.history, past.roll, days, period, persons=frozenset(wanted))
    return draw(there, wanted, seed=seed, judged=judged)


def ask_exempt(
    url: str, today: date, *, confirmed: Mapping[str, Collection[str]] | None = None
) -> tuple[ExemptLine, ...]:
    """What the rule of exemption says of everybody with quality forms in the last six months, or exempt now.

    *confirmed* tells by person the KPIs in which the review puts them into class A; None: nobody asked, and
    then nobody is held to be.
    """
    bring_up_to_date(url)
    first, last = six_months(today)
    with opened(url) as past, open_centre(url) as centre, centre.read() as db:
        standing = all_exemptions(db)
        targets = all_targets(db)
        sums = past.cube.sums(
            past.history,
            past.roll,
            Period(first, last),
            Every.WHOLE,
            fields=("n_form", "n_fatal_form"),
            precedence=past.settings.source_precedence,
        )
        forms, fatal = sums.of("n_form")[:, 0], sums.of("n_fatal_form")[:, 0]
        complaints = _complaints(past, first, last)
        records = {
            line.id: Record(
                round(fatal[at]) if fatal[at] == fatal[at] else 0,
                round(forms[at]),
                complaints.get(line.id, ()),
                tuple((confirmed or {}).get(line.id, ())),
            )
            for at, line in enumerate(sums.lines)
            if line.id and forms[at] > 0
        }
        for one in standing:
            if one.holds(today) and one.person not in records:
                of = tuple((confirmed or {}).get(one.person, ()))
                records[one.person] = Record(0, 0, complaints.get(one.person, ()), of)
        return exempt_lines(past.roll, today, records, targets, standing)


def _complaints(past: Past, first: date, last: date) -> dict[str, tuple[date, ...]]:
    """The days of upheld complaints by person; a month's row is told by its first day."""
    table = history_count.c
    rows = past.history.execute(
        select(table.source, table.login, table.day)
        .where(table.day >= first, table.day <= last, table.n_complaint_valid > 0)
        .distinct()
        .order_by(table.day)
    ).all()
    of = Names().read(past.history) if rows else {}
    found: dict[str, list[date]] = {}
    for source, login, on in rows:
        person = past.roll.who(of[source][2], of[login][2], on)
        if person is not None:
            found.setdefault(person.id, []).append(on)
    return {key: tuple(dict.fromkeys(days)) for key, days in found.items()}
