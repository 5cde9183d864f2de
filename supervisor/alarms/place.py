"""Where an alarm is: the centre, a queue, a team, or a source that is not heard."""

from __future__ import annotations

from enum import StrEnum
from functools import lru_cache

import msgspec

from supervisor.live.board import QueueKey
from supervisor.wallboard.scope import Scope, ScopeKind


class PlaceKind(StrEnum):
    """What can have an alarm."""

    CENTRE = "centre"
    QUEUE = "queue"
    TEAM = "team"
    SOURCE = "source"


class Place(msgspec.Struct, frozen=True, order=True):
    """The centre, the queue *name* of *source*, the team *name*, or the source *source* itself."""

    kind: PlaceKind = PlaceKind.CENTRE
    source: str = ""
    name: str = ""

    @staticmethod
    def of(scope: Scope) -> Place:
        """Where the figures of *scope* are."""
        return _place_of(scope)

    @classmethod
    def queue(cls, key: QueueKey) -> Place:
        return cls(PlaceKind.QUEUE, *key)

    @classmethod
    def team(cls, name: str) -> Place:
        return cls(PlaceKind.TEAM, "", name)

    @classmethod
    def of_source(cls, name: str) -> Place:
        return cls(PlaceKind.SOURCE, name)

    @property
    def scope(self) -> Scope | None:
        """Whose figures are looked at here; None for a source, which has none."""
        if self.kind is PlaceKind.SOURCE:
            return None
        return Scope(ScopeKind(self.kind), self.source, self.name)


CENTRE = Place()


@lru_cache(maxsize=4096)  # asked some hundred times at every look
def _place_of(scope: Scope) -> Place:
    return Place(PlaceKind(scope.kind), scope.source, scope.name)


class AlarmKey(msgspec.Struct, frozen=True, order=True):
    """What makes two alarms the same one: their *cause* and their *place*."""

    cause: str
    place: Place

    @property
    def text(self) -> str:
        """The key as one word, for tables and shelves; `key_of` reads it."""
        place = self.place
        return msgspec.json.encode([self.cause, place.kind, place.source, place.name]).decode()


_decoder = msgspec.json.Decoder(tuple[str, PlaceKind, str, str])


def key_of(text: str) -> AlarmKey | None:
    """The key that `AlarmKey.text` wrote; None when it is none (the id of a rule, say)."""
    try:
        cause, kind, source, name = _decoder.decode(text)
    except msgspec.DecodeError:
        return None
    return AlarmKey(cause, Place(kind, source, name))
