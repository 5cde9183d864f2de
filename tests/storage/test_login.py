"""A way into a shared centre as parts and as a URL, and what a URL does not say is chosen for safety."""

from __future__ import annotations

import ssl
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.engine import make_url

from supervisor.storage import login
from supervisor.storage.login import Login, Method, Tls, safeguards

_names = st.text(st.characters(exclude_categories=("Cs", "Cc")), min_size=1, max_size=12)
_files = st.sampled_from(["/etc/floor/ca.pem", "C:\\Program Files\\floor\\ca 1.pem", "/home/王/证书.pem"])


@given(
    host=st.sampled_from(["db.example.com", "10.0.0.7", "fd00::7", "floor", "/run/postgresql", ""]),
    database=_names,
    user=_names,
    port=st.sampled_from([5432, 5433]),
    tls=st.sampled_from(Tls),
    ca_file=st.one_of(st.just(""), _files),
    method=st.sampled_from(Method),
    file=_files,
)
def test_a_log_in_written_as_a_url_is_read_as_the_same(
    host: str, database: str, user: str, port: int, tls: Tls, ca_file: str, method: Method, file: str
) -> None:
    at_home = not host or host.startswith("/")
    if at_home and method is Method.CERTIFICATE:
        method = Method.PASSWORD  # a Unix socket shows no certificate
    own = file if method is Method.CERTIFICATE else ""
    said = Login(host, database, user, port, method, tls, ca_file, own, own)
    if at_home:
        said = Login(host, database, user, port, method, Tls.OFF)
    elif tls is Tls.OFF:
        said = Login(host, database, user, port, method, tls, "", own, own)
    assert Login.of(said.url) == said


def test_a_url_that_says_nothing_of_tls_means_the_safest() -> None:
    assert Login.of("postgresql://anna@db.example.com/floor").tls is Tls.FULL
    assert Login.of("postgresql://anna@/floor?host=/run/postgresql").tls is Tls.OFF


def test_what_else_a_url_says_is_kept_and_a_password_is_not() -> None:
    read = Login.of("postgresql://anna:hunter2@db/floor?sslmode=require&application_name=wall&sslpassword=x")
    assert read.more == (("application_name", "wall"), ("sslmode", "require"))
    assert "hunter2" not in read.url
    assert "sslpassword" not in read.url
    assert Login.of(read.url) == read


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A user who has set nothing up for PostgreSQL; returns the home."""
    for variable in (*login._VARIABLES.values(), "PGPASSWORD", "PGHOST", "PGSERVICE"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setenv("APPDATA", str(tmp_path))
    return tmp_path


def guard(url: str) -> dict[str, object]:
    return safeguards(make_url(url))


@pytest.mark.usefixtures("bare")
def test_over_a_network_the_certificate_is_checked_by_the_authorities_of_this_computer() -> None:
    chosen = guard("postgresql://anna@db.example.com/floor")
    assert chosen["sslmode"] == "verify-full"
    assert Path(str(chosen["sslrootcert"])).is_file()


@pytest.mark.usefixtures("bare")
def test_authorities_that_stand_in_no_file_are_written_into_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows, where the system keeps them elsewhere."""
    authority = Path("tests/sources/asterisk/certificates/here.pem").read_text(encoding="ascii")
    end = "-----END CERTIFICATE-----"
    der = ssl.PEM_cert_to_DER_cert(authority.partition(end)[0] + end)

    class Windows:
        def get_ca_certs(self, binary_form: bool) -> list[bytes]:
            return [der, der]

    nowhere = ssl.DefaultVerifyPaths(None, None, "", "", "", "")  # type: ignore[arg-type]
    monkeypatch.setattr(ssl, "get_default_verify_paths", lambda: nowhere)
    monkeypatch.setattr(ssl, "create_default_context", Windows)
    monkeypatch.setattr(login, "_BUNDLES", ())
    login._authorities.cache_clear()
    try:
        file = Path(str(guard("postgresql://anna@db.example.com/floor")["sslrootcert"]))
        assert file.read_text(encoding="ascii").count("BEGIN CERTIFICATE") == 2
    finally:
        login._authorities.cache_clear()


@pytest.mark.usefixtures("bare")
def test_an_authority_that_somebody_gave_libpq_is_used() -> None:
    login._own_authority().parent.mkdir()
    login._own_authority().write_text("somebody’s", encoding="utf-8")
    assert "sslrootcert" not in guard("postgresql://anna@db.example.com/floor")


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize("mode", ["disable", "prefer", "require", "verify-ca"])
def test_what_the_url_says_of_tls_decides(mode: str) -> None:
    assert "sslmode" not in guard(f"postgresql://anna@db.example.com/floor?sslmode={mode}")


@pytest.mark.usefixtures("bare")
def test_what_the_environment_says_of_tls_decides(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSSLMODE", "require")
    assert "sslmode" not in guard("postgresql://anna@db.example.com/floor")


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    "url", ["postgresql:///floor", "postgresql://anna@/floor?host=/run/postgresql", "postgresql:///f?host=@x"]
)
def test_a_unix_socket_needs_no_tls(url: str) -> None:
    assert guard(url) == {"gssencmode": "disable"}


@pytest.mark.usefixtures("bare")
@pytest.mark.parametrize(
    "url",
    [
        "postgresql://anna@/floor?host=db.example.com",
        "postgresql://anna@/floor?hostaddr=10.0.0.7",
        "postgresql://anna@/floor?host=/run/postgresql&host=db.example.com",
        "postgresql://anna@/floor?host=/run/postgresql,db.example.com",
    ],
)
def test_however_a_network_is_named_it_is_one(url: str) -> None:
    assert guard(url)["sslmode"] == "verify-full"


@pytest.mark.usefixtures("bare")
def test_a_known_password_goes_only_to_a_server_that_proves_to_know_it() -> None:
    assert guard("postgresql://anna:right@db/floor")["require_auth"] == "scram-sha-256"


@pytest.mark.usefixtures("bare")
def test_no_server_gets_a_password_in_clear_text_or_decides_for_kerberos() -> None:
    assert guard("postgresql://anna@db/floor")["require_auth"] == "!password,!md5,!gss,!sspi"
    assert guard("postgresql://anna@db/floor")["gssencmode"] == "disable"


@pytest.mark.usefixtures("bare")
def test_kerberos_is_used_where_the_url_asks_for_it() -> None:
    url = Login("db.example.com", "floor", "anna", method=Method.KERBEROS).url
    assert "require_auth" not in guard(url)
    assert "gssencmode" not in guard("postgresql://anna@db/floor?gssencmode=require")


@pytest.mark.usefixtures("bare")
def test_an_older_client_is_not_told_what_it_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(login, "_libpq", lambda: 15_0008)
    assert "require_auth" not in guard("postgresql://anna:right@db/floor")


@pytest.mark.usefixtures("bare")
def test_a_service_file_says_all_of_it() -> None:
    assert guard("postgresql:///?service=floor") == {}
