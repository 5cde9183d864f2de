from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from supervisor.errors import ChangedMeanwhileError, NameTakenError, SettingError, UnknownNameError
from supervisor.storage.changes import Changes
from supervisor.storage.database import Database
from supervisor.storage.sources import add_source, all_sources, change_source, get_source, remove_source

NINE = datetime(2025, 3, 3, 1, 0, tzinfo=UTC)


def add(centre: Database, name: str, at: datetime = NINE, **options: object) -> Changes:
    with centre.write() as db:
        return add_source(db, name, "asterisk", options, secret_env="AMI_SECRET", at=at, who="anna")


def test_a_source_comes_back_as_it_was_added(centre: Database) -> None:
    assert add(centre, "客服 1", host="10.0.0.5", port=5038, tls={"ca": None}) == Changes({"sources"})
    with centre.read() as db:
        found = get_source(db, "客服 1")
    assert (found.kind, found.options) == (
        "asterisk",
        {"host": "10.0.0.5", "port": 5038, "tls": {"ca": None}},
    )
    assert (found.secret_env, found.version, found.created_at) == ("AMI_SECRET", 1, NINE)


def test_sources_stand_in_the_order_in_which_they_were_added(centre: Database) -> None:
    for name, minutes in (("b", 0), ("c", 2), ("a", 1)):
        add(centre, name, NINE + timedelta(minutes=minutes))
    with centre.read() as db:
        assert [one.name for one in all_sources(db)] == ["b", "a", "c"]


def test_a_name_is_taken_once(centre: Database) -> None:
    add(centre, "support", host="one")
    with pytest.raises(NameTakenError) as told:
        add(centre, "support", host="two")
    assert (told.value.what, told.value.name) == ("source", "support")
    with centre.read() as db:
        assert get_source(db, "support").options == {"host": "one"}


@pytest.mark.parametrize("name", ["", " support", "support\n", "x" * 81, "a\u202eb", "a\x00b"])
def test_a_name_that_no_board_could_show_is_refused(centre: Database, name: str) -> None:
    with pytest.raises(SettingError):
        add(centre, name)


@pytest.mark.parametrize("key", ["password", "secret"])
def test_a_password_never_gets_into_the_options(centre: Database, key: str) -> None:
    with pytest.raises(ValueError, match="keyring"):
        add(centre, "support", **{key: "hunter2"})


def test_an_unknown_source_is_told_with_those_that_are_known(centre: Database) -> None:
    add(centre, "support")
    with centre.read() as db, pytest.raises(UnknownNameError) as told:
        get_source(db, "suport")
    assert told.value.known == ("support",)
    with pytest.raises(UnknownNameError), centre.write() as db:
        remove_source(db, "suport", at=NINE, who="anna")


def test_a_change_counts_the_version_up(centre: Database) -> None:
    add(centre, "support", host="one")
    with centre.write() as db:
        changed = change_source(
            db, "support", {"host": "two"}, secret_env=None, version=1, at=NINE, who="anna"
        )
    with centre.read() as db:
        found = get_source(db, "support")
    assert changed == Changes({"sources"})
    assert (found.options, found.secret_env, found.version) == ({"host": "two"}, None, 2)


def test_of_two_who_read_the_same_version_the_second_is_told_and_writes_nothing(centre: Database) -> None:
    add(centre, "support", host="one")
    with centre.write() as db:
        change_source(db, "support", {"host": "two"}, secret_env=None, version=1, at=NINE, who="anna")
    with pytest.raises(ChangedMeanwhileError), centre.write() as db:
        change_source(db, "support", {"host": "three"}, secret_env=None, version=1, at=NINE, who="ben")
    with pytest.raises(ChangedMeanwhileError), centre.write() as db:
        remove_source(db, "support", version=1, at=NINE, who="ben")
    with centre.read() as db:
        assert get_source(db, "support").options == {"host": "two"}


def test_a_removed_source_is_gone(centre: Database) -> None:
    add(centre, "support")
    with centre.write() as db:
        assert remove_source(db, "support", at=NINE, who="anna") == Changes({"sources"})
    with centre.read() as db:
        assert all_sources(db) == ()
