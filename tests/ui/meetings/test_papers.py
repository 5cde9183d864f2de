"""Agenda and minutes leave the program: as PDF, text, Markdown and calendar file; the two differ."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QPdfWriter
from PySide6.QtWidgets import QApplication

from supervisor.meetings.paper import Paper, PaperKind, Part, Table
from tests.ui.exporting import export_to, fill_in
from tests.ui.meetings.conftest import Key, Seat
from ui import language, theme
from ui.meetings import sample
from ui.meetings.paper_html import html, markdown
from ui.meetings.paper_out import laid_out, paint

TODAY = date(2026, 11, 23)


def long_paper() -> Paper:
    rows = tuple((str(at), f"行动 {at}: 上线短信去重") for at in range(120))
    part = Part("决议", ("第一行",), Table(("No.", "What"), rows, (0.2, 0.8)))
    return Paper(PaperKind.MINUTES, "会议纪要", "第 20 次", (("主持人", "李明"),), (part,), "版本 1", "底")


def test_agenda_and_minutes_do_not_look_alike(dressed: QApplication) -> None:
    told = sample.told(TODAY)
    agenda, minutes = (html(one, theme.current(), points=False) for one in (told.agenda, told.versions[0][1]))
    assert "<hr>" in agenda
    assert "<hr>" not in minutes
    assert told.versions[0][1].stamp in minutes.replace("&#x27;", "'")


def test_a_long_paper_has_its_pages_counted_whatever_the_text_size(
    dressed: QApplication, tmp_path: Path
) -> None:
    counts = []
    for scale in (1.0, 2.0):
        theme.use("dark", text_scale=scale)
        writer = QPdfWriter(str(tmp_path / f"{scale}.pdf"))
        counts.append(paint(long_paper(), writer, writer.newPage))
        del writer
    assert counts[0] > 1
    assert counts[0] == counts[1]  # paper is paper
    assert (tmp_path / "1.0.pdf").read_bytes().startswith(b"%PDF")


def test_no_heading_stands_alone_at_the_end_of_a_page(dressed: QApplication) -> None:
    table = Table(("No.",), (("1",), ("2",)), (1.0,))
    parts = tuple(Part(f"Part {at}", (), table) for at in range(60))
    high = 700.0
    document = laid_out(Paper(PaperKind.AGENDA, "Agenda", "", (), parts), 600.0, high)
    layout, block, seen = document.documentLayout(), document.begin(), 0
    while block.isValid():
        if block.blockFormat().headingLevel() and block.next().isValid():
            here, there = layout.blockBoundingRect(block), layout.blockBoundingRect(block.next())
            assert here.top() // high == there.top() // high, block.text()
            seen += 1
        block = block.next()
    assert seen == 60
    assert document.pageCount() > 3


def test_markdown_means_nothing_else_than_it_says() -> None:
    part = Part("1. A*b", ("# no heading | really",), Table(("a",), (("x|y\nz",),), (1.0,)))
    said = markdown(Paper(PaperKind.AGENDA, "T_itle", "", (("Chair", "[Li]"),), (part,)))
    assert "# T\\_itle" in said
    assert "\\# no heading \\| really" in said
    assert "| x\\|y<br>z |" in said
    assert "- Chair: \\[Li\\]" in said


def test_words_that_look_like_html_are_shown_letter_by_letter() -> None:
    paper = Paper(PaperKind.AGENDA, "<b>bold</b>", "", (), ())
    assert "&lt;b&gt;bold" in html(paper, theme.current(), points=False)


def test_a_meeting_is_saved_as_pdf_and_as_calendar_file(seat: Seat, tmp_path: Path) -> None:
    view = seat.opened()
    told = view.told
    assert told is not None
    view.out.ask_pdf(told.agenda)
    export_to(view.out.dialog, tmp_path / "agenda.pdf", seat.qtbot)
    assert (tmp_path / "agenda.pdf").read_bytes().startswith(b"%PDF")
    view.out.ask_calendar(told.calendar_name, told.calendar)
    export_to(view.out.dialog, tmp_path / "meeting.ics", seat.qtbot)
    assert (tmp_path / "meeting.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    view.out.copy_text(told.agenda)
    assert "Bills are late" in QGuiApplication.clipboard().text()
    view.out.copy_markdown(told.agenda)
    assert "| " in QGuiApplication.clipboard().text()


def test_a_file_that_cannot_be_written_is_told(seat: Seat, tmp_path: Path) -> None:
    view = seat.opened()
    told = view.told
    assert told is not None
    view.out.ask_pdf(told.agenda)
    dialog = view.out.dialog
    assert dialog is not None
    fill_in(dialog, tmp_path / "agenda.pdf", seat.qtbot)
    (tmp_path / "agenda.pdf").mkdir()  # nothing can be put in its place
    seat.qtbot.keyClick(dialog.place.called, Key.Key_Return)
    seat.qtbot.waitUntil(lambda: not dialog.problem.isHidden())
    assert "nothing was written" in dialog.problem.text()
    dialog.reject()


def test_papers_follow_the_language(seat: Seat) -> None:
    view = seat.opened()

    def title() -> str:
        assert view.told is not None
        return view.told.agenda.title

    before = title()
    language.use("zh_CN")
    try:
        seat.qtbot.waitUntil(lambda: title() != before)
    finally:
        language.use("en")
    seat.qtbot.waitUntil(lambda: title() == before)
