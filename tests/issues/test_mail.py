from __future__ import annotations

from datetime import UTC, datetime

import pytest

from supervisor.errors import MailError, SecretMissingError
from supervisor.issues.letters import Letter
from supervisor.issues.mail import VARIABLE, message, send, trial
from supervisor.settings.issues import MailServer, Security, Way
from tests.issues.post_office import post_office

NINE = datetime(2026, 3, 6, 1, 0, tzinfo=UTC)


def letter(to: str = "li@example.com", subject: str = "Zwei Sachen 两件事") -> Letter:
    return Letter(Way.HEAD, "d1", (to,), ("wu@example.com",), subject, "您好！\n\n• WT\n", ())


def server(port: int, **more: object) -> MailServer:
    told = {
        "host": "127.0.0.1",
        "security": Security.NONE,
        "sender": "centre@example.com",
        "sender_name": "客服中心",
    }
    return MailServer(**(told | {"port": port} | more))  # type: ignore[arg-type]


def test_a_letter_arrives_as_it_was_written_at_all_its_readers() -> None:
    with post_office() as office:
        ((_sent, error),) = send([letter()], server(office.port), NINE)
    (mail,) = office.mails
    assert error is None
    assert office.readers == [("li@example.com", "wu@example.com")]
    assert mail["Subject"] == "Zwei Sachen 两件事"
    assert mail["From"] == "客服中心 <centre@example.com>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content().replace("\r\n", "\n") == "您好！\n\n• WT\n"


def test_a_letter_that_is_refused_keeps_no_other_back() -> None:
    with post_office(refused=frozenset({"gone@example.com", "wu@example.com"})) as office:
        found = [
            error for _of, error in send([letter("gone@example.com"), letter()], server(office.port), NINE)
        ]
    assert [isinstance(error, MailError) for error in found] == [True, True]
    assert "550" in str(found[0].detail if found[0] else "")
    assert office.readers == [("li@example.com",)]  # the copy was refused, and is told


def test_a_line_break_in_what_was_typed_makes_no_header() -> None:
    mail = message(letter(subject="Hello\r\nBcc: everybody@example.com"), server(25), NINE)
    assert mail["Bcc"] is None
    assert mail["Subject"] == "Hello Bcc: everybody@example.com"


def test_a_server_that_is_away_or_offers_no_protection_is_told() -> None:
    with post_office() as office:
        port = office.port
        with pytest.raises(MailError) as unprotected:
            trial(server(port, security=Security.STARTTLS))
    with pytest.raises(MailError) as away:
        trial(server(port))
    assert (unprotected.value.reason, away.value.reason) == ("unprotected", "unreachable")


def test_a_wrong_password_is_told_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "swordfish")
    with post_office(login=("u", "right")) as office, pytest.raises(MailError) as refused:
        trial(server(office.port, user="u"))
    assert refused.value.reason == "login"
    assert "swordfish" not in str(refused.value)


def test_a_password_that_is_missing_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    with post_office() as office, pytest.raises(SecretMissingError):
        trial(server(office.port, user="u"))


def test_a_connection_that_breaks_in_the_middle_is_told_and_what_went_is_known() -> None:
    with post_office(hang_up_after=1) as office:
        sending = send([letter("a@example.com"), letter("b@example.com")], server(office.port), NINE)
        of, error = next(sending)
        with pytest.raises(MailError) as lost:
            next(sending)
    assert (of.to, error) == (("a@example.com",), None)
    assert lost.value.reason == "lost"


def test_nothing_goes_out_where_no_server_is_set_up() -> None:
    with pytest.raises(MailError) as none:
        trial(MailServer())
    assert none.value.reason == "none"
