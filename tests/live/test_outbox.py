"""What waits for the journal: in order, numbered once, counted to the byte."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from supervisor.events import ContactOffered, LiveEvent, decode
from supervisor.live.outbox import BATCH_EVENTS, BATCHES_AT_ONCE, Outbox, readable
from tests.live.floor import NOON, PBX, at

GROUPS = st.lists(
    st.tuples(st.sampled_from(("pbx", "chat", "mail")), st.integers(1, BATCH_EVENTS)), max_size=30
)


def events(source: str, count: int, first: int = 0) -> list[LiveEvent]:
    return [ContactOffered(source, at(first + n), f"c{first + n}", "投诉受理") for n in range(count)]


@given(GROUPS, st.data())
def test_everything_comes_out_once_in_each_sources_order(
    groups: list[tuple[str, int]], data: st.DataObject
) -> None:
    outbox, said, written = Outbox(7), {}, {}  # type: ignore[var-annotated]
    sequence = 7
    for number, (source, count) in enumerate(groups):
        group = events(source, count, number * BATCH_EVENTS)
        said.setdefault(source, []).extend(group)
        outbox.put(source, group)
        if data.draw(st.booleans()):
            entries = outbox.take()
            assert outbox.take() is entries  # the same again until confirmed
            for entry in entries:
                sequence += 1
                assert entry.sequence == sequence
                read, unknown = decode(entry.events)
                assert (len(read), unknown) == (entry.count, 0)
                assert (entry.first_at, entry.last_at) == (read[0].at, read[-1].at)
                assert entry.count <= BATCH_EVENTS
                written.setdefault(entry.source, []).extend(read)
            outbox.confirm()
    while outbox:
        for entry in outbox.take():
            written.setdefault(entry.source, []).extend(decode(entry.events)[0])
        outbox.confirm()
    assert written == said
    assert outbox.bytes == 0
    assert outbox.is_all_taken


def test_what_was_taken_still_counts_until_it_is_confirmed() -> None:
    outbox = Outbox()
    outbox.put(PBX, events(PBX, 3))
    full = outbox.bytes
    outbox.take()
    assert outbox.is_all_taken
    assert (bool(outbox), outbox.bytes) == (True, full)
    outbox.put(PBX, events(PBX, 1))
    outbox.confirm()
    assert 0 < outbox.bytes < full


def test_one_transaction_takes_no_more_than_fits() -> None:
    outbox = Outbox()
    for number in range(BATCHES_AT_ONCE + 3):
        outbox.put(PBX, events(PBX, BATCH_EVENTS, number * BATCH_EVENTS))
    assert len(outbox.take()) == BATCHES_AT_ONCE
    assert not outbox.is_all_taken
    outbox.confirm()
    assert len(outbox.take()) == 3


def test_small_groups_of_several_sources_become_one_batch_each() -> None:
    outbox = Outbox()
    for number in range(50):
        outbox.put("pbx", events("pbx", 1, number))
        outbox.put("chat", events("chat", 1, number))
    assert [(entry.source, entry.count) for entry in outbox.take()] == [("pbx", 50), ("chat", 50)]


def test_events_that_cannot_be_read_back_are_named() -> None:
    good = events(PBX, 3)
    naive = ContactOffered(PBX, NOON.replace(tzinfo=None), "c", "sales")
    cut = ContactOffered(PBX, NOON + timedelta(1), "c", "cut \udcff name")
    sound, refused = readable([good[0], naive, good[1], cut, good[2]])
    assert sound == good
    assert [event for event, _ in refused] == [naive, cut]
