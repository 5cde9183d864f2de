"""One issue on its page: typed, saved, moved, linked, kept through a crash, settled with somebody else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from supervisor.errors import IssueError
from supervisor.issues import draft_store, merge, store
from supervisor.issues.clock import Clock
from supervisor.issues.event import EVERYTHING, Acting, EventKind
from supervisor.issues.evidence import ContactName, Contacts, Figure, File, Seed
from supervisor.issues.moves import Given
from supervisor.issues.states import MOVE, ClockKind, State
from supervisor.storage.database import open_centre
from tests.issues.rows import an_issue, put
from tests.ui.exporting import export_to
from tests.ui.issues.conftest import NOW, Seat, at
from ui.issues.issue_page import IssuePage
from ui.widgets.merge_dialog import Side

BEN = Acting("ben", EVERYTHING)


def page_of(seat: Seat) -> IssuePage:
    """The page of one issue."""
    page = seat.screen.show_tab("issue")
    assert isinstance(page, IssuePage)
    return page


def opened(seat: Seat, id: int) -> IssuePage:
    """The page with the issue *id*, as it was read."""
    page = page_of(seat)
    seat.screen.desk.issue_wanted.emit(id)
    seat.wait(lambda: page.opened is not None and page.opened.issue.id == id)
    return page


def entry(page: IssuePage, path: str) -> object:
    """The editor of a field."""
    entries = page.body.texts.form.entries | page.body.facts.entries
    return entries[path].field.editor


def type_in(seat: Seat, page: IssuePage, path: str, text: str) -> None:
    """Type *text* in place of what stands in the field *path*."""
    if path.startswith("text.") and path in page.body.texts.form.entries and not page.body.texts.is_writing:
        seat.qtbot.keyClick(page, Qt.Key.Key_F2)
    editor = entry(page, path)
    editor.setFocus()  # type: ignore[attr-defined]
    editor.selectAll()  # type: ignore[attr-defined]
    seat.qtbot.keyClicks(editor, text)


def refuse(*_given: object, **_named: object) -> None:
    """In place of something that is refused."""
    raise IssueError("WT-2026-00002-2", "It may not.")


def edit_by_ben(seat: Seat, id: int, **values: object) -> None:
    """Ben saves other values meanwhile, at another console."""
    with open_centre(seat.centre.url) as database, database.write() as db:
        base = store.get(db, id)
        mine = merge.put(base, {name.replace("__", "."): value for name, value in values.items()})
        store.edit(db, base, mine, acting=BEN, at=NOW)


def drafts(seat: Seat) -> list[str]:
    """The titles that stand in drafts of whoever sits here."""
    with open_centre(seat.centre.url) as database, database.read() as db:
        found = draft_store.drafts(db, seat.centre.who)
    return [str(one.typed.fields.get("title", one.typed.fields)) for one in found]


def save(seat: Seat, page: IssuePage) -> None:
    """Press Ctrl+S."""
    seat.qtbot.keyClick(page, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def test_an_issue_is_begun_typed_and_saved_by_keyboard_and_filed_as_a_draft(seat: Seat) -> None:
    seat.qtbot.keyClick(seat.screen, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    page = page_of(seat)
    seat.qtbot.keyClicks(QApplication.focusWidget(), "Refunds take weeks")
    seat.qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    seat.qtbot.keyClicks(QApplication.focusWidget(), "They wait for their money")
    assert "Not saved yet" in page.bar.unsaved.text()
    save(seat, page)
    seat.done("filed as a draft")
    seat.wait(lambda: page.opened is not None)
    assert page.opened is not None
    kept = seat.issue(page.opened.issue.id)
    assert (kept.title, kept.text.description) == ("Refunds take weeks", "They wait for their money")
    assert kept.state is State.DRAFT
    assert page.bar.title.text() == f"{kept.number} Refunds take weeks"
    assert not page.editing.is_dirty


def test_an_issue_whose_making_is_undone_is_shown_no_more(seat: Seat) -> None:
    page = page_of(seat)
    page.begin(Seed(title="A slip"))
    save(seat, page)
    back = seat.done("filed as a draft")
    seat.wait(lambda: page.opened is not None)
    back()
    seat.wait(lambda: page.opened is None)
    seat.done("its making was undone")
    assert not page.empty.isHidden()


def test_an_issue_without_a_title_is_not_saved_and_the_field_says_so(seat: Seat) -> None:
    page = page_of(seat)
    page.begin(Seed())
    save(seat, page)
    field = page.body.texts.form.entries["title"].field
    assert field.problem == "An issue needs a title."
    assert field.editor.hasFocus()


def test_a_seed_brings_its_evidence_which_is_kept_with_the_issue(seat: Seat) -> None:
    page = page_of(seat)
    contacts = Contacts((ContactName("pbx", "17"),), "abandoned")
    page.begin(Seed(title="Nobody answers", category="bills", matters=(contacts,), source="contacts"))
    assert len(page.body.evidence.rows) == 1
    save(seat, page)
    seat.wait(lambda: page.opened is not None and page.opened.evidence)
    assert page.opened is not None
    assert page.opened.evidence[0].matter == contacts
    assert page.opened.issue.facts.category == "bills"


def test_what_is_typed_survives_a_console_that_was_killed(seat: Seat, qtbot: QtBot) -> None:
    page = page_of(seat)
    page.begin(Seed())
    type_in(seat, page, "title", "Half a thought")
    seat.wait(lambda: drafts(seat) == ["Half a thought"])
    # nothing of this console is told to close: another one reads the same centre
    again = IssuePage(seat.screen.desk)
    qtbot.addWidget(again)
    again.arrive()
    seat.wait(lambda: not again.draft.isHidden())
    assert "“Half a thought”" in again.draft.said.text()
    again.draft.yes.click()
    mine = again.editing.mine
    assert mine is not None
    assert mine.title == "Half a thought"


def test_unsaved_edits_of_an_issue_come_back_with_it_and_can_be_thrown_away_and_had_again(seat: Seat) -> None:
    page = opened(seat, 2)
    type_in(seat, page, "text.description", "They say it is slow")
    other = opened(seat, 3)
    seat.wait(lambda: drafts(seat))
    assert other.editing.mine is not None
    assert other.editing.mine.text.description == ""
    opened(seat, 2)
    seat.wait(lambda: not page.draft.isHidden())
    assert "Unsaved text of" in page.draft.said.text()
    assert page.editing.mine is not None
    assert page.editing.mine.text.description == "They say it is slow"
    page.draft.no.click()
    assert not page.editing.is_dirty
    seat.wait(lambda: not drafts(seat))
    seat.said[-1][1]()
    assert page.editing.mine.text.description == "They say it is slow"


def test_after_saving_no_draft_is_left(seat: Seat) -> None:
    page = opened(seat, 2)
    type_in(seat, page, "text.description", "Slow in the evening")
    seat.wait(lambda: drafts(seat))
    save(seat, page)
    seat.done("was saved")
    seat.wait(lambda: not drafts(seat))
    assert seat.issue(2).text.description == "Slow in the evening"
    assert not page.body.texts.is_writing


def test_whoever_turned_to_another_issue_while_one_was_being_saved_stays_there(seat: Seat) -> None:
    page = opened(seat, 2)
    type_in(seat, page, "text.description", "Slow in the evening")
    save(seat, page)
    page.begin(Seed(title="Another"))  # before it is saved
    seat.done("was saved")
    assert seat.issue(2).text.description == "Slow in the evening"
    assert page.editing.is_new
    assert page.editing.mine is not None
    assert (page.editing.mine.title, page.editing.mine.text.description) == ("Another", "")
    seat.wait(lambda: drafts(seat) == ["Another"])

    page.open(3)
    seat.wait(lambda: page.opened is not None)
    type_in(seat, page, "text.description", "Odd")
    save(seat, page)
    page.open(1)
    seat.done("was saved")
    seat.wait(lambda: page.opened is not None)
    assert page.opened is not None
    assert page.opened.issue.id == 1


def test_fields_that_do_not_meet_are_joined_without_a_question(seat: Seat) -> None:
    page = opened(seat, 2)
    type_in(seat, page, "text.description", "Mine")
    edit_by_ben(seat, 2, text__impact="Ben's", facts__category="net")
    save(seat, page)
    seat.done("was saved")
    kept = seat.issue(2)
    assert (kept.text.description, kept.text.impact, kept.facts.category) == ("Mine", "Ben's", "net")


def test_two_people_change_the_same_field_and_the_second_chooses_by_key(seat: Seat) -> None:
    page = opened(seat, 2)
    type_in(seat, page, "text.description", "Mine")
    type_in(seat, page, "text.impact", "Much")
    type_in(seat, page, "text.symptom", "Only mine")
    edit_by_ben(seat, 2, text__description="Ben's", text__impact="Little")
    save(seat, page)
    seat.wait(lambda: page.editing.dialog is not None)
    dialog = page.editing.dialog
    assert dialog is not None
    said = [dialog.table.item(0, side).text() for side in Side]  # type: ignore[union-attr]
    assert said == ["–", "Ben's", "Mine"]
    assert not dialog.save.isEnabled()
    assert drafts(seat)  # nothing is lost while one chooses
    seat.qtbot.keyClick(dialog.table, Qt.Key.Key_M)
    seat.qtbot.keyClick(dialog.table, Qt.Key.Key_T)
    seat.qtbot.keyClick(dialog.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat.done("was saved")
    kept = seat.issue(2)
    assert (kept.text.description, kept.text.impact, kept.text.symptom) == ("Mine", "Little", "Only mine")


def test_half_a_date_is_unsaved_too_and_nobody_elses_saving_wipes_it_away(seat: Seat) -> None:
    page = opened(seat, 2)
    type_in(seat, page, "facts.wished", "2026-1x")
    assert "Not saved yet" in page.bar.unsaved.text()
    edit_by_ben(seat, 2, text__impact="Much")
    seat.wait(lambda: page.opened is not None and page.opened.issue.text.impact == "Much")
    assert page.body.facts.entries["facts.wished"].field.editor.text() == "2026-1x"  # type: ignore[attr-defined]
    save(seat, page)
    assert "is no day" in page.body.facts.entries["facts.wished"].field.problem
    assert seat.issue(2).facts.wished is None


def test_a_conflict_that_is_left_for_later_keeps_what_was_typed(seat: Seat) -> None:
    page = opened(seat, 2)
    type_in(seat, page, "text.description", "Mine")
    edit_by_ben(seat, 2, text__description="Ben's")
    save(seat, page)
    seat.wait(lambda: page.editing.dialog is not None)
    assert page.editing.dialog is not None
    seat.qtbot.keyClick(page.editing.dialog, Qt.Key.Key_Escape)
    assert page.editing.mine is not None
    assert page.editing.mine.text.description == "Mine"
    assert page.editing.is_dirty
    assert drafts(seat)
    assert seat.issue(2).text.description == "Ben's"


def test_a_move_asks_only_for_what_is_missing_and_says_it_at_the_field(seat: Seat) -> None:
    page = opened(seat, 2)
    page.moves.begin(MOVE["make_ready"])
    form = page.moves.form
    assert form is not None
    assert [one.name for one in form.questions] == ["category", "no_evidence_because"]
    seat.qtbot.keyClick(form, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert form.questions[0].field.problem == "This is needed."
    assert form.questions[0].editor.hasFocus()
    seat.qtbot.keyClicks(form.questions[0].editor, "net")
    seat.qtbot.keyClicks(form.questions[1].editor, "Heard on the floor")
    seat.qtbot.keyClick(form.questions[1].editor, Qt.Key.Key_Return)
    back = seat.done("Make ready to send")
    assert seat.issue(2).state is State.READY
    seat.wait(lambda: page.opened is not None and page.opened.issue.state is State.READY)
    assert page.moves.form is None
    back()
    seat.wait(lambda: seat.issue(2).state is State.DRAFT)


def test_escape_leaves_the_form_of_a_move_before_it_leaves_the_page(seat: Seat) -> None:
    page = opened(seat, 2)
    page.moves.begin(MOVE["drop"])
    assert page.moves.form is not None
    seat.qtbot.keyClick(page.moves.form.questions[0].editor, Qt.Key.Key_Escape)
    assert page.moves.form is None
    assert seat.screen.current == "issue"
    seat.qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert seat.screen.current == "list"


def test_what_is_typed_is_saved_before_a_move(seat: Seat) -> None:
    page = opened(seat, 3)
    type_in(seat, page, "text.description", "Strange")
    page.moves.begin(MOVE["drop"])
    seat.wait(lambda: page.moves.form is not None)
    assert page.moves.form is not None
    seat.qtbot.keyClicks(page.moves.form.questions[0].editor, "Not a problem")
    page.moves.form.decide()
    seat.done("Drop")
    kept = seat.issue(3)
    assert (kept.state, kept.text.description) == (State.REJECTED, "Strange")


def test_a_move_from_elsewhere_does_not_take_what_is_typed(seat: Seat) -> None:
    page = opened(seat, 3)
    type_in(seat, page, "text.description", "Still typing")
    with open_centre(seat.centre.url) as database, database.write() as db:
        store.move(db, 3, store.get(db, 3).version, "drop", Given(reason="Old"), acting=BEN, at=NOW)
    seat.wait(lambda: page.opened is not None and page.opened.issue.state is State.REJECTED)
    assert page.editing.mine is not None
    assert page.editing.mine.text.description == "Still typing"
    assert "Not pursued" in page.body.head.state.text()


def test_a_reply_typed_in_for_the_department_may_lead_to_several_moves_at_once(seat: Seat) -> None:
    page = opened(seat, 1)
    page.body.replies.enter.click()
    form = page.body.replies.form
    assert form is not None
    form.ours.choose("yes")
    for editor, text in (
        (form.said_by, "Ms Li"),
        (form.cause, "A script bills twice"),
        (form.measure, "The script was mended"),
        (form.owner, "Mr Wang"),
        (form.planned, "2026-03-20"),
    ):
        seat.qtbot.keyClicks(editor, text)
    seat.qtbot.keyClick(form.owner, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat.done("the reply was kept")
    kept = seat.issue(1)
    assert kept.state is State.ANSWERED
    assert kept.standing.promised == date(2026, 3, 20)
    seat.wait(lambda: page.opened is not None and page.opened.replies)
    moves = [one.facts["move"] for one in page.opened.events if one.kind is EventKind.MOVED]  # type: ignore[union-attr]
    assert moves == ["receive", "confirm", "answer"]
    assert page.body.head.clocks[-1].words.text().startswith("Solution: ")


def test_a_reply_of_which_only_the_day_is_known_came_in_time_on_the_last_day(seat: Seat) -> None:
    page = opened(seat, 1)
    page.body.replies.enter.click()
    form = page.body.replies.form
    assert form is not None
    for editor, text in (
        (form.said_by, "Ms Li"),
        (form.on, "2026-03-05"),  # a Thursday, on which the limit was
        (form.cause, "A script bills twice"),
        (form.measure, "The script was mended"),
        (form.owner, "Mr Wang"),
        (form.planned, "2026-03-20"),
    ):
        seat.qtbot.keyClicks(editor, text)
    seat.qtbot.keyClick(form.owner, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    seat.done("the reply was kept")
    answered = seat.issue(1).standing.clocks[0]
    assert [one.in_time for one in answered.verdicts] == [True]


def test_a_figure_is_added_by_hand_with_how_it_was_computed_and_taken_away_again(seat: Seat) -> None:
    page = opened(seat, 2)
    page.body.evidence.begin("figure")
    form = page.body.evidence.form
    assert form is not None
    form.fields["kpi"].editor.choose("fcr")
    seat.qtbot.keyClicks(form.fields["value"].editor, "61.2 %")
    form.decide()
    assert "how it was computed" in form.problem.text()
    seat.qtbot.keyClicks(form.fields["method"].editor, "nobody called again in 7 days")
    seat.qtbot.keyClick(form.fields["method"].editor, Qt.Key.Key_Return)
    seat.wait(lambda: page.opened is not None and page.opened.evidence)
    assert page.opened is not None
    piece = page.opened.evidence[0]
    assert isinstance(piece.matter, Figure)
    assert piece.matter.value == pytest.approx(0.612)
    page.body.evidence.removed.emit(piece)
    seat.wait(lambda: page.opened is not None and not page.opened.evidence)


def test_a_dropped_file_is_kept_by_hash_and_saved_again_as_it_was(seat: Seat, tmp_path: Path) -> None:
    source, target = tmp_path / "bill.txt", tmp_path / "copy.txt"
    source.write_bytes(b"1 + 1 = 3")
    page = opened(seat, 2)
    page.body.evidence.files_added.emit((source,))
    seat.wait(lambda: page.opened is not None and page.opened.evidence)
    assert page.opened is not None
    file = page.opened.evidence[0].matter
    assert isinstance(file, File)
    source.unlink()
    dialog = page.acts.ask_where_to(file)
    assert dialog.place.path.name == "bill.txt"
    assert dialog.opened.isHidden(), "what came from elsewhere is not opened from here"
    export_to(dialog, target, seat.qtbot)
    seat.done("saved as copy.txt")
    assert target.read_bytes() == b"1 + 1 = 3"


def test_a_file_belongs_to_the_issue_on_which_it_was_dropped(seat: Seat, tmp_path: Path) -> None:
    (tmp_path / "bill.txt").write_bytes(b"1 + 1 = 3")
    page = opened(seat, 2)
    page.body.evidence.files_added.emit((tmp_path / "bill.txt",))
    page.begin(Seed(title="Another"))  # before it is kept
    seat.done("1 piece of evidence was added.")
    with open_centre(seat.centre.url) as database, database.read() as db:
        assert [isinstance(one.matter, File) for one in store.evidence(db, 2)] == [True]
    assert page.editing.matters == ()


def test_a_file_of_a_new_issue_does_not_go_to_the_next(seat: Seat, tmp_path: Path) -> None:
    (tmp_path / "bill.txt").write_bytes(b"1 + 1 = 3")
    page = page_of(seat)
    page.begin(Seed(title="One"))
    page.body.evidence.files_added.emit((tmp_path / "bill.txt",))
    page.begin(Seed(title="Another"))  # before it is kept
    seat.wait(lambda: "not added" in page.body.problem.text())
    assert page.editing.matters == ()


def test_a_file_that_is_too_large_is_refused_in_words_and_nothing_is_kept(
    seat: Seat, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("supervisor.issues.file_store.FILE_LIMIT", 4)
    large = tmp_path / "large.bin"
    large.write_bytes(b"12345")
    page = opened(seat, 2)
    page.body.evidence.files_added.emit((large,))
    seat.wait(lambda: page.body.problem.text())
    assert "large.bin" in page.body.problem.text()
    assert page.opened is not None
    assert not page.opened.evidence


def shown_links(page: IssuePage) -> str:
    """What the card of links says."""
    return "\n".join(
        button.text() for row in page.body.links.rows for button in row.findChildren(QPushButton)
    )


def linked_and_new(seat: Seat) -> IssuePage:
    """The page with a new issue that shall be linked with the first, not filed yet."""
    page = page_of(seat)
    page.begin(Seed())
    type_in(seat, page, "title", "Wrong bills again")
    seat.wait(lambda: page.body.likely.buttons)
    page.body.likely.buttons[1].click()
    seat.wait(lambda: "Duplicate of" in shown_links(page))
    return page


def test_a_similar_issue_is_proposed_while_typing_and_linked_when_the_new_one_is_filed(seat: Seat) -> None:
    page = page_of(seat)
    page.begin(Seed())
    type_in(seat, page, "title", "Wrong bills again")
    seat.wait(lambda: page.body.likely.buttons)
    assert list(page.body.likely.buttons) == [1]
    page.body.likely.buttons[1].click()
    seat.wait(lambda: not page.body.likely.buttons)
    seat.wait(lambda: "Duplicate of" in shown_links(page))
    save(seat, page)
    seat.wait(lambda: page.opened is not None and page.opened.links)
    assert page.opened is not None
    assert (page.opened.links[0].other, page.opened.links[0].kind) == (1, "duplicate")


def test_a_new_issue_is_linked_by_the_number_of_another(seat: Seat) -> None:
    page = page_of(seat)
    page.begin(Seed(title="Wrong bills again"))
    links = page.body.links
    links.other.setFocus()
    seat.wait(lambda: links.other.count())
    links.other.choose("2")
    seat.qtbot.mouseClick(links.do_it, Qt.MouseButton.LeftButton)
    seat.wait(lambda: "Related" in shown_links(page))
    save(seat, page)
    seat.wait(lambda: page.opened is not None and page.opened.links)
    assert page.opened is not None
    assert (page.opened.links[0].other, page.opened.links[0].kind) == (2, "related")


def test_a_link_of_a_new_issue_is_kept_in_its_draft_and_can_be_taken_away(seat: Seat) -> None:
    page = linked_and_new(seat)
    opened(seat, 2)
    page.begin(Seed())
    seat.wait(lambda: page.drafts.new)
    page.drafts.go_on()
    seat.wait(lambda: "Duplicate of" in shown_links(page))
    unlink = page.body.links.rows[0].findChildren(QPushButton)[1]
    seat.qtbot.mouseClick(unlink, Qt.MouseButton.LeftButton)
    seat.wait(lambda: not shown_links(page))
    seat.wait(lambda: page.body.likely.buttons)  # it is proposed again


def test_a_link_of_a_new_issue_is_made_although_another_is_turned_to_while_it_is_filed(seat: Seat) -> None:
    page = linked_and_new(seat)
    with open_centre(seat.centre.url) as database, database.write():  # the filing waits for this
        save(seat, page)
        seat.screen.desk.issue_wanted.emit(2)
    seat.done("filed as a draft")
    with open_centre(seat.centre.url) as database, database.read() as db:
        assert [one.other for one in store.links(db, 4)] == [1]
    seat.wait(lambda: not drafts(seat))


def test_a_remark_stands_in_the_history_the_newest_first_and_is_found_and_copied(seat: Seat) -> None:
    page = opened(seat, 2)
    history = page.body.history
    seat.qtbot.keyClicks(history.note, "Called Mr Qin")
    seat.qtbot.keyClick(history.note, Qt.Key.Key_Return)
    seat.done("The remark was kept.")
    seat.wait(lambda: "Called Mr Qin" in history.plain())
    type_in(seat, page, "text.description", "New words")
    save(seat, page)
    seat.wait(lambda: "Changed: What customers say." in history.plain())
    assert history.plain().index("Changed") < history.plain().index("Called Mr Qin")
    seat.qtbot.keyClicks(history.search, "qin")
    assert "Changed" not in history.plain()
    history.copy.click()
    assert "Remark: Called Mr Qin" in QApplication.clipboard().text()


def test_a_remark_that_is_begun_while_another_is_being_kept_stays(seat: Seat) -> None:
    page = opened(seat, 2)
    note = page.body.history.note
    with open_centre(seat.centre.url) as database, database.write():  # the remark waits for this
        seat.qtbot.keyClicks(note, "Called Mr Qin")
        seat.qtbot.keyClick(note, Qt.Key.Key_Return)
        assert not note.text()
        seat.qtbot.keyClicks(note, "Ask again")
    seat.done("The remark was kept.")
    assert note.text() == "Ask again"
    opened(seat, 1)
    assert not note.text()
    opened(seat, 2)
    assert note.text() == "Ask again"


def test_a_remark_that_is_not_kept_stands_in_its_field_again(
    seat: Seat, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = opened(seat, 2)
    note = page.body.history.note
    monkeypatch.setattr(store, "note", refuse)
    seat.qtbot.keyClicks(note, "Called Mr Qin")
    seat.qtbot.keyClick(note, Qt.Key.Key_Return)
    seat.wait(lambda: page.body.problem.text())
    assert note.text() == "Called Mr Qin"
    with open_centre(seat.centre.url) as database, database.write():
        seat.qtbot.keyClick(note, Qt.Key.Key_Return)
        seat.qtbot.keyClicks(note, "Ask again")
    seat.wait(lambda: "“Called Mr Qin”" in page.body.problem.text())
    assert note.text() == "Ask again"


def test_the_clock_is_paused_with_reason_and_end_and_goes_on_again(seat: Seat) -> None:
    page = opened(seat, 1)
    page.body.limits.buttons["pause"].click()
    form = page.body.limits.form
    assert form is not None
    form.decide()
    assert form.fields["reason"].problem == "This is needed."
    seat.qtbot.keyClicks(form.reason, "They wait for our list")
    seat.qtbot.keyClicks(form.day, "2026-03-09")
    form.decide()
    seat.done("the clock is paused")
    seat.wait(lambda: "end_pause" in page.body.limits.buttons)
    assert "They wait for our list" in page.body.head.clocks[0].words.text()
    page.body.limits.buttons["end_pause"].click()
    seat.done("the clock goes on")


def test_what_is_refused_is_said_in_the_form_and_nothing_is_lost(seat: Seat) -> None:
    page = opened(seat, 1)
    page.body.limits.buttons["extension"].click()
    form = page.body.limits.form
    assert form is not None
    seat.qtbot.keyClicks(form.reason, "More time")
    seat.qtbot.keyClicks(form.day, "2026-03-30")
    form.decide()
    seat.wait(lambda: form.problem.text())
    assert "before it" in form.problem.text()  # the limit is over
    assert form.reason.text == "More time"


def test_the_neighbours_in_the_list_come_by_key(seat: Seat) -> None:
    page = opened(seat, 2)
    seat.screen.desk.order = (3, 2, 1)
    for key, wanted in ((Qt.Key.Key_PageDown, 1), (Qt.Key.Key_PageUp, 2), (Qt.Key.Key_PageUp, 3)):
        seat.qtbot.keyClick(page, key, Qt.KeyboardModifier.AltModifier)
        seat.wait(lambda wanted=wanted: page.opened is not None and page.opened.issue.id == wanted)


def test_the_contacts_of_a_piece_lead_to_the_list_of_the_history(seat: Seat) -> None:
    page = opened(seat, 2)
    asked: list[object] = []
    seat.screen.desk.contacts_wanted.connect(lambda question, about: asked.append((question, about)))
    first, last = at(3, 9), at(4, 15)
    contacts = (ContactName("pbx", "1", "Bills", first), ContactName("pbx", "2", "Bills", last))
    page.acts.show_contacts(Contacts(contacts, "Bills, two days"))
    question, about = asked[0]  # type: ignore[misc]
    assert about == "Bills, two days"
    assert (question.period.first, question.period.last) == (date(2026, 3, 3), date(2026, 3, 4))
    assert question.named == (("pbx", "1"), ("pbx", "2"))


def test_text_is_shown_as_markdown_and_neither_html_nor_pictures_do_anything(seat: Seat) -> None:
    page = opened(seat, 2)
    form = page.body.texts
    form.form.entries["text.description"].show(
        "**Loud** <img src='file:///etc/passwd'> ![x](http://example.com/a.png)"
    )
    form.show_way(writing=False)
    view = form._rows["text.description"][1]
    assert view.toPlainText().startswith("Loud <img src='file:///etc/passwd'>")
    assert "￼" not in view.toPlainText()


def test_the_page_is_written_as_pdf(seat: Seat, tmp_path: Path) -> None:
    from ui.issues.issue_paper import IssuePaper

    page = opened(seat, 1)
    assert page.opened is not None
    paper = IssuePaper(seat.screen.desk, page.opened, page.speak)
    target = tmp_path / "issue.pdf"
    paper.write(target)
    assert target.read_bytes().startswith(b"%PDF")
    assert "Wrong bills" in paper.document().toPlainText()
    assert paper.document().pageCount() == 1


def test_what_was_typed_of_a_move_a_reply_and_a_remark_comes_back_after_a_crash(
    seat: Seat, qtbot: QtBot
) -> None:
    page = opened(seat, 1)
    page.moves.begin(MOVE["confirm"])
    assert page.moves.form is not None
    qtbot.keyClicks(page.moves.form.questions[0].editor, "Ms Li")
    page.body.replies.enter.click()
    assert page.body.replies.form is not None
    qtbot.keyClicks(page.body.replies.form.cause, "A script")
    qtbot.keyClicks(page.body.history.note, "Half a remark")

    def kept() -> bool:
        with open_centre(seat.centre.url) as database, database.read() as db:
            found = draft_store.draft_of(db, 1, seat.centre.who)
        return found is not None and found.typed.note == "Half a remark" and "reply" in found.typed.moves

    seat.wait(kept)
    again = IssuePage(seat.screen.desk)
    qtbot.addWidget(again)
    again.open(1)
    seat.wait(lambda: again.moves.form is not None and again.body.replies.form is not None)
    assert again.moves.form is not None
    assert again.moves.form.given.who == "Ms Li"
    assert again.body.replies.form is not None
    assert again.body.replies.form.cause.text == "A script"
    assert again.body.history.note.text() == "Half a remark"
    assert not again.draft.isHidden()


def put_more(seat: Seat) -> None:
    """One that is under way until the 20th, and one that came back twice."""
    clock = Clock(ClockKind.SOLUTION, at(2, 10), on=date(2026, 3, 20), first_on=date(2026, 3, 20))
    day = date(2026, 3, 20)
    with open_centre(seat.centre.url) as database, database.write() as db:
        put(
            db,
            an_issue(
                8, state=State.WORKING, department="d1", clocks=(clock,), promised=day, promised_first=day
            ),
            an_issue(9, state=State.READY, department="d1", ruling_wanted=True),
        )


def test_more_time_is_asked_for_and_granted_and_what_was_promised_first_stays_in_sight(seat: Seat) -> None:
    put_more(seat)
    page = opened(seat, 8)
    page.body.limits.buttons["extension"].click()
    form = page.body.limits.form
    assert form is not None
    seat.qtbot.keyClicks(form.reason, "Refunds go out in parts")
    seat.qtbot.keyClicks(form.day, "2026-03-30")
    seat.qtbot.keyClick(form.day, Qt.Key.Key_Return)
    seat.done("more time was asked for")
    seat.wait(lambda: "grant" in page.body.limits.buttons)
    assert "asks for more time until 2026-03-30: Refunds go out in parts" in page.body.limits.said.text()
    page.body.limits.buttons["grant"].click()
    seat.done("more time was granted")
    seat.wait(lambda: "extended once" in page.body.head.counters.text())
    words = page.body.head.clocks[0].words.text()
    assert "promised first for 2026-03-20, now for 2026-03-30" in words


def test_whose_it_is_after_two_returns_is_ruled_with_a_reason(seat: Seat) -> None:
    put_more(seat)
    page = opened(seat, 9)
    assert not page.body.head.ruling.isHidden()
    assert not page.body.facts.entries["facts.department"].field.isEnabled()
    page.body.limits.buttons["ruling"].click()
    form = page.body.limits.form
    assert form is not None
    form.department.choose("d2")
    seat.qtbot.keyClicks(form.reason, "It is their script")
    form.decide()
    seat.done("it was ruled whose it is")
    assert seat.issue(9).facts.department == "d2"
    seat.wait(lambda: page.body.head.ruling.isHidden())
    assert "Ruled: it belongs to Network." in page.body.history.plain()
