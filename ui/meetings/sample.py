"""A coordination meeting for pictures and tests: a series, the next meeting with its agenda, one that is
closed, and the actions of both."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from supervisor.issues.clock import Light, Reading
from supervisor.issues.states import ClockKind, State
from supervisor.meetings.meeting import (
    Attendance,
    Came,
    Item,
    Meeting,
    MeetingState,
    MeetingText,
    Outcome,
    OutcomeKind,
)
from supervisor.meetings.series import Every, Pattern, Person, Section, Series, Template
from supervisor.words import language
from ui.meetings.told import ActionRow, ItemTold, Listed, MeetingRow, Said, Told, Weekly

ZONE = ZoneInfo("Asia/Shanghai")


def said(chinese: str, english: str) -> str:
    """Chinese or English, as is spoken."""
    return chinese if language().startswith("zh") else english


def departments() -> dict[str, str]:
    """Names of departments by id."""
    return {
        "bill": said("计费中心", "Billing"),
        "net": said("网络维护部", "Network maintenance"),
        "market": said("市场部", "Marketing"),
        "web": said("电子渠道部", "Online channels"),
    }


def series() -> tuple[Series, ...]:
    """Every second Wednesday, and a monthly one."""
    people = (
        Person(said("李明", "Li Ming"), ""),
        Person(said("秦岚", "Qin Lan"), ""),
        Person(said("周杰", "Zhou Jie"), "bill"),
        Person(said("吴敏", "Wu Min"), "net"),
        Person(said("何伟", "He Wei"), "market"),
        Person(said("林燕", "Lin Yan"), "web"),
    )
    return (
        Series(
            "s1",
            said("服务质量协调会", "Service coordination"),
            Pattern(Every.TWO_WEEKS, 1, 1, time(14, 0), date(2026, 1, 6)),
            ("bill", "net", "market", "web"),
            people,
            Template(other=(said("下期重点", "Focus of the next weeks"),)),
            said("三楼会议室", "Room 301"),
            said("李明", "Li Ming"),
            said("秦岚", "Qin Lan"),
            60,
            version=1,
        ),
        Series(
            "s2",
            said("语音菜单月会", "Voice menu, monthly"),
            Pattern(Every.MONTH_WEEKDAY, 3, 1, time(10, 0)),
            ("web",),
            people[:2],
            place=said("小会议室", "Small room"),
            chair=said("李明", "Li Ming"),
            length=30,
            version=1,
        ),
    )


def _at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), ZONE).astimezone(UTC)


def meetings(today: date) -> tuple[Meeting, ...]:
    """The next one, the last one, one of the other series."""
    one, two = series()
    next_text = MeetingText(
        place=one.place, chair=one.chair, minute_taker=one.minute_taker, length=45, number=21
    )
    last_text = MeetingText(
        place=one.place, chair=one.chair, minute_taker=one.minute_taker, length=60, number=20, closings=1
    )
    return (
        Meeting("m21", "s1", _at(today + timedelta(days=1), 14), MeetingState.PLANNED, next_text, 1),
        Meeting("m20", "s1", _at(today - timedelta(days=13), 14), MeetingState.CLOSED, last_text, 3),
        Meeting(
            "v9",
            "s2",
            _at(today + timedelta(days=10), 10),
            MeetingState.PLANNED,
            MeetingText(place=two.place, chair=two.chair, length=30, number=9),
            1,
        ),
    )


def _reading(kind: ClockKind, light: Light, limit: date, left: int) -> Reading:
    at = _at(limit, 18)
    return Reading(kind, light, at, 0.0, left * 32_400.0, left, False, None)


def _outcome(id: str, item: str, kind: OutcomeKind, at: datetime, text: str, **more: object) -> Outcome:
    return Outcome(id, "m20", item, kind, at, said("秦岚", "Qin Lan"), text=text, version=1, **more)  # type: ignore[arg-type]


def items(today: date, meeting: str = "m21") -> tuple[ItemTold, ...]:
    """The agenda of the next meeting, in its order."""
    then = _at(today - timedelta(days=13), 14, 20)
    on = today - timedelta(days=13)
    zhou, wu, he, lin = (one.name for one in series()[0].people[2:])
    weeks = tuple(
        (today - timedelta(weeks=10 - at), float(value))
        for at, value in enumerate((41, 44, 39, 47, 45, 43, 31, 24, 19, 17))
    )

    def item(place: int, section: Section, issue: int, minutes: int, **more: object) -> Item:
        return Item(
            f"{meeting}-{place}",
            meeting,
            place,
            section,
            issue,
            minutes=minutes,
            version=1,
            **more,  # type: ignore[arg-type]
        )

    return (
        ItemTold(
            item(1, Section.OVERDUE, 11, 8, speaker=zhou, times=4),
            "WT-2026-00011-3",
            said("月初账单短信重复推送", "The bill is sent twice by text message at the start of the month"),
            departments()["bill"],
            "bill",
            State.WORKING,
            3,
            said(
                "每月 1 至 3 日，客户收到两到三条内容相同的账单短信，担心被重复扣费，来电核实。",
                "On the first three days of the month customers get the same bill by text two or three times, "
                "fear that they were charged twice, and ring.",
            ),
            _reading(ClockKind.SOLUTION, Light.RED, today - timedelta(days=6), -4),
            said(
                "短信平台重试没有去重；本月 20 日前上线去重。",
                "The gateway tries again without looking whether the message went out; a check goes live by "
                "the 20th.",
            ),
            zhou,
            today - timedelta(days=6),
            today - timedelta(days=20),
            (
                Said(
                    on,
                    _outcome(
                        "o1",
                        "m20-1",
                        OutcomeKind.ACTION,
                        then,
                        said("上线短信去重，给出上线记录", "Put the check live and show the record"),
                        owner=zhou,
                        owner_department="bill",
                        due=today - timedelta(days=3),
                        issue=11,
                    ),
                ),
                Said(
                    on,
                    _outcome(
                        "o2",
                        "m20-1",
                        OutcomeKind.DECISION,
                        then,
                        said(
                            "上线前暂停二次推送",
                            "Until then nothing is sent a second time",
                        ),
                        issue=11,
                    ),
                ),
            ),
            (),
            Weekly(said("每周相关来电", "Contacts about it a week"), weeks, today - timedelta(weeks=5)),
        ),
        ItemTold(
            item(2, Section.RETURNED_TWICE, 14, 10, times=2),
            "WT-2026-00014-8",
            said("宽带移机预约后无人上门", "Nobody comes after a move of the line was booked"),
            departments()["net"],
            "net",
            State.READY,
            5,
            said("预约时间过后没有联系，改约也找不到人。", "Nobody calls after the hour has passed."),
            _reading(ClockKind.ANSWER, Light.TODAY, today, 0),
        ),
        ItemTold(
            item(3, Section.TO_ACCEPT, 17, 5, speaker=he),
            "WT-2026-00017-1",
            said("“首月免费”宣传与实际不符", "“First month free” is not what is charged"),
            departments()["market"],
            "market",
            State.ANSWERED,
            2,
            said("宣传页写首月免费，账单按天收费。", "The page says free; the bill counts the days."),
            _reading(ClockKind.SOLUTION, Light.GREEN, today + timedelta(days=14), 10),
            said(
                "宣传页少写了条件；修改页面并给已投诉客户退费。",
                "The page left the condition out; it is changed, and who complained is paid back.",
            ),
            he,
            today + timedelta(days=14),
            today + timedelta(days=14),
        ),
        ItemTold(
            item(4, Section.NO_ANSWER, 19, 3),
            "WT-2026-00019-6",
            said("App 登录验证码收不到", "The code for signing in to the app does not come"),
            departments()["web"],
            "web",
            State.RECEIVED,
            2,
            said("夜间收不到验证码，白天正常。", "It does not come at night; by day it does."),
            _reading(ClockKind.ANSWER, Light.AMBER, today + timedelta(days=1), 1),
        ),
        ItemTold(
            item(5, Section.NEW, 22, 5),
            "WT-2026-00022-4",
            said("按 3 键后菜单循环", "After key 3 the menu goes round in a circle"),
            departments()["web"],
            "web",
            State.SENT,
            2,
            said("客户反复听到同一段录音。", "Customers hear the same message again and again."),
            _reading(ClockKind.SIGN_FOR, Light.PAUSED, today + timedelta(days=2), 2),
        ),
        ItemTold(
            item(6, Section.TO_VERIFY, 8, 3, speaker=wu, times=3),
            "WT-2026-00008-2",
            said("夜间断网无公告", "Nothing is said of outages at night"),
            departments()["net"],
            "net",
            State.DONE,
            7,
            said("断网后来电等待长。", "Long waits after outages."),
            _reading(ClockKind.VERIFICATION, Light.GREEN, today + timedelta(days=9), 7),
            said("断网 10 分钟内更新语音公告。", "The announcement is changed within ten minutes."),
            wu,
            today - timedelta(days=21),
        ),
        ItemTold(
            item(
                7,
                Section.CARRIED,
                0,
                6,
                title=said("部门接口人名单更新", "Who is to be spoken to in each department"),
                speaker=lin,
                carried_from="m20",
                times=2,
            ),
        ),
        ItemTold(item(8, Section.OTHER, 0, 10, title=series()[0].template.other[0])),
    )


def attendance(meeting: str = "m21") -> tuple[Attendance, ...]:
    """Who was invited."""
    return tuple(
        Attendance(f"{meeting}|{one.department}|{one.name}", meeting, one.name, one.department, version=1)
        for one in series()[0].people
    )


def told(today: date, *, running: bool = False) -> Told:
    """The next meeting; *running*: two items are done, the third is spoken of."""
    meeting = meetings(today)[0]
    shown, who = items(today), attendance()
    if running:
        meeting = Meeting(
            meeting.id,
            meeting.series,
            meeting.starts_at,
            MeetingState.RUNNING,
            MeetingText(
                place=meeting.text.place,
                chair=meeting.text.chair,
                minute_taker=meeting.text.minute_taker,
                length=45,
                number=21,
                began_at=meeting.starts_at,
            ),
            2,
        )
        who = tuple(
            Attendance(
                one.id,
                one.meeting,
                one.person,
                one.department,
                Came.ABSENT if one.department == "net" else Came.CAME,
                version=2,
            )
            for one in who
        )
    return Told(meeting, series()[0], shown, who, (), departments())


def listed(today: date) -> Listed:
    """All series, meetings and actions."""
    by_id = {one.id: one for one in series()}
    counts = {"m21": (8, 50, 0), "m20": (9, 58, 2), "v9": (0, 0, 0)}
    rows = tuple(
        MeetingRow(one, by_id[one.series], *counts.get(one.id, (0, 0, 0))) for one in meetings(today)
    )
    return Listed(series(), rows, actions(today))


def actions(today: date) -> tuple[ActionRow, ...]:
    """What was agreed: overdue, open, done."""
    meeting = meetings(today)[1]
    on = meeting.starts_at.astimezone(ZONE).date()
    zhou, wu, he, lin = (one.name for one in series()[0].people[2:])
    made = (
        ("a1", zhou, "bill", -3, None, said("上线短信去重", "Put the check of text messages live"), 11),
        ("a2", wu, "net", 4, None, said("给出移机预约的责任分工", "Say who books moves of lines"), 14),
        ("a3", he, "market", 11, None, said("改宣传页并列出退费名单", "Change the page; list refunds"), 17),
        ("a4", lin, "web", -9, -10, said("核对验证码通道日志", "Look into the log of codes"), 19),
        ("a5", wu, "net", -12, -8, said("断网公告模板", "A text for outages"), 8),
    )
    issues = {one.item.issue: one for one in items(today) if one.item.issue}
    found = []
    for id, owner, department, due, done, text, issue in made:
        outcome = _outcome(
            id,
            "m20-1",
            OutcomeKind.ACTION,
            meeting.starts_at,
            text,
            owner=owner,
            owner_department=department,
            due=today + timedelta(days=due),
            done_on=today + timedelta(days=done) if done is not None else None,
            issue=issue,
        )
        told_of = issues[issue]
        found.append(
            ActionRow(
                outcome, meeting, series()[0].name, on, told_of.number, told_of.title, told_of.department
            )
        )
    return tuple(found)
