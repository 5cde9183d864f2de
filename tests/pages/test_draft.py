from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from supervisor.pages.draft import Draft
from supervisor.pages.page import Page

START = Page("p", "Queues")


def titled(title: str) -> Page:
    return Page("p", title)


def test_a_step_taken_back_is_done_again_and_a_new_one_forgets_it() -> None:
    draft = Draft.of(START).changed(titled("A")).changed(titled("B")).undone()
    assert draft.page == titled("A")
    assert draft.redone().page == titled("B")
    assert not draft.changed(titled("C")).can_redo


def test_steps_of_one_topic_in_a_row_are_one_step() -> None:
    draft = Draft.of(START)
    for title in ("A", "B", "C"):
        draft = draft.changed(titled(title), "move x")
    draft = draft.changed(titled("D"), "move y")
    assert draft.undone().page == titled("C")
    assert draft.undone().undone().page == START


def test_after_saving_nothing_is_unsaved_until_a_step_is_taken_back() -> None:
    draft = Draft.of(START).changed(titled("A")).after_saving()
    assert not draft.is_changed
    assert draft.undone().is_changed


def test_a_page_that_is_as_it_was_is_no_step() -> None:
    assert not Draft.of(START).changed(START).can_undo
    assert Draft.of(START, saved=False).is_changed


@given(st.lists(st.sampled_from("ABC"), max_size=12))
def test_undoing_everything_leads_back_and_redoing_forth(titles: list[str]) -> None:
    draft = Draft.of(START)
    for title in titles:
        draft = draft.changed(titled(title))
    last = draft.page
    while draft.can_undo:
        draft = draft.undone()
    assert draft.page == START
    while draft.can_redo:
        draft = draft.redone()
    assert draft.page == last
