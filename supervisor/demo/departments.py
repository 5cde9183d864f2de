"""The demo's departments, the working days there and here, and who does what in the centre."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from sqlalchemy import Connection

from supervisor.issues import department_store
from supervisor.issues.department import Department, Reach
from supervisor.issues.event import Acting
from supervisor.issues.states import Role
from supervisor.workdays.calendar import Day, DayKind, WorkCalendar
from supervisor.workdays.from_holidays import content, country_of
from supervisor.workdays.store import CENTRE, add_calendar, calendars, change_days

_Words = dict[str, str]


@dataclass(frozen=True)
class Person:
    """Somebody of the centre, with what they act as."""

    name: _Words
    roles: frozenset[Role]

    def acting(self, language: str) -> Acting:
        """Acting in their own name."""
        return Acting(self.name[language], self.roles)


LIAISON = Person({"zh_CN": "周敏", "en": "Zhou Min"}, frozenset({Role.LIAISON}))
SUPERVISORS = (
    Person({"zh_CN": "马丽华", "en": "Ma Lihua"}, frozenset({Role.SUPERVISOR})),
    Person({"zh_CN": "秦岚", "en": "Qin Lan"}, frozenset({Role.SUPERVISOR})),
)
QUALITY = Person({"zh_CN": "林静", "en": "Lin Jing"}, frozenset({Role.QUALITY}))
CHAIR = Person({"zh_CN": "方明远", "en": "Fang Mingyuan"}, frozenset({Role.CHAIR}))
MINUTES = Person({"zh_CN": "许佳", "en": "Xu Jia"}, frozenset({Role.MINUTES}))
MANAGER = Person({"zh_CN": "陈志强", "en": "Chen Zhiqiang"}, frozenset({Role.MANAGER}))


@dataclass(frozen=True)
class _House:
    name: _Words
    others: tuple[str, ...]
    contact: _Words
    head: _Words
    phone: str
    calendar: str = ""


DEPARTMENTS: dict[str, _House] = {
    "billing": _House(
        {"zh_CN": "计费部", "en": "Billing"},
        ("计费中心", "Billing department"),
        {"zh_CN": "孙立", "en": "Sun Li"},
        {"zh_CN": "郑国栋", "en": "Zheng Guodong"},
        "8101",
    ),
    "network": _House(
        {"zh_CN": "网络部", "en": "Network"},
        ("网运", "Network operations"),
        {"zh_CN": "吴俊", "en": "Wu Jun"},
        {"zh_CN": "何振华", "en": "He Zhenhua"},
        "8102",
    ),
    "field": _House(
        {"zh_CN": "装维中心", "en": "Field service"},
        ("装维", "Installation and repair"),
        {"zh_CN": "钱勇", "en": "Qian Yong"},
        {"zh_CN": "高峰", "en": "Gao Feng"},
        "8103",
        "field",
    ),
    "marketing": _House(
        {"zh_CN": "市场部", "en": "Marketing"},
        ("市场经营部",),
        {"zh_CN": "赵雪", "en": "Zhao Xue"},
        {"zh_CN": "罗文", "en": "Luo Wen"},
        "8104",
    ),
    "shops": _House(
        {"zh_CN": "渠道部", "en": "Shops and dealers"},
        ("渠道", "Shops"),
        {"zh_CN": "韩冰", "en": "Han Bing"},
        {"zh_CN": "唐伟", "en": "Tang Wei"},
        "8105",
        "shops",
    ),
    "it": _House(
        {"zh_CN": "信息技术部", "en": "Information technology"},
        ("IT", "信息化部"),
        {"zh_CN": "冯涛", "en": "Feng Tao"},
        {"zh_CN": "董琳", "en": "Dong Lin"},
        "8106",
    ),
    "international": _House(
        {"zh_CN": "国际业务部", "en": "International"},
        ("国际部",),
        {"zh_CN": "梁晨", "en": "Liang Chen"},
        {"zh_CN": "沈岳", "en": "Shen Yue"},
        "8107",
    ),
    "legal": _House(
        {"zh_CN": "法务部", "en": "Legal"},
        ("法律事务部",),
        {"zh_CN": "苏婷", "en": "Su Ting"},
        {"zh_CN": "顾明", "en": "Gu Ming"},
        "8108",
    ),
}

_SIX_DAYS = (((time(8, 30), time(12)), (time(13, 30), time(17, 30))),) * 6 + ((),)
_EVERY_DAY = (((time(10), time(20)),),) * 7
_CALENDARS: dict[str, tuple[_Words, tuple[tuple[tuple[time, time], ...], ...], bool]] = {
    "field": ({"zh_CN": "装维（周一至周六）", "en": "Field service (Monday to Saturday)"}, _SIX_DAYS, True),
    "shops": ({"zh_CN": "营业厅（每天）", "en": "Shops (every day)"}, _EVERY_DAY, False),
}
_HOUSE_DAY = {"zh_CN": "公司司庆", "en": "Anniversary of the company"}


def department_id(key: str) -> str:
    """The id of a department of `DEPARTMENTS`."""
    return f"demo-{key}"


def contact(key: str, language: str) -> str:
    """Who answers for the department."""
    return DEPARTMENTS[key].contact[language]


def write_departments(db: Connection, language: str, today: date, *, at: datetime) -> None:
    """Keep the departments, and the calendars of those that have their own."""
    who = MANAGER.name[language]
    zone = calendars(db)[CENTRE].zone
    made = {}
    for key, (name, week, with_holidays) in _CALENDARS.items():
        country = country_of(zone.key) if with_holidays else ""
        days = content(country, today.year - 1, today.year).days if country else {}
        wanted = WorkCalendar("", name[language], zone, week, days, country)
        _changes, made[key] = add_calendar(db, wanted, at=at, who=who)
    houses = [
        Department(
            department_id(key),
            house.name[language],
            Reach(
                house.contact[language],
                f"{key}@example.com",
                house.phone,
                house.head[language],
                f"{key}.head@example.com",
            ),
            made.get(house.calendar, ""),
            house.others,
        )
        for key, house in DEPARTMENTS.items()
    ]
    department_store.save_all(db, houses, acting=LIAISON.acting(language), at=at)


def write_house_day(db: Connection, language: str, today: date, *, at: datetime) -> None:
    """Tell the centre's own calendar a half day to come."""
    own = calendars(db)[CENTRE]
    day = today + timedelta(days=24)
    while not own.is_working(day):
        day += timedelta(days=1)
    who = MANAGER.name[language]
    half = Day(day, DayKind.HALF, who, _HOUSE_DAY[language])
    change_days(db, CENTRE, own.version, {day: half}, at=at, who=who)
