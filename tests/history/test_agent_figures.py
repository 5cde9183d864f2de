"""What agents came to: against the recordings' truth, by day, with their time and their sign-ins."""

from __future__ import annotations

import pickle
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from supervisor.facts.agent_time import Mark, What
from supervisor.facts.contact import Ring
from supervisor.history.agent_figures import AgentAnswer, AgentQuestion, agent_figures
from supervisor.history.derive import derive_stale
from supervisor.history.derive_rules import derive_rules
from supervisor.history.figures import LineKind
from supervisor.history.log_reading import read_logs
from supervisor.history.period import Every, Period
from supervisor.history.whose import Filter
from supervisor.people.person import LoginUse, Person
from supervisor.people.roll import Roll
from supervisor.settings.centre import CentreSettings
from supervisor.storage.database import Database
from tests.history.past import NOW, answered, ms, write
from tests.history.recorded import INTERFACES, RECORDINGS, RUNS, truth

SHANGHAI = CentreSettings()
NIGHT = CentreSettings(time_zone="Europe/Berlin")
DAY = date(2026, 3, 10)
NOON = datetime(2026, 3, 10, 12, tzinfo=ZoneInfo("Asia/Shanghai")).astimezone(UTC)
ANNA = Roll([Person("p1", "Anna Q")], logins=[LoginUse("1", "pbx", "anna", "p1")])


def asked(
    history: Database, question: AgentQuestion, settings: CentreSettings = SHANGHAI, roll: Roll = ANNA
) -> AgentAnswer:
    with history.read() as db:
        return agent_figures(db, roll, settings, question)


def on(day: date = DAY, every: Every = Every.WHOLE, **more: object) -> AgentQuestion:
    return AgentQuestion(Period(day, day), every, **more)  # type: ignore[arg-type]


def row(answer: AgentAnswer, name: str, bucket: int = 0) -> dict[str, float | None]:
    (line,) = (at for at, line in enumerate(answer.lines) if line.name == name)
    return answer.figures.row(line, bucket)


@pytest.mark.parametrize("run", RUNS)
def test_a_recordings_agents_come_to_its_truth(history: Database, run: str) -> None:
    read_logs(history, "pbx", [RECORDINGS / run / "queue_log"], at=NOW, who="anna")
    derive_stale(history, derive_rules(SHANGHAI))
    told = truth(run)
    day = SHANGHAI.days.day(datetime.fromtimestamp(told["first"], UTC))
    found = asked(history, on(day, spans=True), roll=Roll())
    known = {line.name for line in found.lines}
    beyond = told["recording_end"] - told["last"]
    checked = 0
    for agent, of in told["agents"].items():
        if agent not in known:
            assert not of["answered"], agent
            assert not of["rna"], agent
            continue
        ours = row(found, agent)
        checked += 1
        assert (ours["n_answered"] or 0, ours["n_rona"] or 0) == (of["answered"], of["rna"]), agent
        assert (ours["talk_s"] or 0, ours["n_transfer"] or 0) == (of["talk_s"], of["transferred"]), agent
        still = beyond if any("open at the end" in note for note in of["pause_notes"]) else 0
        breaks = {name[6:]: value for name, value in ours.items() if name.startswith("break:") and value}
        said = of["pause_s_by_reason_any_queue"]
        assert breaks.keys() == {code for code, seconds in said.items() if seconds}, agent
        assert sum(value or 0 for value in breaks.values()) == sum(said.values()) - still, agent
        spans = {
            (
                one.queue,
                round(one.began.timestamp()),
                None if one.ended is None else round(one.ended.timestamp()),
            )
            for one in found.sign_ins
            if INTERFACES.get(found.lines[one.line].name, found.lines[one.line].name) == agent
        }
        theirs = {
            (one["queue"], one["start"], one["end"]) for one in of["login_spans"] if one["start"] is not None
        }
        assert spans == theirs, agent
    assert checked > 5


def test_a_person_has_the_work_of_each_login_and_an_unknown_login_is_itself(history: Database) -> None:
    write(
        history,
        SHANGHAI,
        [
            answered("a", "q", NOON, 5, "anna", 100),
            answered("b", "q", NOON + timedelta(minutes=9), 5, "stranger", 40),
        ],
        [Ring("b", "q", "anna", ms(NOON) + 560_000, 9.0, "no_answer")],
    )
    found = asked(history, on())
    assert [(line.kind, line.name) for line in found.lines] == [
        (LineKind.PERSON, "Anna Q"),
        (LineKind.LOGIN, "stranger"),
    ]
    anna = row(found, "Anna Q")
    assert (anna["n_answered"], anna["n_rona"], anna["n_offered"], anna["mean_talk_s"]) == (1, 1, 2, 100)
    few = asked(history, on(whose=Filter(persons=("p1",))))
    assert [line.name for line in few.lines] == ["Anna Q"]
    assert {name: few.figures.value(name) for name in anna if name in few.figures.row(0, 0)} == anna


def test_time_is_told_by_state_and_break_code_with_how_often(history: Database) -> None:
    at = ms(NOON)
    marks = [
        Mark(at, 0, "anna", "q", What.ADD),
        Mark(at + 600_000, 0, "anna", "q", What.PAUSE, "lunch"),
        Mark(at + 1_200_000, 0, "anna", "q", What.UNPAUSE),
        Mark(at + 1_500_000, 0, "anna", "q", What.PAUSE, "lunch"),
        Mark(at + 1_560_000, 0, "anna", "q", What.UNPAUSE),
        Mark(at + 3_600_000, 0, "anna", "q", What.REMOVE),
    ]
    write(history, SHANGHAI, [answered("a", "q", NOON, 5)], marks=marks)
    found = asked(history, on(spans=True))
    anna = row(found, "Anna Q")
    assert (anna["break:lunch"], anna["times:break:lunch"]) == (660, 2)
    assert (anna["state:signed_in"], anna["signed_s"]) == (3600, 3600)
    (span,) = found.sign_ins
    assert (span.queue, span.began, span.ended) == ("q", NOON, NOON + timedelta(hours=1))
    assert not [name for name in row(asked(history, on(states=False)), "Anna Q") if ":" in name]


def test_a_sign_in_over_midnight_is_one_stretch_and_its_time_is_each_days(history: Database) -> None:
    evening = datetime(2026, 3, 28, 22, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(UTC)
    marks = [
        Mark(ms(evening), 0, "anna", "q", What.ADD),
        Mark(ms(evening + timedelta(hours=6)), 0, "anna", "q", What.REMOVE),
    ]
    write(history, NIGHT, [answered("a", "q", evening, 5)], marks=marks)
    period = Period(date(2026, 3, 28), date(2026, 3, 29))
    found = asked(history, AgentQuestion(period, Every.DAY, spans=True), NIGHT)
    assert [row(found, "Anna Q", day)["signed_s"] for day in (0, 1)] == [2 * 3600, 4 * 3600]
    assert [(one.began, one.ended) for one in found.sign_ins] == [(evening, evening + timedelta(hours=6))]


def test_only_the_fields_that_are_asked_for_are_told(history: Database) -> None:
    write(history, SHANGHAI, [answered("a", "q", NOON, 5)])
    found = asked(history, on(fields=("n_answered", "talk_s"), states=False))
    assert [column.name for column in found.figures.columns] == ["n_answered", "talk_s", "mean_talk_s"]


def test_an_answer_travels_to_another_process_and_back(history: Database) -> None:
    write(history, SHANGHAI, [answered("a", "q", NOON, 5)])
    found = asked(history, pickle.loads(pickle.dumps(on(spans=True))))  # noqa: S301
    again = pickle.loads(pickle.dumps(found))  # noqa: S301
    assert again.lines == found.lines
    assert row(again, "Anna Q") == row(found, "Anna Q")
