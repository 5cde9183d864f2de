"""Logging in at a server that is guarded as a centre's should be: what is wrong is said."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest

from supervisor import secrets
from supervisor.errors import DatabaseError
from supervisor.rights.verdict import LoginVerdict, verdict
from supervisor.sentences.error import sentence
from supervisor.storage import turned_away
from supervisor.storage.database import Database, open_centre, open_history, open_journal, proper_url
from supervisor.storage.rooms import JOURNAL
from tests import guarded as guarded_server
from tests import kerberos
from tests.guarded import Guarded


@pytest.fixture
def guarded(_postgresql_server: None) -> Guarded:
    """A server with TLS, at a port of this machine."""
    return guarded_server.server()


def why(found: LoginVerdict) -> str:
    assert found.problem is not None, "it was let in"
    assert "{" not in sentence(found.problem)
    return found.problem.why


def test_a_checked_certificate_and_the_right_password_let_one_in(guarded: Guarded) -> None:
    found = verdict(guarded.url(), "right")
    assert found.server is not None
    assert found.server >= 15
    with Database(proper_url(guarded.url(password="right"))) as database, database.read() as db:
        asked = "SELECT ssl, version FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
        assert tuple(db.exec_driver_sql(asked).one()) == (True, "TLSv1.3")


@pytest.mark.parametrize(
    ("user", "password", "said"),
    [
        ("anna", "wrong", "password"),
        ("nobody", "right", "password"),
        ("old", "right", "password"),  # the server does not say that it has expired
        ("anna", "", "no_password"),
        ("gone", "right", "retired"),
        ("alone", "right", "own_limit"),
        ("barred", "right", "no_connect"),
        ("careless", "right", "no_scram"),
        ("careless", "", "no_scram"),
        ("trusted", "right", "no_proof"),
    ],
)
def test_a_log_in_that_fails_says_why(guarded: Guarded, user: str, password: str, said: str) -> None:
    assert why(verdict(guarded.url(user), password)) == said


def test_the_name_of_the_database_may_be_wrong(guarded: Guarded) -> None:
    assert why(verdict(guarded.url(dbname="flor"), "right")) == "no_database"


def test_a_certificate_for_another_host_is_refused(guarded: Guarded) -> None:
    found = verdict(guarded.url(host="127.0.0.1"), "right")
    assert why(found) == "other_host"
    assert not found.is_in


def test_with_verify_ca_the_name_may_be_another_one(guarded: Guarded) -> None:
    assert verdict(guarded.url(host="127.0.0.1", sslmode="verify-ca"), "right").is_in


@pytest.mark.parametrize(
    ("file", "said"),
    [("other.crt", "unknown_authority"), ("", "unknown_authority"), ("nothing.crt", "ca_file")],
)
def test_a_certificate_that_nobody_we_trust_has_signed_is_refused(
    guarded: Guarded, file: str, said: str
) -> None:
    assert why(verdict(guarded.url(sslrootcert=file and f"{guarded.folder}/{file}"), "right")) == said


@contextmanager
def _talks(talk: Callable[[socket.socket], object]) -> Iterator[int]:
    """A server that does *talk* with each who comes, and hangs up; says the port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    client, _ = server.accept()
                    with client, suppress(OSError):
                        talk(client)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield server.getsockname()[1]
        finally:
            server.shutdown(socket.SHUT_RDWR)
            thread.join()


def _presents(certificate: str) -> AbstractContextManager[int]:
    """A server that offers TLS under *certificate* (".crt" and ".key" beside it); says the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{certificate}.crt", f"{certificate}.key")

    def talk(client: socket.socket) -> None:
        client.recv(8)
        client.sendall(b"S")
        context.wrap_socket(client, server_side=True).close()

    return _talks(talk)


@pytest.mark.parametrize(("certificate", "said"), [("late", "expired"), ("early", "not_yet")])
def test_a_certificate_out_of_its_time_is_refused(guarded: Guarded, certificate: str, said: str) -> None:
    with _presents(f"{guarded.folder}/{certificate}") as port:
        url = guarded.url().replace(f":{guarded.port}/", f":{port}/")
        assert why(verdict(url, "right")) == said


def test_without_tls_nobody_comes_in_but_who_is_meant_to(guarded: Guarded) -> None:
    assert why(verdict(guarded.url(sslmode="disable"), "right")) == "wants_tls"
    assert verdict(guarded.url("plain", sslmode="disable", sslrootcert=""), "right").is_in


def _answers(reply: bytes) -> AbstractContextManager[int]:
    """Something that answers whoever says a word with *reply* and hangs up; says the port."""

    def talk(client: socket.socket) -> None:
        client.recv(64)
        client.sendall(reply)

    return _talks(talk)


@pytest.mark.parametrize(
    ("reply", "said"),
    [(b"N", "no_tls"), (b"HTTP/1.1 400 Bad Request\r\n", "not_postgresql"), (b"", "hung_up")],
)
def test_a_server_without_tls_or_without_postgresql_is_told(reply: bytes, said: str) -> None:
    with _answers(reply) as port:
        assert why(verdict(f"postgresql://anna@127.0.0.1:{port}/floor", "right")) == said


def test_an_address_where_nothing_is_is_told(tmp_path: Path) -> None:
    port = guarded_server.free_port()
    assert why(verdict(f"postgresql://anna@127.0.0.1:{port}/floor")) == "closed_port"
    assert why(verdict("postgresql://anna@no-such-host.invalid/floor")) == "unknown_host"
    assert why(verdict(f"postgresql://anna@/floor?host={tmp_path}")) == "no_socket"


# Certificates of the one who logs in


def test_a_certificate_of_ones_own_lets_one_in_without_a_password(guarded: Guarded) -> None:
    found = verdict(guarded.url("clara", **guarded.mine("clara")))
    assert found.is_in


def test_both_a_certificate_and_a_password_may_be_asked_for(guarded: Guarded) -> None:
    assert verdict(guarded.url("twice", **guarded.mine("twice")), "right").is_in
    assert why(verdict(guarded.url("twice", **guarded.mine("twice")), "wrong")) == "password"
    assert why(verdict(guarded.url("twice"), "right")) == "certificate_missing"


@pytest.mark.parametrize(
    ("certificate", "key", "said"),
    [
        ("", "", "certificate_missing"),
        ("ben", "ben", "certificate_other"),
        ("stranger", "stranger", "certificate_refused"),
        ("clara", "ben", "key_file"),
        ("clara", "nothing", "key_file"),
        ("clara", "open", "key_open"),
    ],
)
def test_a_certificate_that_will_not_do_says_why(
    guarded: Guarded, certificate: str, key: str, said: str
) -> None:
    shown = {"sslcert": f"{guarded.folder}/{certificate}.crt", "sslkey": f"{guarded.folder}/{key}.key"}
    assert why(verdict(guarded.url("clara", **(shown if certificate else {})))) == said


# Kerberos, where the machine has a server of it to start


@pytest.fixture
def tickets(guarded: Guarded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Guarded:
    """The same server, and a ticket of "kerberos" in our pocket."""
    if not guarded.tickets:
        pytest.skip("no Kerberos server is installed (Debian: krb5-kdc krb5-admin-server krb5-user)")
    for name, value in kerberos.ticket(Path(guarded.folder), "kerberos", tmp_path / "tickets").items():
        monkeypatch.setenv(name, value)
    return guarded


def test_a_ticket_lets_one_in_where_kerberos_is_wished(tickets: Guarded) -> None:
    found = verdict(tickets.url("kerberos", require_auth="gss"))
    assert found.is_in


def test_a_ticket_that_lies_about_is_not_used_unasked(tickets: Guarded) -> None:
    assert why(verdict(tickets.url("kerberos"))) == "wants_kerberos"
    assert why(verdict(tickets.url("anna", require_auth="gss"))) == "wants_password"


def test_the_ticket_of_somebody_else_lets_nobody_in(
    tickets: Guarded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in kerberos.ticket(Path(tickets.folder), "stranger", tmp_path / "another").items():
        monkeypatch.setenv(name, value)
    assert why(verdict(tickets.url("kerberos", require_auth="gss"))) == "kerberos"


def test_without_a_ticket_one_is_told_to_get_one(
    tickets: Guarded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{tmp_path}/none")
    assert why(verdict(tickets.url("kerberos", require_auth="gss"))) == "no_ticket"


# What is behind the door


def test_a_database_without_a_centre_says_so(empty_postgresql_url: str) -> None:
    found = verdict(empty_postgresql_url)
    assert why(found) == "empty"
    assert found.is_in


def test_a_centre_is_found_by_its_owner(postgresql_url: str) -> None:
    found = verdict(postgresql_url)
    assert found.is_good
    assert found.rights is not None
    assert found.rights.everything


def test_who_may_read_nothing_of_the_centre_is_told(postgresql_url: str) -> None:
    stranger = postgresql_url.replace("postgres@", "walled:right@")
    assert why(verdict(stranger)) in {"no_rights", "no_role"}


@pytest.mark.parametrize(("revision", "reason"), [("0001", "older"), ("9999", "newer")])
def test_tables_of_another_version_are_told(postgresql_url: str, revision: str, reason: str) -> None:
    with Database(proper_url(postgresql_url)) as database, database.write() as db:
        db.exec_driver_sql(f"UPDATE {JOURNAL.version_table} SET version_num = '{revision}'")
    found = verdict(postgresql_url)
    assert found.problem is not None
    assert found.problem.reason == reason


def test_looking_writes_nothing(empty_postgresql_url: str) -> None:
    verdict(empty_postgresql_url)
    with Database(proper_url(empty_postgresql_url)) as database, database.read() as db:
        count = "SELECT count(*) FROM pg_class WHERE relnamespace = 'public'::regnamespace"
        assert db.exec_driver_sql(count).scalar_one() == 0


# One try, then somebody is asked


def test_a_password_that_was_refused_is_not_shown_again_at_once(guarded: Guarded) -> None:
    """A console looks twice a second: that must not become a storm by which an account is locked."""
    guarded.run("ALTER ROLE anna PASSWORD 'another'")
    url = guarded.url(password="right-before")
    opened = [open_centre, open_journal, open_history]
    try:
        with pytest.raises(DatabaseError) as told:
            open_centre(url)
        assert told.value.why == "password"
        guarded.run("ALTER ROLE anna PASSWORD 'right-before'")
        for again in opened:
            with pytest.raises(DatabaseError) as told:
                again(url)  # it would be let in now, had it tried
            assert told.value.why == "password"
        assert verdict(url).is_in  # a person asked
    finally:
        guarded.run("ALTER ROLE anna PASSWORD 'right'")


def test_a_password_to_be_tried_is_taken_instead_of_the_one_that_was_given_for_this_run(
    guarded: Guarded,
) -> None:
    before = secrets.given()
    secrets.give(secrets.of_database(guarded.url()), "an older one")
    try:
        assert verdict(guarded.url(), "right").is_in
        assert why(verdict(guarded.url())) == "password"
    finally:
        secrets.take_given(before)


def test_a_service_tries_again_after_a_while(guarded: Guarded, monkeypatch: pytest.MonkeyPatch) -> None:
    url = proper_url(guarded.url(password="not yet right"))
    with Database(url) as database:
        with pytest.raises(DatabaseError), database.read():
            pass
        monkeypatch.setattr(turned_away, "HELD_S", 0.0)
        guarded.run("ALTER ROLE anna PASSWORD 'not yet right'")
        try:
            with database.read() as db:
                assert db.exec_driver_sql("SELECT session_user").scalar_one() == "anna"
        finally:
            guarded.run("ALTER ROLE anna PASSWORD 'right'")
