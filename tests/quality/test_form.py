"""Forms: what makes one unusable, which version is in force."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from supervisor.quality.form import (
    AnswerKind,
    Content,
    FormVersion,
    Item,
    Section,
    Severity,
    at,
    fits,
    new_item_id,
    problems,
)
from supervisor.quality.usual import usual_forms
from tests.quality.making import FORM

N = Severity.NONCRITICAL


def of(*items: Item, pass_share: float = 0.9) -> Content:
    return Content((Section("s", "节", "Section", items),), pass_share)


def test_a_form_that_can_be_used_has_no_problems() -> None:
    assert problems(FORM) == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (Content(), "The form has no items yet."),
        (of(Item("a", "甲", "A", N, 5), Item("a", "乙", "B", N, 5)), "Two items have the id “a”."),
        (of(Item("a", "甲", "A", N, 5), pass_share=1.2), "The score to pass lies between 0 and 100 %."),
        (of(Item("a", " ", "", N, 5)), "Item 1 has no name."),
        (of(Item("A b", "甲", "A", N, 5)), "Item “甲” has no usable id."),
        (of(Item("a", "甲", "A", N)), "No item has points, so there is nothing to reach."),
        (of(Item("a", "甲", "A", N, float("nan"))), "Item “甲”: points lie between 0 and 1000."),
        (
            of(Item("b", "", "B", N, 5), Item("a", "甲", "A", N, 0, AnswerKind.GRADED)),
            "Item “甲” is answered with points, but has none.",
        ),
        (
            of(Item("a", "甲", "A", N, 5, AnswerKind.GRADED, fine_from=6)),
            "Item “甲”: it is fine from more than 0 and at most its 5 points on.",
        ),
        (
            of(Item("a", "甲", "A", N, 5, fine_from=3)),
            "Item “甲” is answered with yes or no, so no points decide whether it is fine.",
        ),
        (
            Content((Section("s", "节", "", ()), *of(Item("a", "甲", "A", N, 5)).sections)),
            "Section “节” has no items.",
        ),
    ],
)
def test_what_keeps_a_form_from_being_used_is_said(content: Content, said: str) -> None:
    assert said in problems(content)


def test_the_usual_forms_can_be_used_as_they_are() -> None:
    for usual in usual_forms():
        assert problems(usual.content) == ()
        assert len(usual.content.items) == 20
        assert usual.content.points == 100
        assert all(item.name_zh and item.name_en for item in usual.content.items)
        assert {item.severity for item in usual.content.items} == set(Severity)


def test_a_form_comes_back_from_json_as_it_was() -> None:
    assert msgspec.convert(msgspec.json.decode(msgspec.json.encode(FORM)), Content) == FORM


def test_a_new_item_takes_no_id_that_is_there() -> None:
    assert new_item_id(of(Item("item1", "甲", "A", N, 5))) == "item2"


def test_the_version_in_force_is_the_last_that_began() -> None:
    first = FormVersion("v1", "f", 1, date(2026, 1, 1), FORM)
    second = FormVersion("v2", "f", 2, date(2026, 6, 1), FORM)
    other = FormVersion("w1", "g", 1, date(2026, 1, 1), FORM)
    versions = (second, first, other)
    assert at(versions, "f", date(2025, 12, 31)) is None
    assert at(versions, "f", date(2026, 5, 31)) == first
    assert at(versions, "f", date(2026, 6, 1)) == second


def test_a_form_for_one_channel_is_not_for_another() -> None:
    voice = Content(FORM.sections, channels=("voice",))
    assert [fits(voice, channel) for channel in ("voice", "chat", "")] == [True, False, True]
    assert fits(FORM, "chat")
