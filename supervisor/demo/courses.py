"""The demo's courses and talks: one course that helped, one that did not, one that is planned by lot.

They are registered as if on their day: what was forecast of people knows only what was known then.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, delete, select

from supervisor.clock import BusinessDays
from supervisor.demo.people import SKILL_OF_QUEUE, Colleague
from supervisor.demo.weaknesses import COURSE_THAT_DID_NOT, COURSE_THAT_HELPED, SHARED_TYPE, TYPES, Past
from supervisor.evidence.unit import Unit
from supervisor.sources.simulated.centre import QUEUES
from supervisor.storage.centre import undo_row, undo_step
from supervisor.storage.database import Database, open_centre
from supervisor.storage.training_tables import coaching, course, course_person, training_category
from supervisor.training.asking import prepared
from supervisor.training.coaching import Result, Said, Talk
from supervisor.training.coaching_store import save_talk
from supervisor.training.course import Against, Arm, Course, Participant, Reason, Success, Terms
from supervisor.training.course_store import mark_attendance, participants, register
from supervisor.training.draw import draw

HELPED, DID_NOT, PLANNED = "demo-course-tariffs", "demo-course-satisfaction", "demo-course-faults"

WHO = "demo"
_STEPS = ("register_course", "mark_attendance", "add_talk")

_COURSES = (HELPED, DID_NOT, PLANNED)

PLANNED_OF = ("broadband", range(12))
PLANNED_IN_DAYS = 6
PLANNED_SEATS = 6
PLANNED_SEED = 3

_REGISTERED_BEFORE = 5  # days
_AT_HOUR = 10
_CHANNEL_OF = {queue.key: queue.channel.value for queue in QUEUES}
_Words = dict[str, str]


@dataclass(frozen=True)
class _Talk:
    """A talk with the *nth* of *team*, so many days *ago*; followed up *after* so many days."""

    team: str
    nth: int
    kpi: str
    ago: int
    after: int
    coach: _Words
    notes: _Words
    aim: _Words
    result: Result = Result.OPEN
    result_note: _Words | None = None
    course: str = ""


_MA = {"zh_CN": "马丽华", "en": "Ma Lihua"}
_QIN = {"zh_CN": "秦岚", "en": "Qin Lan"}

TALKS: tuple[_Talk, ...] = (
    _Talk(
        "billing1",
        0,
        "att",
        20,
        14,
        _MA,
        {
            "zh_CN": "一起听了四通录音：开场长，客户说完之后又复述两遍。",
            "en": "Listened to four contacts together: long openings, and everything is said twice.",
        },
        {
            "zh_CN": "复述一遍即可，通话均长降到 210 秒以内。",
            "en": "Say it once; mean talk time below 210 s.",
        },
    ),
    _Talk(
        "plans",
        0,
        "dispatch_rate",
        9,
        14,
        _QIN,
        {
            "zh_CN": "多数工单其实当场可以办结。",
            "en": "Most of the work orders could have been settled at once.",
        },
        {"zh_CN": "派单前先查办理指引。", "en": "Look at the guide before an order is opened."},
    ),
    _Talk(
        "online",
        1,
        "complaint_rate",
        48,
        21,
        _QIN,
        {
            "zh_CN": "投诉多在结束语之后：客户觉得被打发。",
            "en": "Complaints follow the last sentence: customers feel sent away.",
        },
        {
            "zh_CN": "结束前问一句是否还有别的问题。",
            "en": "Ask whether there is anything else before the end.",
        },
        Result.PARTLY,
        {"zh_CN": "少了，但还高于同组。", "en": "Fewer, and still more than the others have."},
    ),
    _Talk(
        "key_accounts",
        0,
        "utilisation",
        7,
        7,
        _MA,
        {"zh_CN": "小休次数多，原因是午后头痛。", "en": "Many short breaks, for headaches after lunch."},
        {"zh_CN": "换靠窗座位，两周后再看。", "en": "A seat by the window; look again."},
    ),
    _Talk(
        "billing1",
        10,
        "csat",
        3,
        14,
        _MA,
        {
            "zh_CN": "培训之后仍未达标，一起看了三份差评。",
            "en": "Still off target after the course; read three poor replies together.",
        },
        {"zh_CN": "每天自评一通录音。", "en": "Judge one contact of one's own a day."},
        course=DID_NOT,
    ),
)


def forget_training(db: Connection) -> None:
    """Forget the courses, talks and categories of the demo that is over."""
    for table in (course_person, course, coaching, training_category):
        db.execute(delete(table))


def _talk(at: int) -> str:
    return f"demo-talk-{at + 1}"


def write_training(
    url: str, days: BusinessDays, people: Sequence[Colleague], past: Past, language: str
) -> None:
    """Put the demo's courses and talks into the centre at *url*; the whole past must be there."""
    with open_centre(url) as centre:
        writing = _Writing(url, centre, days, people, past, language)
        with centre.write() as db:  # of a writing that was cut off; what somebody tried out meanwhile stays
            db.execute(delete(course_person).where(course_person.c.course.in_(_COURSES)))
            db.execute(delete(course).where(course.c.id.in_(_COURSES)))
            db.execute(delete(coaching).where(coaching.c.id.in_([_talk(at) for at in range(len(TALKS))])))
        writing.course_that_helped()
        writing.course_that_did_not()
        writing.planned()
        writing.talks()
        with centre.write() as db:  # nobody is to undo what the demo is made of
            made = select(undo_step.c.id).where(undo_step.c.who == WHO, undo_step.c.name.in_(_STEPS))
            db.execute(delete(undo_row).where(undo_row.c.step.in_(made)))
            db.execute(delete(undo_step).where(undo_step.c.id.in_(made)))


class _Writing:
    def __init__(
        self,
        url: str,
        centre: Database,
        days: BusinessDays,
        people: Sequence[Colleague],
        past: Past,
        language: str,
    ) -> None:
        self._url = url
        self._centre = centre
        self._days = days
        self._language = language
        self._past = past
        self._people = {past.place(one.agent): one for one in people}

    def course_that_helped(self) -> None:
        team, members, ago, _points = COURSE_THAT_HELPED
        said = {
            "zh_CN": ("资费政策再学", "资费问题一次解决率提高 2 个百分点以上", "资费类客户重复来电多"),
            "en": (
                "Tariffs anew",
                "At least 2 points more contacts about tariffs are resolved",
                "Customers call again about tariffs",
            ),
        }[self._language]
        terms = Terms(
            category="product_fcr",
            types=(TYPES["tariff"][self._language],),
            window_days=21,
            success=Success(said[1], 0.02),
            trainer=_QIN[self._language],
            seats=10,
        )
        one = self._course(HELPED, said[0], "fcr", -ago, terms)
        self._register(one, [self._trained(team, nth, said[2]) for nth in members], -ago)
        self._attended(one, absent=(), failed=(4,))

    def course_that_did_not(self) -> None:
        team, members, ago = COURSE_THAT_DID_NOT
        said = {
            "zh_CN": ("满意度沟通技巧", "满意度提高 3 个百分点以上", "上月满意度低于目标"),
            "en": (
                "Talking so that customers are content",
                "At least 3 points more satisfied customers",
                "Satisfaction was below the target last month",
            ),
        }[self._language]
        success = Success(said[1], 0.03)
        terms = Terms(category="satisfaction", success=success, trainer=_MA[self._language], seats=8)
        one = self._course(DID_NOT, said[0], "csat", -ago, terms)
        self._register(one, [self._trained(team, nth, said[2]) for nth in members], -ago)
        self._attended(one, absent=(0,), failed=None)

    def planned(self) -> None:
        team, places = PLANNED_OF
        said = {
            "zh_CN": (
                "宽带故障处理新流程",
                "故障问题一次解决率提高 5 个百分点以上",
                "故障类重复来电多，保持多",
            ),
            "en": (
                "The new way to mend faults",
                "At least 5 points more contacts about faults are resolved",
                "Customers call again about faults, and are put on hold",
            ),
        }[self._language]
        candidates = [self._trained(team, nth, said[2]) for nth in places]
        lot = draw([one.unit for one in candidates], PLANNED_SEATS, PLANNED_SEED)
        people = [
            replace(one, arm=Arm.TRAINED if one.unit in lot.trained else Arm.WAITING) for one in candidates
        ]
        terms = Terms(
            category="knowledge_base",
            types=(TYPES[SHARED_TYPE][self._language],),
            against=Against.WAIT_LIST,
            success=Success(said[1], 0.05),
            trainer=_QIN[self._language],
            seats=PLANNED_SEATS,
            seed=PLANNED_SEED,
        )
        one = self._course(PLANNED, said[0], "fcr", PLANNED_IN_DAYS, terms)
        self._register(one, people, PLANNED_IN_DAYS)

    def talks(self) -> None:
        language, today = self._language, self._past.today
        for count, talk in enumerate(TALKS):
            held = today - timedelta(days=talk.ago)
            follow_up = held + timedelta(days=talk.after)
            done = talk.result is not Result.OPEN
            said = Said(
                talk.notes[language],
                talk.aim[language],
                result=talk.result,
                result_on=follow_up if done else None,
                result_note=talk.result_note[language] if talk.result_note else "",
            )
            person = self._people[talk.team, talk.nth].id
            row = Talk(
                _talk(count),
                person,
                held,
                talk.coach[language],
                talk.kpi,
                follow_up,
                done,
                talk.course,
                said,
            )
            with self._centre.write() as db:
                save_talk(db, row, at=self._at(held), who=WHO)

    def _course(self, id: str, title: str, kpi: str, in_days: int, terms: Terms) -> Course:
        first = self._past.today + timedelta(days=in_days)
        return Course(id, title, kpi, first, first, terms)

    def _trained(self, team: str, nth: int, reason: str) -> Participant:
        colleague = self._people[team, nth]
        home = colleague.agent.queues[0]
        unit = Unit(colleague.id, f"demo-skill-{SKILL_OF_QUEUE[home]}", _CHANNEL_OF[home])
        return Participant(unit, Arm.TRAINED, Reason(reason))

    def _register(self, one: Course, people: Sequence[Participant], in_days: int) -> None:
        day = self._past.today + timedelta(days=min(in_days - _REGISTERED_BEFORE, -1))
        ready, everybody = prepared(self._url, one, people, day)
        with self._centre.write() as db:
            register(db, ready, everybody, at=self._at(day), who=WHO, today=day)

    def _attended(self, one: Course, *, absent: Sequence[int], failed: Sequence[int] | None) -> None:
        """Who came, and who passed (None: there was no examination), by their places in the course."""
        with self._centre.write() as db:
            trained = [each for each in participants(db, one.id) if each.arm is Arm.TRAINED]
            marked = [
                replace(
                    each, attended=nth not in absent, passed=None if failed is None else nth not in failed
                )
                for nth, each in enumerate(trained)
            ]
            mark_attendance(db, one, marked, at=self._at(one.last_day), who=WHO)

    def _at(self, day: date) -> datetime:
        return self._days.begins(day) + timedelta(hours=_AT_HOUR)
