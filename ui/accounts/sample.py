"""Accounts of a made-up centre, and what was looked at there, for pictures."""

from __future__ import annotations

from datetime import datetime, timedelta

from supervisor.imports.account_list import TITLES
from supervisor.imports.grid import Cell
from supervisor.reports.log import Exported, Facts
from supervisor.rights.access_log import Looked
from supervisor.rights.account import Account
from supervisor.rights.look import Look, What, look_at
from supervisor.rights.places import Place, Places
from supervisor.rights.role import ROLE_TITLES
from supervisor.rights.role import DatabaseRole as R
from supervisor.words import _, language
from ui.accounts.desk import AccountsDesk
from ui.accounts.list_work import ListRead, shown
from ui.accounts.work import Mine, Read, Trail

_TEAMS = (
    ("early", "早班一组", "Early shift 1", 14),
    ("late", "晚班二组", "Late shift 2", 11),
    ("night", "夜班组", "Night shift", 6),
    ("chat", "在线客服组", "Chat", 9),
)
_DEPARTMENTS = (
    ("billing", "计费中心", "Billing"),
    ("network", "网络部", "Networks"),
    ("market", "市场部", "Marketing"),
)
_SURNAMES = (
    *(("王", "Wang"), ("李", "Li"), ("赵", "Zhao"), ("张", "Zhang"), ("孙", "Sun")),
    *(("周", "Zhou"), ("吴", "Wu"), ("郑", "Zheng"), ("冯", "Feng"), ("陈", "Chen")),
)
_GIVEN = (("丽", "Li"), ("敏", "Min"), ("思", "Si"), ("悦", "Yue"))
_PEOPLE = tuple(
    (f"{name}{given}", f"{spelt} {spoken}") for given, spoken in _GIVEN for name, spelt in _SURNAMES
)
"""Forty, of whom the fourth has an account."""


def _said(pair: tuple[str, str]) -> str:
    return pair[language() != "zh_CN"]


def sample_places() -> Places:
    """Four teams with forty people, three departments."""
    teams, people = {}, []
    for id, chinese, english, count in _TEAMS:
        ids = [f"{id}{at}" for at in range(count)]
        teams[id] = Place(id, _said((chinese, english)), frozenset(ids))
        people += ids
    named = tuple((id, _said(_PEOPLE[at]), f"{1001 + at}") for at, id in enumerate(people))
    departments = {id: Place(id, _said((chinese, english))) for id, chinese, english in _DEPARTMENTS}
    return Places(teams, departments, named)


def sample_accounts(now: datetime) -> Read:
    """Ten accounts, of which some are doubtful."""
    ago = {minutes: now - timedelta(minutes=minutes) for minutes in (3, 12, 47, 1_530, 4_400)}

    def made(
        login: str,
        names: tuple[str, str],
        roles: set[R],
        teams: tuple[str, ...] = (),
        departments: tuple[str, ...] = (),
        connected: int = 0,
        seen: datetime | None = None,
        **more: object,
    ) -> Account:
        return Account(
            login,
            _said(names),
            roles=frozenset(roles),
            teams=frozenset(teams),
            departments=frozenset(departments),
            connected=connected,
            last_seen=seen,
            version=1,
            **more,  # type: ignore[arg-type]
        )

    return Read(
        (
            made(
                "zhang.li", ("张丽", "Zhang Li"), {R.SUPERVISOR}, ("early",), (), 2, ago[3], person="early3"
            ),
            made("wu.gang", ("吴刚", "Wu Gang"), {R.SUPERVISOR}, ("late", "night"), (), 1, ago[12]),
            made("he.jing", ("何静", "He Jing"), {R.SUPERVISOR, R.QUALITY}, ("chat",), (), 0, ago[1_530]),
            made("liu.yang", ("刘洋", "Liu Yang"), {R.SUPERVISOR}),
            made("zhou.min", ("周敏", "Zhou Min"), {R.MANAGER}, (), (), 2, ago[47]),
            made("xu.ke", ("许可", "Xu Ke"), {R.LIAISON}, (), ("billing", "network"), 1, ago[47]),
            made("ma.chao", ("马超", "Ma Chao"), {R.QUALITY}, (), (), 1, ago[12]),
            made("billing.read", ("计费中心", "Billing"), {R.DEPARTMENT}, (), ("billing",), 0, ago[4_400]),
            made("wall.hall", ("大厅墙屏", "Wall in the hall"), {R.VIEWER}, (), (), 3, None),
            made("song.li", ("宋立", "Song Li"), {R.ADMINISTRATOR}, (), (), 1, ago[3]),
            made("collector", ("采集服务", "Collector"), {R.SERVICE}, (), (), 4, None),
            made(
                "guo.hua",
                ("郭华", "Guo Hua"),
                set(),
                ("late",),
                (),
                0,
                ago[4_400],
                can_login=False,
                retired=True,
            ),
        ),
        sample_places(),
    )


def sample_list(desk: AccountsDesk) -> ListRead:
    """A file of eleven rows against these accounts: some of each kind."""
    from supervisor.imports.account_list import Centre, read_grid
    from supervisor.imports.grid import grid_of

    teams = [place.name for place in desk.places.teams.values()]
    billing = desk.places.departments["billing"].name
    supervisor, quality, reader = (_(ROLE_TITLES[role]) for role in (R.SUPERVISOR, R.QUALITY, R.DEPARTMENT))
    titles = [_(title) for title in TITLES[:6]]
    rows: list[list[Cell]] = [
        [*titles, _("Telephone")],
        ["zhang.li", _said(("张丽", "Zhang Li")), "1004", supervisor, teams[0], "", "6604"],
        ["liu.yang", _said(("刘洋", "Liu Yang")), "", supervisor, teams[1], "", "6611"],
        ["he.jing", _said(("何静", "He Jing")), "", f"{supervisor}; {quality}", teams[3], "", "6612"],
        ["feng.min", _said(("冯敏", "Feng Min")), "1019", supervisor, f"{teams[0]}; {teams[2]}", "", ""],
        ["zheng.si", _said(("郑思", "Zheng Si")), "1028", quality, "", "", "6620"],
        ["Chen.Yue", _said(("陈悦", "Chen Yue")), "1040", supervisor, teams[3], "", ""],
        [
            "wu.min",
            _said(("吴敏", "Wu Min")),
            "1017",
            supervisor,
            _said(("早班九组", "Early shift 9")),
            "",
            "",
        ],
        ["billing.two", _said(("计费中心二科", "Billing 2")), "", reader, "", billing, ""],
        ["guo.hua", _said(("郭华", "Guo Hua")), "", supervisor, teams[1], "", "6625"],
        ["sun.si", _said(("孙思", "Sun Si")), "1025", _said(("值班长", "Duty officer")), teams[1], "", ""],
        ["ma.chao", _said(("马超", "Ma Chao")), "", quality, "", "", "6630"],
    ]
    centre = Centre(desk.accounts, desk.places, desk.zone, who="song.li")
    name = _said(("账号名单.xlsx", "accounts.xlsx"))
    return shown(read_grid(grid_of(rows), centre, file=name), centre)


def sample_mine() -> Mine:
    """What a supervisor of one team is told."""
    return Mine(sample_places(), (_said(("宋立", "Song Li")),))


def sample_trail(now: datetime) -> Trail:
    """Looks of a morning, two files, two changes of accounts."""
    places = sample_places()
    month = "2026-10"
    early = sorted(places.teams["early"].people)
    told = (
        (3, "zhang.li", look_at(What.PERSON, early[:1], about=month), 1),
        (9, "zhang.li", look_at(What.TRAINING_LIST, early[:6], about=month), 4),
        (12, "ma.chao", look_at(What.EVALUATIONS, [id for id, *_rest in places.people], about=month), 1),
        (31, "zhou.min", look_at(What.MATRIX, [id for id, *_rest in places.people], about=month), 2),
        (40, "song.li", Look(What.ACCOUNT, about="liu.yang", did="roles", facts='["supervisor"]'), 1),
        (41, "song.li", Look(What.ACCOUNT, about="liu.yang", did="make"), 1),
        (55, "zhou.min", look_at(What.DERIVATION, early[2:3], about=month, kpi="aht"), 3),
        (76, "wu.gang", look_at(What.AGENTS, sorted(places.teams["late"].people), about=month), 1),
        (
            1_480,
            "he.jing",
            look_at(What.TALKS, sorted(places.teams["chat"].people)[:4], by="coaching list"),
            1,
        ),
    )
    looks = tuple(
        Looked(
            id=900 - at,
            who=who,
            first=now - timedelta(minutes=ago + 2 * (times - 1)),
            last=now - timedelta(minutes=ago),
            times=times,
            look=look,
        )
        for at, (ago, who, look, times) in enumerate(told)
    )
    files = (
        Exported(
            7,
            now - timedelta(minutes=28),
            "zhou.min",
            "review",
            True,
            Facts(path="/home/zhou/2026-10.xlsx", rows=40),
        ),
        Exported(
            6,
            now - timedelta(minutes=1_466),
            "zhang.li",
            "training_list",
            True,
            Facts(title=_said(("培训名单", "Training list")), path="/home/zhang/list.csv", rows=6),
        ),
    )
    names = {id: name for id, name, _number in places.people}
    return Trail(looks, files, names, {one.login: one.name for one in sample_accounts(now).accounts})
