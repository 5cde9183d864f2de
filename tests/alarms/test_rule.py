"""What a rule may be, and that its file outlives versions."""

from __future__ import annotations

from datetime import time
from typing import Any

import msgspec
import pytest

from supervisor.alarms.rule import Quiet, check, document, flaws, rule_of
from supervisor.alarms.shipped import SHIPPED, shipped
from supervisor.errors import SettingError
from supervisor.sentences.error import sentence
from supervisor.settings.centre import CentreSettings
from supervisor.wallboard.catalogue import Side
from supervisor.wallboard.levels import Level
from supervisor.wallboard.scope import Scope, ScopeKind
from tests.alarms.floors import A, rule


def test_a_rule_comes_back_from_its_document_as_it_was() -> None:
    made = rule(
        only=(A,),
        but=(Scope.queue(("pbx", "b")),),
        quiet=(Quiet(time(22), time(6), (0, 1)),),
        side=Side.BELOW,
        action=3,
        silent=True,
    )
    assert rule_of(msgspec.json.decode(msgspec.json.encode(document(made)))) == made


def test_a_document_of_another_version_is_read() -> None:
    newer = document(rule()) | {"melody": "march"}
    assert rule_of(newer) == rule()
    assert rule_of({"id": "many", "metric": "waiting"}).attention is None


@pytest.mark.parametrize(
    ("wanted", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "x" * 81}, "name"),
        ({"metric": "mood"}, "metric"),
        ({"kind": ScopeKind.TEAM}, "kind"),
        ({"only": (Scope.team("north"),)}, "only"),
        ({"but": (Scope(),)}, "but"),
        ({"side": Side.NEITHER}, "side"),
        ({"attention": None}, "attention"),
        ({"attention": -1}, "attention"),
        ({"attention": float("nan")}, "attention"),
        ({"metric": "answer_rate.recent", "attention": 93}, "attention"),
        ({"action": 10}, "action"),
        ({"side": Side.BELOW, "action": 11}, "action"),
        ({"on_delay_s": -1}, "on_delay_s"),
        ({"on_delay_s": float("nan")}, "on_delay_s"),
        ({"off_delay_s": 3601}, "off_delay_s"),
        ({"deadband": -0.1}, "deadband"),
        ({"deadband": float("nan")}, "deadband"),
        ({"min_count": -1}, "min_count"),
        ({"quiet": (Quiet(time(1), time(2), ()),)}, "quiet"),
        ({"cooldown_s": 86401}, "cooldown_s"),
    ],
)
def test_what_cannot_be_is_told_at_its_field(wanted: dict[str, Any], field: str) -> None:
    (flaw,) = flaws(rule(**wanted))
    assert flaw.field == field
    assert flaw.sentence.endswith(".")
    with pytest.raises(SettingError):
        check(rule(**wanted))


def test_a_flaw_says_what_belongs_there() -> None:
    (flaw,) = flaws(rule(metric="answer_rate.recent", side=Side.BELOW, attention=0.8, action=0.9))
    assert flaw.sentence == "Action limit is “90.0 %”, expected less than the attention limit."
    with pytest.raises(SettingError) as raised:
        check(rule(action=5))
    assert sentence(raised.value) == (
        "Action limit is “5” in the alarm rule “Many wait”, expected more than the attention limit. "
        "Correct it there."
    )


@pytest.mark.parametrize("target", [0.0, 0.05, 0.5, 0.93, 1.0])
def test_the_shipped_rules_can_be_used_whatever_the_targets(target: float) -> None:
    made = shipped(CentreSettings(answer_rate_target=target, service_level_target=target))
    assert tuple(each.id for each in made) == SHIPPED
    assert {each.id: flaws(each) for each in made if flaws(each)} == {}


def test_a_deadband_is_exact_to_what_people_type() -> None:
    low = rule(side=Side.BELOW, attention=0.8, deadband=0.05)
    assert low.is_back(Level.ATTENTION, 0.85)
