"""`supervisor source …`: adding, listing, removing, and what is said when it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from supervisor.settings.places import places
from tests.commands.command_line import documents, run

PBX = ("source", "add", "asterisk", "pbx-1", "--host", "pbx.example.com", "--username", "wall")


def _add(url: str, *more: str) -> None:
    added = run(*PBX, "--password-env", "PBX_SECRET", *more, "--database", url)
    assert added.exit_code == 0, added.output


def test_an_added_source_is_listed_with_its_options_and_never_its_password(database_url: str) -> None:
    _add(database_url)
    (listed,) = documents(run("source", "list", "--json", "--database", database_url, PBX_SECRET="hush"))
    assert listed["name"] == "pbx-1"
    assert listed["kind"] == "asterisk"
    assert listed["password_env"] == "PBX_SECRET"
    assert (listed["options"]["host"], listed["options"]["port"]) == ("pbx.example.com", 5038)
    assert "hush" not in str(listed)


@pytest.mark.parametrize(
    ("said", "port"),
    [(("--tls",), 5039), (("--tls-fingerprint", "ab" * 32), 5039), (("--tls", "--port", "6000"), 6000)],
)
def test_tls_has_its_own_usual_port(sqlite_url: str, said: tuple[str, ...], port: int) -> None:
    _add(sqlite_url, *said)
    (listed,) = documents(run("source", "list", "--json", "--database", sqlite_url))
    assert listed["options"]["port"] == port
    assert listed["options"]["tls"] is True


def test_the_list_is_a_table_for_people(sqlite_url: str) -> None:
    _add(sqlite_url)
    shown = run("source", "list", "--database", sqlite_url).stdout
    assert "pbx-1" in shown
    assert "host pbx.example.com, port 5038" in shown


def test_an_empty_list_says_how_to_fill_it(sqlite_url: str) -> None:
    assert "supervisor source add asterisk" in run("source", "list", "--database", sqlite_url).stdout
    assert documents(run("source", "list", "--json", "--database", sqlite_url)) == []


def test_a_name_is_given_once(sqlite_url: str) -> None:
    _add(sqlite_url)
    again = run(*PBX, "--password-env", "PBX_SECRET", "--database", sqlite_url)
    assert again.exit_code == 1
    assert again.stderr == "There is already a source called “pbx-1”. Choose another name.\n"
    assert again.stdout == ""


def test_a_removed_source_is_gone_and_an_unknown_one_is_told_with_those_that_exist(sqlite_url: str) -> None:
    _add(sqlite_url)
    unknown = run("source", "remove", "pbx-9", "--database", sqlite_url)
    assert unknown.exit_code == 1
    assert unknown.stderr == "There is no source called “pbx-9”. There is: pbx-1.\n"
    assert run("source", "remove", "pbx-1", "--database", sqlite_url).exit_code == 0
    assert documents(run("source", "list", "--json", "--database", sqlite_url)) == []


def test_the_database_may_be_said_before_the_command(sqlite_url: str) -> None:
    added = run("--database", sqlite_url, *PBX, "--password-env", "PBX_SECRET")
    assert added.exit_code == 0, added.output
    assert len(documents(run("source", "list", "--json", "--database", sqlite_url))) == 1


def test_the_database_may_be_said_in_the_environment(sqlite_url: str) -> None:
    _add(sqlite_url)
    assert len(documents(run("source", "list", "--json", SUPERVISOR_DATABASE=sqlite_url))) == 1


def test_what_is_said_with_the_command_wins(sqlite_url: str, tmp_path: Path) -> None:
    _add(sqlite_url)
    other = f"sqlite:///{tmp_path}/other.db"
    assert documents(run("--database", sqlite_url, "source", "list", "--json", "--database", other)) == []


def test_without_a_database_this_computers_own_is_used() -> None:
    added = run(*PBX, "--password-env", "PBX_SECRET")
    assert added.exit_code == 0, added.output
    assert (places().data / "floor.db").exists()


def test_the_language_may_be_said_before_the_command_and_with_it(sqlite_url: str) -> None:
    for arguments in (
        ("--language", "zh_CN", "source", "remove", "pbx", "--database", sqlite_url),
        ("source", "remove", "pbx", "--database", sqlite_url, "--language", "zh_CN"),
    ):
        assert "没有名为“pbx”的数据源" in run(*arguments).stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("source", "add", "asterisk", "pbx-1"),
        ("source", "add", "asterisk", "pbx-1", "--host", "h", "--username", "u", "--port", "70000"),
        ("source", "add", "skype", "pbx-1"),
        ("source", "test"),
        ("board", "--language", "tlh"),
        ("bored",),
    ],
)
def test_a_command_that_is_not_understood_ends_with_2(arguments: tuple[str, ...]) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert "Usage: " in result.stderr


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("oracle://floor", "is of a kind that this program does not know"),
        ("postgresql://nobody@127.0.0.1:1/floor", "no database server listens at this port"),
        ("sqlite:////proc/none/floor.db", "floor.db"),
    ],
)
def test_a_database_that_cannot_be_used_is_a_sentence_and_no_trace(url: str, said: str) -> None:
    result = run("source", "list", "--database", url)
    assert result.exit_code == 1
    assert said in result.stderr
    assert "Traceback" not in result.stderr


def test_a_bad_name_says_what_a_name_is(sqlite_url: str) -> None:
    result = run("source", "add", "simulated", "x" * 81, "--database", sqlite_url)
    assert result.exit_code == 1
    assert "a name of 1 to 80 characters" in result.stderr


def test_without_a_keyring_the_source_is_not_added_and_the_other_way_is_named(sqlite_url: str) -> None:
    result = run(*PBX, "--database", sqlite_url, typed="hush-hush\n")
    assert result.exit_code == 1
    assert "environment variable" in result.stderr
    assert "hush-hush" not in result.output
    assert documents(run("source", "list", "--json", "--database", sqlite_url)) == []
