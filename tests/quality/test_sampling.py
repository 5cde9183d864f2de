"""How many contacts of each person are judged, which are drawn, and of whom few are enough."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from supervisor.evidence.exempt import Against
from supervisor.people.person import Group, GroupKind, Membership, Person
from supervisor.people.roll import Roll
from supervisor.performance.target import Cell, Target, TargetRow
from supervisor.quality.evaluation import State
from supervisor.quality.exempting import (
    Exempted,
    Record,
    exempt_lines,
    fatal_limit,
    sentences,
    six_months,
)
from supervisor.quality.form import Content, Form, FormVersion
from supervisor.quality.sampling import Candidate, begun, draw, form_for, sampling
from supervisor.settings.quality import FormsAMonth, forms_fit
from tests.quality.making import FORM, evaluation
from tests.quality.making import NOW as TODAY_AT

MONTH = date(2026, 11, 1)
TODAY = date(2026, 11, 22)
ROLL = Roll(
    [
        Person("anna", "Anna", "1", joined=date(2020, 1, 1)),
        Person("ben", "Ben", "2", joined=date(2026, 11, 16)),
        Person("eva", "Eva", "3"),
    ],
    [Group("t", GroupKind.TEAM, "North"), Group("s", GroupKind.SKILL, "Billing")],
    [Membership("m1", "anna", "t"), Membership("m2", "anna", "s")],
)
FORMS = FormsAMonth(new=20, others=8, exempt=2)


def test_new_people_are_judged_more_often_and_part_months_in_part() -> None:
    done = [replace(evaluation(key, "v1"), state=State.FINAL) for key in "abc"]
    done.append(replace(evaluation("d", "v1"), contact_day=date(2026, 10, 31), state=State.FINAL))
    lines = sampling(
        ROLL,
        MONTH,
        [*done, evaluation("e", "v1")],
        FORMS,
        persons=["anna", "ben", "eva", "gone"],
        exempt={"eva"},
        told={"eva": 5.0},
    )
    of = {line.person: line for line in lines}
    assert set(of) == {"anna", "ben", "eva"}
    assert (of["anna"].planned, of["anna"].done, of["anna"].drafts, of["anna"].missing) == (8, 3, 1, 5)
    assert (of["ben"].planned, of["ben"].is_new) == (10, True)  # half of the month
    assert (of["eva"].planned, of["eva"].done, of["eva"].missing) == (2, 5, 0)
    assert [line.person for line in lines][-1] == "anna"  # those without a team first


@pytest.mark.parametrize(("forms", "fine"), [(FORMS, True), (FormsAMonth(5, 8, 2), False)])
def test_exempt_people_keep_a_floor_and_new_ones_the_most(forms: FormsAMonth, fine: bool) -> None:
    assert (forms_fit(forms) is None) == fine


def candidates(count: int) -> list[Candidate]:
    begin = datetime(2026, 11, 2, 8, tzinfo=ZoneInfo("Asia/Shanghai"))
    return [
        Candidate(
            *("pbx", f"c{at}", begin + timedelta(hours=at % 10, minutes=at), MONTH, "anna", "voice", "q", ""),
            "Bill" if at % 10 else "Fault",
            100.0,
        )
        for at in range(count)
    ]


def test_the_same_lot_draws_the_same_whatever_order_contacts_come_in() -> None:
    some = candidates(200)
    drawn = draw(some, {"anna": 6, "ben": 3}, seed="2026-11")
    assert len(drawn) == 6
    assert draw(some[::-1], {"anna": 6}, seed="2026-11") == drawn
    assert draw(some, {"anna": 6}, seed="other") != drawn
    assert draw(some, {}, seed="2026-11") == ()


def test_what_is_drawn_is_spread_over_types_and_hours_and_nothing_is_drawn_twice() -> None:
    some = candidates(200)
    kinds = {one.kind for one in some}
    drawn = draw(some, {"anna": len(kinds)}, seed="x")
    assert {one.kind for one in drawn} == kinds
    judged = {(one.source, one.contact) for one in drawn}
    again = draw(some, {"anna": 190}, seed="x", judged=judged)
    assert len(again) == 190
    assert not judged & {(one.source, one.contact) for one in again}
    assert len(draw(some, {"anna": 500}, seed="x")) == 200


def test_every_contact_of_a_kind_may_be_drawn() -> None:
    counts = Counter(
        one.contact for seed in range(300) for one in draw(candidates(10), {"anna": 3}, seed=str(seed))
    )
    assert len(counts) == 10


# Exemption

LIMITS = (
    TargetRow(Cell("fatal_rate"), Target(high=0.05)),
    TargetRow(Cell("fatal_rate", "s"), Target(high=0.02)),
)


def test_the_limit_is_the_target_of_the_persons_skill() -> None:
    assert fatal_limit(ROLL, "anna", TODAY, LIMITS) == 0.02
    assert fatal_limit(ROLL, "eva", TODAY, LIMITS) == 0.05
    assert fatal_limit(ROLL, "eva", TODAY, ()) is None


def test_who_may_be_exempt_and_why_not() -> None:
    records = {
        "anna": Record(0, 60),
        "ben": Record(0, 60, (date(2026, 10, 3), date(2026, 11, 5))),
        "eva": Record(0, 60, confirmed=("aht",)),
    }
    over = Exempted("x", "ben", date(2026, 10, 1), date(2026, 10, 6))
    lines = {one.person: one for one in exempt_lines(ROLL, TODAY, records, LIMITS[:1], [over])}
    assert all(one.may for one in exempt_lines(ROLL, TODAY, {"ben": records["ben"]}, LIMITS[:1], ()))
    assert lines["anna"].may
    assert sentences(lines["anna"]) == (
        "In six months 0 of 60 forms had a fatal error; up to 5.0 % of them are borne.",
        "The chance that the true rate is higher is 1.3 %; 5.0 % is the most for an exemption.",
    )
    assert lines["ben"].judged is not None
    assert lines["ben"].judged.against == (Against.COMPLAINT,)
    assert sentences(lines["ben"])[-1].startswith("A complaint was upheld, the last about")
    assert sentences(lines["eva"])[-1] == "Confirmed off target: Mean handle time."
    few = exempt_lines(ROLL, TODAY, {"anna": Record(0, 20)}, LIMITS[:1], ())[0]
    assert not few.may
    assert sentences(few)[-1] == "18 more forms without a fatal error would prove it."
    (none,) = exempt_lines(ROLL, TODAY, {"anna": Record(0, 20)}, (), ())
    assert sentences(none) == (
        "There is no target for the fatal-error rate, so nobody can be exempted by it.",
    )


def test_a_complaint_since_then_ends_an_exemption() -> None:
    held = Exempted("x", "anna", date(2026, 10, 1))
    before = Record(0, 60, (date(2026, 9, 30),))
    since = Record(0, 60, (date(2026, 9, 30), date(2026, 10, 5), date(2026, 11, 1)))
    (line,) = exempt_lines(ROLL, TODAY, {"anna": before}, LIMITS, [held])
    assert (line.standing, line.ends) == (held, None)
    (line,) = exempt_lines(ROLL, TODAY, {"anna": since}, LIMITS, [held])
    assert line.ends == date(2026, 10, 5)
    over = replace(held, until=date(2026, 11, 1))
    (line,) = exempt_lines(ROLL, TODAY, {"anna": since}, LIMITS, [over])
    assert line.standing is None


def test_six_months_back_is_a_day_that_there_is() -> None:
    assert six_months(date(2026, 8, 31)) == (date(2026, 2, 28), date(2026, 8, 31))
    assert six_months(date(2026, 3, 5)) == (date(2025, 9, 5), date(2026, 3, 5))


# From a contact to its evaluation


def test_a_contact_is_judged_by_the_form_of_its_channel_in_force_on_its_day() -> None:
    chat = Content(FORM.sections, channels=("chat",))
    versions = (
        FormVersion("any1", "any", 1, date(2026, 1, 1), FORM),
        FormVersion("any2", "any", 2, date(2026, 11, 10), FORM),
        FormVersion("chat1", "chat", 1, date(2026, 6, 1), chat),
        FormVersion("old1", "old", 1, date(2026, 1, 1), chat),
    )
    forms = (Form("any", "Any"), Form("chat", "Chats"), Form("old", "A", retired=True))

    def found(channel: str, day: date) -> str | None:
        version = form_for(forms, versions, channel, day)
        return version.id if version else None

    assert found("chat", TODAY) == "chat1"
    assert found("chat", date(2026, 5, 1)) == "any1"
    assert found("voice", TODAY) == "any2"
    assert found("voice", date(2025, 1, 1)) is None
    one = candidates(1)[0]
    draft = begun(one, versions[0], "li", TODAY_AT)
    assert (draft.person, draft.contact, draft.judgement.source, draft.state) == (
        *("anna", "c0", "pbx"),
        State.DRAFT,
    )
    assert draft.judgement.contact_at == one.at
