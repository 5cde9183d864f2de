"""What becomes of the demo's issues: filed, merged, answered, not pursued."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from supervisor.demo.departments import (
    DEPARTMENTS,
    MANAGER,
    SUPERVISORS,
    department_id,
)
from supervisor.demo.issue_lives import UNMENDED_DAYS, Life
from supervisor.demo.issue_matters import Drawn, matters
from supervisor.demo.issue_measures import Measures
from supervisor.demo.issue_year import Act, Year
from supervisor.demo.weaknesses import MENDED_DAYS, TYPES
from supervisor.issues import store
from supervisor.issues.issue import (
    Facts,
    Issue,
    Origin,
    Severity,
    Standing,
    Text,
)
from supervisor.issues.moves import Given
from supervisor.issues.reply import Answer
from supervisor.issues.states import OPEN, State

_UNANSWERED = (State.SENT, State.RECEIVED, State.CONFIRMED)


class Desk(Measures):
    """Acts on the issues of one year; *drawn*: contacts that they may name."""

    def __init__(self, year: Year, drawn: Drawn, *, node: str, begins: date) -> None:
        super().__init__(year, node=node, begins=begins)
        self._drawn = drawn

    def life(self, issue: int) -> Life | None:
        """What is to become of *issue* (id); None for one that somebody else made."""
        return self.lives.get(issue)

    # -- filed -----------------------------------------------------------------------------------------

    def file(self, life: Life, hour: float = 0) -> None:
        """Have it be made on its day."""
        rng = self.year.rng
        self.year.when(self.year.at(life.made, hour or 9 + rng.random() * 8), self._make(life))

    def _make(self, life: Life) -> Act:
        def act(db: Connection, at: datetime) -> None:
            year, language = self.year, self.year.language
            said, topic, rng = life.said(language), life.topic, year.rng
            by = year.acting(SUPERVISORS[len(self.lives) % 2])
            affected = round(rng.uniform(4, 90) / topic.severity, 1) if rng.random() < 0.8 else None
            first = life.made - timedelta(days=rng.randrange(2, 30))
            facts = Facts(
                category=TYPES[topic.type][language],
                node=self._node if life.of == "unmended" else "",
                origin=life.origin,
                severity=Severity(topic.severity),
                department=department_id(topic.department),
                joining=self._joining(life),
                affected_a_week=affected,
                first_seen=first,
                last_seen=life.made,
                internal=life.fate.internal,
                tags=(self.words.tag,) if rng.random() < 0.15 else (),
            )
            text = Text(
                description=said.says,
                symptom=self.words.symptom if topic.severity == 1 else "",
                impact=self.words.impact if topic.severity <= 2 else "",
                severity_reason=self.words.severe if topic.severity == 1 else "",
                no_evidence_because=self.words.from_meeting if life.origin is Origin.MEETING else "",
                containment=self.words.containment if topic.severity <= 2 else "",
            )
            watchers = (MANAGER.name[language],) if topic.severity == 1 else ()
            standing = Standing(watchers=watchers)
            new = Issue(
                0,
                "",
                life.title(language),
                State.DRAFT,
                text,
                facts,
                standing,
                at,
                by.who,
                at,
            )
            rests = matters(db, life, year, self._drawn, nth=len(self.lives))
            _changes, kept = store.add(db, new, rests, acting=by, at=at)
            life.id = kept.id
            self.lives[kept.id] = life
            if life.of == "came":
                self._link(db, life, at)
            if life.fate.stop is State.MERGED:
                year.when(year.later(at, 2), self._merge(life))
            elif self.wants(life, State.READY):
                year.when(self._soon(at), self._ready(life))

        return act

    def _soon(self, at: datetime) -> datetime:
        return at + timedelta(minutes=20 + self.year.rng.randrange(120))

    def _joining(self, life: Life) -> tuple[str, ...]:
        if life.topic.severity > 1:
            return ()
        other = "it" if life.topic.department != "it" else "billing"
        return (department_id(other),)

    def _link(self, db: Connection, life: Life, at: datetime) -> None:
        before = next((one for one in self.lives.values() if one.of == "went"), None)
        if before is not None:
            store.link(db, life.id, before.id, "recurrence", acting=self.year.liaison, at=at)

    def _ready(self, life: Life) -> Act:
        def act(db: Connection, at: datetime) -> None:
            issue = store.get(db, life.id)
            if issue.state is State.DRAFT:
                self.move(db, issue, "make_ready", Given(), at)

        return act

    def _merge(self, life: Life) -> Act:
        def act(db: Connection, at: datetime) -> None:
            issue = store.get(db, life.id)
            others = store.all_issues(db, [id for id in self.lives if id != life.id])
            alike = [one for one in others if one.is_open and self.lives[one.id].topic is life.topic]
            same = [
                one
                for one in others
                if one.state in OPEN - {State.DRAFT} and one.facts.department == issue.facts.department
            ]
            survivor = next(iter([*alike, *same]), None)
            if survivor is not None:
                self.move(db, issue, "merge", Given(survivor=survivor.id), at)
            else:
                self._ready(life)(db, at)

        return act

    # -- answered --------------------------------------------------------------------------------------

    def answer(self, life: Life, issue: Issue, at: datetime) -> Answer | None:
        """What its department answers now; None: nothing."""
        year, rng, fate = self.year, self.year.rng, life.fate
        if issue.state not in _UNANSWERED:
            return None
        if life.returns < fate.returned:
            life.returns += 1
            names = list(DEPARTMENTS)
            here = next(key for key in names if department_id(key) == issue.facts.department)
            away = names[(names.index(here) + 1) % len(names)]
            return Answer(
                ours=False, proposed=DEPARTMENTS[away].name[year.language], remark=self.words.not_ours
            )
        if not self.wants(life, State.CONFIRMED):
            return None
        if not self.wants(life, State.ANSWERED):
            return Answer(ours=True)
        said = life.said(year.language)
        if fate.planned == 0:
            life.planned = year.today
        elif fate.planned is not None:
            life.planned = year.worked(year.today, fate.planned)
        elif life.of == "mended":
            life.planned = year.today - timedelta(days=MENDED_DAYS)
        elif life.of == "unmended":
            life.planned = year.today - timedelta(days=UNMENDED_DAYS)
        else:
            life.planned = year.worked(year.day(at), rng.randrange(12, 32))
        if fate.ask_again and not life.asked_again:
            return Answer(
                ours=True,
                cause=self.words.poor_cause,
                measure=self.words.poor_measure,
                owner=self._owner(issue),
                planned=life.planned,
            )
        owner = "" if fate.unknown_owner and not issue.text.cause and not life.over else self._owner(issue)
        life.over = life.over or not owner
        return Answer(ours=True, cause=said.cause, measure=said.measure, owner=owner, planned=life.planned)

    def _owner(self, issue: Issue) -> str:
        key = self.key_of(issue)
        house = DEPARTMENTS[key]
        one = house.contact if issue.id % 3 else house.head
        return one[self.year.language]

    def answered(self, life: Life, at: datetime) -> None:
        """Have what follows upon an answer."""
        year = self.year
        if life.fate.stop is State.REJECTED and not (life.fate.restored and life.over):
            year.when(year.later(at, 3), self._reject(life))
        elif self.wants(life, State.WORKING):
            year.when(year.later(at, 24), self._agree(life))  # where no meeting did

    def _reject(self, life: Life) -> Act:
        def act(db: Connection, at: datetime) -> None:
            issue = store.get(db, life.id)
            if not issue.is_open:
                return
            head = DEPARTMENTS[self.key_of(issue)].head[self.year.language]
            review = self.year.day(at) + timedelta(days=180)
            given = Given(reason=self.words.rejected, risk_carrier=head, review_date=review)
            self.move(db, issue, "reject", given, at)
            life.over = True
            if life.fate.restored:
                self.year.when(self.year.later(at, 8), self._restore(life))

        return act

    def _restore(self, life: Life) -> Act:
        def act(db: Connection, at: datetime) -> None:
            self.move(db, store.get(db, life.id), "restore", Given(changed=self.words.restored), at)

        return act

    def _agree(self, life: Life) -> Act:
        def act(db: Connection, at: datetime) -> None:
            issue = store.get(db, life.id)
            if issue.state is State.ANSWERED:
                self.move(db, issue, "accept", Given(decision=self.words.agreed), at)
                self.accepted(life, at)

        return act
