"""Who sees which rows, in random worlds of transfers and lent logins: what the roll says, and an oracle."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise, product
from typing import Any, NamedTuple

import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st

from supervisor.people.person import GroupKind
from supervisor.people.roll import Roll
from supervisor.people.store import read_roll
from supervisor.storage.database import open_centre
from tests.rights.plain_client import rows
from tests.shared_centre import SharedCentre

TEAMS = ("red", "green", "blue")
DAYS = 40
LOGINS = range(100, 130)


def stretches(
    chance: random.Random, today: date, values: list[str | None]
) -> list[tuple[str | None, date | None, date | None]]:
    """One value after another, from day to day, now and then with a gap; the first and last open or not."""
    cuts = sorted(chance.sample(range(-DAYS, 3), len(values) - 1))
    edges: list[date | None] = [
        None if chance.random() < 0.6 else today - timedelta(DAYS + 5),
        *(today + timedelta(cut) for cut in cuts),
        None if chance.random() < 0.6 else today + timedelta(chance.choice((-1, 0, 1, 5))),
    ]
    found = []
    for value, since, until in zip(values, edges, edges[1:], strict=False):
        if since is not None and until is not None and since >= until:
            continue
        gap = timedelta(1) if since is not None and chance.random() < 0.3 else timedelta(0)
        begins = None if since is None else since + gap
        if begins is None or until is None or begins < until:
            found.append((value, begins, until))
    return found


def fill(centre: SharedCentre, chance: random.Random, today: date) -> None:
    owner = centre.psql(autocommit=False)
    people = [f"p{number}" for number in range(20)]
    for team in TEAMS:
        owner.execute("INSERT INTO people_group VALUES (%s, 'team', %s, NULL, 1)", [team, team])
    for person in people:
        owner.execute("INSERT INTO person (id, name, version) VALUES (%s, %s, 1)", [person, person])
        teams = [chance.choice((*TEAMS, None)) for _ in range(chance.choice((1, 1, 2, 3)))]
        for number, (place, since, until) in enumerate(stretches(chance, today, list(teams))):
            if place is not None:
                owner.execute(
                    "INSERT INTO membership VALUES (%s, %s, %s, %s, %s, 1)",
                    [f"{person}{number}", person, place, since, until],
                )
    for login in LOGINS:
        owner.execute(
            "INSERT INTO history_name (id, kind, source, text) VALUES (%s, 'login', 's', %s)", [login] * 2
        )
        users: list[str | None] = [chance.choice((*people, None)) for _ in range(chance.choice((1, 1, 2, 3)))]
        for number, (user, since, until) in enumerate(stretches(chance, today, users)):
            owner.execute(
                "INSERT INTO login_use VALUES (%s, 's', %s, %s, %s, %s, 1)",
                [f"{login}-{number}", login, user, since, until],
            )
    owner.execute(
        "INSERT INTO history_count (day, span, source, login, channel, queue, type, batch)"
        " SELECT %s::date - d, 'D', 1, i, 'voice', 0, 0, 0"
        " FROM generate_series(0, %s::integer) AS d, generate_series(%s::integer, %s::integer) AS i",
        [today, DAYS + 10, LOGINS[0], LOGINS[-1]],
    )
    owner.commit()


def in_team(roll: Roll, person: str, team: str, day: date) -> bool:
    return any(group.id == team for group in roll.groups_of(person, GroupKind.TEAM, day))


def test_whose_days_are_seen_is_what_the_roll_says(shared_centre: SharedCentre) -> None:
    today: date = shared_centre.psql().execute("SELECT rights.today()").fetchone()[0]  # type: ignore[index]
    fill(shared_centre, random.Random(8), today)
    with open_centre(shared_centre.url) as database, database.read() as db:
        roll = read_roll(db)
    seen_days = 0
    for team in TEAMS:
        supervisor = shared_centre.psql(shared_centre.as_role("supervisor", teams=[team]))
        seen = rows(supervisor, "SELECT login, day FROM history_count")
        for login in LOGINS:
            for ago in range(DAYS + 11):
                day = today - timedelta(ago)
                person = roll.who("s", str(login), day)
                if person is not None:
                    wanted = in_team(roll, person.id, team, day) or in_team(roll, person.id, team, today)
                    assert ((login, day) in seen) is wanted, (team, login, day, person.id)
                    seen_days += wanted
                elif (login, day) in seen:  # nobody's: only where all who ever had the login are of the team
                    users = [behind.person for behind in roll.behind("s", str(login))]
                    assert all(user and in_team(roll, user, team, today) for user in users), (
                        team,
                        login,
                        day,
                    )
        names = rows(supervisor, "SELECT id FROM history_name WHERE kind = 'login'")
        assert {login for login, _day in seen} <= names
    assert seen_days > 500  # the world was none of nobody's


# The same, and more, of seats with several roles: an oracle -------------------------------------------------
#
# Written from what was asked for, not from the grid: a viewer reads boards without names and nothing else, a
# supervisor the own teams (a department of people holds its teams), a manager everything, a liaison issues
# and not people's figures, quality people's figures and, without teams of its own, everybody's, a department
# what was sent to it, an administrator who there is. Who has several roles sees what any of them sees.


class Span(NamedTuple):
    """*value* from *since* to the day before *until*; None is for ever."""

    value: str | None
    since: date | None
    until: date | None

    def holds(self, day: date) -> bool:
        return (self.since is None or self.since <= day) and (self.until is None or day < self.until)


@dataclass(frozen=True)
class World:
    """*teams* of people and *users* of logins over time, by name; *above*: the department of a team; *issues*
    by their department ("": none yet), *sheets* by department and state."""

    today: date
    above: dict[str, str | None]
    teams: dict[str, list[Span]]
    users: dict[str, list[Span]]
    issues: dict[int, str]
    sheets: dict[str, tuple[str, str]]


@dataclass(frozen=True)
class Seat:
    roles: frozenset[str]
    teams: frozenset[str]
    departments: frozenset[str]

    def __contains__(self, role: str) -> bool:
        return role in self.roles


class Oracle:
    """What *seat* sees of *world*; None where it may not even ask."""

    def __init__(self, world: World, seat: Seat) -> None:
        self._world, self._seat = world, seat
        leads = bool(seat.roles & {"supervisor", "quality"})
        self._led = {team for team, above in world.above.items() if leads and ({team, above} & seat.teams)}
        self._everybody = "manager" in seat or ("quality" in seat and not seat.teams)
        self._every_issue = bool(seat.roles & {"manager", "supervisor", "quality"}) or (
            "liaison" in seat and not seat.departments
        )

    def _may(self, *roles: str) -> bool:
        return bool(self._seat.roles & set(roles))

    def _is_led(self, person: str | None, day: date) -> bool:
        return any(
            span.value in self._led and span.holds(day) for span in self._world.teams.get(person or "", ())
        )

    def figures(self) -> set[Any] | None:
        """People whose figures of today are seen."""
        if not self._may("supervisor", "quality", "manager"):
            return None
        return {one for one in self._world.teams if self._everybody or self._is_led(one, self._world.today)}

    def names(self) -> set[Any] | None:
        if not self._may("supervisor", "quality", "manager", "administrator"):
            return None
        every = self._everybody or "administrator" in self._seat
        return {
            person
            for person, spans in self._world.teams.items()
            if every or any(span.value in self._led for span in spans)
        }

    def on_the_floor(self) -> set[Any] | None:
        """Logins whose names stand on the board."""
        if not self._may("supervisor", "manager"):
            return None
        today = self._world.today
        return {
            login
            for login, spans in self._world.users.items()
            if "manager" in self._seat
            or any(span.holds(today) and self._is_led(span.value, today) for span in spans)
        }

    def day_is_seen(self, login: str, day: date) -> bool | None:
        """Whether figures of *login* on *day* are; None where it was nobody's that day."""
        if self._everybody:
            return True
        user = next((span.value for span in self._world.users[login] if span.holds(day)), None)
        if user is None:
            return None
        return self._is_led(user, day) or self._is_led(user, self._world.today)

    def issues(self) -> set[Any] | None:
        if not self._may("supervisor", "quality", "manager", "liaison"):
            return None
        mine = {*self._seat.departments, ""}
        return {one for one, of in self._world.issues.items() if self._every_issue or of in mine}

    def sheets(self) -> set[Any] | None:
        if not self._may("supervisor", "quality", "manager", "liaison", "department"):
            return None
        seen = set()
        for sheet, (department, state) in self._world.sheets.items():
            mine = department in self._seat.departments
            sent = "department" in self._seat and state not in ("draft", "void")
            if self._every_issue or (mine and ("liaison" in self._seat or sent)):
                seen.add(sheet)
        return seen

    def batches(self) -> set[Any] | None:
        """Of the journal: one batch in which agents stand under tokens, and one in which they do not."""
        if self._seat.roles <= {"department"}:
            return None
        return {True, False} if "manager" in self._seat else {True}


CUTS = (-8, -5, -2, 0, 2)
AGO = (0, 1, 3, 6, 9)
HOUSE = "house"
STATES = ("draft", "sent", "back", "void")
ISSUE_DEPARTMENTS = ("it", "law")
SEATS = 3


@st.composite
def spans(draw: st.DrawFn, today: date, values: tuple[str | None, ...]) -> list[Span]:
    cuts = sorted(draw(st.sets(st.sampled_from(CUTS), max_size=2)))
    edges = [None, *(today + timedelta(cut) for cut in cuts), None]
    return [Span(draw(st.sampled_from(values)), *edge) for edge in pairwise(edges)]


@st.composite
def worlds(draw: st.DrawFn, today: date) -> World:
    people = [f"p{number}" for number in range(draw(st.integers(1, 5)))]
    return World(
        today,
        {team: draw(st.sampled_from((None, HOUSE))) for team in TEAMS},
        {person: draw(spans(today, (*TEAMS, None))) for person in people},
        {str(login): draw(spans(today, (*people, None))) for login in range(101, 105)},
        {number: draw(st.sampled_from((*ISSUE_DEPARTMENTS, ""))) for number in (1, 2, 3)},
        {f"s{number}": (of, state) for number, (of, state) in enumerate(product(ISSUE_DEPARTMENTS, STATES))},
    )


SOMEBODY = st.builds(
    Seat,
    st.frozensets(
        st.sampled_from(
            ("viewer", "supervisor", "manager", "liaison", "quality", "department", "administrator")
        ),
        min_size=1,
        max_size=2,
    ),
    st.frozensets(st.sampled_from((*TEAMS, HOUSE)), max_size=2),
    st.frozensets(st.sampled_from(ISSUE_DEPARTMENTS), max_size=1),
)


def make(owner: psycopg.Connection[Any], world: World) -> None:
    """Put *world* in the place of the last one."""
    for table in (
        *("issue_sheet_line", "issue_sheet", "issue", "issue_department", "journal_batch", "journal_name"),
        *("history_count", "history_name", "login_use", "coaching", "membership", "person", "people_group"),
    ):
        owner.execute(f"DELETE FROM {table}".encode())
    with owner.cursor() as into:
        groups = [
            (HOUSE, "department", HOUSE, None),
            *((one, "team", one, of) for one, of in world.above.items()),
        ]
        into.executemany("INSERT INTO people_group VALUES (%s, %s, %s, %s, 1)", groups)
        into.executemany(
            "INSERT INTO person (id, name, version) VALUES (%s, 'N', 1)", [(one,) for one in world.teams]
        )
        into.executemany(
            "INSERT INTO membership VALUES (%s, %s, %s, %s, %s, 1)",
            [
                (f"{person}{number}", person, *span)
                for person, held in world.teams.items()
                for number, span in enumerate(held)
                if span.value is not None
            ],
        )
        into.executemany(
            "INSERT INTO login_use VALUES (%s, 's', %s, %s, %s, %s, 1)",
            [
                (f"{login}{number}", login, *span)
                for login, held in world.users.items()
                for number, span in enumerate(held)
            ],
        )
        into.executemany(
            "INSERT INTO issue (id, number, title, state, department, severity, internal, made_at, made_by,"
            " changed_at, text, facts, standing, search_text, version) VALUES"
            " (%s, %s, 't', 'sent', %s, 1, false, now(), 'x', now(), '{}', '{}', '{}', '', 1)",
            [(one, str(one), of) for one, of in world.issues.items()],
        )
        into.executemany(
            "INSERT INTO issue_department VALUES (%s, %s, '', false, '{}', 1)",
            [(one, one) for one in ISSUE_DEPARTMENTS],
        )
        into.executemany(
            "INSERT INTO issue_sheet (id, number, department, state, document, version)"
            " VALUES (%s, %s, %s, %s, '{}', 1)",
            [(one, one, of, state) for one, (of, state) in world.sheets.items()],
        )
    owner.execute(
        "INSERT INTO coaching (id, person, held_on, coach, done, document, version)"
        " SELECT id, id, '2024-04-01', 'c', false, '{}', 1 FROM person;"
        "INSERT INTO issue_sheet_line SELECT id, id, 1, 1, false, 1, '{}', 1 FROM issue_sheet;"
        "INSERT INTO history_name (id, kind, source, text) SELECT DISTINCT login::int, 'login', 's', login"
        " FROM login_use;"
        "INSERT INTO journal_name (token, source, login, name) SELECT DISTINCT login, 's', login, 'N'"
        " FROM login_use;"
        "INSERT INTO journal_batch (source, collector, sequence, first_at, last_at, events_count, events,"
        " veiled) SELECT 's', 'c', v::integer, now(), now(), 1, 'e', v FROM unnest(ARRAY[true, false]) AS v"
    )
    owner.execute(
        "INSERT INTO history_count (day, span, source, login, channel, queue, type, batch)"
        " SELECT %s::date - ago, 'D', 1, n.id, 'voice', 0, 0, 0"
        " FROM history_name n, unnest(%s::int[]) AS ago",
        [world.today, list(AGO)],
    )
    owner.commit()


def seen(connection: psycopg.Connection[Any], question: str) -> set[Any] | None:
    try:
        return rows(connection, question)
    except psycopg.errors.InsufficientPrivilege:
        return None


def check(connection: psycopg.Connection[Any], world: World, seat: Seat) -> None:
    told = Oracle(world, seat)
    for question, wanted in (
        ("SELECT person FROM coaching", told.figures()),
        ("SELECT id FROM person", told.names()),
        ("SELECT login FROM journal_name", told.on_the_floor()),
        ("SELECT id FROM issue", told.issues()),
        ("SELECT id FROM issue_sheet", told.sheets()),
        ("SELECT sheet FROM issue_sheet_line", told.sheets()),
        ("SELECT veiled FROM journal_batch", told.batches()),
    ):
        assert seen(connection, question) == wanted, (question, seat)
    days = seen(connection, "SELECT login, day FROM history_count")
    assert (days is None) is (told.figures() is None), seat
    for login, ago in product(world.users, AGO) if days is not None else ():
        day = world.today - timedelta(ago)
        wanted = told.day_is_seen(login, day)
        if wanted is not None:  # of nobody's days more is seen where all who ever had the login are led
            assert ((int(login), day) in (days or ())) is wanted, (login, ago, seat)


def test_every_seat_sees_what_its_roles_and_scopes_say(shared_centre: SharedCentre) -> None:
    owner = shared_centre.psql(autocommit=False)
    [today] = owner.execute("SELECT rights.today()").fetchone() or [date.min]
    shared_centre.as_role("administrator")  # somebody must stay one
    urls = [shared_centre.as_role("viewer") for _ in range(SEATS)]

    @settings(max_examples=15)
    @given(worlds(today), st.lists(SOMEBODY, min_size=SEATS, max_size=SEATS))
    def hold(world: World, seats: list[Seat]) -> None:
        make(owner, world)
        for url, seat in zip(urls, seats, strict=True):
            login = shared_centre.login_of(url)
            owner.execute("SELECT rights.set_roles(%s, %s)", [login, sorted(seat.roles)])
            owner.execute("SELECT rights.set_scope(%s, 'team', %s)", [login, sorted(seat.teams)])
            owner.execute("SELECT rights.set_scope(%s, 'department', %s)", [login, sorted(seat.departments)])
        owner.commit()
        for url, seat in zip(urls, seats, strict=True):  # whose roles changed must come anew
            with shared_centre.psql(url) as connection:
                check(connection, world, seat)

    hold()
