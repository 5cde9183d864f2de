"""How many contacts of each person are judged a month."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

import msgspec

from supervisor.words import _

_Forms = Annotated[int, msgspec.Meta(ge=0, le=1000)]


@dataclass(frozen=True)
class FormsAMonth:
    """Quality forms a month: of people in the first tenure band (*new*), of *others*, and of those who are
    *exempt* from sampling (the floor)."""

    new: _Forms = 20
    others: _Forms = 8
    exempt: _Forms = 2


USUAL_FORMS = FormsAMonth()


def forms_fit(forms: FormsAMonth) -> str | None:
    """What is expected of the numbers; None when they are so."""
    if 1 <= forms.exempt <= forms.others <= forms.new:
        return None
    return _("at least one form of exempt people, no fewer of others, and no fewer of new ones")
