"""What the quality page has done elsewhere: on the database thread, and in the work process.

Plain values come back. Nothing here is loaded by a screen that needs SQLAlchemy before the first paint.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from supervisor import words
from supervisor.history.period import Period
from supervisor.people.person import GroupKind
from supervisor.people.roll import Roll
from supervisor.quality.evaluation import Evaluation, State
from supervisor.quality.form import Form, FormVersion, at
from supervisor.words import _
from supervisor.workbook.table import Written
from ui.jobs import Report

if TYPE_CHECKING:  # SQLAlchemy comes after the first paint
    from sqlalchemy import Connection

    from supervisor.quality.asking import AgreementAnswer, DeductionAnswer, DeductionQuestion
    from supervisor.quality.exempting import ExemptLine
    from supervisor.quality.sampling import Candidate, SamplingLine
    from supervisor.quality.sheet import Known as SheetKnown
    from supervisor.quality.sheet_reading import EvaluationSheet
    from supervisor.storage.changes import Changes


@dataclass(frozen=True)
class EvaluationRow:
    """An evaluation as a line of the table; *form* is an id, *score* a share of the points."""

    id: str
    version: int
    form: str
    form_name: str
    person: str
    name: str
    team: str
    day: date
    contact: str
    channel: str
    rater: str
    at: datetime
    state: State
    score: float | None
    passed: bool | None
    fatal: bool
    critical: int
    noncritical: int
    search: str = ""


@dataclass(frozen=True)
class Known:
    """Who and what there is as of *day*: people, forms with their versions (by number), raters' names."""

    day: date
    roll: Roll = field(default_factory=Roll)
    forms: tuple[Form, ...] = ()
    versions: tuple[FormVersion, ...] = ()
    raters: tuple[str, ...] = ()

    @property
    def offered(self) -> tuple[Form, ...]:
        """The forms that can be used now."""
        return tuple(form for form in self.forms if not form.retired and self.latest(form.id) is not None)

    def form(self, id: str) -> Form | None:
        """The form with this id."""
        return next((form for form in self.forms if form.id == id), None)

    def version(self, id: str) -> FormVersion | None:
        """The version of a form with this id."""
        return next((one for one in self.versions if one.id == id), None)

    def latest(self, form: str) -> FormVersion | None:
        """The newest version of the form with this id."""
        return max(
            (one for one in self.versions if one.form == form), key=lambda one: one.number, default=None
        )

    def in_force(self, form: str, day: date) -> FormVersion | None:
        """The version by which contacts of *day* are judged: before the first one, by the first one."""
        own = tuple(one for one in self.versions if one.form == form)
        return at(own, form, day) or min(own, key=lambda one: one.number, default=None)

    def called(self, person: str) -> str:
        """A person by name; the id of one who is not known any more."""
        return self.roll.called(person, self.day) if person in self.roll.persons else person

    def skill(self, person: str, day: date) -> str:
        """The only skill group of a person on the day; "" for none or several."""
        own = self.roll.groups_of(person, GroupKind.SKILL, day)
        return own[0].id if len(own) == 1 else ""

    def team(self, person: str, day: date) -> str:
        """The teams of a person on the day, in words."""
        return _(", ").join(group.name for group in self.roll.groups_of(person, GroupKind.TEAM, day))


@dataclass(frozen=True)
class Listed:
    """What is known, and the evaluations of *period*, the newest first."""

    known: Known
    period: Period
    rows: tuple[EvaluationRow, ...] = ()


@dataclass(frozen=True)
class Opened:
    """One evaluation with the version of the form that it was made by."""

    evaluation: Evaluation
    form_version: FormVersion


@dataclass(frozen=True)
class Done:
    """A step: what the store returned, and the number by which it is taken back (None: nothing to)."""

    result: Any
    step: int | None


# -- on the database thread -------------------------------------------------------------------------------


def read_known(db: Connection, day: date) -> Known:
    """People, forms and raters."""
    from sqlalchemy import select

    from supervisor.people.store import read_roll
    from supervisor.quality.form_store import all_forms, all_versions
    from supervisor.storage.quality_tables import quality_evaluation

    raters = db.execute(select(quality_evaluation.c.rater).distinct().order_by(quality_evaluation.c.rater))
    return Known(
        day, read_roll(db), all_forms(db), all_versions(db), tuple(one for (one,) in raters if one.strip())
    )


def read_list(db: Connection, period: Period, day: date) -> Listed:
    """The evaluations of contacts of *period*: columns alone, without their answers."""
    from sqlalchemy import select

    from supervisor.storage.quality_tables import quality_evaluation

    known = read_known(db, day)
    table = quality_evaluation.c
    found = (
        select(
            *(table.id, table.version, table.form_version, table.person, table.contact_day, table.contact),
            *(table.channel, table.rater, table.evaluated_at, table.state, table.score, table.fatal),
            *(table.n_critical, table.n_noncritical),
        )
        .where(table.contact_day >= period.first, table.contact_day <= period.last)
        .order_by(table.contact_day.desc(), table.evaluated_at.desc(), table.id)
    )
    versions = {one.id: one for one in known.versions}
    forms = {one.id: one.name for one in known.forms}
    rows = []
    for row in db.execute(found):
        version = versions.get(row.form_version)
        form = version.form if version is not None else ""
        name = known.called(row.person)
        person = known.roll.persons.get(row.person)
        team = known.team(row.person, row.contact_day)
        passed = None
        if version is not None and row.score is not None:
            passed = row.score >= version.content.pass_share - 1e-12 and not row.fatal
        searched = (name, person.number if person else "", team, row.contact, row.rater, forms.get(form, ""))
        rows.append(
            EvaluationRow(
                row.id,
                row.version,
                form,
                forms.get(form, ""),
                row.person,
                name,
                team,
                row.contact_day,
                row.contact,
                row.channel,
                row.rater,
                row.evaluated_at,
                State(row.state),
                row.score,
                passed,
                row.fatal,
                row.n_critical,
                row.n_noncritical,
                " ".join(searched),
            )
        )
    return Listed(known, period, tuple(rows))


def read_evaluation(db: Connection, id: str) -> Opened:
    """One evaluation with its answers. Raises UnknownNameError."""
    from supervisor.quality.evaluation_store import the_evaluation
    from supervisor.quality.form_store import the_version

    found = the_evaluation(db, id)
    return Opened(found, the_version(db, found.form_version))


def save_draft(db: Connection, draft: Evaluation) -> tuple[Changes, Evaluation]:
    """Keep a draft; it comes back with its new version."""
    from supervisor.quality.evaluation_store import save_draft as save

    saved, changes = save(db, draft)
    return changes, saved


def drop_draft(db: Connection, draft: Evaluation) -> Changes:
    """Throw a draft away."""
    from supervisor.quality.evaluation_store import drop_draft as drop

    return drop(db, draft)


def do(
    db: Connection, store: str, name: str, /, *args: Any, at: datetime, who: str, **kwargs: Any
) -> tuple[Changes, Done]:
    """Do the step *name* of a store of `supervisor.quality` ("form_store")."""
    from supervisor.quality.form_store import AREA
    from supervisor.storage import undo
    from supervisor.storage.changes import Changes

    before = undo.last(db, who)
    work: Callable[..., Any] = getattr(import_module(f"supervisor.quality.{store}"), name)
    result = work(db, *args, at=at, who=who, **kwargs)
    changes = AREA
    if isinstance(result, Changes):
        changes, result = result, None
    elif isinstance(result, tuple) and len(result) == 2 and isinstance(result[1], Changes):
        result, changes = result
    made = undo.last(db, who)
    return changes, Done(result, made.id if made is not None and made != before else None)


def take_in(
    db: Connection, several: tuple[Evaluation, ...], *, file: str, at: datetime, who: str
) -> tuple[Changes, Done]:
    """Write what came of a file."""
    from supervisor.quality.form_store import all_versions

    contents = {one.id: one.content for one in all_versions(db)}
    return do(db, "evaluation_store", "take_in", several, contents, file=file, at=at, who=who)


# -- in the work process ----------------------------------------------------------------------------------


def draw(
    _report: Report, url: str, period: Period, wanted: dict[str, int], seed: str
) -> tuple[Candidate, ...]:
    """So many contacts of each person, by lot."""
    from supervisor.quality.asking import ask_draw

    return ask_draw(url, period, wanted, seed=seed)


def write_sheet(
    _report: Report, url: str, form: Form, ids: tuple[str, ...], path: Path, day: date, language: str
) -> Written:
    """The workbook of a form with the evaluations *ids*; without any, the empty form."""
    from supervisor.quality import sheet

    words.use_language(language)
    known = _sheet_known(url, form)
    return sheet.write(path, known, [known.stand[id] for id in ids if id in known.stand], day)


def read_sheet(_report: Report, url: str, form: Form, path: Path, language: str) -> EvaluationSheet:
    """What a workbook would change."""
    from supervisor.quality.sheet_reading import read_file

    words.use_language(language)
    return read_file(path, _sheet_known(url, form))


def _sheet_known(url: str, form: Form) -> SheetKnown:
    from supervisor.people.store import read_roll
    from supervisor.quality.evaluation_store import EvaluationQuestion, evaluations
    from supervisor.quality.form_store import all_versions
    from supervisor.quality.sheet import Known as SheetKnown
    from supervisor.storage.centre_settings import load_centre
    from supervisor.storage.database import open_centre

    with open_centre(url) as centre, centre.read() as db:
        stand = {one.id: one for one in evaluations(db, EvaluationQuestion(form=form.id, states=None))}
        zone = load_centre(db).days.zone
        return SheetKnown(form, all_versions(db, form.id), read_roll(db), zone, stand)


def losses(_report: Report, url: str, asked: DeductionQuestion, language: str) -> DeductionAnswer:
    """Where points are lost."""
    from supervisor.quality.asking import ask_deductions

    words.use_language(language)
    return ask_deductions(url, asked)


def calibrations(_report: Report, url: str) -> tuple[AgreementAnswer, ...]:
    """Every calibration with what it says, the newest first."""
    from supervisor.quality.asking import AgreementAnswer
    from supervisor.quality.calibration import agreement
    from supervisor.quality.calibration_store import all_sessions, ratings_of
    from supervisor.quality.form_store import the_version
    from supervisor.storage.database import open_centre

    found = []
    with open_centre(url) as centre, centre.read() as db:
        for session in all_sessions(db):
            version, ratings = the_version(db, session.form_version), ratings_of(db, session.id)
            said = agreement(version.content, session.meeting, ratings)
            found.append(AgreementAnswer(session, version, ratings, said))
    return tuple(found)


def sampled(_report: Report, url: str, month: date) -> tuple[SamplingLine, ...]:
    """How many contacts of each person are planned, judged and missing in the month."""
    from supervisor.quality.asking import ask_sampling

    return ask_sampling(url, month)


def exempt_lines(_report: Report, url: str, today: date, language: str) -> tuple[ExemptLine, ...]:
    """What the rule of exemption says of everybody; the review of the last whole month tells who is confirmed
    off target."""
    from datetime import timedelta

    from supervisor.evidence.options import Answer
    from supervisor.quality.asking import ask_exempt
    from supervisor.review.asking import ask_review
    from supervisor.review.monthly import ReviewQuestion

    words.use_language(language)
    month = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    review = ask_review(url, ReviewQuestion(month, today))
    confirmed: dict[str, list[str]] = {}
    for kpi, evidence in review.evidence.items():
        for standing, answer in zip(review.units, evidence.answer, strict=True):
            own = confirmed.setdefault(standing.unit.person, [])
            if answer is Answer.CONFIRMED and kpi not in own:
                own.append(kpi)
    return ask_exempt(url, today, confirmed=confirmed)
