"""Bytes to messages: whatever the cut, whatever comes."""

from __future__ import annotations

import gzip
import hashlib
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supervisor.sources.asterisk.protocol import (
    Message,
    MessageReader,
    action,
    challenge,
    login,
    login_md5,
    new_action_id,
)
from supervisor.sources.asterisk.translate import WANTED
from tests.sources.asterisk.listings import RECORDINGS

BANNER = b"Asterisk Call Manager/12.0.0\r\n"


def read(stream: bytes) -> tuple[MessageReader, list[Message]]:
    """A reader that was given *stream* at once, and what it made of it."""
    reader = MessageReader(WANTED)
    return reader, reader.feed(stream)


def messages(stream: bytes, **options: int) -> list[Message]:
    return MessageReader(WANTED, **options).feed(stream)


def cut(stream: bytes, cuts: list[int]) -> list[bytes]:
    """The stream in pieces, cut at *cuts*."""
    places = [0, *sorted(min(place, len(stream)) for place in cuts), len(stream)]
    return [stream[start:end] for start, end in pairwise(places)]


@cache
def recorded() -> bytes:
    """Some seconds of a real conversation: banner, log-in, lists, calls."""
    with gzip.open(RECORDINGS / "small-basic" / "ami.bytes.gz") as stream:
        return stream.read(150_000)


# -- cuts


def test_a_real_stream_cut_at_every_byte_gives_the_same_messages() -> None:
    stream = recorded()[:4_000]
    whole = messages(stream)
    assert len(whole) > 5
    for place in range(len(stream) + 1):
        reader = MessageReader(WANTED)
        assert reader.feed(stream[:place]) + reader.feed(stream[place:]) == whole, place


@given(st.lists(st.integers(0, 150_000), max_size=40))
def test_a_real_stream_cut_anywhere_gives_the_same_messages(cuts: list[int]) -> None:
    stream = recorded()
    reader = MessageReader(WANTED)
    taken: list[Message] = []
    for piece in cut(stream, cuts):
        taken += reader.feed(piece)
    once = MessageReader(WANTED)
    assert taken == once.feed(stream)
    assert (reader.seen, reader.oversized, reader.banner) == (once.seen, once.oversized, once.banner)


_PARTS = st.sampled_from(
    [
        *(b"\r\n", b"\r\n\r\n", b"\r", b"\n", b": ", b"Event: AgentConnect\r\n", b"Event: VarSet\r\n"),
        *(b"Response: Success\r\n", b"Queue: \xe6\x8a\x95\xe8\xaf\x89\r\n", b"MemberName: \xe6\x9d\r\n"),
        *(b"Output: one\r\nOutput: two\r\n", b"x" * 70, b"\x00\xff", b"Asterisk Call Manager/1\r\n"),
    ]
)


@given(st.lists(_PARTS, max_size=40), st.lists(st.integers(0, 3_000), max_size=30))
def test_junk_of_any_kind_cut_anywhere_never_fails_and_is_read_alike(
    parts: list[bytes], cuts: list[int]
) -> None:
    stream = b"".join(parts)
    once = MessageReader(WANTED, limit=100)
    whole = once.feed(stream)
    reader = MessageReader(WANTED, limit=100)
    taken: list[Message] = []
    for piece in cut(stream, cuts):
        taken += reader.feed(piece)
    assert taken == whole
    assert (reader.seen, reader.oversized, reader.banner) == (once.seen, once.oversized, once.banner)


@given(st.binary(max_size=300), st.integers(0, 2**32))
def test_what_follows_a_broken_message_is_read(junk: bytes, number: int) -> None:
    good = f"Event: Hangup\r\nUniqueid: {number}\r\n\r\n".encode()
    taken = messages(BANNER + junk.replace(b"\r\n\r\n", b"") + b"\r\n\r\n" + good)
    assert taken[-1] == {"Event": "Hangup", "Uniqueid": str(number)}


# -- the banner


def test_the_banner_is_one_line_without_a_blank_one() -> None:
    reader, taken = read(BANNER + b"Response: Success\r\n\r\n")
    assert reader.banner == "Asterisk Call Manager/12.0.0"
    assert taken == [{"Response": "Success"}]


def test_a_banner_may_end_in_lf_alone() -> None:
    assert (
        read(b"Asterisk Call Manager/1.1\nResponse: Success\r\n\r\n")[0].banner == "Asterisk Call Manager/1.1"
    )


def test_a_stream_from_the_middle_has_no_banner_and_loses_nothing() -> None:
    reader, taken = read(b"Event: Hangup\r\nUniqueid: 1\r\n\r\n")
    assert reader.banner == ""
    assert taken == [{"Event": "Hangup", "Uniqueid": "1"}]


def test_another_services_greeting_is_kept_as_what_it_said() -> None:
    assert read(b"SSH-2.0-OpenSSH_9.2p1\r\n")[0].banner == "SSH-2.0-OpenSSH_9.2p1"


def test_a_greeting_that_never_ends_is_given_up_after_a_thousand_bytes() -> None:
    reader, _ = read(b"\x16\x03\x01" * 400)
    assert reader.banner is not None
    assert len(reader.banner) <= 1_024


# -- values


def test_only_wanted_events_and_all_answers_are_taken_and_all_are_counted() -> None:
    reader, taken = read(
        BANNER
        + b"Event: VarSet\r\nVariable: A\r\n\r\n"
        + b"Event: AgentConnect\r\nQueue: vip\r\n\r\n"
        + b"Response: Error\r\nMessage: Permission denied\r\n\r\n"
    )
    assert [message.get("Event") for message in taken] == ["AgentConnect", None]
    assert reader.seen == 3


def test_a_wanted_name_is_not_taken_for_a_longer_or_shorter_one() -> None:
    stream = BANNER + b"".join(
        b"Event: %s\r\nQueue: vip\r\n\r\n" % name
        for name in (b"QueueMemberX", b"QueueMember", b"QueueMemberS", b"Hangupp", b"Q" * 90)
    )
    assert [message["Event"] for message in messages(stream)] == ["QueueMember"]


def test_an_event_may_have_a_response_field_and_stays_an_event() -> None:
    reader = MessageReader({"OriginateResponse"})
    (event,) = reader.feed(BANNER + b"Event: OriginateResponse\r\nActionID: 7\r\nResponse: Success\r\n\r\n")
    assert not event.is_response
    assert messages(BANNER + b"Response: Success\r\n\r\n")[0].is_response


def test_values_keep_colons_bars_and_blanks_and_may_be_empty() -> None:
    (message,) = messages(
        BANNER
        + b"Event: QueueMemberPause\r\nPausedReason: \r\nQueue: a: b|c, \xe2\x80\x9cd\xe2\x80\x9d \r\n\r\n"
    )
    assert message["PausedReason"] == ""
    assert message["Queue"] == "a: b|c, “d” "


def test_a_name_cut_in_the_middle_of_a_character_is_kept_as_far_as_it_goes() -> None:
    """Asterisk cuts member names at 79 bytes: 26 Chinese characters and one byte of the next."""
    name = ("客" * 27).encode()[:79]
    (message,) = messages(BANNER + b"Event: AgentConnect\r\nMemberName: " + name + b"\r\nQueue: vip\r\n\r\n")
    assert message["MemberName"] == "客" * 26 + "\ufffd"
    assert message["Queue"] == "vip"


def test_names_that_repeat_keep_every_value() -> None:
    (message,) = messages(
        BANNER + b"Response: Success\r\nOutput: one\r\nOutput: two\r\nMessage: done\r\nOutput: three\r\n\r\n"
    )
    assert message.every("Output") == ["one", "two", "three"]
    assert message.every("Message") == ["done"]
    assert message.every("Nothing") == []
    assert message["Output"] == "three"


def test_a_line_feed_inside_a_value_makes_no_line() -> None:
    """Only CR LF ends a line: a caller's name with a line feed in it must not become a field."""
    (message,) = messages(BANNER + b"Event: Hangup\r\nCallerIDName: Eve\nQueue: vip\r\nUniqueid: 1\r\n\r\n")
    assert "Queue" not in message
    assert message["Uniqueid"] == "1"


def test_blank_lines_between_messages_are_no_messages() -> None:
    reader, taken = read(BANNER + b"\r\n\r\n\r\nEvent: Hangup\r\nUniqueid: 1\r\n\r\n\r\n\r\n")
    assert taken == [{"Event": "Hangup", "Uniqueid": "1"}]
    assert reader.seen == 1


# -- sizes


def test_a_megabyte_line_is_dropped_counted_and_the_next_message_read() -> None:
    reader = MessageReader(WANTED)
    taken = reader.feed(BANNER)
    endless = b"Event: AgentConnect\r\nMemberName: " + b"x" * 1_000_000 + b"\r\n\r\n"
    for start in range(0, len(endless), 4_096):
        taken += reader.feed(endless[start : start + 4_096])
    taken += reader.feed(b"Event: Hangup\r\nUniqueid: 1\r\n\r\n")
    assert taken == [{"Event": "Hangup", "Uniqueid": "1"}]
    assert reader.oversized == 1


def test_a_message_that_never_ends_does_not_fill_the_memory() -> None:
    reader = MessageReader(WANTED, limit=10_000)
    reader.feed(BANNER + b"Event: AgentConnect\r\n")
    for _ in range(500):
        assert reader.feed(b"Field: value\r\n" * 100) == []
        assert len(reader._rest) <= 10_003
    assert reader.oversized == 1
    assert reader.feed(b"\r\nEvent: Hangup\r\nUniqueid: 1\r\n\r\n")[0]["Uniqueid"] == "1"


@given(st.integers(80, 130), st.lists(st.integers(0, 600), max_size=20))
def test_the_limit_falls_at_the_same_byte_however_the_stream_is_cut(size: int, cuts: list[int]) -> None:
    head = b"Event: Hangup\r\nUniqueid: "
    stream = BANNER + (head + b"1" * (size - len(head)) + b"\r\n\r\n") * 4
    reader = MessageReader(WANTED, limit=100)
    taken = [message for piece in cut(stream, cuts) for message in reader.feed(piece)]
    assert (len(taken), reader.oversized) == ((4, 0) if size <= 100 else (0, 4))


def test_what_is_remembered_of_lines_stays_within_bounds() -> None:
    reader = MessageReader(WANTED)
    reader.feed(BANNER)
    for number in range(0, 100_000, 100):
        reader.feed(b"".join(b"Event: Hangup\r\nUniqueid: %d\r\n\r\n" % (number + i) for i in range(100)))
    assert len(reader._lines) <= 65_536
    assert len(reader._heads) <= 4_096


# -- actions


def test_an_action_is_lines_and_a_blank_one() -> None:
    assert action("QueueStatus", {"Queue": "投诉受理"}, action_id="a1") == (
        "Action: QueueStatus\r\nActionID: a1\r\nQueue: 投诉受理\r\n\r\n".encode()
    )


@pytest.mark.parametrize("evil", ["a\r\nAction: Logoff", "a\nb", "a\rb", "a\0b"])
def test_a_line_end_in_a_value_is_refused(evil: str) -> None:
    with pytest.raises(ValueError, match="line end"):
        login(evil, "secret", "on", "1")
    with pytest.raises(ValueError, match="line end"):
        login("user", evil, "on", "1")
    with pytest.raises(ValueError, match="line end"):
        action(evil)


def test_a_line_that_asterisk_would_refuse_is_not_sent() -> None:
    with pytest.raises(ValueError, match="too long"):
        action("QueueStatus", {"Queue": "x" * 1_000})


def test_the_log_in_asks_for_the_wanted_classes_only() -> None:
    assert b"\r\nEvents: agent,call\r\n" in login("wallboard", "pw", "agent,call", "1")


def test_the_md5_log_in_proves_the_secret_without_saying_it() -> None:
    said = login_md5("wallboard", "wallboard-lab", "123456", "on", "1")
    assert b"wallboard-lab" not in said
    key = hashlib.md5(b"123456wallboard-lab", usedforsecurity=False).hexdigest()
    assert f"Key: {key}\r\n".encode() in said
    assert challenge("1") == b"Action: Challenge\r\nActionID: 1\r\nAuthType: MD5\r\n\r\n"


def test_action_ids_are_short_and_never_the_same() -> None:
    made = {new_action_id() for _ in range(1_000)}
    assert len(made) == 1_000
    assert all(len(one) <= 16 for one in made)
