"""Pages are made when they are first shown, and close with the role that opened them."""

from __future__ import annotations

from collections.abc import Callable

from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from supervisor.rights.role import DatabaseRole
from supervisor.sentences.error import sentence
from ui.centre import OpenCentre
from ui.shell.place_stack import PlaceStack
from ui.shell.places import PLACES


def test_without_a_centre_there_is_nothing_to_show(stack: PlaceStack) -> None:
    assert stack.permitted == ()
    assert stack.show_page("floor") is None
    stack.show_some()
    assert stack.place == PLACES[0].name


def test_a_page_is_made_when_it_is_first_shown_and_kept(filled: PlaceStack, qtbot: QtBot) -> None:
    assert filled.page("floor") is None
    with qtbot.waitSignal(filled.shown) as told:
        page = filled.show_page("floor")
    assert told.args == ["floor"]
    assert filled.place == "floor"
    assert filled.currentWidget() is page
    filled.show_page("history")
    assert filled.show_page("floor") is page


def test_the_place_that_was_left_comes_back_and_without_the_right_to_it_the_first(
    filled: PlaceStack, become: Callable[..., None]
) -> None:
    filled.place = "people"
    filled.show_some()
    assert filled.place == "people"
    become(DatabaseRole.VIEWER)
    filled.show_some()
    assert filled.place == "wallboard"


def test_what_the_role_opens_no_longer_is_closed_and_named(
    filled: PlaceStack, become: Callable[..., None], qtbot: QtBot
) -> None:
    for name in ("wallboard", "floor", "data"):
        filled.show_page(name)
    gone = filled.page("data")
    become(DatabaseRole.VIEWER)
    filled.show_some()
    assert filled.close_forbidden() == ("floor", "data")
    assert filled.page("data") is None
    assert filled.page("wallboard") is not None
    assert gone is not None
    assert gone.isHidden()


def test_who_may_not_go_there_is_told_why(
    filled: PlaceStack, become: Callable[..., None], qtbot: QtBot
) -> None:
    become(DatabaseRole.VIEWER)
    with qtbot.waitSignal(filled.refused) as told:
        assert filled.show_page("people") is None
    assert "may not" in sentence(told.args[0])
    become()
    with qtbot.waitSignal(filled.refused) as told:
        filled.show_some()
    assert "no role" in sentence(told.args[0])


def test_with_the_centre_its_pages_go(filled: PlaceStack, centre: OpenCentre, qtbot: QtBot) -> None:
    page = filled.show_page("floor")
    filled.leave()
    assert filled.centre is None
    assert filled.page("floor") is None
    assert page is not None
    qtbot.waitUntil(lambda: not isValid(page))
