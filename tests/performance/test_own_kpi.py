"""KPIs of a centre's own: made of its counts, judged like the others, kept so that nobody loses them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import msgspec
import pytest

from supervisor import words
from supervisor.errors import ChangedMeanwhileError, KpiError
from supervisor.performance import kpi as catalogue
from supervisor.performance.kpi import BY_ID, KPIS, Direction, Group, Unit, ratio
from supervisor.performance.own_kpi import (
    OwnKpi,
    OwnTerm,
    all_own,
    load_own,
    new_id,
    problem,
    remove_own,
    save_own,
)
from supervisor.storage import undo
from supervisor.storage.database import Database

AT = datetime(2026, 11, 22, tzinfo=UTC)
CONSULTS = OwnKpi(
    "own_consults",
    "咨询率",
    "Consultations",
    Group.EFFICIENCY,
    Unit.SHARE,
    Direction.LOWER,
    (OwnTerm("n_consult"),),
    (OwnTerm("n_answered"),),
    "接话中咨询他人的比例。",
    "Contacts in which somebody was consulted, of the handled ones.",
)


@pytest.fixture(autouse=True)
def _forgotten() -> Iterator[None]:
    yield
    catalogue.use_own(())


def test_it_is_counted_and_said_like_every_other() -> None:
    kpi = CONSULTS.kpi
    assert ratio(kpi, {"n_consult": 5, "n_answered": 50}).value == pytest.approx(0.1)
    assert ratio(kpi, {"n_answered": 50}).value is None
    assert kpi.title == "Consultations"
    words.use_language("zh_CN")
    assert (kpi.title, kpi.explained) == ("咨询率", "接话中咨询他人的比例。")


def test_one_that_is_named_in_one_language_only_is_called_so_in_both() -> None:
    kpi = msgspec.structs.replace(CONSULTS, name_en="").kpi
    assert kpi.title == "咨询率"


def test_it_is_known_to_whoever_opens_the_centre_and_can_be_taken_back(centre: Database) -> None:
    with centre.write() as db:
        save_own(db, CONSULTS, at=AT, who="anna")
    with centre.read() as db:
        assert [kpi.id for kpi in load_own(db)] == [*(kpi.id for kpi in KPIS), "own_consults"]
        assert BY_ID["own_consults"].title == "Consultations"
        (kept,) = all_own(db)
    with centre.write() as db:
        remove_own(db, kept, at=AT, who="anna")
        assert all_own(db) == ()
        step = undo.last(db)
        assert step is not None
        undo.revert(db, step.id, at=AT)
        assert [one.name_zh for one in all_own(db)] == ["咨询率"]


def test_who_saves_over_a_change_is_told(centre: Database) -> None:
    with centre.write() as db:
        save_own(db, CONSULTS, at=AT, who="anna")
        (kept,) = all_own(db)
        save_own(db, msgspec.structs.replace(kept, matures_days=7), at=AT, who="ben")
        with pytest.raises(ChangedMeanwhileError):
            save_own(db, msgspec.structs.replace(kept, matures_days=9), at=AT, who="anna")
        with pytest.raises(ChangedMeanwhileError):
            save_own(db, CONSULTS, at=AT, who="anna")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name_zh": " ", "name_en": ""}, "name"),
        ({"numerator": ()}, "numerator"),
        ({"denominator": ()}, "denominator"),
        ({"numerator": (OwnTerm("nonsense"),)}, "nonsense"),
        ({"numerator": (OwnTerm("talk_s2"),)}, "certainty"),
        ({"numerator": (OwnTerm("n_consult", 0.0),)}, "times 0"),
        ({"denominator": (OwnTerm("n_answered", optional=True),)}, "at least one"),
        ({"numerator": (OwnTerm("n_answered"),)}, "the same"),
    ],
)
def test_one_that_cannot_be_counted_is_refused_with_the_reason(change: dict[str, object], said: str) -> None:
    assert said in problem(msgspec.structs.replace(CONSULTS, **change)).casefold()


def test_two_of_one_name_are_refused(centre: Database) -> None:
    with centre.write() as db:
        save_own(db, CONSULTS, at=AT, who="anna")
        with pytest.raises(KpiError):
            save_own(db, msgspec.structs.replace(CONSULTS, id="own_other"), at=AT, who="anna")


def test_an_id_is_made_of_the_name_and_taken_once() -> None:
    assert new_id("Talk % of hold!", ()) == "own_talk_of_hold"
    assert new_id("咨询率", ["own_kpi"]) == "own_kpi_2"
