"""What is read of a log equals what was counted of it by others, number by number."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import pytest

from supervisor.facts.agent_time import Mark, State, What
from supervisor.history.spans import spans_of, union
from supervisor.storage.database import Database
from tests.history.logs import RECORDINGS, generated, read, rows

OUTCOMES = {
    "abandoned": "abandoned",
    "timed_out": "timed_out",
    "key": "exit_key",
    "empty": "exit_empty",
    "withdrawn": "withdrawn",
    "lost": "unfinished_waiting",
}


def of_queues(history: Database) -> dict[str, dict[str, Any]]:
    """What truth.json counts of each queue, counted from the history's rows."""
    found: dict[str, Any] = defaultdict(lambda: defaultdict(int))
    facts = rows(history)
    for entry in facts["entries"]:
        (_at, _contact, queue, _login, _type, _channel, outcome, _left, wait_s, ring_s, talk_s, *_rest) = (
            entry
        )
        ended_by = entry[14]
        of = found[queue]
        of["offered"] += 1
        if outcome == "answered":
            of["answered"] += 1
            of["wait_answered_sum_s"] += wait_s
            of["wait_answered_max_s"] = max(of["wait_answered_max_s"], wait_s)
            of["answered_within_20s"] += wait_s <= 20
            of["answered_within_30s"] += wait_s <= 30
            of["ring_sum_s"] += ring_s
            of["talk_ended"] += talk_s is not None
            of["talk_sum_s"] += talk_s or 0
            of[f"ended_by_{ended_by}"] += 1
        else:
            of[OUTCOMES[outcome]] += 1
            if outcome == "abandoned":
                of["wait_abandoned_max_s"] = max(of["wait_abandoned_max_s"], wait_s)
                for within in (5, 20, 30):
                    of[f"abandoned_within_{within}s"] += wait_s <= within
                of["wait_abandoned_sum_s"] += wait_s
    for ring in facts["rings"]:
        found[ring[2]]["ring_no_answer"] += ring[5] == "no_answer"
    return found


@pytest.mark.parametrize("recording", ["small-basic", "restart"])
def test_a_recording_agrees_with_its_truth_queue_by_queue(history: Database, recording: str) -> None:
    truth = json.loads((RECORDINGS / recording / "truth.json").read_text())
    report = read(history, RECORDINGS / recording / "queue_log")
    assert (report.lines, report.bad_count, report.strays) == (truth["lines"], 0, 0)
    found = of_queues(history)
    compared = 0
    for queue, told in truth["queues"].items():
        ours = found[queue]
        for name, value in told.items():
            if name in ("service_level_s",):
                continue
            if name.endswith("_mean_s"):
                of = {"wait_answered": "answered", "wait_abandoned": "abandoned", "ring": "answered"}
                what = name.removesuffix("_mean_s")
                count = ours[of.get(what, "talk_ended")]
                assert (value is None) == (count == 0), (queue, name)
                if count:
                    assert ours[f"{what}_sum_s"] / count == pytest.approx(value, abs=0.001), (queue, name)
            elif name == "completed_by_agent":
                assert ours["ended_by_agent"] == value, (queue, name)
            elif name == "completed_by_caller":
                assert ours["ended_by_customer"] == value, (queue, name)
            elif name == "blind_transfers":
                transfers = told["blind_transfers"] + told["attended_transfers"]
                assert ours["ended_by_transfer"] == transfers, (queue, name)
            elif name != "attended_transfers":
                assert ours[name] == (value or 0), (queue, name)
            compared += 1
    assert compared > 100


@pytest.mark.parametrize("recording", ["small-basic", "restart"])
def test_a_recording_agrees_with_its_truth_agent_by_agent(history: Database, recording: str) -> None:
    truth = json.loads((RECORDINGS / recording / "truth.json").read_text())
    read(history, RECORDINGS / recording / "queue_log")
    facts = rows(history)
    answered, talk, transferred, by_queue = Counter[str](), Counter[str](), Counter[str](), Counter[Any]()
    for entry in facts["entries"]:
        if entry[6] == "answered":
            answered[entry[3]] += 1
            by_queue[entry[3], entry[2]] += 1
            talk[entry[3]] += entry[10] or 0
            transferred[entry[3]] += entry[14] == "transfer"
    missed = Counter(ring[1] for ring in facts["rings"] if ring[5] == "no_answer")
    missed_s: Counter[str] = Counter()
    for ring in facts["rings"]:
        missed_s[ring[1]] += ring[4] if ring[5] == "no_answer" else 0
    cancelled = Counter(ring[1] for ring in facts["rings"] if ring[5] == "cancelled")
    for name, told in truth["agents"].items():
        assert answered[name] == told["answered"], name
        assert {queue: n for (login, queue), n in by_queue.items() if login == name} == told[
            "answered_by_queue"
        ]
        assert talk[name] == told["talk_s"], name
        assert transferred[name] == told["transferred"], name
        assert (missed[name], round(missed_s[name] * 1000)) == (told["rna"], told["rna_ms"]), name
        assert cancelled[name] == told["ring_canceled"], name


@pytest.mark.parametrize("recording", ["small-basic", "restart"])
def test_marks_make_the_breaks_that_the_truth_tells(history: Database, recording: str) -> None:
    truth = json.loads((RECORDINGS / recording / "truth.json").read_text())
    read(history, RECORDINGS / recording / "queue_log")
    interfaces = interfaces_of(recording)
    marks = [
        Mark(at, seq, interfaces.get(login, login), queue, What(what), code)
        for at, seq, login, queue, what, code in rows(history)["marks"]
    ]
    end_ms = truth["recording_end"] * 1000
    found: dict[str, list[Any]] = defaultdict(list)
    for span in spans_of(marks):
        if span.state is State.BREAK:
            found[span.login].append(span)
    for name, told in truth["agents"].items():
        total = sum(one.ends_ms - one.begins_ms for one in union(found[name], 0, end_ms)) // 1000
        assert total == told["pause_s_any_queue"], name


def interfaces_of(recording: str) -> dict[str, str]:
    """Which member has which interface: the log's lines about coming and going name that."""
    found = {}
    for line in (RECORDINGS / recording / "queue_show.txt").read_text().splitlines():
        name, _, rest = line.strip().partition(" (Local/")
        if rest:
            found["Local/" + rest.partition(" ")[0].partition(")")[0]] = name
    return found


def test_calls_in_progress_at_a_crash_are_lost_and_neither_answered_nor_abandoned_anew(
    history: Database,
) -> None:
    truth = json.loads((RECORDINGS / "restart" / "truth.json").read_text())["lost_at_restart"]
    read(history, RECORDINGS / "restart" / "queue_log")
    entries = rows(history)["entries"]

    waiting = {(entry[1], entry[2], entry[0] // 1000) for entry in entries if entry[6] == "lost"}
    talking = {(entry[1], entry[2], entry[3], entry[7] // 1000) for entry in entries if entry[14] == "lost"}

    assert waiting == {(one["callid"], one["queue"], one["entered"]) for one in truth["waiting"]}
    assert talking == {
        (one["callid"], one["queue"], one["agent"], one["connected"]) for one in truth["talking"]
    }
    assert all(entry[18] for entry in entries), "nothing is open for ever"


def test_a_generated_log_agrees_with_its_own_count(history: Database, tmp_path: Path) -> None:
    log, truth = generated(tmp_path, days=3, agents=40, queues=7, lines=9000)

    report = read(history, log)

    assert report.lines == truth["lines"]
    found = of_queues(history)
    names = {"answered_in_20s": "answered_within_20s", "answered_in_30s": "answered_within_30s"}
    for queue, told in truth["queues"].items():
        for name, value in told.items():
            if name != "service_level_s":
                assert found[queue][names.get(name, name)] == value, (queue, name)
    facts = rows(history)
    answered = Counter(entry[3] for entry in facts["entries"] if entry[6] == "answered")
    talk: Counter[str] = Counter()
    for entry in facts["entries"]:
        talk[entry[3]] += entry[10] or 0
    for name, told in truth["agents"].items():
        assert (answered[name], talk[name]) == (told["answered"], told["talk_s"]), name
