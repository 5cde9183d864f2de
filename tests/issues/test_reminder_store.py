from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Connection

from supervisor.errors import MailError
from supervisor.issues import department_store, reminder_store
from supervisor.issues.clock import Clock
from supervisor.issues.department import Department, Reach
from supervisor.issues.event import EVERYTHING, Acting
from supervisor.issues.letters import Letter
from supervisor.issues.reminded import Told
from supervisor.issues.states import ClockKind, State
from supervisor.live.board import Board
from supervisor.live.rules import rules_of
from supervisor.settings.centre import CentreSettings
from supervisor.settings.issues import MailServer, Reminding, Security
from supervisor.storage.database import Database
from supervisor.watch.keeper import Seen
from supervisor.watch.reminders import ReminderKeeper
from tests.issues.post_office import post_office
from tests.issues.rows import an_issue, put

ZONE = ZoneInfo("Asia/Shanghai")
SETTINGS = CentreSettings(centre_name="Centre", issue_reminding=Reminding(True, "en"))


def at(day: int, hour: int) -> datetime:
    """In March 2026, whose 2nd is a Monday."""
    return datetime(2026, 3, day, hour, tzinfo=ZONE).astimezone(UTC)


@pytest.fixture
def late(centre: Database) -> Database:
    """Two issues of one department whose answers were due on Thursday the 5th."""
    with centre.write() as db:
        department = Department("d1", "Billing", Reach("Ms Li", "li@example.com"))
        department_store.add(db, department, acting=Acting("anna", EVERYTHING), at=at(2, 9))
        clock = Clock(ClockKind.ANSWER, at(2, 10), days=3)
        put(
            db,
            an_issue(1, "Wrong bills", state=State.SENT, department="d1", clocks=(clock,)),
            an_issue(2, "No bills", state=State.RECEIVED, department="d1", clocks=(clock,)),
        )
    return centre


def letter(db: Connection, now: datetime) -> Letter:
    (found,) = reminder_store.due(db, SETTINGS, now).letters
    return found


def seen(now: datetime, **settings: object) -> Seen:
    told = replace(SETTINGS, **settings)  # type: ignore[arg-type]
    return Seen(now, Board(), {}, told, rules_of(told), {})


def server(port: int) -> MailServer:
    return MailServer("127.0.0.1", port, Security.NONE, sender="centre@example.com")


def test_a_letter_that_was_sent_is_not_due_again(late: Database) -> None:
    with late.write() as db:
        sent = letter(db, at(6, 10))
        assert [one.issue for one in sent.about] == [1, 2]
        assert reminder_store.begin(db, sent, at=at(6, 10))
        reminder_store.end(db, sent, "", at=at(6, 10))
        assert not reminder_store.due(db, SETTINGS, at(6, 11))
        assert {one.told for one in reminder_store.records(db)} == {Told.SENT}


def test_where_the_program_died_while_it_sent_nothing_goes_out_twice(late: Database) -> None:
    with late.write() as db:
        assert reminder_store.begin(db, letter(db, at(6, 10)), at=at(6, 10))
    with late.write() as db:
        assert not reminder_store.due(db, SETTINGS, at(6, 14))
        (one, other) = reminder_store.records(db)
        assert one.told is other.told is Told.SENDING
        reminder_store.tell_again(db, [one.key])
        assert len(letter(db, at(6, 14)).about) == 1


def test_two_programs_never_send_the_same_letter(late: Database) -> None:
    with late.write() as db:
        mine = letter(db, at(6, 10))
        assert reminder_store.begin(db, mine, at=at(6, 10))
        assert not reminder_store.begin(db, mine, at=at(6, 10))


def test_a_failed_letter_is_tried_again_after_an_hour(late: Database) -> None:
    with late.write() as db:
        sent = letter(db, at(6, 10))
        reminder_store.begin(db, sent, at=at(6, 10))
        reminder_store.end(db, sent, "nobody there", at=at(6, 10))
        assert not reminder_store.due(db, SETTINGS, at(6, 10) + timedelta(minutes=59))
        assert letter(db, at(6, 10) + timedelta(minutes=61)).about == sent.about


def test_what_a_person_leaves_out_is_not_sent(late: Database) -> None:
    with late.write() as db:
        reminder_store.leave(db, letter(db, at(6, 10)).about[:1], at=at(6, 10), who="anna")
        assert [one.issue for one in letter(db, at(6, 11)).about] == [2]


def test_the_keeper_shows_at_the_desk_on_the_day_and_writes_the_day_after(late: Database) -> None:
    keeper = ReminderKeeper()
    with post_office() as office:
        for now in (at(5, 10), at(5, 11), at(5, 22), at(6, 3), at(6, 10), at(6, 11)):
            keeper.keep(seen(now, mail_server=server(office.port)), late)
    assert [mail["Subject"] for mail in office.mails] == ["Centre: 2 issues of Billing are overdue"]
    with late.read() as db:
        told = [(one.told, one.at) for one in reminder_store.records(db)]
    assert told == [(Told.SENT, at(6, 10))] * 2 + [(Told.SHOWN, at(5, 10))] * 2


@pytest.mark.parametrize(
    "off", [{"issue_reminding": Reminding(False, "en")}, {"demo": True}, {"mail_server": MailServer()}]
)
def test_the_keeper_sends_nothing_that_is_switched_off_or_pretended(
    late: Database, off: dict[str, object]
) -> None:
    with post_office() as office:
        ReminderKeeper().keep(seen(at(6, 10), **({"mail_server": server(office.port)} | off)), late)
    assert office.mails == []
    with late.read() as db:
        assert reminder_store.due(db, SETTINGS, at(6, 10)).letters  # still to be sent


def test_a_server_that_is_away_loses_no_reminder(late: Database) -> None:
    with post_office() as office:
        away = server(office.port)
    keeper = ReminderKeeper()
    keeper.keep(seen(at(6, 10), mail_server=away), late)
    with late.read() as db:
        assert {one.told for one in reminder_store.records(db)} == {Told.FAILED}
    with post_office() as office:
        keeper.keep(seen(at(6, 14), mail_server=server(office.port)), late)
        assert len(office.mails) == 1


def test_a_connection_that_breaks_leaves_what_is_not_known_to_people(late: Database) -> None:
    def breaks(letters: list[Letter], _server: MailServer, _at: datetime, *, before):  # type: ignore[no-untyped-def]
        for one in letters:
            before(one)
            raise MailError("here", "lost", "reset")
            yield

    ReminderKeeper(breaks).keep(seen(at(6, 10), mail_server=server(25)), late)
    with late.read() as db:
        assert {one.told for one in reminder_store.records(db)} == {Told.SENDING}
