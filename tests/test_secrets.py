from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends import fail, null
from keyring.errors import KeyringLocked, PasswordDeleteError

from supervisor import secrets
from supervisor.errors import DatabaseError, SecretMissingError
from supervisor.secrets import redacted
from supervisor.storage.database import open_centre


class InMemory(KeyringBackend):
    """A keyring as good as any, for as long as the test lasts."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if self.kept.pop((service, username), None) is None:
            raise PasswordDeleteError


class Locked(InMemory):
    """A keyring whose user closed the dialog that asks to open it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("dismissed")


@pytest.fixture(autouse=True)
def _keyring_of_before() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.fixture
def ring() -> InMemory:
    ring = InMemory()
    keyring.set_keyring(ring)
    return ring


SUPPORT = secrets.of_source("support")


def test_a_password_that_was_kept_is_found_until_it_is_forgotten(ring: InMemory) -> None:
    secrets.keep(SUPPORT, "correct horse", "support")
    assert secrets.need(SUPPORT, "support") == "correct horse"
    assert list(ring.kept) == [("floor-supervisor", "source:support")]
    secrets.forget(SUPPORT)
    secrets.forget(SUPPORT)  # what is not there is forgotten already
    with pytest.raises(SecretMissingError) as told:
        secrets.need(SUPPORT, "support")
    assert (told.value.what, told.value.variable) == ("support", None)


def test_a_named_variable_is_meant_alone(ring: InMemory, monkeypatch: pytest.MonkeyPatch) -> None:
    secrets.keep(SUPPORT, "in the keyring", "support")
    monkeypatch.setenv("AMI_SECRET", "in the environment")
    assert secrets.need(SUPPORT, "support", "AMI_SECRET") == "in the environment"
    monkeypatch.delenv("AMI_SECRET")
    with pytest.raises(SecretMissingError) as told:
        secrets.need(SUPPORT, "support", "AMI_SECRET")
    assert told.value.variable == "AMI_SECRET"


def test_a_credential_of_the_service_manager_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "AMI_SECRET").write_text("from systemd\n")
    (tmp_path / "empty").touch()
    (tmp_path / "binary").write_bytes(b"\xff\xfe\x00")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert secrets.need(SUPPORT, "support", "AMI_SECRET") == "from systemd"
    for name in ("empty", "binary", "absent"):
        with pytest.raises(SecretMissingError):
            secrets.need(SUPPORT, "support", name)
    (told,) = caplog.messages
    assert told.startswith("the credential binary cannot be read: "), "one that is there is not passed by"


@pytest.mark.parametrize("name", ["../outside", "/etc/hostname", "..", "", "a/b"])
def test_a_credential_is_never_looked_for_outside_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "outside").write_text("not a credential")
    (tmp_path / "inside" / "a").mkdir(parents=True)
    (tmp_path / "inside" / "a" / "b").write_text("nor this")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path / "inside"))
    with pytest.raises(SecretMissingError):
        secrets.need(SUPPORT, "support", name)


@pytest.mark.parametrize(
    ("backend", "said"), [(fail.Keyring(), "no keyring"), (Locked(), "KeyringLocked: dismissed")]
)
def test_a_keyring_that_cannot_be_used_is_told_with_its_reason(backend: KeyringBackend, said: str) -> None:
    keyring.set_keyring(backend)
    with pytest.raises(SecretMissingError) as told:
        secrets.need(SUPPORT, "support")
    assert (told.value.variable, told.value.detail) == (None, said)
    assert secrets.find(SUPPORT) is None
    with pytest.raises(SecretMissingError):
        secrets.keep(SUPPORT, "correct horse", "support")


def test_a_keyring_that_keeps_nothing_is_told_when_it_should_keep() -> None:
    keyring.set_keyring(null.Keyring())
    with pytest.raises(SecretMissingError) as told:
        secrets.keep(SUPPORT, "correct horse", "support")
    assert told.value.detail == "keyring.backends.null"


def test_a_password_of_the_database_opens_it(
    postgresql_url: str, ring: InMemory, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgresql_url.replace("postgres@", "walled@")

    def refusal() -> str:
        with pytest.raises(DatabaseError) as told:
            open_centre(url)
        return told.value.detail

    assert "no password supplied" in refusal()
    monkeypatch.setenv(secrets.DATABASE_VARIABLE, "wrong")
    assert "password authentication failed" in refusal()
    monkeypatch.setenv(secrets.DATABASE_VARIABLE, "right")
    assert "permission denied" in refusal()  # logged in; this role may see nothing
    monkeypatch.delenv(secrets.DATABASE_VARIABLE)
    secrets.keep(secrets.of_database(url), "right", "the database")
    assert "permission denied" in refusal()


# What is written down


def test_whatever_was_read_is_never_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMI_SECRET", "it's \\ naïve")
    secret = secrets.need(SUPPORT, "support", "AMI_SECRET")
    secrets.conceal("typed in")
    text = f"sent {secret} and {secret!r} and {secret.encode().decode()!r}, typed in"
    assert redacted(text) == 'sent *** and "***" and "***", ***'


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("postgresql://anna:hunter2@db/floor", "postgresql://anna:***@db/floor"),
        ("postgresql://anna:h@nt:er/2@db/floor", "postgresql://anna:***@db/floor"),
        ("postgresql://anna@db/floor?password=hunter2&x=1", "postgresql://anna@db/floor?password=***&x=1"),
        ("Username: x\r\nSecret: hunter 2\r\n\r\n", "Username: x\r\nSecret: ***\r\n\r\n"),
        (r"b'Username: x\r\nSecret: hunter 2\r\n\r\n'", r"b'Username: x\r\nSecret: ***\r\n\r\n'"),
        ("Key: 0123456789abcdef0123456789abcdef", "Key: ***"),
        ('{"password": "hun\\"ter 2", "host": "db"}', '{"password": "***", "host": "db"}'),
        ("{'api_token': 'hunter2', 'host': 'db'}", "{'api_token': '***', 'host': 'db'}"),
        ("connect(password='hunter 2', host='db')", "connect(password='***', host='db')"),
        ("AMI_PASSWORD=hunter2 supervisor collect", "AMI_PASSWORD=*** supervisor collect"),
    ],
)
def test_whatever_stands_where_a_password_does_is_never_written(text: str, shown: str) -> None:
    assert redacted(text) == shown


@pytest.mark.parametrize(
    "text",
    [
        "queue billing: 3 waiting, key figures below",
        "The key: look at the log",
        "SourceRecord(name='support', secret_env='AMI_VARIABLE')",
        "https://example.com/help and mail to anna@example.com",
        "password authentication failed for user anna",
    ],
)
def test_what_holds_no_password_is_written_as_it_is(text: str) -> None:
    assert redacted(text) == text
