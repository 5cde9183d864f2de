"""Whoever sees some people alone is told of how many, and keeps nothing that others may see."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from supervisor.history.asking import opened
from supervisor.people import store
from supervisor.people.person import Group, GroupKind, Person
from supervisor.rights.own import own_rights
from supervisor.rights.role import DatabaseRole
from supervisor.rights.whose import people_seen, whose_words
from supervisor.storage.database import open_centre
from tests.shared_centre import SharedCentre

STAMP: dict[str, Any] = {"at": datetime(2026, 11, 23, 2, tzinfo=UTC), "who": "test"}


@pytest.fixture
def two_teams(shared_centre: SharedCentre) -> SharedCentre:
    """Red has two people, blue one."""
    with open_centre(shared_centre.url) as centre, centre.write() as db:
        for team in ("red", "blue"):
            store.add_group(db, Group(team, GroupKind.TEAM, team.title()), **STAMP)
        for person, team in (("a", "red"), ("b", "red"), ("c", "blue")):
            store.add_person(db, Person(person, person.title()), groups=[team], logins=[], **STAMP)
    return shared_centre


def seen(url: str) -> int | None:
    with open_centre(url) as centre, centre.read() as db:
        return people_seen(db, own_rights(db))


def test_of_how_many_people_figures_are_is_told_where_not_of_everybody(two_teams: SharedCentre) -> None:
    assert seen(two_teams.as_role(DatabaseRole.SUPERVISOR, teams=["red"])) == 2
    assert seen(two_teams.as_role(DatabaseRole.SUPERVISOR)) == 0
    assert seen(two_teams.as_role(DatabaseRole.QUALITY, teams=["blue"])) == 1
    assert seen(two_teams.as_role(DatabaseRole.QUALITY)) is None  # of everybody
    assert seen(two_teams.as_role(DatabaseRole.MANAGER)) is None
    assert seen(two_teams.as_role(DatabaseRole.LIAISON)) is None  # of nobody, and nobody’s figures are shown
    assert seen(two_teams.url) is None


def test_the_sentence_says_whose_figures_they_are() -> None:
    assert whose_words(None) == ""
    assert whose_words(2) == "Of the 2 people of your teams. Figures of queues are of the whole centre."
    assert whose_words(0).startswith("Of nobody: no team was given to your log-in.")


def test_months_that_were_read_for_one_team_are_not_kept_for_another(two_teams: SharedCentre) -> None:
    url = two_teams.as_role(DatabaseRole.SUPERVISOR, teams=["red"])
    with opened(url) as past:
        of_red = past.cube
        assert {person.id for person in past.roll.persons.values()} == {"a", "b"}
    with opened(url) as past:
        assert past.cube is of_red
        assert past.eyes is not None  # so no folder keeps them either
    with two_teams.psql() as owner:
        owner.execute("SELECT rights.set_scope(%s, 'team', ARRAY['blue'])", [two_teams.login_of(url)])
    with opened(url) as past:
        assert past.cube is not of_red
        assert {person.id for person in past.roll.persons.values()} == {"c"}
    with opened(two_teams.as_role(DatabaseRole.MANAGER)) as past:
        assert past.eyes is None


def test_a_role_that_sees_no_people_has_an_empty_roll(two_teams: SharedCentre) -> None:
    with open_centre(two_teams.as_role(DatabaseRole.LIAISON)) as centre, centre.read() as db:
        assert not store.read_roll(db).persons
