from __future__ import annotations

from PySide6.QtCore import Qt

from supervisor.issues import reminder_store
from supervisor.issues.reminded import Told
from supervisor.settings.issues import USUAL_LADDER, MailServer, Rung, Security, Way
from supervisor.storage.database import open_centre
from tests.issues.post_office import post_office
from tests.ui.issues.conftest import Seat
from ui.issues.reminders_page import WENT, RemindersPage


def page_of(seat: Seat) -> RemindersPage:
    page = seat.screen.show_tab("reminders")
    assert isinstance(page, RemindersPage)
    seat.wait(lambda: len(page.due.arrangement.rows) == 1)
    return page


def told(seat: Seat) -> list[Told]:
    with open_centre(seat.centre.url) as database, database.read() as db:
        return [one.told for one in reminder_store.records(db)]


def test_what_would_go_out_is_shown_as_it_would_be_read(seat: Seat) -> None:
    page = page_of(seat)
    page.due.select(next(iter(page.due.arrangement.rows)))
    seat.qtbot.keyClick(page.due.view, Qt.Key.Key_Return)
    seat.wait(lambda: page.split.is_open)
    assert "Copy: wu@example.com" in page.letter.head.text()
    assert "Wrong bills" in page.letter.body.toPlainText()
    assert "No mail server is set up" in page.letter.lacks.text()
    assert not page.letter.send.isEnabled()


def test_a_letter_that_need_not_be_sent_is_left_out_and_comes_back(seat: Seat) -> None:
    page = page_of(seat)
    page.open(next(iter(page.due.arrangement.rows.values())))
    page.letter.leave.click()
    undo = seat.done("is not sent")
    seat.wait(lambda: not page.due.arrangement.rows)
    assert told(seat) == [Told.LEFT]
    undo()
    seat.wait(lambda: len(page.due.arrangement.rows) == 1)


def test_a_mail_server_is_entered_tried_saved_and_used(seat: Seat) -> None:
    page = page_of(seat)
    with post_office() as office:
        page.show_mail()
        form = page.mail
        form.security.setCurrentIndex(form.security.findData(Security.NONE))
        form.host.setText("127.0.0.1")
        form.port.setValue(office.port)
        form.address.setText("centre@example.com")
        form._judge()
        form.trial.click()
        seat.wait(lambda: "answers" in form.said.text())
        form.bar.save.click()
        seat.done("mail server was saved")
        seat.wait(lambda: seat.centre.kept.settings.mail_server.host == "127.0.0.1")
        page.open(next(iter(page.due.arrangement.rows.values())))
        seat.wait(lambda: page.letter.send.isEnabled())
        page.letter.send.click()
        seat.done("1 letter was sent")
        (mail,) = office.mails
    assert mail["To"] == "li@example.com"
    seat.wait(lambda: not page.due.arrangement.rows)
    page.view.setCurrentIndex(WENT)
    page.view.activated.emit(WENT)
    assert len(page.went.arrangement.rows) == 1
    assert told(seat) == [Told.SENT]


def test_a_server_that_is_away_is_said_beside_its_fields(seat: Seat) -> None:
    page = page_of(seat)
    with post_office() as office:
        away = MailServer("127.0.0.1", office.port, Security.NONE, sender="a@example.com")
    page.show_mail()
    page.mail.show_server(away)
    page.mail.trial.click()
    seat.wait(lambda: "cannot be reached" in page.mail.said.text())


def test_a_step_of_the_ladder_and_its_words_are_changed_and_saved(seat: Seat) -> None:
    page = page_of(seat)
    page.show_ladder()
    form = page.ladder
    form.words_in.setCurrentIndex(form.words_in.findData("en"))
    form.subject.setText("{count} open")
    form.subject.textEdited.emit("{count} open")
    form.add.click()
    seat.qtbot.keyClick(form, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    seat.done("ladder of reminders was saved")
    seat.wait(lambda: len(seat.centre.kept.settings.issue_reminding.ladder) == len(USUAL_LADDER) + 1)
    ladder = seat.centre.kept.settings.issue_reminding.ladder
    assert ladder[-1] == Rung(6, Way.CONTACT)
    assert ladder[0].en is not None
    assert ladder[0].en.subject == "{count} open"


def test_words_that_cannot_be_filled_in_are_refused_at_the_field(seat: Seat) -> None:
    page = page_of(seat)
    page.show_ladder()
    page.ladder.body.setPlainText("{password}")
    assert "no other braces" in page.ladder.fields["body"].problem
    page.ladder.keep()
    assert "no other braces" in page.ladder.problem.text()
    assert seat.said == []
