"""A centre's quality for pictures: eight people, two forms, a month of evaluations."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

from supervisor.history.period import Period
from supervisor.people.person import Group, GroupKind, Membership, Person
from supervisor.people.roll import Roll
from supervisor.performance.kpi import Direction
from supervisor.performance.target import Cell as TargetCell
from supervisor.performance.target import Target, TargetRow
from supervisor.quality.asking import AgreementAnswer, DeductionAnswer, DeductionQuestion
from supervisor.quality.calibration import Meeting, Session, SharedContact, SharedRating, agreement
from supervisor.quality.deductions import deductions, looked_at, looks
from supervisor.quality.evaluation import Appeal, Evaluation, ItemAnswer, Judgement, Said, State, score
from supervisor.quality.exempting import Exempted, ExemptLine, Grounds, Record, exempt_lines
from supervisor.quality.form import AnswerKind, Content, Form, FormVersion, Item, Severity
from supervisor.quality.measure import Measure, Plan, Status, follow_up
from supervisor.quality.sampling import Candidate, SamplingLine, sampling
from supervisor.quality.usual import CHAT, VOICE
from supervisor.settings.quality import FormsAMonth
from supervisor.words import language
from ui.quality.work import EvaluationRow, Known, Listed, Opened

ZONE = ZoneInfo("Asia/Shanghai")
NAMES = (
    ("陈静", "Chen Jing"),
    ("李明", "Li Ming"),
    ("王芳", "Wang Fang"),
    ("赵磊", "Zhao Lei"),
    ("刘洋", "Liu Yang"),
    ("孙丽", "Sun Li"),
    ("周杰", "Zhou Jie"),
    ("吴敏", "Wu Min"),
)
RATERS = (("郑红", "Zheng Hong"), ("何伟", "He Wei"), ("林燕", "Lin Yan"))
TEAMS = (("一组", "Team 1"), ("二组", "Team 2"))
WEAK = frozenset({"summary", "record", "empathy"})
"""Items in which the sample's errors are concentrated."""


def said(words: tuple[str, str]) -> str:
    """Chinese or English, as is spoken."""
    return words[0] if language().startswith("zh") else words[1]


def sample_known(today: date) -> Known:
    """People in two teams, the usual forms."""
    people = [Person(f"p{at}", said(name), f"{1000 + at}", date(2025, 1, 6)) for at, name in enumerate(NAMES)]
    groups = [Group(f"t{at}", GroupKind.TEAM, said(name)) for at, name in enumerate(TEAMS)]
    members = [Membership(f"m{at}", f"p{at}", f"t{at % 2}") for at in range(len(NAMES))]
    spoken = language()
    forms = tuple(Form(key, usual.name(spoken), version=1) for key, usual in _USUAL)
    versions = tuple(
        FormVersion(f"{key}-1", key, 1, today - timedelta(days=200), usual.content, True, 1)
        for key, usual in _USUAL
    )
    return Known(today, Roll(people, groups, members), forms, versions, tuple(map(said, RATERS)))


_USUAL = (("calls", VOICE), ("chats", CHAT))


def sample_evaluations(today: date, days: int = 60) -> tuple[Evaluation, ...]:
    """What was judged in the *days* up to *today*, the newest first."""
    chance = Random(7)
    found = []
    for back in range(days):
        on = today - timedelta(days=back + 1)
        for turn in range(3):
            key, usual = _USUAL[chance.random() < 0.25]
            when = datetime.combine(on, time(9 + 3 * turn, chance.randrange(60)), ZONE)
            found.append(
                Evaluation(
                    f"e{back}-{turn}",
                    f"{key}-1",
                    f"p{chance.randrange(len(NAMES))}",
                    "voice" if key == "calls" else "chat",
                    "",
                    on,
                    f"{when:%m%d}-{chance.randrange(1000, 9999)}",
                    said(RATERS[chance.randrange(len(RATERS))]),
                    when + timedelta(hours=20),
                    State.FINAL,
                    Judgement(tuple(_answer(item, chance) for item in usual.content.items), contact_at=when),
                    version=1,
                )
            )
    at = next(
        at
        for at, one in enumerate(found)
        if at > 1 and any(answer.note and answer.said is Said.NO for answer in one.judgement.answers)
    )
    found[at] = _appealed(found[at])
    found[0] = replace(found[0], state=State.DRAFT)
    return tuple(found)


def _answer(item: Item, chance: Random) -> ItemAnswer:
    rate = {Severity.FATAL: 0.008, Severity.CRITICAL: 0.05, Severity.NONCRITICAL: 0.07}[item.severity]
    wrong = chance.random() < (0.28 if item.id in WEAK else rate)
    if item.may_not_apply and chance.random() < 0.3:
        return ItemAnswer(item.id, Said.NOT_APPLICABLE)
    if item.kind is AnswerKind.GRADED:
        return ItemAnswer(item.id, points=item.points - 2 if wrong else item.points)
    note = said(("结束前没有复述结论。", "Did not say again what was agreed.")) if wrong else ""
    return ItemAnswer(item.id, Said.NO if wrong else Said.YES, note=note if item.id == "summary" else "")


def _appealed(one: Evaluation) -> Evaluation:
    why = said(
        ("客户已自行确认，无需重复。", "The customer had said it himself; there was nothing to repeat.")
    )
    appeal = Appeal(said(NAMES[1]), one.evaluated_at + timedelta(hours=5), why)
    judgement = Judgement(one.judgement.answers, contact_at=one.judgement.contact_at, appeals=(appeal,))
    return replace(one, state=State.APPEALED, judgement=judgement)


def sample_listed(today: date, period: Period) -> Listed:
    """The evaluations of *period* as rows."""
    known = sample_known(today)
    return Listed(
        known,
        period,
        tuple(_row(one, known) for one in sample_evaluations(today) if one.contact_day in period),
    )


def _row(one: Evaluation, known: Known) -> EvaluationRow:
    version = known.version(one.form_version)
    form = known.form(version.form) if version is not None else None
    reached = score(_content(version), one.judgement.answers)
    return EvaluationRow(
        one.id,
        one.version,
        form.id if form is not None else "",
        form.name if form is not None else "",
        one.person,
        known.called(one.person),
        known.team(one.person, one.contact_day),
        one.contact_day,
        one.contact,
        one.channel,
        one.rater,
        one.evaluated_at,
        one.state,
        reached.share,
        reached.passed,
        reached.fatal,
        reached.critical,
        reached.noncritical,
        known.called(one.person),
    )


def _content(version: FormVersion | None) -> Content:
    return version.content if version is not None else Content()


def sample_opened(today: date, *, draft: bool = False) -> Opened:
    """An evaluation that was appealed; or a draft, half filled in."""
    known = sample_known(today)
    of_calls = (one for one in sample_evaluations(today) if one.form_version == "calls-1")
    if draft:
        one = next(of_calls)
        answers = one.judgement.answers[:12]
        one = replace(
            one, state=State.DRAFT, judgement=Judgement(answers, contact_at=one.judgement.contact_at)
        )
    else:
        one = next(one for one in sample_evaluations(today) if one.state is State.APPEALED)
    version = known.version(one.form_version)
    assert version is not None  # noqa: S101
    return Opened(one, version)


def sample_losses(today: date, period: Period, form: str) -> DeductionAnswer:
    """Where points were lost in *period* by *form*, against as long before it, with a measure under way."""
    known, asked = sample_known(today), DeductionQuestion(period, form)
    every = [one for one in sample_evaluations(today, 60) if one.form_version == f"{form}-1"]
    versions = {one.id: one for one in known.versions}
    plan = Plan(
        said(("班前会讲解归纳确认话术", "Show in the morning meeting how to sum up")),
        since=today - timedelta(15),
    )
    done = Measure("m1", "calls", "summary", said(NAMES[0]), today + timedelta(12), Status.DOING, plan, 1)
    late = Measure("m2", "calls", "record", said(NAMES[3]), today - timedelta(3), Status.OPEN, Plan(), 1)
    found = deductions(
        [one for one in every if one.contact_day in period],
        [one for one in every if one.contact_day in asked.before],
        versions,
        group_of=lambda person, on: known.roll.groups_of(person, GroupKind.TEAM, on)[0].id,
        measures=(done, late),
    )
    came = follow_up(done, looked_at(("calls", "summary"), looks(every, versions)))
    names = {key: group.name for key, group in known.roll.groups.items()}
    return DeductionAnswer(asked, found, names, {"m1": came} if came is not None else {})


def sample_calibration(today: date) -> tuple[AgreementAnswer, ...]:
    """Three raters who judged ten calls, one of them severe; a second round of one."""
    known, chance = sample_known(today), Random(3)
    version = known.versions[0]
    raters = tuple(map(said, RATERS))
    contacts = tuple(SharedContact(f"1112-{1000 + 37 * at}") for at in range(10))
    title = said(("十一月电话质检校准", "Calls in November"))
    session = Session("s1", title, today - timedelta(8), version.id, Meeting(contacts, raters), 1)
    ratings = []
    for contact in contacts:
        truth = tuple(_answer(item, chance) for item in version.content.items)
        for rater in raters:
            for number in (1, 2) if rater == raters[0] else (1,):
                off = 0.12 if rater == raters[2] else 0.03
                answers = tuple(_otherwise(one, chance, off) for one in truth)
                ratings.append(SharedRating("s1", contact.name, rater, number, answers, 1))
    told = tuple(ratings[:-1])
    return (AgreementAnswer(session, version, told, agreement(version.content, session.meeting, told)),)


def _otherwise(one: ItemAnswer, chance: Random, off: float) -> ItemAnswer:
    """What another rater says to it."""
    swapped = chance.random() < (0.35 if one.item == "empathy" else off)
    if not swapped or one.said not in (Said.YES, Said.NO) or one.item in ("privacy", "respect"):
        return one
    return ItemAnswer(one.item, Said.NO if one.said is Said.YES else Said.YES)


def sample_sampling(today: date) -> tuple[SamplingLine, ...]:
    """How the month of *today* stands."""
    known = sample_known(today)
    found = list(sample_evaluations(today, today.day))
    return sampling(
        known.roll,
        today.replace(day=1),
        found,
        FormsAMonth(12, 8, 2),
        persons=known.roll.persons,
        exempt={"p5"},
    )


def sample_drawn(today: date) -> tuple[Candidate, ...]:
    """Contacts that were drawn of three people."""
    queue, kind = said(("账单咨询", "Bills")), said(("查询", "Question"))
    return tuple(
        Candidate(
            "demo",
            f"1119-{2000 + at}",
            datetime.combine(today - timedelta(4 - at % 3), time(9 + at, 12), ZONE),
            today - timedelta(4 - at % 3),
            f"p{at % 3}",
            "voice",
            queue,
            "",
            kind,
            140.0 + 31 * at,
        )
        for at in range(6)
    )


def sample_exempt(today: date) -> tuple[ExemptLine, ...]:
    """One who may be exempted, one who is, one whose exemption ends, others who may not yet."""
    known = sample_known(today)
    records = {
        f"p{at}": Record(fatal, forms, complaints, confirmed)
        for at, (fatal, forms, complaints, confirmed) in enumerate(
            (
                (0, 210, (), ()),
                (1, 90, (), ()),
                (0, 48, (), ()),
                (0, 220, (today - timedelta(9),), ()),
                (5, 130, (), ()),
                (0, 240, (), ()),
                (0, 190, (), ("aht",)),
            )
        )
    }
    held = [
        Exempted(f"x{at}", f"p{at}", today - timedelta(60), None, Grounds(0, 200, 0.02), 1) for at in (3, 5)
    ]
    target = TargetRow(TargetCell("fatal_rate"), Target(high=0.02, direction=Direction.LOWER))
    return exempt_lines(known.roll, today, records, [target], held)
