"""A call that a customer was promised: with its own clock, for a promise that is not kept is worse than
none."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

_Text = Annotated[str, msgspec.Meta(max_length=2000)]
_Line = Annotated[str, msgspec.Meta(max_length=300)]
_Aware = Annotated[datetime, msgspec.Meta(tz=True)]


class Promise(msgspec.Struct, frozen=True, omit_defaults=True):
    """Whom to call (*customer*, as the centre calls them: a number or a name), about what, who said so,
    who is to do it; what came of it, by whom. *source* and *contact*: in which contact it was promised."""

    customer: _Line
    about: _Text = ""
    promised_by: _Line = ""
    owner: _Line = ""
    source: str = ""
    contact: str = ""
    outcome: _Text = ""
    done_by: _Line = ""
    attempts: tuple[_Aware, ...] = ()  # tried in vain


class Callback(msgspec.Struct, frozen=True):
    """A promise of *promised_at* to be kept by *due_at*. *issue* 0: of none. The clock never pauses."""

    id: str
    promise: Promise
    promised_at: _Aware
    due_at: _Aware
    done_at: _Aware | None = None
    issue: int = 0
    version: int = 0
