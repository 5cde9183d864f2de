"""Both recordings, played to their end and held beside the log that the same Asterisk wrote.

Nothing differs but the talk of the one redirected caller in each, which is explained (docs/decisions.md).
Then the journal is damaged on purpose, and each damage is found and named.
"""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from supervisor.audit.finding import Kind, Reconciliation, Why
from supervisor.events import (
    ContactAnswered,
    ContactDequeued,
    ContactEnded,
    ContactOffered,
    LiveEvent,
)
from supervisor.storage.database import Database
from tests.audit.heard import PBX, RUNS, Batch, audited, heard, log_of, written
from tests.sources.asterisk.listings import RECORDINGS

BOTH = pytest.mark.parametrize("run", RUNS)
REDIRECTED = {"small-basic": ("complaints", 6.1, 16.0), "restart": ("billing", 5.2, 22.0)}


@BOTH
def test_every_contact_is_found_in_the_log_and_only_the_redirected_talk_differs(
    run: str, journal: Database
) -> None:
    found = audited(written(journal, heard(run)), log_of(run))

    assert found.compared == {"small-basic": 85, "restart": 108}[run]
    assert (found.differences, found.explained, found.problem) == (0, 1, "")
    (talk,) = found.findings
    queue, ours_s, theirs_s = REDIRECTED[run]
    assert (talk.kind, talk.why, talk.queue) == (Kind.TALK, Why.REDIRECT, queue)
    assert talk.ours_n == pytest.approx(ours_s, abs=0.1)
    assert talk.theirs_n == theirs_s


@BOTH
def test_both_sides_sums_are_those_of_the_truth(run: str, journal: Database) -> None:
    found = audited(written(journal, heard(run)), log_of(run))
    truth = json.loads((RECORDINGS / run / "truth.json").read_text(encoding="utf-8"))["queues"]

    for sums in found.queues:
        told = truth[sums.queue]
        assert sums.theirs is not None
        for side in (sums.ours, sums.theirs):
            assert (side.offered, side.answered, side.abandoned, side.waiting) == (
                told["offered"],
                told["answered"],
                told["abandoned"],
                0,
            )
            assert side.wait_answered_s == told["wait_answered_sum_s"]


@BOTH
def test_it_is_the_same_when_it_is_audited_again_and_again_on_the_way(run: str, journal: Database) -> None:
    """Each audit reads what is new only; at the end it must know the whole day."""
    from supervisor.audit.auditor import Auditor
    from tests.sources.asterisk.watch import RULES

    auditor = Auditor(PBX, log_of(run), recorded=True)
    batches = heard(run)
    found: Reconciliation | None = None
    for first in range(0, len(batches), 40):
        held = written(journal, batches[first : first + 40])
        last = held.last_at(PBX)
        assert last is not None
        found = auditor.audit(held, RULES, last + timedelta(seconds=1))
    whole = audited(held, log_of(run))
    assert found is not None
    assert (found.compared, found.findings, found.queues) == (whole.compared, whole.findings, whole.queues)


# -- damaged on purpose


def test_a_contact_whose_end_was_lost_is_a_ghost_with_its_agent(journal: Database) -> None:
    batches = [list(batch) for batch in heard("small-basic")]
    gone = _first(heard("small-basic"), ContactEnded)
    for batch in batches:
        if gone in batch:
            batch.remove(gone)
    found = audited(written(journal, _whole(batches)), log_of("small-basic"))

    assert found.differences == 1
    ghost = found.findings[0]
    assert (ghost.kind, ghost.contact) == (Kind.GHOST_HANDLING, gone.contact)
    assert ghost.can_be_excluded


def test_a_caller_who_was_answered_unheard_waits_on_as_a_ghost(journal: Database) -> None:
    answered = _first(heard("small-basic"), ContactAnswered)
    batches = [
        [
            event
            for event in batch
            if not (
                isinstance(event, ContactDequeued | ContactAnswered | ContactEnded)
                and event.contact == answered.contact
            )
        ]
        for batch in heard("small-basic")
    ]
    found = audited(written(journal, _whole(batches)), log_of("small-basic"))

    ghosts = [finding for finding in found.findings if finding.kind is Kind.GHOST_WAITING]
    assert [(ghost.contact, ghost.theirs) for ghost in ghosts] == [(answered.contact, "answered")]
    assert found.differences == 1


def test_a_caller_of_whom_nothing_was_heard_is_named(journal: Database) -> None:
    lost = _first(heard("restart"), ContactOffered)
    batches = [
        [event for event in batch if getattr(event, "contact", "") != lost.contact]
        for batch in heard("restart")
    ]
    found = audited(written(journal, _whole(batches)), log_of("restart"))

    assert found.differences == 1
    unseen = found.findings[0]
    assert (unseen.kind, unseen.contact, unseen.queue) == (Kind.UNSEEN, lost.contact, lost.queue)


def test_what_a_second_collector_wrote_again_is_counted_twice_and_named(journal: Database) -> None:
    """Every stay that both tell from its begin to its end."""
    batches = heard("small-basic")
    entered = [event for batch in batches for event in batch if isinstance(event, ContactOffered)]
    copied = [event for batch in batches for event in batch if _is_of(event, entered[0])]
    written(journal, batches)
    held = written(journal, [tuple(copied)], collector="another")
    found = audited(held, log_of("small-basic"))

    twice = [finding for finding in found.findings if finding.kind is Kind.TWICE]
    assert [(finding.contact, finding.queue) for finding in twice] == [(entered[0].contact, entered[0].queue)]
    assert found.differences == 1


def test_whoever_was_excluded_is_missed_by_nobody(journal: Database) -> None:
    from dataclasses import replace

    from tests.sources.asterisk.watch import RULES

    entered = _first(heard("small-basic"), ContactOffered)
    rules = replace(RULES, excluded=frozenset({(PBX, entered.contact, entered.queue)}))
    found = audited(written(journal, heard("small-basic")), log_of("small-basic"), rules)

    assert found.differences == 0
    assert found.compared == 84


def test_the_log_of_another_exchange_is_known_as_such(journal: Database) -> None:
    found = audited(written(journal, heard("small-basic")), log_of("restart"))
    assert (found.problem, found.logged, found.differences) == ("log_other", False, 0)


def _first(batches: tuple[Batch, ...], kind: type[LiveEvent]) -> LiveEvent:  # type: ignore[valid-type]
    return next(event for batch in batches for event in batch if isinstance(event, kind))


def _whole(batches: list[list[LiveEvent]]) -> list[Batch]:
    return [tuple(batch) for batch in batches if batch]


def _is_of(event: LiveEvent, entered: ContactOffered) -> bool:
    told = (getattr(event, "contact", ""), getattr(event, "queue", ""))
    return told == (entered.contact, entered.queue)
