"""Courses and talks for pictures and tests: a course that helped, one that did not, one planned by lot.

What became of them is told by the same code as of any other.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from supervisor.evidence.unit import Unit
from supervisor.training.coaching import LogEntry, LogKind, Result, Said, Talk
from supervisor.training.course import (
    Against,
    Arm,
    Course,
    CourseState,
    Forecast,
    Listed,
    Participant,
    Reason,
    Success,
    Terms,
    Yardstick,
)
from supervisor.training.outcome import CourseOutcome, Found, Known, Named, outcome_of
from supervisor.training.prospects import Prospects
from supervisor.words import language
from ui.training.work import CourseRow, Somebody
from ui.training.work import Listed as All

NAMES = (
    ("陈静", "Chen Jing"),
    ("李明", "Li Ming"),
    ("王芳", "Wang Fang"),
    ("赵磊", "Zhao Lei"),
    ("刘洋", "Liu Yang"),
    ("孙丽", "Sun Li"),
    ("周杰", "Zhou Jie"),
    ("吴敏", "Wu Min"),
    ("郑红", "Zheng Hong"),
    ("何伟", "He Wei"),
    ("林燕", "Lin Yan"),
    ("马超", "Ma Chao"),
    ("胡斌", "Hu Bin"),
    ("郭靖", "Guo Jing"),
    ("罗兰", "Luo Lan"),
    ("高远", "Gao Yuan"),
    ("梁宽", "Liang Kuan"),
    ("宋佳", "Song Jia"),
)
PEOPLE = tuple(f"p{at}" for at in range(len(NAMES)))
TRAINED, REST = PEOPLE[:8], PEOPLE[8:]
_QIN = ("秦岚", "Qin Lan")
_MA = ("马丽华", "Ma Lihua")


def said(words: tuple[str, str]) -> str:
    """Chinese or English, as is spoken."""
    return words[0] if language().startswith("zh") else words[1]


def unit(person: str) -> Unit:
    """The person at the only work that there is."""
    return Unit(person, "g1", "voice")


def courses(today: date) -> tuple[Course, ...]:
    """The latest first."""
    yard = (
        Yardstick("g1", "voice", today - timedelta(days=160), today - timedelta(days=70), {"": 0.82}, 0.82),
    )
    at = datetime(today.year, today.month, today.day, 2, tzinfo=UTC)

    def one(id: str, words: tuple[str, str], kpi: str, begins: int, days: int = 1, **terms: object) -> Course:
        first = today + timedelta(days=begins)
        state = CourseState.CANCELLED if id == "c0" else CourseState.PLANNED
        usual = {"trainer": said(_QIN), "room": said(("3 号教室", "Room 3")), "yardsticks": yard}
        return Course(
            id,
            said(words),
            kpi,
            first,
            first + timedelta(days=days - 1),
            Terms(**{**usual, **terms}),  # type: ignore[arg-type]  # as they are called below
            state,
            at + timedelta(days=begins - 5),
            said(_MA),
            1,
        )

    two = (said(("提高 2 个百分点以上", "2 points better")), 0.02)
    return (
        one(
            "c4",
            ("故障申告一次办结", "Faults settled at once"),
            "fcr",
            6,
            against=Against.WAIT_LIST,
            seed=48_213,
            seats=4,
            category="resolution",
            success=Success(*two),
        ),
        one("c3", ("情绪安抚与道歉", "Calm and apology"), "csat", -9, late=True, category="manner"),
        one(
            "c2",
            ("资费政策再学", "Tariffs anew"),
            "fcr",
            -66,
            2,
            category="product_fcr",
            seats=8,
            success=Success(*two),
            listed=(today - timedelta(days=66)).replace(day=1),
        ),
        one("c1", ("满意度提升", "Better replies"), "fcr", -75, category="satisfaction"),
        one("c0", ("案头模板", "Templates"), "acw", -80, category="templates"),
    )


def people_of(course: Course, today: date) -> tuple[Participant, ...]:
    """Everybody who is written down with *course*."""
    month = (today - timedelta(days=80)).replace(day=1)
    listed = Listed(month, course.kpi, "A", 3, 3, 0.79, 0.79, 0.802, 0.78, 0.82, 0.97, 0.84, 410)
    chance = Random(5)
    people = []
    for at, who in enumerate(PEOPLE):
        trained = who in TRAINED
        waits = course.terms.against is Against.WAIT_LIST and trained and at % 2
        arm = Arm.WAITING if waits else Arm.TRAINED if trained else Arm.COMPARISON
        if course.terms.against is Against.WAIT_LIST and not trained:
            continue
        before = 0.785 + 0.03 * chance.random() if trained else 0.835 + 0.04 * chance.random()
        level = before + (0.02 if trained else 0.0)
        forecast = Forecast(before, level, level - 0.015, level + 0.015, 400.0)
        reason = Reason(said(("客户重复来电多", "Customers call again")), listed) if trained else Reason()
        over = today > course.last_day
        came = at != 3 if over and trained else None
        passed = at not in (3, 6) if over and trained else None
        people.append(Participant(unit(who), arm, reason, forecast, came, passed, 1))
    return tuple(people)


def outcome(course: Course, today: date, *, points: float = 0.03) -> CourseOutcome:
    """What became of *course*, whose trained are better by *points*."""
    chance, people, found = Random(6), people_of(course, today), {}
    for one in people:
        assert one.forecast is not None  # noqa: S101
        assert one.forecast.level is not None  # noqa: S101
        value = one.forecast.level + chance.gauss(0.004, 0.011)
        value += points if one.arm is Arm.TRAINED else 0.0
        found[one.unit] = Found(value, value - 0.02, value + 0.02, 380.0, value < 0.84, 0.84, None)
    names = {
        who: Named(said(words), f"{1000 + at}")
        for at, (who, words) in enumerate(zip(PEOPLE, NAMES, strict=True))
    }
    return outcome_of(course, people, found, names, today)


def talks(today: date) -> tuple[Talk, ...]:
    """The latest first."""

    def one(
        id: str,
        who: int,
        kpi: str,
        ago: int,
        after: int | None,
        coach: tuple[str, str],
        notes: tuple[str, str],
        aim: tuple[str, str],
        result: Result = Result.OPEN,
        course: str = "",
    ) -> Talk:
        held = today - timedelta(days=ago)
        follow = None if after is None else held + timedelta(days=after)
        told = result is not Result.OPEN
        words = said(("少了，但还高于同组。", "Fewer, and still more than the others have.")) if told else ""
        content = Said(
            said(notes), said(aim), result=result, result_on=follow if told else None, result_note=words
        )
        return Talk(id, PEOPLE[who], held, said(coach), kpi, follow, told, course, content, 1)

    once = ("复述一遍即可，通话均长降到 210 秒以内。", "Say it once; mean talk time below 210 s.")
    return (
        one(
            "t1",
            3,
            "fcr",
            4,
            14,
            _MA,
            (
                "培训之后仍未达标，一起听了三通录音。",
                "Still off after the course; listened to three contacts together.",
            ),
            ("每天自评一通录音。", "Judge one contact of one’s own a day."),
            course="c2",
        ),
        one(
            "t2",
            8,
            "dispatch_rate",
            14,
            14,
            _QIN,
            ("多数工单其实当场可以办结。", "Most of the work orders could have been settled at once."),
            ("派单前先查办理指引。", "Look at the guide before an order is opened."),
        ),
        one(
            "t3",
            0,
            "att",
            20,
            14,
            _MA,
            ("开场长，客户说完之后又复述两遍。", "Long openings, and everything is said twice."),
            once,
        ),
        one(
            "t4",
            11,
            "complaint_rate",
            48,
            21,
            _QIN,
            ("投诉多在结束语之后。", "Complaints follow the last sentence."),
            ("结束前问一句是否还有别的问题。", "Ask whether there is anything else before the end."),
            Result.PARTLY,
        ),
        one(
            "t5",
            14,
            "",
            2,
            None,
            _QIN,
            ("午后头痛，小休次数多。", "Headaches after lunch, many short breaks."),
            ("换靠窗座位。", "A seat by the window."),
        ),
    )


def log(today: date) -> tuple[LogEntry, ...]:
    """The log of one person."""
    return (
        LogEntry(
            today - timedelta(days=4),
            LogKind.TALK,
            "t1",
            said(("辅导：一次解决率", "Talk about First-contact resolution")),
            "fcr",
            said(_MA),
            said(("每天自评一通录音。", "Agreed: Judge one contact of one’s own a day.")),
        ),
        LogEntry(
            today - timedelta(days=66),
            LogKind.COURSE,
            "c2",
            said(("课程“资费政策再学”", "Course “Tariffs anew”")),
            "fcr",
            said(_QIN),
            said(("未参培", "did not attend")),
        ),
    )


def sample_listed(today: date) -> All:
    """Everything that the tabs show."""
    names = {who: said(words) for who, words in zip(PEOPLE, NAMES, strict=True)}
    rows = []
    for at, course in enumerate(courses(today)):
        people = people_of(course, today)
        counts = {arm: sum(one.arm is arm for one in people) for arm in Arm}
        rows.append(CourseRow(course, 5 - at, counts))
    return All(
        today,
        tuple(rows),
        talks(today),
        tuple(Somebody(who, names[who], f"{1000 + at}") for at, who in enumerate(PEOPLE)),
        names,
        {"g1": said(("宽带与技术", "Broadband & Tech"))},
    )


def sample_prospects(today: date) -> Prospects:
    """Who is at the work of a KPI."""
    listed = sample_listed(today)
    course = courses(today)[2]
    of = {one.unit: one.forecast for one in people_of(course, today)}
    known = tuple(
        Known(unit(one.id), one.name, one.number, "", listed.groups["g1"], of[unit(one.id)] or Forecast())
        for one in listed.people
    )
    return Prospects(known, frozenset(), 0.011, 0.016)


def unsaved(talk: Talk) -> Talk:
    """*talk* as somebody is about to note it."""
    return replace(talk, version=0)
