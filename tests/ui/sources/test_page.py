"""The sources page: adding, trying, removing, and what each card says."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from supervisor.events import AuditDone, Difference, SourceDown, SourceUp, Unusable
from supervisor.live.board import EMPTY, Changed
from supervisor.live.feed import Heartbeat
from supervisor.live.fold import fold
from supervisor.live.follow import Update
from supervisor.sources.source import TestResult
from tests.ui.served import SECRET, USER, Served
from ui.centre import OpenCentre
from ui.sources.asterisk_form import PINNED, VARIABLE, AsteriskForm
from ui.sources.page import SourcesPage
from ui.theme import State

NOW = datetime(2026, 11, 23, 2, 42, 7, tzinfo=UTC)  # 10:42:07 in Shanghai
CLICK = Qt.MouseButton.LeftButton


@pytest.fixture
def page_of(
    open_floor: Callable[..., OpenCentre], qtbot: QtBot
) -> Iterator[Callable[..., tuple[SourcesPage, OpenCentre]]]:
    """The page of a centre with the sources that are named, in sight."""
    pages: list[SourcesPage] = []

    def show(*names: str) -> tuple[SourcesPage, OpenCentre]:
        centre = open_floor(*names, at=NOW)
        page = SourcesPage(centre)
        pages.append(page)
        page.resize(1200, 700)
        with qtbot.waitExposed(page):
            page.show()
        page.activateWindow()
        return page, centre

    yield show
    for page in pages:
        page.close()
        page.deleteLater()


@pytest.fixture
def asterisk() -> Iterator[Served]:
    served = Served().start()
    yield served
    served.stop()


def fill(qtbot: QtBot, form: AsteriskForm, *, port: int, name: str = "north", secret: str = SECRET) -> None:
    for field, text in (
        (form.name, name),
        (form.host, "127.0.0.1"),
        (form.username, USER),
        (form.password, secret),
    ):
        field.editor.setFocus()
        qtbot.keyClicks(field.editor, text)
    form.port.editor.setValue(port)  # type: ignore[attr-defined]


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


def test_without_a_source_there_is_one_sentence_and_the_button_that_opens_the_form(
    page_of: Callable[..., tuple[SourcesPage, OpenCentre]], qtbot: QtBot
) -> None:
    page, _centre = page_of()
    assert page.empty.isVisible()
    assert not page.add.isVisible()
    qtbot.mouseClick(page.empty.button, CLICK)
    assert page.form is not None
    assert page.form.name.editor.hasFocus()


def test_the_form_is_opened_and_left_by_the_keyboard(
    page_of: Callable[..., tuple[SourcesPage, OpenCentre]], qtbot: QtBot
) -> None:
    page, _centre = page_of("pbx")
    page.add.setFocus()
    qtbot.keyClick(page.add, Qt.Key.Key_Space)
    assert page.form is not None
    qtbot.keyClick(page.form.name.editor, Qt.Key.Key_Escape)
    assert page.form is None
    assert page.add.hasFocus()


def test_tab_goes_through_the_form_as_one_reads(
    page_of: Callable[..., tuple[SourcesPage, OpenCentre]], qtbot: QtBot
) -> None:
    page, _centre = page_of()
    page.open_form()
    form = page.form
    assert form is not None
    fields = (form.name, form.host, form.port, form.username, form.password_way, form.password, form.tls_way)
    buttons = (form.log_browse, form.add, form.test, form.cancel)
    for widget in (*(field.editor for field in (*fields, form.log)), *buttons):
        focused = QApplication.focusWidget()
        assert focused is widget
        qtbot.keyClick(focused, Qt.Key.Key_Tab)


def test_what_is_wrong_is_said_at_the_fields_and_nothing_is_added(
    page_of: Callable[..., tuple[SourcesPage, OpenCentre]], qtbot: QtBot
) -> None:
    page, centre = page_of("pbx")
    page.open_form()
    form = page.form
    assert form is not None
    qtbot.keyClicks(form.name.editor, "pbx")
    qtbot.mouseClick(form.add, CLICK)
    assert "already" in form.name.problem
    assert form.host.problem
    assert form.username.problem
    assert form.password.problem
    assert form.name.editor.hasFocus()
    qtbot.keyClicks(form.name.editor, "-2")
    form.host.editor.setFocus()
    assert form.name.problem == ""
    assert [record.name for record in centre.kept.sources] == ["pbx"]


def test_tls_brings_its_port_and_its_field(
    page_of: Callable[..., tuple[SourcesPage, OpenCentre]], qtbot: QtBot
) -> None:
    page, _centre = page_of()
    page.open_form()
    form = page.form
    assert form is not None
    assert form.entered().options["port"] == 5038
    form.tls_way.editor.setCurrentIndex(PINNED)  # type: ignore[attr-defined]
    assert form.entered().options["port"] == 5039
    assert form.fingerprint.isVisible()
    assert not form.ca.isVisible()
    form.fingerprint.editor.setFocus()
    qtbot.keyClicks(form.fingerprint.editor, "12:34")
    form.name.editor.setFocus()
    assert "64" in form.fingerprint.problem


def test_trying_says_what_was_found(
    page_of: Callable[..., tuple[SourcesPage, OpenCentre]], asterisk: Served, qtbot: QtBot
) -> None:
    page, _centre = page_of()
    page.open_form()
    form = page.form
    assert form is not None
    fill(qtbot, form, port=asterisk.port)
    qtbot.mouseClick(form.test, CLICK)
    assert not form.test.isEnabled()
    qtbot.waitUntil(form.test.isEnabled)
    assert form.result.text().startswith("north is in order: 5 queues")


def test_trying_says_what_is_wrong_and_what_to_do(
    page_of: Callable[..., tuple[SourcesPage, OpenCentre]], qtbot: QtBot
) -> None:
    page, _centre = page_of()
    page.open_form()
    form = page.form
    assert form is not None
    fill(qtbot, form, port=free_port())
    qtbot.mouseClick(form.test, CLICK)
    qtbot.waitUntil(form.test.isEnabled)
    assert "nothing listens at port" in form.result.text()


def test_a_trial_ends_with_the_form(
    page_of: Callable[..., tuple[SourcesPage, OpenCentre]], asterisk: Served, qtbot: QtBot
) -> None:
    page, _centre = page_of()
    page.open_form()
    assert page.form is not None
    fill(qtbot, page.form, port=asterisk.port)
    qtbot.mouseClick(page.form.test, CLICK)
    qtbot.mouseClick(page.form.cancel, CLICK)
    assert page.form is None
    page.open_form()
    assert page.form.test.isEnabled()


def test_an_unknown_certificate_can_be_pinned_from_what_the_trial_found(
    page_of: Callable[..., tuple[SourcesPage, OpenCentre]], qtbot: QtBot
) -> None:
    page, _centre = page_of()
    page.open_form()
    form = page.form
    assert form is not None
    found = TestResult("tls_untrusted", {"host": "pbx", "port": "5039", "fingerprint": "AB" * 32})
    page._tell_form("north", found)
    assert form.pin.isVisible()
    qtbot.mouseClick(form.pin, CLICK)
    entered = form.entered()
    assert entered.options["tls"] is True
    assert entered.options["tls_fingerprint"] == "AB" * 32


def test_a_source_is_added_as_one_step_that_can_be_taken_back(
    page_of: Callable[..., tuple[SourcesPage, OpenCentre]], qtbot: QtBot
) -> None:
    page, centre = page_of()
    page.open_form()
    form = page.form
    assert form is not None
    fill(qtbot, form, port=5038)
    form.password_way.editor.setCurrentIndex(VARIABLE)  # type: ignore[attr-defined]
    qtbot.keyClicks(form.variable.editor, "WALL_PASSWORD")
    with qtbot.waitSignal(page.noticed) as noticed:
        qtbot.mouseClick(form.add, CLICK)
    qtbot.waitUntil(lambda: list(page.cards) == ["north"])
    assert page.form is None
    record = centre.kept.sources[0]
    assert (record.options["host"], record.secret_env) == ("127.0.0.1", "WALL_PASSWORD")
    assert "password" not in record.options
    said, undo = noticed.args
    assert said == "north was added."
    undo()
    qtbot.waitUntil(lambda: page.empty.isVisible())


def test_without_a_keyring_the_form_says_so_and_nothing_is_added(
    page_of: Callable[..., tuple[SourcesPage, OpenCentre]], qtbot: QtBot
) -> None:
    page, centre = page_of()
    page.open_form()
    form = page.form
    assert form is not None
    fill(qtbot, form, port=5038)
    qtbot.mouseClick(form.add, CLICK)
    qtbot.waitUntil(form.add.isEnabled)
    assert "keyring" in form.result.text()
    assert centre.kept.sources == ()


def test_a_removed_source_comes_back_by_undo(
    page_of: Callable[..., tuple[SourcesPage, OpenCentre]], qtbot: QtBot
) -> None:
    page, _centre = page_of("pbx", "pbx-2")
    with qtbot.waitSignal(page.noticed) as noticed:
        qtbot.mouseClick(page.cards["pbx"].remove, CLICK)
    qtbot.waitUntil(lambda: list(page.cards) == ["pbx-2"])
    noticed.args[1]()
    qtbot.waitUntil(lambda: set(page.cards) == {"pbx", "pbx-2"})


def test_a_card_says_how_far_its_source_can_be_trusted(
    page_of: Callable[..., tuple[SourcesPage, OpenCentre]], qtbot: QtBot, dressed: QApplication
) -> None:
    page, centre = page_of("pbx", "silent")
    found = Difference("agent_state", "Anna", "handling", "ready")
    board, _changed = fold(
        EMPTY,
        [
            SourceUp("pbx", NOW - timedelta(hours=1), "Asterisk Call Manager/12.0.0"),
            AuditDone("pbx", NOW - timedelta(minutes=1), 40, 1, False, (found,)),
            Unusable("pbx", NOW - timedelta(minutes=1), "AgentConnect without Queue", 3),
            SourceDown("pbx", NOW - timedelta(seconds=30), "Connection reset"),
        ],
        centre.kept.rules,
    )
    beat = Heartbeat("pbx", "c", NOW, NOW - timedelta(seconds=30), 1.0, False, "Connection reset")
    centre.live.show(Update(board, Changed(), {"pbx": beat}))
    page.show_now(NOW)
    card = page.cards["pbx"]
    assert card.sign.state is State.CRITICAL
    assert card.said == "No data · It has not answered since 10:41:37 (Connection reset)."
    assert [card.figure(place) for place in range(6)] == ["10:41:37", "10:41:07", "40", "1", "0", "3"]
    details = card._details.text()
    assert "Anna: we had “handling”, it is “ready”" in details
    assert "AgentConnect without Queue ×3" in details
    silent = page.cards["silent"]
    assert silent.said == "Nobody has listened to it yet."
    assert [silent.figure(place) for place in range(6)] == ["–"] * 6
