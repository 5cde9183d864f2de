"""Agenda and minutes leave the program: as PDF, text, Markdown and calendar file; the two differ."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from PySide6.QtGui import QGuiApplication, QPdfWriter
from PySide6.QtWidgets import QApplication

from supervisor.errors import FileError
from supervisor.meetings.paper import Paper, PaperKind, Part, Table
from tests.ui.meetings.conftest import Seat
from ui import language, theme
from ui.meetings import sample
from ui.meetings.paper_html import html, markdown
from ui.meetings.paper_out import paint

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
    view.out.write_pdf(told.agenda, tmp_path / "agenda")
    assert (tmp_path / "agenda.pdf").read_bytes().startswith(b"%PDF")
    view.out.write_bytes(told.calendar, tmp_path / "meeting.ics")
    assert (tmp_path / "meeting.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")
    view.out.copy_text(told.agenda)
    assert "Bills are late" in QGuiApplication.clipboard().text()
    view.out.copy_markdown(told.agenda)
    assert "| " in QGuiApplication.clipboard().text()


def test_a_file_that_cannot_be_written_is_told(seat: Seat, tmp_path: Path) -> None:
    view = seat.opened()
    refused: list[object] = []
    seat.centre.jobs.refused.connect(refused.append)
    told = view.told
    assert told is not None
    view.out.write_pdf(told.agenda, tmp_path / "nowhere" / "agenda.pdf")
    assert [type(one) for one in refused] == [FileError]


def test_papers_follow_the_language(seat: Seat) -> None:
    view = seat.opened()
    before = view.told
    language.use("zh_CN")
    try:
        seat.qtbot.waitUntil(lambda: view.told is not before)
    finally:
        language.use("en")
    again = view.told
    seat.qtbot.waitUntil(lambda: view.told is not again)
