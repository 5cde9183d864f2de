"""`supervisor source test`: what a user reads when a real Asterisk answers so."""

from __future__ import annotations

import asyncio
import hashlib
import socket
import ssl
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from supervisor.errors import SecretMissingError
from supervisor.sentences.error import sentence
from supervisor.sources.asterisk.connector import AsteriskConnector
from supervisor.sources.asterisk.link import AsteriskSettings, Limits
from supervisor.sources.asterisk.tls import Tls
from supervisor.sources.source import PROBLEMS, TestResult
from supervisor.words import DASH
from tests.sources.asterisk.played import QUICK, settings
from tests.sources.asterisk.transcript import Conversation, TranscriptServer, certificate, server_tls

HASTY = Limits(connect_s=0.3, banner_s=0.3, login_s=0.3, list_s=0.5, pong_s=0.3)
HASTY_LOGIN = replace(QUICK, login_s=0.3)  # what comes before it may take its time
HASTY_LIST = replace(QUICK, list_s=0.5)
PLAIN: dict[str, Any] = {"md5": False}


def tried(server: TranscriptServer, **changes: Any) -> TestResult:
    """What a trial connection to *server* finds."""

    async def trial() -> TestResult:
        async with server.listening():
            return await AsteriskConnector("pbx", settings(server.port, **changes)).test()

    return asyncio.run(trial())


def read(result: TestResult) -> str:
    """The sentence that a user reads; every fact in it is known."""
    told = sentence(result, "pbx")
    assert result.problem is None or result.problem in PROBLEMS
    assert DASH not in told, told
    assert "{" not in told, told
    return told


# -- log-ins


@pytest.mark.parametrize("name", ["login_bad_secret", "login_unknown_user", "login_acl_refused"])
def test_a_refused_log_in_names_all_three_possible_reasons(name: str) -> None:
    result = tried(TranscriptServer(name), **PLAIN)
    assert result.problem == "login_refused"
    told = read(result)
    for reason in ("password is wrong", "no such user name", "not permitted", "wallboard", "127.0.0.1"):
        assert reason in told


def test_a_refused_md5_log_in_reads_the_same() -> None:
    result = tried(TranscriptServer("login_md5_wrong_key"), md5=True)
    assert result.problem == "login_refused"
    assert "three possible reasons" in read(result)


def test_the_md5_log_in_gives_the_key_that_the_real_one_took() -> None:
    server = TranscriptServer("login_md5", "restricted_user")
    result = tried(server, md5=True)
    recorded = next(asked for asked in Conversation.recorded("login_md5").asked if "Key" in asked)
    sent = next(asked for asked in server.asked if "Key" in asked)
    assert sent["Key"] == recorded["Key"]
    assert result.problem is None
    assert not any("wallboard-lab" in value for asked in server.asked for value in asked.values())


def test_without_tls_the_password_does_not_go_over_the_wire_unless_it_is_wished() -> None:
    for changes, said in (({}, False), (PLAIN, True)):
        server = TranscriptServer("login_md5", "restricted_user")
        tried(server, **changes)
        assert any("Secret" in asked for asked in server.asked) is said


def test_a_server_that_hangs_up_after_the_banner_reads_as_closed() -> None:
    result = tried(TranscriptServer("login_none_timeout"))
    assert result.problem == "closed"
    assert "hung up in the middle" in read(result)


def test_a_server_that_does_not_answer_the_log_in_is_given_up() -> None:
    result = tried(TranscriptServer("login_plain_ping_logoff", mute_after=0), **PLAIN, limits=HASTY_LOGIN)
    assert result.problem == "closed"
    assert "hung up" in read(result)


def test_a_missing_password_names_the_variable() -> None:
    def none() -> str:
        raise SecretMissingError("pbx", "PBX_PASSWORD")

    result = tried(TranscriptServer("login_plain_ping_logoff"), secret=none)
    assert result.problem == "secret_missing"
    assert "PBX_PASSWORD" in read(result)


def test_a_password_with_a_line_end_in_it_is_not_sent() -> None:
    """As it comes from a file that was read whole: it would end the action in the middle."""
    server = TranscriptServer("login_bad_secret")
    result = tried(server, **PLAIN, secret=lambda: "wallboard-lab\r\n")
    assert result.problem == "login_refused"
    assert "line end" in result.facts["detail"]
    assert "wallboard-lab" not in str(result.facts)
    assert [asked["Action"] for asked in server.asked] == ["Logoff"]


# -- permissions, filters, events


def test_a_user_who_may_read_agent_and_call_only_is_all_that_is_needed() -> None:
    server = TranscriptServer("restricted_user")
    result = tried(server, **PLAIN)
    assert result.problem is None
    assert (result.facts["queues"], result.facts["agents"]) == ("1", "4")
    assert result.facts["product"] == "Asterisk Call Manager/12.0.0"
    assert "in order: 1 queues and 4 agents" in read(result)


def test_a_trial_asks_and_changes_nothing() -> None:
    server = TranscriptServer("restricted_user")
    tried(server, **PLAIN)
    assert [asked["Action"] for asked in server.asked] == [
        *("Login", "QueueStatus", "QueueSummary", "Logoff")
    ]
    assert server.asked[0]["Events"] == "agent,call"


def test_a_denied_action_says_which_permission_to_give() -> None:
    """The words with which an Asterisk denies are those of a recorded QueueStatus before the log-in."""
    server = TranscriptServer("login_plain_ping_logoff", "action_before_login")
    result = tried(server, **PLAIN)
    assert result.problem == "permission"
    assert "read = agent,call" in read(result)


@pytest.mark.parametrize(
    "name",
    [
        *("filter_action", "filter_in_manager_conf_advanced", "filter_in_manager_conf_legacy"),
        *("login_events_off", "first_login_same_user", "second_login_same_user"),
        *("whole_call_agent_call_classes", "information_actions"),
    ],
)
def test_filters_other_sessions_and_other_peoples_events_are_no_problem(name: str) -> None:
    """Lists are answered whatever the filter cuts, and events that come meanwhile do not disturb them."""
    result = tried(TranscriptServer(name, "restricted_user"), **PLAIN)
    assert result.problem is None, result


def test_an_asterisk_that_is_still_loading_its_queues_is_asked_again() -> None:
    """Invalid/unknown command: in the words of a recorded unknown action, then with the list."""
    server = TranscriptServer("login_plain_ping_logoff", "restricted_user")
    unknown = next(
        raw + b"\r\n\r\n"
        for _, said in Conversation.recorded("errors_and_echo").answers
        for raw in said.split(b"\r\n\r\n")
        if b"Invalid/unknown command" in raw
    )
    lines = [line for line in unknown.split(b"\r\n") if not line.startswith(b"ActionID")]
    server._conversations[0].answers.append(("QueueStatus", b"\r\n".join(lines)))
    result = tried(server, **PLAIN)
    assert result.problem is None
    assert [asked["Action"] for asked in server.asked].count("QueueStatus") == 2


def test_a_system_without_queues_says_so() -> None:
    server = TranscriptServer("login_plain_ping_logoff", "errors_and_echo")
    answers = server._conversations[1].answers
    empty = next(said for name, said in answers if name == "QueueStatus" and b"ListItems: 0" in said)
    server._conversations[1].answers[:] = [("QueueStatus", empty)]
    result = tried(server, **PLAIN)
    assert result.problem == "no_queues"
    assert "no queues" in read(result)


def test_a_list_that_never_comes_is_given_up() -> None:
    server = TranscriptServer("login_plain_ping_logoff", "restricted_user", mute_after=1)
    result = tried(server, **PLAIN, limits=HASTY_LIST)
    assert result.problem == "closed"


# -- the network


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def test_a_port_where_nothing_listens_is_refused() -> None:
    result = asyncio.run(AsteriskConnector("pbx", settings(_free_port())).test())
    assert result.problem == "refused_port"
    assert "nothing listens" in read(result)


def test_a_name_that_nobody_knows_is_unknown() -> None:
    there = AsteriskSettings("no-such-host.invalid", "wallboard", lambda: "x")
    result = asyncio.run(AsteriskConnector("pbx", there).test())
    assert result.problem == "host_unknown"
    assert "no-such-host.invalid" in read(result)


def test_another_service_is_not_an_asterisk() -> None:
    async def trial() -> TestResult:
        async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
            await writer.drain()
            writer.close()

        server = await asyncio.start_server(greet, "127.0.0.1", 0)
        async with server:
            port = server.sockets[0].getsockname()[1]
            return await AsteriskConnector("pbx", settings(port)).test()

    result = asyncio.run(trial())
    assert result.problem == "not_ami"
    assert "not an Asterisk manager interface" in read(result)


@asynccontextmanager
async def _silent(tls: ssl.SSLContext | None = None):  # type: ignore[no-untyped-def]
    """A server that takes connections and says nothing; yields its port."""
    done = asyncio.Event()

    async def hold(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await done.wait()
        writer.close()

    server = await asyncio.start_server(hold, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        done.set()
        server.close()
        await asyncio.sleep(0)


def _tried_on_silence(server: ssl.SSLContext | None, **changes: Any) -> TestResult:
    async def trial() -> TestResult:
        async with _silent(server) as port:
            return await AsteriskConnector("pbx", settings(port, limits=HASTY, **changes)).test()

    return asyncio.run(trial())


def test_a_banner_that_never_comes_is_given_up() -> None:
    result = _tried_on_silence(None)
    assert result.problem == "no_banner"
    assert "says nothing" in read(result)


def test_plain_text_to_a_tls_port_says_that_it_may_be_one() -> None:
    result = _tried_on_silence(server_tls())
    assert result.problem == "no_banner"
    assert "TLS port" in read(result)


def test_tls_to_a_port_that_never_speaks_is_given_up() -> None:
    result = _tried_on_silence(None, tls=Tls())
    assert result.problem == "tls_not_spoken"


# -- TLS


def test_tls_to_a_plain_port_says_that_it_speaks_none() -> None:
    result = tried(TranscriptServer("login_plain_ping_logoff"), tls=Tls())
    assert result.problem == "tls_not_spoken"
    assert "does not speak TLS" in read(result)


def test_a_self_signed_certificate_is_shown_by_its_fingerprint() -> None:
    result = tried(TranscriptServer("tls", tls=server_tls()), tls=Tls())
    assert result.problem == "tls_untrusted"
    assert result.facts["fingerprint"] == _fingerprint("here")
    assert _fingerprint("here") in read(result)


def test_a_pinned_certificate_is_trusted_however_its_fingerprint_is_written() -> None:
    for written in (_fingerprint("here"), _fingerprint("here").replace(":", "").lower()):
        server = TranscriptServer("tls", "restricted_user", tls=server_tls())
        assert tried(server, tls=Tls(fingerprint=written)).problem is None


def test_under_tls_the_log_in_is_plain_and_nothing_is_said_to_a_certificate_that_is_not_pinned() -> None:
    server = TranscriptServer("tls", tls=server_tls())
    result = tried(server, tls=Tls(fingerprint=_fingerprint("elsewhere")))
    assert result.problem == "tls_untrusted"
    assert result.facts["fingerprint"] == _fingerprint("here")
    assert server.asked == []
    trusted = TranscriptServer("tls", "restricted_user", tls=server_tls())
    tried(trusted, tls=Tls(fingerprint=_fingerprint("here")))
    assert trusted.asked[0]["Secret"] == "wallboard-lab"


def test_a_ca_file_vouches_for_the_certificate() -> None:
    server = TranscriptServer("tls", "restricted_user", tls=server_tls())
    assert tried(server, tls=Tls(ca=certificate("here"))).problem is None


def test_a_certificate_of_another_host_is_told_from_an_untrusted_one() -> None:
    server = TranscriptServer("tls", tls=server_tls("elsewhere"))
    result = tried(server, tls=Tls(ca=certificate("elsewhere")))
    assert result.problem == "tls_name"
    assert "another host" in read(result)


def test_a_ca_file_that_is_missing_or_none_is_said_with_its_name(tmp_path: Path) -> None:
    none = tmp_path / "ca.pem"
    none.write_text("no certificate")
    for file in (none, tmp_path / "missing.pem"):
        result = tried(TranscriptServer("tls", tls=server_tls()), tls=Tls(ca=file))
        assert result.problem == "tls_untrusted"
        assert str(file) in result.facts["detail"]


def test_the_options_of_a_source_become_its_settings() -> None:
    given = {"host": "pbx", "port": None, "username": "u", "tls": False, "tls_ca": None}
    assert AsteriskSettings.of(given, lambda: "s").port == 5038
    assert AsteriskSettings.of(given, lambda: "s").tls is None
    secured = AsteriskSettings.of({**given, "tls_fingerprint": "AB:CD"}, lambda: "s")
    assert (secured.port, secured.tls) == (5039, Tls(fingerprint="AB:CD"))
    assert AsteriskSettings.of({**given, "tls": True}, lambda: "s").tls == Tls()
    assert AsteriskSettings.of({**given, "tls_ca": "/ca.pem"}, lambda: "s").tls == Tls(ca=Path("/ca.pem"))


def _fingerprint(name: str) -> str:
    der = ssl.PEM_cert_to_DER_cert(certificate(name).read_text().partition("-----BEGIN PRIVATE")[0])
    digest = hashlib.sha256(der).hexdigest().upper()
    return ":".join(digest[place : place + 2] for place in range(0, len(digest), 2))
