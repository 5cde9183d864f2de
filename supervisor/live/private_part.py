"""What is taken out of veiled events and boards besides agents: customers' numbers, a source's own words."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

import msgspec

from supervisor.live.board import Board

OF_AGENTS = ("agent", "agent_state")  # differences that name an agent: their names are not private but veiled


def joined(parts: Sequence[tuple[int, bytes | None]]) -> bytes | None:
    """What is private of several groups of events put one after another: of each how many events it has, and
    what is private of it. None when nothing is."""
    if not any(private for _count, private in parts):
        return None
    return b"[" + b",".join(private or b"[%d]" % count for count, private in parts) + b"]"


def places(private: bytes) -> dict[int, Any]:
    """What is private of which event. Raises msgspec.DecodeError when it is not what `joined` made."""
    found: dict[int, Any] = {}
    begin = 0
    for group in _groups_decoder.decode(private):
        if len(group) % 2 == 0 or not all(type(number) is int for number in (group[0], *group[1::2])):
            raise msgspec.DecodeError("no private part of a batch")
        for place, value in zip(group[1::2], group[2::2], strict=True):
            found[begin + place] = value
        begin += group[0]
    return found


class PrivateBoard(msgspec.Struct, array_like=True):
    """What is private of a board, in the order of its lines."""

    sources: list[tuple[str, dict[str, int], list[list[str]]]]
    waiting: list[list[str]]
    abandoned: list[list[str]]
    contacts: list[str]

    def fits(self, board: Board) -> bool:
        """Whether it is of *board*, as far as can be seen."""
        queues = board.queues.values()
        return (
            len(self.sources) == len(board.sources)
            and [len(line.waiting) for line in queues] == list(map(len, self.waiting))
            and [len(line.abandoned) for line in queues] == list(map(len, self.abandoned))
            and len(self.contacts) == len(board.contacts)
        )


def packed(private: PrivateBoard) -> bytes:
    """*private* as it is kept beside a snapshot."""
    return zlib.compress(_board_encoder.encode(private), 1)


def unpacked(private: bytes, board: Board) -> PrivateBoard:
    """What is private of *board*. Raises msgspec.DecodeError or zlib.error when it is not what `packed` made,
    or another board's."""
    found = _board_decoder.decode(zlib.decompress(private))
    if not found.fits(board):
        raise msgspec.DecodeError("the private part is another board's")
    return found


_board_encoder = msgspec.msgpack.Encoder()
_board_decoder = msgspec.msgpack.Decoder(PrivateBoard)
_groups_decoder = msgspec.json.Decoder(list[list[Any]])
